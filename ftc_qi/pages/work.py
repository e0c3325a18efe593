"""What My work shows: everything that waits for one person across their teams, and what their charts say."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from community.actions_list import ActionRow, open_actions_of
from community.comments import unread_for
from ftc_qi.core.templatetags.ftc import money, uk_date
from ftc_qi.pages import tasks
from ftc_qi.pages.gains import check_due, check_task
from ftc_qi.pages.stalls import score_due
from ftc_qi.pages.tasks import Task, TaskGroup
from ftc_qi.pages.waiting import next_due
from measures.models import ControlItem, Measure
from measures.readings import Reading, card, is_news, read, stale_alike
from projects.models import (
    AimStatement,
    Invitation,
    Payment,
    PDSACycle,
    Project,
    Review,
    SustainabilityCheck,
)
from projects.permissions import Permission, access_of, can

NEWS_DAYS = 31
"""A signal is news for this long after the figures that brought it were recorded."""
REVIEWS_READ = 30
NOTES_SHOWN = 3
CARDS, CARDS_OF_MANY, MANY_PROJECTS = 6, 2, 4
"""Cards of each project; fewer for somebody on that many teams."""
OCCASIONS = SustainabilityCheck.Occasion.values
OVER = (Project.Status.COMPLETED, Project.Status.CLOSED_EARLY)
PAYMENT = ("amount", "due_on", "condition", "status")


@dataclass(slots=True)
class ProjectWork:
    """One of the person's projects with what was read of it. score_month: the month whose score is due."""

    project: Project
    may_log: bool
    may_edit: bool
    may_score: bool
    has_aim: bool
    readings: list[Reading] = field(default_factory=list)
    cycles: list[PDSACycle] = field(default_factory=list)
    score_month: datetime.date | None = None
    cards: list[dict[str, object]] = field(default_factory=list)
    all_stale: bool = False

    @property
    def more(self) -> int:
        """How many measures have no card."""
        return len(self.readings) - len(self.cards)


@dataclass(slots=True)
class Work:
    """groups: most pressing first. notes: the advisor's newest that somebody on the team has read; the others are
    among the tasks. is_written_to: whether the advisor has written at all. money: the next payment of each own grant.
    later: how many of the person's actions are open beside those among the tasks."""

    projects: list[ProjectWork]
    groups: list[TaskGroup]
    notes: list[Review]
    money: list[dict[str, Any]]
    coming: str
    is_written_to: bool = False
    later: int = 0

    @property
    def tasks(self) -> list[Task]:
        return [task for group in self.groups for task in group.tasks]

    @property
    def lede(self) -> str:
        """ "Three things need you this week. The first takes about a minute."."""
        found = self.tasks
        count = len(found)
        if not count:
            return "Nothing needs you right now."
        needs = "thing needs" if count == 1 else "things need"
        words = f"{str(apnumber(count)).capitalize()} {needs} you this week."
        if found[0].icon == "pencil":
            words += " It takes about a minute." if count == 1 else " The first takes about a minute."
        return words


def greeting(now: datetime.datetime) -> str:
    """How to greet at this local time."""
    if now.hour < 12:
        return "Good morning"
    return "Good afternoon" if now.hour < 18 else "Good evening"


def gather_work(user, today: datetime.date) -> Work:
    """Everything on My work, in ten queries beyond the person's access; one more each for a coach, for measures of
    events and where an invitation waits."""
    projects: list[Any] = list(_projects_of(user))  # with what is annotated
    running = [project for project in projects if project.status not in OVER] or projects
    works = {
        project.pk: ProjectWork(
            project=project,
            may_log=can(user, Permission.DATA_ENTER, project),
            may_edit=can(user, Permission.METHOD_EDIT, project),
            may_score=can(user, Permission.SCORE_AS_TEAM, project),
            has_aim=project.has_aim,
        )
        for project in running
    }
    _add_readings(works, user, today)
    _add_cycles(works)
    for project_id, month in score_due([pk for pk in works if works[pk].may_score], today).items():
        works[project_id].score_month = month
    reviews = _reviews_of(works)
    actions = open_actions_of(user, today)
    share = CARDS if len(works) < MANY_PROJECTS else CARDS_OF_MANY
    for work in works.values():
        work.cards = [card(reading, level=4 if len(works) > 1 else 3) for reading in work.readings[:share]]
        work.all_stale = stale_alike(work.cards)
    found = _tasks(list(works.values()), reviews, actions, today)
    found += _check_tasks(projects, user, today)
    found += tasks.comment_tasks(unread_for(user))
    if any(project.is_invited for project in projects):
        waiting = invitations_of(user).select_related("project", "programme")
        found += [tasks.invitation_task(invitation) for invitation in waiting]
    return Work(
        projects=list(works.values()),
        groups=tasks.grouped(found),
        notes=[review for review in reviews if review.seen_at][:NOTES_SHOWN],
        is_written_to=bool(reviews),
        money=[_payment(work.project) for work in works.values() if _has_payment(work.project, user)],
        coming=_coming(works.values(), today),
        later=len(actions) - len(tasks.action_tasks(actions, today)),
    )


def invitations_of(user) -> QuerySet[Invitation]:
    """What is offered to a person and waits for their answer."""
    return Invitation.objects.open().sent_to(user).order_by("expires_at", "pk")


