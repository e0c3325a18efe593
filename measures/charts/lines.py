"""The lines of a chart on its drawing: target, centre, limits and trace, and the words that name them."""

from itertools import pairwise

from measures.charts.draw import text_width, trace_path
from measures.charts.inks import CENTRE, LIMIT, TARGET, TEXT_HINT, TEXT_KEY, TEXT_TARGET, TRACE
from measures.charts.levels import Level
from measures.charts.scales import place_apart
from measures.charts.sheet import Sheet
from measures.values import format_target

LIMIT_DASH, FROZEN_DASH, TARGET_DASH = "2 3", "3 4", "8 5"
LIMIT_WIDTH, CENTRE_WIDTH, FROZEN_WIDTH, TARGET_WIDTH, TRACE_WIDTH = 1.25, 2, 1.5, 1.75, 1.75
GAP = 16
"""Least distance of two labels at the lines' ends."""


def draw_target(sheet: Sheet) -> None:
    """The target from edge to edge; on the phone with its words on it."""
    if sheet.series.target is None or not sheet.has_values:
        return
    layout, y = sheet.layout, sheet.y_of(sheet.series.target)
    sheet.canvas.line(layout.left, y, layout.right, y, TARGET, TARGET_WIDTH, TARGET_DASH)
    sheet.canvas.take(layout.left, y - 1, layout.right, y + 1)
    if layout.phone:
        words = f"Target {format_target(sheet.series)}"
        size = layout.font
        places = [(layout.left + 4, y - 6), (layout.left + 4, y + 14)]
        places += [(layout.right - text_width(words, size, 650), rise) for rise in (y - 6, y + 14)]
        if not sheet.canvas.text_where_free(places, words, TEXT_TARGET, size, weight=650):
            sheet.canvas.text(*places[0], words, TEXT_TARGET, size, weight=650)


def draw_levels(sheet: Sheet) -> None:
    """Each phase's limits, then its centre: solid over the points it rests on, dashed where it goes on."""
    if not sheet.has_values:
        return
    for level in sorted(sheet.reading.levels, key=lambda level: level.role == "centre"):
        if level.last < sheet.first:
            continue
        if level.role != "centre":
            _draw(sheet, level, sheet.first, level.last, LIMIT_WIDTH, LIMIT_DASH)
            continue
        _draw(sheet, level, sheet.first, level.solid_to, CENTRE_WIDTH)
        _draw(sheet, level, max(level.solid_to + 1, sheet.first), level.last, FROZEN_WIDTH, FROZEN_DASH)


def _draw(sheet: Sheet, level: Level, first: int, last: int, width: float, dash: str = "") -> None:
    ink = CENTRE if level.role == "centre" else LIMIT
    layout = sheet.layout
    for corners in level.outlines(first, last, sheet.is_on):
        places = [
            (min(max(sheet.x.x(at), layout.left), layout.right + 2), sheet.y_of(value))
            for at, value in corners
        ]
        if dash == FROZEN_DASH and first > sheet.first:  # no hole between the solid and the dashed part
            places[0] = (sheet.x.edge(first - 1, 1), places[0][1])
        if len(places) == 2:
            sheet.canvas.line(*places[0], *places[1], ink, width, dash)
        else:
            sheet.canvas.polyline(places, ink, width, dash)
        for (x0, y0), (x1, y1) in pairwise(places):
            sheet.canvas.take(min(x0, x1), min(y0, y1) - 1, max(x0, x1), max(y0, y1) + 1)


def draw_trace(sheet: Sheet) -> None:
    """The line through the points; it breaks at gaps, hidden figures and phases."""
    path: list[tuple[float, float] | None] = []
    starts = {phase.first for phase in sheet.analysis.phases[1:]}
    for i in sheet.positions:
        if i in starts:
            path.append(None)
        path.append(sheet.place(i))
    if d := trace_path(path):
        sheet.canvas.path(d, TRACE, TRACE_WIDTH, ' stroke-linejoin="round"')


def write_ends(sheet: Sheet) -> None:
    """Target and the newest phase's lines at the right, at least 16 apart."""
    if not sheet.has_values:
        return
    layout = sheet.layout
    blocks = []
    for end in sheet.reading.ends:
        lines, y = end.lines, sheet.y_of(end.value)
        if not sheet.is_on(end.value):
            y = layout.top if y < layout.top else layout.bottom
            lines = (*lines[:1], ("beyond the chart", TEXT_HINT, 400))
        target = lines[0][1] is TEXT_TARGET
        blocks.append((y - 1 if target else y + 5, lines))
    blocks.sort(key=lambda block: block[0])
    tops = place_apart([(y, len(lines)) for y, lines in blocks], gap=GAP, low=layout.bottom + 30)
    for top, (_, lines) in zip(tops, blocks, strict=True):
        for row, (words, ink, weight) in enumerate(lines):
            sheet.canvas.text(layout.label_x, top + GAP * row, words, ink, layout.font, "start", weight)


def write_phases(sheet: Sheet) -> None:
    """Lines that do not end at the right edge are named beside themselves, where there is room.

    On the phone, which has no room at the right, that is the newest phase's centre.
    """
    if not sheet.has_values:
        return
    for level in sorted(sheet.reading.levels, key=lambda level: level.role != "centre"):
        if level.last < sheet.first or level.is_newest != sheet.layout.phone:
            continue
        if level.role == "centre":
            words = " ".join([level.name, *level.rests[: not sheet.layout.phone]])
            _name(sheet, level, words.replace("first ", "from the first "))
        elif level.name and not sheet.layout.phone and sheet.is_on(level.end):
            _name(sheet, level, level.name)


def _name(sheet: Sheet, level: Level, words: str) -> None:
    layout, size = sheet.layout, sheet.layout.font
    is_centre = level.role == "centre"
    weight = (650 if layout.phone else 600) if is_centre else 400
    y, width = sheet.y_of(level.end), text_width(words, size, weight)
    x0, x1 = sheet.x.edge(max(level.first, sheet.first), -1), sheet.x.edge(level.last, 1)
    start, end = max(x0, layout.left + 2), max(min(x1, layout.right) - width, layout.left)
    if not is_centre and start + width > x1:
        return
    middle = (start + end) / 2
    places = []
    for off in range(18, 110 if is_centre else 26, 8):
        columns = (end, middle, start) if layout.phone or not is_centre else (start, middle, end)
        below = [(x, y + off) for x in columns if y + off < layout.bottom - 8]
        above = [(x, y - off + (8 if is_centre else 12)) for x in columns if y - off > layout.top - 14]
        places += above + below if level.role == "upper" else below + above
    sheet.canvas.text_where_free(places, words, TEXT_KEY if is_centre else TEXT_HINT, size, weight=weight)
