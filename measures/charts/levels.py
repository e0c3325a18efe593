"""The lines of a chart: each phase's centre and limits, the target, and what stands at their ends."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from measures.charts.inks import TEXT_HINT, TEXT_KEY, TEXT_TARGET, Ink
from measures.series import ReaderSeries
from measures.spc.types import Analysis, PhaseResult, Value
from measures.values import displayed, format_target, format_value, plural
from measures.words import centre_word, month_label

LEAST_POINTS_FOR_A_LINE = 10
"""Below this a chart without a second phase has no centre line yet."""
NO_LIMITS_WORDS = {
    "too_few": "too few for limits",
    "constant": "no spread, no limits",
    "undefined": "no limits here",
}
REACH = 0.4
"""How far a line goes before its first and after its last position, in steps."""

Role = Literal["centre", "upper", "lower"]
NAMES = {"upper": "Upper limit", "lower": "Lower limit"}


@dataclass(frozen=True, slots=True)
class Level:
    """One line of one phase, over the positions `first` to `last`.

    values: one a position, as plotted; None where there is none, or none that says anything. heights: where it is
    drawn: the same, and along the edge of the possible where a limit that varies lies beyond. solid_to: the
    last position that a frozen centre was worked out from, `last` where nothing is frozen. name: "Mean 62%",
    with the newest value where it varies; "" where the newest lies beyond the possible. rests: what more to
    say under the name, such as "trial, 7 points".
    """

    role: Role
    phase: int
    first: int
    last: int
    values: tuple[Value, ...]
    heights: tuple[Value, ...]
    solid_to: int
    name: str
    rests: tuple[str, ...]
    is_newest: bool

    @property
    def end(self) -> float:
        """The newest value drawn."""
        return next(value for value in reversed(self.heights) if value is not None)

    def outlines(
        self, first: int, last: int, is_drawn: Callable[[float], bool] = lambda value: True
    ) -> list[list[tuple[float, float]]]:
        """The line from position `first` to `last` as runs of corners (position, value), a step where it moves.

        is_drawn: whether a value lies on the drawing; the line breaks where it does not.
        """
        runs: list[list[tuple[float, float]]] = []
        before = None
        shown = [(i, self.heights[i - self.first]) for i in range(max(first, self.first), last + 1)]
        for value, group in groupby(shown, key=lambda pair: pair[1]):
            positions = [i for i, _ in group]
            if value is None or not is_drawn(value):
                continue
            if before == positions[0] - 1:  # a step lies half-way between two positions
                runs[-1][-1] = (positions[0] - 0.5, runs[-1][-1][1])
                runs[-1].append((positions[0] - 0.5, value))
            else:
                runs.append([(positions[0] - REACH, value)])
            before = positions[-1]
            runs[-1].append((before + REACH, value))
        return runs


@dataclass(frozen=True, slots=True)
class EndLabel:
    """What stands at the right end of a line: its value as plotted, and lines of (words, ink, weight)."""

    value: float
    lines: tuple[tuple[str, Ink, int], ...]


def drawn_centre(analysis: Analysis, phase: int) -> float | None:
    """A phase's centre line where it is drawn, as plotted: a first phase alone waits until the rules start."""
    result = analysis.phases[phase]
    if result.last < result.first:
        return None
    if len(analysis.phases) == 1 and result.n_obs < LEAST_POINTS_FOR_A_LINE:
        return None
    return result.centre


def levels(series: ReaderSeries, analysis: Analysis) -> tuple[Level, ...]:
    """Every line that is drawn, phase by phase: the centre, then its limits."""
    made: list[Level] = []
    for index, phase in enumerate(analysis.phases):
        centre = drawn_centre(analysis, index)
        if centre is None:
            continue
        line = (centre,) * (phase.last - phase.first + 1)
        made.append(_level(series, analysis, index, "centre", line, line))
        for role, values in _limits(analysis, phase):
            telling = tuple(_telling(series, phase, role, value) for value in values)
            if any(value is not None for value in telling):
                made.append(_level(series, analysis, index, role, telling, values))
    return tuple(made)


