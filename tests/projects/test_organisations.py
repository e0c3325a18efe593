"""Organisations: list, add, official numbers, withdraw."""

import pytest

from ftc_qi.accounts.models import Organisation, OrganisationIdentifier
from ftc_qi.accounts.organisation_forms import clean_number
from ftc_qi.core.models import AuditEvent
from projects.models import ProgrammeParty, ProjectParty
from tests.factories import OrganisationFactory, ProgrammeFactory, ProgrammeRoleFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(as_role):
    return as_role("fund_manager")


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("role", ["lead", "advisor", "finance", "funder", "outsider"])
def test_others_do_not_find_them(as_role, role):
    assert as_role(role).get("/organisations/").status_code == 404


def test_empty_list_offers_the_first_step(manager):
    assert "No organisations yet" in text(manager.get("/organisations/"))


def test_organisation_is_added_with_its_number(manager):
    response = manager.post(
        "/organisations/add/",
        {
            "name": "Harbour Trust",
            "kind": "voluntary",
            "website": "harbour.example",
            "scheme": "GB-CHC",
            "number": "199 9001",
        },
        follow=True,
    )
    assert "Harbour Trust is added." in text(response)
    row = Organisation.objects.get()
    assert str(row.identifiers.get()) == "GB-CHC-1999001"
    assert row.website == "https://harbour.example"


@pytest.mark.parametrize(
    "scheme, number, words",
    [
        ("GB-CHC", "12", "six or seven digits"),
        ("GB-SC", "12345", "SC and six digits"),
        ("GB-COH", "ABCDEFGH", "eight digits"),
        ("", "1999001", "Choose which kind of number"),
        ("GB-CHC", "", "Write the number"),
    ],
)
def test_number_that_cannot_be_right_is_refused_and_kept(manager, scheme, number, words):
    data = {"name": "Harbour Trust", "kind": "voluntary", "scheme": scheme, "number": number}
    response = manager.post("/organisations/add/", data)
    assert response.status_code == 422
    assert words in text(response)
    assert "Harbour Trust" in text(response)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    "scheme, typed, stored",
    [
        ("GB-COH", "4345432", "04345432"),
        ("GB-COH", "sc 123456", "SC123456"),
        ("GB-SC", "sc012345", "SC012345"),
        ("GB-NIC", "NIC100123", "100123"),
        ("GB-NHS", "rj1", "RJ1"),
        ("GB-LAE", "cmd", "CMD"),
        ("GB-MPR", "29530r", "29530R"),
        ("GB-CHC", "1164883", "1164883"),
    ],
)
def test_numbers_are_stored_in_one_form(scheme, typed, stored):
    assert clean_number(scheme, typed) == stored


def test_number_somebody_has_names_the_holder(manager):
    other = OrganisationFactory(name="Harbour Trust")
    OrganisationIdentifier.objects.create(organisation=other, scheme="GB-CHC", number="1999001")
    response = manager.post(
        "/organisations/add/",
        {"name": "Harbour Trust Ltd", "kind": "voluntary", "scheme": "GB-CHC", "number": "1999001"},
    )
    assert response.status_code == 422
    assert "“Harbour Trust” has this number already" in text(response)
    assert Organisation.objects.count() == 1


def test_name_that_exists_in_any_case_is_refused(manager):
    OrganisationFactory(name="Harbour Trust")
    response = manager.post("/organisations/add/", {"name": "HARBOUR trust", "kind": "nhs"})
    assert response.status_code == 422
    assert "is here already" in text(response)


def test_organisation_is_changed_by_version(manager):
    row = OrganisationFactory(name="Harbour Trust")
    url = f"/organisations/{row.pk}/edit/"
    manager.post(url, {"name": "Harbour Community Trust", "kind": "community", "version": 1})
    row.refresh_from_db()
    assert (row.name, row.kind, row.version) == ("Harbour Community Trust", "community", 2)
    stale = manager.post(url, {"name": "Harbor", "kind": "nhs", "version": 1})
    assert stale.status_code == 422
    assert "Harbour Community Trust" in text(stale)
    assert "NHS" in text(stale)


