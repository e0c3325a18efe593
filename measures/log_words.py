"""What the log page says beside a row: the last figure, what is due, what the chart says now.

Everything comes from the reader's own series (measures.faces), never from rows.
"""

import datetime

from measures import faces, periods, words
from measures.charts import log_chart
from measures.due import DuePeriod
from measures.forms.log import Row
from measures.series import ReaderSeries, SeriesPoint
from measures.values import number, point_text

ENOUGH_TO_COMPARE = 6
"""Fewest other figures before one is called the highest or lowest so far."""


def describe(
    row: Row, series: ReaderSeries, waiting: list[DuePeriod], month: datetime.date, saved: dict
) -> dict:
    """A row as its template draws it. saved: the points and events just saved, by id."""
    analysis = faces.analyse(series)
    result = faces.status(series, analysis)
    just_saved = [cell for cell in row.cells if cell.point and cell.point.pk in saved.get("point_ids", ())]
    events_saved = row.event and any(e.pk in saved.get("event_ids", ()) for e in row.event.events)
    said = None
    if just_saved or events_saved:
        said = {
            "status": result.status,
            "direction": words.moved(analysis, result),
            "line": words.sentence(series, analysis, result).line,
        }
    late = {period.start: period for period in waiting}
    by_start = {point.period_start: point for point in series.points}
    cells = [
        {
            "cell": cell,
            "late": late_words(late.get(cell.start)),
            "result": result_words(series, by_start.get(cell.start)),
            "asks": unusual(series, cell.start) if cell in just_saved else "",
        }
        for cell in row.cells
    ]
    first = row.cells[0].start if row.cells else None
    return {
        "row": row,
        "measure": row.measure,
        "series": series,
        "chart": log_chart(series, analysis, result) if series.points else "",
        "last": last_words(series, first, month),
        "cells": cells,
        "said": said,
        "events": row.event and month_events(series, month),
    }


def late_words(period: DuePeriod | None) -> str:
    """ "12 days late"; "" while in time, or answered."""
    if period is None or not period.is_overdue:
        return ""
    return "1 day late" if period.days_late == 1 else f"{period.days_late} days late"


def last_words(series: ReaderSeries, first: datetime.date | None, month: datetime.date) -> str:
    """The newest figure before the row's first period: "September: 63% (58 of 92)"."""
    if series.by_event:
        if not series.points:
            return "None logged yet."
        newest = series.points[-1]
        between = f", {point_text(series, newest)} {series.unit or 'days'} after the one before"
        return f"Last one: {newest.label}{between if newest.is_value else ''}"
    before = [p for p in series.answered if first is None or p.period_start < first]
    if not before:
        return "No earlier figure."
    newest = before[-1]
    return f"{_when(series, newest, month)}: {figure_words(series, newest)}"


def figure_words(series: ReaderSeries, point: SeriesPoint) -> str:
    """ "63% (58 of 92)", "5.1 days", "21", "not collected"."""
    text = point_text(series, point)
    if not point.is_value:
        return text
    if point.denominator is not None and point.numerator is not None:
        return f"{text} ({_plain(point.numerator)} of {_plain(point.denominator)})"
    return f"{text} {series.unit}".strip() if series.unit != "%" else f"{text}%"


def result_words(series: ReaderSeries, point: SeriesPoint | None) -> str:
    """What two numbers come to: "62%"; "" where the figure is its own result."""
    if point is None or not point.is_value or point.denominator is None:
        return ""
    return point_text(series, point)


def unusual(series: ReaderSeries, start: datetime.date) -> str:
    """ "Highest so far. Right? If not, change it." for a figure beyond all others; else ""."""
    mine = next((p.value for p in series.points if p.period_start == start and p.is_value), None)
    others = [p.value for p in series.points if p.value is not None and p.period_start != start]
    if mine is None or len(others) < ENOUGH_TO_COMPARE:
        return ""
    if mine > max(others):
        return "Highest so far. Right? If not, change it."
    if mine < min(others):
        return "Lowest so far. Right? If not, change it."
    return ""


def month_events(series: ReaderSeries, month: datetime.date) -> list[SeriesPoint]:
    """The events of the page's month."""
    return [p for p in series.points if p.period_start.replace(day=1) == month]


def _when(series: ReaderSeries, point: SeriesPoint, month: datetime.date) -> str:
    start = point.period_start
    if series.frequency == periods.MONTHLY:
        name = periods.MONTHS[start.month - 1]
        return name if start.year == month.year else f"{name} {start.year}"
    if series.frequency == periods.QUARTERLY:
        return point.label
    return point.label[:1].upper() + point.label[1:]


def _plain(figure) -> str:
    return number(figure, max(0, -int(figure.normalize().as_tuple().exponent)))
