"""Writes of progress scores: one a month and side, never overwritten.

A correction withdraws the score with its reason and writes another, so that both stay in the history.
"""

import datetime
from collections.abc import Collection
from decimal import Decimal

from django.db import transaction

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from projects.models import ProgressScore, Project
from projects.scale import SCORES

OFF_SCALE = "Choose one of the ten levels, from 0.5 to 5."


def _check(project: Project, month: datetime.date, score: Decimal, today: datetime.date) -> None:
    if score not in SCORES:
        raise Refused(OFF_SCALE, field="score")
    if month > today:
        raise Refused("This month is still to come. Choose this month or an earlier one.", field="month")
    if project.starts_on and month < project.starts_on.replace(day=1):
        raise Refused(
            f"The project began in {project.starts_on:%B %Y}. Choose that month or a later one.",
            field="month",
        )


@transaction.atomic
def add_score(
    *,
    project: Project,
    side: str,
    month: datetime.date,
    score: Decimal,
    reason: str,
    advice: str = "",
    today: datetime.date,
    by,
    confirmed: Collection[str] = (),
) -> ProgressScore:
    """Give a month's score (`month`: its first day) from one side: ProgressScore.As.

    Raises Refused off the scale, for a month to come or before the project, and where that side has scored
    the month already.
    """
    stored = Project.objects.select_for_update().get(pk=project.pk)
    _check(stored, month, score, today)
    given = stored.scores.current().filter(month=month, scored_as=side).first()
    if given is not None:
        raise Refused(
            f"{month:%B %Y} has a score already: {given.score}. Correct that one, so that both are kept.",
            field="month",
        )
    row = ProgressScore(
        project=stored, scored_as=side, month=month, score=score, reason=reason, advice=advice, by=by
    )
    return history.create(row, by=by, event="score_given", confirmed=confirmed)


@transaction.atomic
def correct_score(
    *,
    given: ProgressScore,
    read: int | None,
    score: Decimal,
    reason: str,
    why: str,
    advice: str = "",
    by,
    confirmed: Collection[str] = (),
) -> ProgressScore:
    """Put another score in the place of `given`, which is withdrawn with `why`; both are kept.

    read: the key of the score that the writer saw. Raises StaleVersion with the score that counts now where
    it is another one, Refused off the scale or where nothing differs.
    """
    project = Project.objects.select_for_update().get(pk=given.project_id)
    current = project.scores.current().filter(month=given.month, scored_as=given.scored_as).first()
    if current is None:
        raise Refused("This score has been withdrawn. Give the month a new one instead.")
    if current.pk != read:
        raise StaleVersion(current)
    if score not in SCORES:
        raise Refused(OFF_SCALE, field="score")
    if (score, reason, advice) == (current.score, current.reason, current.advice):
        raise Refused("Nothing differs from the score as it stands. Change a part of it, then save.")
    history.withdraw(current, by=by, why=why, event="score_corrected")
    row = ProgressScore(
        project=project,
        scored_as=current.scored_as,
        month=current.month,
        score=score,
        reason=reason,
        advice=advice,
        by=by,
    )
    return history.create(row, by=by, event="score_given", why=why, confirmed=confirmed)


@transaction.atomic
def withdraw_score(*, given: ProgressScore, why: str, by, version: int | None = None) -> ProgressScore:
    """Take a month's score back, e.g. one of the wrong month. The month can be scored again."""
    Project.objects.select_for_update().get(pk=given.project_id)
    return history.withdraw(given, by=by, why=why, event="score_withdrawn", version=version)
