"""The community's charts: the main outcome of every project side by side, on the shared face for everyone."""

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.selection import PER_PAGE, Choices, figures_url, shared_measures
from ftc_qi.core.downloads import csv_download, safe_text
from ftc_qi.core.today import today
from measures.charts import panel_chart
from measures.charts.panels import panel_figure
from measures.charts.small import panel_plot
from measures.models import Measure
from measures.readings import Reading, read
from measures.tally import tally
from measures.values import point_text
from projects.permissions import Permission, can_in, programme_view


@require_safe
@programme_view(Permission.COMMUNITY_VIEW)
def charts(request, programme):
    """Small multiples of the main outcomes. The tally is of what is shown, and adds up to it.

    `?format=csv`: every figure of all of them; `?format=figures`: the page's panels, to be explored.
    """
    choices = Choices(request.GET, programme)
    projects, readings = _main_outcomes(request.user, programme, choices.theme)
    arranged = choices.arranged(readings)
    if request.GET.get("format") == "csv":
        return _csv(arranged)
    page = Paginator(arranged, PER_PAGE).get_page(request.GET.get("page"))
    if request.GET.get("format") == "figures":
        drawn = [reading for reading in page.object_list if reading.series.points]
        return JsonResponse({one.measure.pk: panel_figure(panel_plot(*one.parts)) for one in drawn})
    return render(
        request,
        "community/charts.html",
        {
            "programme": programme,
            "others": request.other_programmes,
            "choices": choices,
            "tally": tally((reading.parts for reading in readings), projects=len(projects)),
            "panels": [_panel(reading) for reading in page.object_list],
            "page_obj": page,
            "figures_url": figures_url(request.GET),
            "without": [
                project
                for project in projects
                if project.pk not in {reading.series.project_id for reading in readings}
            ],
            "shared": shared_measures(programme),
            "may_read_ideas": can_in(request.user, Permission.IDEA_LIBRARY_VIEW, programme),
            "may_define": can_in(request.user, Permission.SHARED_MEASURES_EDIT, programme),
            "hide_below": readings[0].series.hide_below if readings else 5,
        },
    )


def _main_outcomes(user, programme, theme) -> tuple[list, list[Reading]]:
    """Every project of the programme (of one theme) by name, and a reading of each main outcome."""
    projects = programme.projects.order_by("name", "pk")
    if theme is not None:
        projects = projects.filter(themes=theme)
    projects = list(projects)
    by_id = {project.pk: project for project in projects}
    for project in projects:
        project.programme = programme
    measures = list(Measure.objects.current().filter(project__in=projects, is_primary=True))
    for measure in measures:
        measure.project = by_id[measure.project_id]
    measures.sort(key=lambda measure: (measure.project.name.casefold(), measure.pk))
    return projects, read(measures, user=user, today=today(), shared_only=True)


def _panel(reading: Reading) -> dict[str, object]:
    return {
        "id": reading.measure.pk,
        "project": reading.measure.project,
        "name": reading.series.name,
        "status": reading.status,
        "direction": reading.moved,
        "stale": reading.stale,
        "hidden": reading.series.hidden_count,
        "sentence": reading.sentence.line,
        "words": reading.kind_words,
        "up_to": reading.up_to,
        "svg": panel_chart(*reading.parts) if reading.series.points else "",
    }


def _csv(readings: list[Reading]) -> HttpResponse:
    """Every figure as it is shown: a hidden one as its reason in words."""
    head = ["Project", "Measure", "Period", "Starts on", "Figure", "Status of the measure"]
    rows = [
        [
            safe_text(reading.measure.project.name),
            safe_text(reading.series.name),
            point.label,
            point.period_start.isoformat(),
            point_text(reading.series, point),
            str(reading.status).replace("_", " "),
        ]
        for reading in readings
        for point in reading.series.points
    ]
    return csv_download([head, *rows], "community-charts.csv")
