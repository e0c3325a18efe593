"""What the demo knows of its cycles beyond their words: purpose, size, data to collect, further questions."""

import datetime

from projects.models import CycleQuestion, PDSACycle, PredictionAmendment, Project

from . import plan
from .build_fund import Fund
from .build_projects import lead_of
from .content.cycles import CYCLES, Asked

DAY = datetime.timedelta(days=1)


def build(built: Fund, story: plan.Project, project: Project) -> None:
    """Called for each project once its measures are there."""
    details = CYCLES.get(project.slug, {})
    cycles = list(PDSACycle.objects.filter(change_idea__project=project, number__in=details))
    for cycle in cycles:
        detail = details[cycle.number]
        cycle.purpose, cycle.size, cycle.data_plan = detail.purpose, detail.size, detail.data
        for order, asked in enumerate(detail.asked, start=1):
            _ask(built, story, cycle, asked, order)
    PDSACycle.objects.bulk_update(cycles, ["purpose", "size", "data_plan"])


def _ask(built: Fund, story: plan.Project, cycle: PDSACycle, asked: Asked, order: int) -> None:
    diary, lead = built.diary, lead_of(built, story)
    question = CycleQuestion.objects.create(
        cycle=cycle,
        question=asked.question,
        prediction=asked.prediction,
        result=asked.result,
        held=asked.held,
        order=order,
    )
    at = cycle.created_at
    if asked.afterwards:
        at = diary.at((cycle.started_on or diary.today) + 12 * DAY, 9, 30)
        why = "Added after Do began."
        kept = PredictionAmendment.objects.create(
            cycle=cycle, question=question, before="", after=asked.prediction, why=why, by=lead, at=at
        )
        diary.created(kept, "prediction_amendment_kept", by=lead, at=at, why=why)
    diary.created(question, "question_added", by=lead, at=at)
