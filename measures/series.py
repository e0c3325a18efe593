"""The shape of a measure's series on each face. Plain frozen data: no rows, no queries, no Django.

`measures.faces` is the only module that makes these; charts, tables, sentences and exports take nothing else.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from measures import periods

VALUE, HIDDEN, NOBODY_ELIGIBLE, NOT_COLLECTED, MISSING = (
    "value",
    "hidden",
    "nobody_eligible",
    "not_collected",
    "missing",
)

WORKING, SHARED = "working", "shared"

FIGURES, DAYS_BETWEEN, CASES_BETWEEN, EVENTS_PER_QUARTER = (
    "figures",
    "days_between",
    "cases_between",
    "events_per_quarter",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One position of a series: a period, or an event on the working face.

    value: as plotted (a proportion as a ratio 0-1), None unless the state is "value". numerator and
    denominator: None where there is no such figure, or where its own reason says why it is hidden.
    note: the team's; always empty on the shared face.
    """

    period_start: datetime.date
    label: str
    """ "March 2021", "week of 1 March 2021", "January to March 2021"; an event's date."""
    state: str
    value: float | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    people: Decimal | None = None
    reason: str | None = None
    numerator_reason: str | None = None
    denominator_reason: str | None = None
    people_reason: str | None = None
    note: str = ""
    row_id: int | None = None
    """The row's key, for "correct" links on the working face; None on the shared face."""

    @property
    def is_value(self) -> bool:
        return self.state == VALUE

    @property
    def plotted(self) -> float:
        """The value of a point that is shown. ValueError for any other: ask `is_value` first."""
        if self.value is None:
            raise ValueError(f"{self.label} shows no value.")
        return self.value

    @property
    def is_hidden(self) -> bool:
        return self.state == HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPhase:
    """A phase as set. starts_on None: the first. reason: the team's; empty on the shared face."""

    start: int
    starts_on: datetime.date | None = None
    baseline: int | None = None
    by_person: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A PDSA cycle or an annotation at its date. Other teams may read both."""

    kind: str
    """ "cycle" or "annotation"."""
    on: datetime.date
    until: datetime.date | None = None
    """Last day of a cycle's Do; None while it runs, and for annotations."""
    mark: str = ""
    """What stands on the chart where the words have no room: the cycle's number, or a letter."""
    text: str = ""
    act: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch in which the project was paused. ends_on None: still is."""

    starts_on: datetime.date
    ends_on: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What both faces have. Not accepted by any builder: only its two subclasses are."""

    measure_id: int
    project_id: int
    name: str
    kind: str
    is_primary: bool
    direction: str
    unit: str
    data_kind: str
    """As drawn: the shared face of an events measure is a "count" per quarter."""
    shows: str = FIGURES
    per: int = 1
    decimals: int = 0
    frequency: str
    fortnight_anchor: datetime.date | None = None
    numerator_label: str = ""
    denominator_label: str = ""
    target: float | None = None
    target_on: datetime.date | None = None
    lag_days: int = 14
    rule_set: str
    """As set; used where it fits the chart."""
    chart: str = ""
    """As chosen; "" = the one proposed. Which chart is drawn is for `measures.chart_choice.chart_of`."""
    chart_note: str = ""
    """The team's, as the reasons of its phases are; empty on the shared face."""
    y_axis: str = "auto"
    about_people: bool
    hide_below: int
    collect_from: datetime.date | None = None
    collect_until: datetime.date | None = None
    points: tuple[SeriesPoint, ...] = ()
    phases: tuple[SeriesPhase, ...] = ()
    exclusions: frozenset[int] = frozenset()
    """Positions left out of centre line and rules; still drawn."""
    flags: tuple[Flag, ...] = ()
    pauses: tuple[Pause, ...] = ()
    as_at: datetime.datetime | None = None
    """The newest recorded change included."""

    @property
    def face(self) -> str:
        raise NotImplementedError

    @property
    def by_event(self) -> bool:
        """True where a position is an event rather than a period."""
        return self.shows in (DAYS_BETWEEN, CASES_BETWEEN)

    @property
    def scale(self) -> int:
        """What a plotted value is multiplied by to be read: 100 for proportions, `per` for rates."""
        return {"proportion": 100, "rate": self.per}.get(self.data_kind, 1)

    @property
    def starts_at_zero(self) -> bool:
        return self.data_kind in ("count", "rate", "events")

    @property
    def noun(self) -> str:
        """What one position is: "month", "event"."""
        return "event" if self.by_event else periods.NOUNS[self.frequency]

    @property
    def answered(self) -> tuple[SeriesPoint, ...]:
        """Points with an answer of any kind."""
        return tuple(point for point in self.points if point.state != MISSING)

    @property
    def data_up_to(self) -> datetime.date | None:
        """Start of the newest period answered; an event's date."""
        return self.points[-1].period_start if self.points else None

    @property
    def latest(self) -> SeriesPoint | None:
        """The newest point with a figure, shown or hidden."""
        return next((p for p in reversed(self.points) if p.state in (VALUE, HIDDEN)), None)

    @property
    def hidden_count(self) -> int:
        return sum(point.is_hidden for point in self.points)

    def end_of(self, index: int) -> datetime.date:
        """Last day of the position's period; the event's own day."""
        start = self.points[index].period_start
        return start if self.by_event else periods.end_of(start, self.frequency)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingSeries(Series):
    """Exact numbers, for the own team, the advisor and the fund manager."""

    @property
    def face(self) -> str:
        return WORKING


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSeries(Series):
    """Protected numbers, for everybody else: holds no hidden number, no note and no team-only reason."""

    @property
    def face(self) -> str:
        return SHARED

    def __post_init__(self):
        for point in self.points:
            if point.note or point.row_id is not None:
                raise ValueError("The shared face holds no notes and no row keys.")
            if point.is_hidden and not all_none(
                point.value, point.numerator, point.denominator, point.people
            ):
                raise ValueError("A hidden point holds no number.")
        if self.chart_note or any(phase.reason for phase in self.phases):
            raise ValueError("The shared face holds no reasons.")


def all_none(*numbers) -> bool:
    """Whether not one number is held."""
    return all(number is None for number in numbers)


ReaderSeries = WorkingSeries | SharedSeries


def require_series(series: ReaderSeries) -> None:
    """Raise TypeError for anything but the two faces: no builder takes rows, or a series of no face."""
    if not isinstance(series, WorkingSeries | SharedSeries):
        raise TypeError(f"Expected a WorkingSeries or a SharedSeries, not {type(series).__name__}.")


def last_positions(series: ReaderSeries, count: int) -> int:
    """Index of the first of the last `count` positions."""
    return max(0, len(series.points) - count)
