"""The words and rows round the chart of a measure page, from the reader's series and the measure's texts."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ftc_qi.core.templatetags.ftc import uk_date
from measures import due, periods
from measures.charts import table_rows
from measures.charts.tables import TableRow
from measures.models import Measure
from measures.series import EVENTS_PER_QUARTER, FIGURES, MISSING, ReaderSeries
from measures.spc import false_alarms
from measures.spc.charts import CHARTS
from measures.spc.rules import RULE_SETS
from measures.spc.types import Analysis, StatusResult
from measures.values import direction_words, plural, unit_words
from measures.words import month_label, since_label

NEWEST = 12
"""Rows of the table before "Show all"."""
FREQUENCY_WORDS = {
    "weekly": "Weekly",
    "fortnightly": "Every two weeks",
    "monthly": "Monthly",
    "quarterly": "Quarterly",
}
ACT_WORDS = {"Adopt": "Adopted", "Adapt": "Adapted", "Expand": "Expanded", "Abandon": "Abandoned"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the page's table: the series' own row, the page of its figure, and what else can be done."""

    cells: TableRow
    url: str = ""
    action: str = ""
    action_url: str = ""
    note_url: str = ""
    """For a note on the chart at this position."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cycle or a note of the timeline beside the chart, with the mark it has there."""

    kind: str
    mark: str
    when: str
    title: str
    note: str = ""
    url: str = ""
    id: int | None = None


def facts(series: ReaderSeries) -> list[str]:
    """Unit and direction, frequency and newest period, for under the heading."""
    unit = unit_words(series)
    said = [", ".join(text for text in (unit, direction_words(series)) if text)]
    often = (
        "Each event as it happens"
        if series.by_event
        else "Counted per quarter"
        if series.shows == EVENTS_PER_QUARTER
        else FREQUENCY_WORDS[series.frequency]
    )
    if series.points:
        often += f", to {since_label(series, len(series.points) - 1)}"
    return [said[0][:1].upper() + said[0][1:] if unit else said[0].capitalize(), often]


def rows_of(
    measure: Measure,
    series: ReaderSeries,
    analysis: Analysis,
    result: StatusResult,
    *,
    may_open: bool,
    may_enter: bool,
    may_annotate: bool = False,
) -> list[Row]:
    """Every position, newest first. may_open: figures and their history; may_enter: also gaps to log;
    may_annotate: a note at a position. Leaving out and withdrawing are rare: the figure's own page has them."""
    rows = []
    slug = measure.project.slug
    note_url = reverse("measures:annotation_add", args=[slug, measure.pk]) if may_annotate else ""
    for cells in table_rows(series, analysis, result):
        url = action = action_url = ""
        if cells.row_id is not None and may_open:
            key = [slug, measure.pk, cells.row_id]
            url = reverse("measures:event" if series.by_event else "measures:point", args=key)
        elif cells.state == MISSING and may_enter and series.shows == FIGURES:
            month = due.log_month(cells.starts_on, series.frequency)
            action, action_url = "Log it", f"{reverse('measures:log', args=[slug])}?month={month:%Y-%m}"
        rows.append(
            Row(
                cells,
                url,
                action,
                action_url,
                note_url=note_url and f"{note_url}?on={cells.starts_on:%Y-%m-%d}",
            )
        )
    return rows


def definition_of(measure: Measure) -> list[tuple[str, str]]:
    """The operational definition as (label, text): what everybody who sees the page may read."""
    pairs = [
        ("What is counted", measure.operational_definition),
        ("Top number", measure.numerator_label),
        ("Bottom number", measure.denominator_label),
        ("Counted in", measure.inclusions),
        ("Left out", measure.exclusions_text),
        ("Source", measure.source),
        ("Collected by", measure.collected_by),
    ]
    if measure.collect_from or measure.collect_until:
        begin = f"from {uk_date(measure.collect_from)}" if measure.collect_from else ""
        end = f"until {uk_date(measure.collect_until)}" if measure.collect_until else ""
        pairs.append(("Collected", f"{begin} {end}".strip()))
    return [(label, text) for label, text in pairs if text]


def changes_of(series: ReaderSeries, *, slug: str) -> list[Change]:
    """Cycles and notes on the chart, newest first, with the marks they have there."""
    found = []
    for flag in reversed(series.flags):
        if flag.kind == "cycle":
            found.append(
                Change(
                    kind="cycle",
                    mark=flag.mark,
                    when=_span(flag.on, flag.until),
                    title=f"Cycle {flag.mark}: {flag.text}",
                    note=ACT_WORDS.get(flag.act, flag.act) or "In progress" * (flag.until is None),
                    url=reverse("pages:cycle", args=[slug, flag.id]),
                )
            )
        else:
            when = (
                periods.label(flag.on, periods.QUARTERLY)  # the day may be one person's
                if series.shows == EVENTS_PER_QUARTER
                else uk_date(flag.on)
            )
            found.append(Change(kind="note", mark=flag.mark, when=when, title=flag.text, id=flag.id))
    return found


