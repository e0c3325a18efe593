"""Pages that start a project: a new one, and one that takes its programme's measures and driver diagram."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import render_form, run
from ftc_qi.pages.start import offer_to, start_from
from ftc_qi.pages.start_forms import ProjectStartAddForm, StartForm
from projects.actions.projects import add_project
from projects.crumbs import project_crumbs
from projects.forms.projects import LISTS
from projects.models import Project
from projects.permissions import Permission, programme_view, project_view
from projects.views.people import link_of
from projects.views.projects import hide_below


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE, seen_with=Permission.PROJECTS_VIEW)
def project_add(request, programme):
    """A new, planned project; invites its lead where an address is given."""
    form = ProjectStartAddForm(
        request.POST or None,
        instance=Project(),
        programme=programme,
        offer=offer_to(programme),
        hide_below=hide_below(programme),
    )
    if form.is_valid() and (added := run(form, lambda: _add(request, programme, form))):
        project, started = added
        words = f"{project.name} is added. {started.words}".strip()
        if form.cleaned_data["lead_email"]:
            messages.success(request, f"{words} Its lead gets an invitation by e-mail.")
            return redirect("projects:grant_list", project.slug)
        messages.success(request, f"{words} Invite its lead here.")
        return redirect("projects:team", project.slug)
    crumbs = [{"label": "Projects", "url": reverse("pages:project_list")}, {"label": "Add a project"}]
    context = {"programme": programme, "crumbs": crumbs, "lists": [n for n in LISTS if n in form.fields]}
    return render_form(request, "projects/project_add.html", form, context)


@transaction.atomic
def _add(request, programme, form):
    """The project with all it starts from, or nothing."""
    given = form.cleaned_data
    project = add_project(
        programme=programme,
        values=form.values(),
        many=form.many(),
        lead_organisation=given["lead_organisation"],
        lead_email=given["lead_email"],
        lead_name=given["lead_name"],
        link=link_of(request),
        confirmed=form.confirmed,
        by=request.user,
    )
    return project, start_from(project=project, by=request.user, **form.chosen())


@require_http_methods(["GET", "POST"])
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def project_start(request, project):
    """Take the programme's measures and driver diagram, as far as the project lacks them."""
    offer = offer_to(project.programme, project)
    form = StartForm(request.POST if offer and request.method == "POST" else None, offer=offer)
    if form.is_valid() and (
        started := run(form, lambda: start_from(project=project, by=request.user, **form.chosen()))
    ):
        messages.success(request, started.words or "The project has these already: nothing was added.")
        return redirect("pages:project", project.slug)
    context = {
        "project": project,
        "offer": offer,
        "crumbs": project_crumbs(project, "Start from the programme’s templates"),
        "cancel_url": reverse("pages:project", args=[project.slug]),
    }
    return render_form(request, "pages/start.html", form, context)
