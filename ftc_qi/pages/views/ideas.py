"""Change ideas of a project: what the team thinks could help, the page of one, adding and changing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.pages.cycle_ramps import ramp_card
from ftc_qi.pages.diagrams.effort_impact import Spot, grid_svg
from ftc_qi.pages.driver_graph import drivers_of
from ftc_qi.pages.idea_library import (
    SORTS,
    Choices,
    choose,
    count_words,
    decided_words,
    filters_of,
    ideas_of,
)
from ftc_qi.pages.idea_signals import add_signals
from ftc_qi.pages.policy import policy_of
from projects.actions import drivers, theory
from projects.crumbs import form_page
from projects.forms.ideas import IdeaAddForm, IdeaEditForm, IdeaForm, PlacesForm
from projects.models import ChangeIdea, PDSACycle
from projects.permissions import Permission, access_of, can, can_change_idea, face_for, project_view
from projects.tabs import project_tabs

Stage = PDSACycle.Stage
WRITE = ["GET", "HEAD", "POST"]
LABELS = {
    "driver": ("Driver it serves", "Any driver"),
    "status": ("Status", "Any status"),
    "source": ("Whose idea", "Anyone’s"),
}


# --- the list --------------------------------------------------------------------------------------------


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def idea_list(request, project):
    """Every idea with its status and how many cycles test it; searched, filtered, and on a grid."""
    choices = Choices.from_query(request.GET)
    entries = ideas_of(project)
    found = choose(entries, choices)
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "ideas"),
        "project_section": "Change ideas",
        "lede": "What could help, and why we think so. Test one on a small scale first.",
        "choices": choices,
        "filters": filters_of(choices, entries, LABELS),
        "sorts": SORTS.items(),
        "entries": found,
        "total": len(entries),
        "count_words": count_words(len(found), len(entries)),
        "wins": [entry for entry in found if entry.is_quick_win],
        **_grid(project, found),
        "may_add": can(request.user, Permission.CONTRIBUTE, project),
        "may_judge": can(request.user, Permission.METHOD_EDIT, project),
    }
    return render(request, "pages/idea_list.html", context)


def _grid(project, entries):
    """The ideas that have been judged, on a grid and by cell; and those that have not."""
    judged = [entry for entry in entries if entry.idea.effort and entry.idea.impact]
    not_judged = [entry for entry in entries if entry not in judged]
    if not judged:
        return {"grid": "", "cells": [], "not_judged": not_judged}
    spots = [
        Spot(
            entry.idea.pk,
            entry.idea.title,
            entry.idea.effort,
            entry.idea.impact,
            entry.idea.get_status_display(),
            reverse("pages:idea", args=[project.slug, entry.idea.pk]),
        )
        for entry in judged
    ]
    cells = [
        {
            "words": f"{impact_word} impact, {effort_word.lower()} effort",
            "entries": [e for e in judged if (e.idea.effort, e.idea.impact) == (effort, impact)],
        }
        for impact, impact_word in reversed(ChangeIdea.Size.choices)
        for effort, effort_word in ChangeIdea.Size.choices
    ]
    return {
        "grid": grid_svg(spots),
        "cells": [cell for cell in cells if cell["entries"]],
        "not_judged": not_judged,
    }


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def ideas_place(request, project):
    """Say effort and impact of all the ideas that are not on the grid, at once."""
    form = PlacesForm(request.POST or None, ideas=project.change_ideas.current())
    if form.is_valid():
        placed = run(
            form,
            lambda: theory.place_ideas(project=project, places=form.places(), by=request.user),
        )
        if placed is not None:
            count = f"{len(placed)} idea{'' if len(placed) == 1 else 's'}"
            messages.success(
                request, f"Effort and impact of {count} saved." if placed else "Nothing was chosen."
            )
            return redirect(f"{reverse('pages:idea_list', args=[project.slug])}#grid")
    context = _form_page(project, "Place ideas on the grid") | {"rows": form.rows()}
    return render_form(request, "pages/ideas_place.html", form, context)


# --- one idea --------------------------------------------------------------------------------------------


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def idea(request, project, idea_id):
    """One idea: why, where it came from, what was tried and learned. Its cause is the team's (DECISIONS 8)."""
    entry = next((entry for entry in ideas_of(project) if entry.idea.pk == idea_id), None)
    if entry is None:
        raise Http404
    add_signals([entry], face_for(request.user, project))
    found = entry.idea
    team_space = can(request.user, Permission.TEAM_SPACE_VIEW, project)
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "ideas"),
        "project_section": "Change idea",
        "entry": entry,
        "idea": found,
        "ramp": ramp_card(entry.cycles, project) if len(entry.cycles) > 1 else None,
        "cycles": [{"cycle": cycle, "decided": decided_words(cycle)} for cycle in entry.cycles],
        "drivers": drivers_of([found]).get(found.pk, []),
        "cause": found.from_cause if team_space else None,
        "evidence_link": found.evidence_url if found.evidence_url.startswith(("http://", "https://")) else "",
        "copies": list(
            ChangeIdea.objects.current()
            .filter(from_idea=found, project__programme=project.programme)
            .select_related("project")
            .annotate(
                begun=Count("cycles", filter=Q(cycles__withdrawn_at=None) & ~Q(cycles__stage=Stage.PLAN))
            )
            .order_by("project__name", "pk")
        ),
        "may_test": can(request.user, Permission.METHOD_EDIT, project),
        "may_withdraw": can(request.user, Permission.METHOD_EDIT, project) and not entry.cycles,
        "may_change": can_change_idea(request.user, found, tested=bool(entry.cycles)),
        "may_try": _has_another_team(request.user, project),
    }
    return render(request, "pages/idea.html", context)


