"""Write data points: record many at once, correct, withdraw.

All or nothing: one entry that is out of date refuses the whole save, so that nobody overwrites what they have
not read. Each write keeps its history, and the summaries of the measures touched are rebuilt once.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.today import today
from measures.actions.locks import hold_measures
from measures.actions.parts import PART, PartsOf, for_history
from measures.entry import Answer, Parts, answer_of, keeping, part_of
from measures.models import CategoryPoint, DataPoint, Measure
from measures.parts import entered_for, part_rows
from measures.summaries import rebuild_summaries
from projects.models import Project

WHATEVER: Final = -1
"""An entry's version for writers who decide by the file and not by the page: whatever stands is replaced."""

Key = tuple[int, datetime.date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer to be recorded. version: of the point as it was read; None where nobody had answered.

    keeps: fields ("note", "people") that stay as they stand where the period has been answered before.
    parts: the figures of its groups, all there are; None leaves them as they stand.
    """

    measure: Measure
    period_start: datetime.date
    answer: Answer
    version: int | None = None
    why: str = ""
    confirmed: frozenset[str] = frozenset()
    keeps: frozenset[str] = frozenset()
    parts: Parts | None = None

    @property
    def key(self) -> Key:
        return self.measure.pk, self.period_start


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a save did, as points after it. same: entries that held what already stood."""

    created: list[DataPoint] = field(default_factory=list)
    changed: list[DataPoint] = field(default_factory=list)
    same: list[DataPoint] = field(default_factory=list)

    @property
    def saved(self) -> list[DataPoint]:
        return [*self.created, *self.changed]


class StalePoints(Exception):
    """Some entries were read before somebody else changed them. `current`: (measure id, period start) →
    the point as it is, or None where it was withdrawn. `parts`: the figures of their groups, by point.
    Nothing was written."""

    def __init__(self, current: dict[Key, DataPoint | None], parts: Mapping[int, Parts]):
        super().__init__("Somebody else saved some of these first.")
        self.current, self.parts = current, parts


@transaction.atomic
def record_points(
    *, project: Project, entries: Sequence[Entry], by, at: datetime.datetime | None = None, why: str = ""
) -> Recorded:
    """Record the answers of one project, all or nothing.

    at: when they were recorded, for data brought from elsewhere (default now). why: kept in the history of
    each. Raises StalePoints; Refused for an entry that cannot be (another project's measure, a measure of
    events, a day that begins no period, a period that has not begun, one twice, groups that are more than
    their total).
    """
    entries = list(entries)
    if not entries:
        return Recorded()
    _check(project, entries)
    measures = {entry.measure.pk: entry.measure for entry in entries}
    hold_measures(measures)
    current = _current({entry.key for entry in entries})
    rows = part_rows(current.values()) if current else {}
    stale = {
        entry.key: current.get(entry.key)
        for entry in entries
        if entry.version != WHATEVER and _version(current.get(entry.key)) != entry.version
    }
    if stale:
        raise StalePoints(stale, _figures_of(rows))
    entered = entered_for(measures)
    done = Recorded()
    for entry in entries:
        stored = current.get(entry.key)
        _record(
            entry,
            stored,
            PartsOf(
                entry.measure,
                entry.period_start,
                entry.answer,
                entry.parts,
                rows=rows.get(stored.pk, {}) if stored else {},
                entered=entered.get(entry.measure.pk, ()),
            ),
            done,
            by=by,
            at=at or timezone.now(),
            why=why,
        )
    touched = {point.measure_id for point in done.saved}
    rebuild_summaries(measures[pk] for pk in touched)
    return done


def _figures_of(rows: Mapping[int, Mapping[int, CategoryPoint]]) -> dict[int, Parts]:
    return {point: {key: part_of(row) for key, row in found.items()} for point, found in rows.items()}


def _record(entry: Entry, stored: DataPoint | None, parts: PartsOf, done: Recorded, *, by, at, why) -> None:
    answer = keeping(entry.answer, answer_of(stored), entry.keeps) if stored else entry.answer
    fields = answer.fields()
    if stored is None:
        point = DataPoint(
            measure=entry.measure,
            data_kind=entry.measure.data_kind,
            period_start=entry.period_start,
            recorded_by=by,
            recorded_at=at,
            **fields,
        )
        history.create(
            point,
            by=by,
            event="point_recorded",
            also=parts.changes,
            why=entry.why or why,
            confirmed=entry.confirmed,
        )
        parts.write(point, by=by, at=at)
        done.created.append(point)
        return
    if _stands(stored, fields, parts):
        done.same.append(stored)
        return
    changed = change_point(
        stored, fields, parts, by=by, at=at, why=entry.why or why, confirmed=entry.confirmed
    )
    done.changed.append(changed)


def _stands(stored: DataPoint, fields: dict, parts: PartsOf) -> bool:
    """Whether this is what stands already."""
    return not parts.changes and all(getattr(stored, name) == value for name, value in fields.items())


def change_point(
    stored: DataPoint, fields: dict, parts: PartsOf, *, by, at: datetime.datetime, why: str, confirmed=()
) -> DataPoint:
    """Write other fields and parts over a point that is held, with its history. Summaries are the caller's."""
    point = history.change(
        stored,
        values=fields,
        by=by,
        event="point_changed",
        version=stored.version,
        also=parts.changes,
        why=why,
        confirmed=confirmed,
    )
    parts.write(point, by=by, at=at)
    # Who and when of the newest figure stand on the row; the history above says it for every change.
    DataPoint.objects.filter(pk=point.pk).update(recorded_by=by, recorded_at=at)
    point.recorded_by, point.recorded_at = by, at
    return point


@transaction.atomic
def correct_point(
    *,
    point: DataPoint,
    answer: Answer,
    version: int,
    by,
    parts: Parts | None = None,
    why: str = "",
    confirmed=(),
) -> DataPoint:
    """Correct one point. parts: the figures of its groups, all there are; None leaves them as they stand.

    Raises StaleVersion with the row as it is; Refused once it is withdrawn, and for groups that are more than
    their total.
    """
    hold_measures([point.measure_id])
    stored = DataPoint.objects.select_for_update().get(pk=point.pk)
    if stored.is_withdrawn:
        raise Refused("This figure was withdrawn. Log the period again instead.")
    if stored.version != version:
        raise StaleVersion(stored)
    wanted = PartsOf(
        point.measure,
        stored.period_start,
        answer,
        parts,
        rows=part_rows([stored]).get(stored.pk, {}),
        entered=entered_for([point.measure_id]).get(point.measure_id, ()),
    )
    fields = answer.fields()
    if _stands(stored, fields, wanted):
        return stored
    corrected = change_point(stored, fields, wanted, by=by, at=timezone.now(), why=why, confirmed=confirmed)
    rebuild_summaries([point.measure])
    return corrected


@transaction.atomic
def withdraw_point(*, point: DataPoint, why: str, by, version: int | None = None) -> DataPoint:
    """Withdraw a point with its parts and a reason: the period is unanswered again. Raises StaleVersion."""
    withdrawn = withdraw_with_parts(
        point, part_rows([point]).get(point.pk, {}), why=why, by=by, version=version
    )
    rebuild_summaries([point.measure])
    return withdrawn


def withdraw_with_parts(
    point: DataPoint, rows: Mapping[int, CategoryPoint], *, why: str, by, version: int | None = None
) -> DataPoint:
    """Withdraw a point and the parts that stand beside it. Summaries are the caller's."""
    if point.is_withdrawn:
        return point
    also = {f"{PART}{key}": [for_history(part_of(row)), None] for key, row in sorted(rows.items())}
    withdrawn = history.withdraw(point, by=by, why=why, event="point_withdrawn", version=version, also=also)
    CategoryPoint.objects.current().filter(point=point).update(
        withdrawn_at=withdrawn.withdrawn_at,
        withdrawn_by=by,
        withdrawn_why=why,
        version=F("version") + 1,
    )
    return withdrawn


def _check(project: Project, entries: Sequence[Entry]) -> None:
    keys = set()
    day = today()
    for entry in entries:
        measure = entry.measure
        if measure.project_id != project.pk or measure.is_withdrawn:
            raise Refused("This measure is not one of the project's.")
        if measure.is_events:
            raise Refused(f"{measure.name} keeps events, not figures.")
        if entry.period_start > day:
            raise Refused("This period has not begun. Figures are for time that has passed.")
        if measure.period_start(entry.period_start) != entry.period_start:
            raise Refused(f"No period of {measure.name} begins on {entry.period_start}.")
        if entry.key in keys:
            raise Refused(f"{measure.name} has one period twice.")
        keys.add(entry.key)


def _current(keys: Iterable[Key]) -> dict[Key, DataPoint]:
    """The points that stand for these measures and periods."""
    keys = set(keys)
    rows = DataPoint.objects.current().filter(
        measure__in={measure_id for measure_id, _ in keys}, period_start__in={start for _, start in keys}
    )
    return {
        (row.measure_id, row.period_start): row for row in rows if (row.measure_id, row.period_start) in keys
    }


def _version(point: DataPoint | None) -> int | None:
    return None if point is None else point.version
