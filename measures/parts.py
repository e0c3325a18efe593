"""The breakdowns beside a measure's totals, as forms and actions need them: rows in bulk, never for readers."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from measures.models import Breakdown, Category, CategoryPoint, DataPoint


@dataclass(slots=True)
class Entered:
    """A breakdown with the groups that are entered for it, in order."""

    breakdown: Breakdown
    categories: list[Category] = field(default_factory=list)


def entered_for(measure_ids: Collection[int]) -> dict[int, list[Entered]]:
    """Measure → its breakdowns that have groups, in order. One query."""
    found: dict[int, dict[int, Entered]] = defaultdict(dict)
    for category in (
        Category.objects.current()
        .filter(breakdown__measure__in=measure_ids, breakdown__withdrawn_at__isnull=True)
        .select_related("breakdown")
        .order_by("breakdown__order", "breakdown_id", "order", "pk")
    ):
        breakdown = category.breakdown
        entered = found[breakdown.measure_id].setdefault(breakdown.pk, Entered(breakdown))
        entered.categories.append(category)
    return {measure_id: list(rows.values()) for measure_id, rows in found.items()}


def part_rows(points: Iterable[DataPoint]) -> dict[int, dict[int, CategoryPoint]]:
    """Point → group → its row, of groups that are still entered. One query."""
    found: dict[int, dict[int, CategoryPoint]] = defaultdict(dict)
    for row in CategoryPoint.objects.current().filter(
        point__in=list(points),
        category__withdrawn_at__isnull=True,
        category__breakdown__withdrawn_at__isnull=True,
    ):
        found[row.point_id][row.category_id] = row
    return dict(found)
