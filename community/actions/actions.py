"""Writes of actions: agree, change, mark as done, open again, withdraw."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.models import Action
from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.same_click import sent_before
from projects.models import PDSACycle, Project, TeamMember

WITHDRAWN = "This action has been withdrawn since you opened it, so it can’t be changed."


def _lock(project: Project) -> None:
    Project.objects.select_for_update().get(pk=project.pk)


def _check(project: Project, values: Mapping[str, Any], now: Action | None = None) -> None:
    """Refuse a cycle or a person of elsewhere, and people who have left (but for whose it was already)."""
    cycle: PDSACycle | None = values.get("cycle")
    if cycle and (cycle.is_withdrawn or cycle.change_idea.project_id != project.pk):
        raise Refused("This cycle has been withdrawn. Pick another, or none.", field="cycle")
    who: TeamMember | None = values.get("who")
    if who and who.project_id != project.pk:
        raise Refused("Choose somebody on this team.", field="who")
    if who and who.ended_at and (now is None or now.who_id != who.pk):
        raise Refused(f"{who.display_name} has left the team. Choose somebody else.", field="who")


@transaction.atomic
def add_action(*, project: Project, values: Mapping[str, Any], by, confirmed: Collection[str] = ()) -> Action:
    """Agree who does what by when. values: what, source; who, by_when, where, cycle. A second click gives the first
    one's action. Raises Refused."""
    _lock(project)
    _check(project, values)
    if twice := sent_before(project.actions.current(), by=by, **values):
        return twice
    action = Action(project=project, created_by=by, **values)
    return history.create(action, by=by, event="action_added", confirmed=confirmed)


@transaction.atomic
def edit_action(
    *,
    action: Action,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> Action:
    """Change an action; whether it is done stays. Raises Refused, StaleVersion."""
    _lock(action.project)
    stored = Action.objects.get(pk=action.pk)
    if stored.is_withdrawn:
        raise Refused(WITHDRAWN)
    _check(action.project, values, now=stored)
    return history.change(
        stored, values=values, by=by, event="action_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def finish_action(*, action: Action, by) -> Action:
    """Mark an action as done. A second click changes nothing: the first day and person stay."""
    return _mark(action, by, "action_done", done=True)


@transaction.atomic
def reopen_action(*, action: Action, by) -> Action:
    """Open an action again. Opening an open one changes nothing."""
    return _mark(action, by, "action_reopened", done=False)


def _mark(action: Action, by, event: str, *, done: bool) -> Action:
    _lock(action.project)
    stored = Action.objects.get(pk=action.pk)
    if stored.is_withdrawn:
        raise Refused(WITHDRAWN)
    if (stored.done_at is not None) == done:
        return stored
    values = {"done_at": timezone.now() if done else None, "done_by": by if done else None}
    return history.change(stored, values=values, by=by, event=event, version=None)


@transaction.atomic
def withdraw_action(*, action: Action, why: str, version: int | None, by) -> Action:
    """Take an action off the list; it stays in the history."""
    _lock(action.project)
    return history.withdraw(action, by=by, why=why, event="action_withdrawn", version=version)
