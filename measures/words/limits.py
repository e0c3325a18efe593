"""Limits in words: what they rest on, what they promise, where the newest point and the target lie."""

from math import ceil, floor
from typing import cast

from measures.series import ReaderSeries, require_series
from measures.spc.icons import assurance, naming, variation
from measures.spc.types import Analysis, Direction, PhaseResult
from measures.values import format_in_sentence, target_in_sentence
from measures.words.levels import figure_only
from measures.words.parts import capital, centre_word, figure_at, has_limits, join, noun, nouns, recorded
from measures.words.signals import found


def trial_words(series: ReaderSeries, analysis: Analysis) -> str:
    """ "These limits are trial ones: they rest on 8 months."; "" where the newest phase rests on enough."""
    phase = analysis.phases[-1]
    if not phase.trial or phase.centre is None:
        return ""
    rests = nouns(series, phase.n_base or phase.n_obs)
    if has_limits(analysis) and not phase.no_limits:
        return f"These limits are trial ones: they rest on {rests}."
    return f"This {centre_word(analysis)} is a trial one: it rests on {rests}."


def no_limits_words(series: ReaderSeries, analysis: Analysis, phase: PhaseResult) -> str:
    """Why a chart with limits has none; "" where it has them, and on a run chart."""
    if phase.no_limits == "constant":
        same = "All figures are the same"
        if phase.baseline_last is not None:
            same = f"The first {nouns(series, phase.n_base)} are all the same"
        return f"{same}, so there are no limits to judge by."
    if phase.no_limits == "too_few":
        return f"There are no limits to judge by yet: they need two {noun(series)}s next to each other."
    if phase.no_limits:
        return "These figures give no limits to judge by."
    return ""


def drawn_limits(
    series: ReaderSeries, analysis: Analysis, phase: PhaseResult
) -> tuple[float | None, float | None]:
    """The phase's lower and upper limit where they are constant and possible; None for one that is not.

    A limit no figure could ever pass (at or under 0, at or over 100 %) says nothing.
    """
    low, high = phase.lower, phase.upper
    positions = range(phase.first, phase.last + 1)
    if low is not None and low <= 0 and all((analysis.values[i] or 0) >= 0 for i in positions):
        low = None
    if high is not None and series.data_kind == "proportion" and high >= 1:
        high = None
    return low, high


def next_words(series: ReaderSeries, analysis: Analysis) -> str:
    """What the limits promise: "Unless something changes, the next month will most likely lie between …"."""
    phase = analysis.phases[-1]
    low, high = drawn_limits(series, analysis, phase)
    if series.by_event or series.data_kind == "count":  # whole numbers: those inside the limits
        low, high = low and float(ceil(low)), high and float(floor(high))
    if phase.trial or (low is None and high is None):
        return ""
    begins = f"Unless something changes, the next {noun(series)} will most likely"
    if low is None:
        return f"{begins} be at most {format_in_sentence(series, high or 0)}."
    if high is None:
        return f"{begins} be at least {format_in_sentence(series, low)}."
    high_words, low_words = (format_in_sentence(series, limit) for limit in (high, low))
    if low_words == high_words:
        return ""
    return f"{begins} lie between {figure_only(low_words).removesuffix(' in 100')} and {high_words}."


def variation_words(series: ReaderSeries, analysis: Analysis) -> str:
    """What the newest figure is part of, beside its icon: "The newest month: the figure for …"; or "".

    Only where the NHS rules are used: they alone have icons.
    """
    require_series(series)
    phase = analysis.phases[-1]
    positions = recorded(analysis, range(phase.first, phase.last + 1))
    if variation(analysis, _direction(series)) is None:
        return ""
    signal = naming(analysis, positions[-1])
    if signal is None:
        return f"{capital(figure_at(series, positions[-1]))} is part of no signal."
    if signal.rule == "outside_limits":
        return f"{capital(found(series, analysis, signal))}."
    return (
        f"{capital(figure_at(series, positions[-1]))} is part of a signal: {found(series, analysis, signal)}."
    )


def assurance_words(series: ReaderSeries, analysis: Analysis) -> str:
    """Where the target lies against the newest limits, and what that means; "" where there is no such icon.

    Judged by the last phase alone.
    """
    require_series(series)
    found_here = assurance(analysis, _direction(series), series.target)
    if found_here is None or series.target is None:
        return ""
    one = noun(series)
    target = f"The target, {target_in_sentence(series)},"
    if found_here.from_constant:
        met = "is met" if found_here.icon == "pass" else "is not met"
        return f"{target} {met}, and every {one} is the same."
    if found_here.icon == "inconsistent":
        return (
            f"{target} lies inside the limits: some {one}s will meet it and some will not, "
            "unless something changes."
        )
    passes = found_here.icon == "pass"
    above = passes != (series.direction == "up")
    place = "above the upper limit" if above else "below the lower limit"
    who = f"every {one}" if passes else f"no {one}"
    return f"{target} lies {place}: {who} is likely to meet it, unless something changes."


def beside_words(series: ReaderSeries, analysis: Analysis, paragraph: str) -> str:
    """Variation and assurance in words, for beside the status; what the paragraph has said is not said again."""
    told = paragraph.lower()
    words = [assurance_words(series, analysis)]
    variation_said = variation_words(series, analysis)
    if variation_said.rpartition(": ")[2].removesuffix(".").lower() not in told:
        words.insert(0, variation_said)
    return join(*(one for one in words if one.lower() not in told))


def _direction(series: ReaderSeries) -> Direction:
    return cast(Direction, series.direction)
