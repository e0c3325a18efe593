"""Change ideas: what the team thinks could help."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.pages.policy import policy_of
from projects.actions import theory
from projects.forms.theory import IdeaEditForm, IdeaForm
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs

WRITE = ["GET", "HEAD", "POST"]


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def idea_list(request, project):
    """Every idea with its status and how many cycles test it."""
    ideas = (
        project.change_ideas.current()
        .annotate(cycle_count=Count("cycles", filter=Q(cycles__withdrawn_at__isnull=True)))
        .order_by("pk")
    )
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "cycles"),
        "project_section": "Change ideas",
        "lede": "What could help, and why we think so. Test one on a small scale first.",
        "ideas": ideas,
        "may_add": can(request.user, Permission.IDEA_ADD, project),
        "may_edit": can(request.user, Permission.METHOD_EDIT, project),
    }
    return render(request, "pages/idea_list.html", context)


@require_http_methods(WRITE)
@project_view(Permission.IDEA_ADD, seen_with=Permission.TEAM_SPACE_VIEW)
def idea_add(request, project):
    """Add an idea."""
    form = IdeaForm(request.POST or None, hide_below=policy_of(project).hide_below)
    if form.is_valid():
        idea = run(
            form,
            lambda: theory.add_idea(
                project=project, values=form.values(), confirmed=form.confirmed, by=request.user
            ),
        )
        if idea:
            messages.success(request, f"“{idea.title}” is on the list.")
            return redirect("pages:idea_list", project.slug)
    context = _form_page(project, "Add a change idea") | {"submit": "Add the idea"}
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def idea_edit(request, project, idea_id):
    """Change an idea's words, source or status."""
    idea = get_object_or_404(project.change_ideas.current(), pk=idea_id)
    form = IdeaEditForm(request.POST or None, instance=idea, hide_below=policy_of(project).hide_below)
    if form.is_valid():
        edited = run(
            form,
            lambda: theory.edit_idea(
                idea=idea,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, f"“{edited.title}” is saved.")
            return redirect("pages:idea_list", project.slug)
    context = _form_page(project, "Change the idea") | {"submit": "Save the idea"}
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def idea_withdraw(request, project, idea_id):
    """Withdraw an idea that no cycle tests."""
    idea = get_object_or_404(project.change_ideas.current(), pk=idea_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: theory.withdraw_idea(idea=idea, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"“{idea.title}” is withdrawn.")
        return redirect("pages:idea_list", project.slug)
    context = _form_page(project, "Withdraw the idea") | {
        "question": f"Withdraw “{idea.title}”?",
        "submit": "Withdraw the idea",
        "consequences": ["It leaves the list. An idea that a cycle tests stays."],
    }
    return render_form(request, "components/confirm.html", form, context)


def _form_page(project, title):
    back = reverse("pages:idea_list", args=[project.slug])
    return {
        "title": title,
        "cancel_url": back,
        "crumbs": [
            {"label": project.name, "url": reverse("pages:project", args=[project.slug])},
            {"label": "Change ideas", "url": back},
            {"label": title},
        ],
    }
