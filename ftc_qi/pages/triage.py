"""Which projects need their advisor, and why: what the advisor dashboard shows (DECISIONS 31).

A reason is a fact with a name and an age, never a verdict on a team: new signals since the last review,
figures overdue, cycles without news, progress scores that stall, differ or stay away. All but signals are asked
after only while a project is active.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from ftc_qi.core.tiles import status_word
from ftc_qi.pages.names import names_of
from ftc_qi.pages.stalls import standings
from ftc_qi.pages.triage_reasons import cycle_reasons, cycle_words, data_reason, score_reasons
from ftc_qi.pages.triage_row import SIGNALS, Item, Reason, Row
from measures.models import DataPoint, Event, Measure
from measures.readings import NEWS, Reading, read, status_without
from measures.values import lower_first
from projects.models import PDSACycle, Programme, Project, Review
from projects.permissions import Permission, advised_projects, can


def triage(user, programme: Programme, today: datetime.date) -> list[Row]:
    """The projects `user` advises, the most pressing first: most reasons, then a signal in the wrong
    direction, then the oldest reason, then by name. Nine queries with events and new signals.
    """
    rows = _rows(user, programme)
    measures = list(Measure.objects.current().filter(project__in=rows).order_by("-is_primary", "order", "pk"))
    for measure in measures:
        measure.project = rows[measure.project_id].project
    for reading in read(measures, user=user, today=today):
        row = rows[reading.measure.project_id]
        row.readings.append(reading)
        if reading.measure.is_primary:
            row.primary = reading
    cycles = _cycles(rows)
    signals = _new_signals(rows.values())
    scores = standings([row.project for row in rows.values()], today)
    for project_id, row in rows.items():
        row.scores = scores[project_id]
        row.cycles = cycle_words(cycles[project_id])
        found = [_signal_reason(signals[project_id], today)]
        if row.project.status == Project.Status.ACTIVE:
            found.append(data_reason(row, today))
            found += cycle_reasons(row, cycles[project_id], today)
            found += score_reasons(row, today)
        row.reasons = [reason for reason in found if reason is not None]
    return sorted(
        rows.values(),
        key=lambda row: (-len(row.reasons), not row.worsening, -row.age, row.project.name.casefold()),
    )


def _rows(user, programme: Programme) -> dict[int, Row]:
    reviews = Review.objects.current().filter(project=OuterRef("pk")).order_by("-at", "-pk")
    projects = list(
        advised_projects(user, programme)
        .annotate(
            reviewed_at=Subquery(reviews.values("at")[:1]),
            reviewed_by=Subquery(reviews.values("by__display_name")[:1]),
            resumed_on=Max("pauses__ends_on", filter=Q(pauses__withdrawn_at__isnull=True)),
        )
        .order_by("name", "pk")
    )
    names = names_of([project.pk for project in projects])
    for project in projects:
        project.programme = programme
    return {
        project.pk: Row(
            project=project,
            names=names[project.pk],
            may_review=can(user, Permission.REVIEW_WRITE, project),
            reviewed_at=project.reviewed_at,
            reviewed_by=project.reviewed_by,
            resumed_on=project.resumed_on,
        )
        for project in projects
    }


def _cycles(project_ids: Collection[int]) -> dict[int, list[PDSACycle]]:
    """Project id → all its cycles. One query."""
    found: dict[int, list[PDSACycle]] = defaultdict(list)
    cycles = (
        PDSACycle.objects.current()
        .filter(change_idea__project__in=project_ids)
        .annotate(of_project=F("change_idea__project_id"))
        .only("number", "stage", "moved_at", "planned_start_on", "planned_end_on")
        .order_by("number", "pk")
    )
    for cycle in cycles:
        found[cycle.of_project].append(cycle)
    return found


# --- signals ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _NewSignal:
    reading: Reading
    recorded_at: datetime.datetime
    """When the figure that ends the signal was recorded."""


def _new_signals(rows: Iterable[Row]) -> dict[int, list[_NewSignal]]:
    """Project id → its signals that were not there when it was last reviewed. At most one query.

    What was there is worked out from the figures recorded by then: one corrected since counts as not known,
    so that a correction of an old month is news only where it makes a difference.
    """
    reviewed_at = {row.project.pk: row.reviewed_at for row in rows}
    signalled = [
        reading
        for row in rows
        for reading in row.readings
        if reading.status in NEWS and _changed_since(reading, row.reviewed_at)
    ]
    recorded = _recorded_at(signalled)
    found: dict[int, list[_NewSignal]] = defaultdict(list)
    for reading in signalled:
        times = recorded[reading.measure.pk]
        points = reading.series.points
        then = reviewed_at[reading.measure.project_id]
        if then is not None:
            later = {i for i, point in enumerate(points) if point.row_id and times[point.row_id] > then}
            if status_without(reading, later) == reading.status:
                continue
        signal = reading.result.signal
        ends = points[signal.last].row_id if signal else None
        if ends is not None:
            found[reading.measure.project_id].append(_NewSignal(reading, times[ends]))
    return found


def _changed_since(reading: Reading, then: datetime.datetime | None) -> bool:
    """Whether any of its figures was recorded after `then`."""
    return then is None or (reading.series.as_at is not None and reading.series.as_at > then)


def _recorded_at(readings: Collection[Reading]) -> dict[int, dict[int, datetime.datetime]]:
    """Measure id → id of its data point or event → when it was recorded."""
    found: dict[int, dict[int, datetime.datetime]] = defaultdict(dict)
    if not readings:
        return found
    ids = [reading.measure.pk for reading in readings]
    points, events = (
        model.objects.current()
        .filter(measure__in=ids)
        .order_by()
        .values_list("measure_id", "pk", "recorded_at")
        for model in (DataPoint, Event)
    )
    # A measure has either points or events, so the two kinds of ids never meet.
    for measure_id, row_id, recorded_at in points.union(events, all=True):
        found[measure_id][row_id] = recorded_at
    return found


def _signal_reason(signals: list[_NewSignal], today: datetime.date) -> Reason | None:
    if not signals:
        return None
    worst_first = sorted(signals, key=lambda signal: signal.reading.status != "deterioration")
    return Reason(
        kind=SIGNALS,
        badge="New signal" if len(signals) == 1 else f"{len(signals)} new signals",
        days=max((today - timezone.localdate(signal.recorded_at)).days for signal in signals),
        items=tuple(_signal_item(signal.reading) for signal in worst_first),
    )


def _signal_item(reading: Reading) -> Item:
    return Item(
        name=reading.series.name,
        url=reverse("measures:measure", args=[reading.measure.project.slug, reading.measure.pk]),
        words=lower_first(status_word(reading.status)),
        status=reading.status,
        moved=reading.moved,
    )
