"""An invitation from the form to the role, through the pages."""

import datetime
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from ftc_qi.accounts.models import User
from ftc_qi.core.models import AuditEvent
from projects.models import CoachAssignment, Invitation, ProgrammeRole, TeamMember
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "walking-slowly-uphill"


@pytest.fixture
def send(as_role, django_capture_on_commit_callbacks):
    """Post a form as a role and let the e-mail out; gives the response."""

    def post(role, url, data):
        with django_capture_on_commit_callbacks(execute=True):
            return as_role(role).post(url, data)

    return post


def link_in(message):
    return re.search(r"http://testserver(/invitations/[\w-]+/)", message.body).group(1)


@pytest.fixture
def invite(send):
    """Invite to the programme as fund manager; gives the link."""

    def call(role="finance", email="new@example.org", **more):
        data = {"role": role, "email": email, "display_name": "Noor", **more}
        response = send("fund_manager", "/programme/people/invite/", data)
        assert response.status_code == 302, response.content.decode()
        return link_in(mail.outbox[-1])

    return call


@pytest.fixture
def invite_to_team(send):
    def call(role="member", email="new@example.org", by="lead"):
        data = {"role": role, "email": email, "display_name": "Noor"}
        response = send(by, "/projects/warm-welcome/team/invite/", data)
        assert response.status_code == 302, response.content.decode()
        return link_in(mail.outbox[-1])

    return call


def test_mail_says_who_invites_to_what(invite, cast):
    invite()
    message = mail.outbox[0]
    assert message.to == ["new@example.org"]
    assert message.subject == "You are invited to Riverside HIV Fund on FTC QI"
    assert f"{cast.fund_manager.display_name} invites you to join Riverside HIV Fund" in message.body
    assert "Your part: Finance." in message.body
    assert f"ask {cast.fund_manager.display_name} to send it again" in message.body


def test_a_name_with_a_line_break_writes_no_header(invite_to_team, project):
    project.name = "Warm Welcome\r\nBcc: everyone@example.org"
    project.save()
    invite_to_team()
    message = mail.outbox[0].message()
    assert message["Subject"] == "You are invited to Warm Welcome Bcc: everyone@example.org on FTC QI"
    assert message["Bcc"] is None


def test_only_a_hash_is_stored_and_nothing_of_it_in_the_history(invite):
    secret = invite().split("/")[2]
    invitation = Invitation.objects.get()
    assert secret not in invitation.secret_hash
    assert len(invitation.secret_hash) == 64
    history = str(list(AuditEvent.objects.values_list("changes", flat=True)))
    assert secret not in history
    assert invitation.secret_hash not in history
    assert "new@example.org" not in history


def test_opening_the_link_changes_nothing(invite, client):
    link = invite()
    client.logout()
    for _ in range(2):
        page = client.get(link)
        assert page.status_code == 200
        assert "Finance" in page.content.decode()
    client.head(link)
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.filter(email="new@example.org").exists()


