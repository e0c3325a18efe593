"""PDSA cycles in words: where one stands, what its prediction is worth, what comes next."""

import datetime
import re
from dataclasses import dataclass

from django.db.models import Q

from ftc_qi.core.models import AuditEvent
from ftc_qi.core.templatetags.ftc import uk_date
from measures.values import plural
from projects.models import CycleQuestion, PDSACycle, Project

Stage = PDSACycle.Stage

STAGES = (
    (Stage.PLAN, "Plan"),
    (Stage.DO, "Do"),
    (Stage.STUDY, "Study"),
    (Stage.ACT, "Act"),
)
ORDER = {stage: place for place, stage in enumerate(Stage.values)}
HELD = {
    "yes": "It came out as predicted",
    "partly": "It came out partly as predicted",
    "no": "It came out differently",
}
DECIDED = {"adopt": "Adopted", "adapt": "Adapted", "expand": "Expanded", "abandon": "Abandoned"}


@dataclass(frozen=True, slots=True)
class Prediction:
    """state: not_written | written | locked | afterwards. words: in a column headed "Prediction"."""

    state: str
    words: str

    @property
    def is_locked(self) -> bool:
        return self.state == "locked"


def prediction_of(cycle: PDSACycle) -> Prediction:
    """What the cycle's prediction is worth. No query."""
    if not cycle.prediction:
        return Prediction("not_written", "Never written" if cycle.is_locked else "Not written yet")
    if cycle.prediction_after:
        return Prediction("afterwards", "Written afterwards")
    if cycle.is_locked:
        return Prediction("locked", "Locked")
    return Prediction("written", "Written")


def window_of(cycle: PDSACycle) -> str:
    """The days of Do, or those planned for it."""
    if cycle.started_on is None:
        if cycle.planned_end_on:
            return f"Planned: {_span(cycle.planned_start_on, cycle.planned_end_on)}"
        return f"Planned from {uk_date(cycle.planned_start_on)}"
    if cycle.ended_on:
        return _span(cycle.started_on, cycle.ended_on)
    planned = f", planned until {uk_date(cycle.planned_end_on)}" if cycle.planned_end_on else ""
    return f"Since {uk_date(cycle.started_on)}{planned}"


def late_words(cycle: PDSACycle, today: datetime.date) -> str:
    """How late an open cycle is to start or end Do, beside its dates; empty when it is not."""
    due, _ = _overdue(cycle, today)
    return f"{plural((today - due).days, 'day')} late" if due else ""


def late_line(cycle: PDSACycle, today: datetime.date) -> str:
    """The same where no dates stand beside it: “Do should have ended 15 November”."""
    due, what = _overdue(cycle, today)
    return f"Do should have {what} {short_date(due, today)}" if due else ""


def short_date(day: datetime.date, today: datetime.date) -> str:
    """“15 November”, with the year where it is another than today's."""
    words = uk_date(day)
    return words.removesuffix(f" {day.year}") if day.year == today.year else words


def first_sentence(text: str) -> str:
    """The first sentence of a text, for a card or a row of a table; the whole of it stands on the cycle's page."""
    found = re.match(r".+?[.!?](?=\s|$)", " ".join(text.split()))
    return found.group() if found else " ".join(text.split())


def _overdue(cycle: PDSACycle, today: datetime.date) -> tuple[datetime.date | None, str]:
    """The planned day that has passed, and what should have happened on it. Nothing is overdue in a project that is
    paused or over (DECISIONS 31)."""
    if cycle.project.status != Project.Status.ACTIVE:
        return None, ""
    if cycle.stage == Stage.PLAN and cycle.planned_start_on < today:
        return cycle.planned_start_on, "begun"
    if cycle.stage == Stage.DO and cycle.planned_end_on and cycle.planned_end_on < today:
        return cycle.planned_end_on, "ended"
    return None, ""


def next_step_of(cycle: PDSACycle) -> str:
    """The one thing to do next, as a verb with its object; for a finished cycle, what was decided."""
    if cycle.stage == Stage.PLAN:
        return "Start Do" if cycle.prediction else "Write what you expect"
    if cycle.stage == Stage.DO:
        return "Finish Do" if cycle.do else "Write what happened"
    if cycle.stage == Stage.STUDY:
        return "Finish Study" if cycle.study else "Write what you learned"
    if cycle.stage == Stage.ACT:
        return "Decide what to do with the change"
    return DECIDED[cycle.act]


def steps_of(cycle: PDSACycle) -> list[dict[str, str]]:
    """The four-part bar: {name, state (done | now | next), words}."""
    now = ORDER[cycle.stage]
    since = {Stage.PLAN: cycle.created_at, Stage.DO: cycle.started_on, Stage.STUDY: cycle.ended_on}
    ended = {Stage.PLAN: cycle.started_on, Stage.DO: cycle.ended_on}
    steps = []
    for stage, name in STAGES:
        place = ORDER[stage]
        if place < now:
            state, words = "done", f"done {uk_date(ended.get(stage))}".strip()
            if stage == Stage.ACT:
                words = DECIDED[cycle.act].lower()
        elif place == now:
            day = uk_date(since.get(stage))
            state, words = "now", f"now, since {day}" if day else "now"
        else:
            state, words = "next", "then decide" if stage == Stage.ACT and place > now + 1 else "next"
            if place > now + 1 and stage != Stage.ACT:
                words = "later"
        steps.append({"name": name, "state": state, "words": words})
    return steps


def _span(first: datetime.date, last: datetime.date) -> str:
    return uk_date(first) if first == last else f"{uk_date(first)} to {uk_date(last)}"


EVENTS = {
    "cycle_added": "Cycle added",
    "cycle_added_as_done": "Entered as already done",
    "cycle_edited": "Changed",
    "cycle_moved_to_do": "Do began, the prediction was locked",
    "cycle_moved_to_study": "Do ended, Study began",
    "cycle_moved_to_act": "Study ended, Act began",
    "cycle_moved_to_done": "Cycle finished",
    "prediction_amended": "Prediction amended",
    "cycle_measures_changed": "Linked measures changed",
    "question_added": "Question added",
    "question_edited": "Question changed",
    "question_amended": "Prediction of a question amended",
    "question_answered": "What came out of a question written",
    "question_moved": "Questions put in another order",
    "question_withdrawn": "Question withdrawn",
    "text_confirmed": "Checked that a text can’t identify anyone",
}
UNSAID = {"moved_at"}


def history_of(cycle: PDSACycle, limit: int = 50) -> list[dict[str, object]]:
    """What happened to the cycle, newest first: {at, by, words, changed, why}. For the team space only; the
    texts themselves are not repeated. Two queries."""
    questions = list(cycle.questions.values_list("pk", flat=True))
    events = (
        AuditEvent.objects.filter(
            Q(target_label=cycle._meta.label_lower, target_id=cycle.pk)
            | Q(target_label=CycleQuestion._meta.label_lower, target_id__in=questions)
        )
        .select_related("by")
        .order_by("-at", "-pk")[:limit]
    )
    labels = {field.name: str(field.verbose_name) for field in cycle._meta.concrete_fields}
    return [
        {
            "at": event.at,
            "by": event.by.display_name if event.by else "",
            "words": EVENTS.get(event.event, event.event.replace("_", " ")),
            "changed": [
                labels[name]
                for name in event.changes
                if name in labels and name not in UNSAID and event.event == "cycle_edited"
            ],
            "why": event.why,
        }
        for event in events
    ]
