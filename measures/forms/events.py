"""Forms of a rare event: another one, one corrected, many pasted."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from ftc_qi.core.forms import TEAM, GuardedForm, RowForm
from ftc_qi.core.today import today
from measures.entry import FIRST_YEAR, Unreadable, read_day, read_number
from measures.event_rules import Told, problems_of
from measures.forms.annotations import day_input
from measures.forms.paste import split
from measures.models import Event
from measures.series import CASES_BETWEEN, WorkingSeries

MOST_CASES = 10_000_000
MOST_LINES = 500


def counts_cases(series: WorkingSeries) -> bool | None:
    """Whether the measure's events count cases; None while they may go either way (see event_rules)."""
    if series.shows == CASES_BETWEEN:
        return True
    return False if len(series.points) > 1 else None


class EventForm(GuardedForm):
    """One rare event. counts_cases: the team counts cases between events, so each event but the first says how
    many; None while it may begin to."""

    audiences = {"note": TEAM}
    occurred_on = forms.DateField(label="Another one happened on", widget=day_input())
    cases_since_previous = forms.IntegerField(
        label="Cases since the one before",
        required=False,
        min_value=0,
        max_value=MOST_CASES,
        help_text="Only if you count cases rather than days.",
    )
    note = forms.CharField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, counts_cases: bool | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["occurred_on"].widget.attrs["max"] = today().isoformat()
        if counts_cases is False:
            del self.fields["cases_since_previous"]
        elif counts_cases:
            self.fields["cases_since_previous"].help_text = ""

    def clean_occurred_on(self) -> datetime.date:
        return past(self.cleaned_data["occurred_on"])


class EventCorrection(RowForm):
    """An event as it should have been recorded, and why. counts_cases: as for EventForm."""

    audiences = {"note": TEAM, "why": TEAM}
    note = forms.CharField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    why = forms.CharField(label="Why", required=False, max_length=500, help_text="Stays in the history.")

    class Meta:
        model = Event
        fields = ["occurred_on", "cases_since_previous", "note"]
        labels = {
            "occurred_on": "It happened on",
            "cases_since_previous": "Cases since the one before",
        }
        widgets = {"occurred_on": day_input()}

    def __init__(self, *args: Any, counts_cases: bool | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["occurred_on"].widget.attrs["max"] = today().isoformat()
        if counts_cases is False:
            del self.fields["cases_since_previous"]
        elif counts_cases is None:
            self.fields["cases_since_previous"].help_text = "Only if you count cases rather than days."

    def clean_occurred_on(self) -> datetime.date:
        return past(self.cleaned_data["occurred_on"])

    def clean_cases_since_previous(self) -> int | None:
        cases = self.cleaned_data["cases_since_previous"]
        if cases is not None and cases > MOST_CASES:
            raise forms.ValidationError(f"Give at most {MOST_CASES:,}.")
        return cases


def past(day: datetime.date) -> datetime.date:
    """The day, if it is not still to come and its year makes sense."""
    if day > today():
        raise forms.ValidationError("This is in the future. Choose the day it happened.")
    if day.year < FIRST_YEAR:
        raise forms.ValidationError(f"Check the year: {day.year}.")
    return day


# --- many events at once ------------------------------------------------------------------------------------

NEW, STANDS, WRONG = "new", "stands", "wrong"


@dataclass(slots=True)
class EventLine:
    """One pasted line: where it stands in the text, what it says, what saving it would do (state)."""

    number: int
    text: str
    day: datetime.date | None = None
    cases: int | None = None
    error: str = ""
    state: str = WRONG


class EventsPasteForm(forms.Form):
    """Days of events, one a line, with the cases since the one before where the measure counts those.

    A day stands as often as events happened on it: lines of a day that stand already are not recorded again, so
    the same text may be pasted twice. `lines` are read after `is_valid()`.
    """

    text = forms.CharField(
        label="Events",
        max_length=40_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": "Paste at least one line.",
            "max_length": "This is too long. Paste at most 500 lines at a time.",
        },
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, events: Sequence[Event], by_cases: bool | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.events = list(events)
        self.lines: list[EventLine] = []
        self.fields["text"].help_text = (
            "One line for each event: its day, for example 3 March 2026 or 3/3/2026."
            if by_cases is False
            else "One line for each event: its day, then the cases since the one before, for example 3/3/2026, 40."
            if by_cases
            else "One line for each event: its day, for example 3/3/2026. Where you count cases, add those since the "
            "one before: 3/3/2026, 40."
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if text := self.cleaned_data.get("text"):
            self.lines = read_events(text)
            self._compare()
            wrong = sum(line.state == WRONG for line in self.lines)
            if len(self.lines) > MOST_LINES:
                self.lines = []
                self.add_error("text", f"Paste at most {MOST_LINES} lines at a time.")
            elif not self.lines:
                self.add_error("text", "Paste at least one line with a day.")
            elif wrong:
                lines = "One line needs" if wrong == 1 else f"{wrong} lines need"
                self.add_error("text", f"{lines} another look: see the table.")
        return cleaned

    def _compare(self) -> None:
        """Set each line's state beside what stands, and hold the new ones against the rules of cases and days."""
        left = Counter(event.occurred_on for event in self.events)
        told: dict[datetime.date, list[int | None]] = {}
        for event in self.events:
            told.setdefault(event.occurred_on, []).append(event.cases_since_previous)
        new = []
        for line in self.lines:
            if line.error or line.day is None:
                continue
            if left[line.day]:
                stands = told[line.day][-left[line.day]]
                left[line.day] -= 1
                line.state = STANDS
                if line.cases is not None and line.cases != stands:
                    line.state, line.error = WRONG, "It stands with other cases. Correct it on its own page."
                continue
            line.state = NEW
            new.append(line)
        standing = [Told(event.occurred_on, event.cases_since_previous) for event in self.events]
        found = problems_of([Told(line.day, line.cases) for line in new if line.day], standing)
        for place, problem in found.items():
            new[place].state, new[place].error = WRONG, problem

    @property
    def mark(self) -> str:
        """Stands for what the preview compared with: another one means that somebody saved meanwhile."""
        parts = [
            *(f"{event.pk}.{event.version}" for event in self.events),
            str(self.cleaned_data.get("text")),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]

    @property
    def new_lines(self) -> list[EventLine]:
        return [line for line in self.lines if line.state == NEW]


def read_events(text: str) -> list[EventLine]:
    """The lines that hold anything. A first line without a number is a heading, and left out."""
    lines: list[EventLine] = []
    for number, line in enumerate(text.replace("\x00", "").splitlines(), 1):
        cells = split(line)
        if not any(cells):
            continue
        if not lines and not any(character.isdigit() for character in line):
            continue
        lines.append(read_event(number, line, cells))
        if len(lines) > MOST_LINES:
            break
    return lines


def read_event(number: int, line: str, cells: list[str]) -> EventLine:
    """One line: a day, and perhaps a whole number of cases."""
    read = EventLine(number, line.strip()[:120])
    try:
        read.day = read_day(cells[0], today=today())
        if len(cells) > 2:
            read.error = "Give a day, or a day and a number of cases: nothing more."
        elif len(cells) == 2 and cells[1]:
            read.cases = int(read_number(cells[1], whole=True))
            if read.cases > MOST_CASES:
                read.error = f"Give at most {MOST_CASES:,} cases."
    except Unreadable as problem:
        read.error = str(problem)
    return read
