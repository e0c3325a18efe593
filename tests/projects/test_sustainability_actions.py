"""Writes of the check of what will last, and of the control plan."""

import datetime

import pytest

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from measures.actions import control_plan
from measures.models import ControlItem
from projects.actions.sustainability import add_check, answers_of, edit_check, withdraw_check
from projects.factors import FACTORS
from projects.models import SustainabilityAnswer, SustainabilityCheck
from tests.factories import MeasureFactory, UserFactory

TODAY = datetime.date(2026, 11, 23)
ANSWERS = {
    "helps_more": (4, ""),
    "means": (1, "Ask for money"),
    "fits": (None, ""),
    "adapts": (None, "A note"),
}


@pytest.fixture
def by(db):
    return UserFactory()


def check(project, by, answers=ANSWERS, **also):
    values = {"occasion": "other", "done_on": TODAY, "note": ""} | also
    return add_check(project=project, values=values, answers=answers, today=TODAY, by=by)


def test_there_are_ten_factors_of_three_groups_with_keys_that_fit():
    assert len({factor.key for factor in FACTORS}) == 10
    assert len({factor.group for factor in FACTORS}) == 3
    assert max(len(factor.key) for factor in FACTORS) <= 20


def test_only_answers_that_say_something_are_kept(project, by):
    done = check(project, by)
    assert answers_of(done) == {
        "helps_more": (4, ""),
        "means": (1, "Ask for money"),
        "adapts": (None, "A note"),
    }
    event = AuditEvent.objects.get()
    assert event.changes["answers"][1]["means"] == [1, "Ask for money"]


def test_a_check_needs_a_level_and_a_day_that_has_been(project, by):
    project.starts_on = datetime.date(2026, 4, 1)
    project.save()
    with pytest.raises(Refused, match="at least one factor"):
        check(project, by, answers={"means": (None, "A note")})
    with pytest.raises(Refused, match="still to come"):
        check(project, by, done_on=datetime.date(2026, 11, 24))
    with pytest.raises(Refused, match="before the project began"):
        check(project, by, done_on=datetime.date(2026, 3, 31))
    assert not SustainabilityCheck.objects.exists()
    assert not SustainabilityAnswer.objects.exists()


def edit(done, by, answers, version):
    values = {"occasion": done.occasion, "done_on": done.done_on, "note": done.note}
    return edit_check(check=done, values=values, answers=answers, version=version, today=TODAY, by=by)


def test_changed_answers_are_an_edit_that_a_second_person_meets(project, by):
    done = check(project, by)
    edited = edit(done, by, {"means": (2, "Asked")}, version=1)
    assert edited.version == 2
    assert answers_of(edited) == {"means": (2, "Asked")}
    with pytest.raises(StaleVersion):
        edit(done, by, {"means": (4, "")}, version=1)
    assert answers_of(edited) == {"means": (2, "Asked")}
    event = AuditEvent.objects.get(event="sustainability_check_edited")
    assert event.changes["answers"][0]["means"] == [1, "Ask for money"]


def test_an_edit_that_changes_nothing_writes_nothing(project, by):
    done = check(project, by)
    assert edit(done, by, ANSWERS, version=1).version == 1
    assert AuditEvent.objects.count() == 1


def test_a_withdrawn_check_cannot_be_edited(project, by):
    done = check(project, by)
    withdraw_check(check=done, why="Wrong project", by=by)
    with pytest.raises(Refused, match="withdrawn"):
        edit(done, by, ANSWERS, version=None)


# --- control plan ----------------------------------------------------------------------------------------


def item(measure, by, **also):
    values = {"measure": measure, "watched_by": "The lead", "trigger": "A shift", "response": "Talk"}
    return control_plan.add_item(project=also.pop("project", measure.project), values=values | also, by=by)


def test_a_line_is_added_changed_and_taken_out_with_its_history(project, by):
    row = item(MeasureFactory(project=project), by)
    values = {"measure": row.measure, "trigger": "Below 60%"}
    edited = control_plan.edit_item(item=row, values=values, version=1, by=by)
    assert edited.trigger == "Below 60%"
    with pytest.raises(StaleVersion):
        control_plan.edit_item(item=row, values=values, version=1, by=by)
    control_plan.withdraw_item(item=edited, why="Not needed", by=by)
    assert not ControlItem.objects.current().exists()
    events = AuditEvent.objects.order_by("pk").values_list("event", flat=True)
    assert list(events) == ["control_item_added", "control_item_edited", "control_item_withdrawn"]


def test_a_withdrawn_measure_and_one_of_another_project_are_refused(project, other_project, by):
    measure = MeasureFactory(project=project)
    measure.withdrawn_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    measure.save()
    with pytest.raises(Refused, match="withdrawn"):
        item(measure, by)
    with pytest.raises(ValueError, match="own project"):
        item(MeasureFactory(project=other_project), by, project=project)
    assert not ControlItem.objects.exists()
