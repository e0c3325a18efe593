"""Charts with limits: the centre line, its limits and what the rules make of them, phase by phase.

What is computed: `limits`. How a series is read is NOTES §4 of the reference: a missing period breaks the
moving range and an excluded point is stepped over; an excluded point is still compared with the limits; a
zero denominator is skipped; where limits can't be worked out there are none, and `no_limits` says why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import isfinite

from measures.spc import limits, patterns
from measures.spc.charts import CHARTS
from measures.spc.limits import NAN
from measures.spc.phases import base_of, spans
from measures.spc.rules import RULE_SETS
from measures.spc.runchart import TRIAL_BELOW, AlongCentre, along_centre, finite, finite_all, side_of
from measures.spc.types import Analysis, PhaseResult, PhaseSpec, RuleSet, Signal, Value

# Signals that begin at the same point stand in this order.
RULE_ORDER = ("outside_limits", "trend", "two_of_three", "shift")


def analyse(
    values: Sequence[Value],
    *,
    chart: str,
    denominators: Sequence[Value] = (),
    phases: Sequence[PhaseSpec] = (),
    exclude: Iterable[int] = (),
    rule_set: str,
) -> Analysis:
    """Analyse a chart with limits: xmr, i, c, u, up, p, pp, t or g (KeyError if `chart` is not known).

    values: shape (n,), as plotted: proportions and rates as ratios, with `denominators` of the same shape;
    counts on a C chart; what lies between one event and the next on T and G charts (higher = longer
    between). None, NaN and infinities are missing. phases: each has its own centre and limits, from its first
    `baseline` recorded, included points. exclude: left out of centre, limits and every pattern; still
    compared with the limits.

    A point without a usable denominator is treated as missing and named in `Analysis.skipped`. Limits are
    stored as worked out, also below 0 or above 1; a T chart whose lower limit would fall below 0 has no
    lower limit. Nothing is raised for any data.
    """
    series = _read(values, denominators, chart, exclude, rule_set)
    n = len(series.values)
    placed = spans(phases, n)
    lines = _Lines([None] * n, [None] * n, [None] * n, [None] * n, [None] * n, [None] * n)
    results: list[PhaseResult] = []
    signals: list[Signal] = []
    for index, (spec, first, last) in enumerate(placed):
        result, found = _analyse_phase(series, lines, index, spec, first, last)
        results.append(result)
        signals.extend(found)
    return Analysis(
        rule_set=series.rule_set,
        values=tuple(series.values),
        phases=tuple(results),
        centre=tuple(lines.centre),
        side=tuple(lines.side),
        signals=tuple(signals),
        excluded=series.excluded,
        specs=tuple(spec for spec, _, _ in placed),
        chart=chart,
        denominators=tuple(series.sizes),
        upper=tuple(lines.upper),
        lower=tuple(lines.lower),
        upper_2=tuple(lines.upper_2),
        lower_2=tuple(lines.lower_2),
        skipped=series.skipped,
    )


@dataclass(frozen=True, slots=True)
class _Series:
    chart: str
    values: list[Value]
    sizes: list[Value]
    """Denominators; empty on charts without."""
    excluded: frozenset[int]
    skipped: frozenset[int]
    rule_set: RuleSet


@dataclass(frozen=True, slots=True)
class _Lines:
    """One entry per position, filled in phase by phase."""

    centre: list[Value]
    side: list[int | None]
    upper: list[Value]
    lower: list[Value]
    upper_2: list[Value]
    lower_2: list[Value]


def _read(
    values: Sequence[Value], denominators: Sequence[Value], chart: str, exclude: Iterable[int], rule_set: str
) -> _Series:
    numbers = finite_all(values)
    n = len(numbers)
    sizes: list[Value] = []
    skipped: frozenset[int] = frozenset()
    if CHARTS[chart].has_denominators:
        given = finite_all(denominators[:n])
        given += [None] * (n - len(given))
        sizes = [size if size is not None and size > 0 else None for size in given]
        # Neither figure: nothing was recorded, which is a gap and nothing to warn of.
        skipped = frozenset(
            i for i in range(n) if sizes[i] is None and (numbers[i] is not None or given[i] is not None)
        )
        numbers = [None if sizes[i] is None else numbers[i] for i in range(n)]
    return _Series(
        chart=chart,
        values=numbers,
        sizes=sizes,
        excluded=frozenset(i for i in exclude if 0 <= i < n),
        skipped=skipped,
        rule_set=RULE_SETS[rule_set],
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """A phase's centre, and its limits: shape (positions of the phase,) each."""

    centre: float | None
    upper: list[Value]
    lower: list[Value]
    upper_2: list[Value]
    lower_2: list[Value]
    no_limits: str = ""
    vary: bool = False
    sigma_factor: float | None = None


