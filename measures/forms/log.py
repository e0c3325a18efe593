"""The log page's form: a sheet of rows (measures) with cells (periods), read and checked cell by cell.

A cell knows what stood in it when the page was made (`seen`), so that an untouched cell is never saved and a
cell somebody else changed meanwhile is shown with both values instead of being overwritten.
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping

from ftc_qi.core import personal_data
from ftc_qi.core.asked import row_key
from measures import due, periods
from measures.actions.points import Entry, Happening, Key
from measures.disclosure import Figures
from measures.entry import (
    Answer,
    Parts,
    Unreadable,
    answer_of,
    figure_fields,
    figure_text,
    part_fields,
    part_of,
    part_texts,
    part_words,
    parts_problem,
    read_answer,
    read_day,
    read_number,
    read_part,
    same_answer,
    tidy,
)
from measures.event_rules import Told, problems_of
from measures.models import Category, CategoryPoint, DataKind, DataPoint, Event, Measure
from measures.parts import Entered

CONFIRM = "confirm_text"
OUTCOMES = [
    ("", "There is a figure"),
    (DataPoint.Outcome.NOBODY_ELIGIBLE.value, "Nobody eligible: there was no one to count"),
    (DataPoint.Outcome.NOT_COLLECTED.value, "Not collected: the figure was not kept"),
]


def answer_words(answer: Answer) -> str:
    """A stored answer in a few words: "58 of 92", "5.4", "not collected"."""
    if answer.outcome != DataPoint.Outcome.RECORDED:
        return DataPoint.Outcome(answer.outcome).label.lower()
    if answer.denominator is not None:
        return f"{figure_text(answer.numerator)} of {figure_text(answer.denominator)}"
    people = f" from {answer.people} people" if answer.people else ""
    return figure_text(answer.value) + people


def note_problem(note: str, before: str, *, confirmed: bool) -> tuple[str, list[str]]:
    """(what is wrong with a note, or ""; the kinds of text it seems to hold). Notes are the team's (TEAM)."""
    if not note or note == before:
        return "", []
    kinds = personal_data.found_in(note)
    if personal_data.NHS_NUMBER in kinds:
        return "This holds an NHS number. Take it out: the app keeps totals only.", kinds
    if kinds and not confirmed:
        held = " and ".join(kinds)
        return (
            f"This seems to hold {held}. Could it identify someone? Take it out, or tick the box below.",
            kinds,
        )
    return "", kinds


class PartsField:
    """A breakdown under its total: a line of fields for every group. errors: field → words; problem: what is
    wrong with all of them together. texts: group → field → what is typed."""

    def __init__(self, cell: "Cell", entered: Entered, stored: Parts):
        self.cell, self.breakdown, self.categories = cell, entered.breakdown, entered.categories
        self.texts = {one.pk: part_texts(stored.get(one.pk)) for one in self.categories}
        self.errors: dict[str, str] = {}
        self.problem = ""

    def field(self, category: Category, name: str) -> str:
        return f"c{category.pk}-{name}"

    @property
    def fields(self) -> list[str]:
        """Every field's name within the cell, in order."""
        return [self.field(one, name) for one in self.categories for name in part_fields(self.cell.measure)]

    def take(self, data: Mapping[str, str]) -> None:
        """Take what was sent, unread."""
        self.texts = {
            one.pk: {
                name: data.get(self.cell.name(self.field(one, name)), "")
                for name in part_fields(self.cell.measure)
            }
            for one in self.categories
        }

    def read(self) -> dict[int, Figures]:
        """The figures typed; what can't be read is in `errors`."""
        parts = {}
        for one in self.categories:
            part, errors = read_part(self.cell.measure, self.texts[one.pk])
            self.errors |= {self.field(one, name): words for name, words in errors.items()}
            if part is not None:
                parts[one.pk] = part
        return parts

    def problems(self) -> Iterable[tuple[str, str]]:
        """(field within the cell, words) for the summary of errors."""
        names = {one.pk: one.name for one in self.categories}
        for field, words in self.errors.items():
            yield field, f"{names[int(field[1:].partition('-')[0])]}: {words}"
        if self.problem:
            yield self.fields[0], self.problem

    # --- as drawn ---

    @property
    def is_filled(self) -> bool:
        return any(text for texts in self.texts.values() for text in texts.values())

    @property
    def is_open(self) -> bool:
        """Whether the fields stand unfolded."""
        return self.is_filled or bool(self.errors or self.problem)

    def lines(self) -> list[dict]:
        """Every group: its name and its fields."""
        measure = self.cell.measure
        return [
            {
                "name": one.name,
                "inputs": [
                    {
                        "name": self.cell.name(self.field(one, name)),
                        "field": name,
                        "label": figure_label(measure, name),
                        "value": self.texts[one.pk].get(name, ""),
                        "error": self.errors.get(self.field(one, name), ""),
                    }
                    for name in part_fields(measure)
                ],
            }
            for one in self.categories
        ]


