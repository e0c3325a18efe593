"""Paste a column for one measure: the lines of a spreadsheet, read one by one."""

import csv
import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django import forms

from measures import periods
from measures.actions.points import Entry
from measures.entry import (
    Answer,
    Unreadable,
    answer_of,
    answer_words,
    figure_fields,
    keeping,
    read_answer,
    read_outcome,
    read_period,
    same_answer,
)
from measures.imports import outcome_from_figures
from measures.models import DataPoint, Measure

MOST_LINES = 1_000
NEW, CHANGED, SAME, EMPTY, ERROR = "new", "changed", "same", "empty", "error"


@dataclass(slots=True)
class PastedLine:
    """One line: where it stands in the text, what it says, and what saving it would do (state)."""

    number: int
    text: str
    label: str = ""
    start: datetime.date | None = None
    answer: Answer | None = None
    error: str = ""
    point: DataPoint | None = None
    state: str = ERROR

    @property
    def after(self) -> str:
        return answer_words(self.answer) if self.answer else ""

    @property
    def before(self) -> str:
        return answer_words(answer_of(self.point)) if self.point else ""


class PasteForm(forms.Form):
    """Choose a measure and paste. `lines` are read after `is_valid()`; errors stand at their lines."""

    measure: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=Measure.objects.none(),
        label="Measure",
        empty_label="Choose a measure",
        error_messages={"required": "Choose the measure these figures belong to."},
    )
    text = forms.CharField(
        label="Figures",
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        help_text="One line each: the period, then the value; or the period, then both numbers. "
        "Columns copied from a spreadsheet are right as they are.",
        error_messages={
            "required": "Paste at least one line.",
            "max_length": "This is too long. Paste at most 1,000 lines at a time.",
        },
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, project, measures: Sequence[Measure], today: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.lines: list[PastedLine] = []
        self.by_pk = {measure.pk: measure for measure in measures if not measure.is_events}
        chosen = cast(forms.ModelChoiceField, self.fields["measure"])
        chosen.queryset = project.measures.filter(pk__in=self.by_pk)

    def clean(self):
        cleaned = super().clean()
        measure = self.by_pk.get(getattr(cleaned.get("measure"), "pk", None))
        text = cleaned.get("text")
        if measure is None or not text:
            return cleaned
        cleaned["measure"] = measure
        self.lines = read_lines(measure, text, today=self.today)
        if len(self.lines) > MOST_LINES:
            self.lines = []
            self.add_error("text", f"Paste at most {MOST_LINES:,} lines at a time.")
        elif not self.lines:
            self.add_error("text", "Paste at least one line with a period and a figure.")
        else:
            compare(measure, self.lines)
            wrong = sum(line.state == ERROR for line in self.lines)
            if wrong:
                lines = "One line needs" if wrong == 1 else f"{wrong} lines need"
                self.add_error("text", f"{lines} another look: see the table.")
        return cleaned

    @property
    def mark(self) -> str:
        """Stands for what the preview compared with: another one means that somebody saved meanwhile."""
        stood = [f"{line.start}:{line.point.pk}.{line.point.version}" for line in self.lines if line.point]
        measure = self.cleaned_data.get("measure")
        parts = [str(getattr(measure, "pk", "")), *stood, str(self.cleaned_data.get("text"))]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]

    def entries(self) -> list[Entry]:
        """What saving would write: new and changed lines."""
        return [
            Entry(
                measure=self.cleaned_data["measure"],
                period_start=line.start,
                answer=line.answer,
                version=line.point.version if line.point else None,
                keeps=keeps_of(line),
            )
            for line in self.lines
            if line.state in (NEW, CHANGED) and line.start and line.answer
        ]


def read_lines(measure: Measure, text: str, *, today: datetime.date) -> list[PastedLine]:
    """The lines that hold anything. A first line without a date or a number is a heading, and left out."""
    found = [
        (number, line.strip(" \r"))
        for number, line in enumerate(text.replace("\x00", "").splitlines(), 1)
        if line.strip(" \r\t,;")
    ][: MOST_LINES + 2]
    lines: list[PastedLine] = []
    taken: dict[datetime.date, int] = {}
    for index, (number, line) in enumerate(found):
        cells = split(line)
        if index == 0 and _is_heading(measure, cells, today):
            continue
        pasted = PastedLine(number=number, text=line.strip()[:120])
        lines.append(pasted)
        _read_line(measure, cells, pasted, today)
        if pasted.error or pasted.start is None:
            continue
        if pasted.start in taken:
            pasted.error = f"This period is in line {taken[pasted.start]} already. Keep one of the two."
        taken.setdefault(pasted.start, number)
    return lines


def split(line: str) -> list[str]:
    """A line's cells: by tabs, else by semicolons, else by commas; quotes hold a comma inside a number."""
    delimiter = next((mark for mark in "\t;" if mark in line), ",")
    try:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
    except (csv.Error, StopIteration):
        cells = line.split(delimiter)
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _is_heading(measure: Measure, cells: list[str], today: datetime.date) -> bool:
    if any(character.isdigit() for cell in cells[1:] for character in cell) or read_outcome(
        "".join(cells[1:])
    ):
        return False
    try:
        read_period(cells[0], measure, today=today)
    except Unreadable:
        return not any(character.isdigit() for character in cells[0])
    return False


def _read_line(measure: Measure, cells: list[str], line: PastedLine, today: datetime.date) -> None:
    names = figure_fields(measure)
    try:
        line.start = read_period(cells[0], measure, today=today)
    except Unreadable as problem:
        line.error = str(problem)
        return
    figures = cells[1:]
    if not figures:
        line.state = EMPTY
        return
    if len(figures) > len(names):
        wanted = "the period and both numbers" if measure.has_parts else "the period and the value"
        line.error = f"There are {len(cells)} columns; give {wanted}. Write 1234, not 1,234."
        return
    texts = dict(zip(names, figures, strict=False))
    answer, errors = read_answer(measure, outcome_from_figures(texts))
    line.answer = answer
    line.error = " ".join(errors.values())
    if not errors and answer is None:
        line.state = EMPTY


def keeps_of(line: PastedLine) -> frozenset[str]:
    """What a pasted line can't say: the note; and the people, unless it gives them."""
    no_people = line.answer is None or line.answer.people is None
    return frozenset({"note", "people"} if no_people else {"note"})


def compare(measure: Measure, lines: list[PastedLine]) -> None:
    """Set each line's state beside what stands now. One query. A pasted figure keeps the note that stands."""
    starts = [line.start for line in lines if line.start]
    points = DataPoint.objects.current().filter(measure=measure, period_start__in=starts)
    stored = {point.period_start: point for point in points}
    for line in lines:
        if line.start:
            line.label = periods.label(line.start, measure.frequency)
        if line.error or line.state == EMPTY or line.answer is None:
            continue
        line.point = stored.get(line.start) if line.start else None
        if line.point is None:
            line.state = NEW
            continue
        now = answer_of(line.point)
        line.answer = keeping(line.answer, now, keeps_of(line))
        line.state = SAME if same_answer(line.answer, now) else CHANGED
