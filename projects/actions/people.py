"""Change and end people's roles in a programme."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ftc_qi.accounts.models import User
from ftc_qi.core import history
from ftc_qi.core.forms import Refused

from ..models import CoachAssignment, Programme, ProgrammeRole, Project
from . import invitations


@transaction.atomic
def change_advised_projects(
    *, role: ProgrammeRole, all_projects: bool, projects: Iterable[Project], version: int | None, by: User
) -> ProgrammeRole:
    """Let an advisor see to all projects, or (a coach) to the named ones only. Raises StaleVersion."""
    role = history.change(
        role, values={"all_projects": all_projects}, version=version, by=by, event="role_changed"
    )
    wanted = set() if all_projects else {project.pk for project in projects}
    held = {row.project_id: row for row in role.assignments.filter(ended_at__isnull=True)}
    for project_id, row in held.items():
        if project_id not in wanted:
            _end_assignment(row, by)
    for project_id in wanted - held.keys():
        assignment = CoachAssignment(programme_role=role, project_id=project_id)
        history.create(assignment, by=by, event="coach_assigned")
    if wanted != held.keys() and not all_projects:
        # The list is part of what the form edits, so a second form opened before this is stale.
        ProgrammeRole.objects.filter(pk=role.pk).update(version=role.version + 1)
        role.version += 1
    return role


def _end_assignment(row, by):
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    changes = {"ended_at": [None, row.ended_at]}
    history.record("coach_assignment_ended", target=row, by=by, changes=changes)


@transaction.atomic
def end_role(*, role: ProgrammeRole, by: User, version: int | None = None) -> ProgrammeRole:
    """End a role: access ends at once, and a fund manager's open invitations are called back with it. Refused for
    the last fund manager, who could never be replaced."""
    Programme.objects.select_for_update().get(pk=role.programme_id)
    role.refresh_from_db()
    if role.ended_at:
        return role
    managers = ProgrammeRole.objects.filter(
        programme=role.programme_id, role=ProgrammeRole.Role.FUND_MANAGER, ended_at__isnull=True
    )
    if role.role == ProgrammeRole.Role.FUND_MANAGER and not managers.exclude(pk=role.pk).exists():
        raise Refused("A programme needs a fund manager. Invite another one first.")
    values = {"ended_at": timezone.now()}
    role = history.change(role, values=values, version=version, by=by, event="role_ended")
    for row in role.assignments.filter(ended_at__isnull=True):
        _end_assignment(row, by)
    if role.role == ProgrammeRole.Role.FUND_MANAGER:
        where = Q(programme=role.programme_id) | Q(project__programme=role.programme_id)
        invitations.end_open(where=where, by=by, made_by=role.user)
    return role
