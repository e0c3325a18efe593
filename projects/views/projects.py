"""Pages that change a project: its facts and organisations."""

from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import render_form, run

from ..actions import projects as actions
from ..actions.project_steps import moves_from
from ..crumbs import project_crumbs
from ..forms.projects import (
    LISTS,
    PartyForm,
    ProjectForm,
    WithdrawRowForm,
)
from ..models import Programme
from ..permissions import Permission, can, can_in, project_view
from ..tabs import project_tabs

P = Permission
GET_POST = ["GET", "POST"]


def hide_below(programme: Programme) -> int:
    """The programme's threshold for small numbers; 5 where it has set none. One query."""
    return getattr(getattr(programme, "disclosure_policy", None), "hide_below", 5)


def edit_page(project, part=""):
    return reverse("projects:project_edit", args=[project.slug]) + (f"#{part}" if part else "")


def edit_crumbs(project, here):
    return project_crumbs(project, here, ("Edit project", edit_page(project)))


def _settings(user, project) -> dict:
    """What the edit page shows beside its form: organisations, status, pauses, publication."""
    may_change_status = can(user, P.STATUS_CHANGE, project)
    return {
        "project": project,
        "project_tabs": project_tabs(user, project, ""),
        "parties": project.parties.current().select_related("organisation"),
        "pauses": project.pauses.current(),
        "moves": moves_from(project.status) if may_change_status else [],
        "may_change_status": may_change_status,
        "may_consent": can(user, P.CONSENT_GIVE, project),
    }


@require_http_methods(GET_POST)
@project_view(P.PROJECT_EDIT, seen_with=P.TEAM_SPACE_VIEW)
def project_edit(request, project):
    """What is written about the project, and the way to everything else that can be set."""
    form = ProjectForm(
        request.POST or None,
        instance=copy(project),
        programme=project.programme,
        hide_below=hide_below(project.programme),
    )
    if form.is_valid():
        changed = run(
            form,
            lambda: actions.edit_project(
                project=project,
                values=form.values(),
                many=form.many(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if changed:
            messages.success(request, f"{changed.name} is saved.")
            return redirect("projects:project_edit", changed.slug)
    context = {**_settings(request.user, project), "lists": [n for n in LISTS if n in form.fields]}
    return render_form(request, "projects/project_edit.html", form, context)


# --- organisations -----------------------------------------------------------------------------------------


def _party_page(request, project, form, title, submit):
    context = {
        "title": title,
        "submit": submit,
        "cancel_url": edit_page(project, "organisations"),
        "crumbs": edit_crumbs(project, title),
    }
    return render_form(request, "components/form_page.html", form, context)


def _may_add_organisation(request, project):
    return can_in(request.user, P.PROGRAMME_MANAGE, project.programme)


@require_http_methods(GET_POST)
@project_view(P.PROJECT_EDIT, seen_with=P.TEAM_SPACE_VIEW)
def party_add(request, project):
    """Give an organisation a part in the project."""
    form = PartyForm(request.POST or None, may_add_organisation=_may_add_organisation(request, project))
    if form.is_valid():
        party = run(form, lambda: actions.add_party(project=project, values=form.values(), by=request.user))
        if party:
            messages.success(request, f"{party.organisation} is added.")
            return redirect(edit_page(project, "organisations"))
    return _party_page(request, project, form, "Add an organisation to the project", "Add organisation")


@require_http_methods(GET_POST)
@project_view(P.PROJECT_EDIT, seen_with=P.TEAM_SPACE_VIEW)
def party_edit(request, project, pk):
    """Change an organisation's part or its dates."""
    party = get_object_or_404(project.parties.current(), pk=pk)
    form = PartyForm(
        request.POST or None,
        instance=copy(party),
        may_add_organisation=_may_add_organisation(request, project),
    )
    if form.is_valid():
        changed = run(
            form,
            lambda: actions.edit_party(
                party=party, values=form.values(), version=form.cleaned_data["version"], by=request.user
            ),
        )
        if changed:
            messages.success(request, f"{changed.organisation} is saved.")
            return redirect(edit_page(project, "organisations"))
    return _party_page(request, project, form, f"Edit the part of {party.organisation}", "Save organisation")


@require_http_methods(GET_POST)
@project_view(P.PROJECT_EDIT, seen_with=P.TEAM_SPACE_VIEW)
def party_withdraw(request, project, pk):
    """Ask before an entry that was wrong goes."""
    party = get_object_or_404(project.parties.current().select_related("organisation"), pk=pk)
    form = WithdrawRowForm(request.POST or None, row=party)
    if form.is_valid():
        done = run(
            form,
            lambda: actions.withdraw_party(
                party=party,
                why=form.cleaned_data["why"],
                version=form.cleaned_data["version"],
                by=request.user,
            ),
        )
        if done:
            messages.success(request, f"{party.organisation} is withdrawn from the project.")
            return redirect(edit_page(project, "organisations"))
    question = f"Withdraw {party.organisation} from {project.name}?"
    context = {
        "question": question,
        "text": "Use this for an entry that was wrong. If the organisation has left, edit its last day instead.",
        "submit": "Withdraw organisation",
        "cancel_url": edit_page(project, "organisations"),
        "crumbs": edit_crumbs(project, "Withdraw organisation"),
    }
    return render_form(request, "components/confirm.html", form, context)
