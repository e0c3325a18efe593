"""What a chart says, in one plain sentence with one or two of evidence.

Chance and time before praise; "change seen since", never "caused", never the statistician's "significant",
and no blame: a worse number is about the number, and is followed by a next step (DESIGN 9, DECISIONS 23).
Everything is worked out from the reader's own series, so the shared sentence knows no hidden number.
"""

import datetime
from dataclasses import dataclass
from statistics import median

from measures import disclosure, periods
from measures.series import ReaderSeries, SharedSeries, require_series
from measures.spc import false_alarms
from measures.spc.analysis import again
from measures.spc.charts import CHARTS
from measures.spc.types import Analysis, PhaseResult, Signal, StatusResult
from measures.values import (
    direction_words,
    displayed,
    format_in_sentence,
    format_target,
    lower_first,
    number,
    plural,
    unit_words,
)

RULES_START_AT = 10
"""Fewest recorded points before the rules say anything (DECISIONS 20)."""
_SPELT = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


@dataclass(frozen=True, slots=True)
class Sentence:
    """line: the answer. evidence: one or two sentences under it, possibly empty."""

    line: str
    evidence: str = ""

    def __str__(self) -> str:
        return self.line


def sentence(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, *, out_of_date: bool = False
) -> Sentence:
    """Say what this face of the measure shows."""
    require_series(series)
    make = {
        "numbers_too_small": _too_small,
        "too_little_data": _too_little,
        "improvement": _signal,
        "deterioration": _signal,
        "changed": _changed,
        "improvement_held": _held,
        "no_signal": _no_signal,
    }[result.status]
    said = make(series, analysis, result)
    if not out_of_date or not series.points:
        return said
    late = f"The last figure is for {series.points[-1].label}; the next is overdue."
    return Sentence(said.line, f"{said.evidence} {late}".strip())


def moved(analysis: Analysis, result: StatusResult) -> str:
    """Which way the figures moved, for the step in the tile: "up", "down", or "" (unclear)."""
    if result.status == "improvement_held":
        before, now = analysis.phases[-2].centre, analysis.phases[-1].centre
        return "" if before is None or now is None else _way(now - before)
    if result.status in ("improvement", "deterioration", "changed") and result.signal is not None:
        return {"high": "up", "low": "down"}.get(result.signal.side, "")
    return ""


def verdict(series: ReaderSeries, signal: Signal) -> str:
    """What a point-scoped signal means here: "improvement", "deterioration" or "changed"."""
    if series.direction == "neutral" or signal.side == "none":
        return "changed"
    good = {"up": "high", "down": "low"}[series.direction]
    return "improvement" if signal.side == good else "deterioration"


def signal_words(series: ReaderSeries, analysis: Analysis, signal: Signal) -> str:
    """A signal in a few words: "Shift: 7 in a row above the median"."""
    high, centre = signal.side == "high", centre_word(analysis)
    if signal.rule == "shift":
        return f"Shift: {run_length(analysis, signal)} in a row {_side(signal)} the {centre}"
    if signal.rule == "trend":
        return "Rising trend" if high else "Falling trend"
    if signal.rule == "outside_limits":
        return "Above the upper limit" if high else "Below the lower limit"
    if signal.rule == "two_of_three":
        return f"Two of three near the {'upper' if high else 'lower'} limit"
    return f"Few crossings of the {centre}" if signal.rule == "crossings" else "Unusual number of runs"


def centre_word(analysis: Analysis) -> str:
    """What this chart's centre line is: "median" or "mean"."""
    return CHARTS[analysis.chart].centre


def run_length(analysis: Analysis, signal: Signal) -> int:
    """How many points make up a run: those on its side; points on the line are passed over."""
    side = 1 if signal.side == "high" else -1
    return sum(analysis.side[i] == side for i in range(signal.first, signal.last + 1))


def joined_phases(analysis: Analysis) -> Analysis:
    """The same values with the last phase taken into the one before: what "improvement held" is judged by."""
    return again(analysis, phases=analysis.specs[:-1])


def since_label(series: ReaderSeries, index: int) -> str:
    """A position inside "since …" or "from …": "July 2025", "1 March 2021"."""
    start = series.points[index].period_start
    if series.by_event or series.frequency in (periods.WEEKLY, periods.FORTNIGHTLY):
        return f"{start.day} {month_label(start)}"
    return month_label(start)


def month_label(day: datetime.date) -> str:
    """ "July 2025"."""
    return f"{periods.MONTHS[day.month - 1]} {day.year}"


