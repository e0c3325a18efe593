"""Writes of the method: editions of the aim, change ideas, PDSA cycles and their moves.

Locks are always taken in the order project, cycle, idea. Whatever a person may do is checked before, in
`projects.permissions`; these functions know only what the rows allow.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from projects.models import AimStatement, ChangeIdea, PDSACycle, PredictionAmendment, Project

Stage, Act, Status = PDSACycle.Stage, PDSACycle.Act, ChangeIdea.Status

AIM_FIELDS = ("what", "from_value", "to_value", "unit", "for_whom", "where", "by_when")
MOVE_FIELDS = {
    Stage.DO: ("prediction", "plan", "started_on"),
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


def _lock(project: Project) -> Project:
    return Project.objects.select_for_update().get(pk=project.pk)


# --- aim -------------------------------------------------------------------------------------------------


def current_aim(project: Project) -> AimStatement | None:
    """The edition that counts: the highest number not withdrawn. One query."""
    return project.aims.current().order_by("-number").first()


@transaction.atomic
def save_aim(
    *,
    project: Project,
    values: Mapping[str, Any],
    by,
    reason: str = "",
    after: int | None = None,
    confirmed: Collection[str] = (),
) -> AimStatement:
    """Write the next edition of the aim; earlier ones stay as they are.

    values: AIM_FIELDS. reason: why it changed, required from the second edition on. after: number of the
    edition the writer read (0: there was none); None only where nobody read one. Raises StaleVersion with
    the edition that came between, Refused without a reason or where nothing differs.
    """
    _lock(project)
    current = current_aim(project)
    if after is not None and current is not None and current.number != after:
        raise StaleVersion(current)
    aim = AimStatement(project=project, reason=reason, created_by=by)
    for name in AIM_FIELDS:
        if name in values:
            setattr(aim, name, values[name])
    if current is not None:
        if all(history.plain(getattr(aim, n)) == history.plain(getattr(current, n)) for n in AIM_FIELDS):
            raise Refused("Nothing differs from the aim as it stands. Change a part of it, then save.")
        if not reason:
            raise Refused("Say why the aim changes: readers will ask.", field="reason")
    newest = project.aims.order_by("-number").values_list("number", flat=True).first()
    aim.number = (newest or 0) + 1
    return history.create(aim, by=by, event="aim_saved", why=reason, confirmed=confirmed)


@transaction.atomic
def withdraw_aim(*, aim: AimStatement, why: str, by, version: int | None = None) -> AimStatement:
    """Withdraw the current edition: the one before it counts again. Raises Refused for an earlier edition."""
    _lock(aim.project)
    current = current_aim(aim.project)
    if current is None or current.pk != aim.pk:
        raise Refused("Only the current version of the aim can be withdrawn. Open the aim again.")
    return history.withdraw(current, by=by, why=why, event="aim_withdrawn", version=version)


# --- change ideas ----------------------------------------------------------------------------------------


def _same_title(project: Project, title: str, besides: ChangeIdea | None = None) -> ChangeIdea | None:
    """The idea of that title, small and capital letters alike."""
    ideas = project.change_ideas.current().filter(title__iexact=title)
    return (ideas.exclude(pk=besides.pk) if besides else ideas).first()


@transaction.atomic
def add_idea(
    *, project: Project, values: Mapping[str, Any], by, confirmed: Collection[str] = ()
) -> ChangeIdea:
    """Add a change idea (title; theory, source). Raises Refused where the project has one of that title."""
    _lock(project)
    if _same_title(project, values["title"]):
        raise Refused("This idea is on the list already. Open it there, or use other words.", field="title")
    idea = ChangeIdea(project=project, created_by=by, **values)
    return history.create(idea, by=by, event="idea_added", confirmed=confirmed)


@transaction.atomic
def edit_idea(
    *,
    idea: ChangeIdea,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> ChangeIdea:
    """Change an idea's words, source or status. Raises Refused for a title in use, StaleVersion."""
    _lock(idea.project)
    if "title" in values and _same_title(idea.project, values["title"], besides=idea):
        raise Refused("Another idea has this title already. Use other words.", field="title")
    return history.change(
        idea, values=values, by=by, event="idea_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def withdraw_idea(*, idea: ChangeIdea, why: str, by, version: int | None = None) -> ChangeIdea:
    """Withdraw an idea. Raises Refused while a cycle tests it."""
    _lock(idea.project)
    using = list(idea.cycles.current().order_by("number").values_list("number", flat=True))
    if using:
        cycles = "cycle" if len(using) == 1 else "cycles"
        numbers = ", ".join(map(str, using))
        raise Refused(
            f"This idea is tested in {cycles} {numbers}, so it stays. Set its status to “Abandoned” instead, "
            f"or withdraw the {cycles} first."
        )
    return history.withdraw(idea, by=by, why=why, event="idea_withdrawn", version=version)


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
    history.change(stored, values={"status": status}, by=by, event="idea_followed_its_cycle", version=None)


# --- cycles ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_cycle(
    *,
    project: Project,
    values: Mapping[str, Any],
    by,
    idea: ChangeIdea | None = None,
    new_idea: str = "",
    done: bool = False,
    confirmed: Collection[str] = (),
) -> PDSACycle:
    """Add a PDSA cycle under the project's next number, which is never used again.

    idea: the change it tests; else new_idea, the words of one to add (or to find, if it is on the list).
    values: fields of the cycle; `title` defaults to the idea's. Without `done` the cycle is at Plan.
    done: it is entered as already finished (values hold started_on, do, study, act …): the prediction is
    marked "written afterwards" and the idea's status follows the decision.
    """
    _lock(project)
    if idea is None:
        idea = _same_title(project, new_idea) or history.create(
            ChangeIdea(project=project, title=new_idea, created_by=by), by=by, event="idea_added"
        )
    elif idea.project_id != project.pk or idea.is_withdrawn:
        raise Refused("This idea has been withdrawn. Pick another, or type a new one.", field="change_idea")
    _check_previous(project, None, values.get("previous"))
    cycles = PDSACycle.objects.filter(change_idea__project=project)
    newest = cycles.order_by("-number").values_list("number", flat=True).first()
    cycle = PDSACycle(change_idea=idea, number=(newest or 0) + 1, created_by=by, **values)
    cycle.title = cycle.title or idea.title[:120]
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
    confirmed: Collection[str] = (),
    other_news: bool = False,
) -> PDSACycle:
    """Change what is written about a cycle; never its stage.

    other_news: something beside the row changed too (its measures), so that the version rises even if
    `values` differ in nothing. Raises Refused for a locked prediction or a `previous` that makes a loop,
    StaleVersion.
    """
    project = cycle.project
    _lock(project)
    stored = PDSACycle.objects.select_for_update().get(pk=cycle.pk)
    _refuse_withdrawn(stored)
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
    changed = _with_news(stored, values, other_news)
    edited = history.change(
        stored, values=changed, by=by, event="cycle_edited", version=version, confirmed=confirmed
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
    without_prediction: bool = False,
    confirmed: Collection[str] = (),
) -> PDSACycle:
    """Move a cycle to its next stage as PDSACycle.TRANSITIONS allows, and write that step's words.

    values: any of MOVE_FIELDS[to]; entering Do needs started_on, entering Study ended_on and do, entering
    Act study, entering Done act. Entering Do locks the prediction; without one the writer says so with
    `without_prediction`. Raises Refused, StaleVersion. The idea's status follows.
    """
    stored = PDSACycle.objects.select_for_update().get(pk=cycle.pk)
    _refuse_withdrawn(stored)
    entering = Stage(to)
    if entering not in PDSACycle.TRANSITIONS[Stage(stored.stage)]:
        raise Refused(
            f"This cycle is at {stored.get_stage_display()} now, so it can’t move to {entering.label}. "
            "Open the cycle to see where it is."
        )
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
    stored = PDSACycle.objects.select_for_update().get(pk=cycle.pk)
    _refuse_withdrawn(stored)
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


def _refuse_withdrawn(cycle: PDSACycle) -> None:
    if cycle.is_withdrawn:
        raise Refused("This cycle has been withdrawn since you opened it, so it can’t be changed.")


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
