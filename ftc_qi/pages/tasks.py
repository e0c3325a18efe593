"""What waits for one person, as tasks one click from done. Plain values in, no query."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import apnumber
from django.urls import reverse
from django.utils.text import Truncator

from community.actions_list import ActionRow
from community.comments import Unread
from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.pages.waiting import due_months
from measures import periods
from measures.readings import Reading
from measures.values import plural
from projects.models import Invitation, PDSACycle, Review

if TYPE_CHECKING:
    from ftc_qi.pages.work import ProjectWork

MONTHS_SHOWN = 3
COMMENTS_SHOWN = 3
"""Unread comments of one project that are tasks of their own; more are one task together."""
SOON = datetime.timedelta(days=7)
Stage = PDSACycle.Stage


class Group(StrEnum):
    """Why a task is here, most pressing first."""

    LATE = "Late"
    NOW = "Due now"
    READ = "To read and answer"
    START = "First steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do, one click from done. post: the button sends a form with `fields` to `url`, and comes back.
    page: where what the task is about can be read. due: words of a badge. about: ends the button's name where
    several say the same."""

    group: Group
    icon: str
    title: str
    text: str
    url: str
    action: str
    due: str = ""
    post: bool = False
    page: str = ""
    about: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def late(self) -> bool:
        return self.group == Group.LATE


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks that are here for the same reason."""

    name: str
    tasks: list[Task]

    @property
    def count(self) -> str:
        """ "two things"."""
        number = len(self.tasks)
        return f"{apnumber(number)} thing{'' if number == 1 else 's'}"


def grouped(tasks: Iterable[Task]) -> list[TaskGroup]:
    """The tasks by reason, most pressing first; within one in the order they came."""
    rows = list(tasks)
    groups = [TaskGroup(str(group), [task for task in rows if task.group == group]) for group in Group]
    return [group for group in groups if group.tasks]


# --- figures, cycles, scores -----------------------------------------------------------------------------


def log_tasks(work: "ProjectWork", today: datetime.date) -> list[Task]:
    """The months whose figures are due, oldest first."""
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
                group=Group.LATE if month.days_late > 0 else Group.NOW,
                icon="pencil",
                title=f"Log {month.short_name + '’s' if this_year else month.name} figures",
                text=text,
                url=f"{reverse('measures:log', args=[work.project.slug])}?month={month.month:%Y-%m}",
                action=f"Log {month.short_name}",
                due=month.words,
            )
        )
    return tasks


def cycle_task(work: "ProjectWork", cycle: PDSACycle, today: datetime.date) -> Task | None:
    """What a cycle waits for; None while it is in its time."""
    name = f"{work.project.name}: “{cycle.title}”"
    due, group = "", Group.NOW
    if cycle.stage == Stage.PLAN and cycle.planned_start_on <= today:
        title = f"Begin cycle {cycle.number}"
        locked = (
            " The prediction locks when Do begins." if cycle.prediction else " Write what you expect first."
        )
        text = f"{name} was planned to start on {uk_date(cycle.planned_start_on)}.{locked}"
        due = _since(cycle.planned_start_on, today)
    elif cycle.stage == Stage.PLAN and not cycle.prediction and cycle.planned_start_on <= today + SOON:
        title = f"Write what you expect of cycle {cycle.number}"
        text = f"{name} starts on {uk_date(cycle.planned_start_on)} and has no prediction yet."
    elif cycle.stage == Stage.DO and cycle.planned_end_on and cycle.planned_end_on < today:
        title = f"Write what happened in cycle {cycle.number}"
        locked = " Your prediction is locked and waiting." if cycle.prediction else ""
        text = f"{name}, Do was planned to end on {uk_date(cycle.planned_end_on)}.{locked}"
        due, group = f"{plural((today - cycle.planned_end_on).days, 'day')} late", Group.LATE
    elif cycle.stage == Stage.STUDY and not cycle.study:
        title = f"Write what you learned from cycle {cycle.number}"
        ended = f", Do ended on {uk_date(cycle.ended_on)}" if cycle.ended_on else ""
        text = f"{name}{ended}. Compare what happened with what you expected."
    elif cycle.stage == Stage.ACT:
        title = f"Decide what comes after cycle {cycle.number}"
        text = f"{name}. Adopt the change, adapt it, expand it or drop it."
    else:
        return None
    return Task(
        group=group,
        icon="cycle",
        title=title,
        text=text,
        url=reverse("pages:cycle", args=[work.project.slug, cycle.pk]),
        action=f"Open cycle {cycle.number}",
        due=due,
        about=f"of {work.project.name}",
    )


def _since(day: datetime.date, today: datetime.date) -> str:
    days = (today - day).days
    return "Today" if days == 0 else f"{plural(days, 'day')} ago"


def score_task(work: "ProjectWork", month: datetime.date) -> Task:
    """The team's progress score of a month."""
    name = periods.MONTHS[month.month - 1]
    return Task(
        group=Group.NOW,
        icon="step",
        title=f"Give {name}’s progress score",
        text=f"{work.project.name}. Where does the project stand, from 0.5 to 5, and why do you think so?",
        url=reverse("pages:score_team_add", args=[work.project.slug]) + f"?month={month:%Y-%m}",
        action=f"Score {name}",
        about=f"for {work.project.name}",
    )


