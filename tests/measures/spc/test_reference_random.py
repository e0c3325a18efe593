"""The reference mode against a slow second implementation, on nasty series of every chart."""

import json
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.spc.reference import answer
from tests.measures.spc import slow_reference
from tests.measures.spc.nasty_cases import QIC_CHARTS, qic_case, xmr_case

REPEATABLE = settings(derandomize=True, max_examples=400, deadline=None, database=None)
CASES_EACH = 40


def disagreements(ours, slow, where=""):
    """Places where an answer differs from the slow one: numbers by more than 1e-9 of their size, others at all."""
    if isinstance(slow, dict):
        return [found for key in slow for found in disagreements(ours[key], slow[key], f"{where}.{key}")]
    if isinstance(slow, list):
        assert len(ours) == len(slow), where
        pairs = enumerate(zip(ours, slow, strict=True), start=1)
        return [found for i, (a, b) in pairs for found in disagreements(a, b, f"{where}[{i}]")]
    numbers = all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (ours, slow))
    if numbers and abs(ours - slow) <= 1e-9 * max(1e-9, abs(ours), abs(slow)):
        return []
    return [] if type(ours) is type(slow) and ours == slow else [f"{where}: {ours!r}, slowly {slow!r}"]


def assert_agrees(case, work_out):
    output = answer({"id": 1, "input": case})["output"]
    json.dumps(output, allow_nan=False)
    slow = work_out(case)
    if slow is None:
        assert output["status"] == "error"
        assert not output["error"].startswith("This case could not be worked out")
        return
    assert output["status"] == "ok", output["error"]
    assert set(output["points"]) == set(slow["points"])
    assert [set(phase) for phase in output["phases"]] == [set(phase) for phase in slow["phases"]]
    assert disagreements(output, slow) == []


small_numbers = st.one_of(st.none(), st.integers(-3, 6), st.sampled_from([0.1, 0.2, 0.3, 1 / 3, 1e-9, 1e6]))
positions = st.one_of(st.none(), st.lists(st.integers(1, 12), min_size=1, max_size=3))


@st.composite
def qic_inputs(draw):
    """A short series: small enough to be made smaller when something is found."""
    y = draw(st.lists(small_numbers, min_size=1, max_size=14))
    chart = draw(st.sampled_from(QIC_CHARTS))
    needs_n = chart in ("u", "up", "p", "pp", "ip")
    sizes = st.lists(st.sampled_from([None, 0, 1, 5, 20]), min_size=len(y), max_size=len(y))
    return {
        "chart": chart,
        "x": draw(st.lists(st.integers(1, 9), min_size=len(y), max_size=len(y)))
        if chart in ("xbar", "s")
        else list(range(1, len(y) + 1)),
        "y": [None if one is None else abs(one) for one in y] if needs_n else y,
        "n": draw(sizes) if needs_n else None,
        "part": draw(positions),
        "exclude": draw(positions),
        "freeze": draw(st.one_of(st.none(), st.integers(0, 14))),
        "multiply": draw(st.sampled_from([1, 100])),
        "screen_mr": draw(st.booleans()),
    }


@REPEATABLE
@given(case=qic_inputs())
def test_every_chart_agrees_on_short_series(case):
    assert_agrees(case, slow_reference.qic)


@REPEATABLE
@given(
    value=st.lists(st.one_of(st.none(), st.integers(-2, 9)), min_size=1, max_size=24),
    rebase=st.lists(st.integers(0, 24), max_size=2),
    fix=st.sampled_from([None, 12]),
    screened=st.booleans(),
)
def test_xmr_charts_agree_on_short_series(value, rebase, fix, screened):
    case = {
        "date": [f"d{i:02d}" for i in range(len(value))],
        "chart": "xmr",
        "value": value,
        "rebase": [f"d{i:02d}" for i in rebase],
        "fix_after_n_points": fix,
        "screen_outliers": screened,
        "target": 3,
    }
    assert_agrees(case, slow_reference.xmr)


@pytest.mark.parametrize("chart", QIC_CHARTS)
def test_every_chart_agrees_on_many_nasty_series(chart):
    rng = random.Random(f"nasty {chart}")
    for _ in range(CASES_EACH):
        assert_agrees(qic_case(rng, chart), slow_reference.qic)


def test_xmr_charts_agree_on_many_nasty_series():
    rng = random.Random("nasty xmr")
    for _ in range(8 * CASES_EACH):
        assert_agrees(xmr_case(rng), slow_reference.xmr)


def test_a_difference_is_found():
    assert disagreements({"a": [1, None, True]}, {"a": [1.0, None, True]}) == []
    assert len(disagreements({"a": [1, None, True]}, {"a": [1.1, 0, 1]})) == 3
    assert math.isclose(1, 1 + 1e-10) and disagreements(1, 1 + 1e-10) == []
