"""Which points are signals and what is said of them: the same in every drawing, table and file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from measures.charts.inks import COMMON
from measures.series import ReaderSeries
from measures.spc.patterns import points_of
from measures.spc.status import TIE_ORDER
from measures.spc.types import Analysis, Signal, StatusResult
from measures.words import joined_phases, run_length, signal_words, verdict

NAMES = {
    "outside_limits": "Outside limits",
    "trend": "Trend",
    "two_of_three": "Two of three",
    "shift": "Shift",
}
"""A point-scoped rule in a table's cell."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A pattern over several points. kind: its verdict, or COMMON for what is drawn and never counted.

    short: for the phone.
    """

    first: int
    last: int
    side: str
    kind: str
    words: str
    short: str


@dataclass(frozen=True, slots=True)
class PointWord:
    """A word beside a point outside the limits; of several in a row, beside the farthest out."""

    position: int
    side: str
    kind: str
    words: str


def verdicts(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> dict[int, str]:
    """Position → verdict of the signal it is part of; positions that are part of none are not in it.

    Of several signals at one point the strongest counts. An improvement that is held colours the points that
    made it, up to the re-based line.
    """
    found: dict[int, str] = {}
    for signal in reversed(_by_strength(analysis.signals)):
        found |= dict.fromkeys(points_of(analysis, signal), verdict(series, signal))
    if result.status == "improvement_held" and result.signal is not None:
        held = points_of(joined_phases(analysis), result.signal)
        found |= {i: "improvement" for i in held if i < analysis.phases[-1].first}
    return found


def rule_names(analysis: Analysis, result: StatusResult) -> dict[int, list[str]]:
    """Position → names of the rules it is part of a signal of, the strongest first; as `verdicts` has them."""
    parts = [(signal, points_of(analysis, signal)) for signal in _by_strength(analysis.signals)]
    if result.status == "improvement_held" and result.signal is not None:
        held = points_of(joined_phases(analysis), result.signal)
        parts.append((result.signal, tuple(i for i in held if i < analysis.phases[-1].first)))
    found: dict[int, list[str]] = {}
    for signal, positions in parts:
        for i in positions:
            if NAMES[signal.rule] not in found.setdefault(i, []):
                found[i].append(NAMES[signal.rule])
    return found


def held_run(analysis: Analysis, result: StatusResult, found: dict[int, str]) -> Signal | None:
    """The part before the re-based line of the run behind an improvement that is held.

    found: from `verdicts`. None for another status, or where that phase has a signal of its own to show it.
    """
    if result.status != "improvement_held" or result.signal is None:
        return None
    positions = range(result.signal.first, analysis.phases[-1].first)
    held = [i for i in positions if found.get(i) == "improvement"]
    if not held or any(signal.scope == "points" and signal.last in held for signal in analysis.signals):
        return None
    return replace(result.signal, first=held[0], last=held[-1])


def brackets(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, found: dict[int, str]
) -> tuple[Bracket, ...]:
    """Every pattern that gets a bracket: trends that are only drawn, then shifts, trends, two of three, held.

    Two of three inside another pattern of the same side is not said again.
    """
    made = [
        Bracket(trend.first, trend.last, trend.side, COMMON, signal_words(series, analysis, trend), "trend")
        for trend in analysis.trends
    ]
    longer = [signal for signal in analysis.signals if signal.rule in ("shift", "trend")]
    near = _joined(signal for signal in analysis.signals if signal.rule == "two_of_three")
    near = [one for one in near if not any(_covers(other, one) for other in longer)]
    for signal in (*longer, *near):
        words = signal_words(series, analysis, signal)
        short = f"{run_length(analysis, signal)} in a row" if signal.rule == "shift" else NAMES[signal.rule]
        made.append(Bracket(signal.first, signal.last, signal.side, verdict(series, signal), words, short))
    if held := held_run(analysis, result, found):
        words = "Shift, held after re-basing" if held.rule == "shift" else "Held after re-basing"
        made.append(Bracket(held.first, held.last, held.side, "improvement", words, "held"))
    return tuple(made)


def point_words(series: ReaderSeries, analysis: Analysis) -> tuple[PointWord, ...]:
    """The word for each point outside the limits, in time order."""
    made = []
    outside = [signal for signal in analysis.signals if signal.rule == "outside_limits"]
    for (_, side), run in groupby(
        enumerate(outside), key=lambda pair: (pair[1].last - pair[0], pair[1].side)
    ):
        signals = [signal for _, signal in run]
        farthest = (max if side == "high" else min)(signals, key=lambda one: analysis.values[one.last] or 0)
        where = "above" if side == "high" else "below"
        made.append(PointWord(farthest.last, side, verdict(series, farthest), f"{where} the limit"))
    return tuple(made)


def phase_words(series: ReaderSeries, analysis: Analysis) -> tuple[tuple[int, str], ...]:
    """(position, words) of signals of a whole phase, where that phase has none at its points."""
    at_points = {signal.phase for signal in analysis.signals if signal.scope == "points"}
    return tuple(
        (signal.first, signal_words(series, analysis, signal))
        for signal in analysis.signals
        if signal.scope == "phase" and signal.phase not in at_points
    )


def _by_strength(signals: Iterable[Signal]) -> list[Signal]:
    """Point-scoped signals in the order in which they are named when they end together."""
    found = [signal for signal in signals if signal.scope == "points"]
    return sorted(found, key=lambda signal: TIE_ORDER.index(signal.rule))


def _covers(one: Signal, other: Signal) -> bool:
    return one.side == other.side and one.first <= other.first and other.last <= one.last


def _joined(signals: Iterable[Signal]) -> list[Signal]:
    """Signals of one rule and side that overlap or touch, taken together."""
    joined: list[Signal] = []
    for signal in sorted(signals, key=lambda one: (one.phase, one.side, one.first)):
        before = joined[-1] if joined else None
        same = before is not None and (before.phase, before.side) == (signal.phase, signal.side)
        if before is not None and same and signal.first <= before.last + 1:
            joined[-1] = replace(before, last=max(before.last, signal.last))
        else:
            joined.append(signal)
    return joined
