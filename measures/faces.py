"""The choke point: turns stored data into a working or a shared (protected) series for a reader.

The shared face is made from protected figures first; lines, signals, sentences, status and totals are worked
out from it, never the reverse (DECISIONS 24-26). Charts, tables, sentences and exports accept only what this
module returns. The reader's face comes from `projects.permissions`, never from an argument a view makes up;
a page may only ask for less (`shared_only`).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from ftc_qi.core.templatetags.ftc import uk_date
from measures import disclosure, due, periods
from measures.breakdowns import KINDS, NOT_STATED, Group, ReaderBreakdown, SharedBreakdown, WorkingBreakdown
from measures.chart_choice import chart_of
from measures.disclosure import Protected
from measures.event_rules import that_day
from measures.models import DataPoint, Measure
from measures.series import (
    CASES_BETWEEN,
    DAYS_BETWEEN,
    EVENTS_PER_QUARTER,
    FIGURES,
    HIDDEN,
    MISSING,
    NOBODY_ELIGIBLE,
    VALUE,
    Flag,
    ReaderSeries,
    SeriesPhase,
    SeriesPoint,
    SharedSeries,
    WorkingSeries,
    require_series,
)
from measures.series_rows import (
    BreakdownRows,
    MeasureRows,
    PhaseRow,
    load_breakdowns,
    load_rows,
    policies_of,
)
from measures.spc import analysis as spc
from measures.spc import status as spc_status
from measures.spc.charts import CHARTS
from measures.spc.types import Analysis, Direction, PhaseSpec, StatusResult
from measures.values import number
from projects.models import Cause
from projects.permissions import Permission, can, face_for

__all__ = [
    "ReaderSeries",
    "SeriesPoint",
    "SharedSeries",
    "ShownCount",
    "WorkingSeries",
    "aim_number",
    "analyse",
    "both_faces",
    "breakdowns_for",
    "cause_counts",
    "is_out_of_date",
    "require_series",
    "series_for",
    "status",
]

WORKING, SHARED = "working", "shared"
OTHER_DIRECTION = {"up": "down", "down": "up", "neutral": "neutral"}


def series_for(
    measures: Iterable[Measure], *, user, shared_only: bool = False, with_flags: bool = True
) -> list[ReaderSeries]:
    """The series of each measure as `user` may see it, in the order given.

    A person who may see the project's exact numbers gets a WorkingSeries, everybody else (also a visitor
    who has not signed in) a SharedSeries. shared_only: the shared face for everyone, for pages that compare
    projects. with_flags: also annotations, and cycles for those who may read the method (DECISIONS 9), which small
    charts do not draw.
    Two queries, three with measures of events; two more where projects and programmes are not loaded.
    """
    return [
        _working(rows)
        if not shared_only and face_for(user, rows.measure.project) == WORKING
        else _shared(rows)
        for rows in _for_reader(load_rows(list(measures), with_flags=with_flags), user)
    ]


def _for_reader(many: list[MeasureRows], user) -> list[MeasureRows]:
    """Without the cycles where `user` may not read the method."""
    for rows in many:
        if rows.flags and not can(user, Permission.METHOD_VIEW, rows.measure.project):
            rows.flags = tuple(flag for flag in rows.flags if flag.kind != "cycle")
    return many


def both_faces(measures: Iterable[Measure]) -> list[tuple[WorkingSeries, SharedSeries]]:
    """Both faces of each measure, for what is stored per face (MeasureSummary). Never for a page."""
    return [(_working(rows), _shared(rows)) for rows in load_rows(list(measures), with_flags=False)]


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


def under_phases(series: ReaderSeries, phases: Iterable[PhaseRow]) -> ReaderSeries:
    """The same figures under other phases: as they were before a change, or would be after one. No query."""
    require_series(series)
    starts = [point.period_start for point in series.points]
    shared = isinstance(series, SharedSeries)
    if series.shows == EVENTS_PER_QUARTER:
        found = _without_baselines(_phases(_from_their_quarters(phases), starts, shared=shared))
    else:
        found = _phases(phases, starts, shared=shared)
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


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number in words as this reader may see it; `reason` where it is hidden."""

    text: str
    reason: str | None = None


def aim_number(
    value: Decimal | None,
    *,
    unit: str = "",
    series: ReaderSeries | None = None,
    user,
    project,
    policy: disclosure.Policy | None = None,
) -> ShownNumber:
    """An aim's "from" or "to", kept as displayed, as `user` may read it: "62%", "4.8 days", "fewer than 5".

    series: the measure the aim is about, on any face; without one the number is taken to count people.
    Only counts of people are ever hidden, and only on the shared face. None: an empty text.
    policy: the programme's, where the caller has it; else one query where a count may be hidden.
    """
    if value is None:
        return ShownNumber("")
    data_kind = series.data_kind if series else "count"
    percentage = data_kind == "proportion" or unit == "%"
    counts_people = not percentage and data_kind == "count" and (series is None or series.about_people)
    if counts_people and face_for(user, project) != WORKING:
        policy = policy or policies_of({project.programme_id})[project.programme_id]
        reason = disclosure.protect_count(value, policy).value.reason
        if reason:
            return ShownNumber(disclosure.reason_short(reason, policy.hide_below), reason)
    places = max(0, -int(value.normalize().as_tuple().exponent))
    text = number(value, places)
    if percentage:
        return ShownNumber(f"{text}%")
    return ShownNumber(f"{text} {unit}".strip())


