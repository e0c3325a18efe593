"""One plain paragraph for one chart: a line that answers, and two or three sentences of evidence.

What the measure was and is, since when, by how much; which signal; against which target; what is not known
yet. Each status has its own maker below.
"""

from collections.abc import Callable
from dataclasses import dataclass

from measures.series import ReaderSeries, SharedSeries, require_series
from measures.spc.types import Analysis, Signal, StatusResult
from measures.values import format_in_sentence, plural
from measures.words.levels import from_to, level_before, level_now, level_of, target_sentence
from measures.words.limits import assurance_words, next_words, no_limits_words, trial_words
from measures.words.parts import (
    begin,
    capital,
    centre_word,
    figure_at,
    from_until,
    in_period,
    join,
    limit_word,
    noun,
    nouns,
    recorded,
    side_word,
    since_label,
    spelt,
)
from measures.words.signals import (
    BY_CHANCE,
    crossed_often,
    found,
    found_with_date,
    how_many_close,
    joined_phases,
    points_after,
    story,
)

RULES_START_AT = 10
"""Fewest recorded points before the rules say anything (DECISIONS 20)."""
BACK_FROM = 3
"""So many points after a run, and the paragraph says "from … to …", no longer "since …"."""
WORDS = {"improvement": "Better", "deterioration": "Worse", "changed": "Changed"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """line: the answer. evidence: a few sentences under it, possibly empty."""

    line: str
    evidence: str = ""

    def __str__(self) -> str:
        return self.line


def sentence(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, *, out_of_date: bool = False
) -> Sentence:
    """Say what this face of the measure shows."""
    require_series(series)
    said = _MAKERS[result.status](series, analysis, result)
    if not out_of_date or not series.points:
        return said
    late = f"The last figure is for {series.points[-1].label}; the next is overdue."
    return Sentence(said.line, join(said.evidence, late))


# --- one for each status ---------------------------------------------------------------------------------


def _too_small(series, analysis, result) -> Sentence:
    count = series.hidden_count
    are = "is" if count == 1 else "are"
    evidence = (
        f"{count} of {plural(len(series.answered), series.noun)} {are} hidden to protect people, "
        "so there is no line and no signal."
    )
    return Sentence("Numbers too small to show.", evidence if count else "")


def _too_little(series, analysis, result) -> Sentence:
    phase = analysis.phases[-1]
    count, rules_start = phase.n_obs, f"The rules start at {RULES_START_AT}"
    if len(analysis.phases) > 1:
        before = analysis.phases[-2].centre
        was = "" if before is None else f"Before that it was about {format_in_sentence(series, before)}."
        since = f"{nouns(series, count)} since the line was re-based in {since_label(series, phase.first)}."
        return Sentence(f"{since} {rules_start}.", was)
    if count:
        so_far = f"{count:,} {noun(series)}{'' if count == 1 else 's'}"
        if series.by_event:
            so_far += " between events"
        return Sentence(f"{so_far} so far. {rules_start}.")
    if series.by_event and series.points:
        return Sentence("One event so far.", f"The first gap ends with the next. {rules_start} gaps.")
    return Sentence("No figures yet.", f"{rules_start} {noun(series)}s.")


def _point_signal(series, analysis, result) -> Sentence:
    """Improvement, deterioration, or a change where neither direction is better."""
    told = story(analysis.signals, result.signal)
    tell = {
        "shift": _shift,
        "trend": _trend,
        "outside_limits": _outside,
        "two_of_three": _two_of_three,
    }[told.rule]
    line, evidence = tell(series, analysis, told, WORDS[result.status])
    if told is not result.signal and result.signal.rule == "outside_limits":
        place = f"{side_word(result.signal)} the {limit_word(result.signal)}"
        evidence = join(evidence, f"{capital(figure_at(series, result.signal.first))} also lies {place}.")
    if result.status == "changed":
        evidence = join(evidence, "Neither direction is better.")
    elif result.status == "deterioration" and told.rule in ("shift", "trend"):
        evidence = join(evidence, "It is worth asking what changed around then.")
    lasts = told.rule == "shift" and points_after(analysis, told) < BACK_FROM
    level = level_now(series, analysis, result) if lasts else None
    return Sentence(line, join(evidence, target_sentence(series, level), _not_known(series, analysis)))


def _changed(series, analysis, result) -> Sentence:
    signal = result.signal
    if signal.scope == "points":
        return _point_signal(series, analysis, result)
    phase = analysis.phases[signal.phase]
    overall = "" if phase.centre is None else f": about {format_in_sentence(series, phase.centre)} overall"
    if crossed_often(phase):
        meaning = "A mix of two kinds of figures can do that."
    else:
        meaning = "High and low figures come in stretches: look for when the level moved."
    evidence = join(f"{capital(found(series, analysis, signal))}.", meaning, _not_known(series, analysis))
    return Sentence(f"Changed, but the direction is unclear{overall}.", evidence)


def _held(series, analysis, result) -> Sentence:
    old, new = analysis.phases[-2], analysis.phases[-1]
    joined = joined_phases(analysis)
    told = story(joined.signals, _in_joined(result.signal))
    evidence = f"{capital(found_with_date(series, joined, told, line='earlier '))}: {BY_CHANCE}."
    rebased = f"The line was re-based in {since_label(series, new.first)}{_reason(series)}."
    line = f"Better, and holding: {from_to(series, old.centre, new.centre)}."
    aim = _against_target(series, analysis, result)
    return Sentence(line, join(evidence, rebased, aim, _not_known(series, analysis)))


def _no_signal(series, analysis, result) -> Sentence:
    phase = analysis.phases[-1]
    values = {analysis.values[i] for i in recorded(analysis, range(phase.first, phase.last + 1))}
    aim = _against_target(series, analysis, result)
    if len(values) == 1 and not analysis.censored and phase.centre is not None:
        line = f"The same each {noun(series)}: {format_in_sentence(series, phase.centre)}."
        why = no_limits_words(series, analysis, phase)
        if not why:
            why = f"All {nouns(series, phase.n_obs)} are the same, so there are no ups and downs to judge."
        return Sentence(line, join(why, aim))
    about = "" if phase.centre is None else f": about {format_in_sentence(series, phase.centre)}"
    if result.signal is not None and not result.current:
        earlier = found_with_date(series, analysis, result.signal)
        line = f"Ups and downs, but no signal now{about}."
        evidence = f"An earlier signal, not current: {earlier}."
    else:
        line = f"Ups and downs, but no signal{about}."
        evidence = f"Nothing in these {nouns(series, phase.n_obs)} stands out from chance."
        if phase.no_limits:  # too little to judge by, which is said below, to call it all chance
            evidence = ""
    expected = "" if aim else next_words(series, analysis)
    was = _before_rebasing(series, analysis)
    return Sentence(line, join(evidence, was, expected, aim, _not_known(series, analysis)))


_MAKERS: dict[str, Callable[..., Sentence]] = {
    "numbers_too_small": _too_small,
    "too_little_data": _too_little,
    "improvement": _point_signal,
    "deterioration": _point_signal,
    "changed": _changed,
    "improvement_held": _held,
    "no_signal": _no_signal,
}


# --- one for each rule: line and evidence ----------------------------------------------------------------


def _shift(series, analysis, signal: Signal, word: str) -> tuple[str, str]:
    phase = analysis.phases[signal.phase]
    before, after = level_before(analysis, signal), points_after(analysis, signal)
    since = since_label(series, signal.first)
    if after < BACK_FROM:
        now = level_of(analysis, range(signal.first, phase.last + 1))
        line = f"{word} since {since}: {from_to(series, before, now)}."
    else:
        when = from_until(series, signal.first, signal.last)
        then = level_of(analysis, range(signal.first, signal.last + 1))
        line = f"{word} {when}: {from_to(series, before, then)}."
    evidence = f"{capital(found(series, analysis, signal))}: {BY_CHANCE}."
    return line, join(evidence, _after(series, after))


def _trend(series, analysis, signal: Signal, word: str) -> tuple[str, str]:
    phase = analysis.phases[signal.phase]
    high, after = signal.side == "high", points_after(analysis, signal)
    since, before = since_label(series, signal.first), level_before(analysis, signal)
    if after:
        when = from_until(series, signal.first, signal.last)
        line = f"{word}: {'rose' if high else 'fell'} {when}."
        ends = _after(series, after)
    else:
        line = f"{word}: {'rising' if high else 'falling'} since {since}."
        ends = "Where it will settle is not known yet."
    if before is not None:
        was = f"Before that it was about {format_in_sentence(series, before)}."
    else:
        was = _centre_is(series, analysis, phase)
    return line, join(f"{capital(found(series, analysis, signal))}: {BY_CHANCE}.", was, ends)


def _outside(series, analysis, signal: Signal, word: str) -> tuple[str, str]:
    phase, after = analysis.phases[signal.phase], points_after(analysis, signal)
    place = f"{side_word(signal)} the {limit_word(signal)}"
    if series.by_event:
        gap = "the gap" if not after else "a gap"
        line = f"{word}: {gap} that ended {in_period(series, signal.first)} lies {place}."
    else:
        line = f"{word} {in_period(series, signal.first)}: the figure lies {place}."
    alone = f"One {noun(series)} outside the limits is {BY_CHANCE}, but is not a new level yet."
    since = ""
    if after:
        lie = "lies" if after == 1 else "lie"
        ones = noun(series) if after == 1 else f"{spelt(after)} {noun(series)}s"
        since = f"The {ones} since {lie} inside the limits."
    ask = "It is worth finding out what was different then."
    return line, join(_centre_is(series, analysis, phase), alone, since, ask)


def _two_of_three(series, analysis, signal: Signal, word: str) -> tuple[str, str]:
    phase = analysis.phases[signal.phase]
    count = how_many_close(series, analysis, signal)
    line = (
        f"{word} around {since_label(series, signal.first)}: {count} lie close to the {limit_word(signal)}."
    )
    alone = f"That is {BY_CHANCE}, but is not a new level yet."
    ask = "It is worth finding out what was different then."
    after = points_after(analysis, signal)
    return line, join(_centre_is(series, analysis, phase), alone, _after(series, after), ask)


# --- parts of paragraphs ---------------------------------------------------------------------------------


def _after(series, after: int) -> str:
    """Points after a pattern that do not go on with it."""
    if not after:
        return ""
    if after == 1:
        return f"The newest {noun(series)} is not part of it."
    return f"The newest {spelt(after)} {noun(series)}s are not part of it."


def _centre_is(series, analysis, phase) -> str:
    if phase.centre is None:
        return ""
    return f"The {centre_word(analysis)} is about {format_in_sentence(series, phase.centre)}."


def _before_rebasing(series, analysis) -> str:
    """Where the figures were before the newest line: steady at a new level is news of its own."""
    if len(analysis.phases) < 2 or analysis.phases[-2].centre is None:
        return ""
    was = format_in_sentence(series, analysis.phases[-2].centre)
    return f"Before the line was re-based in {since_label(series, analysis.phases[-1].first)} it was about {was}."


def _against_target(series, analysis, result) -> str:
    """The target against steady figures: by the limits where there are any, else by the level."""
    if not analysis.phases[-1].trial and (said := assurance_words(series, analysis)):
        return said
    return target_sentence(series, level_now(series, analysis, result))


def _not_known(series, analysis) -> str:
    """What the paragraph can't say yet, and what was left out of it."""
    phase = analysis.phases[-1]
    return join(
        _hidden(series, analysis),
        _left_out(series, analysis),
        no_limits_words(series, analysis, phase),
        trial_words(series, analysis),
    )


def _hidden(series, analysis) -> str:
    count = series.hidden_count
    if not count:
        return ""
    subject = f"{begin(count)} {series.noun}{' is' if count == 1 else 's are'} hidden"
    if len(analysis.censored) == count:
        return f"{subject}: known only to be low."
    return f"{subject}, and left out of the line."


def _left_out(series, analysis) -> str:
    count = len([i for i in analysis.excluded if analysis.values[i] is not None])
    if not count:
        return ""
    return f"{begin(count)} {noun(series)}{' is' if count == 1 else 's are'} left out."


def _in_joined(signal: Signal) -> Signal:
    """The signal behind an improvement that is held, as the joined analysis numbers its phases."""
    return Signal(signal.rule, signal.scope, signal.side, signal.first, signal.last, signal.phase - 1)


def _reason(series) -> str:
    reason = series.phases[-1].reason.strip().rstrip(".")
    return f": {reason}" if reason and not isinstance(series, SharedSeries) else ""
