"""Writes of PDSA cycles: planning, moving on, amending a prediction, withdrawing. Further questions of a cycle
are written in `questions`, but for what came out of them: that is part of Study.

Locks are always taken in the order project, cycle, idea. Whatever a person may do is checked before, in
`projects.permissions`; these functions know only what the rows allow.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.same_click import sent_before
from projects.actions.locks import lock
from projects.actions.theory import add_idea, same_title
from projects.models import ChangeIdea, CycleQuestion, PDSACycle, PredictionAmendment, Project

Stage, Act, Status = PDSACycle.Stage, PDSACycle.Act, ChangeIdea.Status

MOVE_FIELDS = {
    Stage.DO: ("prediction", "plan", "data_plan", "started_on"),
    Stage.STUDY: ("do", "ended_on"),
    Stage.ACT: ("study", "prediction_held"),
    Stage.DONE: ("act", "act_note"),
}
"""Stage entered → what may be written in the same step."""
IDEA_AFTER = {
    Act.ADOPT: Status.ADOPTED,
    Act.ADAPT: Status.ADAPTED,
    Act.EXPAND: Status.TESTING,
    Act.ABANDON: Status.ABANDONED,
}
"""Decision of the newest cycle → status of its idea; expanding means that testing goes on."""
Results = Mapping[int, Mapping[str, str]]
"""Key of a question → its `result` and `held`."""


def questions_of(cycle: PDSACycle) -> QuerySet[CycleQuestion]:
    """The cycle's further questions in order, each with `is_afterwards`: its prediction was first written after
    Do began, so it counts as neither kept nor broken."""
    first_written = PredictionAmendment.objects.filter(question=OuterRef("pk"), before="")
    return cycle.questions.current().annotate(is_afterwards=Exists(first_written)).order_by("order", "pk")


@transaction.atomic
def add_cycle(
    *,
    project: Project,
    values: Mapping[str, Any],
    by,
    idea: ChangeIdea | None = None,
    new_idea: str = "",
    questions: Collection[str] = (),
    done: bool = False,
    confirmed: Collection[str] = (),
) -> PDSACycle:
    """Add a PDSA cycle under the project's next number, which is never used again.

    idea: the change it tests; else new_idea, the words of one to add (or to find, if it is on the list).
    values: fields of the cycle; `title` defaults to the idea's. Without `done` the cycle is at Plan.
    questions: further questions, whose predictions are written on the cycle's page. A second click gives the first
    one's cycle.
    done: it is entered as already finished (values hold started_on, do, study, act …): the prediction is
    marked "written afterwards" and the idea's status follows the decision.
    """
    lock(project)
    if idea is None:
        idea = same_title(project, new_idea) or add_idea(project=project, values={"title": new_idea}, by=by)
    elif idea.project_id != project.pk or idea.is_withdrawn:
        raise Refused("This idea has been withdrawn. Pick another, or type a new one.", field="change_idea")
    _check_previous(project, None, values.get("previous"))
    cycles = PDSACycle.objects.filter(change_idea__project=project)
    newest = cycles.order_by("-number").values_list("number", flat=True).first()
    cycle = PDSACycle(change_idea=idea, number=(newest or 0) + 1, created_by=by, **values)
    cycle.title = cycle.title or idea.title[:120]
    same = {name: getattr(cycle, name) for name in ("title", "prediction", "planned_start_on")}
    untouched = cycles.current().filter(change_idea=idea, version=1)
    if twice := sent_before(untouched, by=by, **same):
        return twice
    if done:
        cycle.stage = Stage.DONE
        if cycle.started_on and not cycle.planned_start_on:
            cycle.planned_start_on = cycle.started_on
        cycle.prediction_locked_at = timezone.now()
        cycle.prediction_after = True
        cycle.prediction_held = ""
        _check_decision(cycle.act, cycle.act_note)
    event = "cycle_added_as_done" if done else "cycle_added"
    history.create(cycle, by=by, event=event, confirmed=confirmed)
    for order, words in enumerate(questions, start=1):
        question = CycleQuestion(cycle=cycle, question=words, order=order)
        history.create(question, by=by, event="question_added")
    if done:
        _follow_cycles(idea, by)
    return cycle


@transaction.atomic
def edit_cycle(
    *,
    cycle: PDSACycle,
    values: Mapping[str, Any],
    version: int | None,
    by,
    results: Results | None = None,
    confirmed: Collection[str] = (),
    other_news: bool = False,
) -> PDSACycle:
    """Change what is written about a cycle; never its stage.

    results: what came out of its further questions. other_news: something beside the row changed too (its
    measures), so that the version rises even if `values` differ in nothing. Raises Refused for a locked
    prediction or a `previous` that makes a loop, StaleVersion.
    """
    project = cycle.project
    lock(project)
    stored = lock_cycle(cycle)
    if version is not None and stored.version != version:
        raise StaleVersion(stored)
    if stored.is_locked and values.get("prediction", stored.prediction) != stored.prediction:
        raise Refused(
            "Do has begun, so the prediction is locked. Amend it with a reason instead.", field="prediction"
        )
    if "previous" in values:
        _check_previous(project, stored, values["previous"])
    if stored.stage == Stage.DONE and "act" in values:
        _check_decision(values["act"], values.get("act_note", stored.act_note))
    idea_before = stored.change_idea
    answered = _write_results(stored, results, by)
    edited = history.change(
        stored,
        values=_with_news(stored, values, other_news or bool(answered)),
        by=by,
        event="cycle_edited",
        version=version,
        also={"questions": [[], answered]} if answered else None,
        confirmed=confirmed,
    )
    if edited.act != stored.act or edited.change_idea_id != idea_before.pk:
        for idea in sorted({idea_before, edited.change_idea}, key=lambda row: row.pk):
            _follow_cycles(idea, by)
    return edited


@transaction.atomic
def move_cycle(
    *,
    cycle: PDSACycle,
    to: str,
    values: Mapping[str, Any],
    version: int | None,
    by,
    results: Results | None = None,
    without_prediction: bool = False,
    confirmed: Collection[str] = (),
) -> PDSACycle:
    """Move a cycle to its next stage as PDSACycle.TRANSITIONS allows, and write that step's words.

    values: any of MOVE_FIELDS[to]; results: what came out of its further questions. Entering Do needs
    started_on, entering Study ended_on and do, entering Act study, entering Done act. Entering Do locks the
    prediction; without one the writer says so with `without_prediction`. Raises Refused, StaleVersion. The
    idea's status follows.
    """
    stored = lock_cycle(cycle)
    entering = Stage(to)
    if entering not in PDSACycle.TRANSITIONS[Stage(stored.stage)]:
        raise Refused(no_move(stored, entering))
    changed = {name: values[name] for name in MOVE_FIELDS[entering] if name in values}
    after = {name: changed.get(name, getattr(stored, name)) for name in MOVE_FIELDS[entering]}
    if entering == Stage.DO:
        if not after["prediction"] and not without_prediction:
            raise Refused(
                "No prediction is written. Write what you expect, or tick the box to go on without one.",
                field="prediction",
            )
        _needs(after, "started_on", "Say on which day Do began.")
        changed["prediction_locked_at"] = timezone.now()
    elif entering == Stage.STUDY:
        _needs(after, "do", "Write what happened first: one line is enough.")
        _needs(after, "ended_on", "Say on which day Do ended.")
    elif entering == Stage.ACT:
        _needs(after, "study", "Write what you learned first: one line is enough.")
        if stored.prediction_after or not stored.prediction:
            changed["prediction_held"] = ""
        _write_results(stored, results, by)
    else:
        _check_decision(after["act"], after["act_note"])
    changed |= {"stage": str(entering), "moved_at": timezone.now()}
    moved = history.change(
        stored,
        values=changed,
        by=by,
        event=f"cycle_moved_to_{entering}",
        version=version,
        confirmed=confirmed,
    )
    _follow_cycles(moved.change_idea, by)
    return moved


def no_move(cycle: PDSACycle, to: str) -> str:
    """Why a cycle may not move to a stage: it goes on one step at a time, and never back."""
    following = [stage.label for stage in PDSACycle.TRANSITIONS[Stage(cycle.stage)]]
    way = f"Its next step is {following[0]}." if following else "A new test is a new cycle."
    return (
        f"This cycle is at {cycle.get_stage_display()} now, so it can’t move to {Stage(to).label}. {way} "
        "Steps are taken one at a time, and never back."
    )


@transaction.atomic
def amend_prediction(
    *,
    cycle: PDSACycle,
    prediction: str,
    why: str,
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> PDSACycle:
    """Amend a locked prediction with a reason; the text before is kept beside the new one.

    A prediction first written now, after Do began, is marked "written afterwards". Raises Refused where it
    is not locked or nothing differs, StaleVersion.
    """
    stored = lock_cycle(cycle)
    if version is not None and stored.version != version:
        raise StaleVersion(stored)
    if not stored.is_locked:
        raise Refused("Do has not begun, so the prediction is still open. Change it on the cycle’s page.")
    if prediction == stored.prediction:
        raise Refused("This is the prediction as it stands. Change its words, then save.", field="prediction")
    amendment = PredictionAmendment(cycle=stored, before=stored.prediction, after=prediction, why=why, by=by)
    history.create(amendment, by=by, event="prediction_amendment_kept", why=why)
    changed = {"prediction": prediction, "moved_at": timezone.now()}
    if not stored.prediction:
        changed |= {"prediction_after": True, "prediction_held": ""}
    return history.change(
        stored,
        values=changed,
        by=by,
        event="prediction_amended",
        version=version,
        why=why,
        confirmed=confirmed,
    )


@transaction.atomic
def withdraw_cycle(*, cycle: PDSACycle, why: str, by, version: int | None = None) -> PDSACycle:
    """Withdraw a cycle; its number stays used, and its idea's status follows the cycles that remain."""
    withdrawn = history.withdraw(cycle, by=by, why=why, event="cycle_withdrawn", version=version)
    _follow_cycles(withdrawn.change_idea, by)
    return withdrawn


