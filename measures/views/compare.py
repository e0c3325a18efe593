"""Two measures of a project under one time axis, on the reader's face."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ftc_qi.core.asked import row_key
from ftc_qi.core.today import today
from measures import measure_words
from measures.charts.pair import pair_chart
from measures.models import Measure
from measures.pairs import pair_tables
from measures.readings import read
from measures.series import SharedSeries
from measures.spc.charts import CHARTS
from measures.views.frame import crumbs, tabs
from projects.permissions import Permission, can, project_view


@require_safe
@project_view(Permission.PROJECT_VIEW)
def compare(request, project):
    """`?a=` and `?b=` choose the measures; without them the first two. A measure not of the project is ignored."""
    measures = list(project.measures.current().order_by(*Measure._meta.ordering))
    for measure in measures:
        measure.project = project
    chosen = _chosen(request.GET, measures)
    context = {
        "project": project,
        "project_tabs": tabs(request, project),
        "crumbs": crumbs(project, here="Compare two measures"),
        "measures": measures,
        "chosen": [measure.pk for measure in chosen],
        "same": len(chosen) == 2 and chosen[0] == chosen[1],
    }
    if len(chosen) == 2 and not context["same"]:
        context |= _compared(request, project, chosen)
    return render(request, "measures/compare.html", context)


def _chosen(asked, measures: list[Measure]) -> list[Measure]:
    """The two measures asked for; for one that is missing or unknown, the first that is not the other."""
    if len(measures) < 2:
        return []
    first, second = (
        next((measure for measure in measures if measure.pk == row_key(asked.get(name))), None)
        for name in "ab"
    )
    first = first or next(measure for measure in measures if measure != second)
    second = second or next(measure for measure in measures if measure != first)
    return [first, second]


def _compared(request, project, chosen: list[Measure]) -> dict:
    first, second = read(chosen, user=request.user, today=today(), with_flags=True)
    tables = pair_tables(first, second, show_all=request.GET.get("all") == "1")
    changes = {
        change.mark: change
        for reading in (first, second)
        for change in measure_words.changes_of(reading.series, slug=project.slug)
        if change.kind == "cycle"
    }
    return {
        "readings": [first, second],
        "wide": pair_chart(first.parts, second.parts),
        "phone": pair_chart(first.parts, second.parts, phone=True),
        "tables": tables,
        "apart": list(zip((first, second), tables.apart, strict=False)),
        "changes": list(changes.values()),
        "may_read_cycles": can(request.user, Permission.METHOD_VIEW, project),
        "more_url": f"?a={first.measure.pk}&b={second.measure.pk}&all=1#data" if tables.more else "",
        "is_protected": isinstance(first.series, SharedSeries),
        "centres": sorted({CHARTS[reading.analysis.chart].centre for reading in (first, second)}),
    }
