"""Charts with limits on random series: against a slow, obvious second implementation, and properties."""

import math
import re
import statistics
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from measures.spc.analysis import analyse
from measures.spc.charts import CHARTS
from measures.spc.icons import assurance, variation
from measures.spc.rules import RULE_SETS
from measures.spc.status import status
from measures.spc.types import NO_LIMITS, PhaseSpec
from tests.measures.spc.test_properties import slow_binomial_quantile, slow_log2_rounded

repeatable = settings(derandomize=True, max_examples=80, deadline=None, database=None)

PRODUCT = [key for key, chart in CHARTS.items() if chart.in_product and chart.has_limits]
OTHER_SIDE = {"high": "low", "low": "high", "none": "none"}

counts = st.one_of(st.none(), st.integers(0, 9))
many_counts = st.lists(counts, max_size=45)
sizes = st.one_of(st.none(), st.integers(0, 3), st.integers(9, 40))
baselines = st.one_of(st.none(), st.integers(1, 15))
charts = st.sampled_from(PRODUCT)
measured = st.sampled_from(["xmr", "i"])
nhs = st.sampled_from(["nhs_mdc", "nhs_mdc_shift6", "nhs_mdc_trend6", "nhs_mdc_6"])
recorded = st.lists(st.integers(-40, 40).map(float), min_size=3, max_size=60)


# A second implementation, for reading rather than for speed: the README's table, one phase at a time, in fractions
# as far as they go.


def slow_moving_range(values):
    """Mean distance of neighbours, None where a missing value stands between."""
    steps = [
        abs(values[j] - values[j - 1])
        for j in range(1, len(values))
        if values[j] is not None and values[j - 1] is not None
    ]
    return sum(steps) / len(steps) if steps else None


def slow_lines(chart, events, sizes, base_slots, base):
    """Centre, why there are no limits, and a function from a position to sigma either way.

    events, sizes: by position; base_slots: positions up to the last that feeds the lines, gaps among them.
    """
    if not base:
        return None, "too_few", None
    if CHARTS[chart].has_denominators:
        return slow_divided(chart, events, sizes, base_slots, base)
    fed = [events[i] for i in base]
    listed = [events[i] for i in base_slots]
    mean = Fraction(sum(fed), len(fed))
    if chart in ("xmr", "i"):
        centre, average = mean, slow_moving_range(listed)
        sigma = None if average is None else average * (Fraction("2.66") / 3 if chart == "xmr" else 1 / 1.128)
    elif chart == "c":
        centre, sigma = mean, math.sqrt(mean)
    elif chart == "g":
        centre, sigma = Fraction(statistics.median(fed)), math.sqrt(mean * (mean + 1))
    else:
        roots = [None if value is None else value ** (1 / 3.6) for value in listed]
        known = [one for one in roots if one is not None]
        centre = statistics.fmean(known) ** 3.6 if len(set(fed)) > 1 else fed[0]
        average = slow_moving_range(roots)
        if len(base) >= 2 and average is not None and min(fed) == 0:
            return centre, "undefined", None
        sigma = None if average is None else average / 1.128
    if len(base) < 2 or sigma is None:
        return centre, "too_few", None
    return (centre, "constant", None) if sigma == 0 else (centre, "", lambda i: sigma)


def slow_divided(chart, events, sizes, base_slots, base):
    """As `slow_lines`, where sigma depends on each point's denominator."""
    centre = Fraction(sum(events[i] for i in base), sum(sizes[i] for i in base))
    spread = centre if chart in ("u", "up") else centre * (1 - centre)
    factor = 1.0
    if chart in ("pp", "up"):
        neighbours = [(events[i], events[j]) for i, j in slow_pairs(base_slots)]
        if all(None in pair for pair in neighbours):
            return centre, "too_few", None
        if len({Fraction(events[i], sizes[i]) for i in base}) == 1:
            return centre, "constant", None
        scores = [
            None
            if events[i] is None
            else float(Fraction(events[i], sizes[i]) - centre) / math.sqrt(spread / sizes[i])
            for i in base_slots
        ]
        factor = slow_moving_range(scores) / 1.128
    if len(base) < 2:
        return centre, "too_few", None
    if spread * factor == 0:
        return centre, "constant", None
    return centre, "", lambda i: (math.sqrt(spread / sizes[i]) * factor) if sizes[i] else None


def slow_pairs(slots):
    return [(slots[k - 1], slots[k]) for k in range(1, len(slots))]


