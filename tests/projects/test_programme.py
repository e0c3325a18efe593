"""The programme's page and what hangs on it: facts, years, lists of names, parties."""

import datetime

import pytest
from django.urls import reverse

from ftc_qi.core.models import AuditEvent
from projects.models import Area, Theme
from tests.cast import ROLES
from tests.factories import (
    GrantFactory,
    GrantYearFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProgrammeRoleFactory,
    ProgrammeYearFactory,
    ProjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
YEAR = {"starts_on": "2026-04-01", "ends_on": "2027-03-31", "budget": "£1,000,000"}


@pytest.fixture
def manager(as_role):
    return as_role("fund_manager")


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "fund_manager"])
def test_only_a_fund_manager_opens_the_programme(as_role, role):
    response = as_role(role).get("/programme/")
    assert response.status_code == (302 if role == "anonymous" else 404)


def test_empty_programme_reads_as_first_steps(client):
    role = ProgrammeRoleFactory()
    client.force_login(role.user)
    page = text(client.get("/programme/"))
    assert "First steps" in page
    assert "0 of 8 done" in page
    assert "Add a year" in page


def test_steps_are_ticked_off_and_leave_when_money_is_awarded(client):
    programme = ProgrammeRoleFactory().programme
    client.force_login(programme.roles.get().user)
    year = ProgrammeYearFactory(programme=programme)
    assert "1 of 8 done" in text(client.get("/programme/"))
    project = ProjectFactory(programme=programme)
    GrantYearFactory(grant=GrantFactory(project=project), programme_year=year)
    page = text(client.get("/programme/"))
    assert "First steps" not in page
    assert "Budget £1,000,000 over 1 year" in page


def test_facts_are_changed_and_the_address_stays(manager, programme):
    manager.post(
        "/programme/edit/", {"name": "River Fund", "summary": "For London.", "lag_days": 21, "version": 1}
    )
    programme.refresh_from_db()
    assert (programme.name, programme.lag_days, programme.slug) == ("River Fund", 21, "riverside")
    event = AuditEvent.objects.get(event="programme_changed")
    assert event.changes["name"] == ["Riverside HIV Fund", "River Fund"]


def test_facts_saved_by_somebody_else_meanwhile_are_shown_beside(manager, programme):
    manager.post("/programme/edit/", {"name": "River Fund", "summary": "", "lag_days": 21, "version": 1})
    response = manager.post(
        "/programme/edit/", {"name": "My Fund", "summary": "", "lag_days": 7, "version": 1}
    )
    assert response.status_code == 422
    assert "River Fund" in text(response)
    assert "My Fund" in text(response)
    programme.refresh_from_db()
    assert programme.name == "River Fund"


def test_facts_with_a_taken_name_or_endless_wait_are_refused(manager):
    ProgrammeFactory(name="Taken")
    response = manager.post(
        "/programme/edit/", {"name": "Taken", "summary": "", "lag_days": 400, "version": 1}
    )
    assert response.status_code == 422
    assert "Another programme has this name" in text(response)
    assert "366 or fewer" in text(response)


def test_year_is_added_with_pounds_as_people_type_them(manager, programme):
    response = manager.post("/programme/years/add/", YEAR, follow=True)
    assert "The year 2026–27 is added." in text(response)
    year = programme.years.get()
    assert (year.budget, year.starts_on) == (1_000_000, datetime.date(2026, 4, 1))


@pytest.mark.parametrize(
    "change, words",
    [
        ({"ends_on": "2026-03-31"}, "The last day comes after the first"),
        ({"ends_on": "2036-03-31"}, "more than two years"),
        ({"budget": "12.50"}, "without pence"),
        ({"budget": "lots"}, "Write whole pounds"),
        ({"budget": "-1"}, "greater than or equal to 0"),
    ],
)
def test_year_that_cannot_be_right_is_refused_and_kept(manager, programme, change, words):
    response = manager.post("/programme/years/add/", YEAR | change)
    assert response.status_code == 422
    assert words in text(response)
    assert f'value="{next(iter(change.values()))}"' in text(response)
    assert not programme.years.exists()


