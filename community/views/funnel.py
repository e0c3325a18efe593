"""A funnel plot of one shared measure: which differences between projects are more than chance gives."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.funnels import KINDS, SPANS, compare
from community.selection import measures_of, shared_measure
from ftc_qi.core.today import today
from measures.charts.funnel import FunnelAxes, funnel_chart
from measures.readings import read
from projects.permissions import Permission, programme_view

ROWS = 50


@require_safe
@programme_view(Permission.COMMUNITY_VIEW)
def funnel(request, programme, shared_id):
    """`?months=` chooses the length of time; only shares and rates can be compared so."""
    shared = shared_measure(programme, shared_id, kinds=KINDS)
    months = next((span for span in SPANS if str(span) == request.GET.get("months")), 12)
    readings = read(measures_of(shared), user=request.user, today=today(), shared_only=True)
    readings = [one for one in readings if one.series.data_kind == shared.data_kind]
    found = compare(readings, months=months)
    charts = {}
    if found.funnel is not None and len(found.groups) > 1:
        axes = _axes(shared, readings, found.factor)
        names = [group.reading.measure.project.name for group in found.groups]
        charts = {
            "wide": funnel_chart(found.funnel, names, axes),
            "phone": funnel_chart(found.funnel, names, axes, phone=True),
        }
    return render(
        request,
        "community/funnel.html",
        {
            "programme": programme,
            "shared": shared,
            "spans": SPANS,
            "months": months,
            "found": found,
            "page_obj": Paginator(found.groups, ROWS).get_page(request.GET.get("page")),
            "hide_below": readings[0].series.hide_below if readings else 5,
            "heads": _heads(readings),
            "value_head": "Share" if shared.data_kind == "proportion" else f"For every {found.factor:,.0f}",
            **charts,
        },
    )


def _heads(readings) -> tuple[str, str]:
    """What top and bottom numbers count, where the measures say it alike."""
    found = []
    for name, otherwise in (("numerator_label", "Top number"), ("denominator_label", "Bottom number")):
        said = {getattr(one.series, name) for one in readings}
        found.append(said.pop() or otherwise if len(said) == 1 else otherwise)
    return found[0], found[1]


def _axes(shared, readings, factor: float) -> FunnelAxes:
    """What the axes count."""
    bottom = _heads(readings)[1]
    if shared.data_kind == "proportion":
        return FunnelAxes(factor, True, bottom, f"{shared.name}, per cent")
    return FunnelAxes(factor, False, bottom, f"{shared.name}, for every {factor:,.0f}")
