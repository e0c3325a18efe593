"""Funnel limits: against published tables, a slow second way of working them out, and what must hold."""

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.spc.funnel import BEYOND_2, BEYOND_3, funnel, limits

CHANCES = (BEYOND_3, BEYOND_2, 1 - BEYOND_2, 1 - BEYOND_3)


def exact(size, centre, chance):
    """Spiegelhalter's r and alpha from exact fractions: no recursion, no logarithm."""
    share, below, total = Fraction(centre), Fraction(0), Fraction(0)
    for count in range(size + 1):
        below, total = total, total + math.comb(size, count) * share**count * (1 - share) ** (size - count)
        if total >= chance:
            return float((count - (total - Fraction(chance)) / (total - below)) / size)
    raise AssertionError("the chances do not add up")


def as_tuple(bounds):
    return bounds.lower_3, bounds.lower_2, bounds.upper_2, bounds.upper_3


@pytest.mark.parametrize(
    "size, below, at, count",
    [(20, 0.0207, 0.0577, 6), (15, 0.0176, 0.0592, 4), (25, 0.0216, 0.0539, 8)],
)
def test_lower_2_sigma_limit_from_a_published_binomial_table(size, below, at, count):
    """Cumulative chances at one half, to four places, as printed in statistical tables."""
    expected = (count - (at - BEYOND_2) / (at - below)) / size
    assert limits("proportion", 0.5, size).lower_2 == pytest.approx(expected, abs=2e-4)


def test_lower_2_sigma_limit_from_a_published_poisson_table():
    """Mean 10: P(3 or fewer) 0.0103, P(4 or fewer) 0.0293."""
    expected = 4 - (0.0293 - BEYOND_2) / (0.0293 - 0.0103)
    assert limits("rate", 0.01, 1000).lower_2 * 1000 == pytest.approx(expected, abs=0.01)


@given(st.integers(1, 120), st.integers(1, 99))
def test_limits_agree_with_exact_fractions(size, percent):
    expected = [max(0.0, exact(size, Fraction(percent, 100), chance)) for chance in CHANCES]
    assert as_tuple(limits("proportion", percent / 100, size)) == pytest.approx(expected, abs=1e-9)


@given(st.integers(1, 4000), st.floats(0.001, 0.999))
def test_limits_of_a_share_turn_over_with_it(size, centre):
    """The chances of the others are the same chances, seen from above; where no limit was held at 0."""
    there, back = (as_tuple(limits("proportion", c, size)) for c in (centre, 1 - centre))
    assert all(0 <= value <= 1 for value in there)
    assert list(there) == sorted(there)
    if min(there) > 0 and min(back) > 0:
        turned = [1 - value for value in reversed(back)]
        assert there == pytest.approx(turned, abs=1.01 / size)


@pytest.mark.parametrize("kind, centre", [("proportion", 0.3), ("rate", 0.02)])
def test_exact_and_normal_limits_meet(kind, centre):
    """On both sides of the size where the normal approximation begins, the lines join."""
    variance = centre * (1 - centre) if kind == "proportion" else centre
    size = 10_000 / variance
    before, after = (as_tuple(limits(kind, centre, size * factor)) for factor in (0.999, 1.001))
    spread = before[3] - before[0]
    assert before == pytest.approx(after, abs=0.01 * spread)


def test_limits_narrow_as_size_grows():
    widths = [
        b.upper_3 - b.lower_3 for b in (limits("proportion", 0.4, size) for size in (20, 80, 320, 1280))
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] / widths[2] == pytest.approx(4, rel=0.1)


@pytest.mark.parametrize("kind, centre", [("proportion", 0.0), ("proportion", 1.0), ("rate", 0.0)])
def test_no_chance_no_funnel(kind, centre):
    assert as_tuple(limits(kind, centre, 40)) == (centre,) * 4


def test_groups_are_held_against_the_average_weighted_by_size():
    found = funnel("proportion", [(50, 100), (40, 100), (480, 800), (20, 100)])
    assert found.centre == pytest.approx(590 / 1100)
    assert [point.zone for point in found.points] == ["inside", "between", "outside", "outside"]
    assert [point.side for point in found.points] == ["none", "low", "high", "low"]
    assert found.expected_beyond_2 == pytest.approx(0.182, abs=0.001)


def test_nothing_to_compare():
    assert funnel("rate", []) is None


def test_of_groups_that_do_not_differ_few_lie_outside():
    """Two thousand groups of one chance: about 1 in 22 beyond 2 sigma, and never more than interpolation adds."""
    dice = random.Random(7)
    groups = []
    for _ in range(2000):
        size = dice.randint(20, 200)
        groups.append((sum(dice.random() < 0.4 for _ in range(size)), size))
    found = funnel("proportion", groups)
    beyond = sum(point.zone != "inside" for point in found.points)
    assert beyond == pytest.approx(found.expected_beyond_2, rel=0.35)
