"""One measure in many projects: small charts on one common scale, up and along, so that shapes can be compared."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from measures import periods
from measures.charts.dates import DateAxis, span_of
from measures.charts.draw import ALONE, Canvas, alone, hidden_square, trace_path
from measures.charts.inks import AXIS, CENTRE, COMMON, GRID, TARGET, TEXT_HINT, TEXT_KEY, TRACE
from measures.charts.panels import PanelPlot
from measures.charts.reading import drawn_centre, read_chart, verdicts
from measures.charts.scales import nice_step
from measures.series import ReaderSeries, require_series
from measures.spc.types import Analysis, StatusResult
from measures.values import number

WIDTH, HEIGHT = 300, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 256, 12, 126


@dataclass(frozen=True, slots=True)
class CommonScale:
    """What every panel shares. factor: what a plotted value is multiplied by to be read."""

    first: datetime.date
    last: datetime.date
    low: float
    high: float
    factor: float

    def shown(self, value: float) -> float:
        return round(value * self.factor, 9)


def common_scale(many: Sequence[tuple[ReaderSeries, Analysis]], *, factor: float) -> CommonScale | None:
    """A scale that holds every panel: from 0, percentages to 100; None where no series has a point.

    factor: 100 for proportions; for rates one "per" for all, whatever each measure's own.
    """
    span = span_of([series for series, _ in many])
    if span is None:
        return None
    shown = [0.0]
    for series, analysis in many:
        require_series(series)
        values = [point.plotted for point in series.points if point.is_value]
        values += [centre for centre in analysis.centre if centre is not None and values]
        values += [series.target] if series.target is not None else []
        shown += [round(value * factor, 9) for value in values]
    if all(series.data_kind == "proportion" for series, _ in many):
        return CommonScale(*span, 0.0, 100.0, factor)
    step = nice_step(max(max(shown), 1e-6) / 2)
    return CommonScale(*span, min(shown), step * 2, factor)


def across_panel(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, scale: CommonScale
) -> SafeString:
    """300 by 150: centre lines, target, trace, signal points and the newest value."""
    require_series(series)
    return _Panel(series, analysis, result, scale).draw()


def across_plot(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, scale: CommonScale
) -> PanelPlot:
    """What `across_panel` draws, for the same panel explored."""
    require_series(series)
    return _Panel(series, analysis, result, scale).plot(result)


class _Panel:
    def __init__(self, series: ReaderSeries, analysis: Analysis, result: StatusResult, scale: CommonScale):
        self.series, self.analysis, self.scale = series, analysis, scale
        self.verdicts = verdicts(series, analysis, result)
        self.axis = DateAxis(scale.first, scale.last, LEFT, RIGHT)
        self.canvas = Canvas(WIDTH, HEIGHT)

    def draw(self) -> SafeString:
        self._frame()
        if any(point.is_value for point in self.series.points):
            self._lines()
            self._trace()
        for i, point in enumerate(self.series.points):
            if point.is_hidden:
                self.canvas.add(hidden_square(self._x(i), BOTTOM))
        self._points()
        return self.canvas.svg()

    def plot(self, result: StatusResult) -> PanelPlot:
        shown = [point for point in self.series.points if point.is_value]
        return PanelPlot(
            reading=read_chart(self.series, self.analysis, result),
            first=0,
            x=self._x,
            shown=self.scale.shown,
            left=LEFT - 2,
            right=RIGHT + 4,
            low=self.scale.low,
            high=self.scale.high,
            ticks=[(value, _short(value)) for _, value in self._heights()],
            dates=[(x, words) for x, words, _ in self._dates()],
            newest=_value(self.scale.shown(shown[-1].plotted), self.series) if shown else "",
        )

    def _x(self, index: int) -> float:
        return self.axis.place(self.series, index)

    def _y(self, value: float) -> float:
        share = (self.scale.shown(value) - self.scale.low) / (self.scale.high - self.scale.low)
        return BOTTOM - share * (BOTTOM - TOP)

    def _place(self, index: int) -> tuple[float, float] | None:
        point = self.series.points[index]
        return (self._x(index), self._y(point.plotted)) if point.is_value else None

    def _heights(self) -> list[tuple[float, float]]:
        """(share of the height, value there) of the axis and the grid."""
        low, high = self.scale.low, self.scale.high
        return [(share, low + share * (high - low)) for share in (0, 0.5, 1)]

    def _dates(self) -> list[tuple[float, str, str]]:
        """(x, words, anchor) of the first and last day that every panel shows."""
        ends = ((self.scale.first, LEFT, "start"), (self.scale.last, RIGHT + 4, "end"))
        return [(x, f"{periods.MONTHS[day.month - 1][:3]} {day.year}", anchor) for day, x, anchor in ends]

    def _frame(self) -> None:
        for share, value in self._heights():
            y = BOTTOM - share * (BOTTOM - TOP)
            self.canvas.line(LEFT - 2, y, RIGHT + 4, y, GRID if share else AXIS, 1)
            self.canvas.text(LEFT - 6, y + 4, _short(value), TEXT_HINT, 10.5, "end")
        for x, words, anchor in self._dates():
            self.canvas.text(x, BOTTOM + 15, words, TEXT_HINT, 10.5, anchor)

    def _lines(self) -> None:
        if self.series.target is not None:
            y = self._y(self.series.target)
            self.canvas.line(LEFT - 2, y, RIGHT + 4, y, TARGET, 1.25, "4 4")
        for index, phase in enumerate(self.analysis.phases):
            centre = drawn_centre(self.analysis, index)
            if centre is not None:
                y = self._y(centre)
                self.canvas.line(self._x(phase.first) - 2, y, self._x(phase.last) + 2, y, CENTRE, 1.25)

    def _trace(self) -> None:
        starts = {phase.first for phase in self.analysis.phases[1:]}
        places: list[tuple[float, float] | None] = []
        for i in range(len(self.series.points)):
            if i in starts:
                places.append(None)
            places.append(self._place(i))
        more = ' stroke-linejoin="round" stroke-linecap="round"'
        if d := trace_path(places):
            self.canvas.path(d, TRACE, 1.4, more)
        for place in alone(places):
            self.canvas.add_point(*place, COMMON, ALONE, 0.75)

    def _points(self) -> None:
        shown = [i for i, point in enumerate(self.series.points) if point.is_value]
        for i in shown[:-1]:
            if i in self.verdicts and (place := self._place(i)):
                self.canvas.add_point(*place, self.verdicts[i], 1.93, 0.75)
        if shown and (place := self._place(shown[-1])):
            kind = self.verdicts.get(shown[-1], COMMON)
            x, y = place
            self.canvas.add_point(x, y, kind, 3.0 if kind == COMMON else 2.21, 1.5)
            value = self.scale.shown(self.series.points[shown[-1]].plotted)
            self.canvas.text(x + 8, y + 4, _value(value, self.series), TEXT_KEY, 12, "start", 650)


def _value(shown: float, series: ReaderSeries) -> str:
    """The newest value on the common scale, as exact as the measure is."""
    if series.data_kind in ("count", "proportion"):
        return number(shown, series.decimals if series.data_kind == "proportion" else 0)
    return number(shown, max(series.decimals, 0 if shown == int(shown) else 1))


def _short(value: float) -> str:
    """An axis value in little room: "50", "2.5", "12k"."""
    if abs(value) >= 10_000:
        return f"{number(value / 1000)}k"
    places = 0
    while places < 4 and round(value, places) != round(value, 6):
        places += 1
    return number(value, places)
