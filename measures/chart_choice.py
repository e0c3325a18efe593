"""Which chart a measure's series is drawn as: proposed from its figures (DECISIONS 22), or chosen by a person.

Everything here is worked out from the reader's own series, so on the shared face from protected figures only:
the two faces of one measure may be drawn as different charts. No query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from measures import disclosure
from measures.series import (
    CASES_BETWEEN,
    DAYS_BETWEEN,
    EVENTS_PER_QUARTER,
    ReaderSeries,
    SeriesPoint,
    require_series,
)
from measures.spc.charts import CHARTS, rule_set_for
from measures.values import number, plural

LIMITS_FROM = 12
"""Recorded points from which limits are offered; under it they would be trial limits."""
LEAST_DENOMINATOR = 50
LEAST_EXPECTED = 5
"""Expected numerator, or mean count, from which the limits of P, U and C charts mean what they say."""

IS_FOR = {
    "run": "any figures",
    "xmr": "measurements",
    "i": "measurements",
    "c": "counts",
    "u": "rates",
    "up": "rates",
    "p": "percentages",
    "pp": "percentages",
    "t": "days between rare events",
    "g": "cases or days between rare events",
}
"""What each chart is made for, as in "a P chart is for percentages"."""

_OF_KIND = {
    "count": ("run", "c", "xmr", "i"),
    "proportion": ("run", "p", "pp", "xmr", "i"),
    "rate": ("run", "u", "up", "xmr", "i"),
    "continuous": ("run", "xmr", "i"),
}
"""The charts that figures of a kind can be drawn as at all."""
_KIND_WORDS = {"count": "counts", "proportion": "percentages", "rate": "rates"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """chart: a key of `spc.charts.CHARTS`. reason: why, in words. fits: keys that may be chosen without a note."""

    chart: str
    reason: str
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartUsed:
    """chart and rule_set: what the series is analysed as. why: in words, for the page. chosen: by a person."""

    chart: str
    rule_set: str
    why: str
    chosen: bool


def proposal(series: ReaderSeries) -> Proposal:
    """The chart this face's figures ask for. No query."""
    require_series(series)
    if obstacle := _no_limits_at_all(series):
        return _run(obstacle)
    points = _counted(series)
    if len(points) < LIMITS_FROM:
        return _run(_too_few(len(points)))
    if series.by_event:
        return _of_events(series, len(points))
    if series.data_kind == "continuous":
        reason = f"XmR chart: a measurement with {plural(len(points), 'recorded point')}"
        return Proposal("xmr", reason, ("xmr", "i", "run"))
    fitting = tuple(
        chart for chart in _OF_KIND[series.data_kind] if not _doubt(series, points, chart) and chart != "run"
    )
    return _run(f"the usual choice for {_KIND_WORDS[series.data_kind]}", fitting)


def chart_of(series: ReaderSeries) -> ChartUsed:
    """The chart this face is drawn as, everywhere. No query.

    A chosen chart that this face can't be drawn as gives way to a run chart (a T chart to a G chart, where
    two events share a day), and the words say so.
    """
    require_series(series)
    if not series.chart:
        offered = proposal(series)
        return _used(series, offered.chart, offered.reason, chosen=False)
    name = CHARTS[series.chart].name
    if series.chart in possible(series):
        note = series.chart_note.strip().rstrip(".")
        return _used(series, series.chart, f"{name}, as chosen" + f": {note}" * bool(note), chosen=True)
    instead = "g" if series.chart == "t" and series.shows == DAYS_BETWEEN else "run"
    why = f"{CHARTS[instead].name} instead of the {name} that was chosen: {_obstacle(series, series.chart)}"
    return _used(series, instead, why, chosen=False)


def possible(series: ReaderSeries) -> tuple[str, ...]:
    """Keys of the charts this face can be drawn as at all, the run chart first. No query."""
    require_series(series)
    if _no_limits_at_all(series):
        return ("run",)
    if series.shows == CASES_BETWEEN:
        return ("run", "g")
    if series.shows == DAYS_BETWEEN:
        return ("run", "g") if _share_a_day(series) else ("run", "t", "g")
    return _OF_KIND[series.data_kind]


def of_kind(data_kind: str) -> tuple[str, ...]:
    """Keys of the charts that figures of a kind can be drawn as, whatever they are."""
    return _OF_KIND.get(data_kind, ("run", "t", "g"))


