"""The groups of a breakdown from the largest, on the reader's face."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures import faces
from measures.breakdowns import ReaderBreakdown, totals_of
from measures.charts.pareto import ParetoItem, pareto_chart, pareto_rows, pareto_words
from measures.disclosure import reason_short
from measures.series import SharedSeries
from measures.values import plural
from measures.views.frame import crumbs, get_measure, measure_url, reader_series
from projects.permissions import Permission, face_for, project_view

SPANS = (3, 6, 12)
"""How many of the newest periods may be chosen; without a choice all of them."""


@require_safe
@project_view(Permission.PROJECT_VIEW)
def pareto(request, project, measure_id, breakdown_id):
    """Counts of each group over the periods chosen (`?newest=`), or of the newest where they may not be added."""
    row = get_measure(project, measure_id)
    series = reader_series(request, row)
    face = next((one for one in faces.breakdowns_for(series) if one.id == breakdown_id), None)
    if face is None or series.data_kind != "count":
        raise Http404
    newest = next((span for span in SPANS if str(span) == request.GET.get("newest")), None)
    if not face.adds_over_time:
        newest = 1
    positions = range(face.first, len(face.total.points))[-newest if newest else 0 :]
    items = _items(face, positions)
    overlap = not face.exclusive
    rows = pareto_rows(items, overlap=overlap)
    protected = isinstance(series, SharedSeries)
    may_switch = face_for(request.user, project) == faces.WORKING
    context = {
        "project": project,
        "crumbs": [
            *crumbs(project, row, face.name)[:-1],
            {"label": face.name, "url": measure_url(row, "breakdown", face.id)},
            {"label": "Largest first", "url": ""},
        ],
        "measure": row,
        "breakdown": {"id": face.id, "name": face.name},
        "words": pareto_words(items, overlap=overlap),
        "time": _time(face, positions),
        "rows": rows,
        "has_shares": bool(rows) and rows[0].share is not None,
        "wide": pareto_chart(items, overlap=overlap),
        "phone": pareto_chart(items, overlap=overlap, phone=True),
        "adds": face.adds_over_time,
        "spans": [(span, f"Newest {plural(span, face.total.noun)}") for span in SPANS],
        "newest": newest,
        "is_protected": protected,
        "may_switch": may_switch,
        "by_choice": may_switch and protected,
    }
    return render(request, "measures/pareto.html", context)


def _items(face: ReaderBreakdown, positions: range) -> list[ParetoItem]:
    """The groups' counts over the positions; groups without any figure there are left out."""
    if not positions:
        return []
    below = face.total.hide_below
    points = face.total.points
    if face.adds_over_time:
        totals = totals_of(face, points[positions[0]].period_start, points[positions[-1]].period_start)
        return [
            ParetoItem(
                total.label,
                None if total.count is None else float(total.count),
                reason_short(total.reason, below) if total.reason else "",
            )
            for total in totals
        ]
    here = [(group.name, group.series.points[positions[-1]]) for group in face.all_groups]
    return [
        ParetoItem(name, None, reason_short(point.reason, below))
        if point.reason
        else ParetoItem(name, point.plotted)
        for name, point in here
        if point.reason or point.is_value
    ]


def _time(face: ReaderBreakdown, positions: range) -> str:
    """ "January 2026 to March 2026"; one period alone by its own label."""
    if not positions:
        return ""
    first, last = face.total.points[positions[0]].label, face.total.points[positions[-1]].label
    return first if first == last else f"{first} to {last}"
