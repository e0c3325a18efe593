"""What is due on a project, worked out from readings that a page already has. No query."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from ftc_qi.core.templatetags.ftc import uk_date
from measures import due, periods
from measures.readings import Reading
from measures.series import MISSING
from measures.values import plural
from measures.words import month_label


@dataclass(frozen=True, slots=True)
class DueMonth:
    """What is waiting on one month's log page: how many measures, the latest and the earliest due day."""

    month: datetime.date
    measures: int
    days_late: int
    due_on: datetime.date

    @property
    def name(self) -> str:
        """ "October 2026"."""
        return month_label(self.month)

    @property
    def short_name(self) -> str:
        return periods.MONTHS[self.month.month - 1]

    @property
    def words(self) -> str:
        """ "13 days late", "Due by 14 November 2026"."""
        return f"{plural(self.days_late, 'day')} late" if self.days_late else f"Due by {uk_date(self.due_on)}"


def due_months(readings: Iterable[Reading], today: datetime.date) -> list[DueMonth]:
    """The months of one project with figures due, oldest first."""
    found: dict[datetime.date, dict[int, list[due.DuePeriod]]] = {}
    for reading in readings:
        for period in due.due_periods(_schedule(reading), today=today, answered=_answered(reading)):
            found.setdefault(period.month, {}).setdefault(reading.measure.pk, []).append(period)
    return [
        DueMonth(
            month=month,
            measures=len(measures),
            days_late=max(period.days_late for many in measures.values() for period in many),
            due_on=min(period.due_on for many in measures.values() for period in many),
        )
        for month, measures in sorted(found.items())
    ]


def next_due(readings: Iterable[Reading], today: datetime.date) -> tuple[str, datetime.date] | None:
    """Label and last day in time of the next figures that will be due; None where none will be."""
    coming = []
    for reading in readings:
        schedule = _schedule(reading)
        if not schedule.frequency or not schedule.active:
            continue
        start = reading.measure.period_start(today)
        if start in _answered(reading):
            start = periods.step(start, schedule.frequency)
        if due.is_wanted(schedule, start):
            day = periods.due_on(start, schedule.frequency, schedule.lag_days)
            coming.append((day, periods.label(start, schedule.frequency)))
    return next(((label, day) for day, label in sorted(coming)), None)


def _schedule(reading: Reading) -> due.Schedule:
    return due.schedule_of(reading.measure, pauses=reading.series.pauses)


def _answered(reading: Reading) -> set[datetime.date]:
    return {point.period_start for point in reading.series.points if point.state != MISSING}
