"""What a drawing of a series shows, worked out once: SVG and Plotly draw the same."""

from dataclasses import dataclass
from itertools import groupby

from measures.charts.levels import EndLabel, Level, drawn_centre, end_labels, levels
from measures.charts.signals import Bracket, PointWord, brackets, phase_words, point_words, verdicts
from measures.series import MISSING, ReaderSeries, require_series
from measures.spc.types import Analysis, StatusResult
from measures.values import STATE_WORDS
from measures.words import month_label

__all__ = ["Break", "ChartReading", "Gap", "drawn_centre", "read_chart", "verdicts"]


@dataclass(frozen=True, slots=True)
class Break:
    """Where a phase after the first begins. words: with its month; short: where there is no room for it."""

    first: int
    words: str
    short: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Consecutive positions without a figure, of one kind. words: "" for hidden ones, which have their own look."""

    first: int
    last: int
    words: str


@dataclass(frozen=True, slots=True)
class ChartReading:
    """Everything that is drawn but the points' places. verdicts: position → verdict of its signal."""

    series: ReaderSeries
    analysis: Analysis
    result: StatusResult
    verdicts: dict[int, str]
    levels: tuple[Level, ...]
    ends: list[EndLabel]
    breaks: tuple[Break, ...]
    brackets: tuple[Bracket, ...]
    point_words: tuple[PointWord, ...]
    phase_words: tuple[tuple[int, str], ...]
    hidden: tuple[Gap, ...]
    gaps: tuple[Gap, ...]


def read_chart(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> ChartReading:
    """Read a series with its analysis. TypeError for anything but the two faces."""
    require_series(series)
    found, drawn = verdicts(series, analysis, result), levels(series, analysis)
    return ChartReading(
        series=series,
        analysis=analysis,
        result=result,
        verdicts=found,
        levels=drawn,
        ends=end_labels(series, drawn),
        breaks=_breaks(series, analysis),
        brackets=brackets(series, analysis, result, found),
        point_words=point_words(series, analysis),
        phase_words=phase_words(series, analysis),
        hidden=_runs([(i, "") for i, point in enumerate(series.points) if point.is_hidden]),
        gaps=_gaps(series),
    )


def _breaks(series: ReaderSeries, analysis: Analysis) -> tuple[Break, ...]:
    starts = [phase.first for phase in analysis.phases[1:] if phase.first < len(series.points)]
    return tuple(
        Break(first, f"Re-based {month_label(series.points[first].period_start)}", "Re-based")
        for first in starts
    )


def _gaps(series: ReaderSeries) -> tuple[Gap, ...]:
    """Periods without a figure, by kind. The first event ends no interval: it is no gap."""
    if series.by_event:
        return ()
    states = [(i, point.state) for i, point in enumerate(series.points) if point.state in STATE_WORDS]
    return _runs([(i, STATE_WORDS[state]) for i, state in states if not _is_paused(series, i, state)])


def _is_paused(series: ReaderSeries, index: int, state: str) -> bool:
    """A period without an answer that overlaps a pause: the shading says it."""
    if state != MISSING:
        return False
    begin, end = series.points[index].period_start, series.end_of(index)
    return any(p.starts_on <= end and (p.ends_on is None or p.ends_on >= begin) for p in series.pauses)


def _runs(positions: list[tuple[int, str]]) -> tuple[Gap, ...]:
    """Consecutive positions with the same words, together."""
    found = []
    for (_, words), group in groupby(
        enumerate(positions), key=lambda pair: (pair[1][0] - pair[0], pair[1][1])
    ):
        run = [i for _, (i, _) in group]
        found.append(Gap(run[0], run[-1], words))
    return tuple(found)
