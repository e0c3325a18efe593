"""Forms that start a project from what its programme offers."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import Truncator

from ftc_qi.core.forms import GuardedForm
from ftc_qi.pages.start import Offer, OfferedMeasure
from measures.forms.measures import DIRECTIONS
from projects.forms.projects import ProjectAddForm


class StartFields(GuardedForm):
    """The ticks: which shared measures, and the driver diagram. Fields exist only for what is on offer.

    Which way is good is asked where no project keeps the measure yet; else it is as most projects have it.
    """

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer = offer
        if offer.measures:
            self.fields["start_measures"] = forms.TypedMultipleChoiceField(
                label="Start with the programme’s measures",
                choices=[(one.shared.pk, _label(one)) for one in offer.measures],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Measured alike, projects can be looked at side by side. The team can change the rest later.",
            )
            for one in offer.measures:
                if not one.settings:
                    self.fields[_direction(one)] = forms.ChoiceField(
                        label=f"Which way is good for “{one.shared.name}”?",
                        choices=[("", "Choose, if you tick it"), *DIRECTIONS],
                        required=False,
                    )
        if offer.outline:
            self.fields["start_drivers"] = forms.BooleanField(
                label="Start with the programme’s driver diagram",
                required=False,
                help_text=f"It brings {offer.outline_words}. The team can change all of them.",
            )

    def clean(self):
        cleaned = super().clean()
        ticked = self.cleaned_data.get("start_measures") or []
        for one in self.offer.measures:
            name = _direction(one)
            if one.shared.pk in ticked and name in self.fields and not self.cleaned_data.get(name):
                self.add_error(name, "Choose which way is good.")
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """The answers as `start_from` takes them."""
        given = self.cleaned_data
        ways = {one.shared.pk: given.get(_direction(one)) or "" for one in self.offer.measures}
        return {
            "measures": {pk: ways[pk] for pk in given.get("start_measures") or []},
            "diagram": bool(given.get("start_drivers")),
        }

    @property
    def start_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name.startswith("start_")]


def _direction(one: OfferedMeasure) -> str:
    return f"start_direction_{one.shared.pk}"


def _label(one: OfferedMeasure):
    return format_html(
        '{}<span class="d-block q-sm q-muted">{} {}</span>',
        one.shared.name,
        one.words,
        Truncator(one.shared.operational_definition).chars(240),
    )


class ProjectStartAddForm(StartFields, ProjectAddForm):
    """A new project, with what it starts from."""


class StartForm(StartFields):
    """What a project that is there already takes from its programme: everything is ticked to begin with."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("start_measures", [one.shared.pk for one in self.offer.measures])
        self.initial.setdefault("start_drivers", bool(self.offer.outline))

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(self.chosen().values()):
            self.add_error(None, "Tick what you want to start with.")
        return cleaned
