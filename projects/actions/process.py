"""Writes of the process map: lanes (who), and steps in their order.

The project's lock is taken first. Whoever may do it is checked before, in `projects.permissions`.
"""

import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction

from ftc_qi.core import history, ordering
from ftc_qi.core.forms import Refused
from projects.actions.locks import lock
from projects.models import ProcessLane, ProcessStep, Project
from projects.outline import OutlineLine

Kind = ProcessStep.Kind
MOST_LANES = 8
BRANCH = ("next_label", "other_label", "other_step")
"""What only a decision has."""


# --- lanes -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_lane(*, project: Project, name: str, by, confirmed: Collection[str] = ()) -> ProcessLane:
    """Add who does a part of the process, as the last lane. Raises Refused for a name in use."""
    lock(project)
    _refuse_same_lane(project, name)
    return _add_lane(project, name, by, confirmed)


def _add_lane(project: Project, name: str, by, confirmed: Collection[str] = ()) -> ProcessLane:
    lanes = project.process_lanes.current()
    if lanes.count() >= MOST_LANES:
        raise Refused(f"A map has room for {MOST_LANES} lanes. Put some together under one name.", "new_lane")
    lane = ProcessLane(project=project, name=name, order=ordering.next_order(lanes))
    return history.create(lane, by=by, event="lane_added", confirmed=confirmed)


def _found_or_added(project: Project, name: str, by, confirmed: Collection[str]) -> ProcessLane:
    found = project.process_lanes.current().filter(name__iexact=name).first()
    return found or _add_lane(project, name, by, confirmed)


@transaction.atomic
def rename_lane(
    *, lane: ProcessLane, name: str, version: int | None, by, confirmed: Collection[str] = ()
) -> ProcessLane:
    """Give a lane another name. Raises Refused for a name in use, StaleVersion."""
    lock(lane.project)
    _refuse_same_lane(lane.project, name, besides=lane)
    return history.change(
        lane, values={"name": name}, by=by, event="lane_renamed", version=version, confirmed=confirmed
    )


def _refuse_same_lane(project: Project, name: str, besides: ProcessLane | None = None) -> None:
    same = project.process_lanes.current().filter(name__iexact=name)
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise Refused(f"There is a lane called “{name}” already. Use another name.", field="name")


@transaction.atomic
def move_lane(*, lane: ProcessLane, way: str, by) -> bool:
    """One place up or down; False at the end."""
    project = lock(lane.project)
    return ordering.move(lane, project.process_lanes.current(), way, by=by, event="lane_moved")


@transaction.atomic
def withdraw_lane(*, lane: ProcessLane, why: str, by, version: int | None = None) -> ProcessLane:
    """Withdraw a lane without steps. Raises Refused while it has some."""
    lock(lane.project)
    if lane.steps.current().exists():
        raise Refused("This lane has steps. Give them to somebody else, or withdraw them first.")
    return history.withdraw(lane, by=by, why=why, event="lane_withdrawn", version=version)


# --- steps -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_step(
    *,
    project: Project,
    values: Mapping[str, Any],
    by,
    new_lane: str = "",
    after: ProcessStep | None = None,
    confirmed: Collection[str] = (),
) -> ProcessStep:
    """Add a step at the end, or behind `after`. new_lane: who does it, found or added, instead of values["lane"].

    Raises Refused where the lane, `after` or the step its other answer leads to is gone.
    """
    lock(project)
    if new_lane:
        values = {**values, "lane": _found_or_added(project, new_lane, by, confirmed)}
    steps = list(project.process_steps.current())
    _check(project, steps, values)
    place = len(steps)
    if after is not None:
        if after.pk not in {row.pk for row in steps}:
            raise Refused("The step before it has been withdrawn since. Choose another place.", "after")
        place = next(i for i, row in enumerate(steps, start=1) if row.pk == after.pk)
    for order, row in enumerate(steps, start=1):
        wanted = order + (1 if order > place else 0)
        if row.order != wanted:
            ProcessStep.objects.filter(pk=row.pk).update(order=wanted)
    step = ProcessStep(project=project, order=place + 1, **_of_its_kind(values))
    return history.create(step, by=by, event="step_added", confirmed=confirmed)


