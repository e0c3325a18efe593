"""The small pieces sentences are made of: dates, counted nouns, the names of the lines on a chart."""

import datetime
from collections.abc import Iterable

from measures import periods
from measures.series import ReaderSeries
from measures.spc.charts import CHARTS
from measures.spc.types import Analysis, Signal
from measures.values import plural

_SPELT = (
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
)


def since_label(series: ReaderSeries, index: int) -> str:
    """A position inside "since …" or "from …": "July 2025", "1 March 2021"."""
    start = series.points[index].period_start
    if series.by_event or series.frequency in (periods.WEEKLY, periods.FORTNIGHTLY):
        return f"{start.day} {month_label(start)}"
    return month_label(start)


def from_until(series: ReaderSeries, first: int, last: int) -> str:
    """A stretch of positions: "from February to June 2025"."""
    begins, ends = since_label(series, first), since_label(series, last)
    if begins[-5:] == ends[-5:] and begins != ends:
        begins = begins[:-5]
    return f"from {begins} to {ends}"


def month_label(day: datetime.date) -> str:
    """ "July 2025"."""
    return f"{periods.MONTHS[day.month - 1]} {day.year}"


def figure_at(series: ReaderSeries, index: int) -> str:
    """One figure by its date: "the figure for July 2025", "the gap up to 1 March 2021"."""
    if series.by_event:
        return f"the gap up to {series.points[index].label}"
    label = series.points[index].label
    return f"the figure for {_the(series, label)}"


def in_period(series: ReaderSeries, index: int) -> str:
    """ "in July 2025", "in the week of 1 March 2021", "on 1 March 2021" for an event."""
    label = series.points[index].label
    return f"on {label}" if series.by_event else f"in {_the(series, label)}"


def _the(series: ReaderSeries, label: str) -> str:
    return f"the {label}" if series.frequency in (periods.WEEKLY, periods.FORTNIGHTLY) else label


def noun(series: ReaderSeries) -> str:
    """What is counted in a row: "month", "week"; between events it is the "gap"."""
    return "gap" if series.by_event else series.noun


def nouns(series: ReaderSeries, count: int) -> str:
    """ "9 months", "1 gap"."""
    return plural(count, noun(series))


def begin(count: int) -> str:
    """A number that begins a sentence: "Seven", "15"."""
    return spelt(count).capitalize()


def spelt(count: int) -> str:
    """A number inside a sentence: "seven", "15"."""
    return _SPELT[count] if count < len(_SPELT) else f"{count:,}"


def centre_word(analysis: Analysis) -> str:
    """What the centre line is called on this chart: "median" or "mean"."""
    return CHARTS[analysis.chart].centre


def has_limits(analysis: Analysis) -> bool:
    """Whether this is a chart that has limits, whatever became of them."""
    return CHARTS[analysis.chart].has_limits


def side_word(signal: Signal) -> str:
    """Where a run lies: "above" or "below"."""
    return "above" if signal.side == "high" else "below"


def limit_word(signal: Signal) -> str:
    """The limit on the signal's side: "upper limit"."""
    return "upper limit" if signal.side == "high" else "lower limit"


def recorded(analysis: Analysis, positions: Iterable[int]) -> list[int]:
    """Those of these positions that count: with a figure, shown or known to be low, and not left out."""
    return [
        i
        for i in positions
        if i not in analysis.excluded and (analysis.values[i] is not None or i in analysis.censored)
    ]


def capital(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def join(*sentences: str) -> str:
    """Sentences one after another, those that are empty left out."""
    return " ".join(one for one in sentences if one)
