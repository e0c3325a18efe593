"""Making and editing a project: its facts, organisations, and who may."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from ftc_qi.core.models import AuditEvent
from projects.actions import projects as actions
from projects.models import Project, ProjectParty
from tests.factories import OrganisationFactory, ProjectFactory

ADD = "/projects/add/"


@pytest.fixture
def lists(programme):
    """One theme, group and area of the programme."""
    return {
        "themes": programme.themes.create(name="Testing"),
        "population_groups": programme.population_groups.create(name="Migrants"),
        "areas": programme.areas.create(name="Camden"),
    }


def edit_url(project):
    return f"/projects/{project.slug}/edit/"


def typed(project, **fields):
    """What the edit form sends for a project as it is."""
    return {"version": project.version, "name": project.name, "summary": project.summary, **fields}


# --- adding --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [
        ("fund_manager", 200),
        ("lead", 403),
        ("advisor", 403),
        ("funder", 403),
        ("finance", 404),
        ("outsider", 404),
    ],
)
def test_only_the_fund_manager_adds_a_project(as_role, role, status):
    assert as_role(role).get(ADD).status_code == status


def test_a_name_is_enough_for_a_project(as_role, programme):
    client = as_role("fund_manager")
    response = client.post(ADD, {"name": "Side by Side"})
    project = Project.objects.get(slug="side-by-side")
    assert response.url == reverse("projects:team", args=[project.slug])
    assert (project.programme, project.status) == (programme, "planned")
    assert AuditEvent.objects.filter(event="project_added", project_id=project.pk).exists()


def test_a_project_is_added_with_everything_and_its_lead_invited(
    as_role, lists, django_capture_on_commit_callbacks
):
    charity = OrganisationFactory(name="Thornwell Peer Trust")
    with django_capture_on_commit_callbacks(execute=True):
        response = as_role("fund_manager").post(
            ADD,
            {
                "name": "Side by Side",
                "slug": "side",
                "summary": "Peer mentors for people who are new to care.",
                "starts_on": "2026-04-01",
                "ends_on": "2029-03-31",
                "themes": lists["themes"].pk,
                "population_groups": lists["population_groups"].pk,
                "areas": lists["areas"].pk,
                "lead_organisation": charity.pk,
                "lead_email": "ama@example.org",
                "lead_name": "Ama",
            },
        )
    project = Project.objects.get(slug="side")
    assert response.url == reverse("projects:grant_list", args=["side"])
    assert project.ends_on == datetime.date(2029, 3, 31)
    for name, row in lists.items():
        assert list(getattr(project, name).all()) == [row]
    assert project.parties.get().organisation == charity
    assert project.parties.get().role == "lead"
    invitation = project.invitations.get()
    assert (invitation.role, invitation.display_name) == ("lead", "Ama")
    assert mail.outbox[0].to == ["ama@example.org"]


@pytest.mark.parametrize(
    "name, proposed",
    [
        ("Warm Welcome!", "warm-welcome-2"),
        ("Add", "add-2"),
        ("Help", "help-2"),
        ("Zoë’s café", "zoes-cafe"),
        ("…", "project"),
    ],
)
def test_the_address_is_made_from_the_name(programme, project, cast, name, proposed):
    made = actions.add_project(programme=programme, values={"name": name}, by=cast.fund_manager)
    assert made.slug == proposed


@pytest.mark.parametrize(
    "fields, says",
    [
        ({"name": ""}, "Fill this in"),
        ({"name": "warm welcome"}, "Another project of this programme has that name"),
        ({"name": "New", "slug": "warm-welcome"}, "Another project has that address"),
        ({"name": "New", "slug": "board"}, "“board” is a word the site uses itself"),
        ({"name": "New", "slug": "help"}, "“help” is a word the site uses itself"),
        ({"name": "New", "slug": "a b"}, "Use letters, numbers and hyphens only"),
        ({"name": "New", "starts_on": "2026-04-02", "ends_on": "2026-04-01"}, "This is before the start"),
        ({"name": "New", "starts_on": "soon"}, "Enter a valid date"),
        ({"name": "New", "lead_email": "a@example.org"}, "Give the lead a name"),
        ({"name": "New", "lead_name": "Ama"}, "Give the address"),
        ({"name": "New", "summary": "Only 3 people so far."}, "Could it identify someone?"),
    ],
)
def test_bad_input_says_what_is_wrong_and_keeps_what_was_typed(as_role, project, fields, says):
    response = as_role("fund_manager").post(ADD, {"summary": "Kept words", **fields})
    assert response.status_code == 422
    page = response.content.decode()
    assert says in page
    assert fields.get("summary", "Kept words") in page
    assert "Constraint" not in page
    assert Project.objects.count() == 1 + 1  # the cast's two


def test_a_summary_that_was_checked_is_saved_and_the_check_recorded(as_role):
    as_role("fund_manager").post(
        ADD, {"name": "New", "summary": "Only 3 people so far.", "confirm_text": "on"}
    )
    project = Project.objects.get(name="New")
    event = AuditEvent.objects.get(event="text_confirmed", target_id=project.pk)
    assert event.changes == {"kinds": [None, ["a small number"]]}


def test_a_project_is_added_to_the_programme_that_is_named(client, cast, programme):
    from tests.factories import ProgrammeRoleFactory

    second = ProgrammeRoleFactory(user=cast.fund_manager).programme
    client.force_login(cast.fund_manager)
    page = client.get(f"{ADD}?programme={second.slug}").content.decode()
    assert f'name="programme" value="{second.slug}"' in page
    client.post(ADD, {"name": "Elsewhere", "programme": second.slug})
    assert Project.objects.get(name="Elsewhere").programme == second


# --- editing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [
        ("lead", 200),
        ("fund_manager", 200),
        ("member", 403),
        ("contributor", 403),
        ("advisor", 403),
        ("coach", 403),
        ("other_lead", 404),
        ("other_coach", 404),
        ("funder", 404),
        ("finance", 404),
        ("outsider", 404),
    ],
)
def test_lead_and_fund_manager_edit_a_project(as_role, project, role, status):
    assert as_role(role).get(edit_url(project)).status_code == status


def test_edits_are_saved_and_recorded(as_role, project, lists):
    theme = lists["themes"]
    response = as_role("lead").post(
        edit_url(project), typed(project, summary="Now with a van.", themes=theme.pk, starts_on="2026-05-01")
    )
    assert response.status_code == 302
    project.refresh_from_db()
    assert (project.summary, project.starts_on) == ("Now with a van.", datetime.date(2026, 5, 1))
    assert list(project.themes.all()) == [theme]
    event = AuditEvent.objects.get(event="project_edited")
    assert event.changes["summary"] == ["", "Now with a van."]
    assert event.changes["themes"] == [[], [theme.pk]]


def test_a_stale_edit_shows_both_and_overwrites_nothing(as_role, project):
    actions.edit_project(project=project, values={"summary": "Theirs"}, version=1, by=None)
    response = as_role("lead").post(edit_url(project), typed(project, summary="Mine"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Theirs" in page
    assert "Mine" in page
    project.refresh_from_db()
    assert project.summary == "Theirs"
    # Saving again is on top of theirs.
    as_role("lead").post(edit_url(project), typed(project, version=2, summary="Mine"))
    project.refresh_from_db()
    assert project.summary == "Mine"


def test_the_page_names_the_project_as_it_is_while_a_new_name_is_refused(as_role, project, other_project):
    page = as_role("lead").post(edit_url(project), typed(project, name=other_project.name)).content.decode()
    assert "Another project of this programme has that name" in page
    assert "<h1>Edit Warm Welcome</h1>" in page


def test_the_address_changes_only_before_the_start(as_role, project, programme):
    assert b'name="slug"' not in as_role("lead").get(edit_url(project)).content
    planned = ProjectFactory(programme=programme, status="planned", slug="tpyo")
    client = as_role("fund_manager")
    response = client.post(edit_url(planned), typed(planned, slug="typo"))
    assert response.url == "/projects/typo/edit/"


def test_a_withdrawn_theme_is_not_offered_but_stays_where_it_is(as_role, project, lists):
    theme = lists["themes"]
    project.themes.add(theme)
    programme = project.programme
    programme.themes.update(withdrawn_at="2026-01-01T00:00Z")
    client = as_role("lead")
    assert "Testing" not in client.get(edit_url(project)).content.decode()
    client.post(edit_url(project), typed(project, areas=lists["areas"].pk))
    assert list(project.themes.all()) == [theme]


# --- organisations -------------------------------------------------------------------------------------------


@pytest.fixture
def charity(project):
    """The project's lead organisation."""
    return ProjectParty.objects.create(
        project=project, organisation=OrganisationFactory(name="Kestrel Lane"), role="lead"
    )


