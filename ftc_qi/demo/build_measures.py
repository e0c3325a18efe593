"""Rows of measures: definitions, phases, figures, events, annotations, what is left out, links to cycles."""

import copy
import datetime
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models

from measures import periods
from measures.models import (
    Annotation,
    Breakdown,
    Category,
    CategoryPoint,
    CycleMeasure,
    DataPoint,
    Event,
    Exclusion,
    Measure,
    Phase,
)
from projects.models import PDSACycle, Project

from . import plan
from .build_fund import Fund
from .build_projects import lead_of
from .series import Figures, as_fields, event_days, figures, parts

DAY = datetime.timedelta(days=1)
ANCHOR = datetime.date(2024, 1, 1)
"""A Monday: two-week periods count from it."""


class Corrected(NamedTuple):
    point: DataPoint
    first: dict[str, Any]
    at: datetime.datetime
    why: str


@dataclass(slots=True)
class Rows:
    """Rows of every measure, stored together at the end. corrected: points with their figures as first typed,
    when that was, and why they were wrong."""

    points: list[DataPoint] = field(default_factory=list)
    corrected: list[Corrected] = field(default_factory=list)
    parts: list[CategoryPoint] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)


def build_measures(
    built: Fund, story: plan.Project, project: Project, cycles: Sequence[PDSACycle], rows: Rows
) -> list[Measure]:
    """A project's measures, stored; what hangs on them goes into `rows`."""
    measures = Measure.objects.bulk_create(
        _measure(built, story, project, told, order) for order, told in enumerate(story.measures, start=1)
    )
    by_name = {measure.name: measure for measure in measures}
    for told, measure in zip(story.measures, measures, strict=True):
        if told.continues:
            _take_over(built, story, told, measure, by_name[told.continues])
        built.diary.created(measure, "measure_added", by=measure.created_by, at=measure.created_at)
        if not told.about_people:
            _tell_confirmed(built, measure)
        if told.data_kind == "events":
            _events(built, story, told, measure, rows)
        else:
            _figures(built, story, told, measure, rows, _breakdowns(built, told, measure))
    CycleMeasure.objects.bulk_create(
        CycleMeasure(cycle=cycle, measure=by_name[name])
        for cycle, told in zip(cycles, story.cycles, strict=True)
        for name in told.measures
    )
    return measures


def _take_over(built: Fund, story: plan.Project, told: plan.Measure, measure: Measure, old: Measure) -> None:
    """The measure begins with its first period; the old one was kept to the end of its last."""
    earlier = next(one for one in story.measures if one.name == told.continues)
    begins = starts_of(built.diary.today, story, told)[0]
    last = starts_of(built.diary.today, story, earlier)[-1]
    until = min(periods.end_of(last, earlier.frequency), begins - DAY)
    measure.continues, measure.collect_from = old, begins
    measure.created_at = built.diary.at(until, 12)
    measure.save(update_fields=["continues", "collect_from", "created_at"])
    old.collect_until = until
    old.version += 1
    old.save(update_fields=["collect_until", "version"])
    changes = {"collect_until": [None, until]}
    built.diary.changed(old, "measure_changed", changes, by=measure.created_by, at=measure.created_at)


def _tell_confirmed(built: Fund, measure: Measure) -> None:
    """The advisor agreed that a measure is not about people."""
    built.diary.changed(
        measure,
        "not_about_people_confirmed",
        {"about_people": [True, False], "not_about_people_confirmed_by": [None, built.advisor]},
        by=built.advisor,
        at=measure.created_at + datetime.timedelta(days=3),
        why="It counts sessions, hours or things, not people.",
    )


def store(built: Fund, rows: Rows) -> None:
    """Store what was collected, with its history."""
    diary = built.diary
    corrected = {id(row.point): row for row in rows.corrected}
    of_point: dict[int, dict[str, Any]] = {}
    for part in rows.parts:
        of_point.setdefault(id(part.point), {})[f"category:{part.category_id}"] = [
            None,
            {"value": part.value},
        ]
    for point in _bulk(DataPoint, rows.points):
        if row := corrected.get(id(point)):
            _tell_correction(built, row)
            continue
        also = of_point.get(id(point), {})
        diary.created(point, "point_recorded", by=point.recorded_by, at=point.recorded_at, also=also)
    _bulk(CategoryPoint, rows.parts)
    for event in _bulk(Event, rows.events):
        diary.created(event, "event_recorded", by=event.recorded_by, at=event.recorded_at)
    for phase in _bulk(Phase, rows.phases):
        diary.created(phase, "phase_added", by=phase.created_by, at=phase.created_at, why=phase.reason)
    for row in _bulk(Exclusion, rows.exclusions):
        diary.created(row, "point_left_out", by=row.created_by, at=row.created_at, why=row.reason)
    for note in _bulk(Annotation, rows.annotations):
        diary.created(note, "annotation_added", by=note.created_by, at=note.created_at)


