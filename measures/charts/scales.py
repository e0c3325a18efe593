"""Where things stand on a chart: nice ticks, positions of periods, dates between them."""

import datetime
import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from measures import periods
from measures.charts.levels import Level
from measures.series import ReaderSeries
from measures.values import displayed

FARTHEST_LIMIT = 2.0
"""A limit farther from the figures than so many times their range is beyond the edge of the chart."""

LEAST_TICKS = 2
"""Fewer dates than this tell nothing: then one of every few positions is named instead."""


class Tick(NamedTuple):
    at: float
    label: str
    year: str = ""


@dataclass(frozen=True, slots=True)
class YScale:
    """low, high, step: on the displayed scale (62, not 0.62). top, bottom: pixels."""

    low: float
    high: float
    step: float
    top: float
    bottom: float

    def y(self, shown: float) -> float:
        return self.bottom - (shown - self.low) / (self.high - self.low) * (self.bottom - self.top)

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [round(self.low + i * self.step, 9) for i in range(count + 1)]


def y_scale(
    series: ReaderSeries,
    drawn: tuple[Level, ...],
    first: int,
    *,
    top: float,
    bottom: float,
    intervals: int,
) -> YScale:
    """A scale that holds every shown value, line and target from position `first` on.

    From 0 for counts, rates and events; other measures may zoom. The measure's own setting comes before both.
    Where nothing is shown: 0 to 1.
    """
    low, high = shown_range(series, drawn, first)
    return scale_of(series, low, high, top=top, bottom=bottom, intervals=intervals)


def scale_of(
    series: ReaderSeries,
    low: float | None,
    high: float | None,
    *,
    top: float,
    bottom: float,
    intervals: int,
) -> YScale:
    """A scale that holds `low` to `high`, as displayed, by the series' kind and settings."""
    if low is None or high is None:
        return YScale(0.0, 1.0, 1.0, top, bottom)
    flat = low == high and series.y_axis != "zoom"  # no spread: no zoom into nothing
    from_zero = (flat or _is_from_zero(series)) and low >= 0
    smallest = {"count": 5.0, "proportion": 20.0}.get(series.data_kind, 0.0)
    span = max(high - (0 if from_zero else low), abs(high) * 0.1, smallest, 1e-6)
    floor = 0.0 if from_zero else low - 0.25 * span
    ceiling = high + 0.12 * span
    if from_zero:
        ceiling = max(ceiling, smallest)
    if not from_zero and low >= 0 and (floor < 0 or (series.y_axis != "zoom" and floor <= 0.3 * ceiling)):
        floor = 0.0
    if series.data_kind == "proportion":
        floor, ceiling = max(0.0, floor), min(100.0, max(ceiling, floor + 10))
    step = nice_step((ceiling - floor) / intervals, whole=series.data_kind in ("count", "events"))
    low_tick = math.floor(round(floor / step, 6)) * step
    high_tick = math.ceil(round(ceiling / step, 6)) * step
    if high_tick <= low_tick:
        high_tick = low_tick + step
    return YScale(low_tick, high_tick, step, top, bottom)


def shown_range(
    series: ReaderSeries, drawn: tuple[Level, ...], first: int
) -> tuple[float, float] | tuple[None, None]:
    """The lowest and highest figure that a scale must hold, as displayed; 0 too, where it begins there.

    A limit so far out that the figures would lie flat on the floor (few people in one month) is left beyond
    the edge.
    """
    points = series.points[first:]
    values = [point.plotted for point in points if point.is_value]
    if not values:
        return None, None
    values += [level.end for level in drawn if level.role == "centre" and level.last >= first]
    if series.target is not None:
        values.append(series.target)
    low, high = (displayed(series, value) for value in (min(values), max(values)))
    if series.y_axis == "zero":
        low, high = min(low, 0.0), max(high, 0.0)
    room = FARTHEST_LIMIT * (high - (0 if _is_from_zero(series) and low >= 0 else low))
    limits = [
        displayed(series, value)
        for level in drawn
        if level.role != "centre"
        for value in level.values[max(0, first - level.first) :]
        if value is not None
    ]
    near = [limit for limit in limits if not room or low - room <= limit <= high + room]
    return min([low, *near]), max([high, *near])


def _is_from_zero(series: ReaderSeries) -> bool:
    return series.y_axis == "zero" or (series.y_axis == "auto" and series.starts_at_zero)


def nice_step(least: float, *, whole: bool = False) -> float:
    """The smallest of 1, 2, 5, 10 … (or a tenth, a hundredth …) that is not under `least`."""
    power = 10 ** math.floor(math.log10(least))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= least * 0.999999)
    return max(1.0, step) if whole else step


