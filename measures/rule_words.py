"""How the rules came to their verdict, step by step: what was counted, and from where on it is a signal."""

from dataclasses import dataclass

from measures.charts.reading import drawn_centre
from measures.series import ReaderSeries, require_series
from measures.spc.types import Analysis, PhaseResult
from measures.values import format_value, plural
from measures.words import since_label


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One rule on one phase. verdict: "Signal" or "No signal"."""

    name: str
    found: str
    limit: str
    verdict: str


@dataclass(frozen=True, slots=True)
class PhaseSteps:
    """One phase: its centre line in words and its rules."""

    title: str
    centre: str
    useful: str
    steps: tuple[RuleStep, ...]


def rules_applied(series: ReaderSeries, analysis: Analysis) -> list[PhaseSteps]:
    """Each phase that has a centre line drawn, oldest first; [] where no rule could be applied."""
    require_series(series)
    return [
        _phase(series, analysis, index, phase)
        for index, phase in enumerate(analysis.phases)
        if drawn_centre(analysis, index) is not None and phase.n_useful
    ]


def _phase(series: ReaderSeries, analysis: Analysis, index: int, phase: PhaseResult) -> PhaseSteps:
    title = "All figures" if len(analysis.phases) == 1 else f"From {since_label(series, phase.first)}"
    on_line = phase.n_obs - phase.n_useful
    passed_over = f"; {plural(on_line, 'figure')} on the median passed over" if on_line else ""
    return PhaseSteps(
        title=title,
        centre=format_value(series, phase.centre or 0),
        useful=f"{plural(phase.n_useful, 'figure')} counted{passed_over}",
        steps=(_longest_run(phase), _crossings(phase)),
    )


def _longest_run(phase: PhaseResult) -> RuleStep:
    longest, limit = phase.longest_run or 0, phase.longest_run_max or 0
    return RuleStep("Longest run on one side", str(longest), f"more than {limit}", _verdict(longest > limit))


def _crossings(phase: PhaseResult) -> RuleStep:
    crossings = phase.n_crossings or 0
    low, high = phase.n_crossings_min, phase.n_crossings_max
    name = "Crossings of the median"
    if low is None:
        return RuleStep(name, str(crossings), "from 10 to 60 figures only", "Not applied")
    limit = f"fewer than {low}" if high is None else f"fewer than {low} or more than {high}"
    signal = crossings < low or (high is not None and crossings > high)
    return RuleStep(name, str(crossings), limit, _verdict(signal))


def _verdict(signal: bool) -> str:
    return "Signal" if signal else "No signal"
