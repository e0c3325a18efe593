"""The writes of the fishbone and the process map: twins, loops, depths, moves, votes, what goes with what."""

import pytest

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from projects.actions import causes, process
from projects.actions.cause_places import depth_of
from projects.models import Cause, CauseVote, ProcessStep
from projects.outline import parse
from tests.factories import (
    CauseCategoryFactory,
    CauseFactory,
    ProcessLaneFactory,
    ProcessStepFactory,
    TeamMemberFactory,
)


@pytest.fixture
def bone(project):
    return CauseCategoryFactory(project=project, name="People")


def add(cast, project, text, **place):
    return causes.add_cause(project=project, values={"text": text}, by=cast.lead, **place)


def chain(cast, project, bone, *texts):
    """Each the why of the one before."""
    rows = [add(cast, project, texts[0], category=bone)]
    for text in texts[1:]:
        rows.append(add(cast, project, text, parent=rows[-1]))
    return rows


def texts(project):
    return [row.text for row in project.causes.current().order_by("order", "pk")]


def events(project):
    return list(
        AuditEvent.objects.filter(project_id=project.pk).order_by("pk").values_list("event", flat=True)
    )


def test_the_problem_is_named_once_and_then_edited(cast, project):
    first = causes.save_problem(project=project, values={"problem": "Few tests"}, by=cast.lead)
    with pytest.raises(StaleVersion):
        causes.save_problem(project=project, values={"problem": "Other"}, by=cast.member)
    causes.save_problem(project=project, values={"problem": "Very few tests"}, version=1, by=cast.member)
    first.refresh_from_db()
    assert (first.problem, first.version) == ("Very few tests", 2)
    assert events(project) == ["problem_named", "problem_edited"]


def test_a_usual_set_of_bones_leaves_those_that_are_there(cast, project, bone):
    added = causes.start_bones(project=project, names=causes.SIX, by=cast.lead)
    names = list(project.cause_categories.current().values_list("name", flat=True))
    assert len(added) == 5
    assert sorted(names) == sorted(causes.SIX)
    assert causes.start_bones(project=project, names=causes.SIX, by=cast.lead) == []


def test_a_bone_is_not_named_twice_and_there_is_an_end_to_them(cast, project, bone):
    with pytest.raises(Refused, match="already"):
        causes.add_bone(project=project, name="people", by=cast.lead)
    for number in range(9):
        causes.add_bone(project=project, name=f"Bone {number}", by=cast.lead)
    with pytest.raises(Refused, match="room for 10"):
        causes.add_bone(project=project, name="One more", by=cast.lead)


def test_the_same_words_stand_once_at_a_place_but_may_stand_elsewhere(cast, project, bone):
    cause = add(cast, project, "No time", category=bone)
    with pytest.raises(Refused, match="already"):
        add(cast, project, "no TIME", category=bone)
    add(cast, project, "No time", parent=cause)
    other = CauseCategoryFactory(project=project)
    add(cast, project, "No time", category=other)
    assert texts(project).count("No time") == 3


def test_five_whys_are_the_end_of_a_chain(cast, project, bone):
    rows = chain(cast, project, bone, "0", "1", "2", "3", "4", "5")
    with pytest.raises(Refused, match="Five whys"):
        add(cast, project, "6", parent=rows[-1])
    other = chain(cast, project, bone, "a", "b")
    with pytest.raises(Refused, match="Five whys"):
        causes.place_cause(cause=other[0], parent=rows[4], version=1, by=cast.lead)


@pytest.mark.parametrize("under", [0, 1, 2])
def test_a_cause_never_comes_to_stand_under_itself(cast, project, bone, under):
    rows = chain(cast, project, bone, "a", "b", "c")
    with pytest.raises(Refused, match="under itself"):
        causes.place_cause(cause=rows[0], parent=rows[under], version=1, by=cast.lead)


def test_a_cause_moves_with_its_whys_to_another_bone_and_back(cast, project, bone):
    a, b, _ = chain(cast, project, bone, "a", "b", "c")
    other = CauseCategoryFactory(project=project)
    causes.place_cause(cause=b, category=other, version=1, by=cast.lead)
    b.refresh_from_db()
    assert (b.category, b.parent, b.version) == (other, None, 2)
    causes.place_cause(cause=b, parent=a, version=2, by=cast.lead)
    assert depth_of(Cause.objects.get(text="c"), project.causes.current()) == 2
    assert events(project)[-2:] == ["cause_placed", "cause_placed"]


def test_a_place_that_is_gone_is_refused(cast, project, bone):
    cause = add(cast, project, "a", category=bone)
    other = CauseCategoryFactory(project=project)
    causes.withdraw_bone(bone=other, why="Empty", by=cast.lead)
    with pytest.raises(Refused, match="withdrawn since"):
        causes.place_cause(cause=cause, category=other, version=1, by=cast.lead)
    with pytest.raises(Refused, match="withdrawn since"):
        add(cast, project, "b", category=other)