def _tell_correction(built: Fund, row: Corrected) -> None:
    """A figure was recorded, then corrected: two entries of history about one row."""
    point, by = row.point, row.point.recorded_by
    kept = {name: getattr(point, name) for name in row.first}
    before = copy.copy(point)
    for name, value in row.first.items():
        setattr(before, name, value)
    before.recorded_at = row.at
    built.diary.created(before, "point_recorded", by=by, at=row.at)
    changes = {name: [value, kept[name]] for name, value in row.first.items() if value != kept[name]}
    built.diary.changed(point, "point_changed", changes, by=by, at=point.recorded_at, why=row.why)


def _bulk(model: type[models.Model], rows: Iterable[Any]) -> list[Any]:
    return model._default_manager.bulk_create(rows, batch_size=500)


def _measure(built: Fund, story: plan.Project, project: Project, told: plan.Measure, order: int) -> Measure:
    by_events = told.data_kind == "events"
    return Measure(
        project=project,
        shared_measure=built.shared[told.shared] if told.shared else None,
        name=told.name,
        kind=told.kind,
        is_primary=told.primary,
        data_kind=told.data_kind,
        direction=told.direction,
        frequency="" if by_events else told.frequency,
        fortnight_anchor=ANCHOR if told.frequency == "fortnightly" and not by_events else None,
        operational_definition=told.definition,
        unit=told.unit,
        numerator_label=told.top,
        denominator_label=told.of,
        per=told.per,
        decimals=told.decimals,
        target=None if told.target is None else Decimal(str(told.target)),
        target_on=None if told.target is None else built.ends_on,
        exclusions_text=told.left_out,
        source=told.source,
        collected_by=told.collected_by,
        about_people=told.about_people,
        not_about_people_confirmed_by=None if told.about_people else built.advisor,
        adds_over_time=told.adds_over_time,
        adds_over_projects=told.adds_over_projects,
        rule_set=told.rule_set,
        order=order,
        created_by=lead_of(built, story),
        created_at=built.diary.at(built.starts_on + datetime.timedelta(days=14 + order), 11),
    )


def starts_of(today: datetime.date, story: plan.Project, told: plan.Measure) -> list[datetime.date]:
    """First days of a measure's periods, the newest one complete before the team last logged."""
    last_seen = today - datetime.timedelta(days=story.late or 1)
    anchor = ANCHOR if told.frequency == "fortnightly" else None
    newest = periods.newest_complete(last_seen, told.frequency, anchor)
    newest = periods.step(newest, told.frequency, -told.series.short)
    return [periods.step(newest, told.frequency, -back) for back in range(told.series.n - 1, -1, -1)]


def _breakdowns(
    built: Fund, told: plan.Measure, measure: Measure
) -> list[tuple[plan.Breakdown, list[Category]]]:
    """A measure's breakdowns with their groups, stored."""
    made = []
    for order, story in enumerate(told.breakdowns):
        breakdown = Breakdown.objects.create(measure=measure, name=story.name, order=order)
        groups = Category.objects.bulk_create(
            Category(breakdown=breakdown, name=name, order=place)
            for place, (name, _) in enumerate(story.groups)
        )
        built.diary.created(
            breakdown,
            "breakdown_added",
            by=measure.created_by,
            at=measure.created_at,
            also={"groups": [None, [group.name for group in groups]]},
        )
        made.append((story, groups))
    return made


def _parts(
    point: DataPoint, position: int, breakdowns: list[tuple[plan.Breakdown, list[Category]]], seed: str
) -> list[CategoryPoint]:
    """The figures of a point's groups."""
    made = []
    for story, groups in breakdowns:
        if position < story.since or point.value is None:
            continue
        shares = tuple(share for _, share in story.groups)
        numbers = parts(f"{seed}/{story.name}/{position}", int(point.value), shares)
        made += [
            CategoryPoint(point=point, category=group, data_kind=point.data_kind, value=Decimal(number))
            for group, number in zip(groups, numbers, strict=True)
        ]
    return made


