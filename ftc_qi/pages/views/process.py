"""The process map of a project: its page, its files, its lanes and steps."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core import ordering
from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.pages.diagrams import process_map
from ftc_qi.pages.drawing_answers import drawing_answer
from ftc_qi.pages.process_list import described, map_of, rows_of, sentence
from measures.values import plural
from projects.actions import process as actions
from projects.crumbs import form_page
from projects.forms.process import LaneForm, StepForm, StepsForm
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs

WRITE = ["GET", "HEAD", "POST"]
EXAMPLE = """Visitor
- Comes in and sits down
Peer worker
- Offers a test
- Does the visitor want one?
Nurse
- Takes the sample
- Wait for the result"""


def _steps(project):
    return list(project.process_steps.current().select_related("lane", "other_step"))


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def process(request, project):
    """The process as a list to edit and as a drawing."""
    steps, lanes = _steps(project), list(project.process_lanes.current())
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "process"),
        "project_section": "Process map",
        "lede": "What happens today, step by step, and who does it. Look for waits, hand-offs and steps nobody needs.",
        "steps": rows_of(steps),
        "lanes": lanes,
        "may_edit": can(request.user, Permission.METHOD_EDIT, project),
    }
    if steps:
        context |= {"sentence": sentence(steps), "drawing": process_map.on_page(map_of(steps, lanes))}
    return render(request, "pages/process.html", context)


def _file(request, project, ending):
    steps, lanes = _steps(project), list(project.process_lanes.current())
    title = f"{project.name}: process map"
    svg, paper = process_map.as_file(map_of(steps, lanes), title)
    return drawing_answer(
        svg,
        ending,
        name=f"{project.slug}-process",
        title=title,
        described=described(steps),
        paper="a3" if request.GET.get("paper") == "a3" else paper,
    )


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def process_svg(request, project):
    """The drawing as a picture that stands alone."""
    return _file(request, project, "svg")


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def process_png(request, project):
    """The same in dots."""
    return _file(request, project, "png")


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def process_pdf(request, project):
    """The same on one page across: A4, or A3 where it could not be read on A4 or with `?paper=a3`."""
    return _file(request, project, "pdf")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def lane_add(request, project):
    """Add who does a part of the process."""
    form = LaneForm(request.POST or None)
    if form.is_valid():
        lane = run(
            form,
            lambda: actions.add_lane(
                project=project, name=form.cleaned_data["name"], confirmed=form.confirmed, by=request.user
            ),
        )
        if lane:
            messages.success(request, f"“{lane.name}” has a lane.")
            return _back_to(project, f"lane-{lane.pk}")
    return _form(request, project, form, "Add a lane", "Add the lane")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def lane_rename(request, project, lane_id):
    """Give a lane another name."""
    lane = get_object_or_404(project.process_lanes.current(), pk=lane_id)
    form = LaneForm(request.POST or None, instance=lane)
    if form.is_valid() and run(
        form,
        lambda: actions.rename_lane(
            lane=lane,
            name=form.cleaned_data["name"],
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The lane has its new name.")
        return _back_to(project, f"lane-{lane.pk}")
    return _form(request, project, form, "Rename the lane", "Save the name")


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def lane_move(request, project, lane_id):
    """One place up or down."""
    lane = get_object_or_404(project.process_lanes.current(), pk=lane_id)
    if (way := request.POST.get("way")) in (ordering.UP, ordering.DOWN):
        actions.move_lane(lane=lane, way=way, by=request.user)
    return _back_to(project, f"lane-{lane.pk}")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def lane_withdraw(request, project, lane_id):
    """Withdraw a lane without steps."""
    lane = get_object_or_404(project.process_lanes.current(), pk=lane_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: actions.withdraw_lane(lane=lane, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"The lane “{lane.name}” is withdrawn.")
        return _back_to(project)
    consequences = ["It leaves the map. A lane with steps stays."]
    return _confirm(request, project, form, "lane", f"Withdraw the lane “{lane.name}”?", consequences)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def step_add(request, project):
    """Add a step, at the end or behind another (`?after=`)."""
    steps = _steps(project)
    after = next((row for row in steps if str(row.pk) == request.GET.get("after")), None)
    initial = {"after": after, "lane": after.lane if after else None, "kind": "step"}
    form = StepForm(request.POST or None, project=project, steps=steps, initial=initial)
    if form.is_valid():
        step = run(
            form,
            lambda: actions.add_step(
                project=project,
                values=form.values(),
                new_lane=form.cleaned_data["new_lane"],
                after=form.cleaned_data.get("after"),
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if step:
            messages.success(request, f"“{step.text}” is on the map.")
            return _back_to(project, f"row-{step.pk}")
    return _form(request, project, form, "Add a step", "Add the step", "pages/step_form.html")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def steps_several(request, project):
    """Add several steps at once."""
    form = StepsForm(request.POST or None)
    if form.is_valid():
        added = run(
            form,
            lambda: actions.add_outline(
                project=project, lines=form.lines, confirmed=form.confirmed, by=request.user
            ),
        )
        if added:
            messages.success(request, f"{plural(len(added), 'step')} added.")
            return _back_to(project, f"row-{added[0].pk}")
    context = _around(project, "Add several steps at once") | {
        "submit": "Add the steps",
        "example": EXAMPLE,
        "example_says": "A line that ends in “?” is a decision, one that begins with “Wait” is a wait.",
    }
    return render_form(request, "pages/typed_list_form.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def step_edit(request, project, step_id):
    """Change a step."""
    step = get_object_or_404(project.process_steps.current(), pk=step_id)
    form = StepForm(request.POST or None, instance=step, project=project, steps=_steps(project))
    if form.is_valid() and run(
        form,
        lambda: actions.edit_step(
            step=step,
            values=form.values(),
            new_lane=form.cleaned_data["new_lane"],
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The step is saved.")
        return _back_to(project, f"row-{step.pk}")
    return _form(request, project, form, "Change the step", "Save the step", "pages/step_form.html")


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def step_move(request, project, step_id):
    """One place earlier or later."""
    step = get_object_or_404(project.process_steps.current(), pk=step_id)
    if (way := request.POST.get("way")) in (ordering.UP, ordering.DOWN):
        actions.move_step(step=step, way=way, by=request.user)
    return _back_to(project, f"row-{step.pk}")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def step_withdraw(request, project, step_id):
    """Withdraw a step."""
    step = get_object_or_404(project.process_steps.current(), pk=step_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: actions.withdraw_step(step=step, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"“{step.text}” is withdrawn.")
        return _back_to(project)
    consequences = ["It leaves the map. The steps behind it move up by one."]
    if project.process_steps.current().filter(other_step=step).exists():
        consequences.append("An answer that leads here leads to the step behind it instead, or to the end.")
    return _confirm(request, project, form, "step", f"Withdraw “{step.text}”?", consequences)


def _back_to(project, row=""):
    """Back to the list, at a row, which gets the focus."""
    url = reverse("pages:process", args=[project.slug])
    return redirect(f"{url}#{row}" if row else url)


def _form(request, project, form, title, submit, template="components/form_page.html"):
    context = _around(project, title) | {"submit": submit}
    return render_form(request, template, form, context)


def _confirm(request, project, form, what, question, consequences):
    context = _around(project, f"Withdraw the {what}") | {
        "question": question,
        "submit": f"Withdraw the {what}",
        "consequences": consequences,
    }
    return render_form(request, "components/confirm.html", form, context)


def _around(project, title):
    return form_page(project, title, ("Process map", reverse("pages:process", args=[project.slug])))
