"""What counts as personal data in typed text, and what does not."""

import pytest

from ftc_qi.core.forms import GuardedForm
from ftc_qi.core.personal_data import found_in, holds_small_number, is_nhs_number


# 943 476 5919 is the example number of the NHS data dictionary.
@pytest.mark.parametrize("text", ["943 476 5919", "no 9434765919.", "943-476-5919"])
def test_valid_nhs_number_is_found_however_it_is_spaced(text):
    assert "an NHS number" in found_in(text)


@pytest.mark.parametrize("digits", ["9434765918", "1111111111", "943476591", ""])
def test_wrong_check_digit_is_no_nhs_number(digits):
    assert not is_nhs_number(digits)


@pytest.mark.parametrize(
    "text, kind",
    [
        ("write to jo@example.org", "an e-mail address"),
        ("ring 020 7946 0958", "a phone number"),
        ("ring +44 7700 900123", "a phone number"),
        ("lives in SE1 7EH", "a full postcode"),
        ("born 3 March 1980", "a date of birth"),
        ("DOB: 3/3/80", "a date of birth"),
        ("seen 03/03/1980", "a date of birth"),
    ],
)
def test_ways_to_reach_or_name_somebody_are_found(text, kind):
    assert found_in(text) == [kind]


@pytest.mark.parametrize(
    "text", ["", "62% of 89 people", "We tried evenings in March 2026", "£83,300 in 2026"]
)
def test_ordinary_sentences_are_left_alone(text):
    assert found_in(text) == []


@pytest.mark.parametrize("text", ["4 people came", "only one man", "Two of them", "1 of 30"])
def test_small_numbers_are_seen_in_digits_and_words(text):
    assert holds_small_number(text, 5)


@pytest.mark.parametrize(
    "text", ["5 people", "62%", "0 people", "£4", "someone", "2.5 days", "10:30", "March 2026"]
)
def test_other_numbers_are_not_small(text):
    assert not holds_small_number(text, 5)


def test_threshold_decides_what_is_small():
    assert holds_small_number("seven people", 8)
    assert not holds_small_number("seven people", 5)


class NoteForm(GuardedForm):
    from django import forms

    audiences = {"note": "team", "learning": "community"}
    note = forms.CharField(required=False)
    learning = forms.CharField(required=False)


def test_nhs_number_is_refused_even_when_confirmed():
    form = NoteForm({"note": "943 476 5919", "confirm_text": "on"})
    assert not form.is_valid()
    assert "NHS number" in form.errors["note"][0]


def test_phone_number_asks_once_and_takes_yes_for_an_answer():
    first = NoteForm({"note": "ring 020 7946 0958"})
    assert not first.is_valid()
    assert "confirm_text" in first.fields
    second = NoteForm({"note": "ring 020 7946 0958", "confirm_text": "on"})
    assert second.is_valid()
    assert second.confirmed == {"a phone number"}


def test_small_number_is_asked_about_only_where_others_read():
    assert NoteForm({"note": "3 people came"}).is_valid()
    assert not NoteForm({"learning": "3 people came"}).is_valid()


def test_text_that_was_there_before_is_not_asked_about_again():
    text = "ring 020 7946 0958"
    assert NoteForm({"note": text}, initial={"note": text}).is_valid()