def doubts(series: ReaderSeries) -> dict[str, str]:
    """Why each chart that is possible but does not fit wants a note: key → words. No query."""
    fits = proposal(series).fits
    points = _counted(series)
    return {chart: _doubt(series, points, chart) for chart in possible(series) if chart not in fits}


def in_sentence(chart: str) -> str:
    """A chart's name inside a sentence: "run chart", "XmR chart"."""
    return "run chart" if chart == "run" else CHARTS[chart].name


def with_article(chart: str) -> str:
    """ "a run chart", "an XmR chart"."""
    return f"{'an' if chart in ('xmr', 'i') else 'a'} {in_sentence(chart)}"


def _used(series: ReaderSeries, chart: str, why: str, *, chosen: bool) -> ChartUsed:
    return ChartUsed(chart, rule_set_for(chart, series.rule_set), why, chosen)


def _run(reason: str, also: Sequence[str] = ()) -> Proposal:
    return Proposal("run", f"Run chart: {reason}", ("run", *also))


def _of_events(series: ReaderSeries, count: int) -> Proposal:
    between = "cases" if series.shows == CASES_BETWEEN else "days"
    if series.shows == CASES_BETWEEN or _share_a_day(series):
        also = "" if series.shows == CASES_BETWEEN else ", and two fell on one day"
        return Proposal("g", f"G chart: {between} between events, {count} recorded{also}", ("g", "run"))
    return Proposal("t", f"T chart: {between} between events, {count} recorded", ("t", "run"))


def _counted(series: ReaderSeries) -> list[SeriesPoint]:
    """The points that limits would rest on: with a figure, and not left out."""
    return [point for i, point in enumerate(series.points) if point.is_value and i not in series.exclusions]


def _too_few(count: int) -> str:
    return f"{plural(count, 'point') if count else 'no points'} so far; limits need {LIMITS_FROM}"


def _no_limits_at_all(series: ReaderSeries) -> str:
    """Why this face is a run chart whatever was chosen; "" where it need not be."""
    if series.shows == EVENTS_PER_QUARTER:
        return "rare events are shown to others as a count for each quarter"
    hidden = series.hidden_count
    if not hidden:
        return ""
    if series.data_kind == "count" and any(point.reason == disclosure.SMALL for point in series.points):
        return "small numbers are hidden, so limits can’t be worked out"
    if disclosure.too_many_hidden(sum(point.is_value for point in series.points), hidden):
        return "too many figures are hidden for limits"
    return ""


def _share_a_day(series: ReaderSeries) -> bool:
    return any(point.is_value and point.value == 0 for point in series.points)


def _obstacle(series: ReaderSeries, chart: str) -> str:
    if obstacle := _no_limits_at_all(series):
        return obstacle
    if chart == "t" and series.shows == DAYS_BETWEEN:
        return "two events fell on one day"
    return f"it is for {IS_FOR[chart]}"


def _doubt(series: ReaderSeries, points: Sequence[SeriesPoint], chart: str) -> str:
    """Why a chart that is possible does not fit these figures; "" where it does."""
    if chart == "run":
        return ""
    if len(points) < LIMITS_FROM:
        return _too_few(len(points))
    if chart in ("xmr", "i") and series.data_kind != "continuous":
        return "made for measurements; it does not know how many each figure stands for"
    if chart == "g" and series.shows == DAYS_BETWEEN and not _share_a_day(series):
        return "a T chart shows days better, as long as no two events share a day"
    if chart == "c":
        mean = fmean(point.plotted for point in points)
        return "" if mean >= LEAST_EXPECTED else _wants("the mean is", mean, LEAST_EXPECTED)
    if CHARTS[chart].has_denominators:
        return _doubt_about_parts(points)
    return ""


def _doubt_about_parts(points: Sequence[SeriesPoint]) -> str:
    known = [(p.plotted, float(p.denominator)) for p in points if p.denominator is not None]
    if len(known) < len(points):
        return "some of its bottom numbers are not known"
    middle = median(denominator for _, denominator in known)
    if middle < LEAST_DENOMINATOR:
        return _wants("the usual bottom number is", middle, LEAST_DENOMINATOR)
    centre = sum(value * denominator for value, denominator in known) / sum(d for _, d in known)
    if centre * middle < LEAST_EXPECTED:
        return _wants("the usual top number is", centre * middle, LEAST_EXPECTED)
    return ""


def _wants(what: str, found: float, least: int) -> str:
    places = 0 if found == int(found) else 1
    return f"{what} {number(found, places)}; it wants {least} or more"
