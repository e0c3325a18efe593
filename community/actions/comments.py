"""Writes of comments: say, change one's own words, take them back, mark as read."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from community.comments import Place, at_place, unread
from community.models import Comment, CommentRead
from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.same_click import sent_before
from projects.models import Project


def _lock(project: Project) -> None:
    Project.objects.select_for_update().get(pk=project.pk)


@transaction.atomic
def add_comment(
    *, place: Place, text: str, by, up_to: int | None = None, confirmed: Collection[str] = ()
) -> Comment:
    """Say something at a place; what was said there up to the comment `up_to`, the newest the writer saw, counts as
    read. A second click gives the first one's comment."""
    _lock(place.project)
    there = at_place(place, by) if place.query else _of_the_project(place, by)
    mark_read(comments=there.filter(pk__lte=up_to or 0), by=by)
    rows = Comment.objects.current()
    same = sent_before(rows, by=by, maker="by", time="at", text=text, **place.columns)
    if same is not None:
        return same
    comment = Comment(**place.columns, text=text, by=by)
    return history.create(comment, by=by, event="comment_added", confirmed=confirmed)


def _of_the_project(place: Place, by) -> QuerySet[Comment]:
    """Those about the project as a whole: answering there reads no thread of a measure or a cycle."""
    return at_place(place, by).filter(measure__isnull=True, cycle__isnull=True)


@transaction.atomic
def edit_comment(
    *, comment: Comment, text: str, version: int | None, by, confirmed: Collection[str] = ()
) -> Comment:
    """Change one's own words; the words before stay in the history. Raises Refused, StaleVersion."""
    _lock(comment.project)
    if Comment.objects.get(pk=comment.pk).is_withdrawn:
        raise Refused("This comment has been withdrawn since you opened it, so it can’t be changed.")
    return history.change(
        comment,
        values={"text": text},
        by=by,
        event="comment_edited",
        version=version,
        confirmed=confirmed,
    )


@transaction.atomic
def withdraw_comment(*, comment: Comment, why: str, version: int | None, by) -> Comment:
    """Take a comment back; it stays in the history."""
    _lock(comment.project)
    return history.withdraw(comment, by=by, why=why, event="comment_withdrawn", version=version)


@transaction.atomic
def mark_read(*, comments: QuerySet[Comment], by) -> int:
    """Mark those of `comments` that `by` has not read; returns how many. Reading is nobody else's business, so
    it enters no history."""
    keys = list(unread(comments, by).values_list("pk", flat=True))
    now = timezone.now()
    reads = [CommentRead(comment_id=key, user=by, at=now) for key in keys]
    CommentRead.objects.bulk_create(reads, ignore_conflicts=True)
    return len(keys)
