"""The steps of one PDSA cycle: writing them down, moving on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ftc_qi.core.asked import page_to_go_back_to
from ftc_qi.core.forms import render_form, run
from ftc_qi.pages.cycle_measures import measures_of
from ftc_qi.pages.cycle_now import CONSEQUENCES, NOW, STAGE_LEFT, step_form
from ftc_qi.pages.cycle_space import observations_of
from ftc_qi.pages.cycle_words import ORDER
from ftc_qi.pages.views.cycles import WRITE, find_cycle, to_cycle
from projects.actions import cycles
from projects.crumbs import form_page
from projects.models import PDSACycle
from projects.permissions import Permission, project_view

Stage = PDSACycle.Stage


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_step(request, project, cycle_id, step):
    """Save the words of one step, now or later; the cycle stays where it is."""
    cycle = find_cycle(project, cycle_id)
    if ORDER[step] > ORDER[cycle.stage]:
        raise Http404
    form = step_form(cycle, step, request.POST)
    if form.is_valid():
        edited = run(
            form,
            lambda: cycles.edit_cycle(
                cycle=cycle,
                values=form.values(),
                results=form.results(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, f"{Stage(step).label} is saved.")
            return redirect("pages:cycle", project.slug, cycle.pk)
    title, lede, save, _ = NOW[step]
    return _step_page(request, cycle, step, form, {"title": title, "lede": lede, "submit": save})


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_move(request, project, cycle_id, to):
    """Move the cycle on to its next stage, with the words of the stage it leaves. ?next= comes back elsewhere."""
    cycle = find_cycle(project, cycle_id)
    if to not in STAGE_LEFT:
        raise Http404
    step = STAGE_LEFT[to]
    back = page_to_go_back_to(request, reverse("pages:cycle", args=[project.slug, cycle.pk]))
    if request.method != "POST" and cycle.stage != step:
        messages.error(request, cycles.no_move(cycle, to))
        return redirect(back)
    form = step_form(cycle, step, request.POST, moving=True)
    if form.is_valid():
        moved = run(
            form,
            lambda: cycles.move_cycle(
                cycle=cycle,
                to=to,
                values=form.values(),
                results=form.results(),
                without_prediction=form.cleaned_data.get("without_prediction", False),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if moved:
            done = to if to != "do" or moved.prediction else "do_without"
            messages.success(request, MOVED[done].format(number=moved.number))
            return redirect(back)
    move = NOW[step][3]
    return _step_page(
        request,
        cycle,
        step,
        form,
        {"title": move, "submit": move, "consequence": CONSEQUENCES[to], "cancel_url": back},
    )


MOVED = {
    "do": "Cycle {number}: Do has begun. The prediction is locked.",
    "do_without": "Cycle {number}: Do has begun, without a prediction.",
    "study": "Cycle {number}: Do has ended. Now compare with what you expected.",
    "act": "Cycle {number}: Study is written. Now decide.",
    "done": "Cycle {number} is done.",
}


def _step_page(request, cycle, step, form, more):
    context = form_page(cycle.project, more["title"], *to_cycle(cycle.project, cycle)) | {
        "about": f"Cycle {cycle.number}: {cycle.title}",
        "seen": observations_of(cycle, request.user) if step == Stage.DO else [],
        "measures": measures_of(cycle, request.user) if step in (Stage.STUDY, Stage.ACT) else [],
        "learned": cycle.study if step == Stage.ACT else "",
    }
    return render_form(request, "pages/cycle_step.html", form, context | more)
