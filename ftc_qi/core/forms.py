"""What every edit form shares: the version it read, the guard on free text, the answer to a conflict."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from . import personal_data
from .history import StaleVersion
from .models import Versioned

TEAM, COMMUNITY, PUBLIC = "team", "community", "public"


WHAT_TO_DO = {
    forms.ChoiceField: "Choose one.",
    forms.ModelChoiceField: "Choose one.",
    forms.DateField: "Give the date.",
    forms.BooleanField: "Tick the box to go on.",
    forms.Field: "Fill this in.",
}
"""Kind of field → what its empty answer is told."""
YEARS = range(1900, 2200)
"""A day outside them is a slip of the hand, or "never"; six months after the year 9999 no page can tell."""


def likely_year(day: object) -> None:
    """A field's validator."""
    if isinstance(day, datetime.date) and day.year not in YEARS:
        raise forms.ValidationError(f"Check the year: {day.year} is too far away.")


class Refused(Exception):
    """An action may not happen now. The message says why and what to do; `field` names the culprit."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.field = field


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows to choose from. A key too large for any row is no choice, rather than a failing query."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > 18:
                message = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(message, code="invalid_pk_value", params={"pk": str(key)[:20]})
        return super().clean(value)


class GuardedForm(forms.Form):
    """A form whose free text is checked for personal data before it is saved.

    `audiences`: field → who reads it (printed beside it). `hide_below`: the programme's threshold for
    text that the community reads. `confirmed`: kinds the writer was asked about and confirmed. `begun`: fields that
    begin with words not checked for these readers yet; elsewhere words that were there before are not asked about.
    """

    audiences: dict[str, str] = {}
    begun: frozenset[str] = frozenset()

    def __init__(self, *args: Any, hide_below: int = 5, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.hide_below = hide_below
        self.confirmed: set[str] = set()
        for name, audience in self.audiences.items():
            if name in self.fields:
                self.say_audience(name, audience)
        if self.data.get(self.add_prefix("confirm_text")):
            self._ask()

    def say_audience(self, name: str, audience: str) -> None:
        """Print beside a field who reads it."""
        hint = render_to_string("components/audience.html", {"audience": audience}).strip()
        own = self.fields[name].help_text
        self.fields[name].help_text = mark_safe(f"{own} {hint}" if own else hint)

    def full_clean(self):
        """Validate; an empty field says what to do rather than that it is required, a day has a year of our time."""
        for field in self.fields.values():
            if isinstance(field, forms.DateField) and likely_year not in field.validators:
                field.validators.append(likely_year)
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = next(
                    words for kind, words in WHAT_TO_DO.items() if isinstance(field, kind)
                )
        super().full_clean()

    def _ask(self):
        self.fields["confirm_text"] = forms.BooleanField(
            required=False, label="I have checked: none of this can identify someone"
        )

    def clean(self):
        cleaned = super().clean()
        asked: dict[str, list[str]] = {}
        for name, audience in self.audiences.items():
            text = self.cleaned_data.get(name)
            if not isinstance(text, str) or not text:
                continue
            if name not in self.begun and text == (self.initial.get(name) or ""):
                continue
            kinds = personal_data.found_in(text)
            if personal_data.NHS_NUMBER in kinds:
                self.add_error(name, "This holds an NHS number. Take it out: the app keeps totals only.")
                continue
            if audience != TEAM and personal_data.holds_small_number(text, self.hide_below):
                kinds.append(personal_data.SMALL_NUMBER)
            if kinds:
                asked[name] = kinds
        if asked and not self.data.get(self.add_prefix("confirm_text")):
            self._ask()
            for name, kinds in asked.items():
                self.add_error(
                    name,
                    f"This seems to hold {' and '.join(kinds)}. Could it identify someone? "
                    "Take it out, or tick the box at the end if it can't.",
                )
        self.confirmed = {kind for kinds in asked.values() for kind in kinds}
        return cleaned


class RowForm(GuardedForm, forms.ModelForm):
    """A model form that carries the version it read and can show both versions after a conflict."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.conflict: list[dict[str, Any]] = []
        self.instance_id = self.instance.pk
        if self.instance_id is None:
            del self.fields["version"]
        else:
            self.fields["version"].required = True
            self.fields["version"].error_messages["required"] = "Open the form again: it lost its place."
            self.initial["version"] = self.instance.version

    def _many_names(self):
        return {field.name for field in self._meta.model._meta.many_to_many}

    def values(self) -> dict[str, Any]:
        """Cleaned values of the model's own columns, ready for an action."""
        own = {field.name for field in self._meta.model._meta.concrete_fields} - {"version"}
        return {name: value for name, value in self.cleaned_data.items() if name in own}

    def many(self) -> dict[str, Any]:
        """Cleaned rows of the model's many-to-many fields."""
        return {name: value for name, value in self.cleaned_data.items() if name in self._many_names()}

    def show_conflict(self, current: Versioned) -> None:
        """Show what somebody else saved beside what was typed; the next save is on top of theirs."""
        for name, field in self.fields.items():
            if name == "version" or not hasattr(current, name):
                continue
            theirs, yours = getattr(current, name), self.cleaned_data.get(name)
            if name in self._many_names():
                theirs, yours = list(theirs.all()), list(yours or [])
                if {row.pk for row in theirs} == {row.pk for row in yours}:
                    continue
                theirs, yours = (", ".join(map(str, rows)) for rows in (theirs, yours))
            elif theirs == yours:
                continue
            else:
                theirs, yours = self._words(name, theirs), self._words(name, yours)
            self.conflict.append({"label": field.label or name, "theirs": theirs, "yours": yours})
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("version")] = str(current.version)
        self.data = data
        self.add_error(None, "Someone else saved this first. Compare the two below, then save again.")

    def _words(self, name, value):
        choices = dict(getattr(self.fields[name], "choices", None) or [])
        return choices.get(value, value) if isinstance(value, str) else value


def run(form: Any, action: Callable[[], Any]) -> Any:
    """Call `action` for a valid form and give its result. A refusal or a conflict lands on the form, which
    keeps what was typed; then the answer is None."""
    try:
        return action()
    except StaleVersion as stale:
        form.show_conflict(stale.current)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None


class WithdrawForm(GuardedForm):
    """Why a row is withdrawn."""

    audiences = {"why": TEAM}
    why = forms.CharField(label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def render_form(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    """Render a page with one form: 422 where it was sent and could not be saved."""
    failed = form.is_bound and bool(form.errors)
    return render(
        request,
        template,
        {"form": form, "conflict": getattr(form, "conflict", []), **context},
        status=422 if failed else 200,
    )
