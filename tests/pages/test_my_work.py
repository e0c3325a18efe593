"""My work: everything that waits for a person, each one click from done."""

import datetime
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.models import ControlItem, DataPoint
from projects.actions.invitations import invite_to_team
from projects.models import Invitation, ProjectPause, Review
from tests.factories import (
    ActionFactory,
    AimStatementFactory,
    CommentFactory,
    GrantFactory,
    GrantYearFactory,
    MeasureFactory,
    PaymentFactory,
    ProgressScoreFactory,
    ProjectFactory,
    TeamMemberFactory,
    monthly_points,
)
from tests.pages.told import BETTER, cycle, everything, main_outcome, text_of

pytestmark = pytest.mark.django_db
day = datetime.date


@pytest.fixture(autouse=True)
def _a_monday_in_november():
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def lead(as_role, project):
    AimStatementFactory(project=project)
    return as_role("lead")


def up_to(project, month, **fields):
    """A measure logged each month from January 2026 up to `month`."""
    measure = MeasureFactory(project=project, **fields)
    monthly_points(measure, [20] * month, start=day(2026, 1, 1))
    return measure


@pytest.mark.parametrize(
    "hour, words",
    [(9, "Good morning"), (13, "Good afternoon"), (17, "Good afternoon"), (18, "Good evening")],
)
def test_greets_by_london_time(lead, cast, hour, words):
    cast.lead.display_name = "Ama B."
    cast.lead.save()
    with time_machine.travel(datetime.datetime(2026, 7, 1, hour - 1, 30, tzinfo=datetime.UTC)):
        assert f"{words}, Ama" in text_of(lead.get("/"))


def test_an_overdue_month_is_one_click_away(lead, project):
    up_to(project, 9)
    up_to(project, 9)
    response = lead.get("/")
    page = text_of(response)
    assert "One thing needs you this week. It takes about a minute." in page
    assert "Log October’s figures" in page
    assert "Warm Welcome, 2 measures." in page
    assert "9 days late" in page
    assert f"{reverse('measures:log', args=['warm-welcome'])}?month=2026-10" in response.content.decode()


def test_a_month_in_time_is_due_not_late(lead, project):
    up_to(project, 9, lag_days=30)
    response = lead.get("/")
    assert "Due by 30 November 2026" in text_of(response)
    assert "q-badge--late" not in response.content.decode()


def test_months_come_oldest_first_and_not_without_end(lead, project):
    up_to(project, 4)
    page = text_of(lead.get("/"))
    assert page.index("Log May’s") < page.index("Log June’s") < page.index("Log July’s")
    assert "Log August’s" not in page
    assert "3 more months after this one are due too." in page


def test_an_answer_without_a_figure_is_an_answer(lead, project):
    measure = up_to(project, 9)
    DataPoint.objects.create(
        measure=measure, data_kind="count", period_start=day(2026, 10, 1), outcome="nobody_eligible"
    )
    assert "Log October" not in text_of(lead.get("/"))


def test_a_paused_project_has_nothing_due(lead, project):
    up_to(project, 6)
    project.status = "paused"
    project.save()
    ProjectPause.objects.create(project=project, starts_on=day(2026, 7, 1), reason="Repairs")
    assert "days late" not in text_of(lead.get("/"))


def test_when_nothing_is_due_it_says_what_comes_next(lead, project):
    up_to(project, 10)
    page = text_of(lead.get("/"))
    assert "Nothing needs you right now." in page
    assert "All done" in page
    assert "The next figures, for November 2026, are due by 14 December 2026." in page


@pytest.mark.parametrize("months, told", [(18, False), (19, True), (20, False)])
def test_a_signal_is_a_task_when_the_newest_figure_brought_it(lead, project, months, told):
    """The rules find the shift in the 19th month; in the 20th it is no longer new."""
    measure = main_outcome(project, BETTER[:months], start=day(2025, 2, 1))
    response = lead.get("/")
    page = text_of(response)
    assert ("New signal: Offers of a test accepted" in page) == told
    assert ("Warm Welcome. Better since January 2026" in page) == told
    assert (">See the chart<" in response.content.decode()) == told
    assert reverse("measures:measure", args=["warm-welcome", measure.pk]) in response.content.decode()


def test_a_signal_for_the_worse_comes_with_the_control_plan(lead, project):
    for name, direction in (("Waits", "down"), ("Offers", "up")):
        measure = main_outcome(
            project, BETTER[:19], start=day(2025, 4, 1), name=name, direction=direction, is_primary=False
        )
        ControlItem.objects.create(
            measure=measure, watched_by="The nurse", trigger=f"A shift of {name}", response="Call the clinic"
        )
    page = text_of(lead.get("/"))
    assert "New signal: Waits" in page
    assert "New signal: Offers" in page
    assert "Your control plan: “A shift of Waits”, then “Call the clinic”." in page
    assert "A shift of Offers" not in page


