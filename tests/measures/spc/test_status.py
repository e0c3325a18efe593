"""The status: every branch of DECISIONS 19 and 20."""

from dataclasses import replace

import pytest

from measures.spc.analysis import analyse
from measures.spc.status import status
from measures.spc.types import PhaseSpec, Signal

QUIET = [-1.0, 1.0] * 6  # 12 points that cross the centre (0) each time
NO_SIGNAL_SINCE = [-1.0, 1.0] * 3  # the newest six points
FROZEN = (PhaseSpec(0, baseline=12),)


def status_of(values, *, direction="up", phases=FROZEN, window=6, **given):
    analysis = analyse(values, phases=phases, **given)
    return status(analysis, direction=direction, phases=phases, current_window=window)


@pytest.mark.parametrize(
    "shift, direction, expected",
    [
        (5.0, "up", "improvement"),
        (5.0, "down", "deterioration"),
        (5.0, "neutral", "changed"),
        (-5.0, "up", "deterioration"),
        (-5.0, "down", "improvement"),
        (-5.0, "neutral", "changed"),
    ],
)
def test_a_current_shift_is_read_by_the_good_direction(shift, direction, expected):
    result = status_of(QUIET + [shift] * 9, direction=direction)
    assert result.status == expected
    assert result.current
    assert result.signal.rule == "shift"
    assert result.signal.last == 20


def test_the_latest_of_two_current_shifts_decides():
    result = status_of(QUIET + [5.0] * 11 + [-5.0] * 9, window=12)
    assert (result.status, result.signal.first, result.signal.last) == ("deterioration", 23, 31)


def test_without_signals_there_is_no_signal():
    result = status_of(QUIET)
    assert (result.status, result.signal, result.current) == ("no_signal", None, False)


def test_a_shift_that_ended_before_the_newest_six_points_is_an_earlier_signal():
    result = status_of(QUIET + [5.0] * 10 + NO_SIGNAL_SINCE)
    assert (result.status, result.current) == ("no_signal", False)
    assert result.signal.side == "high"
    assert result.signal.last == 21


def test_a_shift_that_ends_at_the_sixth_newest_point_is_current():
    assert status_of(QUIET + [5.0] * 10 + NO_SIGNAL_SINCE[:-1]).status == "improvement"


def test_for_weekly_measures_the_newest_twelve_points_are_current():
    values = QUIET + [5.0] * 10 + NO_SIGNAL_SINCE
    assert status_of(values, window=12).status == "improvement"
    assert status_of(values + NO_SIGNAL_SINCE, window=12).status == "no_signal"


def test_missing_and_excluded_points_are_not_among_the_newest_six():
    values = QUIET + [5.0] * 10 + NO_SIGNAL_SINCE[:-1]
    assert status_of([*values, None, None]).status == "improvement"
    assert status_of([*values, 1.0], exclude=[len(values)]).status == "improvement"
    assert status_of([*values, 1.0]).status == "no_signal"


def test_a_shift_of_hidden_small_numbers_is_current():
    values = [10.0, 12.0] * 6 + [None] * 9
    result = status_of(values, direction="down", censored=range(12, 21))
    assert (result.status, result.current, result.signal.last) == ("improvement", True, 20)


def test_too_few_crossings_alone_say_changed_without_a_direction():
    values = ([-1.0] * 5 + [1.0] * 5) * 2
    result = status_of(values, phases=())
    assert (result.status, result.current) == ("changed", True)
    assert (result.signal.rule, result.signal.scope, result.signal.side) == ("crossings", "phase", "none")


def test_a_current_shift_comes_before_too_few_crossings():
    result = status_of([-1.0] * 12 + [1.0] * 12, phases=())
    assert (result.status, result.signal.rule) == ("improvement", "shift")


def test_the_runs_table_alone_says_changed():
    result = status_of([-1.0, 1.0] * 12, phases=(), rule_set="perla_2011")
    assert (result.status, result.signal.rule) == ("changed", "runs")


def test_a_trend_never_counts():
    values = [3.0, 1.0, 2.0, 3.5, 4.0, 5.0, 2.5, 4.5, 1.5, 3.2, 2.2, 4.2]
    analysis = analyse(values, rule_set="perla_2011")
    assert analysis.trends
    assert status(analysis, direction="up").status == "no_signal"


