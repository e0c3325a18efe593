"""Predictions of one PDSA cycle: its further questions, and amending what is locked."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ftc_qi.core.forms import Refused, WithdrawForm, render_form, run
from ftc_qi.core.ordering import DOWN, UP
from ftc_qi.pages.policy import policy_of
from ftc_qi.pages.views.cycles import WRITE, find_cycle, to_cycle
from projects.actions import cycles, questions
from projects.actions.cycles import questions_of
from projects.crumbs import form_page
from projects.forms.predictions import AmendForm, AmendQuestionForm, QuestionForm
from projects.permissions import Permission, project_view


def _find(project, cycle_id, question_id):
    """A cycle and one of its questions, or 404."""
    cycle = find_cycle(project, cycle_id)
    return cycle, get_object_or_404(questions_of(cycle), pk=question_id)


def _page_of(project, cycle):
    return reverse("pages:cycle", args=[project.slug, cycle.pk])


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def question_add(request, project, cycle_id):
    """Add a further question with its prediction."""
    cycle = find_cycle(project, cycle_id)
    form = QuestionForm(
        request.POST or None, after_do=cycle.is_locked, hide_below=policy_of(project).hide_below
    )
    if form.is_valid():
        added = run(
            form,
            lambda: questions.add_question(
                cycle=cycle, values=form.values(), confirmed=form.confirmed, by=request.user
            ),
        )
        if added:
            messages.success(request, "The question is added.")
            return redirect(f"{_page_of(project, cycle)}#question-{added.pk}")
    return _form(request, project, cycle, form, title="Add a question", submit="Add the question")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def question_edit(request, project, cycle_id, question_id):
    """Change a question and its prediction, before Do."""
    cycle, question = _find(project, cycle_id, question_id)
    form = QuestionForm(request.POST or None, instance=question, hide_below=policy_of(project).hide_below)
    if form.is_valid():
        edited = run(
            form,
            lambda: questions.edit_question(
                question=question,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, "The question is saved.")
            return redirect(f"{_page_of(project, cycle)}#question-{question.pk}")
    return _form(request, project, cycle, form, title="Change a question", submit="Save the question")


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def question_move(request, project, cycle_id, question_id):
    """Put a question one place up or down."""
    cycle, question = _find(project, cycle_id, question_id)
    way = request.POST.get("way")
    try:
        if way in (UP, DOWN):
            questions.move_question(question=question, way=way, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{_page_of(project, cycle)}#question-{question.pk}")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def question_withdraw(request, project, cycle_id, question_id):
    """Withdraw a question with a reason."""
    cycle, question = _find(project, cycle_id, question_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: questions.withdraw_question(question=question, why=form.cleaned_data["why"], by=request.user),
    ):
        messages.success(request, "The question is withdrawn.")
        return redirect(_page_of(project, cycle))
    context = form_page(project, "Withdraw a question", *to_cycle(project, cycle)) | {
        "question": f"Withdraw the question “{question.question}”?",
        "submit": "Withdraw the question",
        "consequences": ["It leaves the cycle’s page, with what you expect of it."],
    }
    return render_form(request, "components/confirm.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def prediction_amend(request, project, cycle_id):
    """Amend the cycle's own locked prediction with a reason; both texts are kept."""
    cycle = find_cycle(project, cycle_id)
    form = AmendForm(request.POST or None, instance=cycle, hide_below=policy_of(project).hide_below)
    return _amend(
        request, project, cycle, form, lambda **words: cycles.amend_prediction(cycle=cycle, **words)
    )


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def question_amend(request, project, cycle_id, question_id):
    """Amend the locked prediction of a further question with a reason; both texts are kept."""
    cycle, question = _find(project, cycle_id, question_id)
    form = AmendQuestionForm(
        request.POST or None, instance=question, hide_below=policy_of(project).hide_below
    )
    return _amend(
        request,
        project,
        cycle,
        form,
        lambda **words: questions.amend_question(question=question, **words),
        about=question.question,
    )


def _amend(request, project, cycle, form, action, about=""):
    if form.is_valid():
        amended = run(
            form,
            lambda: action(
                prediction=form.cleaned_data["prediction"],
                why=form.cleaned_data["why"],
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if amended:
            messages.success(request, "The prediction is amended. The text before is kept.")
            return redirect(_page_of(project, cycle))
    lede = (
        "It was locked when Do began. The text before stays beside the new one, with your reason."
        if cycle.is_locked
        else "Do has not begun, so the prediction is still open. Change it on the cycle’s page."
    )
    return _form(
        request,
        project,
        cycle,
        form,
        title="Amend the prediction",
        lede=f"{about} {lede}".strip(),
        submit="Amend the prediction",
    )


def _form(request, project, cycle, form, *, title, submit, lede=""):
    context = form_page(project, title, *to_cycle(project, cycle)) | {"lede": lede, "submit": submit}
    return render_form(request, "components/form_page.html", form, context)
