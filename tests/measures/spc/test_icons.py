"""Variation and assurance: the newest point only, the last phase's limits only, NHS rule sets only."""

import json
import os
from pathlib import Path

import pytest

from measures.spc.analysis import analyse
from measures.spc.charts import CHARTS
from measures.spc.icons import Assurance, assurance, naming, variation
from measures.spc.types import PhaseSpec

SHARED = (Path(__file__).parents[3] / os.environ.get("FTC_QI_SHARED", "../shared")).resolve() / "reference"
DIRECTIONS = {"increase": "up", "decrease": "down", "neutral": "neutral"}

# A line at 0, limits at 5.32 and -5.32, 2-sigma lines at 3.547 and -3.547.
QUIET = [1.0, -1.0] * 6
FROZEN = (PhaseSpec(0, baseline=12),)


def xmr(values, **given):
    return analyse(values, chart="xmr", **{"phases": FROZEN, **given})


def shared_cases():
    file = SHARED / "xmr_cases.json"
    if not file.exists():
        reason = f"The shared reference cases are not at {file} (set FTC_QI_SHARED)."
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="no reference")]
    return [pytest.param(case, id=case["id"]) for case in json.loads(file.read_text())]


@pytest.mark.parametrize("case", shared_cases())
def test_icons_agree_with_nhsrplotthedots(case):
    """Also where that engine screens moving ranges and the product does not: no icon hangs on it."""
    given, output = case["input"], case["output"]
    parts = output["points"]["phase"]
    starts = [i for i, part in enumerate(parts) if i == 0 or part != parts[i - 1]]
    phases = [PhaseSpec(start, given["fix_after_n_points"]) for start in starts]
    analysis = xmr(output["points"]["value"], phases=phases)
    direction = DIRECTIONS[given["improvement_direction"]]
    if case["id"] != "sh-s37":  # seven rising points; the rest hangs on the limits
        assert variation(analysis, direction) == output["variation_icon"]
    found = assurance(analysis, direction, given["target"])
    assert (found.icon if found else None) == output.get("assurance_icon")


@pytest.mark.parametrize(
    "newest, high",
    [
        pytest.param([6.0], True, id="above the limits"),
        pytest.param([-6.0], False, id="below the limits"),
        pytest.param([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0], True, id="rising"),
        pytest.param([3.0, 2.0, 1.0, 0.0, -1.0, -2.0, -3.0], False, id="falling"),
        pytest.param([4.0, 1.0, 4.0], True, id="two of three"),
        pytest.param([-1.0, -2.0] * 3 + [-1.0], False, id="shift"),
    ],
)
def test_variation_is_read_by_the_good_direction(newest, high):
    analysis = xmr(QUIET + newest)
    side = "high" if high else "low"
    assert variation(analysis, "up") == f"{'improvement' if high else 'concern'}_{side}"
    assert variation(analysis, "down") == f"{'concern' if high else 'improvement'}_{side}"
    assert variation(analysis, "neutral") == f"neutral_{side}"


@pytest.mark.parametrize("newest", [[], [6.0, 1.0], [2.0, 1.0] * 4 + [-1.0], [4.0, 4.0, 1.0]])
def test_variation_forgets_what_the_newest_point_is_not_part_of(newest):
    assert variation(xmr(QUIET + newest), "up") == "common_cause"


def test_of_several_patterns_the_order_of_rules_names_the_point():
    # Falling for seven points, all of them above the mean, the last outside nothing: the trend comes first.
    falling = xmr([*QUIET, 5.0, 4.5, 4.0, 3.0, 2.0, 1.0, 0.5])
    assert {signal.rule for signal in falling.signals} == {"trend", "shift", "two_of_three"}
    assert variation(falling, "up") == "concern_low"
    assert naming(falling, 12).rule == "trend"
    rising_out = xmr([*QUIET, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 6.0])
    assert naming(rising_out, 18).rule == "outside_limits"
    assert naming(rising_out, 17).rule == "trend"
    assert naming(rising_out, 0) is None


def test_where_two_trends_meet_the_point_is_named_by_the_later():
    up = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]
    analysis = xmr(QUIET + up + up[-2::-1])
    assert [naming(analysis, i).side for i in (17, 18, 19)] == ["high", "low", "low"]


def test_missing_and_excluded_points_are_not_the_newest():
    assert variation(xmr([*QUIET, 6.0, None]), "up") == "improvement_high"
    assert variation(xmr([*QUIET, 6.0, -9.0], exclude=[13]), "up") == "improvement_high"


def test_without_a_point_in_the_last_phase_there_is_no_icon():
    empty = xmr([*QUIET, 6.0], phases=(PhaseSpec(0), PhaseSpec(13)))
    assert (variation(empty, "up"), assurance(empty, "up", 0.0)) == (None, None)
    nothing = xmr([])
    assert (variation(nothing, "up"), assurance(nothing, "up", 0.0)) == (None, None)


LIMIT = 2.66 * 2


@pytest.mark.parametrize(
    "target, up, down",
    [
        (6.0, "fail", "pass"),
        (LIMIT, "inconsistent", "inconsistent"),
        (0.0, "inconsistent", "inconsistent"),
        (-LIMIT, "inconsistent", "inconsistent"),
        (-6.0, "pass", "fail"),
    ],
)
def test_assurance_is_strict_about_the_limits(target, up, down):
    analysis = xmr(QUIET)
    assert assurance(analysis, "up", target) == Assurance(up)
    assert assurance(analysis, "down", target) == Assurance(down)
    assert assurance(analysis, "neutral", target) is None


@pytest.mark.parametrize("target", [None, float("nan"), float("inf")])
def test_without_a_target_there_is_no_assurance(target):
    assert assurance(xmr(QUIET), "up", target) is None


def test_assurance_after_a_new_phase_is_about_its_limits_only():
    """NHSRplotthedots issue 172: the icon stayed at "fail" when the limits had moved beyond the target."""
    values = QUIET + [value + 50 for value in QUIET]
    assert assurance(xmr(QUIET), "up", 20.0) == Assurance("fail")
    assert assurance(xmr(values, phases=(PhaseSpec(0), PhaseSpec(12))), "up", 20.0) == Assurance("pass")
    one_point = xmr([*QUIET, 51.0], phases=(PhaseSpec(0), PhaseSpec(12)))
    assert assurance(one_point, "up", 20.0) is None


@pytest.mark.parametrize(
    "target, up, down", [(0.9, "pass", "fail"), (1.0, "pass", "pass"), (1.1, "fail", "pass")]
)
def test_a_constant_series_is_compared_by_its_value_and_says_so(target, up, down):
    analysis = xmr([1.0] * 15, phases=())
    assert variation(analysis, "up") == "common_cause"
    assert assurance(analysis, "up", target) == Assurance(up, from_constant=True)
    assert assurance(analysis, "down", target) == Assurance(down, from_constant=True)


def test_a_constant_baseline_alone_is_no_constant_series():
    analysis = xmr([1.0] * 12 + [2.0])
    assert analysis.phases[0].no_limits == "constant"
    assert assurance(analysis, "up", 0.5) is None


@pytest.mark.parametrize("chart", [key for key, chart in CHARTS.items() if chart.in_product and key != "xmr"])
def test_other_rule_sets_have_no_icons(chart):
    analysis = analyse([0.5, 0.4, 0.6, 0.9], chart=chart, denominators=[100] * 4)
    assert (variation(analysis, "up"), assurance(analysis, "up", 0.5)) == (None, None)
