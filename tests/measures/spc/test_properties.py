"""Random series: against a slow, obvious second implementation, and properties that must hold."""

import re
import statistics
from dataclasses import replace
from fractions import Fraction
from math import comb

from hypothesis import given, settings
from hypothesis import strategies as st

from measures.spc.runchart import analyse, find_trends
from measures.spc.status import status
from measures.spc.types import PhaseSpec

repeatable = settings(derandomize=True, max_examples=80, deadline=None, database=None)

# Few different whole numbers: many ties, and arithmetic that is exact.
numbers = st.one_of(st.none(), st.integers(-6, 6).map(float))
series = st.lists(numbers, max_size=45)
recorded = st.lists(st.integers(-40, 40).map(float), min_size=8, max_size=60)
rule_sets = st.sampled_from(["anhoej", "perla_2011"])
baselines = st.one_of(st.none(), st.integers(1, 15))
OTHER_SIDE = {"high": "low", "low": "high", "none": "none"}


# A second implementation, for reading rather than for speed


def slow_binomial_quantile(tosses):
    return next(
        k
        for k in range(tosses + 1)
        if sum(Fraction(comb(tosses, j), 2**tosses) for j in range(k + 1)) >= Fraction(1, 20)
    )


def slow_log2_rounded(n):
    """round(log2 n), in whole numbers: up from the first n with n squared above 2 to the (2k+1)."""
    k = 0
    while n * n > 2 ** (2 * k + 1):
        k += 1
    return k


def slow_phase(values, indexes, baseline, rule_set):
    """Centre and signals (rule, side, first, last) of one phase without hidden points."""
    points = [(i, values[i]) for i in indexes if values[i] is not None]
    base = [value for _, value in points][:baseline]
    if not base:
        return None, []
    centre = statistics.median(base)
    useful = [(i, "H" if value > centre else "L") for i, value in points if value != centre]
    letters = "".join(letter for _, letter in useful)
    runs = [match.span() for match in re.finditer("H+|L+", letters)]
    if rule_set == "anhoej":
        longest = slow_log2_rounded(len(useful)) + 3 if useful else None
        wrong_number = bool(useful) and len(runs) - 1 < slow_binomial_quantile(len(useful) - 1)
    else:
        longest = 5
        # Swed & Eisenhart's table by its published ends only; the whole table is tested by itself.
        wrong_number = len(useful) == 10 and not 3 <= len(runs) <= 9
    signals = [
        ("shift", "high" if letters[start] == "H" else "low", useful[start][0], useful[end - 1][0])
        for start, end in runs
        if end - start > longest
    ]
    if wrong_number:
        signals.append(("crossings" if rule_set == "anhoej" else "runs", "none", points[0][0], points[-1][0]))
    return centre, signals


def slow_trends(values):
    """Every stretch from i to j whose steps, ties left out, all go one way, and that cannot be made longer."""

    def one_way(i, j):
        steps = [b - a for a, b in zip(values[i:j], values[i + 1 : j + 1], strict=True) if a != b]
        tight = i < j and values[i] != values[i + 1] and values[j] != values[j - 1]
        return tight and (all(step > 0 for step in steps) or all(step < 0 for step in steps)), len(steps) + 1

    found = [
        (i, j)
        for i in range(len(values))
        for j in range(i + 1, len(values))
        if one_way(i, j)[0] and one_way(i, j)[1] >= 5
    ]
    longest = [a for a in found if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in found)]
    return [("high" if values[j] > values[i] else "low", i, j) for i, j in longest]


@repeatable
@given(series, baselines, st.integers(0, 45), rule_sets, st.sets(st.integers(0, 44), max_size=4))
def test_analysis_agrees_with_the_slow_one(values, baseline, second_start, rule_set, excluded):
    phases = (PhaseSpec(0, baseline=baseline), PhaseSpec(second_start))
    analysis = analyse(values, phases=phases, rule_set=rule_set, exclude=excluded)
    kept = [None if i in excluded else value for i, value in enumerate(values)]
    split = min(second_start, len(values))
    for number, (indexes, frozen) in enumerate([(range(split), baseline), (range(split, len(values)), None)]):
        centre, signals = slow_phase(kept, indexes, frozen, rule_set)
        phase = analysis.phases[number]
        assert phase.centre == centre
        found = [(s.rule, s.side, s.first, s.last) for s in analysis.signals if s.phase == number]
        if rule_set == "perla_2011" and phase.n_useful != 10:
            found = [signal for signal in found if signal[0] != "runs"]
        assert found == signals
        assert phase.runs_signal == any(s.phase == number for s in analysis.signals)
        for i in indexes:
            assert analysis.centre[i] == centre
            expected = None if kept[i] is None else (kept[i] > centre) - (kept[i] < centre)
            assert analysis.side[i] == expected


@repeatable
@given(st.lists(st.integers(0, 7), max_size=20))
def test_trends_agree_with_the_slow_ones(values):
    assert find_trends(enumerate(values)) == slow_trends(values)


