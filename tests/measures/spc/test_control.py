"""Charts with limits: published examples, shared cases, edge cases, phases, exclusions, gaps, denominators."""

import json
import math
import os
from pathlib import Path

import pytest

from measures.spc.analysis import again, analyse
from measures.spc.charts import CHARTS
from measures.spc.patterns import points_of
from measures.spc.types import NO_LIMITS, PhaseSpec, Signal

SHARED = (Path(__file__).parents[3] / os.environ.get("FTC_QI_SHARED", "../shared")).resolve() / "reference"
PRODUCT = [key for key, chart in CHARTS.items() if chart.in_product and chart.has_limits]
WITH_DENOMINATORS = [key for key in PRODUCT if CHARTS[key].has_denominators]
MOVING = ["xmr", "i", "t", "up", "pp"]  # limits from moving ranges

# Cases whose reference leaves moving ranges out as too wide. The product never does (QI_METHOD §1.8).
SCREENED = {"sh-d02", "sh-d05", "sh-s07", "sh-d31", "sh-d32", "sh-d34", "sh-s36", "sh-s37"}


def shared(name):
    file = SHARED / name
    if not file.exists():
        reason = f"The shared reference cases are not at {file} (set FTC_QI_SHARED)."
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="no reference")]
    cases = [case for case in json.loads(file.read_text()) if case["id"] not in SCREENED]
    return [pytest.param(case, id=case["id"]) for case in cases if case["input"]["chart"] in PRODUCT]


def starts_of(parts):
    return [i for i, part in enumerate(parts) if i == 0 or part != parts[i - 1]]


def near(number):
    return None if number is None else pytest.approx(number, rel=1e-9)


# Published examples


def test_xmr_example_of_the_method_notes_without_screening():
    values = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    phase = analyse(values, chart="xmr").phases[0]
    assert [round(line, 2) for line in (phase.centre, phase.lower, phase.upper)] == [1.94, -3.06, 6.95]


def test_orange_juice_cans_montgomery_example_7_1():
    """Introduction to Statistical Quality Control, 7th edition: trial limits, and revised without two samples."""
    counts = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
    counts += [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
    cans = {"chart": "p", "denominators": [50] * 30}
    trial = analyse([count / 50 for count in counts], **cans)
    phase = trial.phases[0]
    assert [round(line, 4) for line in (phase.centre, phase.upper, phase.lower)] == [0.2313, 0.4102, 0.0524]
    outside = [signal.first for signal in trial.signals if signal.rule == "outside_limits"]
    assert outside == [14, 22]
    revised = analyse([count / 50 for count in counts], exclude=outside, **cans).phases[0]
    assert [round(line, 4) for line in (revised.centre, revised.upper, revised.lower)] == [
        0.2150,
        0.3893,
        0.0407,
    ]


def test_circuit_boards_montgomery_example_7_3():
    """7th edition: c = 19.85, limits 33.22 and 6.48; without samples 6 and 20, 19.67."""
    counts = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19]
    counts += [17, 15]
    phase = analyse(counts, chart="c").phases[0]
    # The book works with the mean rounded to two places.
    assert (phase.centre, phase.upper, phase.lower) == (
        pytest.approx(19.85, abs=0.01),
        pytest.approx(33.22, abs=0.02),
        pytest.approx(6.48, abs=0.01),
    )
    assert analyse(counts, chart="c", exclude=[5, 19]).phases[0].centre == pytest.approx(19.67, abs=0.01)


def test_mortgage_costs_montgomery_example_6_5():
    """7th edition: mean 300.5, limits 321.22 and 279.78."""
    costs = [
        310,
        288,
        297,
        298,
        307,
        303,
        294,
        297,
        308,
        306,
        294,
        299,
        297,
        299,
        314,
        295,
        293,
        306,
        301,
        304,
    ]
    phase = analyse(costs, chart="i").phases[0]
    assert [round(line, 1) for line in (phase.centre, phase.upper, phase.lower)] == [300.5, 321.2, 279.8]


