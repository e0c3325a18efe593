"""Answer a JSON case as qicharts2 0.8.1 would: how the engine is compared with a published one.

A case is `{"id": ..., "input": {...}}`, its answer `{"id": ..., "output": {...}}`. Positions are 1-based here,
as they are there, and so are its habits that the product does not share: k/0 is infinite and counts as a
point above the line, and the rules have no least number of points. `chart` says which chart; only "run" yet.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from measures.spc.rules import anhoej_crossings_min, anhoej_longest_run_max
from measures.spc.runchart import find_runs, median, side_of

NAN = math.nan


class CaseError(ValueError):
    """The case cannot be answered; its text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Subgroup:
    """All rows with one `x`. Missing numbers are NaN."""

    x: Any
    size: int
    """Rows with a y."""
    n: float | None
    """Sum of the denominators; None for a chart without."""
    y: float


@dataclass(frozen=True, slots=True)
class Case:
    """A checked input, its rows gathered into subgroups in order of x."""

    subgroups: list[Subgroup]
    part: list[int]
    """Phase of each subgroup, from 1."""
    baseline: list[bool]
    include: list[bool]
    cl: float | None
    multiply: float


def answer(case: Any) -> dict[str, Any]:
    """The answer to one case. Whatever is wrong with it is said in the answer; nothing is raised."""
    case_id = case.get("id") if isinstance(case, dict) else None
    if isinstance(case_id, float) and not math.isfinite(
        case_id
    ):  # 1e999: JSON could not hold it in the answer
        case_id = None
    try:
        output = _output(case)
    except CaseError as error:
        output = _failed(str(error))
    except Exception as error:  # one bad case must not cost the others their answers
        output = _failed(f"This case could not be worked out: {error}")
    return {"id": case_id, "output": output}


def _output(case: Any) -> dict[str, Any]:
    if not isinstance(case, dict) or not isinstance(case.get("input"), dict):
        raise CaseError("A case is an object with an id and an input, which is an object too.")
    chart = case["input"].get("chart")
    worker = CHARTS.get(chart) if isinstance(chart, str) else None
    if worker is None:
        raise CaseError(f"Chart {chart!r} is not known here. Use one of: {', '.join(CHARTS)}.")
    return worker(case["input"])


def _failed(text: str) -> dict[str, Any]:
    return {"status": "error", "error": text, "warnings": [], "messages": [], "points": None, "phases": None}


def run_chart(given: dict[str, Any]) -> dict[str, Any]:
    """A run chart with the Anhøj rules. Raises CaseError for an input that makes no sense."""
    if given.get("method") not in (None, "anhoej"):
        raise CaseError("The method must be anhoej.")
    case = read_case(given)
    n = len(case.subgroups)
    cl = [NAN] * n
    sides: list[int | None] = [None] * n
    phases = []
    for part in sorted(set(case.part)):
        positions = [i for i in range(n) if case.part[i] == part]
        centre = case.cl
        if centre is None:
            base = [case.subgroups[i].y for i in positions if case.baseline[i] and case.include[i]]
            found = median([y for y in base if not math.isnan(y)])
            centre = NAN if found is None else found
        for i in positions:
            cl[i] = centre
            if not math.isnan(case.subgroups[i].y - centre):  # Inf - Inf too has no side
                sides[i] = side_of(case.subgroups[i].y, centre)
        included = [i for i in positions if case.include[i]]
        phases.append(
            {
                "part": part,
                "first_index": positions[0] + 1,
                "last_index": positions[-1] + 1,
                "cl_first": _finite(centre * case.multiply),
                "n_obs": len(included),
                **_runs_analysis([(i, side) for i in included if (side := sides[i]) is not None]),
                "n_sigma_signals": 0,
            }
        )
    y = [subgroup.y * case.multiply for subgroup in case.subgroups]
    cl = [value * case.multiply for value in cl]
    nothing = [None] * n
    output: dict[str, Any] = {
        "status": "ok",
        "error": None,
        "warnings": [],
        "messages": [],
        "points": {
            "x": [subgroup.x for subgroup in case.subgroups],
            "index": list(range(1, n + 1)),
            "part": case.part,
            "baseline": case.baseline,
            "include": case.include,
            "subgroup_size": [subgroup.size for subgroup in case.subgroups],
            "n": [None if subgroup.n is None else _finite(subgroup.n) for subgroup in case.subgroups],
            "y": [_finite(value) for value in y],
            "cl": [_finite(value) for value in cl],
            "ucl": nothing,
            "lcl": nothing,
            "ucl_95": nothing,
            "lcl_95": nothing,
            "side": sides,
            "sigma_signal": [False] * n,
        },
        "phases": phases,
    }
    # A centre without any base point, or the median of an empty subgroup, is missing in the reference (NA);
    # only what was worked out and is not a number, or not finite, is named.
    empty_median = given.get("agg") == "median" and given.get("n") is None
    nonfinite = {
        "y": _nonfinite(y, name_nan=not empty_median),
        "cl": _nonfinite(cl, name_nan=False),
    }
    if named := {field: indexes for field, indexes in nonfinite.items() if indexes}:
        output["nonfinite"] = named
    return output


CHARTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"run": run_chart}


