"""What the data did for a change idea or a cycle: the stored status of the linked measures, on one face."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from ftc_qi.core.today import today
from measures import due
from measures.models import MeasureSummary
from measures.words import month_label
from projects.models import ProjectPause


@dataclass(frozen=True, slots=True)
class Shown:
    """What a measure says, from its stored status. moved: "up", "down" or "". up_to: "September 2026", or "".
    stale: the next figure is overdue."""

    measure_id: int
    name: str
    slug: str
    status: str
    moved: str
    up_to: str
    stale: bool


def add_signals(entries: Iterable[Any], face: str) -> None:
    """Give entries (idea_library.Entry) what the measures of their cycles say on one face, the outcome first.

    Two queries.
    """
    by_cycle = {cycle.pk: entry for entry in entries for cycle in entry.begun}
    for cycle_id, shown in _signals(by_cycle, face):
        if shown not in by_cycle[cycle_id].signals:
            by_cycle[cycle_id].signals.append(shown)


def signals_by_cycle(cycle_ids: Collection[int], face: str) -> dict[int, list[Shown]]:
    """What the measures linked to each cycle say on one face, the outcome first. Two queries."""
    found = defaultdict(list)
    for cycle_id, shown in _signals(cycle_ids, face):
        found[cycle_id].append(shown)
    return found


def _signals(cycle_ids: Collection[int], face: str) -> Iterator[tuple[int, Shown]]:
    rows = list(
        MeasureSummary.objects.filter(
            face=face, measure__withdrawn_at__isnull=True, measure__cycle_links__cycle__in=cycle_ids
        )
        .annotate(cycle_id=F("measure__cycle_links__cycle_id"))
        .select_related("measure__project__programme")
        .order_by("-measure__is_primary", "measure__order", "measure_id", "cycle_id")
    )
    pauses = defaultdict(list)
    for pause in ProjectPause.objects.current().filter(project__in={row.measure.project_id for row in rows}):
        pauses[pause.project_id].append(pause)
    for row in rows:
        yield row.cycle_id, _shown(row, pauses[row.measure.project_id])


def _shown(row: MeasureSummary, pauses: Iterable[ProjectPause]) -> Shown:
    """What a stored status says today: its figures go out of date without being written again (DECISIONS 27)."""
    measure = row.measure
    stale = due.next_overdue(due.schedule_of(measure, pauses=pauses), row.data_up_to, today=today())
    return Shown(
        measure_id=measure.pk,
        name=measure.name,
        slug=measure.project.slug,
        status=row.status,
        moved=row.signal.get("moved", ""),
        up_to=month_label(row.data_up_to) if row.data_up_to else "",
        stale=stale,
    )