def _figures(
    built: Fund,
    story: plan.Project,
    told: plan.Measure,
    measure: Measure,
    rows: Rows,
    breakdowns: list[tuple[plan.Breakdown, list[Category]]],
) -> None:
    diary, lead = built.diary, lead_of(built, story)
    starts = starts_of(diary.today, story, told)
    measure_made = measure.created_at
    answers = figures(f"{story.slug}/{told.name}", told.data_kind, told.series, told.decimals)
    for position, (start, answer) in enumerate(zip(starts, answers, strict=True)):
        if answer is None:
            continue
        point = DataPoint(
            measure=measure,
            data_kind=told.data_kind,
            period_start=start,
            note=told.series.notes.get(position, ""),
            recorded_by=lead,
            recorded_at=max(_logged_at(built, story, told, start), measure_made),
            **_decimals(answer),
        )
        rows.points.append(point)
        rows.parts.extend(_parts(point, position, breakdowns, f"{story.slug}/{told.name}"))
        if position in told.series.corrected:
            first, why = told.series.corrected[position]
            typed = _decimals(as_fields(told.data_kind, first))
            rows.corrected.append(Corrected(point, typed, point.recorded_at, why))
            point.version = 2
            point.recorded_at += datetime.timedelta(days=4, hours=1)
    _phases(built, told, measure, starts, rows)
    for position, reason in told.excluded.items():
        at = diary.at(periods.end_of(starts[position], told.frequency) + 20 * DAY, 15)
        rows.exclusions.append(
            Exclusion(
                measure=measure,
                period_start=starts[position],
                reason=reason,
                created_by=built.advisor,
                created_at=max(at, measure_made),
            )
        )
    _annotations(built, told, measure, starts, rows, lead)


def _decimals(fields: Figures) -> Figures:
    figure_names = ("value", "numerator", "denominator")
    return {name: Decimal(str(value)) if name in figure_names else value for name, value in fields.items()}


def _logged_at(
    built: Fund, story: plan.Project, told: plan.Measure, start: datetime.date
) -> datetime.datetime:
    """Some days after the period ended, the same day for all of a team's measures."""
    end = periods.end_of(start, told.frequency)
    if story.late:
        newest = starts_of(built.diary.today, story, told)[-1]
        if start == newest and told.frequency == "monthly":
            return built.diary.at(built.diary.ago(story.late), 17)
    dice = random.Random(f"{story.slug}/{end.isoformat()}")  # noqa: S311
    day = end + datetime.timedelta(days=dice.randint(2, 9))
    latest = built.diary.ago(story.late or 1)
    return built.diary.at(min(day, latest), dice.randint(9, 18), dice.randint(0, 59))


def _phases(built: Fund, told: plan.Measure, measure: Measure, starts: list, rows: Rows) -> None:
    diary = built.diary
    rows.phases.append(
        Phase(
            measure=measure,
            baseline_periods=told.baseline,
            created_by=measure.created_by,
            created_at=measure.created_at,
        )
    )
    for rebase in told.rebases:
        at = diary.at(starts[rebase.at] + datetime.timedelta(days=41), 14)
        rows.phases.append(
            Phase(
                measure=measure,
                starts_on=starts[rebase.at],
                baseline_periods=rebase.baseline,
                reason=rebase.reason,
                created_by=measure.created_by,
                created_at=max(at, measure.created_at),
            )
        )


def _annotations(
    built: Fund, told: plan.Measure, measure: Measure, starts: Sequence, rows: Rows, lead
) -> None:
    for position, text in told.annotations.items():
        on = min(starts[position] + 9 * DAY, built.diary.ago(2))
        at = built.diary.at(on + 5 * DAY, 12)
        rows.annotations.append(
            Annotation(
                measure=measure,
                on_date=on,
                text=text,
                created_by=lead,
                created_at=max(at, measure.created_at),
            )
        )


def _events(built: Fund, story: plan.Project, told: plan.Measure, measure: Measure, rows: Rows) -> None:
    diary, lead = built.diary, lead_of(built, story)
    days = event_days(f"{story.slug}/{told.name}", told.series, diary.today)
    rows.events.extend(
        Event(
            measure=measure,
            occurred_on=day,
            note=told.series.notes.get(position, ""),
            recorded_by=lead,
            recorded_at=max(diary.at(day + 2 * DAY, 16), measure.created_at),
        )
        for position, day in enumerate(days)
    )
    rows.phases.append(Phase(measure=measure, created_by=measure.created_by, created_at=measure.created_at))
    _annotations(built, told, measure, days, rows, lead)
