"""The pages that answer an invitation: behind its link, and for a person who is signed in already. Opening one
changes nothing; its button takes the role up."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ftc_qi.accounts.models import User
from ftc_qi.accounts.person_forms import NameForm, NewPersonForm
from ftc_qi.core.access import public, signed_in
from ftc_qi.core.asked import refuse_large_keys
from ftc_qi.core.forms import render_form, run

from ..actions import invitations
from ..forms.people import PROGRAMME_OFFERS, TEAM_OFFERS
from ..models import Invitation

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@public
def invitation_page(request, secret):
    """Show what is offered and by whom; take it up on POST."""
    invitation = _with_places(Invitation.objects).filter(secret_hash=invitations.hash_of(secret)).first()
    if invitation is None:
        raise Http404
    if (state := invitation.state()) != "open":
        return _gone(request, invitation, state)
    context = _offer(invitation)
    person = User.objects.filter(email__iexact=invitation.email).first()
    if request.user.is_authenticated and request.user != person:
        return render(request, "projects/invitation_other.html", context)
    if person is None:
        return _new_person(request, invitation, context)
    if not request.user.is_authenticated:
        return render(request, "projects/invitation_sign_in.html", context)
    return _known_person(request, invitation, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_invitation(request, pk):
    """Take up an invitation to an address that the signed-in person has proven to be theirs: without the link."""
    refuse_large_keys({"pk": pk})
    invitation = get_object_or_404(_with_places(Invitation.objects.sent_to(request.user)), pk=pk)
    if (state := invitation.state()) != "open":
        return _gone(request, invitation, state)
    return _known_person(request, invitation, _offer(invitation))


def _with_places(invitations):
    return invitations.select_related("programme", "project", "invited_by", "project__programme")


def _offer(invitation):
    """What the page says is offered."""
    offers = TEAM_OFFERS if invitation.project_id else PROGRAMME_OFFERS
    return {
        "invitation": invitation,
        "place": invitation.project or invitation.programme,
        "what": offers.get("coach" if invitation.is_coach else invitation.role, ("", ""))[1],
    }


def _gone(request, invitation, state):
    """Used, called back or run out: say so, and what to do, without what was offered."""
    mine = request.user.is_authenticated and invitation.accepted_by_id == request.user.pk
    return render(request, "projects/invitation_gone.html", {"state": state, "mine": mine}, status=410)


def _new_person(request, invitation, context):
    """Make an account, sign it in."""
    form = NewPersonForm(
        request.POST or None, email=invitation.email, initial={"display_name": invitation.display_name}
    )
    if form.is_valid():
        try:
            user = run(
                form,
                lambda: invitations.accept_as_new_person(
                    invitation=invitation,
                    display_name=form.cleaned_data["display_name"],
                    password=form.cleaned_data["password"],
                ),
            )
        except invitations.NotOpen as closed:
            return _gone(request, invitation, closed.state)
        if user:
            login(request, user, backend=BACKEND)
            messages.success(request, f"Welcome, {user.display_name}. You have joined {context['place']}.")
            return redirect("/")
    return render_form(request, "projects/invitation_new.html", form, context)


def _known_person(request, invitation, context):
    """Take it up as the person who is signed in."""
    initial = {"display_name": invitation.display_name}
    taking_up = request.method == "POST" and "take_up" in request.POST
    form = NameForm(request.POST if taking_up else None, initial=initial)
    if not invitation.project_id:
        del form.fields["display_name"]
        form.audiences = {}
    else:
        form.fields["display_name"].label = "Your name in this team"
    if form.is_valid():
        try:
            invitations.accept(
                invitation=invitation,
                user=request.user,
                display_name=form.cleaned_data.get("display_name", ""),
            )
        except invitations.NotOpen as closed:
            return _gone(request, invitation, closed.state)
        messages.success(request, f"You have joined {context['place']}.")
        return redirect("/")
    return render_form(request, "projects/invitation_accept.html", form, context)
