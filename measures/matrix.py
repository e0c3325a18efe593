"""The icon matrix: measures by variation (rows) and assurance (columns), and those that have no icons."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from ftc_qi.core.spc_tiles import ASSURANCE_LOOKS
from measures.nhs_icons import NhsIcons, nhs_icons
from measures.readings import Reading
from measures.tally import ORDER, Tally, group_step, tally
from measures.values import plural

ROWS = (
    ("Improvement", ("improvement_high", "improvement_low")),
    ("Common cause", ("common_cause",)),
    ("Concern", ("concern_high", "concern_low")),
    ("Change, neither direction better", ("neutral_high", "neutral_low")),
)
COLUMNS = ("pass", "inconsistent", "fail", "none")


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure in the matrix or below it. project: its name where the page has more than one."""

    name: str
    url: str
    project: str
    kind: str
    status: str
    moved: str
    icons: NhsIcons | None

    @property
    def sort_key(self) -> tuple[str, str]:
        return self.project.casefold(), self.name.casefold()


@dataclass(frozen=True, slots=True)
class Cell:
    assurance: str
    entries: tuple[Entry, ...]

    @property
    def word(self) -> str:
        return ASSURANCE_LOOKS[self.assurance].word


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    variations: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def count(self) -> int:
        return sum(len(cell.entries) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Group:
    """Measures without icons that have one status."""

    status: str
    entries: tuple[Entry, ...]

    @property
    def step(self) -> str:
        return group_step(self.status)


@dataclass(frozen=True, slots=True)
class Matrix:
    """rows: all of them, also empty ones. others: measures without icons, by status. said: statuses of all
    measures, and chance."""

    rows: tuple[Row, ...]
    others: tuple[Group, ...]
    said: Tally

    @property
    def count(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def columns(self) -> list[tuple[str, str, int]]:
        """(assurance, its word, how many measures), in order; with the rows' counts they add up alike."""
        return [
            (key, ASSURANCE_LOOKS[key].word, sum(len(row.cells[place].entries) for row in self.rows))
            for place, key in enumerate(COLUMNS)
        ]

    @property
    def title(self) -> str:
        """ "3 of 14 measures show improvement, 2 concern"."""
        if not self.count:
            return "Variation and assurance"
        improving, concern = self.rows[0].count, self.rows[2].count
        shows = "shows" if improving == 1 else "show"
        return f"{improving} of {plural(self.count, 'measure')} {shows} improvement, {concern} concern"


def matrix_of(readings: Iterable[Reading], *, with_projects: bool) -> Matrix:
    """Put each measure in its cell by its newest figure. with_projects: name each one's project. No query."""
    readings = list(readings)
    entries = sorted((_entry(reading, with_projects) for reading in readings), key=lambda one: one.sort_key)
    return Matrix(
        rows=tuple(_row(title, variations, entries) for title, variations in ROWS),
        others=tuple(
            Group(status, tuple(group))
            for status in ORDER
            if (group := [one for one in entries if one.icons is None and one.status == status])
        ),
        said=tally((reading.parts for reading in readings), projects=len(readings)),
    )


def _row(title: str, variations: tuple[str, ...], entries: list[Entry]) -> Row:
    cells = (
        Cell(
            assurance,
            tuple(
                entry
                for entry in entries
                if entry.icons and entry.icons.variation in variations and entry.icons.assurance == assurance
            ),
        )
        for assurance in COLUMNS
    )
    return Row(title, variations, tuple(cells))


def _entry(reading: Reading, with_projects: bool) -> Entry:
    project = reading.measure.project
    return Entry(
        name=reading.series.name,
        url=reverse("measures:measure", args=[project.slug, reading.measure.pk]),
        project=project.name if with_projects else "",
        kind=reading.measure.get_kind_display(),
        status=reading.status,
        moved=reading.moved,
        icons=nhs_icons(reading.series, reading.analysis),
    )
