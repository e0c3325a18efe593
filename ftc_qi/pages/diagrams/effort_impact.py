"""Ideas on a grid: little effort on the left, much impact at the top. Plain values in, SVG out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ftc_qi.pages.diagrams.boxes import Line, TextBox, draw_box, drawing, height_of, linked, wrap
from measures.charts.draw import Box, Canvas
from measures.charts.inks import AXIS, SHADE, TEXT, TEXT_HINT, TEXT_KEY

WIDTH = 900.0
LEFT = 78.0
TOP = 30.0
FOOT = 34.0
GAP = 8.0
LOWEST_ROW = 84.0
MOST = 8
"""Ideas drawn in one cell; the list names the others."""
WORDS = {1: "Low", 2: "Medium", 3: "High"}
CELLS = {
    (1, 3): "Quick wins",
    (3, 3): "Big steps: plan them well",
    (1, 1): "Small gains, little effort",
    (3, 1): "Much effort, little gain",
}
"""(effort, impact) → what a cell is called."""
LABEL = "Ideas by effort and impact. The same stands as a list below."


@dataclass(frozen=True, slots=True)
class Spot:
    """An idea on its place. effort and impact: 1 to 3. note: its status in words."""

    id: int
    title: str
    effort: int
    impact: int
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """cells: (effort, impact) → its box. boxes: every idea that is drawn. more: how many of a cell are not."""

    height: float
    cells: dict[tuple[int, int], Box]
    boxes: list[TextBox]
    more: dict[tuple[int, int], int]


def place(spots: Iterable[Spot]) -> Grid:
    """Every idea in its cell, under each other; a row is as high as its fullest cell."""
    inside: dict[tuple[int, int], list[Spot]] = {(e, i): [] for e in (1, 2, 3) for i in (1, 2, 3)}
    for spot in spots:
        inside[spot.effort, spot.impact].append(spot)
    width = (WIDTH - LEFT) / 3
    cells: dict[tuple[int, int], Box] = {}
    boxes: list[TextBox] = []
    more: dict[tuple[int, int], int] = {}
    y = TOP
    for impact in (3, 2, 1):
        stacks = {
            effort: [_lines(spot, width) for spot in inside[effort, impact][:MOST]] for effort in (1, 2, 3)
        }
        height = max(LOWEST_ROW, *(_height(lines, (e, impact), inside) for e, lines in stacks.items()))
        for effort, stack in stacks.items():
            x = LEFT + (effort - 1) * width
            cells[effort, impact] = Box(x, y, x + width, y + height)
            below = y + GAP + _head((effort, impact))
            for spot, lines in zip(inside[effort, impact], stack, strict=False):
                bottom = below + height_of(lines, 6)
                boxes.append(TextBox(str(spot.id), Box(x + GAP, below, x + width - GAP, bottom), lines, 8))
                below = bottom + GAP
            left_out = len(inside[effort, impact]) - len(stack)
            if left_out:
                more[effort, impact] = left_out
        y += height
    return Grid(y + FOOT, cells, boxes, more)


def _lines(spot: Spot, width: float) -> list[Line]:
    room = width - 2 * GAP - 16
    lines = [Line(text, 13, 600) for text in wrap(spot.title, room, 13, 600)]
    return lines + [Line(text, 12, 400, TEXT_HINT) for text in wrap(spot.note, room, 12)]


def _head(cell: tuple[int, int]) -> float:
    """Room for the cell's name."""
    return 20.0 if cell in CELLS else 0.0


def _height(stack: list[list[Line]], cell: tuple[int, int], inside) -> float:
    height = GAP + _head(cell) + sum(height_of(lines, 6) + GAP for lines in stack)
    return height + (20 if len(inside[cell]) > MOST else 0)


def grid_svg(spots: Iterable[Spot]) -> SafeString:
    """The grid for a page; each idea links to its own."""
    spots = list(spots)
    return drawing(draw_grid(spots), LABEL)


def draw_grid(spots: list[Spot]) -> Canvas:
    grid = place(spots)
    by_id = {str(spot.id): spot for spot in spots}
    canvas = Canvas(WIDTH, grid.height)
    win = grid.cells[1, 3]
    canvas.rect(win.x0, win.y0, win.x1 - win.x0, win.y1 - win.y0, SHADE)
    for cell, box in grid.cells.items():
        canvas.polyline(
            [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1), (box.x0, box.y0)],
            AXIS,
            1,
        )
        if cell in CELLS:
            canvas.text(box.x0 + GAP, box.y0 + 18, CELLS[cell], TEXT, 12, "start", 600)
        if cell in grid.more:
            canvas.text(box.x0 + GAP, box.y1 - 8, f"and {grid.more[cell]} more, in the list", TEXT_HINT, 12)
    for placed in grid.boxes:
        spot = by_id[placed.id]
        part = Canvas(canvas.width, canvas.height)
        draw_box(part, placed)
        linked(canvas, spot.url, f"{spot.title}, {spot.note}", part.parts)
    _write_axes(canvas, grid)
    return canvas


def _write_axes(canvas: Canvas, grid: Grid) -> None:
    canvas.text(LEFT - 10, 18, "Impact", TEXT_KEY, 13, "end", 650)
    for size, word in WORDS.items():
        row, column = grid.cells[1, size], grid.cells[size, 1]
        canvas.text(LEFT - 10, (row.y0 + row.y1) / 2 + 4, word, TEXT, 13, "end")
        canvas.text((column.x0 + column.x1) / 2, column.y1 + 18, word, TEXT, 13, "middle")
    canvas.text(LEFT - 10, grid.cells[1, 1].y1 + 18, "Effort", TEXT_KEY, 13, "end", 650)
