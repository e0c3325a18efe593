"""Save a month's log: points and events together, all or nothing. `undo` takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from measures.actions.events import Happening, record_events
from measures.actions.points import Entry, record_points
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
