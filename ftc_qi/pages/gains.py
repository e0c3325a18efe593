"""Holding the gains: what the checks say side by side, what to work on next, when the next check is due."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.pages.diagrams import radar
from measures.periods import add_months
from projects.actions.sustainability import Answer
from projects.factors import FACTORS, Factor
from projects.models import Project, SustainabilityAnswer, SustainabilityCheck

Level, Occasion = SustainabilityAnswer.Level, SustainabilityCheck.Occasion
AHEAD_MONTHS, AFTER_MONTHS = 3, 6
"""A check is asked for so long before the end, and so long after it."""
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
    """Both checks on one radar."""

    def check(given: Mapping[str, Answer]) -> radar.Check:
        return radar.Check([given.get(factor.key, (None, ""))[0] for factor in FACTORS])

    labels = [factor.short for factor in FACTORS]
    return radar.radar(labels, check(answers), check(before) if before is not None else None)


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


def due_words(project: Project, checks: Sequence[SustainabilityCheck], today: datetime.date) -> str:
    """When the next check is due: before the end, and six months after; "" while neither is near."""
    end = project.ends_on
    if end is None or project.status not in (
        Project.Status.ACTIVE,
        Project.Status.PAUSED,
        Project.Status.COMPLETED,
    ):
        return ""
    over = project.status == Project.Status.COMPLETED or end < today
    done = {check.occasion for check in checks}
    if not over:
        if today < add_months(end, -AHEAD_MONTHS) or Occasion.BEFORE_CLOSING in done:
            return ""
        return f"The project ends on {uk_date(end)}. Do this check before then, while the team is together."
    if Occasion.SIX_MONTHS in done:
        return ""
    due = _later(end, AFTER_MONTHS)
    verb = "is" if due >= today else "was"
    return (
        f"The second check {verb} due on {uk_date(due)}, six months after the end. Do the gains still hold?"
    )


def _later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last day of a shorter month."""
    last = add_months(day, months + 1) - datetime.timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
