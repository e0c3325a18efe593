"""Forms of a note on the chart, and of a rare event."""

import datetime
from typing import Any

from django import forms

from ftc_qi.core.forms import COMMUNITY, TEAM, GuardedForm, RowForm
from ftc_qi.core.today import today
from measures.models import Annotation
from measures.series import CASES_BETWEEN, WorkingSeries

MOST_CASES = 10_000_000


def counts_cases(series: WorkingSeries) -> bool | None:
    """Whether the measure's events count cases; None while it has none."""
    return series.shows == CASES_BETWEEN if series.points else None


def day_input() -> forms.DateInput:
    """The device's own date picker."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AnnotationForm(RowForm):
    """What happened, and when, in at most 120 letters. asked: the day (ISO) the person came from, if any."""

    audiences = {"text": COMMUNITY}

    class Meta:
        model = Annotation
        fields = ["on_date", "text"]
        labels = {"on_date": "Date", "text": "What happened?"}
        help_texts = {"text": "A few words that fit on the chart: “Hostel closed for repairs”."}
        widgets = {"on_date": day_input()}

    def __init__(self, *args: Any, asked: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on_date", _day(asked) or today())


def _day(text: str) -> datetime.date | None:
    """A day written as in an address; None for anything else."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


class EventForm(GuardedForm):
    """One rare event. counts_cases: the team counts cases between events, so each event says how many; None
    while there is no event yet, when it may begin to."""

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
            self.fields["cases_since_previous"].required = True
            self.fields["cases_since_previous"].help_text = ""

    def clean_occurred_on(self) -> datetime.date:
        day = self.cleaned_data["occurred_on"]
        if day > today():
            raise forms.ValidationError("This is in the future. Choose the day it happened.")
        return day
