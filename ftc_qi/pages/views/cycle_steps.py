"""The steps of one PDSA cycle: writing them down, moving on, amending a locked prediction."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import render_form, run
from ftc_qi.pages.cycle_words import ORDER
from ftc_qi.pages.policy import policy_of
from ftc_qi.pages.views.cycles import NOW, find_cycle
from projects.actions import theory
from projects.forms.steps import STEP_FORMS, AmendForm
from projects.models import PDSACycle
from projects.permissions import Permission, project_view

WRITE = ["GET", "HEAD", "POST"]
Stage = PDSACycle.Stage
STAGE_LEFT = {to: stage for stage, following in PDSACycle.TRANSITIONS.items() for to in following}


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_step(request, project, cycle_id, step):
    """Save the words of one step, now or later; the cycle stays where it is."""
    cycle = find_cycle(project, cycle_id)
    if ORDER[step] > ORDER[cycle.stage]:
        raise Http404
    form = STEP_FORMS[step](request.POST or None, instance=cycle, hide_below=policy_of(project).hide_below)
    if form.is_valid():
        edited = run(
            form,
            lambda: theory.edit_cycle(
                cycle=cycle,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, f"{Stage(step).label} is saved.")
            return redirect("pages:cycle", project.slug, cycle.pk)
    title, lede, save, _ = NOW[step]
    return _step_page(request, project, cycle, form, title=title, lede=lede, submit=save)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_move(request, project, cycle_id, to):
    """Move the cycle on to its next stage, with the words of the stage it leaves."""
    cycle = find_cycle(project, cycle_id)
    if to not in STAGE_LEFT:
        raise Http404
    step = STAGE_LEFT[to]
    form = STEP_FORMS[step](
        request.POST or None, instance=cycle, moving=True, hide_below=policy_of(project).hide_below
    )
    if form.is_valid():
        moved = run(
            form,
            lambda: theory.move_cycle(
                cycle=cycle,
                to=to,
                values=form.values(),
                without_prediction=form.cleaned_data.get("without_prediction", False),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if moved:
            messages.success(request, MOVED[to].format(number=moved.number))
            return redirect("pages:cycle", project.slug, cycle.pk)
    move = NOW[step][3]
    return _step_page(request, project, cycle, form, title=move, lede="", submit=move)


MOVED = {
    "do": "Cycle {number}: Do has begun. The prediction is locked.",
    "study": "Cycle {number}: Do has ended. Now compare with what you expected.",
    "act": "Cycle {number}: Study is written. Now decide.",
    "done": "Cycle {number} is done.",
}


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def prediction_amend(request, project, cycle_id):
    """Amend a locked prediction with a reason; both texts are kept."""
    cycle = find_cycle(project, cycle_id)
    form = AmendForm(request.POST or None, instance=cycle, hide_below=policy_of(project).hide_below)
    if form.is_valid():
        amended = run(
            form,
            lambda: theory.amend_prediction(
                cycle=cycle,
                prediction=form.cleaned_data["prediction"],
                why=form.cleaned_data["why"],
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if amended:
            messages.success(request, "The prediction is amended. The text before is kept.")
            return redirect("pages:cycle", project.slug, cycle.pk)
    return _step_page(
        request,
        project,
        cycle,
        form,
        title="Amend the prediction",
        lede="It was locked when Do began. The text before stays beside the new one, with your reason.",
        submit="Amend the prediction",
    )


def _step_page(request, project, cycle, form, *, title, lede, submit):
    back = reverse("pages:cycle", args=[project.slug, cycle.pk])
    context = {
        "title": title,
        "lede": lede,
        "submit": submit,
        "cancel_url": back,
        "crumbs": [
            {"label": project.name, "url": reverse("pages:project", args=[project.slug])},
            {"label": "PDSA cycles", "url": reverse("pages:cycle_list", args=[project.slug])},
            {"label": f"Cycle {cycle.number}", "url": back},
            {"label": title},
        ],
    }
    return render_form(request, "components/form_page.html", form, context)