@dataclass(frozen=True, slots=True)
class ShownCount:
    """How often something was counted as this reader may see it: a number, or why it is hidden, in words."""

    count: int | None
    hidden: str = ""

    @property
    def text(self) -> str:
        return self.hidden if self.count is None else number(self.count)


def cause_counts(causes: Iterable[Cause], *, user, project) -> dict[int, ShownCount]:
    """Cause → how often it was counted, for those of a project that were counted at all.

    On the shared face a small count is hidden, and so is the count of every cause above it: the whys of a cause may
    add up to it. A cause whose whys leave only a few of its own is hidden for the same reason. One query on the
    shared face, none on the working one.
    """
    rows = {cause.pk: cause for cause in causes}
    counted = {key: cause.times_counted for key, cause in rows.items() if cause.times_counted is not None}
    if face_for(user, project) == WORKING:
        return {key: ShownCount(count) for key, count in counted.items()}
    policy = policies_of({project.programme_id})[project.programme_id]
    reasons = {key: disclosure.protect_count(count, policy).value.reason for key, count in counted.items()}
    for key, rest in _without_whys(rows, counted).items():
        if rest > 0 and disclosure.protect_count(rest, policy).value.reason:
            reasons[key] = reasons[key] or disclosure.LINKED
    for key in [key for key, reason in reasons.items() if reason]:
        above = rows[key].parent_id
        while above in rows:
            if above in reasons:
                reasons[above] = reasons[above] or disclosure.LINKED
            above = rows[above].parent_id
    return {
        key: ShownCount(None, disclosure.reason_short(reason, policy.hide_below))
        if (reason := reasons[key])
        else ShownCount(count)
        for key, count in counted.items()
    }


def _without_whys(rows: Mapping[int, Cause], counted: Mapping[int, int]) -> dict[int, int]:
    """Cause with counted whys → how much of its count they leave; of a chain the nearest counted ones."""
    rest: dict[int, int] = {}
    for key, count in counted.items():
        above = rows[key].parent_id
        while above is not None and above in rows and above not in counted:
            above = rows[above].parent_id
        if above is not None and above in counted:
            rest[above] = rest.get(above, counted[above]) - count
    return rest


# --- breakdowns ------------------------------------------------------------------------------------------


def breakdowns_for(series: ReaderSeries) -> tuple[ReaderBreakdown, ...]:
    """A measure's breakdowns on the face of its `series`: whoever was given exact totals is given exact parts.

    On the shared face all parts of a period are protected together (`disclosure.sets`), then made into series.
    Every group's series has the positions of the total's. Breakdowns without groups are left out.
    One query; a second where there are breakdowns; none for kinds that have no parts.
    """
    require_series(series)
    if series.data_kind not in KINDS or series.shows != FIGURES:
        return ()
    stored, totals = load_breakdowns(series.measure_id)
    made: list[dict[datetime.date, disclosure.ProtectedSet]] = [{} for _ in stored]
    for point in series.points:
        start = point.period_start
        if start not in totals:
            continue
        sets = [rows.set_of(start) for rows in stored]
        if isinstance(series, SharedSeries):
            protected = disclosure.protect_sets(
                series.data_kind,
                disclosure.Policy(series.hide_below),
                total=totals[start],
                total_hidden=point.is_hidden,
                sets=sets,
                about_people=series.about_people,
            )
        else:
            protected = [disclosure.exact_set(series.data_kind, total=totals[start], one=one) for one in sets]
        for found, one in zip(made, protected, strict=True):
            found[start] = one
    return tuple(_breakdown(series, rows, sets) for rows, sets in zip(stored, made, strict=True))


def _breakdown(
    series: ReaderSeries, rows: BreakdownRows, sets: dict[datetime.date, disclosure.ProtectedSet]
) -> ReaderBreakdown:
    place = {group_id: i for i, (group_id, _) in enumerate(rows.as_made)}
    groups = tuple(
        Group(
            id=group_id,
            name=name,
            series=_part_series(
                series, name, {start: one.parts[place[group_id]] for start, one in sets.items()}
            ),
        )
        for group_id, name in rows.groups
    )
    rest = _part_series(series, NOT_STATED, {start: one.rest for start, one in sets.items()})
    any_rest = any(
        point.is_hidden or point.numerator or point.denominator or point.value for point in rest.points
    )
    kind = SharedBreakdown if isinstance(series, SharedSeries) else WorkingBreakdown
    return kind(
        id=rows.id,
        name=rows.name,
        exclusive=rows.exclusive,
        adds_over_time=rows.adds_over_time,
        total=series,
        groups=groups,
        not_stated=Group(id=None, name=NOT_STATED, series=rest) if any_rest else None,
    )


