"""The driver diagram: the page with the drawing and the list, its files, an idea from anyone on the team."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ftc_qi.core import history
from ftc_qi.core.forms import run
from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.core.today import today
from ftc_qi.pages.diagrams import driver_diagram
from ftc_qi.pages.drawing_answers import drawing_answer
from ftc_qi.pages.driver_graph import DriverGraph, graph_of
from ftc_qi.pages.driver_list import list_of
from ftc_qi.pages.policy import policy_of
from projects.actions import drivers as actions
from projects.forms.drivers import GotIdeaForm
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs

KEY = "Solid line: strong link. Dotted line: weak link."
PAPERS = ("a4", "a3")


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def drivers(request, project):
    """What has to be true for the aim to happen: as a drawing, then as a list."""
    return _page(request, project)


@require_POST
@project_view(Permission.CONTRIBUTE, seen_with=Permission.TEAM_SPACE_VIEW)
def drivers_idea(request, project):
    """Add an idea, and hang it on a driver where one was chosen."""
    form = GotIdeaForm(request.POST, project=project, hide_below=policy_of(project).hide_below)
    if form.is_valid():
        idea = run(
            form,
            lambda: actions.add_idea_here(
                project=project,
                title=form.cleaned_data["title"],
                parent=form.cleaned_data["driver"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if idea:
            messages.success(request, f"“{idea.title}” is added. Thank you.")
            return redirect("pages:drivers", project.slug)
    return _page(request, project, form)


def _page(request, project, form=None):
    graph = graph_of(project, request.user)
    may_edit = can(request.user, Permission.METHOD_EDIT, project)
    may_add = can(request.user, Permission.CONTRIBUTE, project)
    if form is None and may_add:
        form = GotIdeaForm(project=project)
    if form is not None:
        form.offer(graph.drivers)
    made = None if graph.is_empty else driver_diagram.for_page(graph, may_write_aim=may_edit)
    label = "Driver diagram. The same stands below as a list."
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "drivers"),
        "project_section": "Drivers",
        "lede": "What has to be true for our aim to happen, and what we could try.",
        "graph": graph,
        "listed": list_of(graph),
        "svg": made.svg(label) if made else "",
        "key": KEY,
        "is_full": made is not None
        and driver_diagram.paper_of(driver_diagram.for_paper(graph, made)) == "a3",
        "form": form,
        "may_edit": may_edit,
        "may_start": may_edit and graph.is_empty and bool(project.programme.driver_outline.strip()),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "pages/drivers.html", context, status=status)


# --- files -----------------------------------------------------------------------------------------------


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def drivers_svg(request, project):
    """The diagram as a picture, as this reader may see it."""
    return _file(request, project, "svg")


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def drivers_png(request, project):
    """The same picture in dots."""
    return _file(request, project, "png")


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def drivers_pdf(request, project):
    """The same picture on one page across, `?paper=a4` or `a3`; else on the one where it can be read."""
    return _file(request, project, "pdf")


def _title(project) -> str:
    return f"{project.name}: driver diagram"


def _note(graph: DriverGraph) -> str:
    notes = [uk_date(today()) + ".", KEY]
    if graph.is_protected:
        notes.append("Protected view: small numbers are hidden.")
    return " ".join(notes)


def _described(graph: DriverGraph) -> str:
    """The diagram in words, for somebody who can't see it: each line from the aim down."""
    titles = {node.key: node.title for node in graph.drivers} | {node.key: node.title for node in graph.ideas}
    lines = [
        f"{titles.get(line.parent, 'Our aim')}, {'weak' if line.weak else 'strong'} link to {titles[line.child]}."
        for line in graph.lines
    ]
    return " ".join(["Driver diagram.", graph.aim, *lines])


def _file(request, project, ending: str) -> HttpResponse:
    """The diagram to keep, as this reader may see it. One with exact numbers in its aim is logged."""
    graph = graph_of(project, request.user)
    if request.method == "GET" and not graph.is_protected:
        changes = {"file": [None, f"drivers.{ending}"]}
        history.record("exported_exact", target=project, by=request.user, changes=changes)
    made = driver_diagram.for_paper(graph)
    asked = request.GET.get("paper", "")
    return drawing_answer(
        made.file(_title(project), (_note(graph),)),
        ending,
        name=f"{project.slug}-drivers{'-protected' if graph.is_protected else ''}",
        title=_title(project),
        described=_described(graph),
        paper=asked if asked in PAPERS else driver_diagram.paper_of(made),
    )
