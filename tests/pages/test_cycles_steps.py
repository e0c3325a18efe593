"""A PDSA cycle's steps through its page: every move, the locked prediction, edits and what stands in their way."""

import datetime

import pytest

from projects.actions import cycles
from projects.models import PDSACycle
from tests.factories import MeasureFactory, monthly_points
from tests.pages.cycles import text, url

pytestmark = pytest.mark.usefixtures("october")
STAGES = PDSACycle.Stage.values

# --- moving ----------------------------------------------------------------------------------------------

MOVES = {
    "do": {"prediction": "More say yes", "plan": "", "started_on": "2026-09-02"},
    "study": {"do": "Eleven came", "ended_on": "2026-09-30"},
    "act": {"study": "Evenings suit workers", "prediction_held": "yes"},
    "done": {"act": "expand", "act_note": ""},
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("to", MOVES)
def test_every_move_is_allowed_or_refused_as_the_table_says(as_role, make, stage, to):
    cycle = make(stage)
    answer = as_role("lead").post(url(cycle, f"move/{to}/"), MOVES[to] | {"version": cycle.version})
    before, cycle = cycle, PDSACycle.objects.get()
    if to in PDSACycle.TRANSITIONS[stage]:
        assert answer.status_code == 302
        assert cycle.stage == to
    else:
        assert answer.status_code == 422
        assert (cycle.stage, cycle.version) == (stage, before.version)


def test_no_page_moves_a_cycle_back_to_plan_or_on_a_get(as_role, make):
    cycle = make("do")
    client = as_role("lead")
    assert client.post(url(cycle, "move/plan/"), {}).status_code == 404
    assert client.get(url(cycle, "move/study/")).status_code == 200
    assert PDSACycle.objects.get().stage == "do"


def test_a_cycle_goes_round_through_its_page(as_role, make):
    cycle = make("plan")
    client = as_role("lead")
    for to, words in (
        ("do", "Do has begun. The prediction is locked."),
        ("study", "Do has ended"),
        ("act", "Study is written"),
        ("done", "Cycle 1 is done"),
    ):
        page = text(client.get(url(cycle)))
        assert f'formaction="{url(cycle)}move/{to}/"' in page
        version = PDSACycle.objects.get().version
        page = text(client.post(url(cycle, f"move/{to}/"), MOVES[to] | {"version": version}, follow=True))
        assert words in page
    assert "Expanded" in page
    assert "Start the next cycle" in page
    cycle.refresh_from_db()
    assert (cycle.started_on, cycle.ended_on) == (datetime.date(2026, 9, 2), datetime.date(2026, 9, 30))
    cycle.change_idea.refresh_from_db()
    assert cycle.change_idea.status == "testing"


@pytest.mark.parametrize(
    "stage, to, missing, words",
    [
        ("plan", "do", {"started_on": ""}, "Give the date"),
        ("plan", "do", {"started_on": "2026-10-16"}, "still to come"),
        ("do", "study", {"do": ""}, "Fill this in"),
        ("do", "study", {"ended_on": "2026-08-31"}, "end before it began"),
        ("study", "act", {"study": ""}, "Fill this in"),
        ("act", "done", {"act": ""}, "Choose one"),
        ("act", "done", {"act": "abandon"}, "Say why the change is abandoned"),
    ],
)
def test_what_a_move_needs_is_said(as_role, make, stage, to, missing, words):
    cycle = make(stage)
    values = MOVES[to] | missing | {"version": cycle.version}
    answer = as_role("lead").post(url(cycle, f"move/{to}/"), values)
    assert answer.status_code == 422
    assert words in text(answer)
    assert PDSACycle.objects.get().stage == stage


def test_do_without_a_prediction_is_asked_about_first(as_role, make):
    cycle = make("plan", prediction="")
    client = as_role("lead")
    values = MOVES["do"] | {"prediction": "", "version": cycle.version}
    answer = client.post(url(cycle, "move/do/"), values)
    assert answer.status_code == 422
    assert "No prediction is written" in text(answer)
    assert "Go on without a prediction" in text(answer)
    page = text(client.post(url(cycle, "move/do/"), values | {"without_prediction": "on"}, follow=True))
    assert "Do began without a prediction" in page
    assert "Do has begun, without a prediction." in page and "The prediction is locked" not in page
    cycle.refresh_from_db()
    amended = {"prediction": "More", "why": "Forgot it", "version": cycle.version}
    page = text(client.post(url(cycle, "amend/"), amended, follow=True))
    assert "Written afterwards" in page


# --- the locked prediction -------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["do", "study", "act", "done"])
@pytest.mark.parametrize("what", ["plan/", "edit/", "do/", "move/do/"])
def test_locked_prediction_is_changed_by_no_form(as_role, make, stage, what):
    cycle = make(stage)
    values = {
        "prediction": "Changed afterwards",
        "plan": "Other plan",
        "do": "Eleven came",
        "started_on": "2026-09-01",
        "ended_on": "2026-09-01",
        "title": "Evening drop-in",
        "change_idea": cycle.change_idea_id,
        "planned_start_on": "2026-09-01",
        "version": cycle.version,
    }
    answer = as_role("lead").post(url(cycle, what), values)
    if what == "plan/":
        assert answer.status_code == 422
        assert "the prediction is locked" in text(answer)
        assert "Changed afterwards" in text(answer)
    assert PDSACycle.objects.get().prediction == "Sixty in a hundred say yes"


def test_amending_keeps_both_texts_and_the_reason(as_role, make):
    cycle = make("do")
    client = as_role("lead")
    values = {"prediction": "Seventy say yes", "why": "", "version": cycle.version}
    assert client.post(url(cycle, "amend/"), values).status_code == 422
    page = text(client.post(url(cycle, "amend/"), values | {"why": "Wrong site"}, follow=True))
    for words in ("Seventy say yes", "Sixty in a hundred say yes", "Wrong site", "Locked on 15 October 2026"):
        assert words in page


def test_open_prediction_is_not_amended(as_role, make):
    cycle = make("plan")
    values = {"prediction": "Seventy say yes", "why": "Wrong", "version": cycle.version}
    answer = as_role("lead").post(url(cycle, "amend/"), values)
    assert "still open" in text(answer)


def test_the_page_to_amend_does_not_call_an_open_prediction_locked(as_role, make):
    client = as_role("lead")
    assert "was locked" in text(client.get(url(make("do"), "amend/")))
    page = text(client.get(url(make("plan"), "amend/")))
    assert "still open" in page and "was locked" not in page


# --- editing ---------------------------------------------------------------------------------------------


def test_words_of_a_step_are_saved_without_moving(as_role, make):
    cycle = make("do")
    client = as_role("member")
    values = {"do": "Eleven came", "ended_on": "2026-10-01", "version": cycle.version}
    client.post(url(cycle, "do/"), values)
    cycle.refresh_from_db()
    assert (cycle.stage, cycle.do, cycle.ended_on) == ("do", "Eleven came", None)


def test_past_steps_are_corrected_and_later_ones_are_not_there_yet(as_role, make):
    cycle = make("study")
    client = as_role("lead")
    values = {"do": "Twelve came", "ended_on": "2026-09-20", "version": cycle.version}
    assert client.post(url(cycle, "do/"), values).status_code == 302
    cycle.refresh_from_db()
    assert (cycle.do, cycle.ended_on, cycle.stage) == ("Twelve came", datetime.date(2026, 9, 20), "study")
    values = {"plan": "Other plan", "started_on": "2026-09-21", "version": cycle.version}
    assert "end before it began" in text(client.post(url(cycle, "plan/"), values))
    assert client.get(url(cycle, "act/")).status_code == 404


def test_decision_may_be_changed_and_the_idea_follows(as_role, make, idea):
    cycle = make("done")
    values = {"act": "adopt", "act_note": "", "version": cycle.version}
    page = text(as_role("lead").post(url(cycle, "act/"), values, follow=True))
    assert "Adopted" in page
    idea.refresh_from_db()
    assert idea.status == "adopted"


def test_facts_of_a_cycle_are_edited_with_its_measures(as_role, make, project):
    cycle = make("plan")
    measure = MeasureFactory(project=project, name="Offers accepted")
    client = as_role("lead")
    values = {
        "change_idea": cycle.change_idea_id,
        "title": "New name",
        "planned_start_on": "2026-09-01",
        "measures": [measure.pk],
        "version": cycle.version,
    }
    page = text(client.post(url(cycle, "edit/"), values, follow=True))
    assert "Cycle 1: New name" in page
    assert "Offers accepted" in page
    assert "Linked measures changed" in text(client.get(url(cycle, "history/")))


@pytest.mark.parametrize("what", ["plan/", "edit/", "move/do/"])
def test_stale_form_shows_both_versions_and_writes_nothing(as_role, make, cast, project, what):
    cycle = make("plan")
    measure = MeasureFactory(project=project, name="Offers accepted")
    cycle.measure_links.create(measure=measure)
    cycles.edit_cycle(
        cycle=cycle, values={"plan": "Their plan", "title": "Their name"}, version=1, by=cast.member
    )
    values = {
        "prediction": "My prediction",
        "plan": "My plan",
        "title": "My name",
        "change_idea": cycle.change_idea_id,
        "started_on": "2026-09-01",
        "planned_start_on": "2026-09-01",
        "version": 1,
    }
    client = as_role("lead")
    answer = client.post(url(cycle, what), values)
    page = text(answer)
    assert answer.status_code == 422
    theirs, mine = ("Their name", "My name") if what == "edit/" else ("Their plan", "My plan")
    assert theirs in page
    assert mine in page
    assert 'name="version" value="2"' in page
    if what == "edit/":
        assert {"label": "Which measures should show it?", "theirs": "Offers accepted", "yours": ""} in (
            answer.context["conflict"]
        )
    cycle.refresh_from_db()
    assert (cycle.plan, cycle.stage) == ("Their plan", "plan")
    assert client.post(url(cycle, what), values | {"version": 2}).status_code == 302


def test_small_number_in_a_shared_text_asks_once(as_role, make):
    cycle = make("study")
    client = as_role("lead")
    values = {"study": "Only three came", "version": cycle.version}
    answer = client.post(url(cycle, "move/act/"), values)
    assert answer.status_code == 422
    assert "I have checked" in text(answer)
    assert client.post(url(cycle, "move/act/"), values | {"confirm_text": "on"}).status_code == 302


def test_what_there_is_to_look_at_stands_beside_the_form(as_role, make, cast, project):
    """Seen so far while Do is written up, the charts in Study and Act: a move begins on the board, too."""
    measure = MeasureFactory(project=project, name="People tested")
    monthly_points(measure, [20, 25, 22], start=datetime.date(2026, 7, 1))
    client = as_role("lead")
    cycle = make("do")
    cycle.measure_links.create(measure=measure)
    cycle.observations.create(by=cast.contributor, seen_on="2026-09-02", text="They asked for tea")
    page = text(client.get(url(cycle, "move/study/")))
    assert "They asked for tea" in page and "People tested" not in page
    cycle = make.on(cycle, "study")
    page = text(client.get(url(cycle, "move/act/")))
    assert "People tested" in page and "<svg" in page and "They asked for tea" not in page
    cycle = make.on(cycle, "act")
    page = text(client.get(url(cycle, "move/done/")))
    assert "Evenings suit workers" in page and "People tested" in page
