"""What every drawing of a series reads from its analysis: which lines are drawn, which points are signals."""

from dataclasses import replace

from measures.series import ReaderSeries
from measures.spc.types import Analysis, Signal, StatusResult
from measures.words import joined_phases, verdict

LEAST_POINTS_FOR_A_LINE = 10
"""Below this a chart without a second phase has no centre line yet."""


def drawn_centre(analysis: Analysis, phase: int) -> float | None:
    """A phase's centre line where it is drawn, as plotted: a first phase alone waits until the rules start."""
    result = analysis.phases[phase]
    if result.last < result.first:
        return None
    if len(analysis.phases) == 1 and result.n_obs < LEAST_POINTS_FOR_A_LINE:
        return None
    return result.centre


def verdicts(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> dict[int, str]:
    """Position → verdict of the signal it is part of; positions that are part of none are not in it.

    An improvement that is held colours the points that made it, up to the re-based line.
    """
    found: dict[int, str] = {}
    for signal in analysis.signals:
        if signal.scope == "points":
            found |= dict.fromkeys(_on_its_side(analysis, signal), verdict(series, signal))
    if result.status == "improvement_held" and result.signal is not None:
        held = _on_its_side(joined_phases(analysis), result.signal)
        found |= {i: "improvement" for i in held if i < analysis.phases[-1].first}
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


def _on_its_side(analysis: Analysis, signal: Signal) -> list[int]:
    side = 1 if signal.side == "high" else -1
    return [i for i in range(signal.first, signal.last + 1) if analysis.side[i] == side]