def test_new_person_makes_an_account_and_is_signed_in(invite, client):
    link = invite("funder", email="New.Person@Example.ORG")
    client.logout()
    assert "new.person@example.org" in client.get(link).content.decode()
    response = client.post(link, {"display_name": "Noor A.", "password": NEW_PASSWORD})
    assert response.url == "/"
    person = User.objects.get(email="new.person@example.org")
    assert person.display_name == "Noor A."
    assert client.session["_auth_user_id"] == str(person.pk)
    assert ProgrammeRole.objects.get(user=person).role == "funder"
    invitation = Invitation.objects.get()
    assert invitation.accepted_by == person
    client.logout()
    client.post("/accounts/login/", {"login": "new.person@example.org", "password": NEW_PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    "password, why",
    [
        ("short", "at least 12"),
        ("123456789012", "entirely numeric"),
        ("new@example.org", "too similar"),
        ("", "required"),
    ],
)
def test_weak_password_is_refused_and_the_name_kept(invite, client, password, why):
    link = invite()
    client.logout()
    response = client.post(link, {"display_name": "Typed name", "password": password})
    assert response.status_code == 422
    page = response.content.decode()
    assert why in page
    assert "Typed name" in page
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.filter(email="new@example.org").exists()


def test_known_person_signs_in_and_takes_it_up_with_the_button(invite, client):
    person = UserFactory(email="known@example.org")
    link = invite("advisor", email="known@example.org")
    client.logout()
    page = client.get(link).content.decode()
    assert f"/accounts/login/?next={link}" in page
    assert 'name="password"' not in page
    client.post(link, {"display_name": "X", "password": NEW_PASSWORD})
    assert not ProgrammeRole.objects.filter(user=person).exists()
    back = client.post(f"/accounts/login/?next={link}", {"login": "known@example.org", "password": PASSWORD})
    assert back.url == link
    assert "Join Riverside HIV Fund" in client.get(link).content.decode()
    client.post(link, {})
    assert not ProgrammeRole.objects.filter(user=person).exists()
    assert client.post(link, {"take_up": "yes"}).url == "/"
    assert ProgrammeRole.objects.get(user=person).role == "advisor"


def test_somebody_else_is_told_and_offered_to_sign_out(invite, as_role, cast):
    link = invite("finance")
    client = as_role("member")
    page = client.get(link).content.decode()
    assert f"You are signed in as <b>{cast.member.display_name}</b>" in page
    assert "new@example.org" not in page
    client.post(link, {"take_up": "yes", "display_name": "X", "password": NEW_PASSWORD})
    assert Invitation.objects.get().accepted_at is None
    assert client.post("/accounts/logout/", {"next": link}).url == link


def test_used_link_is_gone(invite, client):
    link = invite()
    client.logout()
    client.post(link, {"display_name": "Noor", "password": NEW_PASSWORD})
    mine = client.get(link)
    assert mine.status_code == 410
    assert "You have joined already" in mine.content.decode()
    client.logout()
    other = client.get(link)
    assert other.status_code == 410
    assert "Riverside" not in other.content.decode()
    assert client.post(link, {"display_name": "X", "password": NEW_PASSWORD}).status_code == 410


def test_expired_link_is_gone_until_it_is_sent_again(invite, send, client):
    link = invite()
    client.logout()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=14, minutes=1)):
        response = client.get(link)
        assert response.status_code == 410
        assert "has run out" in response.content.decode()
        invitation = Invitation.objects.get()
        send("fund_manager", f"/programme/invitations/{invitation.pk}/resend/", {"version": 1})
        fresh = link_in(mail.outbox[-1])
        client.logout()
        assert client.get(fresh).status_code == 200
        assert client.get(link).status_code == 404


def test_revoked_link_is_gone(invite, as_role, client):
    link = invite()
    invitation = Invitation.objects.get()
    as_role("fund_manager").post(f"/programme/invitations/{invitation.pk}/revoke/", {"version": 1})
    client.logout()
    response = client.get(link)
    assert response.status_code == 410
    assert "called back" in response.content.decode()


def test_revoked_invitation_is_not_sent_again(invite, send):
    invite()
    pk = Invitation.objects.get().pk
    send("fund_manager", f"/programme/invitations/{pk}/revoke/", {"version": 1})
    send("fund_manager", f"/programme/invitations/{pk}/resend/", {"version": 2})
    assert len(mail.outbox) == 1


def test_invitation_taken_up_cannot_be_called_back(invite, as_role, client):
    link = invite()
    client.logout()
    client.post(link, {"display_name": "Noor", "password": NEW_PASSWORD})
    pk = Invitation.objects.get().pk
    as_role("fund_manager").post(f"/programme/invitations/{pk}/revoke/", {"version": 2})
    assert Invitation.objects.get().revoked_at is None


def test_unknown_link_is_not_found(client, db):
    assert client.get("/invitations/guess/").status_code == 404
    assert client.post("/invitations/guess/", {"take_up": "yes"}).status_code == 404


def test_coach_gets_the_projects_that_were_ticked(invite, client, project, other_project):
    link = invite("coach", projects=[project.pk])
    client.logout()
    assert "Coach" in client.get(link).content.decode()
    client.post(link, {"display_name": "Noor", "password": NEW_PASSWORD})
    role = ProgrammeRole.objects.get(user__email="new@example.org")
    assert role.is_coach
    assert [row.project for row in role.assignments.all()] == [project]


def test_coach_without_a_project_is_refused(as_role, project):
    response = as_role("fund_manager").post(
        "/programme/people/invite/", {"role": "coach", "email": "c@example.org", "display_name": "Noor"}
    )
    assert response.status_code == 422
    assert "Tick at least one project" in response.content.decode()
    assert "c@example.org" in response.content.decode()


