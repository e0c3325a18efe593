"""What lists show of a measure, worked out once for each face and stored (DECISIONS 27).

Words only, and nothing that depends on today: "out of date" is added when read, sentences when rendered.
Any action on data, phases, settings or the disclosure policy calls `rebuild_summaries`; so does the command
`recompute_summaries`, for a new engine version.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from measures import faces
from measures.chart_choice import chart_of
from measures.models import Measure, MeasureSummary
from measures.series import ReaderSeries
from measures.spc import ENGINE_VERSION
from measures.spc.types import Analysis, StatusResult
from measures.values import format_value, point_text
from measures.words import level_now, moved, signal_words

BATCH = 200
"""Measures worked out together: bounds memory, not queries."""


def rebuild_summaries(measures: Iterable[Measure]) -> None:
    """Work out and store both faces' summaries of these measures, in a constant number of queries."""
    measures = list({measure.pk: measure for measure in measures}.values())
    if not measures:
        return
    rows = [summary for measure in summarise(measures) for summary in measure]
    MeasureSummary.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["measure", "face"],
        update_fields=[
            "status",
            "signal",
            "latest",
            "data_up_to",
            "engine_version",
            "settings_hash",
            "rebuilt_at",
        ],
    )


def rebuild_all(measures) -> int:
    """Rebuild every summary of a queryset, batch by batch. Returns how many measures."""
    done, batch = 0, []
    for measure in measures.order_by("pk").iterator(chunk_size=BATCH):
        batch.append(measure)
        if len(batch) == BATCH:
            rebuild_summaries(batch)
            done, batch = done + len(batch), []
    if batch:
        rebuild_summaries(batch)
    return done + len(batch)


def summarise(measures: Iterable[Measure]) -> list[tuple[MeasureSummary, MeasureSummary]]:
    """The working and the shared summary of each measure, not saved."""
    return [(_summary(working), _summary(shared)) for working, shared in faces.both_faces(measures)]


def _summary(series: ReaderSeries) -> MeasureSummary:
    analysis = faces.analyse(series)
    result = faces.status(series, analysis)
    return MeasureSummary(
        measure_id=series.measure_id,
        face=series.face,
        status=result.status,
        signal=signal_payload(series, analysis, result),
        latest=latest_payload(series, analysis, result),
        data_up_to=series.data_up_to,
        engine_version=ENGINE_VERSION,
        settings_hash=settings_hash(series),
        rebuilt_at=timezone.now(),
    )


def signal_payload(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> dict[str, Any]:
    """The signal the status rests on, and what the false-alarm table is asked with.

    moved: "up", "down" or "". rule_set, points, baseline, chart: see `spc.false_alarms.rate`. rule, scope, side,
    first and last (dates), current and words only where there is a signal.
    """
    payload: dict[str, Any] = {
        "moved": moved(analysis, result),
        "rule_set": analysis.rule_set.key,
        "points": analysis.phases[-1].n_obs,
        "baseline": analysis.specs[-1].baseline,
        "chart": analysis.chart,
    }
    if result.signal is None:
        return payload
    signal = result.signal
    words = "" if result.status == "improvement_held" else signal_words(series, analysis, signal)
    return payload | {
        "rule": signal.rule,
        "scope": signal.scope,
        "side": signal.side,
        "first": series.points[signal.first].period_start.isoformat(),
        "last": series.points[signal.last].period_start.isoformat(),
        "current": result.current,
        "words": words,
    }


def latest_payload(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> dict[str, Any]:
    """The newest figure in words ("62%", "fewer than 5"), its period, and the level as words, or nothing."""
    point = series.latest
    if point is None:
        return {}
    level = level_now(series, analysis, result)
    return {
        "period_start": point.period_start.isoformat(),
        "label": point.label,
        "text": point_text(series, point),
        "reason": point.reason or "",
        "level": "" if level is None else format_value(series, level),
    }


def settings_hash(series: ReaderSeries) -> str:
    """Changes whenever a setting does that the summary, or the picture of the measure, depends on."""
    settings = {
        "rule_set": series.rule_set,
        "chart": [series.chart, chart_of(series).chart],
        "y_axis": series.y_axis,
        "direction": series.direction,
        "data_kind": series.data_kind,
        "about_people": series.about_people,
        "hide_below": series.hide_below,
        "per": series.per,
        "decimals": series.decimals,
        "phases": [[phase.start, phase.baseline, phase.by_person] for phase in series.phases],
        "exclusions": sorted(series.exclusions),
    }
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