@pytest.mark.parametrize("n, expected", [(0, "too_little_data"), (9, "too_little_data"), (10, "no_signal")])
def test_fewer_than_ten_recorded_points_are_too_little(n, expected):
    values = ([-1.0, 1.0] * 5)[:n]
    assert status_of(values, phases=()).status == expected
    assert status_of([*values, None, None], phases=()).status == expected
    assert status_of([*values, 1.0], phases=(), exclude=[n]).status == expected


def test_nine_points_on_one_side_of_a_frozen_line_are_still_too_little():
    result = status_of([0.0] + [5.0] * 8, phases=(PhaseSpec(0, baseline=1),))
    assert (result.status, result.signal, result.current) == ("too_little_data", None, False)


def test_only_points_of_the_last_phase_count_towards_ten():
    phases = (PhaseSpec(0), PhaseSpec(12))
    assert status_of(QUIET + QUIET[:9], phases=phases).status == "too_little_data"
    assert status_of(QUIET + QUIET[:10], phases=phases).status == "no_signal"


def test_a_shift_in_an_earlier_phase_is_an_earlier_signal():
    values = QUIET + [5.0] * 9 + QUIET
    result = status_of(values, phases=(PhaseSpec(0, baseline=12), PhaseSpec(21)))
    assert (result.status, result.current, result.signal.phase) == ("no_signal", False, 0)


# numbers too small


def test_too_many_hidden_points_come_before_everything():
    analysis = analyse(QUIET + [5.0] * 9, phases=FROZEN)
    result = status(analysis, direction="up", hidden_too_many=True)
    assert (result.status, result.signal, result.current) == ("numbers_too_small", None, False)


def test_an_undetermined_last_phase_is_too_small_whatever_its_length():
    assert status_of([None, 0.0], phases=(), censored={0}).status == "numbers_too_small"
    assert status_of([0.0, None] * 10, phases=(), censored=range(1, 20, 2)).status == "numbers_too_small"


def test_an_undetermined_earlier_phase_does_not_matter():
    values = [0.0, None] * 6 + [7.0, 8.0] * 6
    result = status_of(values, phases=(PhaseSpec(0), PhaseSpec(12)), censored=range(1, 12, 2))
    assert result.status == "no_signal"


# improvement held

RISEN = QUIET + [5.0] * 8  # the new phase begins at the 13th point
BEGUN = (PhaseSpec(0, baseline=12), PhaseSpec(12, by_person=True))


def test_improvement_is_held_while_the_new_phase_is_still_short():
    result = status_of(RISEN, phases=BEGUN)
    assert (result.status, result.current) == ("improvement_held", True)
    assert (result.signal.side, result.signal.last, result.signal.phase) == ("high", 19, 1)


def test_improvement_is_held_when_the_new_phase_is_quiet():
    values = QUIET + [5.0, 6.0] * 6
    assert status_of(values, phases=BEGUN).status == "improvement_held"
    assert (
        status_of([-value for value in values], direction="down", phases=BEGUN).status == "improvement_held"
    )


def test_improvement_is_held_on_the_whole_of_both_phases_where_no_baseline_is_set():
    assert status_of(RISEN, phases=(PhaseSpec(0), PhaseSpec(12, by_person=True))).status == "improvement_held"


def test_the_signal_of_a_held_improvement_may_be_an_earlier_one():
    values = QUIET + [5.0] * 8 + [-1.0, 9.0] * 6
    result = status_of(values, phases=BEGUN)
    assert (result.status, result.current, result.signal.last) == ("improvement_held", False, 19)


def test_phases_may_be_left_to_the_analysis():
    assert status(analyse(RISEN, phases=BEGUN), direction="up").status == "improvement_held"


def test_a_third_phase_is_compared_with_the_second_only():
    phases = (PhaseSpec(0), PhaseSpec(12, baseline=12), PhaseSpec(24, by_person=True))
    assert status_of([100.0] * 12 + RISEN[:12] + [5.0] * 8, phases=phases).status == "improvement_held"
    assert status_of([-100.0] * 12 + QUIET + QUIET[:8], phases=phases).status == "too_little_data"


