"""Undo a save of the log: what stood before comes back from the history, what was new is withdrawn."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ftc_qi.core.forms import Refused
from ftc_qi.core.models import AuditEvent
from measures.actions.events import withdraw_event
from measures.actions.parts import PART, PartsOf
from measures.actions.points import change_point, withdraw_with_parts
from measures.entry import Answer, answer_of, part_from_history, part_of
from measures.models import CategoryPoint, DataPoint, Event
from measures.parts import Entered, entered_for, part_rows
from measures.summaries import rebuild_summaries
from projects.models import Project

UNDONE = "Undone straight after saving."


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
    return len(rows) + (_restore_points(project=project, points=points, by=by) if points else 0)


def _restore_points(*, project: Project, points: Sequence[tuple[int, int]], by) -> int:
    """Put back what stood before, from the history; a point that was new is withdrawn."""
    rows = {
        row.pk: row
        for row in DataPoint.objects.select_for_update(of=("self",))
        .filter(measure__project=project, pk__in=[pk for pk, _ in points])
        .select_related("measure__project")
    }
    if any(pk not in rows or rows[pk].version != version or rows[pk].is_withdrawn for pk, version in points):
        raise Refused(
            "Somebody changed these figures since, so nothing was undone. Correct them here instead."
        )
    newest: dict[int, AuditEvent] = {}
    for event in AuditEvent.objects.filter(
        target_label=DataPoint._meta.label_lower,
        target_id__in=list(rows),
        event__in=["point_recorded", "point_changed"],
    ).order_by("pk"):
        if event.target_id is not None:
            newest[event.target_id] = event
    parts = part_rows(rows.values())
    entered = entered_for({row.measure_id for row in rows.values()})
    for pk, row in rows.items():
        event = newest[pk]
        if event.event == "point_recorded":
            withdraw_with_parts(row, parts.get(pk, {}), by=by, why=UNDONE)
        else:
            _put_back(row, event, parts.get(pk, {}), entered.get(row.measure_id, ()), by=by)
    rebuild_summaries({row.measure_id: row.measure for row in rows.values()}.values())
    return len(rows)


def _put_back(
    row: DataPoint,
    event: AuditEvent,
    rows: Mapping[int, CategoryPoint],
    entered: Sequence[Entered],
    *,
    by,
) -> None:
    """A changed point and its parts as they stood before the change."""
    fields: dict = {}
    parts = {key: part_of(one) for key, one in rows.items()}
    for name, (before, _) in event.changes.items():
        if not name.startswith(PART):
            fields[name] = _from_history(name, before)
            continue
        key = int(name.removeprefix(PART))
        part = part_from_history(before)
        if part is None:
            parts.pop(key, None)
        else:
            parts[key] = part
    before_answer = Answer(**(answer_of(row).fields() | fields))
    wanted = PartsOf(row.measure, row.period_start, before_answer, parts, rows=rows, entered=entered)
    change_point(row, fields, wanted, by=by, at=timezone.now(), why=UNDONE)


def _from_history(name: str, before):
    if before is None or name not in ("value", "numerator", "denominator"):
        return before
    return Decimal(before)
