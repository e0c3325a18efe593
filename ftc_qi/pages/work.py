"""What My work shows: everything that waits for one person across their teams, and what their charts say."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.urls import reverse
from django.utils.text import Truncator

from ftc_qi.core.templatetags.ftc import money, uk_date
from ftc_qi.pages.waiting import due_months, next_due
from measures.models import Measure
from measures.readings import Reading, card, is_news, read, stale_alike
from measures.values import plural
from projects.models import AimStatement, Payment, PDSACycle, Project, Review
from projects.permissions import Permission, access_of, can

NEWS_DAYS = 31
"""A signal is news for this long after the figures that brought it were recorded."""
MONTHS_SHOWN = 3
REVIEWS_READ = 30
NOTES_SHOWN = 3
CARDS, CARDS_OF_MANY, MANY_PROJECTS = 6, 2, 4
"""Cards of each project; fewer for somebody on that many teams."""
OVER = (Project.Status.COMPLETED, Project.Status.CLOSED_EARLY)
Stage = PDSACycle.Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do, one click from done. post: the button sends a form to `url`. due: words of a badge."""

    icon: str
    title: str
    text: str
    url: str
    action: str
    due: str = ""
    late: bool = False
    post: bool = False


@dataclass(slots=True)
class ProjectWork:
    """One of the person's projects with what was read of it."""

    project: Project
    may_log: bool
    may_edit: bool
    readings: list[Reading] = field(default_factory=list)
    cycles: list[PDSACycle] = field(default_factory=list)
    has_aim: bool = False
    cards: list[dict[str, object]] = field(default_factory=list)
    all_stale: bool = False

    @property
    def more(self) -> int:
        """How many measures have no card."""
        return len(self.readings) - len(self.cards)


@dataclass(slots=True)
class Work:
    """tasks: most pressing first. notes: the advisor's newest. money: the next payment of each own grant."""

    projects: list[ProjectWork]
    tasks: list[Task]
    notes: list[Review]
    money: list[dict[str, Any]]
    coming: str

    @property
    def lede(self) -> str:
        """ "Three things need you this week. The first takes about a minute."."""
        count = len(self.tasks)
        if not count:
            return "Nothing needs you right now."
        needs = "thing needs" if count == 1 else "things need"
        words = f"{str(apnumber(count)).capitalize()} {needs} you this week."
        if self.tasks[0].icon == "pencil":
            words += " It takes about a minute." if count == 1 else " The first takes about a minute."
        return words


def greeting(now: datetime.datetime) -> str:
    """How to greet at this local time."""
    if now.hour < 12:
        return "Good morning"
    return "Good afternoon" if now.hour < 18 else "Good evening"


def gather_work(user, today: datetime.date) -> Work:
    """Everything on My work, in ten queries (eleven with measures of events) beyond the person's access."""
    projects = list(
        Project.objects.filter(pk__in=access_of(user).memberships)
        .select_related("programme")
        .order_by("name", "pk")
    )
    running = [project for project in projects if project.status not in OVER] or projects
    works = {
        project.pk: ProjectWork(
            project=project,
            may_log=can(user, Permission.DATA_ENTER, project),
            may_edit=can(user, Permission.METHOD_EDIT, project),
        )
        for project in running
    }
    _add_readings(works, user, today)
    _add_method(works)
    reviews = list(
        Review.objects.current()
        .filter(project__in=works)
        .exclude(note="")
        .select_related("by")
        .order_by("-at", "-pk")[:REVIEWS_READ]
    )
    for review in reviews:
        review.project = works[review.project_id].project
    share = CARDS if len(works) < MANY_PROJECTS else CARDS_OF_MANY
    for work in works.values():
        work.cards = [card(reading, level=4 if len(works) > 1 else 3) for reading in work.readings[:share]]
        work.all_stale = stale_alike(work.cards)
    return Work(
        projects=list(works.values()),
        tasks=_tasks(list(works.values()), reviews, today),
        notes=reviews[:NOTES_SHOWN],
        money=_next_payments([work.project for work in works.values()], user),
        coming=_coming(works.values(), today),
    )


