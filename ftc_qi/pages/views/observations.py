"""What the team saw during a cycle: writing it down, changing it, and handing out its photos and files."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.files import small_picture
from ftc_qi.core.forms import render_form, run
from ftc_qi.core.models import StoredFile
from ftc_qi.pages.cycle_space import pictures_of
from ftc_qi.pages.views.cycles import to_cycle
from measures.values import plural
from projects.actions import observations as actions
from projects.crumbs import form_page
from projects.forms.observations import ObservationForm
from projects.forms.projects import WithdrawRowForm
from projects.models import Observation, ObservationFile, PDSACycle
from projects.permissions import Permission, can, project_view

P = Permission
WRITE = ["GET", "HEAD", "POST"]
NO_SCRIPTS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Whatever a file holds, the browser runs nothing of it."""


def _cycle(project, cycle_id) -> PDSACycle:
    cycles = PDSACycle.objects.current().filter(change_idea__project=project)
    return get_object_or_404(cycles.select_related("change_idea__project"), pk=cycle_id)


def _page(project, cycle):
    return reverse("pages:cycle", args=[project.slug, cycle.pk]) + "#observations"


def _own(request, project, cycle_id, pk) -> Observation:
    """An observation the reader may change: their own, or any for those who edit the cycle. 403 otherwise."""
    rows = Observation.objects.current().filter(cycle__withdrawn_at__isnull=True)
    row = get_object_or_404(
        rows.select_related("cycle__change_idea__project"),
        pk=pk,
        cycle=cycle_id,
        cycle__change_idea__project=project,
    )
    if row.by_id != request.user.pk and not can(request.user, P.METHOD_EDIT, project):
        raise PermissionDenied
    return row


@require_http_methods(WRITE)
@project_view(P.CONTRIBUTE, seen_with=P.TEAM_SPACE_VIEW)
def observation_add(request, project, cycle_id):
    """Write down what was seen, from a phone in the room where it happens; once Do has begun."""
    cycle = _cycle(project, cycle_id)
    if cycle.stage == PDSACycle.Stage.PLAN:
        messages.info(request, "Do has not begun, so there is nothing to see yet.")
        return redirect(_page(project, cycle))
    form = _form(request)
    if form.is_valid():
        row = run(
            form,
            lambda: actions.add_observation(
                cycle=cycle,
                values=form.values(),
                files=form.chosen,
                caption=form.cleaned_data["caption"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if row:
            return _saved(request, project, row, form)
    context = _form_page(project, cycle, "Add what you saw") | {"submit": "Save observation"}
    return render_form(request, "pages/observation_form.html", form, context)


def _form(request, **given) -> ObservationForm:
    if request.method == "POST":
        return ObservationForm(request.POST, request.FILES, **given)
    return ObservationForm(**given)


def _saved(request, project, row, form):
    """Say what is kept; several new files still need a caption each, so their page comes next."""
    count = len(form.chosen)
    kept = f" with {plural(count, 'file')}" if count else ""
    messages.success(request, f"Your observation is saved{kept}.")
    if count > 1 or (count and not form.cleaned_data["caption"]):
        messages.info(
            request, "Say what each photo or file shows, for people who can’t see it. You can skip this."
        )
        return redirect("pages:observation_edit", project.slug, row.cycle_id, row.pk)
    return redirect(_page(project, row.cycle))


@require_http_methods(WRITE)
@project_view(P.CONTRIBUTE, seen_with=P.TEAM_SPACE_VIEW)
def observation_edit(request, project, cycle_id, pk):
    """Change an observation: words, day, captions, files out and in."""
    row = _own(request, project, cycle_id, pk)
    links = list(row.files.current().select_related("file"))
    form = _form(request, instance=copy(row), links=links)
    if form.is_valid():
        edited = run(
            form,
            lambda: actions.edit_observation(
                row=row,
                values=form.values(),
                captions=form.captions,
                taken_out=form.taken_out,
                files=form.chosen,
                caption=form.cleaned_data["caption"],
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            return _saved(request, project, edited, form)
    context = _form_page(project, row.cycle, "Change the observation") | {
        "submit": "Save observation",
        "pictures": pictures_of(row.cycle, links),
        "withdraw_url": reverse("pages:observation_withdraw", args=[project.slug, cycle_id, pk]),
    }
    return render_form(request, "pages/observation_form.html", form, context)


@require_http_methods(WRITE)
@project_view(P.CONTRIBUTE, seen_with=P.TEAM_SPACE_VIEW)
def observation_withdraw(request, project, cycle_id, pk):
    """Ask before an observation goes, and its files with it."""
    row = _own(request, project, cycle_id, pk)
    form = WithdrawRowForm(request.POST or None, row=row)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_observation(
            row=row,
            why=form.cleaned_data["why"],
            version=form.cleaned_data["version"],
            by=request.user,
        ),
    ):
        messages.success(request, "The observation is withdrawn.")
        return redirect(_page(project, row.cycle))
    context = _form_page(project, row.cycle, "Withdraw the observation") | {
        "question": "Withdraw this observation?",
        "text": row.text if len(row.text) < 200 else "",
        "consequences": [
            "It leaves the cycle’s page, and nobody can open its photos and files any more.",
            "It stays in the history, with your reason.",
        ],
        "submit": "Withdraw observation",
    }
    return render_form(request, "components/confirm.html", form, context)


def _form_page(project, cycle, title):
    way = form_page(project, title, *to_cycle(project, cycle))
    return way | {"lede": str(cycle), "cancel_url": _page(project, cycle)}


# --- photos and files --------------------------------------------------------------------------------------


def _stored(project, cycle_id, pk) -> StoredFile:
    """A file of the project's cycle; 404 once it, its observation or its cycle is withdrawn."""
    links = ObservationFile.objects.current().filter(
        observation__withdrawn_at__isnull=True,
        observation__cycle__withdrawn_at__isnull=True,
        observation__cycle__change_idea__project=project,
    )
    return get_object_or_404(links.select_related("file"), pk=pk, observation__cycle=cycle_id).file


@require_safe
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def observation_file(request, project, cycle_id, pk):
    """A photo to look at, or another file to download."""
    stored = _stored(project, cycle_id, pk)

    def content():
        with stored.file.open("rb") as file:
            return file.read()  # ten megabytes at most

    return _handed_out(request, stored, content, f'"{stored.sha256}"')


@require_safe
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def observation_picture(request, project, cycle_id, pk):
    """A photo at the size of a list."""
    stored = _stored(project, cycle_id, pk)
    if stored.kind != StoredFile.Kind.IMAGE:
        raise Http404
    return _handed_out(request, stored, lambda: small_picture(stored), f'"{stored.sha256}-small"')


def _handed_out(request, stored, content, etag):
    """The file, or word that the browser's copy still holds. The browser asks again each time, so that who may
    no longer read a file is not shown it; 404 where the disk has lost it."""
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(content(), content_type=stored.content_type)
        except FileNotFoundError as error:
            raise Http404 from error
        response.headers["Content-Disposition"] = content_disposition_header(
            stored.kind != StoredFile.Kind.IMAGE, stored.name
        )
        response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = NO_SCRIPTS
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
