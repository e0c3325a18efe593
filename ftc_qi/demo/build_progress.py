"""Progress scores, checks of what will last and control plans of the demo."""

import datetime
from decimal import Decimal

from measures.models import ControlItem, Measure
from measures.periods import add_months
from projects.factors import FACTORS
from projects.models import ProgressScore, Project, SustainabilityAnswer, SustainabilityCheck

from . import plan
from .build_fund import Fund
from .build_projects import lead_of
from .content.gains import CHECKS, PLANS, Check, Watched
from .content.progress_scores import AGAIN, AGAIN_ADVISOR, SCORES, Step

As = ProgressScore.As


def build(built: Fund, story: plan.Project, project: Project) -> None:
    """Called for each project once its measures are there."""
    _scores(built, story, project)
    for check in CHECKS.get(story.slug, ()):
        _check(built, story, project, check)
    for watched in PLANS.get(story.slug, ()):
        _watched(built, story, project, watched)


# --- scores ----------------------------------------------------------------------------------------------


def _scores(built: Fund, story: plan.Project, project: Project) -> None:
    told = SCORES[story.slug]
    lead = lead_of(built, story)
    rows = []
    for side, steps, until, by in (
        (As.TEAM, told.team, told.team_until, lead),
        (As.ADVISOR, told.advisor, told.advisor_until, built.advisor),
    ):
        for ago in range(steps[0].months_ago, until - 1, -1):
            if side == As.TEAM and ago in told.left_out:
                continue
            rows.append(_score(built, project, side, steps, ago, by))
    if told.corrected:
        rows.insert(0, _taken_back(built, project, told.corrected, lead))
    for row in ProgressScore.objects.bulk_create(rows):
        built.diary.created(row, "score_given", by=row.by, at=row.at)
        if row.withdrawn_at:
            changes = {"withdrawn_at": [None, row.withdrawn_at]}
            built.diary.changed(
                row, "score_corrected", changes, by=row.by, at=row.withdrawn_at, why=row.withdrawn_why
            )


def _score(built: Fund, project: Project, side: str, steps: tuple[Step, ...], ago: int, by) -> ProgressScore:
    step = [one for one in steps if one.months_ago >= ago][-1]
    again = AGAIN if side == As.TEAM else AGAIN_ADVISOR
    return ProgressScore(
        project=project,
        month=add_months(built.diary.today, -ago),
        scored_as=side,
        score=Decimal(step.score),
        reason=step.reason if step.months_ago == ago else again[ago % len(again)],
        advice=step.advice if step.months_ago == ago else "",
        by=by,
        at=_given_at(built, ago, 28 if side == As.TEAM else 30),
    )


def _given_at(built: Fund, ago: int, day: int) -> datetime.datetime:
    """Near the end of the month that is scored."""
    month = add_months(built.diary.today, -ago)
    return built.diary.at(month + datetime.timedelta(days=min(day, 27)), 16, day)


def _taken_back(built: Fund, project: Project, first: Step, lead) -> ProgressScore:
    """The score that the one of that month was put in the place of."""
    at = _given_at(built, first.months_ago, 20)
    return ProgressScore(
        project=project,
        month=add_months(built.diary.today, -first.months_ago),
        scored_as=As.TEAM,
        score=Decimal(first.score),
        reason="The line holds.",
        by=lead,
        at=at - datetime.timedelta(days=3),
        withdrawn_at=at,
        withdrawn_by=lead,
        withdrawn_why=first.reason,
        version=2,
    )


# --- holding the gains -----------------------------------------------------------------------------------


def _check(built: Fund, story: plan.Project, project: Project, told: Check) -> None:
    diary, lead = built.diary, lead_of(built, story)
    day = diary.ago(told.days_ago)
    check = SustainabilityCheck.objects.create(
        project=project,
        occasion=told.occasion,
        done_on=day,
        note=told.note,
        by=lead,
        at=diary.at(day, 17, 20),
    )
    answers = SustainabilityAnswer.objects.bulk_create(
        SustainabilityAnswer(
            check_done=check, factor=factor.key, level=level, note=told.notes.get(factor.key, "")
        )
        for factor, level in zip(FACTORS, told.levels, strict=True)
        if level
    )
    given = {answer.factor: [answer.level, answer.note] for answer in answers}
    diary.created(check, "sustainability_checked", by=lead, at=check.at, also={"answers": [None, given]})


def _watched(built: Fund, story: plan.Project, project: Project, told: Watched) -> None:
    diary, lead = built.diary, lead_of(built, story)
    item = ControlItem.objects.create(
        measure=Measure.objects.get(project=project, name=told.measure),
        watched_by=told.by,
        how_often=told.how_often,
        trigger=told.trigger,
        response=told.response,
        created_by=lead,
        created_at=diary.at(diary.ago(22), 12, 30),
    )
    diary.created(item, "control_item_added", by=lead, at=item.created_at)