@pytest.mark.parametrize("case", shared("qic_cases.json"))
def test_product_agrees_with_qicharts2_but_for_cut_limits(case):
    given, points, phases = case["input"], case["output"]["points"], case["output"]["phases"]
    times = given["multiply"] or 1
    starts = starts_of(points["part"])
    freeze = given["freeze"] if len(starts) == 1 else None
    baseline = sum(points["include"][:freeze]) if freeze else None
    analysis = analyse(
        [None if value is None else value / times for value in points["y"]],
        chart=given["chart"],
        denominators=points["n"],
        phases=[PhaseSpec(start, baseline) for start in starts],
        exclude=[i for i, included in enumerate(points["include"]) if not included],
    )
    outside = {signal.first for signal in analysis.signals if signal.rule == "outside_limits"}
    for i, _ in enumerate(points["y"]):
        assert analysis.centre[i] * times == near(points["cl"][i])
        highest = times if given["chart"] in ("p", "pp") else math.inf
        for ours, name in ((analysis.upper, "ucl"), (analysis.upper_2, "ucl_95")):
            assert None if ours[i] is None else min(ours[i] * times, highest) == near(points[name][i])
        lower = analysis.lower[i]
        if given["chart"] == "i":
            assert lower == near(points["lcl"][i])
        else:
            assert (0 if lower is None else max(lower * times, 0)) == near(points["lcl"][i])
        if str(i + 1) not in map(str, case["output"]["fragile"]):
            assert (i in outside) == points["sigma_signal"][i]
            assert analysis.side[i] == (points["side"][i] if points["include"][i] else None)
    for ours, theirs in zip(analysis.phases, phases, strict=True):
        for name in ("n_useful", "longest_run", "longest_run_max", "n_crossings", "n_crossings_min"):
            assert getattr(ours, name) == theirs[name]
        assert any(signal.rule != "outside_limits" for signal in analysis.signals) == any(
            phase["runs_signal"] for phase in phases
        )


NAMES = {
    "outside_limits": ("Above UCL", "Below LCL"),
    "trend": ("7 Point Trend (Increasing)", "7 Point Trend (Decreasing)"),
    "two_of_three": ("2 in 3 Above CL", "2 in 3 Below CL"),
    "shift": ("7 Points Above CL", "7 Points Below CL"),
}


def named_points(analysis):
    """What NHSRplotthedots calls each point: the first rule that holds, in the order of `NAMES`."""
    names = ["Common Cause"] * len(analysis.values)
    for rule in reversed(NAMES):
        for signal in analysis.signals:
            for i in points_of(analysis, signal) if signal.rule == rule else ():
                names[i] = NAMES[rule][signal.side == "low"]
    return names


@pytest.mark.parametrize("case", shared("xmr_cases.json"))
def test_product_agrees_with_nhsrplotthedots(case):
    given, points = case["input"], case["output"]["points"]
    phases = [PhaseSpec(start, given["fix_after_n_points"]) for start in starts_of(points["phase"])]
    analysis = analyse(points["value"], chart="xmr", phases=phases)
    for ours, name in ((analysis.centre, "mean"), (analysis.upper, "upl"), (analysis.lower, "lpl")):
        assert list(ours) == [near(value) for value in points[name]]
    assert named_points(analysis) == points["special_cause_type"]


# NHS rules, by hand: a line at 0 with limits at about +-6 (2-sigma lines at +-4), and what comes after it

QUIET = [1.0, -1.0] * 6
FROZEN = (PhaseSpec(0, baseline=12),)
UPPER = 2.66 * 2  # 5.32; the 2-sigma line is at 3.547


def signals_after(values, rule_set="nhs_mdc", **given):
    """(rule, side, first, last) of what is found after the quiet baseline, counted from its end."""
    analysis = analyse(QUIET + values, chart="xmr", phases=FROZEN, rule_set=rule_set, **given)
    assert (analysis.phases[0].centre, analysis.phases[0].upper) == (0, UPPER)
    return [
        (signal.rule, signal.side, signal.first - 12, signal.last - 12)
        for signal in analysis.signals
        if signal.last >= 12
    ]


