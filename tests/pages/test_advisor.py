"""The advisor dashboard: who may open it, why a project stands on it, and how it leaves."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.models import Measure
from measures.summaries import rebuild_summaries
from projects.actions.invitations import invite_to_team
from projects.models import Invitation, Review
from tests.cast import ROLES
from tests.factories import (
    CoachAssignmentFactory,
    CommentFactory,
    MeasureFactory,
    PDSACycleFactory,
    ProgrammeFactory,
    ProgrammeRoleFactory,
    ProgressScoreFactory,
    ProjectFactory,
    TeamMemberFactory,
    monthly_points,
)
from tests.pages.advisor import (
    RISING,
    START,
    STEADY,
    URL,
    cycle,
    done,
    in_do,
    measured,
    rarer_events,
    recorded,
    reviewed,
    rows,
    why,
)

pytestmark = pytest.mark.usefixtures("calm")
FALLING = [60 - value for value in RISING]


def text(response):
    assert response.status_code == 200
    return response.content.decode()


# --- who -------------------------------------------------------------------------------------------------


def test_address_is_fixed():
    assert reverse("pages:advisor") == URL


@pytest.mark.parametrize("role", ROLES)
def test_advisor_coach_and_fund_manager_may_look(as_role, role):
    allowed = {"advisor", "coach", "other_coach", "fund_manager"}
    expected = 302 if role == "anonymous" else 200 if role in allowed else 404
    assert as_role(role).get(URL).status_code == expected


def test_a_coach_sees_the_projects_they_coach_and_no_other(as_role, project, other_project):
    assert list(rows(as_role("coach").get(f"{URL}?show=all"))) == ["Warm Welcome"]
    assert "Night Line" not in text(as_role("coach").get(URL))
    assert list(rows(as_role("other_coach").get(f"{URL}?show=all"))) == ["Night Line"]
    assert list(rows(as_role("advisor").get(f"{URL}?show=all"))) == ["Night Line", "Warm Welcome"]


def test_a_fund_manager_reads_and_does_not_review(as_role, project):
    measured(project, RISING, name="Offers accepted")
    page = text(as_role("fund_manager").get(URL))
    assert "Offers accepted" in page
    assert "Mark as reviewed" not in page
    assert "Mark as reviewed" in text(as_role("advisor").get(URL))


def test_an_empty_programme_says_what_will_stand_here(client, as_role):
    role = ProgrammeRoleFactory(programme=ProgrammeFactory(), role="advisor")
    client.force_login(role.user)
    page = text(client.get(URL))
    assert "No projects yet" in page
    assert "<table" not in page
    manager = ProgrammeRoleFactory(programme=role.programme, role="fund_manager")
    client.force_login(manager.user)
    assert "Add a project" in text(client.get(URL))


def test_each_programme_has_its_own_list(as_role, cast):
    second = ProgrammeFactory(name="Harbour Fund", slug="harbour")
    ProgrammeRoleFactory(programme=second, role="advisor", user=cast.advisor)
    ProjectFactory(programme=second, name="Quay Talk")
    client = as_role("advisor")
    page = text(client.get(f"{URL}?programme=harbour&show=all"))
    assert "Quay Talk" in page
    assert "Night Line" not in page
    assert "?programme=riverside" in page
    assert "?programme=harbour&amp;show=signals" in page
    assert client.get(f"{URL}?programme=elsewhere").status_code == 404


# --- new signals -----------------------------------------------------------------------------------------


def test_without_a_review_every_signal_is_new_and_named(as_role, project):
    first = measured(project, RISING, name="Offers accepted", kind="process")
    measured(project, FALLING, name="Kits given out", direction="up")
    measured(project, STEADY, name="Steady thing")
    response = as_role("advisor").get(URL)
    assert (
        why(response, project) == "2 new signals Kits given out , getting worse Offers accepted , improving"
    )
    assert reverse("measures:measure", args=[project.slug, first.pk]) in text(response)


def test_a_review_clears_the_signals_it_saw(as_role, project, cast):
    measure = measured(project, RISING, recorded_days_ago=3)
    reviewed(project, cast.advisor, 2)
    assert why(as_role("advisor").get(URL), project) == ""
    recorded(measure, len(RISING) - 1, 1)
    # The newest figure alone changes nothing: the signal was there without it.
    assert why(as_role("advisor").get(URL), project) == ""


def test_a_signal_is_new_when_figures_recorded_since_brought_it(as_role, project, cast):
    measure = measured(project, RISING, recorded_days_ago=40, name="Offers accepted")
    recorded(measure, 12, 5)
    reviewed(project, cast.advisor, 10)
    assert why(as_role("advisor").get(URL), project) == "New signal Offers accepted , improving"
    reviewed(project, cast.advisor, 1)
    assert why(as_role("advisor").get(URL), project) == ""


def test_correcting_an_old_month_is_not_news_by_itself(as_role, project, cast):
    measure = measured(project, RISING, recorded_days_ago=40)
    reviewed(project, cast.advisor, 10)
    measure.points.filter(period_start=datetime.date(2024, 2, 1)).update(recorded_at=timezone.now())
    assert why(as_role("advisor").get(URL), project) == ""


def test_a_withdrawn_review_counts_no_longer(as_role, project, cast):
    measured(project, RISING, recorded_days_ago=3)
    review = reviewed(project, cast.advisor, 2)
    Review.objects.filter(pk=review.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=cast.advisor, withdrawn_why="Wrong project"
    )
    assert "New signal" in why(as_role("advisor").get(URL), project)


def test_signals_of_rare_events_are_seen_too(as_role, project, cast):
    rarer_events(project, name="Missed deliveries")
    assert "New signal Missed deliveries" in why(as_role("advisor").get(URL), project)
    reviewed(project, cast.advisor, 0)
    assert why(as_role("advisor").get(URL), project) == ""


# --- overdue data ----------------------------------------------------------------------------------------


def test_overdue_figures_say_how_late_and_of_how_many_measures(as_role, project):
    measured(project, STEADY[:18])
    measured(project, STEADY[:19])
    measured(project, STEADY)
    # March 2025 was due by 14 April, February's by 14 March.
    response = as_role("advisor").get(URL)
    assert why(response, project) == "Data 26 days late March’s figures , 1 measure"
    measured(project, STEADY[:17])
    assert why(as_role("advisor").get(URL), project) == "Data 57 days late February’s figures , 2 measures"


def test_figures_in_time_are_no_reason(as_role, project):
    measured(project, STEADY[:19])
    assert why(as_role("advisor").get(URL), project) == ""


@pytest.mark.parametrize("status", ["planned", "paused", "completed", "closed_early"])
def test_projects_that_do_not_run_are_asked_for_nothing(as_role, project, status):
    measured(project, STEADY[:10])
    project.pdsa = in_do(project, moved_days_ago=100, planned_end_on=datetime.date(2025, 2, 1))
    assert "days late" in why(as_role("advisor").get(URL), project)
    project.status = status
    project.save()
    response = as_role("advisor").get(URL)
    assert why(response, project) == ""
    assert project.get_status_display() in text(response)


# --- cycles ----------------------------------------------------------------------------------------------


def test_an_open_cycle_is_quiet_after_six_weeks(as_role, project):
    quiet = in_do(project, moved_days_ago=42, number=6)
    assert why(as_role("advisor").get(URL), project) == ""
    quiet.moved_at -= datetime.timedelta(days=7)
    quiet.save()
    response = as_role("advisor").get(URL)
    assert why(response, project) == "No news for 7 weeks Cycle 6"
    assert reverse("pages:cycle", args=[project.slug, quiet.pk]) in text(response)


def test_several_quiet_cycles_are_one_reason(as_role, project):
    in_do(project, moved_days_ago=50, number=6)
    in_do(project, moved_days_ago=70, number=7)
    assert why(as_role("advisor").get(URL), project) == (
        "No news for 10 weeks Cycle 7 , 10 weeks Cycle 6 , 7 weeks"
    )


def test_a_plan_made_early_is_not_quiet_before_its_start(as_role, project):
    plan = cycle(project, moved_days_ago=90, number=8, planned_start_on=datetime.date(2025, 5, 20))
    assert why(as_role("advisor").get(URL), project) == ""
    plan.planned_start_on = datetime.date(2025, 3, 1)
    plan.save()
    assert why(as_role("advisor").get(URL), project) == "No news for 10 weeks Cycle 8"


def test_do_past_its_planned_end_is_a_reason(as_role, project):
    late = in_do(project, moved_days_ago=20, number=4, planned_end_on=datetime.date(2025, 5, 10))
    assert why(as_role("advisor").get(URL), project) == ""
    late.planned_end_on = datetime.date(2025, 5, 3)
    late.save()
    assert why(as_role("advisor").get(URL), project) == "Do was to end 7 days ago Cycle 4"


def test_a_project_without_an_open_cycle_for_three_months(as_role, programme):
    project = ProjectFactory(programme=programme, name="Quay Talk", starts_on=datetime.date(2024, 1, 1))
    for side in ("team", "advisor"):
        ProgressScoreFactory(project=project, scored_as=side, month=datetime.date(2025, 4, 1))
    assert why(as_role("advisor").get(URL), project) == "No cycle in 16 months Cycles"
    last = done(project, moved_days_ago=120)
    assert why(as_role("advisor").get(URL), project) == "No cycle for 4 months Cycles"
    last.moved_at += datetime.timedelta(days=60)
    last.save()
    assert why(as_role("advisor").get(URL), project) == ""


def test_a_pause_is_no_silence(as_role, project):
    in_do(project, moved_days_ago=100)
    assert "No news" in why(as_role("advisor").get(URL), project)
    project.pauses.create(
        starts_on=datetime.date(2025, 2, 1), ends_on=datetime.date(2025, 4, 20), reason="Staff left"
    )
    assert why(as_role("advisor").get(URL), project) == ""


# --- order and filters -----------------------------------------------------------------------------------


def test_the_most_pressing_comes_first(as_role, programme, project, other_project):
    def one(name):
        made = ProjectFactory(programme=programme, name=name)
        cycle(made)
        return made

    measured(one("B improves"), RISING, recorded_days_ago=20)
    measured(one("C worsens"), FALLING, recorded_days_ago=2)
    measured(one("D is late"), STEADY[:18])
    in_do(one("E is quiet"), moved_days_ago=90)
    both = one("F has two")
    measured(both, RISING)
    in_do(both, moved_days_ago=44)
    response = as_role("advisor").get(URL)
    assert list(rows(response)) == ["F has two", "C worsens", "E is quiet", "D is late", "B improves"]
    page = text(response)
    assert "7 projects. 5 have a reason to look, ordered by how many and how old." in page
    assert page.index("Nothing pressing") < page.index("Night Line") < page.index("Warm Welcome")


@pytest.mark.parametrize(
    "show, shown, count",
    [
        ("", ["Signalled", "Quiet", "Late"], 3),
        ("signals", ["Signalled"], 1),
        ("data", ["Late"], 1),
        ("cycles", ["Quiet"], 1),
        ("all", ["Signalled", "Quiet", "Late", "Night Line", "Warm Welcome"], 5),
        ("nonsense", ["Signalled", "Quiet", "Late"], 3),
    ],
)
def test_filter_tiles_count_and_choose(as_role, programme, show, shown, count):
    signalled, late, quiet = (
        ProjectFactory(programme=programme, name=name) for name in ("Signalled", "Late", "Quiet")
    )
    measured(signalled, FALLING)
    cycle(signalled)
    measured(late, STEADY[:18])
    cycle(late)
    in_do(quiet, moved_days_ago=60)
    response = as_role("advisor").get(f"{URL}?show={show}")
    assert list(rows(response)) == shown
    assert f'aria-current="true"><b>{count}</b>' in text(response)
    assert ("Nothing pressing</h2>" in text(response)) is (show in ("", "nonsense"))


def test_when_nobody_needs_anything_it_says_so(as_role):
    page = text(as_role("advisor").get(URL))
    assert "2 projects. None needs you right now." in page
    assert "Nothing here right now" in page


# --- the review ------------------------------------------------------------------------------------------


def test_one_click_marks_a_project_as_reviewed_and_its_signals_as_seen(as_role, project, cast):
    measured(project, RISING)
    client = as_role("advisor")
    here = f"{URL}?show=signals"
    page = text(client.get(here))
    assert f'action="{reverse("projects:review_add", args=[project.slug])}"' in page
    assert f'name="next" value="{here}"' in page
    response = client.post(reverse("projects:review_add", args=[project.slug]), {"next": here, "note": ""})
    assert response.url == here
    page = text(client.get(here))
    assert "Warm Welcome is marked as reviewed." in page
    assert rows(client.get(here)) == {}
    row = rows(client.get(f"{URL}?show=all"))["Warm Welcome"]
    assert "10 May 2025" in row
    assert cast.advisor.display_name in row


def test_the_team_reads_the_note(as_role, project):
    fields = {"next": URL, "note": "Try the evening clinic next."}
    as_role("advisor").post(reverse("projects:review_add", args=[project.slug]), fields)
    assert "Try the evening clinic next." in text(as_role("lead").get("/"))


def test_a_note_that_could_identify_someone_is_kept_and_leads_back_here(as_role, project):
    measured(project, RISING)
    client = as_role("coach")
    here = f"{URL}?show=signals"
    fields = {"next": here, "note": "Ring Sam on 020 7946 0123."}
    response = client.post(reverse("projects:review_add", args=[project.slug]), fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ring Sam on 020 7946 0123." in page
    assert f'value="{here}"' in page
    response = client.post(
        reverse("projects:review_add", args=[project.slug]), fields | {"confirm_text": "on"}
    )
    assert response.url == here


# --- what waits to be read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["advisor", "coach", "fund_manager"])
def test_what_the_teams_wrote_is_read_on_the_dashboard_and_marked_in_place(as_role, project, cast, role):
    CommentFactory(project=project, by=cast.lead, text="Shall we ask the clinic?")
    client = as_role(role)
    page = text(client.get(f"{URL}?show=all"))
    assert "To read" in page and "Shall we ask the clinic?" in page
    comment = project.comments.get()
    url = reverse("community:comments_read", args=[project.slug])
    response = client.post(url, {"comment": comment.pk, "next": f"{URL}?show=all"})
    assert response.url == f"{URL}?show=all"
    assert "Shall we ask the clinic?" not in text(client.get(URL))


def test_of_much_to_read_three_stand_in_a_row_and_the_rest_unfolds(as_role, programme, cast):
    for number in range(5):
        CommentFactory(project=ProjectFactory(programme=programme), by=cast.lead, text=f"Word {number}")
    page = text(as_role("fund_manager").get(URL))
    shown, _, rest = page.partition("2 more to read")
    assert [f"Word {number}" in shown for number in range(5)] == [False, False, True, True, True]
    assert "Word 0" in rest and "Word 1" in rest


def test_with_my_work_nothing_is_asked_twice(as_role, project, cast):
    TeamMemberFactory(project=project, user=cast.advisor, role="member")
    CommentFactory(project=project, by=cast.lead)
    assert "To read" not in text(as_role("advisor").get(URL))


@pytest.mark.parametrize("role", ["advisor", "fund_manager"])
def test_an_invitation_waits_for_an_answer_where_the_person_begins(as_role, cast, other_project, role):
    person = getattr(cast, role)
    invite_to_team(
        project=other_project,
        role="member",
        email=person.email,
        display_name="Ama",
        link=lambda secret: secret,
        by=cast.other_lead,
    )
    client = as_role(role)
    assert "Answer the invitation" not in text(client.get(URL))
    person.emailaddress_set.create(email=person.email, verified=True)
    page = text(client.get(URL))
    assert "Answer the invitation to Night Line" in page
    assert reverse("projects:my_invitation", args=[Invitation.objects.get().pk]) in page


def test_who_scores_is_led_to_giving_the_score_that_is_missing(as_role, programme):
    silent = ProjectFactory(programme=programme, starts_on=datetime.date(2024, 1, 1))
    cycle(silent)
    give = reverse("pages:score_advisor_add", args=[silent.slug])
    assert "No score yet Give the advisor’s score" in why(as_role("advisor").get(URL), silent)
    assert give in text(as_role("advisor").get(URL))
    assert "No score yet Scores" in why(as_role("fund_manager").get(URL), silent)
    for month in (3, 4):
        ProgressScoreFactory(project=silent, scored_as="advisor", month=datetime.date(2025, month, 1))
    assert "No team score yet Scores" in why(as_role("advisor").get(URL), silent)


# --- how much it asks of the database --------------------------------------------------------------------


@pytest.mark.parametrize("role", ["advisor", "coach", "fund_manager"])
def test_queries_do_not_grow(as_role, programme, project, cast, role, django_assert_max_num_queries):
    coach_role = cast.coach.programme_roles.get()

    def fill(filled):
        for name, values in (("Main", RISING), ("Second", STEADY[:18])):
            measure = MeasureFactory(
                project=filled, name=name, kind="outcome", is_primary=name == "Main", direction="up"
            )
            monthly_points(measure, values, start=START)
        rarer_events(filled)
        PDSACycleFactory(change_idea__project=filled)
        done(filled)
        reviewed(filled, cast.advisor, 400)
        filled.pauses.create(
            starts_on=datetime.date(2024, 2, 1), ends_on=datetime.date(2024, 2, 20), reason="Move"
        )
        rebuild_summaries(Measure.objects.filter(project=filled))

    fill(project)
    client = as_role(role)
    CommentFactory(project=project, by=cast.lead)
    with django_assert_max_num_queries(15) as one:
        assert client.get(URL).status_code == 200
    for _ in range(49):
        filled = ProjectFactory(programme=programme)
        fill(filled)
        CoachAssignmentFactory(programme_role=coach_role, project=filled)
        CommentFactory(project=filled, by=cast.lead)
    with django_assert_max_num_queries(15) as fifty:
        response = client.get(URL)
    assert len(rows(response)) == 50
    assert len(fifty) == len(one)
