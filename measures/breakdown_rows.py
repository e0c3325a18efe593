"""What is stored about a measure's breakdowns, for `measures.faces`; no figure is looked at here."""

import datetime
from dataclasses import dataclass

from measures.disclosure import Figures, PartSet
from measures.models import (
    Category,
    CategoryPoint,
    DataPoint,
)

PART_COLUMNS = (
    "value",
    "numerator",
    "denominator",
    "point__value",
    "point__numerator",
    "point__denominator",
)


@dataclass(slots=True)
class BreakdownRows:
    """What is stored of one breakdown. groups: (id, name) in order. withdrawn: those taken out. parts: period →
    group id → its figures, of both."""

    id: int
    name: str
    exclusive: bool
    adds_over_time: bool
    groups: list[tuple[int, str]]
    withdrawn: list[tuple[int, str]]
    parts: dict[datetime.date, dict[int, Figures]]

    @property
    def as_made(self) -> list[tuple[int, str]]:
        """The groups as they were made, wherever the team has moved them since, with those taken out: protection
        follows this order, or a change would hide another part and show what was hidden before."""
        return sorted([*self.groups, *self.withdrawn])

    def set_of(self, start: datetime.date) -> PartSet:
        """The parts of one period, of the groups `as_made`."""
        found = self.parts.get(start, {})
        return PartSet(
            names=tuple(name for _, name in self.as_made),
            parts=tuple(found.get(group_id) for group_id, _ in self.as_made),
            exclusive=self.exclusive,
            withdrawn=frozenset(i for i, group in enumerate(self.as_made) if group in self.withdrawn),
        )


def load_breakdowns(measure_id: int) -> tuple[list[BreakdownRows], dict[datetime.date, Figures]]:
    """A measure's breakdowns that have groups, with the groups taken out of them, and the total of each period that
    has parts.

    One query; a second one where there are breakdowns.
    """
    found: dict[int, BreakdownRows] = {}
    owner: dict[int, BreakdownRows] = {}
    for category in (
        Category.objects.filter(breakdown__measure=measure_id, breakdown__withdrawn_at__isnull=True)
        .select_related("breakdown__measure")
        .order_by("breakdown__order", "breakdown_id", "order", "pk")
    ):
        stored = category.breakdown
        rows = found.setdefault(
            stored.pk,
            BreakdownRows(
                stored.pk,
                stored.name,
                stored.exclusive,
                stored.measure.adds_over_time,
                groups=[],
                withdrawn=[],
                parts={},
            ),
        )
        (rows.withdrawn if category.is_withdrawn else rows.groups).append((category.pk, category.name))
        owner[category.pk] = rows
    totals: dict[datetime.date, Figures] = {}
    if found:
        for group_id, start, *figures in (
            CategoryPoint.objects.current()
            .filter(
                category__in=owner,
                point__withdrawn_at__isnull=True,
                point__outcome=DataPoint.Outcome.RECORDED,
            )
            .order_by("pk")
            .values_list("category_id", "point__period_start", *PART_COLUMNS)
        ):
            owner[group_id].parts.setdefault(start, {})[group_id] = Figures(*figures[:3])
            totals[start] = Figures(*figures[3:])
    return [rows for rows in found.values() if rows.groups], totals