# --- what others wrote or asked ----------------------------------------------------------------------------


def action_tasks(actions: Iterable[ActionRow], today: datetime.date) -> list[Task]:
    """Own actions that are late or due within a week."""
    tasks = []
    for action in actions:
        if action.by_when is None or action.by_when > today + SOON:
            continue
        text = (
            action.project.name if action.source_key == "other" else f"{action.project.name}. {action.source}"
        )
        where = f" At {action.where}." if action.where else ""
        tasks.append(
            Task(
                group=Group.LATE if action.late else Group.NOW,
                icon="check",
                title=action.what,
                text=f"{text}.{where}",
                url=action.done_url,
                action="Mark as done",
                due=action.late or f"By {uk_date(action.by_when)}",
                post=True,
                page=action.cycle_url or reverse("community:action_list", args=[action.project.slug]),
                about=action.what,
            )
        )
    return tasks


def comment_tasks(comments: Iterable[Unread]) -> list[Task]:
    """Unread comments, newest first; of each project the newest few, the rest together."""
    by_project: dict[int, list[Unread]] = {}
    for comment in comments:
        by_project.setdefault(comment.project.pk, []).append(comment)
    tasks = []
    for rows in by_project.values():
        tasks += [_comment_task(comment) for comment in rows[:COMMENTS_SHOWN]]
        if (more := len(rows) - COMMENTS_SHOWN) > 0:
            tasks.append(_more_comments(rows[0], more))
    return tasks


def _comment_task(comment: Unread) -> Task:
    return Task(
        group=Group.READ,
        icon="comment",
        title=f"{comment.who} wrote about {comment.place}",
        text=f"{comment.project.name}, {uk_date(comment.at)}: “{comment.excerpt}”",
        url=comment.read_url,
        action="Mark as read",
        post=True,
        page=comment.url,
        about=f"{comment.who}’s comment about {comment.place}, {uk_date(comment.at)}",
        fields={"comment": comment.comment_id},
    )


def _more_comments(comment: Unread, more: int) -> Task:
    return Task(
        group=Group.READ,
        icon="comment",
        title=f"Read {plural(more, 'more comment')}",
        text=f"{comment.project.name}. The team and its advisor wrote them.",
        url=reverse("community:comment_list", args=[comment.project.slug]) + "?show=unread",
        action="Open comments",
        about=f"of {comment.project.name}",
    )


def note_task(review: Review) -> Task:
    """An advisor's note that nobody on the team has read."""
    return Task(
        group=Group.READ,
        icon="comment",
        title=f"Read {review.by.display_name}’s note",
        text=f"{review.project.name}, {uk_date(review.at)}: “{Truncator(review.note).chars(160)}”",
        url=reverse("projects:review_seen", args=[review.project.slug, review.pk]),
        action="Mark as read",
        post=True,
        about=f"{review.by.display_name}’s note of {uk_date(review.at)}",
    )


def news_task(work: "ProjectWork", reading: Reading) -> Task:
    """A signal that the newest figures brought, with what the control plan says of it; of an improvement nothing."""
    text = f"{work.project.name}. {reading.sentence.line}"
    trigger, response = (getattr(reading.measure, f"plan_{name}", None) for name in ("trigger", "response"))
    if trigger and response and reading.status != "improvement":
        text += f" Your control plan: “{trigger}”, then “{response}”."
    return Task(
        group=Group.READ,
        icon="signals",
        title=f"New signal: {reading.series.name}",
        text=text,
        url=reverse("measures:measure", args=[work.project.slug, reading.measure.pk]),
        action="See the chart",
        about=f"of {reading.series.name}",
    )


def invitation_task(invitation: Invitation) -> Task:
    """A part that is offered to the person and not taken up."""
    place = invitation.project or invitation.programme
    return Task(
        group=Group.READ,
        icon="mail",
        title=f"Answer the invitation to {place}",
        text=f"Your part would be: {invitation.role_label}. It is open until {uk_date(invitation.expires_at)}.",
        url=reverse("projects:my_invitation", args=[invitation.pk]),
        action="Open the invitation",
        about=f"to {place}",
    )


# --- a new project -----------------------------------------------------------------------------------------


def first_tasks(work: "ProjectWork") -> list[Task]:
    """An aim and a measure, where a project has none."""
    tasks = []
    if not work.has_aim:
        tasks.append(
            Task(
                group=Group.START,
                icon="target",
                title="Write your aim",
                text=f"{work.project.name}. How much better, by when, for whom.",
                url=reverse("pages:aim", args=[work.project.slug]),
                action="Write the aim",
                about=f"of {work.project.name}",
            )
        )
    if not work.readings:
        tasks.append(
            Task(
                group=Group.START,
                icon="chart",
                title="Choose your first measure",
                text=f"{work.project.name}. What will you count to know that it is better?",
                url=reverse("measures:add", args=[work.project.slug]),
                action="Add a measure",
                about=f"to {work.project.name}",
            )
        )
    return tasks
