"""Offer a role by e-mail, take it up, send it again, call it back."""

import datetime
import hashlib
import logging
import secrets
from collections.abc import Callable, Iterable
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from ftc_qi.accounts import actions as accounts
from ftc_qi.accounts.models import User
from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.unique import refusing

from ..models import CoachAssignment, Invitation, Programme, ProgrammeRole, Project, TeamMember

logger = logging.getLogger(__name__)

VALID_FOR = datetime.timedelta(days=14)
Link = Callable[[str], str]
"""The secret of an invitation → the address of its page."""


class NotOpen(Exception):
    """The invitation was taken up, called back or has run out. `state` says which."""

    def __init__(self, state: str):
        super().__init__(f"This invitation is {state}.")
        self.state = state


def hash_of(secret: str) -> str:
    """What is stored of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def one_line(name: object) -> str:
    """A name for a mail's subject: a header is one line."""
    return " ".join(str(name).split())


def was_sent(subject: str, body: str, address: str) -> bool:
    """Send an e-mail; a failure is logged, without the address."""
    try:
        send_mail(subject, body, None, [address])
    except (OSError, SMTPException):
        logger.exception("An e-mail could not be sent")
        return False
    return True


def _send(invitation: Invitation, secret: str, link: Link) -> None:
    """Send the e-mail once the transaction holds. Sets `mail_failed` where it could not be sent."""
    place = invitation.project or invitation.programme
    words = {
        "invitation": invitation,
        "place": place,
        "link": link(secret),
        "inviter": invitation.invited_by,
    }
    subject = f"You are invited to {one_line(place)} on FTC QI"
    body = render_to_string("projects/invitation_email.txt", words)
    invitation.mail_failed = False  # type: ignore[attr-defined]

    def send() -> None:
        invitation.mail_failed = not was_sent(subject, body, invitation.email)  # type: ignore[attr-defined]

    transaction.on_commit(send)


def _invite(*, by, link, projects=(), **fields) -> Invitation:
    """Store the offer with a new secret, record it, send it."""
    secret = secrets.token_urlsafe(32)
    fields["email"] = fields["email"].strip().lower()
    open_ones = Invitation.objects.open().filter(email__iexact=fields["email"], role=fields["role"])
    if open_ones.filter(programme=fields.get("programme"), project=fields.get("project")).exists():
        raise Refused("There is an open invitation to this address. Send that one again instead.", "email")
    invitation = history.create(
        Invitation(
            secret_hash=hash_of(secret),
            expires_at=timezone.now() + VALID_FOR,
            invited_by=by,
            **fields,
        ),
        by=by,
        event="invitation_sent",
        many={"coached_projects": projects} if projects else None,
    )
    _send(invitation, secret, link)
    return invitation


