"""Phases: where each begins and ends, and which of its points feed its lines."""

from collections.abc import Sequence
from itertools import pairwise

from measures.spc.types import PhaseSpec


def spans(phases: Sequence[PhaseSpec], n: int) -> list[tuple[PhaseSpec, int, int]]:
    """Each phase of a series of `n` positions with its first and last one, in order; one over all if none is given.

    Positions before the earliest start belong to the earliest. A phase without positions has last == first - 1.
    """
    specs = sorted(phases, key=lambda spec: spec.start) or [PhaseSpec(0)]
    starts = [0, *(min(max(spec.start, 0), n) for spec in specs[1:]), n]
    return [(spec, first, after - 1) for spec, (first, after) in zip(specs, pairwise(starts), strict=True)]


def base_of(spec: PhaseSpec, points: list[int]) -> tuple[list[int], int | None]:
    """The points that feed the lines of a phase, and the last of them where a baseline is set and complete.

    points: the phase's recorded, included points.
    """
    if spec.baseline is None:
        return points, None
    base = points[: max(spec.baseline, 0)]
    return base, base[-1] if 0 < len(base) == spec.baseline else None