class Cell:
    """One period of one measure: what is typed, what stands there, what is wrong.

    errors: field → words. conflict: what somebody else saved meanwhile, in words. answer: what to record,
    None where nothing was typed or changed. parts: the figures of its groups; None where there are no groups.
    """

    def __init__(
        self,
        measure: Measure,
        start: datetime.date,
        point: DataPoint | None,
        *,
        entered: Iterable[Entered] = (),
        rows: Mapping[int, CategoryPoint] | None = None,
    ):
        self.measure, self.start, self.point = measure, start, point
        self.prefix = f"m{measure.pk}-{start:%Y%m%d}"
        self.names = figure_fields(measure)
        self.stored = answer_of(point) if point else None
        self.texts = (self.stored or Answer()).texts()
        self.errors: dict[str, str] = {}
        self.conflict = ""
        self.answer: Answer | None = None
        self.kinds: list[str] = []
        self.version = point.version if point else 0
        self._sent = ""
        self.stored_parts: Parts = {key: part_of(row) for key, row in (rows or {}).items()}
        self.groups = [PartsField(self, one, self.stored_parts) for one in entered]
        self.parts: dict[int, Figures] | None = {} if self.groups else None

    def name(self, field: str) -> str:
        return f"{self.prefix}-{field}"

    @property
    def label(self) -> str:
        return periods.label(self.start, self.measure.frequency)

    @property
    def short_label(self) -> str:
        return periods.short_label(self.start, self.measure.frequency)

    @property
    def noun(self) -> str:
        return periods.NOUNS[self.measure.frequency]

    @property
    def seen(self) -> str:
        """The version that stands and a fingerprint of its texts, for the page to carry. A cell sent with an
        error carries on what it came with, so that a change by somebody else is still noticed."""
        if self._sent and self.errors:
            return self._sent
        stored = (self.stored or Answer()).texts()
        parts = {
            f"c{key}-{n}": text
            for key, one in self.stored_parts.items()
            for n, text in part_texts(one).items()
        }
        return f"{self.version}.{fingerprint(stored | parts, self.names, self._part_names)}"

    @property
    def _part_names(self) -> list[str]:
        return [name for group in self.groups for name in group.fields]

    @property
    def is_filled(self) -> bool:
        return self.point is not None

    def read(self, data: Mapping[str, str]) -> None:
        """Take what was sent. An untouched cell stays as it is stored now."""
        typed = {field: data.get(self.name(field), "") for field in (*self.names, "outcome", "note")}
        sent_parts = {name: data.get(self.name(name), "") for name in self._part_names}
        self._sent = data.get(self.name("seen"), "0.")[:40]
        version, _, mark = self._sent.partition(".")
        if mark == fingerprint(typed | sent_parts, self.names, self._part_names):
            return
        self.texts = typed
        answer, self.errors = read_answer(self.measure, typed)
        self._read_parts(data, answer)
        if self.errors or any(group.errors or group.problem for group in self.groups):
            return
        if answer is None:
            if self.stored is not None:
                self.errors[self.names[0]] = (
                    f"{answer_words(self.stored).capitalize()} stood here. If it was wrong and there is no "
                    "figure, choose “Not collected”, or withdraw it."
                )
            return
        same_parts = self.parts is None or self.parts == self.stored_parts
        if self.stored is not None and same_answer(answer, self.stored) and same_parts:
            return
        problem, self.kinds = note_problem(
            answer.note, self.stored.note if self.stored else "", confirmed=bool(data.get(CONFIRM))
        )
        if problem:
            self.errors["note"] = problem
            return
        self.answer = answer
        if version != str(self.version):
            self.show_conflict(self.point, self.stored_parts)

    def _read_parts(self, data: Mapping[str, str], answer: Answer | None) -> None:
        """Read the groups and hold them against the total, where that can be read."""
        for group in self.groups:
            group.take(data)
            parts = group.read()
            if self.parts is not None:
                self.parts |= parts
            if group.errors or self.errors:
                continue
            group.problem = parts_problem(
                self.measure,
                answer or Answer(outcome=DataPoint.Outcome.NOT_COLLECTED),
                parts,
                exclusive=group.breakdown.exclusive,
            )

    def show_conflict(self, point: DataPoint | None, parts: Parts | None = None) -> None:
        """Show what stands now beside what was typed; the next save goes on top of it."""
        self.point, self.version = point, point.version if point else 0
        self.stored = answer_of(point) if point else None
        self.stored_parts = parts or {}
        if self.stored is None:
            self.conflict = (
                "Somebody took this figure out while you were writing. Save again to put yours in."
            )
        else:
            who = point.recorded_by.display_name if point and point.recorded_by else "Somebody else"
            theirs = answer_words(self.stored) + self._parts_words(self.stored_parts)
            note = f" with the note “{self.stored.note}”" if self.stored.note else ""
            yours = (answer_words(self.answer) if self.answer else "nothing") + self._parts_words(self.parts)
            self.conflict = (
                f"{who} saved {theirs}{note} here while you were writing; you have {yours}. "
                f"Save again to keep yours, or type {theirs} to keep theirs."
            )

    def _parts_words(self, parts: Parts | None) -> str:
        """ " (Under 25: 3, 25 and over: 9)"; "" without parts."""
        names = {one.pk: one.name for group in self.groups for one in group.categories}
        said = [f"{names[key]}: {part_words(part)}" for key, part in (parts or {}).items() if key in names]
        return f" ({', '.join(said)})" if said else ""

    @property
    def is_wrong(self) -> bool:
        return bool(
            self.errors or self.conflict or any(group.errors or group.problem for group in self.groups)
        )

    def entry(self, answer: Answer) -> Entry:
        """What to record for this cell."""
        return Entry(
            measure=self.measure,
            period_start=self.start,
            answer=answer,
            version=self.version or None,
            confirmed=frozenset(self.kinds),
            parts=self.parts,
        )

    def problems(self) -> Iterable[tuple[str, str]]:
        """(id of the field, words) for the summary of errors."""
        for field, words in self.errors.items():
            yield self.name(field if field != "outcome" else "outcome-0"), words
        for group in self.groups:
            for field, words in group.problems():
                yield self.name(field), f"{group.breakdown.name}: {words}"
        if self.conflict:
            yield self.name(self.names[0]), self.conflict

    # --- as drawn ---

    def inputs(self) -> list[dict]:
        """The figure fields, in order: name, label, value, error, how a phone's keyboard looks."""
        return [
            {
                "name": self.name(field),
                "field": field,
                "label": figure_label(self.measure, field),
                "value": self.texts.get(field, ""),
                "error": self.errors.get(field, ""),
                "mode": "decimal"
                if field == "value" and self.measure.data_kind != DataKind.COUNT
                else "numeric",
            }
            for field in self.names
        ]

    def choices(self) -> list[dict]:
        chosen = self.texts.get("outcome", "")
        return [
            {"value": value, "label": label, "id": self.name(f"outcome-{i}"), "checked": value == chosen}
            for i, (value, label) in enumerate(OUTCOMES)
        ]

    @property
    def joins(self) -> str:
        """The word between two fields."""
        if len(self.names) == 1:
            return ""
        return "of" if self.names[1] == "denominator" else "from"

    @property
    def has_outcome(self) -> bool:
        return bool(self.texts.get("outcome"))


