"""A project on the advisor dashboard, and the reasons to look at it."""

import datetime
from dataclasses import dataclass, field

from ftc_qi.core.templatetags.ftc import short_date
from ftc_qi.pages.names import ProjectNames
from ftc_qi.pages.stalls import Standing
from measures import periods
from measures.readings import Reading
from measures.series import ReaderSeries
from projects.models import Project

SIGNALS, DATA, CYCLES = "signals", "data", "cycles"
STALLED, GAP, UNSCORED = "stalled", "gap", "unscored"


@dataclass(frozen=True, slots=True)
class Item:
    """What a reason is about. status and moved: a measure's, for its tile."""

    name: str
    url: str = ""
    words: str = ""
    status: str = ""
    moved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why to look. kind: SIGNALS, DATA … UNSCORED. badge: a few words. days: how old, for the order."""

    kind: str
    badge: str
    days: int
    late: bool = False
    items: tuple[Item, ...] = ()


@dataclass(slots=True, kw_only=True)
class Row:
    """One project on the dashboard. cycles: the open ones in words, a stage each. resumed_on: last day of
    its newest pause that ended."""

    project: Project
    names: ProjectNames
    may_review: bool
    reviewed_at: datetime.datetime | None = None
    reviewed_by: str | None = None
    resumed_on: datetime.date | None = None
    primary: Reading | None = None
    readings: list[Reading] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    cycles: list[str] = field(default_factory=list)
    scores: Standing = field(default_factory=Standing)

    @property
    def kinds(self) -> set[str]:
        return {reason.kind for reason in self.reasons}

    @property
    def worsening(self) -> bool:
        """Whether one of its new signals is in the wrong direction."""
        return any(item.status == "deterioration" for reason in self.reasons for item in reason.items)

    @property
    def age(self) -> int:
        """Days of its oldest reason."""
        return max((reason.days for reason in self.reasons), default=0)

    @property
    def data_late(self) -> bool:
        return DATA in self.kinds

    @property
    def up_to(self) -> str:
        """End of the newest period answered for any of its measures, short: "Sep 2026", "15 Nov 2026"."""
        with_data = [reading.series for reading in self.readings if reading.series.points]
        if not with_data:
            return ""
        newest = max(with_data, key=data_end)
        day = short_date(data_end(newest))
        return day.split(" ", 1)[1] if newest.frequency in (periods.MONTHLY, periods.QUARTERLY) else day

    @property
    def logged_at(self) -> datetime.datetime | None:
        """When a figure was last recorded or corrected."""
        return max((r.series.as_at for r in self.readings if r.series.as_at), default=None)


def data_end(series: ReaderSeries) -> datetime.date:
    """The last day of the newest period answered."""
    return series.end_of(len(series.points) - 1)