def _projects_of(user) -> QuerySet[Project]:
    """The person's projects, with whether they have an aim, which checks of what will last they have done, their
    next payment, and whether the person has an open invitation anywhere: what would else be a query each."""
    aims = AimStatement.objects.current().filter(project=OuterRef("pk"))
    checks = SustainabilityCheck.objects.current().filter(project=OuterRef("pk"))
    payments = (
        Payment.objects.current()
        .filter(grant_year__grant__project=OuterRef("pk"), grant_year__grant__withdrawn_at__isnull=True)
        .filter(grant_year__withdrawn_at__isnull=True, reverses__isnull=True)
        .exclude(status=Payment.Status.PAID)
        .order_by("due_on", "pk")
    )
    return (
        Project.objects.filter(pk__in=access_of(user).memberships)
        .select_related("programme")
        .annotate(
            has_aim=Exists(aims),
            is_invited=Exists(invitations_of(user)),
            **{f"checked_{occasion}": Exists(checks.filter(occasion=occasion)) for occasion in OCCASIONS},
            **{f"next_{name}": Subquery(payments.values(name)[:1]) for name in PAYMENT},
        )
        .order_by("name", "pk")
    )


def _add_readings(works: dict[int, ProjectWork], user, today: datetime.date) -> None:
    plan = ControlItem.objects.current().filter(measure=OuterRef("pk")).order_by("pk")
    measures = list(
        Measure.objects.current()
        .filter(project__in=works)
        .annotate(**{f"plan_{name}": Subquery(plan.values(name)[:1]) for name in ("trigger", "response")})
        .order_by("-is_primary", "order", "pk")
    )
    for measure in measures:
        measure.project = works[measure.project_id].project
    for reading in read(measures, user=user, today=today):
        works[reading.measure.project_id].readings.append(reading)


def _add_cycles(works: dict[int, ProjectWork]) -> None:
    cycles = (
        PDSACycle.objects.current()
        .filter(change_idea__project__in=works)
        .exclude(stage=PDSACycle.Stage.DONE)
        .select_related("change_idea")
        .order_by("planned_start_on", "number", "pk")
    )
    for cycle in cycles:
        works[cycle.change_idea.project_id].cycles.append(cycle)


def _reviews_of(works: dict[int, ProjectWork]) -> list[Review]:
    reviews = list(
        Review.objects.current()
        .filter(project__in=works)
        .exclude(note="")
        .select_related("by")
        .order_by("-at", "-pk")[:REVIEWS_READ]
    )
    for review in reviews:
        review.project = works[review.project_id].project
    return reviews


def _tasks(
    works: list[ProjectWork], reviews: list[Review], actions: list[ActionRow], today: datetime.date
) -> list[Task]:
    """Figures, cycles, own actions, scores, new signals, notes, first steps."""
    found = [task for work in works if work.may_log for task in tasks.log_tasks(work, today)]
    for work in works:
        if work.may_edit and work.project.status == Project.Status.ACTIVE:
            found += [task for cycle in work.cycles if (task := tasks.cycle_task(work, cycle, today))]
    found += tasks.action_tasks(actions, today)
    found += [tasks.score_task(work, work.score_month) for work in works if work.score_month]
    for work in works:
        found += [tasks.news_task(work, reading) for reading in work.readings if _is_fresh(reading, today)]
    found += [tasks.note_task(review) for review in reviews if review.seen_at is None]
    for work in works:
        if work.may_edit and work.project.status not in OVER:
            found += tasks.first_tasks(work)
    return found


def _check_tasks(projects: list[Any], user, today: datetime.date) -> list[Task]:
    """Checks of what will last, of finished projects too: the second is due when they are over."""
    found = []
    for project in projects:
        done = [occasion for occasion in OCCASIONS if getattr(project, f"checked_{occasion}")]
        due = check_due(project, done, today)
        if due and due.is_pressing(today) and can(user, Permission.METHOD_EDIT, project):
            found.append(check_task(project, due, today))
    return found


def _is_fresh(reading: Reading, today: datetime.date) -> bool:
    as_at = reading.series.as_at
    return as_at is not None and (today - as_at.date()).days <= NEWS_DAYS and is_news(reading)


# --- beside the tasks ------------------------------------------------------------------------------------


def _coming(works, today: datetime.date) -> str:
    """When the next figures are due, for the day when nothing is; "" where nothing will be."""
    found = [
        next_due(work.readings, today)
        for work in works
        if work.may_log and work.project.status == Project.Status.ACTIVE
    ]
    first = min(
        (day_and_label for day_and_label in found if day_and_label), key=lambda row: row[1], default=None
    )
    if first is None:
        return ""
    label, day = first
    return f"The next figures, for {label}, are due by {uk_date(day)}."


def _has_payment(project: Any, user) -> bool:
    return project.next_due_on is not None and can(user, Permission.GRANT_VIEW, project)


def _payment(project: Any) -> dict[str, Any]:
    """The next payment of a project, in words: {project, amount, when, condition, url}."""
    approved = project.next_status == Payment.Status.APPROVED
    day = uk_date(project.next_due_on)
    return {
        "project": project,
        "amount": money(Decimal(project.next_amount)),
        "when": f"approved, due on {day}" if approved else f"planned for {day}",
        "condition": "" if approved else project.next_condition,
        "url": reverse("projects:grant_list", args=[project.slug]),
    }