def slow_limits(chart, events, base_slots, centre, sigma, i):
    """(lower, lower at 2 sigma, upper at 2 sigma, upper) of one position."""
    if sigma is None or sigma(i) is None:
        return None, None, None, None
    if chart == "t":
        middle = statistics.fmean(events[j] ** (1 / 3.6) for j in base_slots if events[j] is not None)
        lines = [middle + k * sigma(i) for k in (-3, -2, 2, 3)]
        return tuple(None if line < 0 else line**3.6 for line in lines)
    if chart == "g":
        centre = statistics.fmean(events[j] for j in base_slots if events[j] is not None)
    return tuple(float(centre) + k * float(sigma(i)) for k in (-3, -2, 2, 3))


def slow_nhs(values, slots, centre, lines, trend, shift):
    """(rule, side, first, last) of the NHS rules but the first, from the definitions word by word."""
    found = []
    letters = "".join(
        "." if values[i] is None or values[i] == centre else "H" if values[i] > centre else "L" for i in slots
    )
    for match in re.finditer("H+|L+", letters):
        if len(match.group()) >= shift:
            side = "high" if match.group()[0] == "H" else "low"
            found.append(("shift", side, slots[match.start()], slots[match.end() - 1]))
    for sign, side in ((1, "high"), (-1, "low")):
        steps = ""
        for a, b in slow_pairs(slots):
            known = values[a] is not None and values[b] is not None
            steps += "x" if known and sign * (values[b] - values[a]) > 0 else "."
        found += [
            ("trend", side, slots[match.start()], slots[match.end()])
            for match in re.finditer("x+", steps)
            if len(match.group()) + 1 >= trend
        ]
    groups = []
    for k in range(len(slots) - 2):
        three = letters[k : k + 3]
        if three not in ("HHH", "LLL"):
            continue
        close = [
            i
            for i in slots[k : k + 3]
            if lines[i][0] is not None
            and (lines[i][2] < values[i] <= lines[i][3] or lines[i][0] <= values[i] < lines[i][1])
        ]
        if len(close) >= 2:
            groups.append(({*close}, three[0]))
    while groups:
        points, letter = groups.pop(0)
        joined = [other for other in groups if other[0] & points and other[1] == letter]
        if joined:
            groups = [other for other in groups if other not in joined]
            groups.insert(0, (points.union(*(other[0] for other in joined)), letter))
            continue
        found.append(("two_of_three", "high" if letter == "H" else "low", min(points), max(points)))
    return found


def slow_outside(values, here, lines):
    found = []
    for i in here:
        low, _, _, high = lines[i]
        if values[i] is not None and high is not None and values[i] > high:
            found.append(("outside_limits", "high", i, i))
        if values[i] is not None and low is not None and values[i] < low:
            found.append(("outside_limits", "low", i, i))
    return found


def slow_anhoej(values, points, centre):
    useful = [(i, "H" if values[i] > centre else "L") for i in points if values[i] != centre]
    letters = "".join(letter for _, letter in useful)
    runs = [match.span() for match in re.finditer("H+|L+", letters)]
    if not runs:
        return []
    longest = slow_log2_rounded(len(useful)) + 3
    found = [
        ("shift", "high" if letters[start] == "H" else "low", useful[start][0], useful[end - 1][0])
        for start, end in runs
        if end - start > longest
    ]
    if len(runs) - 1 < slow_binomial_quantile(len(useful) - 1):
        found.append(("crossings", "none", points[0], points[-1]))
    return found


