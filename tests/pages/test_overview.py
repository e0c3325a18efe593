"""A project's overview: the story, and what each reader may and may not see of it."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from community.models import Action
from measures.models import AimMeasure, Annotation, Phase
from projects.models import ProjectParty, ProjectPause, Review
from tests.factories import (
    AimStatementFactory,
    GrantFactory,
    GrantYearFactory,
    MeasureFactory,
    OrganisationFactory,
    PaymentFactory,
    TeamMemberFactory,
    monthly_points,
)
from tests.pages.told import BETTER, add_rows, cycle, everything, main_outcome, text_of

pytestmark = pytest.mark.django_db
PAGE = "/projects/warm-welcome/"
day = datetime.date
READERS = [
    "lead",
    "member",
    "contributor",
    "advisor",
    "coach",
    "fund_manager",
    "funder",
    "other_lead",
    "other_coach",
]


@pytest.fixture(autouse=True)
def _a_monday_in_november():
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.mark.parametrize("role", READERS)
def test_readers_see_the_overview(as_role, role):
    response = as_role(role).get(PAGE)
    assert response.status_code == 200
    assert "<h1>Warm Welcome</h1>" in response.content.decode()


@pytest.mark.parametrize("role, status", [("outsider", 404), ("finance", 404), ("anonymous", 302)])
def test_others_do_not(as_role, role, status):
    assert as_role(role).get(PAGE).status_code == status


def test_the_aim_says_where_it_stands(as_role, project):
    AimStatementFactory(
        project=project,
        number=3,
        from_value=41,
        to_value=70,
        unit="%",
        by_when=day(2027, 3, 31),
        for_whom="drop-in visitors",
    )
    main_outcome(project)
    page = text_of(as_role("lead").get(PAGE))
    assert "Our aim, version 3" in page
    assert "Offers of a test accepted up from 41% to 70%, for drop-in visitors, by 31 March 2027." in page
    assert "Now about 62 in 100. That is about three quarters of the way." in page
    assert "41% to 70%" in page
    assert "4 months left" in page


def test_the_aim_follows_the_measure_it_is_linked_to(as_role, project):
    main_outcome(project)
    other = main_outcome(project, [(30, 100)] * 24, name="Tested within the month", is_primary=False)
    aim = AimStatementFactory(project=project, from_value=20, to_value=40, unit="%")
    AimMeasure.objects.create(aim=aim, measure=other)
    page = text_of(as_role("lead").get(PAGE))
    assert "Tested within the month: now about 30 in 100. That is about half of the way." in page


@pytest.mark.parametrize(
    "to_value, unit, words",
    [
        (60, "%", "That is what the aim asks for."),
        (104, "%", "That is about a third of the way."),
        (10, "%", "That is further away than at the start."),
        (70, "people", ""),
    ],
)
def test_the_way_is_told_in_words_where_it_makes_sense(as_role, project, to_value, unit, words):
    AimStatementFactory(project=project, from_value=41, to_value=to_value, unit=unit)
    main_outcome(project)
    page = text_of(as_role("lead").get(PAGE))
    assert words in page
    assert ("That is" in page) == bool(words)


def test_a_short_series_tells_its_newest_figure_and_no_way(as_role, project):
    AimStatementFactory(project=project, from_value=41, to_value=70, unit="%")
    main_outcome(project, [(60, 100)] * 3)
    page = text_of(as_role("lead").get(PAGE))
    assert "Newest figure: 60%, April 2025." in page
    assert "of the way" not in page


def test_the_main_outcome_is_drawn_for_wide_screens_and_phones_with_its_sentence(as_role, project):
    measure = main_outcome(project)
    response = as_role("lead").get(PAGE)
    html, page = response.content.decode(), text_of(response)
    assert 'viewBox="0 0 1080 430"' in html
    assert 'viewBox="0 0 350 330"' in html
    assert "Better since" in page
    assert "Anhøj rules, version" in page
    assert "8 points short of the target, 70%." in page
    assert reverse("measures:measure", args=["warm-welcome", measure.pk]) in html


def test_other_measures_are_small_charts_with_their_status_in_words(as_role, project):
    main_outcome(project)
    monthly_points(MeasureFactory(project=project, name="Peers present"), [10, 12, 11] * 6)
    monthly_points(MeasureFactory(project=project, name="New sites"), [10, 12])
    page = text_of(as_role("lead").get(PAGE))
    assert "Peers present" in page
    assert "No signal" in page
    assert "Too early to say" in page
    assert "All 3" in page


@pytest.mark.parametrize("role", ["other_lead", "contributor", "funder", "other_coach"])
def test_protected_numbers_are_nowhere_in_the_page_of_a_shared_reader(as_role, project, role):
    AimStatementFactory(project=project, from_value=3, to_value=80)
    main_outcome(project, [3, 4, 0, 44] * 5, data_kind="count", target=None, unit="people", decimals=0)
    monthly_points(
        MeasureFactory(project=project, name="Days to result", data_kind="continuous"), [7654321.5] * 12
    )
    response = as_role(role).get(PAGE)
    page = text_of(response)
    assert "fewer than 5" in page
    # Long enough never to be a coordinate of a drawing or part of a token.
    assert "7654321" not in response.content.decode().replace(",", "")
    assert "up from 3" not in page
    assert "from fewer than 5 to 80" in page
    exact = text_of(as_role("lead").get(PAGE))
    assert "up from 3 to 80" in exact
    assert "fewer than 5" not in exact


def test_the_team_reads_what_is_due(as_role, project):
    monthly_points(MeasureFactory(project=project), [20] * 9, start=day(2026, 1, 1))
    response = as_role("lead").get(PAGE)
    assert "October 2026" in text_of(response)
    assert "9 days late" in text_of(response)
    assert f"{reverse('measures:log', args=['warm-welcome'])}?month=2026-10" in response.content.decode()
    advisor = as_role("advisor").get(PAGE)
    assert "9 days late" in text_of(advisor)
    assert reverse("measures:log", args=["warm-welcome"]) not in advisor.content.decode()
    for role in ("other_lead", "funder"):
        assert "days late" not in text_of(as_role(role).get(PAGE))


def test_cycles_now_and_what_was_learned(as_role, project):
    under_way = cycle(
        project, 5, "do", title="Evening drop-in", prediction="60 say yes", planned_end_on=day(2026, 12, 1)
    )
    cycle(
        project,
        4,
        "done",
        title="Tea table",
        study="A peer and a kettle.",
        act="expand",
        act_note="A second site.",
        do="Eleven people came",
        ended_on=day(2026, 9, 1),
    )
    response = as_role("lead").get(PAGE)
    page = text_of(response)
    assert "5: Evening drop-in" in page
    assert "Locked" in page
    assert "Write what happened" in page
    assert "A peer and a kettle." in page
    assert "Expanded" in page
    assert "A second site." in page
    assert reverse("pages:cycle", args=["warm-welcome", under_way.pk]) in response.content.decode()


def test_the_community_reads_what_was_learned_but_not_what_is_the_teams(as_role, project):
    cycle(
        project,
        4,
        "done",
        study="A peer and a kettle.",
        act="adopt",
        do="Eleven people came",
        plan="Ama asks",
        ended_on=day(2026, 9, 1),
    )
    page = text_of(as_role("other_lead").get(PAGE))
    assert "A peer and a kettle." in page
    assert "Eleven people came" not in page
    assert "Ama asks" not in page
    assert "Next step" not in page


def test_the_funder_reads_a_summary_without_cycles(as_role, project):
    made = cycle(
        project, 4, "done", title="Tea table", study="A kettle.", act="adopt", ended_on=day(2026, 9, 1)
    )
    response = as_role("funder").get(PAGE)
    page = text_of(response)
    assert "Tea table" not in page
    assert "A kettle." not in page
    assert "What changes can we make?" not in page
    assert "Storyboard" not in page
    assert reverse("pages:cycle", args=["warm-welcome", made.pk]) not in response.content.decode()


QUESTIONS = [
    "What are we trying to accomplish?",
    "How will we know that a change is an improvement?",
    "What changes can we make?",
]


def test_the_page_reads_as_a_story(as_role, project):
    AimStatementFactory(project=project)
    main_outcome(project)
    MeasureFactory(project=project, name="Peers present")
    cycle(project, 5, "do", title="Evening drop-in", prediction="60 say yes")
    cycle(project, 4, "done", title="Tea table", study="A kettle.", act="expand", ended_on=day(2026, 9, 1))
    page = text_of(as_role("lead").get(PAGE))
    story = [
        QUESTIONS[0],
        "Our aim",
        QUESTIONS[1],
        "Better since",
        QUESTIONS[2],
        "What we are testing now",
        "60 say yes",
        "What we learned",
        "A kettle.",
        "What is next",
        "Other measures",
        "What happened",
        "Team and partners",
    ]
    assert [page.find(words) for words in story] == sorted(page.find(words) for words in story)
    assert all(words in page for words in story)


def test_what_is_next_holds_the_decision_the_planned_cycles_and_the_figures_to_come(as_role, project):
    monthly_points(MeasureFactory(project=project), [20] * 9, start=day(2026, 2, 1))
    cycle(project, 4, "done", study="A kettle.", act="expand", act_note="A second site.")
    cycle(project, 6, "plan", title="Later", planned_start_on=day(2027, 2, 1))
    cycle(project, 7, "plan", title="Sooner", planned_start_on=day(2026, 12, 3))
    page = text_of(as_role("lead").get(PAGE)).partition("What is next")[2]
    assert "A second site. After cycle 4" in page
    assert page.index("Cycle 7: Sooner") < page.index("Cycle 6: Later")
    assert "No figures are due. Next: November 2026, by 14 December 2026." in page
    others = text_of(as_role("other_lead").get(PAGE)).partition("What is next")[2]
    assert "A second site." in others
    assert "Cycle 7: Sooner" in others
    assert "figures are due" not in others


def test_open_actions_come_soonest_first_and_are_the_teams_own(as_role, project):
    ama = TeamMemberFactory(project=project, display_name="Ama B.")
    for number, by_when in enumerate([None, *(day(2026, 11, 18 + n) for n in range(4))]):
        Action.objects.create(
            project=project, source="meeting", what=f"Action {number}", by_when=by_when, who=ama
        )
    Action.objects.create(
        project=project, source="meeting", what="Over", done_at=timezone.now(), done_by=ama.user
    )
    page = text_of(as_role("lead").get(PAGE))
    assert page.index("Action 1 5 days late Ama B., by 18 November 2026") < page.index("Action 4")
    assert "All open actions" in page
    assert "Action 0" not in page
    assert "Over" not in page.replace("Overview", "")
    assert "Action 1" in text_of(as_role("contributor").get(PAGE))
    for role in ("other_lead", "other_coach", "funder"):
        assert "Action 1" not in text_of(as_role(role).get(PAGE))


@pytest.mark.parametrize("role", ["contributor", "member", "advisor", "other_lead", "funder"])
def test_the_aim_is_our_own_for_everybody_on_the_team(as_role, project, role):
    AimStatementFactory(project=project)
    ours = "Our aim" in text_of(as_role(role).get(PAGE))
    assert ours == (role in ("contributor", "member"))


@pytest.mark.parametrize("role", READERS)
def test_the_page_leads_to_what_can_be_taken_along(as_role, project, role):
    main_outcome(project)
    page = as_role(role).get(PAGE).content.decode()
    for name in ("summary", "summary_pdf"):
        assert f'href="{reverse(f"pages:{name}", args=["warm-welcome"])}"' in page
    assert (reverse("pages:storyboard", args=["warm-welcome"]) in page) == (role != "funder")


def test_what_happened_is_told_newest_first(as_role, project, cast):
    measure = main_outcome(project, BETTER)
    Phase.objects.create(measure=measure, starts_on=day(2026, 5, 1), reason="Peers make the offer")
    Annotation.objects.create(measure=measure, on_date=day(2026, 6, 3), text="Hostel closed")
    Annotation.objects.create(measure=measure, on_date=day(2027, 6, 3), text="Not yet")
    cycle(
        project,
        4,
        "done",
        title="Tea table",
        act="adapt",
        started_on=day(2026, 7, 1),
        ended_on=day(2026, 7, 20),
    )
    ProjectPause.objects.create(
        project=project, starts_on=day(2026, 8, 1), ends_on=day(2026, 8, 20), reason="The lead was ill"
    )
    Review.objects.create(project=project, by=cast.advisor, note="Good work")
    response = as_role("lead").get(PAGE)
    story = [entry.title for entry in response.context["overview"].story]
    assert story == [
        "Reviewed",
        "Pause ended",
        "Paused",
        "Cycle 4 ended",
        "Cycle 4 began",
        "Hostel closed",
        "New line started",
    ]
    assert "Peers make the offer" in text_of(response)
    others = text_of(as_role("other_lead").get(PAGE))
    for words in ("Good work", "Reviewed", "Peers make the offer", "The lead was ill"):
        assert words not in others
    assert "Hostel closed" in others


def test_money_is_for_those_who_may_see_it(as_role, project, programme):
    year = GrantYearFactory(
        grant=GrantFactory(project=project), programme_year__programme=programme, original_amount=80_000
    )
    PaymentFactory(grant_year=year, amount=22_350, due_on=day(2026, 12, 1), condition="report accepted")
    for role in ("lead", "fund_manager", "funder"):
        page = text_of(as_role(role).get(PAGE))
        assert "£80,000" in page
        assert "£22,350, planned for 1 December 2026, when: report accepted" in page
    for role in ("member", "advisor", "other_lead", "contributor"):
        assert "£" not in text_of(as_role(role).get(PAGE))


def test_team_and_partners_by_the_names_they_chose(as_role, project):
    TeamMemberFactory(project=project, display_name="Ama B.", user__email="secret@example.org")
    TeamMemberFactory(project=project, display_name="Gone", ended_at=timezone.now())
    ProjectParty.objects.create(
        project=project, organisation=OrganisationFactory(name="Kestrel"), role="lead"
    )
    ProjectParty.objects.create(project=project, organisation=OrganisationFactory(name="A clinic"))
    project.service_users_involved = 3
    project.save()
    page = text_of(as_role("other_lead").get(PAGE))
    assert "Ama B." in page
    assert "Kestrel , with A clinic" in page
    assert "Gone" not in page
    assert "secret@example.org" not in page
    assert "lived experience" not in page
    assert "3 people with lived experience take part" in text_of(as_role("lead").get(PAGE))


def test_others_do_not_read_who_takes_part_as_what(as_role, project):
    TeamMemberFactory(project=project, display_name="Cleo", role="contributor")
    assert "Cleo Contributor" in text_of(as_role("lead").get(PAGE))
    others = text_of(as_role("other_lead").get(PAGE))
    assert "Cleo Team member" in others
    assert "Contributor" not in others
    assert "Project lead" in others


def test_a_new_project_shows_the_path_and_blocks_nothing(as_role, project):
    response = as_role("lead").get(PAGE)
    html = response.content.decode()
    assert "First steps" in html
    for name in ("pages:aim", "projects:team", "measures:add", "pages:cycle_add"):
        assert f'href="{reverse(name, args=["warm-welcome"])}"' in html
    assert "First steps" not in text_of(as_role("other_lead").get(PAGE))


def test_the_path_ends_once_it_is_walked(as_role, project):
    AimStatementFactory(project=project)
    main_outcome(project)
    assert "First steps" in text_of(as_role("lead").get(PAGE))
    cycle(project, 1, "plan")
    assert "First steps" not in text_of(as_role("lead").get(PAGE))


@pytest.mark.parametrize(
    "status, words", [("paused", "Paused"), ("planned", "Not started yet"), ("completed", "Completed")]
)
def test_the_status_is_told_first(as_role, project, status, words):
    project.status = status
    project.save()
    assert words in text_of(as_role("other_lead").get(PAGE))


def test_a_pause_tells_since_when(as_role, project):
    project.status = "paused"
    project.save()
    main_outcome(project)
    ProjectPause.objects.create(project=project, starts_on=day(2026, 11, 1), reason="The lead was ill")
    page = text_of(as_role("other_lead").get(PAGE))
    assert "Paused since 1 November 2026" in page
    assert "The lead was ill" not in page


def test_buttons_are_those_the_reader_may_press(as_role, project):
    main_outcome(project)
    lead = as_role("lead").get(PAGE).content.decode()
    assert 'btn-primary" href="/projects/warm-welcome/log/"' in lead
    assert reverse("projects:project_edit", args=["warm-welcome"]) in lead
    advisor = as_role("advisor").get(PAGE).content.decode()
    assert reverse("projects:review_add", args=["warm-welcome"]) in advisor
    assert "/edit/" not in advisor
    other = as_role("other_lead").get(PAGE).content.decode()
    assert 'class="btn' not in other.partition("<main")[2]


@pytest.mark.parametrize("role", ["lead", "coach", "funder"])
def test_the_overview_takes_as_many_queries_for_fifty_as_for_one(
    as_role, cast, project, other_project, role, django_assert_max_num_queries
):
    def ask(path):
        client = as_role(role)
        with django_assert_max_num_queries(15) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def act(number):
        member = TeamMemberFactory(project=project, display_name=f"Person {number}")
        Action.objects.create(project=project, source="other", what=f"Action {number}", who=member)

    everything(project, cast.advisor)
    act(0)
    one = ask(PAGE)
    for number in range(50):
        act(number)
    add_rows(project, cast.advisor, range(2, 51))
    assert ask(PAGE) == one
