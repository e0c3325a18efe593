"""Which chart a measure's series is drawn as: proposed from its figures (DECISIONS 22), or chosen by a person."""

from dataclasses import dataclass

from measures.series import ReaderSeries, require_series
from measures.spc.charts import rule_set_for


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
    return Proposal("run", "", ("run",))


def chart_of(series: ReaderSeries) -> ChartUsed:
    """The chart this face is drawn as, everywhere. No query."""
    offered = proposal(series)
    return ChartUsed(
        offered.chart, rule_set_for(offered.chart, series.rule_set), offered.reason, chosen=False
    )
