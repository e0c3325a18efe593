"""PDSA cycles: the list by ramp, the page of one, adding, editing, withdrawing."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.asked import row_key
from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.core.today import today
from ftc_qi.pages import cycle_words
from ftc_qi.pages.cycle_measures import measures_of
from ftc_qi.pages.policy import policy_of
from measures.actions import links
from projects.actions import theory
from projects.forms.steps import STEP_FORMS
from projects.forms.theory import CycleAddForm, CycleDoneForm, CycleFactsForm
from projects.models import PDSACycle
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs

WRITE = ["GET", "HEAD", "POST"]
Stage = PDSACycle.Stage


def cycles_of(project):
    """The project's cycles that have not been withdrawn, with what their pages need."""
    return (
        PDSACycle.objects.current()
        .filter(change_idea__project=project)
        .select_related("change_idea__project__programme", "previous")
    )


# --- the list --------------------------------------------------------------------------------------------


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def cycle_list(request, project):
    """All cycles by ramp (the idea they test), or those at one stage."""
    cycles = list(cycles_of(project).order_by("number", "pk"))
    stage = request.GET.get("stage")
    stage = stage if stage in Stage.values else ""
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "cycles"),
        "project_section": "PDSA cycles",
        "lede": "Small tests: plan, do, study, act. Say what you expect before you start.",
        "stage": stage,
        "stage_label": Stage(stage).label if stage else "",
        "filters": _filters(cycles, stage),
        "ramps": _ramps(cycles, stage),
        "total": len(cycles),
        "may_edit": can(request.user, Permission.METHOD_EDIT, project),
        "team_space": can(request.user, Permission.TEAM_SPACE_VIEW, project),
    }
    return render(request, "pages/cycle_list.html", context)


def _filters(cycles, stage):
    counts = dict.fromkeys(Stage.values, 0)
    for cycle in cycles:
        counts[cycle.stage] += 1
    tiles = [{"count": len(cycles), "words": "all cycles", "query": ".", "current": not stage}]
    return tiles + [
        {
            "count": counts[value],
            "words": "done" if value == Stage.DONE else f"at {label}",
            "query": f"?stage={value}",
            "current": value == stage,
        }
        for value, label in Stage.choices
    ]


def _ramps(cycles, stage):
    """Cycles of one idea together: ideas under test first, then in the order in which they were first tested."""
    numbers = {cycle.pk: cycle.number for cycle in cycles}
    ramps: dict[int, dict] = {}
    for cycle in cycles:
        if stage and cycle.stage != stage:
            continue
        ramp = ramps.setdefault(cycle.change_idea_id, {"idea": cycle.change_idea, "rows": []})
        ramp["rows"].append(
            {
                "cycle": cycle,
                "prediction": cycle_words.prediction_of(cycle),
                "window": cycle_words.window_of(cycle),
                "late": cycle_words.late_words(cycle, today()),
                "next_step": cycle_words.next_step_of(cycle),
                "follows": numbers.get(cycle.previous_id),
            }
        )
    return sorted(
        ramps.values(), key=lambda ramp: all(row["cycle"].stage == Stage.DONE for row in ramp["rows"])
    )


# --- one cycle -------------------------------------------------------------------------------------------


def find_cycle(project, cycle_id):
    """One of the project's cycles, or 404: a withdrawn one has no page."""
    return get_object_or_404(cycles_of(project), pk=cycle_id)


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def cycle(request, project, cycle_id):
    """One cycle: the form for now first, the prediction and the charts beside it."""
    # The cycle and those that follow it in one query.
    family = list(cycles_of(project).filter(Q(pk=cycle_id) | Q(previous=cycle_id)).order_by("number", "pk"))
    found = next((row for row in family if row.pk == cycle_id), None)
    if found is None:
        raise Http404
    team_space = can(request.user, Permission.TEAM_SPACE_VIEW, project)
    may_edit = can(request.user, Permission.METHOD_EDIT, project)
    context = {
        "project": project,
        "project_section": "PDSA cycles",
        "heading": f"Cycle {found.number}: {found.title}",
        "steps": cycle_words.steps_of(found),
        "texts": texts_of(found, team_space=team_space),
        "prediction": cycle_words.prediction_of(found),
        "locked_at": found.prediction_locked_at,
        "amendments": list(found.amendments.select_related("by")) if team_space and found.is_locked else [],
        "measures": measures_of(found, request.user),
        "next_cycles": [row for row in family if row.pk != cycle_id],
        "late": cycle_words.late_words(found, today()),
        "is_done": found.stage == Stage.DONE,
        "now": now_form(found) if may_edit else None,
        "team_space": team_space,
        "may_edit": may_edit,
    }
    return render(request, "pages/cycle.html", context)


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_history(request, project, cycle_id):
    """What happened to a cycle: who changed what, when and why."""
    found = find_cycle(project, cycle_id)
    context = _form_page(project, f"History of cycle {found.number}", "") | {
        "project": project,
        "events": cycle_words.history_of(found),
        "cycle_url": reverse("pages:cycle", args=[project.slug, found.pk]),
    }
    return render(request, "pages/cycle_history.html", context)


