"""How the rules came to their verdict, step by step: what was counted, and from where on it is a signal."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from measures.chart_choice import chart_of
from measures.charts.levels import drawn_centre
from measures.series import ReaderSeries, require_series
from measures.spc.charts import CHARTS, NHS_RULE_SETS
from measures.spc.types import Analysis, PhaseResult, Signal
from measures.values import format_value, plural
from measures.words import RULES_START_AT
from measures.words.limits import drawn_limits, no_limits_words
from measures.words.parts import capital, centre_word, nouns, since_label
from measures.words.signals import run_length

SIGNAL, NO_SIGNAL, NOT_APPLIED, NOT_COUNTED = "Signal", "No signal", "Not applied", "Never counted"
TOO_EARLY = "Too early"


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One rule on one phase. verdict: "Signal", "No signal", "Too early" (under 10 figures), "Not applied" or "Never
    counted"."""

    name: str
    found: str
    limit: str
    verdict: str


@dataclass(frozen=True, slots=True)
class PhaseSteps:
    """One phase: its lines in words and its rules. centre: "median 41%". rests: what the lines rest on."""

    title: str
    centre: str
    limits: str
    rests: str
    useful: str
    steps: tuple[RuleStep, ...]

    @property
    def caption(self) -> str:
        """All but the steps, in one line: the table's caption."""
        lines = "; ".join(text for text in (self.centre, self.limits, self.rests, self.useful) if text)
        return f"{self.title}: {lines}"


@dataclass(frozen=True, slots=True)
class _Here:
    """What every step is worked out from."""

    series: ReaderSeries
    analysis: Analysis
    index: int

    @property
    def phase(self) -> PhaseResult:
        return self.analysis.phases[self.index]

    @property
    def centre(self) -> str:
        return centre_word(self.analysis)

    def signals(self, rule: str) -> list[Signal]:
        """This phase's signals of one rule."""
        return [one for one in self.analysis.signals if one.rule == rule and one.phase == self.index]

    def longest(self, signals: list[Signal]) -> str:
        """The longest of some patterns: "8, from March 2025", or "no row that long"."""
        if not signals:
            return "no row that long"
        longest = max(signals, key=lambda one: run_length(self.analysis, one))
        return f"{run_length(self.analysis, longest)}, from {since_label(self.series, longest.first)}"


def rules_applied(series: ReaderSeries, analysis: Analysis) -> list[PhaseSteps]:
    """Each phase that has a centre line drawn, oldest first; [] where no rule could be applied."""
    require_series(series)
    return [
        _phase(_Here(series, analysis, index))
        for index, phase in enumerate(analysis.phases)
        if drawn_centre(analysis, index) is not None and (phase.n_useful or CHARTS[analysis.chart].has_limits)
    ]


def why_this_chart(series: ReaderSeries) -> str:
    """Why it is drawn as it is, as a sentence: "Run chart: the usual choice for counts."; or ""."""
    why = chart_of(series).why
    return f"{capital(why).rstrip('.')}." if why else ""


def all_words(phases: list[PhaseSteps]) -> str:
    """Every word of the tables, for the glossary to look in."""
    steps = [f"{step.name} {step.found} {step.limit}" for phase in phases for step in phase.steps]
    return " ".join([*(phase.caption for phase in phases), *steps])


def _phase(here: _Here) -> PhaseSteps:
    phase = here.phase
    alone = len(here.analysis.phases) == 1
    on_line = phase.n_obs - phase.n_useful
    nhs = here.analysis.rule_set.key in NHS_RULE_SETS
    skipped = "ends a run" if on_line == 1 else "end a run"
    counted = phase.n_obs if nhs or not phase.n_useful else phase.n_useful
    passed_over = ""
    if on_line and not phase.n_useful:
        passed_over = f", all of them on the {here.centre}"
    elif on_line:
        passed_over = (
            f", {plural(on_line, 'figure')} on the {here.centre} {skipped if nhs else 'passed over'}"
        )
    return PhaseSteps(
        title="All figures" if alone else f"From {since_label(here.series, phase.first)}",
        centre=f"{here.centre} {format_value(here.series, phase.centre or 0)}",
        limits=_limits(here),
        rests=_rests(here),
        useful=f"{plural(counted, 'figure')} counted{passed_over}",
        steps=tuple(_when_due(here, step(here)) for step in _STEPS[_family(here.analysis)]),
    )


def _when_due(here: _Here, step: RuleStep) -> RuleStep:
    """A rule that found nothing among fewer figures than the rules start at has not been tried yet."""
    if here.phase.n_obs >= RULES_START_AT or step.verdict != NO_SIGNAL:
        return step
    return replace(step, limit=f"the rules start at {RULES_START_AT}", verdict=TOO_EARLY)


