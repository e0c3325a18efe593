"""The figures of two measures side by side: one table where their periods are the same, else two."""

from dataclasses import dataclass

from measures.charts import table_rows
from measures.charts.tables import TableRow
from measures.readings import Reading

NEWEST = 12


@dataclass(frozen=True, slots=True)
class PairRow:
    """One period of both; None where a measure has no such period."""

    label: str
    both: tuple[TableRow | None, TableRow | None]


@dataclass(frozen=True, slots=True)
class PairTables:
    """together: newest first, where both are kept by the same periods. apart: one list of rows for each."""

    together: tuple[PairRow, ...] = ()
    apart: tuple[tuple[TableRow, ...], ...] = ()
    more: bool = False

    @property
    def is_one(self) -> bool:
        return not self.apart


def pair_tables(first: Reading, second: Reading, *, show_all: bool) -> PairTables:
    """Rows of both, newest first; the newest twelve unless all are asked for. more: there are others."""
    rows = [table_rows(*reading.parts) for reading in (first, second)]
    if not _same_periods(first, second):
        kept = tuple(tuple(some if show_all else some[:NEWEST]) for some in rows)
        return PairTables(apart=kept, more=not show_all and any(len(some) > NEWEST for some in rows))
    by_start = [{row.starts_on: row for row in some} for some in rows]
    starts = sorted({*by_start[0], *by_start[1]}, reverse=True)
    together = []
    for start in starts if show_all else starts[:NEWEST]:
        both = (by_start[0].get(start), by_start[1].get(start))
        together.append(PairRow(next(row.label for row in both if row is not None), both))
    return PairTables(together=tuple(together), more=len(together) < len(starts))


def _same_periods(first: Reading, second: Reading) -> bool:
    a, b = first.series, second.series
    if a.by_event or b.by_event or a.frequency != b.frequency:
        return False
    if a.frequency != "fortnightly" or a.fortnight_anchor is None or b.fortnight_anchor is None:
        return True
    return (a.fortnight_anchor - b.fortnight_anchor).days % 14 == 0
