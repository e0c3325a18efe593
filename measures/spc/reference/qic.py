"""Run charts and charts with limits as qicharts2 0.8.1 has them, with the Anhøj rules."""

import math
from collections.abc import Callable, Container
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Any

from measures.spc import limits
from measures.spc.limits import NAN, Limits, PointLimits
from measures.spc.reference.given import (
    CaseError,
    finite,
    in_order,
    joined,
    numbers,
    one_number,
    one_of,
    positions,
    yes_or_no,
)
from measures.spc.reference.letters import letters_of, runs_of, sides_of
from measures.spc.rules import anhoej_crossings_min, anhoej_longest_run_max


@dataclass(slots=True)
class Subgroups:
    """Rows with one x are one subgroup: lists with an entry for each, in order of x."""

    x: list[Any]
    y: list[float]
    """Mean or median of its rows, or sum of numerators over sum of denominators."""
    size: list[int]
    """Rows with a value (and a denominator, where there are any)."""
    n: list[float] | None
    """Sums of denominators; None for a chart without."""
    sum: list[float]
    """Sums of the values: 0 for several rows without any, missing for a single one."""
    rows: list[list[float]]
    """The values themselves; empty where each subgroup is one row and they are `y`."""


@dataclass(slots=True)
class Phase:
    """A stretch of subgroups, and what the case says about its lines."""

    y: list[float]
    size: list[int]
    n: list[float]
    sum: list[float]
    rows: list[list[float]]
    feeds: list[bool]
    """Whether a point feeds the centre line and the limits."""
    centre: float | None
    screened: bool

    def base(self, values: list[float]) -> list[float]:
        """The values of the points that feed the lines."""
        return list(compress(values, self.feeds)) if False in self.feeds else values

    def of_rows(self, statistic: Callable[[list[float]], float]) -> list[float]:
        """A statistic of the values of each subgroup."""
        return list(map(statistic, self.rows or ([value] for value in self.y)))


Lines = tuple[list[float], Limits | PointLimits]
"""What is plotted, and the lines along it."""


def _run(phase: Phase) -> Lines:
    centre = limits.median(phase.base(phase.y)) if phase.centre is None else phase.centre
    return phase.y, Limits(centre, NAN, NAN, NAN, NAN)


def _i(phase: Phase) -> Lines:
    return phase.y, limits.individuals(phase.base(phase.y), centre=phase.centre, screened=phase.screened)


def _mr(phase: Phase) -> Lines:
    ranges = [NAN, *limits.moving_ranges(phase.y)]
    return ranges, limits.ranges(phase.base(ranges), centre=phase.centre)


def _t(phase: Phase) -> Lines:
    if any(value <= 0 for value in phase.y):
        raise CaseError("Times between events must be greater than zero.")
    return phase.y, limits.times(phase.base(phase.y), centre=phase.centre, screened=phase.screened)


def _c(phase: Phase) -> Lines:
    return phase.sum, limits.counts(phase.base(phase.sum), centre=phase.centre)


def _g(phase: Phase) -> Lines:
    return phase.y, limits.geometric(phase.base(phase.y), centre=phase.centre)


def _ratio(formula: Callable[..., PointLimits], *, prime: bool) -> Callable[[Phase], Lines]:
    def lines(phase: Phase) -> Lines:
        along = formula(
            phase.sum, phase.n, phase.feeds, centre=phase.centre, prime=prime, screened=phase.screened
        )
        return phase.y, along

    return lines


def _ip(phase: Phase) -> Lines:
    along = limits.i_prime(phase.y, phase.n, phase.feeds, centre=phase.centre, screened=phase.screened)
    return phase.y, along


def _xbar(phase: Phase) -> Lines:
    means, deviations = phase.of_rows(limits.mean), phase.of_rows(limits.standard_deviation)
    return phase.y, limits.xbar(phase.size, means, deviations, phase.feeds, centre=phase.centre)


def _s(phase: Phase) -> Lines:
    deviations = phase.of_rows(limits.standard_deviation)
    return deviations, limits.deviations(phase.size, deviations, phase.feeds, centre=phase.centre)


CHARTS: dict[str, Callable[[Phase], Lines]] = {
    "run": _run,
    "i": _i,
    "mr": _mr,
    "xbar": _xbar,
    "s": _s,
    "t": _t,
    "c": _c,
    "u": _ratio(limits.rates, prime=False),
    "up": _ratio(limits.rates, prime=True),
    "p": _ratio(limits.proportions, prime=False),
    "pp": _ratio(limits.proportions, prime=True),
    "g": _g,
    "ip": _ip,
}


