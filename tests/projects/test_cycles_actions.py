"""What the rows of PDSA cycles allow, whoever asks: numbers, moves, locks, ideas that follow their cycles."""

import datetime

import pytest
import time_machine

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from measures.actions import links
from measures.models import CycleMeasure
from projects.actions import cycles
from projects.models import ChangeIdea, PDSACycle
from tests.factories import ChangeIdeaFactory, MeasureFactory, PDSACycleFactory

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


def at(cycle, stage, by):
    """Move a cycle on to `stage`."""
    steps = {
        Stage.DO: {"started_on": DAY},
        Stage.STUDY: {"ended_on": DAY, "do": "Eleven came."},
        Stage.ACT: {"study": "Evenings work."},
        Stage.DONE: {"act": "adapt", "act_note": "Two evenings."},
    }
    while cycle.stage != stage:
        (to,) = PDSACycle.TRANSITIONS[cycle.stage]
        cycle = cycles.move_cycle(cycle=cycle, to=to, values=steps[to], version=None, by=by)
    return cycle


@pytest.mark.parametrize(
    "act, status",
    [("adopt", "adopted"), ("adapt", "adapted"), ("expand", "testing"), ("abandon", "abandoned")],
)
def test_idea_follows_the_decision_of_its_newest_cycle(project, lead, idea, act, status):
    cycle = at(plan(project, lead, idea=idea), Stage.ACT, lead)
    idea.refresh_from_db()
    assert idea.status == "testing"
    values = {"act": act, "act_note": "Because."}
    cycles.move_cycle(cycle=cycle, to="done", values=values, version=None, by=lead)
    idea.refresh_from_db()
    assert idea.status == status


def test_idea_abandoned_again_says_the_new_reason(project, lead, idea):
    for why in ("Too loud.", "Nobody came."):
        cycle = at(plan(project, lead, idea=idea), Stage.ACT, lead)
        values = {"act": "abandon", "act_note": why}
        cycles.move_cycle(cycle=cycle, to="done", values=values, version=None, by=lead)
    idea.refresh_from_db()
    assert (idea.status, idea.abandoned_why) == ("abandoned", "Nobody came.")


def test_idea_follows_a_changed_decision_and_a_withdrawn_cycle(project, lead, idea):
    cycle = at(plan(project, lead, idea=idea), Stage.DONE, lead)
    cycles.edit_cycle(cycle=cycle, values={"act": "adopt"}, version=None, by=lead)
    idea.refresh_from_db()
    assert idea.status == "adopted"
    second = at(plan(project, lead, idea=idea), Stage.DO, lead)
    idea.refresh_from_db()
    assert idea.status == "testing"
    cycles.withdraw_cycle(cycle=second, why="doubled", by=lead)
    idea.refresh_from_db()
    assert idea.status == "adopted"


def test_cycle_of_another_idea_moves_both_statuses(project, lead, idea):
    cycle = at(plan(project, lead, idea=idea), Stage.DO, lead)
    other = ChangeIdeaFactory(project=project)
    cycles.edit_cycle(cycle=cycle, values={"change_idea": other}, version=None, by=lead)
    idea.refresh_from_db()
    other.refresh_from_db()
    assert (idea.status, other.status) == ("idea", "testing")


# --- cycles ----------------------------------------------------------------------------------------------


def test_numbers_count_up_in_the_project_and_are_never_used_again(project, other_project, lead, idea):
    first = plan(project, lead, idea=idea)
    second = plan(project, lead)
    cycles.withdraw_cycle(cycle=second, why="wrong", by=lead)
    assert (first.number, second.number, plan(project, lead).number) == (1, 2, 3)
    assert plan(other_project, lead).number == 1


def test_typed_idea_is_found_again_rather_than_doubled(project, lead):
    first = plan(project, lead)
    assert plan(project, lead).change_idea == first.change_idea
    assert first.title == "Tea table"
    assert ChangeIdea.objects.filter(project=project).count() == 1


