"""The parts of a point: what a write changes in them, and how its point's history says it."""

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import F

from ftc_qi.core.forms import Refused
from measures import periods
from measures.disclosure import Figures
from measures.entry import RECORDED, Answer, Parts, part_columns, part_of, parts_problem
from measures.models import CategoryPoint, DataPoint, Measure
from measures.parts import Entered

PART = "category:"
"""How a group's part is named in the history of its point: "category:12"."""


class PartsOf:
    """The parts beside one answer: what stands (`rows`), what is wanted, what that changes.

    parts: the figures of its groups, all there are; None leaves them as they stand. Raises Refused for groups
    that are not entered any more, and for more than their total.
    """

    def __init__(
        self,
        measure: Measure,
        period_start: datetime.date,
        answer: Answer,
        parts: Parts | None,
        *,
        rows: Mapping[int, CategoryPoint],
        entered: Sequence[Entered],
    ):
        self.rows = rows
        if parts is None:
            parts = {key: part_of(row) for key, row in rows.items()} if answer.outcome == RECORDED else {}
        self.wanted: dict[int, Figures] = dict(parts)
        known = {category.pk for one in entered for category in one.categories}
        if not known.issuperset(self.wanted):
            raise Refused("A group was taken out while you were writing. Open the page again.")
        for one in entered:
            own = {c.pk: self.wanted[c.pk] for c in one.categories if c.pk in self.wanted}
            if problem := parts_problem(measure, answer, own, exclusive=one.breakdown.exclusive):
                label = periods.label(period_start, measure.frequency)
                raise Refused(f"{measure.name}, {label}, {one.breakdown.name}: {problem}")

    @property
    def changes(self) -> dict[str, list]:
        """For the history of the point: group → [from, to]."""
        found = {}
        for key in sorted({*self.rows, *self.wanted}):
            before = part_of(self.rows[key]) if key in self.rows else None
            after = self.wanted.get(key)
            if before != after:
                found[f"{PART}{key}"] = [for_history(before), for_history(after)]
        return found

    def write(self, point: DataPoint, *, by, at) -> None:
        """Store what is wanted beside its point; what stood and is not wanted any more is withdrawn."""
        gone = [row.pk for key, row in self.rows.items() if key not in self.wanted]
        if gone:
            CategoryPoint.objects.filter(pk__in=gone).update(
                withdrawn_at=at,
                withdrawn_by=by,
                withdrawn_why="Changed with its total.",
                version=F("version") + 1,
            )
        new = []
        for key, part in self.wanted.items():
            row = self.rows.get(key)
            if row is None:
                new.append(
                    CategoryPoint(
                        point=point, category_id=key, data_kind=point.data_kind, **part_columns(part)
                    )
                )
            elif part_of(row) != part:
                CategoryPoint.objects.filter(pk=row.pk).update(**part_columns(part), version=F("version") + 1)
        CategoryPoint.objects.bulk_create(new)


def for_history(part: Figures | None) -> dict | None:
    """The figures there are; None for a group without any."""
    if part is None:
        return None
    return {name: figure for name, figure in part_columns(part).items() if figure is not None}