@transaction.atomic
def invite_to_programme(
    *,
    programme: Programme,
    role: str,
    email: str,
    display_name: str,
    link: Link,
    by: User | None,
    all_projects: bool = True,
    projects: Iterable[Project] = (),
) -> Invitation:
    """Offer a programme role. A coach is role "advisor" with all_projects off and the projects to look after.

    Refused where somebody with this address has the role, or an open invitation to it.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    if programme.roles.filter(user__email__iexact=email.strip(), role=role, ended_at__isnull=True).exists():
        raise Refused("Somebody with this address has this role already.", "email")
    return _invite(
        programme=programme,
        role=role,
        email=email,
        display_name=display_name,
        all_projects=all_projects,
        projects=list(projects),
        link=link,
        by=by,
    )


@transaction.atomic
def invite_to_team(
    *, project: Project, role: str, email: str, display_name: str, link: Link, by: User
) -> Invitation:
    """Offer a part in a team: lead, member or contributor. Refused where the address is on the team already."""
    Project.objects.select_for_update().get(pk=project.pk)
    if project.team.active().filter(user__email__iexact=email.strip()).exists():
        raise Refused(
            "Somebody with this address is on the team already. Change their part instead.", "email"
        )
    return _invite(project=project, role=role, email=email, display_name=display_name, link=link, by=by)


def _locked(invitation: Invitation, version: int | None = None) -> Invitation:
    """The row as it is, held. version: as the person saw it; Refused where it has changed since."""
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if version is not None and stored.version != version:
        raise Refused("This invitation was sent again or changed a moment ago. Look again, then decide.")
    return stored


@transaction.atomic
def resend(*, invitation: Invitation, link: Link, by: User | None, version: int | None = None) -> Invitation:
    """Send it again with a new secret and 14 new days; the old link stops working. Refused once it is
    taken up or called back, and where it is no longer at `version`: pressed twice, it is sent once."""
    invitation = _locked(invitation, version)
    if invitation.state() not in ("open", "expired"):
        raise Refused("This invitation was taken up or called back. Invite the person anew.")
    secret, before = secrets.token_urlsafe(32), invitation.expires_at
    invitation.secret_hash = hash_of(secret)
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.version += 1
    # Written by hand: a link's secret is nobody's, so not even its hash enters the history.
    invitation.save(update_fields=["secret_hash", "expires_at", "version"])
    changes = {"expires_at": [before, invitation.expires_at]}
    history.record("invitation_sent_again", target=invitation, by=by, changes=changes)
    _send(invitation, secret, link)
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, version: int | None = None) -> Invitation:
    """Call an invitation back; its link stops working. Refused once it is taken up, and where it is no
    longer at `version`."""
    invitation = _locked(invitation, version)
    if invitation.state() == "accepted":
        raise Refused("This invitation was taken up. End the person's role instead.")
    if invitation.revoked_at:
        return invitation
    values = {"revoked_at": timezone.now()}
    return history.change(invitation, values=values, version=None, by=by, event="invitation_revoked")


@transaction.atomic
def end_open(*, where: Q, by: User, made_by: User, email: str = "") -> None:
    """Call back what is still open there of what `made_by` sent, and with `email` what was sent to it."""
    whose = Q(invited_by=made_by) | (Q(email__iexact=email) if email else Q())
    for invitation in Invitation.objects.open().select_for_update(of=("self",)).filter(whose, where):
        values = {"revoked_at": timezone.now()}
        history.change(invitation, values=values, version=None, by=by, event="invitation_revoked")


@transaction.atomic
def accept(*, invitation: Invitation, user: User, display_name: str = "") -> Invitation:
    """Give `user` the role that is offered. display_name: how the team sees them; default as invited.

    Somebody who has the role already keeps it. The view holds `user` against the invited address.
    Raises NotOpen.
    """
    invitation = _locked(invitation)
    if (state := invitation.state()) != "open":
        raise NotOpen(state)
    if invitation.project_id:
        _join_team(invitation, user, display_name or invitation.display_name)
    else:
        _take_role(invitation, user)
    values = {"accepted_at": timezone.now(), "accepted_by": user}
    return history.change(invitation, values=values, version=None, by=user, event="invitation_accepted")


@transaction.atomic
def accept_as_new_person(*, invitation: Invitation, display_name: str, password: str) -> User:
    """Make the invited person's account and give them the role. Raises NotOpen; Refused where the
    address has an account by now. The link proves the address."""
    invitation = _locked(invitation)
    if (state := invitation.state()) != "open":
        raise NotOpen(state)
    with refusing("This address has an account by now. Sign in to take up the invitation."):
        user = accounts.create_person(email=invitation.email, display_name=display_name, password=password)
    accept(invitation=invitation, user=user, display_name=display_name)
    return user


def _take_role(invitation, user):
    role = ProgrammeRole.objects.filter(
        programme=invitation.programme_id, user=user, role=invitation.role, ended_at__isnull=True
    ).first()
    if role is None:
        role = history.create(
            ProgrammeRole(
                programme_id=invitation.programme_id,
                user=user,
                role=invitation.role,
                all_projects=invitation.all_projects,
            ),
            by=user,
            event="role_given",
        )
    if role.is_coach:
        held = set(role.assignments.filter(ended_at__isnull=True).values_list("project", flat=True))
        for project in invitation.coached_projects.exclude(pk__in=held):
            history.create(
                CoachAssignment(programme_role=role, project=project), by=user, event="coach_assigned"
            )


def _join_team(invitation, user, display_name):
    """Join; somebody who came by another invitation meanwhile keeps their part, or becomes a lead."""
    there = invitation.project.team.active().filter(user=user).first()
    if there is None:
        member = TeamMember(
            project_id=invitation.project_id, user=user, role=invitation.role, display_name=display_name
        )
        history.create(member, by=user, event="team_member_joined")
    elif invitation.role == TeamMember.Role.LEAD:
        values = {"role": TeamMember.Role.LEAD}
        history.change(there, values=values, version=None, by=user, event="team_member_changed")
