"""Where a driver diagram begins from: the programme's outline, or another project's diagram."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from ftc_qi.core.forms import Refused, render_form, run
from ftc_qi.pages.views.driver_outline import WRITE, outline_form_page
from projects.actions import drivers as actions
from projects.forms.drivers import CopyDriversForm
from projects.models import Driver, Project
from projects.permissions import Permission, can, project_view


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def drivers_start(request, project):
    """Begin from the programme's outline, where the project has no drivers."""
    try:
        added = actions.start_from_outline(
            project=project, text=project.programme.driver_outline, by=request.user
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{_added(added)} Change them as you like.")
    return redirect("pages:drivers_edit", project.slug)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def drivers_copy(request, project):
    """Copy another project's diagram, as far as this one lacks it; first see what comes."""
    form = CopyDriversForm(request.POST or None, sources=_sources(request.user, project))
    only_show = "show" in request.POST
    preview = None
    if form.is_valid():
        source, with_ideas = form.cleaned_data["source"], form.cleaned_data["with_ideas"]
        if only_show:
            preview = actions.missing_from(project=project, source=source, with_ideas=with_ideas)
        elif added := run(
            form,
            lambda: actions.copy_from(project=project, source=source, with_ideas=with_ideas, by=request.user),
        ):
            messages.success(request, f"{_added(added)} They come from “{source.name}”.")
            return redirect("pages:drivers_edit", project.slug)
    context = outline_form_page(project, "Copy a driver diagram") | {
        "submit": "Copy the diagram",
        "show": "Show what comes",
        "lede": "Start from what another team found. Only what you lack is added; measures are never copied.",
        "preview": preview,
        "source": form.cleaned_data["source"] if preview is not None else None,
    }
    return render_form(request, "pages/drivers_copy.html", form, context)


def _sources(user, project):
    """Projects of the programme with a diagram the person may read. One query."""
    drawn = Driver.objects.current().filter(project=OuterRef("pk"))
    others = Project.objects.filter(Exists(drawn), programme=project.programme_id).exclude(pk=project.pk)
    readable = [row.pk for row in others if can(user, Permission.METHOD_VIEW, row)]
    return Project.objects.filter(pk__in=readable).order_by("name", "pk")


def _added(added: actions.Copied) -> str:
    """ "3 drivers, 4 links and 1 idea are added." """
    parts = [
        f"{count} {word if count == 1 else word + 's'}"
        for count, word in zip(added, ("driver", "link", "idea"), strict=True)
        if count
    ]
    words = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    return f"{words} {'is' if words.startswith('1 ') and len(parts) == 1 else 'are'} added."
