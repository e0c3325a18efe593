"""Which chart is proposed, why, and what a chosen chart gives way to (DECISIONS 22)."""

import datetime as dt

import pytest

from measures import faces
from measures.chart_choice import chart_of, doubts, of_kind, possible, proposal
from measures.models import Measure
from measures.spc.charts import CHARTS
from tests.measures.examples import shared, working

DAYS = [dt.date(2024, 1, 3) + dt.timedelta(days=19 * i + i % 3) for i in range(14)]
TWO_ON_ONE = [*DAYS[:6], DAYS[5], *DAYS[6:]]
CASES = [(day, 20 + i % 7) for i, day in enumerate(DAYS)]
FEW_IN_FULL = [(4, 80)] * 6 + [(6, 80)] * 6
"""5 expected of 80: just enough for a chart with limits."""


@pytest.mark.parametrize(
    "facts, chart, reason, fits",
    [
        ({"figures": [8] * 9}, "run", "9 points so far; limits need 12", ("run",)),
        ({"figures": [8]}, "run", "1 point so far; limits need 12", ("run",)),
        ({"figures": []}, "run", "no points so far; limits need 12", ("run",)),
        ({"figures": [8] * 12}, "run", "the usual choice for counts", ("run", "c")),
        ({"figures": [5] * 12}, "run", "the usual choice for counts", ("run", "c")),
        ({"figures": [5] * 11 + [4]}, "run", "the usual choice for counts", ("run",)),
        ({"figures": [8] * 11 + ["not_collected", None]}, "run", "11 points so far", ("run",)),
        ({"figures": FEW_IN_FULL, "data_kind": "proportion"}, "run", "percentages", ("run", "p", "pp")),
        ({"figures": FEW_IN_FULL, "data_kind": "rate"}, "run", "rates", ("run", "u", "up")),
        ({"figures": FEW_IN_FULL[:11], "data_kind": "rate"}, "run", "11 points", ("run",)),
        ({"figures": [(20, 49)] * 12, "data_kind": "proportion"}, "run", "percentages", ("run",)),
        ({"figures": [(4, 80)] * 12, "data_kind": "proportion"}, "run", "percentages", ("run",)),
        (
            {"figures": [4.5] * 14, "data_kind": "continuous"},
            "xmr",
            "a measurement with 14 recorded points",
            ("xmr", "i", "run"),
        ),
        ({"figures": [4.5] * 11, "data_kind": "continuous"}, "run", "11 points so far", ("run",)),
        ({"events": DAYS, "data_kind": "events"}, "t", "days between events, 13 recorded", ("t", "run")),
        ({"events": DAYS[:12], "data_kind": "events"}, "run", "11 points so far", ("run",)),
        ({"events": TWO_ON_ONE, "data_kind": "events"}, "g", "two fell on one day", ("g", "run")),
        ({"events": CASES, "data_kind": "events"}, "g", "cases between events, 14 recorded", ("g", "run")),
    ],
)
def test_the_chart_proposed_and_why(facts, chart, reason, fits):
    offered = proposal(working(facts.pop("figures", ()), **facts))
    assert (offered.chart, offered.fits) == (chart, fits)
    assert offered.reason.startswith(f"{CHARTS[chart].name}: ") and reason in offered.reason


def test_points_left_out_do_not_count():
    figures = [4.5] * 12
    assert proposal(working(figures, data_kind="continuous")).chart == "xmr"
    left = working(figures, data_kind="continuous", excluded=[dt.date(2024, 5, 1)])
    assert proposal(left).chart == "run"


# --- the shared face ----------------------------------------------------------------------------------------


def test_rare_events_are_a_run_chart_of_quarters_for_others():
    series = shared(events=DAYS, data_kind="events", chart="t")
    used = chart_of(series)
    assert (used.chart, used.chosen, possible(series)) == ("run", False, ("run",))
    assert "instead of the T chart" in used.why and "for each quarter" in used.why
    unprotected = shared(events=DAYS, data_kind="events", about_people=False)
    assert chart_of(unprotected).chart == "t"


def test_a_hidden_small_count_makes_a_run_chart_of_a_chosen_one():
    figures = [8, 9, 7, 8, 9, 10, 8, 7, 9, 8, 9, 3, 8]
    assert chart_of(working(figures, chart="c")).chart == "c"
    used = chart_of(shared(figures, chart="c"))
    assert (used.chart, used.chosen) == ("run", False)
    assert "small numbers are hidden" in used.why
    assert chart_of(shared([8] * 13, chart="c")).chart == "c"