def test_a_point_outside_the_limits_is_a_signal_of_its_own_and_on_the_limit_it_is_not():
    assert signals_after([6.0, -6.0, -7.0]) == [
        ("outside_limits", "high", 0, 0),
        ("outside_limits", "low", 1, 1),
        ("outside_limits", "low", 2, 2),
    ]
    assert signals_after([UPPER]) == signals_after([-UPPER]) == []


@pytest.mark.parametrize("rule_set, length", [("nhs_mdc", 7), ("nhs_mdc_trend6", 7), ("nhs_mdc_shift6", 6)])
def test_shift_counts_from_its_length_on(rule_set, length):
    row = [2.0, 1.0] * 3 + [2.0]
    # The quiet baseline ends on the other side.
    assert signals_after(row[:length], rule_set) == [("shift", "high", 0, length - 1)]
    assert signals_after(row[: length - 1], rule_set) == []
    assert signals_after([*row, 1.0, 2.0], rule_set) == [("shift", "high", 0, 8)]


def test_a_shift_is_ended_by_a_point_on_the_mean_and_by_a_missing_one_but_not_by_an_excluded_one():
    row = [2.0, 1.0] * 3
    assert signals_after([*row, 0.0, 2.0]) == []
    assert signals_after([*row, None, 2.0]) == []
    assert signals_after([*row, -1.0, 2.0], exclude=[18]) == [("shift", "high", 0, 7)]


@pytest.mark.parametrize("rule_set, length", [("nhs_mdc", 7), ("nhs_mdc_shift6", 7), ("nhs_mdc_trend6", 6)])
def test_trend_counts_from_its_length_on(rule_set, length):
    rise = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]
    assert signals_after(rise[:length], rule_set) == [("trend", "high", 0, length - 1)]
    assert signals_after(rise[: length - 1], rule_set) == []
    fall = [-value for value in rise]
    # The last quiet point lies under the first of these, and joins no fall.
    assert signals_after(fall[:length], rule_set) == [("trend", "low", 0, length - 1)]


def test_a_trend_is_ended_by_a_tie_and_by_a_missing_point():
    assert signals_after([-3.0, -2.0, -1.0, -1.0, 0.0, 1.0, 2.0, 3.0]) == []
    assert signals_after([-3.0, -2.0, -1.0, None, 0.0, 1.0, 2.0, 3.0]) == []


def test_two_trends_may_meet_in_a_point():
    up = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]
    assert signals_after(up + up[-2::-1]) == [("trend", "high", 0, 6), ("trend", "low", 6, 12)]


@pytest.mark.parametrize(
    "values, expected",
    [
        ([4.0, 4.0, 1.0], [(0, 1)]),
        ([4.0, 1.0, 4.0], [(0, 2)]),
        ([1.0, -4.0, -4.0], []),
        ([4.0, 4.0, -1.0], []),  # all three must lie on one side of the mean
        ([4.0, 4.0, 0.0], []),
        ([4.0, 4.0, None], []),
        ([4.0, 4.0], []),
        ([4.0, 1.0, 1.0, 4.0], []),
        ([4.0, 6.0, 1.0], []),  # a point outside the limits is not near one
        ([4.0, UPPER, 1.0], [(0, 1)]),  # on the limit is not outside it
        ([4.0, 1.0, 4.0, 1.0, 4.0], [(0, 4)]),  # patterns that share a point are one
        ([4.0, 4.0, 1.0, 1.0, 4.0, 4.0], [(0, 1), (4, 5)]),
    ],
)
def test_two_of_three(values, expected):
    found = [found for found in signals_after(values) if found[0] == "two_of_three"]
    assert found == [("two_of_three", "high", *span) for span in expected]
    upside_down = signals_after([None, *[None if value is None else -value for value in values]])
    assert [span for rule, side, *span in upside_down if rule == "two_of_three"] == [
        [first + 1, last + 1] for first, last in expected
    ]


