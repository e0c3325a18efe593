"""Pages that take a step of a project's life, after asking: its status, pauses, publication."""

from copy import copy
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import render_form, run

from ..actions import project_steps as actions
from ..forms.projects import (
    STEP_FORMS,
    PauseForm,
    StepForm,
    WithdrawRowForm,
)
from ..permissions import Permission, project_view
from .projects import GET_POST, edit_crumbs, edit_page, hide_below

P = Permission


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
        "cancel_url": edit_page(project, part),
        "crumbs": edit_crumbs(project, words.submit),
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
        return redirect(edit_page(project, "status"))
    form = STEP_FORMS[move](request.POST or None, row=project, hide_below=hide_below(project.programme))
    if form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("confirm_text", None)
        if form.audiences:
            given["confirmed"] = form.confirmed
        if run(form, partial(STATUS_ACTIONS[move], project=project, by=request.user, **given)):
            messages.success(request, f"{project.name} {words.done}")
            return redirect(edit_page(project, "status"))
    return _ask(request, project, form, words, "status")


# --- pauses ------------------------------------------------------------------------------------------------


def _pause_page(request, project, form, title):
    context = {
        "title": title,
        "submit": "Save pause",
        "cancel_url": edit_page(project, "pauses"),
        "crumbs": edit_crumbs(project, title),
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
        return redirect(edit_page(project, "pauses"))
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
        return redirect(edit_page(project, "pauses"))
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
        return redirect(edit_page(project, "pauses"))
    context = {
        "question": f"Withdraw this pause of {project.name}?",
        "text": "Use this for a pause that never was.",
        "submit": "Withdraw pause",
        "cancel_url": edit_page(project, "pauses"),
        "crumbs": edit_crumbs(project, "Withdraw pause"),
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
        return redirect(edit_page(project, "publication"))
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
