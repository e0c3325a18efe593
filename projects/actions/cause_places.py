"""Where a cause stands on its fishbone: on a bone, or as a why under another cause; and where it may go."""

from collections.abc import Iterable, Sequence

from ftc_qi.core.forms import Refused
from projects.models import Cause, CauseCategory, Project

MOST_WHYS = 5
"""How many whys may follow one under the other: the five whys."""


def siblings(causes: Iterable[Cause], category: CauseCategory | None, parent: Cause | None) -> list[Cause]:
    """The causes of one place, in their order."""
    place = (category.pk if category else None, parent.pk if parent else None)
    found = [row for row in causes if (row.category_id, row.parent_id) == place]
    return sorted(found, key=lambda row: (row.order, row.pk))


def whys_under(cause: Cause, causes: Iterable[Cause]) -> list[Cause]:
    """Every why below a cause, at any depth."""
    causes, found, at = list(causes), [], {cause.pk}
    while at:
        below = [row for row in causes if row.parent_id in at]
        found += below
        at = {row.pk for row in below}
    return found


def depth_of(cause: Cause, causes: Iterable[Cause]) -> int:
    """How many whys lie between a cause and its bone: 0 for a cause on the bone itself."""
    parents = {row.pk: row.parent_id for row in causes}
    depth, at = 0, cause.parent_id
    while at is not None and depth <= len(parents):
        depth, at = depth + 1, parents.get(at)
    return depth


def check_place(
    project: Project,
    causes: Sequence[Cause],
    category: CauseCategory | None,
    parent: Cause | None,
    moved: Cause | None = None,
) -> None:
    """Refuse a place that is gone, a loop, and a chain that would grow longer than MOST_WHYS."""
    if parent is None:
        if category is None or not project.cause_categories.current().filter(pk=category.pk).exists():
            raise Refused("This bone has been withdrawn since. Choose another.", field="place")
        return
    if parent.pk not in {row.pk for row in causes}:
        raise Refused("This cause has been withdrawn since. Choose another.", field="place")
    below: list[Cause] = []
    if moved is not None:
        below = whys_under(moved, causes)
        if parent.pk == moved.pk or parent.pk in {row.pk for row in below}:
            raise Refused("A cause can’t stand under itself. Choose another place.", field="place")
    own = depth_of(moved, causes) if moved else 0
    longest = max((depth_of(row, causes) - own for row in below), default=0)
    if depth_of(parent, causes) + 1 + longest > MOST_WHYS:
        raise Refused(
            f"Five whys are enough: no chain is longer than {MOST_WHYS}. Act on this one, or choose another place.",
            field="place",
        )


def same_words(causes, text, category, parent) -> Cause | None:
    """The cause that says the same in that place."""
    words = text.casefold()
    return next((row for row in siblings(causes, category, parent) if row.text.casefold() == words), None)


def refuse_same_words(causes, text, category, parent) -> None:
    """Refuse words that stand in that place already."""
    if same_words(causes, text, category, parent):
        raise Refused("This stands there already. Vote for it, or use other words.", field="text")