@pytest.mark.parametrize(
    "values, direction, phases",
    [
        pytest.param(RISEN, "up", (BEGUN[0], PhaseSpec(12)), id="not begun by a person"),
        pytest.param(RISEN, "down", BEGUN, id="the change is for the worse"),
        pytest.param(RISEN, "neutral", BEGUN, id="neither way is good"),
        pytest.param(QUIET + [5.0] * 4, "up", BEGUN, id="no signal yet"),
        pytest.param(
            QUIET + [5.0] * 9 + [-1.0, 1.0] * 4,
            "up",
            (BEGUN[0], PhaseSpec(21, by_person=True)),
            id="the signal does not reach into the new phase",
        ),
        pytest.param(
            QUIET + [5.0] * 9 + [5.0, 5.0] + [-3.0] * 7,
            "up",
            (BEGUN[0], PhaseSpec(21, by_person=True)),
            id="the new centre is not better",
        ),
        pytest.param(
            QUIET + [5.0] * 9 + [5.0, 5.0, -0.0, -1.0, -1.0],
            "up",
            (BEGUN[0], PhaseSpec(21, by_person=True)),
            id="the new centre is equal",
        ),
        pytest.param(RISEN[:12], "up", BEGUN, id="nothing recorded in the new phase"),
        pytest.param([None] * 12 + [5.0] * 8, "up", BEGUN, id="nothing recorded in the earlier phase"),
        pytest.param(RISEN, "up", (PhaseSpec(0, by_person=True),), id="only one phase"),
    ],
)
def test_improvement_is_not_held(values, direction, phases):
    result = status_of(values, direction=direction, phases=phases)
    assert result.status in {"too_little_data", "improvement", "deterioration", "changed"}
    assert result.status == "too_little_data" or len(phases) == 1


def test_an_undetermined_earlier_phase_cannot_show_that_improvement_is_held():
    values = [0.0, None] * 6 + [9.0] * 9
    result = status_of(values, phases=(PhaseSpec(0), PhaseSpec(12, by_person=True)), censored=range(1, 12, 2))
    assert result.status == "too_little_data"


def test_a_current_signal_of_the_new_phase_comes_before_improvement_held():
    new_phase = [9.0, 11.0] * 6 + [5.0] * 9
    assert status_of(QUIET + new_phase, phases=BEGUN).status == "deterioration"
    blocks = ([9.0] * 5 + [11.0] * 5) * 2
    assert status_of(QUIET + blocks, phases=BEGUN).status == "changed"


def test_an_earlier_signal_of_the_new_phase_does_not_stop_improvement_held():
    phases = (PhaseSpec(0, baseline=12), PhaseSpec(12, baseline=12, by_person=True))
    result = status_of(QUIET + [9.0, 11.0] * 6 + [5.0] * 9 + [11.0, 9.0] * 3, phases=phases)
    assert result.status == "improvement_held"


# which signal is named when two end together


@pytest.mark.parametrize("first", range(4))
def test_of_signals_that_end_together_the_order_is_limits_trend_two_of_three_shift(first):
    order = ("outside_limits", "trend", "two_of_three", "shift")
    analysis = analyse(QUIET)
    signals = [Signal(rule, "points", "high", 8, 11, 0) for rule in reversed(order[first:])]
    assert status(replace(analysis, signals=tuple(signals)), direction="up").signal.rule == order[first]


def test_a_later_end_comes_before_the_order_of_rules():
    signals = (
        Signal("outside_limits", "points", "high", 10, 10, 0),
        Signal("shift", "points", "low", 5, 11, 0),
    )
    result = status(replace(analyse(QUIET), signals=signals), direction="up")
    assert (result.status, result.signal.rule) == ("deterioration", "shift")


def test_a_point_scoped_signal_without_a_side_says_changed():
    signals = (Signal("marked", "points", "none", 11, 11, 0),)
    assert status(replace(analyse(QUIET), signals=signals), direction="up").status == "changed"


def test_an_unknown_direction_is_refused():
    with pytest.raises(KeyError):
        status(analyse(QUIET), direction="sideways")


# charts with limits

# On XmR: a line at 0, limits at 5.32 and -5.32, 2-sigma lines at 3.547 and -3.547.
XMR = {"chart": "xmr"}


