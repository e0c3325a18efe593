"""Run charts: published examples, edge cases, phases, exclusions and hidden small numbers."""

import math

import pytest

from measures.spc.runchart import analyse, find_trends, median
from measures.spc.types import PhaseSpec, Signal


def test_points_on_the_median_are_not_useful():
    phase = analyse([1, 1, 1, 2, 3, 3, 3]).phases[0]
    assert (phase.centre, phase.n_obs, phase.n_useful, phase.n_crossings, phase.longest_run) == (
        2,
        7,
        6,
        1,
        3,
    )


def test_perla_shift_of_six_passes_over_a_point_on_the_median():
    values = [5, 4, 6, 4, 6, 4, 7, 8, 9, 5, 7, 8, 9, 4]
    analysis = analyse(values, phases=(PhaseSpec(0, baseline=6),), rule_set="perla_2011")
    assert analysis.phases[0].centre == 4.5
    values[9] = 4.5
    analysis = analyse(values, phases=(PhaseSpec(0, baseline=6),), rule_set="perla_2011")
    assert analysis.side[9] == 0
    assert analysis.signals == (Signal("shift", "points", "high", 6, 12, 0),)


def test_five_above_the_median_are_not_a_perla_shift():
    values = [0, -1, 1, -1, 1, -1, 2, 2, 2, 2, 2, -1]
    analysis = analyse(values, phases=(PhaseSpec(0, baseline=1),), rule_set="perla_2011")
    assert analysis.phases[0].longest_run == 5
    assert not analysis.signals


def test_trend_of_five_skips_a_tie_and_never_counts_as_a_signal():
    values = [3, 1, 2, 3, 3, 4, 5, 2]
    analysis = analyse(values, rule_set="perla_2011")
    assert analysis.trends == (Signal("trend", "points", "high", 1, 6, 0),)
    assert not analysis.signals
    assert not analysis.phases[0].runs_signal
    assert analyse(values).trends == ()  # the Anhøj rules have no trend


@pytest.mark.parametrize(
    "values, trends",
    [
        ([1, 2, 3, 4], []),
        ([1, 2, 3, 4, 5], [("high", 0, 4)]),
        ([1, 1, 2, 3, 4, 5, 5], [("high", 1, 5)]),
        ([5, 4, 3, 2, 1, 1, 2, 3, 4, 5], [("low", 0, 4), ("high", 5, 9)]),
        ([5, 4, 3, 2, 1, 2, 3, 4, 5], [("low", 0, 4), ("high", 4, 8)]),
        ([1, 2, None, 3, 4, 5], []),
        ([2, 2, 2, 2, 2, 2], []),
        ([], []),
    ],
)
def test_trends_are_found_with_their_first_and_last_point(values, trends):
    assert find_trends(enumerate(values)) == trends


def test_a_trend_may_cross_the_median_and_passes_over_a_missing_period():
    analysis = analyse([1, 2, None, 3, 4, math.nan, 5, 0], rule_set="perla_2011")
    assert [(trend.first, trend.last) for trend in analysis.trends] == [(0, 6)]


def test_every_run_longer_than_the_limit_is_its_own_signal():
    values = [0] + [1] * 12 + [-1] * 12
    analysis = analyse(values, phases=(PhaseSpec(0, baseline=1),))
    assert analysis.signals == (
        Signal("shift", "points", "high", 1, 12, 0),
        Signal("shift", "points", "low", 13, 24, 0),
        Signal("crossings", "phase", "none", 0, 24, 0),
    )
    assert analysis.phases[0].runs_signal


