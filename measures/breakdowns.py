"""The shape of a breakdown on each face: a series for every group. Plain frozen data: no rows, no queries.

`measures.faces.breakdowns_for` is the only place that makes these, protected first where the face is the shared one.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from measures.disclosure import LINKED
from measures.series import (
    ReaderSeries,
    SharedSeries,
    WorkingSeries,
    require_series,
)

NOT_STATED = "Not stated"
KINDS = ("count", "proportion", "rate")
"""Kinds of figures that can be broken down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group with its series, which has the positions, phases and exclusions of the total's. id None: those whose
    group was not stated."""

    id: int | None
    name: str
    series: ReaderSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """What both faces have. Not accepted by any builder: only its two subclasses are."""

    id: int
    name: str
    exclusive: bool
    adds_over_time: bool
    total: ReaderSeries
    groups: tuple[Group, ...]
    not_stated: Group | None = None
    """What the groups leave of the total; None where it is 0 throughout, or where groups may overlap."""

    @property
    def all_groups(self) -> tuple[Group, ...]:
        """The groups, and those not stated."""
        return (*self.groups, self.not_stated) if self.not_stated else self.groups

    @property
    def has_figures(self) -> bool:
        """Whether any group has a figure, shown or hidden."""
        return any(
            point.is_value or point.is_hidden for group in self.groups for point in group.series.points
        )

    @property
    def hidden_count(self) -> int:
        return sum(group.series.hidden_count for group in self.all_groups)

    @property
    def first(self) -> int:
        """Position of the first period with a figure of any group; the number of positions where there is none."""
        points = self.total.points
        return next(
            (
                i
                for i in range(len(points))
                if any(g.series.points[i].is_value or g.series.points[i].is_hidden for g in self.groups)
            ),
            len(points),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingBreakdown(Breakdown):
    """Exact numbers, for the own team, the advisor and the fund manager."""

    def __post_init__(self):
        _require(self, WorkingSeries)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedBreakdown(Breakdown):
    """Protected numbers, for everybody else."""

    def __post_init__(self):
        _require(self, SharedSeries)


ReaderBreakdown = WorkingBreakdown | SharedBreakdown


def require_breakdown(breakdown: ReaderBreakdown) -> None:
    """Raise TypeError for anything but the two faces."""
    if not isinstance(breakdown, WorkingBreakdown | SharedBreakdown):
        raise TypeError(f"Expected a WorkingBreakdown or a SharedBreakdown, not {type(breakdown).__name__}.")


def _require(breakdown: Breakdown, face: type) -> None:
    if not all(isinstance(series, face) for series in _series_of(breakdown)):
        raise TypeError(f"Every series of a {type(breakdown).__name__} is a {face.__name__}.")


def _series_of(breakdown: Breakdown) -> Iterator[ReaderSeries]:
    yield breakdown.total
    for group in breakdown.all_groups:
        yield group.series


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """A group's total over some time: a count, or none with the reason it is hidden."""

    label: str
    count: Decimal | None
    reason: str | None = None


def totals_of(
    breakdown: ReaderBreakdown,
    begin: datetime.date | None = None,
    end: datetime.date | None = None,
) -> list[GroupTotal]:
    """Each group's count added up over the periods that begin from `begin` to `end` (None: no bound), those not
    stated last. Nothing for other kinds of figures, or where periods may not be added up.

    A sum with a hidden part is hidden: otherwise the part could be worked out from it. Groups without any figure in
    that time are left out.
    """
    require_breakdown(breakdown)
    if breakdown.total.data_kind != "count" or not breakdown.adds_over_time:
        return []
    found = []
    for group in breakdown.all_groups:
        require_series(group.series)
        points = [
            point
            for point in group.series.points
            if (begin is None or point.period_start >= begin) and (end is None or point.period_start <= end)
        ]
        if any(point.is_hidden for point in points):
            found.append(GroupTotal(group.name, None, LINKED))
        elif any(point.is_value for point in points):
            shown = [Decimal(str(point.plotted)) for point in points if point.is_value]
            found.append(GroupTotal(group.name, sum(shown, Decimal(0))))
    return found
