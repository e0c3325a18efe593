"""Two people work on the method at the same moment, each on a connection of their own: nothing is lost or doubled."""

import datetime

import pytest

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from projects.actions import causes, cycles, scores
from projects.models import PDSACycle, ProgressScore
from projects.scale import SCORES
from tests.factories import CauseFactory, ChangeIdeaFactory, ProjectFactory, TeamMemberFactory
from tests.projects.test_payments_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.date(2026, 9, 1)


@pytest.fixture
def team():
    """A project and two people of its team."""
    project = ProjectFactory()
    return project, *(TeamMemberFactory(project=project, role="member").user for _ in range(2))


def plan(project, idea, by, prediction="More say yes"):
    values = {"prediction": prediction, "planned_start_on": DAY}
    return cycles.add_cycle(project=project, idea=idea, values=values, by=by)


def test_two_moves_of_one_cycle(team):
    project, *people = team
    cycle = plan(project, ChangeIdeaFactory(project=project), people[0])

    def start(who):
        return cycles.move_cycle(cycle=cycle, to="do", values={"started_on": DAY}, version=1, by=who)

    told = at_once(*(lambda who=who: start(who) for who in people))
    assert sum(isinstance(answer, PDSACycle) for answer in told) == 1
    assert sum(isinstance(answer, StaleVersion | Refused) for answer in told) == 1
    cycle.refresh_from_db()
    assert (cycle.stage, cycle.version) == ("do", 2)


def test_two_cycles_planned_at_once_have_two_numbers(team):
    project, *people = team
    idea = ChangeIdeaFactory(project=project)
    told = at_once(*(lambda who=who: plan(project, idea, who) for who in people))
    assert sorted(cycle.number for cycle in told) == [1, 2]


def test_a_form_sent_twice_at_once_makes_one_cycle(team):
    project, who, _ = team
    idea = ChangeIdeaFactory(project=project)
    told = at_once(*(lambda: plan(project, idea, who) for _ in range(2)))
    assert len({cycle.pk for cycle in told}) == 1


def test_two_clicks_are_one_vote(team):
    project, who, _ = team
    cause = CauseFactory(project=project)
    told = at_once(*(lambda: causes.vote(cause=cause, on=True, by=who) for _ in range(2)))
    assert sorted(told) == [False, True]
    assert cause.votes.count() == 1


def test_two_scores_of_one_month(team):
    project, *people = team
    month = {"project": project, "side": "team", "month": DAY, "today": DAY, "reason": "First tests"}
    told = at_once(*(lambda who=who: scores.add_score(score=SCORES[2], by=who, **month) for who in people))
    assert sum(isinstance(answer, Refused) for answer in told) == 1
    assert ProgressScore.objects.count() == 1
