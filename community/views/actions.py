"""Actions: of a project, and of one person across their projects."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.actions import actions as writing
from community.actions_list import ActionChoices, actions_of, current_actions, row_of
from community.forms.actions import ActionForm
from community.models import Action
from ftc_qi.core.access import signed_in
from ftc_qi.core.asked import page_to_go_back_to, row_key
from ftc_qi.core.forms import Refused, render_form, run
from ftc_qi.core.today import today
from projects.crumbs import form_page
from projects.forms.projects import WithdrawRowForm
from projects.models import PDSACycle
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs

P = Permission
GET_POST = ["GET", "HEAD", "POST"]
A_PAGE = 50


@require_safe
@signed_in
def my_actions(request):
    """What a person has to do in all their projects; `?show=done` for what they have done."""
    rows = actions_of(request.user, today())
    done = request.GET.get("show") == "done"
    chosen = [row for row in rows if row.is_open is not done]
    context = {
        "open_count": sum(row.is_open for row in rows),
        "done_count": sum(not row.is_open for row in rows),
        "late_count": sum(bool(row.late) for row in rows),
        "done": done,
        "page_obj": Paginator(chosen, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "community/my_actions.html", context)


@require_safe
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def action_list(request, project):
    """Who does what by when; by state, person and source, in an order to choose."""
    day = today()
    rows = [row_of(action, request.user, day) for action in current_actions().filter(project=project)]
    choices = ActionChoices(request.GET, rows)
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "actions"),
        "project_section": "Actions",
        "lede": "Who does what by when: from cycles, meetings and reports, in one list.",
        "total": len(rows),
        "choices": choices,
        "page_obj": Paginator(choices.rows, A_PAGE).get_page(request.GET.get("page")),
        "may_edit": can(request.user, P.ACTION_EDIT, project),
    }
    return render(request, "community/action_list.html", context)


@require_http_methods(GET_POST)
@project_view(P.ACTION_EDIT, seen_with=P.TEAM_SPACE_VIEW)
def action_add(request, project):
    """Agree an action. `?cycle=` makes it a task of that cycle; `?what=` and `?source=` fill the form."""
    cycle = None
    if request.GET.get("cycle"):
        cycles = PDSACycle.objects.current().filter(change_idea__project=project)
        cycle = get_object_or_404(cycles, pk=row_key(request.GET["cycle"]))
    given = {"what": request.GET.get("what", "")[:200].replace("\x00", "")}
    if request.GET.get("source") in Action.Source.values:
        given["source"] = request.GET["source"]
    sent = request.POST if request.method == "POST" else None
    form = ActionForm(sent, initial=given, project=project, cycle_given=cycle)
    back = _cycle_tasks(cycle) if cycle else page_to_go_back_to(request, _list_page(project))
    if form.is_valid():
        action = run(
            form,
            lambda: writing.add_action(
                project=project, values=form.values(), confirmed=form.confirmed, by=request.user
            ),
        )
        if action:
            messages.success(request, f"“{action.what}” is on the list.")
            return redirect(back)
    context = _form_page(project, "Add a task" if cycle else "Add an action") | {
        "lede": f"For {cycle}." if cycle else "",
        "submit": "Save task" if cycle else "Save action",
        "cancel_url": back,
    }
    return render_form(request, "components/form_page.html", form, context)


def _cycle_tasks(cycle):
    return reverse("pages:cycle", args=[cycle.project.slug, cycle.pk]) + "#tasks"


def _action(project, pk) -> Action:
    action = get_object_or_404(current_actions().filter(project=project), pk=pk)
    action.project = project
    return action


@require_http_methods(GET_POST)
@project_view(P.ACTION_EDIT, seen_with=P.TEAM_SPACE_VIEW)
def action_edit(request, project, pk):
    """Change what is to be done, who does it, by when."""
    action = _action(project, pk)
    back = page_to_go_back_to(request, _list_page(project))
    form = ActionForm(request.POST or None, instance=copy(action), project=project)
    if form.is_valid() and run(
        form,
        lambda: writing.edit_action(
            action=action,
            values=form.values(),
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The action is saved.")
        return redirect(back)
    context = _form_page(project, "Change the action") | {
        "submit": "Save action",
        "cancel_url": back,
        "withdraw_url": reverse("community:action_withdraw", args=[project.slug, pk]),
    }
    return render_form(request, "community/action_form.html", form, context)


@require_http_methods(GET_POST)
@project_view(P.ACTION_EDIT, seen_with=P.TEAM_SPACE_VIEW)
def action_withdraw(request, project, pk):
    """Ask before an action leaves the list."""
    action = _action(project, pk)
    form = WithdrawRowForm(request.POST or None, row=action)
    if form.is_valid() and run(
        form,
        lambda: writing.withdraw_action(
            action=action,
            why=form.cleaned_data["why"],
            version=form.cleaned_data["version"],
            by=request.user,
        ),
    ):
        messages.success(request, "The action is withdrawn.")
        return redirect(_list_page(project))
    context = _form_page(project, "Withdraw the action") | {
        "question": f"Withdraw “{action.what}”?",
        "consequences": ["It leaves every list. If it is done, mark it as done instead."],
        "submit": "Withdraw action",
        "cancel_url": _list_page(project),
    }
    return render_form(request, "components/confirm.html", form, context)


def _marked(request, project, pk, write, words):
    """Mark an action: those who may change actions, and the person whose it is."""
    action = _action(project, pk)
    if not row_of(action, request.user, today()).may_finish:
        raise PermissionDenied
    try:
        write(action=action, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{action.what}” {words}.")
    return redirect(page_to_go_back_to(request, _list_page(project)))


@require_POST
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def action_done(request, project, pk):
    """Mark as done."""
    return _marked(request, project, pk, writing.finish_action, "is done")


@require_POST
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def action_reopen(request, project, pk):
    """Open again."""
    return _marked(request, project, pk, writing.reopen_action, "is open again")


def _list_page(project):
    return reverse("community:action_list", args=[project.slug])


def _form_page(project, title):
    return form_page(project, title, ("Actions", _list_page(project)))