def _part_series(
    series: ReaderSeries, name: str, parts: dict[datetime.date, Protected | None]
) -> ReaderSeries:
    """A group's series: the total's, with the group's figures. A count's target is the total's alone."""
    return replace(
        series,
        name=name,
        is_primary=False,
        chart="run",
        chart_note="",
        target=None if series.data_kind == "count" else series.target,
        points=tuple(_part_point(point, parts.get(point.period_start)) for point in series.points),
    )


def _part_point(total: SeriesPoint, part: Protected | None) -> SeriesPoint:
    start, label = total.period_start, total.label
    if part is None:
        state = MISSING if total.is_value or total.is_hidden else total.state
        return SeriesPoint(period_start=start, label=label, state=state)
    point = _point(start, label, part, row_id=total.row_id)
    nobody = part.value.number is None and part.value.reason is None
    return replace(point, state=NOBODY_ELIGIBLE) if nobody else point


# --- rows → series ---------------------------------------------------------------------------------------


def _working(rows: MeasureRows) -> WorkingSeries:
    if rows.measure.is_events:
        return WorkingSeries(**_facts(rows), **_event_points(rows), **_time(rows, _event_days(rows)))
    points = _exact_points(rows)
    return WorkingSeries(**_facts(rows), points=points, **_time(rows, [p.period_start for p in points]))


def _shared(rows: MeasureRows) -> SharedSeries:
    measure, facts = rows.measure, _facts(rows) | {"chart_note": ""}
    if not measure.is_events:
        points = _protected_points(rows)
        times = _time(rows, [p.period_start for p in points], shared=True)
        return SharedSeries(**facts, points=points, **times)
    if not measure.about_people:
        event_points = _event_points(rows, shared=True)
        return SharedSeries(**facts, **event_points, **_time(rows, _event_days(rows), shared=True))
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
        "flags": _notes_from_their_quarters(rows.flags),
    }
    points = _quarter_points(rows)
    rows = replace(rows, phases=_from_their_quarters(rows.phases))
    times = _time(rows, [p.period_start for p in points], shared=True)
    times |= {"exclusions": frozenset(), "phases": _without_baselines(times["phases"])}
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
        return _point(row.period_start, label, figures, note=row.note, row_id=row.pk)

    return _every_period(rows, point)


def _protected_points(rows: MeasureRows) -> tuple[SeriesPoint, ...]:
    def point(row, label):
        if row.outcome != DataPoint.Outcome.RECORDED:
            return SeriesPoint(period_start=row.period_start, label=label, state=row.outcome)
        figures = disclosure.protect(
            rows.measure.data_kind, rows.policy, about_people=rows.measure.about_people, **_figures(row)
        )
        return _point(row.period_start, label, figures)

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


def _point(start, label, figures: Protected, *, note="", row_id=None) -> SeriesPoint:
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
    return tuple(_point(start, periods.label(start, periods.QUARTERLY), shown) for start, shown in quarters)


def _time(rows: MeasureRows, starts: list[datetime.date], *, shared: bool = False) -> dict:
    """Phases and exclusions as positions in the series."""
    excluded = {row.period_start for row in rows.exclusions if row.event_id is None}
    excluded_events = {row.event_id for row in rows.exclusions if row.event_id is not None}
    positions = {index for index, start in enumerate(starts) if start in excluded}
    if rows.measure.is_events and len(starts) == len(rows.events):
        positions |= {index for index, event in enumerate(rows.events) if event.pk in excluded_events}
    return {"phases": _phases(rows.phases, starts, shared=shared), "exclusions": frozenset(positions)}


def _phases(
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


def _from_their_quarters(phases: Iterable[PhaseRow]) -> list[PhaseRow]:
    """Each phase from the quarter its day lies in: the day is that of one person's event."""
    return [
        row._replace(starts_on=row.starts_on and disclosure.quarter_start(row.starts_on)) for row in phases
    ]


def _notes_from_their_quarters(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Each note at the beginning of its quarter: most are put on the chart at an event, which is one person's."""
    found = [
        replace(flag, on=disclosure.quarter_start(flag.on)) if flag.kind == "annotation" else flag
        for flag in flags
    ]
    return tuple(sorted(found, key=lambda flag: (flag.on, flag.kind, flag.id or 0)))


def _without_baselines(phases: tuple[SeriesPhase, ...]) -> tuple[SeriesPhase, ...]:
    """A baseline of so many events says nothing about quarters."""
    return tuple(
        SeriesPhase(start=phase.start, starts_on=phase.starts_on, by_person=phase.by_person)
        for phase in phases
    )


# --- protection of a whole series ------------------------------------------------------------------------


def _censored(series: ReaderSeries) -> frozenset[int]:
    """Positions of hidden counts: their place in the order is known."""
    if series.data_kind != "count":
        return frozenset()
    return frozenset(i for i, p in enumerate(series.points) if p.reason == disclosure.SMALL)


def _too_many_hidden(series: ReaderSeries) -> bool:
    hidden = series.hidden_count - len(_censored(series))
    return disclosure.too_many_hidden(sum(point.is_value for point in series.points), hidden)
