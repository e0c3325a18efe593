"""A project's team, through its pages."""

import pytest
from django.core import mail

from ftc_qi.core.models import AuditEvent
from projects.models import TeamMember
from tests.cast import ROLES
from tests.factories import ProjectFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
TEAM = "/projects/warm-welcome/team/"
SEES = {"lead", "member", "contributor", "advisor", "coach", "fund_manager"}
MANAGES = {"lead", "fund_manager"}


@pytest.fixture
def member_row(cast, project):
    return project.team.get(user=cast.member)


@pytest.fixture
def lead_row(cast, project):
    return project.team.get(user=cast.lead)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_team_and_its_changes_answer_each_role(as_role, member_row, role):
    client = as_role(role)
    unseen = 302 if role == "anonymous" else 404
    assert client.get(TEAM).status_code == (200 if role in SEES else unseen)
    for page in (
        "invite/",
        "add/",
        "lead/",
        "taking-part/",
        f"{member_row.pk}/edit/",
        f"{member_row.pk}/remove/",
    ):
        expected = 200 if role in MANAGES else 403 if role in SEES else unseen
        assert client.get(TEAM + page).status_code == expected, page


def test_team_is_shown_by_name_and_part_without_addresses(as_role, project):
    TeamMemberFactory(project=project, user=None, display_name="Volunteer helper", role="contributor")
    page = text(as_role("contributor").get(TEAM))
    assert "Volunteer helper" in page
    assert "Project lead" in page
    assert "@example.org" not in page
    assert "Change part" not in page


def test_empty_team_offers_to_invite_the_lead(as_role, programme):
    ProjectFactory(programme=programme, slug="empty")
    page = text(as_role("fund_manager").get("/projects/empty/team/"))
    assert "Nobody is on this team yet" in page
    assert "Invite the lead" in page


def test_person_without_sign_in_is_added(as_role, project):
    as_role("lead").post(TEAM + "add/", {"display_name": "Helper", "role": "contributor"})
    row = project.team.get(display_name="Helper")
    assert row.user is None
    refused = as_role("lead").post(TEAM + "add/", {"display_name": "Helper", "role": "lead"})
    assert refused.status_code == 422


def test_part_and_name_are_changed_by_version(as_role, member_row):
    url = f"{TEAM}{member_row.pk}/edit/"
    as_role("lead").post(url, {"display_name": "Kofi", "role": "contributor", "version": 1})
    member_row.refresh_from_db()
    assert (member_row.display_name, member_row.role) == ("Kofi", "contributor")
    stale = as_role("lead").post(url, {"display_name": "K.", "role": "member", "version": 1})
    assert stale.status_code == 422
    assert "Kofi" in text(stale)
    assert "K." in text(stale)


def test_person_without_sign_in_does_not_become_lead(as_role, project):
    row = TeamMemberFactory(project=project, user=None, role="contributor")
    response = as_role("lead").post(
        f"{TEAM}{row.pk}/edit/", {"display_name": "Helper", "role": "lead", "version": 1}
    )
    assert response.status_code == 422
    row.refresh_from_db()
    assert row.role == "contributor"


def test_removed_person_loses_access_at_once_and_their_row_stays(as_role, cast, member_row):
    url = f"{TEAM}{member_row.pk}/remove/"
    as_role("lead").post(url)
    assert as_role("member").get(TEAM).status_code == 200
    as_role("lead").post(url, {"version": 1})
    member_row.refresh_from_db()
    assert member_row.ended_at
    assert as_role("member").get(TEAM).status_code == 404
    assert AuditEvent.objects.filter(event="team_member_removed").count() == 1


def test_removed_person_can_be_on_the_team_again(member_row, as_role, cast, project):
    as_role("lead").post(f"{TEAM}{member_row.pk}/remove/", {"version": 1})
    TeamMemberFactory(project=project, user=cast.member)
    assert project.team.active().filter(user=cast.member).count() == 1


