"""What waits for people without My work, where they begin (DECISIONS 9): for a contributor on their project's page,
for an advisor and a fund manager on the advisor dashboard."""

import datetime
from dataclasses import dataclass

from community.actions_list import open_actions_of
from community.comments import unread_for
from ftc_qi.pages import tasks
from ftc_qi.pages.tasks import Task
from ftc_qi.pages.work import invitations_of
from projects.models import Project, TeamMember
from projects.permissions import access_of


@dataclass(frozen=True, slots=True)
class Mine:
    """Tasks of one project, most pressing first. later: how many more of the person's actions are open there."""

    tasks: list[Task]
    later: int


def to_read(user) -> list[Task]:
    """What waits for the answer of a person without My work, and what they have not read. Two queries."""
    offered = invitations_of(user).select_related("project", "programme")
    answers = [tasks.invitation_task(invitation) for invitation in offered]
    return answers + tasks.comment_tasks(unread_for(user))


def mine_on(project: Project, user, today: datetime.date) -> Mine | None:
    """A contributor's unread comments and own actions on a project, and invitations to them; None for everybody
    else, who has My work or no part in the team. Three queries."""
    member = access_of(user).memberships.get(project.pk)
    if member is None or member.role != TeamMember.Role.CONTRIBUTOR:
        return None
    actions = [action for action in open_actions_of(user, today) if action.project.pk == project.pk]
    due = tasks.action_tasks(actions, today)
    found = due + tasks.comment_tasks(row for row in unread_for(user) if row.project.pk == project.pk)
    offered = invitations_of(user).select_related("project", "programme")
    found += [tasks.invitation_task(invitation) for invitation in offered]
    in_order = [task for group in tasks.grouped(found) for task in group.tasks]
    return Mine(in_order, len(actions) - len(due))