def texts_of(cycle, *, team_space):
    """What the reader may read of a cycle, and nothing else: the page gets no row. Texts for the team are
    left out for other teams (DECISIONS 8)."""
    previous = cycle.previous if cycle.previous and not cycle.previous.is_withdrawn else None
    shared = {
        "pk": cycle.pk,
        "number": cycle.number,
        "stage": cycle.stage,
        "idea": cycle.change_idea.title,
        "theory": cycle.change_idea.theory,
        "scale": cycle.scale,
        "previous": {"pk": previous.pk, "number": previous.number} if previous else None,
        "objective": cycle.objective,
        "prediction": cycle.prediction,
        "prediction_held": cycle_words.HELD.get(cycle.prediction_held, ""),
        "window": cycle_words.window_of(cycle),
        "study": cycle.study,
        "act": cycle_words.DECIDED.get(cycle.act, ""),
        "act_note": cycle.act_note,
    }
    return shared | ({"plan": cycle.plan, "do": cycle.do} if team_space else {})


NOW = {
    # stage: heading, what to do, button that saves, button that moves on
    "plan": (
        "Say what you expect",
        "Write it down before you start: the result teaches most when it can prove you wrong.",
        "Save the plan",
        "Start Do and lock the prediction",
    ),
    "do": (
        "What happened?",
        "Write it while it is fresh: what you saw, what went wrong, what surprised you.",
        "Save what happened",
        "Finish Do and start Study",
    ),
    "study": (
        "What did we learn?",
        "Compare what happened with what you expected.",
        "Save what we learned",
        "Finish Study and start Act",
    ),
    "act": (
        "What next?",
        "Decide what to do with the change, then finish the cycle.",
        "Save the decision",
        "Finish the cycle",
    ),
}
NEXT_STAGE = {stage: next(iter(following), None) for stage, following in PDSACycle.TRANSITIONS.items()}


def now_form(cycle):
    """The form of the stage the cycle is at, with its two buttons; None for a finished one."""
    if cycle.stage not in NOW:
        return None
    title, prompt, save, move = NOW[cycle.stage]
    at = [cycle.project.slug, cycle.pk]
    return {
        "form": STEP_FORMS[cycle.stage](instance=cycle, moving=True),
        "title": title,
        "prompt": prompt,
        "save": save,
        "save_url": reverse(f"pages:cycle_{cycle.stage}", args=at),
        "move": move,
        "move_url": reverse("pages:cycle_move", args=[*at, NEXT_STAGE[cycle.stage]]),
    }


# --- add, edit, withdraw ---------------------------------------------------------------------------------


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_add(request, project):
    """Add a cycle: at Plan, or with ?done=1 one that is over already. ?previous= fills in the next of a ramp."""
    done = request.GET.get("done") == "1"
    form_class = CycleDoneForm if done else CycleAddForm
    form = form_class(
        request.POST or None,
        project=project,
        measures=project.measures.current(),
        initial=_from_previous(project, request.GET.get("previous")),
        hide_below=policy_of(project).hide_below,
    )
    if form.is_valid():
        added = run(
            form,
            lambda: links.add_cycle(
                project=project,
                idea=form.cleaned_data.get("change_idea"),
                new_idea=form.cleaned_data.get("new_idea", ""),
                values=form.values(),
                measures=form.linked_measures(),
                done=done,
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if added:
            messages.success(request, f"Cycle {added.number} is {'entered' if done else 'planned'}.")
            return redirect("pages:cycle", project.slug, added.pk)
    title = "Enter a cycle that is done" if done else "Plan a PDSA cycle"
    context = _form_page(project, title, reverse("pages:cycle_list", args=[project.slug])) | {"done": done}
    return render_form(request, "pages/cycle_add.html", form, context)


def _from_previous(project, previous_id):
    """What the next cycle of a ramp takes over: idea and measures."""
    previous = cycles_of(project).filter(pk=row_key(previous_id)).first()
    if previous is None:
        return {}
    return {
        "change_idea": previous.change_idea_id,
        "previous": previous.pk,
        "measures": links.linked_ids(previous),
    }


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_edit(request, project, cycle_id):
    """Change what a cycle is about: idea, name, objective, scale, planned days, ramp, measures."""
    found = find_cycle(project, cycle_id)
    form = CycleFactsForm(
        request.POST or None,
        instance=found,
        project=project,
        measures=project.measures.current(),
        initial={"measures": links.linked_ids(found)},
        hide_below=policy_of(project).hide_below,
    )
    if form.is_valid():
        edited = run(
            form,
            lambda: links.edit_cycle(
                cycle=found,
                values=form.values(),
                measures=form.linked_measures(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, f"Cycle {edited.number} is saved.")
            return redirect("pages:cycle", project.slug, found.pk)
        form.compare_measures(links.linked_names(found))
    title = f"Change cycle {found.number}"
    context = _form_page(project, title, reverse("pages:cycle", args=[project.slug, found.pk]))
    return render_form(request, "components/form_page.html", form, context | {"submit": "Save the cycle"})


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_withdraw(request, project, cycle_id):
    """Withdraw a cycle with a reason."""
    found = find_cycle(project, cycle_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: theory.withdraw_cycle(cycle=found, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"Cycle {found.number} is withdrawn.")
        return redirect("pages:cycle_list", project.slug)
    title = f"Withdraw cycle {found.number}"
    context = _form_page(project, title, reverse("pages:cycle", args=[project.slug, found.pk])) | {
        "question": f"Withdraw cycle {found.number}?",
        "submit": "Withdraw the cycle",
        "consequences": [
            "It leaves the list and the charts.",
            f"Its number is not used again: the next cycle is not cycle {found.number}.",
        ],
    }
    return render_form(request, "components/confirm.html", form, context)


def _form_page(project, title, back):
    return {
        "title": title,
        "cancel_url": back,
        "crumbs": [
            {"label": project.name, "url": reverse("pages:project", args=[project.slug])},
            {"label": "PDSA cycles", "url": reverse("pages:cycle_list", args=[project.slug])},
            {"label": title},
        ],
    }
