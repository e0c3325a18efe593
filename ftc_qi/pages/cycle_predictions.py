"""What a team expected of a PDSA cycle: its further questions, and what amended predictions said before. One query."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateTimeField, IntegerField, Value

from ftc_qi.pages.cycle_words import HELD, prediction_of
from projects.models import CycleQuestion, PDSACycle, PredictionAmendment


@dataclass(frozen=True, slots=True)
class Amended:
    """A prediction before it was amended. question_id: None for the cycle's own."""

    question_id: int | None
    before: str
    why: str
    by: str
    at: datetime.datetime


def predictions_of(cycle: PDSACycle) -> tuple[list[CycleQuestion], list[Amended]]:
    """The cycle's questions in order, as `projects.actions.cycles.questions_of` gives them, and all its amendments,
    oldest first. Both in one query: a cycle's page has many parts and a budget."""
    none = Value(None, output_field=DateTimeField(null=True))
    questions = (
        cycle.questions.current()
        .order_by()
        .values_list(
            Value(0, output_field=IntegerField()),
            "pk",
            "order",
            Value(None, output_field=IntegerField(null=True)),
            *("question", "prediction", "result", "held"),
            none,
        )
    )
    amendments = (
        PredictionAmendment.objects.filter(cycle=cycle)
        .order_by()
        .values_list(
            Value(1, output_field=IntegerField()),
            "pk",
            Value(0, output_field=IntegerField()),
            *("question_id", "before", "why", "by__display_name"),
            Value("", output_field=CharField()),
            "at",
        )
    )
    asked, kept = [], []
    for is_amendment, pk, order, question_id, *texts, at in questions.union(amendments, all=True):
        if is_amendment:
            before, why, by, _ = texts
            kept.append((at, pk, Amended(question_id, before, why, by, at)))
        else:
            question, prediction, result, held = texts
            row = CycleQuestion(
                pk=pk,
                cycle=cycle,
                order=order,
                question=question,
                prediction=prediction,
                result=result,
                held=held,
            )
            asked.append(row)
    amended = [row for *_, row in sorted(kept, key=lambda one: one[:2])]
    first_written = {row.question_id for row in amended if not row.before}
    for row in asked:
        row.is_afterwards = row.pk in first_written  # type: ignore[attr-defined]
    return sorted(asked, key=lambda row: (row.order, row.pk)), amended


def expected_of(
    cycle: PDSACycle, questions: Iterable[CycleQuestion], amendments: Iterable[Amended]
) -> list[dict[str, Any]]:
    """What the team expected, the cycle's own prediction first: {question, prediction, state (as of Prediction),
    result, held, amendments, pk (none for the cycle's own), is_first (of the further ones)}. No query.

    amendments: those the reader may read.
    """
    kept = list(amendments)
    rows: list[dict[str, Any]] = [
        {
            "pk": None,
            "question": cycle.objective,
            "prediction": cycle.prediction,
            "state": prediction_of(cycle).state,
            "result": "",
            "held": HELD.get(cycle.prediction_held, ""),
        }
    ]
    for question in questions:
        afterwards = question.is_afterwards  # type: ignore[attr-defined]
        locked = "afterwards" if afterwards else "locked" if cycle.is_locked else "written"
        rows.append(
            {
                "pk": question.pk,
                "question": question.question,
                "prediction": question.prediction,
                "state": locked if question.prediction else "not_written",
                "result": question.result,
                "held": HELD.get(question.held, ""),
            }
        )
    for place, row in enumerate(rows):
        row["is_first"] = place <= 1
        row["amendments"] = [amendment for amendment in kept if amendment.question_id == row["pk"]]
    return rows
