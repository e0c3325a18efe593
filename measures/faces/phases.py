"""Phases and exclusions as positions in a series, and the same figures under other phases or settings."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from measures import disclosure
from measures.series import (
    EVENTS_PER_QUARTER,
    Flag,
    ReaderSeries,
    SeriesPhase,
    SharedSeries,
    require_series,
)
from measures.series_rows import MeasureRows, PhaseRow


def under_phases(series: ReaderSeries, phases: Iterable[PhaseRow]) -> ReaderSeries:
    """The same figures under other phases: as they were before a change, or would be after one. No query."""
    require_series(series)
    starts = [point.period_start for point in series.points]
    shared = isinstance(series, SharedSeries)
    if series.shows == EVENTS_PER_QUARTER:
        found = without_baselines(phases_at(phases_by_quarter(phases), starts, shared=shared))
    else:
        found = phases_at(phases, starts, shared=shared)
    return replace(series, phases=found)


def under_settings(
    series: ReaderSeries, *, chart: str, chart_note: str, rule_set: str, y_axis: str, decimals: int
) -> ReaderSeries:
    """The same figures as they would be drawn with other settings of the chart. No query."""
    require_series(series)
    if series.shows == EVENTS_PER_QUARTER:
        decimals = series.decimals
    return replace(
        series,
        chart=chart,
        chart_note="" if isinstance(series, SharedSeries) else chart_note,
        rule_set=rule_set,
        y_axis=y_axis,
        decimals=decimals,
    )


def timing(rows: MeasureRows, starts: list[datetime.date], *, shared: bool = False) -> dict:
    """Phases and exclusions as positions in the series."""
    excluded = {row.period_start for row in rows.exclusions if row.event_id is None}
    excluded_events = {row.event_id for row in rows.exclusions if row.event_id is not None}
    positions = {index for index, start in enumerate(starts) if start in excluded}
    if rows.measure.is_events and len(starts) == len(rows.events):
        positions |= {index for index, event in enumerate(rows.events) if event.pk in excluded_events}
    return {"phases": phases_at(rows.phases, starts, shared=shared), "exclusions": frozenset(positions)}


def phases_at(
    phases: Iterable[PhaseRow], starts: list[datetime.date], *, shared: bool
) -> tuple[SeriesPhase, ...]:
    """Each phase from the first position on or after its date; one that begins after all data is not there yet.

    Of two that would begin at the same position the later one holds.
    """
    found: dict[int, SeriesPhase] = {}
    for row in sorted(phases, key=lambda row: row.starts_on or datetime.date.min):
        begin = row.starts_on
        start = 0 if begin is None else next((i for i, day in enumerate(starts) if day >= begin), None)
        if start is not None:
            found[start] = SeriesPhase(
                start=start,
                starts_on=begin,
                baseline=row.baseline_periods,
                by_person=start > 0 and begin is not None,
                reason="" if shared else row.reason,
            )
    if 0 not in found:
        found[0] = SeriesPhase(start=0)
    return tuple(found[start] for start in sorted(found))


def phases_by_quarter(phases: Iterable[PhaseRow]) -> list[PhaseRow]:
    """Each phase from the quarter its day lies in: the day is that of one person's event."""
    return [
        row._replace(starts_on=row.starts_on and disclosure.quarter_start(row.starts_on)) for row in phases
    ]


def notes_by_quarter(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Each note at the beginning of its quarter: most are put on the chart at an event, which is one person's."""
    found = [
        replace(flag, on=disclosure.quarter_start(flag.on)) if flag.kind == "annotation" else flag
        for flag in flags
    ]
    return tuple(sorted(found, key=lambda flag: (flag.on, flag.kind, flag.id or 0)))


def without_baselines(phases: tuple[SeriesPhase, ...]) -> tuple[SeriesPhase, ...]:
    """A baseline of so many events says nothing about quarters."""
    return tuple(
        SeriesPhase(start=phase.start, starts_on=phase.starts_on, by_person=phase.by_person)
        for phase in phases
    )