class EventCell:
    """ "Another one happened on …" for a measure of events."""

    def __init__(self, measure: Measure, events: Iterable[Event], *, by_cases: bool):
        self.measure, self.events, self.by_cases = measure, list(events), by_cases
        self.prefix = f"e{measure.pk}"
        self.texts = {"occurred_on": "", "cases": "", "note": ""}
        self.errors: dict[str, str] = {}
        self.happening: Happening | None = None

    def name(self, field: str) -> str:
        return f"{self.prefix}-{field}"

    @property
    def seen(self) -> int:
        """Key of the newest event the page knows of: a form sent twice is noticed."""
        return max((event.pk for event in self.events), default=0)

    def read(self, data: Mapping[str, str], *, today: datetime.date) -> None:
        self.texts = {field: data.get(self.name(field), "").strip() for field in self.texts}
        day, cases, note = self.texts.values()
        if not any(self.texts.values()):
            return
        if not day:
            self.errors["occurred_on"] = "Add the day it happened."
            return
        try:
            occurred_on = read_day(day, today=today)
        except Unreadable as problem:
            self.errors["occurred_on"] = str(problem)
            return
        if self.by_cases and cases:
            try:
                number = read_number(cases, whole=True)
            except Unreadable as problem:
                self.errors["cases"] = str(problem)
                return
        told = int(number) if self.by_cases and cases else None
        standing = [Told(event.occurred_on, event.cases_since_previous) for event in self.events]
        if clash := problems_of([Told(occurred_on, told)], standing).get(0):
            self.errors["cases"] = clash
            return
        wrong, kinds = note_problem(note, "", confirmed=bool(data.get(CONFIRM)))
        if wrong:
            self.errors["note"] = wrong
            return
        seen = row_key(data.get(self.name("seen"))) or 0
        if any(e.occurred_on == occurred_on and e.pk > seen for e in self.events):
            self.errors["occurred_on"] = (
                "One on this day was saved a moment ago. If this is another one, save again; else clear it."
            )
            return
        self.happening = Happening(
            measure=self.measure,
            occurred_on=occurred_on,
            cases_since_previous=told,
            note=note,
            confirmed=frozenset(kinds),
        )

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors)

    def problems(self) -> Iterable[tuple[str, str]]:
        for field, words in self.errors.items():
            yield self.name(field), words


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


def fingerprint(texts: Mapping[str, str], names: Iterable[str], part_names: Iterable[str] = ()) -> str:
    """A short mark of a cell's texts, the same however browsers send line ends and spaces. Groups without a
    figure leave none, so that one added meanwhile does not make a page look changed."""
    parts = [tidy(texts.get(name, "")) for name in (*names, "outcome", "note")]
    parts += [f"{name}={text}" for name in sorted(part_names) if (text := tidy(texts.get(name, "")))]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def figure_label(measure: Measure, field: str) -> str:
    """What stands above a figure's field."""
    if field == "numerator":
        return measure.numerator_label or "Counted"
    if field == "denominator":
        return measure.denominator_label or "Out of"
    if field == "people":
        return "People (if known)"
    return measure.unit[:1].upper() + measure.unit[1:] if measure.unit else "Number"


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
