"""The form of the check of what will make the gains last: ten factors, each with a level and a note."""

from typing import Any

from django import forms

from ftc_qi.core.forms import TEAM, RowForm
from ftc_qi.core.today import today
from projects.actions.sustainability import Answer, answers_of
from projects.factors import FACTORS
from projects.forms.steps import day_input, text_area
from projects.models import SustainabilityAnswer, SustainabilityCheck

LEVELS = SustainabilityAnswer.Level.choices


class CheckForm(RowForm):
    """A check. No factor must be answered; who reads the notes is said once, above them."""

    audiences = {"note": TEAM}
    note = forms.CharField(
        label="What did you talk about?", required=False, max_length=2000, widget=text_area(3)
    )

    class Meta:
        model = SustainabilityCheck
        fields = ["occasion", "done_on", "note"]
        labels = {"occasion": "Which check is it?", "done_on": "When did you do it?"}
        widgets = {"done_on": day_input()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.audiences = {**self.audiences, **{f"note_{factor.key}": TEAM for factor in FACTORS}}
        given = answers_of(self.instance) if self.instance_id else {}
        for factor in FACTORS:
            level, note = given.get(factor.key, (None, ""))
            self.fields[f"level_{factor.key}"] = forms.TypedChoiceField(
                label=factor.title,
                choices=LEVELS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{factor.key}"] = forms.CharField(
                label="What would help?", required=False, max_length=300
            )
            self.initial.update({f"level_{factor.key}": level, f"note_{factor.key}": note})
        if not self.instance_id:
            self.initial.setdefault("done_on", today())

    def rows(self) -> list[dict[str, Any]]:
        """The factors with their two fields, for the page."""
        return [
            {
                "factor": factor,
                "level": self[f"level_{factor.key}"],
                "note": self[f"note_{factor.key}"],
                "choices": [
                    {
                        "value": value,
                        "label": label,
                        "checked": str(self[f"level_{factor.key}"].value()) == str(value),
                    }
                    for value, label in LEVELS
                ],
            }
            for factor in FACTORS
        ]

    def answers(self) -> dict[str, Answer]:
        """Factor → (level, note), as typed."""
        return {
            factor.key: (
                self.cleaned_data[f"level_{factor.key}"],
                self.cleaned_data[f"note_{factor.key}"],
            )
            for factor in FACTORS
        }

    def show_conflict(self, current: Any) -> None:
        given = answers_of(current)
        for factor in FACTORS:
            level, note = given.get(factor.key, (None, ""))
            setattr(current, f"level_{factor.key}", level)
            setattr(current, f"note_{factor.key}", note)
        super().show_conflict(current)

    def _words(self, name, value):
        if name.startswith("level_"):
            return dict(LEVELS).get(value, "")
        return super()._words(name, value)
