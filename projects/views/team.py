"""A project's team: who is on it, who is invited, and every change to it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core.forms import render_form, run

from ..actions import invitations
from ..actions import team as actions
from ..crumbs import project_crumbs
from ..forms.people import (
    AddPersonForm,
    ConfirmForm,
    HandOverForm,
    OwnTeamNameForm,
    TakingPartForm,
    TeamInviteForm,
    TeamMemberForm,
)
from ..models import TeamMember
from ..permissions import Permission, can, can_in, project_view
from ..tabs import project_tabs
from .people import invitation_rows, link_of, resend, revoke, say_sent

P = Permission


@require_safe
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def team_page(request, project):
    """People by the name they chose and their part; invitations for those who manage the team."""
    may_manage = can(request.user, P.TEAM_MANAGE, project)
    people = list(project.team.active())
    order = list(TeamMember.Role)
    people.sort(key=lambda person: (order.index(person.role), person.display_name.casefold()))
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "team"),
        "project_section": "Team",
        "people": people,
        "me": next((person for person in people if person.user_id == request.user.pk), None),
        "may_manage": may_manage,
        "may_hand_over": may_manage and any(p.user_id and p.role != TeamMember.Role.LEAD for p in people),
        "leads": [person for person in people if person.role == TeamMember.Role.LEAD],
        "exact": can(request.user, P.NUMBERS_EXACT, project),
    }
    if may_manage:
        offered = project.invitations.select_related("invited_by")[:200]
        context["offers"] = invitation_rows(offered, request.user)
    return render(request, "projects/team.html", context)


def _form_page(request, project, form, title, submit, **more):
    """A page with one form of the team."""
    context = {
        "title": title,
        "submit": submit,
        "cancel_url": reverse("projects:team", args=[project.slug]),
        "crumbs": _crumbs(project, title),
        **more,
    }
    return render_form(request, "components/form_page.html", form, context)


def _crumbs(project, here):
    return project_crumbs(project, here, ("Team", reverse("projects:team", args=[project.slug])))


def _confirm_page(request, project, form, question, submit, consequences):
    context = {
        "question": question,
        "submit": submit,
        "cancel_url": reverse("projects:team", args=[project.slug]),
        "crumbs": _crumbs(project, submit),
        "consequences": consequences,
    }
    return render_form(request, "components/confirm.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(P.TEAM_MANAGE, seen_with=P.TEAM_SPACE_VIEW)
def team_invite(request, project):
    """Invite somebody to the team."""
    form = TeamInviteForm(request.POST or None)
    if form.is_valid() and (
        invitation := run(
            form,
            lambda: invitations.invite_to_team(
                project=project,
                role=form.cleaned_data["role"],
                email=form.cleaned_data["email"],
                display_name=form.cleaned_data["display_name"],
                link=link_of(request),
                by=request.user,
            ),
        )
    ):
        say_sent(request, invitation)
        return redirect("projects:team", project.slug)
    return _form_page(
        request,
        project,
        form,
        "Invite somebody to the team",
        "Send the invitation",
        lede="They get an e-mail with a link. Nothing changes until they open it and press the button.",
    )


@require_http_methods(["GET", "POST"])
@project_view(P.TEAM_MANAGE, seen_with=P.TEAM_SPACE_VIEW)
def person_add(request, project):
    """Add somebody who does not sign in."""
    form = AddPersonForm(request.POST or None)
    if form.is_valid() and (
        person := run(
            form,
            lambda: actions.add_person(
                project=project,
                display_name=form.cleaned_data["display_name"],
                role=form.cleaned_data["role"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"{person.display_name} is on the team.")
        return redirect("projects:team", project.slug)
    return _form_page(
        request,
        project,
        form,
        "Add somebody who does not sign in",
        "Add to the team",
        lede="For people who take part but do not use this site. You can invite them later.",
    )


@require_http_methods(["GET", "POST"])
@project_view(P.TEAM_MANAGE, seen_with=P.TEAM_SPACE_VIEW)
def member_edit(request, project, pk):
    """Change a person's part or the name people see."""
    member = get_object_or_404(project.team.active(), pk=pk)
    name = member.display_name
    form = TeamMemberForm(request.POST or None, instance=member)
    if form.is_valid() and (
        member := run(
            form,
            lambda: actions.change_member(
                member=form.instance,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                without_lead=can_in(request.user, P.PROGRAMME_MANAGE, project.programme),
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"{member.display_name} is saved.")
        return redirect("projects:team", project.slug)
    return _form_page(request, project, form, f"Change {name}’s part", "Save the change")


@require_http_methods(["GET", "POST"])
@project_view(P.TEAM_MANAGE, seen_with=P.TEAM_SPACE_VIEW)
def member_remove(request, project, pk):
    """Take a person off the team."""
    member = get_object_or_404(project.team.active(), pk=pk)
    form = ConfirmForm(request.POST or None, initial={"version": member.version})
    if form.is_valid() and run(
        form,
        lambda: actions.remove_member(
            member=member,
            version=form.cleaned_data["version"],
            without_lead=can_in(request.user, P.PROGRAMME_MANAGE, project.programme),
            by=request.user,
        ),
    ):
        messages.success(request, f"{member.display_name} is no longer on the team.")
        return redirect(_after_leaving(request, project, member))
    return _confirm_page(
        request,
        project,
        form,
        f"Take {member.display_name} off the team?",
        "Take off the team",
        [
            "Their access to this project ends at once.",
            "What they wrote stays, under their name.",
            *_lead_consequences(member, "they"),
        ],
    )


def _lead_consequences(member, who):
    """What else ends when a lead goes; only leads send invitations."""
    if member.role != TeamMember.Role.LEAD:
        return []
    return [f"Invitations {who} sent that nobody has taken up are called back."]


def _after_leaving(request, project, member):
    """The team's page, but not for the person who has just left it."""
    if member.user_id == request.user.pk:
        return "/"
    return reverse("projects:team", args=[project.slug])


@require_http_methods(["GET", "POST"])
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def team_leave(request, project):
    """Leave the team oneself."""
    member = get_object_or_404(project.team.active(), user=request.user)
    form = ConfirmForm(request.POST or None, initial={"version": member.version})
    if form.is_valid() and run(
        form,
        lambda: actions.remove_member(member=member, version=form.cleaned_data["version"], by=request.user),
    ):
        messages.success(request, f"You have left the team of {project.name}.")
        return redirect("/")
    return _confirm_page(
        request,
        project,
        form,
        f"Leave the team of {project.name}?",
        "Leave the team",
        [
            "Your access to this project ends at once.",
            "What you wrote stays, under your name.",
            *_lead_consequences(member, "you"),
            "To come back, somebody has to invite you.",
        ],
    )


@require_http_methods(["GET", "POST"])
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def own_name_edit(request, project):
    """Choose the name one goes by in this team."""
    member = get_object_or_404(project.team.active(), user=request.user)
    form = OwnTeamNameForm(request.POST or None, instance=member)
    if form.is_valid() and run(
        form,
        lambda: actions.change_member(
            member=form.instance,
            values=form.values(),
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            without_lead=True,
            by=request.user,
        ),
    ):
        messages.success(request, "Your name in this team is saved.")
        return redirect("projects:team", project.slug)
    return _form_page(request, project, form, "Change your name in this team", "Save the name")


@require_http_methods(["GET", "POST"])
@project_view(P.TEAM_MANAGE, seen_with=P.TEAM_SPACE_VIEW)
def lead_hand_over(request, project):
    """Make somebody else the lead."""
    form = HandOverForm(request.POST or None, project=project)
    leads = project.team.active().filter(user=request.user, role=TeamMember.Role.LEAD).exists()
    until_now = "You stay" if leads else "Whoever leads now stays"
    if form.is_valid() and (
        to := run(
            form,
            lambda: actions.hand_over_lead(
                project=project,
                to=form.cleaned_data["to"],
                team_page=request.build_absolute_uri(reverse("projects:team", args=[project.slug])),
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"{to.display_name} leads the project now.")
        return redirect("projects:team", project.slug)
    return _form_page(
        request,
        project,
        form,
        "Hand over the lead",
        "Hand over the lead",
        lede=f"{until_now} on as a team member. Open invitations stay open. The new lead is told by e-mail.",
    )


@require_http_methods(["GET", "POST"])
@project_view(P.TEAM_MANAGE, seen_with=P.TEAM_SPACE_VIEW)
def taking_part_edit(request, project):
    """Record how many people with lived experience take part."""
    form = TakingPartForm(request.POST or None, instance=project)
    if form.is_valid() and run(
        form,
        lambda: actions.set_people_taking_part(
            project=form.instance,
            values=form.values(),
            version=form.cleaned_data["version"],
            by=request.user,
        ),
    ):
        messages.success(request, "The number is saved.")
        return redirect("projects:team", project.slug)
    return _form_page(request, project, form, "People with lived experience", "Save the number")


@require_POST
@project_view(P.TEAM_MANAGE, seen_with=P.TEAM_SPACE_VIEW)
def team_invitation_resend(request, project, pk):
    """Send an invitation to the team again."""
    resend(request, get_object_or_404(project.invitations, pk=pk))
    return redirect("projects:team", project.slug)


@require_POST
@project_view(P.TEAM_MANAGE, seen_with=P.TEAM_SPACE_VIEW)
def team_invitation_revoke(request, project, pk):
    """Call an invitation to the team back."""
    revoke(request, get_object_or_404(project.invitations, pk=pk))
    return redirect("projects:team", project.slug)