def _add_readings(works: dict[int, ProjectWork], user, today: datetime.date) -> None:
    measures = list(
        Measure.objects.current().filter(project__in=works).order_by("-is_primary", "order", "pk")
    )
    for measure in measures:
        measure.project = works[measure.project_id].project
    for reading in read(measures, user=user, today=today):
        works[reading.measure.project_id].readings.append(reading)


def _add_method(works: dict[int, ProjectWork]) -> None:
    for project_id in AimStatement.objects.current().filter(project__in=works).values_list("project_id"):
        works[project_id[0]].has_aim = True
    cycles = (
        PDSACycle.objects.current()
        .filter(change_idea__project__in=works)
        .exclude(stage=Stage.DONE)
        .select_related("change_idea")
        .order_by("planned_start_on", "number", "pk")
    )
    for cycle in cycles:
        works[cycle.change_idea.project_id].cycles.append(cycle)


# --- tasks -----------------------------------------------------------------------------------------------


def _tasks(works: list[ProjectWork], reviews: list[Review], today: datetime.date) -> list[Task]:
    """Late figures, then figures due, cycles, new signals, notes to read, first steps."""
    logs, cycles, news, steps = [], [], [], []
    for work in works:
        if work.may_log:
            logs += _log_tasks(work, today)
        if work.may_edit and work.project.status == Project.Status.ACTIVE:
            cycles += [task for cycle in work.cycles if (task := _cycle_task(work, cycle, today))]
        news += [_news_task(work, reading) for reading in work.readings if _is_fresh_news(reading, today)]
        if work.may_edit and work.project.status not in OVER:
            steps += _first_steps(work)
    logs.sort(key=lambda task: not task.late)
    notes = [_note_task(review) for review in reviews if review.seen_at is None]
    return [*logs, *cycles, *news, *notes, *steps]


def _log_tasks(work: ProjectWork, today: datetime.date) -> list[Task]:
    months = due_months(work.readings, today)
    changes = [reading.series.as_at for reading in work.readings if reading.series.as_at]
    last = f" Last logged on {uk_date(max(changes))}." if changes else ""
    tasks = []
    for place, month in enumerate(months[:MONTHS_SHOWN]):
        text = f"{work.project.name}, {plural(month.measures, 'measure')}."
        left = len(months) - MONTHS_SHOWN
        if place == MONTHS_SHOWN - 1 and left > 0:
            text += f" {plural(left, 'more month')} after this one {'is' if left == 1 else 'are'} due too."
        elif place == 0:
            text += last
        this_year = month.month.year == today.year
        tasks.append(
            Task(
                icon="pencil",
                title=f"Log {month.short_name + '’s' if this_year else month.name} figures",
                text=text,
                url=f"{reverse('measures:log', args=[work.project.slug])}?month={month.month:%Y-%m}",
                action=f"Log {month.short_name}",
                due=month.words,
                late=month.days_late > 0,
            )
        )
    return tasks


