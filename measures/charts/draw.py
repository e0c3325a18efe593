"""SVG elements: presentation attributes in light colours (print, PDF) and `c-*` classes (themes).

Never a `style` attribute (the content security policy) and never a `<title>`, which would show as a tooltip.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from measures.charts.inks import AXIS, BOX, COMMON, HALO, HATCH, MARKS, SIGNAL_SIZE, Ink


class Box(NamedTuple):
    """A rectangle on the canvas."""

    x0: float
    y0: float
    x1: float
    y1: float

    def hits(self, other: "Box") -> bool:
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1


def n(value: float) -> str:
    """A coordinate, one decimal; never "-0.0"."""
    text = f"{value:.1f}"
    return "0.0" if text == "-0.0" else text


def text_width(text: str, size: float, weight: int = 400) -> float:
    """About how wide a text is in a system font; on the generous side, so that nothing collides."""
    units = 0.0
    for letter in text:
        if letter in " .,:;'|!ijlIft()[]":
            units += 0.34
        elif letter in "mwMW%@—":
            units += 0.9
        elif letter.isupper():
            units += 0.68
        else:
            units += 0.58
    return units * size * (1.15 if weight >= 600 else 1.04)


class Written(NamedTuple):
    """A text as it was placed. layer: the part of the drawing it belongs to (see `Canvas.layer`)."""

    layer: str
    x: float
    y: float
    text: str
    ink: Ink
    size: float
    anchor: str
    weight: int


class Shape(NamedTuple):
    """A shape that is no point: "line", "rect", "circle" or "polygon" (filled), by its corners.

    A rectangle and a circle have two corners, those of the box they fill.
    """

    layer: str
    kind: str
    corners: tuple[tuple[float, float], ...]
    ink: Ink
    width: float
    dash: str = ""
    opacity: float = 1


@dataclass
class Canvas:
    """Elements in drawing order, and the places already taken by text and points.

    layer: what is being drawn now. Every text and shape is kept with it, so that the explored chart can put the
    same words and shapes in the same places.
    """

    width: float
    height: float
    parts: list[str] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)
    labels: list[Box] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    layer: str = ""

    def add(self, element: str) -> None:
        self.parts.append(element)

    def line(self, x1, y1, x2, y2, ink: Ink, width: float, dash: str = "") -> None:
        self.shapes.append(Shape(self.layer, "line", ((x1, y1), (x2, y2)), ink, width, dash))
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}" class="{ink.css}" '
            f'stroke="{ink.light}" stroke-width="{width:g}"{dashed}/>'
        )

    def polyline(self, corners, ink: Ink, width: float, dash: str = "") -> None:
        """A line with corners, such as a bracket."""
        self.shapes.append(Shape(self.layer, "line", tuple(corners), ink, width, dash))
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.path("M" + "L".join(f"{n(x)} {n(y)}" for x, y in corners), ink, width, dashed)

    def polygon(self, corners, ink: Ink) -> None:
        """A filled shape."""
        self.shapes.append(Shape(self.layer, "polygon", tuple(corners), ink, 0))
        d = "M" + "L".join(f"{n(x)} {n(y)}" for x, y in corners) + "z"
        self.add(f'<path d="{d}" class="{ink.css}" fill="{ink.light}"/>')

    def path(self, d: str, ink: Ink, width: float, more: str = "") -> None:
        self.add(
            f'<path d="{d}" fill="none" class="{ink.css}" stroke="{ink.light}" stroke-width="{width:g}"{more}/>'
        )

    def rect(self, x, y, width, height, ink: Ink, more: str = "", opacity: float = 1) -> None:
        self.shapes.append(Shape(self.layer, "rect", ((x, y), (x + width, y + height)), ink, 0, "", opacity))
        more += f' opacity="{opacity:g}"' if opacity < 1 else ""
        self.add(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" class="{ink.css}" '
            f'fill="{ink.light}"{more}/>'
        )

    def hatched(self, x, y, width, height, pattern: str) -> None:
        """A rectangle filled with a pattern of the drawing's own, by its id."""
        box = ((x, y), (x + width, y + height))
        self.shapes.append(Shape(self.layer, "rect", box, HATCH, 0, "", 0.18))
        self.add(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" '
            f'fill="url(#{pattern})" opacity=".55"/>'
        )

    def ring(self, x, y, radius: float) -> None:
        """An empty circle in the card's colour, for a letter."""
        box = ((x - radius, y - radius), (x + radius, y + radius))
        self.shapes.append(Shape(self.layer, "circle", box, AXIS, 1))
        self.add(
            f'<circle cx="{n(x)}" cy="{n(y)}" r="{radius:g}" class="c-card c-edge" fill="#FFFFFF" '
            f'stroke="{AXIS.light}" stroke-width="1"/>'
        )

    def text(self, x, y, text: str, ink: Ink, size: float, anchor: str = "start", weight: int = 400) -> None:
        """Write `text` (escaped here) and take its place."""
        self.labels.append(self.box_of(x, y, text, size, anchor, weight))
        self.taken.append(self.labels[-1])
        self.written.append(Written(self.layer, x, y, text, ink, size, anchor, weight))
        self.add(
            f'<text x="{n(x)}" y="{n(y)}" class="{ink.css}" fill="{ink.light}" font-size="{size:g}" '
            f'text-anchor="{anchor}" font-weight="{weight}">{escape(text)}</text>'
        )

    def text_where_free(
        self, places, text: str, ink: Ink, size: float, anchor: str = "start", weight: int = 400
    ) -> bool:
        """Write `text` at the first of `places` (x, y) that lies on the canvas and hits nothing. False: none."""
        for x, y in places:
            box = self.box_of(x, y, text, size, anchor, weight)
            if box.x0 < 0 or box.x1 > self.width:
                continue
            if not any(box.hits(other) for other in self.taken):
                self.text(x, y, text, ink, size, anchor, weight)
                return True
        return False

    def box_of(self, x, y, text, size, anchor="start", weight=400) -> Box:
        width = text_width(text, size, weight)
        x0 = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
        return Box(x0, y - size * 0.8, x0 + width, y + size * 0.25)

    def take(self, x0, y0, x1, y1) -> None:
        self.taken.append(Box(x0, y0, x1, y1))

    def add_point(self, x: float, y: float, verdict: str, radius: float, halo: float = 1.5) -> None:
        """A point in its verdict's shape; `radius` of an ordinary point."""
        self.add(point_shape(x, y, verdict, radius, halo))

    def svg(self, *, fixed: bool = False) -> SafeString:
        """The whole drawing. fixed: with width and height, for small charts outside a figure."""
        size = f' width="{self.width:g}" height="{self.height:g}"' if fixed else ""
        return mark_safe(
            f'<svg class="c-chart" viewBox="0 0 {self.width:g} {self.height:g}"{size} aria-hidden="true" '
            f'focusable="false">{"".join(self.parts)}</svg>'
        )