@pytest.mark.parametrize(
    "newest, rule",
    [
        ([6.0], "outside_limits"),
        ([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0], "trend"),
        ([4.0, 1.0, 4.0], "two_of_three"),
        ([2.0, 1.0] * 3 + [2.0], "shift"),
        ([2.0, 1.0] * 3 + [6.0], "outside_limits"),  # ends with the shift, and comes before it
        ([2.0, 1.0, 2.0, 1.0, 4.0, 1.0, 4.0], "two_of_three"),  # likewise
    ],
)
def test_every_nhs_rule_is_read_by_the_good_direction(newest, rule):
    result = status_of(QUIET + newest, **XMR)
    assert (result.status, result.current, result.signal.rule) == ("improvement", True, rule)
    assert status_of(QUIET + newest, direction="down", **XMR).status == "deterioration"
    assert status_of(QUIET + newest, direction="neutral", **XMR).status == "changed"


def test_a_rise_below_the_mean_is_an_improvement_all_the_same():
    result = status_of([*QUIET, -5.0, -4.5, -3.0, -2.5, -2.0, -1.5, -1.0], **XMR)
    assert (result.status, result.signal.rule, result.signal.side) == ("improvement", "trend", "high")


def test_a_point_outside_the_limits_is_current_among_the_newest_six():
    outside = [*QUIET, 6.0]
    quiet = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0]
    assert status_of(outside + quiet[:5], **XMR).status == "improvement"
    older = status_of(outside + quiet, **XMR)
    assert (older.status, older.current, older.signal.first) == ("no_signal", False, 12)
    assert status_of(outside + quiet, window=12, **XMR).status == "improvement"


def test_an_excluded_point_outside_the_limits_never_decides():
    result = status_of([*QUIET, 40.0], exclude=[12], **XMR)
    assert (result.status, result.signal) == ("no_signal", None)


def test_an_excluded_point_shows_no_improvement_held():
    phases = (PhaseSpec(0, baseline=12), PhaseSpec(12, by_person=True))
    values = [*QUIET, 1.0, 0.5, 40.0]
    assert status_of(values, phases=phases, **XMR).status == "improvement_held"
    assert status_of(values, phases=phases, exclude=[14], **XMR).status == "too_little_data"


@pytest.mark.parametrize("chart", ["xmr", "i"])
def test_improvement_is_held_on_charts_with_limits(chart):
    result = status_of(RISEN, phases=BEGUN, chart=chart)
    assert (result.status, result.signal.phase) == ("improvement_held", 1)
    quiet = status_of(QUIET + [5.0, 6.0] * 6, phases=BEGUN, chart=chart)
    assert quiet.status == "improvement_held"
    falling = [-value for value in RISEN]
    assert status_of(falling, phases=BEGUN, direction="down", chart=chart).status == "improvement_held"
    assert status_of(RISEN, phases=BEGUN, direction="down", chart=chart).status == "too_little_data"


@pytest.mark.parametrize("chart", ["p", "pp", "u", "up"])
def test_improvement_is_held_on_charts_with_denominators(chart):
    values = [0.30, 0.34] * 6 + [0.50, 0.52] * 5
    result = status_of(values, phases=BEGUN, chart=chart, denominators=[200] * 22)
    assert (result.status, result.signal.last) == ("improvement_held", 21)


def test_too_few_crossings_alone_say_changed_on_an_i_chart_too():
    blocks = [-1.0, -4.0, -1.0, -4.0, -1.0, 1.0, 4.0, 1.0, 4.0, 1.0] * 2
    result = status_of(blocks, phases=(), chart="i")
    assert (result.status, result.signal.rule) == ("changed", "crossings")


def test_longer_between_events_is_high():
    values = [20.0, 30.0] * 6 + [400.0]
    assert status_of(values, chart="t", direction="up").status == "improvement"
    assert status_of(values, chart="g", direction="down").status == "deterioration"


def test_without_a_centre_nothing_is_said_of_signals():
    assert status_of(QUIET, phases=(PhaseSpec(0, baseline=0),)).status == "too_little_data"


def test_a_constant_series_has_no_signal():
    assert status_of([5.0] * 20, phases=(), **XMR).status == "no_signal"