def test_causes_change_places_among_those_beside_them(cast, project, bone):
    rows = [add(cast, project, text, category=bone) for text in "abc"]
    assert causes.move_cause(cause=rows[2], way="up", by=cast.lead)
    assert not causes.move_cause(cause=rows[0], way="up", by=cast.lead)
    assert texts(project) == ["a", "c", "b"]
    causes.withdraw_cause(cause=rows[1], why="Twice", by=cast.lead)
    assert not causes.move_cause(cause=rows[1], way="up", by=cast.lead)


def test_whys_are_withdrawn_with_their_cause(cast, project, bone):
    rows = chain(cast, project, bone, "a", "b", "c")
    add(cast, project, "d", category=bone)
    causes.withdraw_cause(cause=rows[0], why="Not so", by=cast.lead)
    assert texts(project) == ["d"]
    assert Cause.objects.get(text="c").withdrawn_why == "Not so"
    assert events(project)[-3:] == ["cause_withdrawn"] * 3


def test_a_contributor_keeps_what_others_wrote_under_their_cause(cast, project, bone):
    own = causes.add_cause(project=project, values={"text": "a"}, category=bone, by=cast.contributor)
    add(cast, project, "b", parent=own)
    with pytest.raises(Refused, match="Others have answered"):
        causes.withdraw_cause(cause=own, why="Mine", by=cast.contributor, only_own=True)
    assert texts(project) == ["a", "b"]


def test_a_stale_cause_is_not_withdrawn_with_its_whys(cast, project, bone):
    a, _ = chain(cast, project, bone, "a", "b")
    with pytest.raises(StaleVersion):
        causes.withdraw_cause(cause=a, why="Old", version=9, by=cast.lead)
    assert texts(project) == ["a", "b"]


def test_a_bone_goes_with_its_causes(cast, project, bone):
    chain(cast, project, bone, "a", "b")
    causes.withdraw_bone(bone=bone, why="Wrong", by=cast.lead)
    assert texts(project) == []


def test_one_vote_a_person_and_cause_which_can_be_taken_back(cast, project, bone):
    cause = add(cast, project, "a", category=bone)
    assert causes.vote(cause=cause, on=True, by=cast.contributor)
    assert not causes.vote(cause=cause, on=True, by=cast.contributor)
    causes.vote(cause=cause, on=True, by=cast.lead)
    assert CauseVote.objects.filter(cause=cause).count() == 2
    assert causes.vote(cause=cause, on=False, by=cast.lead)
    assert not causes.vote(cause=cause, on=False, by=cast.lead)
    assert events(project)[-3:] == ["cause_voted", "cause_voted", "cause_vote_taken_back"]


def test_votes_are_the_teams_own(cast, project, bone):
    cause = add(cast, project, "a", category=bone)
    gone = TeamMemberFactory(project=project, ended_at="2026-01-01T00:00Z")
    for person in (cast.fund_manager, cast.advisor, cast.other_lead, gone.user):
        with pytest.raises(Refused, match="team’s own"):
            causes.vote(cause=cause, on=True, by=person)
    causes.withdraw_cause(cause=cause, why="Old", by=cast.lead)
    with pytest.raises(Refused, match="withdrawn"):
        causes.vote(cause=cause, on=True, by=cast.lead)


def test_an_outline_adds_causes_and_whys_and_uses_what_is_there(cast, project, bone):
    add(cast, project, "No time", category=bone)
    lines = parse("no time\n  Thin rota\n    Nobody plans it\nNo words\nNo words")
    added = causes.add_outline(project=project, lines=lines, bone=bone, source="evidence", by=cast.lead)
    assert ([row.text for row in added.causes], added.known) == (
        ["Thin rota", "Nobody plans it", "No words"],
        2,
    )
    assert Cause.objects.get(text="Thin rota").parent.text == "No time"
    assert Cause.objects.get(text="Thin rota").source == "evidence"


def test_an_outline_of_the_whole_fishbone_finds_or_adds_its_bones(cast, project, bone):
    lines = parse("people\n  No time\nPlace\n  No room")
    causes.add_outline(project=project, lines=lines, by=cast.lead)
    assert list(project.cause_categories.current().values_list("name", flat=True)) == ["People", "Place"]
    assert Cause.objects.get(text="No room").category.name == "Place"


def test_an_outline_that_is_too_deep_under_a_known_cause_adds_nothing(cast, project, bone):
    too_deep = "\n".join(f"{'  ' * depth}{depth}" for depth in range(7))
    with pytest.raises(Refused, match="Line 7"):
        causes.add_outline(project=project, lines=parse(too_deep), bone=bone, by=cast.lead)
    assert texts(project) == []


# --- the process map -------------------------------------------------------------------------------------


@pytest.fixture
def lane(project):
    return ProcessLaneFactory(project=project, name="Nurse")