def test_second_invitation_to_the_same_role_is_refused(invite, as_role):
    invite()
    response = as_role("fund_manager").post(
        "/programme/people/invite/",
        {"role": "finance", "email": "NEW@example.org", "display_name": "Noor"},
    )
    assert response.status_code == 422
    assert "open invitation to this address" in response.content.decode()


def test_person_who_has_the_role_is_not_invited_again(as_role):
    response = as_role("fund_manager").post(
        "/programme/people/invite/",
        {"role": "finance", "email": "finance@example.org", "display_name": "Noor"},
    )
    assert response.status_code == 422
    assert "has this role already" in response.content.decode()


def test_coach_who_is_invited_twice_keeps_one_role(invite, client, cast, project, other_project):
    """Both links were open before the first was taken up."""
    link = invite("funder", email="known@example.org")
    person = UserFactory(email="known@example.org")
    ProgrammeRole.objects.create(programme=project.programme, user=person, role="funder")
    client.force_login(person)
    client.post(link, {"take_up": "yes"})
    assert ProgrammeRole.objects.filter(user=person).count() == 1


@pytest.mark.parametrize("by", ["lead", "fund_manager"])
@pytest.mark.parametrize("role", ["lead", "member", "contributor"])
def test_lead_and_fund_manager_invite_to_the_team(invite_to_team, client, project, by, role):
    link = invite_to_team(role, by=by)
    client.logout()
    page = client.get(link).content.decode()
    assert "Join Warm Welcome" in page
    assert "Riverside HIV Fund" in page
    client.post(link, {"display_name": "N.", "password": NEW_PASSWORD})
    member = TeamMember.objects.get(user__email="new@example.org")
    assert (member.project, member.role, member.display_name) == (project, role, "N.")


def test_known_person_chooses_their_name_in_the_team(invite_to_team, client, project):
    person = UserFactory(email="known@example.org")
    link = invite_to_team(email="known@example.org")
    client.force_login(person)
    client.post(link, {"take_up": "yes", "display_name": "Sunny"})
    assert TeamMember.objects.get(user=person).display_name == "Sunny"
    person.refresh_from_db()
    assert person.display_name != "Sunny"


def test_person_on_the_team_is_not_invited_again(as_role):
    response = as_role("lead").post(
        "/projects/warm-welcome/team/invite/",
        {"role": "member", "email": "member@example.org", "display_name": "X"},
    )
    assert response.status_code == 422
    assert "on the team already" in response.content.decode()


def test_member_who_takes_up_a_leads_invitation_becomes_lead(invite_to_team, client, project):
    person = UserFactory(email="known@example.org")
    link = invite_to_team("lead", email="known@example.org")
    TeamMember.objects.create(project=project, user=person, role="member", display_name="K")
    client.force_login(person)
    client.post(link, {"take_up": "yes", "display_name": "K"})
    assert [row.role for row in TeamMember.objects.filter(user=person)] == ["lead"]


def test_address_is_shown_to_the_inviter_only(invite_to_team, as_role):
    invite_to_team(by="lead")
    url = "/projects/warm-welcome/team/"
    assert "new@example.org" in as_role("lead").get(url).content.decode()
    assert "new@example.org" not in as_role("fund_manager").get(url).content.decode()
    assert "Noor" not in as_role("member").get(url).content.decode()


def test_invitation_of_another_project_is_out_of_reach(invite_to_team, as_role):
    invite_to_team(by="lead")
    pk = Invitation.objects.get().pk
    other = as_role("other_lead")
    assert (
        other.post(f"/projects/night-line/team/invitations/{pk}/revoke/", {"version": 1}).status_code == 404
    )
    assert (
        other.post(f"/projects/warm-welcome/team/invitations/{pk}/revoke/", {"version": 1}).status_code == 404
    )
    assert Invitation.objects.get().revoked_at is None


@pytest.mark.django_db(transaction=True)
def test_mail_that_cannot_be_sent_is_said_and_the_invitation_kept(as_role, settings):
    settings.EMAIL_BACKEND = "tests.projects.test_invitations.Broken"
    data = {"role": "member", "email": "new@example.org", "display_name": "Noor"}
    response = as_role("lead").post("/projects/warm-welcome/team/invite/", data, follow=True)
    assert "could not be sent" in response.content.decode()
    assert Invitation.objects.count() == 1


