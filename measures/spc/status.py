"""The status of a measure: one word for what its chart says now (DECISIONS 19 and 20)."""

from collections.abc import Sequence
from dataclasses import replace

from measures.spc.analysis import again
from measures.spc.types import Analysis, Direction, PhaseSpec, Signal, StatusResult

LEAST_POINTS = 10
"""Below this many recorded, included points in the last phase it is too early for the rules."""

STATUSES = (
    "numbers_too_small",
    "too_little_data",
    "improvement",
    "deterioration",
    "changed",
    "improvement_held",
    "no_signal",
)

# When two signals end at the same point, the earlier in this list is named.
TIE_ORDER = ("outside_limits", "trend", "two_of_three", "shift")

_GOOD_SIDE = {"up": "high", "down": "low", "neutral": None}


def status(
    analysis: Analysis,
    *,
    direction: Direction,
    phases: Sequence[PhaseSpec] = (),
    current_window: int = 6,
    hidden_too_many: bool = False,
) -> StatusResult:
    """What the chart says now, by the first that holds.

    numbers_too_small (`hidden_too_many`, or the last phase is undetermined) · fewer than 10 recorded points
    in the last phase, or no centre: improvement_held if its condition is met, else too_little_data · the latest current
    point-scoped signal: improvement or deterioration, or changed for neutral measures · a current
    phase-scoped signal: changed · improvement_held · no_signal.

    A signal is current if it belongs to the last phase and its last point is not before the
    `current_window`-th newest recorded, visible, included point of that phase (6; 12 for weekly measures).
    Improvement held: the last phase was begun by a person; with it and the phase before analysed as one, on
    the earlier phase's baseline, a point-scoped improvement signal reaches into the new phase; and the new
    phase's centre is better than the earlier one's.

    phases: as given to `analyse`; left out, those of the analysis. With no_signal, the signal returned is the
    latest that is no longer current, if any. Whether data are out of date is for the reader's clock.

    direction is that of the values plotted: on T and G charts "up" means that longer between is better. An
    excluded point outside the limits is a signal on the chart and never decides the status: a person has
    said, with a reason, that it does not count.
    """
    good = _GOOD_SIDE[direction]
    specs = tuple(sorted(phases, key=lambda spec: spec.start)) or analysis.specs
    last = analysis.phases[-1]
    if hidden_too_many or last.undetermined:
        return StatusResult("numbers_too_small", None, current=False)

    current_from = _current_from(analysis, current_window)
    held = _held_signal(analysis, specs, good)
    held_result = StatusResult(
        "improvement_held", held, current=held is not None and held.last >= current_from
    )
    if last.n_obs < LEAST_POINTS or last.centre is None:
        return held_result if held else StatusResult("too_little_data", None, current=False)

    counted = _counted(analysis)
    current = [
        signal
        for signal in counted
        if signal.phase == len(analysis.phases) - 1 and signal.last >= current_from
    ]
    if latest := _latest(current, "points"):
        if good is None or latest.side == "none":
            return StatusResult("changed", latest, current=True)
        return StatusResult("improvement" if latest.side == good else "deterioration", latest, current=True)
    if latest := _latest(current, "phase"):
        return StatusResult("changed", latest, current=True)
    if held:
        return held_result
    earlier = _latest(counted, "points") or _latest(counted, "phase")
    return StatusResult("no_signal", earlier, current=False)


def _counted(analysis: Analysis) -> list[Signal]:
    """All signals but those of excluded points, which only stand outside the limits."""
    return [
        signal
        for signal in analysis.signals
        if signal.rule != "outside_limits" or signal.first not in analysis.excluded
    ]


def _current_from(analysis: Analysis, window: int) -> int:
    """Index from which on a signal of the last phase is current, if it ends there or later."""
    last = analysis.phases[-1]
    visible = [
        i
        for i in range(last.first, last.last + 1)
        if analysis.values[i] is not None and i not in analysis.excluded
    ]
    return visible[-window] if len(visible) >= window else last.first


def _latest(signals: Sequence[Signal], scope: str) -> Signal | None:
    """The signal of that scope that ends last; among those that end together, by `TIE_ORDER`."""
    of_scope = [signal for signal in signals if signal.scope == scope]
    return max(of_scope, key=lambda signal: (signal.last, -_tie_rank(signal)), default=None)


def _tie_rank(signal: Signal) -> int:
    return TIE_ORDER.index(signal.rule) if signal.rule in TIE_ORDER else len(TIE_ORDER)


def _held_signal(analysis: Analysis, specs: Sequence[PhaseSpec], good: str | None) -> Signal | None:
    """The improvement signal that shows an improvement is held; None if the condition is not met."""
    if good is None or len(specs) < 2 or not specs[-1].by_person:
        return None
    before, last = analysis.phases[-2:]
    if before.centre is None or last.centre is None:
        return None
    better = last.centre > before.centre if good == "high" else last.centre < before.centre
    if not better:
        return None
    # The whole series goes in, so that indexes stay and hidden values keep their bounds.
    joined = again(analysis, phases=specs[:-1])
    reaching = [
        signal
        for signal in _counted(joined)
        if signal.phase == len(specs) - 2 and signal.side == good and signal.last >= last.first
    ]
    found = _latest(reaching, "points")
    return replace(found, phase=len(specs) - 1) if found else None
