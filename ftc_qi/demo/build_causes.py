"""Fishbones and process maps of the demo."""

import datetime
import re

from projects.models import (
    Cause,
    CauseCategory,
    CauseVote,
    ChangeIdea,
    Fishbone,
    ProcessLane,
    ProcessStep,
    Project,
)
from projects.outline import parse

from . import plan
from .build_fund import Fund
from .build_projects import lead_of
from .content import causes as content

MARK = re.compile(r"\s*\[([^\]]*)\]")


def build(built: Fund, story: plan.Project, project: Project) -> None:
    """Called for each project once its measures are there."""
    if told := content.FISHBONES.get(project.slug):
        at = built.diary.at(built.starts_on + datetime.timedelta(days=24), 14)
        _fishbone(built, story, project, told, at)
    if outline := content.PROCESSES.get(project.slug):
        at = built.diary.at(built.starts_on + datetime.timedelta(days=31), 10, 30)
        _process(built, story, project, outline, at)


def _marks(text: str) -> tuple[str, list[str]]:
    """The words of a line, and what stands in brackets behind them."""
    return MARK.sub("", text).strip(), MARK.findall(text)


def _fishbone(built: Fund, story: plan.Project, project: Project, told: content.Fishbone, at) -> None:
    lead, diary = lead_of(built, story), built.diary
    head = Fishbone.objects.create(
        project=project, problem=told.problem, counted=told.counted, created_by=lead, created_at=at
    )
    diary.created(head, "problem_named", by=lead, at=at)
    voters = [built.users[person.account] for person in story.team if person.account]
    path: list[CauseCategory | Cause] = []
    places: dict[tuple[str, int], int] = {}
    for line in parse(told.outline):
        text, marks = _marks(line.text)
        del path[line.depth :]
        place = ("bone", 0) if not path else (path[-1]._meta.model_name or "", path[-1].pk)
        places[place] = order = places.get(place, 0) + 1
        if not path:
            bone = CauseCategory.objects.create(project=project, name=text, order=order)
            diary.created(bone, "bone_added", by=lead, at=at)
            path.append(bone)
            continue
        above = path[-1]
        by = voters[(order + line.depth) % len(voters)]
        cause = Cause.objects.create(
            project=project,
            category=above if isinstance(above, CauseCategory) else None,
            parent=above if isinstance(above, Cause) else None,
            text=text,
            order=order,
            created_by=by,
            created_at=at,
            **_facts(marks),
        )
        diary.created(cause, "cause_added", by=by, at=at)
        path.append(cause)
        _votes(built, cause, marks, voters, at)
        _idea(built, project, cause, marks, lead)


def _facts(marks: list[str]) -> dict[str, object]:
    """Who told us, how we know, and how often it was counted."""
    facts: dict[str, object] = {}
    for mark in marks:
        if mark == "P":
            facts["source"] = "service_users"
        elif mark.startswith("E:"):
            facts |= {"source": "evidence", "evidence": mark[2:].strip()}
        elif mark.startswith("×"):
            facts["times_counted"] = int(mark[1:])
    return facts


def _votes(built: Fund, cause: Cause, marks: list[str], voters, at) -> None:
    wanted = next((int(mark[1:]) for mark in marks if mark.startswith("+")), 0)
    when = at + datetime.timedelta(days=7)
    for user in voters[:wanted]:
        vote = CauseVote.objects.create(cause=cause, user=user, at=when)
        built.diary.created(vote, "cause_voted", by=user, at=when)


def _idea(built: Fund, project: Project, cause: Cause, marks: list[str], lead) -> None:
    """Link the change idea that was made from a cause."""
    for mark in marks:
        if mark.startswith("→"):
            idea = ChangeIdea.objects.get(project=project, title=mark[1:].strip())
            idea.from_cause = cause
            idea.save(update_fields=["from_cause"])
            changes = {"from_cause": [None, cause.pk]}
            built.diary.changed(idea, "idea_edited", changes, by=lead, at=idea.created_at)


def _process(built: Fund, story: plan.Project, project: Project, outline: str, at) -> None:
    lead, diary = lead_of(built, story), built.diary
    lanes: dict[str, ProcessLane] = {}
    steps: list[ProcessStep] = []
    lane = None
    for line in parse(outline):
        text, marks = _marks(line.text)
        if line.depth == 0:
            if text not in lanes:
                lanes[text] = ProcessLane.objects.create(project=project, name=text, order=len(lanes) + 1)
                diary.created(lanes[text], "lane_added", by=lead, at=at)
            lane = lanes[text]
            continue
        kind = "decision" if text.endswith("?") else "wait" if text.startswith("Wait") else "step"
        answers = {"next_label": "Yes", "other_label": "No"} if kind == "decision" else {}
        steps.append(
            ProcessStep(
                project=project,
                lane=lane,
                kind=kind,
                text=text,
                duration=marks[0] if marks else "",
                order=len(steps) + 1,
                **answers,
            )
        )
    ProcessStep.objects.bulk_create(steps)
    _answers(project, steps)
    for step in steps:
        diary.created(step, "step_added", by=lead, at=at)


def _answers(project: Project, steps: list[ProcessStep]) -> None:
    """Where a "no" leads: some end the process, others pass over what a "yes" needs."""
    leads_to = {
        "Reads the result: does it need a talk?": ("No", "Yes", "Rings, and agrees a visit to the clinic"),
        "Reads the form: is anything missing?": ("Yes", "No", "Wait for a call"),
    }
    by_text = {step.text: step for step in steps}
    for text, (onward, other, target) in leads_to.items():
        if text in by_text:
            step = by_text[text]
            step.next_label, step.other_label, step.other_step = onward, other, by_text[target]
            step.save(update_fields=["next_label", "other_label", "other_step"])
