from datetime import date
from decimal import Decimal

import pytest

from measures.disclosure import (
    LINKED,
    SMALL,
    TOO_FEW_PEOPLE,
    Policy,
    Shown,
    protect,
    protect_continuous,
    protect_count,
    protect_events,
    protect_proportion,
    protect_rate,
    reason_short,
    reason_words,
    too_many_hidden,
)

FIVE = Policy(hide_below=5)


@pytest.mark.parametrize("value", [1, 2, 3, 4])
def test_a_count_from_1_to_4_is_hidden(value):
    assert protect_count(value, FIVE).value == Shown(reason=SMALL)


@pytest.mark.parametrize("value", [0, 5, 6, 120])
def test_a_count_of_0_or_from_5_is_shown(value):
    assert protect_count(value, FIVE).value == Shown(Decimal(value))


def test_another_threshold_hides_another_range():
    eight = Policy(hide_below=8)
    assert protect_count(7, eight).value.reason == SMALL
    assert protect_count(8, eight).value.number == 8


@pytest.mark.parametrize("hide_below", [0, 1])
def test_a_threshold_of_0_or_1_hides_nothing(hide_below):
    assert protect_count(1, Policy(hide_below)).value.number == 1


def test_95_percent_of_20_is_hidden_because_1_is_left():
    shown = protect_proportion(19, 20, FIVE)
    assert shown.value == Shown(reason=TOO_FEW_PEOPLE)
    assert shown.numerator == Shown(reason=LINKED)
    assert shown.denominator == Shown(reason=LINKED)


@pytest.mark.parametrize(
    "numerator, denominator, reasons",
    [
        (3, 40, (SMALL, LINKED)),  # numerator small
        (38, 40, (LINKED, LINKED)),  # what is left is small
        (2, 4, (SMALL, SMALL)),  # everything is small
        (0, 3, (SMALL, SMALL)),  # nobody, out of too few: not told from 1, 2 or 3 of them
        (4, 4, (SMALL, SMALL)),
    ],
)
def test_a_proportion_hides_all_three_figures_together(numerator, denominator, reasons):
    shown = protect_proportion(numerator, denominator, FIVE)
    assert shown.value == Shown(reason=TOO_FEW_PEOPLE)
    assert (shown.numerator.reason, shown.denominator.reason) == reasons
    assert shown.numerator.number is shown.denominator.number is None


@pytest.mark.parametrize("numerator, denominator", [(0, 40), (40, 40), (5, 10), (5, 5), (35, 40)])
def test_a_proportion_without_a_small_part_is_shown_whole(numerator, denominator):
    shown = protect_proportion(Decimal(numerator), Decimal(denominator), FIVE)
    assert shown.value.number == Decimal(numerator) / Decimal(denominator)
    assert (shown.numerator.number, shown.denominator.number) == (numerator, denominator)


def test_a_rate_is_hidden_by_a_small_numerator_or_denominator_but_not_by_their_difference():
    assert protect_rate(3, 900, FIVE).numerator.reason == SMALL
    assert protect_rate(3, 900, FIVE).value.reason == TOO_FEW_PEOPLE
    assert protect_rate(12, 4, FIVE).denominator.reason == SMALL
    assert protect_rate(19, 20, FIVE).value.number == Decimal(19) / 20
    assert protect_rate(0, 900, FIVE).value.number == 0


@pytest.mark.parametrize("people", [None, 0, 1, 4])
def test_an_average_of_too_few_people_or_of_nobody_knows_how_many_is_hidden(people):
    shown = protect_continuous(Decimal("3.4"), people, FIVE)
    assert shown.value == Shown(reason=TOO_FEW_PEOPLE)
    assert shown.people.number is None


def test_an_average_of_enough_people_is_shown():
    shown = protect_continuous(Decimal("3.4"), 5, FIVE)
    assert (shown.value.number, shown.people.number) == (Decimal("3.4"), 5)


def test_figures_that_are_not_about_people_are_shown():
    assert protect("count", FIVE, about_people=False, value=Decimal(2)).value.number == 2
    assert protect(
        "proportion", FIVE, about_people=False, numerator=19, denominator=20
    ).value.number == Decimal("0.95")
    assert protect("continuous", FIVE, about_people=False, value=Decimal(2)).value.number == 2


def test_an_unknown_kind_is_refused_rather_than_shown():
    with pytest.raises(ValueError, match="No rule"):
        protect("events", FIVE, value=Decimal(2))


def test_events_become_a_protected_count_for_each_quarter_and_an_empty_quarter_shows_0():
    days = [date(2025, 1, 2)] * 6 + [date(2025, 9, 30)] * 2
    assert protect_events(days, FIVE) == [
        (date(2025, 1, 1), protect_count(6, FIVE)),
        (date(2025, 4, 1), protect_count(0, FIVE)),
        (date(2025, 7, 1), protect_count(2, FIVE)),
    ]


def test_events_count_from_the_day_the_team_began_to_look():
    quarters = protect_events([date(2025, 2, 3)], FIVE, since=date(2024, 11, 5))
    assert [(day, shown.value.number, shown.value.reason) for day, shown in quarters] == [
        (date(2024, 10, 1), 0, None),
        (date(2025, 1, 1), None, SMALL),
    ]
    assert protect_events([], FIVE, since=date(2024, 11, 5)) == []


def test_a_hidden_figure_cannot_hold_its_number():
    with pytest.raises(ValueError, match="holds no number"):
        Shown(Decimal(3), SMALL)


@pytest.mark.parametrize(
    "visible, hidden, too_many",
    [
        (0, 0, False),
        (5, 0, False),
        (12, 1, False),
        (12, 3, False),
        (12, 4, True),
        (11, 1, True),
        (0, 3, True),
    ],
)
def test_lines_need_12_visible_points_and_at_most_a_fifth_hidden(visible, hidden, too_many):
    assert too_many_hidden(visible, hidden) is too_many


def test_each_reason_is_read_out_in_words_with_the_programmes_threshold():
    assert reason_words(SMALL, 8) == "fewer than 8"
    assert reason_words(LINKED, 5) == "hidden so that another figure cannot be worked out"
    assert reason_words(TOO_FEW_PEOPLE, 5) == "too few people to show an average or percentage"
    assert [reason_short(r, 5) for r in (SMALL, LINKED, TOO_FEW_PEOPLE)] == [
        "fewer than 5",
        "hidden",
        "hidden",
    ]