def test_a_point_on_a_2_sigma_line_is_not_near_the_limit():
    on_it = analyse(QUIET, chart="xmr", phases=FROZEN).upper_2[0]
    assert signals_after([on_it, on_it, 1.0]) == []
    assert signals_after([on_it + 1e-9, on_it + 1e-9, 1.0]) == [("two_of_three", "high", 0, 1)]


def test_the_point_between_two_near_a_limit_does_not_belong_to_the_pattern():
    analysis = analyse([*QUIET, 4.0, 1.0, 4.0], chart="xmr", phases=FROZEN)
    assert analysis.signals == (Signal("two_of_three", "points", "high", 12, 14, 0),)
    assert points_of(analysis, analysis.signals[0]) == (12, 14)


def test_points_of_a_run_are_those_on_its_side():
    analysis = analyse([*QUIET, *[5.0] * 4, 0.0, *[5.0] * 4], phases=FROZEN)
    shift = analysis.signals[0]
    assert (shift.rule, points_of(analysis, shift)) == ("shift", (12, 13, 14, 15, 17, 18, 19, 20))
    crossings = analyse(([-1.0] * 5 + [1.0] * 5) * 2)
    assert [points_of(crossings, signal) for signal in crossings.signals] == [()]


def test_nhs_phases_tell_the_longest_row_and_no_crossings():
    phase = analyse([*QUIET, 2.0, 2.0, 0.0, 2.0], chart="xmr", phases=FROZEN).phases[0]
    assert (phase.n_useful, phase.longest_run, phase.longest_run_max) == (15, 2, 6)
    assert (phase.n_crossings, phase.n_crossings_min, phase.n_crossings_max) == (None, None, None)


# 3-sigma with Anhøj


def test_runs_about_the_mean_pass_over_points_on_it_and_gaps():
    values = [*QUIET, 1.0, 1.0, 0.0, 1.0, None, 1.0, 1.0, 1.0, 1.0, 1.0]
    analysis = analyse(values, chart="i", phases=FROZEN)
    assert analysis.signals == (Signal("shift", "points", "high", 12, 21, 0),)


def test_signals_stand_in_order_of_their_first_point_and_those_of_the_phase_last():
    values = [*QUIET, *[1.0] * 30, 9.0]
    rules = [signal.rule for signal in analyse(values, chart="i", phases=FROZEN).signals]
    assert rules == ["shift", "outside_limits", "crossings"]


# Edge cases


@pytest.mark.parametrize("chart", PRODUCT)
@pytest.mark.parametrize("n", range(10))
def test_short_series_have_lines_from_two_points_on(chart, n):
    values = [0.2, 0.4, 0.3, 0.5, 0.2, 0.3, 0.6, 0.1, 0.4][:n]
    analysis = analyse(values, chart=chart, denominators=[100] * n)
    phase = analysis.phases[0]
    assert (phase.n_obs, phase.n_base, phase.trial) == (n, n, True)
    assert (phase.centre is None) == (n == 0)
    assert phase.no_limits == ("too_few" if n < 2 else "")
    assert all((line is None) == (n < 2) for line in (*analysis.upper, *analysis.upper_2))
    assert len(analysis.upper) == len(analysis.lower) == len(analysis.upper_2) == len(analysis.lower_2) == n


def test_twelve_base_points_are_no_longer_a_trial():
    assert analyse(QUIET[:11], chart="xmr").phases[0].trial
    assert not analyse(QUIET, chart="xmr").phases[0].trial
    assert analyse(QUIET, chart="xmr", phases=(PhaseSpec(0, baseline=11),)).phases[0].trial


