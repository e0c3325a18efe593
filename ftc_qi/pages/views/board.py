"""The board of a project's PDSA cycles: four lanes, their ramps, and those that have ended.

A card is moved by its button, by dragging it or with the arrow keys; all three open the form of that move, which
says what it does and asks for what is missing. Nothing moves without it.
"""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ftc_qi.core.asked import row_key
from ftc_qi.core.today import today
from ftc_qi.pages import cycle_words
from ftc_qi.pages.cycle_now import NEXT_STAGE
from ftc_qi.pages.cycle_ramps import ramp_card, ramps_of
from ftc_qi.pages.idea_signals import signals_by_cycle
from ftc_qi.pages.views.cycles import cycles_of
from projects.actions.cycles import no_move
from projects.models import PDSACycle
from projects.permissions import Permission, can, face_for, project_view
from projects.tabs import project_tabs

Stage = PDSACycle.Stage
LANES = {
    # stage: prompt, heading of the empty lane, what comes there
    Stage.PLAN: ("Say what we expect", "Nothing planned", "A new cycle starts here."),
    Stage.DO: (
        "Try it; write what happens",
        "Nothing under test",
        "A planned cycle comes here when Do begins.",
    ),
    Stage.STUDY: (
        "Compare with what we expected",
        "Nothing to study yet",
        "A cycle comes here when what happened is written.",
    ),
    Stage.ACT: (
        "Adopt, adapt, expand or abandon",
        "Nothing to decide",
        "A cycle comes here when what was learned is written.",
    ),
}
MOVES = {
    Stage.DO: "Start Do",
    Stage.STUDY: "Finish Do",
    Stage.ACT: "Finish Study",
    Stage.DONE: "Finish the cycle",
}
"""Stage entered → the words of the button."""
MANY = 3
HINTS = {
    Stage.DO: "Many tests at once: is each still small?",
    Stage.STUDY: "Many tests wait to be studied: look at one before you start another.",
    Stage.ACT: "Many decisions wait: take one before you start another test.",
}
"""Stage with more than MANY cycles → a suggestion."""
NEWEST_ENDED = 10


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def cycle_board(request, project):
    """All cycles on the board, or with ?idea= those that test one idea."""
    every = list(cycles_of(project).order_by("number", "pk"))
    ideas = {cycle.change_idea_id: cycle.change_idea for cycle in every}
    idea = ideas.get(row_key(request.GET.get("idea")))
    cycles = [cycle for cycle in every if idea is None or cycle.change_idea_id == idea.pk]
    under_test = [cycle.pk for cycle in cycles if cycle.stage in (Stage.DO, Stage.STUDY, Stage.ACT)]
    may_edit = can(request.user, Permission.METHOD_EDIT, project)
    may_observe = can(request.user, Permission.CONTRIBUTE, project)
    team_space = can(request.user, Permission.TEAM_SPACE_VIEW, project)
    ended = sorted(
        (cycle for cycle in cycles if cycle.stage == Stage.DONE),
        key=lambda cycle: (cycle.ended_on, cycle.number),
        reverse=True,
    )
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "board"),
        "project_section": "PDSA cycles",
        "lede": "Small tests: plan, do, study, act. Say what you expect before you start.",
        "total": len(every),
        "ideas": sorted(ideas.values(), key=lambda row: row.title.lower()),
        "idea": idea,
        "lanes": _lanes(
            cycles,
            project,
            signals=signals_by_cycle(under_test, face_for(request.user, project)),
            may_edit=may_edit,
            may_observe=may_observe,
            team_space=team_space,
        ),
        "ramps": _ramps(cycles, project, one_idea=idea),
        "ended": [_ended(cycle) for cycle in ended[:NEWEST_ENDED]],
        "ended_count": len(ended),
        "may_edit": may_edit,
    }
    return render(request, "pages/board.html", context)


def _lanes(cycles, project, *, signals, may_edit, may_observe, team_space):
    board = reverse("pages:cycle_board", args=[project.slug])
    lanes = []
    for stage, (prompt, empty, comes) in LANES.items():
        rows = [cycle for cycle in cycles if cycle.stage == stage]
        cards = [_card(cycle, project, signals, team_space=team_space) for cycle in rows]
        for cycle, card in zip(rows, cards, strict=True):
            if may_edit:
                card |= _move(cycle, project, board)
            if may_observe and stage == Stage.DO:
                card["observe_url"] = reverse("pages:observation_add", args=[project.slug, cycle.pk])
        lanes.append(
            {
                "stage": stage,
                "label": stage.label,
                "prompt": prompt,
                "empty": empty,
                "comes": comes,
                "cards": cards,
                "hint": HINTS.get(stage, "") if team_space and len(rows) > MANY else "",
            }
        )
    return lanes


def _card(cycle, project, signals, *, team_space):
    """What the board says of an open cycle and, once Do has begun, of its measures; lateness for the team only."""
    day = {
        Stage.PLAN: (
            "starts" if cycle.planned_start_on >= today() else "planned for",
            cycle.planned_start_on,
        ),
        Stage.DO: ("since", cycle.started_on),
        Stage.STUDY: ("since", cycle.ended_on),
    }.get(cycle.stage, ("since", timezone.localdate(cycle.moved_at)))
    prediction = cycle_words.prediction_of(cycle)
    return {
        "pk": cycle.pk,
        "number": cycle.number,
        "title": cycle.title,
        "url": reverse("pages:cycle", args=[project.slug, cycle.pk]),
        "idea": cycle.change_idea.title,
        "sentence": cycle_words.first_sentence(cycle.objective or cycle.scale),
        "prediction": prediction,
        "prediction_words": PREDICTIONS[prediction.state],
        "day": f"{day[0]} {cycle_words.short_date(day[1], today())}",
        "late": cycle_words.late_line(cycle, today()) if team_space else "",
        "signals": signals.get(cycle.pk, []),
    }


PREDICTIONS = {
    "not_written": "No prediction",
    "written": "Prediction written",
    "locked": "Prediction locked",
    "afterwards": "Written afterwards",
}


def _move(cycle, project, board):
    """The one way on: its button, the lane it leads to, and why no other lane takes the card."""
    to = NEXT_STAGE[cycle.stage]
    url = reverse("pages:cycle_move", args=[project.slug, cycle.pk, to])
    elsewhere = next(stage for stage in Stage if stage not in (to, cycle.stage))
    return {
        "to": to,
        "move": MOVES[to],
        "move_url": f"{url}?{urlencode({'next': f'{board}#cycle-{cycle.pk}'})}",
        "refused": no_move(cycle, elsewhere).replace(f" to {elsewhere.label}", " there"),
    }


def _ramps(cycles, project, *, one_idea):
    """Ramps of two steps or more; of a single idea whatever it has."""
    ramps = [cycles] if one_idea else [ramp for ramp in ramps_of(cycles) if len(ramp) > 1]
    shown = []
    for ramp in ramps:
        titles = list(
            dict.fromkeys(cycle.change_idea.title for cycle in sorted(ramp, key=lambda row: row.number))
        )
        shown.append({"title": ", then ".join(titles), **ramp_card(ramp, project)})
    return shown


def _ended(cycle):
    return {
        "pk": cycle.pk,
        "number": cycle.number,
        "title": cycle.title,
        "expected": cycle_words.first_sentence(cycle.prediction),
        "afterwards": cycle.prediction_after,
        "came_out": cycle_words.first_sentence(cycle.study),
        "decision": cycle_words.DECIDED[cycle.act],
        "act": cycle.act,
        "on": cycle.ended_on,
    }
