"""XmR charts with the NHS "Making Data Count" rules as NHSRplotthedots 0.2.2 has them.

A missing value ends every pattern. Where the reference stops at one, this goes on.
"""

import math
import re
from itertools import compress, pairwise
from operator import gt
from typing import Any

from measures.spc import limits
from measures.spc.limits import Limits
from measures.spc.reference.given import (
    CaseError,
    finite,
    in_order,
    joined,
    numbers,
    one_number,
    one_of,
    yes_or_no,
)
from measures.spc.reference.letters import letters_of, sides_of

SHORT = 13
"""A phase with fewer points is short."""
FEWEST_FIXED = 12
SHORT_WARNING = (
    "Some groups have 'n < 12' observations. These have trial limits, which will be revised with each "
    "additional observation until 'n = fix_after_n_points' has been reached."
)

COMMON = "Common Cause"
OUTSIDE = {"H": "Above UCL", "L": "Below LCL"}
TREND = {"U": "7 Point Trend (Increasing)", "D": "7 Point Trend (Decreasing)"}
TWO_IN_THREE = {"H": "2 in 3 Above CL", "L": "2 in 3 Below CL"}
SHIFT = {"H": "7 Points Above CL", "L": "7 Points Below CL"}

SHIFTS = re.compile(r"H{7,}|L{7,}")
TRENDS = re.compile(r"U{6,}|D{6,}")
"""Six steps up or down are seven points."""
SIX_RISES, SIX_OTHERS = bytes([True] * 6), bytes([False] * 6)
"""Without either among the steps there is no trend: quick to look for, and mostly neither is there."""
STEPS_APART = re.compile(r"U{6,}(?==(U{6}|D{6}))")
"""A rise whose last point equals the first of another trend."""


def _point_types(high: str, low: str) -> dict[str, str]:
    high_types, low_types = (
        [OUTSIDE[side], TREND[step], TWO_IN_THREE[side], SHIFT[side]] for side, step in ("HU", "LD")
    )
    return {COMMON: "common_cause", **dict.fromkeys(high_types, high), **dict.fromkeys(low_types, low)}


POINT_TYPES = {
    "increase": _point_types("special_cause_improvement", "special_cause_concern"),
    "decrease": _point_types("special_cause_concern", "special_cause_improvement"),
    "neutral": _point_types("special_cause_neutral_high", "special_cause_neutral_low"),
}
"""By direction of improvement, what each special cause is called."""


def chart(given: dict[str, Any]) -> dict[str, Any]:
    """One chart, analysed. Raises CaseError for an input that makes no sense."""
    direction = one_of(given, "improvement_direction", tuple(POINT_TYPES))
    target, fixed = one_number(given, "target"), one_number(given, "fix_after_n_points")
    if fixed is not None and fixed < FEWEST_FIXED:
        raise CaseError(f"fix_after_n_points must be {FEWEST_FIXED} or more.")
    screened = yes_or_no(given, "screen_outliers")
    dates, values = _in_order_of_date(given)
    count = len(dates)
    feeding = count if fixed is None else int(min(fixed, count))
    starts = _starts(given, dates)
    # The reference counts the re-bases so far: one at the first point makes the first phase number 1.
    first_number = int(0 in starts)

    columns, phases = [], []
    for index, (first, end) in enumerate(pairwise(sorted({0, *starts, count})), start=first_number):
        some = values[first:end]
        lines = limits.xmr(some[:feeding], screened=screened)
        points, summary = _phase(index, some, lines, POINT_TYPES[direction])
        columns.append(points)
        phases.append(summary)
    points = joined(columns)
    last_cause, last_type = points["special_cause_type"][-1], points["point_type"][-1]
    assurance = _assurance(target, lines, direction)
    return {
        "status": "ok",
        "error": None,
        "warnings": [SHORT_WARNING] if any(phase["short_phase"] for phase in phases) else [],
        "messages": [],
        "points": {"date": dates, "value": finite(values), **points},
        "phases": phases,
        "last_point_type": last_type,
        "variation_icon": _variation(last_cause, last_type),
        "assurance_icon": None if assurance is None else assurance.removeprefix("consistent_"),
        "assurance_type": assurance,
    }