def test_years_do_not_overlap(manager, programme):
    ProgrammeYearFactory(programme=programme)
    response = manager.post(
        "/programme/years/add/", YEAR | {"starts_on": "2027-03-31", "ends_on": "2028-03-30"}
    )
    assert response.status_code == 422
    assert "overlap the year 2026–27" in text(response)


def test_year_is_changed_by_version(manager, programme):
    year = ProgrammeYearFactory(programme=programme)
    url = f"/programme/years/{year.pk}/edit/"
    assert "1,000,000" in text(manager.get(url))
    manager.post(url, YEAR | {"budget": "900000", "version": 1})
    year.refresh_from_db()
    assert (year.budget, year.version) == (900_000, 2)
    stale = manager.post(url, YEAR | {"budget": "800000", "version": 1})
    assert stale.status_code == 422
    assert "900000" in text(stale)
    assert "800000" in text(stale)
    year.refresh_from_db()
    assert year.budget == 900_000


def test_budget_cannot_fall_below_what_is_awarded(manager, programme, project):
    year = ProgrammeYearFactory(programme=programme)
    GrantYearFactory(grant=GrantFactory(project=project), programme_year=year, original_amount=80_000)
    url = f"/programme/years/{year.pk}/edit/"
    refused = manager.post(url, YEAR | {"budget": "79,999", "version": 1})
    assert refused.status_code == 422
    assert "£80,000 of this year is awarded already" in text(refused)
    assert 'value="79,999"' in refused.content.decode()
    assert manager.post(url, YEAR | {"budget": "80,000", "version": 1}).status_code == 302
    year.refresh_from_db()
    assert year.budget == 80_000


def test_year_is_withdrawn_with_a_reason_unless_a_grant_draws_on_it(manager, programme, project):
    free = ProgrammeYearFactory(programme=programme)
    used = ProgrammeYearFactory(
        programme=programme, starts_on=datetime.date(2027, 4, 1), ends_on=datetime.date(2028, 3, 31)
    )
    GrantYearFactory(grant=GrantFactory(project=project), programme_year=used)
    assert manager.post(f"/programme/years/{free.pk}/withdraw/", {"why": ""}).status_code in (200, 422)
    manager.post(f"/programme/years/{free.pk}/withdraw/", {"why": "Entered twice"})
    free.refresh_from_db()
    assert free.is_withdrawn
    assert free.withdrawn_why == "Entered twice"
    refused = manager.post(f"/programme/years/{used.pk}/withdraw/", {"why": "Entered twice"})
    assert refused.status_code == 422
    assert "1 grant draws on this year" in text(refused)
    assert manager.get(f"/programme/years/{free.pk}/edit/").status_code == 404


def test_several_themes_are_added_at_once(manager, programme):
    response = manager.post(
        "/programme/themes/add/", {"names": "Testing\n\n  Living   well \ntesting\n"}, follow=True
    )
    assert [row.name for row in programme.themes.all()] == ["Living well", "Testing"]
    assert "Added 2 to themes." in text(response)
    again = manager.post("/programme/themes/add/", {"names": "TESTING\nStaying on treatment"}, follow=True)
    assert "Added 1 to themes. 1 was there already." in text(again)


def test_line_that_is_too_long_is_refused_and_kept(manager, programme):
    response = manager.post("/programme/population-groups/add/", {"names": "Women\n" + "x" * 121})
    assert response.status_code == 422
    assert "x" * 121 in text(response)
    assert not programme.population_groups.exists()


def test_name_holding_an_nhs_number_is_refused(manager, programme):
    response = manager.post("/programme/themes/add/", {"names": "Patient 943 476 5919"})
    assert response.status_code == 422
    assert "NHS number" in text(response)


