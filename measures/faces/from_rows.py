"""Stored rows into the working or the shared series. Knows no reader: only `readers` asks for it."""

import datetime
from dataclasses import replace

from ftc_qi.core.templatetags.ftc import uk_date
from measures import disclosure, periods
from measures.disclosure import Protected
from measures.event_rules import that_day
from measures.faces.phases import (
    notes_by_quarter,
    phases_by_quarter,
    timing,
    without_baselines,
)
from measures.models import DataPoint
from measures.series import (
    CASES_BETWEEN,
    DAYS_BETWEEN,
    EVENTS_PER_QUARTER,
    HIDDEN,
    MISSING,
    VALUE,
    SeriesPoint,
    SharedSeries,
    WorkingSeries,
)
from measures.series_rows import MeasureRows

OTHER_DIRECTION = {"up": "down", "down": "up", "neutral": "neutral"}


def working(rows: MeasureRows) -> WorkingSeries:
    """Exact numbers."""
    if rows.measure.is_events:
        return WorkingSeries(**_facts(rows), **_event_points(rows), **timing(rows, _event_days(rows)))
    points = _exact_points(rows)
    return WorkingSeries(**_facts(rows), points=points, **timing(rows, [p.period_start for p in points]))


def shared(rows: MeasureRows) -> SharedSeries:
    """Protected numbers; the events of people per quarter, never at their days."""
    measure, facts = rows.measure, _facts(rows) | {"chart_note": ""}
    if not measure.is_events:
        points = _protected_points(rows)
        times = timing(rows, [p.period_start for p in points], shared=True)
        return SharedSeries(**facts, points=points, **times)
    if not measure.about_people:
        event_points = _event_points(rows, shared=True)
        return SharedSeries(**facts, **event_points, **timing(rows, _event_days(rows), shared=True))
    # More days between events means fewer in a quarter: what was good when high is good when low.
    facts |= {
        "data_kind": "count",
        "shows": EVENTS_PER_QUARTER,
        "frequency": periods.QUARTERLY,
        "direction": OTHER_DIRECTION[measure.direction],
        "unit": "events",
        "decimals": 0,
        "target": None,
        "target_on": None,
        "flags": notes_by_quarter(rows.flags),
    }
    points = _quarter_points(rows)
    rows = replace(rows, phases=phases_by_quarter(rows.phases))
    times = timing(rows, [p.period_start for p in points], shared=True)
    times |= {"exclusions": frozenset(), "phases": without_baselines(times["phases"])}
    return SharedSeries(**facts, points=points, **times)


def _facts(rows: MeasureRows) -> dict:
    measure = rows.measure
    changes = [row.recorded_at for row in (*rows.points, *rows.events)]
    return {
        "measure_id": measure.pk,
        "project_id": measure.project_id,
        "name": measure.name,
        "kind": measure.kind,
        "is_primary": measure.is_primary,
        "direction": measure.direction,
        "unit": measure.unit,
        "data_kind": measure.data_kind,
        "per": measure.per,
        "decimals": measure.decimals,
        "frequency": measure.frequency,
        "fortnight_anchor": measure.fortnight_anchor,
        "numerator_label": measure.numerator_label,
        "denominator_label": measure.denominator_label,
        "target": None if measure.target is None else float(measure.target),
        "target_on": measure.target_on,
        "lag_days": rows.lag_days,
        "rule_set": measure.rule_set,
        "chart": measure.chart,
        "chart_note": measure.chart_note,
        "y_axis": measure.y_axis,
        "about_people": measure.about_people,
        "hide_below": rows.policy.hide_below,
        "collect_from": measure.collect_from,
        "collect_until": measure.collect_until,
        "flags": rows.flags,
        "pauses": rows.pauses,
        "as_at": max(changes, default=None),
    }


def _exact_points(rows: MeasureRows) -> tuple[SeriesPoint, ...]:
    def point(row, label):
        if row.outcome != DataPoint.Outcome.RECORDED:
            return SeriesPoint(
                period_start=row.period_start, label=label, state=row.outcome, note=row.note, row_id=row.pk
            )
        figures = disclosure.unprotected(rows.measure.data_kind, **_figures(row))
        return point_of(row.period_start, label, figures, note=row.note, row_id=row.pk)

    return _every_period(rows, point)


def _protected_points(rows: MeasureRows) -> tuple[SeriesPoint, ...]:
    def point(row, label):
        if row.outcome != DataPoint.Outcome.RECORDED:
            return SeriesPoint(period_start=row.period_start, label=label, state=row.outcome)
        figures = disclosure.protect(
            rows.measure.data_kind, rows.policy, about_people=rows.measure.about_people, **_figures(row)
        )
        return point_of(row.period_start, label, figures)

    return _every_period(rows, point)


def _figures(row) -> dict:
    return {
        "value": row.value,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "people": row.people,
    }


def _every_period(rows: MeasureRows, make_point) -> tuple[SeriesPoint, ...]:
    """Every period from the first answered to the last; those never answered are missing."""
    if not rows.points:
        return ()
    frequency = rows.measure.frequency
    answered = {row.period_start: row for row in rows.points}
    points = []
    for start in periods.between(min(answered), max(answered), frequency):
        label = periods.label(start, frequency)
        if start in answered:
            points.append(make_point(answered[start], label))
        else:
            points.append(SeriesPoint(period_start=start, label=label, state=MISSING))
    return tuple(points)


def point_of(start, label, figures: Protected, *, note="", row_id=None) -> SeriesPoint:
    value = figures.value
    return SeriesPoint(
        period_start=start,
        label=label,
        state=HIDDEN if value.reason else VALUE,
        value=None if value.number is None else float(value.number),
        numerator=figures.numerator.number,
        denominator=figures.denominator.number,
        people=figures.people.number,
        reason=value.reason,
        numerator_reason=figures.numerator.reason,
        denominator_reason=figures.denominator.reason,
        people_reason=figures.people.reason,
        note=note,
        row_id=row_id,
    )


def _event_days(rows: MeasureRows) -> list[datetime.date]:
    return [event.occurred_on for event in rows.events]


def _event_points(rows: MeasureRows, *, shared: bool = False) -> dict:
    """Cases between events where the team counts them, else days; the first event ends no interval."""
    by_cases = any(event.cases_since_previous is not None for event in rows.events)
    points, previous, place = [], None, 1
    for event in rows.events:
        place = place + 1 if event.occurred_on == previous else 1
        if by_cases:
            between = event.cases_since_previous
        else:
            between = None if previous is None else (event.occurred_on - previous).days
        previous = event.occurred_on
        points.append(
            SeriesPoint(
                period_start=event.occurred_on,
                label=uk_date(event.occurred_on) + that_day(place),
                state=MISSING if between is None else VALUE,
                value=None if between is None else float(between),
                note="" if shared else event.note,
                row_id=None if shared else event.pk,
            )
        )
    return {"points": tuple(points), "shows": CASES_BETWEEN if by_cases else DAYS_BETWEEN}


def _quarter_points(rows: MeasureRows) -> tuple[SeriesPoint, ...]:
    quarters = disclosure.protect_events(_event_days(rows), rows.policy, since=rows.measure.collect_from)
    return tuple(point_of(start, periods.label(start, periods.QUARTERLY), shown) for start, shown in quarters)
