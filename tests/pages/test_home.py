"""The front page: for visitors, for each role, for somebody without one; and the pages about the site."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import TeamMemberFactory
from tests.pages.told import main_outcome, text_of

pytestmark = pytest.mark.django_db


def publish(project):
    project.lead_consented_at = project.published_at = timezone.now()
    project.save()
    return project


@pytest.mark.parametrize(
    "role, place",
    [
        ("contributor", "projects:first_project"),
        ("advisor", "pages:advisor"),
        ("coach", "pages:advisor"),
        ("fund_manager", "projects:programme"),
        ("finance", "projects:payment_list"),
        ("funder", "pages:portfolio"),
    ],
)
def test_each_role_is_sent_to_its_own_start_page(as_role, role, place):
    response = as_role(role).get("/")
    assert response.status_code == 302
    assert response.url == reverse(place)


@pytest.mark.parametrize("role", ["lead", "member", "other_lead"])
def test_a_team_starts_on_my_work(as_role, role):
    response = as_role(role).get("/")
    assert response.status_code == 200
    assert "From your advisor" in text_of(response)


def test_somebody_without_a_role_is_told_what_to_do(as_role):
    page = text_of(as_role("outsider").get("/"))
    assert "not on a project or in a programme yet" in page
    assert "invitation" in page


def test_somebody_whose_part_has_ended_is_not_sent_in_circles(as_role, cast):
    cast.lead.memberships.update(ended_at=timezone.now())
    assert as_role("lead").get("/").status_code == 200


def test_visitors_read_what_this_is_and_where_to_sign_in(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "No project is published yet" in text_of(response)
    assert reverse("account_login") in response.content.decode()


def test_visitors_see_published_projects_only(client, project, other_project):
    publish(project)
    main_outcome(project)
    main_outcome(other_project)
    page = client.get("/").content.decode()
    assert "Warm Welcome" in page
    assert reverse("pages:published", args=["warm-welcome"]) in page
    assert "Night Line" not in page
    assert "Improving" in page


def test_the_front_page_hides_small_numbers(client, project):
    publish(project)
    main_outcome(project, [3] * 20, data_kind="count", target=None)
    page = text_of(client.get("/"))
    assert "Numbers too small" in page
    assert "about 3" not in page


@pytest.mark.parametrize("rows", [1, 50])
def test_the_front_page_takes_six_queries_however_many_projects(
    client, programme, rows, django_assert_num_queries
):
    for number in range(rows):
        member = TeamMemberFactory(project__programme=programme, project__name=f"Project {number}")
        main_outcome(publish(member.project), [10, 11, 12], data_kind="count", target=None)
    with django_assert_num_queries(6):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("name", ["about", "accessibility", "privacy"])
@pytest.mark.parametrize("role", ["anonymous", "lead"])
def test_pages_about_the_site_are_for_everybody(as_role, name, role):
    response = as_role(role).get(reverse(f"pages:{name}"))
    assert response.status_code == 200
    assert "<h1>" in response.content.decode()


def test_privacy_names_the_three_cookies_and_no_tracking(client):
    page = text_of(client.get(reverse("pages:privacy")))
    assert "no tracking" in page
    assert "Three, all needed" in page


def test_the_front_page_changes_nothing(client):
    assert client.post("/").status_code == 405
