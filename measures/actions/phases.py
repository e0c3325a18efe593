"""Write phases and exclusions: a person's decision about the chart, always with a reason."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.unique import refusing
from measures.models import Event, Exclusion, Measure, Phase
from measures.summaries import rebuild_summaries

PHASE_TAKEN = "A phase begins there already. Change that one, or choose another period."


@transaction.atomic
def add_phase(
    *,
    measure: Measure,
    starts_on: datetime.date,
    reason: str,
    by,
    baseline_periods: int | None = None,
    confirmed: Collection[str] = (),
) -> Phase:
    """Re-base: begin a phase with its own centre line at a period (or, for events, a day).

    Raises Refused without a reason, for a day that begins no period, or where a phase begins already.
    """
    _lock(measure)
    _check_start(measure, starts_on)
    if not reason:
        raise Refused("Say why the line is re-based: readers will ask.", "reason")
    phase = Phase(
        measure=measure,
        starts_on=starts_on,
        baseline_periods=baseline_periods,
        reason=reason,
        created_by=by,
    )
    with refusing(PHASE_TAKEN, "starts_on"):
        history.create(phase, by=by, event="phase_added", why=reason, confirmed=confirmed)
    rebuild_summaries([measure])
    return phase


@transaction.atomic
def edit_phase(
    *,
    phase: Phase,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> Phase:
    """Change a phase's start, baseline or reason. The first phase has no start to change.

    Raises StaleVersion; Refused as `add_phase`, and where the phase was withdrawn meanwhile.
    """
    measure = phase.measure
    _lock(measure)
    stored = Phase.objects.select_for_update().get(pk=phase.pk)
    if stored.is_withdrawn:
        raise Refused("This phase was withdrawn while you were editing it.")
    values = dict(values)
    if stored.starts_on is None:
        values.pop("starts_on", None)
    else:
        _check_start(measure, values.get("starts_on", stored.starts_on))
        if not values.get("reason", stored.reason):
            raise Refused("Say why the line is re-based: readers will ask.", "reason")
    with refusing(PHASE_TAKEN, "starts_on"):
        changed = history.change(
            stored,
            values=values,
            version=version,
            by=by,
            event="phase_changed",
            why=values.get("reason", ""),
            confirmed=confirmed,
        )
    rebuild_summaries([measure])
    return changed


@transaction.atomic
def withdraw_phase(*, phase: Phase, why: str, by, version: int | None = None) -> Phase:
    """Withdraw a phase: its points go back to the one before. The first phase stays. Raises Refused."""
    if phase.starts_on is None:
        raise Refused("The first phase stays as long as the chart does.")
    _lock(phase.measure)
    withdrawn = history.withdraw(phase, by=by, why=why, event="phase_withdrawn", version=version)
    rebuild_summaries([phase.measure])
    return withdrawn


@transaction.atomic
def add_exclusion(
    *,
    measure: Measure,
    reason: str,
    by,
    period_start: datetime.date | None = None,
    event: Event | None = None,
    confirmed: Collection[str] = (),
) -> Exclusion:
    """Leave one point out of centre line and rules; it stays drawn. Give a period or, for events, the event.

    Raises Refused without a reason, for another measure's event, or where it is left out already.
    """
    _lock(measure)
    if not reason:
        raise Refused("Say why the point is left out: readers will ask.", "reason")
    if (event is not None) != measure.is_events or (event is not None and event.measure_id != measure.pk):
        raise Refused("Choose a point of this chart.", "point")
    same = Exclusion.objects.current().filter(measure=measure, period_start=period_start, event=event)
    if same.exists():
        raise Refused("This point is left out already.", "point")
    exclusion = Exclusion(
        measure=measure, period_start=period_start, event=event, reason=reason, created_by=by
    )
    history.create(exclusion, by=by, event="point_left_out", why=reason, confirmed=confirmed)
    rebuild_summaries([measure])
    return exclusion


@transaction.atomic
def withdraw_exclusion(*, exclusion: Exclusion, why: str, by, version: int | None = None) -> Exclusion:
    """Take a left-out point back in. Raises StaleVersion."""
    _lock(exclusion.measure)
    withdrawn = history.withdraw(exclusion, by=by, why=why, event="point_taken_back", version=version)
    rebuild_summaries([exclusion.measure])
    return withdrawn


def _lock(measure: Measure) -> None:
    Measure.objects.select_for_update().get(pk=measure.pk)


def _check_start(measure: Measure, starts_on: datetime.date | None) -> None:
    if starts_on is None:
        raise Refused("Choose where the new phase begins.", "starts_on")
    if not measure.is_events and measure.period_start(starts_on) != starts_on:
        raise Refused("No period begins on this day. Choose one from the list.", "starts_on")
