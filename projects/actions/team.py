"""Change a project's team."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from ftc_qi.accounts.models import User
from ftc_qi.core import history
from ftc_qi.core.forms import Refused

from ..models import Project, TeamMember
from . import invitations

Role = TeamMember.Role
LAST_LEAD = "A team needs a lead. Hand over the lead first."


def _lock(project_id: int) -> Project:
    """Changes of one team queue, so that two people cannot each remove the other lead."""
    return Project.objects.select_for_update().get(pk=project_id)


def _refuse_last_lead(member, without_lead):
    others = TeamMember.objects.active().filter(project=member.project_id, role=Role.LEAD)
    if member.role == Role.LEAD and not without_lead and not others.exclude(pk=member.pk).exists():
        raise Refused(LAST_LEAD)


@transaction.atomic
def add_person(
    *, project: Project, display_name: str, role: str, by: User, user: User | None = None, confirmed=()
) -> TeamMember:
    """Put somebody on the team at once: without `user`, a person who does not sign in.

    Refused for a lead who could not sign in.
    """
    _lock(project.pk)
    if role == Role.LEAD and user is None:
        raise Refused("A lead signs in. Invite them by e-mail instead.", "role")
    member = TeamMember(project=project, user=user, display_name=display_name, role=role)
    return history.create(member, by=by, event="team_member_added", confirmed=confirmed)


@transaction.atomic
def change_member(
    *,
    member: TeamMember,
    values: Mapping,
    version: int | None,
    by: User,
    without_lead: bool = False,
    confirmed=(),
) -> TeamMember:
    """Change a person's part or the name people see. A lead who stops being one leaves no open invitations.

    without_lead: the team may be left without one.
    """
    project = _lock(member.project_id)
    current = TeamMember.objects.select_related("user").get(pk=member.pk)
    role = values.get("role", current.role)
    if role == Role.LEAD and current.user_id is None:
        raise Refused("A lead signs in. Invite them by e-mail instead.", "role")
    if role != Role.LEAD:
        try:
            _refuse_last_lead(current, without_lead)
        except Refused as refusal:
            raise Refused(str(refusal), "role") from refusal
    changed = history.change(
        member, values=values, version=version, by=by, event="team_member_changed", confirmed=confirmed
    )
    if current.role == Role.LEAD != role and current.user is not None:
        invitations.end_open(where=Q(project=project), by=by, made_by=current.user)
    return changed


@transaction.atomic
def remove_member(
    *, member: TeamMember, by: User, version: int | None = None, without_lead: bool = False
) -> TeamMember:
    """Take a person off the team; their access ends at once, what they wrote stays. Open invitations that they
    sent, or that would let them back in, are called back. Removing twice changes nothing. Refused for the last
    lead unless `without_lead`."""
    project = _lock(member.project_id)
    member = TeamMember.objects.select_related("user").get(pk=member.pk)
    if member.ended_at:
        return member
    _refuse_last_lead(member, without_lead)
    values = {"ended_at": timezone.now()}
    removed = history.change(member, values=values, version=version, by=by, event="team_member_removed")
    if (user := member.user) is not None:
        invitations.end_open(where=Q(project=project), by=by, made_by=user, email=user.email)
    return removed


@transaction.atomic
def hand_over_lead(*, project: Project, to: TeamMember, by: User, team_page: str) -> TeamMember:
    """Make `to` the lead and tell them by e-mail. The lead who hands over becomes a team member; when somebody else
    does it (a fund manager), all leads do. Refused for a person who does not sign in or has left. team_page: its
    whole address."""
    _lock(project.pk)
    to = TeamMember.objects.select_related("user").get(pk=to.pk)
    if to.user_id is None or to.ended_at:
        raise Refused("Choose somebody on the team who signs in.", "to")
    leads = list(project.team.active().filter(role=Role.LEAD).exclude(pk=to.pk))
    mine = [lead for lead in leads if lead.user_id == by.pk]
    to = history.change(
        to, values={"role": Role.LEAD}, version=None, by=by, event="team_member_changed", why="hand over"
    )
    for lead in mine or leads:
        values = {"role": Role.MEMBER}
        history.change(lead, values=values, version=None, by=by, event="team_member_changed", why="hand over")
    if to.user is not None and to.user != by:
        _tell_lead(project, to, to.user.email, by, team_page)
    return to


def _tell_lead(project: Project, to: TeamMember, address: str, by: User, team_page: str) -> None:
    subject = f"You lead {invitations.one_line(project)} on FTC QI now"
    words = {"project": project, "to": to, "by": _called(project, by), "link": team_page}
    body = render_to_string("projects/lead_email.txt", words)
    transaction.on_commit(lambda: invitations.was_sent(subject, body, address))


def _called(project: Project, user: User) -> TeamMember | User:
    """Who speaks, under the name the team knows."""
    return project.team.active().filter(user=user).first() or user


def set_people_taking_part(*, project: Project, values: Mapping, version: int | None, by: User) -> Project:
    """Record how many people with lived experience take part: a number, never beside a person."""
    return history.change(project, values=values, version=version, by=by, event="taking_part_changed")
