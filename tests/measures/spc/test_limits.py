"""The formulae of centre lines and limits: published tables and examples, and what happens at the edges."""

import math

import pytest

from measures.spc import limits
from measures.spc.limits import NAN
from measures.spc.rules import EXACT_UP_TO, anhoej_crossings_min


@pytest.mark.parametrize(
    "size, c4, a3, b3, b4",
    [  # Montgomery, Introduction to Statistical Quality Control, 7th edition, appendix VI
        (2, 0.7979, 2.659, 0, 3.267),
        (5, 0.9400, 1.427, 0, 2.089),
        (6, 0.9515, 1.287, 0.030, 1.970),
        (10, 0.9727, 0.975, 0.284, 1.716),
        (25, 0.9896, 0.606, 0.565, 1.435),
    ],
)
def test_factors_agree_with_the_published_table(size, c4, a3, b3, b4):
    assert limits.c4(size) == pytest.approx(c4, abs=5.1e-5)
    assert limits.a3(size) == pytest.approx(a3, abs=5.1e-4)
    lines = limits.deviations([size], [1.0], [True])
    assert (lines.lower[0], lines.upper[0]) == pytest.approx((b3, b4), abs=5.1e-4)


def test_factors_of_large_subgroups_do_not_overflow_and_of_one_value_are_undefined():
    assert limits.c4(350) == pytest.approx(1 - 1 / (4 * 350), abs=1e-5)
    assert math.isnan(limits.c4(1)) and math.isnan(limits.a3(1)) and math.isnan(limits.c5(0))


def test_published_p_c_and_u_charts():
    # Orange juice cans: 347 of 30 samples of 50; circuit boards: 19.85 a unit;
    # dyed cloth: 153 nonconformities on 107.5 units. Montgomery, chapter 7.
    cans = limits.proportions([347.0], [1500.0], [True])
    sample = limits.proportions([1.0], [50.0], [True], centre=cans.centre)
    assert (cans.centre, sample.upper[0], sample.lower[0]) == pytest.approx(
        (0.2313, 0.4102, 0.0524), abs=1e-4
    )
    boards = limits.counts([], centre=19.85)
    assert (boards.centre, boards.upper, boards.lower) == pytest.approx((19.85, 33.22, 6.48), abs=6e-3)
    cloth = limits.rates([153.0, 14.0], [107.5, 10.0], [True, False])
    assert (cloth.centre, cloth.upper[1], cloth.lower[1]) == pytest.approx((1.42, 2.55, 0.29), abs=6e-3)


@pytest.mark.parametrize(
    "values", [[0.1] * 3, [0.1] * 10, [1 / 3] * 7, [1e-300] * 5, [-2.7] * 11, [1e308] * 4]
)
def test_the_mean_of_equal_values_is_that_value(values):
    assert limits.mean(values) == values[0]


def test_the_mean_is_rounded_once():
    assert limits.mean([0.1, 0.2, 0.3]) == 0.2
    assert limits.mean([1e16, 1.0, -1e16]) == pytest.approx(1 / 3)
    assert limits.mean([NAN, 3.0, NAN]) == 3
    assert math.isnan(limits.mean([])) and math.isnan(limits.mean([NAN]))


def test_nothing_is_raised_by_what_no_number_can_be_had_of():
    assert limits.divide(3, 0) == math.inf and math.isnan(limits.divide(0, 0))
    assert math.isnan(limits.root(-1)) and math.isnan(limits.power(-1, 0.5))
    assert limits.power(1e300, 3.6) == math.inf
    for chart in (
        limits.individuals,
        limits.xmr,
        limits.ranges,
        limits.times,
        limits.counts,
        limits.geometric,
    ):
        for base in ([], [NAN], [NAN, NAN], [1.0], [math.inf, 1.0, math.inf], [1e308] * 3):
            chart(base)
    for chart in (limits.rates, limits.proportions, limits.i_prime):
        for numerators, denominators in (
            ([], []),
            ([NAN], [0.0]),
            ([1.0, 0.0], [0.0, 0.0]),
            ([1e308], [1e-308]),
        ):
            chart(numerators, denominators, [True] * len(numerators))


def test_screening_is_strict_and_done_once():
    assert limits.average_moving_range([1.0] * 9 + [100.0], screened=True) == 1
    assert limits.average_moving_range([1.0] * 9 + [100.0], screened=False) == 10.9
    once = limits.average_moving_range([1.0] * 60 + [5.0, 40.0], screened=True)  # 5 would go the second time
    assert once == pytest.approx(65 / 61)
    assert math.isnan(limits.average_moving_range([0.0, 0.0], screened=True))
    assert limits.average_moving_range([0.0, 0.0], screened=False) == 0


@pytest.mark.parametrize("chart", [limits.individuals, limits.xmr])
def test_adding_a_constant_moves_the_lines_by_it_and_a_factor_stretches_them(chart):
    base = [3.0, 7.0, 4.0, 4.0, 9.0, 2.0]
    lines = chart(base)
    assert chart([value + 10 for value in base]) == pytest.approx([line + 10 for line in lines])
    assert chart([value * 8 for value in base]) == pytest.approx([line * 8 for line in lines])
    assert chart(base[::-1]) == pytest.approx(lines)


def test_the_fewest_crossings_go_on_evenly_where_whole_numbers_are_given_up(monkeypatch):
    at_the_end = anhoej_crossings_min(EXACT_UP_TO)
    exact = [anhoej_crossings_min.__wrapped__(n) for n in range(2, 200)]
    monkeypatch.setattr("measures.spc.rules.EXACT_UP_TO", 0)
    assert [anhoej_crossings_min.__wrapped__(n) for n in range(2, 200)] == exact
    assert anhoej_crossings_min.__wrapped__(EXACT_UP_TO) == at_the_end
    assert anhoej_crossings_min.__wrapped__(1_000_000) == 499_177
