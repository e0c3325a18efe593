"""One cell of the log for a measure of events: another one happened."""

import datetime
from collections.abc import Iterable, Mapping

from ftc_qi.core.asked import row_key
from measures.actions.events import Happening
from measures.entry import Unreadable, read_day, read_number
from measures.event_rules import Told, problems_of
from measures.forms.notes import CONFIRM, note_problem
from measures.models import Event, Measure


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
