"""The JSON command: agreement with qicharts2 on every shared run case, and robustness on others."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from measures.spc.limits import mean
from measures.spc.reference import answer

REPOSITORY = Path(__file__).parents[3]
SHARED = (REPOSITORY / os.environ.get("FTC_QI_SHARED", "../shared")).resolve()
CASES = SHARED / "reference" / "qic_cases.json"


def run_cases():
    if not CASES.exists():
        reason = f"The shared reference cases are not at {CASES} (set FTC_QI_SHARED)."
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="no reference")]
    cases = json.loads(CASES.read_text())
    return [pytest.param(case, id=case["id"]) for case in cases if case["input"]["chart"] == "run"]


def same(ours, theirs):
    """Numbers to 1e-9 relative; whole numbers of the phases, booleans, texts and null exactly."""
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


@pytest.mark.parametrize("case", run_cases())
def test_every_shared_run_case_agrees(case):
    theirs = case["output"]
    ours = answer({"id": case["id"], "input": case["input"]})
    assert ours["id"] == case["id"]
    assert ours["output"]["status"] == theirs["status"]
    # A median line is exact, so fragile positions need no exception here.
    for field in set(theirs["points"]) | set(ours["output"]["points"]):
        assert same(ours["output"]["points"][field], theirs["points"][field]), field
    assert same(ours["output"]["phases"], theirs["phases"])
    assert same(ours["output"].get("nonfinite", {}), theirs.get("nonfinite", {}))
    assert set(ours["output"]) == set(theirs) - {"fragile"}


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
