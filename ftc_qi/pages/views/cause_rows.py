"""One cause: add it, ask why, change, vote, move, withdraw, and make something of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from ftc_qi.core import ordering
from ftc_qi.core.forms import Refused, WithdrawForm, render_form, run
from ftc_qi.pages.policy import policy_of
from ftc_qi.pages.views.causes import WRITE, back_to, causes_form_page
from measures.values import plural
from projects.actions import causes as actions
from projects.actions import drivers, theory
from projects.actions.cause_places import siblings, whys_under
from projects.forms.causes import CauseForm, CausesForm, PlaceForm, ToDriverForm, ToIdeaForm
from projects.models import ChangeIdea, Driver
from projects.permissions import Permission, access_of, can, project_view

OF_A_BONE = "No quiet corner to talk\n- The side room is full\n-- Nobody says when it is free"
OF_ALL = "Place\n- No quiet corner to talk\n-- The side room is full"
BONES_SAY = (
    "A bone, a cause on it, and why it is so. Bones and causes that are there already are not added twice."
)


def _bone(project, bone_id):
    return get_object_or_404(project.cause_categories.current(), pk=bone_id)


def _cause(project, cause_id):
    return get_object_or_404(project.causes.current(), pk=cause_id)


def _own_cause(request, project, cause_id):
    """A cause the person may change: any for editors, their own for contributors."""
    cause = _cause(project, cause_id)
    if cause.created_by_id != request.user.pk and not can(request.user, Permission.METHOD_EDIT, project):
        raise PermissionDenied
    return cause


def _cause_form(request, project, **kwargs):
    exact = can(request.user, Permission.NUMBERS_EXACT, project)
    data = request.POST or None
    if data is not None and "source" not in data:
        # The short form under a bone asks for the words alone.
        data = data.copy()
        data["source"] = "staff"
    return CauseForm(data, with_count=exact, **kwargs)


@require_http_methods(WRITE)
@project_view(Permission.CONTRIBUTE, seen_with=Permission.TEAM_SPACE_VIEW)
def cause_add(request, project, bone_id):
    """Add a cause to a bone; the short form under each bone sends its words here."""
    bone = _bone(project, bone_id)
    return _add(request, project, f"Add a cause to “{bone.name}”", "Add the cause", category=bone)


@require_http_methods(WRITE)
@project_view(Permission.CONTRIBUTE, seen_with=Permission.TEAM_SPACE_VIEW)
def cause_why(request, project, cause_id):
    """Ask why: a cause of the cause."""
    cause = _cause(project, cause_id)
    more = {"lede": f"Why is it so: “{cause.text}”? Write what lies behind it."}
    return _add(request, project, "Why?", "Add the answer", more, parent=cause)


def _add(request, project, title, submit, more=None, **place):
    form = _cause_form(request, project)
    if form.is_valid():
        cause = run(
            form,
            lambda: actions.add_cause(
                project=project, values=form.values(), confirmed=form.confirmed, by=request.user, **place
            ),
        )
        if cause:
            messages.success(request, f"“{cause.text}” is on the fishbone.")
            return back_to(project, f"row-{cause.pk}")
    context = causes_form_page(project, title) | {"submit": submit, **(more or {})}
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.CONTRIBUTE, seen_with=Permission.TEAM_SPACE_VIEW)
def bone_several(request, project, bone_id):
    """Add several causes to a bone at once."""
    bone = _bone(project, bone_id)
    return _several(request, project, f"Add several causes to “{bone.name}”", bone)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def causes_several(request, project):
    """Add bones with their causes at once: a list somebody has already."""
    return _several(request, project, "Add bones and causes at once")


def _several(request, project, title, bone=None):
    form = CausesForm(request.POST or None, of_a_bone=bone is not None)
    if form.is_valid():
        added = run(
            form,
            lambda: actions.add_outline(
                project=project,
                lines=form.lines,
                bone=bone,
                source=form.cleaned_data["source"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if added:
            words = f"{plural(len(added.causes), 'cause')} added."
            if added.known:
                stood = "line stands" if added.known == 1 else "lines stand"
                words += f" {added.known} {stood} there already."
            messages.success(request, words)
            return back_to(project, f"bone-{bone.pk}" if bone else "")
    example, says = (OF_A_BONE, "One cause, and why it is so.") if bone else (OF_ALL, BONES_SAY)
    context = causes_form_page(project, title) | {
        "submit": "Add them",
        "example": example,
        "example_says": says,
    }
    return render_form(request, "pages/typed_list_form.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.CONTRIBUTE, seen_with=Permission.TEAM_SPACE_VIEW)
def cause_edit(request, project, cause_id):
    """Change a cause's words, who told us, how we know, how often it was counted."""
    cause = _own_cause(request, project, cause_id)
    form = _cause_form(request, project, instance=cause)
    if form.is_valid() and run(
        form,
        lambda: actions.edit_cause(
            cause=cause,
            values=form.values(),
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The cause is saved.")
        return back_to(project, f"row-{cause.pk}")
    context = causes_form_page(project, "Change the cause") | {"submit": "Save the cause"}
    return render_form(request, "components/form_page.html", form, context)


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cause_move(request, project, cause_id):
    """One place up or down among those beside it."""
    cause = _cause(project, cause_id)
    if (way := request.POST.get("way")) in (ordering.UP, ordering.DOWN):
        actions.move_cause(cause=cause, way=way, by=request.user)
    return back_to(project, f"row-{cause.pk}")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cause_place(request, project, cause_id):
    """Put a cause with its whys on another bone, or under another cause."""
    cause = _cause(project, cause_id)
    causes = list(project.causes.current())
    bones = list(project.cause_categories.current())
    form = PlaceForm(request.POST or None, instance=cause, places=list(_places(cause, causes, bones)))
    if form.is_valid():
        kind, key = form.chosen()
        place = (
            {"category": next(row for row in bones if row.pk == key)}
            if kind == "bone"
            else {"parent": next(row for row in causes if row.pk == key)}
        )
        if run(
            form,
            lambda: actions.place_cause(
                cause=cause, version=form.cleaned_data["version"], by=request.user, **place
            ),
        ):
            messages.success(request, f"“{cause.text}” has its new place.")
            return back_to(project, f"row-{cause.pk}")
    whys = len(whys_under(cause, causes))
    context = causes_form_page(project, "Move the cause") | {
        "submit": "Move the cause",
        "lede": f"“{cause.text}”" + (f" moves with its {plural(whys, 'answer')} to “Why?”." if whys else ""),
    }
    return render_form(request, "components/form_page.html", form, context)


def _places(moved, causes, bones):
    """Every place as (value, words): bones, and the causes on them further in. Not under the cause itself."""
    not_here = {moved.pk, *(row.pk for row in whys_under(moved, causes))}

    def under(category, parent, depth):
        for row in siblings(causes, category, parent):
            if row.pk in not_here:
                continue
            yield f"cause-{row.pk}", f"{'   ' * depth}Why: {row.text}"
            yield from under(None, row, depth + 1)

    for bone in bones:
        yield f"bone-{bone.pk}", f"On the bone “{bone.name}”"
        yield from under(bone, None, 1)


@require_http_methods(WRITE)
@project_view(Permission.CONTRIBUTE, seen_with=Permission.TEAM_SPACE_VIEW)
def cause_withdraw(request, project, cause_id):
    """Withdraw a cause with the whys under it."""
    cause = _own_cause(request, project, cause_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_cause(
            cause=cause,
            why=form.cleaned_data["why"],
            by=request.user,
            only_own=not can(request.user, Permission.METHOD_EDIT, project),
        ),
    ):
        messages.success(request, f"“{cause.text}” is withdrawn.")
        return back_to(project)
    whys = len(whys_under(cause, project.causes.current()))
    consequences = ["It leaves the fishbone with its votes."]
    if whys:
        verb = "is" if whys == 1 else "are"
        consequences.append(f"{plural(whys, 'answer')} to “Why?” under it {verb} withdrawn with it.")
    if cause.drivers.current().exists() or cause.change_ideas.current().exists():
        consequences.append("The driver or idea made from it stays.")
    context = causes_form_page(project, "Withdraw the cause") | {
        "question": f"Withdraw “{cause.text}”?",
        "submit": "Withdraw the cause",
        "consequences": consequences,
    }
    return render_form(request, "components/confirm.html", form, context)


@require_POST
@project_view(Permission.CONTRIBUTE, seen_with=Permission.TEAM_SPACE_VIEW)
def cause_vote(request, project, cause_id):
    """Vote for a cause, or take the vote back: the team's own, so not a fund manager's."""
    if project.pk not in access_of(request.user).memberships:
        raise PermissionDenied
    cause = _cause(project, cause_id)
    if (wanted := request.POST.get("vote")) in ("yes", "no"):
        try:
            actions.vote(cause=cause, on=wanted == "yes", by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return back_to(project, f"row-{cause.pk}")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cause_to_driver(request, project, cause_id):
    """Make a driver of a cause, in its words unless they are changed here."""
    cause = _cause(project, cause_id)
    form = ToDriverForm(
        request.POST or None, initial={"title": cause.text}, hide_below=policy_of(project).hide_below
    )
    if form.is_valid():
        values = {
            "level": form.cleaned_data["level"],
            "title": form.cleaned_data["title"],
            "from_cause": cause,
        }
        driver = run(
            form,
            lambda: drivers.add_driver(
                project=project, values=values, confirmed=form.confirmed, by=request.user
            ),
        )
        if driver:
            level = Driver.Level(driver.level).label.lower()
            messages.success(request, f"“{driver.title}” is now a {level}.")
            return back_to(project, f"row-{cause.pk}")
    return _become(request, project, form, "Make it a driver", "Make the driver", cause)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cause_to_idea(request, project, cause_id):
    """Make a change idea of a cause."""
    cause = _cause(project, cause_id)
    form = ToIdeaForm(
        request.POST or None, initial={"title": cause.text}, hide_below=policy_of(project).hide_below
    )
    if form.is_valid():
        values = {"title": form.cleaned_data["title"], "source": _idea_source(cause), "from_cause": cause}
        idea = run(
            form,
            lambda: theory.add_idea(
                project=project, values=values, confirmed=form.confirmed, by=request.user
            ),
        )
        if idea:
            messages.success(request, f"“{idea.title}” is on the list of change ideas.")
            return back_to(project, f"row-{cause.pk}")
    return _become(request, project, form, "Make it a change idea", "Make the idea", cause)


def _idea_source(cause) -> str:
    """Who told us holds for the idea as well."""
    return cause.source if cause.source in ChangeIdea.Source.values else ChangeIdea.Source.STAFF


def _become(request, project, form, title, submit, cause):
    lede = f"From the cause “{cause.text}”. The two stay linked. Other teams may read the new words."
    context = causes_form_page(project, title) | {"submit": submit, "lede": lede}
    return render_form(request, "components/form_page.html", form, context)
