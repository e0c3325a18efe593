"""A drawing of ours as PowerPoint can show it: lines that stay sharp at any size, and dots for programs without SVG.

PowerPoint draws plain SVG only: it knows no pattern, no weight but regular and bold, and no font that its machine
lacks. A link in the drawing would lead to a page that a file has not.
"""

import math
import re

from ftc_qi.core.svg import printable
from ftc_qi.pages.summary_pdf import standing_alone
from measures.exports import as_png

SIDE = 12
"""A slide's picture is so much wider at both sides than the drawing, whose words may stand out there."""
ZOOM = 2
"""exports.as_png draws so many dots for each unit."""
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_HATCHED = re.compile(
    r'<rect x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)" fill="url\(#[^"]+\)" opacity="([\d.]+)"/>'
)
_PATTERN = re.compile(r"<defs>.*?</defs>", re.S)
_STROKE = re.compile(r'stroke="(#\w+)" stroke-width="([\d.]+)"')
_NEVER = re.compile(
    r"""<a\b[^>]*>|</a>|\s(?:class|role|focusable|tabindex|id|aria-[a-z]+|data-[a-z-]+)="[^"]*\""""
)
GAP = 6
"""Between the lines of a hatching, as in `charts.frame`."""


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of the picture that a drawing makes."""
    width, height = map(float, _BOX.findall(svg)[0])
    return width + 2 * SIDE, height


def as_dots(svg: str, width: float) -> bytes:
    """A PNG so many dots wide."""
    across, height = size_of(svg)
    view = f'viewBox="{-SIDE} 0 {across:g} {height:g}" width="{round(width / ZOOM)}"'
    return as_png(_BOX.sub(view, standing_alone(svg), count=1))


def for_powerpoint(svg: str) -> str:
    """An SVG file without links, patterns, classes or references, in Arial."""
    width, height = size_of(svg)
    inner = _hatched(svg[svg.index(">") + 1 : svg.rindex("</svg>")])
    inner = _NEVER.sub("", inner).replace("<text ", '<text font-family="Arial" ')
    inner = re.sub(r'font-weight="(\d+)"', lambda found: f'font-weight="{_weight(found[1])}"', inner)
    return printable(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}"><g transform="translate({SIDE} 0)">{inner}</g></svg>'
    )


def _weight(weight: str) -> str:
    return "bold" if int(weight) >= 600 else "normal"


def _hatched(inner: str) -> str:
    """Every rectangle filled with the drawing's hatching as lines of its own."""
    pattern = _PATTERN.search(inner)
    if pattern is None:
        return inner
    colour, stroke = _STROKE.findall(pattern.group())[0]

    def lines(found: re.Match[str]) -> str:
        x, y, width, height = map(float, found.groups()[:4])
        return (
            f'<path d="{_slanted(x, y, width, height)}" fill="none" stroke="{colour}" stroke-width="{stroke}" '
            f'opacity="{found[5]}"/>'
        )

    return _HATCHED.sub(lines, _PATTERN.sub("", inner))


def _slanted(x: float, y: float, width: float, height: float) -> str:
    """Lines rising to the right, cut at the rectangle's sides; one hatching over rectangles side by side."""
    apart = GAP * math.sqrt(2)
    first, last = math.ceil((x + y) / apart), math.floor((x + width + y + height) / apart)
    parts = []
    for total in (step * apart for step in range(first, last + 1)):  # along each, x + y is `total`
        left, right = max(x, total - y - height), min(x + width, total - y)
        if right > left:
            parts.append(f"M{left:.1f} {total - left:.1f}L{right:.1f} {total - right:.1f}")
    return "".join(parts)
