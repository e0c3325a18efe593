"""Forms of the programme's shared measures, and the question whether a project's measure is one of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import Truncator

from ftc_qi.core.forms import COMMUNITY, RowForm
from measures.models import DataKind, SharedMeasure

OWN = "own"
"""The answer "no": an empty one is none, so that a form that leaves it out keeps what is stored."""
AT_A_GLANCE = 8
"""More than so many are a list to open."""


class SharedMeasureForm(RowForm):
    """One definition for many projects. frozen: projects keep it, so the kind of figure is left out."""

    audiences = {"name": COMMUNITY, "operational_definition": COMMUNITY}

    class Meta:
        model = SharedMeasure
        fields = ["name", "operational_definition", "data_kind"]
        labels = {"name": "Name", "operational_definition": "What exactly is counted?"}
        help_texts = {
            "name": "Short, and about the thing itself: “Would come here again”.",
            "operational_definition": "So exactly that every project would count the same.",
        }
        widgets = {"operational_definition": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, frozen: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["operational_definition"].required = True
        self.fields["data_kind"] = forms.ChoiceField(
            label="What kind of figure is it?",
            choices=DataKind.choices,
            widget=forms.RadioSelect,
            help_text="It is fixed once a project keeps the measure.",
        )
        if frozen:
            del self.fields["data_kind"]


def shared_question(offered: Sequence[SharedMeasure], *, is_new: bool) -> forms.TypedChoiceField:
    """Is this measure one of the programme's shared ones? Gives the SharedMeasure, or None for one's own."""
    hint = "Projects that count the same thing can be looked at side by side."
    if is_new:
        hint += " Leave the name, what is counted and the kind of figure empty to take them from it."
    rows = {str(row.pk): row for row in offered}
    at_a_glance = len(rows) <= AT_A_GLANCE
    return forms.TypedChoiceField(
        label="Is this one of the programme’s shared measures?",
        choices=[
            (OWN, "No, it is our own"),
            *((key, _label(row) if at_a_glance else row.name) for key, row in rows.items()),
        ],
        coerce=rows.get,
        empty_value=None,
        widget=forms.RadioSelect if at_a_glance else forms.Select,
        help_text=hint,
    )


def _label(row: SharedMeasure):
    definition = Truncator(row.operational_definition).chars(240)
    kind = row.get_data_kind_display()
    return format_html(
        '{}<span class="d-block q-sm q-muted">{}</span>',
        row.name,
        f"{kind}. {definition}" if definition else kind,
    )
