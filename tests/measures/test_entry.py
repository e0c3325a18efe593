"""What people type: numbers, answers, periods."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.entry import (
    Answer,
    Unreadable,
    figure_text,
    keeping,
    read_answer,
    read_day,
    read_number,
    read_outcome,
    read_period,
)
from measures.models import Measure

D = dt.date
TODAY = D(2026, 11, 20)


def measure(kind="count", **fields):
    fields = {"frequency": "" if kind == "events" else "monthly", **fields}
    return Measure(name="Tests", data_kind=kind, direction="up", **fields)


@pytest.mark.parametrize(
    "typed, number",
    [
        ("12", "12"),
        (" 12 ", "12"),
        ("1,234", "1234"),
        ("12,345,678", "12345678"),
        ("1 234", "1234"),
        ("5.4", "5.4"),
        ("5.", "5"),
        (".5", "0.5"),
        ("12.0", "12"),
        ("0", "0"),
        ("-0", "0"),
        ("\u00a012\u00a0", "12"),
        ("１２", "12"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed, words",
    [
        ("twelve", "not a number"),
        ("1e5", "not a number"),
        ("NaN", "not a number"),
        ("١٢", "not a number"),
        ("12-14", "not a number"),
        ("1,5", "with a point: 1.5"),
        ("-3", "below 0"),
        ("62%", "percentage"),
        ("5.12345", "4 digits"),
        ("1" * 30, "too large"),
        ("999,999,999,999", "too large"),
    ],
)
def test_what_is_no_number_is_refused_in_words(typed, words):
    with pytest.raises(Unreadable, match=words):
        read_number(typed)


def test_half_a_person_is_refused_where_people_are_counted():
    with pytest.raises(Unreadable, match="whole number"):
        read_number("2.5", whole=True)
    answer, errors = read_answer(measure("count", about_people=False), {"value": "2.5"})
    assert answer.value == Decimal("2.5")
    assert not errors


def test_measurements_may_be_below_zero_and_carry_their_own_percent_sign():
    assert read_answer(measure("continuous"), {"value": "−3.5"})[0].value == Decimal("-3.5")
    assert read_answer(measure("continuous", unit="%"), {"value": "62%"})[0].value == Decimal(62)
    assert "value" in read_answer(measure("continuous", unit="days"), {"value": "62%"})[1]


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    for kind in ("count", "proportion", "rate", "continuous"):
        answer, errors = read_answer(
            measure(kind),
            {"value": text, "numerator": text, "denominator": text, "people": text, "outcome": ""},
        )
        assert answer is None or not errors
    for read in (lambda: read_period(text, measure(), today=TODAY), lambda: read_day(text, today=TODAY)):
        with contextlib.suppress(Unreadable):
            assert read() <= TODAY


@given(st.decimals(min_value=0, max_value=10**10, places=4))
def test_a_figure_written_out_reads_back_the_same(figure):
    assert read_number(figure_text(figure)) == figure


@pytest.mark.parametrize(
    "texts, field, words",
    [
        ({"numerator": "14", "denominator": "12"}, "numerator", "14 is more than 12. Check both numbers."),
        ({"numerator": "0", "denominator": "0"}, "denominator", "If nobody was eligible, choose that"),
        ({"numerator": "5"}, "denominator", "Fill both numbers"),
        ({"denominator": "5"}, "numerator", "Fill both numbers"),
        ({"numerator": "5.5", "denominator": "9"}, "numerator", "whole number"),
        ({"numerator": "5", "denominator": "9", "outcome": "not_collected"}, "outcome", "Keep one"),
        ({"note": "Closed for a week"}, "numerator", "A note needs a figure"),
        ({"outcome": "lost"}, "outcome", "Choose one"),
        ({"outcome": "not_collected", "note": "x" * 2001}, "note", "under 2,000"),
    ],
)
def test_parts_at_odds_are_told_at_the_field(texts, field, words):
    answer, errors = read_answer(measure("proportion"), texts)
    assert answer is None
    assert words in errors[field]


def test_a_rate_may_have_more_events_than_days_and_parts_of_days():
    answer, errors = read_answer(measure("rate"), {"numerator": "14", "denominator": "12.5"})
    assert not errors
    assert answer == Answer(numerator=Decimal(14), denominator=Decimal("12.5"))


def test_people_behind_a_measurement_are_counted_from_one():
    assert read_answer(measure("continuous"), {"value": "4", "people": "11"})[0].people == 11
    assert read_answer(measure("continuous"), {"value": "4"})[0].people is None
    assert "people" in read_answer(measure("continuous"), {"value": "4", "people": "0"})[1]
    assert "people" in read_answer(measure("continuous"), {"value": "4", "people": "99999999999"})[1]
    assert read_answer(measure("continuous"), {"people": "4"})[1]["value"] == "Add the figure itself."


def test_nothing_typed_is_no_answer():
    assert read_answer(measure(), {"value": "  ", "note": ""}) == (None, {})


def test_outcomes_are_answers_without_figures():
    answer, _ = read_answer(measure(), {"outcome": "nobody_eligible", "note": "Closed"})
    assert answer == Answer(outcome="nobody_eligible", note="Closed")
    assert read_outcome(" Not  Collected ") == "not_collected"
    assert read_outcome("12") is None


def test_a_source_without_notes_keeps_the_one_that_stands():
    stored = Answer(value=Decimal(3), note="Counted twice", people=9)
    assert keeping(Answer(value=Decimal(4)), stored, {"note", "people"}).note == "Counted twice"
    assert keeping(Answer(outcome="not_collected"), stored, {"note", "people"}).people is None


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03",
        "2026-03-01",
        "2026-03-31",
        "1/3/2026",
        "01/03/26",
        "31.3.2026",
        "Mar 2026",
        "March 2026",
        "mar-26",
        "MARCH, 2026",
        "1 March 2026",
        "1st March 2026",
        "3/2026",
        "2026-03-01 00:00:00",
        D(2026, 3, 9),
        dt.datetime(2026, 3, 9, 12, 0),
    ],
    ids=str,
)
def test_a_month_is_read_however_it_is_written(typed):
    assert read_period(typed, measure(), today=TODAY) == D(2026, 3, 1)


@pytest.mark.parametrize(
    "typed", ["2026-Q1", "2026 q1", "Q1 2026", "January to March 2026", "Jan–Mar 2026", "2026-02"]
)
def test_a_quarter_is_read_however_it_is_written(typed):
    assert read_period(typed, measure(frequency="quarterly"), today=TODAY) == D(2026, 1, 1)


@pytest.mark.parametrize("typed", ["2/3/2026", "week of 2 March 2026", "w/c 2 Mar 2026", "2026-03-04"])
def test_a_week_is_read_by_a_day_in_it(typed):
    assert read_period(typed, measure(frequency="weekly"), today=TODAY) == D(2026, 3, 2)


def test_a_fortnight_is_read_by_its_own_label():
    fortnightly = measure(frequency="fortnightly", fortnight_anchor=D(2026, 3, 2))
    assert read_period("two weeks from 2 March 2026", fortnightly, today=TODAY) == D(2026, 3, 2)
    assert read_period("12/3/2026", fortnightly, today=TODAY) == D(2026, 3, 2)


@pytest.mark.parametrize(
    "typed, frequency, words",
    [
        ("13/25/2026", "monthly", "not a date we can read"),
        ("30/2/2026", "monthly", "not a date we can read"),
        ("2026-W05", "weekly", "Week numbers"),
        ("week 5", "weekly", "Week numbers"),
        ("2026-03", "weekly", "date on which each begins"),
        ("2026-Q1", "monthly", "a quarter is too long"),
        ("Feb to Apr 2026", "quarterly", "not a date we can read"),
        ("2027-01", "monthly", "in the future"),
        ("1999-99", "monthly", "not a date we can read"),
        ("1/1/0001", "monthly", "year"),
        ("", "monthly", "empty cell"),
        ("hello", "monthly", "not a date we can read"),
    ],
)
def test_what_is_no_period_is_refused_in_words(typed, frequency, words):
    with pytest.raises(Unreadable, match=f"(?i){words}"):
        read_period(typed, measure(frequency=frequency), today=TODAY)


def test_an_event_needs_its_day():
    assert read_day("3 March 2026", today=TODAY) == D(2026, 3, 3)
    with pytest.raises(Unreadable, match="day as well"):
        read_day("March 2026", today=TODAY)
    with pytest.raises(Unreadable, match="future"):
        read_day("2026-11-21", today=TODAY)
