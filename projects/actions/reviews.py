"""Writes of reviews: the advisor has looked at a project; the team has seen it."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from ftc_qi.core import history
from projects.models import Project, Review

SAME_CLICK = datetime.timedelta(minutes=2)
"""The same person's same words within this time are one review sent twice."""


@transaction.atomic
def add_review(
    *,
    project: Project,
    by,
    note: str = "",
    at: datetime.datetime | None = None,
    confirmed: Collection[str] = (),
) -> Review:
    """Record that `by` reviewed the project (`at`: now). A second click gives the first one's review."""
    Project.objects.select_for_update().get(pk=project.pk)
    at = at or timezone.now()
    same = project.reviews.current().filter(by=by, note=note, at__gt=at - SAME_CLICK, at__lte=at).first()
    if same is not None:
        return same
    return history.create(
        Review(project=project, note=note, by=by, at=at), by=by, event="review_added", confirmed=confirmed
    )


@transaction.atomic
def edit_review(
    *, review: Review, note: str, version: int | None, by, confirmed: Collection[str] = ()
) -> Review:
    """Change a review's note. The team is asked to look again."""
    if note == review.note:
        return review
    return history.change(
        review,
        values={"note": note, "seen_at": None, "seen_by": None},
        by=by,
        event="review_edited",
        version=version,
        confirmed=confirmed,
    )


@transaction.atomic
def withdraw_review(*, review: Review, why: str, version: int | None, by) -> Review:
    """Take a review back, e.g. one of the wrong project."""
    return history.withdraw(review, by=by, why=why, event="review_withdrawn", version=version)


@transaction.atomic
def mark_review_seen(*, review: Review, by) -> Review:
    """Somebody of the team has read it; the first reader is kept."""
    stored = Review.objects.select_for_update().get(pk=review.pk)
    if stored.seen_at or stored.is_withdrawn:
        return stored
    return history.change(
        stored,
        values={"seen_at": timezone.now(), "seen_by": by},
        by=by,
        event="review_seen",
        version=None,
    )