def step(cast, project, text, lane, **more):
    values = {"text": text, "lane": lane, **more.pop("values", {})}
    return process.add_step(project=project, values=values, by=cast.lead, **more)


def order(project):
    return [row.text for row in project.process_steps.current()]


def test_a_step_comes_last_or_behind_another(cast, project, lane):
    a = step(cast, project, "a", lane)
    step(cast, project, "c", lane)
    step(cast, project, "b", lane, after=a)
    step(cast, project, "d", None, new_lane="Clinic")
    assert order(project) == ["a", "b", "c", "d"]
    assert [row.order for row in project.process_steps.current()] == [1, 2, 3, 4]
    assert list(project.process_lanes.values_list("name", flat=True)) == ["Nurse", "Clinic"]
    assert process.hand_offs(list(project.process_steps.current())) == 1


def test_only_a_decision_keeps_its_answers(cast, project, lane):
    a = step(cast, project, "a", lane)
    answers = {"kind": "decision", "next_label": "Yes", "other_label": "No", "other_step": a}
    b = step(cast, project, "b", lane, values=answers)
    assert (b.other_label, b.other_step) == ("No", a)
    b = process.edit_step(step=b, values={**answers, "kind": "step"}, version=1, by=cast.lead)
    assert (b.next_label, b.other_label, b.other_step) == ("", "", None)


def test_a_decision_leads_neither_to_itself_nor_to_what_is_gone(cast, project, lane):
    a, b = step(cast, project, "a", lane), step(cast, project, "b", lane)
    values = {"kind": "decision", "other_step": a}
    with pytest.raises(Refused, match="to itself"):
        process.edit_step(step=a, values=values, version=1, by=cast.lead)
    process.withdraw_step(step=a, why="Gone", by=cast.lead)
    with pytest.raises(Refused, match="withdrawn since"):
        process.edit_step(step=b, values=values, version=1, by=cast.lead)
    with pytest.raises(Refused, match="withdrawn since"):
        step(cast, project, "c", lane, after=a)


def test_an_answer_to_a_withdrawn_step_leads_on(cast, project, lane):
    a, b, c = (step(cast, project, text, lane) for text in "abc")
    process.edit_step(step=a, values={"kind": "decision", "other_step": b}, version=1, by=cast.lead)
    process.withdraw_step(step=b, why="Not done", by=cast.lead)
    assert ProcessStep.objects.get(pk=a.pk).other_step == c
    process.withdraw_step(step=c, why="Not done", by=cast.lead)
    assert ProcessStep.objects.get(pk=a.pk).other_step is None


def test_a_lane_with_steps_stays(cast, project, lane):
    a = step(cast, project, "a", lane)
    with pytest.raises(Refused, match="has steps"):
        process.withdraw_lane(lane=lane, why="Gone", by=cast.lead)
    process.withdraw_step(step=a, why="Gone", by=cast.lead)
    assert process.withdraw_lane(lane=lane, why="Gone", by=cast.lead).is_withdrawn
    with pytest.raises(Refused, match="lane has been withdrawn"):
        step(cast, project, "b", lane)


def test_lanes_have_names_of_their_own_and_an_end(cast, project, lane):
    with pytest.raises(Refused, match="already"):
        process.add_lane(project=project, name="NURSE", by=cast.lead)
    for number in range(7):
        process.add_lane(project=project, name=f"Lane {number}", by=cast.lead)
    with pytest.raises(Refused, match="room for 8"):
        process.add_lane(project=project, name="One more", by=cast.lead)


def test_steps_and_lanes_change_places(cast, project, lane):
    rows = [step(cast, project, text, lane) for text in "ab"]
    other = process.add_lane(project=project, name="Clinic", by=cast.lead)
    assert process.move_step(step=rows[1], way="up", by=cast.lead)
    assert process.move_lane(lane=other, way="up", by=cast.lead)
    assert order(project) == ["b", "a"]
    assert [row.name for row in project.process_lanes.current()] == ["Clinic", "Nurse"]


def test_an_outline_of_the_process_knows_decisions_and_waits(cast, project, lane):
    lines = parse("nurse\n  Takes the sample\n  Is it enough?\nCourier\n  Wait for the van\nNurse\n  Rings")
    added = process.add_outline(project=project, lines=lines, by=cast.lead)
    assert [(row.lane.name, row.kind) for row in added] == [
        ("Nurse", "step"),
        ("Nurse", "decision"),
        ("Courier", "wait"),
        ("Nurse", "step"),
    ]
    assert added[1].other_label == "No"


def test_steps_of_other_projects_are_no_target(cast, project, other_project, lane):
    other = ProcessStepFactory(project=other_project)
    with pytest.raises(Refused):
        step(cast, project, "a", lane, values={"kind": "decision", "other_step": other})
    with pytest.raises(Refused):
        step(cast, project, "a", other.lane)
    elsewhere = CauseFactory(project=other_project)
    with pytest.raises(Refused):
        add(cast, project, "a", parent=elsewhere)
