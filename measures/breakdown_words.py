"""A breakdown as pages and files show it: small charts on one scale, a table, a CSV. From its face, never from rows."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from ftc_qi.core.downloads import csv_text, safe_text
from measures import faces
from measures.breakdowns import (
    Group,
    ReaderBreakdown,
    SharedBreakdown,
    require_breakdown,
)
from measures.charts import panel_chart
from measures.charts.scales import nice_step
from measures.disclosure import reason_short, reason_words
from measures.series import ReaderSeries, SeriesPoint
from measures.spc.types import Analysis
from measures.values import displayed, number, plain, plural, point_text, unit_words
from measures.words import moved

PANEL_POSITIONS = 36
"""How many of the newest positions a small chart draws (charts.small)."""
NO_CHIP = ("too_little_data",)
"""A group with too few figures for the rules has its chart alone."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A group's small chart. status: "" where the rules have too little to say."""

    name: str
    svg: SafeString | str
    newest: str
    hidden: int
    status: str
    moved: str


@dataclass(frozen=True, slots=True)
class GroupCell:
    """What a table's cell says. reason: why it is hidden, in full; None where it is not."""

    text: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodRow:
    label: str
    total: GroupCell
    cells: tuple[GroupCell, ...]
    row_id: int | None = None


def panels(breakdown: ReaderBreakdown) -> list[Panel]:
    """A small chart for every group, all on one scale. Those not stated are no group: the table has them."""
    require_breakdown(breakdown)
    analysed = [(group, faces.analyse(group.series)) for group in breakdown.groups]
    top = _common_top(analysed)
    made = []
    for group, analysis in analysed:
        result = faces.status(group.series, analysis)
        newest = group.series.latest
        made.append(
            Panel(
                name=group.name,
                svg=panel_chart(group.series, analysis, result, top=top) if newest else "",
                newest=f"{newest.label}: {point_text(group.series, newest)}" if newest else "no figure yet",
                hidden=group.series.hidden_count,
                status="" if result.status in NO_CHIP else result.status,
                moved=moved(analysis, result),
            )
        )
    return made


def _common_top(analysed: list[tuple[Group, Analysis]]) -> float | None:
    """The upper end of the scale all panels share, as displayed; None for percentages, which have theirs."""
    if not analysed or analysed[0][0].series.data_kind == "proportion":
        return None
    shown = [
        displayed(group.series, value)
        for group, analysis in analysed
        for value in (
            *(point.value for point in group.series.points[-PANEL_POSITIONS:]),
            *analysis.centre[-PANEL_POSITIONS:],
            group.series.target,
        )
        if value is not None
    ]
    return nice_step(max([*shown, 1.0]) / 2) * 2


def table_head(breakdown: ReaderBreakdown) -> list[str]:
    """Headings: the period, the total, every group."""
    require_breakdown(breakdown)
    return [breakdown.total.noun.capitalize(), "Total", *(group.name for group in breakdown.all_groups)]


def table_rows(breakdown: ReaderBreakdown) -> list[PeriodRow]:
    """Every period from the first with a figure of a group, newest first."""
    require_breakdown(breakdown)
    total = breakdown.total
    rows = [
        PeriodRow(
            label=point.label,
            total=_cell(total, point),
            cells=tuple(_cell(group.series, group.series.points[i]) for group in breakdown.all_groups),
            row_id=point.row_id,
        )
        for i, point in enumerate(total.points)
        if i >= breakdown.first
    ]
    return rows[::-1]


def _cell(series: ReaderSeries, point: SeriesPoint) -> GroupCell:
    if point.reason:
        return GroupCell(
            reason_short(point.reason, series.hide_below), reason_words(point.reason, series.hide_below)
        )
    text = point_text(series, point)
    if point.is_value and point.numerator is not None and point.denominator is not None:
        text += f" ({_figure(point.numerator)} of {_figure(point.denominator)})"
    return GroupCell(text)


def _figure(figure: Decimal) -> str:
    return number(figure, max(0, -int(figure.normalize().as_tuple().exponent)))


def about(breakdown: ReaderBreakdown) -> str:
    """What the groups are to one another, and what is hidden, in a sentence or two."""
    require_breakdown(breakdown)
    said = (
        "Each person is in one group."
        if breakdown.exclusive
        else "The same person may be in several groups, so they do not add up to the total."
    )
    if isinstance(breakdown, SharedBreakdown) and (hidden := breakdown.hidden_count):
        said += f" {plural(hidden, 'figure')} hidden to protect people."
    return said


def breakdown_csv(breakdown: ReaderBreakdown) -> str:
    """A breakdown as a file, oldest period first, one line for the total and for every group of a period; safe
    to open in a spreadsheet."""
    require_breakdown(breakdown)
    total = breakdown.total
    parts = total.data_kind in ("proportion", "rate")
    head = [total.noun.capitalize(), "Starts on", "Group"]
    if parts:
        head += [total.numerator_label or "Top number", total.denominator_label or "Bottom number"]
    unit = unit_words(total)
    head += [f"Result ({unit})" if unit else "Result", "Answer"]
    rows = [[safe_text(words) for words in head]]
    for i in range(breakdown.first, len(total.points)):
        named = [("Total", total), *((group.name, group.series) for group in breakdown.all_groups)]
        for name, series in named:
            rows.append(_csv_row(series, series.points[i], name, parts=parts))
    return csv_text(rows)


def _csv_row(series: ReaderSeries, point: SeriesPoint, name: str, *, parts: bool) -> list[str]:
    row = [safe_text(point.label), point.period_start.isoformat(), safe_text(name)]
    if parts:
        for figure, reason in (
            (point.numerator, point.numerator_reason),
            (point.denominator, point.denominator_reason),
        ):
            hidden = reason_short(reason, series.hide_below) if reason else ""
            row.append(hidden if figure is None else plain(figure))
    if point.is_value:
        return [*row, plain(displayed(series, point.plotted)), "recorded"]
    said = point_text(series, point)
    return [*row, said, reason_words(point.reason, series.hide_below) if point.reason else said]
