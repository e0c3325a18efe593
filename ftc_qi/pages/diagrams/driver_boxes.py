"""The boxes of a driver diagram: what stands in each, how high that makes it, how it is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ftc_qi.core.tiles import tile_shapes
from ftc_qi.pages.diagrams.boxes import LINE, PINE, TextBox, draw_box, linked, wrap
from ftc_qi.pages.driver_graph import AIM, DriverGraph, DriverNode, IdeaNode, Key, Signal
from measures.charts.draw import Box, Canvas, n, text_width
from measures.charts.inks import AXIS, TEXT, TEXT_HINT, TEXT_KEY, Ink


class Look(NamedTuple):
    """Sizes of a drawing. columns: their widths. beside: an idea's status stands on the line of its title."""

    columns: tuple[float, float, float, float]
    size: float = 13
    small: float = 11.5
    padding: float = 10
    gap: float = 12
    gutter: float = 56
    beside: bool = False
    radius: float = 8

    @property
    def width(self) -> float:
        return sum(self.columns) + 3 * self.gutter

    def left_of(self, column: int) -> float:
        return sum(self.columns[:column]) + column * self.gutter


class Row(NamedTuple):
    """A line of text in a box, from the box's inner corner. mark: a shape before it, (kind, what it shows)."""

    x: float
    y: float
    text: str
    size: float
    weight: int = 400
    ink: Ink = TEXT_KEY
    mark: tuple[str, str, str] = ("", "", "")
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A box of the diagram in its place."""

    key: Key
    box: Box
    rows: tuple[Row, ...]
    padding: float
    url: str = ""
    label: str = ""
    edge: tuple[Ink, float, str] = (AXIS, 1.25, "")
    radius: float = 8

    @property
    def left(self) -> tuple[float, float]:
        return self.box.x0, (self.box.y0 + self.box.y1) / 2

    @property
    def right(self) -> tuple[float, float]:
        return self.box.x1, (self.box.y0 + self.box.y1) / 2


def aim_box(graph: DriverGraph, look: Look, may_write: bool) -> Placed:
    room = look.columns[0] - 2 * look.padding - 4
    if not graph.aim:
        words = "No aim yet. Write the aim" if may_write else "No aim yet"
        url = graph.aim_url if may_write else ""
        dashed = (AXIS, 1.25, "5 4")
        return _box(AIM, _text_rows(words, room, look.size, 600), look, url=url, label=words, edge=dashed)
    rows = _text_rows("Our aim", room, look.small, 400, TEXT_HINT)
    rows = _under(rows, _text_rows(graph.aim, room, look.size, 600), 3)
    for signal in graph.aim_signals:
        rows = _under(rows, _signal_rows(signal, room, look), 4)
    label = f"Our aim: {graph.aim}"
    return _box(AIM, rows, look, url=graph.aim_url, label=label, edge=(PINE, 1.5, ""))


def driver_box(node: DriverNode, look: Look, *, loose: bool) -> Placed:
    column = 1 if node.level == "primary" else 2
    room = look.columns[column] - 2 * look.padding - 4
    rows = _text_rows(node.title, room, look.size, 600 if column == 1 else 400)
    for signal in node.signals:
        rows = _under(rows, _signal_rows(signal, room, look), 3)
    edge = (AXIS, 1.25, "5 4") if loose else (AXIS, 1.25, "")
    level = "Primary driver" if column == 1 else "Secondary driver"
    return _box(node.key, rows, look, url=f"#driver-{node.pk}", label=f"{level}: {node.title}", edge=edge)


def idea_box(node: IdeaNode, look: Look) -> Placed:
    room = look.columns[3] - 2 * look.padding - 4
    mark = ("idea", node.status, "")
    indent = look.small + 4
    rows = _text_rows(node.title, room, look.size)
    last = rows[-1]
    status = room - indent - text_width(node.said, look.small)
    if look.beside and text_width(last.text, last.size) + 12 <= status:
        rows = (*rows, Row(indent + status, last.y, node.said, look.small, 400, TEXT, mark))
    else:
        said = _text_rows(node.said, room - indent, look.small, 400, TEXT, indent=indent)
        rows = _under(rows, (said[0]._replace(mark=mark), *said[1:]), 1)
    return _box(node.key, rows, look, url=node.url, label=f"Change idea: {node.title}. {node.said}")


def _text_rows(text, room, size, weight=400, ink=TEXT_KEY, *, indent=0.0) -> tuple[Row, ...]:
    lines = wrap(text, room, size, weight) or [""]
    return tuple(Row(indent, i * size * LINE, line, size, weight, ink) for i, line in enumerate(lines))


def _signal_rows(signal: Signal, room: float, look: Look) -> tuple[Row, ...]:
    indent = look.small + 5
    words = f"{signal.word}: {signal.name}"
    rows = _text_rows(words, room - indent, look.small, 400, TEXT, indent=indent)
    label = f"Measure: {signal.name}. {signal.word}"
    first, *others = (row._replace(url=signal.url, label=label) for row in rows)
    return (first._replace(mark=("tile", signal.status, signal.moved)), *others)


def _height(rows: Iterable[Row]) -> float:
    return max((row.y + row.size * LINE for row in rows), default=0.0)


def _under(rows: tuple[Row, ...], more: tuple[Row, ...], space: float) -> tuple[Row, ...]:
    below = _height(rows) + space
    return (*rows, *(row._replace(y=row.y + below) for row in more))


def _box(key: Key, rows: tuple[Row, ...], look: Look, **more) -> Placed:
    """A box of the height its rows need, not in its place yet."""
    height = max(_height(rows) + 2 * look.padding, look.size * LINE + 2 * look.padding)
    return Placed(key, Box(0, 0, 0, height), rows, look.padding, radius=look.radius, **more)


# --- drawing ---------------------------------------------------------------------------------------------


def draw_placed(canvas: Canvas, placed: Placed) -> None:
    """The box with its own text as one link, then each measure's signal as a link of its own."""
    scratch = Canvas(canvas.width, canvas.height)
    ink, width, dash = placed.edge
    fill, light = ("c-aim", "#E1EEEA") if placed.key == AIM and not dash else ("c-card", "#FFFFFF")
    empty = TextBox("-".join(map(str, placed.key)), placed.box, [])
    draw_box(
        scratch, empty, fill=fill, light=light, edge=ink, edge_width=width, dash=dash, radius=placed.radius
    )
    links: dict[str, list[Row]] = {}
    for row in placed.rows:
        if row.url:
            links.setdefault(row.url, []).append(row)
        else:
            _draw_row(scratch, placed, row)
    linked(canvas, placed.url, placed.label, scratch.parts)
    for url, rows in links.items():
        scratch = Canvas(canvas.width, canvas.height)
        for row in rows:
            _draw_row(scratch, placed, row)
        linked(canvas, url, rows[0].label, scratch.parts)


