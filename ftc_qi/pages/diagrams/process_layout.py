"""Where everything of a process map stands: a column for each lane, steps from the top down in their order.

Steps that follow each other in one direction across lanes share a row. Lines run in the gaps between rows and in a
channel at the left of each lane, so none runs through a box.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ftc_qi.pages.diagrams.boxes import Line, TextBox, height_of
from ftc_qi.pages.diagrams.boxes import wrap as wrap_text
from measures.charts.draw import Box

SIZE = 13.0
PAGE_WIDTH = 1130.0
EDGE = 8.0
CHANNEL, TRACK = 14.0, 6.0
"""Room at the left of a lane, and what each line in it needs more."""
GAP, LEAST_LANE = 20.0, 120.0
PADDING = {"step": 9.0, "decision": 17.0, "wait": 14.0}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the process. other: id of the step a decision's other answer goes to; "" is the end."""

    id: str
    number: int
    text: str
    lane: int
    kind: str = "step"
    duration: str = ""
    next_label: str = ""
    other_label: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class ProcessMap:
    lanes: tuple[str, ...]
    steps: tuple[Step, ...]

    def number_of(self, step_id: str) -> int | None:
        return next((step.number for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True)
class Link:
    """A line from one step to the next, or to where a decision's other answer leads. target "": the end."""

    source: str
    target: str
    points: tuple[Point, ...]
    is_other: bool = False
    is_hand_off: bool = False


@dataclass(slots=True)
class Placed:
    """The whole map in its place."""

    width: float
    height: float
    lanes: list[Box]
    heads: list[TextBox]
    steps: dict[str, TextBox] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


@lru_cache(maxsize=4096)
def _wrap(text: str, width: float, weight: int = 400) -> tuple[str, ...]:
    return tuple(wrap_text(text, max(30.0, width), SIZE, weight))


def rows_of(steps: Sequence[Step]) -> list[list[Step]]:
    """Steps by row: a row goes on while each step lies further in the same direction."""
    rows: list[list[Step]] = []
    way = 0
    for step in steps:
        if rows and (turn := step.lane - rows[-1][-1].lane) and turn * way >= 0:
            rows[-1].append(step)
            way = 1 if turn > 0 else -1
        else:
            rows.append([step])
            way = 0
    return rows


def words_of(step: Step, the_map: ProcessMap) -> list[tuple[str, int]]:
    """What a step's box says, as (text, weight): its number and words with how long it takes, and its answers."""
    time = ": ".join(filter(None, ("wait" if step.kind == "wait" else "", step.duration)))
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


class _Tracks:
    """Which lines run in which gap between rows and in which lane's channel, so that each has its own place."""

    def __init__(self) -> None:
        self.used: dict[tuple[str, int], int] = defaultdict(int)

    def take(self, kind: str, place: int) -> int:
        self.used[kind, place] += 1
        return self.used[kind, place] - 1

    def count(self, kind: str, place: int) -> int:
        return self.used[kind, place]


@dataclass(frozen=True, slots=True)
class _Course:
    """A line before anything has its place: the gaps and the channel it runs in, as (number, track)."""

    source: Step
    target: Step | None
    is_other: bool
    down: tuple[int, int] | None = None
    channel: tuple[int, int] | None = None
    up: tuple[int, int] | None = None
    arrival: int = 0


def _courses(the_map: ProcessMap, rows: list[list[Step]], tracks: _Tracks) -> list[_Course]:
    """Every line with the tracks it takes. Gap g lies above row g."""
    row_of = {step.id: index for index, row in enumerate(rows) for step in row}
    by_id = {step.id: step for step in the_map.steps}
    courses = []
    for step, following in zip(the_map.steps, the_map.steps[1:], strict=False):
        row = row_of[step.id]
        if row_of[following.id] == row:
            courses.append(_Course(step, following, False))
        else:
            straight = step.lane == following.lane
            down = (row + 1, -1 if straight else tracks.take("gap", row + 1))
            courses.append(_Course(step, following, False, down=down))
    arrivals: dict[str, int] = defaultdict(int)
    for step in the_map.steps:
        if step.kind != "decision":
            continue
        target = by_id.get(step.other)
        if target is None:
            courses.append(_Course(step, None, True))
            continue
        arrivals[target.id] += 1
        row, end = row_of[step.id], row_of[target.id]
        down = (row + 1, tracks.take("gap", row + 1))
        if end == row + 1:
            courses.append(_Course(step, target, True, down=down, arrival=arrivals[target.id]))
            continue
        channel = (target.lane, tracks.take("channel", target.lane))
        up = (end, tracks.take("gap", end))
        courses.append(_Course(step, target, True, down, channel, up, arrivals[target.id]))
    return courses


def lay_out(the_map: ProcessMap, width: float = PAGE_WIDTH) -> Placed:
    """Everything in its place on a drawing `width` wide, as high as it needs: lanes wider where more is said."""
    rows, tracks = rows_of(the_map.steps), _Tracks()
    courses = _courses(the_map, rows, tracks)
    count = max(1, len(the_map.lanes))
    room = width - 2 * EDGE
    said = [1.0] * count
    for step in the_map.steps:
        said[step.lane] += sum(len(words) for words, _ in words_of(step, the_map))
    found = []
    for power in (0.0, 0.3, 0.6):
        floor = min(LEAST_LANE, room / count)
        weights = [letters**power for letters in said]
        widths = [floor + (room - floor * count) * part / sum(weights) for part in weights]
        found.append(_place(the_map, rows, courses, tracks, widths, width))
    return min(found, key=lambda placed: placed.height)


def _place(the_map, rows, courses, tracks, widths, width) -> Placed:
    lefts = [EDGE + sum(widths[:index]) for index in range(len(widths))]
    heads = []
    for name, x, wide in zip(the_map.lanes, lefts, widths, strict=False):
        lines = [Line(text, 14, 650) for text in wrap_text(name, wide - 20, 14, 650)]
        heads.append(TextBox(f"lane-{name}", Box(x, 0, x + wide, height_of(lines, 8)), lines, 10))
    y = top = max((head.box.y1 for head in heads), default=0.0)
    heads = [TextBox(h.id, Box(h.box.x0, 0, h.box.x1, top), h.lines, h.padding) for h in heads]
    placed = Placed(width=width, height=0, lanes=[], heads=heads)
    gaps: list[float] = []  # the top of the gap above each row
    for index, row in enumerate(rows):
        gaps.append(y)
        y += GAP + TRACK * tracks.count("gap", index)
        boxes = []
        for step in row:
            inner = CHANNEL + TRACK * tracks.count("channel", step.lane)
            x0, x1 = lefts[step.lane] + inner, lefts[step.lane] + widths[step.lane] - CHANNEL
            lines = _lines(step, the_map, x1 - x0)
            boxes.append((step, x0, x1, lines, height_of(lines, 5)))
        high = max(box[4] for box in boxes)
        for step, x0, x1, lines, own in boxes:
            middle = y + high / 2
            box = Box(x0, middle - own / 2, x1, middle + own / 2)
            placed.steps[step.id] = TextBox(step.id, box, lines, PADDING[step.kind])
        y += high
    gaps.append(y)
    bottom = y + GAP + TRACK * tracks.count("gap", len(rows))
    placed.lanes = [Box(x, 0, x + wide, bottom) for x, wide in zip(lefts, widths, strict=True)]
    placed.height = bottom + 36
    placed.links = [_link(course, placed, gaps, lefts) for course in courses]
    return placed


def _link(course: _Course, placed: Placed, gaps: Sequence[float], lefts: Sequence[float]) -> Link:
    source = placed.steps[course.source.id]
    centre = (source.box.x0 + source.box.x1) / 2
    if course.target is None:
        x = centre + (source.box.x1 - source.box.x0) / 4
        return Link(source.id, "", ((x, source.box.y1), (x, source.box.y1 + 5)), is_other=True)
    target = placed.steps[course.target.id]
    end = (target.box.x0 + target.box.x1) / 2
    hand_off = not course.is_other and course.source.lane != course.target.lane

    def gap_y(place: tuple[int, int]) -> float:
        return gaps[place[0]] + 8 + TRACK * place[1]

    points: list[Point]
    if course.down is None:
        forward = target.box.x0 > source.box.x1
        points = [source.right, target.left] if forward else [source.left, target.right]
    elif not course.is_other:
        points = [(centre, source.box.y1), (end, target.box.y0)]
        if course.down[1] >= 0:
            y = gap_y(course.down)
            points[1:1] = [(centre, y), (end, y)]
    else:
        x = centre + (source.box.x1 - source.box.x0) / 4
        y = gap_y(course.down)
        end -= (target.box.x1 - target.box.x0) / 4 - 9 * (course.arrival - 1)
        points = [(x, source.box.y1), (x, y)]
        if course.channel is not None and course.up is not None:
            side, over = lefts[course.channel[0]] + 6 + TRACK * course.channel[1], gap_y(course.up)
            points += [(side, y), (side, over), (end, over)]
        else:
            points.append((end, y))
        points.append((end, target.box.y0))
    return Link(source.id, target.id, tuple(points), course.is_other, hand_off)
