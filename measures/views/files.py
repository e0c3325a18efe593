"""A measure's data and chart as files, through the same face as its page. Exact ones are logged."""

from django.views.decorators.http import require_safe

from ftc_qi.core import history
from ftc_qi.core.downloads import download
from measures import exports
from measures.series import SharedSeries
from measures.views.frame import get_measure, reader_series
from projects.permissions import Permission, project_view


@require_safe
@project_view(Permission.PROJECT_VIEW)
def data_csv(request, project, measure_id):
    """The data as a file, through the same face as the page. An exact one is logged."""
    return _file(request, project, measure_id, "csv", "text/csv; charset=utf-8", exports.csv_file)


@require_safe
@project_view(Permission.PROJECT_VIEW)
def chart_svg(request, project, measure_id):
    """The chart with its sentence as a picture, through the same face as the page. An exact one is logged."""
    return _file(request, project, measure_id, "svg", "image/svg+xml", exports.svg_file)


@require_safe
@project_view(Permission.PROJECT_VIEW)
def chart_png(request, project, measure_id):
    """The same picture in dots, for a report. An exact one is logged."""
    return _file(request, project, measure_id, "png", "image/png", exports.png_file)


def _file(request, project, measure_id, ending, content_type, make):
    row = get_measure(project, measure_id)
    series = reader_series(request, row)
    body = make(series)
    if request.method == "GET" and not isinstance(series, SharedSeries):
        history.record(
            "exported_exact",
            target=row,
            by=request.user,
            changes={"file": [None, ending], "positions": [None, len(series.points)]},
        )
    name = exports.file_name(series, project.slug, ending)
    return download(body, content_type, name)