@pytest.mark.parametrize("rule_set", ["anhoej", "perla_2011"])
@pytest.mark.parametrize(
    "values",
    [
        [],
        [None],
        [3.5],
        [1, 2],
        [None] * 30,
        [math.nan, math.inf, -math.inf],
        [0.1] * 30,
        [1e308, 1e308, -1e308, 1.7e308],
        [10**400, 1, 2],
        [0.0, -0.0] * 10,
        [5e-324, 1e-323] * 7,
        list(range(1000)),
    ],
    ids=lambda values: f"{len(values)} values",
)
def test_no_data_are_refused(values, rule_set):
    analysis = analyse(values, rule_set=rule_set)
    assert len(analysis.values) == len(analysis.centre) == len(analysis.side) == len(values)
    for value, side in zip(analysis.values, analysis.side, strict=True):
        assert (value is None) == (side is None)


def test_empty_series_has_one_phase_without_positions():
    analysis = analyse([])
    assert len(analysis.phases) == 1
    phase = analysis.phases[0]
    assert (phase.first, phase.last, phase.centre, phase.n_obs, phase.n_useful) == (0, -1, None, 0, 0)
    assert phase.longest_run is phase.longest_run_max is phase.n_crossings is phase.n_crossings_min is None
    assert not phase.runs_signal
    assert phase.trial
    assert not phase.undetermined


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e-300, 7e300, 0.0])
@pytest.mark.parametrize("n", [1, 2, 3, 10, 31])
def test_a_constant_series_lies_on_its_median(value, n):
    analysis = analyse([value] * n)
    assert set(analysis.side) == {0}
    assert analysis.phases[0].centre == value
    assert analysis.phases[0].n_useful == 0
    assert analysis.signals == ()


def test_median_is_exact_for_ties_and_does_not_overflow():
    assert median([]) is None
    assert median([0.1, 0.1]) == 0.1
    assert median([3, 1, 2]) == 2
    assert median([1e308, 1.5e308]) == 1.25e308
    assert median([1, math.inf]) == math.inf


def test_runs_pass_over_missing_periods_which_stay_on_the_axis():
    whole = [-1, 1] * 6 + [2] * 9
    analysis = analyse([*whole[:15], None, *whole[15:]], phases=(PhaseSpec(0, baseline=12),))
    assert analysis.signals[0] == Signal("shift", "points", "high", 11, 21, 0)
    assert analysis.side[15] is None
    assert analysis.centre[15] == 0


def test_excluded_points_enter_neither_centre_nor_runs():
    values = [1, 2, 1, 2, 1, 2, 99, 1, 2, 1, 2, 1, 2]
    analysis = analyse(values, exclude=[6, 40, -1])
    assert analysis.excluded == {6}
    assert analysis.side[6] is None
    assert analysis.phases[0].n_obs == 12
    assert analysis.phases[0].centre == 1.5
    assert analysis.phases[0].longest_run == 1


def test_a_frozen_baseline_counts_recorded_and_included_points_only():
    values = [None, 1, 99, 2, 3, 50, 60, 70]
    phase = analyse(values, phases=(PhaseSpec(0, baseline=3),), exclude=[2]).phases[0]
    assert phase.centre == 2
    assert phase.baseline_last == 4
    assert phase.trial
    assert phase.n_obs == 6


def test_a_baseline_that_is_not_complete_uses_what_there_is():
    phase = analyse([1, 2, 3], phases=(PhaseSpec(0, baseline=12),)).phases[0]
    assert (phase.centre, phase.baseline_last, phase.trial) == (2, None, True)


def test_a_centre_from_twelve_points_is_not_a_trial():
    assert analyse(list(range(11))).phases[0].trial
    assert not analyse(list(range(12))).phases[0].trial
    assert not analyse(list(range(30)), phases=(PhaseSpec(0, baseline=12),)).phases[0].trial


def test_each_phase_has_its_own_baseline():
    """40 points, baselines of 12, the second phase begins at the 21st: points 13-20 and 33-40 do not matter."""
    values = [float(i % 5) for i in range(20)] + [10.0 + i % 7 for i in range(20)]
    phases = (PhaseSpec(0, baseline=12), PhaseSpec(20, baseline=12, by_person=True))
    before = analyse(values, phases=phases)
    changed = [*values[:12], *[500.0] * 8, *values[20:32], *[-500.0] * 8]
    after = analyse(changed, phases=phases)
    assert [phase.centre for phase in after.phases] == [phase.centre for phase in before.phases]
    assert [phase.baseline_last for phase in after.phases] == [11, 31]
    assert [(phase.first, phase.last) for phase in after.phases] == [(0, 19), (20, 39)]
    assert {signal.phase for signal in after.signals} == {0, 1}


