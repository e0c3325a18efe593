"""Write data points and events: record many at once, correct, withdraw, put back.

All or nothing: one entry that is out of date refuses the whole save, so that nobody overwrites what they have
not read. Each write keeps its history, and the summaries of the measures touched are rebuilt once.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from ftc_qi.core.today import today
from measures import periods
from measures.disclosure import Figures
from measures.entry import (
    RECORDED,
    Answer,
    Parts,
    answer_of,
    keeping,
    part_columns,
    part_from_history,
    part_of,
    parts_problem,
)
from measures.event_rules import Told, problems_of
from measures.models import CategoryPoint, DataPoint, Event, Measure
from measures.parts import Entered, entered_for, part_rows
from measures.summaries import rebuild_summaries
from projects.models import Project

WHATEVER: Final = -1
"""An entry's version for writers who decide by the file and not by the page: whatever stands is replaced."""
UNDONE = "Undone straight after saving."
PART = "category:"
"""How a group's part is named in the history of its point: "category:12"."""

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
    measures = _lock({entry.measure.pk: entry.measure for entry in entries})
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
            _PartsOf(entry, rows.get(stored.pk, {}) if stored else {}, entered.get(entry.measure.pk, ())),
            done,
            by=by,
            at=at or timezone.now(),
            why=why,
        )
    touched = {point.measure_id for point in done.saved}
    _rebuild(measures[pk] for pk in touched)
    return done


class _PartsOf:
    """The parts of one entry: what stands, what is wanted, what that changes."""

    def __init__(self, entry: Entry, rows: Mapping[int, CategoryPoint], entered: Sequence[Entered]):
        self.rows = rows
        self.wanted: dict[int, Figures] = (
            {key: part_of(row) for key, row in rows.items()} if entry.parts is None else dict(entry.parts)
        )
        if entry.parts is None and entry.answer.outcome != RECORDED:
            self.wanted = {}
        known = {category.pk for one in entered for category in one.categories}
        if not known.issuperset(self.wanted):
            raise Refused("A group was taken out while you were writing. Open the page again.")
        for one in entered:
            own = {c.pk: self.wanted[c.pk] for c in one.categories if c.pk in self.wanted}
            problem = parts_problem(entry.measure, entry.answer, own, exclusive=one.breakdown.exclusive)
            if problem:
                label = periods.label(entry.period_start, entry.measure.frequency)
                raise Refused(f"{entry.measure.name}, {label}, {one.breakdown.name}: {problem}")

    @property
    def changes(self) -> dict[str, list]:
        """For the history of the point: group → [from, to]."""
        found = {}
        for key in sorted({*self.rows, *self.wanted}):
            before = part_of(self.rows[key]) if key in self.rows else None
            after = self.wanted.get(key)
            if before != after:
                found[f"{PART}{key}"] = [_for_history(before), _for_history(after)]
        return found

    def write(self, point: DataPoint, *, by, at) -> None:
        """Store what is wanted beside its point; what stood and is not wanted any more is withdrawn."""
        gone = [row.pk for key, row in self.rows.items() if key not in self.wanted]
        if gone:
            CategoryPoint.objects.filter(pk__in=gone).update(
                withdrawn_at=at,
                withdrawn_by=by,
                withdrawn_why="Changed with its total.",
                version=F("version") + 1,
            )
        new = []
        for key, part in self.wanted.items():
            row = self.rows.get(key)
            if row is None:
                new.append(
                    CategoryPoint(
                        point=point, category_id=key, data_kind=point.data_kind, **part_columns(part)
                    )
                )
            elif part_of(row) != part:
                CategoryPoint.objects.filter(pk=row.pk).update(**part_columns(part), version=F("version") + 1)
        CategoryPoint.objects.bulk_create(new)


def _for_history(part: Figures | None) -> dict | None:
    """The figures there are; None for a group without any."""
    if part is None:
        return None
    return {name: figure for name, figure in part_columns(part).items() if figure is not None}


def _figures_of(rows: Mapping[int, Mapping[int, CategoryPoint]]) -> dict[int, Parts]:
    return {point: {key: part_of(row) for key, row in found.items()} for point, found in rows.items()}


