"""One drawing in the making: its size, its scales and its canvas, for the parts that draw on it."""

import datetime
from dataclasses import dataclass

from measures.charts.draw import Canvas
from measures.charts.reading import ChartReading
from measures.charts.scales import XScale, y_scale
from measures.series import ReaderSeries, last_positions
from measures.values import displayed

PHONE_POSITIONS = 18
BEFORE = 4
"""Positions shown before the day that a drawing is asked to begin with."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of one drawing, in its own units."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    first_x: float
    last_x: float
    label_x: float
    font: float
    radius: float
    tick_gap: float
    intervals: int
    least_slots: int
    phone: bool


WIDE = Layout(1080, 430, 40, 930, 62, 386, 54, 920, 940, 13, 4.0, 44, 7, 12, phone=False)
PAPER = Layout(900, 340, 40, 750, 62, 298, 54, 740, 760, 13, 4.0, 44, 6, 12, phone=False)
PHONE = Layout(350, 330, 30, 336, 60, 290, 44, 326, 330, 12, 3.4, 42, 4, 9, phone=True)


def _first_on_phone(series: ReaderSeries, since: datetime.date | None) -> int:
    """The last positions that a small drawing has room for; more, where `since` and a few before it are older."""
    first = last_positions(series, PHONE_POSITIONS)
    before = (i for i, point in enumerate(series.points) if since and point.period_start >= since)
    return min(first, max(0, next(before, first + BEFORE) - BEFORE))


class Sheet:
    """What every part of a drawing needs. Each knows where the others stand through the canvas's taken boxes."""

    def __init__(
        self, reading: ChartReading, layout: Layout, uid: str = "", since: datetime.date | None = None
    ):
        self.reading, self.layout = reading, layout
        self.series, self.analysis = reading.series, reading.analysis
        size = "p" if layout.phone else "w"
        self.hatch = f"hatch-{uid or f'm{self.series.measure_id}-{self.series.face}'}-{size}"
        self.first = _first_on_phone(self.series, since) if layout.phone else 0
        self.positions = range(self.first, len(self.series.points))
        self.has_values = any(self.series.points[i].is_value for i in self.positions)
        self.canvas = Canvas(layout.width, layout.height)
        self.x = XScale(
            self.series,
            self.first,
            left=layout.first_x,
            right=layout.last_x,
            least_slots=min(layout.least_slots, PHONE_POSITIONS),
        )
        self.y = y_scale(
            self.series,
            reading.levels,
            self.first,
            top=layout.top,
            bottom=layout.bottom,
            intervals=layout.intervals,
        )
        # Many periods: smaller points, and at last only the ones that mean something.
        self.radius = min(layout.radius, max(1.6, self.x.step * 0.3))

    def y_of(self, value: float) -> float:
        """Pixel of a plotted value."""
        return self.y.y(displayed(self.series, value))

    def is_on(self, value: float) -> bool:
        """Whether a plotted value lies between the axis and the top of the plot."""
        return self.layout.top - 0.5 <= self.y_of(value) <= self.layout.bottom + 0.5

    def place(self, index: int) -> tuple[float, float] | None:
        """Where a position's point stands; None for one without a value."""
        value = self.series.points[index].value
        return None if value is None else (self.x.x(index), self.y_of(value))
