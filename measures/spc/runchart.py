"""Run charts: the median, the sides of it, the runs along it, and what the rules make of them.

Sources: as `rules`; the runs analysis agrees with qicharts2 0.8.1, the small-number handling is DECISIONS 24.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from measures.spc.limits import middle
from measures.spc.phases import base_of, spans
from measures.spc.rules import (
    PERLA_2011,
    PERLA_SHIFT,
    PERLA_TREND,
    RULE_SETS,
    anhoej_crossings_min,
    anhoej_longest_run_max,
    perla_runs_limits,
)
from measures.spc.types import Analysis, PhaseResult, PhaseSpec, RuleSet, Side, Signal, Value

TRIAL_BELOW = 12
"""A centre made from fewer recorded points than this is a trial one."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive points on one side of the centre, those on it passed over."""

    side: int
    """+1 above, -1 below."""
    first: int
    last: int
    length: int


@dataclass(frozen=True, slots=True)
class AlongCentre:
    """What the runs along a phase's centre are, their limits, and the signals made of them."""

    n_useful: int
    longest_run: int | None
    longest_run_max: int | None
    n_crossings: int | None
    n_crossings_min: int | None
    n_crossings_max: int | None
    signals: list[Signal]


@dataclass(frozen=True, slots=True)
class _Series:
    """What the analysis of one phase needs to know of the whole series."""

    values: tuple[Value, ...]
    excluded: frozenset[int]
    censored: frozenset[int]
    lowest_positive: float
    """Every censored value is known to lie under this one, and above 0."""
    rule_set: RuleSet


@dataclass(frozen=True, slots=True)
class _Phase:
    result: PhaseResult
    sides: dict[int, int]
    signals: list[Signal]
    trends: list[Signal]


def analyse(
    values: Sequence[Value],
    *,
    phases: Sequence[PhaseSpec] = (),
    exclude: Iterable[int] = (),
    rule_set: str = "anhoej",
    censored: Iterable[int] = frozenset(),
) -> Analysis:
    """Analyse a run chart: centre line, sides and signals, phase by phase.

    values: shape (n,), in time order, one entry per period, in the unit plotted; None, NaN and infinities are
    missing: they stay on the axis, and runs pass over them. phases: each has the median of its own base
    points (empty: one phase from 0; any order; positions before the earliest start belong to the earliest).
    exclude: indexes left out of the centre and of the runs. rule_set: a key of `RULE_SETS` (KeyError if not).

    censored: indexes whose value is hidden but known to lie above 0 and below every other positive value.
    The centre is then given only if every middle value it is made from is visible. A censored point lies
    below any centre at or above the lowest visible positive value, and above a centre of 0; if the centre or
    such a side cannot be known, the phase is `undetermined`: no centre, no sides, no signals.

    No data are refused: any length, all equal, all missing. There is no least number of points here;
    `measures.spc.status` says when it is too early.
    """
    hidden = frozenset(censored)
    shown = [None if i in hidden else value for i, value in enumerate(values)] if hidden else values
    numbers = tuple(finite_all(shown))
    n = len(numbers)
    series = _Series(
        values=numbers,
        excluded=frozenset(i for i in exclude if 0 <= i < n),
        censored=frozenset(i for i in hidden if 0 <= i < n),
        lowest_positive=min((v for v in numbers if v is not None and v > 0), default=math.inf),
        rule_set=RULE_SETS[rule_set],
    )
    placed = spans(phases, n)
    analysed = [
        _analyse_phase(series, index, spec, first, last) for index, (spec, first, last) in enumerate(placed)
    ]

    centre: list[float | None] = []
    side: list[int | None] = []
    for phase in analysed:
        for i in range(phase.result.first, phase.result.last + 1):
            centre.append(phase.result.centre)
            side.append(phase.sides.get(i))
    return Analysis(
        rule_set=series.rule_set,
        values=numbers,
        phases=tuple(phase.result for phase in analysed),
        centre=tuple(centre),
        side=tuple(side),
        signals=tuple(signal for phase in analysed for signal in phase.signals),
        trends=tuple(trend for phase in analysed for trend in phase.trends),
        excluded=series.excluded,
        censored=series.censored,
        specs=tuple(spec for spec, _, _ in placed),
    )


def median(values: Collection[float]) -> float | None:
    """The median; None for no values. Exact for ties: equal middle values give that very value."""
    return middle(sorted(values)) if values else None


def side_of(value: float, centre: float) -> int:
    """+1 above the centre, -1 below it, 0 on it."""
    return (value > centre) - (value < centre)


def find_runs(sides: Iterable[tuple[int, int]]) -> list[Run]:
    """Runs along the centre from (index, side) pairs in time order; points with side 0 are passed over."""
    runs = []
    running, first, last, length = 0, 0, 0, 0
    for i, side in sides:
        if not side:
            continue
        if side == running:
            last = i
            length += 1
            continue
        if length:
            runs.append(Run(running, first, last, length))
        running, first, last, length = side, i, i, 1
    if length:
        runs.append(Run(running, first, last, length))
    return runs


