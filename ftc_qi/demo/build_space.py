"""Observations with files, actions and comments of the demo."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from community.models import Action, Comment, CommentRead
from ftc_qi.core.files import shelf
from ftc_qi.core.models import StoredFile
from measures import periods
from measures.models import Measure
from projects.models import Observation, ObservationFile, PDSACycle, Project

from . import pictures, plan
from .build_fund import Fund
from .build_projects import lead_of
from .content.space import SPACES, Said, Saw, Space, Todo

DAY = datetime.timedelta(days=1)


def build(built: Fund, story: plan.Project, project: Project) -> None:
    """Called for each project once its measures are there."""
    space = SPACES.get(project.slug, Space())
    cycles = {row.number: row for row in PDSACycle.objects.filter(change_idea__project=project)}
    for saw in space.saw:
        _observation(built, cycles[saw.cycle], saw)
    team = {member.display_name: member for member in project.team.all()}
    for todo in space.todo:
        _action(built, story, project, cycles, team, todo)
    readers = [member.user_id for member in team.values() if member.user_id] + [built.advisor.pk]
    for said in space.said:
        _comment(built, project, cycles, readers, said)


def _observation(built: Fund, cycle: PDSACycle, saw: Saw) -> None:
    diary, by = built.diary, built.users[saw.by]
    day = min((cycle.started_on or diary.today) + saw.after * DAY, diary.today - DAY)
    at = diary.at(day, 19, 40)
    row = Observation.objects.create(cycle=cycle, seen_on=day, text=saw.text, by=by, at=at)
    diary.created(row, "observation_added", by=by, at=at)
    PDSACycle.objects.filter(pk=cycle.pk, moved_at__lt=at).update(moved_at=at)
    for key, caption in saw.files:
        name, make = pictures.FILES[key]
        with shelf() as kept:
            stored = kept.store(SimpleUploadedFile(name, make()), by=by)
        StoredFile.objects.filter(pk=stored.pk).update(at=at)
        link = ObservationFile.objects.create(observation=row, file=stored, caption=caption)
        diary.created(link, "observation_file_added", by=by, at=at, also={"name": [None, name]})


def _action(built: Fund, story: plan.Project, project: Project, cycles, team, todo: Todo) -> None:
    diary, lead = built.diary, lead_of(built, story)
    agreed = diary.at(diary.ago(max(30, 10 - (todo.due or 0))), 15, 20)
    row = Action(
        project=project,
        cycle=cycles[todo.cycle] if todo.cycle else None,
        source=todo.source,
        what=todo.what,
        who=team[todo.who] if todo.who else None,
        by_when=diary.today + todo.due * DAY if todo.due is not None else None,
        where=todo.where,
        created_by=lead,
        created_at=agreed,
    )
    if todo.done is not None:
        row.done_at, row.done_by = diary.at(diary.ago(todo.done), 17, 5), lead
    row.save(force_insert=True)
    diary.created(row, "action_added", by=lead, at=agreed)
    if row.done_at:
        diary.changed(row, "action_done", {"done_at": [None, row.done_at]}, by=lead, at=row.done_at)


def _comment(built: Fund, project: Project, cycles, readers: list[int], said: Said) -> None:
    diary, by = built.diary, built.users[said.by]
    at = diary.at(diary.ago(said.days_ago), 12, 35)
    month = None
    if said.months is not None:
        month = periods.add_months(diary.today, -said.months)
    row = Comment.objects.create(
        project=project,
        measure=Measure.objects.get(project=project, name=said.measure) if said.measure else None,
        period_start=month,
        cycle=cycles[said.cycle] if said.cycle else None,
        text=said.text,
        by=by,
        at=at,
    )
    diary.created(row, "comment_added", by=by, at=at)
    new_for = {built.users[account].pk for account in said.new_for}
    CommentRead.objects.bulk_create(
        CommentRead(comment=row, user_id=user, at=at + DAY)
        for user in dict.fromkeys(readers)
        if user != by.pk and user not in new_for
    )
