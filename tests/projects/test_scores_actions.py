"""Writes of progress scores: what is refused, what is kept."""

import datetime
from decimal import Decimal

import pytest

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from projects.actions.scores import add_score, correct_score, withdraw_score
from projects.models import ProgressScore
from tests.factories import UserFactory

TODAY = datetime.date(2026, 11, 23)
OCTOBER = datetime.date(2026, 10, 1)


@pytest.fixture
def by(db):
    return UserFactory()


@pytest.fixture
def project(project):
    project.starts_on = datetime.date(2026, 3, 15)
    project.save()
    return project


@pytest.fixture
def add(project, by):
    def call(**also):
        fields = {
            "project": project,
            "side": "team",
            "month": OCTOBER,
            "score": Decimal("2.5"),
            "reason": "Tested.",
            "today": TODAY,
            "by": by,
        }
        return add_score(**fields | also)

    return call


def test_each_side_scores_a_month_once(add):
    add()
    add(side="advisor", score=Decimal("3.0"), advice="Test again.")
    with pytest.raises(Refused, match=r"October 2026 has a score already: 2\.5"):
        add(score=Decimal("3.0"))
    assert ProgressScore.objects.count() == 2


@pytest.mark.parametrize(
    "also, words, field",
    [
        ({"month": datetime.date(2026, 12, 1)}, "still to come", "month"),
        ({"month": datetime.date(2026, 2, 1)}, "began in March 2026", "month"),
        ({"score": Decimal("2.7")}, "ten levels", "score"),
        ({"score": Decimal("0.0")}, "ten levels", "score"),
        ({"score": Decimal("5.5")}, "ten levels", "score"),
    ],
)
def test_what_is_off_the_scale_or_out_of_time_is_refused(add, also, words, field):
    with pytest.raises(Refused, match=words) as refused:
        add(**also)
    assert refused.value.field == field
    assert not ProgressScore.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("month", [datetime.date(2026, 3, 1), datetime.date(2026, 11, 1)])
def test_the_first_month_and_this_one_can_be_scored(add, month):
    assert add(month=month).month == month


def test_a_correction_keeps_both(add, by):
    first = add()
    second = correct_score(
        given=first, read=first.pk, score=Decimal("2.0"), reason="No test yet.", why="Wrong month", by=by
    )
    first.refresh_from_db()
    assert first.is_withdrawn
    assert first.withdrawn_why == "Wrong month"
    assert first.score == Decimal("2.5")
    assert (second.month, second.scored_as, second.score) == (OCTOBER, "team", Decimal("2.0"))
    events = list(AuditEvent.objects.order_by("pk").values_list("event", "why"))
    assert events == [
        ("score_given", ""),
        ("score_corrected", "Wrong month"),
        ("score_given", "Wrong month"),
    ]


def test_a_correction_of_what_somebody_corrected_first_is_stale(add, by):
    first = add()
    fields = {"given": first, "reason": "No test yet.", "why": "Wrong", "by": by}
    second = correct_score(read=first.pk, score=Decimal("2.0"), **fields)
    with pytest.raises(StaleVersion) as stale:
        correct_score(read=first.pk, score=Decimal("3.0"), **fields)
    assert stale.value.current == second
    third = correct_score(read=second.pk, score=Decimal("3.0"), **fields)
    assert list(ProgressScore.objects.current()) == [third]


def test_a_correction_that_changes_nothing_is_refused(add, by):
    first = add()
    with pytest.raises(Refused, match="Nothing differs"):
        correct_score(given=first, read=first.pk, score=first.score, reason=first.reason, why="No", by=by)
    assert ProgressScore.objects.count() == 1


def test_a_withdrawn_month_can_be_scored_again(add, by):
    first = add()
    withdraw_score(given=first, why="Wrong month", by=by)
    with pytest.raises(Refused, match="has been withdrawn"):
        correct_score(given=first, read=first.pk, score=Decimal("3.0"), reason="x", why="x", by=by)
    add(score=Decimal("3.0"))
    assert ProgressScore.objects.current().count() == 1
