"""People with a role in the programme: their projects, the end of a role."""

import pytest

from ftc_qi.core.models import AuditEvent
from projects.models import ProgrammeRole
from tests.factories import ProgrammeRoleFactory

pytestmark = pytest.mark.django_db


def role_of(user):
    return ProgrammeRole.objects.get(user=user, ended_at__isnull=True)


def text(response):
    return response.content.decode()


def test_people_are_listed_by_name_without_addresses(as_role, cast):
    page = text(as_role("fund_manager").get("/programme/"))
    assert cast.coach.display_name in page
    assert "Coach" in page
    assert "coach@example.org" not in page
    assert "Warm Welcome" in page


def test_coachs_projects_are_changed_and_access_follows(as_role, cast, project, other_project):
    url = f"/programme/people/{role_of(cast.coach).pk}/projects/"
    page = text(as_role("fund_manager").get(url))
    assert "checked" in page
    as_role("fund_manager").post(url, {"which": "some", "projects": [other_project.pk], "version": 1})
    held = role_of(cast.coach).assignments.filter(ended_at__isnull=True)
    assert [row.project for row in held] == [other_project]
    assert as_role("coach").get("/projects/warm-welcome/team/").status_code == 404
    assert as_role("coach").get("/projects/night-line/team/").status_code == 200


def test_coach_becomes_advisor_of_all_and_back(as_role, cast, project):
    role = role_of(cast.coach)
    url = f"/programme/people/{role.pk}/projects/"
    as_role("fund_manager").post(url, {"which": "all", "version": 1})
    role.refresh_from_db()
    assert not role.is_coach
    assert not role.assignments.filter(ended_at__isnull=True).exists()
    as_role("fund_manager").post(url, {"which": "some", "projects": [project.pk], "version": role.version})
    role.refresh_from_db()
    assert role.is_coach


def test_coach_needs_a_project(as_role, cast):
    response = as_role("fund_manager").post(
        f"/programme/people/{role_of(cast.coach).pk}/projects/", {"which": "some", "version": 1}
    )
    assert response.status_code == 422
    assert "Tick at least one project" in text(response)


def test_two_fund_managers_changing_the_same_coach_are_told(as_role, cast, project, other_project):
    url = f"/programme/people/{role_of(cast.coach).pk}/projects/"
    client = as_role("fund_manager")
    client.post(url, {"which": "some", "projects": [other_project.pk], "version": 1})
    stale = client.post(url, {"which": "some", "projects": [project.pk], "version": 1})
    assert stale.status_code == 422
    page = text(stale)
    assert "Night Line" in page
    assert "Saved now" in page
    held = role_of(cast.coach).assignments.filter(ended_at__isnull=True)
    assert [row.project for row in held] == [other_project]


def test_only_advisors_have_projects_to_change(as_role, cast):
    url = f"/programme/people/{role_of(cast.finance).pk}/projects/"
    assert as_role("fund_manager").get(url).status_code == 404


def test_ended_role_loses_access_at_once(as_role, cast):
    url = f"/programme/people/{role_of(cast.advisor).pk}/end/"
    client = as_role("fund_manager")
    assert "ends at once" in text(client.get(url))
    client.post(url)
    assert role_of(cast.advisor)
    client.post(url, {"version": 1})
    assert not ProgrammeRole.objects.filter(user=cast.advisor, ended_at__isnull=True).exists()
    assert as_role("advisor").get("/projects/warm-welcome/team/").status_code == 404
    assert AuditEvent.objects.filter(event="role_ended").count() == 1


def test_ended_coach_has_no_assignment_left(as_role, cast):
    role = role_of(cast.coach)
    as_role("fund_manager").post(f"/programme/people/{role.pk}/end/", {"version": 1})
    assert not role.assignments.filter(ended_at__isnull=True).exists()


def test_last_fund_manager_stays(as_role, cast, programme):
    url = f"/programme/people/{role_of(cast.fund_manager).pk}/end/"
    response = as_role("fund_manager").post(url, {"version": 1})
    assert response.status_code == 422
    assert "A programme needs a fund manager" in text(response)
    ProgrammeRoleFactory(programme=programme)
    assert as_role("fund_manager").post(url, {"version": 1}).url == "/"
    assert as_role("fund_manager").get("/programme/").status_code == 404


def test_role_in_another_programme_is_out_of_reach(as_role):
    other = ProgrammeRoleFactory()
    client = as_role("fund_manager")
    assert client.post(f"/programme/people/{other.pk}/end/", {"version": 1}).status_code == 404
    other.refresh_from_db()
    assert other.ended_at is None


@pytest.mark.parametrize("role", ["lead", "advisor", "coach", "finance", "funder", "outsider"])
def test_others_neither_invite_nor_end(as_role, cast, role):
    client = as_role(role)
    assert client.get("/programme/people/invite/").status_code == 404
    end = f"/programme/people/{role_of(cast.finance).pk}/end/"
    assert client.post(end, {"version": 1}).status_code == 404


def test_button_of_an_old_page_ends_nothing(as_role, cast):
    role = role_of(cast.advisor)
    client = as_role("fund_manager")
    ProgrammeRole.objects.filter(pk=role.pk).update(version=2)
    response = client.post(f"/programme/people/{role.pk}/end/", {"version": 1})
    assert response.status_code == 422
    assert "Somebody changed this since you opened the page" in text(response)
    assert role_of(cast.advisor)
    assert client.post(f"/programme/people/{role.pk}/end/", {"version": 2}).status_code == 302
