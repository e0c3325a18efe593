"""What the advisor dashboard tells of measures without reading their figures: stored words and plain dates."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from measures import due, periods
from measures.models import DataPoint, Event, Measure, MeasureSummary
from measures.readings import NEWS
from projects.models import Project
from projects.permissions import face_for

NEWER = datetime.timedelta(days=due.RECENT_GAP_DAYS + 92)
"""How far back answers are looked at one by one: a gap that is still asked for began within it, a quarter's too."""


@dataclass(slots=True, kw_only=True)
class Figures:
    """A measure from outside. status and up_to (start of the newest period answered): as stored for the reader's face.

    first_on: its first period answered. logged_at: when a figure was last recorded. answered: the periods that
    say what is due. recorded: of one looked at for news, id of its data point or event → when it was recorded.
    """

    measure: Measure
    status: str
    up_to: datetime.date | None
    first_on: datetime.date | None
    logged_at: datetime.datetime | None
    answered: set[datetime.date] = field(default_factory=set)
    recorded: dict[int, datetime.datetime] = field(default_factory=dict)

    @property
    def end(self) -> datetime.date | None:
        """The last day of the newest period answered; an event's own day."""
        if self.up_to is None or not self.measure.frequency:
            return self.up_to
        return periods.end_of(self.up_to, self.measure.frequency)

    def recorded_at(self, row_id: int) -> datetime.datetime:
        """When a data point or event of one looked at for news was recorded: just now, if it came since."""
        return self.recorded.get(row_id) or timezone.now()

    def may_be_new(self, since: datetime.datetime | None) -> bool:
        """Whether it may hold a signal that was not there at `since` (None: at no time)."""
        if self.status not in NEWS:
            return False
        return since is None or (self.logged_at is not None and self.logged_at > since)


def figures_of(projects: Collection[Project], user) -> list[Figures]:
    """Every measure of these projects, in their order on a project's pages. One query."""
    by_id = {project.pk: project for project in projects}
    exact = [project.pk for project in projects if face_for(user, project) == MeasureSummary.Face.WORKING]
    face = Case(When(measure__project__in=exact, then=Value("working")), default=Value("shared"))
    stored = MeasureSummary.objects.filter(measure=OuterRef("pk"), face=face)
    points = DataPoint.objects.current().filter(measure=OuterRef("pk"))
    events = Event.objects.current().filter(measure=OuterRef("pk"))
    newest_first = "-recorded_at"
    measures: Iterable[Any] = (
        Measure.objects.current()
        .filter(project__in=by_id)
        .annotate(
            stored_status=Subquery(stored.values("status")),
            stored_up_to=Subquery(stored.values("data_up_to")),
            first_on=Subquery(points.order_by("period_start").values("period_start")[:1]),
            logged_at=Coalesce(
                Subquery(points.order_by(newest_first).values("recorded_at")[:1]),
                Subquery(events.order_by(newest_first).values("recorded_at")[:1]),
            ),
        )
        .order_by("-is_primary", "order", "pk")
    )
    found = []
    for measure in measures:
        measure.project = by_id[measure.project_id]
        found.append(
            Figures(
                measure=measure,
                status=measure.stored_status or "",
                up_to=measure.stored_up_to,
                first_on=measure.first_on,
                logged_at=measure.logged_at,
            )
        )
    return found


def add_answers(figures: Collection[Figures], news: set[int], today: datetime.date) -> None:
    """Give each its periods answered of late, and its first; the measures `news` what was recorded when. One query."""
    by_id = {one.measure.pk: one for one in figures}
    points = DataPoint.objects.current().filter(measure__in=by_id)
    points = points.filter(Q(period_start__gte=today - NEWER) | Q(measure__in=news))
    rows = points.order_by().values_list("measure_id", "pk", "period_start", "recorded_at")
    of_events = [pk for pk in news if by_id[pk].measure.is_events]
    if of_events:
        # A measure has either points or events, so the two kinds of ids never meet.
        events = Event.objects.current().filter(measure__in=of_events).order_by()
        rows = rows.union(
            events.values_list("measure_id", "pk", "occurred_on", "recorded_at"),
            all=True,
        )
    for measure_id, row_id, day, recorded_at in rows:
        one = by_id[measure_id]
        one.answered.add(day)
        if measure_id in news:
            one.recorded[row_id] = recorded_at
    for one in figures:
        one.answered |= {day for day in (one.first_on, one.up_to) if day}
