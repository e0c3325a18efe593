"""Which PDSA cycles make a ramp, and the plain steps its drawing is made of."""

from collections.abc import Sequence

from django.urls import reverse

from ftc_qi.pages.cycle_words import DECIDED
from ftc_qi.pages.diagrams.ramp import Step, ramp_of
from projects.models import PDSACycle


def ramp_card(cycles: Sequence[PDSACycle], project) -> dict[str, object]:
    """A ramp for a page (pages/_ramp.html): {svg, steps}. cycles: its cycles, with `previous` selected. No query."""
    steps = [_step(cycle, project) for cycle in sorted(cycles, key=lambda cycle: cycle.number)]
    return {"svg": ramp_of(steps), "steps": steps}


def _step(cycle: PDSACycle, project) -> Step:
    previous = cycle.previous if cycle.previous and not cycle.previous.is_withdrawn else None
    return Step(
        number=cycle.number,
        title=cycle.title,
        scale=cycle.scale or (cycle.get_size_display() if cycle.size else ""),
        decision=DECIDED.get(cycle.act, "")
        if cycle.stage == "done"
        else f"At {cycle.get_stage_display()} now",
        size=cycle.size,
        follows=previous.number if previous else None,
        url=reverse("pages:cycle", args=[project.slug, cycle.pk]),
    )


def ramps_of(cycles: Sequence[PDSACycle]) -> list[list[PDSACycle]]:
    """Cycles in ramps: those of one idea, and those that follow each other from one idea to the next. Ramps in the
    order of their first cycles. No query."""
    ramp_of_idea: dict[int, list[PDSACycle]] = {}
    by_key = {cycle.pk: cycle for cycle in cycles}
    for cycle in sorted(cycles, key=lambda cycle: cycle.number):
        joined = ramp_of_idea.setdefault(cycle.change_idea_id, [])
        joined.append(cycle)
        previous = by_key.get(cycle.previous_id)  # type: ignore[arg-type]
        other = ramp_of_idea.get(previous.change_idea_id) if previous else None
        if other is not None and other is not joined:
            other += joined
            for idea_id in {row.change_idea_id for row in joined}:
                ramp_of_idea[idea_id] = other
    ramps = {id(ramp): ramp for ramp in ramp_of_idea.values()}
    return sorted(ramps.values(), key=lambda ramp: min(cycle.number for cycle in ramp))
