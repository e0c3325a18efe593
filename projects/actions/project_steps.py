"""Every step of a project's life: its status, pauses of the past, publication.

Who may do it is checked before, in `projects.permissions`. The project's row is locked first.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.core.today import today
from projects.actions.locks import lock
from projects.models import Project, ProjectPause

Status = Project.Status


# --- status ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """A named way from one status to another. All moves together are exactly Project.TRANSITIONS."""

    name: str
    sources: frozenset[str]
    to: str
    label: str
    event: str


def _move(name, sources, to, label):
    return Move(name, frozenset(sources), to, label, f"project_{name.replace('-', '_')}")


MOVES = {
    move.name: move
    for move in (
        _move("start", {Status.PLANNED}, Status.ACTIVE, "Start the project"),
        _move("pause", {Status.ACTIVE}, Status.PAUSED, "Pause the project"),
        _move("resume", {Status.PAUSED}, Status.ACTIVE, "Resume the project"),
        _move("complete", {Status.ACTIVE}, Status.COMPLETED, "Complete the project"),
        _move(
            "close-early",
            {Status.PLANNED, Status.ACTIVE, Status.PAUSED},
            Status.CLOSED_EARLY,
            "Close the project early",
        ),
        _move("reopen", {Status.COMPLETED}, Status.ACTIVE, "Reopen the project"),
    )
}


def moves_from(status: str) -> list[Move]:
    """The moves open to a project of this status, in the order of MOVES."""
    return [move for move in MOVES.values() if status in move.sources]


def _begin_move(project: Project, name: str) -> Project:
    stored, move = lock(project), MOVES[name]
    if stored.status not in move.sources or move.to not in Project.TRANSITIONS[Status(stored.status)]:
        raise Refused(
            f"{stored.name} is now “{stored.get_status_display().lower()}”, so this can't be done. "
            "Somebody may have been here first: go back and look again."
        )
    return stored


def _change_status(stored: Project, name: str, *, version, by, why="", confirmed=()) -> Project:
    move = MOVES[name]
    return history.change(
        stored,
        values={"status": move.to},
        by=by,
        event=move.event,
        version=version,
        why=why,
        confirmed=confirmed,
    )


@transaction.atomic
def start_project(*, project: Project, version: int | None, by) -> Project:
    """Planned → active."""
    return _change_status(_begin_move(project, "start"), "start", version=version, by=by)


@transaction.atomic
def pause_project(
    *,
    project: Project,
    starts_on: datetime.date,
    reason: str,
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> Project:
    """Active → paused, from a day not in the future; opens a pause. Raises Refused where pauses overlap."""
    stored = _begin_move(project, "pause")
    _refuse_pause(stored, starts_on=starts_on, ends_on=None)
    changed = _change_status(stored, "pause", version=version, by=by, why=reason, confirmed=confirmed)
    history.create(
        ProjectPause(project=stored, starts_on=starts_on, reason=reason),
        by=by,
        event="pause_begun",
        why=reason,
    )
    return changed


def _end_pause(project: Project, *, last_day: datetime.date, by):
    pause = project.pauses.current().filter(ends_on__isnull=True).first()
    if pause is None:
        return
    if last_day < pause.starts_on:
        raise Refused(
            f"The pause began on {uk_date(pause.starts_on)}. Its last day can't be earlier.", "last_day"
        )
    history.change(pause, values={"ends_on": last_day}, by=by, event="pause_ended", version=None)


@transaction.atomic
def resume_project(*, project: Project, last_day: datetime.date, version: int | None, by) -> Project:
    """Paused → active; `last_day`, not in the future, is the pause's last."""
    stored = _begin_move(project, "resume")
    if last_day > today():
        raise Refused("That day is still to come. Resume the project on the day it goes on.", "last_day")
    changed = _change_status(stored, "resume", version=version, by=by)
    _end_pause(stored, last_day=last_day, by=by)
    return changed


@transaction.atomic
def complete_project(*, project: Project, version: int | None, by) -> Project:
    """Active → completed."""
    return _change_status(_begin_move(project, "complete"), "complete", version=version, by=by)


@transaction.atomic
def close_project_early(
    *, project: Project, why: str, version: int | None, by, confirmed: Collection[str] = ()
) -> Project:
    """Planned, active or paused → closed early, for good; an open pause ends today."""
    stored = _begin_move(project, "close-early")
    changed = _change_status(stored, "close-early", version=version, by=by, why=why, confirmed=confirmed)
    _end_pause(stored, last_day=today(), by=by)
    return changed


