"""The limits, against the tables as published (typed from them, not made by our code)."""

from fractions import Fraction
from math import comb

import pytest

from measures.spc.charts import CHARTS
from measures.spc.false_alarms import SIMULATED_ON
from measures.spc.rules import (
    PERLA_RUNS_TABLE,
    RULE_SETS,
    anhoej_crossings_min,
    anhoej_longest_run_max,
    perla_runs_limits,
)
from measures.spc.runchart import analyse
from measures.spc.types import PhaseSpec

# Perla, Provost & Murray 2011, Table 1: useful observations, fewest runs, most runs.
PUBLISHED_RUNS = {
    10: (3, 9), 11: (3, 10), 12: (3, 11), 13: (4, 11), 14: (4, 12), 15: (5, 12), 16: (5, 13), 17: (5, 13),
    18: (6, 14), 19: (6, 15), 20: (6, 16), 21: (7, 16), 22: (7, 17), 23: (7, 17), 24: (8, 18), 25: (8, 18),
    26: (9, 19), 27: (10, 19), 28: (10, 20), 29: (10, 20), 30: (11, 21), 31: (11, 22), 32: (11, 23),
    33: (12, 23), 34: (12, 24), 35: (12, 24), 36: (13, 25), 37: (13, 25), 38: (14, 26), 39: (14, 26),
    40: (15, 27), 41: (15, 27), 42: (16, 28), 43: (16, 28), 44: (17, 29), 45: (17, 30), 46: (17, 31),
    47: (18, 31), 48: (18, 32), 49: (19, 32), 50: (19, 33), 51: (20, 33), 52: (20, 34), 53: (21, 34),
    54: (21, 35), 55: (22, 35), 56: (22, 35), 57: (23, 36), 58: (23, 37), 59: (24, 38), 60: (24, 38),
}  # fmt: skip

# Anhøj rules: useful observations, longest run and fewest crossings that are not a signal.
PUBLISHED_ANHOEJ = """
10:6/2 11:6/2 12:7/3 13:7/3 14:7/4 15:7/4 16:7/4 17:7/5 18:7/5 19:7/6 20:7/6 21:7/6 22:7/7
23:8/7 24:8/8 25:8/8 26:8/8 27:8/9 28:8/9 29:8/10 30:8/10 31:8/11 32:8/11 33:8/11 34:8/12 35:8/12
36:8/13 37:8/13 38:8/14 39:8/14 40:8/14 41:8/15 42:8/15 43:8/16 44:8/16 45:8/17 46:9/17 47:9/17
48:9/18 49:9/18 50:9/19 51:9/19 52:9/20 53:9/20 54:9/21 55:9/21 56:9/21 57:9/22 58:9/22 59:9/23 60:9/23
"""
ANHOEJ_LIMITS = {
    int(n): tuple(int(limit) for limit in limits.split("/"))
    for n, limits in (entry.split(":") for entry in PUBLISHED_ANHOEJ.split())
}


def series_with_runs(useful, runs):
    """A point that fixes the centre at 0, then `useful` points off it in `runs` runs of about equal length."""
    lengths = [useful // runs + (i < useful % runs) for i in range(runs)]
    return [0.0] + [1.0 if i % 2 else -1.0 for i, length in enumerate(lengths) for _ in range(length)]


def rules_found(values, rule_set):
    analysis = analyse(values, phases=(PhaseSpec(0, baseline=1),), rule_set=rule_set)
    return {signal.rule for signal in analysis.signals}


@pytest.mark.parametrize("useful", range(10, 61))
def test_runs_table_agrees_with_the_published_one_and_its_limits_are_not_signals(useful):
    fewest, most = PUBLISHED_RUNS[useful]
    assert PERLA_RUNS_TABLE[useful] == (fewest, most)
    for runs in range(1, useful + 1):
        found = rules_found(series_with_runs(useful, runs), "perla_2011")
        assert ("runs" in found) == (runs < fewest or runs > most)


def test_runs_table_is_not_applied_below_10_or_above_60_useful_points():
    assert perla_runs_limits(9) is None
    assert perla_runs_limits(61) is None
    assert "runs" not in rules_found(series_with_runs(9, 1), "perla_2011")
    assert "runs" not in rules_found(series_with_runs(61, 1), "perla_2011")


@pytest.mark.parametrize("useful", range(10, 61))
def test_anhoej_limits_agree_with_the_published_table_and_are_not_signals(useful):
    longest, fewest_crossings = ANHOEJ_LIMITS[useful]
    assert anhoej_longest_run_max(useful) == longest
    assert anhoej_crossings_min(useful) == fewest_crossings
    for length, signals in ((longest, False), (longest + 1, True)):
        rest = [-1.0 if i % 2 else 1.0 for i in range(useful - length)]
        found = rules_found([0.0] + rest[::-1] + [-1.0 if rest and rest[0] > 0 else 1.0] * length, "anhoej")
        assert ("shift" in found) == signals
    for crossings in range(useful):
        found = rules_found(series_with_runs(useful, crossings + 1), "anhoej")
        assert ("crossings" in found) == (crossings < fewest_crossings)


@pytest.mark.parametrize("useful", [1, 2, 5, 6, 7, 9, 61, 100, 211, 365])
def test_crossings_limit_is_the_binomial_quantile(useful):
    tosses = useful - 1
    k, cumulated = 0, Fraction(1, 2**tosses)
    while cumulated < Fraction(1, 20):
        k += 1
        cumulated += Fraction(comb(tosses, k), 2**tosses)
    assert anhoej_crossings_min(useful) == k


def test_rule_sets_are_named_versioned_and_described():
    assert set(RULE_SETS) == {
        "anhoej",
        "perla_2011",
        "nhs_mdc",
        "nhs_mdc_shift6",
        "nhs_mdc_trend6",
        "nhs_mdc_6",
        "sigma_anhoej",
    }
    for key, rule_set in RULE_SETS.items():
        assert rule_set.key == key
        assert rule_set.version == 1
        assert rule_set.name
        assert rule_set.description.endswith(".")
    names = [rule_set.name for rule_set in RULE_SETS.values()]
    assert len(set(names)) == len(names)


def test_every_chart_has_rule_sets_that_exist_and_every_rule_set_a_chart():
    fitting = {key for chart in CHARTS.values() for key in chart.rule_sets}
    assert fitting == set(RULE_SETS) == set(SIMULATED_ON)
    for key, chart in SIMULATED_ON.items():
        assert key in CHARTS[chart].rule_sets


@pytest.mark.parametrize(
    "key, trend, shift",
    [
        ("nhs_mdc", 7, 7),
        ("nhs_mdc_shift6", 7, 6),
        ("nhs_mdc_trend6", 6, 7),
        ("nhs_mdc_6", 6, 6),
        ("anhoej", None, None),
        ("perla_2011", None, None),
        ("sigma_anhoej", None, None),
    ],
)
def test_nhs_rule_sets_say_their_lengths(key, trend, shift):
    rule_set = RULE_SETS[key]
    assert (rule_set.trend, rule_set.shift) == (trend, shift)
    words = {6: "six", 7: "seven"}
    if trend:
        assert f"{words[trend]} points in a row that each rise" in rule_set.description
        assert f"{words[shift]} points in a row on one side" in rule_set.description
