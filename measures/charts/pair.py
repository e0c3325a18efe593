"""Two measures one above the other under one time axis, each with its own scale: never two scales in one plot.

Complete without JavaScript and aria-hidden: the sentences above and the tables below are its text.
"""

import datetime

from django.utils.safestring import SafeString

from measures.charts.dated import DatedLayout, DatedPlot, DatedSheet, Parts, title
from measures.charts.dates import span_of
from measures.charts.scales import y_scale
from measures.series import require_series

PHONE_DAYS = 550
"""A phone's drawing shows the newest year and a half."""
_WIDE = DatedLayout(1080, 190, 52, 930, 13, 3.6, 46, 4, phone=False)
_PHONE = DatedLayout(350, 150, 34, 338, 12, 3.0, 44, 3, phone=True)


def pair_chart(first: Parts, second: Parts, *, phone: bool = False) -> SafeString:
    """Both charts at 1080 wide, or as a phone's own drawing at 350 with the newest 18 months."""
    both = (first, second)
    for series, _, _ in both:
        require_series(series)
    span = span_of([series for series, _, _ in both])
    if span and phone:
        span = (max(span[0], span[1] - datetime.timedelta(days=PHONE_DAYS)), span[1])
    sheet = DatedSheet(both, _PHONE if phone else _WIDE, span, plots=2)
    if sheet.axis is not None:
        sheet.draw_cycles(sheet.axis)
    for row, parts in enumerate(both):
        _draw(sheet, parts, row)
    if sheet.axis is not None:
        sheet.draw_dates(sheet.axis)
    return sheet.canvas.svg()


def _draw(sheet: DatedSheet, parts: Parts, row: int) -> None:
    """One of the two: a title, its own scale up, the shared axis along."""
    plot = DatedPlot(sheet, parts, sheet.area(row))
    title(plot, f"{'AB'[row]}  {plot.series.name}")
    scale = y_scale(
        plot.series,
        plot.levels,
        plot.first,
        top=plot.area.top,
        bottom=plot.area.bottom,
        intervals=sheet.layout.intervals,
    )
    plot.draw_grid(scale, with_values=plot.has_values)
    plot.say_if_empty()
    plot.draw(scale)
    plot.label_ends(scale)