def test_last_lead_stays_unless_the_fund_manager_decides(as_role, lead_row):
    remove, edit = f"{TEAM}{lead_row.pk}/remove/", f"{TEAM}{lead_row.pk}/edit/"
    lead = as_role("lead")
    for url, data in (
        (remove, {"version": 1}),
        (edit, {"display_name": "A", "role": "member", "version": 1}),
        (TEAM + "leave/", {"version": 1}),
    ):
        response = lead.post(url, data)
        assert response.status_code == 422, url
        assert "Hand over the lead first" in text(response)
    as_role("fund_manager").post(remove, {"version": 1})
    lead_row.refresh_from_db()
    assert lead_row.ended_at
    assert "Nobody leads this team yet" in text(as_role("fund_manager").get(TEAM))


def test_lead_is_handed_over(as_role, lead_row, member_row, django_capture_on_commit_callbacks):
    assert "To leave, hand over the lead first." in text(as_role("lead").get(TEAM))
    choice = text(as_role("lead").get(TEAM + "lead/"))
    assert f"{member_row.display_name}, team member" in choice
    assert ", contributor, who will then see exact numbers" in choice
    with django_capture_on_commit_callbacks(execute=True):
        as_role("lead").post(TEAM + "lead/", {"to": member_row.pk})
    message = mail.outbox[0]
    assert message.to == [member_row.user.email]
    assert message.subject == "You lead Warm Welcome on FTC QI now"
    assert f"{lead_row.display_name} has handed you the lead of Warm Welcome" in message.body
    assert "http://testserver/projects/warm-welcome/team/" in message.body
    assert "Leave the team" in text(as_role("lead").get(TEAM))
    lead_row.refresh_from_db()
    member_row.refresh_from_db()
    assert (lead_row.role, member_row.role) == ("member", "lead")
    assert as_role("lead").get(TEAM + "invite/").status_code == 403
    assert as_role("member").get(TEAM + "invite/").status_code == 200


def test_lead_is_not_handed_to_somebody_who_left_or_cannot_sign_in(as_role, project, member_row):
    helper = TeamMemberFactory(project=project, user=None)
    elsewhere = TeamMemberFactory()
    for pk in (helper.pk, elsewhere.pk, ""):
        assert as_role("lead").post(TEAM + "lead/", {"to": pk}).status_code == 422


def test_second_lead_keeps_the_part_when_the_first_hands_over(as_role, project, lead_row, member_row):
    second = TeamMemberFactory(project=project, role="lead")
    as_role("lead").post(TEAM + "lead/", {"to": member_row.pk})
    second.refresh_from_db()
    assert second.role == "lead"


def test_fund_manager_replaces_the_lead(as_role, lead_row, member_row):
    as_role("fund_manager").post(TEAM + "lead/", {"to": member_row.pk})
    lead_row.refresh_from_db()
    assert lead_row.role == "member"


@pytest.mark.parametrize("role", ["member", "contributor"])
def test_anybody_may_leave(as_role, cast, project, role):
    client = as_role(role)
    assert "Leave the team of Warm Welcome?" in text(client.get(TEAM + "leave/"))
    assert client.post(TEAM + "leave/", {"version": 1}).url == "/"
    assert not project.team.active().filter(user=getattr(cast, role)).exists()
    assert client.get(TEAM).status_code == 404


def test_advisor_is_not_on_the_team_and_cannot_leave_it(as_role):
    assert as_role("advisor").get(TEAM + "leave/").status_code == 404


def test_contributor_chooses_their_own_name(as_role, cast, project):
    row = project.team.get(user=cast.contributor)
    as_role("contributor").post(TEAM + "my-name/", {"display_name": "Sunny", "version": 1})
    row.refresh_from_db()
    assert row.display_name == "Sunny"
    assert row.role == "contributor"


def test_how_many_take_part_is_a_number_apart_from_people(as_role, project):
    as_role("lead").post(TEAM + "taking-part/", {"service_users_involved": 3, "version": 1})
    project.refresh_from_db()
    assert project.service_users_involved == 3
    assert '<b class="fs-4">3</b> take part' in text(as_role("member").get(TEAM))
    hidden = text(as_role("contributor").get(TEAM))
    assert "take part in this project" not in hidden
    assert "q-prot" in hidden


