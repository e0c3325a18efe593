"""The stored false-alarm rows: they can be made again, agree with published figures, and are quoted exactly."""

import json
import math
from pathlib import Path

import pytest

from measures.spc import ENGINE_VERSION
from measures.spc.charts import CHARTS
from measures.spc.false_alarms import SIMULATED_ON, STORED, expected_by_chance, rate
from measures.spc.rules import RULE_SETS
from measures.spc.simulate import BASELINES, POINTS, SEED, SERIES_PER_ROW, as_text, simulate_length
from measures.spc.status import STATUSES

STORED_FILE = json.loads(STORED.read_text())
STORED_ROWS = [dict(zip(STORED_FILE["columns"], row, strict=True)) for row in STORED_FILE["rows"]]

# Percent of 20,000 random series with a signal, by points (no baseline): shift of 6, the Anhøj rules, and any
# of the NHS rules (QI_METHOD §1.7).
PUBLISHED = {
    10: (0.0, 0.9, 3.5),
    12: (1.2, 1.2, 4.7),
    18: (8.4, 1.2, 9.9),
    24: (15.3, 3.0, 15.5),
    36: (30.5, 4.4, 25.9),
}


def within_chance(first, n_first, second, n_second):
    """Two simulated proportions of the same thing, at 4.5 standard errors."""
    pooled = (first * n_first + second * n_second) / (n_first + n_second)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n_first + 1 / n_second))
    return abs(first - second) <= 4.5 * error + 1e-12


@pytest.mark.parametrize("points", [10, 24, 48])
def test_a_slice_made_again_with_another_seed_agrees_with_the_stored_rows(points):
    n_series = 250
    for row in simulate_length(points, n_series=n_series, seed=7):
        stored = rate(row.rule_set, points, row.baseline)
        assert within_chance(row.p_any_signal, n_series, stored.p_any_signal, stored.n_series)
        for word in STATUSES:
            assert within_chance(row.p_status[word], n_series, stored.p_status[word], stored.n_series)


def test_the_same_seed_gives_the_same_rows():
    assert simulate_length(15, n_series=50, seed=3) == simulate_length(15, n_series=50, seed=3)
    assert simulate_length(15, n_series=50, seed=3) != simulate_length(15, n_series=50, seed=4)


@pytest.mark.parametrize("points", PUBLISHED)
def test_stored_rows_agree_with_the_published_figures(points):
    shift, anhoej, nhs = PUBLISHED[points]
    assert within_chance(rate("anhoej", points, None).p_any_signal, SERIES_PER_ROW, anhoej / 100, 20_000)
    assert within_chance(rate("nhs_mdc", points, None).p_any_signal, SERIES_PER_ROW, nhs / 100, 20_000)
    # Perla's shift alone is a lower bound of "any signal"; the runs table adds at most 2.8 in a hundred.
    any_perla = rate("perla_2011", points, None).p_any_signal
    assert shift / 100 - 0.015 <= any_perla <= (shift + 2.8) / 100 + 0.015


def test_the_page_on_reading_charts_quotes_the_stored_rows():
    text = (Path(__file__).parents[3] / "docs" / "reading-charts.md").read_text()
    _, _, *rows = text.partition("| points |")[2].partition("\n\n")[0].splitlines()
    assert len(rows) == 3
    for row in rows:
        points, *quoted = row.strip("| ").split(" | ")
        keys = ("anhoej", "sigma_anhoej", "nhs_mdc", "perla_2011")
        assert quoted == [f"{100 * rate(key, int(points), None).p_any_signal:.1f}" for key in keys]


def test_every_length_has_a_row_for_every_rule_set_and_baseline_made_by_this_engine():
    facts = STORED_FILE["made_by"]
    assert (facts["engine_version"], facts["seed"], facts["series_per_row"]) == (
        ENGINE_VERSION,
        SEED,
        SERIES_PER_ROW,
    )
    for key, rule_set in RULE_SETS.items():
        for points in POINTS:
            for baseline in BASELINES:
                row = rate(key, points, baseline)
                assert (row.rule_set, row.points, row.rule_set_version) == (key, points, rule_set.version)
                assert row.chart == SIMULATED_ON[key]
                assert row.baseline == (baseline if baseline and baseline < points else None)
                assert set(row.p_status) == set(STATUSES)
                assert sum(row.p_status.values()) == pytest.approx(1)
                assert row.p_status["improvement"] <= row.p_any_signal <= 1
                assert row.p_status["too_little_data"] == row.p_status["improvement_held"] == 0


