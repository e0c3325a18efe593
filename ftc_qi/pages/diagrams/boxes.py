"""What diagrams are made of: boxes that hold their text, and a drawing with links or as a file of its own."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ftc_qi.core.svg import printable
from measures.charts.draw import Box, Canvas, n, text_width
from measures.charts.inks import AXIS, TEXT_HINT, TEXT_KEY, Ink

LINE = 1.32
"""Height of a line of text, in sizes of its letters."""
PINE = Ink("c-stem", "#0E5A52", "--q-pine")
FILE_FONTS = "system-ui, Arial, sans-serif"


class Line(NamedTuple):
    """One line of text in a box."""

    text: str
    size: float = 13
    weight: int = 400
    ink: Ink = TEXT_KEY


def wrap(text: str, width: float, size: float = 13, weight: int = 400) -> list[str]:
    """`text` in lines no wider than `width`; a word longer than a line is broken."""
    lines: list[str] = []
    for word in text.split():
        while text_width(word, size, weight) > width and len(word) > 1:
            part = len(word)
            while part > 1 and text_width(word[:part] + "-", size, weight) > width:
                part -= 1
            lines.append(word[:part] + "-")
            word = word[part:]
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and not lines[-1].endswith("-") and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def height_of(lines: list[Line], padding: float = 10) -> float:
    """How high a box must be to hold `lines`."""
    return sum(line.size * LINE for line in lines) + 2 * padding


@dataclass(frozen=True, slots=True)
class TextBox:
    """A box with its lines, placed. id: what it stands for, for tests and links between boxes."""

    id: str
    box: Box
    lines: list[Line]
    padding: float = 10

    @property
    def left(self) -> tuple[float, float]:
        return self.box.x0, (self.box.y0 + self.box.y1) / 2

    @property
    def right(self) -> tuple[float, float]:
        return self.box.x1, (self.box.y0 + self.box.y1) / 2


def draw_box(
    canvas: Canvas,
    placed: TextBox,
    *,
    fill: str = "c-card",
    light: str = "#FFFFFF",
    edge: Ink = AXIS,
    edge_width: float = 1.25,
    radius: float = 8,
    dash: str = "",
    anchor: str = "start",
) -> None:
    """Draw the box and its lines, which stand in its middle by height."""
    x0, y0, x1, y1 = placed.box
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    edge_class = {"c-axis": "c-edge"}.get(edge.css, edge.css)
    canvas.add(
        f'<rect x="{n(x0)}" y="{n(y0)}" width="{n(x1 - x0)}" height="{n(y1 - y0)}" rx="{radius:g}" '
        f'class="{fill} {edge_class}" fill="{light}" stroke="{edge.light}" stroke-width="{edge_width:g}"{dashed}/>'
    )
    y = (y0 + y1 - sum(line.size * LINE for line in placed.lines)) / 2
    x = x0 + placed.padding if anchor == "start" else (x0 + x1) / 2
    for line in placed.lines:
        canvas.text(x, y + line.size * 0.97, line.text, line.ink, line.size, anchor, line.weight)
        y += line.size * LINE


def linked(canvas: Canvas, url: str, label: str, parts: list[str]) -> None:
    """Add elements as one link; without `url` just add them."""
    inner = "".join(parts)
    canvas.add(f'<a href="{escape(url)}" aria-label="{escape(label)}">{inner}</a>' if url else inner)


def drawing(canvas: Canvas, label: str) -> SafeString:
    """The drawing for a page. Its links can be reached by keyboard, without any it is one picture; `label` says where
    the same stands as text."""
    inner = "".join(canvas.parts)
    role = "group" if "<a " in inner else "img"
    return mark_safe(
        f'<svg class="c-chart" viewBox="0 0 {canvas.width:g} {canvas.height:g}" role="{role}" '
        f'aria-label="{escape(label)}">{inner}</svg>'
    )


def drawing_file(canvas: Canvas, title: str, *, notes: tuple[str, ...] = (), margin: float = 24) -> str:
    """The drawing as an SVG file in light colours on white, its title above and notes under it; no links."""
    width = canvas.width + 2 * margin
    head = Canvas(width, 0)
    y = margin + 20.0
    for text in wrap(title, width - 2 * margin, 20, 700):
        head.text(margin, y, text, TEXT_KEY, 20, "start", 700)
        y += 27
    top = y
    y = top + canvas.height + 20
    for note in notes:
        for text in wrap(note, width - 2 * margin, 12):
            head.text(margin, y, text, TEXT_HINT, 12)
            y += 17
    height = round(y + margin / 2)
    parts = re.sub(r"<a [^>]*>", "<g>", "".join(canvas.parts)).replace("</a>", "</g>")
    return printable(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" width="{width:g}" '
        f'height="{height}" font-family="{FILE_FONTS}"><rect width="100%" height="100%" fill="#FFFFFF"/>'
        f'{"".join(head.parts)}<g transform="translate({margin:g} {n(top)})">{parts}</g></svg>'
    ).replace('font-weight="650"', 'font-weight="600"')
