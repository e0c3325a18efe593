"""A project's icon matrix: its measures by variation and assurance, on the reader's face."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ftc_qi.core.today import today
from measures.matrix import matrix_of
from measures.models import Measure
from measures.readings import read
from measures.series import SharedSeries
from measures.views.frame import crumbs, tabs
from projects.permissions import Permission, project_view


@require_safe
@project_view(Permission.PROJECT_VIEW)
def matrix(request, project):
    """Measures with the NHS rules in their cells, the others below with their status."""
    measures = list(project.measures.current().order_by(*Measure._meta.ordering))
    for measure in measures:
        measure.project = project
    readings = read(measures, user=request.user, today=today())
    return render(
        request,
        "measures/matrix.html",
        {
            "project": project,
            "project_tabs": tabs(request, project),
            "crumbs": crumbs(project, here="Icon matrix"),
            "matrix": matrix_of(readings, with_projects=False),
            "is_protected": any(isinstance(reading.series, SharedSeries) for reading in readings),
        },
    )
