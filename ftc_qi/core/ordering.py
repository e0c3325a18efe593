"""Put a row one place up or down among its siblings, and keep a gapless order."""

from collections.abc import Sequence

from django.db import models, transaction

from . import history

UP, DOWN = "up", "down"


def next_order(siblings: models.QuerySet) -> int:
    """The place behind the last of `siblings`. One query."""
    return (siblings.aggregate(last=models.Max("order"))["last"] or 0) + 1


@transaction.atomic
def move(row: models.Model, siblings: Sequence[models.Model], way: str, *, by, event: str) -> bool:
    """Swap `row` with the sibling before ("up") or after ("down") it; False at the end of the list.

    siblings: rows in their order, `row` among them; the caller holds their project's lock. Writes `order` alone:
    the version stays, so nobody's open form becomes stale because a list was sorted.
    """
    rows = list(siblings)
    place = next(i for i, other in enumerate(rows) if other.pk == row.pk)
    other = place + (1 if way == DOWN else -1)
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    model = type(row)
    for order, moved in enumerate(rows, start=1):
        if moved.order != order:  # type: ignore[attr-defined]
            model._base_manager.filter(pk=moved.pk).update(order=order)
    history.record(event, target=row, by=by, changes={"order": [place + 1, other + 1]})
    return True