ALONE = 2.2
"""Radius of a point that no trace joins to another, on a chart that draws the others without points."""


def point_shape(x: float, y: float, verdict: str, radius: float, halo: float = 1.5) -> str:
    """The element of one point: circle, diamond or hexagon with a card-coloured edge."""
    mark = MARKS[verdict]
    r = radius * SIGNAL_SIZE[verdict]
    paint = f'class="{mark.fill.css} {HALO.css}" fill="{mark.fill.light}" stroke="{HALO.light}" stroke-width="{halo:g}"'
    if mark.shape == "diamond":
        return f'<path d="M{n(x)} {n(y - r)}l{n(r)} {n(r)}l{n(-r)} {n(r)}l{n(-r)} {n(-r)}z" {paint}/>'
    if mark.shape == "hexagon":
        half, rise = r / 2, r * 0.866
        return (
            f'<path d="M{n(x - half)} {n(y - rise)}h{n(r)}l{n(half)} {n(rise)}l{n(-half)} {n(rise)}'
            f'h{n(-r)}l{n(-half)} {n(-rise)}z" {paint}/>'
        )
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" {paint}/>'


def hollow_point(x: float, y: float, radius: float) -> str:
    """A point left out of the rules: an empty circle."""
    line = MARKS[COMMON].line
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" class="c-card {line.css}" fill="#FFFFFF" '
        f'stroke="{line.light}" stroke-width="1.5"/>'
    )


def hidden_square(x: float, base: float, size: float = 6) -> str:
    """A hidden figure on a small chart: a hollow square standing on the axis, at no height."""
    return (
        f'<rect x="{n(x - size / 2)}" y="{n(base - size)}" width="{size:g}" height="{size:g}" rx="1.5" '
        f'class="{BOX.css}" fill="{BOX.light}" stroke="{HATCH.light}"/>'
    )


def trace_path(points: list[tuple[float, float] | None]) -> str:
    """A path through the points; None breaks it, and a point alone is not on it."""
    return "".join("M" + "L".join(f"{n(x)} {n(y)}" for x, y in run) for run in _runs(points) if len(run) > 1)


def alone(points: list[tuple[float, float] | None]) -> list[tuple[float, float]]:
    """The points that `trace_path` passes over, as between two hidden figures: they are drawn as points."""
    return [run[0] for run in _runs(points) if len(run) == 1]


def _runs(points: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Points that follow each other without a None between them."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return runs
