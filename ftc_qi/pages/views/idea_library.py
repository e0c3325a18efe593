"""The programme's library of change ideas: who tried what, what came of it, and trying it at home."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import render_form
from ftc_qi.pages.idea_library import (
    SORTS,
    Choices,
    choose,
    count_words,
    filters_of,
    library_of,
)
from ftc_qi.pages.idea_signals import add_signals
from measures.faces import SHARED
from projects.actions import theory
from projects.forms.ideas import IdeaCopyForm
from projects.models import ChangeIdea, Project
from projects.permissions import Permission, can, programme_view

PER_PAGE = 12
LABELS = {
    "theme": ("Theme", "All themes"),
    "group": ("Population group", "All groups"),
    "project": ("Project", "All projects"),
    "driver": ("Driver it serves", "Any driver"),
    "status": ("Status", "Any status"),
    "source": ("Whose idea", "Anyone’s"),
    "tried": ("Tried?", "Tried or not"),
}


@require_safe
@programme_view(Permission.IDEA_LIBRARY_VIEW)
def idea_library(request, programme):
    """Every idea of the programme's projects, on the shared face for everyone (DECISIONS 9)."""
    choices = Choices.from_query(request.GET)
    projects = list(programme.projects.order_by("name", "pk"))
    entries = library_of(programme, projects)
    found = choose(entries, choices)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    add_signals(page.object_list, SHARED)
    ours = _own(request.user, projects)
    context = {
        "programme": programme,
        "others": request.other_programmes,
        "choices": choices,
        "filters": filters_of(choices, entries, LABELS),
        "sorts": SORTS.items(),
        "total": len(entries),
        "count_words": count_words(len(found), len(entries)),
        "page_obj": page,
        "cards": [{"entry": entry, **_way_home(entry, entries, ours)} for entry in page.object_list],
    }
    return render(request, "pages/idea_library.html", context)


def _own(user, projects) -> list[Project]:
    """The projects to whose list the person may add an idea."""
    closed = (Project.Status.COMPLETED, Project.Status.CLOSED_EARLY)
    return [row for row in projects if row.status not in closed and can(user, Permission.CONTRIBUTE, row)]


def _way_home(entry, entries, ours):
    """may_try: there is a project of the person's to copy it to. already: its copy in their only project."""
    elsewhere = [project for project in ours if project.pk != entry.project.pk]
    already = None
    if len(elsewhere) == 1:
        already = next(
            (
                one.idea
                for one in entries
                if one.project == elsewhere[0] and one.idea.from_idea_id == entry.idea.pk
            ),
            None,
        )
    return {
        "may_try": bool(elsewhere) and already is None,
        "already": already,
        "home": elsewhere[0] if elsewhere else None,
        "only_home": len(elsewhere) == 1,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@programme_view(Permission.IDEA_LIBRARY_VIEW)
def idea_try(request, programme, idea_id):
    """Copy an idea to a project of the person's own, with credit; asks which where there are several."""
    ideas = ChangeIdea.objects.current().filter(project__programme=programme).select_related("project")
    idea = get_object_or_404(ideas, pk=idea_id)
    ours = _own(request.user, programme.projects.order_by("name", "pk"))
    homes = [project for project in ours if project.pk != idea.project_id]
    if not homes:
        raise PermissionDenied
    form = IdeaCopyForm(request.POST or None, projects=homes)
    existing = None
    if form.is_valid():
        home = form.chosen()
        try:
            copy = theory.copy_idea(idea=idea, project=home, by=request.user)
        except theory.AlreadyThere as refusal:
            form.add_error(None, str(refusal))
            existing = refusal.existing
            existing.project = home
        else:
            messages.success(
                request, f"“{copy.title}” is on {home.name}’s list, with credit to {idea.project.name}."
            )
            return redirect("pages:idea", home.slug, copy.pk)
    library = f"{reverse('pages:idea_library')}?programme={programme.slug}"
    context = {
        "title": "Try this idea",
        "lede": f"“{idea.title}”, from {idea.project.name}. Its words and its evidence come along, with credit.",
        "submit": f"Try it in {homes[0].name}" if len(homes) == 1 else "Try it there",
        "cancel_url": library,
        "crumbs": [{"label": "Ideas library", "url": library}, {"label": "Try this idea"}],
        "existing": existing,
        "action": f"{request.path}?programme={programme.slug}",
    }
    return render_form(request, "pages/idea_try.html", form, context)
