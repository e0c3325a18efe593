"""The way an aim has to go, over the figures of its measure: from where it began to where it should be, and when.

The guide is a straight line between two numbers that people typed: a way to see how far there is to go, not a
forecast. Takes a reader's series and numbers that are shown to that reader; a hidden figure is a square on the
axis, at no height.
"""

import datetime
from dataclasses import dataclass

from django.utils.safestring import SafeString

from measures.charts.dates import DateAxis
from measures.charts.draw import Canvas, hidden_square, n, trace_path
from measures.charts.inks import (
    AXIS,
    CENTRE,
    GRID,
    MARKS,
    TARGET,
    TEXT,
    TEXT_HINT,
    TEXT_KEY,
    TEXT_TARGET,
    TRACE,
)
from measures.charts.scales import scale_of
from measures.series import ReaderSeries, require_series
from measures.values import displayed, format_value, tick


@dataclass(frozen=True, slots=True)
class Way:
    """since and by: the days it begins and should end. first and last: as displayed. goal: the words at its end.
    today: marked where it lies between the newest figure and the end, to show the time that is left."""

    since: datetime.date
    first: float
    by: datetime.date
    last: float
    goal: str
    today: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int
    left: float
    right: float
    font: float
    tick_gap: float
    intervals: int


WIDE = Size(1060, 310, 48, 1044, 13, 56, 5)
PHONE = Size(350, 270, 36, 340, 12, 48, 4)
TOP, FOOT = 34, 44


def path_svg(series: ReaderSeries, way: Way, *, level: float | None, phone: bool = False) -> SafeString:
    """The drawing. level: where the figures are now, as plotted; None where that is not known."""
    require_series(series)
    return draw_path(series, way, level=level, phone=phone).svg()


def draw_path(series: ReaderSeries, way: Way, *, level: float | None, phone: bool = False) -> Canvas:
    size = PHONE if phone else WIDE
    canvas = Canvas(size.width, size.height)
    floor = size.height - FOOT
    shown = [displayed(series, point.plotted) for point in series.points if point.is_value]
    shown += [way.first, way.last] + ([] if level is None else [displayed(series, level)])
    scale = scale_of(series, min(shown), max(shown), top=TOP, bottom=floor, intervals=size.intervals)
    begin = min(series.points[0].period_start, way.since)
    end = max(series.end_of(len(series.points) - 1), way.by)
    dates = DateAxis(begin, end, size.left + 8, size.right - 8)
    _draw_axes(canvas, series, scale, dates, size)
    places = [
        (dates.place(series, i), scale.y(displayed(series, point.plotted))) if point.is_value else None
        for i, point in enumerate(series.points)
    ]
    _draw_figures(canvas, series, places, dates, floor)
    start, goal = (dates.x(way.since), scale.y(way.first)), (dates.x(way.by), scale.y(way.last))
    canvas.polyline([start, goal], TARGET, 1.5, "6 5")
    for step in range(60):
        x, y = (a + (b - a) * step / 60 for a, b in zip(start, goal, strict=True))
        canvas.take(x - 3, y - 2, x + 3, y + 2)
    canvas.add(
        f'<circle cx="{n(goal[0])}" cy="{n(goal[1])}" r="6" class="c-card {TARGET.css}" fill="#FFFFFF" '
        f'stroke="{TARGET.light}" stroke-width="2"/>'
    )
    canvas.take(goal[0] - 8, goal[1] - 8, goal[0] + 8, goal[1] + 8)
    _write(canvas, series, way, level, dates, scale, size, goal)
    if way.today is not None and series.end_of(len(series.points) - 1) < way.today < way.by:
        _mark_today(canvas, dates.x(way.today), floor)
    return canvas


def _draw_axes(canvas: Canvas, series, scale, dates: DateAxis, size: Size) -> None:
    for shown in scale.ticks:
        y = scale.y(shown)
        canvas.line(size.left, y, size.right, y, GRID, 1)
        percent = "%" if series.data_kind == "proportion" else ""
        canvas.text(size.left - 6, y + 4, tick(series, shown, scale.step) + percent, TEXT_HINT, 12, "end")
    floor = size.height - FOOT
    canvas.line(size.left, floor, size.right, floor, AXIS, 1)
    for mark in dates.ticks(size.tick_gap):
        canvas.line(mark.at, floor, mark.at, floor + 4, AXIS, 1)
        canvas.text(mark.at, floor + 18, mark.label, TEXT_HINT, 12, "middle")
        if mark.year:
            canvas.text(mark.at, floor + 34, mark.year, TEXT, 12, "middle", 600)


def _mark_today(canvas: Canvas, x: float, floor: float) -> None:
    """A short stem on the axis, so that it crosses no words."""
    canvas.line(x, floor - 14, x, floor, AXIS, 1.5)
    canvas.text_where_free([(x, floor - 19), (x, TOP - 18)], "Today", TEXT_HINT, 12, "middle")


def _draw_figures(canvas: Canvas, series, places, dates: DateAxis, floor: float) -> None:
    canvas.path(trace_path(places), TRACE, 1.5)
    common = MARKS["common"].fill
    radius = 2.5 if len(places) < 60 else 1.6
    for x, y in (place for place in places if place is not None):
        canvas.add(
            f'<circle cx="{n(x)}" cy="{n(y)}" r="{radius:g}" class="{common.css}" fill="{common.light}"/>'
        )
        canvas.take(x - 3, y - 3, x + 3, y + 3)
    for i, point in enumerate(series.points):
        if point.is_hidden:
            canvas.add(hidden_square(dates.place(series, i), floor))


def _write(canvas: Canvas, series, way: Way, level, dates: DateAxis, scale, size: Size, goal) -> None:
    """The words at the goal and at the level now: at the first place where they hit nothing."""
    up = way.last >= way.first
    sides = [goal[1] - 14, goal[1] + 24] if up else [goal[1] + 24, goal[1] - 14]
    beside = [(min(goal[0], size.right), y) for y in sides]
    canvas.text_where_free(beside, way.goal, TEXT_TARGET, size.font, "end", 600)
    if level is None:
        return
    y = scale.y(displayed(series, level))
    x1 = dates.place(series, len(series.points) - 1)
    canvas.line(max(size.left, x1 - 70), y, x1 + 10, y, CENTRE, 2.5)
    canvas.take(max(size.left, x1 - 70), y - 2, x1 + 10, y + 2)
    words = f"{format_value(series, level)} now"
    places = [(x1 + 14, y + 4), *((x1 + 4, y + drop) for drop in (22, 34, -14, -28))]
    if not canvas.text_where_free(places, words, TEXT_KEY, size.font, "start", 600):
        lower = [(x1 + 8, y + drop) for drop in (26, 44, 62, -26, -44, -62)]
        canvas.text_where_free(lower, words, TEXT_KEY, size.font, "end", 600)
