"""What the portfolio shows: the fund's money by year, each project's money beside its main outcome.

The money is exact and ties to the pound; every figure of a measure is on the shared face, whoever looks,
so that the page and its download can be passed on.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, OuterRef, Subquery, Sum

from ftc_qi.pages.aim_words import aim_words
from ftc_qi.pages.names import ProjectNames, names_of
from ftc_qi.pages.stalls import Given
from measures import due
from measures.charts import spark
from measures.disclosure import Policy
from measures.models import DataPoint, Measure, MeasureSummary
from measures.readings import Reading, read_publicly
from measures.series_rows import policies_of
from measures.tally import IMPROVED, Tally, tally
from measures.words import target_words
from projects.models import (
    AimStatement,
    Grant,
    GrantYear,
    Payment,
    Programme,
    ProgrammeYear,
    ProgressScore,
    Project,
    ProjectPause,
)

ZERO, PENNY = Decimal(0), Decimal("0.01")
WINDOW_DAYS = 366
"""Completeness is of the figures due in the last year."""


@dataclass(frozen=True, slots=True)
class YearRow:
    """One budget year, in pounds. remaining = budget − awarded."""

    label: str
    budget: Decimal
    awarded: Decimal
    paid: Decimal

    @property
    def remaining(self) -> Decimal:
        return self.budget - self.awarded


@dataclass(slots=True)
class ProjectRow:
    """One project. paid_part and time_part: whole per cent, None where there is nothing to divide by. score: the
    advisor's newest, only where the programme shows it to its funder (DECISIONS 7)."""

    project: Project
    names: ProjectNames
    aim: str
    reading: Reading | None
    awarded: Decimal
    paid: Decimal
    process_improving: int
    process_total: int
    time_part: int | None
    score: Given | None = None

    @property
    def paid_part(self) -> int | None:
        return percent(self.paid, self.awarded)

    @property
    def theme_words(self) -> str:
        return ", ".join(self.names.themes.values())

    @property
    def where_words(self) -> str:
        """Population groups and boroughs: "Migrants, Women · 4 boroughs"."""
        return " · ".join(
            part for part in (", ".join(self.names.groups.values()), self.names.area_words) if part
        )

    @property
    def svg(self) -> str:
        return spark(*self.reading.parts) if self.reading and self.reading.series.points else ""

    @property
    def target(self) -> str:
        return target_words(*self.reading.parts) if self.reading else ""


@dataclass(frozen=True, slots=True)
class Fund:
    """The whole page. completeness: whole per cent of figures due in the last year; None when none were."""

    years: list[YearRow]
    total: YearRow
    rows: list[ProjectRow]
    tally: Tally
    as_at: datetime.datetime | None
    answered: int
    expected: int
    shows_scores: bool

    @property
    def completeness(self) -> int | None:
        return percent(self.answered, self.expected)

    @property
    def paid_part(self) -> int | None:
        return percent(self.total.paid, self.total.awarded)

    @property
    def process(self) -> tuple[int, int]:
        """Process measures improving, and all of them."""
        return sum(r.process_improving for r in self.rows), sum(r.process_total for r in self.rows)


