"""What the statistics say of a face: lines, signals and status, from exactly what that face shows."""

import datetime
from typing import cast

from measures import disclosure, due, periods
from measures.chart_choice import chart_of
from measures.series import FIGURES, ReaderSeries, require_series
from measures.spc import analysis as spc
from measures.spc import status as spc_status
from measures.spc.charts import CHARTS
from measures.spc.types import Analysis, Direction, PhaseSpec, StatusResult


def analyse(series: ReaderSeries) -> Analysis:
    """The analysis of exactly what this face shows, as the chart it is drawn as (`chart_choice.chart_of`).

    On a run chart a hidden count is censored: known to lie above a shown 0 and below every other value. Any
    other hidden point is missing; if too many are, there are no lines and no signals at all.
    """
    require_series(series)
    used = chart_of(series)
    values = [point.value for point in series.points]
    if _too_many_hidden(series):
        values = [None] * len(values)
        return spc.analyse(values, phases=phase_specs(series), rule_set=series.rule_set)
    return spc.analyse(
        values,
        chart=used.chart,
        denominators=_denominators(series) if CHARTS[used.chart].has_denominators else (),
        phases=phase_specs(series),
        exclude=series.exclusions,
        rule_set=used.rule_set,
        censored=_censored(series),
    )


def _denominators(series: ReaderSeries) -> list[float | None]:
    return [None if p.denominator is None else float(p.denominator) for p in series.points]


def _censored(series: ReaderSeries) -> frozenset[int]:
    """Positions of hidden counts: their place in the order is known."""
    if series.data_kind != "count":
        return frozenset()
    return frozenset(i for i, p in enumerate(series.points) if p.reason == disclosure.SMALL)


def _too_many_hidden(series: ReaderSeries) -> bool:
    hidden = series.hidden_count - len(_censored(series))
    return disclosure.too_many_hidden(sum(point.is_value for point in series.points), hidden)


def status(series: ReaderSeries, analysis: Analysis) -> StatusResult:
    """The one word for this face (DECISIONS 20). "Out of date" is added when read: `is_out_of_date`."""
    require_series(series)
    return spc_status.status(
        analysis,
        direction=cast(Direction, series.direction),
        phases=phase_specs(series),
        current_window=current_window(series),
        hidden_too_many=_too_many_hidden(series),
    )


def current_window(series: ReaderSeries) -> int:
    """How many of the newest points a signal must reach to be current (DECISIONS 19)."""
    return 12 if series.frequency == periods.WEEKLY else 6


def phase_specs(series: ReaderSeries) -> tuple[PhaseSpec, ...]:
    """The series' phases as the statistics take them."""
    return tuple(
        PhaseSpec(start=phase.start, baseline=phase.baseline, by_person=phase.by_person)
        for phase in series.phases
    )


def is_out_of_date(series: ReaderSeries, today: datetime.date) -> bool:
    """Whether the figure that should come next is overdue on `today` (Europe/London).

    Measures of events, and measures without any answer, are never out of date here.
    """
    require_series(series)
    if series.shows != FIGURES:
        return False
    wanted = due.Schedule(
        frequency=series.frequency,
        lag_days=series.lag_days,
        collect_from=series.collect_from,
        collect_until=series.collect_until,
        pauses=series.pauses,
    )
    return due.next_overdue(wanted, series.data_up_to, today=today)
