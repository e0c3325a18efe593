"""One shared measure of several projects over one stretch of time, for a funnel plot.

Made from the shared series alone: what is hidden is in no sum. Periods are added up only where every measure
allows it (DECISIONS 14), else the newest period that all have answered stands alone. Sums of one project's own
periods are shown; the projects together only as an average, never as a total.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from measures import periods
from measures.charts.funnel import letter
from measures.disclosure import MOST_HIDDEN
from measures.readings import Reading
from measures.series import SeriesPoint
from measures.spc.funnel import Funnel, FunnelPoint
from measures.spc.funnel import funnel as against_chance
from measures.values import number, plural

KINDS = ("proportion", "rate")
"""Kinds of data that a funnel can hold against a size."""
SPANS = (3, 6, 12, 24)
"""Months that may be chosen."""
STALE_MONTHS = 6
"""A measure without figures for so long behind the newest is left out, instead of holding all others back."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first to the last day. added: periods are summed; else it is one period, as labelled."""

    first: datetime.date
    last: datetime.date
    added: bool
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """A project in the funnel. note: periods that are not in its figures, and why."""

    key: str
    reading: Reading
    point: FunnelPoint
    note: str
    top: str
    bottom: str
    written: str

    @property
    def words(self) -> str:
        """What its place means; never more than that chance alone is an unlikely reason."""
        if self.point.zone == "inside":
            return "Inside the funnel"
        side = "above" if self.point.side == "high" else "below"
        sigma = "3 sigma" if self.point.zone == "outside" else "2 sigma"
        return f"Outside, {side} the {sigma} limit"


@dataclass(frozen=True, slots=True)
class LeftOut:
    reading: Reading
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """stretch and funnel None: nothing can be compared. factor: what a value is multiplied by to be read."""

    stretch: Stretch | None
    funnel: Funnel | None
    groups: tuple[Group, ...]
    left_out: tuple[LeftOut, ...]
    factor: float
    may_add: bool

    @property
    def outside(self) -> int:
        return sum(group.point.zone != "inside" for group in self.groups)

    @property
    def title(self) -> str:
        """The answer first: "All 8 projects lie inside the funnel"."""
        if not self.groups:
            return "Nothing to compare yet"
        many = plural(len(self.groups), "project")
        if not self.outside:
            return (
                f"All {many} lie inside the funnel"
                if len(self.groups) > 1
                else "One project cannot be compared"
            )
        lies = "lies" if self.outside == 1 else "lie"
        return f"{self.outside} of {many} {lies} outside the funnel"

    @property
    def chance_words(self) -> str:
        """How many chance alone would put outside the 2-sigma limits (DECISIONS 21)."""
        if self.funnel is None:
            return ""
        return (
            f"By chance alone, about {number(self.funnel.expected_beyond_2, 1)} of "
            f"{plural(len(self.groups), 'project')} would lie outside the 2 sigma limits."
        )

    @property
    def average(self) -> str:
        return "" if self.funnel is None else self.written(self.funnel.centre)

    def written(self, value: float) -> str:
        return _written(value, self.factor, percent=self._percent)

    @property
    def _percent(self) -> bool:
        return self.funnel is not None and self.funnel.kind == "proportion"


def compare(readings: Sequence[Reading], *, months: int) -> Comparison:
    """Hold the projects against each other over the newest `months` that all of them have answered.

    readings: of one shared measure of a kind in KINDS, on the shared face, in the order of their keys. No query.
    """
    left_out: list[LeftOut] = []
    fresh = _fresh(readings, left_out)
    may_add = bool(fresh) and all(one.measure.adds_over_time for one in fresh)
    if not may_add:
        fresh = _one_frequency(fresh, left_out)
    factor = max((float(one.series.scale) for one in readings), default=1.0)
    stretch = _stretch(fresh, months) if fresh and may_add else _newest_period(fresh) if fresh else None
    sums: list[tuple[Reading, float, float, str]] = []
    for one in fresh:
        summed = _sum(one, stretch) if stretch else "No figures yet."
        if isinstance(summed, str):
            left_out.append(LeftOut(one, summed))
        else:
            sums.append((one, *summed))
    percent = bool(readings) and readings[0].series.data_kind == "proportion"
    found = against_chance("proportion" if percent else "rate", [(top, bottom) for _, top, bottom, _ in sums])
    groups: tuple[Group, ...] = ()
    if found is not None:
        groups = tuple(
            Group(
                key=letter(place),
                reading=one,
                point=point,
                note=note,
                top=_figure(top),
                bottom=_figure(bottom),
                written=_written(point.value, factor, percent=percent),
            )
            for place, ((one, top, bottom, note), point) in enumerate(zip(sums, found.points, strict=True))
        )
    left_out.sort(key=lambda one: one.reading.measure.project.name.casefold())
    return Comparison(stretch, found, groups, tuple(left_out), factor, may_add)


