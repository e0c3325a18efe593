"""Actions as people read them: what is late, whose they are, which need a new person."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from measures.values import plural
from projects.models import Project
from projects.permissions import Permission, access_of, can
from projects.who import with_writers, writer_of

from .models import Action

Source = Action.Source


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action. source: where it comes from, with the page of its cycle; who: "" for nobody yet.
    late: "3 days late", or "". done_url takes a POST, as does the one that opens it again."""

    id: int
    project: Project
    what: str
    who: str
    who_left: bool
    is_mine: bool
    by_when: datetime.date | None
    late: str
    where: str
    source: str
    source_key: str
    cycle_url: str
    done_at: datetime.datetime | None
    done_by: str
    may_finish: bool
    done_url: str
    reopen_url: str

    @property
    def is_open(self) -> bool:
        return self.done_at is None

    @property
    def needs_person(self) -> bool:
        return self.is_open and self.who_left


def current_actions() -> QuerySet[Action]:
    """Actions with all that a page says of them, in one query; those of a withdrawn cycle went with it."""
    rows = Action.objects.current().filter(cycle__withdrawn_at__isnull=True)
    return with_writers(rows, by="done_by").select_related("project", "who", "cycle")


def row_of(action: Action, user, today: datetime.date) -> ActionRow:
    """One action for one reader. No query: its project, person and cycle are loaded."""
    project, who, cycle = action.project, action.who, action.cycle
    is_open = action.done_at is None
    # A pause silences what is overdue (DECISIONS 31).
    due = action.by_when if is_open and project.status != Project.Status.PAUSED else None
    days = (today - due).days if due else 0
    is_mine = who is not None and who.user_id == user.pk and who.ended_at is None
    return ActionRow(
        id=action.pk,
        project=project,
        what=action.what,
        who=who.display_name if who else "",
        who_left=who is not None and who.ended_at is not None,
        is_mine=is_mine,
        by_when=action.by_when,
        late=f"{plural(days, 'day')} late" if days > 0 else "",
        where=action.where,
        source=str(cycle) if cycle else action.get_source_display(),
        source_key=action.source,
        cycle_url=reverse("pages:cycle", args=[project.slug, cycle.pk]) if cycle else "",
        done_at=action.done_at,
        done_by="" if is_open else writer_of(action).name,
        may_finish=is_mine or can(user, Permission.ACTION_EDIT, project),
        done_url=reverse("community:action_done", args=[project.slug, action.pk]),
        reopen_url=reverse("community:action_reopen", args=[project.slug, action.pk]),
    )


def actions_of(user, today: datetime.date) -> list[ActionRow]:
    """Every action that is a person's, in the projects whose team they are on now: open ones by day, then those
    done, newest first. One query beyond the person's access."""
    projects = list(access_of(user).memberships)
    if not projects:
        return []
    rows = current_actions().filter(who__user=user, who__ended_at__isnull=True, project__in=projects)
    found = [row_of(action, user, today) for action in rows]
    still = sorted((row for row in found if row.is_open), key=ORDERS["day"][1])
    over = [row for row in found if row.done_at]
    over.sort(key=lambda row: (row.done_at, row.id), reverse=True)  # type: ignore[arg-type, return-value]
    return still + over


def open_actions_of(user, today: datetime.date) -> list[ActionRow]:
    """What a person still has to do, soonest first; those without a day last."""
    return [row for row in actions_of(user, today) if row.is_open]


SHOWN = {
    "open": ("to do", lambda row: row.is_open),
    "mine": ("mine to do", lambda row: row.is_open and row.is_mine),
    "overdue": ("overdue", lambda row: bool(row.late)),
    "person": ("need a new person", lambda row: row.needs_person),
    "done": ("done", lambda row: not row.is_open),
}
"""Key → words under the number of a tile, and which actions it holds."""
NEVER = datetime.date.max
ORDERS = {
    "day": ("Day", lambda row: (row.by_when or NEVER, row.id)),
    "who": ("Person", lambda row: (not row.who, row.who.casefold(), row.by_when or NEVER, row.id)),
    "what": ("What is to be done", lambda row: (row.what.casefold(), row.id)),
}


class ActionChoices:
    """What a reader of a project's actions chose, read from the address; anything not understood chooses nothing.

    rows: the actions chosen, in the order chosen. tiles: states to choose from, with how many there are.
    """

    def __init__(self, asked, rows: list[ActionRow]):
        self.show = asked.get("show") if asked.get("show") in SHOWN else "open"
        self.sort = asked.get("sort") if asked.get("sort") in ORDERS else "day"
        self.names = sorted({row.who for row in rows if row.who}, key=str.casefold)
        self.person = asked.get("person") if asked.get("person") in self.names else ""
        self.sources = [pair for pair in Source.choices if any(row.source_key == pair[0] for row in rows)]
        self.source = asked.get("source") if asked.get("source") in dict(self.sources) else ""
        self.orders = [(key, words) for key, (words, _) in ORDERS.items()]
        narrowed = [row for row in rows if self._fits(row)]
        counts = {key: sum(map(holds, narrowed)) for key, (_, holds) in SHOWN.items()}
        self.tiles = [
            {"key": key, "words": words, "count": counts[key], "current": key == self.show}
            for key, (words, _) in SHOWN.items()
            if counts[key] or key in ("open", "done", self.show)
        ]
        chosen = [row for row in narrowed if SHOWN[self.show][1](row)]
        self.rows = sorted(chosen, key=ORDERS[self.sort][1])
        if self.show == "done" and self.sort == "day":
            self.rows.sort(key=lambda row: row.done_at, reverse=True)  # type: ignore[arg-type, return-value]

    @property
    def filtered(self) -> bool:
        """Whether anything but the state was chosen."""
        return bool(self.person or self.source or self.sort != "day")

    def _fits(self, row: ActionRow) -> bool:
        return (not self.person or row.who == self.person) and (
            not self.source or row.source_key == self.source
        )