def along_centre(
    rule_set: RuleSet, sides: Mapping[int, int], points: Sequence[int], index: int
) -> AlongCentre:
    """Every run longer than its limit, and too few crossings or a wrong number of runs, in one phase.

    sides: by position, in time order; points with side 0 are passed over. points: positions of the phase's
    recorded, included points. index: of the phase. The limits are Perla's, or else Anhøj's.
    """
    runs = find_runs(sides.items())
    n_useful = sum(run.length for run in runs)
    run_max, crossings_min, crossings_max = _limits(rule_set, n_useful)
    longest = max((run.length for run in runs), default=None)
    crossings = len(runs) - 1 if runs else None

    signals = []
    if run_max is not None:
        for run in runs:
            if run.length > run_max:
                side: Side = "high" if run.side > 0 else "low"
                signals.append(Signal("shift", "points", side, run.first, run.last, index))
    if crossings is not None and (
        (crossings_min is not None and crossings < crossings_min)
        or (crossings_max is not None and crossings > crossings_max)
    ):
        rule = "runs" if rule_set is PERLA_2011 else "crossings"
        signals.append(Signal(rule, "phase", "none", points[0], points[-1], index))
    return AlongCentre(n_useful, longest, run_max, crossings, crossings_min, crossings_max, signals)


def find_trends(
    points: Iterable[tuple[int, Value]], length: int = PERLA_TREND
) -> list[tuple[Side, int, int]]:
    """Stretches of `length` or more values, each above (or each below) the one before.

    points: (index, value) in time order, missing ones left out; a value of None is known to exist but
    hidden, so nothing can be said across it. Successive equal values count once: a trend runs from the last
    of one block of equals to the first of another. Returns ("high" for rising or "low" for falling, first
    index, last index). One point may end one trend and begin the next.
    Source: Perla, Provost & Murray 2011.
    """
    found: list[tuple[Side, int, int]] = []
    heading, levels, first, last, tie_end = 0, 0, 0, 0, 0
    previous: Value = None
    for i, value in (*points, (-1, None)):
        step = 0 if value is None or previous is None else side_of(value, previous)
        goes_on = step == heading if step else value is not None and value == previous
        if not goes_on:
            if levels >= length:
                found.append(("high" if heading > 0 else "low", first, last))
            # The value before this one is the new stretch's first level; without a step this one is.
            heading, levels, first, last = step, (2 if step else 1), (tie_end if step else i), i
        elif step:
            levels += 1
            last = i
        tie_end = i
        previous = value
    return found


def finite(value: Value) -> Value:
    """A finite float, or None."""
    if value is None:
        return None
    try:
        number = float(value)
    except OverflowError:  # a whole number too big for a float
        return None
    return number if math.isfinite(number) else None


def finite_all(values: Sequence[Value]) -> list[Value]:
    """Each value as a finite float, or None."""
    if None not in values:
        try:
            numbers = [*map(float, cast(Sequence[float], values))]
        except OverflowError:
            pass
        else:
            if all(map(math.isfinite, numbers)):
                return [*numbers]
    return [finite(value) for value in values]


def _centre(series: _Series, base: Sequence[int]) -> tuple[float | None, bool]:
    """The median of the base points, and whether it is unknown because it would need a hidden value."""
    visible = sorted(v for i in base if (v := series.values[i]) is not None)
    n_hidden = len(base) - len(visible)
    if not n_hidden:
        return (middle(visible) if visible else None), False
    at_or_under_zero = sum(1 for v in visible if v <= 0)
    ordered = [*visible[:at_or_under_zero], *[None] * n_hidden, *visible[at_or_under_zero:]]
    middles = [ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]]
    known = [value for value in middles if value is not None]
    return (middle(known), False) if len(known) == 2 else (None, True)


def _sides(series: _Series, points: Sequence[int], centre: float) -> dict[int, int] | None:
    """Side of each point by index; None if a hidden point's side cannot be known."""
    sides = {}
    for i in points:
        value = series.values[i]
        if value is not None:
            sides[i] = side_of(value, centre)
        elif centre <= 0:
            sides[i] = 1
        elif centre >= series.lowest_positive:
            sides[i] = -1
        else:
            return None
    return sides


def _analyse_phase(series: _Series, index: int, spec: PhaseSpec, first: int, last: int) -> _Phase:
    """`index`: of the phase; `first` and `last`: its positions."""
    points = [
        i
        for i in range(first, last + 1)
        if i not in series.excluded and (series.values[i] is not None or i in series.censored)
    ]
    base, baseline_last = base_of(spec, points)
    centre, undetermined = _centre(series, base)
    sides = _sides(series, points, centre) if centre is not None else {}
    if sides is None:
        centre, undetermined, sides = None, True, {}
    found = along_centre(series.rule_set, sides, points, index)

    trends = []
    if series.rule_set is PERLA_2011:
        trends = [
            Signal("trend", "points", side, start, end, index)
            for side, start, end in find_trends((i, series.values[i]) for i in points)
        ]
    result = PhaseResult(
        first=first,
        last=last,
        centre=centre,
        baseline_last=baseline_last,
        n_obs=len(points),
        n_useful=found.n_useful,
        longest_run=found.longest_run,
        longest_run_max=found.longest_run_max,
        n_crossings=found.n_crossings,
        n_crossings_min=found.n_crossings_min,
        n_crossings_max=found.n_crossings_max,
        runs_signal=bool(found.signals),
        trial=len(base) < TRIAL_BELOW,
        undetermined=undetermined,
        n_base=len(base),
    )
    return _Phase(result, sides, found.signals, trends)


def _limits(rule_set: RuleSet, n_useful: int) -> tuple[int | None, int | None, int | None]:
    """Longest run, fewest and most crossings that are not a signal; None: that rule is not applied."""
    if not n_useful:
        return None, None, None
    if rule_set is not PERLA_2011:
        return anhoej_longest_run_max(n_useful), anhoej_crossings_min(n_useful), None
    runs = perla_runs_limits(n_useful)
    if runs is None:
        return PERLA_SHIFT - 1, None, None
    return PERLA_SHIFT - 1, runs[0] - 1, runs[1] - 1
