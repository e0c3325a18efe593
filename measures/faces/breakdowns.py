"""A measure's breakdowns on the face of its series: the parts of a period are protected together."""

import datetime
from dataclasses import replace

from measures import disclosure
from measures.breakdown_rows import BreakdownRows, load_breakdowns
from measures.breakdowns import KINDS, NOT_STATED, Group, ReaderBreakdown, SharedBreakdown, WorkingBreakdown
from measures.disclosure import Protected
from measures.faces.from_rows import point_of
from measures.series import (
    FIGURES,
    MISSING,
    NOBODY_ELIGIBLE,
    ReaderSeries,
    SeriesPoint,
    SharedSeries,
    require_series,
)


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
    point = point_of(start, label, part, row_id=total.row_id)
    nobody = part.value.number is None and part.value.reason is None
    return replace(point, state=NOBODY_ELIGIBLE) if nobody else point
