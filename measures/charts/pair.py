"""Two measures one above the other under one time axis, each with its own scale: never two scales in one plot.

Complete without JavaScript and aria-hidden: the sentences above and the tables below are its text.
"""

import datetime
from dataclasses import dataclass

from django.utils.safestring import SafeString

from measures.charts.dates import DateAxis, middle_of, span_of
from measures.charts.draw import Canvas, hidden_square, hollow_point, n, trace_path
from measures.charts.inks import (
    AXIS,
    BREAK,
    CENTRE,
    COMMON,
    FLAG,
    GRID,
    SHADE,
    STEM,
    TARGET,
    TEXT,
    TEXT_FLAG,
    TEXT_HINT,
    TEXT_KEY,
    TRACE,
    Ink,
)
from measures.charts.levels import end_labels, levels
from measures.charts.reading import verdicts
from measures.charts.scales import YScale, place_apart, y_scale
from measures.series import Flag, ReaderSeries, require_series
from measures.spc.types import Analysis, StatusResult
from measures.values import displayed, tick

Parts = tuple[ReaderSeries, Analysis, StatusResult]

LIMIT = Ink("c-limit", "#7F8783", "--q-limit")
PHONE_DAYS = 550
"""A phone's drawing shows the newest year and a half."""


@dataclass(frozen=True, slots=True)
class _Layout:
    width: int
    plot: int
    left: float
    right: float
    font: float
    radius: float
    tick_gap: float
    intervals: int
    phone: bool


_WIDE = _Layout(1080, 190, 52, 930, 13, 3.6, 46, 4, phone=False)
_PHONE = _Layout(350, 150, 34, 338, 12, 3.0, 44, 3, phone=True)
_LANE, _TITLE, _BETWEEN, _FOOT = 28, 32, 20, 44


def pair_chart(first: Parts, second: Parts, *, phone: bool = False) -> SafeString:
    """Both charts at 1080 wide, or as a phone's own drawing at 350 with the newest 18 months."""
    require_series(first[0])
    require_series(second[0])
    return _Pair(first, second, _PHONE if phone else _WIDE).draw()


class _Pair:
    def __init__(self, first: Parts, second: Parts, layout: _Layout):
        self.both, self.layout = (first, second), layout
        plots = 2 * (layout.plot + _TITLE) + _BETWEEN
        self.canvas = Canvas(layout.width, _LANE + plots + _FOOT)
        span = span_of([first[0], second[0]])
        if span and layout.phone:
            earliest = span[1] - datetime.timedelta(days=PHONE_DAYS)
            span = (max(span[0], earliest), span[1])
        self.axis = DateAxis(*span, layout.left + 10, layout.right - 10) if span else None
        self.bottom = _LANE + plots

    def draw(self) -> SafeString:
        top = float(_LANE + _TITLE)
        if self.axis is not None:
            self._cycles(self.axis)
        for letter, parts in zip("AB", self.both, strict=True):
            _Plot(self, parts, top, letter).draw()
            top += self.layout.plot + _TITLE + _BETWEEN
        if self.axis is not None:
            self._dates(self.axis)
        return self.canvas.svg()

    def _dates(self, axis: DateAxis) -> None:
        for mark in axis.ticks(self.layout.tick_gap):
            self.canvas.line(mark.at, self.bottom, mark.at, self.bottom + 5, AXIS, 1)
            self.canvas.text(mark.at, self.bottom + 19, mark.label, TEXT_HINT, self.layout.font, "middle")
            if mark.year:
                self.canvas.text(mark.at, self.bottom + 36, mark.year, TEXT, self.layout.font, "middle", 600)

    def _cycles(self, axis: DateAxis) -> None:
        """Cycles that either measure is expected to show: a numbered flag, its stem through both plots."""
        free_from = 0.0
        for flag in cycles_of(self.both[0][0], self.both[1][0]):
            if not axis.first <= flag.on <= axis.last:
                continue
            x = axis.x(flag.on)
            self.canvas.line(x, 22, x, self.bottom, STEM, 1, "1 3")
            if x < free_from:
                continue
            free_from = x + 29
            self.canvas.add(f'<path d="M{n(x)} 2h21l6 10-6 10h-21z" class="{FLAG.css}" fill="{FLAG.light}"/>')
            self.canvas.text(x + 11, 16.5, flag.mark, TEXT_FLAG, 12, "middle", 700)


