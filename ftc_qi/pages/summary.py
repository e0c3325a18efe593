"""A project on one page, to be passed on: what the summary, its PDF and the storyboard tell.

Always the shared face, whoever asks, and only words written for the community (DECISIONS 8 and 9): never what
a team keeps to itself. The method is left out for readers who may not see it.
"""

import datetime
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from ftc_qi.core.svg import printable
from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.pages.aim_progress import AimCard, aim_card, current_aim_of, measure_of, reading_of
from ftc_qi.pages.cycle_words import DECIDED, ORDER, window_of
from ftc_qi.pages.names import ProjectNames, names_of
from ftc_qi.pages.overview import policy_for
from measures.readings import Reading, read
from projects.models import PDSACycle, Project
from projects.permissions import Permission, can

SMALL_CHARTS, TESTING, LEARNED, PLANNED = 4, 3, 3, 3
"""How many of each the sheet shows; the project's pages have the rest."""
Stage = PDSACycle.Stage


@dataclass(frozen=True, slots=True)
class Told:
    """One thing about a cycle. mark: one or two words beside its title, possibly empty."""

    title: str
    text: str = ""
    mark: str = ""


@dataclass(slots=True)
class Summary:
    """Everything on the sheet. others: measures beside the main outcome; more: how many are not shown.

    cycles: every cycle, newest first; [] for a reader who may not see the method. read: every measure that was
    read, also without a chart of its own here; aim_reading: the one that tells how far the aim is.
    """

    project: Project
    names: ProjectNames
    with_method: bool
    aim: AimCard | None
    primary: Reading | None
    others: list[Reading]
    more: int
    hide_below: int
    cycles: list[PDSACycle] = field(default_factory=list)
    read: list[Reading] = field(default_factory=list)
    aim_reading: Reading | None = None

    @property
    def readings(self) -> list[Reading]:
        """The main outcome first."""
        return ([self.primary] if self.primary else []) + self.others

    @property
    def organisation(self) -> str:
        """ "Kestrel Lane Collective, with A clinic and B council"; "" without any."""
        partners = joined(self.names.partners)
        if not self.names.lead:
            return f"With {partners}" if partners else ""
        return f"{self.names.lead}, with {partners}" if partners else self.names.lead

    @property
    def facts(self) -> list[str]:
        """Themes, groups and boroughs, each in a few words."""
        rows = (self.names.themes, self.names.groups, self.names.areas)
        return [joined(row.values()) for row in rows if row]

    @property
    def aim_line(self) -> str:
        """The aim as one sentence; says so where none is written."""
        return shortened(self.aim.sentence, 330) if self.aim else "No aim is written yet."

    @property
    def data_up_to(self) -> str:
        """Newest period answered by any measure shown: "October 2026"; "" without figures."""
        dated = [(x.series.data_up_to, x.up_to) for x in self.readings if x.series.data_up_to]
        return max(dated)[1] if dated else ""

    @property
    def as_at(self) -> datetime.date | None:
        """The day of the newest recorded figure included."""
        instants = [reading.series.as_at for reading in self.readings if reading.series.as_at]
        return timezone.localtime(max(instants)).date() if instants else None

    @property
    def data_words(self) -> str:
        """ "Figures up to October 2026, as at 12 November 2026."; says so where there are none."""
        if not self.data_up_to:
            return "No figures are logged yet."
        return f"Figures up to {self.data_up_to}, as at {uk_date(self.as_at)}."

    @property
    def protected_words(self) -> str:
        """What the foot says of how the figures were made."""
        rules = sorted(
            {f"{r.name}, version {r.version}" for r in (x.analysis.rule_set for x in self.readings)}
        )
        words = f"Protected view: totals only, and numbers about people under {self.hide_below} are hidden."
        return f"{words} Rules: {'; '.join(rules)}." if rules else words

    @property
    def testing(self) -> list[Told]:
        """Cycles in Do, Study or Act, newest first, with what the team expects."""
        now = [cycle for cycle in self.cycles if cycle.stage not in (Stage.PLAN, Stage.DONE)]
        return [
            Told(shortened(cycle.title, 60), _expected(cycle, 110), cycle.get_stage_display())
            for cycle in now[:TESTING]
        ]

    @property
    def studied(self) -> list[PDSACycle]:
        """Cycles whose Study is finished, the newest first."""
        done = [cycle for cycle in self.cycles if cycle.study and ORDER[cycle.stage] >= ORDER[Stage.ACT]]
        return sorted(done, key=lambda cycle: cycle.ended_on or cycle.planned_start_on, reverse=True)

    @property
    def learned(self) -> list[Told]:
        """What the newest finished studies taught, with what was decided."""
        return [
            Told(shortened(cycle.title, 60), shortened(cycle.study, 150), DECIDED.get(cycle.act, ""))
            for cycle in self.studied[:LEARNED]
        ]

    @property
    def coming(self) -> list[Told]:
        """What the newest decision leads to, then the cycles planned, the soonest first."""
        decided = next((cycle for cycle in self.studied if cycle.act_note), None)
        found = []
        if decided is not None:
            found.append(Told(f"After cycle {decided.number}", shortened(decided.act_note, 140)))
        planned = sorted(
            (cycle for cycle in self.cycles if cycle.stage == Stage.PLAN),
            key=lambda cycle: (cycle.planned_start_on, cycle.number),
        )
        found += [Told(shortened(cycle.title, 60), window_of(cycle)) for cycle in planned[:PLANNED]]
        return found[:PLANNED]


