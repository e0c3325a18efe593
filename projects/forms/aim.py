"""Form of the aim's next edition, and of its preview."""

from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from ftc_qi.core.forms import COMMUNITY, TEAM, RowForm
from projects.forms.steps import day_input, text_area
from projects.models import AimStatement


class AimForm(RowForm):
    """The next edition of the aim. `current`: the one in force, if any; its words are filled in.

    measures: the project's outcome measures to choose from (rows of another app); measure: the one chosen now.
    """

    audiences = {**dict.fromkeys(("what", "unit", "for_whom", "where"), COMMUNITY), "reason": TEAM}
    after = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = AimStatement
        fields = [
            "what",
            "direction",
            "from_value",
            "to_value",
            "unit",
            "for_whom",
            "where",
            "by_when",
            "reason",
        ]
        labels = {
            "what": "What will improve?",
            "direction": "Which way?",
            "from_value": "From",
            "to_value": "To",
            "unit": "Unit",
            "for_whom": "For whom?",
            "where": "Where?",
            "by_when": "By when?",
            "reason": "Why does the aim change?",
        }
        help_texts = {
            "what": "Name the thing you count, such as “offers of a test accepted”.",
            "from_value": "Where it stands now.",
            "to_value": "Where you want it to be.",
            "unit": "Such as “%” or “days”.",
            "for_whom": "Such as “drop-in visitors”.",
            "where": "Such as “the hostels”.",
        }
        widgets = {"by_when": day_input(), "reason": text_area(2)}

    def __init__(
        self,
        *args: Any,
        current: AimStatement | None = None,
        measures: models.QuerySet | None = None,
        measure: models.Model | None = None,
        **kwargs: Any,
    ):
        initial: dict[str, Any] = {"after": 0}
        if current is not None:
            initial = {name: getattr(current, name) for name in self.Meta.fields if name != "reason"}
            initial["after"] = current.number
        super().__init__(*args, initial=initial | {"measure": measure}, **kwargs)
        for name in ("from_value", "to_value"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"
            if initial.get(name) is not None:
                self.initial[name] = format(initial[name].normalize(), "f")
        self.fields["direction"].choices = [  # type: ignore[attr-defined]
            ("", "Choose which way"),
            *AimStatement.Direction.choices,
        ]
        if measures is not None and measures.exists():
            self.fields["measure"] = forms.ModelChoiceField(
                measures,
                required=False,
                label="Which measure will show it?",
                empty_label="The main outcome, whichever it is",
                help_text="It brings its unit and its baseline.",
            )
        if current is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True

    def show_conflict(self, current: Any) -> None:
        super().show_conflict(current)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("after")] = str(current.number)
        self.data = data

    def compare_measure(self, now: models.Model | None) -> None:
        """After a conflict: show the measure named now beside the one chosen, where they differ."""
        yours = self.cleaned_data.get("measure")
        if self.conflict and "measure" in self.fields and now != yours:
            row = {"label": self.fields["measure"].label, "theirs": now or "", "yours": yours or ""}
            self.conflict.append(row)


class AimPreviewForm(AimForm):
    """The same fields as they are being typed: nothing has to be there yet, and nothing will be saved."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def draft(self) -> AimStatement:
        """The aim as far as it can be read; never saved."""
        kept = {name: value for name, value in self.values().items() if value is not None}
        return AimStatement(**kept)
