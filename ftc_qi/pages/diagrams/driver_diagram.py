"""The driver diagram as a drawing: aim, primary drivers, secondary drivers and change ideas in four columns.

Plain values in (`driver_graph.DriverGraph`), placed boxes and lines out, then SVG. Each line leaves the middle of
a box's right edge and ends at the middle of another's left edge. One that passes the secondary drivers by, from a
primary driver to an idea, goes through a lane of its own between them.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString

from ftc_qi.pages.diagrams.boxes import PINE, drawing, drawing_file
from ftc_qi.pages.diagrams.driver_boxes import Look, Placed, aim_box, draw_placed, driver_box, idea_box
from ftc_qi.pages.diagrams.driver_order import arrange, settle
from ftc_qi.pages.diagrams.sheet import paper_for, points_on_a4
from ftc_qi.pages.driver_graph import AIM, DriverGraph, Key
from measures.charts.draw import Box, Canvas, n
from measures.charts.inks import AXIS, CENTRE, TEXT_KEY

HEADINGS = ("Aim", "Primary drivers", "Secondary drivers", "Change ideas")
HEAD = 36.0
LANE = 6.0
STRONG, WEAK = (PINE, 1.75, ""), (AXIS, 1.5, "3 4")
"""Ink, width and dashes of a line."""


PAGE = Look((220, 220, 228, 236))
PAGE_WHEN_FULL = Look((150, 190, 240, 372), padding=8, gap=8, gutter=40, beside=True)
TALL = 900.0
"""A drawing higher than this is full: its ideas get more width, to be less high."""
ON_PAPER = (
    PAGE,
    Look((210, 250, 290, 380), size=12, small=11, padding=6, gap=7, gutter=50, beside=True),
    *(
        Look((170, 170 + room, 200 + room, 440 + 2 * room), 11, 11, 2, 2.5, 44, beside=True, radius=5)
        for room in (0, 15, 30, 50, 80, 120, 180)
    ),
)
"""Looks tried for a sheet: the first whose letters are easy to read, else the one with the largest."""
EASY = 8.0
"""Size of letters on A4, in points, that needs no improving."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A line as it is drawn: through these points, level at each; `weak` ones are dotted."""

    parent: Key
    child: Key
    weak: bool
    points: tuple[tuple[float, float], ...]


@dataclass(slots=True)
class DriverDrawing:
    """Everything placed, and the canvas it is drawn on. layers: its columns in the order they are drawn."""

    canvas: Canvas
    boxes: list[Placed] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    smallest: float = 11
    layers: list[list] = field(default_factory=list)

    def svg(self, label: str) -> SafeString:
        """For a page."""
        return drawing(self.canvas, label)

    def file(self, title: str, notes: tuple[str, ...]) -> str:
        """A picture that stands alone."""
        return drawing_file(self.canvas, title, notes=notes, margin=MARGIN)


MARGIN = 12.0


def for_page(graph: DriverGraph, *, may_write_aim: bool = False) -> DriverDrawing:
    """The drawing for the page, in comfortable sizes."""
    made = lay_out(graph, PAGE, may_write_aim=may_write_aim)
    if made.canvas.height > TALL:
        return lay_out(graph, PAGE_WHEN_FULL, may_write_aim=may_write_aim, layers=made.layers)
    return made


def for_paper(graph: DriverGraph, like: DriverDrawing | None = None) -> DriverDrawing:
    """The drawing whose smallest letters are easy to read once it fills a sheet across, or as large as can be.

    like: another drawing of the graph, whose order is taken over.
    """
    layers, tried = like.layers if like else _layers(graph), []
    for look in ON_PAPER:
        tried.append(lay_out(graph, look, layers=layers))
        if points_on_paper(tried[-1]) >= EASY:
            break
    return max(tried, key=points_on_paper)


def paper_of(made: DriverDrawing) -> str:
    """The paper on which it can be read: "a4" or "a3"."""
    return paper_for(points_on_paper(made))


def points_on_paper(made: DriverDrawing) -> float:
    """Size in points of the smallest letters on A4 across, with room for a title and a note."""
    return points_on_a4(made.smallest, made.canvas.width + 2 * MARGIN, made.canvas.height + 105)


# --- where it stands -------------------------------------------------------------------------------------


def lay_out(
    graph: DriverGraph, look: Look, *, may_write_aim: bool = False, layers: list[list] | None = None
) -> DriverDrawing:
    """Place every box and line of the diagram. layers: its columns in order, where they are known already."""
    hung = {line.child for line in graph.lines}
    boxes = {AIM: aim_box(graph, look, may_write_aim)}
    boxes |= {node.key: driver_box(node, look, loose=node.key not in hung) for node in graph.drivers}
    boxes |= {node.key: idea_box(node, look) for node in graph.ideas}
    routes = _routes(graph)
    layers = layers or _layers(graph)
    heights = {key: box.box.y1 for key, box in boxes.items()}
    tops, bottom = _tops(layers, _steps(routes), heights, look)
    placed = {}
    for column, layer in enumerate(layers):
        x0 = look.left_of(column)
        for key in layer:
            if key in boxes:
                box = Box(x0, tops[key], x0 + look.columns[column], tops[key] + heights[key])
                placed[key] = replace(boxes[key], box=box)
    canvas = Canvas(look.width, round(bottom + 2))
    made = DriverDrawing(canvas, list(placed.values()), smallest=min(look.size, look.small), layers=layers)
    for line, route in zip(graph.lines, routes, strict=True):
        points = [placed[line.parent].right]
        if len(route) > 2:
            lane = tops[route[1]] + LANE / 2
            points += [(look.left_of(2), lane), (look.left_of(2) + look.columns[2], lane)]
        points.append(placed[line.child].left)
        made.curves.append(Curve(line.parent, line.child, line.weak, tuple(points)))
    _draw(made, look)
    return made