def _phase(
    index: int, values: list[float], lines: Limits, named: dict[str, str]
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Columns of one phase, and its summary. named: one of POINT_TYPES."""
    n = len(values)
    short = n < SHORT
    mean, upl, lpl, *_ = finite(list(lines))
    letters = letters_of(values, lines.centre)
    outside, close = _beyond(values, letters, lines)
    causes, special, types = [COMMON] * n, [False] * n, ["common_cause"] * n
    found = special_causes(values, letters, outside, close)
    for i, cause in found.items():
        causes[i], special[i], types[i] = cause, True, named[cause]
    kinds = [named[cause] for cause in found.values()]
    points: dict[str, list[Any]] = {
        "phase": [index] * n,
        "mean": [mean] * n,
        "lpl": [lpl] * n,
        "upl": [upl] * n,
        "relative_to_mean": sides_of(letters),
        "outside_limits": outside,
        "close_to_limits": close,
        "special_cause_type": causes,
        "special_cause": special,
        "point_type": types,
        "short_phase": [short] * n,
    }
    summary = {
        "phase": index,
        "n": n,
        "mean": mean,
        "lpl": lpl,
        "upl": upl,
        "n_common": n - len(kinds),
        "n_improvement": kinds.count("special_cause_improvement"),
        "n_concern": kinds.count("special_cause_concern"),
        "n_neutral_high": kinds.count("special_cause_neutral_high"),
        "n_neutral_low": kinds.count("special_cause_neutral_low"),
        "short_phase": short,
    }
    return points, summary


def special_causes(
    values: list[float], letters: str, outside: list[bool | None], close: list[bool | None]
) -> dict[int, str]:
    """Position → what the four rules call the point: the first of them that fits it. No entry: common cause.

    values: of one phase in time order, NaN where missing; letters: their sides of the mean, as `letters_of` has
    them; outside, close: as `_beyond` has them. All of one length.
    """
    causes: dict[int, str] = {}  # the weakest rule writes first, and stronger ones over it
    if "HHHHHHH" in letters or "LLLLLLL" in letters:
        for shift in SHIFTS.finditer(letters):
            causes |= dict.fromkeys(range(*shift.span()), SHIFT[shift[0][0]])

    if True in close:
        for i, j in pairwise(compress(range(len(close)), close)):
            # Three points in a row on one side, two of them close: these and a neighbour, or the one between.
            side = letters[i]
            if j - i <= 2 and letters[j] == side and side * 3 in letters[max(i - 1, 0) : j + 2]:
                causes[i] = causes[j] = TWO_IN_THREE[side]

    rises = bytes(map(gt, values[1:], values))
    if SIX_RISES in rises or SIX_OTHERS in rises:
        steps = "".join(["U" if b > a else "D" if b < a else "=" for a, b in pairwise(values)])
        for trend in TRENDS.finditer(steps):  # a point that ends one and begins the next belongs to the later
            causes |= dict.fromkeys(range(trend.start(), trend.end() + 1), TREND[trend[0][0]])
        for rise in STEPS_APART.finditer(steps):  # and then the step on, here none, counts as no rise
            causes[rise.end()] = TREND["D"]

    if True in outside:
        for i in compress(range(len(outside)), outside):
            causes[i] = OUTSIDE[letters[i]]
    return causes


def _beyond(values: list[float], letters: str, lines: Limits) -> tuple[list[bool | None], list[bool | None]]:
    """Of each point, whether it is outside the limits, and whether it is close to them: beyond 2 sigma, not outside.

    None where the value or the limits are missing.
    """
    _, upper, lower, upper_2, lower_2 = lines
    if not math.isfinite(upper - lower):
        return [None] * len(values), [None] * len(values)
    if "?" in letters:
        highest, lowest = math.inf, -math.inf  # all are looked at one by one
    else:
        highest, lowest = max(values), min(values)
    outside: list[bool | None] = [False] * len(values)
    close: list[bool | None] = [False] * len(values)
    if highest > upper_2 or lowest < lower_2:
        close = [not lower_2 <= value <= upper_2 for value in values]
    if highest > upper or lowest < lower:
        outside = [not lower <= value <= upper for value in values]
        close = [is_near and not is_out for is_near, is_out in zip(close, outside, strict=True)]
    if "?" in letters:
        for answers in (outside, close):
            answers[:] = [
                None if letter == "?" else is_so for is_so, letter in zip(answers, letters, strict=True)
            ]
    return outside, close


def _in_order_of_date(given: dict[str, Any]) -> tuple[list[Any], list[float]]:
    """Dates and values, sorted by date."""
    values, dates = numbers(given, "value"), given.get("date")
    if not isinstance(dates, list) or len(dates) != len(values):
        raise CaseError("date and value must be lists of the same length.")
    if not values:
        raise CaseError("There are no points.")
    if in_order(dates):
        return dates, values
    if not set(map(type, dates)) <= {str}:
        raise CaseError("date must hold dates, such as 2024-01-31.")
    if len(set(dates)) < len(dates):
        raise CaseError("Two rows have one date.")
    rows = sorted(range(len(dates)), key=dates.__getitem__)
    return [dates[row] for row in rows], [values[row] for row in rows]


def _starts(given: dict[str, Any], dates: list[Any]) -> list[int]:
    """Positions, from 0, of the dates at which a phase starts."""
    rebase = given.get("rebase")
    if rebase is None:
        return []
    listed = rebase if isinstance(rebase, list) else [rebase]
    if not set(map(type, listed)) <= {str}:
        raise CaseError("rebase must hold dates, such as 2024-01-31.")
    return [position for position, date in enumerate(dates) if date in set(listed)]


def _assurance(target: float | None, lines: Limits, direction: str) -> str | None:
    """Whether limits keep the target, by the last phase's; None without a target or a direction."""
    if target is None or direction == "neutral":
        return None
    if target > lines.upper:
        return "consistent_fail" if direction == "increase" else "consistent_pass"
    if target < lines.lower:
        return "consistent_pass" if direction == "increase" else "consistent_fail"
    return "inconsistent"


def _variation(cause: str, point_type: str) -> str:
    """The icon of a point: what it is, and on which side."""
    named = point_type.removeprefix("special_cause_")
    if cause == COMMON or named.startswith("neutral"):
        return named
    return f"{named}_high" if POINT_TYPES["neutral"][cause].endswith("high") else f"{named}_low"