def test_old_figures_bring_no_news(lead, project):
    measure = main_outcome(project, BETTER[:19])
    DataPoint.objects.filter(measure=measure).update(recorded_at=timezone.now() - datetime.timedelta(days=60))
    assert "New signal" not in text_of(lead.get("/"))


@pytest.mark.parametrize(
    "stage, fields, title",
    [
        ("do", {"planned_end_on": day(2026, 11, 15)}, "Write what happened in cycle 6"),
        ("plan", {"planned_start_on": day(2026, 11, 23)}, "Begin cycle 6"),
        ("plan", {"planned_start_on": day(2026, 11, 30)}, "Write what you expect of cycle 6"),
        ("study", {"ended_on": day(2026, 11, 15)}, "Write what you learned from cycle 6"),
        ("act", {"ended_on": day(2026, 11, 15), "study": "Tea helps"}, "Decide what comes after cycle 6"),
    ],
)
def test_a_cycle_that_waits_is_a_task(lead, project, stage, fields, title):
    up_to(project, 10)
    waiting = cycle(project, 6, stage, **fields)
    response = lead.get("/")
    assert title in text_of(response)
    assert reverse("pages:cycle", args=["warm-welcome", waiting.pk]) in response.content.decode()


@pytest.mark.parametrize(
    "stage, fields",
    [
        ("do", {"planned_end_on": day(2026, 11, 23)}),
        ("do", {}),
        ("plan", {"planned_start_on": day(2026, 11, 24), "prediction": "More say yes"}),
        ("plan", {"planned_start_on": day(2026, 12, 1)}),
        ("study", {"ended_on": day(2026, 11, 15), "study": "Tea helps"}),
        ("done", {"ended_on": day(2026, 11, 15), "study": "Tea helps", "act": "adopt"}),
    ],
)
def test_a_cycle_in_its_time_is_no_task(lead, project, stage, fields):
    up_to(project, 10)
    cycle(project, 6, stage, **fields)
    assert "All done" in text_of(lead.get("/"))


def test_an_unread_note_is_marked_as_read_with_one_click(lead, project, cast):
    up_to(project, 10)
    note = Review.objects.create(project=project, by=cast.advisor, note="Is this the new courier?")
    page = lead.get("/").content.decode()
    assert "Is this the new courier?" in page
    url = reverse("projects:review_seen", args=["warm-welcome", note.pk])
    assert page.count(f'action="{url}"') == 1
    response = lead.post(url, {"next": "/"}, follow=True)
    assert response.redirect_chain[-1][0] == "/"
    page = text_of(response)
    assert "All done" in page
    assert "Is this the new courier?" in page
    assert "Mark as read" not in page


def test_a_review_without_words_is_no_task(lead, project, cast):
    up_to(project, 10)
    Review.objects.create(project=project, by=cast.advisor)
    assert "All done" in text_of(lead.get("/"))


def test_a_new_team_is_shown_its_first_steps(as_role, project):
    response = as_role("lead").get("/")
    page = text_of(response)
    assert "Two things need you this week." in page
    assert reverse("pages:aim", args=["warm-welcome"]) in response.content.decode()
    assert reverse("measures:add", args=["warm-welcome"]) in response.content.decode()


def test_the_next_payment_is_for_leads(as_role, project, programme):
    year = GrantYearFactory(grant=GrantFactory(project=project), programme_year__programme=programme)
    PaymentFactory(grant_year=year, amount=22350, due_on=day(2026, 12, 1), condition="report accepted")
    assert "£22,350" in text_of(as_role("lead").get("/"))
    assert "£22,350" not in text_of(as_role("member").get("/"))


def test_a_contributor_elsewhere_reads_that_project_on_the_shared_face(as_role, cast, other_project):
    TeamMemberFactory(project=other_project, user=cast.lead, role="contributor")
    main_outcome(other_project, [3] * 20, data_kind="count", target=None, start=day(2025, 2, 1))
    page = text_of(as_role("lead").get("/"))
    assert "Numbers too small" in page
    assert "about 3" not in page
    assert "Night Line, 1 measure" not in page


def test_a_project_shows_six_cards_and_names_the_rest(lead, project):
    for _ in range(8):
        up_to(project, 10)
    page = text_of(lead.get("/"))
    assert "All 8 measures" in page
    assert "2 more measures of Warm Welcome" in page


def test_other_peoples_projects_do_not_show(lead, other_project):
    up_to(other_project, 6)
    assert "Night Line" not in text_of(lead.get("/"))


def test_finished_projects_step_aside(lead, cast, other_project):
    TeamMemberFactory(project=other_project, user=cast.lead, role="lead")
    other_project.status = "completed"
    other_project.save()
    assert "Night Line" not in text_of(lead.get("/"))


