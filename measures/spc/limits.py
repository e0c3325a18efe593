"""Centre lines and control limits: the formulae, one small function each, and nothing about phases or rules.

Numbers are floats; NaN stands for what is missing and for what cannot be worked out, and passes through as
floating point has it: nothing is raised and nothing is None. Each function takes the points of one phase.
`base` are the values that feed its lines, in time order: an excluded point is left out of it (its neighbours
become neighbours), a missing one stays in it as NaN (a moving range is not taken across it). `centre` is a
centre line somebody gave, None to work it out.

Sources: Montgomery, Introduction to Statistical Quality Control; Nelson, J Qual Technol 1982;14:172-3
(screening); Laney, Qual Eng 2002;14:531-7; qicharts2 0.8.1 and NHSRplotthedots 0.2.2, whose answers these
repeat. Expressions are written in those engines' order of operations, so that ties come out as there.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain, compress, repeat
from operator import sub
from typing import NamedTuple

NAN = math.nan

D2 = 1.128
"""Mean range of two normal values, in standard deviations, rounded as every engine rounds it."""
SCREEN = 3.267
"""D4 for two values: a moving range this many times the average, or more, is left out (Nelson 1982)."""
SCREEN_I_PRIME = 3.2665
XMR_WIDTH = 2.66
"""3 / 1.128, rounded as in the NHS's tools: average moving ranges from the mean to a limit."""
T_POWER = 3.6
"""Times between rare events to this power's root are close to normal (Nelson 1994)."""
G_MEDIAN = 0.693
"""Median of a geometric distribution over its mean, about ln 2."""


class Limits(NamedTuple):
    """Lines that are the same at every point of the phase."""

    centre: float
    upper: float
    lower: float
    """3 sigma from the centre, cut where the chart says so."""
    upper_2: float
    lower_2: float
    """2 sigma from the centre."""


class PointLimits(NamedTuple):
    """Lines of which each point of the phase, base or not, has its own: lists of shape (n,)."""

    centre: float
    upper: list[float]
    lower: list[float]
    upper_2: list[float]
    lower_2: list[float]
    sigma_factor: float = 1.0
    """On P' and U' charts: how much wider the spread is than chance alone would have it; else 1."""


# --- Arithmetic -------------------------------------------------------------------------------------------


def divide(numerator: float, denominator: float) -> float:
    """As floating point has it, where Python raises: 0/0 is NaN, k/0 infinite."""
    if denominator:
        return numerator / denominator
    if not numerator or math.isnan(numerator):
        return NAN
    return math.copysign(math.inf, numerator)


def root(value: float) -> float:
    """The square root; NaN of a negative number."""
    return math.sqrt(value) if value >= 0 else NAN


def power(value: float, exponent: float) -> float:
    """`value` to an exponent that is not whole; NaN of a negative number, infinite where it is too big."""
    if value < 0:
        return NAN
    try:
        return math.pow(value, exponent)
    except OverflowError:
        return math.inf


def known(values: Sequence[float]) -> Sequence[float]:
    """The values that are not NaN."""
    return [value for value in values if not math.isnan(value)]


