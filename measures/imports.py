"""Bring figures in from a CSV or XLSX file: all or nothing, and which row refuses and why.

Two shapes are understood. Wide: a "period" column and, for each measure, one column under its name, or a pair
("Name: numerator", "Name: denominator", or the measure's own labels of the two). Long: columns measure,
period, and value, or numerator and denominator; and if wanted people, outcome, note.
"""

import csv
import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from ftc_qi.core import personal_data
from measures.actions.points import WHATEVER, Entry
from measures.entry import Unreadable, read_answer, read_outcome, read_period, tidy
from measures.models import DataKind, Measure

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 400
MOST_PROBLEMS = 50
PERIOD_NAMES = {"period", "date", "month", "week", "week of", "week beginning", "quarter", "fortnight"}
LONG_COLUMNS = {"measure", "value", "numerator", "denominator", "people", "outcome", "note"}

Cell = object
TableRow = tuple[int, list[Cell]]
"""A row's number as the file's own program shows it, and its cells."""


class ImportRefused(Exception):
    """A file that can't be imported. problems: (row number or None for the whole file, why)."""

    def __init__(self, problems: Sequence[tuple[int | None, str]]):
        super().__init__("The file was refused.")
        self.problems = list(problems)

    @classmethod
    def file(cls, why: str) -> "ImportRefused":
        return cls([(None, why)])

    def lines(self) -> list[str]:
        """For people: "Row 7: …", the first 50 of them."""
        shown = [why if row is None else f"Row {row}: {why}" for row, why in self.problems[:MOST_PROBLEMS]]
        more = len(self.problems) - MOST_PROBLEMS
        return [*shown, f"… and {more} more."] if more > 0 else shown


# --- the file -----------------------------------------------------------------------------------------------


def read_table(path: Path) -> list[TableRow]:
    """The rows of a CSV or XLSX file that hold anything. Raises ImportRefused for a file we can't read."""
    try:
        if not path.is_file():
            raise ImportRefused.file(f"There is no file {path}.")
        if path.stat().st_size > MOST_BYTES:
            raise ImportRefused.file(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(b"PK\x03\x04"):
            rows = _read_xlsx(path)
        elif start.startswith(b"\xd0\xcf\x11\xe0"):
            raise ImportRefused.file("This is an old Excel file (.xls). Save it as .xlsx or CSV first.")
        else:
            rows = _read_csv(path.read_bytes())
    except OSError as error:
        raise ImportRefused.file(f"The file can't be read: {error.strerror or error}.") from error
    if not rows:
        raise ImportRefused.file("The file is empty.")
    return rows


def _read_csv(raw: bytes) -> list[TableRow]:
    text = decode(raw)
    first_line = text.lstrip("\r\n ").partition("\n")[0]
    delimiter = max("\t;,", key=first_line.count)
    rows: list[TableRow] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            _keep(rows, begins, [cell.strip() for cell in cells])
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefused([(begins, f"This is not a table: {error}.")]) from error
    return rows


def decode(raw: bytes) -> str:
    """Text of a file from any of the usual programs. Raises ImportRefused for one that is not text."""
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ["utf-16"] if wide else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ImportRefused.file("This is not a CSV or XLSX file.")


def _read_xlsx(path: Path) -> list[TableRow]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise ImportRefused.file("The workbook is too large when unpacked. Save the sheet as CSV.")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            if not book.worksheets:
                raise ImportRefused.file("The workbook has no sheet.")
            rows: list[TableRow] = []
            sheet = book.worksheets[0]
            # The size a file claims decides how wide rows are read: a wrong one must not.
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), 1):
                if number > MOST_ROWS * 2:
                    raise ImportRefused.file(f"The sheet has more than {MOST_ROWS:,} rows.")
                _keep(rows, number, [_cell(value) for value in cells])
            return rows
        finally:
            book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise ImportRefused.file(
            "This is not a workbook we can read. Save it as .xlsx or CSV again."
        ) from error


