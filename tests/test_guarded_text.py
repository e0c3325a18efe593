"""Free text is guarded (DECISIONS 8): every field that takes a person's own words says who reads it, and a
valid NHS number never gets through."""

import importlib
import inspect
import pkgutil

import pytest
from django import forms

import community.forms
import ftc_qi.accounts
import measures.forms
import projects.forms
from ftc_qi.core.forms import GuardedForm

NOT_WORDS = {
    # what cannot hold a sentence, or is a name or number the outside world gave
    "IdentifierForm.number",
    "NewOrganisationForm.number",
    "GrantForm.reference",
    "GrantAddForm.reference",
    # where to go next; never stored
    "ReviewForm.next",
    # the newest comment on the page; never stored
    "CommentForm.up_to",
    # figures, read line by line; the text itself is not stored
    "PasteForm.text",
    "PasteForm.seen",
    # days and cases, read line by line
    "EventsPasteForm.text",
    "EventsPasteForm.seen",
}
NEVER_WORDS = (forms.EmailField, forms.URLField, forms.SlugField, forms.RegexField)


def modules():
    for package in (projects.forms, measures.forms, community.forms):
        for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            yield importlib.import_module(found.name)
    for name in ("organisation_forms", "person_forms"):
        yield importlib.import_module(f"{ftc_qi.accounts.__name__}.{name}")
    yield importlib.import_module("ftc_qi.core.forms")


FORMS = sorted(
    {
        form
        for module in modules()
        for _, form in inspect.getmembers(module, inspect.isclass)
        if issubclass(form, forms.BaseForm) and form.__module__ == module.__name__
    },
    key=lambda form: f"{form.__module__}.{form.__qualname__}",
)


def words_of(form):
    """The form's fields of free text."""
    for name, field in getattr(form, "base_fields", {}).items():
        if not isinstance(field, forms.CharField) or isinstance(field, NEVER_WORDS):
            continue
        if isinstance(field.widget, forms.PasswordInput) or f"{form.__qualname__}.{name}" in NOT_WORDS:
            continue
        yield name


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__qualname__)
def test_every_field_of_free_text_says_who_reads_it(form):
    unguarded = [name for name in words_of(form) if name not in getattr(form, "audiences", {})]
    assert not unguarded, f"{form.__qualname__}: give {unguarded} an audience"
    if list(words_of(form)):
        assert issubclass(form, GuardedForm)


def test_the_walk_finds_the_forms():
    assert len(FORMS) > 50
    assert sum(bool(list(words_of(form))) for form in FORMS) > 30


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__qualname__)
def test_every_form_that_asks_for_a_day_asks_for_one_of_our_time(form):
    days = [
        name for name, field in getattr(form, "base_fields", {}).items() if isinstance(field, forms.DateField)
    ]
    assert not days or issubclass(form, GuardedForm), f"{form.__qualname__}: {days} take any year"


@pytest.mark.parametrize(
    "day, taken", [("1899-12-31", 0), ("1900-01-01", 1), ("2199-12-31", 1), ("9999-12-31", 0)]
)
def test_a_day_of_another_time_is_asked_about(day, taken):
    class Form(GuardedForm):
        day = forms.DateField()

    form = Form({"day": day})
    assert form.is_valid() == taken
    assert taken or form.errors["day"] == [f"Check the year: {day[:4]} is too far away."]