@pytest.mark.parametrize("chart", MOVING)
@pytest.mark.parametrize("value", [0.1, 1 / 3, 0.7])
def test_a_constant_series_lies_on_its_line_and_has_no_limits(chart, value):
    denominators = [70 + 3 * i for i in range(30)]
    analysis = analyse([value] * 30, chart=chart, denominators=denominators)
    phase = analysis.phases[0]
    assert (phase.centre, phase.no_limits, phase.upper, phase.limits_vary) == (value, "constant", None, False)
    assert phase.sigma_factor is None
    assert set(analysis.side) == {0}
    assert set(analysis.upper) == set(analysis.lower_2) == {None}
    assert analysis.signals == ()


@pytest.mark.parametrize(
    "chart, value", [("c", 0), ("g", 0), ("p", 0), ("p", 1), ("u", 0), ("pp", 1), ("up", 0)]
)
def test_all_or_nothing_has_no_limits(chart, value):
    """Sigma would be 0: the first one case in a long row of none would lie outside, which says too much."""
    analysis = analyse([value] * 20 + [0.5], chart=chart, denominators=[50] * 21, phases=(PhaseSpec(0, 20),))
    assert analysis.phases[0].no_limits == "constant"
    assert not [signal for signal in analysis.signals if signal.rule == "outside_limits"]


def test_a_constant_proportion_has_the_limits_of_chance():
    phase = analyse([0.5] * 20, chart="p", denominators=[100] * 20).phases[0]
    assert (phase.no_limits, phase.centre, phase.upper) == ("", 0.5, pytest.approx(0.65))


def test_a_jump_after_a_constant_baseline_is_still_a_shift():
    analysis = analyse([5.0] * 12 + [6.0] * 7, chart="xmr", phases=FROZEN)
    assert analysis.phases[0].no_limits == "constant"
    assert [signal.rule for signal in analysis.signals] == ["shift"]


@pytest.mark.parametrize("chart", MOVING)
def test_without_two_neighbours_there_is_no_moving_range(chart):
    values = [0.2, None, 0.4, None, 0.3]
    phase = analyse(values, chart=chart, denominators=[100] * 5).phases[0]
    assert phase.centre is not None
    assert (phase.no_limits, phase.n_base) == ("too_few", 3)


def test_a_time_of_zero_leaves_a_t_chart_without_limits():
    analysis = analyse([5, 3, 0, 8, 9, 2], chart="t")
    assert (analysis.phases[0].no_limits, set(analysis.upper)) == ("undefined", {None})
    assert analysis.phases[0].centre > 0


def test_a_t_chart_whose_lower_limit_would_fall_below_zero_has_none():
    wide = analyse([1, 400, 3, 900, 2, 700, 30, 1], chart="t").phases[0]
    assert (wide.no_limits, wide.lower) == ("", None)
    assert wide.upper > 900
    narrow = analyse([50, 60, 55, 58, 52, 61], chart="t").phases[0]
    assert 0 < narrow.lower < 50


def test_figures_that_cannot_be_leave_no_limits_instead_of_an_error():
    assert analyse([-5, -3, -4], chart="c").phases[0].no_limits == "undefined"
    assert analyse([3.0, 2.0, 4.0], chart="p", denominators=[5, 6, 7]).phases[0].no_limits == "undefined"
    assert analyse([1e308, -1e308, 1e308], chart="i").phases[0].no_limits == "undefined"


def test_limits_beyond_the_possible_are_stored_as_worked_out():
    assert analyse([1, 3, 2, 1], chart="c").phases[0].lower < 0
    proportion = analyse([0.9, 1.0, 0.95], chart="p", denominators=[10] * 3).phases[0]
    assert proportion.upper > 1
    assert analyse([0.1, 0.0, 0.05], chart="u", denominators=[10] * 3).phases[0].lower < 0
    assert analyse([3, 1, 2, 9], chart="g").phases[0].lower < 0


def test_a_g_chart_has_the_median_as_line_and_limits_from_the_mean():
    phase = analyse([1, 2, 3, 14], chart="g").phases[0]
    assert (phase.centre, phase.upper) == (2.5, pytest.approx(5 + 3 * math.sqrt(30)))


# Denominators