def _cycle_task(work: ProjectWork, cycle: PDSACycle, today: datetime.date) -> Task | None:
    name = f"{work.project.name}: “{cycle.title}”"
    due = ""
    if cycle.stage == Stage.PLAN and cycle.planned_start_on <= today:
        title = f"Begin cycle {cycle.number}"
        locked = (
            " The prediction locks when Do begins." if cycle.prediction else " Write what you expect first."
        )
        text = f"{name} was planned to start on {uk_date(cycle.planned_start_on)}.{locked}"
        due = _since(cycle.planned_start_on, today)
    elif cycle.stage == Stage.DO and cycle.planned_end_on and cycle.planned_end_on < today:
        title = f"Write what happened in cycle {cycle.number}"
        locked = " Your prediction is locked and waiting." if cycle.prediction else ""
        text = f"{name}, Do was planned to end on {uk_date(cycle.planned_end_on)}.{locked}"
        due = _since(cycle.planned_end_on, today)
    elif cycle.stage == Stage.STUDY and not cycle.study:
        title = f"Write what you learned from cycle {cycle.number}"
        ended = f", Do ended on {uk_date(cycle.ended_on)}" if cycle.ended_on else ""
        text = f"{name}{ended}. Compare what happened with what you expected."
    elif cycle.stage == Stage.ACT:
        title = f"Decide what comes after cycle {cycle.number}"
        text = f"{name}. Adopt the change, adapt it, expand it or drop it."
    else:
        return None
    url = reverse("pages:cycle", args=[work.project.slug, cycle.pk])
    return Task(icon="cycle", title=title, text=text, url=url, action=f"Open cycle {cycle.number}", due=due)


def _since(day: datetime.date, today: datetime.date) -> str:
    days = (today - day).days
    return "Today" if days == 0 else f"{plural(days, 'day')} ago"


def _is_fresh_news(reading: Reading, today: datetime.date) -> bool:
    as_at = reading.series.as_at
    return as_at is not None and (today - as_at.date()).days <= NEWS_DAYS and is_news(reading)


def _news_task(work: ProjectWork, reading: Reading) -> Task:
    return Task(
        icon="signals",
        title=f"New signal: {reading.series.name}",
        text=f"{work.project.name}. {reading.sentence.line}",
        url=reverse("measures:measure", args=[work.project.slug, reading.measure.pk]),
        action="See the chart",
    )


def _note_task(review: Review) -> Task:
    return Task(
        icon="comment",
        title=f"Read {review.by.display_name}’s note",
        text=f"{review.project.name}, {uk_date(review.at)}: “{Truncator(review.note).chars(160)}”",
        url=reverse("projects:review_seen", args=[review.project.slug, review.pk]),
        action="Mark as read",
        post=True,
    )


def _first_steps(work: ProjectWork) -> list[Task]:
    tasks = []
    if not work.has_aim:
        tasks.append(
            Task(
                icon="target",
                title="Write your aim",
                text=f"{work.project.name}. How much better, by when, for whom.",
                url=reverse("pages:aim", args=[work.project.slug]),
                action="Write the aim",
            )
        )
    if not work.readings:
        tasks.append(
            Task(
                icon="chart",
                title="Choose your first measure",
                text=f"{work.project.name}. What will you count to know that it is better?",
                url=reverse("measures:add", args=[work.project.slug]),
                action="Add a measure",
            )
        )
    return tasks


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


def _next_payments(projects: list[Project], user) -> list[dict[str, Any]]:
    """Next payment of each project whose money the person may see: {project, words, condition, url}."""
    own = {project.pk: project for project in projects if can(user, Permission.GRANT_VIEW, project)}
    if not own:
        return []
    payments = (
        Payment.objects.current()
        .filter(grant_year__grant__project__in=own, grant_year__grant__withdrawn_at__isnull=True)
        .filter(grant_year__withdrawn_at__isnull=True, reverses__isnull=True)
        .exclude(status=Payment.Status.PAID)
        .order_by("due_on", "pk")
        .values_list("grant_year__grant__project_id", "amount", "due_on", "condition", "status")
    )
    rows = defaultdict(list)
    for project_id, amount, due_on, condition, status in payments:
        rows[project_id].append((amount, due_on, condition, status))
    found = []
    for project_id, project in own.items():
        if project_id not in rows:
            continue
        amount, due_on, condition, status = rows[project_id][0]
        approved = status == Payment.Status.APPROVED
        found.append(
            {
                "project": project,
                "amount": money(amount),
                "when": f"approved, due on {uk_date(due_on)}"
                if approved
                else f"planned for {uk_date(due_on)}",
                "condition": "" if approved else condition,
                "url": reverse("projects:grant_list", args=[project.slug]),
            }
        )
    return found