def test_runs_and_trends_do_not_cross_from_one_phase_to_the_next():
    values = [1, 2, 3, 4, 5, 6, 7, 8]
    analysis = analyse(values, phases=(PhaseSpec(0), PhaseSpec(4)), rule_set="perla_2011")
    assert analysis.trends == ()
    assert analysis.centre == (2.5,) * 4 + (6.5,) * 4


def test_phases_are_taken_in_order_of_start_and_the_first_reaches_back_to_the_first_point():
    analysis = analyse([1, 1, 5, 5, 9], phases=(PhaseSpec(9), PhaseSpec(2), PhaseSpec(3), PhaseSpec(3)))
    assert [spec.start for spec in analysis.specs] == [2, 3, 3, 9]
    assert [(phase.first, phase.last) for phase in analysis.phases] == [(0, 2), (3, 2), (3, 4), (5, 4)]
    assert [phase.centre for phase in analysis.phases] == [1, None, 7, None]


def test_an_unknown_rule_set_is_refused():
    with pytest.raises(KeyError):
        analyse([1], rule_set="western_electric")


# Hidden small numbers (DECISIONS 24): None where the value is hidden.


def test_hidden_small_numbers_lie_below_a_median_above_zero():
    values = [8, None, 9, 7, None, 10, 12]
    analysis = analyse(values, censored={1, 4})
    assert analysis.phases[0].centre == 8
    assert analysis.side == (0, -1, 1, -1, -1, 1, 1)
    assert analysis.phases[0].n_obs == 7


def test_hidden_small_numbers_lie_above_a_median_of_zero():
    analysis = analyse([0, 0, 0, 0, None, 8, None], censored={4, 6})
    assert analysis.phases[0].centre == 0
    assert analysis.side == (0, 0, 0, 0, 1, 1, 1)


@pytest.mark.parametrize(
    "values",
    [
        [0, None, 9],
        [None],
        [None, 9],
        [0, None],
        [0, 0, None, 9],
    ],
)
def test_a_median_that_would_need_a_hidden_number_is_not_given(values):
    hidden = {i for i, value in enumerate(values) if value is None}
    analysis = analyse(values, censored=hidden)
    assert analysis.phases[0].undetermined
    assert set(analysis.centre) == {None}
    assert set(analysis.side) == {None}
    assert analysis.signals == ()


def test_a_hidden_number_against_a_frozen_median_between_zero_and_the_shown_is_undetermined():
    phases = (PhaseSpec(0, baseline=2),)
    assert analyse([0, 6, 7, 8], phases=phases).phases[0].centre == 3
    analysis = analyse([0, 6, None, 8], phases=phases, censored={2})
    assert analysis.phases[0].undetermined
    assert analysis.phases[0].centre is None


def test_one_undetermined_phase_leaves_the_others_alone():
    values = [None, 0, 9, *[6, 7, 8] * 4]
    analysis = analyse(values, phases=(PhaseSpec(0), PhaseSpec(3)), censored={0})
    assert [phase.undetermined for phase in analysis.phases] == [True, False]
    assert analysis.phases[1].centre == 7


def test_a_value_passed_with_a_hidden_point_is_not_used():
    analysis = analyse([8, 3, 9, 7, 10], censored={1})
    assert analysis.values[1] is None
    assert analysis == analyse([8, None, 9, 7, 10], censored={1})


def test_nothing_is_said_of_a_trend_across_a_hidden_number():
    values = [9, 8, 7, None, 6, 5]
    assert analyse(values, rule_set="perla_2011", censored={3}).trends == ()
    assert len(analyse(values, rule_set="perla_2011").trends) == 1