def _record(entry: Entry, stored: DataPoint | None, parts: _PartsOf, done: Recorded, *, by, at, why) -> None:
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
    if not parts.changes and all(getattr(stored, name) == value for name, value in fields.items()):
        done.same.append(stored)
        return
    changed = _change(stored, fields, parts, by=by, at=at, why=entry.why or why, confirmed=entry.confirmed)
    done.changed.append(changed)


def _change(
    stored: DataPoint,
    fields: dict,
    parts: _PartsOf,
    *,
    by,
    at,
    why,
    confirmed=(),
    event="point_changed",
) -> DataPoint:
    point = history.change(
        stored,
        values=fields,
        by=by,
        event=event,
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
    _lock({point.measure_id: point.measure})
    stored = DataPoint.objects.select_for_update().get(pk=point.pk)
    if stored.is_withdrawn:
        raise Refused("This figure was withdrawn. Log the period again instead.")
    if stored.version != version:
        raise StaleVersion(stored)
    entry = Entry(measure=point.measure, period_start=stored.period_start, answer=answer, parts=parts)
    wanted = _PartsOf(
        entry,
        part_rows([stored]).get(stored.pk, {}),
        entered_for([point.measure_id]).get(point.measure_id, ()),
    )
    fields = answer.fields()
    if not wanted.changes and all(getattr(stored, name) == value for name, value in fields.items()):
        return stored
    corrected = _change(stored, fields, wanted, by=by, at=timezone.now(), why=why, confirmed=confirmed)
    _rebuild([point.measure])
    return corrected


@transaction.atomic
def withdraw_point(*, point: DataPoint, why: str, by, version: int | None = None) -> DataPoint:
    """Withdraw a point with its parts and a reason: the period is unanswered again. Raises StaleVersion."""
    withdrawn = _withdraw(point, part_rows([point]).get(point.pk, {}), why=why, by=by, version=version)
    _rebuild([point.measure])
    return withdrawn


def _withdraw(
    point: DataPoint, rows: Mapping[int, CategoryPoint], *, why: str, by, version: int | None = None
) -> DataPoint:
    if point.is_withdrawn:
        return point
    also = {f"{PART}{key}": [_for_history(part_of(row)), None] for key, row in sorted(rows.items())}
    withdrawn = history.withdraw(point, by=by, why=why, event="point_withdrawn", version=version, also=also)
    CategoryPoint.objects.current().filter(point=point).update(
        withdrawn_at=withdrawn.withdrawn_at,
        withdrawn_by=by,
        withdrawn_why=why,
        version=F("version") + 1,
    )
    return withdrawn


@transaction.atomic
def restore_points(*, project: Project, points: Sequence[tuple[int, int]], by) -> int:
    """Undo a save: put back what stood before, from the history; a point that was new is withdrawn.

    points: (id, version after the save). All or nothing; gives how many were put back. Raises Refused where
    one of them has changed since.
    """
    rows = {
        row.pk: row
        for row in DataPoint.objects.select_for_update(of=("self",))
        .filter(measure__project=project, pk__in=[pk for pk, _ in points])
        .select_related("measure__project")
    }
    if any(pk not in rows or rows[pk].version != version or rows[pk].is_withdrawn for pk, version in points):
        raise Refused(
            "Somebody changed these figures since, so nothing was undone. Correct them here instead."
        )
    newest: dict[int, AuditEvent] = {}
    for event in AuditEvent.objects.filter(
        target_label=DataPoint._meta.label_lower,
        target_id__in=list(rows),
        event__in=["point_recorded", "point_changed"],
    ).order_by("pk"):
        if event.target_id is not None:
            newest[event.target_id] = event
    parts = part_rows(rows.values())
    entered = entered_for({row.measure_id for row in rows.values()})
    for pk, row in rows.items():
        event = newest[pk]
        if event.event == "point_recorded":
            _withdraw(row, parts.get(pk, {}), by=by, why=UNDONE)
        else:
            _put_back(row, event, parts.get(pk, {}), entered.get(row.measure_id, ()), by=by)
    _rebuild({row.measure_id: row.measure for row in rows.values()}.values())
    return len(rows)


def _put_back(
    row: DataPoint,
    event: AuditEvent,
    rows: Mapping[int, CategoryPoint],
    entered: Sequence[Entered],
    *,
    by,
) -> None:
    """A changed point and its parts as they stood before the change."""
    fields: dict = {}
    parts = {key: part_of(one) for key, one in rows.items()}
    for name, (before, _) in event.changes.items():
        if not name.startswith(PART):
            fields[name] = _from_history(name, before)
            continue
        key = int(name.removeprefix(PART))
        part = part_from_history(before)
        if part is None:
            parts.pop(key, None)
        else:
            parts[key] = part
    before_answer = Answer(**(answer_of(row).fields() | fields))
    entry = Entry(measure=row.measure, period_start=row.period_start, answer=before_answer, parts=parts)
    _change(row, fields, _PartsOf(entry, rows, entered), by=by, at=timezone.now(), why=UNDONE)


def _from_history(name: str, before):
    if before is None or name not in ("value", "numerator", "denominator"):
        return before
    return Decimal(before)


# --- events -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event to be recorded. cases_since_previous: only where the team counts cases between events."""

    measure: Measure
    occurred_on: datetime.date
    cases_since_previous: int | None = None
    note: str = ""
    confirmed: frozenset[str] = frozenset()


@transaction.atomic
def record_events(
    *,
    project: Project,
    happenings: Sequence[Happening],
    by,
    at: datetime.datetime | None = None,
    seen: Collection[int] | None = None,
) -> list[Event]:
    """Record events, several on one day in the order given. seen: keys of the events that stood when they were
    read, for writers who decide by those. Raises Refused for a day in the future, another project's measure, a
    measure that is not of events, cases where it counts days or the other way round, and where others than
    those seen stand now."""
    measures = {happening.measure.pk: happening.measure for happening in happenings}
    for happening in happenings:
        if happening.measure.project_id != project.pk or not happening.measure.is_events:
            raise Refused("This measure does not keep events.")
        if happening.occurred_on > today():
            raise Refused("This is in the future. Choose the day it happened.", field="occurred_on")
    _lock(measures)
    last: dict[Key, int] = {}
    standing = list(Event.objects.filter(measure__in=measures, withdrawn_at__isnull=True))
    if seen is not None and {row.pk for row in standing} != set(seen):
        raise Refused("Somebody recorded events of this measure meanwhile. Look again, then save.")
    for row in standing:
        key = (row.measure_id, row.occurred_on)
        last[key] = max(last.get(key, 0), row.sequence)
    for pk in measures:
        new = [Told(one.occurred_on, one.cases_since_previous) for one in happenings if one.measure.pk == pk]
        old = [Told(row.occurred_on, row.cases_since_previous) for row in standing if row.measure_id == pk]
        for problem in problems_of(new, old).values():
            raise Refused(problem, field="cases_since_previous")
    made = []
    for happening in happenings:
        key = (happening.measure.pk, happening.occurred_on)
        last[key] = last.get(key, 0) + 1
        event = Event(
            measure=happening.measure,
            occurred_on=happening.occurred_on,
            sequence=last[key],
            cases_since_previous=happening.cases_since_previous,
            note=happening.note,
            recorded_by=by,
            recorded_at=at or timezone.now(),
        )
        made.append(history.create(event, by=by, event="event_recorded", confirmed=happening.confirmed))
    _rebuild(measures.values())
    return made


@transaction.atomic
def withdraw_event(*, event: Event, why: str, by, version: int | None = None) -> Event:
    """Withdraw an event with a reason. Raises StaleVersion."""
    withdrawn = history.withdraw(event, by=by, why=why, event="event_withdrawn", version=version)
    _rebuild([event.measure])
    return withdrawn


# --- shared -------------------------------------------------------------------------------------------------


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


def _lock(measures: dict[int, Measure]) -> dict[int, Measure]:
    """Hold the measures' rows, in one order, so that two saves of the same measure follow one another."""
    list(Measure.objects.select_for_update().filter(pk__in=measures).order_by("pk").values_list("pk"))
    return measures


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


def _rebuild(measures: Iterable[Measure]) -> None:
    if measures := list(measures):
        rebuild_summaries(measures)
