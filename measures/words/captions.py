"""The caption under a chart, and the note above it that says what is hidden."""

from measures.series import ReaderSeries, require_series
from measures.spc import false_alarms
from measures.spc.charts import CHARTS
from measures.spc.types import Analysis
from measures.values import direction_words, lower_first, plural, unit_words
from measures.words.parts import centre_word, has_limits, nouns, since_label


def hidden_words(series: ReaderSeries) -> str:
    """What the shared face hides, for the note above the chart: "One month is hidden because …"; or ""."""
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
    """The figure's caption: chart, what, unit, dates, direction, what the line rests on, rules, false alarms."""
    require_series(series)
    what = [f"{CHARTS[analysis.chart].name} of {lower_first(series.name)}", unit_words(series)]
    if series.points:
        first, last = since_label(series, 0), since_label(series, len(series.points) - 1)
        what.append(first if first == last else f"{first} to {last}")
    parts = [", ".join(text for text in what if text) + f"; {direction_words(series)}."]
    parts.append(rests_on(series, analysis))
    if any(flag.kind == "cycle" for flag in series.flags):
        parts.append("Flags are PDSA cycles.")
    parts.append(f"Rules: {analysis.rule_set.name}, version {analysis.rule_set.version}.")
    parts.append(chance_words(analysis))
    return " ".join(part for part in parts if part)


def rests_on(series: ReaderSeries, analysis: Analysis) -> str:
    """What the newest line was worked out from: "The median is that of all 24 months."; "" without a line."""
    phase = analysis.phases[-1]
    count = phase.n_base or phase.n_obs
    if phase.centre is None or not count or (len(analysis.phases) == 1 and phase.n_obs < LEAST_FOR_A_LINE):
        return ""
    lines = f"The {centre_word(analysis)}"
    verb = "rests"
    if has_limits(analysis) and not phase.no_limits:
        lines, verb = f"{lines} and limits", "rest"
    if phase.baseline_last is not None:
        until = since_label(series, phase.baseline_last)
        return f"{lines} {verb} on the first {nouns(series, count)}, to {until}."
    if len(analysis.phases) > 1:
        return f"{lines} {verb} on the {nouns(series, count)} since {since_label(series, phase.first)}."
    return f"{lines} {verb} on all {nouns(series, count)}."


LEAST_FOR_A_LINE = 10
"""A first phase has no line before so many recorded points."""


def chance_words(analysis: Analysis) -> str:
    """How often a chart like this one would signal by chance alone; "" where no stored row applies."""
    row = chance_row(analysis)
    if row is None or not row.p_any_signal:
        return ""
    baseline = f" with a {row.baseline}-point baseline" if row.baseline else ""
    return (
        f"On {row.points} random points{baseline}, these rules cry wolf about {_how_often(row.p_any_signal)}."
    )


def _how_often(share: float) -> str:
    """A share of cases: "7 times in 100", "twice in 100", "4 times in 1,000"."""
    times, among = round(share * 100), "100"
    if share < 0.0095:
        times, among = max(1, round(share * 1000)), "1,000"
    so_often = {1: "once", 2: "twice"}.get(times, f"{times} times")
    return f"{so_often} in {among}"


def chance_row(analysis: Analysis):
    """The stored false-alarm row that applies to the last phase, or None."""
    if not analysis.phases or analysis.phases[-1].centre is None:
        return None
    return false_alarms.rate(
        analysis.rule_set.key, analysis.phases[-1].n_obs, analysis.specs[-1].baseline, analysis.chart
    )
