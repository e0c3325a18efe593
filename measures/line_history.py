"""How the lines of a chart came about: every set of phases it ever had, rebuilt from the history.

Nothing is deleted and every change is recorded (DECISIONS 2), so undoing the changes one by one, newest first,
gives the phases as they stood at any time. The figures are always today's.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from ftc_qi.core.models import AuditEvent
from measures.models import Measure, Phase
from measures.series_rows import PhaseRow

ADDED, CHANGED, WITHDRAWN = "phase_added", "phase_changed", "phase_withdrawn"


@dataclass(frozen=True, slots=True)
class LineChange:
    """One change of a chart's phases. number: 1 for the first ever.

    before, after: the phase itself (None: not there); phases: all of them as they stood afterwards.
    """

    number: int
    kind: str
    at: datetime.datetime
    by: str
    why: str
    before: PhaseRow | None
    after: PhaseRow | None
    phases: tuple[PhaseRow, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    kind: str
    phase: Phase
    at: datetime.datetime
    order: int
    by: Any
    why: str
    changes: dict[str, Any]


def line_changes(measure: Measure) -> list[LineChange]:
    """Every change of the measure's phases, newest first. Two queries."""
    phases = list(measure.phases.select_related("created_by", "withdrawn_by").order_by("pk"))
    standing = {phase.pk: row_of(phase) for phase in phases if not phase.is_withdrawn}
    steps = sorted(_steps(phases), key=lambda step: (step.at, step.order), reverse=True)
    found = []
    for back, step in enumerate(steps):
        key, after = step.phase.pk, standing.get(step.phase.pk)
        together = in_order(standing.values())
        if step.kind == ADDED:
            standing.pop(key, None)
        elif step.kind == WITHDRAWN:
            standing[key] = row_of(step.phase)
        elif after is not None:
            standing[key] = _undone(after, step.changes)
        found.append(
            LineChange(
                number=len(steps) - back,
                kind=step.kind,
                at=step.at,
                by=step.by.display_name if step.by else "",
                why=step.why,
                before=standing.get(key),
                after=after,
                phases=together,
            )
        )
    return found


def row_of(phase: Phase) -> PhaseRow:
    """A phase as a series takes it."""
    return PhaseRow(phase.starts_on, phase.baseline_periods, phase.reason)


def in_order(rows) -> tuple[PhaseRow, ...]:
    """Phases by where they begin, the first one first."""
    return tuple(sorted(rows, key=lambda row: row.starts_on or datetime.date.min))


def _steps(phases: list[Phase]) -> list[_Step]:
    """What the history says of these phases; of rows that came without any, what they say themselves."""
    by_key = {phase.pk: phase for phase in phases}
    events = AuditEvent.objects.filter(
        target_label=Phase._meta.label_lower,
        target_id__in=list(by_key),
        event__in=[ADDED, CHANGED, WITHDRAWN],
    ).select_related("by")
    found = [
        _Step(event.event, by_key[event.target_id], event.at, event.pk, event.by, event.why, event.changes)
        for event in events
        if event.target_id in by_key
    ]
    told = {(step.kind, step.phase.pk) for step in found}
    for phase in phases:
        if (ADDED, phase.pk) not in told:
            found.append(_Step(ADDED, phase, phase.created_at, 0, phase.created_by, phase.reason, {}))
        if phase.withdrawn_at is not None and (WITHDRAWN, phase.pk) not in told:
            at, why = max(phase.withdrawn_at, phase.created_at), phase.withdrawn_why
            found.append(_Step(WITHDRAWN, phase, at, 1, phase.withdrawn_by, why, {}))
    return found


def _undone(row: PhaseRow, changes: dict[str, Any]) -> PhaseRow:
    """The phase before a change, from what the history stored of it."""
    before = {name: pair[0] for name, pair in changes.items() if name in PhaseRow._fields}
    if before.get("starts_on"):
        before["starts_on"] = datetime.date.fromisoformat(before["starts_on"])
    if "reason" in before:
        before["reason"] = before["reason"] or ""
    return row._replace(**before)
