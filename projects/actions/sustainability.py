"""Writes of the check of what will make the gains last: its ten answers are written with it."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.same_click import sent_before
from projects.factors import FACTOR_OF
from projects.models import Project, SustainabilityAnswer, SustainabilityCheck

Answer = tuple[int | None, str]
"""A factor's level and what would help."""


def answers_of(check: SustainabilityCheck) -> dict[str, Answer]:
    """Factor → its answer. One query."""
    return {row.factor: (row.level, row.note) for row in check.answers.all()}


def _given(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that say something. Raises Refused without one level."""
    given = {key: answer for key, answer in answers.items() if key in FACTOR_OF and any(answer)}
    if not any(level for level, _ in given.values()):
        raise Refused("Say of at least one factor where you stand.")
    return given


def _check_day(project: Project, day: datetime.date, today: datetime.date) -> None:
    if day > today:
        raise Refused("This day is still to come. Use today or an earlier day.", field="done_on")
    if project.starts_on and day < project.starts_on:
        raise Refused("This is before the project began. Check the day.", field="done_on")


@transaction.atomic
def add_check(
    *,
    project: Project,
    values: Mapping[str, Any],
    answers: Mapping[str, Answer],
    today: datetime.date,
    by,
    confirmed: Collection[str] = (),
) -> SustainabilityCheck:
    """Write a check (occasion, done_on, note) with its answers: factor → (level, note). Raises Refused without a
    level, for a day to come or before the project."""
    stored = Project.objects.select_for_update().get(pk=project.pk)
    given = _given(answers)
    _check_day(stored, values["done_on"], today)
    same = sent_before(stored.sustainability_checks.current(), by=by, maker="by", time="at", **values)
    if same is not None and answers_of(same) == given:
        return same
    check = SustainabilityCheck(project=stored, by=by, **values)
    history.create(
        check,
        by=by,
        event="sustainability_checked",
        also={"answers": [None, _plain(given)]},
        confirmed=confirmed,
    )
    _write(check, given)
    return check


@transaction.atomic
def edit_check(
    *,
    check: SustainabilityCheck,
    values: Mapping[str, Any],
    answers: Mapping[str, Answer],
    version: int | None,
    today: datetime.date,
    by,
    confirmed: Collection[str] = (),
) -> SustainabilityCheck:
    """Change a check or its answers. Raises StaleVersion, Refused as `add_check` does."""
    project = Project.objects.select_for_update().get(pk=check.project_id)
    stored = SustainabilityCheck.objects.select_for_update().get(pk=check.pk)
    if stored.is_withdrawn:
        raise Refused("This check has been withdrawn since you opened it.")
    if version is not None and stored.version != version:
        raise StaleVersion(stored)
    given, before = _given(answers), answers_of(stored)
    _check_day(project, values["done_on"], today)
    also = {} if given == before else {"answers": [_plain(before), _plain(given)]}
    edited = history.change(
        stored,
        values=values,
        by=by,
        event="sustainability_check_edited",
        version=version,
        also=also,
        confirmed=confirmed,
    )
    if also:
        stored.answers.all().delete()
        _write(edited, given)
    return edited


@transaction.atomic
def withdraw_check(
    *, check: SustainabilityCheck, why: str, by, version: int | None = None
) -> SustainabilityCheck:
    """Take a check back."""
    Project.objects.select_for_update().get(pk=check.project_id)
    return history.withdraw(check, by=by, why=why, event="sustainability_check_withdrawn", version=version)


def _write(check: SustainabilityCheck, given: Mapping[str, Answer]) -> None:
    SustainabilityAnswer.objects.bulk_create(
        SustainabilityAnswer(check_done=check, factor=factor, level=given[factor][0], note=given[factor][1])
        for factor in FACTOR_OF
        if factor in given
    )


def _plain(answers: Mapping[str, Answer]) -> dict[str, list[Any]]:
    return {key: list(answer) for key, answer in answers.items()}