def _family(analysis: Analysis) -> str:
    key = analysis.rule_set.key
    return "nhs" if key in NHS_RULE_SETS else key


def _limits(here: _Here) -> str:
    if not CHARTS[here.analysis.chart].has_limits:
        return ""
    if here.phase.no_limits:
        return "no limits"
    if here.phase.limits_vary:
        return "limits as wide as each bottom number asks for"
    low, high = drawn_limits(here.series, here.analysis, here.phase)
    drawn = [f"{side} limit {format_value(here.series, value)}"
             for side, value in (("lower", low), ("upper", high)) if value is not None]  # fmt: skip
    how = ["from the moving ranges"] if drawn and here.analysis.chart in ("xmr", "i") else []
    return ", ".join([*drawn, *how])


def _rests(here: _Here) -> str:
    """What the lines rest on; "" where they rest on every figure counted and are no trial."""
    phase = here.phase
    rests = ""
    if phase.baseline_last is not None:
        rests = f"from the first {nouns(here.series, phase.n_base)}"
    if phase.trial:
        rests = (
            f"{rests}, trial" if rests else f"trial, from {nouns(here.series, phase.n_base or phase.n_obs)}"
        )
    return rests


# --- steps -----------------------------------------------------------------------------------------------


def _outside(here: _Here) -> RuleStep:
    name, found = "Figures outside the limits", here.signals("outside_limits")
    if here.phase.no_limits:
        why = no_limits_words(here.series, here.analysis, here.phase)
        return RuleStep(name, "–", why.rstrip("."), NOT_APPLIED)
    where = [since_label(here.series, one.first) for one in found]
    told = str(len(found))
    if found:
        told += f": {', '.join(where[-3:])}" if len(where) <= 3 else f", the newest {where[-1]}"
    return RuleStep(name, told, "any figure beyond its limit", _verdict(bool(found)))


def _nhs_trend(here: _Here) -> RuleStep:
    found = here.signals("trend")
    limit = f"{here.analysis.rule_set.trend} or more in a row, each higher (or each lower) than the last"
    return RuleStep("Trend", here.longest(found), limit, _verdict(bool(found)))


def _two_of_three(here: _Here) -> RuleStep:
    name, found = "Two of three close to a limit", here.signals("two_of_three")
    if here.phase.no_limits:
        return RuleStep(name, "–", "needs limits", NOT_APPLIED)
    told = (
        f"{plural(len(found), 'time')}, from {since_label(here.series, found[-1].first)}"
        if found
        else "0 times"
    )
    limit = f"two of three in the outer third, all three on that side of the {here.centre}"
    return RuleStep(name, told, limit, _verdict(bool(found)))


def _nhs_shift(here: _Here) -> RuleStep:
    found = here.signals("shift")
    limit = f"{here.analysis.rule_set.shift} or more in a row on one side of the {here.centre}"
    return RuleStep("Shift", here.longest(found), limit, _verdict(bool(found)))


def _longest_run(here: _Here) -> RuleStep:
    phase = here.phase
    longest, most = phase.longest_run or 0, phase.longest_run_max
    name = "Longest run on one side"
    if most is None:
        return RuleStep(name, str(longest), _on_the_line(here), NOT_APPLIED)
    return RuleStep(name, str(longest), f"more than {most}", _verdict(longest > most))


def _crossings(here: _Here) -> RuleStep:
    phase = here.phase
    crossings, low, high = phase.n_crossings or 0, phase.n_crossings_min, phase.n_crossings_max
    name = f"Crossings of the {here.centre}"
    if low is None:
        why = "from 10 to 60 figures only" if phase.n_useful else _on_the_line(here)
        return RuleStep(name, str(crossings), why, NOT_APPLIED)
    limit = f"fewer than {low}" if high is None else f"fewer than {low} or more than {high}"
    signal = crossings < low or (high is not None and crossings > high)
    return RuleStep(name, str(crossings), limit, _verdict(signal))


def _perla_trend(here: _Here) -> RuleStep:
    found = [one for one in here.analysis.trends if one.phase == here.index]
    return RuleStep("Trend", here.longest(found), "5 or more in a row: drawn, no signal", NOT_COUNTED)


def _on_the_line(here: _Here) -> str:
    return f"needs figures off the {here.centre}"


def _verdict(signal: bool) -> str:
    return SIGNAL if signal else NO_SIGNAL


_STEPS: dict[str, tuple[Callable[[_Here], RuleStep], ...]] = {
    "anhoej": (_longest_run, _crossings),
    "perla_2011": (_longest_run, _crossings, _perla_trend),
    "sigma_anhoej": (_outside, _longest_run, _crossings),
    "nhs": (_outside, _nhs_trend, _two_of_three, _nhs_shift),
}
