"""Which periods are due, which are overdue and by how long: from plain facts and a day (DECISIONS 11, 31).

A period can be logged once it has begun, is *due* once it has ended, and is *overdue* once its end plus the
measure's lag has passed. Nothing is due while the project is paused or not active; measures of events have
no periods and are never due. Everything but `due_by_measure` is pure.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils import timezone

from measures import periods
from measures.models import DataPoint, Measure
from projects.models import Project, ProjectPause

RECENT_GAP_DAYS = 92
"""A gap before the newest answer is still asked for this long after it ended; then it is a gap on the chart."""


class Span(Protocol):
    """Anything with a first and a last day; ends_on None: still runs."""

    @property
    def starts_on(self) -> datetime.date: ...

    @property
    def ends_on(self) -> datetime.date | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a measure's figures are wanted.

    frequency: "" for measures of events. begun_on: the day the measure was made, from which periods count
    where neither `collect_from` nor an answer says otherwise. active: the project's status is "active".
    """

    frequency: str
    anchor: datetime.date | None = None
    lag_days: int = 14
    collect_from: datetime.date | None = None
    collect_until: datetime.date | None = None
    begun_on: datetime.date | None = None
    pauses: Sequence[Span] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period that has ended without an answer. days_late: 0 while it is in time."""

    start: datetime.date
    end: datetime.date
    due_on: datetime.date
    days_late: int
    label: str
    """ "October 2026", "week of 5 October 2026", "July to September 2026"."""
    month: datetime.date
    """First of the month on whose log page it stands."""

    @property
    def is_overdue(self) -> bool:
        return self.days_late > 0


def schedule_of(measure: Measure, *, lag_days: int | None = None, pauses: Iterable[Span] = ()) -> Schedule:
    """The schedule of a measure whose project (and, without `lag_days`, programme) is loaded. No query."""
    if lag_days is None:
        lag_days = measure.effective_lag(measure.project.programme)
    return Schedule(
        frequency=measure.frequency,
        anchor=measure.fortnight_anchor,
        lag_days=lag_days,
        collect_from=measure.collect_from,
        collect_until=measure.collect_until,
        begun_on=timezone.localdate(measure.created_at),
        pauses=tuple(pauses),
        active=measure.project.status == Project.Status.ACTIVE,
    )


def due_periods(
    schedule: Schedule,
    *,
    today: datetime.date,
    answered: Collection[datetime.date] = (),
    data_up_to: datetime.date | None = None,
) -> list[DuePeriod]:
    """Every period due on `today`, oldest first.

    answered: period starts with an answer of any kind; with `data_up_to` alone (the newest of them), only
    periods after it are looked at. Gaps before the newest answer count while they are recent.
    """
    if not schedule.frequency or not schedule.active:
        return []
    frequency = schedule.frequency
    newest_answer = max(answered, default=data_up_to)
    first = _first_wanted(schedule, answered, data_up_to)
    if first is None:
        return []
    if newest_answer is not None:
        # Whatever ended before this is an answer or an old gap.
        recent = min(newest_answer, today - datetime.timedelta(days=RECENT_GAP_DAYS))
        first = max(first, periods.start_of(recent, frequency, schedule.anchor))
    found = []
    for start in periods.between(
        first, periods.newest_complete(today, frequency, schedule.anchor), frequency
    ):
        end = periods.end_of(start, frequency)
        old_gap = newest_answer is not None and start < newest_answer and (today - end).days > RECENT_GAP_DAYS
        if start in answered or old_gap or not is_wanted(schedule, start):
            continue
        due_on = periods.due_on(start, frequency, schedule.lag_days)
        found.append(
            DuePeriod(
                start=start,
                end=end,
                due_on=due_on,
                days_late=max(0, (today - due_on).days),
                label=periods.label(start, frequency),
                month=log_month(start, frequency),
            )
        )
    return found


def next_overdue(schedule: Schedule, data_up_to: datetime.date | None, *, today: datetime.date) -> bool:
    """Whether a period after the newest answer is overdue; never before there is one."""
    if data_up_to is None or not schedule.frequency or not schedule.active:
        return False
    start = periods.step(data_up_to, schedule.frequency)
    while periods.due_on(start, schedule.frequency, schedule.lag_days) < today:
        if is_wanted(schedule, start):
            return True
        start = periods.step(start, schedule.frequency)
    return False


def wanted_between(
    schedule: Schedule,
    since: datetime.date,
    today: datetime.date,
    *,
    answered: Collection[datetime.date] = (),
) -> set[datetime.date]:
    """Starts of the periods from `since` on whose time to log has run out by `today`, answered or not."""
    if not schedule.frequency or not schedule.active:
        return set()
    first = _first_wanted(schedule, answered, None)
    if first is None:
        return set()
    first = max(first, periods.start_of(since, schedule.frequency, schedule.anchor))
    newest = periods.newest_complete(today, schedule.frequency, schedule.anchor)
    return {
        start
        for start in periods.between(first, newest, schedule.frequency)
        if start >= since
        and periods.due_on(start, schedule.frequency, schedule.lag_days) < today
        and is_wanted(schedule, start)
    }


def is_wanted(schedule: Schedule, start: datetime.date) -> bool:
    """Whether figures are collected for the period that begins on `start`, and no pause overlaps it."""
    end = periods.end_of(start, schedule.frequency)
    return is_collected(schedule, start) and not any(
        pause.starts_on <= end and (pause.ends_on is None or pause.ends_on >= start)
        for pause in schedule.pauses
    )


def is_collected(schedule: Schedule, start: datetime.date) -> bool:
    """Whether the period that begins on `start` lies within the dates of collection."""
    end = periods.end_of(start, schedule.frequency)
    if schedule.collect_from is not None and end < schedule.collect_from:
        return False
    return schedule.collect_until is None or start <= schedule.collect_until


def log_month(start: datetime.date, frequency: str) -> datetime.date:
    """First of the month on whose log page a period stands: the one in which it begins; a quarter's last."""
    if frequency == periods.QUARTERLY:
        return periods.add_months(start, 2)
    return start.replace(day=1)


