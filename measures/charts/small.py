"""Charts for cards, rows and small multiples. The values and the status stand beside them in words.

No limits: at this size they would press the trace flat and say nothing that the status beside it does not.
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from measures import periods
from measures.charts.draw import ALONE, Canvas, alone, hidden_square, trace_path
from measures.charts.inks import AXIS, CENTRE, COMMON, GRID, MARKS, TARGET, TEXT_HINT, TEXT_KEY, TRACE
from measures.charts.levels import drawn_centre
from measures.charts.panels import PanelPlot
from measures.charts.reading import read_chart
from measures.charts.scales import nice_step
from measures.charts.signals import verdicts
from measures.series import ReaderSeries, require_series
from measures.spc.types import Analysis, StatusResult
from measures.values import displayed, format_value, number


@dataclass(frozen=True, slots=True)
class _Size:
    """One kind of small chart. x and y: first and last pixel of the plot; newest: positions shown."""

    width: int
    height: int
    x: tuple[float, float]
    y: tuple[float, float]
    newest: int
    slots: int
    dots: bool
    """Signal points as dots; else the run is a thick piece of the trace."""
    label: bool = False
    axis: bool = False
    centre: float = 1
    trace: float = 1.5
    target_dash: str = "5 4"
    target_width: float = 1.5


_CARD = _Size(280, 76, (5, 247), (7, 69), newest=36, slots=24, dots=True, label=True)
_LOG = _Size(132, 50, (5, 126), (7, 43), newest=12, slots=12, dots=False)
_SPARK = _Size(132, 36, (5, 126), (7, 29), newest=36, slots=24, dots=False)
_PANEL = _Size(
    250,
    132,
    (22, 210),
    (10, 116),
    newest=36,
    slots=24,
    dots=True,
    label=True,
    axis=True,
    centre=1.25,
    trace=1.4,
    target_dash="4 4",
    target_width=1.25,
)


def card_chart(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> SafeString:
    """280 by 76 with the newest value at its end: for cards of one measure."""
    return _Small(series, analysis, result, _CARD).draw()


def log_chart(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> SafeString:
    """132 by 50, the newest 12 positions: beside the fields of the log."""
    return _Small(series, analysis, result, _LOG).draw()


def spark(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> SafeString:
    """132 by 36: for a table's row."""
    return _Small(series, analysis, result, _SPARK).draw()


def panel_chart(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, *, top: float | None = None
) -> SafeString:
    """250 by 132 with an axis from 0: for small multiples.

    Percentages share 0 to 100; top: where several panels of another kind share a scale, its upper end.
    """
    return _Small(series, analysis, result, _PANEL, top=top).draw()


def panel_plot(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, *, top: float | None = None
) -> PanelPlot:
    """What `panel_chart` draws, for the same panel explored."""
    return _Small(series, analysis, result, _PANEL, top=top).plot(result)