@repeatable
@given(st.lists(st.integers(0, 14), max_size=40), baselines, rule_sets)
def test_what_is_said_of_hidden_small_numbers_is_true(counts, baseline, rule_set):
    """Counts 1-4 are hidden: where a phase is determined, all but the numbers themselves is as in the open."""
    phases = (PhaseSpec(0, baseline=baseline),)
    hidden = {i for i, count in enumerate(counts) if 1 <= count <= 4}
    shown = [None if i in hidden else count for i, count in enumerate(counts)]
    protected = analyse(shown, phases=phases, censored=hidden, rule_set=rule_set)
    if not protected.phases[0].undetermined:
        open_to_all = analyse(counts, phases=phases, rule_set=rule_set)
        assert protected.phases == open_to_all.phases
        assert protected.side == open_to_all.side
        assert protected.signals == open_to_all.signals


# Properties


@repeatable
@given(recorded, st.integers(-1000, 1000), st.integers(-8, 8), baselines, rule_sets)
def test_shifting_and_scaling_move_the_centre_and_nothing_else(values, shift, power, baseline, rule_set):
    phases = (PhaseSpec(0, baseline=baseline),)
    before = analyse(values, phases=phases, rule_set=rule_set)
    after = analyse([(value + shift) * 2.0**power for value in values], phases=phases, rule_set=rule_set)
    assert after.phases[0].centre == (before.phases[0].centre + shift) * 2.0**power
    assert (after.side, after.signals, after.trends) == (before.side, before.signals, before.trends)
    assert replace(after.phases[0], centre=0.0) == replace(before.phases[0], centre=0.0)


@repeatable
@given(series, rule_sets)
def test_reversing_a_phase_without_a_frozen_baseline_mirrors_its_signals(values, rule_set):
    before, after = analyse(values, rule_set=rule_set), analyse(values[::-1], rule_set=rule_set)
    end = len(values) - 1
    assert after.phases == before.phases
    assert after.side == before.side[::-1]
    assert {(s.rule, s.side, end - s.last, end - s.first) for s in after.signals} == {
        (s.rule, s.side, s.first, s.last) for s in before.signals
    }
    assert {(OTHER_SIDE[t.side], end - t.last, end - t.first) for t in after.trends} == {
        (t.side, t.first, t.last) for t in before.trends
    }


@repeatable
@given(recorded, baselines, rule_sets)
def test_turning_a_series_upside_down_swaps_the_sides(values, baseline, rule_set):
    phases = (PhaseSpec(0, baseline=baseline),)
    before = analyse(values, phases=phases, rule_set=rule_set)
    after = analyse([-value for value in values], phases=phases, rule_set=rule_set)
    assert after.side == tuple(-side for side in before.side)
    assert after.signals == tuple(replace(s, side=OTHER_SIDE[s.side]) for s in before.signals)
    for good, bad in (("up", "down"), ("down", "up")):
        assert status(after, direction=good).status == status(before, direction=bad).status


@repeatable
@given(recorded, st.integers(0, 60), baselines, rule_sets)
def test_turning_the_good_direction_swaps_improvement_and_deterioration(values, start, baseline, rule_set):
    phases = (PhaseSpec(0, baseline=baseline), PhaseSpec(start))
    analysis = analyse(values, phases=phases, rule_set=rule_set)
    up, down = (status(analysis, direction=direction) for direction in ("up", "down"))
    swapped = {"improvement": "deterioration", "deterioration": "improvement"}
    assert down.status == swapped.get(up.status, up.status)
    assert down.signal == up.signal
    neutral = status(analysis, direction="neutral").status
    assert neutral == ("changed" if up.status in swapped else up.status)


@repeatable
@given(recorded, st.data(), baselines, rule_sets)
def test_missing_periods_change_nothing_but_positions(values, data, baseline, rule_set):
    phases = (PhaseSpec(0, baseline=baseline),)
    gaps = data.draw(st.lists(st.integers(0, len(values)), max_size=5))
    positions = [i + sum(gap <= i for gap in gaps) for i in range(len(values))]
    spread = [None] * (len(values) + len(gaps))
    for i, value in zip(positions, values, strict=True):
        spread[i] = value
    before = analyse(values, phases=phases, rule_set=rule_set)
    after = analyse(spread, phases=phases, rule_set=rule_set)
    moved = [replace(s, first=positions[s.first], last=positions[s.last]) for s in before.signals]
    assert list(after.signals) == moved
    assert status(after, direction="up").status == status(before, direction="up").status


@repeatable
@given(
    st.lists(st.one_of(st.none(), st.floats(), st.integers()), max_size=30),
    st.lists(
        st.builds(PhaseSpec, st.integers(-3, 40), st.one_of(st.none(), st.integers(-2, 20)), st.booleans()),
        max_size=4,
    ),
    st.lists(st.integers(-5, 40), max_size=5),
    st.lists(st.integers(-5, 40), max_size=5),
    rule_sets,
    st.sampled_from(["up", "down", "neutral"]),
    st.sampled_from([1, 6, 12]),
)
def test_nothing_is_ever_refused(values, phases, exclude, censored, rule_set, direction, window):
    analysis = analyse(values, phases=phases, exclude=exclude, censored=censored, rule_set=rule_set)
    assert len(analysis.phases) == max(len(phases), 1)
    assert len(analysis.centre) == len(analysis.side) == len(values)
    status(analysis, direction=direction, phases=phases, current_window=window)