class XScale:
    """Even places for periods or events, and a place for any date between them."""

    def __init__(self, series: ReaderSeries, first: int, *, left: float, right: float, least_slots: int):
        """left, right: the pixels of the first and last slot. Few points leave room for those to come."""
        self.series = series
        self.first = first
        self.shown = len(series.points) - first
        self.slots = max(self.shown, least_slots)
        self.left, self.right = left, right
        self.step = (right - left) / max(1, self.slots - 1)
        self.starts = [point.period_start for point in series.points[first:]]
        if self.starts and not series.by_event:
            while len(self.starts) < self.slots:
                self.starts.append(periods.step(self.starts[-1], series.frequency))

    def x(self, position: float) -> float:
        """Pixel of a position in the series (not in the window)."""
        return self.left + (position - self.first) * self.step

    def edge(self, position: int, side: int, reach: float = 0.4) -> float:
        """A little before (-1) or after (+1) a position: where lines begin and end."""
        return self.x(position) + side * reach * self.step

    @property
    def end(self) -> float:
        """Where the last drawn position ends."""
        return self.edge(self.first + max(self.shown, 1) - 1, 1)

    def x_of_date(self, day: datetime.date, *, end_of_day: bool = False) -> float | None:
        """Pixel of a date; None before the first or after the last slot. A period takes 70 % of its slot."""
        if not self.starts:
            return None
        index = bisect_right(self.starts, day) - 1
        if index < 0:
            return None
        if self.series.by_event:
            return self._between_events(index, day)
        begin = self.starts[index]
        length = (periods.step(begin, self.series.frequency) - begin).days
        offset = (day - begin).days + (1 if end_of_day else 0)
        if offset > length or (offset == length and not end_of_day):
            return None
        return self.left + (index - 0.35 + 0.7 * offset / length) * self.step

    def _between_events(self, index: int, day: datetime.date) -> float | None:
        if index == len(self.starts) - 1:
            return self.left + index * self.step if day == self.starts[index] else None
        gap = (self.starts[index + 1] - self.starts[index]).days
        return self.left + (index + (day - self.starts[index]).days / gap) * self.step

    def clipped(self, day: datetime.date, *, end_of_day: bool = False) -> float:
        """As `x_of_date`, held to the chart's edges."""
        x = self.x_of_date(day, end_of_day=end_of_day)
        if x is not None:
            return x
        if self.starts and day < self.starts[0]:
            return self.left - 0.4 * self.step
        return self.left + (len(self.starts) - 0.6) * self.step

    def ticks(self, gap: float) -> list[Tick]:
        """The finest dates whose labels stand at least `gap` apart; the year at its first tick."""
        if not self.starts:
            return []
        for level in self._levels():
            marks = [i for i in range(len(self.starts)) if self._begins(i, level)]
            need = gap * 1.25 if level == "day" else gap
            if len(marks) >= LEAST_TICKS and all((b - a) * self.step >= need for a, b in pairwise(marks)):
                return self._labelled(marks, level)
        thinned: list[int] = []
        for i in range(len(self.starts)):
            if not thinned or (i - thinned[-1]) * self.step >= gap * 1.6:
                thinned.append(i)
        return self._labelled(thinned, "day" if self.series.by_event else "month")

    def _levels(self) -> list[str]:
        finest = ["day", "month"] if self._by_day else ["month"]
        return [*finest, "quarter", "half", "year", "two years", "five years"]

    @property
    def _by_day(self) -> bool:
        return self.series.by_event or self.series.frequency in (periods.WEEKLY, periods.FORTNIGHTLY)

    def _begins(self, index: int, level: str) -> bool:
        """Whether a month, quarter … begins at this slot. The first counts if it is the level's own start."""
        if level == "day":
            return True
        day = self.starts[index]
        if index:
            return _key(day, level) != _key(self.starts[index - 1], level)
        one_before = day - datetime.timedelta(days=7 if self._by_day else 1)
        return _key(day, level) != _key(one_before, level)

    def _labelled(self, marks: list[int], level: str) -> list[Tick]:
        ticks, year = [], None
        for i in marks:
            day = self.starts[i]
            month = periods.MONTHS[day.month - 1][:3]
            label = f"{day.day} {month}" if level == "day" else month
            ticks.append(Tick(self.left + i * self.step, label, "" if day.year == year else str(day.year)))
            year = day.year
        return ticks


def _key(day: datetime.date, level: str) -> tuple:
    return {
        "month": (day.year, day.month),
        "quarter": (day.year, (day.month - 1) // 3),
        "half": (day.year, (day.month - 1) // 6),
        "year": (day.year,),
        "two years": (day.year // 2,),
        "five years": (day.year // 5,),
    }[level]


def place_apart(blocks: list[tuple[float, int]], *, gap: float, low: float) -> list[float]:
    """First baselines for blocks of lines (wanted baseline, lines), in order, at least `gap` apart.

    Pushed down from above, then up from `low`, so that all stay on the drawing.
    """
    tops: list[float] = []
    for wanted, _ in blocks:
        floor = tops[-1] + gap * blocks[len(tops) - 1][1] if tops else wanted
        tops.append(max(wanted, floor))
    limit = low
    for i in reversed(range(len(tops))):
        tops[i] = min(tops[i], limit - gap * (blocks[i][1] - 1))
        limit = tops[i] - gap
    return tops