def test_london_boroughs_are_one_click_and_twice_changes_nothing(manager, programme):
    Area.objects.create(programme=programme, name="camden")
    page = manager.get("/programme/areas/")
    assert "Source: Office for National Statistics licensed under the Open Government Licence v.3.0" in text(
        page
    )
    manager.post("/programme/areas/add-london/", {"boroughs": "all"})
    assert programme.areas.count() == 33
    assert programme.areas.get(name="Hackney").gss_code == "E09000012"
    manager.post("/programme/areas/add-london/", {"boroughs": "all"})
    assert programme.areas.count() == 33


@pytest.mark.parametrize("kind", ["themes", "population-groups", "areas"])
def test_name_is_changed_and_withdrawn(manager, programme, kind):
    manager.post(f"/programme/{kind}/add/", {"names": "First\nSecond"})
    related = {"themes": "themes", "population-groups": "population_groups", "areas": "areas"}[kind]
    first = getattr(programme, related).get(name="First")
    url = f"/programme/{kind}/{first.pk}/"
    assert manager.post(url + "edit/", {"name": "SECOND", "version": 1}).status_code == 422
    manager.post(url + "edit/", {"name": "Third", "version": 1})
    first.refresh_from_db()
    assert first.name == "Third"
    assert manager.post(url + "edit/", {"name": "Fourth", "version": 1}).status_code == 422
    manager.post(url + "withdraw/", {"why": "Not needed"})
    manager.get("/programme/")  # shows the message
    assert "Third" not in text(manager.get("/programme/"))
    manager.post(f"/programme/{kind}/add/", {"names": "Third"})
    assert getattr(programme, related).filter(name="Third").count() == 2


def test_theme_that_projects_have_is_not_withdrawn(manager, programme, project):
    theme = Theme.objects.create(programme=programme, name="Testing")
    project.themes.add(theme)
    response = manager.post(f"/programme/themes/{theme.pk}/withdraw/", {"why": "x"})
    assert response.status_code == 422
    assert "Warm Welcome" in text(response)


def test_wrong_ons_code_is_refused(manager, programme):
    area = Area.objects.create(programme=programme, name="Camden")
    url = f"/programme/areas/{area.pk}/edit/"
    assert manager.post(url, {"name": "Camden", "gss_code": "E9", "version": 1}).status_code == 422
    manager.post(url, {"name": "Camden", "gss_code": "e09000007", "version": 1})
    area.refresh_from_db()
    assert area.gss_code == "E09000007"


def test_party_is_added_changed_and_withdrawn(manager, programme):
    organisation = OrganisationFactory(name="Harbour Trust")
    data = {"organisation": organisation.pk, "role": "funder", "starts_on": "2026-04-01", "ends_on": ""}
    manager.post("/programme/parties/add/", data)
    party = programme.parties.get()
    assert "Harbour Trust" in text(manager.get("/programme/"))
    twice = manager.post("/programme/parties/add/", data)
    assert twice.status_code == 422
    assert "has that part already" in text(twice)
    url = f"/programme/parties/{party.pk}/"
    wrong = manager.post(url + "edit/", data | {"ends_on": "2026-03-01", "version": 1})
    assert wrong.status_code == 422
    assert "before the start" in text(wrong)
    manager.post(url + "edit/", data | {"ends_on": "2027-03-31", "version": 1})
    party.refresh_from_db()
    assert party.ends_on == datetime.date(2027, 3, 31)
    manager.post(url + "withdraw/", {"why": "Wrong body"})
    assert not programme.parties.current().exists()
    manager.post("/programme/parties/add/", data)
    assert programme.parties.current().count() == 1


def test_rows_of_another_programme_are_out_of_reach(manager):
    other = ProgrammeYearFactory()
    theme = Theme.objects.create(programme=other.programme, name="Testing")
    assert manager.get(f"/programme/years/{other.pk}/edit/").status_code == 404
    assert manager.post(f"/programme/years/{other.pk}/withdraw/", {"why": "x"}).status_code == 404
    assert manager.get(f"/programme/themes/{theme.pk}/edit/").status_code == 404