@settings(repeatable, max_examples=250)
@given(
    charts,
    many_counts,
    st.data(),
    baselines,
    st.integers(0, 45),
    nhs,
    st.sets(st.integers(0, 44), max_size=4),
)
def test_analysis_agrees_with_the_slow_one(chart, events, data, baseline, second, nhs_set, excluded):
    n = len(events)
    divided = CHARTS[chart].has_denominators
    below = data.draw(st.lists(sizes, min_size=n, max_size=n)) if divided else [None] * n
    if divided:
        usable = [event is not None and bool(size) for event, size in zip(events, below, strict=True)]
        events = [event if use else None for event, use in zip(events, usable, strict=True)]
        if chart in ("p", "pp"):
            events = [None if e is None else min(e, size) for e, size in zip(events, below, strict=True)]
    shown = [None if e is None else e / size if divided else e for e, size in zip(events, below, strict=True)]
    phases = (PhaseSpec(0, baseline), PhaseSpec(second))
    analysis = analyse(
        shown, chart=chart, denominators=below, phases=phases, exclude=excluded, rule_set=nhs_set
    )
    values = [
        None if e is None else Fraction(e, size) if divided else Fraction(e)
        for e, size in zip(events, below, strict=True)
    ]
    split = min(second, n)
    for number, (here, frozen) in enumerate([(range(split), baseline), (range(split, n), None)]):
        slots = [i for i in here if i not in excluded]
        points = [i for i in slots if values[i] is not None]
        base = points[:frozen]
        base_slots = [i for i in slots if base and i <= base[-1]]
        centre, no_limits, sigma = slow_lines(chart, events, below, base_slots, base)
        phase = analysis.phases[number]
        assert phase.centre == (None if centre is None else float_near(centre))
        assert (phase.no_limits, phase.n_obs, phase.n_base) == (no_limits, len(points), len(base))
        if chart == "t" and centre is not None:
            centre = phase.centre  # a root and a power lie between: not to be had in fractions
        lines = {}
        for i in here:
            lines[i] = slow_limits(chart, events, base_slots, centre, sigma, i)
            ours = (analysis.lower[i], analysis.lower_2[i], analysis.upper_2[i], analysis.upper[i])
            if not divided or ours[0] is not None or values[i] is not None:
                assert ours == tuple(None if line is None else float_near(line) for line in lines[i])
            side = None if i not in points else (values[i] > centre) - (values[i] < centre)
            assert analysis.side[i] == side
            # Where a point stands on a limit but for rounding, the two may differ.
            assume(
                all(
                    line is None or values[i] is None or abs(line - float(values[i])) > 1e-9
                    for line in lines[i]
                )
            )
        outside = slow_outside(values, here, lines)
        patterns = []
        if points and chart == "xmr":
            rules = RULE_SETS[nhs_set]
            patterns = slow_nhs(values, slots, centre, lines, rules.trend, rules.shift)
        elif points:
            patterns = slow_anhoej(values, points, centre)
        found = [(s.rule, s.side, s.first, s.last) for s in analysis.signals if s.phase == number]
        assert sorted(found) == sorted(outside + patterns)
        firsts = [signal[2] for signal in found if signal[0] != "crossings"]
        assert firsts == sorted(firsts)


def float_near(number):
    """Equal to 1e-9, relative to the number or to one."""

    class Near:
        def __eq__(self, other):
            return other is not None and math.isclose(float(number), other, rel_tol=1e-9, abs_tol=1e-9)

        def __repr__(self):
            return f"about {float(number)}"

        __hash__ = None

    return Near()


# Properties


def by_sides(signals):
    return {replace(signal, side=OTHER_SIDE[signal.side]) for signal in signals}


def lines_of(analysis):
    return (analysis.centre, analysis.upper, analysis.lower, analysis.upper_2, analysis.lower_2)


def clear_of_lines(analysis):
    """No point stands on one of its limits but for rounding."""
    return all(
        value is None or line is None or abs(value - line) > 1e-9
        for lines in lines_of(analysis)[1:]
        for value, line in zip(analysis.values, lines, strict=True)
    )


@repeatable
@given(recorded, st.integers(-1000, 1000), st.integers(-6, 6), baselines, measured, nhs)
def test_shifting_and_scaling_move_the_lines_and_nothing_else(
    values, shift, power, baseline, chart, rule_set
):
    given = {"chart": chart, "phases": (PhaseSpec(0, baseline),), "rule_set": rule_set}
    before = analyse(values, **given)
    assume(clear_of_lines(before))
    after = analyse([(value + shift) * 2.0**power for value in values], **given)
    for ours, theirs in zip(lines_of(after), lines_of(before), strict=True):
        for line, was in zip(ours, theirs, strict=True):
            assert line == (None if was is None else float_near((was + shift) * 2.0**power))
    assert after.side == before.side
    assert after.signals == before.signals


@repeatable
@given(recorded, measured, nhs)
def test_reversing_a_phase_mirrors_its_signals(values, chart, rule_set):
    before = analyse(values, chart=chart, rule_set=rule_set)
    assume(clear_of_lines(before))
    after = analyse(values[::-1], chart=chart, rule_set=rule_set)
    end = len(values) - 1
    assert after.phases[0].no_limits == before.phases[0].no_limits
    assert after.upper == tuple(None if line is None else float_near(line) for line in before.upper)

    def mirrored(signal):
        turns = signal.rule == "trend"  # what rose now falls
        side = OTHER_SIDE[signal.side] if turns else signal.side
        return signal.rule, side, end - signal.last, end - signal.first

    assert {(s.rule, s.side, s.first, s.last) for s in after.signals} == set(map(mirrored, before.signals))