class _Small:
    def __init__(
        self,
        series: ReaderSeries,
        analysis: Analysis,
        result: StatusResult,
        size: _Size,
        *,
        top: float | None = None,
    ):
        require_series(series)
        self.series, self.analysis, self.size, self.top = series, analysis, size, top
        count = len(series.points)
        self.first = max(0, count - size.newest)
        self.positions = range(self.first, count)
        slots = max(count - self.first, size.slots)
        self.step = (size.x[1] - size.x[0]) / max(1, slots - 1)
        self.canvas = Canvas(size.width, size.height)
        self.low, self.high = self._range()
        self.verdicts = verdicts(series, analysis, result)

    def draw(self) -> SafeString:
        if self.size.axis:
            self._axis()
        if self._has_values:
            self._target()
            self._centre_lines()
            self._trace()
        base = self.size.y[1] if self.size.axis else self.size.height - 1
        for i in self.positions:
            if self.series.points[i].is_hidden:
                self.canvas.add(hidden_square(self._x(i), base))
        if self._has_values:
            self._points()
        return self.canvas.svg(fixed=not self.size.axis)

    def plot(self, result: StatusResult) -> PanelPlot:
        left, right = self._sides()
        return PanelPlot(
            reading=read_chart(self.series, self.analysis, result),
            first=self.first,
            x=self._x,
            shown=self._shown,
            left=left,
            right=right,
            low=self.low,
            high=self.high,
            ticks=[(value, _short(value) if self._has_values else "") for _, value in self._heights()],
            dates=[(x, words) for x, words, _ in self._dates()],
            newest=self._newest() if self._has_values else "",
        )

    @property
    def _has_values(self) -> bool:
        return any(self.series.points[i].is_value for i in self.positions)

    def _shown(self, value: float) -> float:
        return displayed(self.series, value)

    def _range(self) -> tuple[float, float]:
        """Lowest and highest displayed value of the plot; from 0 for counts, and wherever there is an axis."""
        points = self.series.points
        values = [points[i].plotted for i in self.positions if points[i].is_value]
        values += [c for c in self.analysis.centre[self.first :] if c is not None]
        if self.series.target is not None:
            values.append(self.series.target)
        shown = [self._shown(value) for value in values]
        low, high = min(shown, default=0.0), max(shown, default=1.0)
        if self.size.axis:
            if self.top is not None:
                return min(0.0, low), max(self.top, high)
            if self.series.data_kind == "proportion":
                return 0.0, 100.0
            step = nice_step(max(high, 1.0) / 2)
            return min(0.0, low), step * 2
        if self.series.y_axis == "zero" or (self.series.y_axis == "auto" and self.series.starts_at_zero):
            low, high = min(low, 0.0), max(high, 0.0)
        if high == low:
            return low - 1, high + 1
        return low, high

    def _x(self, position: int) -> float:
        """The newest position stands at the right end, however few there are."""
        return self.size.x[1] - (len(self.series.points) - 1 - position) * self.step

    def _y(self, value: float) -> float:
        top, bottom = self.size.y
        share = (self._shown(value) - self.low) / (self.high - self.low)
        return bottom - share * (bottom - top)

    def _sides(self) -> tuple[float, float]:
        return self.size.x[0] - 2, self.size.x[1] + 4

    def _heights(self) -> list[tuple[float, float]]:
        """(share of the height, value there) of the axis and the grid."""
        return [(share, self.low + share * (self.high - self.low)) for share in (0, 0.5, 1)]

    def _dates(self) -> list[tuple[float, str, str]]:
        """(x, words, anchor) of the newest date and, where it has room, the first."""
        points = self.series.points
        if not points:
            return []
        right, first_x = self._sides()[1], self._x(self.first)
        dates = [points[self.first].period_start, points[-1].period_start]
        words = [f"{periods.MONTHS[day.month - 1][:3]} {day:%y}" for day in dates]
        found = [(right, words[1], "end")]
        if len(self.positions) > 1 and first_x < right - 90:
            found.append((first_x, words[0], "start"))
        return found

    def _axis(self) -> None:
        (left, right), (top, bottom) = self._sides(), self.size.y
        for share, value in self._heights():
            y = bottom - share * (bottom - top)
            self.canvas.line(left, y, right, y, GRID if share else AXIS, 1)
            if self._has_values:
                self.canvas.text(left - 4, y + 4, _short(value), TEXT_HINT, 10.5, "end")
        for x, words, anchor in self._dates():
            self.canvas.text(x, bottom + 13, words, TEXT_HINT, 10.5, anchor)

    def _target(self) -> None:
        if self.series.target is None:
            return
        size, y = self.size, self._y(self.series.target)
        left, right = (size.x[0] - 2, size.x[1] + 4) if size.axis else (2, size.x[1] + 2)
        self.canvas.line(left, y, right, y, TARGET, size.target_width, size.target_dash)

    def _centre_lines(self) -> None:
        for index, phase in enumerate(self.analysis.phases):
            centre = drawn_centre(self.analysis, index)
            if centre is None or phase.last < self.first:
                continue
            y = self._y(centre)
            reach = 2 if self.size.axis else 3
            x0 = self._x(max(phase.first, self.first)) - reach
            self.canvas.line(x0, y, self._x(phase.last) + reach, y, CENTRE, self.size.centre)

    def _trace(self) -> None:
        more = ' stroke-linejoin="round" stroke-linecap="round"'
        starts = {phase.first for phase in self.analysis.phases[1:]}
        places: list[tuple[float, float] | None] = []
        for i in self.positions:
            if i in starts:
                places.append(None)
            places.append(self._place(i))
        if d := trace_path(places):
            self.canvas.path(d, TRACE, self.size.trace, more)
        for place in alone(places):
            self.canvas.add_point(*place, COMMON, ALONE, 0.75)
        if self.size.dots:
            return
        for kind in ("improvement", "deterioration", "changed"):
            run = [self._place(i) if self.verdicts.get(i) == kind else None for i in self.positions]
            if d := trace_path(run):
                self.canvas.path(d, MARKS[kind].line, 2.5, more)
            for place in alone(run):
                self.canvas.add_point(*place, kind, ALONE, 0.75)

    def _place(self, index: int) -> tuple[float, float] | None:
        value = self.series.points[index].value
        return None if value is None else (self._x(index), self._y(value))

    @property
    def _last(self) -> int:
        """The newest position with a value."""
        return max(i for i in self.positions if self.series.points[i].is_value)

    def _newest(self) -> str:
        """The newest value in words; an axis says already that they are per cent."""
        words = format_value(self.series, self.series.points[self._last].plotted)
        return words.rstrip("%") if self.size.axis else words

    def _points(self) -> None:
        last = self._last
        if self.size.dots:
            radius, halo = (1.93, 0.75) if self.size.axis else (2.21, 1.5)
            for i, kind in self.verdicts.items():
                if i >= self.first and i != last and (place := self._place(i)):
                    self.canvas.add_point(*place, kind, radius, halo)
        kind = self.verdicts.get(last, COMMON)
        x, y = self._x(last), self._y(self.series.points[last].plotted)
        radius = 3.0 if kind == COMMON or not self.size.dots else 2.21
        self.canvas.add_point(x, y, kind, radius, 1.5)
        if not self.size.label:
            return
        words = self._newest()
        if last == len(self.series.points) - 1:
            self.canvas.text(x + 8, y + 4, words, TEXT_KEY, 12, "start", 650)
        else:
            self.canvas.text(x, max(y - 8, 11), words, TEXT_KEY, 12, "middle", 650)


def _short(value: float) -> str:
    """An axis value in little room: "50", "2.5", "12k"."""
    if abs(value) >= 10_000:
        return f"{number(value / 1000)}k"
    return number(value, 0 if value == int(value) else 1)