@pytest.mark.parametrize("stage", Stage.values)
@pytest.mark.parametrize("to", [value for value in Stage.values if value != "plan"])
def test_cycle_moves_only_as_the_table_allows(project, lead, stage, to):
    cycle = at(plan(project, lead), stage, lead)
    values = {
        "started_on": DAY,
        "ended_on": DAY,
        "do": "Done.",
        "study": "Learned.",
        "act": "adopt",
        "act_note": "",
    }
    if to in PDSACycle.TRANSITIONS[stage]:
        cycles.move_cycle(cycle=cycle, to=to, values=values, version=cycle.version, by=lead)
        expected = to
    else:
        with pytest.raises(Refused, match="can’t move"):
            cycles.move_cycle(cycle=cycle, to=to, values=values, version=cycle.version, by=lead)
        expected = stage
    cycle.refresh_from_db()
    assert cycle.stage == expected


@pytest.mark.parametrize(
    "stage, to, values, field",
    [
        ("plan", "do", {}, "started_on"),
        ("plan", "do", {"started_on": DAY, "prediction": ""}, "prediction"),
        ("do", "study", {"do": "", "ended_on": DAY}, "do"),
        ("do", "study", {"do": "Something"}, "ended_on"),
        ("study", "act", {"study": ""}, "study"),
        ("act", "done", {"act": ""}, "act"),
        ("act", "done", {"act": "abandon", "act_note": ""}, "act_note"),
    ],
)
def test_move_names_what_is_missing(project, lead, stage, to, values, field):
    cycle = at(plan(project, lead), stage, lead)
    with pytest.raises(Refused) as refused:
        cycles.move_cycle(cycle=cycle, to=to, values=values, version=None, by=lead)
    assert refused.value.field == field


def test_prediction_locks_when_do_begins_and_is_amended_with_a_reason(project, lead):
    cycle = plan(project, lead)
    with pytest.raises(Refused, match="still open"):
        cycles.amend_prediction(cycle=cycle, prediction="Other", why="w", version=None, by=lead)
    cycle = at(cycle, Stage.DO, lead)
    assert cycle.is_locked
    assert not cycle.prediction_after
    with pytest.raises(Refused, match="locked"):
        cycles.edit_cycle(cycle=cycle, values={"prediction": "Fewer"}, version=None, by=lead)
    cycle = cycles.amend_prediction(
        cycle=cycle, prediction="Fewer say yes", why="Wrong way round", version=None, by=lead
    )
    kept = cycle.amendments.get()
    assert (kept.before, kept.after, kept.why) == ("More say yes", "Fewer say yes", "Wrong way round")
    assert cycle.prediction == "Fewer say yes"
    assert not cycle.prediction_after
    with pytest.raises(Refused, match="as it stands"):
        cycles.amend_prediction(cycle=cycle, prediction="Fewer say yes", why="Again", version=None, by=lead)


def test_prediction_written_after_do_began_is_marked(project, lead):
    cycle = plan(project, lead, prediction="")
    cycle = cycles.move_cycle(
        cycle=cycle, to="do", values={"started_on": DAY}, without_prediction=True, version=None, by=lead
    )
    cycle = cycles.amend_prediction(cycle=cycle, prediction="Late", why="Forgot", version=None, by=lead)
    assert cycle.prediction_after
    cycle = at(cycle, Stage.STUDY, lead)
    values = {"study": "Learned", "prediction_held": "yes"}
    cycle = cycles.move_cycle(cycle=cycle, to="act", values=values, version=None, by=lead)
    assert cycle.prediction_held == ""


def test_cycle_entered_as_done_counts_its_prediction_as_written_afterwards(project, lead, idea):
    cycle = cycles.add_cycle(
        project=project,
        idea=idea,
        done=True,
        values={
            "prediction": "More",
            "planned_start_on": DAY,
            "started_on": DAY,
            "ended_on": DAY,
            "do": "d",
            "study": "s",
            "act": "adopt",
        },
        by=lead,
    )
    idea.refresh_from_db()
    assert (cycle.stage, cycle.prediction_after, cycle.is_locked) == ("done", True, True)
    assert idea.status == "adopted"


