"""What goes into and comes out of the statistics. All indexes are 0-based positions in the series."""

from dataclasses import dataclass, field
from typing import Literal

Value = float | None
"""One plotted value, in the unit plotted (a proportion is a ratio 0-1); None = missing."""

Scope = Literal["points", "phase"]
Side = Literal["high", "low", "none"]
Direction = Literal["up", "down", "neutral"]
"""Which way is good. "neutral": neither."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A named, versioned set of rules. A changed rule is a new version, never an edit of an old one."""

    key: str
    name: str
    version: int
    description: str
    """Plain words for people who read the chart."""
    trend: int | None = None
    """Points rising or falling in a row that count as a signal (NHS Making Data Count); None: no such rule."""
    shift: int | None = None
    """Points in a row on one side of the mean that count as a signal (NHS Making Data Count)."""


@dataclass(frozen=True, slots=True)
class PhaseSpec:
    """A stretch of the series with its own centre line, as somebody set it."""

    start: int
    """Index of its first position. Positions before the first phase's start belong to the first phase."""
    baseline: int | None = None
    """Only the first so many recorded, included points feed the centre (None: all do)."""
    by_person: bool = False
    """Somebody chose to begin it (with a reason), as opposed to the phase every measure is made with."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Something a rule found.

    scope "points": `first` and `last` are the first and last point of the pattern and `side` says where it
    lies. scope "phase": the pattern belongs to the whole phase, `side` is "none", and `first` and `last` are
    the phase's first and last recorded, included points.
    """

    rule: str
    """outside_limits (one for each point), trend, two_of_three, shift (Anhøj: a long run; Perla: six or more; NHS:
    seven or six), crossings, runs. Which points belong to it: `patterns.points_of`. Perla's trend stands only
    in `Analysis.trends`."""
    scope: Scope
    side: Side
    """For a trend: "high" is rising, "low" is falling."""
    first: int
    last: int
    phase: int
    """Index into `Analysis.phases`."""


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """One phase, analysed. A phase without positions has `last == first - 1`.

    Limits are "the last value that is not a signal": a run longer than `longest_run_max`, fewer crossings
    than `n_crossings_min` or more than `n_crossings_max` is a signal. None: that rule was not applied.
    """

    first: int
    last: int
    centre: float | None
    """The median or mean of the base points, as `charts.Chart.centre` says; None when there are none, or when
    `undetermined`."""
    baseline_last: int | None
    """Index of the last point that feeds the centre, where a baseline is set and complete; else None."""
    n_obs: int
    """Recorded, included points (hidden small ones count; missing and excluded ones do not)."""
    n_useful: int
    """Those of them that are not on the centre line."""
    longest_run: int | None
    longest_run_max: int | None
    n_crossings: int | None
    n_crossings_min: int | None
    n_crossings_max: int | None
    """Only the published runs table (Perla 2011) has an upper limit."""
    runs_signal: bool
    """Any signal of the rule set in this phase (Perla's trends are never counted)."""
    trial: bool
    """Fewer than 12 recorded points feed the centre."""
    undetermined: bool = False
    """Hidden small numbers leave the centre, or a point's side of it, unknown: no line and no signals."""
    n_base: int = 0
    """Points that feed the centre and the limits."""
    upper: float | None = None
    lower: float | None = None
    """The 3-sigma limits, where they are the same at every point of the phase; None: none, or they vary. `lower`
    alone is None on a T chart whose lower limit would fall below 0."""
    limits_vary: bool = False
    """Each point has limits of its own, because denominators differ: see `Analysis.upper`."""
    no_limits: str = ""
    """Why a chart with limits has none: one of NO_LIMITS; "" where it has them, and on a run chart."""
    sigma_factor: float | None = None
    """How much wider (over 1) than chance alone the spread is, on charts that say it (P′, U′); under 1: narrower,
    as the limits then are."""


NO_LIMITS = (
    "too_few",  # fewer than two base points; where limits come from moving ranges, no two of them neighbours
    "constant",  # no spread: base points are all the same, or counts and ratios are all nothing or all
    "undefined",  # the formula gives no number here, such as a T chart with a zero
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """A series, analysed. `values`, `centre` and `side` have one entry per position."""

    rule_set: RuleSet
    values: tuple[Value, ...]
    """As given; anything that is not a finite number has become None."""
    phases: tuple[PhaseResult, ...]
    """One for each phase given, in order of start (one phase from 0 if none was given)."""
    centre: tuple[float | None, ...]
    side: tuple[int | None, ...]
    """+1 above, -1 below, 0 on the centre line; None for missing and excluded points and without a centre."""
    signals: tuple[Signal, ...]
    """In order of phase, then of first point; phase-scoped ones last."""
    trends: tuple[Signal, ...] = ()
    """Drawn, never counted in any status, total, list or sentence."""
    excluded: frozenset[int] = frozenset()
    censored: frozenset[int] = frozenset()
    specs: tuple[PhaseSpec, ...] = field(default=())
    """The phases as used, in the order of `phases`."""
    chart: str = "run"
    """A key of `charts.CHARTS`."""
    denominators: tuple[Value, ...] = ()
    """One per position on charts that need them, else empty."""
    upper: tuple[Value, ...] = ()
    lower: tuple[Value, ...] = ()
    """3-sigma limits, one per position; empty on a run chart. As worked out: what lies beyond the possible
    (under 0, over 100 %) is stored and not drawn (DECISIONS 22)."""
    upper_2: tuple[Value, ...] = ()
    lower_2: tuple[Value, ...] = ()
    """2-sigma limits, likewise."""
    skipped: frozenset[int] = frozenset()
    """Positions left out because their denominator is zero, negative or missing; their value has become None."""


@dataclass(frozen=True, slots=True)
class StatusResult:
    """The one word a measure gets (DECISIONS 20) and the signal it rests on."""

    status: str
    """One of `measures.spc.status.STATUSES`."""
    signal: Signal | None
    """What decided; with "no_signal" the latest signal that is no longer current, if there is one."""
    current: bool
    """Whether `signal` is among the newest points of the last phase. False: "earlier signal, not current"."""
