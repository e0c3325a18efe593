"""The rows under a chart, and the same as a file. Hidden figures say so and why; never 0, never empty."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from ftc_qi.core.downloads import safe_text
from measures.charts.levels import levels
from measures.charts.signals import rule_names, verdicts
from measures.disclosure import reason_short, reason_words
from measures.series import HIDDEN, VALUE, ReaderSeries, SeriesPoint, require_series
from measures.spc.charts import CHARTS
from measures.spc.types import Analysis, StatusResult
from measures.values import displayed, number, plain, point_text, unit_words


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says. reason: why it is hidden, in full, for the reader's ear; None where it is not."""

    text: str
    reason: str | None = None

    @property
    def hidden(self) -> bool:
        return self.reason is not None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One period or event. parts: numerator and denominator (none for one figure); signal: its verdict."""

    label: str
    starts_on: datetime.date
    parts: tuple[Cell, ...]
    result: Cell
    signal: str = ""
    """ "improvement", "deterioration", "changed" or "": a status for the chip; the words beside it are `rules`."""
    rules: tuple[str, ...] = ()
    """The rules it is part of a signal of, the strongest first: "Outside limits", "Shift"."""
    side: str = ""
    """ "up" or "down": the step in the tile."""
    left_out: bool = False
    note: str = ""
    row_id: int | None = None
    """The stored row, on the working face: for correcting it."""
    state: str = VALUE


def table_head(series: ReaderSeries) -> list[str]:
    """Column headings, as many as the rows have cells."""
    require_series(series)
    first = "Event" if series.by_event else series.noun.capitalize()
    return [first, *_part_heads(series), "Result", "Signal", "Note"]


def table_rows(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, *, newest_first: bool = True
) -> list[TableRow]:
    """Every position of the series as a row, with the changes that fall into it."""
    require_series(series)
    signals, rules = verdicts(series, analysis, result), rule_names(analysis, result)
    rows = []
    for i, point in enumerate(series.points):
        rows.append(
            TableRow(
                label=point.label,
                starts_on=point.period_start,
                parts=_parts(series, point),
                result=_result(series, point),
                signal=signals.get(i, ""),
                rules=tuple(rules.get(i, ())),
                side=_step(analysis, i) if i in signals else "",
                left_out=i in series.exclusions,
                note=_note(series, i),
                row_id=point.row_id,
                state=point.state,
            )
        )
    return rows[::-1] if newest_first else rows


def csv_rows(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> list[list[str]]:
    """Heading and rows of a file, oldest first: the data, what the chart makes of them, and its settings.

    Every row is whole, so that the file can be sorted, filtered and joined to others. Text that a spreadsheet
    would run as a formula is quoted.
    """
    require_series(series)
    rules = rule_names(analysis, result)
    lines = {
        (level.role, i): plain(displayed(series, value))
        for level in levels(series, analysis)
        for i, value in enumerate(level.values, level.first)
        if value is not None
    }
    phases = {
        i: str(number)
        for number, phase in enumerate(analysis.phases, 1)
        for i in range(phase.first, phase.last + 1)
    }
    chart, rule_set = CHARTS[analysis.chart], analysis.rule_set
    head = ["Event" if series.by_event else series.noun.capitalize(), "Starts on", *_part_heads(series)]
    head += [_value_head(series), "Answer", f"Centre line ({chart.centre})", "Lower limit", "Upper limit"]
    head += ["Side of the centre line", "Signal", "Left out of the rules", "Phase", "Chart", "Rules", "Notes"]
    rows = [[safe_text(text) for text in head]]
    for i, point in enumerate(series.points):
        row = [safe_text(point.label), point.period_start.isoformat()]
        row += [_plain_cell(series, *part) for part in _part_pairs(series, point)]
        row += [_plain_value(series, point), _answer(series, point)]
        row += [lines.get((role, i), "") for role in ("centre", "lower", "upper")]
        row.append(_side(analysis, i) if ("centre", i) in lines else "")
        row.append("; ".join(rules.get(i, ())))
        row.append("yes" if i in series.exclusions else "")
        row += [phases.get(i, ""), chart.name, f"{rule_set.name}, version {rule_set.version}"]
        row.append(safe_text(_note(series, i)))
        rows.append(row)
    return rows


def _part_heads(series: ReaderSeries) -> list[str]:
    if series.data_kind in ("proportion", "rate"):
        return [series.numerator_label or "Top number", series.denominator_label or "Bottom number"]
    if series.data_kind == "continuous" and series.about_people:
        return ["People"]
    return []


def _value_head(series: ReaderSeries) -> str:
    unit = unit_words(series)
    return f"Result ({unit})" if unit else "Result"


def _part_pairs(series: ReaderSeries, point: SeriesPoint) -> list[tuple[Decimal | None, str | None, str]]:
    if series.data_kind in ("proportion", "rate"):
        return [
            (point.numerator, point.numerator_reason, point.state),
            (point.denominator, point.denominator_reason, point.state),
        ]
    if series.data_kind == "continuous" and series.about_people:
        return [(point.people, point.people_reason, point.state)]
    return []


def _parts(series: ReaderSeries, point: SeriesPoint) -> tuple[Cell, ...]:
    cells = []
    for figure, reason, _ in _part_pairs(series, point):
        if reason:
            cells.append(_hidden(series, reason))
        elif figure is None:
            cells.append(
                Cell(point_text(series, point) if point.state not in (VALUE, HIDDEN) else "not said")
            )
        else:
            cells.append(Cell(_figure(figure)))
    return tuple(cells)


def _result(series: ReaderSeries, point: SeriesPoint) -> Cell:
    if point.reason:
        return _hidden(series, point.reason)
    return Cell(point_text(series, point))


def _hidden(series: ReaderSeries, reason: str) -> Cell:
    return Cell(reason_short(reason, series.hide_below), reason_words(reason, series.hide_below))


def _figure(figure: Decimal) -> str:
    """As typed, without empty decimals."""
    places = max(0, -int(figure.normalize().as_tuple().exponent))
    return number(figure, places)


def _plain_cell(series: ReaderSeries, figure: Decimal | None, reason: str | None, state: str) -> str:
    if reason:
        return reason_short(reason, series.hide_below)
    if figure is None:
        return "" if state in (VALUE, HIDDEN) else "no figure"
    return plain(figure)


def _plain_value(series: ReaderSeries, point: SeriesPoint) -> str:
    if point.state == VALUE:
        return plain(displayed(series, point.plotted))
    return point_text(series, point)


def _answer(series: ReaderSeries, point: SeriesPoint) -> str:
    if point.state == VALUE:
        return "recorded"
    if point.reason:
        return reason_words(point.reason, series.hide_below)
    return point_text(series, point)


def _side(analysis: Analysis, index: int) -> str:
    side = analysis.side[index]
    return "" if side is None else {1: "above", -1: "below", 0: "on it"}[side]


def _step(analysis: Analysis, index: int) -> str:
    side = analysis.side[index]
    return "" if side is None else {1: "up", -1: "down"}.get(side, "")


def _note(series: ReaderSeries, index: int) -> str:
    """What happened in this position's time: changes first, then the team's own note (working face only)."""
    point = series.points[index]
    begin, end = point.period_start, series.end_of(index)
    said = [
        "Re-based here" + (f": {phase.reason}" if phase.reason else "")
        for phase in series.phases
        if phase.start == index and phase.by_person
    ]
    said += [
        f"Cycle {flag.mark} begins: {flag.text}" if flag.kind == "cycle" else flag.text
        for flag in series.flags
        if begin <= flag.on <= end
    ]
    if index in series.exclusions:
        said.append("Left out of the rules")
    if point.note:
        said.append(point.note)
    return ". ".join(text.strip().rstrip(".") for text in said)
