"""A project on the advisor dashboard, and the reasons to look at it."""

import datetime
from dataclasses import dataclass, field

from ftc_qi.core.templatetags.ftc import short_date
from ftc_qi.pages.stalls import Standing
from ftc_qi.pages.triage_figures import Figures
from measures import periods
from measures.readings import Reading
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
    """One project on the dashboard. lead: its lead organisation. cycles: the open ones in words, a stage each."""

    project: Project
    lead: str | None
    may_review: bool
    reviewed_at: datetime.datetime | None = None
    reviewed_by: str | None = None
    primary: Reading | None = None
    figures: list[Figures] = field(default_factory=list)
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
    def resumed_on(self) -> datetime.date | None:
        """The last day of its newest pause that ended."""
        return max((pause.ends_on for pause in self.scores.pauses if pause.ends_on), default=None)

    @property
    def up_to(self) -> str:
        """End of the newest period answered for any of its measures, short: "Sep 2026", "15 Nov 2026"."""
        ends = [(one.end, one.measure.frequency) for one in self.figures if one.end]
        if not ends:
            return ""
        newest, frequency = max(ends, key=lambda pair: pair[0])
        day = short_date(newest)
        return day.split(" ", 1)[1] if frequency in (periods.MONTHLY, periods.QUARTERLY) else day

    @property
    def logged_at(self) -> datetime.datetime | None:
        """When a figure was last recorded or corrected."""
        return max((one.logged_at for one in self.figures if one.logged_at), default=None)
