"""A ramp of PDSA cycles as a staircase: each test a step, as high as the test is big. Plain values in, SVG out.

Steps that follow each other make a flight; where a ramp branches, the branch is a flight of its own, beside the
first or below it. Every step holds its words: nothing is cut short.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ftc_qi.pages.diagrams.boxes import PINE, Line, drawing, linked, wrap
from measures.charts.draw import Box, Canvas
from measures.charts.inks import CYCLE, FLAG, TEXT, TEXT_FLAG, TEXT_HINT, TEXT_KEY

WIDTH = 1088.0
PER_ROW = 6
WIDEST = 300.0
GAP = 28.0
RISE = 34.0
BETWEEN_ROWS = 28.0
FLAG_WIDTH = 30.0
PADDING = 6.0
LABEL = "The ramp as a drawing. The same stands as a list of cycles."


@dataclass(frozen=True, slots=True)
class Step:
    """One test. decision: what was decided, or where it stands. size: 1–5, None where not said. follows: number of
    the cycle before it, whether it is on this ramp or not. url: its page; "" for none."""

    number: int
    title: str
    scale: str = ""
    decision: str = ""
    size: int | None = None
    follows: int | None = None
    url: str = ""

    @property
    def words(self) -> str:
        """The step read out."""
        parts = (f"Cycle {self.number}: {self.title}", self.scale, self.decision)
        return ". ".join(part.rstrip(".") for part in parts if part) + "."


@dataclass(frozen=True, slots=True)
class Placed:
    """A step on the drawing. tread: its level line, from left to right. ground: the bottom of its riser."""

    step: Step
    tread: tuple[float, float, float]
    ground: float
    above: list[Line]
    below: list[Line]

    @property
    def words_box(self) -> Box:
        """What its words and its flag fill."""
        x0, x1, y = self.tread
        return Box(x0, y - _height(self.above) - PADDING, x1, y + _height(self.below) + PADDING)


@dataclass(frozen=True, slots=True)
class Staircase:
    """All steps placed, flight by flight."""

    flights: list[list[Placed]]
    height: float

    @property
    def steps(self) -> list[Placed]:
        return [placed for flight in self.flights for placed in flight]


# --- which steps follow each other -----------------------------------------------------------------------


def flights_of(steps: Iterable[Step]) -> list[list[Step]]:
    """Steps in flights of at most PER_ROW. From each first step the longest way up comes first; branches after it."""
    rows = sorted(steps, key=lambda step: step.number)
    numbers = {step.number for step in rows}
    after: dict[int, list[Step]] = {}
    for step in rows:
        if step.follows in numbers:
            after.setdefault(step.follows, []).append(step)  # type: ignore[arg-type]
    lengths: dict[int, int] = {}
    waiting = [step for step in rows if step.follows not in numbers]
    flights, placed = [], set()
    # A ring, which the writes refuse, has no first step; its steps still stand somewhere.
    for first in [*waiting, *rows]:
        branches = [first]
        while branches:
            now: Step | None = branches.pop(0)
            flight: list[Step] = []
            while now is not None and now.number not in placed:
                placed.add(now.number)
                flight.append(now)
                following = sorted(
                    after.get(now.number, []), key=lambda other: -_length(other, after, lengths, set())
                )
                branches += following[1:]
                now = following[0] if following else None
            flights += [flight[at : at + PER_ROW] for at in range(0, len(flight), PER_ROW)]
    return flights


def _length(step: Step, after: dict[int, list[Step]], known: dict[int, int], seen: set[int]) -> int:
    """How many steps the longest way on from here has."""
    if step.number in seen:
        return 0
    if step.number not in known:
        ways = (_length(other, after, known, seen | {step.number}) for other in after.get(step.number, []))
        known[step.number] = 1 + max(ways, default=0)
    return known[step.number]


def levels_of(flight: Sequence[Step]) -> list[int]:
    """How high each step stands: by size where it is known, else one above the step before."""
    levels: list[int] = []
    for step in flight:
        levels.append(step.size or (levels[-1] + 1 if levels else 1))
    return levels


# --- where they stand ------------------------------------------------------------------------------------


def place(steps: Iterable[Step]) -> Staircase:
    """Every step on its place; the drawing is WIDTH wide and as high as its words need."""
    rows = _rows(flights_of(steps))
    floor = min((level for row in rows for flight in row for level in levels_of(flight)), default=0)
    flights: list[list[Placed]] = []
    y = 0.0
    for row in rows:
        flights += _row(row, y + BETWEEN_ROWS if flights else y, floor)
        y = flights[-1][-1].ground
    return Staircase(flights, y)


def _rows(flights: list[list[Step]]) -> list[list[list[Step]]]:
    rows: list[list[list[Step]]] = []
    for flight in flights:
        if rows and sum(map(len, rows[-1])) + len(flight) <= PER_ROW:
            rows[-1].append(flight)
        else:
            rows.append([flight])
    return rows


def _row(row: list[list[Step]], top: float, floor: int) -> list[list[Placed]]:
    """Flights beside each other on one ground, which is as low as the smallest test of the whole ramp."""
    room = (WIDTH - GAP * (len(row) - 1)) / sum(map(len, row))
    width = min(room, WIDEST)
    words = [[_words(step, width, is_first=at == 0) for at, step in enumerate(flight)] for flight in row]
    rises = [[(level - floor) * RISE for level in levels_of(flight)] for flight in row]
    flat = [
        (*lines, rise) for pair in zip(words, rises, strict=True) for lines, rise in zip(*pair, strict=True)
    ]
    base = max(top + _height(above) + PADDING + rise for above, _, rise in flat)
    needed = (_height(below) - rise for _, below, rise in flat)
    ground = base + max(_height([]), *needed) + 2 * PADDING
    placed: list[list[Placed]] = []
    x = 0.0
    for flight, lines, up in zip(row, words, rises, strict=True):
        placed.append([])
        for step, (above, below), rise in zip(flight, lines, up, strict=True):
            placed[-1].append(Placed(step, (x, x + width, base - rise), ground, above, below))
            x += width
        x += GAP
    return placed


def _words(step: Step, width: float, *, is_first: bool) -> tuple[list[Line], list[Line]]:
    """The lines above the step's level and those below it."""
    beside_flag = width - FLAG_WIDTH - 2 * PADDING
    above = []
    if is_first and step.follows is not None:
        above += [
            Line(text, 12, 400, TEXT_HINT) for text in wrap(f"after cycle {step.follows}", beside_flag, 12)
        ]
    above += [Line(text, 14, 600, TEXT_KEY) for text in wrap(step.title, beside_flag, 14, 600)]
    inside = width - 2 * PADDING
    below = [Line(text, 13, 400, TEXT) for text in wrap(step.scale, inside, 13)]
    below += [Line(text, 13, 650, TEXT_KEY) for text in wrap(step.decision, inside, 13, 650)]
    return above, below


