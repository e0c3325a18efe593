"""The log page's form: a sheet of rows (measures) with cells (periods), and which periods stand on it."""

import datetime
from collections.abc import Mapping

from measures import due, periods
from measures.actions.events import Happening
from measures.actions.points import Entry, Key
from measures.entry import Parts
from measures.forms.cells import Cell
from measures.forms.event_cell import EventCell
from measures.models import DataPoint, Measure


class Row:
    """A measure with its cells of one month, or with its events."""

    def __init__(self, measure: Measure, cells: list[Cell], event: EventCell | None = None):
        self.measure, self.cells, self.event = measure, cells, event

    @property
    def is_wrong(self) -> bool:
        return any(cell.is_wrong for cell in self.cells) or bool(self.event and self.event.is_wrong)

    @property
    def many(self) -> bool:
        return len(self.cells) > 1 or self.measure.frequency == periods.QUARTERLY


class Sheet:
    """Every row of a month's page. Bound where `data` is given."""

    def __init__(self, rows: list[Row], *, today: datetime.date, data: Mapping[str, str] | None = None):
        self.rows, self.is_bound = rows, data is not None
        if data is None:
            return
        for cell in self.cells:
            cell.read(data)
        for row in rows:
            if row.event:
                row.event.read(data, today=today)

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def is_valid(self) -> bool:
        return self.is_bound and not any(row.is_wrong for row in self.rows)

    @property
    def asks(self) -> bool:
        """Whether some note waits for "none of this can identify someone"."""
        events = [row.event.errors for row in self.rows if row.event]
        errors = [*events, *(cell.errors for cell in self.cells)]
        return any("tick the box" in found.get("note", "") for found in errors)

    def entries(self) -> list[Entry]:
        return [cell.entry(cell.answer) for cell in self.cells if cell.answer is not None]

    def happenings(self) -> list[Happening]:
        return [row.event.happening for row in self.rows if row.event and row.event.happening]

    def show_conflicts(self, current: Mapping[Key, DataPoint | None], parts: Mapping[int, Parts]) -> None:
        """Somebody saved between the check and the write."""
        for cell in self.cells:
            if (cell.measure.pk, cell.start) in current:
                point = current[cell.measure.pk, cell.start]
                cell.show_conflict(point, parts.get(point.pk) if point else None)

    def problems(self) -> list[dict]:
        """The summary of errors: where each leads, its measure (and period, where it has several), words."""
        found = []
        for row in self.rows:
            for cell in row.cells:
                where = f"{row.measure.name}, {cell.label}" if row.many else row.measure.name
                found += [{"id": i, "where": where, "words": words} for i, words in cell.problems()]
            if row.event:
                found += [
                    {"id": i, "where": row.measure.name, "words": words} for i, words in row.event.problems()
                ]
        return found


def cell_starts(measure: Measure, month: datetime.date, *, today: datetime.date) -> list[datetime.date]:
    """Periods of a measure that may stand on a month's page: begun by today."""
    starts = due.periods_of_month(month, measure.frequency, measure.fortnight_anchor)
    return [start for start in starts if start <= today]


def shown_starts(
    measure: Measure,
    month: datetime.date,
    answered: Mapping[Key, DataPoint],
    keep: frozenset[Key] = frozenset(),
    *,
    today: datetime.date,
) -> list[datetime.date]:
    """Those that do stand there: answered ones, and those for which figures are collected.

    A quarter stands on its last month's page; on the two after it only while nobody has answered it (or
    where it is in `keep`: just saved from there).
    """
    schedule = due.schedule_of(measure)
    shown = []
    for start in cell_starts(measure, month, today=today):
        key = (measure.pk, start)
        own_month = due.log_month(start, measure.frequency) == month
        if key in answered:
            if own_month or key in keep:
                shown.append(start)
        elif due.is_collected(schedule, start):
            shown.append(start)
    return shown
