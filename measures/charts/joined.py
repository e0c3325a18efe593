"""A measure and the one it continues, on one time axis and one scale, with a break between (DECISIONS 11).

Each part is drawn from its own analysis, on the reader's face: no line, limit or signal goes over the break.
Complete without JavaScript and aria-hidden: the words beside it and the two pages are its text.
"""

from django.utils.safestring import SafeString

from measures.charts.dated import Area, DatedLayout, DatedPlot, DatedSheet, Parts
from measures.charts.dates import span_of
from measures.charts.draw import text_width
from measures.charts.inks import BREAK, TEXT
from measures.charts.scales import YScale, scale_of, shown_range
from measures.series import require_series
from measures.values import lower_first

_WIDE = DatedLayout(1080, 240, 52, 930, 13, 3.6, 46, 5, phone=False)
_PHONE = DatedLayout(350, 200, 34, 338, 12, 3.0, 44, 4, phone=True)
EARLIER, NEWER = "Earlier measure", "This measure"


def joined_chart(before: Parts, after: Parts, *, phone: bool = False) -> SafeString:
    """Both parts at 1080 wide, or as a phone's own drawing at 350. Each has a point."""
    for series, _, _ in (before, after):
        require_series(series)
    sheet = DatedSheet((before, after), _PHONE if phone else _WIDE, span_of([before[0], after[0]]), plots=1)
    return _draw(sheet, before, after)


def _draw(sheet: DatedSheet, before: Parts, after: Parts) -> SafeString:
    axis, area = sheet.axis, sheet.area(0)
    if axis is None:
        raise ValueError("Without a point there is no time to draw.")
    sheet.draw_cycles(axis)
    edge = axis.x(after[0].points[0].period_start)
    # Where the two were kept side by side for a while, the earlier one goes on past the break.
    until = edge if axis.place(before[0], len(before[0].points) - 1) < edge else area.right
    old = DatedPlot(sheet, before, Area(area.left, until, area.top, area.bottom))
    new = DatedPlot(sheet, after, Area(edge, area.right, area.top, area.bottom))
    scale = _common_scale(old, new)
    new.draw_grid(scale, with_values=old.has_values or new.has_values)
    if not (old.has_values or new.has_values):
        DatedPlot(sheet, after, area).say_if_empty()
    _break(sheet, edge, area, _newest_centre(old))
    old.draw(scale)
    new.draw(scale)
    new.label_ends(scale)
    sheet.draw_dates(axis)
    return sheet.canvas.svg()


def _common_scale(old: DatedPlot, new: DatedPlot) -> YScale:
    """A scale that holds both parts, by the newer one's settings."""
    ranges = [shown_range(plot.series, plot.levels, plot.first) for plot in (old, new)]
    low = min((low for low, _ in ranges if low is not None), default=None)
    high = max((high for _, high in ranges if high is not None), default=None)
    area, intervals = new.area, new.layout.intervals
    return scale_of(new.series, low, high, top=area.top, bottom=area.bottom, intervals=intervals)


def _break(sheet: DatedSheet, edge: float, area: Area, centre: str) -> None:
    """A line over the whole height where the newer measure begins, with the name of each part at its side."""
    canvas, size, y = sheet.canvas, sheet.layout.font, area.top - 14
    canvas.line(edge, area.top - 26, edge, area.bottom, BREAK, 2.5)
    for words in (f"{EARLIER}: {centre}" if centre else EARLIER, EARLIER, "Earlier"):
        width = text_width(words, size, 600)
        if canvas.text_where_free([(edge - 8 - width, y)], words, TEXT, size, weight=600):
            break
    for words in (NEWER, "Newer"):
        if canvas.text_where_free([(edge + 8, y)], words, TEXT, size, weight=600):
            break


def _newest_centre(plot: DatedPlot) -> str:
    """The last centre line in words, with what it rests on: "median 41%", "median 41%, trial, 9 points"."""
    named = (level for level in plot.levels if level.role == "centre" and level.is_newest)
    return next((lower_first(", ".join([level.name, *level.rests])) for level in named), "")
