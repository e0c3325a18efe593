"""Where the figures are and where they were: typical levels, never two single points."""

from measures.series import ReaderSeries, require_series
from measures.spc.analysis import again
from measures.spc.types import Analysis, PhaseSpec, Signal, StatusResult
from measures.values import displayed, format_in_sentence, format_target, number, one_of, target_in_sentence
from measures.words.parts import month_label, recorded
from measures.words.signals import story, way

LEAST_FOR_A_LEVEL = 3
"""Fewer recorded points than this have no typical level worth naming."""


def level_of(analysis: Analysis, positions: range) -> float | None:
    """The level of a stretch, as plotted: where this chart would put its line if the stretch were a phase.

    None with fewer than three recorded points, and where hidden numbers leave it unknown.
    """
    if len(recorded(analysis, positions)) < LEAST_FOR_A_LEVEL:
        return None
    others = (i for i in range(len(analysis.values)) if i not in positions)
    return again(analysis, phases=(PhaseSpec(0),), without=others).phases[0].centre


def level_before(analysis: Analysis, signal: Signal) -> float | None:
    """The level of the signal's phase before it: its baseline's where that is complete by then."""
    phase = analysis.phases[signal.phase]
    if phase.baseline_last is not None and phase.baseline_last < signal.first:
        return phase.centre
    return level_of(analysis, range(phase.first, signal.first))


def level_now(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> float | None:
    """The level the figures are at, as plotted: since a current shift began, else the phase's centre line.

    None before the rules start, and where hidden numbers leave it unknown.
    """
    phase = analysis.phases[-1]
    if result.status in ("numbers_too_small", "too_little_data"):
        return None
    changed = result.current and result.status in ("improvement", "deterioration", "changed")
    if changed and result.signal is not None:
        told = story(analysis.signals, result.signal)
        if told.rule == "shift":
            return level_of(analysis, range(told.first, phase.last + 1))
    return phase.centre


def from_to(series: ReaderSeries, before: float | None, now: float | None) -> str:
    """ "about 61 in 100, up from 41 in 100"; with one decimal more where whole numbers would look alike."""
    if now is None:
        return "the newest numbers are too small to show"
    if before is None:
        return f"about {format_in_sentence(series, now)}"
    for finer in (0, 1, 2):
        now_words = format_in_sentence(series, now, finer=finer)
        before_words = format_in_sentence(series, before, finer=finer)
        if before_words != now_words:
            return f"about {now_words}, {way(now - before)} from {figure_only(before_words)}"
    return f"about {format_in_sentence(series, now)}"


def figure_only(text: str) -> str:
    """ "20" for "20 people a month" beside another figure with that end; "41 in 100" reads as one and stays."""
    figure, _, end = text.partition(" ")
    return text if end == "in 100" else figure


def target_words(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> str:
    """How far the newest level lies from the target: "8 points short of the target, 70%"; or ""."""
    require_series(series)
    centre = level_now(series, analysis, result)
    if centre is None or series.target is None:
        return ""
    target = format_target(series)
    if series.data_kind == "continuous" and series.unit not in ("", "%"):
        target = f"{target} {one_of(series.unit) if target == '1' else series.unit}"
    gap = abs(displayed(series, centre) - displayed(series, series.target))
    places = series.decimals if series.data_kind == "proportion" else max(series.decimals, int(gap % 1 != 0))
    size = number(gap, places)
    if size == number(0, places):
        return f"At the target, {target}"
    unit = "points" if series.data_kind == "proportion" else series.unit
    if size == "1":
        unit = one_of(unit)
    far = f"{size} {unit}".strip()
    above = centre > series.target
    if series.direction == "neutral":
        return f"{far} {'above' if above else 'below'} the target, {target}"
    better = above == (series.direction == "up")
    return f"{far} {'better than' if better else 'short of'} the target, {target}"


def target_sentence(series: ReaderSeries, level: float | None) -> str:
    """A level against the target: "At about 61 in 100 it does not yet meet the target, 70 in 100."; or ""."""
    if level is None or series.target is None:
        return ""
    target = target_in_sentence(series)
    now = format_in_sentence(series, level)
    at = f"At about {figure_only(now)} it"
    if now == target:
        return f"That is at the target, {target}."
    above = level > series.target
    if series.direction == "neutral":
        return f"{at} is {'above' if above else 'below'} the target, {target}."
    if above == (series.direction == "up"):
        return f"{at} meets the target, {target}."
    return f"{at} does not yet meet the target, {target}{_by(series)}."


def _by(series: ReaderSeries) -> str:
    return f" by {month_label(series.target_on)}" if series.target_on else ""
