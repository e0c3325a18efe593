"""Where the lines of a process map run: level in the gaps between rows, up and down in channels beside the lanes.

A map may be cut into parts that stand side by side; between two parts is a gutter, and below all a common way. Each
line has a track of its own in every gap and channel it uses.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ftc_qi.pages.diagrams.boxes import TextBox
from ftc_qi.pages.diagrams.process_parts import TRACK, Link, Point, ProcessMap, Step

Way = tuple[str, int, int]
"""("gap", row, 0) above a row · ("tail", part, 0) below a part's last row · ("under", 0, 0) below all ·
("channel", lane, part) · ("gutter", part, 0) left of a part."""
UNDER: Way = ("under", 0, 0)


class Tracks:
    """How many lines run in each way so far."""

    def __init__(self) -> None:
        self.used: dict[Way, int] = defaultdict(int)

    def take(self, way: Way) -> tuple[Way, int]:
        self.used[way] += 1
        return way, self.used[way] - 1

    def room(self, way: Way) -> float:
        return TRACK * self.used.get(way, 0)


@dataclass(frozen=True, slots=True)
class Course:
    """A line before anything has its place: the ways it takes, level and upright by turns, with its tracks."""

    source: Step
    target: Step | None
    is_other: bool
    ways: tuple[tuple[Way, int], ...] = ()
    is_beside: bool = False
    arrival: int = 0


def courses(
    the_map: ProcessMap, rows: Sequence[Sequence[Step]], part_of: Sequence[int], tracks: Tracks
) -> list[Course]:
    """Every line with the ways it takes. part_of: the part each row stands in."""
    row_of = {step.id: index for index, row in enumerate(rows) for step in row}

    def ways(source: Step, target: Step) -> tuple[tuple[Way, int], ...]:
        row, end = row_of[source.id], row_of[target.id]
        here, there = part_of[row], part_of[end]
        is_last = row + 1 == len(rows) or part_of[row + 1] != here
        below: Way = ("tail", here, 0) if is_last else ("gap", row + 1, 0)
        above: Way = ("gap", end, 0)
        if below == above:
            taken = [below]
        elif here == there:
            taken = [below, ("channel", target.lane, there), above]
        elif abs(here - there) == 1:
            taken = [below, ("gutter", max(here, there), 0), above]
        else:
            out, into = (here + 1, there) if here < there else (here, there + 1)
            taken = [below, ("gutter", out, 0), UNDER, ("gutter", into, 0), above]
        return tuple(tracks.take(way) for way in taken)

    found = []
    for step, following in zip(the_map.steps, the_map.steps[1:], strict=False):
        row, end = row_of[step.id], row_of[following.id]
        if row == end:
            found.append(Course(step, following, False, is_beside=True))
        elif step.lane == following.lane and part_of[row] == part_of[end]:
            found.append(Course(step, following, False))
        else:
            found.append(Course(step, following, False, ways(step, following)))
    by_id = {step.id: step for step in the_map.steps}
    arrivals: dict[str, int] = defaultdict(int)
    for step in the_map.steps:
        if step.kind != "decision":
            continue
        target = by_id.get(step.other)
        if target is None:
            found.append(Course(step, None, True))
            continue
        arrivals[target.id] += 1
        found.append(Course(step, target, True, ways(step, target), arrival=arrivals[target.id]))
    return found


def link(course: Course, boxes: Mapping[str, TextBox], starts: Mapping[Way, float]) -> Link:
    """The line drawn. starts: where the first track of each way runs."""
    source = boxes[course.source.id]
    wide = source.box.x1 - source.box.x0
    centre = (source.box.x0 + source.box.x1) / 2
    if course.target is None:
        x = centre + wide / 4
        return Link(source.id, "", ((x, source.box.y1), (x, source.box.y1 + 5)), is_other=True)
    target = boxes[course.target.id]
    hand_off = not course.is_other and course.source.lane != course.target.lane
    if course.is_beside:
        ends = (source.right, target.left)
        if target.box.x0 < source.box.x0:
            ends = (source.left, target.right)
        return Link(source.id, target.id, ends, course.is_other, hand_off)
    x, end = centre, (target.box.x0 + target.box.x1) / 2
    if course.is_other:
        x += wide / 4
        end -= (target.box.x1 - target.box.x0) / 4 - 9 * (course.arrival - 1)
    points: list[Point] = [(x, source.box.y1)]
    for index, (way, track) in enumerate(course.ways):
        at = starts[way] + TRACK * track
        last = points[-1]
        points.append((last[0], at) if index % 2 == 0 else (at, last[1]))
    points += [(end, points[-1][1])] if course.ways else []
    points.append((end, target.box.y0))
    return Link(source.id, target.id, tuple(points), course.is_other, hand_off)