def periods_of_month(
    month: datetime.date, frequency: str, anchor: datetime.date | None = None
) -> list[datetime.date]:
    """Starts of the periods on a month's log page (`month`: its 1st), oldest first; none for events.

    Weeks and fortnights belong to the month in which they begin. A quarter stands on its last month, and on
    the two after it: `[that quarter]` on all three (the page drops it from the later two once answered).
    """
    if not frequency:
        return []
    if frequency == periods.MONTHLY:
        return [month]
    if frequency == periods.QUARTERLY:
        return [periods.start_of(periods.add_months(month, -2), frequency)]
    last = periods.end_of(month, periods.MONTHLY)
    first = periods.start_of(month, frequency, anchor)
    return [start for start in periods.between(first, last, frequency) if start >= month]


def due_by_measure(measures: Iterable[Measure], *, today: datetime.date) -> dict[int, list[DuePeriod]]:
    """Due periods of each measure, by its id (an empty list where nothing is). Two queries for all of them.

    The measures come with `project__programme` loaded (two more queries where they do not).
    """
    measures = list(measures)
    periodic = [measure.pk for measure in measures if measure.frequency]
    answered = defaultdict(set)
    points = DataPoint.objects.current().filter(measure__in=periodic).order_by()
    for measure_id, start in points.values_list("measure_id", "period_start"):
        answered[measure_id].add(start)
    pauses = defaultdict(list)
    rows = ProjectPause.objects.filter(
        project__in={measure.project_id for measure in measures}, withdrawn_at__isnull=True
    )
    for row in rows:
        pauses[row.project_id].append(row)
    return {
        measure.pk: due_periods(
            schedule_of(measure, pauses=pauses[measure.project_id]),
            today=today,
            answered=answered[measure.pk],
        )
        for measure in measures
    }


def _first_wanted(schedule, answered, data_up_to) -> datetime.date | None:
    if not answered and data_up_to is not None:
        return periods.step(data_up_to, schedule.frequency)
    begins = [day for day in (schedule.collect_from, min(answered, default=None)) if day is not None]
    day = min(begins, default=schedule.begun_on)
    return None if day is None else periods.start_of(day, schedule.frequency, schedule.anchor)
