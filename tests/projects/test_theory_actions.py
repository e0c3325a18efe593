"""What the rows of the aim and of change ideas allow, whoever asks."""

import datetime

import pytest

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from projects.actions import cycles, theory
from projects.models import PDSACycle
from tests.factories import ChangeIdeaFactory

Stage = PDSACycle.Stage
DAY = datetime.date(2026, 9, 1)


@pytest.fixture
def lead(cast):
    return cast.lead


@pytest.fixture
def idea(project):
    return ChangeIdeaFactory(project=project, title="Peers make the offer")


def plan(project, lead, **values):
    idea = values.pop("idea", None)
    values = {"prediction": "More say yes", "planned_start_on": DAY} | values
    return cycles.add_cycle(
        project=project, idea=idea, new_idea="" if idea else "Tea table", values=values, by=lead
    )


# --- aim -------------------------------------------------------------------------------------------------


def test_each_saved_aim_is_a_new_edition(project, lead):
    first = theory.save_aim(project=project, values={"what": "Offers accepted"}, by=lead)
    second = theory.save_aim(
        project=project, values={"what": "Offers accepted", "unit": "%"}, reason="Clearer", by=lead
    )
    assert [first.number, second.number] == [1, 2]
    assert theory.current_aim(project) == second
    assert AuditEvent.objects.filter(event="aim_saved", target_id=second.pk, why="Clearer").exists()


def test_second_edition_needs_a_reason_and_a_difference(project, lead):
    theory.save_aim(project=project, values={"what": "Offers accepted"}, by=lead)
    with pytest.raises(Refused, match="why"):
        theory.save_aim(project=project, values={"what": "Tests accepted"}, by=lead)
    with pytest.raises(Refused, match="Nothing differs"):
        theory.save_aim(project=project, values={"what": "Offers accepted"}, reason="No reason", by=lead)


def test_withdrawing_the_aim_brings_the_edition_before_back_and_keeps_its_number_used(project, lead):
    first = theory.save_aim(project=project, values={"what": "One"}, by=lead)
    second = theory.save_aim(project=project, values={"what": "Two"}, reason="r", by=lead)
    with pytest.raises(Refused, match="current version"):
        theory.withdraw_aim(aim=first, why="wrong", by=lead)
    theory.withdraw_aim(aim=second, why="wrong", by=lead)
    assert theory.current_aim(project) == first
    third = theory.save_aim(project=project, values={"what": "Three"}, reason="r", by=lead)
    assert third.number == 3


def test_aim_edition_in_between_is_never_written_over(project, lead):
    theory.save_aim(project=project, values={"what": "One"}, by=lead, after=0)
    with pytest.raises(StaleVersion) as stale:
        theory.save_aim(project=project, values={"what": "Two"}, by=lead, after=0)
    assert stale.value.current.what == "One"


# --- ideas -----------------------------------------------------------------------------------------------


def test_idea_of_the_same_words_is_refused(project, lead, idea):
    with pytest.raises(Refused, match="on the list"):
        theory.add_idea(project=project, values={"title": "PEERS make the offer"}, by=lead)
    other = theory.add_idea(project=project, values={"title": "Tea table"}, by=lead)
    with pytest.raises(Refused, match="title"):
        theory.edit_idea(idea=other, values={"title": idea.title}, version=1, by=lead)


def test_idea_that_a_cycle_tests_is_not_withdrawn(project, lead, idea):
    cycle = plan(project, lead, idea=idea)
    with pytest.raises(Refused, match="tested in cycle 1"):
        theory.withdraw_idea(idea=idea, why="old", by=lead)
    cycles.withdraw_cycle(cycle=cycle, why="wrong project", by=lead)
    assert theory.withdraw_idea(idea=idea, why="old", by=lead).is_withdrawn
