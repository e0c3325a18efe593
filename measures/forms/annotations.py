"""The form of a note on the chart."""

import datetime
from typing import Any

from django import forms

from ftc_qi.core.forms import COMMUNITY, RowForm
from ftc_qi.core.today import today
from measures.models import Annotation


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
