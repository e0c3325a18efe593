"""One of everything the QI method keeps about a project, in words that say who may read them.

Every text for the team, its advisor and the fund manager holds "secret", every text for the community "teams only"
(DECISIONS 8): a test looks for the two in what a person can reach.
"""

import datetime
from decimal import Decimal

from django.utils import timezone

from measures.models import AimMeasure, ControlItem, DriverMeasure
from projects.models import Cause, CauseVote, PredictionAmendment, Review, SustainabilityAnswer
from tests.factories import (
    ActionFactory,
    CauseCategoryFactory,
    CauseFactory,
    ChangeIdeaFactory,
    CommentFactory,
    CycleQuestionFactory,
    DriverFactory,
    DriverLinkFactory,
    FishboneFactory,
    ObservationFactory,
    ObservationFileFactory,
    PDSACycleFactory,
    ProcessLaneFactory,
    ProcessStepFactory,
    ProgressScoreFactory,
    StoredFileFactory,
    SustainabilityCheckFactory,
)

CAUSE_COUNTS = {
    "secret none": (4, 2),
    "secret all": (16, 30),
    "secret most": (12, 12),
    "secret few": (3, 1),
    "secret door": (15, 16),
    "secret bell": (13, 13),
    "secret hours": (0, 0),
}
"""Cause → how often it was counted, before and after: what is hidden differs, what is shown does not. "all" is asked
why: "most" and "few"; "door": "bell", which leaves a few that have no answer of their own."""


def write_method(project, measures, cast):
    """Fill `project` with the method. measures: kind → Measure, "count" the main outcome."""
    main, other = measures["count"], measures["proportion"]
    _causes(project, cast)
    idea = _drivers(project, main, other)
    first, now = _cycles(idea, cast)
    for cycle in (first, now):
        for measure in (main, other):
            cycle.measure_links.create(measure=measure)
    _said(project, main, now, cast)
    _progress(project, main, cast)
    return first, now


def write_cause_counts(variant):
    """Store one of the two variants of how often each cause was counted."""
    for text, counts in CAUSE_COUNTS.items():
        Cause.objects.filter(text=text).update(times_counted=counts[variant])


def _causes(project, cast):
    FishboneFactory(project=project, problem="secret problem", counted="secret visits")
    bone = CauseCategoryFactory(project=project, name="secret bone")
    fields = {"project": project, "evidence": "secret how", "created_by": cast.contributor}
    rows = {text: CauseFactory(category=bone, text=text, **fields) for text in CAUSE_COUNTS}
    for above, below in (("all", "most"), ("all", "few"), ("door", "bell")):
        why = rows[f"secret {below}"]
        why.category, why.parent = None, rows[f"secret {above}"]
        why.save()
    CauseVote.objects.create(cause=rows["secret all"], user=cast.lead)
    lane = ProcessLaneFactory(project=project, name="secret lane")
    for kind in ("step", "wait"):
        ProcessStepFactory(
            project=project, lane=lane, kind=kind, text=f"secret {kind}", duration="secret long"
        )
    ProcessStepFactory(
        project=project,
        lane=lane,
        kind="decision",
        text="secret choice",
        next_label="secret yes",
        other_label="secret no",
    )


def _drivers(project, main, other):
    cause = Cause.objects.get(text="secret all")
    primary = DriverFactory(
        project=project, title="teams only driver", note="teams only note", from_cause=cause
    )
    second = DriverFactory(
        project=project, level="secondary", title="teams only second", note="teams only note"
    )
    idea = ChangeIdeaFactory(
        project=project,
        title="teams only idea",
        theory="teams only theory",
        source="evidence",
        evidence="teams only evidence",
        evidence_url="https://example.org/teams-only",
        co_design="teams only co-design",
        effort=1,
        impact=3,
        status="testing",
        from_cause=cause,
    )
    DriverLinkFactory(project=project, parent=None, driver=primary)
    DriverLinkFactory(parent=primary, driver=second)
    DriverLinkFactory(parent=second, idea=idea, strength="weak")
    for driver, measure in ((primary, main), (second, other)):
        DriverMeasure.objects.create(driver=driver, measure=measure)
    return idea


def link_aim(aim, measure):
    """Let the aim speak of a measure of its own."""
    AimMeasure.objects.create(aim=aim, measure=measure)


def _cycles(idea, cast):
    words = {
        "change_idea": idea,
        "objective": "teams only objective",
        "prediction": "teams only prediction",
        "scale": "teams only scale",
        "plan": "secret plan",
        "data_plan": "secret data plan",
        "do": "secret doing",
        "study": "teams only study",
        "prediction_locked_at": timezone.now(),
    }
    first = PDSACycleFactory(
        title="teams only first",
        stage="done",
        started_on=datetime.date(2025, 3, 4),
        ended_on=datetime.date(2025, 6, 20),
        size=1,
        purpose="test",
        act="expand",
        act_note="teams only next",
        **words,
    )
    now = PDSACycleFactory(
        title="teams only second test",
        stage="study",
        started_on=datetime.date(2025, 9, 1),
        ended_on=datetime.date(2025, 12, 20),
        size=3,
        previous=first,
        **words,
    )
    PDSACycleFactory(title="teams only third", change_idea=idea, plan="secret plan", previous=now)
    question = CycleQuestionFactory(
        cycle=now,
        question="teams only question",
        prediction="teams only guess",
        result="teams only result",
        held="yes",
    )
    PredictionAmendment.objects.create(
        cycle=now,
        question=question,
        before="secret before",
        after="teams only guess",
        why="secret why",
        by=cast.lead,
    )
    seen = ObservationFactory(cycle=now, text="secret sight", by=cast.contributor)
    stored = StoredFileFactory(name="secret photo.png", by=cast.contributor)
    ObservationFileFactory(observation=seen, file=stored, caption="secret caption")
    return first, now


def _said(project, main, cycle, cast):
    for about in ({}, {"measure": main}, {"cycle": cycle}):
        CommentFactory(project=project, text="secret comment", by=cast.lead, **about)
    # About a point that is hidden on the shared face: that there is a comment is the team's as well.
    CommentFactory(
        project=project,
        text="secret remark",
        by=cast.lead,
        measure=main,
        period_start=datetime.date(2024, 2, 1),
    )
    ActionFactory(project=project, source="cycle", cycle=cycle, what="secret task", where="secret place")
    Review.objects.create(project=project, note="secret review", by=cast.advisor)


def _progress(project, main, cast):
    for month, score in ((10, "1.5"), (11, "2.5")):
        for side, by in (("team", cast.lead), ("advisor", cast.advisor)):
            ProgressScoreFactory(
                project=project,
                month=datetime.date(2025, month, 1),
                scored_as=side,
                score=Decimal(score),
                reason="secret reason",
                advice="secret advice",
                by=by,
            )
    check = SustainabilityCheckFactory(project=project, note="secret talk", by=cast.lead)
    SustainabilityAnswer.objects.create(check_done=check, factor="believed", level=2, note="secret help")
    ControlItem.objects.create(
        measure=main,
        watched_by="secret watcher",
        how_often="secret often",
        trigger="secret trigger",
        response="secret response",
    )
