"""Which projects need their advisor, and why: what the advisor dashboard shows (DECISIONS 31).

A reason is a fact with a name and an age, never a verdict on a team: new signals since the last review,
figures overdue, cycles without news, progress scores that stall, differ or stay away. All but signals are asked
after only while a project is active.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from ftc_qi.core.tiles import status_word
from ftc_qi.pages.stalls import standings
from ftc_qi.pages.triage_figures import add_answers, figures_of
from ftc_qi.pages.triage_reasons import cycle_reasons, cycle_words, data_reason, score_reasons
from ftc_qi.pages.triage_row import SIGNALS, Item, Reason, Row
from measures.readings import NEWS, Reading, read, status_without
from measures.values import lower_first
from projects.models import PDSACycle, Programme, Project, ProjectParty, Review
from projects.permissions import Permission, advised_projects, can


def triage(user, programme: Programme, today: datetime.date) -> list[Row]:
    """The projects `user` advises, the most pressing first: most reasons, then a signal in the wrong
    direction, then the oldest reason, then by name. Eight queries with events among what is read.

    What lists hold of a measure is enough for most; read are the main outcomes, which are drawn, and those whose
    stored status may be news since the last review.
    """
    rows = _rows(user, programme)
    projects = [row.project for row in rows.values()]
    for project_id, standing in standings(projects, today).items():
        rows[project_id].scores = standing
    figures = figures_of(projects, user)
    for one in figures:
        rows[one.measure.project_id].figures.append(one)
    news = {one.measure.pk for row in rows.values() for one in row.figures if one.may_be_new(row.reviewed_at)}
    add_answers(figures, news, today)
    measures = [one.measure for one in figures if one.measure.is_primary or one.measure.pk in news]
    readings = {reading.measure.pk: reading for reading in read(measures, user=user, today=today)}
    cycles = _cycles(rows)
    for project_id, row in rows.items():
        row.primary = next((readings[f.measure.pk] for f in row.figures if f.measure.is_primary), None)
        row.cycles = cycle_words(cycles[project_id])
        found = [_signal_reason(_new_signals(row, readings), today)]
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
    lead = ProjectParty.objects.current().filter(project=OuterRef("pk"), role=ProjectParty.Role.LEAD)
    projects = list(
        advised_projects(user, programme)
        .annotate(
            reviewed_at=Subquery(reviews.values("at")[:1]),
            reviewed_by=Subquery(reviews.values("by__display_name")[:1]),
            lead_name=Subquery(lead.values("organisation__name")),
        )
        .order_by("name", "pk")
    )
    for project in projects:
        project.programme = programme
    return {
        project.pk: Row(
            project=project,
            lead=project.lead_name,
            may_review=can(user, Permission.REVIEW_WRITE, project),
            reviewed_at=project.reviewed_at,
            reviewed_by=project.reviewed_by,
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


def _new_signals(row: Row, readings: Mapping[int, Reading]) -> list[_NewSignal]:
    """The signals that were not there when the project was last reviewed.

    What was there is worked out from the figures recorded by then: one corrected since counts as not known,
    so that a correction of an old month is news only where it makes a difference.
    """
    found = []
    for one in row.figures:
        if not one.may_be_new(row.reviewed_at):
            continue
        reading = readings[one.measure.pk]
        points = reading.series.points
        if reading.status not in NEWS:
            continue
        if row.reviewed_at is not None:
            later = {
                i
                for i, point in enumerate(points)
                if point.row_id and one.recorded_at(point.row_id) > row.reviewed_at
            }
            if status_without(reading, later) == reading.status:
                continue
        signal = reading.result.signal
        ends = points[signal.last].row_id if signal else None
        if ends is not None:
            found.append(_NewSignal(reading, one.recorded_at(ends)))
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
