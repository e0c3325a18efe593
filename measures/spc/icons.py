"""Variation and assurance as NHS Making Data Count has them, as values: what to draw is the page's matter.

Only an analysis by one of the NHS rule sets has them (DECISIONS 20). Both speak of the newest point of the last
phase and of nothing else, so the status in words stands beside them. Source: NHSRplotthedots 0.2.2.
"""

import math
from dataclasses import dataclass
from typing import Literal

from measures.spc.charts import NHS_RULE_SETS
from measures.spc.patterns import points_of
from measures.spc.status import TIE_ORDER
from measures.spc.types import Analysis, Direction, Signal, Value

Variation = Literal[
    "common_cause",
    "improvement_high",
    "improvement_low",
    "concern_high",
    "concern_low",
    "neutral_high",
    "neutral_low",
]
AssuranceIcon = Literal["pass", "fail", "inconsistent"]


@dataclass(frozen=True, slots=True)
class Assurance:
    """Whether the process as it is will meet its target."""

    icon: AssuranceIcon
    """pass: it will consistently; fail: it will consistently not; inconsistent: it may or may not."""
    from_constant: bool = False
    """All points are the same: there are no limits, and it is that value which meets the target or does not."""


def variation(analysis: Analysis, direction: Direction) -> Variation | None:
    """What the newest recorded, included point belongs to; None without one in the last phase.

    The first that holds names it: outside the limits, in a trend, in two of three, in a shift. "high" is above
    the centre or rising. Says nothing of how many points there are: `status` does.
    """
    newest = _newest(analysis)
    if newest is None:
        return None
    signal = naming(analysis, newest)
    if signal is None:
        return "common_cause"
    high = signal.side == "high"
    if direction == "neutral":
        return "neutral_high" if high else "neutral_low"
    if high == (direction == "up"):
        return "improvement_high" if high else "improvement_low"
    return "concern_high" if high else "concern_low"


def assurance(analysis: Analysis, direction: Direction, target: Value) -> Assurance | None:
    """Where the target lies to the limits of the last phase; a target on a limit is "inconsistent".

    None without a target, a good direction, a recorded point in the last phase or limits (a new phase never
    speaks with an old phase's limits). Where all points of the last phase are the same, that value is
    compared instead: it passes if it meets the target exactly.
    """
    if target is None or not math.isfinite(target) or direction == "neutral" or _newest(analysis) is None:
        return None
    last = analysis.phases[-1]
    if last.no_limits == "constant" and not last.n_useful and last.centre is not None:
        meets = last.centre >= target if direction == "up" else last.centre <= target
        return Assurance("pass" if meets else "fail", from_constant=True)
    if last.upper is None or last.lower is None:
        return None
    if last.lower <= target <= last.upper:
        return Assurance("inconsistent")
    return Assurance("pass" if (target < last.lower) == (direction == "up") else "fail")


def naming(analysis: Analysis, position: int) -> Signal | None:
    """The signal a point is named by, where it belongs to several: the first in the order of `TIE_ORDER`.

    Of two trends that meet in it, the one that goes on to its right. None: it belongs to no signal.
    """
    holding = [
        signal
        for signal in analysis.signals
        if signal.first <= position <= signal.last and position in points_of(analysis, signal)
    ]
    return min(holding, key=lambda signal: (TIE_ORDER.index(signal.rule), -signal.last), default=None)


def _newest(analysis: Analysis) -> int | None:
    """Position of the newest recorded, included point of the last phase; None too for other rule sets."""
    if analysis.rule_set.key not in NHS_RULE_SETS:
        return None
    last = analysis.phases[-1]
    positions = range(last.last, last.first - 1, -1)
    return next((i for i in positions if analysis.values[i] is not None and i not in analysis.excluded), None)