def _fresh(readings: Sequence[Reading], left_out: list[LeftOut]) -> list[Reading]:
    """Those with figures, not long behind the newest."""
    ends = {id(one): one.series.end_of(len(one.series.points) - 1) for one in readings if one.series.points}
    newest = max(ends.values(), default=None)
    fresh = []
    for one in readings:
        end = ends.get(id(one))
        if end is None or newest is None:
            left_out.append(LeftOut(one, "No figures yet."))
        elif end < periods.add_months(newest, -STALE_MONTHS):
            left_out.append(LeftOut(one, f"No figures since {one.up_to}."))
        else:
            fresh.append(one)
    return fresh


def _one_frequency(fresh: list[Reading], left_out: list[LeftOut]) -> list[Reading]:
    """Single periods are compared only where they are as long: those of the commonest frequency."""
    kept = [one.series.frequency for one in fresh]
    most = max(kept, key=lambda frequency: (kept.count(frequency), frequency), default="")
    others = (one for one in fresh if one.series.frequency != most)
    left_out.extend(
        LeftOut(one, f"Its figures are for a {one.series.noun}, and may not be added up.") for one in others
    )
    return [one for one in fresh if one.series.frequency == most]


def _stretch(fresh: list[Reading], months: int) -> Stretch:
    """The newest whole months that every measure has answered."""
    last = min(one.series.end_of(len(one.series.points) - 1) for one in fresh)
    after = periods.add_months(last + datetime.timedelta(days=1), 0)
    first = periods.add_months(after, -months)
    last = after - datetime.timedelta(days=1)
    label = f"{periods.MONTHS[first.month - 1]} {first.year} to {periods.MONTHS[last.month - 1]} {last.year}"
    return Stretch(first, last, added=True, label=label)


def _newest_period(fresh: list[Reading]) -> Stretch:
    """The newest period that every measure has answered."""
    one = min(fresh, key=lambda one: one.series.points[-1].period_start)
    start = one.series.points[-1].period_start
    end = one.series.end_of(len(one.series.points) - 1)
    return Stretch(start, end, added=False, label=one.series.points[-1].label)


def _sum(one: Reading, stretch: Stretch) -> tuple[float, float, str] | str:
    """(top, bottom, note) of the periods that lie in the stretch, or why there are none to compare."""
    series = one.series
    inside = [
        point
        for place, point in enumerate(series.points)
        if point.period_start >= stretch.first and series.end_of(place) <= stretch.last
    ]
    shown = [point for point in inside if point.is_value]
    hidden = sum(point.is_hidden for point in inside)
    if hidden and not shown:
        return "Its numbers are too small to show."
    if hidden > MOST_HIDDEN * (hidden + len(shown)):
        return f"Numbers too small to show in {hidden} of {plural(hidden + len(shown), series.noun)}."
    if not shown:
        return "No figures in this time."
    notes = []
    if hidden:
        notes.append(f"without {plural(hidden, series.noun)} hidden to protect people")
    empty = sum(point.state in ("missing", "not_collected") for point in inside)
    if empty:
        notes.append(f"{plural(empty, series.noun)} without a figure")
    if stretch.added and series.points[0].period_start > stretch.first:
        notes.append(f"figures begin in {_month(series.points[0])}")
    top, bottom = (sum(float(part) for part in parts) for parts in zip(*map(_parts, shown), strict=True))
    return top, bottom, "; ".join(notes)


def _parts(point: SeriesPoint) -> tuple[float, float]:
    """Numerator and denominator of a point that is shown."""
    if point.numerator is None or point.denominator is None:
        raise ValueError(f"{point.label} shows no figures.")
    return float(point.numerator), float(point.denominator)


def _month(point: SeriesPoint) -> str:
    return f"{periods.MONTHS[point.period_start.month - 1]} {point.period_start.year}"


def _figure(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)


def _written(value: float, factor: float, *, percent: bool) -> str:
    shown = value * factor
    if percent:
        return f"{number(shown)}%"
    return number(shown, 0 if shown >= 100 or shown == int(shown) else 1)