def read_case(given: dict[str, Any]) -> Case:
    """Check an input and gather its rows into subgroups. Raises CaseError, saying which field is wrong."""
    y = _numbers(given, "y")
    x = given.get("x")
    if x is None:
        x = list(range(1, len(y) + 1))
    if not isinstance(x, list) or len(x) != len(y):
        raise CaseError("x and y must be lists of the same length.")
    n = None if given.get("n") is None else _numbers(given, "n")
    if n is not None and len(n) == 1:
        n = n * len(y)
    if n is not None and len(n) != len(y):
        raise CaseError("n must be as long as y.")
    agg = given.get("agg", "mean")
    if agg not in ("mean", "median", None):
        raise CaseError("agg must be mean or median.")

    rows: dict[Any, list[int]] = {}
    for row, key in enumerate(x):
        if key is None:
            continue
        if isinstance(key, bool) or not isinstance(key, (int, float, str)) or key in (math.inf, -math.inf):
            raise CaseError("x must hold whole numbers or dates.")
        rows.setdefault(key, []).append(row)
    if not rows:
        raise CaseError("There are no points.")
    if len({isinstance(key, str) for key in rows}) > 1:
        raise CaseError("x must be all numbers or all dates.")
    subgroups = [_subgroup(key, rows[key], y, n, agg or "mean") for key in sorted(rows)]

    count = len(subgroups)
    parts = _positions(given, "part")
    freeze = None if parts else _one_number(given, "freeze")
    excluded = set(_positions(given, "exclude"))
    starts = sorted({part for part in parts if 0 < part < count})
    multiply = _one_number(given, "multiply")
    return Case(
        subgroups=subgroups,
        part=[1 + sum(1 for start in starts if position > start) for position in range(1, count + 1)],
        baseline=[freeze is None or position <= freeze for position in range(1, count + 1)],
        include=[position not in excluded for position in range(1, count + 1)],
        cl=_one_number(given, "cl"),
        multiply=1.0 if multiply is None else multiply,
    )


def _subgroup(key: Any, rows: Sequence[int], y: list[float], n: list[float] | None, agg: str) -> Subgroup:
    if n is None:
        values = [y[row] for row in rows if not math.isnan(y[row])]
        value = mean(values) if agg == "mean" else median(values)
        return Subgroup(key, len(values), None, NAN if value is None else value)
    both = [row for row in rows if not math.isnan(y[row]) and not math.isnan(n[row])]
    size = exact_sum([n[row] for row in both])
    return Subgroup(key, len(both), size, _divide(exact_sum([y[row] for row in both]), size))


def exact_sum(values: Sequence[float]) -> float:
    """The sum, rounded once. NaN for infinities of both signs; infinite when it is too big for a float."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        return sum(values)


def mean(values: Sequence[float]) -> float | None:
    """The mean; None for no values. Exact when all are equal, so that none of them lies off the mean."""
    if not values:
        return None
    if all(value == values[0] for value in values):
        return values[0]
    return exact_sum(values) / len(values)


def _divide(numerator: float, denominator: float) -> float:
    """As floating point has it, where Python raises: 0/0 is NaN, k/0 infinite."""
    if denominator:
        return numerator / denominator
    if not numerator or math.isnan(numerator):
        return NAN
    return math.copysign(math.inf, numerator)


def _runs_analysis(sides: list[tuple[int, int]]) -> dict[str, Any]:
    runs = find_runs(sides)
    n_useful = sum(run.length for run in runs)
    if not n_useful:
        return {
            "n_useful": 0,
            "longest_run": None,
            "longest_run_max": None,
            "n_crossings": None,
            "n_crossings_min": None,
            "runs_signal": False,
        }
    longest, longest_max = max(run.length for run in runs), anhoej_longest_run_max(n_useful)
    crossings, crossings_min = len(runs) - 1, anhoej_crossings_min(n_useful)
    return {
        "n_useful": n_useful,
        "longest_run": longest,
        "longest_run_max": longest_max,
        "n_crossings": crossings,
        "n_crossings_min": crossings_min,
        "runs_signal": longest > longest_max or crossings < crossings_min,
    }


def _finite(value: float) -> float | int | None:
    """The number as JSON can hold it: whole ones without a point, others that are not finite as null."""
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _nonfinite(values: Sequence[float], *, name_nan: bool) -> dict[str, str]:
    """1-based index → NaN, Inf or -Inf."""
    names = {}
    for index, value in enumerate(values, start=1):
        if math.isinf(value):
            names[str(index)] = "Inf" if value > 0 else "-Inf"
        elif math.isnan(value) and name_nan:
            names[str(index)] = "NaN"
    return names


def _number(field: str, value: Any) -> float:
    if value is None:
        return NAN
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CaseError(f"{field} must hold numbers or null.")
    try:
        return float(value)
    except OverflowError:
        raise CaseError(f"{field} holds a number too big to work with.") from None


def _numbers(given: dict[str, Any], field: str) -> list[float]:
    values = given.get(field)
    if not isinstance(values, list):
        raise CaseError(f"{field} must be a list of numbers.")
    return [_number(field, value) for value in values]


def _one_number(given: dict[str, Any], field: str) -> float | None:
    """A single number, also when it is written as a list of one; None where there is none."""
    value = given.get(field)
    if isinstance(value, list):
        if len(value) > 1:
            raise CaseError(f"{field} must be one number.")
        value = value[0] if value else None
    number = _number(field, value)
    return None if math.isnan(number) else number


def _positions(given: dict[str, Any], field: str) -> list[int]:
    values = given.get(field)
    if values is None:
        return []
    numbers = [_number(field, value) for value in (values if isinstance(values, list) else [values])]
    if any(not number.is_integer() for number in numbers):
        raise CaseError(f"{field} must hold whole numbers: positions from 1.")
    return [int(number) for number in numbers]
