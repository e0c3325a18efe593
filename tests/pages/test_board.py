"""The board of PDSA cycles: lanes, the way on from each, ramps, those that ended, and what others may read."""

import datetime
import re

import pytest

from measures.summaries import rebuild_summaries
from projects.models import PDSACycle
from tests.factories import (
    ChangeIdeaFactory,
    CycleQuestionFactory,
    MeasureFactory,
    PDSACycleFactory,
    monthly_points,
)
from tests.pages.cycles import CYCLES, DAY, text, url

pytestmark = pytest.mark.usefixtures("october")
BOARD = f"{CYCLES}board/"
STAGES = PDSACycle.Stage.values
MOVES = {
    "plan": {},
    "do": {"prediction": "More say yes", "started_on": "2026-09-02"},
    "study": {"do": "Eleven came", "ended_on": "2026-09-30"},
    "act": {"study": "Evenings suit workers", "prediction_held": "yes"},
    "done": {"act": "expand", "act_note": "All the hostels"},
}


def lanes_of(answer):
    return {str(lane["stage"]): [card["title"] for card in lane["cards"]] for lane in answer.context["lanes"]}


def test_each_open_cycle_stands_in_its_lane_and_ended_ones_below(as_role, make):
    for stage in STAGES:
        make(stage, title=f"At {stage}")
    answer = as_role("lead").get(BOARD)
    assert lanes_of(answer) == {stage: [f"At {stage}"] for stage in STAGES if stage != "done"}
    assert [row["title"] for row in answer.context["ended"]] == ["At done"]
    page = text(answer)
    for words in (
        "Start Do",
        "Finish Do",
        "Finish Study",
        "Finish the cycle",
        "Prediction locked",
        "Adapted",
    ):
        assert words in page
    for words in ("Sixty in a hundred say yes", "Evenings suit workers"):
        assert words in page


def test_empty_board_offers_the_first_step(as_role, project):
    assert "Plan the first cycle" in text(as_role("lead").get(BOARD))
    page = text(as_role("other_lead").get(BOARD))
    assert "No PDSA cycles yet" in page
    assert "Plan the first cycle" not in page


def test_empty_lanes_say_what_comes_there(as_role, make):
    make("plan")
    page = text(as_role("lead").get(BOARD))
    for words in (
        "Nothing under test",
        "Nothing to study yet",
        "Nothing to decide",
        "No cycle has ended yet",
    ):
        assert words in page


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("to", STAGES)
def test_every_move_from_the_board_is_allowed_or_refused_as_the_table_says(as_role, make, stage, to):
    """All 25 pairs: the page of the move, then the move itself."""
    cycle = make(stage)
    client = as_role("lead")
    address = url(cycle, f"move/{to}/") + f"?next={BOARD}"
    asked = client.get(address)
    told = client.get(BOARD).context["messages"]
    sent = client.post(address, MOVES[to] | {"version": cycle.version})
    stored = PDSACycle.objects.get()
    if to in PDSACycle.TRANSITIONS[stage]:
        assert asked.status_code == 200
        assert "What this does" in text(asked)
        assert sent["Location"] == BOARD
        assert stored.stage == to
    elif to == "plan":
        assert (asked.status_code, sent.status_code) == (404, 404)
        assert stored.stage == stage
    else:
        assert asked["Location"] == BOARD
        (why,) = map(str, told)
        assert "Steps are taken one at a time, and never back." in why
        assert sent.status_code == 422
        assert (stored.stage, stored.version) == (stage, cycle.version)


def test_the_way_on_leads_back_to_the_card(as_role, make):
    cycle = make("do")
    client = as_role("lead")
    address = re.search(rf'href="({url(cycle)}move/study/[^"]+)"', text(client.get(BOARD))).group(1)
    answer = client.post(address, MOVES["study"] | {"version": cycle.version})
    assert answer["Location"] == f"{BOARD}#cycle-{cycle.pk}"
    assert "Do has ended" in text(client.get(BOARD))