def test_fund_manager_of_two_programmes_stays_in_the_one_they_chose(client):
    person = UserFactory()
    first = ProgrammeRoleFactory(user=person, programme__name="Alpha", programme__slug="alpha").programme
    second = ProgrammeRoleFactory(user=person, programme__name="Beta", programme__slug="beta").programme
    client.force_login(person)
    assert "?programme=beta" in text(client.get("/programme/?programme=beta"))
    client.get("/programme/?programme=alpha")
    response = client.post("/programme/themes/add/?programme=beta", {"names": "Testing"})
    assert response.url == "/programme/themes/?programme=beta"
    assert second.themes.count() == 1
    assert first.themes.count() == 0


def test_opening_pages_changes_nothing(manager, programme):
    before = AuditEvent.objects.count()
    for url in ("/programme/", "/programme/edit/", "/programme/areas/", "/programme/people/invite/"):
        assert manager.get(url).status_code == 200
    assert manager.get("/programme/areas/add-london/").status_code == 405
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("rows", [1, 50])
def test_programme_page_takes_the_same_few_queries(client, rows, django_assert_max_num_queries):
    from projects.actions.invitations import invite_to_programme
    from projects.models import CoachAssignment, ProgrammeParty

    programme = ProgrammeRoleFactory().programme
    person = programme.roles.get().user
    for i in range(rows):
        project = ProjectFactory(programme=programme)
        role = ProgrammeRoleFactory(programme=programme, role="advisor", all_projects=False)
        CoachAssignment.objects.create(programme_role=role, project=project)
        Theme.objects.create(programme=programme, name=f"Theme {i}")
        Area.objects.create(programme=programme, name=f"Area {i}")
        programme.population_groups.create(name=f"Group {i}")
        ProgrammeYearFactory(
            programme=programme,
            starts_on=datetime.date(2000 + i, 1, 1),
            ends_on=datetime.date(2000 + i, 12, 31),
        )
        ProgrammeParty.objects.create(programme=programme, organisation=OrganisationFactory(), role="funder")
        invite_to_programme(
            programme=programme,
            role="finance",
            email=f"p{i}@example.org",
            display_name="P",
            link=lambda secret: secret,
            by=person,
        )
    client.force_login(person)
    with django_assert_max_num_queries(15) as counted:
        client.get("/programme/")
    assert len(counted.captured_queries) == 15


@pytest.mark.parametrize("kind", ["themes", "areas"])
@pytest.mark.parametrize("rows", [1, 50])
def test_list_of_names_takes_the_same_few_queries(client, rows, kind, django_assert_num_queries):
    programme = ProgrammeRoleFactory().programme
    for i in range(rows):
        (Theme if kind == "themes" else Area).objects.create(programme=programme, name=f"Name {i}")
    client.force_login(programme.roles.get().user)
    with django_assert_num_queries(6):
        client.get(f"/programme/{kind}/")


def test_project_page_of_a_contributor_is_found(as_role):
    assert as_role("contributor").get("/my-project/").url == "/projects/warm-welcome/"
    assert as_role("outsider").get("/my-project/").status_code == 404


def test_an_invitation_of_ones_own_waits_on_the_programmes_page(client):
    from projects.actions.invitations import invite_to_programme

    manager = ProgrammeRoleFactory().user
    elsewhere = ProgrammeRoleFactory(programme__name="Harbour Fund")
    invite_to_programme(
        programme=elsewhere.programme,
        role="advisor",
        email=manager.email,
        display_name="Mina",
        link=lambda secret: secret,
        by=elsewhere.user,
    )
    client.force_login(manager)
    assert "You are invited" not in client.get("/programme/").content.decode()
    manager.emailaddress_set.create(email=manager.email, verified=True)
    page = client.get("/programme/").content.decode()
    assert "You are invited to Harbour Fund. Your part would be: QI advisor." in page
    invitation = elsewhere.programme.invitations.get()
    assert reverse("projects:my_invitation", args=[invitation.pk]) in page
