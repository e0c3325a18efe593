"""Where everything of a fishbone stands: the problem as the head, bones above and below the spine, causes on them.

A cause's words stand above a line that ends on the bone, each why joined to what it explains.
"""

from dataclasses import dataclass, field, replace

from ftc_qi.pages.diagrams.boxes import Line, TextBox, height_of, wrap
from ftc_qi.pages.diagrams.fishbone_room import (
    APART,
    EDGE,
    GUTTER,
    HEAD,
    INDENT,
    LABEL_TEXT,
    MOST_LEAN,
    NECK,
    NEXT_TO_SPINE,
    PAGE_WIDTH,
    ROW,
    SIZE,
    UNDER,
    Bone,
    Fish,
    Side,
    Slot,
    Twig,
    best_side,
    bones_above,
    fit,
    slots_of,
    weight_of,
)
from measures.charts.draw import Box, text_width

Segment = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PlacedTwig:
    """Words in their place. link: from the bone (or from what it explains) to the words."""

    twig: Twig
    depth: int
    words: TextBox
    link: Segment


@dataclass(slots=True)
class Placed:
    """The whole fish in its place."""

    width: float
    height: float
    head: TextBox
    spine: Segment
    labels: list[TextBox] = field(default_factory=list)
    bones: dict[str, Segment] = field(default_factory=dict)
    twigs: list[PlacedTwig] = field(default_factory=list)
    key_top: float = 0


def lay_out(fish: Fish, width: float = PAGE_WIDTH) -> Placed:
    """Everything in its place on a drawing `width` wide, as high as it needs."""
    head_lines = [Line(text, 15, 650) for text in wrap(fish.problem, HEAD - 28, 15, 650)]
    head_height = max(70.0, height_of(head_lines, 14))
    half = bones_above(fish.bones)
    room = width - 2 * EDGE - HEAD - NECK - MOST_LEAN
    least = max(110.0, head_height / 2 + 14)
    above = best_side(slots_of(fish.bones[:half]), room, least)
    below = best_side(slots_of(fish.bones[half:]), room, least)
    labels_above, labels_below = (max(map(_high, _labels(side)), default=0.0) for side in (above, below))
    y = labels_above + above.height
    right = width - EDGE - HEAD
    head = TextBox("head", Box(right, y - head_height / 2, right + HEAD, y + head_height / 2), head_lines, 14)
    low = below.height + labels_below if below.slots else head_height / 2 + 14
    placed = Placed(
        width=width, height=y + low + 40, head=head, spine=((EDGE, y), (right, y)), key_top=y + low + 10
    )
    _place_side(placed, above, y, -1)
    _place_side(placed, below, y, 1)
    return placed


def _labels(side: Side) -> list[TextBox]:
    """The name of each bone in its box, at 0 0: narrow enough to leave its neighbours alone."""
    places = _bone_places(side)
    labels = []
    for index, (bone, x) in enumerate(places):
        before = x - places[index - 1][1] if index else 2 * x
        after = places[index + 1][1] - x if index + 1 < len(places) else 2 * (NECK + MOST_LEAN)
        room = max(110.0, min(220.0, before - 24, after - 24))
        lines = [Line(t, LABEL_TEXT, 650) for t in wrap(bone.name, room - 20, LABEL_TEXT, 650)]
        width = max(text_width(line.text, LABEL_TEXT, 650) for line in lines) + 20
        labels.append(TextBox(bone.id, Box(0, 0, width, height_of(lines, 6)), lines, 10))
    return labels


def _high(label: TextBox) -> float:
    return label.box.y1


def _bone_places(side: Side) -> list[tuple[Bone, float]]:
    """Each bone and how far along the side it meets the spine."""
    places, x = [], 0.0
    for slot, width in zip(side.slots, side.widths, strict=True):
        if not slot.is_right:
            places.append((slot.bone, x + width))
        x += width
    return places


@dataclass(frozen=True, slots=True)
class _Rib:
    """A bone: where it meets the spine (x, y), its height, how it leans, its side (-1 above)."""

    x: float
    y: float
    height: float
    slope: float
    way: int

    def at(self, y: float) -> float:
        """Its x at a height on the drawing."""
        return self.x - self.slope * abs(y - self.y)


def _place_side(placed: Placed, side: Side, y: float, way: int) -> None:
    begin = EDGE + MOST_LEAN
    ribs = {}
    for label, (bone, x) in zip(_labels(side), _bone_places(side), strict=True):
        rib = ribs[bone.id] = _Rib(begin + x, y, side.height, side.slope, way)
        end = y + way * side.height
        wide, high = label.box.x1, label.box.y1
        top = end - high if way < 0 else end
        x = rib.at(end)
        placed.labels.append(replace(label, box=Box(x - wide / 2, top, x + wide / 2, top + high)))
        placed.bones[bone.id] = ((x, end), (rib.x, y))
    for slot, width in zip(side.slots, side.widths, strict=True):
        _place_slot(placed, slot, ribs[slot.bone.id], width)


def _place_slot(placed: Placed, slot: Slot, rib: _Rib, column: float) -> None:
    """The causes of a slot from its top down, with what room is left between them."""
    blocks = [fit(twig, column, rib.slope) for twig in slot.twigs]
    used = sum(block[2] + APART for block in blocks)
    spare = rib.height - NEXT_TO_SPINE * 1.5 - used
    apart = APART + min(26.0, spare / max(1, len(blocks)))
    y = rib.y - rib.height + NEXT_TO_SPINE * 0.5 if rib.way < 0 else rib.y + NEXT_TO_SPINE
    for rows, width, height in blocks:
        if slot.is_right:
            left = max(rib.at(y), rib.at(y + height)) + GUTTER
        else:
            left = min(rib.at(y), rib.at(y + height)) - GUTTER - width
        _place_block(placed, rows, rib, (left, y), width, is_right=slot.is_right)
        y += height + apart


def _place_block(placed: Placed, rows, rib: _Rib, corner, width: float, *, is_right: bool) -> None:
    """A cause and its whys, from a corner down."""
    left, y = corner
    stems: list[tuple[float, float]] = []  # where the whys of each depth begin
    for twig, depth, lines, high in rows:
        x = left + depth * INDENT
        under = y + len(lines) * ROW + UNDER / 2
        words = TextBox(
            twig.id,
            Box(x, y, left + width, y + len(lines) * ROW),
            [Line(text, SIZE, weight_of(depth)) for text in lines],
            0,
        )
        link: Segment
        if depth == 0:
            link = ((rib.at(under), under), (left + width if is_right else left, under))
        else:
            stem_x, stem_y = stems[depth - 1]
            middle = y + ROW / 2
            link = ((stem_x, stem_y), (stem_x, middle), (x - 3, middle))
        placed.twigs.append(PlacedTwig(twig, depth, words, link))
        del stems[depth:]
        stems.append((x + 5, under))
        y += high