def _analyse_phase(
    series: _Series, lines: _Lines, index: int, spec: PhaseSpec, first: int, last: int
) -> tuple[PhaseResult, list[Signal]]:
    """`index`: of the phase; `first` and `last`: its positions. Fills in its part of `lines`."""
    values, excluded, rule_set = series.values, series.excluded, series.rule_set
    recorded = [i for i in range(first, last + 1) if values[i] is not None]
    points = [i for i in recorded if i not in excluded] if excluded else recorded
    base, baseline_last = base_of(spec, points)
    fit = _fit(series, base, first, last)
    here = slice(first, last + 1)
    lines.centre[here] = [fit.centre] * (last + 1 - first)
    lines.upper[here], lines.lower[here] = fit.upper, fit.lower
    lines.upper_2[here], lines.lower_2[here] = fit.upper_2, fit.lower_2
    sides: dict[int, int] = {}
    if fit.centre is not None:
        for i in points:
            if (value := values[i]) is not None:
                lines.side[i] = sides[i] = side_of(value, fit.centre)

    found: list[Signal] = []
    if not fit.no_limits:
        found = [
            Signal("outside_limits", "points", *pattern, index)
            for pattern in patterns.outside(recorded, values, lines.lower, lines.upper)
        ]
    if rule_set.shift is None or rule_set.trend is None:
        along = along_centre(rule_set, sides, points, index)
    else:
        slots = [i for i in range(first, last + 1) if i not in excluded]
        close = () if fit.no_limits else _close(values, points, lines)
        along = _nhs_patterns(values, slots, sides, close, rule_set.trend, rule_set.shift, index)
    by_points = [signal for signal in along.signals if signal.scope == "points"]
    found = sorted([*found, *by_points], key=lambda signal: (signal.first, RULE_ORDER.index(signal.rule)))
    found.extend(signal for signal in along.signals if signal.scope == "phase")

    one_for_all = not fit.no_limits and not fit.vary and last >= first
    result = PhaseResult(
        first=first,
        last=last,
        centre=fit.centre,
        baseline_last=baseline_last,
        n_obs=len(points),
        n_useful=along.n_useful,
        longest_run=along.longest_run,
        longest_run_max=along.longest_run_max,
        n_crossings=along.n_crossings,
        n_crossings_min=along.n_crossings_min,
        n_crossings_max=along.n_crossings_max,
        runs_signal=bool(found),
        trial=len(base) < TRIAL_BELOW,
        n_base=len(base),
        upper=fit.upper[0] if one_for_all else None,
        lower=fit.lower[0] if one_for_all else None,
        limits_vary=fit.vary,
        no_limits=fit.no_limits,
        sigma_factor=fit.sigma_factor,
    )
    return result, found


def _nhs_patterns(
    values: Sequence[Value],
    slots: Sequence[int],
    sides: Mapping[int, int],
    close: Sequence[int],
    trend: int,
    shift: int,
    index: int,
) -> AlongCentre:
    """Trends, two of three and shifts of one phase. `longest_run` is the longest unbroken row; no crossings.

    slots, close: as in `patterns`. trend, shift: the lengths that count. index: of the phase.
    """
    rows = patterns.rows(slots, sides)
    found = [("shift", *row[:3]) for row in rows if row[3] >= shift]
    found += [("trend", *stretch) for stretch in patterns.trends(slots, values, trend)]
    found += [("two_of_three", *near) for near in patterns.two_of_three(slots, sides, close)]
    return AlongCentre(
        n_useful=sum(row[3] for row in rows),
        longest_run=max((row[3] for row in rows), default=None),
        longest_run_max=shift - 1 if rows else None,
        n_crossings=None,
        n_crossings_min=None,
        n_crossings_max=None,
        signals=[Signal(rule, "points", side, start, end, index) for rule, side, start, end in found],
    )


def _close(values: Sequence[Value], points: Sequence[int], lines: _Lines) -> list[int]:
    """The points near a limit: see `patterns.is_close`."""
    return [
        i
        for i in points
        if patterns.is_close(values[i], lines.lower[i], lines.lower_2[i], lines.upper_2[i], lines.upper[i])
    ]


