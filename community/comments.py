"""What people may read of each other's comments: a thread where it stands, and what is unread across projects.

Comments are the team's, its advisor's and the fund manager's; those on a point of a chart are for readers of
exact numbers only (DECISIONS 8).
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import Truncator

from ftc_qi.core.templatetags.ftc import uk_date
from measures import periods
from measures.models import DataPoint, Event, Measure
from projects.models import PDSACycle, Project
from projects.permissions import Permission, access_of, can, can_in
from projects.who import Writer, with_writers, writer_of

from .models import Comment, CommentRead

P = Permission
NEWEST = 50
ON_A_POINT = Q(period_start__isnull=False) | Q(event__isnull=False)


@dataclass(frozen=True, slots=True)
class Place:
    """What a thread is about: a project as a whole, or one measure, point or cycle of it."""

    project: Project
    measure: Measure | None = None
    period_start: datetime.date | None = None
    event: Event | None = None
    cycle: PDSACycle | None = None

    @property
    def is_point(self) -> bool:
        return self.period_start is not None or self.event is not None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a comment made here."""
        return {
            "project": self.project,
            "measure": self.measure,
            "period_start": self.period_start,
            "event": self.event,
            "cycle": self.cycle,
        }

    @property
    def query(self) -> str:
        """The place in an address: "?measure=3&period=2026-01-01"; empty for the project."""
        if self.cycle is not None:
            return f"?cycle={self.cycle.pk}"
        if self.measure is None:
            return ""
        if self.event is not None:
            return f"?measure={self.measure.pk}&event={self.event.pk}"
        period = f"&period={self.period_start:%Y-%m-%d}" if self.period_start else ""
        return f"?measure={self.measure.pk}{period}"

    @property
    def words(self) -> str:
        """ "the project", "Offers accepted, March 2026", "Cycle 3: Evening drop-in"."""
        if self.cycle is not None:
            return str(self.cycle)
        if self.measure is None:
            return "the project"
        if self.event is not None:
            return f"{self.measure.name}, {uk_date(self.event.occurred_on)}"
        if self.period_start is not None:
            return f"{self.measure.name}, {periods.label(self.period_start, self.measure.frequency)}"
        return self.measure.name