@repeatable
@given(recorded, baselines, measured, nhs)
def test_turning_a_series_upside_down_swaps_the_sides(values, baseline, chart, rule_set):
    given = {"chart": chart, "phases": (PhaseSpec(0, baseline),), "rule_set": rule_set}
    before = analyse(values, **given)
    after = analyse([-value for value in values], **given)
    assert after.side == tuple(-side for side in before.side)
    assert after.upper == tuple(None if line is None else -line for line in before.lower)
    assert set(after.signals) == by_sides(before.signals)
    for good, bad in (("up", "down"), ("down", "up")):
        assert status(after, direction=good).status == status(before, direction=bad).status
        mirror = {"high": "low", "low": "high"}
        icon = variation(before, bad)
        if icon not in (None, "common_cause"):
            word, side = icon.split("_")
            icon = f"{word}_{mirror[side]}"
        assert variation(after, good) == icon
        assert assurance(after, good, -3.0) == assurance(before, bad, 3.0)


@repeatable
@given(charts, st.lists(st.integers(1, 9), min_size=1, max_size=30), st.lists(counts, max_size=20), baselines)
def test_what_is_appended_as_a_phase_never_changes_the_phases_before(chart, first, more, baseline):
    values = [count / 10 for count in first]
    later = [None if count is None else count / 10 for count in more]
    n = len(values)
    one = analyse(values, chart=chart, denominators=[40] * n, phases=(PhaseSpec(0, baseline),))
    both = analyse(
        values + later,
        chart=chart,
        denominators=[40] * n + [7 + i for i in range(len(later))],
        phases=(PhaseSpec(0, baseline), PhaseSpec(n)),
    )
    assert both.phases[0] == one.phases[0]
    for ours, theirs in zip(lines_of(both), lines_of(one), strict=True):
        assert ours[:n] == theirs
    assert tuple(signal for signal in both.signals if signal.phase == 0) == one.signals
    assert all(signal.first >= n for signal in both.signals if signal.phase == 1)


@repeatable
@given(charts, st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(1, 12), st.data())
def test_nothing_after_a_complete_baseline_moves_the_lines(chart, events, baseline, data):
    assume(len(events) >= baseline)
    more = data.draw(st.lists(counts, max_size=20))
    given = {"chart": chart, "phases": (PhaseSpec(0, baseline),)}
    before = analyse([e / 10 for e in events], denominators=[40] * len(events), **given)
    values = [None if e is None else e / 10 for e in [*events, *more]]
    after = analyse(values, denominators=[40] * len(values), **given)
    for name in ("centre", "upper", "lower", "n_base", "baseline_last", "no_limits", "sigma_factor"):
        assert getattr(after.phases[0], name) == getattr(before.phases[0], name)


@repeatable
@given(st.sampled_from(["c", "g", "p", "u"]), many_counts, st.data())
def test_gaps_and_empty_denominators_change_nothing_where_no_neighbours_are_compared(chart, events, data):
    gaps = data.draw(st.lists(st.integers(0, len(events)), max_size=5))
    positions = [i + sum(gap <= i for gap in gaps) for i in range(len(events))]
    values = [None if e is None else e / 10 for e in events]
    spread, below = [None] * (len(values) + len(gaps)), [0] * (len(values) + len(gaps))
    for i, value in zip(positions, values, strict=True):
        spread[i], below[i] = value, 30
    before = analyse(values, chart=chart, denominators=[30] * len(values))
    after = analyse(spread, chart=chart, denominators=below)
    assert (after.phases[0].centre, after.phases[0].upper) == (
        before.phases[0].centre,
        before.phases[0].upper,
    )
    moved = [replace(s, first=positions[s.first], last=positions[s.last]) for s in before.signals]
    assert list(after.signals) == moved


@repeatable
@given(
    charts,
    st.lists(st.one_of(st.none(), st.floats(), st.integers()), max_size=30),
    st.lists(st.one_of(st.none(), st.floats(), st.integers()), max_size=34),
    st.lists(
        st.builds(PhaseSpec, st.integers(-3, 40), st.one_of(st.none(), st.integers(-2, 20)), st.booleans()),
        max_size=4,
    ),
    st.lists(st.integers(-5, 40), max_size=5),
    st.sampled_from(["", "nhs_mdc_6"]),
    st.sampled_from(["up", "down", "neutral"]),
    st.one_of(st.none(), st.floats()),
)
def test_nothing_is_ever_refused(chart, values, below, phases, exclude, rule_set, direction, target):
    analysis = analyse(
        values, chart=chart, denominators=below, phases=phases, exclude=exclude, rule_set=rule_set
    )
    n = len(values)
    assert len(analysis.phases) == max(len(phases), 1)
    for line in (*lines_of(analysis), analysis.side):
        assert len(line) == n
        assert all(one is None or math.isfinite(one) for one in line)
    for phase in analysis.phases:
        assert phase.no_limits in ("", *NO_LIMITS)
        if phase.no_limits:
            assert set(analysis.upper[phase.first : phase.last + 1]) <= {None}
    status(analysis, direction=direction, phases=phases)
    variation(analysis, direction)
    assurance(analysis, direction, target)
