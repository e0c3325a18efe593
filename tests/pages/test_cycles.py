"""PDSA cycles through their pages: who reads what, the list, adding, the charts beside a cycle."""

import datetime
import re

import pytest

from measures.models import Measure
from projects.actions import cycles
from projects.models import ChangeIdea, PDSACycle
from tests.factories import (
    ChangeIdeaFactory,
    DataPointFactory,
    MeasureFactory,
    PDSACycleFactory,
    monthly_points,
)
from tests.pages.cycles import CYCLES, DAY, text, url

pytestmark = pytest.mark.usefixtures("october")
ADD = f"{CYCLES}add/"
STAGES = PDSACycle.Stage.values


# --- who -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, reads, edits, history",
    [
        ("lead", 200, 200, 200),
        ("member", 200, 200, 200),
        ("fund_manager", 200, 200, 200),
        ("contributor", 200, 403, 200),
        ("advisor", 200, 403, 200),
        ("coach", 200, 403, 200),
        ("other_coach", 200, 404, 404),
        ("other_lead", 200, 404, 404),
        ("funder", 404, 404, 404),
        ("finance", 404, 404, 404),
        ("outsider", 404, 404, 404),
    ],
)
def test_cycle_pages_by_role(as_role, make, role, reads, edits, history):
    cycle = make("do")
    client = as_role(role)
    assert client.get(CYCLES).status_code == reads
    assert client.get(url(cycle)).status_code == reads
    assert client.get(ADD).status_code == edits
    for what in ("edit/", "plan/", "do/", "move/study/", "amend/", "withdraw/"):
        assert client.get(url(cycle, what)).status_code == edits
    if edits != 200:
        assert client.post(url(cycle, "move/study/"), {"do": "x", "version": 1}).status_code == edits
    assert client.get(url(cycle, "history/")).status_code == history


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", ["lead", "contributor", "advisor", "other_lead"])
def test_each_jump_on_a_cycles_page_has_a_place_to_go_to(as_role, make, role, stage):
    html = as_role(role).get(url(make(stage))).content.decode()
    jumps = re.findall(r'href="#([\w-]+)"', html[html.index("On this page") :])
    assert "expect" in jumps
    assert [name for name in jumps if f'id="{name}"' not in html] == []


def test_signed_out_people_are_sent_to_sign_in(as_role, make):
    assert as_role("anonymous").get(url(make())).status_code == 302


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role, team_space", [("contributor", True), ("other_lead", False)])
def test_texts_for_the_team_reach_the_team_only(as_role, make, cast, stage, role, team_space):
    cycle = make(stage)
    if cycle.is_locked:
        cycles.amend_prediction(
            cycle=cycle, prediction="Seventy say yes", why="Slip of the pen", version=None, by=cast.lead
        )
    page = text(as_role(role).get(url(cycle)))
    for words in ("Peers make the offer", "People trust peers", "Do workers come?"):
        assert words in page
    assert ("Seventy say yes" if cycle.is_locked else "Sixty in a hundred") in page
    assert ("Evenings suit workers" in page) is (stage in ("act", "done"))
    assert ("Open twice a week" in page) is (stage == "done")
    assert ("Session lead and a peer" in page) is team_space
    assert ("Eleven came at dusk" in page) is (team_space and stage in ("study", "act", "done"))
    assert ("Slip of the pen" in page) is (team_space and cycle.is_locked)
    assert ("History of this cycle" in page) is team_space
    assert '<form method="post" action="/projects' not in page


def test_cycle_of_another_project_is_not_found(as_role, other_project):
    other = PDSACycleFactory(change_idea__project=other_project)
    assert as_role("lead").get(url(other)).status_code == 404
    assert as_role("lead").get(url(other, "move/do/")).status_code == 404


# --- the list --------------------------------------------------------------------------------------------


def test_empty_list_offers_the_first_step(as_role, project):
    assert "Plan the first cycle" in text(as_role("lead").get(CYCLES))
    page = text(as_role("contributor").get(CYCLES))
    assert "No PDSA cycles yet" in page
    assert "Plan the first cycle" not in page


def test_list_groups_by_ramp_and_says_where_each_cycle_stands(as_role, make, project):
    make("done", title="Tea table", scale="1 site")
    make("do", title="Two sites", planned_end_on=DAY)
    other = ChangeIdeaFactory(project=project, title="Right words")
    make("plan", title="A script", idea=other, prediction="")
    answer = as_role("lead").get(CYCLES)
    ramps = [
        (ramp["idea"].title, [row["cycle"].title for row in ramp["rows"]]) for ramp in answer.context["ramps"]
    ]
    assert ramps == [("Peers make the offer", ["Tea table", "Two sites"]), ("Right words", ["A script"])]
    page = text(answer)
    for words in ("Adapted", "Locked", "Not written yet", "Write what happened", "Write what you expect"):
        assert words in page
    assert "days late" in page
    assert "days late" not in text(as_role("other_lead").get(CYCLES))