@transaction.atomic
def add_outline(
    *, project: Project, lines: Sequence[OutlineLine], by, confirmed: Collection[str] = ()
) -> list[ProcessStep]:
    """Add several steps at the end. A line at the edge says who, found or added; the lines under it are what they do.

    A line that ends in "?" is a decision, one that begins with "Wait" a wait.
    """
    lock(project)
    order = ordering.next_order(project.process_steps.current())
    lane: ProcessLane | None = None
    added = []
    for line in lines:
        if line.depth == 0:
            lane = _found_or_added(project, line.text, by, confirmed)
            continue
        kind = Kind.DECISION if line.text.endswith("?") else Kind.STEP
        if line.text.casefold().split()[0].rstrip(":,") in ("wait", "waits"):
            kind = Kind.WAIT
        labels = {"next_label": "Yes", "other_label": "No"} if kind == Kind.DECISION else {}
        step = ProcessStep(project=project, lane=lane, kind=kind, text=line.text, order=order, **labels)
        added.append(history.create(step, by=by, event="step_added", confirmed=confirmed))
        order += 1
    return added


@transaction.atomic
def edit_step(
    *,
    step: ProcessStep,
    values: Mapping[str, Any],
    version: int | None,
    by,
    new_lane: str = "",
    confirmed: Collection[str] = (),
) -> ProcessStep:
    """Change a step; one that is no decision any more loses its answers. Raises Refused, StaleVersion."""
    project = lock(step.project)
    if new_lane:
        values = {**values, "lane": _found_or_added(project, new_lane, by, confirmed)}
    _check(project, list(project.process_steps.current()), values, besides=step)
    return history.change(
        step, values=_of_its_kind(values), by=by, event="step_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def move_step(*, step: ProcessStep, way: str, by) -> bool:
    """One place earlier or later; False at the end."""
    project = lock(step.project)
    steps = list(project.process_steps.current())
    if step.pk not in {row.pk for row in steps}:
        return False
    return ordering.move(step, steps, way, by=by, event="step_moved")


@transaction.atomic
def withdraw_step(*, step: ProcessStep, why: str, by, version: int | None = None) -> ProcessStep:
    """Withdraw a step. An answer that led to it leads to the step behind it from now on, or to the end."""
    project = lock(step.project)
    steps = list(project.process_steps.current())
    behind = next((row for row in steps if (row.order, row.pk) > (step.order, step.pk)), None)
    for row in steps:
        if row.other_step_id == step.pk and row.pk != step.pk:
            target = None if behind is not None and behind.pk == row.pk else behind
            history.change(
                row, values={"other_step": target}, by=by, event="step_answer_led_on", version=None, why=why
            )
    return history.withdraw(step, by=by, why=why, event="step_withdrawn", version=version)


def _of_its_kind(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with a decision's answers, or without any."""
    if values.get("kind", Kind.STEP) == Kind.DECISION:
        return dict(values)
    return {**values, **{name: None if name == "other_step" else "" for name in BRANCH}}


def _check(
    project: Project,
    steps: Sequence[ProcessStep],
    values: Mapping[str, Any],
    besides: ProcessStep | None = None,
) -> None:
    lane, other = values.get("lane"), values.get("other_step")
    if lane is not None and not project.process_lanes.current().filter(pk=lane.pk).exists():
        raise Refused("This lane has been withdrawn since. Choose another.", field="lane")
    if other is None:
        return
    if besides is not None and other.pk == besides.pk:
        raise Refused("A decision can’t lead to itself. Choose another step.", field="other_step")
    if other.pk not in {row.pk for row in steps}:
        raise Refused("That step has been withdrawn since. Choose another.", field="other_step")


def hand_offs(steps: Sequence[ProcessStep]) -> int:
    """How often the process goes from one lane to another."""
    return sum(one.lane_id != two.lane_id for one, two in itertools.pairwise(steps))