def chart(given: dict[str, Any]) -> dict[str, Any]:
    """One chart, analysed. Raises CaseError for an input that makes no sense."""
    name, agg = given["chart"], one_of(given, "agg", ("mean", "median"))
    one_of(given, "method", ("anhoej",))
    subgroups = read_subgroups(given, agg)
    if name == "ip" and subgroups.n is None:
        subgroups.n = list(map(float, subgroups.size))
    count = len(subgroups.x)
    starts, baseline, include = _positions(given, count)
    feeds = include if False not in baseline else list(map(bool.__and__, baseline, include))
    centre, multiply = one_number(given, "cl"), one_number(given, "multiply")
    factor = 1.0 if multiply is None else multiply
    screened = yes_or_no(given, "screen_mr")

    columns, phases = [], []
    for index, (first, end) in enumerate(pairwise([*starts, count]), start=1):
        phase = _phase(subgroups, slice(first, end), feeds, centre, screened=screened)
        values, along = CHARTS[name](phase)
        letters = letters_of(values, along.centre)
        points = _points(index, values, along, factor)
        points["side"] = sides_of(letters)
        columns.append(points)
        counted = include[first:end]
        if False in counted:
            letters = "".join(compress(letters, counted))
        phases.append(
            {
                "part": index,
                "first_index": first + 1,
                "last_index": end,
                "cl_first": finite(points["cl"][:1])[0],
                "n_obs": len(letters),
                **_runs_analysis(letters, can_signal=name != "mr"),
                "n_sigma_signals": points["sigma_signal"].count(True),
            }
        )
    points = joined(columns)
    # Some numbers are missing in the reference (NA), others could not be worked out (NaN): it names the latter.
    # Missing: a range before the first point, an empty subgroup's median, sum or deviation, a median of nothing.
    of_nothing = name in ("c", "s") or (agg == "median" and given.get("n") is None)
    names = {
        "y": _nonfinite(points["y"], range(count) if of_nothing else starts if name == "mr" else ()),
        "cl": _nonfinite(points["cl"], range(count) if name in ("run", "g") else ()),
    }
    output: dict[str, Any] = {
        "status": "ok",
        "error": None,
        "warnings": [],
        "messages": _messages(name, subgroups, agg),
        "points": {
            "x": subgroups.x,
            "index": list(range(1, count + 1)),
            "baseline": baseline,
            "include": include,
            "subgroup_size": subgroups.size,
            "n": [None] * count if subgroups.n is None else finite(subgroups.n),
            **points,
            "y": finite(points["y"]),
            "cl": finite(points["cl"]),
        },
        "phases": phases,
    }
    if named := {field: indexes for field, indexes in names.items() if indexes}:
        output["nonfinite"] = named
    return output


def read_subgroups(given: dict[str, Any], agg: str) -> Subgroups:
    """Check the rows and gather them into subgroups. Raises CaseError, saying which field is wrong."""
    y = numbers(given, "y")
    x = given.get("x")
    if x is None:
        x = list(range(1, len(y) + 1))
    if not isinstance(x, list) or len(x) != len(y):
        raise CaseError("x and y must be lists of the same length.")
    n = None if given.get("n") is None else numbers(given, "n")
    if n is not None and len(n) == 1:
        n = n * len(y)
    if n is not None and len(n) != len(y):
        raise CaseError("n must be as long as y.")
    if in_order(x) and n is None:
        return Subgroups(x, y, _sizes(y), None, y, [])

    rows = _rows_by_x(x)
    keys = sorted(rows)
    if n is None:
        values = [[y[row] for row in rows[key]] for key in keys]
        each = list(map(limits.mean if agg == "mean" else limits.median, values))
        denominators = None
    else:
        lost = [math.isnan(value) or math.isnan(of) for value, of in zip(y, n, strict=True)]
        values = [[NAN if lost[row] else y[row] for row in rows[key]] for key in keys]
        denominators = [limits.exact_sum([n[row] for row in rows[key] if not lost[row]]) for key in keys]
        each = list(map(limits.divide, map(limits.total, values), denominators))
    return Subgroups(
        x=keys,
        y=each,
        size=[len(limits.known(some)) for some in values],
        n=denominators,
        sum=[some[0] if len(some) == 1 else limits.total(some) for some in values],
        rows=values,
    )