def target_words(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> str:
    """How far the newest level lies from the target: "8 points short of the target, 70%"; or ""."""
    require_series(series)
    centre = level_now(series, analysis, result)
    if centre is None or series.target is None:
        return ""
    target = format_target(series)
    if series.data_kind == "continuous" and series.unit not in ("", "%"):
        target = f"{target} {series.unit}"
    gap = abs(displayed(series, centre) - displayed(series, series.target))
    places = series.decimals if series.data_kind == "proportion" else max(series.decimals, int(gap % 1 != 0))
    size = number(gap, places)
    if size == number(0, places):
        return f"At the target, {target}"
    unit = "point" if series.data_kind == "proportion" else series.unit
    if series.data_kind == "proportion" and size != "1":
        unit = "points"
    far = f"{size} {unit}".strip()
    above = centre > series.target
    if series.direction == "neutral":
        return f"{far} {'above' if above else 'below'} the target, {target}"
    better = above == (series.direction == "up")
    return f"{far} {'better than' if better else 'short of'} the target, {target}"


def level_now(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> float | None:
    """The level the figures are at, as plotted: the median since the current signal began, else the centre.

    None before the rules start, and where hidden numbers leave it unknown.
    """
    phase = analysis.phases[-1]
    if result.status in ("numbers_too_small", "too_little_data"):
        return None
    changed = result.current and result.status in ("improvement", "deterioration", "changed")
    if changed and result.signal is not None and result.signal.scope == "points":
        return typical(series, range(result.signal.first, phase.last + 1))
    return phase.centre


def hidden_words(series: ReaderSeries) -> str:
    """What the shared face hides, for the note above the chart: "1 month is hidden because …"; or ""."""
    require_series(series)
    count = series.hidden_count
    if not count:
        return ""
    why = (
        "it stands for too few people"
        if series.data_kind == "continuous"
        else f"a number is under {series.hide_below}"
    )
    subject = f"One {series.noun} is" if count == 1 else f"{plural(count, series.noun)} are"
    return f"{subject} hidden because {why}."


def caption(series: ReaderSeries, analysis: Analysis) -> str:
    """The figure's caption: what, unit, direction, dates, rule set and version, false-alarm rate."""
    require_series(series)
    what = [f"Run chart of {lower_first(series.name)}", unit_words(series)]
    if series.points:
        first, last = since_label(series, 0), since_label(series, len(series.points) - 1)
        what.append(first if first == last else f"{first} to {last}")
    parts = [", ".join(text for text in what if text) + f"; {direction_words(series)}."]
    if any(flag.kind == "cycle" for flag in series.flags):
        parts.append("Flags are PDSA cycles.")
    parts.append(f"Rules: {analysis.rule_set.name}, version {analysis.rule_set.version}.")
    parts.append(chance_words(analysis))
    return " ".join(part for part in parts if part)


def chance_words(analysis: Analysis) -> str:
    """How often a chart like this one would signal by chance alone; "" where no stored row applies."""
    row = chance_row(analysis)
    if row is None or not row.p_any_signal:
        return ""
    return f"About 1 in {round(1 / row.p_any_signal)} charts this long would show a signal by chance alone."


def chance_row(analysis: Analysis):
    """The stored false-alarm row that applies to the last phase, or None."""
    if not analysis.phases or analysis.phases[-1].centre is None:
        return None
    return false_alarms.rate(analysis.rule_set.key, analysis.phases[-1].n_obs, analysis.specs[-1].baseline)


# --- one for each status ---------------------------------------------------------------------------------


def _too_small(series, analysis, result) -> Sentence:
    count = series.hidden_count
    of = plural(len(series.answered), series.noun)
    are = "is" if count == 1 else "are"
    evidence = f"{count} of {of} {are} hidden to protect people, so there is no line and no signal."
    return Sentence("Numbers too small to show.", evidence if count else "")


def _too_little(series, analysis, result) -> Sentence:
    phase = analysis.phases[-1]
    count = phase.n_obs
    if not count and not series.answered:
        return Sentence("No figures yet.", f"The rules start at {RULES_START_AT} {series.noun}s.")
    if len(analysis.phases) > 1:
        since = since_label(series, phase.first)
        line = f"{plural(count, series.noun)} since the line was re-based in {since}. "
    else:
        line = f"{plural(count, series.noun)} so far. "
    return Sentence(line + f"The rules start at {RULES_START_AT}.")


def _signal(series, analysis, result) -> Sentence:
    word = {"improvement": "Better", "deterioration": "Worse"}[result.status]
    next_step = "" if word == "Better" else " It is worth asking what changed around then."
    return Sentence(
        _since_line(series, analysis, word, result.signal), _run_words(series, analysis, result) + next_step
    )


def _changed(series, analysis, result) -> Sentence:
    signal = result.signal
    if signal.scope == "points":
        line = _since_line(series, analysis, "Changed", signal)
        return Sentence(line, f"{_run_words(series, analysis, result)} Neither direction is better.")
    phase = analysis.phases[signal.phase]
    about = _about(series, phase.centre)
    return Sentence(f"Changed, but the direction is unclear{about}.", _crossing_words(phase, signal))


def _held(series, analysis, result) -> Sentence:
    old, new = analysis.phases[-2], analysis.phases[-1]
    line = f"Better, and holding: {_from_to(series, old.centre, new.centre)}."
    side = "above" if new.centre > old.centre else "below"
    joined = joined_phases(analysis)
    run = f"{_spelt(run_length(joined, result.signal))} {series.noun}s in a row {side} the earlier median"
    since = since_label(series, result.signal.first)
    rebased = f"The line was re-based in {since_label(series, new.first)}{_reason(series)}."
    return Sentence(line, f"{run}, from {since}: unlikely to be chance. {rebased}")


def _no_signal(series, analysis, result) -> Sentence:
    phase = analysis.phases[-1]
    values = {v for v in analysis.values[phase.first : phase.last + 1] if v is not None}
    if len(values) == 1 and not analysis.censored and phase.centre is not None:
        line = f"The same each {series.noun}: {format_in_sentence(series, phase.centre)}."
    else:
        line = f"Ups and downs, but no signal{_about(series, phase.centre)}."
    if result.signal is not None and not result.current:
        run = _lower(_run_words(series, analysis, result, earlier=True))
        return Sentence(line, f"An earlier signal, not current: {run}")
    return Sentence(line, f"Nothing in these {plural(phase.n_obs, series.noun)} stands out from chance.")


# --- parts of sentences ----------------------------------------------------------------------------------


def _since_line(series, analysis, word: str, signal: Signal) -> str:
    phase = analysis.phases[signal.phase]
    now = typical(series, range(signal.first, phase.last + 1))
    before = phase.centre
    if phase.baseline_last is None or phase.baseline_last >= signal.first:
        before = (
            typical(series, range(phase.first, signal.first)) if signal.first - phase.first >= 3 else None
        )
    return f"{word} since {since_label(series, signal.first)}: {_from_to(series, before, now)}."


def typical(series: ReaderSeries, positions: range) -> float | None:
    """The median of the figures at these positions; None if there are none, or a hidden one would be in it.

    A hidden count lies above a shown 0 and below every other value; other hidden points are left out.
    """
    points = [series.points[i] for i in positions if i not in series.exclusions]
    values = sorted(point.plotted for point in points if point.is_value)
    hidden = sum(point.reason == disclosure.SMALL for point in points) if series.data_kind == "count" else 0
    if not hidden:
        return median(values) if values else None
    zeros = sum(value == 0 for value in values)
    ordered = [*values[:zeros], *[None] * hidden, *values[zeros:]]
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    known = [value for value in middle if value is not None]
    return median(known) if len(known) == len(middle) else None


def _from_to(series, before: float | None, now: float | None) -> str:
    if now is None:
        return "the newest numbers are too small to show"
    now_words = format_in_sentence(series, now)
    if before is None:
        return f"about {now_words}"
    before_words = format_in_sentence(series, before)
    if before_words == now_words:
        return f"about {now_words}"
    return f"about {now_words}, {_way(now - before)} from {_without_shared_end(before_words, now_words)}"


def _without_shared_end(before: str, now: str) -> str:
    """ "up from 20" rather than "up from 20 people a month", except "41 in 100", which reads as one."""
    number_before, _, tail = before.partition(" ")
    if tail and now.endswith(f" {tail}") and tail != "in 100":
        return number_before
    return before


def _way(change: float) -> str:
    if change == 0:
        return ""
    return "up" if change > 0 else "down"


def _about(series, centre: float | None) -> str:
    return "" if centre is None else f": about {format_in_sentence(series, centre)}"


def _run_words(series, analysis, result, *, earlier: bool = False) -> str:
    signal = result.signal
    if signal.scope != "points":
        return _crossing_words(analysis.phases[signal.phase], signal)
    count = run_length(analysis, signal)
    since = f" from {since_label(series, signal.first)}" if earlier else ""
    chance = "." if earlier else ": unlikely to be chance."
    return f"{_spelt(count)} {series.noun}s in a row {_side(signal)} the median{since}{chance}"


def _crossing_words(phase: PhaseResult, signal: Signal) -> str:
    if signal.rule == "crossings":
        times = "once" if phase.n_crossings == 1 else f"{phase.n_crossings} times"
        times = "never" if phase.n_crossings == 0 else times
        least = f"{phase.n_crossings_min} times or more"
        return f"The line of points crosses the median {times}; chance alone would cross it {least}."
    most = phase.n_crossings_max
    more = most is not None and phase.n_crossings is not None and phase.n_crossings > most
    return f"The points cross the median {'more' if more else 'less'} often than chance alone would."


def _spelt(count: int) -> str:
    """A number that begins a sentence."""
    return _SPELT[count].capitalize() if count < len(_SPELT) else str(count)


def _side(signal: Signal) -> str:
    return "above" if signal.side == "high" else "below"


def _reason(series) -> str:
    reason = series.phases[-1].reason.strip().rstrip(".")
    return f": {reason}" if reason and not isinstance(series, SharedSeries) else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