def test_a_way_back_to_another_site_is_not_taken(as_role, make):
    cycle = make("do")
    address = f"{url(cycle)}move/study/?next=https://elsewhere.example/"
    answer = as_role("lead").post(address, MOVES["study"] | {"version": cycle.version})
    assert answer["Location"] == url(cycle)


def test_a_move_that_fails_keeps_what_was_typed(as_role, make):
    cycle = make("do")
    address = f"{url(cycle)}move/study/?next={BOARD}"
    answer = as_role("lead").post(address, {"do": "Eleven came at dusk", "version": cycle.version})
    assert answer.status_code == 422
    assert "Eleven came at dusk" in text(answer)
    assert f'href="{BOARD}"' in text(answer)


@pytest.mark.parametrize("role", ["contributor", "advisor", "coach"])
def test_people_of_the_team_space_see_the_board_without_moves(as_role, make, role):
    make("do", planned_end_on=DAY)
    page = text(as_role(role).get(BOARD))
    assert "Do should have ended 1 September" in page
    assert "/move/" not in page
    assert "board.js" not in page
    assert "Plan a cycle" not in page


def test_other_teams_read_no_text_of_the_team(as_role, make):
    for stage in STAGES:
        make(stage, planned_end_on=DAY, data_plan="Tally sheet in the office")
    page = text(as_role("other_lead").get(BOARD))
    for words in ("Session lead and a peer", "Tally sheet", "Eleven came at dusk", "should have", "/move/"):
        assert words not in page
    assert "Sixty in a hundred say yes" in page


@pytest.mark.parametrize("role", ["funder", "finance", "outsider"])
def test_others_do_not_find_the_board(as_role, make, role):
    make()
    assert as_role(role).get(BOARD).status_code == 404


def test_late_cycles_say_what_should_have_happened(as_role, make):
    make("plan", title="Waits")
    make("do", planned_end_on=DAY)
    page = text(as_role("lead").get(BOARD))
    assert "Do should have begun 1 September" in page
    assert "Do should have ended 1 September" in page


def test_many_tests_at_once_are_hinted_at_to_the_team_alone(as_role, make):
    for _ in range(3):
        make("do")
    hint = "Many tests at once: is each still small?"
    assert hint not in text(as_role("lead").get(BOARD))
    make("do")
    assert hint in text(as_role("lead").get(BOARD))
    assert hint in text(as_role("contributor").get(BOARD))
    assert hint not in text(as_role("other_lead").get(BOARD))


def test_cards_under_test_carry_what_their_measures_say_on_the_readers_own_face(as_role, make, project):
    measure = MeasureFactory(project=project, name="People tested")
    monthly_points(measure, [2, 1, 3, 2, 1, 2, 3, 2, 1, 3, 2, 4], start=datetime.date(2025, 10, 1))
    rebuild_summaries([measure])
    for stage in ("plan", "do", "act"):
        make(stage, title=f"At {stage}").measure_links.create(measure=measure)
    for role, status in (("lead", "no_signal"), ("contributor", "numbers_too_small")):
        said = {
            card["title"]: [(shown.name, shown.status) for shown in card["signals"]]
            for lane in as_role(role).get(BOARD).context["lanes"]
            for card in lane["cards"]
        }
        now = [("People tested", status)]
        assert said == {"At plan": [], "At do": now, "At act": now}
    assert "Numbers too small" in text(as_role("other_lead").get(BOARD))


@pytest.mark.parametrize(
    "role, may", [("contributor", True), ("lead", True), ("advisor", False), ("other_lead", False)]
)
def test_who_contributes_writes_what_they_saw_from_a_card_at_do(as_role, make, role, may):
    cycles = {stage: make(stage, title=f"At {stage}") for stage in STAGES}
    page = text(as_role(role).get(BOARD))
    for stage, cycle in cycles.items():
        assert (url(cycle, "observations/add/") in page) == (may and stage == "do")