def place_of(comment: Comment) -> Place:
    """Where a comment stands; its project, measure, event and cycle are loaded."""
    return Place(comment.project, comment.measure, comment.period_start, comment.event, comment.cycle)


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as its readers see it."""

    id: int
    text: str
    writer: Writer
    at: datetime.datetime
    is_edited: bool
    is_unread: bool
    may_edit: bool
    may_withdraw: bool
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class Thread:
    """What is said at one place, oldest first, for one reader."""

    place: Place
    said: list[Said] = field(default_factory=list)
    may_write: bool = False

    @property
    def unread(self) -> int:
        return sum(said.is_unread for said in self.said)

    @property
    def up_to(self) -> int:
        """The newest comment that the reader sees here: one that comes in meanwhile stays unread."""
        return max((said.id for said in self.said), default=0)


@dataclass(frozen=True, slots=True)
class Unread:
    """A comment that waits for a reader. place: words of `Place`; read_url: takes a POST of `comment`."""

    comment_id: int
    project: Project
    place: str
    url: str
    excerpt: str
    who: str
    at: datetime.datetime
    read_url: str


def readable_by(user, project: Project) -> QuerySet[Comment]:
    """The comments of a project that `user` may read; none for people outside the team space. What was said of
    a measure or a cycle goes with it when it is withdrawn. No query by itself."""
    if not can(user, P.TEAM_SPACE_VIEW, project):
        return Comment.objects.none()
    rows = _standing().filter(project=project)
    return rows if can(user, P.NUMBERS_EXACT, project) else rows.exclude(ON_A_POINT)


def _standing() -> QuerySet[Comment]:
    """Comments, and what they are about, that have not been withdrawn."""
    return Comment.objects.current().filter(
        measure__withdrawn_at__isnull=True, cycle__withdrawn_at__isnull=True, event__withdrawn_at__isnull=True
    )


def unread(comments: QuerySet[Comment], user) -> QuerySet[Comment]:
    """Those that somebody else wrote and `user` has not read."""
    read = CommentRead.objects.filter(comment=OuterRef("pk"), user=user)
    return comments.exclude(by=user).filter(~Exists(read))


def _drawn(comments: QuerySet[Comment], user) -> QuerySet[Comment]:
    """With all that a page says of them, in one query."""
    point = DataPoint.objects.current().filter(
        measure=OuterRef("measure"), period_start=OuterRef("period_start")
    )
    read = CommentRead.objects.filter(comment=OuterRef("pk"), user=user)
    return (
        with_writers(comments)
        .annotate(point_id=Subquery(point.values("pk")[:1]), is_read=Exists(read))
        .select_related("project__programme", "measure", "event", "cycle")
    )


def _url(comment: Any) -> str:
    """The page on which a comment stands, at the comment; that of a point with no figure now is the list."""
    slug = comment.project.slug
    if comment.cycle_id:
        page = reverse("pages:cycle", args=[slug, comment.cycle_id])
    elif comment.event_id:
        page = reverse("measures:event", args=[slug, comment.measure_id, comment.event_id])
    elif comment.point_id:
        page = reverse("measures:point", args=[slug, comment.measure_id, comment.point_id])
    elif comment.measure_id and comment.period_start is None:
        page = reverse("measures:measure", args=[slug, comment.measure_id])
    else:
        page = reverse("community:comment_list", args=[slug])
    return f"{page}#comment-{comment.pk}"


def url_of(comment_id: int, user, project: Project) -> str:
    """The page on which a comment of the project stands. One query."""
    return _url(_drawn(Comment.objects.filter(project=project), user).get(pk=comment_id))


def said_in(comments: QuerySet[Comment] | list[Comment], user, project: Project) -> Iterator[Said]:
    """Comments, as their reader sees them. No query beyond the rows."""
    may_write = can(user, P.COMMENT_WRITE, project)
    manages = can_in(user, P.PROGRAMME_MANAGE, project.programme)
    for row in comments:
        own = row.by_id == user.pk and may_write
        yield Said(
            id=row.pk,
            text=row.text,
            writer=writer_of(row),
            at=row.at,
            is_edited=row.version > 1,
            is_unread=row.by_id != user.pk and not row.is_read,  # type: ignore[attr-defined]
            may_edit=own,
            may_withdraw=own or manages,
            place=place_of(row).words,
            url=_url(row),
        )


def listed(project: Project, user, *, only_unread: bool = False) -> QuerySet[Comment]:
    """All of a project's comments for one reader, newest first."""
    rows = readable_by(user, project)
    return _drawn(unread(rows, user) if only_unread else rows, user).order_by("-at", "-pk")


def thread_for(place: Place, user) -> Thread | None:
    """What is said at a place, in one query; None for readers from whom it is kept."""
    project = place.project
    if not can(user, P.NUMBERS_EXACT if place.is_point else P.TEAM_SPACE_VIEW, project):
        return None
    rows = _drawn(readable_by(user, project).filter(**_at(place)), user).order_by("at", "pk")
    may_write = can(user, P.COMMENT_WRITE, project)
    return Thread(place, list(said_in(rows, user, project)), may_write)


def at_place(place: Place, user) -> QuerySet[Comment]:
    """The comments at a place that `user` may read; the whole project's for the project."""
    rows = readable_by(user, place.project)
    return rows.filter(**_at(place)) if place.query else rows


def _at(place: Place) -> dict[str, Any]:
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in place.columns.items()
        if name != "project"
    }


def unread_for(user) -> list[Unread]:
    """What waits to be read in the projects whose team `user` is on, that they advise or whose fund they manage,
    newest first; the newest 50. One query beyond the person's access, and none for people without such a project."""
    access = access_of(user)
    all_of, some_of = set(), set()
    for programme_id, roles in access.roles.items():
        if "fund_manager" in roles or ("advisor" in roles and programme_id not in access.coached):
            all_of.add(programme_id)
        elif "advisor" in roles:
            some_of |= access.coached[programme_id]
    contributes = {key for key, member in access.memberships.items() if member.role == "contributor"}
    some_of |= access.memberships.keys() - contributes
    if not (all_of or some_of or contributes):
        return []
    exact = Q(project__programme__in=all_of) | Q(project__in=some_of)
    mine = exact | (Q(project__in=contributes) & ~ON_A_POINT)
    rows = _drawn(unread(_standing().filter(mine), user), user).order_by("-at", "-pk")
    return [
        Unread(
            comment_id=row.pk,
            project=row.project,
            place=place_of(row).words,
            url=_url(row),
            excerpt=Truncator(row.text).chars(140),
            who=writer_of(row).name,
            at=row.at,
            read_url=reverse("community:comments_read", args=[row.project.slug]),
        )
        for row in rows[:NEWEST]
    ]
