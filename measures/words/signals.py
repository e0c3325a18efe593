"""Signals in words: on the chart in a few, in a paragraph as its evidence."""

from collections.abc import Sequence

from measures.series import ReaderSeries
from measures.spc.analysis import again
from measures.spc.patterns import points_of
from measures.spc.types import Analysis, PhaseResult, Signal, StatusResult
from measures.words.parts import (
    centre_word,
    figure_at,
    limit_word,
    noun,
    recorded,
    side_word,
    since_label,
    spelt,
)

BY_CHANCE = "unlikely to be chance"


def moved(analysis: Analysis, result: StatusResult) -> str:
    """Which way the figures moved, for the step in the tile: "up", "down", or "" (unclear)."""
    if result.status == "improvement_held":
        before, now = analysis.phases[-2].centre, analysis.phases[-1].centre
        return "" if before is None or now is None else way(now - before)
    if result.status in ("improvement", "deterioration", "changed") and result.signal is not None:
        return {"high": "up", "low": "down"}.get(result.signal.side, "")
    return ""


def way(change: float) -> str:
    """ "up", "down" or "" for no change."""
    if change == 0:
        return ""
    return "up" if change > 0 else "down"


def verdict(series: ReaderSeries, signal: Signal) -> str:
    """What a point-scoped signal means here: "improvement", "deterioration" or "changed"."""
    if series.direction == "neutral" or signal.side == "none":
        return "changed"
    good = {"up": "high", "down": "low"}[series.direction]
    return "improvement" if signal.side == good else "deterioration"


def signal_words(series: ReaderSeries, analysis: Analysis, signal: Signal) -> str:
    """A signal in a few words: "Shift: 7 in a row above the median"."""
    centre = centre_word(analysis)
    if signal.rule == "shift":
        return f"Shift: {run_length(analysis, signal)} in a row {side_word(signal)} the {centre}"
    if signal.rule == "trend":
        return "Rising trend" if signal.side == "high" else "Falling trend"
    if signal.rule == "outside_limits":
        return f"{side_word(signal).capitalize()} the {limit_word(signal)}"
    if signal.rule == "two_of_three":
        return f"Two of three close to the {limit_word(signal)}"
    return f"Few crossings of the {centre}" if signal.rule == "crossings" else "Unusual number of runs"


def run_length(analysis: Analysis, signal: Signal) -> int:
    """How many points make up a signal; in a run, points on the line are passed over."""
    if signal.rule == "shift":
        side = 1 if signal.side == "high" else -1
        return sum(analysis.side[i] == side for i in range(signal.first, signal.last + 1))
    return len(points_of(analysis, signal))


def joined_phases(analysis: Analysis) -> Analysis:
    """The same values with the last phase taken into the one before: what "improvement held" is judged by."""
    return again(analysis, phases=analysis.specs[:-1])


def story(signals: Sequence[Signal], deciding: Signal) -> Signal:
    """The signal a paragraph is told by: the one that decides, or a longer one it is part of.

    A figure outside the limits is often only the newest of a shift, and the shift is what a reader can use:
    it says since when and by how much. Both point the same way, so the status stays what it is.
    """
    if deciding.scope != "points":
        return deciding
    same = [s for s in signals if s.phase == deciding.phase and s.side == deciding.side]
    for rule in ("shift", "trend"):
        wider = [s for s in same if s.rule == rule and s.first <= deciding.last <= s.last]
        if wider:
            return wider[-1]
    return deciding


def points_after(analysis: Analysis, signal: Signal) -> int:
    """Recorded points of the signal's phase that came after it."""
    return len(recorded(analysis, range(signal.last + 1, analysis.phases[signal.phase].last + 1)))


def found(series: ReaderSeries, analysis: Analysis, signal: Signal, *, line: str = "") -> str:
    """What was found, as the end of a sentence: "seven months in a row above the median".

    line: put before the name of a line, as in "the earlier median".
    """
    if signal.scope != "points":
        return crossed(analysis, analysis.phases[signal.phase], signal)
    count, one = run_length(analysis, signal), noun(series)
    if signal.rule == "shift":
        return f"{spelt(count)} {one}s in a row {side_word(signal)} the {line}{centre_word(analysis)}"
    if signal.rule == "trend":
        heading = "rising" if signal.side == "high" else "falling"
        return f"{spelt(count)} {one}s in a row {heading}"
    if signal.rule == "outside_limits":
        return f"{figure_at(series, signal.first)} lies {side_word(signal)} the {line}{limit_word(signal)}"
    return f"{how_many_close(series, analysis, signal)} close to the {line}{limit_word(signal)}"


def how_many_close(series: ReaderSeries, analysis: Analysis, signal: Signal) -> str:
    """ "two of three months", and for longer patterns "5 of 7 months"."""
    count = run_length(analysis, signal)
    if count <= 2:
        return f"two of three {noun(series)}s"
    among = len(recorded(analysis, range(signal.first, signal.last + 1)))
    if count == among:
        return f"{spelt(count)} {noun(series)}s in a row"
    return f"{count} of {among} {noun(series)}s"


def found_with_date(series: ReaderSeries, analysis: Analysis, signal: Signal, *, line: str = "") -> str:
    """As `found`, saying when: "seven months in a row above the median, from July 2025"."""
    text = found(series, analysis, signal, line=line)
    if signal.scope != "points" or signal.rule == "outside_limits":
        return text
    return f"{text}, from {since_label(series, signal.first)}"


def crossed(analysis: Analysis, phase: PhaseResult, signal: Signal) -> str:
    """A signal of the whole phase: "the points cross the median once; chance alone would cross it …"."""
    times = phase.n_crossings or 0
    how_often = {0: "never cross", 1: "cross"}.get(times, "cross")
    so_often = {0: "", 1: " once", 2: " twice"}.get(times, f" {times} times")
    text = f"the points {how_often} the {centre_word(analysis)}{so_often}"
    least, most = phase.n_crossings_min, phase.n_crossings_max
    if signal.rule == "crossings":
        expected = "once or more" if least == 1 else f"{least} times or more"
    else:
        expected = f"{least} to {most} times"
    return f"{text}; chance alone would cross it {expected}"


def crossed_often(phase: PhaseResult) -> bool:
    """Whether a signal of the whole phase means more crossings than chance would make, not fewer."""
    most = phase.n_crossings_max
    return most is not None and phase.n_crossings is not None and phase.n_crossings > most