def _routes(graph: DriverGraph) -> list[tuple]:
    """Through which nodes each line goes: one lane for all strong lines past the secondary drivers from one
    primary driver, one for the weak ones."""
    primary = {node.key for node in graph.primaries}
    return [
        (line.parent, ("lane", line.parent[1], line.weak), line.child)
        if line.child[0] == "idea" and line.parent in primary
        else (line.parent, line.child)
        for line in graph.lines
    ]


def _layers(graph: DriverGraph) -> list[list]:
    """The columns in an order with few crossings."""
    routes = _routes(graph)
    return arrange(_columns(graph, routes), _steps(routes))


def _steps(routes: Iterable[tuple]) -> list[tuple]:
    steps = {step: None for route in routes for step in itertools.pairwise(route)}
    return list(steps)


def _columns(graph: DriverGraph, routes: Iterable[tuple]) -> list[list]:
    """The columns in the team's own order; lanes follow the secondary drivers listed with their primary."""
    lanes: dict[int, dict] = defaultdict(dict)
    for route in routes:
        if len(route) > 2:
            lanes[route[0][1]][route[1]] = None
    second: list = []
    for node in graph.primaries:
        second += [row.key for row in graph.secondaries if graph.homes.get(row.pk) == node.pk]
        second += lanes[node.pk]
    second += [row.key for row in graph.secondaries if graph.homes.get(row.pk) is None]
    return [[AIM], [row.key for row in graph.primaries], second, [row.key for row in graph.ideas]]


def _tops(layers, steps, heights, look: Look) -> tuple[dict, float]:
    """Where each node begins: the tallest column evenly, then each column near the middles of the next one."""
    tall = [
        sum(heights.get(key, LANE) for key in layer) + look.gap * max(len(layer) - 1, 0) for layer in layers
    ]
    top, bottom = HEAD, HEAD + max(tall)
    tallest = tall.index(max(tall))
    neighbours = defaultdict(list)
    for a, b in steps:
        neighbours[a].append(b)
        neighbours[b].append(a)
    tops: dict = {}
    order = [*range(tallest, -1, -1), *range(tallest + 1, len(layers))]
    for column in order:
        layer = layers[column]
        own = [heights.get(key, LANE) for key in layer]
        beside = layers[column + 1] if column < tallest else layers[column - 1] if column > tallest else []
        wanted = _wanted(layer, own, set(beside), neighbours, tops, heights, look.gap, (top, bottom))
        tops |= dict(zip(layer, settle(wanted, own, look.gap, top, bottom), strict=True))
    return tops, bottom


def _wanted(layer, own, beside, neighbours, tops, heights, gap, span) -> list[float]:
    """The middle each node would like: that of its neighbours in the column beside it, else its even share."""
    top, bottom = span
    free = (bottom - top - sum(own)) / max(len(layer), 1)
    wanted, y = [], top + free / 2
    for key, height in zip(layer, own, strict=True):
        ends = [tops[other] + heights.get(other, LANE) / 2 for other in neighbours[key] if other in beside]
        wanted.append(sum(ends) / len(ends) if ends else y + height / 2)
        y += height + free
    return wanted


# --- drawing ---------------------------------------------------------------------------------------------


def _draw(made: DriverDrawing, look: Look) -> None:
    canvas = made.canvas
    for column, words in enumerate(HEADINGS):
        x0, width = look.left_of(column), look.columns[column]
        canvas.text(x0, 14, words, TEXT_KEY, look.size, "start", 600)
        canvas.line(x0, 22, x0 + width, 22, CENTRE, 1.5)
    for curve in made.curves:
        ink, width, dash = WEAK if curve.weak else STRONG
        canvas.path(path_of(curve), ink, width, f' stroke-dasharray="{dash}"' if dash else "")
    for placed in made.boxes:
        draw_placed(canvas, placed)


def path_of(curve: Curve) -> str:
    """The line's path: an S between two columns, level where it leaves and where it arrives."""
    (x, y), *rest = curve.points
    parts = [f"M{n(x)} {n(y)}"]
    for to_x, to_y in rest:
        middle = (x + to_x) / 2
        parts.append(f"C{n(middle)} {n(y)} {n(middle)} {n(to_y)} {n(to_x)} {n(to_y)}")
        x, y = to_x, to_y
    return "".join(parts)