def test_how_many_take_part_is_no_negative_number(as_role):
    for wrong in ("-1", "10000", "many"):
        response = as_role("lead").post(
            TEAM + "taking-part/", {"service_users_involved": wrong, "version": 1}
        )
        assert response.status_code == 422


def test_people_of_another_team_are_out_of_reach(as_role, project):
    elsewhere = TeamMemberFactory()
    assert as_role("lead").get(f"{TEAM}{elsewhere.pk}/edit/").status_code == 404
    assert as_role("lead").post(f"{TEAM}{elsewhere.pk}/remove/", {"version": 1}).status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_team_takes_the_same_few_queries(client, cast, rows, project, django_assert_num_queries):
    from projects.actions.invitations import invite_to_team

    for i in range(rows):
        TeamMemberFactory(project=project)
        invite_to_team(
            project=project,
            role="member",
            email=f"new{i}@example.org",
            display_name="N",
            link=lambda secret: secret,
            by=cast.lead,
        )
    client.force_login(cast.lead)
    assert TeamMember.objects.count() > rows
    with django_assert_num_queries(7):
        client.get(TEAM)


# --- invitations of people who leave ---------------------------------------------------------------------


@pytest.fixture
def offer(project):
    """An open invitation to the team: `offer(by, email, role)` gives the row and its address on the site."""
    from projects.actions.invitations import invite_to_team

    secrets: list[str] = []

    def call(by, email, role="member"):
        row = invite_to_team(
            project=project,
            role=role,
            email=email,
            display_name="Noor",
            link=lambda secret: secrets.append(secret) or secret,
            by=by,
        )
        return row, f"/invitations/{secrets[-1]}/"

    return call


def test_open_invitations_of_a_removed_lead_end_with_them(as_role, cast, lead_row, offer, client):
    row, address = offer(cast.lead, "second-address@example.org", "lead")
    kept, _ = offer(cast.fund_manager, "other@example.org")
    page = text(as_role("fund_manager").get(f"{TEAM}{lead_row.pk}/remove/"))
    assert "Invitations they sent that nobody has taken up are called back." in page
    as_role("fund_manager").post(f"{TEAM}{lead_row.pk}/remove/", {"version": 1})
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.state(), kept.state()) == ("revoked", "open")
    client.logout()
    assert client.get(address).status_code == 410
    assert AuditEvent.objects.filter(event="invitation_revoked", target_id=row.pk).count() == 1


def test_open_invitation_to_a_removed_person_ends_too(as_role, cast, member_row, offer):
    cast.member.email, invited = "other@example.org", "member@example.org"
    cast.member.save()
    row, address = offer(cast.lead, invited)
    cast.member.email = invited
    cast.member.save()
    as_role("lead").post(f"{TEAM}{member_row.pk}/remove/", {"version": 1})
    row.refresh_from_db()
    assert row.state() == "revoked"
    as_role("member").post(address, {"take_up": "yes", "display_name": "Back again"})
    assert as_role("member").get(TEAM).status_code == 404


def test_lead_who_is_made_a_member_leaves_no_open_invitations(as_role, cast, lead_row, offer):
    row, _ = offer(cast.lead, "second-address@example.org", "lead")
    as_role("fund_manager").post(
        f"{TEAM}{lead_row.pk}/edit/", {"display_name": "A", "role": "member", "version": 1}
    )
    row.refresh_from_db()
    assert row.state() == "revoked"


def test_invitations_stay_open_when_the_lead_is_handed_over(as_role, cast, member_row, offer):
    row, _ = offer(cast.lead, "new@example.org")
    as_role("lead").post(TEAM + "lead/", {"to": member_row.pk})
    row.refresh_from_db()
    assert row.state() == "open"
    assert "Send again" in text(as_role("member").get(TEAM))