@transaction.atomic
def reopen_project(
    *, project: Project, why: str, version: int | None, by, confirmed: Collection[str] = ()
) -> Project:
    """Completed → active."""
    return _change_status(
        _begin_move(project, "reopen"), "reopen", version=version, by=by, why=why, confirmed=confirmed
    )


# --- pauses of the past -------------------------------------------------------------------------------------


def _refuse_pause(project: Project, *, starts_on, ends_on, but=None):
    if starts_on > today():
        raise Refused("That day is still to come. Pause the project when the day is here.", "starts_on")
    if ends_on is not None and ends_on > today():
        raise Refused("That day is still to come. Leave a pause that goes on open.", "ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day is before the first. Check both dates.", "ends_on")
    overlap = project.pauses.current().exclude(pk=but)
    overlap = overlap.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        overlap = overlap.filter(starts_on__lte=ends_on)
    if other := overlap.first():
        until = uk_date(other.ends_on) if other.ends_on else "today"
        raise Refused(
            f"There is a pause from {uk_date(other.starts_on)} to {until} already. Pauses can't overlap.",
            "starts_on",
        )


@transaction.atomic
def add_pause(*, project: Project, values: Mapping[str, Any], by, confirmed: Collection[str] = ()):
    """Record a pause that is over. values: starts_on, ends_on, reason."""
    stored = lock(project)
    if values.get("ends_on") is None:
        raise Refused(
            "Give its last day. To pause the project from now on, use “Pause the project”.", "ends_on"
        )
    _refuse_pause(stored, starts_on=values["starts_on"], ends_on=values["ends_on"])
    return history.create(
        ProjectPause(project=stored, **values),
        by=by,
        event="pause_added",
        why=values["reason"],
        confirmed=confirmed,
    )


@transaction.atomic
def edit_pause(
    *,
    pause: ProjectPause,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
):
    """Put a pause's dates or reason right. Whether it is open is a matter of the project's status."""
    stored = lock(pause.project)
    is_open = stored.pauses.current().filter(pk=pause.pk, ends_on__isnull=True).exists()
    if is_open and values.get("ends_on") is not None:
        raise Refused("This pause goes on. To end it, resume the project.", "ends_on")
    if not is_open and values.get("ends_on") is None:
        raise Refused("This pause is over: give its last day.", "ends_on")
    _refuse_pause(stored, starts_on=values["starts_on"], ends_on=values.get("ends_on"), but=pause.pk)
    return history.change(
        pause, values=values, by=by, event="pause_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def withdraw_pause(*, pause: ProjectPause, why: str, version: int | None, by) -> ProjectPause:
    """Take a pause back that never was. An open one ends by resuming the project instead."""
    stored = lock(pause.project)
    if stored.pauses.current().filter(pk=pause.pk, ends_on__isnull=True).exists():
        raise Refused("This pause goes on. Resume the project first.")
    return history.withdraw(pause, by=by, why=why, event="pause_withdrawn", version=version)


# --- publication -------------------------------------------------------------------------------------------


@transaction.atomic
def give_consent(*, project: Project, version: int | None, by) -> Project:
    """The lead agrees that the project may be published."""
    stored = lock(project)
    if stored.lead_consented_at:
        raise Refused("The project's lead has agreed already. Nothing more is needed.")
    values = {"lead_consented_at": timezone.now()}
    return history.change(stored, values=values, by=by, event="project_consent_given", version=version)


@transaction.atomic
def withdraw_consent(*, project: Project, version: int | None, by) -> Project:
    """The lead takes the agreement back; a published project is unpublished at once."""
    stored = lock(project)
    if not stored.lead_consented_at:
        raise Refused("There is no agreement to take back.")
    values = {"lead_consented_at": None, "published_at": None}
    return history.change(stored, values=values, by=by, event="project_consent_withdrawn", version=version)


@transaction.atomic
def publish_project(*, project: Project, version: int | None, by) -> Project:
    """Let the public read the project's summary. Needs the lead's agreement."""
    stored = lock(project)
    if not stored.lead_consented_at:
        raise Refused("The project's lead has not agreed yet. Ask them to do so on this project's Edit page.")
    if stored.published_at:
        raise Refused("The project is published already.")
    values = {"published_at": timezone.now()}
    return history.change(stored, values=values, by=by, event="project_published", version=version)


@transaction.atomic
def unpublish_project(*, project: Project, version: int | None, by) -> Project:
    """Take the project's public page away. The lead's agreement stays."""
    stored = lock(project)
    if not stored.published_at:
        raise Refused("The project is not published.")
    return history.change(
        stored, values={"published_at": None}, by=by, event="project_unpublished", version=version
    )
