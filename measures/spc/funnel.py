"""Funnel plots: shares or rates of several groups of different size against the limits chance alone gives.

Source: Spiegelhalter D J, Funnel plots for comparing institutional performance, Stat Med 2005;24:1185-1202,
appendix A.1: exact binomial limits for shares and exact Poisson limits for rates about a common value, made
smooth by interpolating between neighbouring whole numbers. For very large groups (standard deviation of the
count over 100) the normal approximation of the same paper, which then differs by less than a line's width.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["proportion", "rate"]
Zone = Literal["inside", "between", "outside"]

BEYOND_2, BEYOND_3 = 0.0227501319481792, 0.0013498980316301
"""Share of a normal curve beyond 2 and beyond 3 standard deviations, on one side."""
_NORMAL_FROM = 100.0


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """Limits for one size, as shares or rates: 3 sigma outside, 2 sigma inside. Never below 0."""

    lower_3: float
    lower_2: float
    upper_2: float
    upper_3: float


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One group. zone: inside the 2-sigma limits (on them is inside), between 2 and 3 sigma, or outside."""

    events: float
    size: float
    value: float
    zone: Zone
    side: Literal["high", "low", "none"]
    limits: FunnelLimits


@dataclass(frozen=True, slots=True)
class Funnel:
    """Every group and the value they are held against: all events over all sizes, an average by size."""

    kind: Kind
    centre: float
    points: tuple[FunnelPoint, ...]

    @property
    def expected_beyond_2(self) -> float:
        """Groups that chance alone would put beyond the 2-sigma limits if nothing differed."""
        return 2 * BEYOND_2 * len(self.points)


def funnel(kind: Kind, groups: Sequence[tuple[float, float]]) -> Funnel | None:
    """Hold each group (events, size > 0) against the common value. None without any group.

    kind "proportion": events are some of `size`; "rate": events among `size` units of exposure.
    """
    if not groups:
        return None
    centre = math.fsum(events for events, _ in groups) / math.fsum(size for _, size in groups)
    return Funnel(kind, centre, tuple(_place(kind, centre, events, size) for events, size in groups))


def limits(kind: Kind, centre: float, size: float) -> FunnelLimits:
    """The limits about `centre` (0-1 for a proportion) for a group of `size`.

    A proportion's size is taken as a whole number. A centre of 0, or of 1 for a proportion, leaves no chance:
    all limits lie on it.
    """
    if kind == "proportion":
        size = max(1.0, float(round(size)))
    if centre <= 0 or (kind == "proportion" and centre >= 1):
        return FunnelLimits(centre, centre, centre, centre)
    mean = size * centre
    sd = math.sqrt(mean * (1 - centre) if kind == "proportion" else mean)
    if sd > _NORMAL_FROM:
        counts = [mean + z * sd for z in (-3, -2, 2, 3)]
    else:
        chances = (BEYOND_3, BEYOND_2, 1 - BEYOND_2, 1 - BEYOND_3)
        counts = _quantiles(_probabilities(kind, centre, size, mean, sd), chances)
    most = size if kind == "proportion" else math.inf
    low_3, low_2, high_2, high_3 = (min(max(count, 0.0), most) / size for count in counts)
    return FunnelLimits(low_3, low_2, high_2, high_3)


def _place(kind: Kind, centre: float, events: float, size: float) -> FunnelPoint:
    value, bounds = events / size, limits(kind, centre, size)
    zone: Zone = "inside"
    if value < bounds.lower_3 or value > bounds.upper_3:
        zone = "outside"
    elif value < bounds.lower_2 or value > bounds.upper_2:
        zone = "between"
    side: Literal["high", "low", "none"] = "high" if value > centre else "low"
    return FunnelPoint(events, size, value, zone, "none" if zone == "inside" else side, bounds)


def _quantiles(counts: Iterator[tuple[int, float]], chances: Sequence[float]) -> list[float]:
    """Counts below which the given chances (rising) lie, interpolated between whole numbers."""
    found: list[float] = []
    below = total = 0.0
    for count, probability in counts:
        below, total = total, total + probability
        while len(found) < len(chances) and total >= chances[len(found)]:
            part = (total - chances[len(found)]) / (total - below)
            found.append(count - part)
        if len(found) == len(chances):
            break
    return found


def _probabilities(
    kind: Kind, centre: float, size: float, mean: float, sd: float
) -> Iterator[tuple[int, float]]:
    """(count, its probability) upwards, from where nothing is left below that could be seen."""
    count = max(0, math.floor(mean - 12 * sd - 20))
    if kind == "proportion":
        log = math.lgamma(size + 1) - math.lgamma(count + 1) - math.lgamma(size - count + 1)
        log += count * math.log(centre) + (size - count) * math.log1p(-centre)
        odds = centre / (1 - centre)
    else:
        log = count * math.log(mean) - mean - math.lgamma(count + 1)
    probability = math.exp(log)
    while True:
        yield count, probability
        if kind == "proportion":
            if count >= size:
                return
            probability *= (size - count) / (count + 1) * odds
        else:
            probability *= mean / (count + 1)
            if count > mean and probability < 1e-300:
                return
        count += 1