def _cell(value: object) -> Cell:
    """A spreadsheet's cell as a date or as text; 12.0 is "12", as it is seen there."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return value
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0") if value == value else "not a number"
    return str(value).strip()


def _keep(rows: list[TableRow], number: int, cells: list[Cell]) -> None:
    while cells and cells[-1] == "":
        cells.pop()
    if not cells:
        return
    if len(cells) > MOST_COLUMNS:
        raise ImportRefused([(number, f"There are more than {MOST_COLUMNS} columns.")])
    if len(rows) >= MOST_ROWS:
        raise ImportRefused.file(f"The file has more than {MOST_ROWS:,} rows.")
    rows.append((number, cells))


# --- rows → entries -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Plan:
    """Entries found so far, and what is wrong."""

    measures: Sequence[Measure]
    today: datetime.date
    entries: dict[tuple[int, datetime.date], tuple[int, Entry]] = field(default_factory=dict)
    problems: list[tuple[int | None, str]] = field(default_factory=list)

    def add(self, number: int, measure: Measure, period: Cell, texts: Mapping[str, str]) -> None:
        """One answer of one row; a blank one is passed over."""
        if not any(tidy(text) for text in texts.values()):
            return
        try:
            start = read_period(period, measure, today=self.today)
        except Unreadable as problem:
            self.problems.append((number, str(problem)))
            return
        answer, errors = read_answer(measure, outcome_from_figures(texts))
        if answer is not None and (kinds := personal_data.found_in(answer.note)):
            errors = {"note": f"The note seems to hold {' and '.join(kinds)}. Take it out."}
        self.problems += [(number, f"{measure.name}: {words}") for words in errors.values()]
        if errors or answer is None:
            return
        if earlier := self.entries.get((measure.pk, start)):
            words = f"{measure.name}: the period is in row {earlier[0]} already."
            self.problems.append((number, words))
            return
        keeps = frozenset(name for name in ("note", "people") if not tidy(texts.get(name, "")))
        entry = Entry(measure=measure, period_start=start, answer=answer, version=WHATEVER, keeps=keeps)
        self.entries[entry.key] = (number, entry)


def outcome_from_figures(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts in which "not collected" or "nobody eligible" may stand where a figure would."""
    found = dict(texts)
    if found.get("outcome"):
        found["outcome"] = read_outcome(found["outcome"]) or tidy(found["outcome"])
    for name in ("value", "numerator", "denominator"):
        if outcome := read_outcome(found.get(name, "")):
            found["outcome"], found[name] = outcome, ""
    return found


def plan_import(
    rows: Sequence[TableRow], measures: Sequence[Measure], *, today: datetime.date
) -> list[Entry]:
    """The entries a table holds, ready for `record_points`. Raises ImportRefused with every problem found.

    measures: the project's own, not withdrawn. The first row names the columns.
    """
    number, head = rows[0]
    names = [_plain(cell) for cell in head]
    if not measures:
        raise ImportRefused.file("The project has no measures yet. Add them first.")
    period = next((i for i, name in enumerate(names) if name in PERIOD_NAMES), None)
    if period is None:
        raise ImportRefused([(number, "No column is called “period”. The first row names the columns.")])
    if len(rows) == 1:
        raise ImportRefused.file("The file has names of columns but no figures.")
    plan = _Plan(measures, today)
    if "measure" in names:
        _plan_long(plan, rows, names, period)
    else:
        _plan_wide(plan, rows, names, period)
    if not plan.entries and not plan.problems:
        raise ImportRefused.file("The file holds no figures.")
    if plan.problems:
        raise ImportRefused(sorted(plan.problems, key=lambda problem: problem[0] or 0))
    return [entry for _, entry in plan.entries.values()]


def _plan_long(plan: _Plan, rows, names: list[str], period: int) -> None:
    number = rows[0][0]
    unknown = [n for i, n in enumerate(names) if n and i != period and n not in LONG_COLUMNS]
    if unknown:
        known = "measure, period, value, numerator, denominator, people, outcome, note"
        raise ImportRefused([(number, f"“{unknown[0]}” is not a column we know. They are: {known}.")])
    if twice := [n for n in names if n and names.count(n) > 1]:
        raise ImportRefused([(number, f"Two columns are called “{twice[0]}”.")])
    by_name = {_plain(measure.name): measure for measure in plan.measures}
    for number, cells in rows[1:]:
        texts = {name: str(cells[i]) if i < len(cells) else "" for i, name in enumerate(names) if i != period}
        named = texts.pop("measure", "")
        texts.pop("", None)
        measure = by_name.get(_plain(named))
        if measure is None:
            plan.problems.append((number, _unknown_measure(named, plan.measures)))
        elif measure.is_events:
            plan.problems.append((number, _no_events(measure)))
        elif stray := _stray(measure, texts):
            plan.problems.append((number, f"{measure.name}: {stray}"))
        else:
            plan.add(number, measure, cells[period] if period < len(cells) else "", texts)