def test_number_is_added_and_taken_off(manager):
    row = OrganisationFactory()
    manager.post(f"/organisations/{row.pk}/numbers/add/", {"scheme": "GB-NHS", "number": "rj1"})
    identifier = row.identifiers.get()
    assert "RJ1" in text(manager.get(f"/organisations/{row.pk}/edit/"))
    url = f"/organisations/{row.pk}/numbers/{identifier.pk}/remove/"
    manager.get(url)
    manager.post(url)
    assert row.identifiers.exists()
    manager.post(url, {"version": row.version})
    assert not row.identifiers.exists()
    assert AuditEvent.objects.filter(event="organisation_number_removed").count() == 1


def test_organisation_in_use_is_not_withdrawn_and_says_where(manager, programme, project):
    row = OrganisationFactory()
    ProgrammeParty.objects.create(programme=programme, organisation=row, role="funder")
    ProjectParty.objects.create(project=project, organisation=row)
    response = manager.post(f"/organisations/{row.pk}/withdraw/", {"why": "Closed"})
    assert response.status_code == 422
    assert "Riverside HIV Fund, Warm Welcome" in text(response)


def test_places_of_other_programmes_are_not_named(manager):
    row = OrganisationFactory()
    ProjectParty.objects.create(project=ProjectFactory(name="Secret"), organisation=row)
    ProgrammeParty.objects.create(programme=ProgrammeFactory(name="Hidden"), organisation=row, role="funder")
    page = text(manager.post(f"/organisations/{row.pk}/withdraw/", {"why": "Closed"}))
    assert "It has a part in another programme" in page
    assert "Secret" not in page
    assert "Hidden" not in page


def test_withdrawn_organisation_frees_its_name_and_number(manager):
    row = OrganisationFactory(name="Harbour Trust")
    OrganisationIdentifier.objects.create(organisation=row, scheme="GB-CHC", number="1999001")
    manager.post(f"/organisations/{row.pk}/withdraw/", {"why": "Entered twice"})
    row.refresh_from_db()
    assert row.is_withdrawn
    assert AuditEvent.objects.get(event="organisation_numbers_freed").changes == {
        "identifiers": [["GB-CHC-1999001"], []]
    }
    manager.post(
        "/organisations/add/",
        {"name": "Harbour Trust", "kind": "voluntary", "scheme": "GB-CHC", "number": "1999001"},
    )
    assert Organisation.objects.current().count() == 1
    assert manager.get(f"/organisations/{row.pk}/edit/").status_code == 404


def test_search_finds_names_and_numbers(manager):
    row = OrganisationFactory(name="Harbour Trust")
    OrganisationIdentifier.objects.create(organisation=row, scheme="GB-CHC", number="1999001")
    OrganisationFactory(name="Meadow Clinic")
    assert "Meadow" not in text(manager.get("/organisations/?search=harb"))
    assert "Harbour" in text(manager.get("/organisations/?search=1999001"))
    assert "No organisation has" in text(manager.get("/organisations/?search=zzz"))


def test_list_has_pages_of_25(manager):
    for i in range(30):
        OrganisationFactory(name=f"Group {i:02d}")
    first = text(manager.get("/organisations/"))
    assert "Group 24" in first
    assert "Group 25" not in first
    assert "Group 25" in text(manager.get("/organisations/?page=2"))
    assert manager.get("/organisations/?page=99").status_code == 200


@pytest.mark.parametrize("rows", [1, 50])
def test_list_takes_the_same_few_queries(client, rows, django_assert_num_queries):
    for i in range(rows):
        OrganisationIdentifier.objects.create(
            organisation=OrganisationFactory(), scheme="GB-CHC", number=f"1{i:06d}"
        )
    client.force_login(ProgrammeRoleFactory().user)
    with django_assert_num_queries(8):
        client.get("/organisations/")
