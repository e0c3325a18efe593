"""When a new phase, or a line fixed on the first points, would be reasonable, in plain words.

A person decides; nothing here acts (NOTES §4: never automatic).
"""

from dataclasses import dataclass

from measures.faces import current_window
from measures.series import Flag, ReaderSeries
from measures.spc.analysis import again
from measures.spc.charts import CHARTS
from measures.spc.types import Analysis, PhaseSpec, Signal, StatusResult
from measures.values import plural
from measures.words import since_label

ENOUGH_AFTER = 10
"""Recorded points of the new level that give a new centre line something to stand on."""
FIRM_FROM = 12
"""Recorded points from which a line and its limits are no longer trial ones."""
NEAR = 2
"""Positions on either side of a change within which a cycle or a note may explain it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. met: None where only a person can say."""

    met: bool | None
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Advice:
    """reasonable: the figures speak for a new phase. position: where it would begin, if anywhere."""

    reasonable: bool
    title: str
    text: str
    position: int | None = None
    checks: tuple[Check, ...] = ()


def advise(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> Advice:
    """Say whether to re-base now: only after a current run that has lasted, never to follow chance."""
    phase = analysis.phases[-1]
    enough = _enough(analysis)
    if phase.n_obs < ENOUGH_AFTER:
        return Advice(
            False,
            "Not yet",
            f"The newest line has {plural(phase.n_obs, series.noun)}. "
            f"It needs {ENOUGH_AFTER} before it can say anything.",
        )
    shift = _lasting_shift(series, analysis)
    if shift is None:
        return Advice(
            False, "There is no reason to re-base now", _why_not(analysis, result), checks=_no_shift(result)
        )
    since, count = since_label(series, shift.first), recorded_from(analysis, shift.first)
    checks = (
        Check(True, "A change that has lasted", f"{plural(count, series.noun)} since {since}"),
        Check(
            count >= enough,
            "Enough figures at the new level",
            f"{count}; {enough} are needed" + _firm_words(enough),
        ),
        _cause(series, shift),
    )
    if count < enough:
        text = (
            f"The figures moved in {since}, {plural(count, series.noun)} ago. With {enough} at the new level, "
            "a new line has something to stand on."
        )
        return Advice(False, "Wait a little", text, shift.first, checks)
    return Advice(
        True,
        "Re-basing would be reasonable",
        f"The new level has lasted {plural(count, series.noun)}, since {since}. If you know what changed then, "
        f"and expect it to stay, begin the new phase there.",
        shift.first,
        checks,
    )


def advise_baseline(series: ReaderSeries, analysis: Analysis, index: int = 0) -> Advice:
    """Say whether a phase's line may be fixed on its first points: enough of them, and steady among themselves.

    position: the last of the points it would rest on. index: of the phase.
    """
    phase, what = analysis.phases[index], _line_words(analysis)
    counted = [
        i
        for i in range(phase.first, phase.last + 1)
        if analysis.values[i] is not None and i not in analysis.excluded
    ]
    if len(counted) < FIRM_FROM:
        text = (
            f"There {'is' if len(counted) == 1 else 'are'} {plural(len(counted), series.noun)} so far. "
            f"{FIRM_FROM} make {what} firm; with fewer it is a trial."
        )
        return Advice(False, "Not yet", text)
    end = counted[FIRM_FROM - 1]
    start = 0 if index == 0 else phase.first
    outside = [i for i in range(len(analysis.values)) if not start <= i <= end]
    alone = again(analysis, phases=(PhaseSpec(start),), without=outside)
    until = f"{since_label(series, counted[0])} to {since_label(series, end)}"
    if alone.signals:
        text = (
            f"The first {FIRM_FROM}, {until}, hold a signal of their own: they are not one steady level. "
            "A line fixed on them would judge all later figures by a mixture."
        )
        return Advice(False, "The first points are not steady", text)
    text = (
        f"The first {FIRM_FROM}, {until}, show no signal of their own. Fix {what} on the points from before you "
        "changed anything: later figures are then judged against how things were."
    )
    return Advice(True, "Fixing the line would be reasonable", text, end)


def recorded_from(analysis: Analysis, first: int) -> int:
    """How many recorded points that count stand at `first` or later in the last phase."""
    last = analysis.phases[-1].last
    return sum(analysis.values[i] is not None and i not in analysis.excluded for i in range(first, last + 1))


def _lasting_shift(series: ReaderSeries, analysis: Analysis) -> Signal | None:
    """The newest run on one side of the line in the last phase that is still current, on any chart."""
    shifts = [
        signal
        for signal in analysis.signals
        if signal.phase == len(analysis.phases) - 1
        and signal.rule == "shift"
        and recorded_from(analysis, signal.last + 1) < current_window(series)
    ]
    return max(shifts, key=lambda signal: signal.last, default=None)


def _why_not(analysis: Analysis, result: StatusResult) -> str:
    signal = result.signal
    if signal is None or not result.current:
        return "There is no signal. A new line would only follow chance, and hide a change later."
    if signal.scope != "points":
        return "Something has changed, but not to a new level. Find out what happened first."
    if signal.rule == "trend":
        return "The figures are still moving. Wait until they settle at a level a line can stand on."
    if signal.rule == "outside_limits":
        return "Single figures stand out, but no new level has lasted. Find out what happened to them first."
    return "Some figures stand out, but no new level has lasted. Find out what happened first."


def _no_shift(result: StatusResult) -> tuple[Check, ...]:
    found = "a signal, but no new level" if result.current and result.signal else "no signal"
    return (Check(False, "A change that has lasted", found),)


def _enough(analysis: Analysis) -> int:
    return FIRM_FROM if CHARTS[analysis.chart].has_limits else ENOUGH_AFTER


def _firm_words(enough: int) -> str:
    return "" if enough == FIRM_FROM else f", {FIRM_FROM} make a firm line"


def _line_words(analysis: Analysis) -> str:
    chart = CHARTS[analysis.chart]
    return f"the {chart.centre} and its limits" if chart.has_limits else f"the {chart.centre}"


def _cause(series: ReaderSeries, shift: Signal) -> Check:
    question = "You know what changed, and expect it to stay"
    near = _flags_near(series, shift.first)
    if not near:
        return Check(
            None, question, "no cycle or note stands near it on the chart: say in the reason what happened"
        )
    said = "; ".join(
        f"cycle {flag.mark} began, {flag.text}" if flag.kind == "cycle" else flag.text for flag in near
    )
    return Check(None, question, f"near it on the chart: {said}")


def _flags_near(series: ReaderSeries, position: int) -> list[Flag]:
    begin = series.points[max(0, position - NEAR)].period_start
    end = series.end_of(min(len(series.points) - 1, position + NEAR - 1))
    return [flag for flag in series.flags if begin <= flag.on <= end][-3:]
