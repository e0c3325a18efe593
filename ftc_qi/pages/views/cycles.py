"""PDSA cycles: the list by ramp, the page of one, adding, editing, withdrawing."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ftc_qi.core.today import today
from ftc_qi.pages import cycle_words
from ftc_qi.pages.cycle_measures import measures_of
from ftc_qi.pages.cycle_now import now_form
from ftc_qi.pages.cycle_predictions import expected_of, predictions_of
from ftc_qi.pages.cycle_space import space_of
from projects.crumbs import form_page
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
    questions, amendments = predictions_of(found)
    context = {
        "project": project,
        "project_section": "PDSA cycles",
        "heading": f"Cycle {found.number}: {found.title}",
        "steps": cycle_words.steps_of(found),
        "texts": texts_of(found, team_space=team_space),
        "expected": expected_of(found, questions, amendments if team_space else []),
        "locked_at": found.prediction_locked_at,
        "measures": measures_of(found, request.user),
        "next_cycles": [row for row in family if row.pk != cycle_id],
        "late": cycle_words.late_words(found, today()),
        "is_done": found.stage == Stage.DONE,
        "now": now_form(found, questions) if may_edit else None,
        "team_space": team_space,
        "may_edit": may_edit,
        **space_of(found, request.user),
    }
    return render(request, "pages/cycle.html", context)


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_history(request, project, cycle_id):
    """What happened to a cycle: who changed what, when and why."""
    found = find_cycle(project, cycle_id)
    context = form_page(project, f"History of cycle {found.number}", to_cycles(project)) | {
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
        "idea_id": cycle.change_idea_id,
        "theory": cycle.change_idea.theory,
        "purpose": cycle.get_purpose_display().lower(),
        "scale": cycle.scale,
        "size": cycle.get_size_display() or "",
        "previous": {"pk": previous.pk, "number": previous.number} if previous else None,
        "objective": cycle.objective,
        "window": cycle_words.window_of(cycle),
        "study": cycle.study,
        "act": cycle_words.DECIDED.get(cycle.act, ""),
        "act_key": cycle.act,
        "act_note": cycle.act_note,
    }
    return shared | ({"plan": cycle.plan, "data_plan": cycle.data_plan, "do": cycle.do} if team_space else {})


def to_cycles(project):
    """The way to the list of cycles, for `form_page`."""
    return ("PDSA cycles", reverse("pages:cycle_list", args=[project.slug]))


def to_cycle(project, cycle):
    """The way to a page about one cycle, for `form_page`."""
    return (
        to_cycles(project),
        (f"Cycle {cycle.number}", reverse("pages:cycle", args=[project.slug, cycle.pk])),
    )
