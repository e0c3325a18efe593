"""What a process map is made of: lanes, steps, lines; and which steps share a row."""

from collections.abc import Sequence
from dataclasses import dataclass

SIZE = 13.0
TRACK = 6.0
"""Room for each line that runs beside another."""

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