def gather_summary(
    project: Project,
    *,
    user,
    today: datetime.date,
    others: int = SMALL_CHARTS,
    also: Collection[int] = (),
) -> Summary:
    """What everybody of the programme may know of the project; its method where `user` may read it, numbers on the
    shared face for everyone. also: keys of measures to read too. At most six queries, with events seven."""
    with_method = can(user, Permission.METHOD_VIEW, project)
    measures = list(project.measures.current().order_by("-is_primary", "order", "pk"))
    primary = measures[0] if measures and measures[0].is_primary else None
    rest = [measure for measure in measures if measure is not primary]
    aim = current_aim_of(project)
    # The aim's own measure is always read; it has a chart of its own only where there is room for it.
    shown = ([primary] if primary else []) + rest[:others]
    unshown = [row for row in rest[others:] if row.pk == measure_of(aim) or row.pk in also]
    every = read(shown + unshown, user=user, today=today, shared_only=True, with_flags=with_method)
    main = every[0] if primary else None
    policy = policy_for(project, every)
    told = reading_of(aim, every) if aim else None
    readings = every[: len(shown)]
    cycles = PDSACycle.objects.current().filter(change_idea__project=project).select_related("change_idea")
    return Summary(
        project=project,
        names=names_of([project.pk])[project.pk],
        with_method=with_method,
        aim=aim_card(aim, told, user=AnonymousUser(), policy=policy, today=today) if aim else None,
        primary=main,
        others=readings[1:] if primary else readings,
        more=len(rest) - len(rest[:others]),
        hide_below=policy.hide_below,
        cycles=list(cycles.order_by("-number", "-pk")) if with_method else [],
        read=every,
        aim_reading=told,
    )


def shortened(text: str, limit: int) -> str:
    """`text` on one line in at most `limit` letters: whole sentences if one fits, else whole words and "…"."""
    text = one_line(text)
    if len(text) <= limit:
        return text
    sentences = re.match(rf"^.{{20,{limit - 1}}}[.!?](?=\s)", text)
    if sentences:
        return sentences.group()
    words = text[:limit].rpartition(" ")[0]
    return (words if len(words) > limit // 2 else text[: limit - 1]).rstrip(" ,;:–-") + "…"


def one_line(text: str) -> str:
    """`text` without line breaks and letters that cannot be written."""
    return " ".join(printable("".join(" " if unicodedata.category(x) == "Cc" else x for x in text)).split())


def joined(names: Iterable[str]) -> str:
    """ "A, B and C"."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _expected(cycle: PDSACycle, limit: int) -> str:
    if not cycle.prediction:
        return "No prediction was written."
    return shortened(f"We expect: {cycle.prediction}", limit)
