"""Define breakdowns of a measure's total and their groups. A group's history is its breakdown's.

Breakdowns move no line and no status, so no summary changes.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.unique import refusing
from measures.breakdowns import KINDS
from measures.models import Breakdown, Category, CategoryPoint, Measure

MOST_GROUPS = 40
GROUP = "group:"
"""How a group is named in its breakdown's history: "group:12"."""
NAME_TAKEN = "This measure has a breakdown of this name already."


def has_parts(breakdown: Breakdown) -> bool:
    """Whether any figure has been entered for it. One query."""
    return CategoryPoint.objects.current().filter(category__breakdown=breakdown).exists()


@transaction.atomic
def add_breakdown(
    *,
    measure: Measure,
    name: str,
    exclusive: bool,
    groups: Sequence[str],
    by,
    confirmed: Collection[str] = (),
) -> Breakdown:
    """Break a measure's total down into groups, in the order given.

    Raises Refused for a measure whose figures have no parts, a name that is taken, no group, two alike or more
    than MOST_GROUPS.
    """
    Measure.objects.select_for_update().get(pk=measure.pk)
    if measure.data_kind not in KINDS:
        raise Refused("Only counts, shares and rates can be broken down.")
    _check_groups(groups)
    last = Breakdown.objects.filter(measure=measure).aggregate(last=Max("order"))["last"]
    breakdown = Breakdown(
        measure=measure, name=name, exclusive=exclusive, order=0 if last is None else last + 1
    )
    with refusing(NAME_TAKEN, "name"):
        history.create(
            breakdown,
            by=by,
            event="breakdown_added",
            also={"groups": [None, list(groups)]},
            confirmed=confirmed,
        )
    Category.objects.bulk_create(
        Category(breakdown=breakdown, name=text, order=order) for order, text in enumerate(groups)
    )
    return breakdown


@transaction.atomic
def edit_breakdown(
    *,
    breakdown: Breakdown,
    values: Mapping[str, Any],
    groups: Mapping[int, tuple[str, int]],
    more: Sequence[str],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> Breakdown:
    """Change a breakdown, the names and order of its groups, and add groups after them.

    groups: key → (name, place). Raises StaleVersion; Refused as `add_breakdown`, once it is withdrawn, and for
    another answer to "can a person be in several groups?" once figures exist.
    """
    stored = _lock(breakdown)
    if version is not None and stored.version != version:
        raise StaleVersion(stored)
    if values.get("exclusive", stored.exclusive) != stored.exclusive and has_parts(stored):
        raise Refused("Figures exist, so this can't change. Add a new breakdown instead.", "exclusive")
    rows = {row.pk: row for row in stored.categories.current()}
    if set(groups) - set(rows):
        raise Refused("A group was taken out while you were writing. Open the page again.")
    places = {pk: groups.get(pk, (row.name, row.order)) for pk, row in rows.items()}
    ordered = sorted(places, key=lambda pk: (places[pk][1], rows[pk].order, pk))
    _check_groups([*(places[pk][0] for pk in ordered), *more])
    also: dict[str, list] = {}
    before = [pk for pk, _ in sorted(rows.items(), key=lambda item: (item[1].order, item[0]))]
    for pk, row in rows.items():
        if places[pk][0] != row.name:
            also[f"{GROUP}{pk}"] = [row.name, places[pk][0]]
    if before != ordered:
        also["order"] = [[rows[pk].name for pk in before], [places[pk][0] for pk in ordered]]
    if more:
        also["groups"] = [None, list(more)]
    with refusing(NAME_TAKEN, "name"):
        changed = history.change(
            stored,
            values=values,
            version=stored.version,
            by=by,
            event="breakdown_changed",
            also=also,
            confirmed=confirmed,
        )
    # Two names may be changing places: first out of each other's way.
    renamed = [pk for pk in ordered if places[pk][0] != rows[pk].name]
    for pk in renamed:
        Category.objects.filter(pk=pk).update(name=f"{pk}:{timezone.now().timestamp()}")
    for order, pk in enumerate(ordered):
        if pk in renamed or rows[pk].order != order:
            Category.objects.filter(pk=pk).update(name=places[pk][0], order=order, version=F("version") + 1)
    Category.objects.bulk_create(
        Category(breakdown=stored, name=text, order=len(ordered) + i) for i, text in enumerate(more)
    )
    return changed


@transaction.atomic
def withdraw_breakdown(*, breakdown: Breakdown, why: str, by, version: int | None = None) -> Breakdown:
    """Withdraw a breakdown: its groups are asked for no more and shown nowhere. Raises StaleVersion."""
    return history.withdraw(breakdown, by=by, why=why, event="breakdown_withdrawn", version=version)


@transaction.atomic
def withdraw_category(*, category: Category, why: str, by) -> Category:
    """Take a group out: its people count as not stated from now on, in earlier periods too, where what others may
    see stays protected with it (`disclosure.sets`). Raises Refused for the last group."""
    stored = _lock(category.breakdown)
    if not stored.categories.current().exclude(pk=category.pk).exists():
        raise Refused("This is the last group. Withdraw the breakdown instead.")
    if category.is_withdrawn:
        return category
    also = {f"{GROUP}{category.pk}": [category.name, None]}
    history.change(
        stored, values={}, version=stored.version, by=by, event="breakdown_changed", also=also, why=why
    )
    Category.objects.filter(pk=category.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_why=why, version=F("version") + 1
    )
    category.refresh_from_db()
    return category


def _lock(breakdown: Breakdown) -> Breakdown:
    stored = (
        Breakdown.objects.select_for_update(of=("self",))
        .select_related("measure__project")
        .get(pk=breakdown.pk)
    )
    if stored.is_withdrawn:
        raise Refused("This breakdown was withdrawn while you were writing.")
    return stored


def _check_groups(names: Sequence[str]) -> None:
    if not names:
        raise Refused("Name at least one group.", "groups")
    if len(names) > MOST_GROUPS:
        raise Refused(f"{len(names)} groups are too many to enter: {MOST_GROUPS} at most.", "groups")
    seen: set[str] = set()
    for name in names:
        folded = " ".join(name.split()).casefold()
        if folded in seen:
            raise Refused(f"Two groups are called “{name}”.", "groups")
        seen.add(folded)
    if "not stated" in seen:
        raise Refused(
            "“Not stated” is worked out: what the groups leave of the total. Leave it out here.", "groups"
        )