def percent(part: Decimal | int, whole: Decimal | int) -> int | None:
    """Whole per cent, rounded down so that 100 means all of it; None of nothing."""
    return int(part * 100 // whole) if whole else None


def gather_fund(programme: Programme, today: datetime.date) -> Fund:
    """Everything on the page, in a constant number of queries (9, one more where a project has measures but no main
    outcome, and one where scores are shown)."""
    projects = list(programme.projects.order_by("name", "pk"))
    for project in projects:
        project.programme = programme
    by_id = {project.pk: project for project in projects}
    measures = _measures(by_id)
    primaries = [measure for measure in measures if measure.is_primary]
    readings = {reading.series.project_id: reading for reading in read_publicly(primaries, today=today)}
    names = names_of(list(by_id))
    aims = _aims(projects)
    policy = _policy(programme, readings)
    money, money_at = _money(projects)
    process = _process(measures)
    years = _years(programme)
    scores = _scores(by_id) if programme.funder_sees_scores else {}
    rows = [
        ProjectRow(
            project=project,
            names=names[project.pk],
            aim=aim_words(aims[project.pk], user=AnonymousUser(), project=project, policy=policy).sentence
            if project.pk in aims
            else "",
            reading=readings.get(project.pk),
            awarded=money[project.pk][0],
            paid=money[project.pk][1],
            process_improving=process[project.pk][0],
            process_total=process[project.pk][1],
            time_part=_time_gone(project, today),
            score=scores.get(project.pk),
        )
        for project in projects
    ]
    answered, expected = _completeness(measures, readings, today)
    instants = [reading.series.as_at for reading in readings.values()] + [money_at]
    return Fund(
        years=years,
        total=YearRow(
            "All years",
            *(sum((getattr(year, name) for year in years), ZERO) for name in ("budget", "awarded", "paid")),
        ),
        rows=rows,
        tally=tally((reading.parts for reading in readings.values()), projects=len(projects)),
        as_at=max((instant for instant in instants if instant), default=None),
        answered=answered,
        expected=expected,
        shows_scores=programme.funder_sees_scores,
    )


def _policy(programme: Programme, readings: dict[int, Reading]) -> Policy:
    """Already read with the measures; without any, one query."""
    for reading in readings.values():
        return Policy(reading.series.hide_below)
    return policies_of({programme.pk})[programme.pk]


def _years(programme: Programme) -> list[YearRow]:
    """Budget, awards and payments of each year: the rows whose sums the totals on grants are."""
    amounts = GrantYear.objects.current().filter(
        programme_year=OuterRef("pk"), grant__withdrawn_at__isnull=True
    )
    payments = Payment.objects.current().filter(
        grant_year__programme_year=OuterRef("pk"),
        grant_year__withdrawn_at__isnull=True,
        status=Payment.Status.PAID,
    )
    years = ProgrammeYear.objects.current().filter(programme=programme).order_by("starts_on", "pk")
    return [
        YearRow(year.label, year.budget, _pounds(year.awarded), _pounds(year.paid, PENNY))
        for year in years.annotate(
            awarded=_sum_of(amounts, "programme_year"), paid=_sum_of(payments, "grant_year__programme_year")
        )
    ]


def _sum_of(rows, key: str) -> Subquery:
    return Subquery(rows.order_by().values(key).annotate(total=Sum("amount")).values("total"))


def _pounds(total: Decimal | None, step: Decimal = Decimal(1)) -> Decimal:
    """A sum with its places back: SQLite adds decimals as numbers, and drops trailing zeros."""
    return (total or ZERO).quantize(step)


def _money(projects) -> tuple[dict[int, tuple[Decimal, Decimal]], datetime.datetime | None]:
    """Project id → (awarded, paid), and the newest payment."""
    money: dict[int, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    instants = []
    grants = Grant.objects.current().filter(project__in=projects)
    for grant in grants.annotate(paid_at=Max("years__payments__paid_at")):
        awarded, paid = money[grant.project_id]
        money[grant.project_id] = (awarded + grant.awarded, paid + grant.paid)
        instants.append(grant.paid_at)
    return money, max((instant for instant in instants if instant), default=None)


def _scores(project_ids) -> dict[int, Given]:
    """Project id → the advisor's newest score."""
    scores = ProgressScore.objects.current().filter(
        project__in=project_ids, scored_as=ProgressScore.As.ADVISOR
    )
    rows = scores.order_by("month", "pk").values_list("project_id", "month", "score")
    return {project_id: Given(month, score) for project_id, month, score in rows}


def _aims(projects) -> dict[int, AimStatement]:
    """Project id → its current aim: the highest number."""
    aims = AimStatement.objects.current().filter(project__in=projects).order_by("number")
    return {aim.project_id: aim for aim in aims}


def _measures(projects: dict[int, Project]) -> list[Measure]:
    """Every measure, with its project and the status of its shared face."""
    shared = MeasureSummary.objects.filter(measure=OuterRef("pk"), face=MeasureSummary.Face.SHARED)
    measures = list(
        Measure.objects.current()
        .filter(project__in=projects)
        .annotate(shared_status=Subquery(shared.values("status")[:1]))
        .order_by("pk")
    )
    for measure in measures:
        measure.project = projects[measure.project_id]
    return measures


def _process(measures: list[Measure]) -> dict[int, tuple[int, int]]:
    """Project id → (process measures improving on the shared face, all its process measures)."""
    counts: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for measure in measures:
        if measure.kind == Measure.Kind.PROCESS:
            found, total = counts[measure.project_id]
            counts[measure.project_id] = (found + (vars(measure)["shared_status"] in IMPROVED), total + 1)
    return counts


def _completeness(
    measures: list[Measure], readings: dict[int, Reading], today: datetime.date
) -> tuple[int, int]:
    """Periods answered, and periods whose figures have been due, over all measures in the last year.

    Only projects that are active now, and only the time they were not paused.
    """
    since = today - datetime.timedelta(days=WINDOW_DAYS)
    answered = defaultdict(set)
    points = DataPoint.objects.current().filter(
        measure__in=[measure.pk for measure in measures], period_start__gte=since
    )
    for measure_id, start in points.order_by().values_list("measure_id", "period_start"):
        answered[measure_id].add(start)
    pauses = defaultdict(list, {project: list(r.series.pauses) for project, r in readings.items()})
    if unread := {measure.project_id for measure in measures} - set(readings):
        for pause in ProjectPause.objects.current().filter(project__in=unread):
            pauses[pause.project_id].append(pause)
    done = expected = 0
    for measure in measures:
        schedule = due.schedule_of(measure, pauses=pauses[measure.project_id])
        wanted = due.wanted_between(schedule, since, today, answered=answered[measure.pk])
        done += len(wanted & answered[measure.pk])
        expected += len(wanted)
    return done, expected


def _time_gone(project: Project, today: datetime.date) -> int | None:
    """Whole per cent of the project's time that has passed."""
    if not project.starts_on or not project.ends_on:
        return None
    days = (project.ends_on - project.starts_on).days + 1
    gone = min(max((today - project.starts_on).days + 1, 0), days)
    return percent(gone, days)
