"""A time axis that charts of different measures share: places by date, not by position."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from measures import periods
from measures.charts.scales import Tick
from measures.series import ReaderSeries

_MONTHS_BETWEEN = (1, 3, 6, 12, 24, 60, 120)


def middle_of(series: ReaderSeries, index: int) -> datetime.datetime:
    """The middle of a position's period; the event's own day."""
    start, end = series.points[index].period_start, series.end_of(index)
    noon = datetime.datetime(start.year, start.month, start.day, 12)  # noqa: DTZ001 (a place on paper)
    return noon + (end - start) / 2


def span_of(many: Sequence[ReaderSeries]) -> tuple[datetime.date, datetime.date] | None:
    """First and last day that any of the series tells of; None where none has a point."""
    with_points = [series for series in many if series.points]
    if not with_points:
        return None
    first = min(series.points[0].period_start for series in with_points)
    return first, max(series.end_of(len(series.points) - 1) for series in with_points)


@dataclass(frozen=True, slots=True)
class DateAxis:
    """first and last day, and their pixels."""

    first: datetime.date
    last: datetime.date
    left: float
    right: float

    @property
    def per_day(self) -> float:
        return (self.right - self.left) / max(1, (self.last - self.first).days + 1)

    def x(self, when: datetime.date | datetime.datetime) -> float:
        """Pixel of a moment; a date is its beginning. Held to the axis."""
        day = when.date() if isinstance(when, datetime.datetime) else when
        part = when.hour / 24 + when.minute / 1440 if isinstance(when, datetime.datetime) else 0.0
        x = self.left + ((day - self.first).days + part) * self.per_day
        return min(max(x, self.left), self.right)

    def place(self, series: ReaderSeries, index: int) -> float:
        """Pixel of a position: the middle of its period."""
        return self.x(middle_of(series, index))

    def ticks(self, gap: float) -> list[Tick]:
        """Firsts of months at least `gap` apart, the year at its first; the first day alone if there is none."""
        begin = periods.add_months(self.first, 0 if self.first.day == 1 else 1)
        months = list(periods.between(begin, self.last, periods.MONTHLY)) if begin <= self.last else []
        chosen = months[:1]
        for between in _MONTHS_BETWEEN:
            chosen = [day for day in months if (day.year * 12 + day.month - 1) % between == 0]
            if len(chosen) < 2 or all(self.x(b) - self.x(a) >= gap for a, b in pairwise(chosen)):
                break
        ticks, year = [], None
        for day in chosen or [self.first]:
            label = periods.MONTHS[day.month - 1][:3]
            if not chosen:
                label = f"{day.day} {label}"
            ticks.append(Tick(self.x(day), label, "" if day.year == year else str(day.year)))
            year = day.year
        return ticks
