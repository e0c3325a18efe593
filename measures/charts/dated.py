"""What charts over dates are drawn with: a sheet with one time axis, and a series plotted on it.

Such a drawing is complete without JavaScript and aria-hidden: the sentences and tables beside it are its text.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from measures.charts.dates import DateAxis, middle_of
from measures.charts.draw import ALONE, Canvas, alone, hidden_square, hollow_point, n, trace_path
from measures.charts.inks import (
    AXIS,
    BREAK,
    CENTRE,
    COMMON,
    FLAG,
    GRID,
    LIMIT,
    SHADE,
    STEM,
    TARGET,
    TEXT,
    TEXT_FLAG,
    TEXT_HINT,
    TEXT_KEY,
    TRACE,
)
from measures.charts.levels import REACH, Level, end_labels, levels
from measures.charts.lines import (
    CENTRE_WIDTH,
    FROZEN_DASH,
    FROZEN_WIDTH,
    LIMIT_DASH,
    LIMIT_WIDTH,
    TARGET_DASH,
    TARGET_WIDTH,
)
from measures.charts.reading import verdicts
from measures.charts.scales import YScale, place_apart
from measures.series import Flag, ReaderSeries
from measures.spc.types import Analysis, StatusResult
from measures.values import displayed, tick

Parts = tuple[ReaderSeries, Analysis, StatusResult]


@dataclass(frozen=True, slots=True)
class DatedLayout:
    """Sizes of a drawing; plot: the height of each of its plots."""

    width: int
    plot: int
    left: float
    right: float
    font: float
    radius: float
    tick_gap: float
    intervals: int
    phone: bool


class Area(NamedTuple):
    """The part of a drawing that a series is plotted in."""

    left: float
    right: float
    top: float
    bottom: float


LANE, TITLE, BETWEEN, FOOT = 28, 32, 20, 44


class DatedSheet:
    """The paper: a lane of flags, one plot above the other, the dates below."""

    def __init__(
        self,
        many: Sequence[Parts],
        layout: DatedLayout,
        span: tuple[datetime.date, datetime.date] | None,
        *,
        plots: int,
    ):
        self.many, self.layout = many, layout
        self.bottom = LANE + plots * (layout.plot + TITLE) + (plots - 1) * BETWEEN
        self.canvas = Canvas(layout.width, self.bottom + FOOT)
        self.axis = DateAxis(*span, layout.left + 10, layout.right - 10) if span else None

    def area(self, row: int) -> Area:
        """Where a plot lies, counted from the top."""
        top = LANE + TITLE + row * (self.layout.plot + TITLE + BETWEEN)
        return Area(self.layout.left, self.layout.right, top, top + self.layout.plot)

    def draw_dates(self, axis: DateAxis) -> None:
        for mark in axis.ticks(self.layout.tick_gap):
            self.canvas.line(mark.at, self.bottom, mark.at, self.bottom + 5, AXIS, 1)
            self.canvas.text(mark.at, self.bottom + 19, mark.label, TEXT_HINT, self.layout.font, "middle")
            if mark.year:
                self.canvas.text(mark.at, self.bottom + 36, mark.year, TEXT, self.layout.font, "middle", 600)

    def draw_cycles(self, axis: DateAxis) -> None:
        """Cycles that any of the measures is expected to show: a numbered flag, its stem through all plots."""
        free_from = 0.0
        for flag in cycles_of(*(series for series, _, _ in self.many)):
            if not axis.first <= flag.on <= axis.last:
                continue
            x = axis.x(flag.on)
            self.canvas.line(x, 22, x, self.bottom, STEM, 1, "1 3")
            if x < free_from:
                continue
            free_from = x + 29
            self.canvas.add(f'<path d="M{n(x)} 2h21l6 10-6 10h-21z" class="{FLAG.css}" fill="{FLAG.light}"/>')
            self.canvas.text(x + 11, 16.5, flag.mark, TEXT_FLAG, 12, "middle", 700)


class DatedPlot:
    """A series in an area of the sheet, on a scale up that may be its own or shared."""

    def __init__(self, sheet: DatedSheet, parts: Parts, area: Area):
        self.canvas, self.layout, self.axis, self.area = sheet.canvas, sheet.layout, sheet.axis, area
        self.series, self.analysis, result = parts
        count = len(self.series.points)
        self.first = 0
        if axis := self.axis:
            on = (i for i in range(count) if middle_of(self.series, i).date() >= axis.first)
            self.first = next(on, count)
        self.positions = range(self.first, count)
        self.verdicts = verdicts(*parts)
        self.levels = levels(self.series, self.analysis)
        self.is_hidden = result.status == "numbers_too_small" or self.series.hidden_count > 0
        self.has_values = any(self.series.points[i].is_value for i in self.positions)

    def say(self, words: str) -> None:
        """Words in place of a chart."""
        x, y = (self.area.left + self.area.right) / 2, (self.area.top + self.area.bottom) / 2
        self.canvas.text(x, y, words, TEXT, self.layout.font + 1, "middle", 600)

    def say_if_empty(self) -> None:
        if not self.positions:
            self.say("No figures yet")
        elif not self.has_values:
            self.say("Numbers too small to show" if self.is_hidden else "No figures yet")

    def draw_grid(self, scale: YScale, *, with_values: bool) -> None:
        percent = "%" if self.series.data_kind == "proportion" or self.series.unit == "%" else ""
        ticks = scale.ticks if with_values else []
        left, right = self.layout.left, self.layout.right
        for value in ticks:
            y = scale.y(value)
            self.canvas.line(left, y, right, y, GRID, 1)
            label = tick(self.series, value, scale.step) + (percent if value == ticks[-1] else "")
            self.canvas.text(left - 8, y + 4, label, TEXT_HINT, self.layout.font, "end")
        self.canvas.line(left, self.area.bottom, right, self.area.bottom, AXIS, 1)

    def draw(self, scale: YScale) -> None:
        """Everything that is drawn of the series, from the back to the front."""
        axis = self.axis
        if axis is None or not self.positions:
            return
        self._pauses(axis)
        self._breaks(axis)
        if self.has_values:
            self._lines(axis, scale)
            self._trace(axis, scale)
        for i in self.positions:
            if self.series.points[i].is_hidden:
                self.canvas.add(hidden_square(axis.place(self.series, i), self.area.bottom))
        self._points(axis, scale)

    def label_ends(self, scale: YScale) -> None:
        """The target and the newest lines, at the right, apart from each other."""
        if self.layout.phone or not self.has_values:
            return
        ends = [end for end in end_labels(self.series, self.levels) if self._is_on(scale, end.value)]
        ends.sort(key=lambda end: -end.value)
        wanted = [(self._y(scale, end.value) + 4, 1) for end in ends]
        tops = place_apart(wanted, gap=16, low=self.area.bottom + 6)
        for top, end in zip(tops, ends, strict=True):
            words, ink, weight = end.lines[0]
            self.canvas.text(self.layout.right + 10, top, words, ink, self.layout.font, "start", weight)

    def _y(self, scale: YScale, value: float) -> float:
        return scale.y(displayed(self.series, value))

    def _is_on(self, scale: YScale, value: float) -> bool:
        return self.area.top - 1 <= self._y(scale, value) <= self.area.bottom + 1

    def _pauses(self, axis: DateAxis) -> None:
        for pause in self.series.pauses:
            if pause.starts_on > axis.last or (pause.ends_on and pause.ends_on < axis.first):
                continue
            begin = max(self.area.left, axis.x(pause.starts_on))
            end = min(self.area.right, axis.x(pause.ends_on) if pause.ends_on else axis.right)
            if end >= begin:
                height = self.area.bottom - self.area.top
                self.canvas.rect(begin, self.area.top, max(1.0, end - begin), height, SHADE, opacity=0.75)

    def _breaks(self, axis: DateAxis) -> None:
        for phase in self.analysis.phases[1:]:
            if self.first < phase.first < len(self.series.points):
                x = axis.x(self.series.points[phase.first].period_start)
                self.canvas.line(x, self.area.top, x, self.area.bottom, BREAK, 1.25)

    def _lines(self, axis: DateAxis, scale: YScale) -> None:
        """The target, then each phase's centre and limits; a limit off the scale is not drawn."""
        if self.series.target is not None:
            y = self._y(scale, self.series.target)
            self.canvas.line(self.area.left, y, self.area.right, y, TARGET, TARGET_WIDTH, TARGET_DASH)
        for level in self.levels:
            if level.role == "centre":
                self._level(axis, scale, level, self.first, level.solid_to, CENTRE_WIDTH, "")
                goes_on = max(level.solid_to + 1, self.first)
                self._level(axis, scale, level, goes_on, level.last, FROZEN_WIDTH, FROZEN_DASH)
            else:
                self._level(axis, scale, level, self.first, level.last, LIMIT_WIDTH, LIMIT_DASH)

    def _level(
        self, axis: DateAxis, scale: YScale, level: Level, first: int, last: int, width: float, dash: str
    ) -> None:
        for corners in level.outlines(first, last, lambda value: self._is_on(scale, value)):
            places = [(self._x(axis, position), self._y(scale, value)) for position, value in corners]
            if dash == FROZEN_DASH and first > self.first:  # no hole between the solid and the dashed part
                places[0] = (self._x(axis, first - 1 + REACH), places[0][1])
            self.canvas.polyline(places, CENTRE if level.role == "centre" else LIMIT, width, dash)

    def _x(self, axis: DateAxis, position: float) -> float:
        """Pixel of a position or of a part of one: half a position is half its period."""
        index = min(max(round(position), 0), len(self.series.points) - 1)
        start, end = self.series.points[index].period_start, self.series.end_of(index)
        width = max(8.0, ((end - start).days + 1) * axis.per_day)
        x = axis.place(self.series, index) + (position - index) * width
        return min(max(x, self.area.left), self.area.right)

    def _trace(self, axis: DateAxis, scale: YScale) -> None:
        starts = {phase.first for phase in self.analysis.phases[1:]}
        places: list[tuple[float, float] | None] = []
        for i in self.positions:
            if i in starts:
                places.append(None)
            places.append(self._place(axis, scale, i))
        if d := trace_path(places):
            self.canvas.path(d, TRACE, 1.6, ' stroke-linejoin="round"')
        for place in alone(places):
            self.canvas.add_point(*place, COMMON, ALONE)

    def _place(self, axis: DateAxis, scale: YScale, index: int) -> tuple[float, float] | None:
        point = self.series.points[index]
        return (axis.place(self.series, index), self._y(scale, point.plotted)) if point.is_value else None

    def _points(self, axis: DateAxis, scale: YScale) -> None:
        ends = [axis.place(self.series, i) for i in (self.positions[0], self.positions[-1])]
        apart = (
            (ends[1] - ends[0]) / (len(self.positions) - 1) if len(self.positions) > 1 else self.layout.width
        )
        radius = min(self.layout.radius, max(1.5, apart * 0.3))
        for i in self.positions:
            place = self._place(axis, scale, i)
            if place is None:
                continue
            if i in self.analysis.excluded:
                self.canvas.add(hollow_point(*place, radius))
            elif i in self.verdicts:
                self.canvas.add_point(*place, self.verdicts[i], max(radius, 2.2))
            elif apart >= 5:
                self.canvas.add_point(*place, COMMON, radius)


def title(plot: DatedPlot, words: str) -> None:
    """What stands over a plot."""
    plot.canvas.text(0, plot.area.top - 17, words, TEXT_KEY, plot.layout.font + 1, "start", 650)


def cycles_of(*many: ReaderSeries) -> list[Flag]:
    """The cycles flagged on any of the series, each once, in time order."""
    found = {flag.id: flag for series in many for flag in series.flags if flag.kind == "cycle"}
    return sorted(found.values(), key=lambda flag: (flag.on, flag.id or 0))
