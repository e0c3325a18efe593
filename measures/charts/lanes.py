"""PDSA cycles in a lane above the plot, and notes near the axis."""

from dataclasses import dataclass

from measures.charts.draw import Box, Canvas, text_width
from measures.charts.inks import CYCLE, FLAG, STEM, TEXT_FLAG, TEXT_HINT, TEXT_KEY
from measures.charts.scales import XScale
from measures.charts.sheet import Layout, Sheet
from measures.series import Flag

LONGEST_NOTE = 28
"""A longer note stands on the chart as a letter, and in the list of changes in full."""


@dataclass(slots=True)
class _Pennant:
    """One flag of the lane; cycles that begin too close together share it."""

    x: float
    flags: list[Flag]

    @property
    def words(self) -> str:
        first, last = self.flags[0].mark, self.flags[-1].mark
        return first if first == last else f"{first}–{last}"

    def width(self, size: float) -> float:
        return max(27, text_width(self.words, size, 700) + 14)


def draw_cycles(sheet: Sheet) -> None:
    """A bar for each cycle's length, a dotted stem and a numbered flag at its start, its name if that fits."""
    canvas, x, layout = sheet.canvas, sheet.x, sheet.layout
    cycles = [flag for flag in sheet.series.flags if flag.kind == "cycle" and _is_on_chart(flag, x)]
    for flag in cycles:
        begin = x.x_of_date(flag.on)
        start = max(x.clipped(flag.on), layout.left)
        end = layout.right if flag.until is None else x.clipped(flag.until, end_of_day=True)
        end = min(max(end, start + 2), layout.right)
        if begin is not None:
            canvas.line(begin, 18, begin, layout.bottom, STEM, 1, "1 3")
        if end > start:
            canvas.rect(start, 27, end - start, 5, CYCLE, ' rx="1"')
    pennants = _pennants(cycles, x, layout)
    for index, pennant in enumerate(pennants):
        width = pennant.width(layout.font)
        body = width - 6
        tip, middle, low = pennant.x + body, 15.5, 27
        canvas.polygon(
            [(pennant.x, 4), (tip, 4), (tip + 6, middle), (tip, low), (pennant.x, low)],
            FLAG,
        )
        canvas.text(pennant.x + body / 2 + 0.5, 20.2, pennant.words, TEXT_FLAG, layout.font, "middle", 700)
        if layout.phone or len(pennant.flags) > 1:
            continue
        room = pennants[index + 1].x - 8 if index + 1 < len(pennants) else layout.width - 2
        name = pennant.flags[0].text
        if pennant.x + width + 6 + text_width(name, layout.font, 500) <= room:
            canvas.text(pennant.x + width + 6, 20.2, name, TEXT_KEY, layout.font, "start", 500)


def draw_notes(sheet: Sheet) -> None:
    """Each note near the axis by its letter and its own words, or by its letter alone where there is no room."""
    canvas, layout = sheet.canvas, sheet.layout
    for flag in sheet.series.flags:
        if flag.kind != "annotation" or not _is_on_chart(flag, sheet.x):
            continue
        at = sheet.x.clipped(flag.on)
        fits = not layout.phone and 0 < len(flag.text) <= LONGEST_NOTE
        if fits and _write(canvas, f"{flag.mark}: {flag.text}", at, layout, 12):
            continue
        _letter(canvas, flag.mark, at, layout)


def _write(canvas: Canvas, words: str, at: float, layout: Layout, size: float) -> bool:
    half = text_width(words, size) / 2
    middle = min(max(at, layout.left + half + 2), layout.right - half)
    places = [(middle, layout.bottom - rise) for rise in (11, 27, 41, 55, 69)]
    return canvas.text_where_free(places, words, TEXT_HINT, size, "middle")


def _letter(canvas: Canvas, mark: str, at: float, layout: Layout) -> None:
    """A letter in a ring, which the list of changes beside the chart explains; none where all is taken."""
    at = min(max(at, layout.left + 9), layout.right - 9)
    height = int(layout.bottom - layout.top)
    asides = [a for a in (0, -12, 12, -24, 24) if layout.left + 9 <= at + a <= layout.right - 9]
    places = [(at + aside, layout.bottom - rise) for rise in range(16, height, 10) for aside in asides]
    free = next((place for place in places if _ring_is_free(canvas, *place)), None)
    if free is None:
        return
    x, y = free
    canvas.ring(x, y, 8)
    canvas.text(x, y + 4, mark, TEXT_KEY, 11, "middle", 650)
    canvas.take(x - 9, y - 9, x + 9, y + 9)


def _ring_is_free(canvas: Canvas, x: float, y: float) -> bool:
    ring = Box(x - 9, y - 9, x + 9, y + 9)
    return not any(ring.hits(other) for other in canvas.taken)


def _is_on_chart(flag: Flag, x: XScale) -> bool:
    """A cycle that ran into the chart's time, or a note within it; what came after the last data, at its end."""
    if not x.starts:
        return False
    last_day = flag.on if flag.kind == "annotation" else flag.until
    return last_day is None or last_day >= x.starts[0]


def _pennants(cycles: list[Flag], x: XScale, layout: Layout) -> list[_Pennant]:
    found: list[_Pennant] = []
    for flag in cycles:
        at = min(max(x.clipped(flag.on), layout.left), layout.width - 29)
        if found and at < found[-1].x + found[-1].width(layout.font) + 1:
            found[-1].flags.append(flag)
        else:
            found.append(_Pennant(at, [flag]))
    return found
