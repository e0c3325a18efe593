"""The list of projects, a project's overview, and what is published of it."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ftc_qi.core.access import public
from ftc_qi.core.today import today
from ftc_qi.pages.mine import mine_on
from ftc_qi.pages.overview import gather_overview
from ftc_qi.pages.project_search import SORTS, Choices, add_readings, find_projects
from ftc_qi.pages.published import gather_published
from measures.charts import phone_chart, table_head, table_rows, wide_chart
from measures.words import caption, hidden_words, target_words
from projects.models import Project
from projects.permissions import (
    Permission,
    can_in,
    programme_view,
    project_view,
)
from projects.tabs import project_tabs

PER_PAGE = 25
FILTERS = (
    ("theme", "Theme", "All themes"),
    ("group", "Population group", "All groups"),
    ("area", "Borough", "All boroughs"),
    ("status", "Project status", "Any status"),
    ("outcome", "Main outcome", "Any"),
)


@require_safe
@programme_view(Permission.PROJECTS_VIEW)
def project_list(request, programme):
    """Every project of a programme the person has a part in: search, filters, 25 a page."""
    choices = Choices.from_query(request.GET)
    found = find_projects(programme, request.user, choices)
    page = Paginator(found.entries, PER_PAGE).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    add_readings(entries, request.user, today())
    return render(
        request,
        "pages/project_list.html",
        {
            "programme": programme,
            "others": request.other_programmes,
            "choices": choices,
            "filters": _filters(choices, found.options),
            "sorts": SORTS.items(),
            "found": found,
            "entries": entries,
            "page_obj": page,
            "may_add": can_in(request.user, Permission.PROGRAMME_MANAGE, programme),
        },
    )


def _filters(choices, options):
    """Each filter with something to choose, as {name, label, all, options: [(value, label, chosen)]}."""
    filters = []
    for name, label, everything in FILTERS:
        chosen = getattr(choices, name)
        rows = [(value, text, value == str(chosen)) for value, text in options[name]]
        if rows:
            filters.append({"name": name, "label": label, "all": everything, "options": rows})
    return filters


@require_safe
@project_view(Permission.PROJECT_VIEW)
def project_overview(request, project):
    """The project as a story: aim, main outcome, other measures, cycles, people, what happened."""
    overview = gather_overview(project, request.user, today())
    return render(
        request,
        "pages/project.html",
        {
            "project": project,
            "project_tabs": project_tabs(request.user, project, "overview"),
            "lede": project.summary,
            "overview": overview,
            "mine": mine_on(project, request.user, today()),
            "may": overview.may,
            "chart": chart_of(overview.primary),
        },
    )


@require_safe
@public
def published(request, slug):
    """What everybody may read of a published project, signed in or not: the same for each reader."""
    project = get_object_or_404(Project.objects.published().select_related("programme"), slug=slug)
    shown = gather_published(project, today())
    table = None
    if shown.primary is not None and shown.primary.series.points:
        table = {"head": table_head(shown.primary.series), "rows": table_rows(*shown.primary.parts)}
    return render(
        request,
        "pages/published.html",
        {
            "project": project,
            "shown": shown,
            "chart": chart_of(shown.primary),
            "table": table,
            "start_url": reverse("pages:home"),
        },
    )


def chart_of(reading):
    """The full chart of a reading with its words, for pages/_main_chart.html; None before there are figures."""
    if reading is None or not reading.series.points:
        return None
    series, analysis, result = reading.parts
    return {
        "wide": wide_chart(series, analysis, result),
        "phone": phone_chart(series, analysis, result),
        "caption": caption(series, analysis),
        "hidden": "" if reading.status == "numbers_too_small" else hidden_words(series),
        "target": target_words(series, analysis, result),
    }