def _draw_row(canvas: Canvas, placed: Placed, row: Row) -> None:
    inner = (placed.box.y1 - placed.box.y0 - _height(placed.rows)) / 2
    x, y = placed.box.x0 + placed.padding + 2 + row.x, placed.box.y0 + inner + row.y
    kind, shown, moved = row.mark
    middle = y + row.size * 0.66
    if kind == "tile":
        scale = (row.size + 2) / 28
        shapes = tile_shapes(shown, moved)
        canvas.add(
            f'<g transform="translate({n(x - row.size - 5)} {n(middle - 14 * scale)}) scale({scale:.3f})">{shapes}</g>'
        )
    elif kind == "idea":
        canvas.add(idea_mark(shown, x - row.size / 2 - 4, middle, row.size * 0.4))
    canvas.text(x, y + row.size * 0.97, row.text, row.ink, row.size, "start", row.weight)


def idea_mark(status: str, x: float, y: float, radius: float) -> str:
    """A status as a shape: empty, half full, a dot in a ring, full; a cross for abandoned."""
    r = radius
    if status == "abandoned":
        return (
            f'<path d="M{n(x - r)} {n(y - r)}L{n(x + r)} {n(y + r)}M{n(x + r)} {n(y - r)}L{n(x - r)} {n(y + r)}" '
            f'fill="none" class="{AXIS.css}" stroke="{AXIS.light}" stroke-width="1.5"/>'
        )
    ink = AXIS if status == "idea" else PINE
    fill = (
        'class="c-pine c-stem" fill="#0E5A52"'
        if status == "adopted"
        else f'class="c-card {ink.css}" fill="#FFFFFF"'
    )
    ring = f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" {fill} stroke="{ink.light}" stroke-width="1.5"/>'
    if status == "testing":
        ring += (
            f'<path d="M{n(x)} {n(y - r)}a{n(r)} {n(r)} 0 0 1 0 {n(2 * r)}z" class="c-pine" fill="#0E5A52"/>'
        )
    elif status == "adapted":
        ring += f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r / 2)}" class="c-pine" fill="#0E5A52"/>'
    return ring