def _fit(series: _Series, base: Sequence[int], first: int, last: int) -> _Fit:
    """Centre and limits from the base points; no limits where they would say nothing."""
    count = last + 1 - first
    nowhere: list[Value] = [None] * count
    if not base:
        return _Fit(None, nowhere, nowhere, nowhere, nowhere, "too_few")
    if CHARTS[series.chart].has_denominators:
        return _fit_by_denominator(series, base, first, last)

    feeding = [series.values[i] for i in range(first, base[-1] + 1) if i not in series.excluded]
    # Missing points stay in as NaN: no moving range is taken across one. Excluded ones are stepped over.
    worked = _ALIKE[series.chart]([_nan(value) for value in feeding])
    values = [value for value in feeding if value is not None]
    # Exact for a constant series, so that none of its points lies off the line.
    centre = values[0] if all(value == values[0] for value in values) else finite(worked.centre)
    no_limits = ""
    if len(base) < 2 or (series.chart in _MOVING and not _any_neighbours(feeding)):
        no_limits = "too_few"
    elif (series.chart == "t" and min(values) <= 0) or not isfinite(worked.upper - worked.lower):
        no_limits = "undefined"
    elif worked.upper <= worked.lower:
        no_limits = "constant"
    if no_limits:
        return _Fit(centre, nowhere, nowhere, nowhere, nowhere, no_limits)
    lower = None if series.chart == "t" and worked.lower <= 0 else worked.lower
    return _Fit(
        centre,
        [worked.upper] * count,
        [lower] * count,
        [finite(worked.upper_2)] * count,
        [finite(worked.lower_2)] * count,
    )


def _fit_by_denominator(series: _Series, base: Sequence[int], first: int, last: int) -> _Fit:
    """As `_fit`, on charts where each point's limits depend on its denominator."""
    chart, count = series.chart, last + 1 - first
    here = range(first, last + 1)
    # A position without a value has no part in any sum, whatever its denominator.
    sizes = [NAN if series.values[i] is None else _nan(series.sizes[i]) for i in here]
    events = [_events(_nan(series.values[i]), size) for i, size in zip(here, sizes, strict=True)]
    feeds = [i <= base[-1] and i not in series.excluded for i in here]
    prime = chart in _MOVING
    formula = limits.proportions if chart in ("p", "pp") else limits.rates
    values = [series.values[i] for i in base]
    alike = all(value == values[0] for value in values)
    # Exact for a constant series, so that none of its points lies off the line.
    given = values[0] if alike else None
    worked = formula(events, sizes, feeds, centre=given, prime=prime, screened=False, cut=False)
    centre = finite(worked.centre)
    upper, lower, upper_2, lower_2 = (
        [finite(line) for line in one] for one in (worked.upper, worked.lower, worked.upper_2, worked.lower_2)
    )
    feeding = [series.values[i] for i in here if i <= base[-1] and i not in series.excluded]
    no_limits = ""
    if len(base) < 2 or (prime and not _any_neighbours(feeding)):
        no_limits = "too_few"
    elif (alike and prime) or upper == lower:
        # Nowhere a width: it is 0 (no spread, or all or nothing of the cases), or it is no number at all.
        no_limits = "constant" if alike or isfinite(worked.upper[base[0] - first]) else "undefined"
    if no_limits:
        nowhere: list[Value] = [None] * count
        return _Fit(centre, nowhere, nowhere, nowhere, nowhere, no_limits)
    one_size = {size for i in here if (size := series.sizes[i]) is not None}
    if len(one_size) == 1:  # the same limits everywhere, also where nothing was recorded
        known = base[0] - first
        upper, lower, upper_2, lower_2 = ([line[known]] * count for line in (upper, lower, upper_2, lower_2))
    factor = finite(worked.sigma_factor) if prime else None
    return _Fit(centre, upper, lower, upper_2, lower_2, vary=len(one_size) > 1, sigma_factor=factor)


_MOVING = frozenset({"xmr", "i", "t", "up", "pp"})
"""Charts whose limits come from moving ranges."""

# Moving ranges are never screened: the NHS's own tools do not, and a reader sees the limits they would give.
_ALIKE: dict[str, Callable[[Sequence[float]], limits.Limits]] = {
    "xmr": partial(limits.xmr, screened=False),
    "i": partial(limits.individuals, screened=False),
    "t": partial(limits.times, screened=False),
    "c": partial(limits.counts, cut=False),
    "g": partial(limits.geometric, cut=False),
}


def _any_neighbours(feeding: Sequence[Value]) -> bool:
    """Whether two recorded points stand side by side."""
    return any(a is not None and b is not None for a, b in pairwise(feeding))


def _events(ratio: float, size: float) -> float:
    """What was counted, from the ratio plotted: a whole number wherever it is one but for rounding."""
    product = ratio * size
    if not isfinite(product):
        return product
    whole = round(product)
    return float(whole) if abs(product - whole) <= 1e-9 * max(1.0, abs(product)) else product


def _nan(value: Value) -> float:
    return NAN if value is None else value
