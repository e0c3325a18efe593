"""What the monthly progress scores say of a project: the gap between two sides, a stall, a side that is silent.

Months are named by their first day. A month with a pause in it counts for nothing: neither a stall nor a
silence grows in it (DECISIONS 31).
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import CharField, DateField, DecimalField, Exists, F, OuterRef, Q, Value

from measures.periods import add_months
from projects.models import ProgressScore, Project, ProjectPause

As = ProgressScore.As

STALL_MONTHS, STALL_BELOW = 3, Decimal(4)
"""No rise for so many months below this is a stall."""
SILENT_MONTHS = 2
"""A side without a score for longer than this is silent."""
WIDE_GAP = Decimal(1)
"""A gap this wide is a reason for the advisor to look; a half step is talked about on the project's page."""


class Given(NamedTuple):
    """A score that counts: its month and its level."""

    month: datetime.date
    score: Decimal


class Span(NamedTuple):
    """A pause: its first day and its last; no last one while it is open."""

    starts_on: datetime.date
    ends_on: datetime.date | None


class Gap(NamedTuple):
    """What the two sides said of the newest month both have scored, where they differ."""

    month: datetime.date
    team: Decimal
    advisor: Decimal

    @property
    def size(self) -> Decimal:
        return abs(self.team - self.advisor)


class Stall(NamedTuple):
    """The advisor's score has not risen since the month `since`. held: it has stayed on `score` all along."""

    score: Decimal
    since: datetime.date
    months: int
    held: bool


class Silence(NamedTuple):
    """A side has not scored for long. since: the month of its newest score; None where it never gave one."""

    side: str
    since: datetime.date | None
    months: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project's scores stand. team, advisor: each side's newest. pauses: the project's, which they rest on."""

    team: Given | None = None
    advisor: Given | None = None
    gap: Gap | None = None
    stall: Stall | None = None
    silences: tuple[Silence, ...] = ()
    pauses: tuple[Span, ...] = ()

    def newest_of(self, side: str) -> Given | None:
        return self.team if side == As.TEAM else self.advisor


def month_of(day: datetime.date) -> datetime.date:
    """The first day of its month."""
    return day.replace(day=1)


def months_after(first: datetime.date, last: datetime.date, pauses: Iterable[Span] = ()) -> int:
    """How many months follow `first`, up to `last`, without a pause in them. 0 where none does."""
    pauses = list(pauses)
    count, month = 0, add_months(first, 1)
    while month <= last:
        count += not _paused_in(month, pauses)
        month = add_months(month, 1)
    return count


def _paused_in(month: datetime.date, pauses: Iterable[Span]) -> bool:
    after = add_months(month, 1)
    return any(
        pause.starts_on < after and (pause.ends_on is None or pause.ends_on >= month) for pause in pauses
    )


def standing(
    team: Sequence[Given],
    advisor: Sequence[Given],
    *,
    starts_on: datetime.date | None,
    pauses: Collection[Span] = (),
    active: bool = True,
    today: datetime.date,
) -> Standing:
    """What the scores of each side, oldest first, say on `today`. Only an active project stalls or is silent."""
    return Standing(
        team=team[-1] if team else None,
        advisor=advisor[-1] if advisor else None,
        gap=_gap(team, advisor),
        stall=_stall(advisor, pauses) if active else None,
        silences=_silences(team, advisor, starts_on, pauses, today) if active else (),
        pauses=tuple(pauses),
    )


def _gap(team: Sequence[Given], advisor: Sequence[Given]) -> Gap | None:
    theirs = dict(advisor)
    both = [given for given in team if given.month in theirs]
    if not both or both[-1].score == theirs[both[-1].month]:
        return None
    return Gap(both[-1].month, both[-1].score, theirs[both[-1].month])


def _stall(advisor: Sequence[Given], pauses: Collection[Span]) -> Stall | None:
    """A rise begins anew; a fall does not. What the advisor has not scored since is not known to have stalled."""
    if not advisor or advisor[-1].score >= STALL_BELOW:
        return None
    risen = max((i for i in range(1, len(advisor)) if advisor[i].score > advisor[i - 1].score), default=0)
    newest, since = advisor[-1], advisor[risen].month
    months = months_after(since, newest.month, pauses)
    if months < STALL_MONTHS:
        return None
    return Stall(newest.score, since, months, all(given.score == newest.score for given in advisor[risen:]))


def _silences(team, advisor, starts_on, pauses, today) -> tuple[Silence, ...]:
    found = []
    for side, scores in ((As.TEAM, team), (As.ADVISOR, advisor)):
        last = scores[-1].month if scores else starts_on and month_of(starts_on)
        months = months_after(last, month_of(today), pauses) if last else 0
        if months > SILENT_MONTHS:
            found.append(Silence(str(side), scores[-1].month if scores else None, months))
    return tuple(found)


def standings(projects: Collection[Project], today: datetime.date) -> dict[int, Standing]:
    """Project id → where its scores stand. One query: scores and pauses come together."""
    given: dict[tuple[int, str], list[Given]] = defaultdict(list)
    pauses: dict[int, list[Span]] = defaultdict(list)
    for project_id, kind, begins, score, ends in _scores_and_pauses([project.pk for project in projects]):
        if kind == PAUSE:
            pauses[project_id].append(Span(begins, ends))
        else:
            given[project_id, kind].append(Given(begins, score))
    return {
        project.pk: standing(
            given[project.pk, As.TEAM],
            given[project.pk, As.ADVISOR],
            starts_on=project.starts_on,
            pauses=pauses[project.pk],
            active=project.status == Project.Status.ACTIVE,
            today=today,
        )
        for project in projects
    }


PAUSE = "pause"


def _scores_and_pauses(ids: Collection[int]):
    """(project id, side or PAUSE, month or first day, score, last day of a pause), oldest first. One query."""
    scores = (
        ProgressScore.objects.current()
        .filter(project__in=ids)
        .annotate(kind=F("scored_as"), begins=F("month"), level=F("score"), ends=Value(None, DateField()))
    )
    pauses = (
        ProjectPause.objects.current()
        .filter(project__in=ids)
        .annotate(
            kind=Value(PAUSE, CharField()),
            begins=F("starts_on"),
            level=Value(None, DecimalField()),
            ends=F("ends_on"),
        )
    )
    columns = ("project_id", "kind", "begins", "level", "ends")
    both = (rows.order_by().values_list(*columns) for rows in (scores, pauses))
    first, second = both
    return first.union(second, all=True).order_by("begins")


def score_due(
    project_ids: Collection[int], today: datetime.date, side: str = As.TEAM
) -> dict[int, datetime.date]:
    """Project id → first day of the month whose score is due from `side`: the last whole month, where neither it nor
    this month has one. Only active projects that had begun by then, and no month with a pause. One query."""
    this_month = month_of(today)
    due = add_months(this_month, -1)
    scored = ProgressScore.objects.current().filter(
        project=OuterRef("pk"), scored_as=side, month__in=[due, this_month]
    )
    paused = ProjectPause.objects.current().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=due), project=OuterRef("pk"), starts_on__lt=this_month
    )
    found = Project.objects.filter(
        ~Exists(scored),
        ~Exists(paused),
        pk__in=project_ids,
        status=Project.Status.ACTIVE,
        starts_on__isnull=False,
        starts_on__lt=this_month,
    )
    return dict.fromkeys(found.order_by("pk").values_list("pk", flat=True), due)