def test_a_card_says_that_figures_are_out_of_date(as_role, make, project):
    measure = MeasureFactory(project=project, name="People tested")
    monthly_points(measure, [20, 25, 22], start=datetime.date(2026, 1, 1))
    rebuild_summaries([measure])
    make("do").measure_links.create(measure=measure)
    assert "People tested, out of date" in text(as_role("lead").get(BOARD))


def test_board_is_filtered_by_idea(as_role, make, project):
    make("plan", title="Tea table")
    other = ChangeIdeaFactory(project=project, title="Right words")
    make("plan", title="A script", idea=other)
    client = as_role("lead")
    answer = client.get(BOARD, {"idea": other.pk})
    assert lanes_of(answer)["plan"] == ["A script"]
    assert f"?idea={other.pk}" in text(answer)
    for nonsense in ("x", "0", "9" * 30, "-1"):
        assert len(lanes_of(client.get(BOARD, {"idea": nonsense}))["plan"]) == 2


def test_cycles_that_follow_each_other_are_one_ramp_with_a_list_beside_it(as_role, make, project):
    first = make("done", title="Tea table", scale="a session", size=1)
    other = ChangeIdeaFactory(project=project, title="Right words")
    make("do", title="A script", idea=other, previous=first, size=2)
    make("plan", title="Alone", idea=ChangeIdeaFactory(project=project, title="Posters"))
    answer = as_role("other_lead").get(BOARD)
    (ramp,) = answer.context["ramps"]
    assert ramp["title"] == "Peers make the offer, then Right words"
    assert [(step.number, step.decision, step.follows) for step in ramp["steps"]] == [
        (1, "Adapted", None),
        (2, "At Do now", 1),
    ]
    page = text(answer)
    assert "q-ramp-list" in page
    assert f'<a href="{url(first)}" aria-label="Cycle 1: Tea table. a session. Adapted."' in page


def test_only_the_newest_ended_are_shown_with_a_way_to_all(as_role, make):
    for n in range(11):
        make("done", title=f"Test {n}")
    answer = as_role("lead").get(BOARD)
    assert len(answer.context["ended"]) == 10
    assert "Show all 11 ended cycles" in text(answer)
    assert "Show all" not in text(as_role("lead").get(BOARD, {"idea": "x"})).replace("Show all 11", "")


def test_withdrawn_cycles_leave_the_board(as_role, make):
    cycle = make("do", title="Tea table")
    client = as_role("lead")
    client.post(url(cycle, "withdraw/"), {"why": "Entered twice"})
    assert "Tea table" not in text(client.get(BOARD))


@pytest.mark.parametrize("role", ["lead", "other_lead"])
def test_queries_do_not_grow_with_cycles_questions_and_ideas(
    as_role, make, project, django_assert_max_num_queries, role
):
    client = as_role(role)
    pages = [BOARD, CYCLES]
    first = {stage: make(stage, title=f"At {stage}") for stage in STAGES}
    pages += [url(cycle) for cycle in first.values()]
    measures = [MeasureFactory(project=project) for _ in range(9)]
    for measure in measures:
        monthly_points(measure, [20, 25, 22])
    rebuild_summaries(measures)
    for cycle in first.values():
        cycle.measure_links.create(measure=measures[0])
        CycleQuestionFactory(cycle=cycle)
        PDSACycleFactory(change_idea=cycle.change_idea, previous=cycle, number=200 + cycle.pk)
    few = []
    for page in pages:
        with django_assert_max_num_queries(20) as queries:
            client.get(page)
        few.append(len(queries))
    for n in range(50):
        stage = STAGES[n % 5]
        idea = ChangeIdeaFactory(project=project, title=f"Idea {n}")
        added = make(stage, idea=idea, previous=first[stage])
        added.measure_links.create(measure=measures[n % 9])
    for cycle in first.values():
        CycleQuestionFactory.create_batch(11, cycle=cycle)
    many = []
    for page in pages:
        with django_assert_max_num_queries(20) as queries:
            client.get(page)
        many.append(len(queries))
    assert many == few
    assert max(few[:2]) <= 15
