"""A project's process as the page and the drawing need it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ftc_qi.pages.diagrams.process_parts import ProcessMap, Step
from measures.values import plural
from projects.actions.process import hand_offs
from projects.models import ProcessLane, ProcessStep


@dataclass(frozen=True, slots=True)
class Row:
    """A step in the list. other: number of the step its other answer leads to; None is the end."""

    step: ProcessStep
    number: int
    is_hand_off: bool
    other: int | None
    is_first: bool
    is_last: bool

    @property
    def next_number(self) -> int | None:
        return None if self.is_last else self.number + 1


def rows_of(steps: Sequence[ProcessStep]) -> list[Row]:
    """Every step with its number and what the list says of it. `lane` and `other_step` are loaded."""
    numbers = {step.pk: number for number, step in enumerate(steps, start=1)}
    return [
        Row(
            step=step,
            number=number,
            is_hand_off=number > 1 and steps[number - 2].lane_id != step.lane_id,
            other=numbers.get(step.other_step_id or 0),
            is_first=number == 1,
            is_last=number == len(steps),
        )
        for number, step in enumerate(steps, start=1)
    ]


def sentence(steps: Sequence[ProcessStep]) -> str:
    """ "9 steps, 3 hand-offs, 2 waits."."""
    waits = sum(step.kind == ProcessStep.Kind.WAIT for step in steps)
    parts = [plural(len(steps), "step"), plural(hand_offs(steps), "hand-off"), plural(waits, "wait")]
    return f"{', '.join(parts)}."


def map_of(steps: Sequence[ProcessStep], lanes: Sequence[ProcessLane]) -> ProcessMap:
    """As the drawing takes it."""
    places = {lane.pk: index for index, lane in enumerate(lanes)}
    shown = {step.pk for step in steps}
    return ProcessMap(
        tuple(lane.name for lane in lanes),
        tuple(
            Step(
                id=f"step-{step.pk}",
                number=number,
                text=step.text,
                lane=places[step.lane_id],
                kind=step.kind,
                duration=step.duration,
                next_label=step.next_label,
                other_label=step.other_label,
                other=f"step-{step.other_step_id}" if step.other_step_id in shown else "",
            )
            for number, step in enumerate(steps, start=1)
        ),
    )


def described(steps: Sequence[ProcessStep]) -> str:
    """The map read out: each step with who does it."""
    if not steps:
        return "A process map without steps yet."
    said = (f"{number}. {step.lane.name}: {step.text}." for number, step in enumerate(steps, start=1))
    return f"A process map: {sentence(steps)} {' '.join(said)}"
