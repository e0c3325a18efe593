"""Writes of observations: what the team saw while a change was tried, with photos and files."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from ftc_qi.core import history
from ftc_qi.core.file_kinds import Checked
from ftc_qi.core.files import Shelf, shelf
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.same_click import sent_before
from projects.models import Observation, ObservationFile, PDSACycle, Project

MOST_FILES = 5
"""What one observation can hold."""
TOO_MANY = (
    f"An observation can hold {MOST_FILES} photos and files. Choose fewer, or write another observation."
)


def _lock(cycle: PDSACycle) -> PDSACycle:
    """The project's lock, then the cycle as it is now. Refused for a withdrawn one, and before Do has begun."""
    Project.objects.select_for_update().get(pk=cycle.change_idea.project_id)
    stored = PDSACycle.objects.get(pk=cycle.pk)
    if stored.is_withdrawn:
        raise Refused("This cycle has been withdrawn since you opened it. Copy your words before you leave.")
    if stored.stage == PDSACycle.Stage.PLAN:
        raise Refused("Do has not begun, so there is nothing to see yet. Start Do first.")
    return stored


def add_observation(
    *,
    cycle: PDSACycle,
    values: Mapping[str, Any],
    by,
    files: Sequence[Checked] = (),
    caption: str = "",
    confirmed: Collection[str] = (),
) -> Observation:
    """Write down what was seen (text, seen_on), with files that share a caption until each gets its own.
    A second click gives the first one's observation. Raises Refused."""
    if len(files) > MOST_FILES:
        raise Refused(TOO_MANY, field="uploads")
    with shelf() as kept:
        _lock(cycle)
        rows = Observation.objects.current().filter(cycle=cycle)
        same = sent_before(rows, by=by, maker="by", time="at", **values)
        if same is not None and same.files.count() == len(files):
            return same
        row = history.create(
            Observation(cycle=cycle, by=by, **values), by=by, event="observation_added", confirmed=confirmed
        )
        _attach(kept, row, files, caption, by)
        # News of the cycle, which is not quiet then; its version stays, so nobody's open form becomes stale.
        PDSACycle.objects.filter(pk=cycle.pk).update(moved_at=timezone.now())
    return row


def _attach(kept: Shelf, row: Observation, files: Sequence[Checked], caption: str, by) -> None:
    for checked in files:
        link = ObservationFile(observation=row, file=kept.store(checked, by=by), caption=caption)
        history.create(link, by=by, event="observation_file_added", also={"name": [None, checked.name]})


def edit_observation(
    *,
    row: Observation,
    values: Mapping[str, Any],
    captions: Mapping[int, str],
    taken_out: Collection[int],
    version: int | None,
    by,
    files: Sequence[Checked] = (),
    caption: str = "",
    confirmed: Collection[str] = (),
) -> Observation:
    """Change an observation: its words, the captions of its files (by key), files taken out and new ones.
    The version covers all of it. Raises Refused, StaleVersion."""
    with shelf() as kept:
        _lock(row.cycle)
        stored = Observation.objects.select_for_update().get(pk=row.pk)
        if stored.is_withdrawn:
            raise Refused("This observation has been withdrawn since you opened it, so it can’t be changed.")
        if version is not None and stored.version != version:
            raise StaleVersion(stored)
        links = list(stored.files.current())
        staying = [link for link in links if link.pk not in taken_out]
        if len(staying) + len(files) > MOST_FILES:
            raise Refused(TOO_MANY, field="uploads")
        also = _settle_files(links, captions, taken_out, by)
        if files:
            also["files_added"] = [None, [checked.name for checked in files]]
        edited = history.change(
            stored,
            values=values,
            by=by,
            event="observation_edited",
            version=version,
            also=also,
            confirmed=confirmed,
        )
        _attach(kept, edited, files, caption, by)
    return edited


def _settle_files(
    links: Sequence[ObservationFile], captions: Mapping[int, str], taken_out: Collection[int], by
) -> dict[str, Any]:
    """New captions, and files out; gives what the history of the observation says of it."""
    also: dict[str, Any] = {}
    for link in links:
        if link.pk in taken_out:
            history.withdraw(
                link, by=by, why="Taken out of the observation", event="observation_file_withdrawn"
            )
            also.setdefault("files_taken_out", [[], None])[0].append(link.pk)
        elif captions.get(link.pk, link.caption) != link.caption:
            values = {"caption": captions[link.pk]}
            history.change(link, values=values, by=by, event="observation_file_captioned", version=None)
            also[f"caption_{link.pk}"] = [link.caption, captions[link.pk]]
    return also


@transaction.atomic
def withdraw_observation(*, row: Observation, why: str, version: int | None, by) -> Observation:
    """Take an observation back; its files are served no more. All stays in the history."""
    Project.objects.select_for_update().get(pk=row.cycle.change_idea.project_id)
    return history.withdraw(row, by=by, why=why, event="observation_withdrawn", version=version)