def _stray(measure: Measure, texts: Mapping[str, str]) -> str:
    """Words where a figure stands in a column this kind of measure has no use for; else ""."""
    for name in ("value",) if measure.has_parts else ("numerator", "denominator"):
        if tidy(texts.get(name, "")) and not read_outcome(texts[name]):
            wanted = "a numerator and a denominator" if measure.has_parts else "a value"
            return f"it takes {wanted}; there is something under “{name}”."
    return ""


def _plan_wide(plan: _Plan, rows, names: list[str], period: int) -> None:
    number, head = rows[0]
    columns = _columns(number, head, names, period, plan.measures)
    for number, cells in rows[1:]:
        texts: dict[int, dict[str, str]] = {}
        for i, cell in enumerate(cells):
            if i == period or i not in columns:
                if i != period and cell != "":
                    plan.problems.append((number, f"Column {i + 1} has no name in the first row."))
                continue
            measure, part = columns[i]
            texts.setdefault(measure.pk, {})[part] = str(cell)
        when = cells[period] if period < len(cells) else ""
        for measure in plan.measures:
            if measure.pk in texts:
                plan.add(number, measure, when, texts[measure.pk])


def _columns(number, head, names, period, measures) -> dict[int, tuple[Measure, str]]:
    """Column index → its measure and part. Raises ImportRefused where a name is unknown or stands twice."""
    known = _known_columns(measures)
    columns: dict[int, tuple[Measure, str]] = {}
    for i, name in enumerate(names):
        if i == period or not name:
            continue
        found = known.get(name, [])
        if not found:
            raise ImportRefused([(number, _unknown_measure(str(head[i]), measures))])
        if len(found) > 1:
            better = f"“{found[0][0].name}: {found[0][1]}”"
            raise ImportRefused(
                [(number, f"“{head[i]}” could be two columns. Name it {better}, for example.")]
            )
        measure, part = found[0]
        if measure.is_events:
            raise ImportRefused([(number, _no_events(measure))])
        if measure.has_parts and part == "value":
            pair = f"“{measure.name}: numerator” and “{measure.name}: denominator”"
            raise ImportRefused([(number, f"{measure.name} needs two columns: {pair}.")])
        if found[0] in columns.values():
            raise ImportRefused([(number, f"“{head[i]}” stands twice.")])
        columns[i] = found[0]
    if not columns:
        raise ImportRefused([(number, "There is no column of figures.")])
    return columns


def _known_columns(measures: Sequence[Measure]) -> dict[str, list[tuple[Measure, str]]]:
    known: dict[str, list[tuple[Measure, str]]] = {}
    for measure in measures:
        parts = {"value": [measure.name]}
        if measure.has_parts:
            parts |= {"numerator": [measure.numerator_label], "denominator": [measure.denominator_label]}
        if measure.data_kind == DataKind.CONTINUOUS:
            parts["people"] = []
        parts["note"] = []
        for part, own in parts.items():
            for name in {f"{measure.name}: {part}", *own} - {""}:
                known.setdefault(_plain(name), []).append((measure, part))
    return known


def _unknown_measure(name: str, measures: Sequence[Measure]) -> str:
    shown = f"“{name[:80]}” is not a measure of this project" if name else "No measure is named"
    return f"{shown}. Its measures are: {', '.join(f'“{measure.name}”' for measure in measures[:20])}."


def _no_events(measure: Measure) -> str:
    return f"“{measure.name}” keeps single events: add them on the log page."


def _plain(cell: Cell) -> str:
    """A name for comparing: small letters, single spaces."""
    return tidy(cell).lower().replace(" :", ":")
