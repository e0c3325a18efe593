"""Forms of the monthly progress score: to give one, and to correct one."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateformat import format as format_date

from ftc_qi.core.forms import TEAM, RowForm
from projects.forms.steps import text_area
from projects.models import ProgressScore
from projects.scale import LEVELS


def month_words(month: datetime.date) -> str:
    """ "October 2026"."""
    return format_date(month, "F Y")


def as_month(text: str) -> datetime.date:
    """The first day of a month written "2026-10". Raises ValidationError."""
    try:
        year, number = (int(part) for part in str(text).split("-"))
        return datetime.date(year, number, 1)
    except ValueError:
        raise ValidationError("Choose a month from the list.") from None


class ScoreForm(RowForm):
    """A month's score by one side."""

    audiences = {"reason": TEAM, "advice": TEAM}
    month = forms.TypedChoiceField(
        label="Month", coerce=as_month, error_messages={"invalid_choice": "Choose a month from the list."}
    )
    score = forms.TypedChoiceField(
        label="Where does the project stand?",
        coerce=Decimal,
        choices=[(str(level.score), f"{level.score} {level.label}") for level in LEVELS],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the ten levels, from 0.5 to 5."},
    )

    reason = forms.CharField(
        label="Why this score?",
        help_text="One or two sentences: what has happened, and how you know.",
        max_length=2000,
        widget=text_area(3),
    )
    advice = forms.CharField(
        label="What would bring the next step?",
        help_text="One thing to do next.",
        max_length=2000,
        required=False,
        widget=text_area(3),
    )

    class Meta:
        model = ProgressScore
        fields = ["month", "score", "reason", "advice"]

    def __init__(
        self,
        *args: Any,
        side: str,
        months: Sequence[datetime.date] = (),
        month: datetime.date | None = None,
        **kwargs: Any,
    ):
        """months: those to choose from, newest first. month: chosen from the start."""
        super().__init__(*args, **kwargs)
        if side == ProgressScore.As.TEAM:
            del self.fields["advice"]
        if "month" in self.fields:
            asked = cast(forms.ChoiceField, self.fields["month"])
            asked.choices = [(f"{one:%Y-%m}", month_words(one)) for one in months]
            self.initial["month"] = f"{month:%Y-%m}" if month else None


class ScoreCorrectForm(ScoreForm):
    """Another score in the place of one given. A score is never changed, so its key says which one was read."""

    audiences = {**ScoreForm.audiences, "why": TEAM}
    month = None  # type: ignore[assignment]
    why = forms.CharField(label="Why is it corrected?", max_length=500, widget=text_area(2))

    class Meta(ScoreForm.Meta):
        fields = ["score", "reason", "advice"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.pk
        self.initial["score"] = str(self.instance.score)

    def show_conflict(self, current: Any) -> None:
        super().show_conflict(current)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("version")] = str(current.pk)
        self.data = data