@pytest.mark.parametrize("status", ["paused", "completed"])
def test_nothing_is_late_in_a_project_that_is_paused_or_over(as_role, make, project, status):
    cycle = make("do", planned_end_on=datetime.date(2026, 9, 30))
    pages = (CYCLES, f"{CYCLES}board/", url(cycle), "/projects/warm-welcome/")
    client = as_role("lead")
    late = ("late", "should have")
    assert any(words in text(client.get(pages[0])) for words in late)
    project.status = status
    project.save()
    for page in pages:
        main = text(client.get(page)).partition("<main")[2]
        assert "days late" not in main and "should have ended" not in main, page


def test_list_is_filtered_by_stage(as_role, make):
    make("done", title="Tea table")
    make("do", title="Two sites")
    client = as_role("lead")
    page = text(client.get(CYCLES, {"stage": "do"}))
    assert "Two sites" in page
    assert "Tea table" not in page
    assert "No cycle is at this stage" in text(client.get(CYCLES, {"stage": "act"}))
    assert "Tea table" in text(client.get(CYCLES, {"stage": "nonsense"}))


def test_withdrawn_cycles_leave_the_list_and_have_no_page(as_role, make):
    cycle = make(title="Tea table")
    client = as_role("lead")
    assert client.post(url(cycle, "withdraw/"), {"why": ""}).status_code == 422
    page = text(client.post(url(cycle, "withdraw/"), {"why": "Entered twice"}, follow=True))
    assert "Cycle 1 is withdrawn" in page
    assert "Tea table" not in page
    assert client.get(url(cycle)).status_code == 404
    assert make().number == 2


def test_list_queries_do_not_grow(as_role, make, project, django_assert_max_num_queries):
    client = as_role("lead")
    counts = []
    for rows in (1, 49):
        for i in range(rows):
            PDSACycleFactory(change_idea__project=project, number=100 * rows + i)
        with django_assert_max_num_queries(15) as queries:
            client.get(CYCLES)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- adding ----------------------------------------------------------------------------------------------

FIRST = {"prediction": "More say yes", "planned_start_on": "2026-11-02"}


def test_three_answers_are_enough(as_role, project):
    page = text(as_role("lead").post(ADD, FIRST | {"new_idea": "Tea table"}, follow=True))
    cycle = PDSACycle.objects.get()
    assert "Cycle 1: Tea table" in page
    assert (cycle.stage, cycle.title, cycle.change_idea.title) == ("plan", "Tea table", "Tea table")


def test_an_idea_is_picked_or_typed_but_not_both(as_role, idea):
    client = as_role("lead")
    answer = client.post(ADD, FIRST)
    assert answer.status_code == 422
    assert "Pick an idea, or type a new one" in text(answer)
    assert "More say yes" in text(answer)
    both = client.post(ADD, FIRST | {"change_idea": idea.pk, "new_idea": "Tea table"})
    assert "Keep one of the two" in text(both)
    assert client.post(ADD, FIRST | {"change_idea": idea.pk}).status_code == 302
    assert PDSACycle.objects.get().change_idea == idea


def test_first_answers_are_required(as_role, idea):
    answer = as_role("lead").post(ADD, {"change_idea": idea.pk})
    assert set(answer.context["form"].errors) == {"prediction", "planned_start_on"}


def test_rest_is_folded_away_and_saved(as_role, idea, project):
    measure = MeasureFactory(project=project, name="Offers accepted")
    client = as_role("member")
    page = text(client.get(ADD))
    assert "<details" in page
    assert " open>" not in page
    values = FIRST | {
        "change_idea": idea.pk,
        "title": "Evening drop-in",
        "objective": "Do workers come?",
        "scale": "a single evening",
        "planned_end_on": "2026-11-30",
        "plan": "Session lead",
        "measures": [measure.pk],
    }
    client.post(ADD, values)
    cycle = PDSACycle.objects.get()
    assert (cycle.title, cycle.plan) == ("Evening drop-in", "Session lead")
    assert [link.measure for link in cycle.measure_links.all()] == [measure]


def test_planned_end_before_the_start_is_said_beside_the_field(as_role, idea):
    values = FIRST | {"change_idea": idea.pk, "planned_end_on": "2026-10-01"}
    answer = as_role("lead").post(ADD, values)
    assert "before the start" in text(answer)
    assert " open>" in text(answer)


def test_next_cycle_of_a_ramp_is_filled_in(as_role, make, project):
    measure = MeasureFactory(project=project)
    cycle = make("done")
    cycle.measure_links.create(measure=measure)
    client = as_role("lead")
    assert f"?previous={cycle.pk}" in text(client.get(url(cycle)))
    form = client.get(ADD, {"previous": cycle.pk}).context["form"]
    assert form["change_idea"].value() == cycle.change_idea_id
    assert form["previous"].value() == cycle.pk
    assert form["measures"].value() == [measure.pk]
    values = FIRST | {"change_idea": cycle.change_idea_id, "previous": cycle.pk}
    page = text(client.post(ADD, values, follow=True))
    assert "Follows" in page
    assert "Followed by" in text(client.get(url(cycle)))
    assert client.get(ADD, {"previous": "nonsense"}).status_code == 200