# --- comments, actions, scores, invitations ----------------------------------------------------------------


def test_an_unread_comment_waits_until_it_is_marked_as_read_in_place(lead, project, cast):
    up_to(project, 10)
    comment = CommentFactory(project=project, by=cast.advisor, text="Who counted these?")
    page = lead.get("/").content.decode()
    assert "“Who counted these?”" in page
    assert f"{cast.advisor.display_name} wrote about the project" in page
    url = reverse("community:comments_read", args=["warm-welcome"])
    assert page.count(f'action="{url}"') == 1
    response = lead.post(url, {"comment": comment.pk, "next": "/"}, follow=True)
    assert response.redirect_chain[-1][0] == "/"
    assert "All done" in text_of(response)


def test_own_comments_and_other_teams_do_not_wait(lead, project, other_project, cast):
    up_to(project, 10)
    CommentFactory(project=project, by=cast.lead)
    CommentFactory(project=other_project, by=cast.other_lead)
    assert "All done" in text_of(lead.get("/"))


def test_many_comments_are_a_few_and_one_task_for_the_rest(lead, project, cast):
    up_to(project, 10)
    for number in range(5):
        CommentFactory(project=project, by=cast.advisor, text=f"Comment {number}")
    response = lead.get("/")
    assert text_of(response).count("wrote about the project") == 3
    assert "Read 2 more comments" in text_of(response)
    assert "Four things need you this week." in text_of(response)


def test_own_actions_wait_from_a_week_before_their_day(lead, project, cast):
    up_to(project, 10)
    me = project.team.get(user=cast.lead)
    for what, by_when in (
        ("Print the cards", day(2026, 11, 20)),
        ("Ring the clinic", day(2026, 11, 30)),
        ("Book the hall", day(2026, 12, 1)),
        ("Some day", None),
    ):
        ActionFactory(project=project, what=what, who=me, by_when=by_when)
    ActionFactory(project=project, what="Somebody else’s", by_when=day(2026, 11, 20))
    response = lead.get("/")
    page = text_of(response)
    assert "Late One thing Print the cards" in page
    assert "3 days late" in page
    assert "Due now One thing Ring the clinic" in page
    assert "By 30 November 2026" in page
    assert "Book the hall" not in page
    assert "See your 2 other open actions" in page
    assert "Somebody else’s" not in page
    action = project.actions.get(what="Print the cards")
    done = reverse("community:action_done", args=["warm-welcome", action.pk])
    assert f'action="{done}"' in response.content.decode()
    assert "Print the cards" in text_of(lead.post(done, {"next": "/"}, follow=True))  # the message
    assert "3 days late" not in text_of(lead.get("/"))


def test_a_cycle_whose_end_has_passed_is_late(lead, project):
    up_to(project, 10)
    cycle(project, 6, "do", planned_end_on=day(2026, 11, 15))
    page = text_of(lead.get("/"))
    assert "Late One thing Write what happened in cycle 6" in page
    assert "8 days late" in page


def test_the_teams_score_is_due_once_the_month_is_over(lead, as_role, project, cast):
    up_to(project, 10)
    project.starts_on = day(2026, 1, 1)
    project.save()
    response = lead.get("/")
    assert "Give October’s progress score" in text_of(response)
    url = reverse("pages:score_team_add", args=["warm-welcome"]) + "?month=2026-10"
    assert url in response.content.decode()
    ProgressScoreFactory(project=project, month=day(2026, 10, 1), by=cast.member)
    assert "progress score" not in text_of(lead.get("/"))


def test_an_open_invitation_waits_for_an_answer(lead, cast, other_project):
    invite_to_team(
        project=other_project,
        role="member",
        email=cast.lead.email,
        display_name="Ama",
        link=lambda secret: secret,
        by=cast.other_lead,
    )
    assert "Answer the invitation" not in text_of(lead.get("/"))
    EmailAddress.objects.create(user=cast.lead, email=cast.lead.email, verified=True)
    response = lead.get("/")
    assert "Answer the invitation to Night Line" in text_of(response)
    url = reverse("projects:my_invitation", args=[Invitation.objects.get().pk])
    assert f'href="{url}"' in response.content.decode()
    lead.post(url, {"take_up": "yes", "display_name": "Ama"})
    assert "Answer the invitation" not in text_of(lead.get("/"))


def test_groups_stand_by_urgency_and_count_in_words(lead, project, cast):
    up_to(project, 9)
    cycle(project, 6, "act", study="Tea helps")
    CommentFactory(project=project, by=cast.advisor)
    CommentFactory(project=project, by=cast.member)
    response = lead.get("/")
    page = text_of(response)
    places = [
        page.index(words) for words in ("Late One thing", "Due now One thing", "To read and answer Two")
    ]
    assert places == sorted(places)
    assert response.content.decode().count("btn-primary") == 1


