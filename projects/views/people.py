"""People's roles in a programme: invite, change a coach's projects, end."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core.access import signed_in
from ftc_qi.core.forms import Refused, render_form, run

from ..actions import invitations
from ..actions import people as actions
from ..forms.people import AdvisedProjectsForm, ConfirmForm, ProgrammeInviteForm
from ..models import CoachAssignment, Invitation, ProgrammeRole, TeamMember
from ..permissions import Permission, access_of, programme_view


def link_of(request):
    """The secret of an invitation → its address on this site."""
    return lambda secret: request.build_absolute_uri(reverse("projects:invitation", args=[secret]))


def invitation_rows(invitations, user) -> dict[str, list]:
    """Invitations as a page shows them: `waiting` (open or expired) and `closed`. The address only where
    `user` sent it (DECISIONS 6). No query: give them with `invited_by`."""
    rows: dict[str, list] = {"waiting": [], "closed": []}
    for invitation in invitations:
        state = invitation.state()
        row = {
            "invitation": invitation,
            "state": state,
            "email": invitation.email if invitation.invited_by_id == user.pk else "",
        }
        rows["waiting" if state in ("open", "expired") else "closed"].append(row)
    return rows


def people_context(request, programme):
    """Roles, invitations to them, and what is offered to the reader, for the programme's page: four queries."""
    held = CoachAssignment.objects.filter(ended_at__isnull=True).select_related("project")
    roles = programme.roles.filter(ended_at__isnull=True).select_related("user")
    invitations = list(programme.invitations.select_related("invited_by")[:200])
    return {
        "roles": list(roles.prefetch_related(Prefetch("assignments", held, to_attr="held"))),
        "invitations": invitations,
        "offers": invitation_rows(invitations, request.user),
        "invited": list(
            Invitation.objects.open().sent_to(request.user).select_related("programme", "project")
        ),
    }


def say_sent(request, invitation):
    """Tell the inviter whether the e-mail went out."""
    if invitation.mail_failed:
        messages.warning(
            request,
            f"The invitation for {invitation.display_name} is kept, but the e-mail could not be sent. "
            "Check the mail settings, then send it again.",
        )
    else:
        messages.success(
            request, f"The invitation for {invitation.display_name} is sent. It can be taken up for 14 days."
        )


def _pressed(request) -> int | None:
    """The version the button was drawn with; None where it sent none, and the person is told."""
    form = ConfirmForm(request.POST)
    if form.is_valid():
        return form.cleaned_data["version"]
    messages.error(request, "Nothing was changed: the page had lost its place. Try again.")
    return None


def resend(request, invitation):
    """Send an invitation again, and say what came of it."""
    version = _pressed(request)
    if version is None:
        return
    try:
        sent = invitations.resend(
            invitation=invitation, link=link_of(request), version=version, by=request.user
        )
        say_sent(request, sent)
    except Refused as refusal:
        messages.error(request, str(refusal))


def revoke(request, invitation):
    """Call an invitation back, and say what came of it."""
    version = _pressed(request)
    if version is None:
        return
    try:
        invitations.revoke(invitation=invitation, version=version, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The invitation for {invitation.display_name} is called back.")


def _people_page(request, programme):
    q = f"?programme={programme.slug}" if len(access_of(request.user).programme_ids) > 1 else ""
    return reverse("projects:programme") + q + "#people"


def _crumbs(request, programme, here):
    return [{"label": programme.name, "url": _people_page(request, programme)}, {"label": here}]


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def programme_invite(request, programme):
    """Invite somebody to a role in the programme."""
    form = ProgrammeInviteForm(request.POST or None, programme=programme)
    if form.is_valid() and (
        invitation := run(
            form,
            lambda: invitations.invite_to_programme(
                programme=programme, link=link_of(request), by=request.user, **form.offer()
            ),
        )
    ):
        say_sent(request, invitation)
        return redirect(_people_page(request, programme))
    context = {
        "title": "Invite somebody",
        "lede": "They get an e-mail with a link. Nothing changes until they open it and press the button.",
        "submit": "Send the invitation",
        "cancel_url": _people_page(request, programme),
        "crumbs": _crumbs(request, programme, "Invite somebody"),
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def role_edit(request, programme, pk):
    """Change which projects an advisor or coach looks after."""
    role = get_object_or_404(
        programme.roles.filter(ended_at__isnull=True).select_related("user", "programme"),
        pk=pk,
        role=ProgrammeRole.Role.ADVISOR,
    )
    form = AdvisedProjectsForm(request.POST or None, instance=role)
    if form.is_valid() and run(
        form,
        lambda: actions.change_advised_projects(
            role=role,
            all_projects=form.cleaned_data["which"] == "all",
            projects=form.cleaned_data["projects"],
            version=form.cleaned_data["version"],
            by=request.user,
        ),
    ):
        messages.success(request, f"The projects of {role.user.display_name} are saved.")
        return redirect(_people_page(request, programme))
    title = f"Projects of {role.user.display_name}"
    context = {
        "title": title,
        "submit": "Save the projects",
        "cancel_url": _people_page(request, programme),
        "crumbs": _crumbs(request, programme, title),
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def role_end(request, programme, pk):
    """End a role."""
    roles = programme.roles.filter(ended_at__isnull=True).select_related("user")
    role = get_object_or_404(roles, pk=pk)
    name, label = role.user.display_name, role.label.lower() if role.role != "advisor" else role.label
    form = ConfirmForm(request.POST or None, initial={"version": role.version})
    if form.is_valid() and run(
        form, lambda: actions.end_role(role=role, version=form.cleaned_data["version"], by=request.user)
    ):
        messages.success(request, f"{name} is no longer {label}.")
        return redirect(_people_page(request, programme) if role.user_id != request.user.pk else "/")
    question = f"End the role of {name} as {label}?"
    context = {
        "question": question,
        "submit": "End the role",
        "cancel_url": _people_page(request, programme),
        "crumbs": _crumbs(request, programme, "End a role"),
        "consequences": [
            "Their access through this role ends at once.",
            "What they wrote and decided stays, under their name.",
            "You can invite them again.",
        ],
    }
    return render_form(request, "components/confirm.html", form, context)


@require_POST
@programme_view(Permission.PROGRAMME_MANAGE)
def programme_invitation_resend(request, programme, pk):
    """Send an invitation to a role again."""
    resend(request, get_object_or_404(programme.invitations, pk=pk))
    return redirect(_people_page(request, programme))


@require_POST
@programme_view(Permission.PROGRAMME_MANAGE)
def programme_invitation_revoke(request, programme, pk):
    """Call an invitation to a role back."""
    revoke(request, get_object_or_404(programme.invitations, pk=pk))
    return redirect(_people_page(request, programme))


@require_safe
@signed_in
def first_project(request):
    """Go to the page of the first project the person is on: where a contributor starts."""
    member = TeamMember.objects.active().filter(user=request.user).select_related("project").first()
    if member is None:
        raise Http404
    return redirect("pages:project", member.project.slug)