def _follow_cycles(idea: ChangeIdea, by) -> None:
    """Set the idea's status from its newest cycle that has begun; without one an idea is an idea again."""
    stored = ChangeIdea.objects.select_for_update().get(pk=idea.pk)
    newest = stored.cycles.current().exclude(stage=Stage.PLAN).order_by("-number").first()
    if newest is None:
        status = Status.IDEA if stored.status == Status.TESTING else stored.status
    elif newest.stage == Stage.DONE:
        status = IDEA_AFTER[newest.act]
    else:
        status = Status.TESTING
    values = {"status": status}
    # A reason somebody wrote for it stays, unless the idea was taken up again since.
    anew = not stored.abandoned_why or stored.status != Status.ABANDONED
    if newest is not None and status == Status.ABANDONED and anew:
        values["abandoned_why"] = newest.act_note
    history.change(stored, values=values, by=by, event="idea_followed_its_cycle", version=None)


def _write_results(cycle: PDSACycle, results: Results | None, by) -> list[int]:
    """Write what came out of the cycle's questions; gives the keys of those that changed. One predicted afterwards,
    or not at all, came out neither as predicted nor otherwise."""
    if not results:
        return []
    changed = []
    for question in questions_of(cycle).filter(pk__in=results).select_for_update(of=("self",)):
        values = dict(results[question.pk])
        if not question.prediction or question.is_afterwards:  # type: ignore[attr-defined]
            values["held"] = ""
        written = history.change(question, values=values, by=by, event="question_answered", version=None)
        if written.version != question.version:
            changed.append(question.pk)
    return changed


