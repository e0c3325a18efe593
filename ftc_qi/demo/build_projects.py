"""Rows of a project but its measures and its money: partners, team, aims, ideas, cycles, reviews, pause."""

import datetime
import itertools
from decimal import Decimal

from measures import periods
from projects.actions.cycles import IDEA_AFTER
from projects.models import (
    AimStatement,
    ChangeIdea,
    PDSACycle,
    PredictionAmendment,
    Project,
    ProjectParty,
    ProjectPause,
    Review,
    TeamMember,
)

from . import plan
from .build_fund import Fund

DAY = datetime.timedelta(days=1)
STAGES = ["plan", "do", "study", "act", "done"]


def build_project(built: Fund, story: plan.Project) -> Project:
    """A project with its parties and team."""
    diary, manager = built.diary, built.manager
    added = diary.at(built.starts_on - datetime.timedelta(days=90), 11)
    project = Project(
        programme=built.programme,
        name=story.name,
        slug=story.slug,
        summary=story.summary,
        status=Project.Status.PAUSED if story.paused else Project.Status.ACTIVE,
        starts_on=built.starts_on,
        ends_on=built.ends_on,
        service_users_involved=story.service_users,
    )
    if story.published:
        project.lead_consented_at = diary.at(diary.ago(150), 15)
        project.published_at = diary.at(diary.ago(140), 12)
    project.save(force_insert=True)
    project.themes.set([built.themes[story.theme]])
    project.population_groups.set([built.groups[name] for name in story.groups])
    project.areas.set([built.areas[name] for name in story.boroughs])
    built.projects[project.slug] = project
    diary.created(project, "project_added", by=manager, at=added)
    _parties(built, story, project, added)
    lead = _team(built, story, project)
    if story.published:
        diary.changed(
            project,
            "project_consent_given",
            {"lead_consented_at": [None, project.lead_consented_at]},
            by=lead,
            at=project.lead_consented_at,
        )
        diary.changed(
            project,
            "project_published",
            {"published_at": [None, project.published_at]},
            by=manager,
            at=project.published_at,
        )
    if story.paused:
        _pause(built, project, *story.paused)
    return project


def lead_of(built: Fund, story: plan.Project):
    """The account of the project's lead."""
    return built.users[next(person.account for person in story.team if person.role == "lead")]


def _parties(built: Fund, story: plan.Project, project: Project, added: datetime.datetime) -> None:
    names = [(story.lead_organisation, "lead"), *((name, "partner") for name in story.partners)]
    rows = ProjectParty.objects.bulk_create(
        ProjectParty(
            project=project,
            organisation=built.organisations[name],
            role=role,
            starts_on=built.starts_on,
        )
        for name, role in names
    )
    for row in rows:
        built.diary.created(row, "project_party_added", by=built.manager, at=added)


def _team(built: Fund, story: plan.Project, project: Project):
    lead = lead_of(built, story)
    rows = TeamMember.objects.bulk_create(
        TeamMember(
            project=project,
            user=built.users[person.account] if person.account else None,
            role=person.role,
            display_name=person.name,
        )
        for person in story.team
    )
    for place, row in enumerate(rows):
        by = built.manager if row.user_id == lead.pk else lead
        at = built.diary.at(built.starts_on + datetime.timedelta(days=6 + place), 14)
        built.diary.created(row, "team_member_joined" if row.user_id else "team_member_added", by=by, at=at)
    return lead


def _pause(built: Fund, project: Project, days_ago: int, reason: str) -> None:
    diary = built.diary
    pause = ProjectPause.objects.create(project=project, starts_on=diary.ago(days_ago), reason=reason)
    at = diary.at(pause.starts_on, 16)
    diary.created(pause, "pause_begun", by=built.manager, at=at, why=reason)
    diary.changed(
        project, "project_paused", {"status": ["active", "paused"]}, by=built.manager, at=at, why=reason
    )


def build_method(built: Fund, story: plan.Project, project: Project) -> list[PDSACycle]:
    """Aims, ideas and cycles. Returns the cycles in the order of their numbers."""
    _aims(built, story, project)
    ideas = _ideas(built, story, project)
    cycles: list[PDSACycle] = []
    for number, cycle in enumerate(story.cycles, start=1):
        cycles.append(_cycle(built, story, ideas[cycle.idea], cycle, number, cycles))
    return cycles


def _aims(built: Fund, story: plan.Project, project: Project) -> None:
    diary, lead = built.diary, lead_of(built, story)
    rows = []
    for number, aim in enumerate(story.aims, start=1):
        after = periods.add_months(built.ends_on + DAY, aim.by_when)
        rows.append(
            AimStatement(
                project=project,
                number=number,
                what=aim.what,
                direction="up" if aim.goal > aim.start else "down",
                from_value=Decimal(str(aim.start)),
                to_value=Decimal(str(aim.goal)),
                unit=aim.unit,
                for_whom=aim.for_whom,
                where=aim.where,
                by_when=after - DAY,
                reason=aim.reason,
                created_by=lead,
                created_at=diary.at(diary.ago(aim.days_ago), 11, 20),
            )
        )
    for row in AimStatement.objects.bulk_create(rows):
        diary.created(row, "aim_saved", by=lead, at=row.created_at, why=row.reason)


