"""Forms of phases and of points left out."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms

from ftc_qi.core.forms import TEAM, GuardedForm, RowForm
from measures.models import Phase

LEAST_BASELINE = 6


def reason_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why: readers of the chart will ask."},
    )


class PhaseForm(RowForm):
    """A phase: where it begins, why, and what its line rests on.

    choices: (ISO day, label) of the periods or events a phase may begin at, newest first; none for the first
    phase, which begins where the chart does. line: what the chart has, "median" or "mean and limits".
    """

    audiences = {"reason": TEAM}

    class Meta:
        model = Phase
        fields = ["starts_on", "reason", "baseline_periods"]

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, str]] = (), line: str = "median", **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        help_text = self.fields["reason"].help_text
        if self.instance_id is not None and self.instance.starts_on is None:
            del self.fields["starts_on"], self.fields["reason"]
        else:
            known = {day for day, _ in choices}
            own = self.initial.get("starts_on")
            choices = list(choices)
            if own is not None and own.isoformat() not in known:
                choices.append((own.isoformat(), f"{own.day} {own:%B %Y}, as now"))
            self.fields["starts_on"] = forms.TypedChoiceField(
                label="The new phase begins with",
                choices=[("", "Choose…"), *choices],
                coerce=datetime.date.fromisoformat,
                empty_value=None,
                error_messages={"required": "Choose where the new phase begins."},
            )
            if own is not None:
                self.initial["starts_on"] = own.isoformat()
            self.fields["reason"] = reason_field("Why?")
            self.fields["reason"].help_text = help_text
        self.fields["baseline_periods"] = forms.IntegerField(
            label=f"Fix the {line} on the first … recorded points",
            required=False,
            min_value=LEAST_BASELINE,
            max_value=200,
            help_text="Leave empty to use them all. 12 or more make a firm line; fewer are a trial.",
        )

    def _words(self, name, value):
        if name == "starts_on" and isinstance(value, datetime.date):
            return f"{value.day} {value:%B %Y}"
        return super()._words(name, value)


class ExclusionForm(GuardedForm):
    """A point to leave out, and why. choices: (key, label) of the chart's recorded points, newest first.

    asked: the key of the point the person came from; one that is no choice is passed over.
    """

    audiences = {"reason": TEAM}
    reason = reason_field("Why is it left out?")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], asked: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        if asked in dict(choices):
            self.initial["point"] = asked
        self.fields["point"] = forms.ChoiceField(
            label="Which point?",
            choices=[("", "Choose…"), *choices],
            error_messages={"required": "Choose the point to leave out."},
        )
        self.order_fields(["point", "reason"])