class _Plot:
    """One of the two: a title, its own scale up, the shared axis along."""

    def __init__(self, pair: _Pair, parts: Parts, top: float, letter: str):
        self.pair, self.canvas, self.layout, self.axis = pair, pair.canvas, pair.layout, pair.axis
        self.series, self.analysis, self.result = parts
        self.top, self.bottom, self.letter = top, top + pair.layout.plot, letter
        first = 0
        if axis := self.axis:
            count = len(self.series.points)
            on = (i for i in range(count) if middle_of(self.series, i).date() >= axis.first)
            first = next(on, count)
        self.first = first
        self.positions = range(first, len(self.series.points))
        self.verdicts = verdicts(*parts)
        self.levels = levels(self.series, self.analysis)
        self.scale: YScale = y_scale(
            self.series,
            self.levels,
            first,
            top=self.top,
            bottom=self.bottom,
            intervals=pair.layout.intervals,
        )
        self.has_values = any(self.series.points[i].is_value for i in self.positions)

    def draw(self) -> None:
        words = f"{self.letter}  {self.series.name}"
        self.canvas.text(0, self.top - 17, words, TEXT_KEY, self.layout.font + 1, "start", 650)
        self._grid()
        if self.axis is None or not self.positions:
            self._say("No figures yet")
            return
        if not self.has_values:
            self._say("Numbers too small to show" if self.series.hidden_count else "No figures yet")
        self._pauses(self.axis)
        self._breaks(self.axis)
        if self.has_values:
            self._lines(self.axis)
            self._trace(self.axis)
        for i in self.positions:
            if self.series.points[i].is_hidden:
                self.canvas.add(hidden_square(self.axis.place(self.series, i), self.bottom))
        self._points(self.axis)
        if self.has_values and not self.layout.phone:
            self._labels()

    def _say(self, words: str) -> None:
        middle = (self.layout.left + self.layout.right) / 2
        self.canvas.text(
            middle, (self.top + self.bottom) / 2, words, TEXT, self.layout.font + 1, "middle", 600
        )

    def _y(self, value: float) -> float:
        return self.scale.y(displayed(self.series, value))

    def _grid(self) -> None:
        percent = "%" if self.series.data_kind == "proportion" or self.series.unit == "%" else ""
        ticks = self.scale.ticks if self.has_values else []
        for value in ticks:
            y = self.scale.y(value)
            self.canvas.line(self.layout.left, y, self.layout.right, y, GRID, 1)
            label = tick(self.series, value, self.scale.step) + (percent if value == ticks[-1] else "")
            self.canvas.text(self.layout.left - 8, y + 4, label, TEXT_HINT, self.layout.font, "end")
        self.canvas.line(self.layout.left, self.bottom, self.layout.right, self.bottom, AXIS, 1)

    def _pauses(self, axis: DateAxis) -> None:
        for pause in self.series.pauses:
            if pause.starts_on > axis.last or (pause.ends_on and pause.ends_on < axis.first):
                continue
            begin, end = axis.x(pause.starts_on), axis.x(pause.ends_on) if pause.ends_on else axis.right
            more = ' opacity=".75"'
            self.canvas.rect(begin, self.top, max(1.0, end - begin), self.bottom - self.top, SHADE, more)

    def _breaks(self, axis: DateAxis) -> None:
        for phase in self.analysis.phases[1:]:
            if self.first < phase.first < len(self.series.points):
                x = axis.x(self.series.points[phase.first].period_start)
                self.canvas.line(x, self.top, x, self.bottom, BREAK, 1.25)

    def _lines(self, axis: DateAxis) -> None:
        """The target, then each phase's centre and limits; a limit off the scale is not drawn."""
        if self.series.target is not None:
            y = self._y(self.series.target)
            self.canvas.line(self.layout.left, y, self.layout.right, y, TARGET, 1.75, "8 5")
        for level in self.levels:
            is_centre = level.role == "centre"
            for corners in level.outlines(self.first, level.last, self._is_on_scale):
                places = [(self._x(axis, position), self._y(value)) for position, value in corners]
                ink, width, dash = (CENTRE, 2, "") if is_centre else (LIMIT, 1.25, "2 3")
                self.canvas.polyline(places, ink, width, dash)

    def _is_on_scale(self, value: float) -> bool:
        return self.top - 1 <= self._y(value) <= self.bottom + 1

    def _x(self, axis: DateAxis, position: float) -> float:
        """Pixel of a position or of a part of one: half a position is half its period."""
        index = min(max(round(position), 0), len(self.series.points) - 1)
        start, end = self.series.points[index].period_start, self.series.end_of(index)
        width = max(8.0, ((end - start).days + 1) * axis.per_day)
        x = axis.place(self.series, index) + (position - index) * width
        return min(max(x, self.layout.left), self.layout.right)

    def _trace(self, axis: DateAxis) -> None:
        starts = {phase.first for phase in self.analysis.phases[1:]}
        places: list[tuple[float, float] | None] = []
        for i in self.positions:
            if i in starts:
                places.append(None)
            places.append(self._place(axis, i))
        self.canvas.path(trace_path(places, dots=True), TRACE, 1.6, ' stroke-linejoin="round"')

    def _place(self, axis: DateAxis, index: int) -> tuple[float, float] | None:
        point = self.series.points[index]
        return (axis.place(self.series, index), self._y(point.plotted)) if point.is_value else None

    def _points(self, axis: DateAxis) -> None:
        apart = (axis.right - axis.left) / max(1, len(self.positions) - 1)
        radius = min(self.layout.radius, max(1.5, apart * 0.3))
        for i in self.positions:
            place = self._place(axis, i)
            if place is None:
                continue
            if i in self.analysis.excluded:
                self.canvas.add(hollow_point(*place, radius))
            elif i in self.verdicts:
                self.canvas.add_point(*place, self.verdicts[i], max(radius, 2.2))
            elif apart >= 5:
                self.canvas.add_point(*place, COMMON, radius)

    def _labels(self) -> None:
        """The target and the newest lines, at the right, apart from each other."""
        ends = [end for end in end_labels(self.series, self.levels) if self._is_on_scale(end.value)]
        ends.sort(key=lambda end: -end.value)
        tops = place_apart([(self._y(end.value) + 4, 1) for end in ends], gap=16, low=self.bottom + 6)
        for top, end in zip(tops, ends, strict=True):
            words, ink, weight = end.lines[0]
            self.canvas.text(self.layout.right + 10, top, words, ink, self.layout.font, "start", weight)


def cycles_of(first: ReaderSeries, second: ReaderSeries) -> list[Flag]:
    """The cycles flagged on either series, each once, in time order."""
    found = {flag.id: flag for series in (first, second) for flag in series.flags if flag.kind == "cycle"}
    return sorted(found.values(), key=lambda flag: (flag.on, flag.id or 0))