def lock_cycle(cycle: PDSACycle) -> PDSACycle:
    """The cycle as stored, locked until the transaction ends. Raises Refused where it has been withdrawn."""
    stored = PDSACycle.objects.select_for_update().get(pk=cycle.pk)
    if stored.is_withdrawn:
        raise Refused("This cycle has been withdrawn since you opened it, so it can’t be changed.")
    return stored


def _needs(values: Mapping[str, Any], name: str, words: str) -> None:
    if not values[name]:
        raise Refused(words, field=name)


def _check_decision(act: str, note: str) -> None:
    if not act:
        raise Refused("Decide what to do with the change: adopt, adapt, expand or abandon.", field="act")
    if act == Act.ABANDON and not note:
        raise Refused("Say why the change is abandoned: others learn most from that.", field="act_note")


def _check_previous(project: Project, cycle: PDSACycle | None, previous: PDSACycle | None) -> None:
    """Refuse a `previous` of another project, or one that leads back to the cycle itself."""
    if previous is None:
        return
    links = dict(
        PDSACycle.objects.current().filter(change_idea__project=project).values_list("pk", "previous_id")
    )
    if previous.pk not in links:
        raise Refused("That cycle is not one of this project’s. Pick another.", field="previous")
    step: int | None = previous.pk
    seen: set[int] = set()
    while step is not None and step not in seen:
        if cycle is not None and step == cycle.pk:
            raise Refused("That cycle itself follows this one. Pick an earlier cycle.", field="previous")
        seen.add(step)
        step = links.get(step)


def _with_news(cycle: PDSACycle, values: Mapping[str, Any], other_news: bool) -> dict[str, Any]:
    """`values`, and the time of the news where anything differs."""
    differs = any(history.plain(getattr(cycle, name)) != history.plain(values[name]) for name in values)
    return {**values, "moved_at": timezone.now()} if differs or other_news else dict(values)
