"""One cell of the log: a period of a measure, with the parts of its total.

A cell knows what stood in it when the page was made (`seen`), so that an untouched cell is never saved and a
cell somebody else changed meanwhile is shown with both values instead of being overwritten.
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping

from measures import periods
from measures.actions.points import Entry
from measures.disclosure import Figures
from measures.entry import (
    Answer,
    Parts,
    answer_of,
    answer_words,
    figure_fields,
    figure_label,
    part_of,
    part_texts,
    part_words,
    parts_problem,
    read_answer,
    same_answer,
    tidy,
)
from measures.forms.notes import CONFIRM, note_problem
from measures.forms.parts import PartsField
from measures.models import CategoryPoint, DataKind, DataPoint, Measure
from measures.parts import Entered

OUTCOMES = [
    ("", "There is a figure"),
    (DataPoint.Outcome.NOBODY_ELIGIBLE.value, "Nobody eligible: there was no one to count"),
    (DataPoint.Outcome.NOT_COLLECTED.value, "Not collected: the figure was not kept"),
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
        self.groups = [PartsField(measure, self.name, one, self.stored_parts) for one in entered]
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
        if self.errors or any(group.is_wrong for group in self.groups):
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
        return bool(self.errors or self.conflict or any(group.is_wrong for group in self.groups))

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


def fingerprint(texts: Mapping[str, str], names: Iterable[str], part_names: Iterable[str] = ()) -> str:
    """A short mark of a cell's texts, the same however browsers send line ends and spaces. Groups without a
    figure leave none, so that one added meanwhile does not make a page look changed."""
    parts = [tidy(texts.get(name, "")) for name in (*names, "outcome", "note")]
    parts += [f"{name}={text}" for name in sorted(part_names) if (text := tidy(texts.get(name, "")))]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
