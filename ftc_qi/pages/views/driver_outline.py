"""The driver diagram as an outline that is edited: drivers, what they hang on, ideas beside them, copies."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core import ordering
from ftc_qi.core.asked import row_key
from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.pages.driver_graph import graph_of
from ftc_qi.pages.driver_list import list_of
from ftc_qi.pages.policy import policy_of
from measures.actions import driver_links
from projects.actions import driver_lines
from projects.actions import drivers as actions
from projects.crumbs import form_page
from projects.forms.drivers import (
    DriverForm,
    IdeaHereForm,
    LinksForm,
    SecondaryDriverForm,
)
from projects.models import Driver
from projects.permissions import Permission, project_view
from projects.tabs import project_tabs

WRITE = ["GET", "HEAD", "POST"]


@require_safe
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def drivers_edit(request, project):
    """The outline: every driver and idea a row, with what can be done to it."""
    graph = graph_of(project, request.user)
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "drivers"),
        "project_section": "Drivers",
        "lede": "The diagram as an outline. What you change here changes the drawing.",
        "graph": graph,
        "listed": list_of(graph),
        "may_start": graph.is_empty and bool(project.programme.driver_outline.strip()),
    }
    return render(request, "pages/drivers_edit.html", context)


# --- drivers ---------------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def driver_add(request, project):
    """Add a primary driver; with ?under=<primary driver> or ?level=secondary a secondary one."""
    options = {"measures": project.measures.current(), "hide_below": policy_of(project).hide_below}
    under = row_key(request.GET.get("under"))
    secondary = under is not None or request.GET.get("level") == Driver.Level.SECONDARY
    level = Driver.Level.SECONDARY if secondary else Driver.Level.PRIMARY
    if secondary:
        form = SecondaryDriverForm(
            request.POST or None, project=project, initial={"parent": under}, **options
        )
    else:
        form = DriverForm(request.POST or None, **options)
    if form.is_valid():
        parent = form.cleaned_data.get("parent")
        driver = run(
            form,
            lambda: driver_links.add_driver(
                project=project,
                measures=form.linked_measures(),
                values=form.values() | {"level": level},
                parents=[parent] if parent else [],
                strength=form.cleaned_data.get("strength") or "strong",
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if driver:
            messages.success(request, f"“{driver.title}” is in the diagram.")
            return to_row(project, driver)
    title = "Add a secondary driver" if secondary else "Add a primary driver"
    lede = (
        "What has to be in place so that a primary driver holds."
        if secondary
        else "One of the few big things that have to be true for the aim to happen."
    )
    context = outline_form_page(project, title) | {"submit": "Add the driver", "lede": lede}
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def driver_edit(request, project, driver_id):
    """Change a driver's words and the measures that show whether it is in place."""
    driver = find_driver(project, driver_id)
    form = DriverForm(
        request.POST or None,
        instance=driver,
        measures=project.measures.current(),
        initial={"measures": driver_links.linked_ids(driver)},
        hide_below=policy_of(project).hide_below,
    )
    if form.is_valid():
        edited = run(
            form,
            lambda: driver_links.edit_driver(
                driver=driver,
                measures=form.linked_measures(),
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if edited:
            messages.success(request, f"“{edited.title}” is saved.")
            return to_row(project, driver)
        form.compare_measures(driver_links.linked_names(driver))
    context = outline_form_page(project, "Change the driver") | {
        "submit": "Save the driver",
        "driver": driver,
        "level_url": reverse("pages:driver_level", args=[project.slug, driver.pk]),
    }
    return render_form(request, "pages/driver_form.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def driver_withdraw(request, project, driver_id):
    """Withdraw a driver and its lines; what hangs on it stays."""
    driver = find_driver(project, driver_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_driver(driver=driver, why=form.cleaned_data["why"], by=request.user),
    ):
        messages.success(request, f"“{driver.title}” is withdrawn.")
        return redirect("pages:drivers_edit", project.slug)
    context = outline_form_page(project, "Withdraw the driver") | {
        "question": f"Withdraw “{driver.title}”?",
        "submit": "Withdraw the driver",
        "consequences": ["It leaves the diagram, with its lines.", *_what_hangs(driver)],
    }
    return render_form(request, "components/confirm.html", form, context)


def _what_hangs(driver: Driver) -> list[str]:
    """What withdrawing would leave behind, in words."""
    below = driver_lines.current_links(driver.project).filter(parent=driver).select_related("driver", "idea")
    names = [f"“{line.driver or line.idea}”" for line in below]
    if not names:
        return []
    stay = "stays" if len(names) == 1 else "stay"
    return [f"{', '.join(names)} {stay}. What hangs on nothing else is listed as not linked yet."]


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def driver_move(request, project, driver_id):
    """Put a driver one place up or down."""
    driver = find_driver(project, driver_id)
    way = request.POST.get("way")
    if way in (ordering.UP, ordering.DOWN):
        driver_lines.move(row=driver, way=way, by=request.user)
    return to_row(project, driver)


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def idea_move(request, project, idea_id):
    """Put an idea one place up or down among those of its driver."""
    idea = get_object_or_404(project.change_ideas.current(), pk=idea_id)
    way = request.POST.get("way")
    if way in (ordering.UP, ordering.DOWN):
        driver_lines.move(row=idea, way=way, by=request.user)
    return to_row(project, idea)


# --- lines -----------------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def driver_links_edit(request, project, driver_id):
    """Which primary drivers a secondary one hangs on, strongly or weakly."""
    driver = find_driver(project, driver_id)
    if driver.level != Driver.Level.SECONDARY:
        raise Http404
    parents = project.drivers.current().filter(level=Driver.Level.PRIMARY)
    return _links_page(request, project, driver, list(parents))


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def idea_links(request, project, idea_id):
    """Which drivers an idea serves, strongly or weakly."""
    idea = get_object_or_404(project.change_ideas.current(), pk=idea_id)
    return _links_page(request, project, idea, list(project.drivers.current()))


def _links_page(request, project, child, parents):
    form = LinksForm(request.POST or None, child=child, parents=parents)
    if form.is_valid():

        def save():
            driver_lines.set_links(
                child=child,
                strengths=form.strengths(),
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
            return True

        if run(form, save):
            messages.success(request, f"The links of “{child}” are saved.")
            return to_row(project, child)
    context = outline_form_page(project, f"Link “{child}”") | {
        "submit": "Save the links",
        "lede": "What does it help with? One strong link is enough to begin with.",
        "project": project,
    }
    return render_form(request, "pages/drivers_links.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def driver_idea_add(request, project, driver_id):
    """Hang an idea on a driver: one of the project's, or a new one."""
    driver = find_driver(project, driver_id)
    form = IdeaHereForm(request.POST or None, driver=driver, hide_below=policy_of(project).hide_below)
    if form.is_valid():
        idea = run(
            form,
            lambda: actions.add_idea_here(
                project=project,
                idea=form.cleaned_data.get("idea"),
                title=form.cleaned_data["title"],
                parent=driver,
                strength=form.cleaned_data["strength"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if idea:
            messages.success(request, f"“{idea.title}” hangs on “{driver.title}”.")
            return to_row(project, idea)
    title = "Add an idea to a driver"
    context = outline_form_page(project, title) | {"submit": "Add the idea", "lede": f"For “{driver.title}”."}
    return render_form(request, "components/form_page.html", form, context)


# --- shared ----------------------------------------------------------------------------------------------


def find_driver(project, driver_id) -> Driver:
    """One of the project's drivers, or 404."""
    return get_object_or_404(project.drivers.current(), pk=driver_id)


def to_row(project, row):
    """Back to the outline, at the row it was about."""
    kind = "driver" if isinstance(row, Driver) else "idea"
    return redirect(f"{reverse('pages:drivers_edit', args=[project.slug])}#{kind}-{row.pk}")


def outline_form_page(project, title):
    """What every form of the outline shows round itself."""
    return form_page(
        project,
        title,
        ("Drivers", reverse("pages:drivers", args=[project.slug])),
        ("Edit", reverse("pages:drivers_edit", args=[project.slug])),
    )
