"""The chart of a measure page, drawn by the server: a wide drawing and one of its own for phones.

It is complete without JavaScript and aria-hidden: the sentence above and the table below are its text. The
parts are drawn in an order that gives the rarer words the better places.
"""

import datetime
from collections.abc import Callable

from django.utils.safestring import SafeString

from measures.charts import frame, lanes, lines, marks
from measures.charts.reading import read_chart
from measures.charts.sheet import PAPER, PHONE, WIDE, Layout, Sheet
from measures.series import ReaderSeries
from measures.spc.types import Analysis, StatusResult

PARTS: tuple[tuple[str, Callable[[Sheet], None]], ...] = (
    ("hatch", frame.draw_hatch),
    ("axes", frame.draw_axes),
    ("shade", frame.draw_pauses),
    ("lane", lanes.draw_cycles),
    ("points", marks.take_points),
    ("break", frame.draw_breaks),
    ("target", lines.draw_target),
    ("floor", frame.draw_hidden),
    ("floor", frame.draw_gaps),
    ("levels", lines.draw_levels),
    ("trace", lines.draw_trace),
    ("plot", marks.write_point_words),
    ("plot", marks.draw_brackets),
    ("plot", marks.draw_points),
    ("end", lines.write_ends),
    ("plot", lines.write_phases),
    ("floor", lanes.draw_notes),
)
"""Each part with the layer its words and shapes belong to, in drawing order."""


def wide_chart(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, *, uid: str = ""
) -> SafeString:
    """The chart at 1080 by 430. uid: sets this chart's ids apart, where a page draws a measure twice."""
    return _svg(series, analysis, result, WIDE, uid)


def paper_chart(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> SafeString:
    """The chart at 900 by 340: as wide as a page of A4 its words stay legible, on a slide too."""
    return _svg(series, analysis, result, PAPER, "")


def phone_chart(
    series: ReaderSeries,
    analysis: Analysis,
    result: StatusResult,
    *,
    uid: str = "",
    since: datetime.date | None = None,
) -> SafeString:
    """Its own drawing at 350 by 330: the last 18 positions, or those from shortly before `since`; numbers on the
    flags, short words."""
    return _svg(series, analysis, result, PHONE, uid, since)


def draw(sheet: Sheet) -> Sheet:
    """Draw every part on the sheet, and give it back."""
    for layer, part in PARTS:
        if layer == "end" and sheet.layout.phone:
            continue
        sheet.canvas.layer = layer
        part(sheet)
        if part is frame.draw_axes and not sheet.has_values:
            frame.say_nothing_to_show(sheet)
    return sheet


def _svg(
    series: ReaderSeries,
    analysis: Analysis,
    result: StatusResult,
    layout: Layout,
    uid: str,
    since: datetime.date | None = None,
) -> SafeString:
    return draw(Sheet(read_chart(series, analysis, result), layout, uid, since)).canvas.svg()