def _height(lines: list[Line]) -> float:
    """How high lines are; above a step at least as high as its flag."""
    return max(sum(line.size * 1.32 for line in lines), 22.0)


# --- drawing ---------------------------------------------------------------------------------------------


def ramp_of(steps: Iterable[Step]) -> SafeString:
    """The ramp for a page: its steps are links to their cycles."""
    staircase = place(steps)
    canvas = Canvas(WIDTH, staircase.height + 2)
    for placed in staircase.steps:
        _draw_step(canvas, placed)
    for flight in staircase.flights:
        corners = [(x, y) for x0, x1, y in (placed.tread for placed in flight) for x in (x0, x1)]
        canvas.polyline(corners, PINE, 2.5)
    return drawing(canvas, LABEL)


def _draw_step(canvas: Canvas, placed: Placed) -> None:
    x0, x1, y = placed.tread
    part = Canvas(canvas.width, canvas.height)
    part.rect(x0, y, x1 - x0, placed.ground - y, CYCLE)
    flag_y = y - 14
    left = x0 + 3
    part.polygon(
        [
            (left, flag_y - 11),
            (left + 21, flag_y - 11),
            (left + 27, flag_y),
            (left + 21, flag_y + 11),
            (left, flag_y + 11),
        ],
        FLAG,
    )
    part.text(left + 11, flag_y + 4.5, str(placed.step.number), TEXT_FLAG, 13, "middle", 700)
    line_y = y - 9.5
    for line in reversed(placed.above):
        part.text(x0 + FLAG_WIDTH + PADDING, line_y, line.text, line.ink, line.size, "start", line.weight)
        line_y -= line.size * 1.32
    line_y = y + PADDING
    for line in placed.below:
        part.text(
            x0 + PADDING, line_y + line.size * 0.97, line.text, line.ink, line.size, "start", line.weight
        )
        line_y += line.size * 1.32
    linked(canvas, placed.step.url, placed.step.words, part.parts)
    canvas.labels += part.labels
