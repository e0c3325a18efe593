"""Holding the gains: what the checks say side by side, what to work on next, when the next check is due."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.pages.diagrams import radar
from ftc_qi.pages.tasks import Group, Task
from measures.periods import add_months
from projects.actions.sustainability import Answer
from projects.factors import FACTORS, Factor
from projects.models import Project, SustainabilityAnswer, SustainabilityCheck

Level, Occasion = SustainabilityAnswer.Level, SustainabilityCheck.Occasion
AHEAD_MONTHS, AFTER_MONTHS = 3, 6
"""A check is asked for so long before the end, and so long after it."""
REMIND, REMIND_UNTIL = datetime.timedelta(days=31), datetime.timedelta(days=365)
"""My work asks for a check so long before its day, and so long after it."""
WORDS_IN_ADDRESS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A factor in one check, and in the one it is compared with."""

    factor: Factor
    level: str
    note: str
    before: str = ""


def rows_of(answers: Mapping[str, Answer], before: Mapping[str, Answer] | None = None) -> list[Row]:
    """The ten factors in their order."""
    return [
        Row(
            factor,
            _words(answers, factor),
            answers.get(factor.key, (None, ""))[1],
            _words(before, factor) if before is not None else "",
        )
        for factor in FACTORS
    ]


def _words(answers: Mapping[str, Answer], factor: Factor) -> str:
    level = answers.get(factor.key, (None, ""))[0]
    return Level(level).label if level else "Not answered"


def picture(answers: Mapping[str, Answer], before: Mapping[str, Answer] | None = None):
    """Both checks on one radar: for a wide screen, and for a phone."""

    def check(given: Mapping[str, Answer]) -> radar.Check:
        return radar.Check([given.get(factor.key, (None, ""))[0] for factor in FACTORS])

    labels = [factor.short for factor in FACTORS]
    theirs = check(before) if before is not None else None
    return [radar.radar(labels, check(answers), theirs, size) for size in (radar.WIDE, radar.PHONE)]


def to_work_on(project: Project, answers: Mapping[str, Answer], *, may_act: bool) -> list[dict[str, str]]:
    """The factors at "Not yet" and "Started", those first: {title, level, note, url (to make it an action)}."""
    weak = [
        (level, factor, note)
        for factor in FACTORS
        for level, note in [answers.get(factor.key, (None, ""))]
        if level in (Level.NOT_YET, Level.STARTED)
    ]
    weak.sort(key=lambda row: row[0])
    return [
        {
            "title": factor.title,
            "level": Level(level).label,
            "note": note,
            "url": _action_url(project, f"{factor.title}: {note}" if note else factor.title)
            if may_act
            else "",
        }
        for level, factor, note in weak
    ]


def _action_url(project: Project, what: str) -> str:
    asked = urlencode({"what": what[:WORDS_IN_ADDRESS], "source": "sustainability"})
    return f"{reverse('community:action_add', args=[project.slug])}?{asked}"


@dataclass(frozen=True, slots=True)
class Due:
    """The check that comes next, and the day by which."""

    occasion: str
    day: datetime.date

    def words(self, today: datetime.date) -> str:
        if self.occasion == Occasion.BEFORE_CLOSING:
            return f"The project ends on {uk_date(self.day)}. Do this check before then, while the team is together."
        verb = "is" if self.day >= today else "was"
        return (
            f"The second check {verb} due on {uk_date(self.day)}, six months after the end. "
            "Do the gains still hold?"
        )

    def is_pressing(self, today: datetime.date) -> bool:
        """Whether it belongs into people's work: from a month before its day, and for a year."""
        return abs(self.day - today) <= (REMIND if today <= self.day else REMIND_UNTIL)


def check_due(project: Project, done: Collection[str], today: datetime.date) -> Due | None:
    """The next check: before the end, and six months after; None while neither is near. done: occasions of the
    checks so far."""
    end = project.ends_on
    if end is None or project.status not in (
        Project.Status.ACTIVE,
        Project.Status.PAUSED,
        Project.Status.COMPLETED,
    ):
        return None
    over = project.status == Project.Status.COMPLETED or end < today
    if over:
        due = Due(Occasion.SIX_MONTHS, _later(end, AFTER_MONTHS))
        return None if due.occasion in done else due
    if today < add_months(end, -AHEAD_MONTHS) or Occasion.BEFORE_CLOSING in done:
        return None
    return Due(Occasion.BEFORE_CLOSING, end)


def check_task(project: Project, due: Due, today: datetime.date) -> Task:
    """The check of what will make the gains last, before the end or six months after."""
    return Task(
        group=Group.NOW,
        icon="check",
        title="Check what will last",
        text=f"{project.name}. {due.words(today)}",
        url=reverse("pages:gains_check_add", args=[project.slug]),
        action="Do the check",
        due=f"By {uk_date(due.day)}" if due.day >= today else "",
        page=reverse("pages:gains", args=[project.slug]),
        about=f"of {project.name}",
    )


def _later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last day of a shorter month."""
    last = add_months(day, months + 1) - datetime.timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
