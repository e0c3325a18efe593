"""Two people act at the same moment, each on a connection of their own: one wins, totals equal rows."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import connection

from ftc_qi.core.forms import Refused
from projects.actions import funding, payments
from projects.models import Grant
from tests.factories import ProgrammeYearFactory, ProjectFactory, UserFactory
from tests.projects.test_grants import assert_totals_equal_rows

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.date(2026, 4, 1)


def at_once(*actions):
    """Run the actions in threads that start together. Returns what each gave or raised."""
    told: list = [None] * len(actions)
    start = threading.Barrier(len(actions))

    def run(i, action):
        start.wait(timeout=10)
        try:
            told[i] = action()
        except Exception as error:
            told[i] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return told


def one_refused(told):
    """Exactly one of two was refused, with words."""
    refused = [answer for answer in told if isinstance(answer, Refused)]
    assert len(refused) == 1, told
    assert not [answer for answer in told if isinstance(answer, Exception) and answer not in refused], told
    return str(refused[0])


@pytest.fixture
def year():
    return ProgrammeYearFactory(budget=100)


def award(year, amount, project=None):
    project = project or ProjectFactory(programme=year.programme)
    return funding.add_grant(
        project=project, reference="G", awarded_on=DAY, amounts={year: Decimal(amount)}, by=None
    )


def planned(grant, amount, due_on=DAY):
    return payments.plan_payment(grant_year=grant.years.get(), amount=Decimal(amount), due_on=due_on, by=None)


def test_two_approvals_of_one_payment(year):
    grant = award(year, 100)
    payment = planned(grant, 60)
    people = UserFactory(), UserFactory()
    told = at_once(
        *(
            lambda who=who: payments.approve_payment(payment=payment, version=payment.version, by=who)
            for who in people
        )
    )
    assert "approved this payment" in one_refused(told)
    assert assert_totals_equal_rows(grant).approved == 60


def test_two_recordings_of_one_payment(year):
    grant = award(year, 100)
    payment = payments.approve_payment(payment=planned(grant, 60), version=None, by=UserFactory())
    people = UserFactory(), UserFactory()
    told = at_once(
        *(
            lambda who=who: payments.record_payment(payment=payment, paid_on=DAY, version=None, by=who)
            for who in people
        )
    )
    assert "recorded this payment as paid" in one_refused(told)
    assert assert_totals_equal_rows(grant).paid == 60


def test_two_payments_planned_into_the_same_money(year):
    grant = award(year, 100)
    told = at_once(
        lambda: planned(grant, 60),
        lambda: planned(grant, 60, due_on=DAY + datetime.timedelta(days=1)),
    )
    assert "left to plan" in one_refused(told)
    assert_totals_equal_rows(grant)


def test_two_awards_from_the_last_of_a_budget(year):
    projects = ProjectFactory(programme=year.programme), ProjectFactory(programme=year.programme)
    told = at_once(*(lambda project=project: award(year, 60, project) for project in projects))
    assert "left of its £100 budget" in one_refused(told)
    assert funding.awarded_in(year) == 60
    assert Grant.objects.count() == 1
