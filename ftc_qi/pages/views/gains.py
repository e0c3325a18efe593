"""Holding the gains: the check of ten factors, and the control plan."""

from collections import defaultdict

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.core.today import today
from ftc_qi.pages.gains import check_due, picture, rows_of, to_work_on
from measures.actions import control_plan
from measures.forms.control_plan import ControlItemForm
from measures.models import ControlItem
from measures.readings import read
from projects.actions import sustainability
from projects.crumbs import form_page
from projects.forms.sustainability import CheckForm
from projects.models import Project, SustainabilityAnswer
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs

WRITE = ["GET", "HEAD", "POST"]
SEEN = Permission.TEAM_SPACE_VIEW


@require_safe
@project_view(SEEN, seen_with=SEEN)
def gains(request, project):
    """The newest check (or `?check=`), beside the one before it (or `?with=`); the control plan."""
    checks = list(project.sustainability_checks.current().select_related("by"))
    due = check_due(project, {check.occasion for check in checks}, today())
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "gains"),
        "project_section": "Holding the gains",
        "lede": "Will it last when the project is over? Ten things to talk through, and a plan for who watches what.",
        "checks": checks,
        "due": due.words(today()) if due else "",
        "plan": _plan(request, project),
        "may_edit": can(request.user, Permission.METHOD_EDIT, project),
        "has_measures": project.measures.current().exists(),
    }
    if checks:
        context |= _compared(request, project, checks)
    return render_page(request, "pages/gains.html", context)


def _compared(request, project, checks):
    """The check to show and the one to compare it with. One query."""
    chosen = _named(checks, request.GET.get("check"), checks[0])
    earlier = [check for check in checks if check is not chosen]
    older = next((check for check in earlier if check.done_on <= chosen.done_on), None)
    before = _named(earlier, request.GET.get("with"), older)
    answers = defaultdict(dict)
    for row in SustainabilityAnswer.objects.filter(
        check_done__in=[one.pk for one in (chosen, before) if one]
    ):
        answers[row.check_done_id][row.factor] = (row.level, row.note)
    theirs = answers[before.pk] if before else None
    may_act = can(request.user, Permission.ACTION_EDIT, project)
    return {
        "chosen": chosen,
        "before": before,
        "rows": rows_of(answers[chosen.pk], theirs),
        "radars": picture(answers[chosen.pk], theirs),
        "next": to_work_on(project, answers[chosen.pk], may_act=may_act),
    }


def _named(checks, key, otherwise):
    """The check of that key among `checks`."""
    return next((check for check in checks if str(check.pk) == key), otherwise)


def _plan(request, project):
    """The lines of the control plan, each with its measure as the reader may see it. A constant number of queries."""
    items = list(
        ControlItem.objects.current()
        .filter(measure__project=project, measure__withdrawn_at__isnull=True)
        .select_related("measure")
        .order_by("-measure__is_primary", "measure__order", "pk")
    )
    measures = {item.measure_id: item.measure for item in items}
    for measure in measures.values():
        measure.project = project
    readings = (
        {reading.measure.pk: reading for reading in read(measures.values(), user=request.user, today=today())}
        if measures
        else {}
    )
    return [{"item": item, "reading": readings[item.measure_id]} for item in items]


# --- the check -------------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=SEEN)
def check_add(request, project):
    """Do the check; the one that is due is filled in."""
    done = project.sustainability_checks.current().values_list("occasion", flat=True)
    due = check_due(project, set(done), today())
    form = CheckForm(request.POST or None, initial={"occasion": due.occasion} if due else None)
    if form.is_valid():
        done = run(
            form,
            lambda: sustainability.add_check(
                project=project,
                values=form.values(),
                answers=form.answers(),
                today=today(),
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if done:
            messages.success(request, f"The check of {uk_date(done.done_on)} is saved.")
            return redirect("pages:gains", project.slug)
    return _check_page(request, project, form, "Check what will last", "Save the check")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=SEEN)
def check_edit(request, project, check_id):
    """Change a check."""
    check = get_object_or_404(project.sustainability_checks.current(), pk=check_id)
    form = CheckForm(request.POST or None, instance=check)
    if form.is_valid():
        edited = run(
            form,
            lambda: sustainability.edit_check(
                check=check,
                values=form.values(),
                answers=form.answers(),
                version=form.cleaned_data["version"],
                today=today(),
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, f"The check of {uk_date(edited.done_on)} is saved.")
            return redirect("pages:gains", project.slug)
    return _check_page(request, project, form, "Change the check", "Save the check")


def _check_page(request, project, form, title, submit):
    context = _form_page(project, title) | {"submit": submit, "rows": form.rows()}
    return render_form(request, "pages/gains_check.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=SEEN)
def check_withdraw(request, project, check_id):
    """Take a check back."""
    check = get_object_or_404(project.sustainability_checks.current(), pk=check_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: sustainability.withdraw_check(check=check, why=form.cleaned_data["why"], by=request.user),
    ):
        messages.success(request, f"The check of {uk_date(check.done_on)} is withdrawn.")
        return redirect("pages:gains", project.slug)
    context = _form_page(project, "Withdraw the check") | {
        "question": f"Withdraw the check of {uk_date(check.done_on)}?",
        "submit": "Withdraw the check",
        "consequences": ["It leaves the page; the history keeps it."],
    }
    return render_form(request, "components/confirm.html", form, context)


# --- the control plan ------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=SEEN)
def plan_add(request, project):
    """Add a line to the control plan."""
    form = ControlItemForm(request.POST or None, project=project)
    if form.is_valid():
        item = run(
            form,
            lambda: control_plan.add_item(
                project=project, values=form.values(), confirmed=form.confirmed, by=request.user
            ),
        )
        if item:
            messages.success(request, f"“{item.measure.name}” is in the control plan.")
            return redirect("pages:gains", project.slug)
    context = _form_page(project, "Watch a measure") | {"submit": "Add to the plan"}
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=SEEN)
def plan_edit(request, project, item_id):
    """Change a line of the control plan."""
    item = _item(project, item_id)
    form = ControlItemForm(request.POST or None, instance=item, project=project)
    if form.is_valid():
        edited = run(
            form,
            lambda: control_plan.edit_item(
                item=item,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, f"The plan for “{edited.measure.name}” is saved.")
            return redirect("pages:gains", project.slug)
    context = _form_page(project, "Change the control plan") | {"submit": "Save the plan"}
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=SEEN)
def plan_withdraw(request, project, item_id):
    """Take a line out of the control plan."""
    item = _item(project, item_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: control_plan.withdraw_item(item=item, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"“{item.measure.name}” is out of the control plan.")
        return redirect("pages:gains", project.slug)
    context = _form_page(project, "Withdraw from the control plan") | {
        "question": f"Take “{item.measure.name}” out of the control plan?",
        "submit": "Take it out",
        "consequences": ["The measure and its chart stay.", "The history keeps what the plan said."],
    }
    return render_form(request, "components/confirm.html", form, context)


def _item(project: Project, item_id: int) -> ControlItem:
    return get_object_or_404(
        ControlItem.objects.current().select_related("measure__project"), pk=item_id, measure__project=project
    )


def _form_page(project, title):
    return form_page(project, title, ("Holding the gains", reverse("pages:gains", args=[project.slug])))
