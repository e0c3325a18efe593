"""Where everything of a process map stands: a column for each lane, steps from the top down in their order.

Steps that follow each other in one direction across lanes share a row. A long map is cut into parts that stand side
by side, each with the names of its lanes. Lines run where no box stands (see process_lines).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ftc_qi.pages.diagrams.boxes import Line, TextBox, height_of
from ftc_qi.pages.diagrams.boxes import wrap as wrap_text
from ftc_qi.pages.diagrams.process_lines import UNDER, Course, Tracks, Way, courses, link
from ftc_qi.pages.diagrams.process_parts import SIZE, Link, ProcessMap, Step, rows_of
from measures.charts.draw import Box

PAGE_WIDTH = 1130.0
EDGE = 8.0
CHANNEL, GUTTER = 14.0, 20.0
"""Room at the left of a lane, and between two parts, besides the lines in it."""
GAP, LEAST_LANE = 20.0, 120.0
"""Between two rows, besides the lines between them; how narrow a lane may be."""
PADDING = {"step": 9.0, "decision": 17.0, "wait": 14.0}


@dataclass(slots=True)
class Placed:
    """The whole map in its place. lanes, heads: those of the first part, then those of the next."""

    width: float
    height: float = 0
    lanes: list[Box] = field(default_factory=list)
    heads: list[TextBox] = field(default_factory=list)
    steps: dict[str, TextBox] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


@lru_cache(maxsize=8192)
def _wrap(text: str, width: float, weight: int = 400) -> tuple[str, ...]:
    return tuple(wrap_text(text, max(30.0, width), SIZE, weight))


def words_of(step: Step, the_map: ProcessMap) -> list[tuple[str, int]]:
    """What a step's box says, as (text, weight): its number and words with how long it takes, and its answers."""
    is_unsaid_wait = step.kind == "wait" and not step.text.casefold().startswith("wait")
    time = ": ".join(filter(None, ("wait" if is_unsaid_wait else "", step.duration)))
    text = f"{step.number}. {step.text}" + (f" ({time})" if time else "")
    if step.kind != "decision":
        return [(text, 400)]
    onward = f"to {step.number + 1}" if step.number < len(the_map.steps) else "ends here"
    elsewhere = the_map.number_of(step.other)
    other = f"to {elsewhere}" if elsewhere else "ends here"
    return [(text, 600), (f"{step.next_label or 'Yes'}: {onward} · {step.other_label or 'No'}: {other}", 400)]


def _lines(step: Step, the_map: ProcessMap, width: float) -> list[Line]:
    room = (width - 2 * PADDING[step.kind]) // 2 * 2
    return [
        Line(text, SIZE, weight)
        for words, weight in words_of(step, the_map)
        for text in _wrap(words, room, weight)
    ]


def lay_out(the_map: ProcessMap, width: float = PAGE_WIDTH, parts: int = 1, gap: float = GAP) -> Placed:
    """Everything in its place on a drawing `width` wide, as high as it needs: lanes wider where more is said.

    parts: into how many parts, side by side, the map is cut. gap: room between two rows.
    """
    rows = rows_of(the_map.steps)
    count = max(1, len(the_map.lanes))
    said = [1.0] * count
    for step in the_map.steps:
        said[step.lane] += sum(len(words) for words, _ in words_of(step, the_map))
    part_of = _cut(the_map, rows, parts, (width / parts - 40) / count)
    tracks = Tracks()
    lines = courses(the_map, rows, part_of, tracks)
    gutters = [
        GUTTER + tracks.room(("gutter", part, 0)) if part else 0.0
        for part in range(max(part_of, default=0) + 1)
    ]
    room = (width - 2 * EDGE - sum(gutters)) / len(gutters)
    found = []
    for power in (0.0, 0.3, 0.6):
        floor = min(LEAST_LANE, room / count)
        weights = [letters**power for letters in said]
        widths = [floor + (room - floor * count) * part / sum(weights) for part in weights]
        found.append(_Layout(the_map, rows, part_of, tracks, widths, gutters, gap).placed(lines, width))
    return min(found, key=lambda placed: placed.height)