def test_a_row_is_quoted_for_the_chart_it_was_made_on_only():
    for key, rule_set in RULE_SETS.items():
        row = rate(key, 24, None)
        assert rate(key, 24, None, SIMULATED_ON[key]) is row
        assert rule_set.version == row.rule_set_version
    for chart in CHARTS:
        assert (rate("sigma_anhoej", 24, None, chart) is None) == (chart != "i")
        assert (rate("nhs_mdc", 24, None, chart) is None) == (chart != "xmr")


@pytest.mark.parametrize("points", [12, 24, 36, 60])
@pytest.mark.parametrize("baseline", [None, 12])
def test_looser_rules_cry_wolf_more_often(points, baseline):
    """The same series went through all of them, so this holds exactly."""
    any_signal = {key: rate(key, points, baseline).p_any_signal for key in RULE_SETS}
    assert any_signal["nhs_mdc"] <= any_signal["nhs_mdc_trend6"] <= any_signal["nhs_mdc_6"]
    assert any_signal["nhs_mdc"] <= any_signal["nhs_mdc_shift6"] <= any_signal["nhs_mdc_6"]


@pytest.mark.parametrize("key", RULE_SETS)
def test_chance_has_no_favourite_direction(key):
    for points in (24, 48):
        for baseline in BASELINES:
            share = rate(key, points, baseline).p_status
            assert within_chance(share["improvement"], SERIES_PER_ROW, share["deterioration"], SERIES_PER_ROW)


@pytest.mark.parametrize(
    "rule_set, points, baseline",
    [
        ("anhoej", 9, None),
        ("anhoej", 61, None),
        ("anhoej", 200, 12),
        ("anhoej", 24, 13),
        ("nhs_xmr", 24, None),
    ],
)
def test_nothing_is_quoted_where_there_is_no_row(rule_set, points, baseline):
    assert rate(rule_set, points, baseline) is None


def test_a_baseline_that_is_not_complete_is_the_same_as_none():
    assert rate("anhoej", 12, 12) is rate("anhoej", 12, None)
    assert rate("anhoej", 11, 20) is rate("anhoej", 11, None)
    assert rate("anhoej", 13, 12) is not rate("anhoej", 13, None)


def test_the_number_expected_by_chance_is_the_sum_of_the_rows_and_says_how_many_had_none():
    measures = [
        ("anhoej", 24, None),
        ("perla_2011", 24, 12, "run"),
        ("nhs_mdc", 24, 12, "xmr"),
        ("anhoej", 8, None),
        ("anhoej", 80, None),
        ("sigma_anhoej", 24, None, "p"),
    ]
    expected = expected_by_chance(measures)
    assert (expected.with_row, expected.without_row) == (3, 3)
    by_hand = [
        rate("anhoej", 24, None).p_status["improvement"],
        rate("perla_2011", 24, 12).p_status["improvement"],
        rate("nhs_mdc", 24, 12).p_status["improvement"],
    ]
    assert expected.improving == pytest.approx(sum(by_hand))
    nobody = expected_by_chance([])
    assert (nobody.improving, nobody.with_row, nobody.without_row) == (0, 0, 0)


def test_the_data_file_holds_what_was_simulated():
    rows = simulate_length(12, n_series=20, seed=1)
    written = json.loads(as_text(rows, n_series=20, seed=1))
    assert written["made_by"]["seed"] == 1
    columns = written["columns"]
    for ours, stored in zip(rows, written["rows"], strict=True):
        entry = dict(zip(columns, stored, strict=True))
        assert (entry["rule_set"], entry["points"], entry["baseline"]) == (
            ours.rule_set,
            ours.points,
            ours.baseline,
        )
        assert entry["any_signal"] == ours.p_any_signal * 20
        for word in STATUSES:
            assert entry.get(word, 0) == ours.p_status[word] * 20


def test_stored_counts_of_statuses_add_up_to_the_series():
    for row in STORED_ROWS:
        assert sum(row.get(word, 0) for word in STATUSES) == row["n_series"] == SERIES_PER_ROW