@pytest.mark.parametrize("chart", WITH_DENOMINATORS)
def test_points_without_a_usable_denominator_are_skipped(chart):
    values = [0.2, 0.9, 0.4, 0.9, 0.3, None, 0.9, None]
    denominators = [100, 0, 100, None, 100, None, -5, 0]
    analysis = analyse(values, chart=chart, denominators=denominators)
    assert analysis.skipped == {1, 3, 6, 7}
    assert analysis.values == (0.2, None, 0.4, None, 0.3, None, None, None)
    assert analysis.denominators == (100, None, 100, None, 100, None, None, None)
    assert (analysis.phases[0].centre, analysis.phases[0].n_obs) == (pytest.approx(0.3), 3)
    too_few = analyse(values, chart=chart)
    assert (too_few.phases[0].centre, too_few.phases[0].no_limits) == (None, "too_few")


def test_limits_of_equal_denominators_belong_to_the_phase_and_reach_over_gaps():
    analysis = analyse([0.2, None, 0.4, 0.3], chart="p", denominators=[100, None, 100, 100])
    phase = analysis.phases[0]
    assert phase.upper is not None
    assert not phase.limits_vary
    assert set(analysis.upper) == {phase.upper}


def test_limits_of_unequal_denominators_belong_to_the_points():
    analysis = analyse([0.2, None, 0.4, 0.3], chart="p", denominators=[100, None, 400, 100])
    phase = analysis.phases[0]
    assert (phase.upper, phase.lower, phase.limits_vary) == (None, None, True)
    assert analysis.upper[0] == analysis.upper[3] > analysis.upper[2]
    assert analysis.upper[1] is None
    assert analysis.upper[2] == pytest.approx(0.35 + 3 * math.sqrt(0.35 * 0.65 / 400))


def test_laney_limits_say_how_much_wider_they_are():
    values, denominators = [0.30, 0.36, 0.29, 0.38, 0.31, 0.37], [10_000] * 6
    plain = analyse(values, chart="p", denominators=denominators).phases[0]
    prime = analyse(values, chart="pp", denominators=denominators).phases[0]
    assert plain.sigma_factor is None
    assert prime.sigma_factor > 10
    assert prime.upper - prime.centre == pytest.approx((plain.upper - plain.centre) * prime.sigma_factor)


@pytest.mark.parametrize("chart", ["p", "u"])
def test_a_ratio_of_whole_numbers_lies_on_the_line_exactly_when_it_is_the_line(chart):
    """16 of 98 is the mean of these, but for the rounding of what was counted: 56, 4, 16 and 4."""
    denominators = [107, 187, 98, 98]
    values = [56 / 107, 4 / 187, 16 / 98, 4 / 98]
    analysis = analyse(values, chart=chart, denominators=denominators)
    assert analysis.phases[0].centre == 80 / 490 == 16 / 98
    assert analysis.side == (1, -1, 0, -1)


# Gaps, exclusions, phases


def test_a_missing_period_breaks_the_moving_range_and_an_excluded_point_is_stepped_over():
    full = analyse([1.0, 3.0, 9.0, 2.0], chart="i").phases[0]
    gap = analyse([1.0, 3.0, None, 2.0], chart="i").phases[0]
    excluded = analyse([1.0, 3.0, 9.0, 2.0], chart="i", exclude=[2]).phases[0]
    width = 3 / 1.128
    assert full.upper - full.centre == pytest.approx(width * (2 + 6 + 7) / 3)
    assert (gap.centre, gap.upper - gap.centre) == (2, pytest.approx(width * 2))
    assert (excluded.centre, excluded.upper - excluded.centre) == (2, pytest.approx(width * 1.5))


def test_an_excluded_point_is_out_of_everything_but_the_comparison_with_the_limits():
    analysis = analyse([*QUIET, 40.0, -1.0, 1.0], chart="xmr", exclude=[12])
    quiet = analyse([*QUIET, -1.0, 1.0], chart="xmr")
    assert analysis.phases[0].upper == quiet.phases[0].upper
    assert analysis.side[12] is None
    assert analysis.phases[0].n_obs == 14
    assert analysis.signals == (Signal("outside_limits", "points", "high", 12, 12, 0),)