def test_buttons_that_say_the_same_are_told_apart(lead, project, cast):
    up_to(project, 10)
    CommentFactory(project=project, by=cast.advisor, at=timezone.now() - datetime.timedelta(days=1))
    CommentFactory(project=project, by=cast.member)
    html = lead.get("/").content.decode()
    names = re.findall(r"<button[^>]*>(Mark as read.*?)</button>", html)
    assert len(names) == len(set(names)) == 2


def all_that_waits(project, cast, *, made=False):
    """One more of every kind of task for the lead. made: the project has its measures, cycles and notes."""
    project.starts_on = day(2026, 1, 1)
    project.save()
    if not made:
        everything(project, cast.advisor)
    CommentFactory(project=project, by=cast.advisor)
    me = project.team.get(user=cast.lead)
    ActionFactory(project=project, who=me, by_when=day(2026, 11, 20))
    elsewhere = ProjectFactory(programme=project.programme)
    EmailAddress.objects.get_or_create(user=cast.lead, email=cast.lead.email, verified=True)
    invite_to_team(
        project=elsewhere,
        role="member",
        email=cast.lead.email,
        display_name="Ama",
        link=lambda secret: secret,
        by=cast.fund_manager,
    )


def test_my_work_takes_as_many_queries_for_fifty_as_for_one(
    as_role, cast, project, django_assert_max_num_queries
):
    def ask():
        client = as_role("lead")
        with django_assert_max_num_queries(15) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    all_that_waits(project, cast)
    one = ask()
    for number in range(49):
        member = TeamMemberFactory(
            project__programme=project.programme, project__name=f"More {number}", user=cast.lead, role="lead"
        )
        all_that_waits(member.project, cast)
    assert ask() == one


def test_my_work_takes_as_many_queries_for_fifty_measures(
    as_role, cast, project, django_assert_max_num_queries
):
    everything(project, cast.advisor, rows=50)
    for _ in range(50):
        all_that_waits(project, cast, made=True)
    client = as_role("lead")
    with django_assert_max_num_queries(15):
        assert client.get("/").status_code == 200


# --- contributors begin at their project's page -------------------------------------------------------------

PAGE = "/projects/warm-welcome/"


def test_a_contributor_finds_comments_and_actions_on_their_projects_page(as_role, project, cast):
    me = project.team.get(user=cast.contributor)
    ActionFactory(project=project, what="Bring the leaflets", who=me, by_when=day(2026, 11, 24))
    ActionFactory(project=project, what="Some day", who=me)
    comment = CommentFactory(project=project, by=cast.lead, text="Thank you for the idea")
    client = as_role("contributor")
    page = text_of(client.get(PAGE))
    assert "For you" in page
    assert page.index("Bring the leaflets") < page.index("Thank you for the idea")
    assert "See your other open action" in page
    url = reverse("community:comments_read", args=["warm-welcome"])
    response = client.post(url, {"comment": comment.pk, "next": PAGE}, follow=True)
    assert response.redirect_chain[-1][0] == PAGE
    assert "Thank you for the idea" not in text_of(response)
    action = project.actions.get(what="Bring the leaflets")
    client.post(reverse("community:action_done", args=["warm-welcome", action.pk]), {"next": PAGE})
    action.refresh_from_db()
    assert action.done_by == cast.contributor


def test_a_comment_on_a_point_does_not_reach_a_contributor(as_role, project, cast):
    measure = up_to(project, 10)
    CommentFactory(
        project=project, measure=measure, period_start=day(2026, 10, 1), by=cast.lead, text="Twenty came"
    )
    assert "Twenty came" not in text_of(as_role("contributor").get(PAGE))


@pytest.mark.parametrize("role", ["lead", "member", "advisor", "other_lead", "funder"])
def test_others_have_their_own_place_for_what_waits(as_role, project, cast, role):
    CommentFactory(project=project, by=cast.fund_manager)
    assert "For you" not in text_of(as_role(role).get(PAGE))


def test_with_nothing_to_do_a_contributor_sees_no_box(as_role, project):
    assert "For you" not in text_of(as_role("contributor").get(PAGE))


@pytest.mark.parametrize("rows", [1, 50])
def test_a_contributors_box_takes_the_same_few_queries(
    as_role, project, cast, rows, django_assert_num_queries
):
    me = project.team.get(user=cast.contributor)
    client = as_role("contributor")
    with CaptureQueriesContext(connection) as bare:
        client.get(PAGE)
    for _ in range(rows):
        CommentFactory(project=project, by=cast.lead)
        ActionFactory(project=project, who=me, by_when=day(2026, 11, 20))
    with django_assert_num_queries(len(bare)):
        client.get(PAGE)