def test_a_cycle_entered_as_done_has_its_prediction_marked(as_role, idea):
    client = as_role("lead")
    values = {
        "change_idea": idea.pk,
        "prediction": "More say yes",
        "started_on": "2026-08-01",
        "ended_on": "2026-08-31",
        "do": "Eleven came",
        "study": "Evenings suit workers",
        "act": "adopt",
    }
    bad = client.post(f"{ADD}?done=1", values | {"ended_on": "2026-07-31"})
    assert "end before it began" in text(bad)
    late = client.post(f"{ADD}?done=1", values | {"ended_on": "2026-10-31"})
    assert "still to come" in text(late)
    page = text(client.post(f"{ADD}?done=1", values, follow=True))
    assert "Written afterwards" in page
    cycle = PDSACycle.objects.get()
    assert (cycle.stage, cycle.prediction_after, cycle.planned_start_on) == (
        "done",
        True,
        datetime.date(2026, 8, 1),
    )
    idea.refresh_from_db()
    assert idea.status == "adopted"
    assert "Written afterwards" in text(client.get(CYCLES))


# --- charts beside it ------------------------------------------------------------------------------------


@pytest.fixture
def charted(make, project):
    cycle = make("do")
    measure = MeasureFactory(project=project, name="People tested")
    monthly_points(measure, [20, 31, 27, 3, 22, 35, 28, 24, 29, 33, 26, 41], start=datetime.date(2025, 11, 1))
    cycle.measure_links.create(measure=measure)
    return cycle


def test_linked_measures_are_drawn_with_the_points_in_the_window(as_role, charted):
    page = text(as_role("lead").get(url(charted)))
    assert "People tested" in page
    assert "<svg" in page
    assert "2 points in this cycle’s window. Three or more make a fair test." in page
    assert "10 points before Do began." in page
    assert "fair test" not in text(as_role("other_lead").get(url(charted)))


def test_the_chart_of_an_old_cycle_reaches_back_to_its_window(as_role, make, project):
    cycle = make("done")
    first = datetime.date(2024, 4, 1)
    measure = MeasureFactory(project=project)
    monthly_points(measure, [20 + i % 7 for i in range(30)], start=first)
    cycle.measure_links.create(measure=measure)
    client = as_role("lead")
    for began in (first, datetime.date(2024, 9, 1), datetime.date(2026, 9, 1)):
        PDSACycle.objects.update(started_on=began, ended_on=began + datetime.timedelta(days=20))
        (shown,) = client.get(url(cycle)).context["measures"]
        assert 'class="c-flag"' in shown["svg"]


def test_withdrawn_measures_are_not_drawn(as_role, charted):
    Measure.objects.update(withdrawn_at=datetime.datetime.now(datetime.UTC), withdrawn_why="x")
    assert "People tested" not in text(as_role("lead").get(url(charted)))


def test_charts_for_others_are_the_same_whatever_the_hidden_number(as_role, charted):
    measure = Measure.objects.get()
    client = as_role("other_lead")
    first = client.get(url(charted)).context["measures"]
    measure.points.filter(value=3).update(value=1)
    assert client.get(url(charted)).context["measures"] == first


def test_cycle_page_queries_stay_within_the_budget(as_role, charted, project, django_assert_max_num_queries):
    client = as_role("coach")
    with django_assert_max_num_queries(15) as one:
        client.get(url(charted))
    for i in range(5):
        measure = MeasureFactory(project=project)
        DataPointFactory(measure=measure, value=30 + i)
        charted.measure_links.create(measure=measure)
    PDSACycleFactory.create_batch(49, change_idea=charted.change_idea, previous=charted)
    with django_assert_max_num_queries(15) as many:
        client.get(url(charted))
    assert len(one) == len(many)


def test_history_names_people_and_reasons(as_role, make, cast):
    cycle = make("do")
    cycles.amend_prediction(
        cycle=cycle, prediction="Seventy", why="Slip of the pen", version=None, by=cast.member
    )
    page = text(as_role("contributor").get(url(cycle, "history/")))
    for words in (
        "Cycle added",
        "Do began",
        "Prediction amended",
        "Slip of the pen",
        cast.member.display_name,
    ):
        assert words in page


def test_typed_idea_of_a_new_cycle_is_on_the_list_of_ideas(as_role, project):
    as_role("lead").post(ADD, FIRST | {"new_idea": "Tea table"})
    assert ChangeIdea.objects.get(project=project).title == "Tea table"
