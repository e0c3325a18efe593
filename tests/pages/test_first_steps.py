"""The path of a new project on its overview: where it stands, what is next, and for whom."""

import datetime
import re

import pytest
from django.urls import reverse

from measures.models import SharedMeasure
from tests.factories import (
    AimStatementFactory,
    DriverFactory,
    MeasureFactory,
    OrganisationFactory,
    TeamMemberFactory,
    monthly_points,
)
from tests.pages.told import cycle, main_outcome, text_of

pytestmark = pytest.mark.django_db
PAGE = "/projects/warm-welcome/"


def step(html, title):
    """The HTML of one step of the path."""
    found = re.search(rf"<li class=\"q-task\">(?:(?!</li>).)*<h3>{title}.*?</li>", html, re.DOTALL)
    assert found, title
    return found.group()


def page_of(client):
    return client.get(PAGE).content.decode()


def test_each_step_says_in_words_where_it_stands(as_role, project):
    AimStatementFactory(project=project)
    html = page_of(as_role("lead"))
    assert "2 of 6 done" in html  # the aim, and the team of the tests' cast
    assert "Done" in step(html, "Write the aim")
    assert "href" not in step(html, "Write the aim")
    charter = step(html, "Fill in the charter")
    assert "Next" in charter
    assert "Done" not in charter
    assert "Next" not in step(html, "Choose a measure")
    assert reverse("measures:add", args=["warm-welcome"]) in step(html, "Choose a measure")
    assert html.count("btn-primary") == 1


def test_the_charter_names_what_is_missing_and_leads_there(as_role, project):
    client = as_role("lead")
    charter = step(page_of(client), "Fill in the charter")
    for gap in ("a summary", "the first and last day", "the organisations", "lived experience"):
        assert gap in charter
    assert reverse("projects:project_edit", args=["warm-welcome"]) in charter
    project.summary = "Tea and a test."
    project.starts_on, project.ends_on = datetime.date(2026, 4, 1), datetime.date(2027, 3, 31)
    project.save()
    project.parties.create(organisation=OrganisationFactory(), role="lead")
    charter = step(page_of(client), "Fill in the charter")
    assert "Still missing: how many people with lived experience take part." in charter
    assert reverse("projects:taking_part_edit", args=["warm-welcome"]) in charter
    project.service_users_involved = 0
    project.save()
    assert "Done" in step(page_of(client), "Fill in the charter")


def test_figures_wait_for_a_measure_and_nothing_is_blocked(as_role, project):
    client = as_role("lead")
    assert "Not yet" in step(page_of(client), "Log the first figures")
    for name in ("pages:aim", "pages:cycle_add", "measures:add"):
        assert client.get(reverse(name, args=["warm-welcome"])).status_code == 200
    MeasureFactory(project=project)
    assert reverse("measures:log", args=["warm-welcome"]) in step(page_of(client), "Log the first figures")


@pytest.mark.parametrize("role", ["contributor", "advisor", "coach"])
def test_others_of_the_team_space_see_the_path_without_its_buttons(as_role, role):
    html = page_of(as_role(role))
    assert "First steps" in html
    assert "href" not in step(html, "Write the aim")
    assert "Not yet" in step(html, "Write the aim")


@pytest.mark.parametrize("role", ["other_lead", "other_coach", "funder"])
def test_the_community_does_not_see_the_path(as_role, role):
    assert "First steps" not in page_of(as_role(role))


def test_the_path_goes_by_itself_once_it_is_walked(as_role, project):
    AimStatementFactory(project=project)
    main_outcome(project)
    assert "First steps" in page_of(as_role("lead"))
    cycle(project, 1, "plan")
    for role in ("lead", "contributor", "advisor"):
        assert "First steps" not in page_of(as_role(role))


@pytest.mark.parametrize("status", ["completed", "closed_early"])
def test_a_project_that_is_over_has_no_path(as_role, project, status):
    project.status = status
    project.save()
    assert "First steps" not in page_of(as_role("lead"))


def test_templates_are_offered_while_something_of_them_is_missing(as_role, project, programme):
    client, start = as_role("lead"), reverse("pages:project_start", args=["warm-welcome"])
    assert start not in page_of(client)
    programme.driver_outline = "People are offered a test"
    programme.save()
    assert start in page_of(client)
    assert "Your programme offers a driver diagram to begin with" in text_of(client.get(PAGE))
    assert start not in page_of(as_role("contributor"))
    DriverFactory(project=project)
    client = as_role("lead")
    assert start not in page_of(client)
    shared = SharedMeasure.objects.create(programme=programme, name="Would come again", data_kind="count")
    assert start in page_of(client)
    assert "Your programme offers measures to begin with" in text_of(client.get(PAGE))
    MeasureFactory(project=project, shared_measure=shared)
    assert start not in page_of(client)


def test_there_is_nothing_to_take_along_from_an_empty_project(as_role, project):
    client = as_role("lead")
    assert "Take it with you" not in page_of(client)
    AimStatementFactory(project=project)
    assert "Take it with you" in page_of(client)


@pytest.mark.parametrize("rows", [1, 50])
def test_the_path_takes_the_same_few_queries(
    as_role, project, programme, rows, django_assert_max_num_queries
):
    for number in range(rows):
        TeamMemberFactory(project=project)
        SharedMeasure.objects.create(programme=programme, name=f"S{number}", data_kind="count")
        monthly_points(MeasureFactory(project=project), [20])
    client = as_role("lead")
    client.get(PAGE)
    with django_assert_max_num_queries(15):
        assert "First steps" in text_of(client.get(PAGE))
