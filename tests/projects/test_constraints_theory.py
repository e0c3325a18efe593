"""What the database itself refuses about aims, ideas and cycles."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.models import CycleMeasure
from projects.models import PDSACycle
from tests.factories import AimStatementFactory, ChangeIdeaFactory, MeasureFactory, PDSACycleFactory

pytestmark = pytest.mark.django_db
DAY, NEXT = datetime.date(2026, 9, 1), datetime.date(2026, 9, 2)


def refuses(name, make):
    """Assert that the database refuses what `make` writes, by the constraint's name (SQLite names the columns
    of a unique index instead)."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    assert name in str(error.value) or "UNIQUE constraint failed" in str(error.value)


def test_one_aim_a_number_unless_withdrawn(project):
    first = AimStatementFactory(project=project, number=1)
    refuses("aim_number_unique", lambda: AimStatementFactory(project=project, number=1))
    first.withdrawn_at = timezone.now()
    first.save()
    AimStatementFactory(project=project, number=1)


def test_one_idea_a_title_unless_withdrawn(project):
    first = ChangeIdeaFactory(project=project, title="Tea table")
    refuses("change_idea_title_unique", lambda: ChangeIdeaFactory(project=project, title="Tea table"))
    first.withdrawn_at = timezone.now()
    first.save()
    ChangeIdeaFactory(project=project, title="Tea table")


def test_one_cycle_a_number_of_an_idea():
    idea = ChangeIdeaFactory()
    PDSACycleFactory(change_idea=idea, number=1)
    refuses("cycle_number_unique", lambda: PDSACycleFactory(change_idea=idea, number=1))


LOCKED = {"stage": "do", "started_on": DAY, "prediction_locked_at": timezone.now()}


@pytest.mark.parametrize(
    "name, values",
    [
        ("cycle_planned_dates_ordered", {"planned_start_on": NEXT, "planned_end_on": DAY}),
        ("cycle_do_dates_ordered", LOCKED | {"started_on": NEXT, "ended_on": DAY}),
        ("cycle_do_has_begun_after_plan", {"stage": "do"}),
        ("cycle_do_has_begun_after_plan", {"stage": "do", "started_on": DAY}),
        ("cycle_do_has_begun_after_plan", LOCKED | {"started_on": None}),
        ("cycle_do_has_begun_after_plan", LOCKED | {"stage": "plan"}),
        ("cycle_done_has_a_decision", LOCKED | {"stage": "done"}),
    ],
)
def test_cycle_rows_that_cannot_be(name, values):
    refuses(name, lambda: PDSACycleFactory(**values))


def test_end_of_do_without_a_beginning_cannot_be():
    with pytest.raises(IntegrityError), transaction.atomic():
        PDSACycleFactory(ended_on=DAY)


def test_cycle_is_not_its_own_previous():
    cycle = PDSACycleFactory()
    refuses(
        "cycle_not_its_own_previous",
        lambda: PDSACycle.objects.filter(pk=cycle.pk).update(previous=cycle.pk),
    )


def test_cycle_is_linked_to_a_measure_once():
    cycle, measure = PDSACycleFactory(), MeasureFactory()
    CycleMeasure.objects.create(cycle=cycle, measure=measure)
    refuses("cycle_measure_unique", lambda: CycleMeasure.objects.create(cycle=cycle, measure=measure))
