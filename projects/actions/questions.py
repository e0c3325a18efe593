"""Writes of the further questions of a PDSA cycle. Each has a prediction of its own, which locks when Do begins.

What came out of a question is part of Study: see `cycles.edit_cycle`.
"""

from collections.abc import Collection, Mapping

from django.db import transaction

from ftc_qi.core import history, ordering
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from projects.actions.cycles import lock_cycle, questions_of
from projects.models import CycleQuestion, PDSACycle, PredictionAmendment

MOST = 12
"""Questions of one cycle: more than these are more than one small test can answer."""


@transaction.atomic
def add_question(
    *, cycle: PDSACycle, values: Mapping[str, str], by, confirmed: Collection[str] = ()
) -> CycleQuestion:
    """Add a question (question, prediction). Once Do has begun its prediction counts as written afterwards."""
    stored = lock_cycle(cycle)
    if stored.questions.current().count() >= MOST:
        raise Refused(f"A cycle has at most {MOST} further questions. Ask the rest in the next cycle.")
    if stored.questions.current().filter(question__iexact=values["question"]).exists():
        raise Refused("This cycle asks that question already. Use other words.", field="question")
    question = CycleQuestion(cycle=stored, order=ordering.next_order(stored.questions.all()), **values)
    history.create(question, by=by, event="question_added", confirmed=confirmed)
    if stored.is_locked and question.prediction:
        _keep(question, "", question.prediction, "Added after Do began.", by)
    return question


@transaction.atomic
def edit_question(
    *,
    question: CycleQuestion,
    values: Mapping[str, str],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> CycleQuestion:
    """Change a question and its prediction before Do. Raises Refused once they are locked, StaleVersion."""
    if _lock(question).cycle.is_locked:
        raise Refused("Do has begun, so the question is locked. Amend its prediction with a reason instead.")
    return history.change(
        question, values=values, by=by, event="question_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def amend_question(
    *,
    question: CycleQuestion,
    prediction: str,
    why: str,
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> CycleQuestion:
    """Amend a locked prediction of a question with a reason; both texts are kept. One first written now counts
    as written afterwards. Raises Refused where it is not locked or nothing differs, StaleVersion."""
    stored = _lock(question)
    if version is not None and stored.version != version:
        raise StaleVersion(stored)
    if not stored.cycle.is_locked:
        raise Refused("Do has not begun, so the prediction is still open. Change the question instead.")
    if prediction == stored.prediction:
        raise Refused("This is the prediction as it stands. Change its words, then save.", field="prediction")
    _keep(stored, stored.prediction, prediction, why, by)
    changed = {"prediction": prediction} | ({} if stored.prediction else {"held": ""})
    return history.change(
        stored,
        values=changed,
        by=by,
        event="question_amended",
        version=version,
        why=why,
        confirmed=confirmed,
    )


@transaction.atomic
def move_question(*, question: CycleQuestion, way: str, by) -> bool:
    """Put a question one place up or down; False at the end of the list."""
    stored = _lock(question)
    siblings = list(stored.cycle.questions.current().order_by("order", "pk"))
    return ordering.move(stored, siblings, way, by=by, event="question_moved")


@transaction.atomic
def withdraw_question(*, question: CycleQuestion, why: str, by) -> CycleQuestion:
    """Withdraw a question. Raises Refused for one predicted before Do, once Do has begun: what was expected
    stays on record."""
    stored = _lock(question)
    known = questions_of(stored.cycle).get(pk=stored.pk)
    in_time = stored.prediction and not known.is_afterwards  # type: ignore[attr-defined]
    if stored.cycle.is_locked and in_time:
        raise Refused("Do has begun, so a question with its prediction stays. Say in Study what came out.")
    return history.withdraw(stored, by=by, why=why, event="question_withdrawn")


def _lock(question: CycleQuestion) -> CycleQuestion:
    """The question as stored, with its cycle, which is locked first."""
    cycle = lock_cycle(question.cycle)
    stored = CycleQuestion.objects.select_for_update().get(pk=question.pk)
    if stored.is_withdrawn:
        raise Refused("This question has been withdrawn since you opened it, so it can’t be changed.")
    stored.cycle = cycle
    return stored


def _keep(question: CycleQuestion, before: str, after: str, why: str, by) -> None:
    amendment = PredictionAmendment(
        cycle=question.cycle, question=question, before=before, after=after, why=why, by=by
    )
    history.create(amendment, by=by, event="prediction_amendment_kept", why=why)
