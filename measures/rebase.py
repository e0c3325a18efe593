"""When starting a new phase would be reasonable, in plain words. A person decides; nothing here acts."""

from dataclasses import dataclass

from measures.series import WorkingSeries
from measures.spc.types import Analysis, StatusResult
from measures.values import plural
from measures.words import since_label

ENOUGH_AFTER = 10
"""Recorded points of the new level that give a new line something to stand on."""


@dataclass(frozen=True, slots=True)
class Advice:
    """reasonable: the figures speak for a new phase. position: where it would begin, if anywhere."""

    reasonable: bool
    title: str
    text: str
    position: int | None = None


def advise(series: WorkingSeries, analysis: Analysis, result: StatusResult) -> Advice:
    """Say whether to re-base now: only after a current run that has lasted, never to follow chance."""
    signal = result.signal
    if result.status == "too_little_data":
        count = analysis.phases[-1].n_obs
        return Advice(
            False,
            "Not yet",
            f"The newest line has {plural(count, series.noun)}. It needs {ENOUGH_AFTER} before it can say anything.",
        )
    if signal is None or not result.current or signal.scope != "points":
        if signal is not None and result.current:
            why = "Something has changed, but not to a new level. Find out what happened first."
        else:
            why = "There is no signal. A new line would only follow chance, and hide a change later."
        return Advice(False, "There is no reason to re-base now", why)
    since, count = since_label(series, signal.first), _recorded_since(analysis, signal.first)
    if count < ENOUGH_AFTER:
        return Advice(
            False,
            "Wait a little",
            f"The figures moved in {since}, {plural(count, series.noun)} ago. With {ENOUGH_AFTER} at the new level, "
            "a new line has something to stand on.",
            signal.first,
        )
    return Advice(
        True,
        "Re-basing would be reasonable",
        f"The new level has lasted {plural(count, series.noun)}, since {since}. If you know what changed then, "
        f"and expect it to stay, begin the new phase there.",
        signal.first,
    )


def _recorded_since(analysis: Analysis, first: int) -> int:
    last = analysis.phases[-1].last
    return sum(analysis.values[i] is not None and i not in analysis.excluded for i in range(first, last + 1))