def exact_sum(values: Sequence[float]) -> float:
    """The sum, rounded once. NaN for infinities of both signs; infinite when it is too big for a float."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        return sum(values)


def total(values: Sequence[float]) -> float:
    """The sum of the values that are known; 0 for none."""
    return exact_sum(known(values))


def mean(values: Sequence[float]) -> float:
    """The mean of the values that are known, rounded once; NaN for none.

    Exact where a mean can be: no value of a constant series lies off it. (A sum that is rounded and then
    divided is not: three times 0.1 would have a mean above 0.1.)
    """
    n = len(values)
    if not n:
        return NAN
    nearly = exact_sum(values) / n
    if math.isfinite(nearly):
        return nearly + math.fsum(chain(values, repeat(-nearly, n))) / n
    if len(some := known(values)) < n:
        return mean(some)
    if all(map(math.isfinite, values)):  # only their sum is too big
        return exact_sum([value / n for value in values])
    return nearly


def median(values: Sequence[float]) -> float:
    """The median of the values that are known; NaN for none. Equal middle values give that very value."""
    ordered = sorted(known(values))
    return middle(ordered) if ordered else NAN


def middle(ordered: Sequence[float]) -> float:
    """The median of values in order, one or more; likewise."""
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    if low == high:
        return low
    half = (low + high) / 2
    return half if math.isfinite(half) else low / 2 + high / 2


def standard_deviation(values: Sequence[float]) -> float:
    """The sample standard deviation (n - 1) of the values that are known; NaN for fewer than two."""
    values = known(values)
    if len(values) < 2:
        return NAN
    centre = mean(values)
    return root(exact_sum([(value - centre) * (value - centre) for value in values]) / (len(values) - 1))


# --- Moving ranges ----------------------------------------------------------------------------------------


def moving_ranges(values: Sequence[float]) -> list[float]:
    """Distance of each value from the one before: shape (n - 1,), or (0,); NaN on both sides of a missing one."""
    return list(map(abs, map(sub, values[1:], values)))


def average_moving_range(ranges: Sequence[float], *, screened: bool, factor: float = SCREEN) -> float:
    """The mean of the ranges that are known; NaN for none.

    screened: those of `factor` times this mean or more are left out and the mean is taken again, once. Where
    all ranges are 0 none is below it, so that nothing is left: a constant series has no average.
    """
    average = _average_range(ranges)
    if screened and ranges and not max(ranges) < factor * average:  # else nothing is left out: the usual case
        average = _average_range([value for value in ranges if value < factor * average])
    return average


def _average_range(ranges: Sequence[float]) -> float:
    """A quicker `mean`: no range is below 0, so that nothing cancels and a plain sum is good to its last bits."""
    average = divide(sum(ranges), len(ranges))
    return mean(ranges) if math.isnan(average) else average


# --- One value a point ------------------------------------------------------------------------------------


def _around(centre: float, sigma: float) -> Limits:
    return Limits(centre, centre + 3 * sigma, centre - 3 * sigma, centre + 2 * sigma, centre - 2 * sigma)


def individuals(base: Sequence[float], *, centre: float | None = None, screened: bool = True) -> Limits:
    """I chart: mean, and 3 average moving ranges / 1.128 either way. Never cut. Montgomery 6.33."""
    if centre is None:
        centre = mean(base)
    return _around(centre, average_moving_range(moving_ranges(base), screened=screened) / D2)


def xmr(base: Sequence[float], *, screened: bool = True) -> Limits:
    """XmR chart of the NHS: mean, and 2.66 average moving ranges either way (two thirds of it). Never cut."""
    centre = mean(base)
    average = average_moving_range(moving_ranges(base), screened=screened)
    wide, near = XMR_WIDTH * average, 2 * (XMR_WIDTH / 3) * average
    return Limits(centre, centre + wide, centre - wide, centre + near, centre - near)


def ranges(base_ranges: Sequence[float], *, centre: float | None = None) -> Limits:
    """MR chart, of moving ranges: mean (never screened), upper limit 3.267 times it, lower limit 0."""
    if centre is None:
        centre = mean(base_ranges)
    return Limits(centre, SCREEN * centre, 0.0, SCREEN / 3 * 2 * centre, 0.0)


def times(base: Sequence[float], *, centre: float | None = None, screened: bool = True) -> Limits:
    """T chart, of times between rare events, all above 0: an I chart of their 3.6th roots, turned back.

    The lower limit is 0 where it would be negative or is undefined; the lower 2-sigma line is undefined where
    it would be negative. A given centre is in the unit plotted. Some value at or under 0: no meaning, and
    the caller says so.
    """
    rooted = individuals(
        [power(value, 1 / T_POWER) for value in base],
        centre=None if centre is None else power(centre, 1 / T_POWER),
        screened=screened,
    )
    turned = Limits(*(power(line, T_POWER) for line in rooted))
    if centre is None:
        # The root of a power is not quite the number again: equal times are to lie on their line all the same.
        alike = set(known(base))
        centre = alike.pop() if len(alike) == 1 else turned.centre
    return turned._replace(centre=centre, lower=turned.lower if math.isfinite(turned.lower) else 0.0)


def counts(base: Sequence[float], *, centre: float | None = None, cut: bool = True) -> Limits:
    """C chart, of counts on an unchanging area of opportunity: mean, and 3 roots of it. Montgomery 7.17.

    cut: lower limits below 0 are given as 0.
    """
    if centre is None:
        centre = mean(base)
    around = _around(centre, root(centre))
    return _not_below_zero(around) if cut else around


def geometric(base: Sequence[float], *, centre: float | None = None, cut: bool = True) -> Limits:
    """G chart, of cases between rare events: the median, with limits m +- 3 sqrt(m(m + 1)) from the mean m.

    A given centre is taken for m, and the line becomes 0.693 times it, the median of such a process. cut: lower
    limits below 0 are given as 0.
    """
    middle = mean(base) if centre is None else centre
    around = _around(middle, root(middle * (middle + 1)))
    around = _not_below_zero(around) if cut else around
    return around._replace(centre=median(base) if centre is None else G_MEDIAN * centre)


def _not_below_zero(limits: Limits) -> Limits:
    return limits._replace(lower=_cut(limits.lower, 0.0), lower_2=_cut(limits.lower_2, 0.0))


def _cut(line: float, lowest: float, highest: float = math.inf) -> float:
    """A line kept within what is possible; one that is infinite or undefined stays so, as no line at all."""
    if not math.isfinite(line):
        return line
    return lowest if line < lowest else highest if line > highest else line


# --- A numerator and a denominator a point ----------------------------------------------------------------


def _per_denominator(
    sigma: Callable[[float, float], float],
    most: float,
    numerators: Sequence[float],
    denominators: Sequence[float],
    base: Sequence[bool],
    *,
    centre: float | None = None,
    prime: bool = False,
    screened: bool = True,
    cut: bool = True,
) -> PointLimits:
    """Sum / sum over the base, and 3 sigma either way, `cut` at 0 and `most`.

    sigma: of a point, from the centre and its denominator. numerators, denominators, base: shape (n,), of all
    points of the phase; base: whether it feeds the lines. prime: sigma is stretched (or shrunk) by
    `laney_factor`.
    """
    if centre is None:
        centre = divide(total(list(compress(numerators, base))), total(list(compress(denominators, base))))
    sigmas = [sigma(centre, n) for n in denominators]
    factor = 1.0
    if prime:
        values = list(map(divide, numerators, denominators))
        factor = laney_factor(values, sigmas, base, centre, screened=screened)
        sigmas = [one * factor for one in sigmas]
    return _around_each(centre, sigmas, (0.0, most) if cut else (-math.inf, math.inf), factor)


rates = partial(_per_denominator, lambda centre, n: root(divide(centre, n)), math.inf)
"""U chart (`prime`: U'), of rates: sigma sqrt(centre / n), `cut` at 0. Montgomery 7.19; Laney 2002."""
proportions = partial(_per_denominator, lambda centre, n: root(divide(centre * (1 - centre), n)), 1.0)
"""P chart (`prime`: P'): as `rates`, with sigma sqrt(centre (1 - centre) / n), `cut` at 0 and 1."""


def _around_each(
    centre: float,
    sigmas: Sequence[float],
    possible: tuple[float, float] = (-math.inf, math.inf),
    factor: float = 1.0,
) -> PointLimits:
    return PointLimits(
        centre,
        [_cut(centre + 3 * one, *possible) for one in sigmas],
        [_cut(centre - 3 * one, *possible) for one in sigmas],
        [_cut(centre + 2 * one, *possible) for one in sigmas],
        [_cut(centre - 2 * one, *possible) for one in sigmas],
        factor,
    )


def laney_factor(
    values: Sequence[float], sigmas: Sequence[float], base: Sequence[bool], centre: float, *, screened: bool
) -> float:
    """How much more than chance alone the points spread: average moving range of (y - centre) / sigma, / 1.128.

    All of shape (n,). Below 1 where they spread less.
    """
    scores = [
        divide(value - centre, sigma) for value, sigma in compress(zip(values, sigmas, strict=True), base)
    ]
    return average_moving_range(moving_ranges(scores), screened=screened) / D2


def i_prime(
    values: Sequence[float],
    denominators: Sequence[float],
    base: Sequence[bool],
    *,
    centre: float | None = None,
    screened: bool = True,
) -> PointLimits:
    """I' chart, of values with unequal denominators. Never cut.

    Sigma of one unit of denominator is the mean of sqrt(pi/2) |y_j - y_(j-1)| / sqrt(1/n_j + 1/n_(j-1)) over
    ALL points of the phase, base or not, as the reference has it; sigma of a point is that / sqrt(n).
    """
    if centre is None:
        numerators = [value * n for value, n in compress(zip(values, denominators, strict=True), base)]
        centre = divide(total(numerators), total(list(compress(denominators, base))))
    inverse = [divide(1.0, n) for n in denominators]
    spread = [
        divide(math.sqrt(math.pi / 2) * step, root(before + after))
        for step, before, after in zip(moving_ranges(values), inverse, inverse[1:], strict=False)
    ]
    unit = average_moving_range(spread, screened=screened, factor=SCREEN_I_PRIME)
    return _around_each(centre, [unit * root(one) for one in inverse])


# --- Several values a point -------------------------------------------------------------------------------


def c4(size: float) -> float:
    """Mean standard deviation of `size` normal values, in standard deviations; NaN for fewer than two."""
    if size <= 1:
        return NAN
    return math.sqrt(2 / (size - 1)) * math.exp(math.lgamma(size / 2) - math.lgamma((size - 1) / 2))


def c5(size: float) -> float:
    """Standard deviation of that standard deviation, likewise."""
    return root(1 - c4(size) ** 2)


def a3(size: float, sigmas: float = 3) -> float:
    """From a mean of subgroups to its limit, in average standard deviations of a subgroup."""
    return sigmas / (c4(size) * math.sqrt(size)) if size > 1 else NAN


def spread_within(sizes: Sequence[int], deviations: Sequence[float], base: Sequence[bool]) -> float:
    """Standard deviation within subgroups, from those of the base. Montgomery 6.29 and 6.31.

    sizes: values in each subgroup of the phase; deviations: their sample standard deviations. The plain mean
    where all subgroups of the phase, base or not, have one size; else weighted by degrees of freedom.
    """
    used = list(compress(deviations, base))
    if len(set(sizes)) == 1:
        return mean(used)
    degrees = [size - 1 for size in compress(sizes, base)]
    squares = [degree * (deviation * deviation) for degree, deviation in zip(degrees, used, strict=True)]
    return root(divide(total(squares), exact_sum(degrees)))


def xbar(
    sizes: Sequence[int],
    means: Sequence[float],
    deviations: Sequence[float],
    base: Sequence[bool],
    *,
    centre: float | None = None,
) -> PointLimits:
    """Xbar chart, of subgroup means: their weighted mean, and A3 times `spread_within`. Never cut. Montgomery 6.30."""
    if centre is None:
        used = list(compress(zip(sizes, means, strict=True), base))
        centre = divide(total([size * value for size, value in used]), exact_sum([size for size, _ in used]))
    spread = spread_within(sizes, deviations, base)
    wide, near = [a3(size) * spread for size in sizes], [a3(size, 2) * spread for size in sizes]
    return PointLimits(
        centre,
        [centre + one for one in wide],
        [centre - one for one in wide],
        [centre + one for one in near],
        [centre - one for one in near],
    )


def deviations(
    sizes: Sequence[int],
    deviations: Sequence[float],
    base: Sequence[bool],
    *,
    centre: float | None = None,
) -> PointLimits:
    """S chart, of standard deviations of subgroups: `spread_within`, and B3 and B4 times it."""
    if centre is None:
        centre = spread_within(sizes, deviations, base)
    widths = [divide(c5(size), c4(size)) for size in sizes]
    return PointLimits(
        centre,
        [(1 + 3 * one) * centre for one in widths],
        [_cut(1 - 3 * one, 0.0) * centre for one in widths],
        [(1 + 2 * one) * centre for one in widths],
        [_cut(1 - 2 * one, 0.0) * centre for one in widths],
    )
