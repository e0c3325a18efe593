"""Where the factors stand, as a radar: an axis each, four rings, one or two checks. Plain values in, SVG out."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from ftc_qi.pages.diagrams.boxes import wrap
from measures.charts.draw import Canvas
from measures.charts.inks import AXIS, CENTRE, FLAG, GRID, TEXT_HINT, TEXT_KEY

STEPS = 4
DASH = "7 5"


class Size(NamedTuple):
    """Width of the drawing, length of an axis, width of a label, its letters and lines."""

    width: float
    radius: float
    label: float
    font: int
    line: int


WIDE, PHONE = Size(520, 160, 104, 13, 16), Size(330, 88, 74, 12, 15)


class Check(NamedTuple):
    """A check: its levels in the order of the axes, 1 to 4; None where a factor was not answered."""

    levels: Sequence[int | None]


def radar(labels: Sequence[str], newest: Check, before: Check | None = None, size: Size = WIDE) -> SafeString:
    """The newest check as a solid line, the one before it dashed. A line breaks at a factor without an answer."""
    return draw(labels, newest, before, size).svg()


def draw(labels: Sequence[str], newest: Check, before: Check | None = None, size: Size = WIDE) -> Canvas:
    radius = size.radius
    canvas = Canvas(size.width, 2 * radius + 96)
    cx, cy = size.width / 2, canvas.height / 2

    def at(place: int, level: float) -> tuple[float, float]:
        angle = 2 * math.pi * place / len(labels) - math.pi / 2
        return cx + math.cos(angle) * radius * level / STEPS, cy + math.sin(angle) * radius * level / STEPS

    for level in range(1, STEPS + 1):
        ring = [at(place, level) for place in range(len(labels))]
        canvas.polyline([*ring, ring[0]], AXIS if level == STEPS else GRID, 1)
    for place, label in enumerate(labels):
        canvas.line(cx, cy, *at(place, STEPS), GRID, 1)
        _label(canvas, label, at(place, STEPS), cx, size)
    for level in range(1, STEPS + 1):
        canvas.text(cx + 9, cy - radius * level / STEPS + 15, str(level), TEXT_HINT, 12)
    if before is not None:
        _line(canvas, before, at, AXIS, DASH)
    _line(canvas, newest, at, CENTRE, "")
    return canvas


def _label(canvas: Canvas, label: str, end: tuple[float, float], cx: float, size: Size) -> None:
    """Outside the axis, away from the middle; two lines at most for labels of a few words."""
    x, y = end
    lines = wrap(label, size.label, size.font)
    if abs(x - cx) < 1:
        anchor, x = "middle", x
        top = y - 12 - (len(lines) - 1) * size.line if y < canvas.height / 2 else y + 22
    else:
        anchor = "start" if x > cx else "end"
        x += 10 if x > cx else -10
        top = y + 4 - (len(lines) - 1) * size.line / 2
    for place, text in enumerate(lines):
        canvas.text(x, top + place * size.line, text, TEXT_KEY, size.font, anchor)


def _line(canvas: Canvas, check: Check, at, ink, dash: str) -> None:
    """Through the answered factors in turn; only neighbours are joined."""
    many = len(check.levels)
    for place, level in enumerate(check.levels):
        if level is None:
            continue
        after = check.levels[(place + 1) % many]
        if after is not None:
            canvas.polyline([at(place, level), at((place + 1) % many, after)], ink, 2.25, dash)
    for place, level in enumerate(check.levels):
        if level is not None:
            x, y = at(place, level)
            shape = "c-card c-axis" if dash else FLAG.css
            light = "#FFFFFF" if dash else FLAG.light
            edge = f' stroke="{AXIS.light}" stroke-width="2"' if dash else ""
            canvas.add(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" class="{shape}" fill="{light}"{edge}/>')
