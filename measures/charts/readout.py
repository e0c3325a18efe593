"""Every position of a chart in words, for hover, keys and a reader's ear."""

from collections.abc import Mapping
from html import escape
from typing import Any

from measures.charts.reading import ChartReading
from measures.charts.tables import TableRow, table_rows
from measures.disclosure import reason_words
from measures.values import format_value

WHICH_WAY = {"improvement": ", in the good direction", "deterioration": ", in the wrong direction"}
"""What the colour of a signal says."""


def readout(
    reading: ChartReading, data: list[dict[str, Any]], links: Mapping[int, str], *, short: bool = False
) -> list[dict[str, Any]]:
    """A position in words, and where its point is drawn (curve and point number, or neither), in time order.

    Markers in `data` get the same words to hover. links: position → address; it comes with its own words.
    short: only period and figure to hover, where there is little room.
    """
    rows = table_rows(reading.series, reading.analysis, reading.result, newest_first=False)
    said: list[dict[str, Any]] = [{"text": _words(reading, i, row)} for i, row in enumerate(rows)]
    for curve, trace in enumerate(data):
        if trace["mode"] != "markers":
            continue
        if short:
            trace["text"] = [f"{escape(rows[i].label)}<br>{escape(rows[i].result.text)}" for i in trace["x"]]
        else:
            trace["text"] = [escape(said[i]["text"]).replace(". ", ".<br>") for i in trace["x"]]
        for number, i in enumerate(trace["x"]):
            said[i] |= {"curve": curve, "point": number}
    for i, address in links.items():
        said[i] |= {"link": address, "open": f"Open {rows[i].label}"}
    return said


def _words(reading: ChartReading, index: int, row: TableRow) -> str:
    """A position read out: "October 2026: 62% (55 of 89). Limits 50% to 74%. Above the upper limit"."""
    series, point = reading.series, reading.series.points[index]
    words = f"{row.label}: {row.result.text}"
    if point.reason:
        words = f"{row.label}: {reason_words(point.reason, series.hide_below)}"
    elif len(row.parts) == 2 and point.is_value:
        words += f" ({row.parts[0].text} of {row.parts[1].text})"
    parts = [words, _limits(reading, index) if point.is_value else ""]
    if row.signal:
        parts.append(
            f"Signal: {', '.join(name.lower() for name in row.rules)}{WHICH_WAY.get(row.signal, '')}"
        )
    parts.append(row.note)
    return ". ".join(part for part in parts if part)


def _limits(reading: ChartReading, index: int) -> str:
    """The limits that hold at a position, as far as they are drawn."""
    found = {}
    for level in reading.levels:
        if level.role != "centre" and level.first <= index <= level.last:
            value = level.values[index - level.first]
            if value is not None:
                found[level.role] = format_value(reading.series, value)
    if len(found) == 2:
        return f"Limits {found['lower']} to {found['upper']}"
    return next((f"{role.capitalize()} limit {text}" for role, text in found.items()), "")
