"""Writes of the fishbone: the problem, its bones, causes with their whys, votes.

The project's lock is taken first, so that two people at once can't make a loop, a twin or a wrong order. Whoever may
do it is checked before, in `projects.permissions`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from ftc_qi.core import history, ordering
from ftc_qi.core.forms import Refused
from projects.actions.cause_places import (
    MOST_WHYS,
    check_place,
    refuse_same_words,
    same_words,
    siblings,
    whys_under,
)
from projects.actions.locks import lock
from projects.models import Cause, CauseCategory, CauseVote, Fishbone, Project, TeamMember
from projects.outline import OutlineLine

SIX = ("People", "Methods", "Equipment", "Materials", "Measurement", "Environment")
FOUR = ("Environment", "People", "Equipment", "Methods")
STARTS = {"six": SIX, "four": FOUR}
"""Bones to begin with: the six of industry ("machines" said as "equipment"), and the four many NHS teams use."""
MOST_BONES = 10


class Added(NamedTuple):
    """What an outline brought: causes added, and how many of its lines stood on the fishbone already."""

    causes: list[Cause]
    known: int


# --- the problem and the bones ---------------------------------------------------------------------------


@transaction.atomic
def save_problem(
    *,
    project: Project,
    values: Mapping[str, Any],
    by,
    version: int | None = None,
    confirmed: Collection[str] = (),
) -> Fishbone:
    """Name the problem (problem; counted), or change its words. Raises StaleVersion."""
    lock(project)
    fishbone = project.fishbones.current().first()
    if fishbone is None:
        fishbone = Fishbone(project=project, created_by=by, **values)
        return history.create(fishbone, by=by, event="problem_named", confirmed=confirmed)
    # Without a version the writer saw no problem, and somebody else has named one since.
    version = 0 if version is None else version
    return history.change(
        fishbone, values=values, by=by, event="problem_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def start_bones(*, project: Project, names: Iterable[str], by) -> list[CauseCategory]:
    """Add bones by name; those that are there stay as they are."""
    lock(project)
    there = {name.casefold() for name in project.cause_categories.current().values_list("name", flat=True)}
    return [_add_bone(project, name, by) for name in names if name.casefold() not in there]


@transaction.atomic
def add_bone(*, project: Project, name: str, by, confirmed: Collection[str] = ()) -> CauseCategory:
    """Add a bone at the end. Raises Refused for a name in use, and beyond MOST_BONES."""
    lock(project)
    _refuse_same_bone(project, name)
    return _add_bone(project, name, by, confirmed)


def _add_bone(project: Project, name: str, by, confirmed: Collection[str] = ()) -> CauseCategory:
    bones = project.cause_categories.current()
    if bones.count() >= MOST_BONES:
        raise Refused(
            f"A fishbone has room for {MOST_BONES} bones. Rename one, or withdraw one that is empty.",
            field="name",
        )
    bone = CauseCategory(project=project, name=name, order=ordering.next_order(bones))
    return history.create(bone, by=by, event="bone_added", confirmed=confirmed)


@transaction.atomic
def rename_bone(
    *, bone: CauseCategory, name: str, version: int | None, by, confirmed: Collection[str] = ()
) -> CauseCategory:
    """Give a bone another name. Raises Refused for a name in use, StaleVersion."""
    lock(bone.project)
    _refuse_same_bone(bone.project, name, besides=bone)
    return history.change(
        bone, values={"name": name}, by=by, event="bone_renamed", version=version, confirmed=confirmed
    )


def _refuse_same_bone(project: Project, name: str, besides: CauseCategory | None = None) -> None:
    same = project.cause_categories.current().filter(name__iexact=name)
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise Refused(f"There is a bone called “{name}” already. Use another name.", field="name")


@transaction.atomic
def move_bone(*, bone: CauseCategory, way: str, by) -> bool:
    """One place up or down; False at the end."""
    project = lock(bone.project)
    return ordering.move(bone, project.cause_categories.current(), way, by=by, event="bone_moved")


@transaction.atomic
def withdraw_bone(*, bone: CauseCategory, why: str, by, version: int | None = None) -> CauseCategory:
    """Withdraw a bone and the causes on it. Raises StaleVersion."""
    lock(bone.project)
    causes = list(bone.project.causes.current())
    for cause in causes:
        if cause.category_id == bone.pk:
            _withdraw_with_whys(cause, causes, why, by)
    return history.withdraw(bone, by=by, why=why, event="bone_withdrawn", version=version)


# --- causes ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_cause(
    *,
    project: Project,
    values: Mapping[str, Any],
    by,
    category: CauseCategory | None = None,
    parent: Cause | None = None,
    confirmed: Collection[str] = (),
) -> Cause:
    """Add a cause to a bone (`category`), or as the answer to "why?" under another (`parent`).

    Raises Refused where the same words stand there already, below MOST_WHYS whys, and where the place is gone.
    """
    lock(project)
    causes = list(project.causes.current())
    check_place(project, causes, category, parent)
    refuse_same_words(causes, values["text"], category, parent)
    return _add(project, causes, values, by, category, parent, confirmed)


def _add(project, causes, values, by, category, parent, confirmed=()) -> Cause:
    order = max((row.order for row in siblings(causes, category, parent)), default=0) + 1
    cause = Cause(project=project, category=category, parent=parent, order=order, created_by=by, **values)
    history.create(cause, by=by, event="cause_added", confirmed=confirmed)
    causes.append(cause)
    return cause


@transaction.atomic
def add_outline(
    *,
    project: Project,
    lines: Sequence[OutlineLine],
    by,
    bone: CauseCategory | None = None,
    source: str = "staff",
    confirmed: Collection[str] = (),
) -> Added:
    """Add several causes at once. On a `bone` the outermost lines are causes; without one they name the bones,
    which are found or added. A line further in answers "why?". A line that is there already is used as it is.

    Raises Refused below MOST_WHYS whys, naming the line.
    """
    lock(project)
    causes = list(project.causes.current())
    bones = {row.name.casefold(): row for row in project.cause_categories.current()}
    path: list[CauseCategory | Cause] = [] if bone is None else [bone]
    first = len(path)
    added: list[Cause] = []
    known = 0
    for line in lines:
        del path[line.depth + first :]
        if not path:
            found = bones.get(line.text.casefold())
            if found is None:
                found = bones[line.text.casefold()] = _add_bone(project, line.text, by, confirmed)
            path.append(found)
            continue
        if len(path) > MOST_WHYS + 1:
            raise Refused(
                f"Line {line.number}: this is more than {MOST_WHYS} whys deep. Move it further out.", "text"
            )
        place = path[-1]
        category, parent = (place, None) if isinstance(place, CauseCategory) else (None, place)
        cause = same_words(causes, line.text, category, parent)
        if cause is None:
            values = {"text": line.text, "source": source}
            cause = _add(project, causes, values, by, category, parent, confirmed)
            added.append(cause)
        else:
            known += 1
        path.append(cause)
    return Added(added, known)


@transaction.atomic
def edit_cause(
    *,
    cause: Cause,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> Cause:
    """Change a cause's words, who told us, how we know, how often it was counted. Raises Refused, StaleVersion."""
    lock(cause.project)
    if "text" in values:
        causes = [row for row in cause.project.causes.current() if row.pk != cause.pk]
        refuse_same_words(causes, values["text"], cause.category, cause.parent)
    return history.change(
        cause, values=values, by=by, event="cause_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def move_cause(*, cause: Cause, way: str, by) -> bool:
    """One place up or down among the causes beside it; False at the end."""
    project = lock(cause.project)
    causes = list(project.causes.current())
    row = next((row for row in causes if row.pk == cause.pk), None)
    if row is None:
        return False
    beside = siblings(causes, row.category, row.parent)
    return ordering.move(row, beside, way, by=by, event="cause_moved")


@transaction.atomic
def place_cause(
    *,
    cause: Cause,
    version: int | None,
    by,
    category: CauseCategory | None = None,
    parent: Cause | None = None,
) -> Cause:
    """Put a cause with its whys on another bone, or under another cause, as the last one there.

    Raises Refused where it would come to stand under itself or too deep, where the same words stand there, and where
    the place is gone; StaleVersion.
    """
    project = lock(cause.project)
    causes = list(project.causes.current())
    check_place(project, causes, category, parent, moved=cause)
    beside = [row for row in siblings(causes, category, parent) if row.pk != cause.pk]
    refuse_same_words(beside, cause.text, category, parent)
    values = {"category": category, "parent": parent, "order": max((r.order for r in beside), default=0) + 1}
    return history.change(cause, values=values, by=by, event="cause_placed", version=version)


@transaction.atomic
def withdraw_cause(
    *, cause: Cause, why: str, by, version: int | None = None, only_own: bool = False
) -> Cause:
    """Withdraw a cause and the whys under it. only_own: refuse where one of them is somebody else's."""
    project = lock(cause.project)
    causes = list(project.causes.current())
    if only_own and any(row.created_by_id != by.pk for row in whys_under(cause, causes)):
        raise Refused(
            "Others have answered “Why?” under this cause, so it stays. Ask the team’s lead to withdraw it, or "
            "change its words."
        )
    for row in whys_under(cause, causes):
        history.withdraw(row, by=by, why=why, event="cause_withdrawn")
    return history.withdraw(cause, by=by, why=why, event="cause_withdrawn", version=version)


def _withdraw_with_whys(cause: Cause, causes: Sequence[Cause], why: str, by) -> None:
    for row in (*whys_under(cause, causes), cause):
        history.withdraw(row, by=by, why=why, event="cause_withdrawn")


@transaction.atomic
def vote(*, cause: Cause, on: bool, by) -> bool:
    """Vote for a cause, or take the vote back. Voting is the team's: one vote a person and cause.

    Returns whether anything changed. Raises Refused for somebody who is not on the team, or a cause that is gone.
    """
    project = lock(cause.project)
    if not TeamMember.objects.active().filter(project=project, user=by).exists():
        raise Refused("Votes are the team’s own. You are not on this team.")
    if not project.causes.current().filter(pk=cause.pk).exists():
        raise Refused("This cause has been withdrawn since you opened the page.")
    mine = CauseVote.objects.filter(cause=cause, user=by)
    if on == mine.exists():
        return False
    if on:
        history.create(CauseVote(cause=cause, user=by), by=by, event="cause_voted")
    else:
        history.record("cause_vote_taken_back", target=mine.get(), by=by, changes={"cause": [cause.pk, None]})
        mine.delete()
    return True