def test_each_phase_has_limits_from_its_own_first_points():
    """QI_METHOD §4.8: 12 fixed in each phase, 40 points, the 21st first of the new one."""
    values = [float(value) for value in ([4, 6, 5, 7, 5] * 8)[:40]]
    phases = (PhaseSpec(0, 12), PhaseSpec(20, 12))
    before = analyse(values, chart="xmr", phases=phases)
    for i in (*range(12, 20), *range(32, 40)):
        values[i] += 100
    after = analyse(values, chart="xmr", phases=phases)
    assert (after.centre, after.upper, after.lower) == (before.centre, before.upper, before.lower)
    assert [phase.baseline_last for phase in after.phases] == [11, 31]
    values[25] += 1
    other = analyse(values, chart="xmr", phases=phases)
    assert (other.upper[:20], other.upper[20:]) != (after.upper[:20], after.upper[20:])
    assert other.upper[:20] == after.upper[:20]


@pytest.mark.parametrize("chart", PRODUCT)
@pytest.mark.parametrize("length", [0, 1, 2, 3])
def test_short_phases_stand_on_their_own(chart, length):
    values = [0.1 + i % 7 / 10 for i in range(20)]
    denominators = [50 + i for i in range(20)]
    analysis = analyse(
        values, chart=chart, denominators=denominators, phases=(PhaseSpec(0), PhaseSpec(20 - length))
    )
    assert (analysis.phases[1].n_obs, analysis.phases[1].trial) == (length, True)
    assert analysis.phases[1].no_limits == ("too_few" if length < 2 else "")
    if length == 0:
        assert analysis.phases[1].last == analysis.phases[1].first - 1


def test_no_pattern_crosses_from_one_phase_to_the_next():
    rise = [float(i) for i in range(12)]
    analysis = analyse(rise, chart="xmr", phases=(PhaseSpec(0), PhaseSpec(6)))
    assert analysis.signals == ()
    assert "trend" in [signal.rule for signal in analyse(rise, chart="xmr").signals]


def test_two_hundred_points_and_more():
    values = [float(i * 37 % 101) for i in range(1000)]
    analysis = analyse(values, chart="xmr")
    assert analysis.phases[0].n_obs == 1000
    assert analysis.phases[0].no_limits == ""


def test_reasons_for_no_limits_are_the_listed_ones():
    assert NO_LIMITS == ("too_few", "constant", "undefined")


# The one door


def test_a_rule_set_that_does_not_fit_gives_way_to_the_charts_own():
    assert analyse(QUIET, chart="xmr", rule_set="anhoej").rule_set.key == "nhs_mdc"
    assert analyse(QUIET, chart="xmr", rule_set="nhs_mdc_6").rule_set.key == "nhs_mdc_6"
    assert analyse(QUIET, chart="i", rule_set="nhs_mdc").rule_set.key == "sigma_anhoej"
    assert analyse(QUIET, rule_set="sigma_anhoej").rule_set.key == "anhoej"


@pytest.mark.parametrize("chart", PRODUCT)
def test_the_same_series_again_gives_the_same_analysis(chart):
    values = [0.2, 0.4, None, 0.3, 0.9, 0.2, 0.4, 0.3, 0.1]
    analysis = analyse(
        values,
        chart=chart,
        denominators=[50, 60, 70, 0, 50, 50, 40, 60, 70],
        phases=(PhaseSpec(0, 3), PhaseSpec(5)),
        exclude=[4],
    )
    assert again(analysis).phases == analysis.phases
    assert again(analysis).signals == analysis.signals
    assert again(analysis, without=[8]).values[8] is None


def test_a_hidden_value_is_missing_on_a_chart_with_limits():
    hidden = analyse([4.0, 9.0, 5.0, 6.0], chart="c", censored=[1])
    assert hidden == analyse([4.0, None, 5.0, 6.0], chart="c")
