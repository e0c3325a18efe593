"""Points and signals on a drawing: shapes, brackets and words."""

from measures.charts.draw import Box, hollow_point, text_width
from measures.charts.inks import COMMON, MARKS, TEXT_HINT
from measures.charts.sheet import Sheet
from measures.charts.signals import Bracket

SMALL = 11
"""Size of the words beside a single point."""


def take_points(sheet: Sheet) -> None:
    """Words keep off the points and the trace, also those drawn before them."""
    previous = None
    for i in sheet.positions:
        place = sheet.place(i)
        if place is not None:
            x, y = place
            sheet.canvas.take(x - 6, y - 6, x + 6, y + 6)
            if previous is not None:
                _take_trace(sheet, previous, place)
        previous = place


def _take_trace(sheet: Sheet, a: tuple[float, float], b: tuple[float, float]) -> None:
    pieces = 4 if sheet.x.step > 12 else 1
    for k in range(pieces):
        (x0, y0), (x1, y1) = (
            (a[0] + (b[0] - a[0]) * t / pieces, a[1] + (b[1] - a[1]) * t / pieces) for t in (k, k + 1)
        )
        sheet.canvas.take(x0 - 2, min(y0, y1) - 2, x1 + 2, max(y0, y1) + 2)


def draw_points(sheet: Sheet) -> None:
    """Every point in its verdict's shape; many common ones are left to the trace."""
    for i in sheet.positions:
        place = sheet.place(i)
        if place is None:
            continue
        if i in sheet.analysis.excluded:
            sheet.canvas.add(hollow_point(*place, sheet.radius))
            _beside(sheet, place, "left out", TEXT_HINT, "high")
        elif i in sheet.reading.verdicts:
            sheet.canvas.add_point(*place, sheet.reading.verdicts[i], max(sheet.radius, 2.4))
        elif sheet.x.step >= 5:
            sheet.canvas.add_point(*place, COMMON, sheet.radius)


def write_point_words(sheet: Sheet) -> None:
    """The word beside each point outside the limits."""
    for one in sheet.reading.point_words:
        place = sheet.place(one.position) if one.position >= sheet.first else None
        if place is not None:
            _beside(sheet, place, one.words, MARKS[one.kind].words, one.side, size=12, weight=650)


def _beside(
    sheet: Sheet, place, words: str, ink, side: str, *, size: float = SMALL, weight: int = 400
) -> None:
    """Words over or under a point, or next to it where the neighbours stand higher."""
    x, y = place
    half = text_width(words, size, weight) / 2
    middle = min(max(x, sheet.layout.left + half), sheet.layout.right - half)
    over, under = (-10, -18, -26, -34), (19, 27, 35, 43)
    pairs = zip(under, over, strict=True) if side == "low" else zip(over, under, strict=True)
    column = [(middle, y + off) for pair in pairs for off in pair]
    aside = [(x + 10 + half, y + 4), (x - 10 - half, y + 4)]
    sheet.canvas.text_where_free([*column[:2], *aside, *column[2:]], words, ink, size, "middle", weight)


def draw_brackets(sheet: Sheet) -> None:
    """A bracket with words over each pattern; signals of a whole phase stand at the top in words."""
    if not sheet.has_values:
        return
    for bracket in sheet.reading.brackets:
        if bracket.last >= sheet.first:
            _draw(sheet, bracket)
    if sheet.layout.phone:
        return
    for first, words in sheet.reading.phase_words:
        places = [(sheet.x.x(first), sheet.layout.top + rise) for rise in (14, 30, 46)]
        sheet.canvas.text_where_free(places, words, MARKS["changed"].words, 13, weight=650)


def _draw(sheet: Sheet, bracket: Bracket) -> None:
    """A thin bracket with words over a run, or under it where the run is low; nothing if neither is free."""
    layout, canvas, size = sheet.layout, sheet.canvas, sheet.layout.font
    words = bracket.short if layout.phone else bracket.words
    weight = 400 if bracket.kind == COMMON else 650
    positions = range(max(bracket.first, sheet.first), bracket.last + 1)
    span = [place for i in positions if (place := sheet.place(i))]
    if not span:
        return
    x0, x1 = span[0][0] - 5, span[-1][0] + 5
    half = text_width(words, size, weight) / 2
    middle = min(max((x0 + x1) / 2, layout.left + half + 2), layout.right - half)
    above = [(min(y for _, y in span) - 16 - k, -1) for k in range(0, 90, 6)]
    below = [(max(y for _, y in span) + 16 + k, 1) for k in range(0, 90, 6)]
    for level, way in [*above, *below] if bracket.side == "high" else [*below, *above]:
        base = level - 8 if way < 0 else level + 17
        box = canvas.box_of(middle, base, words, size, "middle", weight)
        bar = Box(x0, level - 1, x1, level + 1)
        if box.y0 < layout.top - 18 or box.y1 > layout.bottom - 4:
            continue
        if any(box.hits(other) or bar.hits(other) for other in canvas.taken):
            continue
        tip = level - 6 * way
        canvas.polyline([(x0, tip), (x0, level), (x1, level), (x1, tip)], MARKS[bracket.kind].line, 1.5)
        canvas.take(x0, level - 6, x1, level + 6)
        canvas.text(middle, base, words, MARKS[bracket.kind].words, size, "middle", weight)
        return
