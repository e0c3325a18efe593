"""Save a month's log, and undo it: points and events together, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ftc_qi.core.forms import Refused
from measures.actions.points import (
    UNDONE,
    Entry,
    Happening,
    record_events,
    record_points,
    restore_points,
    withdraw_event,
)
from measures.models import DataPoint, Event
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Logged:
    """What one save wrote: the points created or changed, and the events."""

    points: list[DataPoint]
    events: list[Event]

    def __bool__(self) -> bool:
        return bool(self.points or self.events)


@transaction.atomic
def save_log(
    *, project: Project, entries: Sequence[Entry], happenings: Sequence[Happening] = (), by
) -> Logged:
    """Record answers and events of one project. Raises StalePoints or Refused, and then writes nothing."""
    recorded = record_points(project=project, entries=entries, by=by)
    events = record_events(project=project, happenings=happenings, by=by) if happenings else []
    return Logged(recorded.saved, events)


@transaction.atomic
def undo_log(
    *, project: Project, points: Sequence[tuple[int, int]], events: Sequence[tuple[int, int]], by
) -> int:
    """Put back what stood before a save. points, events: (id, version after the save). Gives how many were
    put back; raises Refused, and writes nothing, where one of them has changed since."""
    rows = {
        row.pk: row
        for row in Event.objects.select_for_update(of=("self",))
        .filter(measure__project=project, pk__in=[pk for pk, _ in events], withdrawn_at__isnull=True)
        .select_related("measure__project")
    }
    if any(pk not in rows or rows[pk].version != version for pk, version in events):
        raise Refused("Somebody changed these events since, so nothing was undone.")
    for row in rows.values():
        withdraw_event(event=row, why=UNDONE, by=by)
    return len(rows) + (restore_points(project=project, points=points, by=by) if points else 0)