def end_labels(series: ReaderSeries, drawn: tuple[Level, ...]) -> list[EndLabel]:
    """What stands at the right: the target, and the newest phase's lines."""
    made = []
    if series.target is not None:
        lines = [(f"Target {format_target(series)}", TEXT_TARGET, 650)]
        if series.target_on:
            lines.append((f"by {month_label(series.target_on)}", TEXT_TARGET, 400))
        made.append(EndLabel(series.target, tuple(lines)))
    for level in drawn:
        if level.is_newest and level.name:
            first = (level.name, *((TEXT_KEY, 650) if level.role == "centre" else (TEXT_HINT, 400)))
            made.append(EndLabel(level.end, (first, *((words, TEXT_HINT, 400) for words in level.rests))))
    return made


def _limits(analysis: Analysis, phase: PhaseResult) -> list[tuple[Role, tuple[Value, ...]]]:
    count = phase.last - phase.first + 1
    pairs: list[tuple[Role, Value, tuple[Value, ...]]] = [
        ("upper", phase.upper, analysis.upper),
        ("lower", phase.lower, analysis.lower),
    ]
    return [
        (role, varying[phase.first : phase.last + 1] if phase.limits_vary else (constant,) * count)
        for role, constant, varying in pairs
    ]


def _level(
    series: ReaderSeries,
    analysis: Analysis,
    index: int,
    role: Role,
    values: tuple[Value, ...],
    worked_out: tuple[Value, ...],
) -> Level:
    """worked_out: the values before those that say nothing were taken out."""
    phase = analysis.phases[index]
    solid_to = phase.last
    if role == "centre" and phase.baseline_last is not None and phase.baseline_last < phase.last:
        solid_to = phase.baseline_last
    edge = 0.0 if role == "lower" else 100 / series.scale
    heights = tuple(
        edge if value is None and found is not None else value
        for value, found in zip(values, worked_out, strict=True)
    )
    newest = max(i for i, height in enumerate(heights) if height is not None)
    name = NAMES[role] if role != "centre" else centre_word(analysis).capitalize()
    if role == "centre":
        rests = _rests_on(series, analysis, index)
    else:
        rests = (f"newest {series.noun}",) if role == "upper" and phase.limits_vary else ()
    end = values[newest]
    return Level(
        role=role,
        phase=index,
        first=phase.first,
        last=phase.last,
        values=values,
        heights=heights,
        solid_to=solid_to,
        name="" if end is None else f"{name} {format_value(series, end)}",
        rests=rests,
        is_newest=index == len(analysis.phases) - 1,
    )


def _rests_on(series: ReaderSeries, analysis: Analysis, index: int) -> tuple[str, ...]:
    """What a centre rests on, if there is something to say: "trial, 7 points", "first 12 months"."""
    phase, frozen = analysis.phases[index], analysis.specs[index].baseline
    said = []
    if phase.trial:
        said.append(f"trial, {plural(phase.n_base, 'point')}")
    elif frozen and phase.baseline_last is not None and phase.baseline_last < phase.last:
        said.append(f"first {plural(frozen, series.noun)}")
    if phase.no_limits:
        said.append(NO_LIMITS_WORDS[phase.no_limits])
    return tuple(said)


def _telling(series: ReaderSeries, phase: PhaseResult, role: Role, value: Value) -> Value:
    """A limit that is drawn; None for one that no figure of this kind could pass (DECISIONS 22)."""
    if value is None:
        return None
    if role == "upper":
        return None if series.data_kind == "proportion" and displayed(series, value) >= 100 else value
    figures = (series.points[i].value for i in range(phase.first, phase.last + 1))
    return value if value > 0 or any((figure or 0) < 0 for figure in figures) else None