def _cut(the_map: ProcessMap, rows: Sequence[Sequence[Step]], parts: int, lane: float) -> list[int]:
    """The part of each row, so that the highest part is as low as it gets."""
    inner = lane - 2 * CHANNEL
    highs = [max(height_of(_lines(step, the_map, inner), 5) for step in row) + GAP for row in rows]

    def cut(most: float) -> list[int]:
        part, used, found = 0, 0.0, []
        for high in highs:
            if used and used + high > most:
                part, used = part + 1, 0.0
            used += high
            found.append(part)
        return found

    most = max([sum(highs) / parts, *highs], default=0.0)
    while (found := cut(most)) and found[-1] >= parts:
        most += 10
    return found


@dataclass(slots=True)
class _Layout:
    """A layout being made: what it is of, and the sizes that are settled."""

    the_map: ProcessMap
    rows: Sequence[Sequence[Step]]
    part_of: Sequence[int]
    tracks: Tracks
    widths: Sequence[float]
    gutters: Sequence[float]
    gap: float

    def placed(self, lines: Iterable[Course], width: float) -> Placed:
        made = Placed(width)
        starts: dict[Way, float] = {}
        bottoms, x = [], EDGE
        for part, gutter in enumerate(self.gutters):
            starts["gutter", part, 0] = x + GUTTER / 2
            x += gutter
            bottoms.append(self._place_part(made, starts, part, x))
            x += sum(self.widths)
        bottom = max(bottoms)
        made.lanes = [Box(lane.x0, lane.y0, lane.x1, bottom) for lane in made.lanes]
        starts[UNDER] = bottom + 8
        made.height = bottom + self.tracks.room(UNDER) + 36
        made.links = [link(course, made.steps, starts) for course in lines]
        return made

    def _place_part(self, made: Placed, starts: dict[Way, float], part: int, left: float) -> float:
        """One part with its lanes; gives its bottom."""
        lefts = [left + sum(self.widths[:index]) for index in range(len(self.widths))]
        heads = []
        for name, x, wide in zip(self.the_map.lanes, lefts, self.widths, strict=False):
            lines = [Line(text, 14, 650) for text in wrap_text(name, wide - 20, 14, 650)]
            heads.append(TextBox(f"lane-{name}-{part}", Box(x, 0, x + wide, height_of(lines, 8)), lines, 10))
        y = top = max((head.box.y1 for head in heads), default=0.0)
        made.heads += [TextBox(h.id, Box(h.box.x0, 0, h.box.x1, top), h.lines, h.padding) for h in heads]
        for lane, x in enumerate(lefts):
            starts["channel", lane, part] = x + 6
        for index, row in enumerate(self.rows):
            if self.part_of[index] == part:
                starts["gap", index, 0] = y + 8
                y += self.gap + self.tracks.room(("gap", index, 0))
                y += self._place_row(made, row, lefts, part, y)
        starts["tail", part, 0] = y + 8
        made.lanes += [Box(x, 0, x + wide, y) for x, wide in zip(lefts, self.widths, strict=True)]
        return y + self.gap + self.tracks.room(("tail", part, 0))

    def _place_row(self, made: Placed, row: Sequence[Step], lefts, part: int, y: float) -> float:
        """The boxes of a row, level by their middles; gives its height."""
        boxes = []
        for step in row:
            inner = CHANNEL + self.tracks.room(("channel", step.lane, part))
            x0, x1 = lefts[step.lane] + inner, lefts[step.lane] + self.widths[step.lane] - CHANNEL
            lines = _lines(step, self.the_map, x1 - x0)
            boxes.append((step, x0, x1, lines, height_of(lines, 5)))
        high = max(box[4] for box in boxes)
        for step, x0, x1, lines, own in boxes:
            box = Box(x0, y + (high - own) / 2, x1, y + (high + own) / 2)
            made.steps[step.id] = TextBox(step.id, box, lines, PADDING[step.kind])
        return high
