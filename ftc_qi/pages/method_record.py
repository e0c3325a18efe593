"""What the record says of a project's method, as its reader may see it: one reading of it for the evidence
beside the levels of the score and for the suggestions on method."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ftc_qi.pages.aim_progress import aim_card, current_aim_of, reading_of
from ftc_qi.pages.overview import policy_for
from measures.models import CycleMeasure
from measures.readings import Reading, read
from measures.series import ReaderSeries
from projects.models import (
    AimStatement,
    Cause,
    ChangeIdea,
    Driver,
    PDSACycle,
    Project,
    SustainabilityCheck,
    TeamMember,
)

Stage = PDSACycle.Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleFacts:
    """One cycle. predicted: whether a prediction was written before Do; None before Do. points: most points that
    one of its measures has in the days of Do, a hidden figure counted as one; None without a measure."""

    id: int
    number: int
    title: str
    idea: int
    idea_title: str
    has_theory: bool
    stage: str
    act: str
    previous: int | None
    size: int | None
    predicted: bool | None
    has_prediction: bool
    points: int | None

    @property
    def begun(self) -> bool:
        return self.stage != Stage.PLAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Plain facts and the readings of the measures. progress: how far the aim is, as the reader may see it.
    users_involved: whether people who use the service take part, or ideas or causes come from them."""

    aim: AimStatement | None
    progress: str
    team: int
    drivers: int
    causes: int
    users_involved: bool
    checked: bool
    readings: tuple[Reading, ...]
    cycles: tuple[CycleFacts, ...]

    def of_kind(self, kind: str) -> int:
        """How many of its measures are of a kind."""
        return sum(reading.measure.kind == kind for reading in self.readings)


def record_of(project: Project, user, today: datetime.date) -> Record:
    """Everything at once, in a constant number of queries (8, or 9 with measures of events)."""
    counts = _counts(project)
    measures = list(project.measures.current().order_by("-is_primary", "order", "pk"))
    for measure in measures:
        measure.project = project
    readings = read(measures, user=user, today=today)
    aim = current_aim_of(project)
    progress = ""
    if aim is not None:
        aim.project = project
        policy = policy_for(project, readings)
        progress = aim_card(aim, reading_of(aim, readings), user=user, policy=policy, today=today).progress
    return Record(
        aim=aim,
        progress=progress,
        team=counts.team_count,
        drivers=counts.driver_count,
        causes=counts.cause_count,
        users_involved=bool(project.service_users_involved) or counts.from_users,
        checked=counts.checked,
        readings=tuple(readings),
        cycles=tuple(_cycles(project, readings, today)),
    )


def _counts(project: Project):
    """What only needs to be counted. One query."""
    current = {"project": OuterRef("pk"), "withdrawn_at__isnull": True}
    from_users = Q(source=ChangeIdea.Source.SERVICE_USERS) | ~Q(co_design="")
    return Project.objects.annotate(
        team_count=_count(TeamMember.objects.active().filter(project=OuterRef("pk"))),
        driver_count=_count(Driver.objects.filter(**current)),
        cause_count=_count(Cause.objects.filter(**current)),
        from_users=Exists(ChangeIdea.objects.filter(from_users, **current))
        | Exists(Cause.objects.filter(source=ChangeIdea.Source.SERVICE_USERS, **current)),
        checked=Exists(SustainabilityCheck.objects.filter(**current)),
    ).get(pk=project.pk)


def _count(rows: QuerySet) -> Coalesce:
    """How many of `rows` each project has."""
    counted = rows.order_by().values("project").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _cycles(project: Project, readings: Collection[Reading], today: datetime.date) -> list[CycleFacts]:
    """The cycles in the order of their numbers. Two queries."""
    cycles = list(
        PDSACycle.objects.current()
        .filter(change_idea__project=project)
        .select_related("change_idea")
        .order_by("number", "pk")
    )
    series = {reading.series.measure_id: reading.series for reading in readings}
    of_cycle: dict[int, list] = defaultdict(list)
    for cycle_id, measure_id in CycleMeasure.objects.filter(
        cycle__in=[cycle.pk for cycle in cycles], measure__in=list(series)
    ).values_list("cycle_id", "measure_id"):
        of_cycle[cycle_id].append(series[measure_id])
    return [
        CycleFacts(
            id=cycle.pk,
            number=cycle.number,
            title=cycle.title,
            idea=cycle.change_idea_id,
            idea_title=cycle.change_idea.title,
            has_theory=bool(cycle.change_idea.theory),
            stage=cycle.stage,
            act=cycle.act,
            previous=cycle.previous_id,
            size=cycle.size,
            predicted=None
            if cycle.stage == Stage.PLAN
            else bool(cycle.prediction) and not cycle.prediction_after,
            has_prediction=bool(cycle.prediction),
            points=max(
                (points_in_window(one, cycle, today) for one in of_cycle[cycle.pk]),
                default=None,
            ),
        )
        for cycle in cycles
    ]


def points_in_window(series: ReaderSeries, cycle: PDSACycle, today: datetime.date) -> int:
    """How many points begin in the days of Do, up to today while it goes on; a hidden figure counts as one."""
    if cycle.started_on is None:
        return 0
    last = cycle.ended_on or today
    return sum(
        (point.is_value or point.is_hidden) and cycle.started_on <= point.period_start <= last
        for point in series.points
    )
