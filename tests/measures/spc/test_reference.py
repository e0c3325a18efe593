"""The JSON command: agreement with both references on every shared case, and robustness on others."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from measures.spc.limits import mean
from measures.spc.reference import answer

REPOSITORY = Path(__file__).parents[3]

# A value within rounding of a line: which side it lies on is the last bit of somebody's arithmetic.
DEPENDS_ON_LINE = {
    "y_near_cl": ["side"],
    "y_near_ucl": ["sigma_signal"],
    "y_near_lcl": ["sigma_signal"],
    "y_near_mean": ["relative_to_mean", "special_cause_type", "special_cause", "point_type"],
    "y_near_upl": ["outside_limits", "close_to_limits", "special_cause_type", "special_cause", "point_type"],
    "y_near_lpl": ["outside_limits", "close_to_limits", "special_cause_type", "special_cause", "point_type"],
    "y_near_2sigma": ["close_to_limits", "special_cause_type", "special_cause", "point_type"],
}


def same(ours, theirs):
    """Numbers to 1e-9 relative; booleans, texts and null exactly."""
    if isinstance(theirs, bool) or theirs is None or isinstance(theirs, str):
        return ours is theirs or (isinstance(theirs, str) and ours == theirs)
    if isinstance(theirs, (int, float)):
        number = isinstance(ours, (int, float)) and not isinstance(ours, bool)
        return number and abs(ours - theirs) <= 1e-9 * max(1e-9, abs(ours), abs(theirs))
    if isinstance(theirs, list):
        return (
            isinstance(ours, list)
            and len(ours) == len(theirs)
            and all(same(a, b) for a, b in zip(ours, theirs, strict=True))
        )
    return (
        isinstance(ours, dict)
        and set(ours) == set(theirs)
        and all(same(ours[key], theirs[key]) for key in theirs)
    )


def without(column, indexes):
    return [value for index, value in enumerate(column, start=1) if index not in indexes]


@pytest.mark.parametrize("name, count", [("qic", 61), ("xmr", 13)])
def test_every_shared_case_agrees(name, count, shared):
    cases = json.loads((shared / "reference" / f"{name}_cases.json").read_text())
    assert len(cases) == count
    done = command(json.dumps([{"id": case["id"], "input": case["input"]} for case in cases]))
    assert (done.returncode, done.stderr) == (0, "")
    wrong = []
    for case, answered in zip(cases, json.loads(done.stdout), strict=True):
        assert answered["id"] == case["id"]
        ours, theirs = answered["output"], case["output"]
        fragile = theirs.pop("fragile", {})
        skipped = {
            field: indexes for line, indexes in fragile.items() for field in DEPENDS_ON_LINE[line] if indexes
        }
        if name == "xmr":  # the file leaves out a null
            theirs = {"assurance_icon": None, "assurance_type": None, **theirs}
        their_points, our_points = theirs.pop("points"), ours.pop("points")
        wrong += [
            (case["id"], field)
            for field in set(their_points) | set(our_points)
            if not same(
                without(our_points[field], skipped.get(field, [])),
                without(their_points[field], skipped.get(field, [])),
            )
        ]
        wrong += [
            (case["id"], field)
            for field in set(theirs) | set(ours)
            if not same(ours.get(field), theirs.get(field))
        ]
    assert wrong == []


def output_of(**given):
    return answer({"id": "x", "input": {"chart": "run", **given}})["output"]


def test_rows_of_one_subgroup_become_its_mean_or_median_in_order_of_x():
    given = {"x": [2, 1, 2, 2], "y": [1.0, 7.0, 2.0, 9.0]}
    by_mean, by_median = output_of(**given), output_of(**given, agg="median")
    assert by_mean["points"]["x"] == [1, 2]
    assert by_mean["points"]["y"] == [7, 4]
    assert by_mean["points"]["subgroup_size"] == [1, 3]
    assert by_median["points"]["y"] == [7, 2]
    assert by_median["points"]["n"] == [None, None]


def test_denominators_are_summed_and_a_row_without_one_loses_both():
    points = output_of(x=[1, 1, 2, 2, 3], y=[1, 2, 3, None, 4], n=[10, 20, 10, 10, 8], multiply=100)["points"]
    assert points["n"] == [30, 10, 8]
    assert points["y"] == pytest.approx([10, 30, 50])
    assert points["subgroup_size"] == [2, 1, 1]
    assert points["cl"] == pytest.approx([30, 30, 30])


def test_zero_denominators_are_named_and_infinity_lies_above_the_line():
    output = output_of(x=[1, 2, 3, 4, 5], y=[1, 0, 2, 3, None], n=[2, 0, 0, 2, 4])
    assert output["points"]["y"] == [0.5, None, None, 1.5, None]
    assert output["nonfinite"] == {"y": {"2": "NaN", "3": "Inf", "5": "NaN"}}
    assert output["points"]["side"] == [-1, None, 1, 0, None]
    assert output["points"]["n"] == [2, 0, 0, 2, 0]
    assert output["phases"][0]["n_obs"] == 5
    assert output["phases"][0]["n_useful"] == 2


def test_a_line_at_infinity_has_no_sides():
    output = output_of(y=[1, 1, 1], n=[0, 0, 2])
    assert output["points"]["cl"] == [None] * 3
    assert output["points"]["side"] == [None, None, -1]
    assert output["nonfinite"]["cl"] == {"1": "Inf", "2": "Inf", "3": "Inf"}


def test_freeze_part_exclude_and_a_given_centre_line():
    y = [1, 2, 3, 10, 20, 30]
    frozen = output_of(y=y, freeze=3)
    assert frozen["points"]["cl"] == [2] * 6
    assert frozen["points"]["baseline"] == [True] * 3 + [False] * 3
    parted = output_of(y=y, part=[3, 0, 6, -1, 3], freeze=1)
    assert parted["points"]["part"] == [1, 1, 1, 2, 2, 2]
    assert parted["points"]["cl"] == [2] * 3 + [20] * 3
    assert parted["points"]["baseline"] == [True] * 6
    assert [(p["first_index"], p["last_index"], p["cl_first"]) for p in parted["phases"]] == [
        (1, 3, 2),
        (4, 6, 20),
    ]
    excluded = output_of(y=y, exclude=[6])
    assert excluded["points"]["cl"] == [3] * 6
    assert excluded["points"]["side"][5] == 1  # still told, never counted
    assert (excluded["phases"][0]["n_obs"], excluded["phases"][0]["n_useful"]) == (5, 4)
    given = output_of(y=y, cl=5, multiply=10)
    assert given["points"]["cl"] == [50] * 6
    assert given["points"]["y"][0] == 10


def test_a_phase_without_base_points_has_no_line():
    output = output_of(y=[1, 2, 3], freeze=0)
    assert output["points"]["cl"] == [None] * 3
    assert output["phases"] == [
        {
            "part": 1, "first_index": 1, "last_index": 3, "cl_first": None, "n_obs": 3, "n_useful": 0,
            "longest_run": None, "longest_run_max": None, "n_crossings": None, "n_crossings_min": None,
            "runs_signal": False, "n_sigma_signals": 0,
        }
    ]  # fmt: skip
    assert "nonfinite" not in output


@pytest.mark.parametrize("n", [1, 2, 3, 9, 250])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_constant_series_is_exactly_on_its_line(n, rows):
    output = output_of(x=[i // rows for i in range(n * rows)], y=[0.1] * n * rows)
    assert output["points"]["y"] == [0.1] * n
    assert output["points"]["side"] == [0] * n
    assert output["phases"][0]["n_useful"] == 0


def test_phases_of_one_to_three_points_are_analysed():
    output = output_of(y=[5, 1, 2, 1, 2, 9, None], part=[1, 3, 6])
    assert [phase["n_useful"] for phase in output["phases"]] == [0, 2, 2, 0]
    assert [phase["longest_run_max"] for phase in output["phases"]] == [None, 4, 4, None]


def test_mean_is_rounded_once():
    assert math.isnan(mean([]))
    assert mean([0.1] * 3) == 0.1
    assert mean([1e16, 1.0, -1e16]) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    "case",
    [
        None,
        7,
        [],
        {},
        {"id": 1},
        {"id": 1, "input": []},
        {"id": 1, "input": {"chart": "pie", "y": [1]}},
        {"id": 1, "input": {"chart": ["run"], "y": [1]}},
        {"id": 1, "input": {"chart": "run"}},
        {"id": 1, "input": {"chart": "run", "y": []}},
        {"id": 1, "input": {"chart": "run", "y": "12"}},
        {"id": 1, "input": {"chart": "run", "y": ["1"]}},
        {"id": 1, "input": {"chart": "run", "y": [True]}},
        {"id": 1, "input": {"chart": "run", "y": [10**400]}},
        {"id": 1, "input": {"chart": "run", "y": [1], "x": [1, 2]}},
        {"id": 1, "input": {"chart": "run", "y": [1, 2], "x": [1, "a"]}},
        {"id": 1, "input": {"chart": "run", "y": [1], "x": [{}]}},
        {"id": 1, "input": {"chart": "run", "y": [1], "x": [None]}},
        {"id": 1, "input": {"chart": "run", "y": [1, 2, 3], "n": [1, 2]}},
        {"id": 1, "input": {"chart": "run", "y": [1], "agg": "sum"}},
        {"id": 1, "input": {"chart": "run", "y": [1], "method": "cutbox"}},
        {"id": 1, "input": {"chart": "run", "y": [1], "freeze": [1, 2]}},
        {"id": 1, "input": {"chart": "run", "y": [1], "part": ["a"]}},
        {"id": 1, "input": {"chart": "run", "y": [1], "exclude": [1.5]}},
    ],
)
def test_a_malformed_case_is_answered_with_an_error_in_words(case):
    answered = answer(case)
    assert answered["id"] == (case.get("id") if isinstance(case, dict) else None)
    assert answered["output"]["status"] == "error"
    assert answered["output"]["error"].endswith(".")
    assert "Traceback" not in answered["output"]["error"]


def command(text):
    return subprocess.run(
        [sys.executable, "-m", "measures.spc"],
        input=text,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=False,
    )


def test_the_command_answers_every_case_and_needs_no_settings():
    done = command(
        '[{"id": "a", "input": {"chart": "run", "y": [1, NaN, 2, 1e999]}}, "nonsense", {"id": 1e999}]'
    )
    assert (done.returncode, done.stderr) == (0, "")
    first, second, third = json.loads(done.stdout, parse_constant=pytest.fail)
    assert first["id"] == "a"
    assert first["output"]["points"]["side"] == [-1, None, 0, 1]
    assert first["output"]["nonfinite"] == {"y": {"2": "NaN", "4": "Inf"}}
    assert second["output"]["status"] == third["output"]["status"] == "error"


@pytest.mark.parametrize("text", ["", "{", "{}", "7", "[" * 100_000])
def test_the_command_says_what_is_wrong_with_input_that_is_not_a_list(text):
    done = command(text)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Standard input" in done.stderr
    assert "Traceback" not in done.stderr


# --- Charts with limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", ["i", "c", "u", "p", "g", "t", "mr", "xbar", "s", "up", "pp", "ip"])
@pytest.mark.parametrize("n", range(1, 10))
def test_a_constant_series_has_no_sides_on_any_chart(chart, n):
    ratio = chart in ("u", "p", "up", "pp", "ip")
    level = 3 if ratio or chart == "xbar" else 0.1
    given = {"chart": chart, "x": list(range(n)), "y": [level] * n, "n": [7] * n if ratio else None}
    output = output_of(**given)
    assert output["status"] == "ok"
    assert set(output["points"]["side"]) <= {0, None}
    assert not any(output["points"]["sigma_signal"])
    assert output["phases"][0]["n_useful"] == 0


def test_screened_ranges_of_a_constant_series_leave_no_limits_and_unscreened_ones_leave_the_line():
    screened, unscreened = (
        output_of(chart="i", y=[5.0] * 8, screen_mr=yes)["points"] for yes in (True, False)
    )
    assert screened["ucl"] == screened["lcl_95"] == [None] * 8
    assert unscreened["ucl"] == unscreened["lcl_95"] == [5] * 8


def test_a_missing_value_opens_a_moving_range_and_an_exclusion_closes_it():
    gap = output_of(chart="i", y=[1, 2, None, 10, 11], screen_mr=False)["points"]
    closed = output_of(chart="i", y=[1, 2, 500, 10, 11], exclude=[3], screen_mr=False)["points"]
    assert gap["cl"] == closed["cl"] == [6] * 5
    assert gap["ucl"][0] == pytest.approx(6 + 3 * 1 / 1.128)
    assert closed["ucl"][0] == pytest.approx(6 + 3 * (10 / 3) / 1.128)
    assert closed["sigma_signal"] == [False, False, True, False, False]  # excluded points can signal


def test_a_count_of_a_single_missing_row_is_missing_and_of_several_is_none():
    points = output_of(chart="c", x=[1, 2, 3, 3], y=[4, None, None, None])["points"]
    assert points["y"] == [4, None, 0]
    assert points["cl"] == [2, 2, 2]


def test_events_where_nobody_was_at_risk_stay_in_the_line_and_are_drawn_at_infinity():
    output = output_of(chart="u", y=[1, 2, 3], n=[10, 0, 10])
    assert output["points"]["cl"] == [0.3] * 3
    assert output["points"]["y"] == [0.1, None, 0.3]
    assert output["points"]["ucl"][1] is None
    assert output["points"]["side"] == [-1, 1, 0]
    assert output["nonfinite"] == {"y": {"2": "Inf"}}


def test_limits_of_proportions_stay_between_none_and_all():
    points = output_of(chart="p", y=[9, 10, 1], n=[10, 10, 10])["points"]
    assert max(points["ucl"]) <= 1
    assert min(points["lcl"]) >= 0


def test_a_time_of_nothing_between_events_is_an_error_and_undefined_limits_begin_at_0():
    assert output_of(chart="t", y=[3, 0, 2])["status"] == "error"
    points = output_of(chart="t", y=[3])["points"]
    assert (points["cl"], points["ucl"], points["lcl"], points["lcl_95"]) == ([3], [None], [0], [None])


def test_a_given_line_of_a_g_chart_is_its_mean_and_the_median_is_drawn():
    points = output_of(chart="g", y=[1, 5, 9], cl=10)["points"]
    assert points["cl"] == [pytest.approx(6.93)] * 3
    assert points["ucl"][0] == pytest.approx(10 + 3 * math.sqrt(110))


def test_subgroups_of_one_have_no_limits():
    points = output_of(chart="xbar", x=[1, 1, 1, 2], y=[1, 2, 3, 9])["points"]
    assert points["ucl"][0] is not None
    assert points["ucl"][1] is None
    assert output_of(chart="s", x=[1, 2], y=[1, 2])["points"]["y"] == [None, None]


def test_rows_of_one_subgroup_are_told_to_have_been_gathered():
    assert output_of(x=[1, 1, 2], y=[1, 2, 3])["messages"]
    assert not output_of(x=[1, 2, 3], y=[1, 2, 3])["messages"]


# --- NHS XmR ----------------------------------------------------------------------------------------------


def xmr(value, /, **given):
    dates = [f"2024-{1 + i // 28:02d}-{1 + i % 28:02d}" for i in range(len(value))]
    return output_of(**{"chart": "xmr", "date": dates, "value": value} | given)


VECTOR = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


@pytest.mark.parametrize("screened, lower, upper", [(True, -0.72, 4.6), (False, -3.06, 6.95)])
def test_the_published_limits_of_a_series_with_an_outlier(screened, lower, upper):
    phase = xmr(VECTOR, screen_outliers=screened)["phases"][0]
    assert round(phase["mean"], 2) == 1.94
    assert round(phase["lpl"], 2) == lower
    assert phase["upl"] == pytest.approx(upper, abs=0.006)


def test_a_shift_is_broken_by_a_point_on_the_mean_and_by_a_missing_one():
    seven = xmr([1, 0, 1, 0, 1, 0, 1, 3, 4, 3, 4, 3, 4, 3])["points"]["special_cause_type"]
    below, above = {"7 Points Below CL", "2 in 3 Below CL"}, {"7 Points Above CL", "2 in 3 Above CL"}
    assert set(seven[:7]) == below
    assert set(seven[7:]) == above
    on_mean = xmr([1, 0, 1, 0, 1, 0, 2, 1, 3, 4, 3, 4, 3, 4, 2, 3])
    assert on_mean["points"]["relative_to_mean"][6] == 0
    assert not any(cause.startswith("7") for cause in on_mean["points"]["special_cause_type"])
    missing = xmr([1, 0, 1, None, 0, 1, 0, 1, 3, 4, 3, 4, 3, 4, 3])["points"]["special_cause_type"]
    assert not any(cause.startswith("7") for cause in missing[:8])
    assert missing[3] == "Common Cause"
    assert set(missing[8:]) == above


def test_all_seven_points_of_a_trend_are_marked_and_a_tie_breaks_it():
    noise = [20, 1, 19, 2, 18, 1, 20, 3, 17, 2, 19, 1]
    causes = xmr([*noise, 4, 6, 8, 10, 11, 12, 13])["points"]["special_cause_type"]
    assert causes[-8:] == ["7 Point Trend (Increasing)"] * 8
    tied = xmr([*noise, 4, 6, 8, 8, 11, 12, 13])["points"]["special_cause_type"]
    assert "7 Point Trend (Increasing)" not in tied


def test_the_point_between_two_trends_goes_with_the_later():
    wild = [0, 40] * 8  # so wide that no trend leaves its limits
    up, down = [14, 16, 17, 18, 19, 20], [20.5, 19.5, 18.5, 17.5, 16.5, 15.5, 14.5]
    causes = xmr([*wild, *up, *down])["points"]["special_cause_type"][16:]
    assert causes == ["7 Point Trend (Increasing)"] * 6 + ["7 Point Trend (Decreasing)"] * 7


def test_a_phase_starts_at_its_date_and_dates_that_are_not_there_do_nothing():
    output = xmr([1, 2, 3, 7, 8, 9], rebase=["2024-01-04", "1999-01-01"])
    assert output["points"]["phase"] == [0, 0, 0, 1, 1, 1]
    assert output["points"]["mean"] == [2, 2, 2, 8, 8, 8]
    assert [phase["n"] for phase in output["phases"]] == [3, 3]
    assert output["warnings"]


def test_limits_fixed_on_the_first_twelve_of_each_phase_ignore_the_rest():
    first, second = [5, 7] * 6, [50, 53] * 6
    values = [*first, *[90] * 8, *second, *[0] * 8]
    start = f"2024-{1 + 20 // 28:02d}-{1 + 20 % 28:02d}"
    points = xmr(values, rebase=[start], fix_after_n_points=12)["points"]
    assert points["mean"] == [6] * 20 + [51.5] * 20
    assert points["upl"][0] == pytest.approx(6 + 2.66 * 2)


@pytest.mark.parametrize(
    "given, words",
    [
        ({"fix_after_n_points": 11}, "12 or more"),
        ({"date": ["2024-01-01", "2024-01-01"]}, "one date"),
        ({"date": ["2024-01-01"]}, "same length"),
        ({"date": ["2024-01-01", None]}, "must hold dates"),
        ({"improvement_direction": "up"}, "must be one of"),
        ({"target": [1, 2]}, "one number"),
        ({"screen_outliers": "no"}, "true or false"),
        ({"rebase": [3]}, "must hold dates"),
        ({"value": [], "date": []}, "no points"),
    ],
)
def test_an_xmr_case_that_makes_no_sense_is_answered_in_words(given, words):
    output = xmr([1, 2], **given)
    assert output["status"] == "error"
    assert words in output["error"]


@pytest.mark.parametrize(
    "direction, target, icon",
    [
        ("increase", 1e6, "fail"),
        ("decrease", 1e6, "pass"),
        ("increase", -1e6, "pass"),
        ("decrease", -1e6, "fail"),
        ("increase", 5, "inconsistent"),
        ("neutral", 5, None),
        ("increase", None, None),
    ],
)
def test_assurance_by_target_and_direction(direction, target, icon):
    output = xmr([4, 5, 6, 5, 4, 6], improvement_direction=direction, target=target)
    assert output["assurance_icon"] == icon


def test_a_target_on_a_limit_or_without_limits_is_neither_kept_nor_missed():
    upper = xmr([4, 6, 4, 6])["phases"][0]["upl"]
    assert xmr([4, 6, 4, 6], target=upper)["assurance_type"] == "inconsistent"
    assert xmr([5] * 20, target=9)["assurance_type"] == "inconsistent"


def test_series_with_only_missing_values_are_answered():
    for output in (xmr([None] * 9), output_of(chart="i", y=[None] * 9), output_of(chart="t", y=[None])):
        assert output["status"] == "ok"
    assert xmr([None] * 9)["points"]["outside_limits"] == [None] * 9