def _ideas(built: Fund, story: plan.Project, project: Project) -> dict[str, ChangeIdea]:
    diary, lead = built.diary, lead_of(built, story)
    rows = []
    for place, idea in enumerate(story.ideas):
        tests = [cycle for cycle in story.cycles if cycle.idea == idea.title]
        first = max((cycle.days_ago for cycle in tests), default=60)
        begun = [cycle for cycle in tests if cycle.stage != "plan"]
        status = "idea"
        if begun:
            newest = begun[-1]
            status = IDEA_AFTER[PDSACycle.Act(newest.act)] if newest.stage == "done" else "testing"
        rows.append(
            ChangeIdea(
                project=project,
                title=idea.title,
                theory=idea.theory,
                source=idea.source,
                status=status,
                created_by=lead,
                created_at=diary.at(diary.ago(max(first, 0) + 25 + 3 * place), 9, 40),
            )
        )
    rows = ChangeIdea.objects.bulk_create(rows)
    for row in rows:
        diary.created(row, "idea_added", by=lead, at=row.created_at)
    return {row.title: row for row in rows}


def _cycle(
    built: Fund,
    story: plan.Project,
    idea: ChangeIdea,
    told: plan.Cycle,
    number: int,
    earlier: list[PDSACycle],
) -> PDSACycle:
    diary, lead = built.diary, lead_of(built, story)
    start = diary.ago(told.days_ago)
    end = start + datetime.timedelta(days=told.days)
    reached = STAGES.index(told.stage)
    row = PDSACycle(
        change_idea=idea,
        previous=earlier[told.follows - 1] if told.follows else None,
        number=number,
        title=told.title,
        objective=told.objective,
        prediction=told.prediction,
        scale=told.scale,
        planned_start_on=start,
        planned_end_on=end,
        plan=told.plan,
        stage=told.stage,
        do=told.do,
        study=told.study,
        prediction_held="" if told.afterwards else told.held,
        act=told.act,
        act_note=told.act_note,
        prediction_after=told.afterwards,
        created_by=lead,
    )
    moments = {
        "plan": diary.at(start - datetime.timedelta(days=12), 10, 15),
        "do": diary.at(start, 8, 50),
        "study": diary.at(end + DAY, 13, 30),
        "act": diary.at(end + 8 * DAY, 12, 10),
        "done": diary.at(end + 15 * DAY, 16, 5),
    }
    row.created_at = moments["done"] if told.afterwards else moments["plan"]
    row.moved_at = moments[told.stage]
    if reached >= STAGES.index("do"):
        row.started_on = start
        row.prediction_locked_at = moments["done"] if told.afterwards else moments["do"]
    if reached >= STAGES.index("study"):
        row.ended_on = end
    row.save(force_insert=True)
    if told.afterwards:
        diary.created(row, "cycle_added_as_done", by=lead, at=row.created_at)
        return row
    diary.created(row, "cycle_added", by=lead, at=row.created_at)
    for before, to in itertools.pairwise(STAGES[: reached + 1]):
        diary.changed(row, f"cycle_moved_to_{to}", {"stage": [before, to]}, by=lead, at=moments[to])
    if told.amended:
        _amend(built, row, told, lead)
    return row


def _amend(built: Fund, row: PDSACycle, told: plan.Cycle, lead) -> None:
    before, why = told.amended or ("", "")
    at = built.diary.at((row.started_on or built.diary.today) + 9 * DAY, 11, 45)
    kept = PredictionAmendment.objects.create(
        cycle=row, before=before, after=row.prediction, why=why, by=lead, at=at
    )
    built.diary.created(kept, "prediction_amendment_kept", by=lead, at=at, why=why)
    built.diary.changed(
        row, "prediction_amended", {"prediction": [before, row.prediction]}, by=lead, at=at, why=why
    )


def build_reviews(built: Fund, story: plan.Project, project: Project) -> None:
    """What the advisor wrote; the newest may be unseen."""
    diary, lead = built.diary, lead_of(built, story)
    rows = []
    for told in story.reviews:
        row = Review(
            project=project, note=told.note, by=built.advisor, at=diary.at(diary.ago(told.days_ago), 15, 10)
        )
        if told.seen:
            row.seen_at = diary.at(diary.ago(told.days_ago) + 2 * DAY, 18, 30)
            row.seen_by = lead
        rows.append(row)
    for row in Review.objects.bulk_create(rows):
        diary.created(row, "review_added", by=built.advisor, at=row.at)
        if row.seen_at:
            diary.changed(
                row, "review_seen", {"seen_at": [None, row.seen_at]}, by=row.seen_by, at=row.seen_at
            )