def _rows_by_x(x: list[Any]) -> dict[Any, list[int]]:
    rows: dict[Any, list[int]] = {}
    for row, key in enumerate(x):
        if key is None or key != key:
            continue
        if isinstance(key, bool) or not isinstance(key, (int, float, str)) or key in (math.inf, -math.inf):
            raise CaseError("x must hold whole numbers or dates.")
        rows.setdefault(key, []).append(row)
    if not rows:
        raise CaseError("There are no points.")
    if len({isinstance(key, str) for key in rows}) > 1:
        raise CaseError("x must be all numbers or all dates.")
    return rows


def _sizes(y: list[float]) -> list[int]:
    if math.isfinite(sum(y)):
        return [1] * len(y)
    return [0 if math.isnan(value) else 1 for value in y]


def _positions(given: dict[str, Any], count: int) -> tuple[list[int], list[bool], list[bool]]:
    """Where phases start (from 0), and of each point whether it belongs to the baseline and is included."""
    parts, excluded = positions(given, "part"), positions(given, "exclude")
    starts = [0, *sorted({part for part in parts if 0 < part < count})]
    freeze = None if parts else one_number(given, "freeze")
    baseline, include = [True] * count, [True] * count
    if freeze is not None:
        baseline = [position <= freeze for position in range(1, count + 1)]
    for position in excluded:
        if 0 < position <= count:
            include[position - 1] = False
    return starts, baseline, include


def _phase(
    subgroups: Subgroups, span: slice, feeds: list[bool], centre: float | None, *, screened: bool
) -> Phase:
    y, size = subgroups.y[span], subgroups.size[span]
    return Phase(
        y=y,
        size=size,
        n=[NAN] * len(y) if subgroups.n is None else subgroups.n[span],
        sum=subgroups.sum[span],
        rows=subgroups.rows[span],
        feeds=feeds[span],
        centre=centre,
        screened=screened,
    )


def _points(
    index: int, values: list[float], along: Limits | PointLimits, factor: float
) -> dict[str, list[Any]]:
    """Columns of one phase: what is plotted and its lines times a factor, and what lies strictly beyond them.

    A limit that is not finite is none; `y` and `cl` are left as worked out.
    """
    n = len(values)
    y = values if factor == 1 else [value * factor for value in values]
    if isinstance(along, Limits):
        lines = [line * factor for line in along]
        _, ucl, lcl, ucl_95, lcl_95 = ([line] * n for line in finite(lines))
        inside = max(y) <= lines[1] and min(y) >= lines[2]
    else:
        ucl, lcl, ucl_95, lcl_95 = (finite([value * factor for value in line]) for line in along[1:5])
        inside = False
    return {
        "part": [index] * n,
        "y": y,
        "cl": [along.centre * factor] * n,
        "ucl": ucl,
        "lcl": lcl,
        "ucl_95": ucl_95,
        "lcl_95": lcl_95,
        "sigma_signal": [False] * n if inside else list(map(_is_outside, y, ucl, lcl)),
    }


def _is_outside(value: float, upper: float | None, lower: float | None) -> bool:
    return (upper is not None and value > upper) or (lower is not None and value < lower)


def _runs_analysis(letters: str, *, can_signal: bool) -> dict[str, Any]:
    """The Anhøj rules along one phase, from the sides of its included points."""
    runs = runs_of(letters)
    if not runs:
        return {
            "n_useful": 0,
            "longest_run": None,
            "longest_run_max": None,
            "n_crossings": None,
            "n_crossings_min": None,
            "runs_signal": False,
        }
    lengths = list(map(len, runs))
    n_useful, longest, crossings = sum(lengths), max(lengths), len(runs) - 1
    longest_max, crossings_min = anhoej_longest_run_max(n_useful), anhoej_crossings_min(n_useful)
    return {
        "n_useful": n_useful,
        "longest_run": longest,
        "longest_run_max": longest_max,
        "n_crossings": crossings,
        "n_crossings_min": crossings_min,
        "runs_signal": can_signal and (longest > longest_max or crossings < crossings_min),
    }


def _messages(name: str, subgroups: Subgroups, agg: str) -> list[str]:
    if name in ("run", "i") and subgroups.n is None and subgroups.rows and max(subgroups.size) > 1:
        return [f"Subgroup size > 1. Data have been aggregated using {agg}()."]
    return []


def _nonfinite(column: list[float], missing: Container[int]) -> dict[str, str]:
    """1-based index → NaN, Inf or -Inf, but for NaN at the (0-based) indexes where a number is missing."""
    if math.isfinite(sum(column)):
        return {}
    names = {}
    for index, value in enumerate(column):
        if math.isinf(value):
            names[str(index + 1)] = "Inf" if value > 0 else "-Inf"
        elif math.isnan(value) and index not in missing:
            names[str(index + 1)] = "NaN"
    return names