def test_lead_adds_a_partner(as_role, project):
    partner = OrganisationFactory(name="Riverside Trust")
    client = as_role("lead")
    page = client.get(f"/projects/{project.slug}/organisations/add/").content.decode()
    assert "Ask your fund manager to add it" in page
    client.post(
        f"/projects/{project.slug}/organisations/add/",
        {"organisation": partner.pk, "role": "partner", "starts_on": "2026-04-01"},
    )
    party = project.parties.get()
    assert (party.organisation, party.role) == (partner, "partner")
    assert "Riverside Trust" in client.get(edit_url(project)).content.decode()


def test_a_second_lead_organisation_and_a_twin_are_refused(as_role, project, charity):
    client, url = as_role("lead"), f"/projects/{project.slug}/organisations/add/"
    response = client.post(url, {"organisation": OrganisationFactory().pk, "role": "lead"})
    assert response.status_code == 422
    assert "Kestrel Lane leads the project" in response.content.decode()
    response = client.post(url, {"organisation": charity.organisation_id, "role": "partner"})
    assert "is already here" in response.content.decode()


def test_a_part_is_edited_withdrawn_and_recorded(as_role, project, charity):
    client, base = as_role("lead"), f"/projects/{project.slug}/organisations/{charity.pk}"
    fields = {"organisation": charity.organisation_id, "role": "lead", "version": 1, "ends_on": "2026-06-30"}
    response = client.post(f"{base}/edit/", fields | {"starts_on": "2026-07-01"})
    assert response.status_code == 422
    client.post(f"{base}/edit/", fields | {"starts_on": "2026-01-01"})
    charity.refresh_from_db()
    assert charity.ends_on == datetime.date(2026, 6, 30)
    stale = client.post(f"{base}/edit/", fields | {"starts_on": "2025-01-01"})
    assert stale.status_code == 422
    assert "30 June 2026" not in stale.content.decode()
    assert client.post(f"{base}/withdraw/", {"why": "", "version": 2}).status_code == 422
    client.post(f"{base}/withdraw/", {"why": "Wrong project", "version": 2})
    charity.refresh_from_db()
    assert charity.withdrawn_why == "Wrong project"
    assert client.get(f"{base}/edit/").status_code == 404
    assert "Kestrel Lane" not in client.get(edit_url(project)).content.decode().split("<h2", 1)[1]


@pytest.mark.parametrize("rows", [1, 50])
def test_queries_of_the_edit_page_do_not_grow(as_role, project, lists, rows, django_assert_max_num_queries):
    for i in range(rows):
        ProjectParty.objects.create(project=project, organisation=OrganisationFactory())
        project.pauses.create(
            starts_on=datetime.date(2020, 1, 1) + datetime.timedelta(days=2 * i),
            ends_on=datetime.date(2020, 1, 1) + datetime.timedelta(days=2 * i),
            reason="x",
        )
    client = as_role("lead")
    with django_assert_max_num_queries(14):
        client.get(edit_url(project))