class Broken:
    """A mail server that does not answer."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, email_messages):
        raise ConnectionRefusedError


def test_empty_button_does_not_write(as_role, invite):
    invite()
    pk = Invitation.objects.get().pk
    client = as_role("fund_manager")
    assert client.post(f"/programme/invitations/{pk}/revoke/").status_code == 302
    assert client.post(f"/programme/invitations/{pk}/resend/").status_code == 302
    assert Invitation.objects.get().version == 1


def test_page_is_kept_out_of_caches(invite, client):
    link = invite()
    client.logout()
    assert "no-store" in client.get(link)["Cache-Control"]


def test_assignments_are_recorded(invite, client, project):
    link = invite("coach", projects=[project.pk])
    client.logout()
    client.post(link, {"display_name": "Noor", "password": NEW_PASSWORD})
    assert CoachAssignment.objects.filter(programme_role__user__email="new@example.org").count() == 1
    events = set(AuditEvent.objects.values_list("event", flat=True))
    assert {
        "invitation_sent",
        "account_made",
        "role_given",
        "coach_assigned",
        "invitation_accepted",
    } <= events


# --- answered by somebody who is signed in already ---------------------------------------------------------


@pytest.fixture
def invited(invite_to_team, cast):
    """An invitation to the team, sent to the proven address of the finance person."""
    EmailAddress.objects.create(user=cast.finance, email="finance@example.org", verified=True)
    invite_to_team(email="Finance@example.org")
    return f"/my-invitations/{Invitation.objects.get().pk}/"


def test_person_signed_in_takes_their_invitation_up_without_the_link(as_role, cast, project, invited):
    client = as_role("finance")
    page = client.get(invited).content.decode()
    assert "Join Warm Welcome" in page
    assert not project.team.filter(user=cast.finance).exists()
    response = client.post(invited, {"take_up": "yes", "display_name": "Fay"})
    assert response.url == "/"
    assert project.team.get(user=cast.finance).display_name == "Fay"
    assert client.get(invited).status_code == 410


@pytest.mark.parametrize("role", ["lead", "member", "outsider", "fund_manager"])
def test_an_invitation_is_answered_by_its_person_alone(as_role, invited, role):
    client = as_role(role)
    assert client.get(invited).status_code == 404
    assert client.post(invited, {"take_up": "yes", "display_name": "X"}).status_code == 404
    assert Invitation.objects.get().accepted_at is None


def test_an_address_that_is_not_proven_opens_no_invitation(as_role, cast, invited):
    EmailAddress.objects.update(verified=False)
    client = as_role("finance")
    assert client.get(invited).status_code == 404
    assert client.post(invited, {"take_up": "yes", "display_name": "X"}).status_code == 404


def test_an_invitation_called_back_can_not_be_answered(as_role, send, invited):
    row = Invitation.objects.get()
    send("lead", f"/projects/warm-welcome/team/invitations/{row.pk}/revoke/", {"version": row.version})
    assert as_role("finance").get(invited).status_code == 410


def test_open_invitations_of_a_fund_manager_whose_role_ends_are_called_back(
    invite, invite_to_team, as_role, cast, programme
):
    other = ProgrammeRole.objects.create(
        programme=programme, role="fund_manager", user=UserFactory(email="second@example.org")
    )
    invite("fund_manager", email="own-second-address@example.org")
    invite_to_team(email="a@example.org", by="fund_manager")
    invite_to_team(email="b@example.org", by="lead")
    role = ProgrammeRole.objects.get(user=cast.fund_manager)
    client = as_role("fund_manager")
    client.logout()
    client.force_login(other.user)
    client.post(f"/programme/people/{role.pk}/end/", {"version": role.version})
    role.refresh_from_db()
    assert role.ended_at
    states = {row.email: row.state() for row in Invitation.objects.all()}
    assert states == {
        "own-second-address@example.org": "revoked",
        "a@example.org": "revoked",
        "b@example.org": "open",
    }


def test_somebody_without_a_part_finds_their_invitation_after_signing_in(client, invite_to_team, project):
    person = UserFactory(email="known@example.org")
    EmailAddress.objects.create(user=person, email="known@example.org", verified=True)
    invite_to_team(email="known@example.org")
    client.force_login(person)
    page = client.get("/").content.decode()
    assert "Answer the invitation to Warm Welcome" in page
    assert f"/my-invitations/{Invitation.objects.get().pk}/" in page