def test_too_many_hidden_figures_leave_a_run_chart():
    figures = [(4.5, 9)] * 12
    assert chart_of(shared(figures, data_kind="continuous")).chart == "xmr"
    some = shared([*figures, (4.5, 2), (4.5, 2)], data_kind="continuous")
    assert chart_of(some).chart == "xmr"  # 2 of 14 hidden
    most = shared([*figures, *[(4.5, 2)] * 4], data_kind="continuous")
    assert chart_of(most).chart == "run" and "too many figures are hidden" in chart_of(most).why


def test_a_shared_choice_rests_on_nothing_hidden():
    """Two measures that differ in a hidden figure only are offered the same chart in the same words."""
    for kind, hidden in (("proportion", [(1, 60), (3, 60)]), ("count", [1, 4])):
        rest = [(30, 60)] * 13 if kind == "proportion" else [9] * 13
        one, other = (shared([*rest, figure], data_kind=kind) for figure in hidden)
        assert proposal(one) == proposal(other) and doubts(one) == doubts(other)


# --- chosen by a person -------------------------------------------------------------------------------------


def test_a_chosen_chart_is_used_and_says_its_note():
    used = chart_of(working([8] * 4, chart="c", chart_note="Everybody here reads C charts."))
    assert (used.chart, used.rule_set, used.chosen) == ("c", "sigma_anhoej", True)
    assert used.why == "C chart, as chosen: Everybody here reads C charts"
    assert chart_of(working([8] * 14, chart="run")).why == "Run chart, as chosen"


@pytest.mark.parametrize(
    "facts, instead, words",
    [
        ({"figures": [8] * 12, "chart": "p"}, "run", "it is for percentages"),
        ({"figures": [4.5] * 12, "chart": "t", "data_kind": "continuous"}, "run", "days between rare events"),
        ({"events": DAYS, "chart": "xmr", "data_kind": "events"}, "run", "it is for measurements"),
        ({"events": CASES, "chart": "t", "data_kind": "events"}, "run", "it is for days between"),
        ({"events": TWO_ON_ONE, "chart": "t", "data_kind": "events"}, "g", "two events fell on one day"),
    ],
)
def test_a_chart_that_is_impossible_gives_way(facts, instead, words):
    used = chart_of(working(facts.pop("figures", ()), **facts))
    assert (used.chart, used.chosen) == (instead, False)
    assert "that was chosen" in used.why and words in used.why


def test_a_rule_set_is_used_where_it_fits_the_chart():
    assert chart_of(working([8] * 12, rule_set="perla_2011")).rule_set == "perla_2011"
    lasting = working([4.5] * 12, data_kind="continuous", rule_set="perla_2011")
    assert chart_of(lasting).rule_set == "nhs_mdc"
    chosen = working([4.5] * 12, data_kind="continuous", rule_set="nhs_mdc_6")
    assert chart_of(chosen).rule_set == "nhs_mdc_6"


def test_every_doubt_is_said():
    said = doubts(working([(20, 49)] * 12, data_kind="proportion"))
    assert set(said) == {"p", "pp", "xmr", "i"} and all(said.values())
    assert said["p"] == "the usual bottom number is 49; it wants 50 or more"
    assert doubts(working([2] * 12))["c"] == "the mean is 2; it wants 5 or more"
    expected = doubts(working([(4, 80)] * 12, data_kind="proportion"))["p"]
    assert expected == "the usual top number is 4; it wants 5 or more"
    assert doubts(working([4.5] * 3, data_kind="continuous")) == dict.fromkeys(
        ("xmr", "i"), "3 points so far; limits need 12"
    )


@pytest.mark.parametrize("kind", ["count", "proportion", "rate", "continuous", "events"])
def test_every_chart_offered_is_one_of_the_products_and_can_be_stored(kind):
    for chart in of_kind(kind):
        assert CHARTS[chart].in_product and chart in Measure.Chart.values


def test_the_analysis_is_of_the_chart_in_use():
    series = working([4.5, 4.7, 4.4, 4.9] * 4, data_kind="continuous")
    analysis = faces.analyse(series)
    assert (analysis.chart, analysis.rule_set.key) == ("xmr", "nhs_mdc") and len(analysis.upper) == 16
