"""Pages that change a project: its facts, organisations, status, pauses, publication."""

from copy import copy
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import render_form, run

from ..actions import projects as actions
from ..crumbs import project_crumbs
from ..forms.projects import (
    LISTS,
    STEP_FORMS,
    PartyForm,
    PauseForm,
    ProjectForm,
    StepForm,
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


def _edit_page(project, part=""):
    return reverse("projects:project_edit", args=[project.slug]) + (f"#{part}" if part else "")


def _crumbs(project, here):
    return project_crumbs(project, here, ("Edit project", _edit_page(project)))


def _settings(user, project) -> dict:
    """What the edit page shows beside its form: organisations, status, pauses, publication."""
    may_change_status = can(user, P.STATUS_CHANGE, project)
    return {
        "project": project,
        "project_tabs": project_tabs(user, project, ""),
        "parties": project.parties.current().select_related("organisation"),
        "pauses": project.pauses.current(),
        "moves": actions.moves_from(project.status) if may_change_status else [],
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
        "cancel_url": _edit_page(project, "organisations"),
        "crumbs": _crumbs(project, title),
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
            return redirect(_edit_page(project, "organisations"))
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
            return redirect(_edit_page(project, "organisations"))
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
            return redirect(_edit_page(project, "organisations"))
    question = f"Withdraw {party.organisation} from {project.name}?"
    context = {
        "question": question,
        "text": "Use this for an entry that was wrong. If the organisation has left, edit its last day instead.",
        "submit": "Withdraw organisation",
        "cancel_url": _edit_page(project, "organisations"),
        "crumbs": _crumbs(project, "Withdraw organisation"),
    }
    return render_form(request, "components/confirm.html", form, context)


# --- status ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What a page that asks says; `done` follows the project's name."""

    question: str
    submit: str
    consequences: tuple[str, ...]
    done: str
    danger: bool = False


STATUS_WORDS = {
    "start": Words(
        "Start {}?",
        "Start project",
        ("Its measures are due from now on.", "Its address can no longer be changed."),
        "is active.",
    ),
    "pause": Words(
        "Pause {}?",
        "Pause project",
        (
            "Nothing is due or overdue while it is paused.",
            "Its charts show the pause as a shaded stretch, with the reason.",
        ),
        "is paused.",
    ),
    "resume": Words("Resume {}?", "Resume project", ("Its measures are due again.",), "is active again."),
    "complete": Words(
        "Complete {}?",
        "Complete project",
        ("It counts as completed from today. You can reopen it.",),
        "is completed.",
    ),
    "close-early": Words(
        "Close {} early?",
        "Close project early",
        ("This can't be undone.", "Everything recorded stays and can be read.", "A pause ends today."),
        "is closed.",
        danger=True,
    ),
    "reopen": Words(
        "Reopen {}?", "Reopen project", ("It is active again and its measures are due.",), "is active again."
    ),
}
STATUS_ACTIONS = {
    "start": actions.start_project,
    "pause": actions.pause_project,
    "resume": actions.resume_project,
    "complete": actions.complete_project,
    "close-early": actions.close_project_early,
    "reopen": actions.reopen_project,
}


def _ask(request, project, form, words, part):
    """The page before a step of a project: what it does, and one button."""
    context = {
        "question": words.question.format(project.name),
        "consequences": words.consequences,
        "submit": words.submit,
        "danger": words.danger,
        "cancel_url": _edit_page(project, part),
        "crumbs": _crumbs(project, words.submit),
    }
    return render_form(request, "components/confirm.html", form, context)


@require_http_methods(GET_POST)
@project_view(P.STATUS_CHANGE, seen_with=P.TEAM_SPACE_VIEW)
def project_status(request, project, move):
    """One move of the status table, after asking."""
    if move not in actions.MOVES:
        raise Http404
    words = STATUS_WORDS[move]
    if request.method == "GET" and project.status not in actions.MOVES[move].sources:
        messages.info(request, f"{project.name} is now “{project.get_status_display().lower()}”.")
        return redirect(_edit_page(project, "status"))
    form = STEP_FORMS[move](request.POST or None, row=project, hide_below=hide_below(project.programme))
    if form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("confirm_text", None)
        if form.audiences:
            given["confirmed"] = form.confirmed
        if run(form, partial(STATUS_ACTIONS[move], project=project, by=request.user, **given)):
            messages.success(request, f"{project.name} {words.done}")
            return redirect(_edit_page(project, "status"))
    return _ask(request, project, form, words, "status")


# --- pauses ------------------------------------------------------------------------------------------------


def _pause_page(request, project, form, title):
    context = {
        "title": title,
        "submit": "Save pause",
        "cancel_url": _edit_page(project, "pauses"),
        "crumbs": _crumbs(project, title),
        "lede": "Nothing is due in a pause, and the charts show it as a shaded stretch.",
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(GET_POST)
@project_view(P.STATUS_CHANGE, seen_with=P.TEAM_SPACE_VIEW)
def pause_add(request, project):
    """Record a pause that is over."""
    form = PauseForm(request.POST or None, hide_below=hide_below(project.programme))
    if form.is_valid() and run(
        form,
        lambda: actions.add_pause(
            project=project, values=form.values(), confirmed=form.confirmed, by=request.user
        ),
    ):
        messages.success(request, "The pause is added.")
        return redirect(_edit_page(project, "pauses"))
    return _pause_page(request, project, form, "Add a past pause")


@require_http_methods(GET_POST)
@project_view(P.STATUS_CHANGE, seen_with=P.TEAM_SPACE_VIEW)
def pause_edit(request, project, pk):
    """Put a pause's dates or reason right."""
    pause = get_object_or_404(project.pauses.current(), pk=pk)
    form = PauseForm(request.POST or None, instance=copy(pause), hide_below=hide_below(project.programme))
    if form.is_valid() and run(
        form,
        lambda: actions.edit_pause(
            pause=pause,
            values=form.values(),
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The pause is saved.")
        return redirect(_edit_page(project, "pauses"))
    return _pause_page(request, project, form, "Edit a pause")


@require_http_methods(GET_POST)
@project_view(P.STATUS_CHANGE, seen_with=P.TEAM_SPACE_VIEW)
def pause_withdraw(request, project, pk):
    """Ask before a pause that never was goes."""
    pause = get_object_or_404(project.pauses.current(), pk=pk)
    form = WithdrawRowForm(request.POST or None, row=pause)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_pause(
            pause=pause,
            why=form.cleaned_data["why"],
            version=form.cleaned_data["version"],
            by=request.user,
        ),
    ):
        messages.success(request, "The pause is withdrawn.")
        return redirect(_edit_page(project, "pauses"))
    context = {
        "question": f"Withdraw this pause of {project.name}?",
        "text": "Use this for a pause that never was.",
        "submit": "Withdraw pause",
        "cancel_url": _edit_page(project, "pauses"),
        "crumbs": _crumbs(project, "Withdraw pause"),
    }
    return render_form(request, "components/confirm.html", form, context)


# --- publication -------------------------------------------------------------------------------------------

CONSENT = Words(
    "Agree that {} is published?",
    "Agree to publish",
    (
        "The fund manager may then put the project's name, summary and aim on a public page, with its charts.",
        "Small numbers are hidden there. Nobody on the team is named.",
        "You can take this back at any time; the public page then goes at once.",
    ),
    "may now be published. Your fund manager decides when.",
)
CONSENT_BACK = Words(
    "Take back your agreement to publish {}?",
    "Take agreement back",
    ("Its public page goes at once, if it has one.",),
    "is no longer public, and won't be without your agreement.",
    danger=True,
)
PUBLISH = Words(
    "Publish {}?",
    "Publish project",
    ("Anybody can read its public page, without signing in.", "Small numbers are hidden there."),
    "is published.",
)
UNPUBLISH = Words(
    "Unpublish {}?",
    "Unpublish project",
    ("Its public page goes at once. The team sees no difference.",),
    "is no longer public.",
    danger=True,
)


def _publication_step(request, project, words, action):
    form = StepForm(request.POST or None, row=project)
    if form.is_valid() and run(
        form, lambda: action(project=project, version=form.cleaned_data["version"], by=request.user)
    ):
        messages.success(request, f"{project.name} {words.done}")
        return redirect(_edit_page(project, "publication"))
    return _ask(request, project, form, words, "publication")


@require_http_methods(GET_POST)
@project_view(P.CONSENT_GIVE, seen_with=P.TEAM_SPACE_VIEW)
def consent_give(request, project):
    """The lead agrees to publication."""
    return _publication_step(request, project, CONSENT, actions.give_consent)


@require_http_methods(GET_POST)
@project_view(P.CONSENT_GIVE, seen_with=P.TEAM_SPACE_VIEW)
def consent_withdraw(request, project):
    """The lead takes the agreement back."""
    return _publication_step(request, project, CONSENT_BACK, actions.withdraw_consent)


@require_http_methods(GET_POST)
@project_view(P.STATUS_CHANGE, seen_with=P.TEAM_SPACE_VIEW)
def project_publish(request, project):
    """The fund manager publishes, once the lead has agreed."""
    return _publication_step(request, project, PUBLISH, actions.publish_project)


@require_http_methods(GET_POST)
@project_view(P.STATUS_CHANGE, seen_with=P.TEAM_SPACE_VIEW)
def project_unpublish(request, project):
    """The fund manager takes the public page away."""
    return _publication_step(request, project, UNPUBLISH, actions.unpublish_project)