def test_previous_cycles_make_no_loop_and_stay_in_the_project(project, other_project, lead):
    first, second = plan(project, lead), plan(project, lead, prediction="Most say yes")
    second = cycles.edit_cycle(cycle=second, values={"previous": first}, version=None, by=lead)
    with pytest.raises(Refused, match="follows this one"):
        cycles.edit_cycle(cycle=first, values={"previous": second}, version=None, by=lead)
    with pytest.raises(Refused, match="not one of this project"):
        cycles.edit_cycle(cycle=first, values={"previous": plan(other_project, lead)}, version=None, by=lead)


def test_stale_edit_and_stale_move_write_nothing(project, lead):
    cycle = plan(project, lead)
    cycles.edit_cycle(cycle=cycle, values={"title": "New name"}, version=1, by=lead)
    with pytest.raises(StaleVersion):
        cycles.edit_cycle(cycle=cycle, values={"title": "Other name"}, version=1, by=lead)
    with pytest.raises(StaleVersion):
        cycles.move_cycle(cycle=cycle, to="do", values={"started_on": DAY}, version=1, by=lead)
    cycle.refresh_from_db()
    assert (cycle.title, cycle.stage) == ("New name", "plan")


def test_last_news_is_the_newest_edit_or_move_that_changed_something(project, lead):
    with time_machine.travel("2026-09-01T10:00:00Z", tick=False):
        cycle = plan(project, lead)
        planned = cycle.moved_at
    with time_machine.travel("2026-09-02T10:00:00Z", tick=False):
        same = cycles.edit_cycle(cycle=cycle, values={"title": cycle.title}, version=1, by=lead)
        assert (same.moved_at, same.version) == (planned, 1)
        edited = cycles.edit_cycle(cycle=cycle, values={"title": "New"}, version=1, by=lead)
        assert edited.moved_at.day == 2
    with time_machine.travel("2026-09-03T10:00:00Z", tick=False):
        assert at(edited, Stage.DO, lead).moved_at.day == 3


def test_withdrawn_cycle_is_not_changed(project, lead):
    cycle = plan(project, lead)
    cycles.withdraw_cycle(cycle=cycle, why="wrong", by=lead)
    with pytest.raises(Refused, match="withdrawn"):
        cycles.edit_cycle(cycle=cycle, values={"title": "New"}, version=None, by=lead)
    with pytest.raises(Refused, match="withdrawn"):
        cycles.move_cycle(cycle=cycle, to="do", values={"started_on": DAY}, version=None, by=lead)
    with pytest.raises(Refused, match="withdrawn"):
        cycles.amend_prediction(cycle=cycle, prediction="x", why="y", version=None, by=lead)


# --- links to measures -----------------------------------------------------------------------------------


def test_cycle_is_linked_to_measures_of_its_project_only(project, other_project, lead, idea):
    one, two = MeasureFactory(project=project), MeasureFactory(project=project)
    cycle = PDSACycleFactory(change_idea=idea)
    links.set_cycle_measures(cycle=cycle, measures=[one, two], by=lead)
    links.set_cycle_measures(cycle=cycle, measures=[two], by=lead)
    assert links.linked_ids(cycle) == [two.pk]
    event = AuditEvent.objects.filter(event="cycle_measures_changed").first()
    assert event.changes == {"measures": [sorted([one.pk, two.pk]), [two.pk]]}
    with pytest.raises(ValueError, match="own project"):
        links.set_cycle_measures(cycle=cycle, measures=[MeasureFactory(project=other_project)], by=lead)


def test_change_of_the_measures_alone_makes_an_older_form_stale(project, lead, idea):
    cycle = PDSACycleFactory(change_idea=idea)
    measure = MeasureFactory(project=project)
    links.edit_cycle(cycle=cycle, values={}, measures=[measure], version=1, by=lead)
    with pytest.raises(StaleVersion):
        links.edit_cycle(cycle=cycle, values={}, measures=[], version=1, by=lead)
    assert CycleMeasure.objects.filter(cycle=cycle, measure=measure).exists()
