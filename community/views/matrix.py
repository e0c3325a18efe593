"""The programme's icon matrix: every project's measures by variation and assurance, on the shared face."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.selection import Choices
from ftc_qi.core.today import today
from measures.matrix import matrix_of
from measures.models import Measure
from measures.readings import read
from projects.permissions import Permission, programme_view


@require_safe
@programme_view(Permission.COMMUNITY_VIEW)
def matrix(request, programme):
    """Measures with the NHS rules in their cells, the others below. `?theme=` and `?kind=` narrow both."""
    choices = Choices(request.GET, programme)
    kind = next((key for key in Measure.Kind.values if key == request.GET.get("kind")), "")
    measures = Measure.objects.current().filter(project__programme=programme)
    if choices.theme is not None:
        measures = measures.filter(project__themes=choices.theme)
    if kind:
        measures = measures.filter(kind=kind)
    measures = list(measures.select_related("project__programme").order_by("project__name", "pk"))
    readings = read(measures, user=request.user, today=today(), shared_only=True)
    return render(
        request,
        "community/matrix.html",
        {
            "programme": programme,
            "others": request.other_programmes,
            "choices": choices,
            "kind": kind,
            "kinds": Measure.Kind.choices,
            "matrix": matrix_of(readings, with_projects=True),
            "hide_below": readings[0].series.hide_below if readings else 5,
        },
    )
