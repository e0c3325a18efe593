"""The measures a PDSA cycle should show on, as its reader may see them."""

from dataclasses import replace

from django.urls import reverse

from ftc_qi.core.today import today
from measures import charts, faces, words
from measures.models import Measure
from measures.series import Flag
from projects.models import PDSACycle

ENOUGH_POINTS = 3
"""Points in a cycle's window that make a fair test (QI_METHOD 1.3)."""


def measures_of(cycle: PDSACycle, user) -> list[dict[str, object]]:
    """Each linked measure with its chart, its sentence and the points in the cycle's window: {name, url,
    svg, line, window}. A constant number of queries."""
    measures = list(
        Measure.objects.current().filter(cycle_links__cycle=cycle).select_related("project__programme")
    )
    shown: list[dict[str, object]] = []
    for unflagged in faces.series_for(measures, user=user, with_flags=False) if measures else []:
        series = replace(unflagged, flags=_flag(cycle))
        analysis = faces.analyse(series)
        result = faces.status(series, analysis)
        shown.append(
            {
                "name": series.name,
                "url": reverse("measures:measure", args=[cycle.project.slug, series.measure_id]),
                "svg": charts.phone_chart(series, analysis, result, since=cycle.started_on)
                if series.points
                else "",
                "line": words.sentence(series, analysis, result).line,
                "window": window_words(series, cycle),
            }
        )
    return shown


def _flag(cycle: PDSACycle) -> tuple[Flag, ...]:
    """This cycle alone on its charts: the others would crowd a small one."""
    if cycle.started_on is None:
        return ()
    return (
        Flag(
            kind="cycle",
            on=cycle.started_on,
            until=cycle.ended_on,
            mark=str(cycle.number),
            text=cycle.title,
            id=cycle.pk,
        ),
    )


def window_words(series: faces.ReaderSeries, cycle: PDSACycle) -> str:
    """How many points fall into the days of Do, before and after them; a hidden figure counts as one. Empty before
    Do begins."""
    if cycle.started_on is None:
        return ""
    last = cycle.ended_on or today()
    counts = {"before": 0, "during": 0, "after": 0}
    for point in series.points:
        if point.is_value or point.is_hidden:
            when = "before" if point.period_start < cycle.started_on else "during"
            counts["after" if point.period_start > last else when] += 1
    during = f"{_points(counts['during'])} in this cycle’s window"
    if counts["during"] < ENOUGH_POINTS:
        during += ". Three or more make a fair test"
    after = f", {_points(counts['after']).lower()} after it" if cycle.ended_on else ""
    return f"{during}. {_points(counts['before'])} before Do began{after}."


def _points(count: int) -> str:
    return "1 point" if count == 1 else f"{count or 'No'} points"
