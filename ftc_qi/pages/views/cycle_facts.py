"""What a PDSA cycle is about: planning one, the next of a ramp, changing, withdrawing."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ftc_qi.core.asked import row_key
from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.pages import cycle_words
from ftc_qi.pages.policy import policy_of
from ftc_qi.pages.views.cycles import WRITE, cycles_of, find_cycle, to_cycle, to_cycles
from measures.actions import links
from projects.actions import cycles
from projects.actions.cycles import questions_of
from projects.crumbs import form_page
from projects.forms.cycles import CycleAddForm, CycleDoneForm, CycleFactsForm
from projects.models import PDSACycle
from projects.permissions import Permission, project_view

Act, Purpose = PDSACycle.Act, PDSACycle.Purpose


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_add(request, project):
    """Add a cycle: at Plan, or with ?done=1 one that is over already. ?previous= fills in the
    next of a ramp, ?idea= what is tested."""
    done = request.GET.get("done") == "1"
    previous = cycles_of(project).filter(pk=row_key(request.GET.get("previous"))).first()
    form_class = CycleDoneForm if done else CycleAddForm
    form = form_class(
        request.POST or None,
        project=project,
        measures=project.measures.current(),
        initial=_after(previous) if previous else _with_idea(project, request.GET.get("idea")),
        hide_below=policy_of(project).hide_below,
    )
    if form.is_valid():
        added = run(
            form,
            lambda: links.add_cycle(
                project=project,
                idea=form.cleaned_data.get("change_idea"),
                new_idea=form.cleaned_data.get("new_idea", ""),
                values=form.values(),
                questions=form.further_questions(),
                measures=form.linked_measures(),
                done=done,
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if added:
            messages.success(request, f"Cycle {added.number} is {'entered' if done else 'planned'}.")
            return redirect("pages:cycle", project.slug, added.pk)
    title = "Enter a cycle that is done" if done else "Plan a PDSA cycle"
    context = form_page(project, title, to_cycles(project)) | {
        "done": done,
        "last": _told(previous) if previous else None,
    }
    return render_form(request, "pages/cycle_add.html", form, context)


def _with_idea(project, key):
    """What a new cycle is begun with that tests an idea."""
    idea = project.change_ideas.current().filter(pk=row_key(key)).first()
    return {"change_idea": idea.pk} if idea else {}


def _after(previous):
    """What the next cycle of a ramp is begun with: all but what has to be thought anew."""
    return {
        "change_idea": previous.change_idea_id,
        "previous": previous.pk,
        "title": previous.title,
        "objective": previous.objective,
        "purpose": Purpose.IMPLEMENT if previous.act == Act.ADOPT else previous.purpose,
        "size": _next_size(previous),
        "plan": previous.plan,
        "data_plan": previous.data_plan,
        "questions": "\n".join(question.question for question in questions_of(previous)),
        "measures": links.linked_ids(previous),
    }


def _told(previous):
    """What the last cycle taught, to have before one's eyes while planning the next."""
    return {
        "name": str(previous),
        "expected": previous.prediction,
        "held": cycle_words.HELD.get(previous.prediction_held, ""),
        "learned": previous.study,
        "decided": cycle_words.DECIDED.get(previous.act, ""),
        "note": previous.act_note,
        "scale": previous.scale,
    }


def _next_size(previous):
    """One bigger after adopting or expanding, the same after adapting; never beyond the largest."""
    if previous.size is None or previous.act not in (Act.ADOPT, Act.EXPAND):
        return previous.size
    return min(previous.size + 1, max(PDSACycle.Size.values))


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_edit(request, project, cycle_id):
    """Change what a cycle is about: idea, name, objective, scale, planned days, ramp, measures."""
    found = find_cycle(project, cycle_id)
    form = CycleFactsForm(
        request.POST or None,
        instance=found,
        project=project,
        measures=project.measures.current(),
        initial={"measures": links.linked_ids(found)},
        hide_below=policy_of(project).hide_below,
    )
    if form.is_valid():
        edited = run(
            form,
            lambda: links.edit_cycle(
                cycle=found,
                values=form.values(),
                measures=form.linked_measures(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, f"Cycle {edited.number} is saved.")
            return redirect("pages:cycle", project.slug, found.pk)
        form.compare_measures(links.linked_names(found))
    title = f"Change cycle {found.number}"
    context = form_page(project, title, *to_cycle(project, found))
    return render_form(request, "components/form_page.html", form, context | {"submit": "Save the cycle"})


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def cycle_withdraw(request, project, cycle_id):
    """Withdraw a cycle with a reason."""
    found = find_cycle(project, cycle_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: cycles.withdraw_cycle(cycle=found, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"Cycle {found.number} is withdrawn.")
        return redirect("pages:cycle_list", project.slug)
    title = f"Withdraw cycle {found.number}"
    context = form_page(project, title, *to_cycle(project, found)) | {
        "question": f"Withdraw cycle {found.number}?",
        "submit": "Withdraw the cycle",
        "consequences": [
            "It leaves the list and the charts, with its observations, photos, files and tasks.",
            f"Its number is not used again: the next cycle is not cycle {found.number}.",
        ],
    }
    return render_form(request, "components/confirm.html", form, context)