def _span(on, until) -> str:
    if until is None:
        return f"{month_label(on)} to now"
    if (on.year, on.month) == (until.year, until.month):
        return month_label(on)
    return f"{month_label(on)} to {month_label(until)}"


def phases_of(series: ReaderSeries, rows, *, chart: str) -> list[dict[str, Any]]:
    """The phases as set, oldest first: where each begins, what its line rests on, why.

    chart: as drawn, a key of `spc.charts.CHARTS`. rows: Phase rows where the reader may see reasons, else
    none: then the series' own are listed, without.
    """
    if rows is None:
        return [
            {"begins": begins_words(series, phase.starts_on), "rests": rests_words(chart, phase.baseline)}
            for phase in series.phases
        ]
    return [
        {
            "begins": begins_words(series, row.starts_on),
            "rests": rests_words(chart, row.baseline_periods),
            "reason": row.reason,
            "by": row.created_by.display_name if row.created_by and row.starts_on else "",
            "on": row.created_at if row.starts_on else None,
            "id": row.pk,
            "is_first": row.starts_on is None,
        }
        for row in rows
    ]


def begins_words(series: ReaderSeries, starts_on) -> str:
    """Where a phase begins: "From January 2025"."""
    if starts_on is None:
        return "From the beginning"
    if series.shows == EVENTS_PER_QUARTER:  # a phase of events begins on the day of one: readers see quarters
        quarter = periods.start_of(starts_on, periods.QUARTERLY)
        return f"From {periods.label(quarter, periods.QUARTERLY)}"
    if series.by_event or series.frequency in (periods.WEEKLY, periods.FORTNIGHTLY):
        return f"From {uk_date(starts_on)}"
    return f"From {month_label(starts_on)}"


def line_words(chart: str) -> str:
    """What a phase of this chart has: "median", "mean and limits"."""
    found = CHARTS[chart]
    return f"{found.centre} and limits" if found.has_limits else found.centre


def rests_words(chart: str, baseline: int | None) -> str:
    """What a phase's line rests on: "Median of all its points"."""
    line = line_words(chart)
    of = "from" if CHARTS[chart].has_limits else "of"
    points = "all its points" if baseline is None else f"its first {plural(baseline, 'point')}"
    return f"{line.capitalize()} {of} {points}"


def left_out(series: ReaderSeries, rows) -> list[dict[str, Any]]:
    """Points left out of the rules: with the reason where the reader may see it (rows: Exclusion rows with
    their events), else by their labels alone (rows None)."""
    if rows is None:
        return [{"label": series.points[i].label} for i in sorted(series.exclusions)]
    labels = {point.period_start: point.label for point in series.points}
    found = []
    for row in rows:
        day = row.period_start or row.event.occurred_on
        label = labels.get(day) or uk_date(day)
        if series.shows == EVENTS_PER_QUARTER:
            label = "One event"
        found.append({"label": label, "reason": row.reason, "id": row.pk})
    return found


# --- rules ------------------------------------------------------------------------------------------------

QUOTED_POINTS = 24
"""Length of the chart whose false-alarm rate is quoted where there is none for the chart in hand."""


def rule_sets_of(charts, *, points: int, baseline: int | None) -> list[dict[str, str]]:
    """The rule sets that can read these charts: name, which charts, what they look for, how often chance alone
    sets them off on a chart like this one (or, without a row for that, on one of 24 points)."""
    found: dict[str, list[str]] = {}
    for chart in charts:
        for key in CHARTS[chart].rule_sets:
            found.setdefault(key, []).append(CHARTS[chart].name)
    return [
        {
            "name": RULE_SETS[key].name,
            "charts": ", ".join(names),
            "looks_for": RULE_SETS[key].description,
            "chance": false_alarm_words(key, points, baseline) or false_alarm_words(key, QUOTED_POINTS, None),
        }
        for key, names in found.items()
    ]


def false_alarm_words(rule_set: str, points: int, baseline: int | None) -> str:
    """ "On 24 points of pure chance, a false alarm 3 times in 100"; "" where no stored row applies."""
    row = false_alarms.rate(rule_set, points, baseline)
    if row is None:
        return ""
    fixed = f" with the line fixed on the first {row.baseline}" if row.baseline else ""
    times = round(row.p_any_signal * 100)
    often = {0: "less than once in 100", 1: "once in 100"}.get(times, f"{times} times in 100")
    # Rules that serve several charts were tried on one of them, and chance differs by chart.
    shared = sum(rule_set in chart.rule_sets for chart in CHARTS.values()) > 1
    on = f" on an {CHARTS[row.chart].name}" if shared else ""
    return f"On {row.points} points of pure chance{on}{fixed}, a false alarm {often}"
