"""One shared measure in every project that keeps it: small charts on one common scale, on the shared face."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.funnels import KINDS
from community.selection import PER_PAGE, Choices, figures_url, measures_of, shared_measure
from ftc_qi.core.today import today
from measures.charts.across import across_panel, across_plot, common_scale
from measures.charts.panels import panel_figure
from measures.readings import Reading, read
from measures.tally import tally
from measures.values import counted_as
from projects.permissions import Permission, programme_view


@require_safe
@programme_view(Permission.COMMUNITY_VIEW)
def across(request, programme, shared_id):
    """Panels share the scale up and along, over all pages; a measure kept in another way is listed apart.

    `?format=figures`: the page's panels, to be explored.
    """
    shared = shared_measure(programme, shared_id)
    choices = Choices(request.GET, programme)
    measures = measures_of(shared, choices.theme)
    readings = read(measures, user=request.user, today=today(), shared_only=True)
    alike, apart = _alike(readings)
    factor = _factor(alike)
    scale = common_scale([(one.series, one.analysis) for one in alike], factor=factor)
    page = Paginator(choices.arranged(alike), PER_PAGE).get_page(request.GET.get("page"))
    if request.GET.get("format") == "figures":
        drawn = [one for one in page.object_list if scale and one.series.points]
        return JsonResponse({one.measure.pk: panel_figure(across_plot(*one.parts, scale)) for one in drawn})
    return render(
        request,
        "community/across.html",
        {
            "programme": programme,
            "shared": shared,
            "choices": choices,
            "tally": tally((one.parts for one in readings), projects=len(readings)),
            "page_obj": page,
            "figures_url": figures_url(request.GET),
            "panels": [
                {
                    "reading": one,
                    "svg": across_panel(*one.parts, scale) if scale and one.series.points else "",
                }
                for one in page.object_list
            ],
            "apart": apart,
            "scale_words": _scale_words(alike, factor),
            "has_funnel": shared.data_kind in KINDS,
            "hide_below": readings[0].series.hide_below if readings else 5,
        },
    )


def _alike(readings: list[Reading]) -> tuple[list[Reading], list[Reading]]:
    """Those that may stand on one scale (the most that count alike; rates come to one "per"), and the others."""
    if not readings:
        return [], []
    kinds = Counter(counted_as(one.series) for one in readings)
    most = max(kinds, key=lambda kind: (kinds[kind], kind))
    alike = [one for one in readings if counted_as(one.series) == most]
    return alike, [one for one in readings if counted_as(one.series) != most]


def _factor(readings: list[Reading]) -> float:
    """What plotted values are multiplied by: for rates the "per" that most measures have."""
    return max(
        (one.series.scale for one in readings), key=[one.series.scale for one in readings].count, default=1
    )


def _scale_words(readings: list[Reading], factor: float) -> str:
    """What the common scale counts."""
    if not readings:
        return ""
    series = readings[0].series
    if series.data_kind == "proportion":
        return "per cent, 0 to 100"
    if series.data_kind == "rate":
        return f"for every {factor:,.0f}" if factor != 1 else "for every one"
    if series.data_kind == "count":
        return f"{series.unit or 'number'} a {series.noun}"
    return series.unit or "as measured"