def _has_another_team(user, project):
    """Whether the person is on another project's team, which could try the idea."""
    teams = access_of(user).memberships
    return any(team.programme_id == project.programme_id for key, team in teams.items() if key != project.pk)


@require_http_methods(WRITE)
@project_view(Permission.CONTRIBUTE, seen_with=Permission.TEAM_SPACE_VIEW)
def idea_add(request, project):
    """Add an idea."""
    form = IdeaAddForm(request.POST or None, project=project, hide_below=policy_of(project).hide_below)
    if form.is_valid():
        added = run(
            form,
            lambda: drivers.add_idea_here(
                project=project,
                parent=form.cleaned_data.get("driver"),
                confirmed=form.confirmed,
                by=request.user,
                **form.values(),
            ),
        )
        if added:
            messages.success(request, f"“{added.title}” is on the list.")
            return redirect("pages:idea_list", project.slug)
    context = _form_page(project, "Add a change idea") | {"submit": "Add the idea"}
    return render_form(request, "pages/idea_form.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.CONTRIBUTE, seen_with=Permission.TEAM_SPACE_VIEW)
def idea_edit(request, project, idea_id):
    """Change an idea: an editor all of it, with its status; whoever added it its words, until a cycle tests it."""
    found = get_object_or_404(project.change_ideas.current(), pk=idea_id)
    if not can_change_idea(request.user, found, tested=found.cycles.current().exists()):
        raise PermissionDenied
    kind = IdeaEditForm if can(request.user, Permission.METHOD_EDIT, project) else IdeaForm
    form = kind(request.POST or None, instance=found, hide_below=policy_of(project).hide_below)
    if form.is_valid():
        edited = run(
            form,
            lambda: theory.edit_idea(
                idea=found,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, f"“{edited.title}” is saved.")
            return redirect("pages:idea", project.slug, edited.pk)
    context = _form_page(project, "Change the idea", found) | {"submit": "Save the idea"}
    return render_form(request, "pages/idea_form.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def idea_withdraw(request, project, idea_id):
    """Withdraw an idea that no cycle tests."""
    found = get_object_or_404(project.change_ideas.current(), pk=idea_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: theory.withdraw_idea(idea=found, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"“{found.title}” is withdrawn.")
        return redirect("pages:idea_list", project.slug)
    context = _form_page(project, "Withdraw the idea", found) | {
        "question": f"Withdraw “{found.title}”?",
        "submit": "Withdraw the idea",
        "consequences": ["It leaves the list. An idea that a cycle tests stays."],
    }
    return render_form(request, "components/confirm.html", form, context)


def _form_page(project, title, found=None):
    way = [("Change ideas", reverse("pages:idea_list", args=[project.slug]))]
    if found:
        way.append((found.title, reverse("pages:idea", args=[project.slug, found.pk])))
    return form_page(project, title, *way)
