"""Write rows and their history together: create, change by version, withdraw.

Every action of every app writes through these, so no change can go unrecorded and no stale form can
overwrite a newer one.
"""

import datetime
import decimal
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from .models import AuditEvent


class StaleVersion(Exception):
    """Somebody else changed the row since the form was opened. `current` is the row as it is now."""

    def __init__(self, current):
        super().__init__("This was changed by somebody else while you were editing it.")
        self.current = current


def plain(value: Any) -> Any:
    """Give a JSON-safe copy of a field value: dates as ISO text, decimals as text, rows as their key."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, str | int | float | bool | None):
        return value
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, Iterable):
        return [plain(v) for v in value]
    return str(value)


def scope_of(target) -> tuple[int | None, int | None]:
    """Programme id and project id a row belongs to, through its `audit_scope()`; (None, None) without."""
    return target.audit_scope() if hasattr(target, "audit_scope") else (None, None)


def record(event: str, *, target, by, changes: Mapping | None = None, why: str = "") -> AuditEvent:
    """Write one audit event about `target` (a saved row). `by` may be None for the system itself."""
    programme_id, project_id = scope_of(target)
    return AuditEvent.objects.create(
        event=event,
        programme_id=programme_id,
        project_id=project_id,
        target_label=target._meta.label_lower,
        target_id=target.pk,
        changes=plain(changes or {}),
        why=why,
        by=by if by is not None and by.pk else None,
    )


def _log_confirmed(target, by, confirmed):
    if confirmed:
        record("text_confirmed", target=target, by=by, changes={"kinds": [None, sorted(confirmed)]})


@transaction.atomic
def create(
    instance,
    *,
    by,
    event: str,
    many: Mapping | None = None,
    also: Mapping | None = None,
    why: str = "",
    confirmed=(),
):
    """Save a new row and record it. `many`: many-to-many field → rows. `also`: name → [from, to] of rows that
    are part of it and written with it. `confirmed`: kinds of text the writer was asked about and confirmed
    (logged without the text). Returns the instance."""
    instance.save(force_insert=True)
    for name, rows in (many or {}).items():
        getattr(instance, name).set(rows)
    # An address is its owner's (DECISIONS 6) and a link's secret is nobody's: neither enters the history.
    skip = {"id", "version", "withdrawn_at", "withdrawn_by", "withdrawn_why", "email", "secret_hash"}
    changes = {
        field.name: [None, getattr(instance, field.attname)]
        for field in instance._meta.concrete_fields
        if field.name not in skip and getattr(instance, field.attname) not in (None, "")
    }
    changes |= {name: [None, [row.pk for row in rows]] for name, rows in (many or {}).items()}
    changes |= also or {}
    record(event, target=instance, by=by, changes=changes, why=why)
    _log_confirmed(instance, by, confirmed)
    return instance


@transaction.atomic
def change(
    instance,
    *,
    values: Mapping,
    by,
    event: str,
    version: int | None,
    many: Mapping | None = None,
    also: Mapping | None = None,
    why: str = "",
    confirmed=(),
):
    """Change fields of a versioned row, refusing a stale version, and record from → to.

    values: field name → new value. version: the one the person read; None only where the caller holds a
    row lock and decides from the row itself. also: name → [from, to] of rows that are part of it and
    written with it. Nothing is written when nothing differs. Returns the instance as it now is. Raises
    StaleVersion (carrying the row as it is) and writes nothing.
    """
    model = type(instance)
    stored = model._base_manager.select_for_update().get(pk=instance.pk)
    if version is not None and stored.version != version:
        raise StaleVersion(stored)
    fields = {name: model._meta.get_field(name) for name in values}
    before = {name: getattr(stored, field.attname) for name, field in fields.items()}
    for name, value in values.items():
        setattr(stored, name, value)
    after = {name: getattr(stored, field.attname) for name, field in fields.items()}
    changes = {
        name: [before[name], after[name]] for name in values if plain(before[name]) != plain(after[name])
    }
    for name, rows in (many or {}).items():
        old = sorted(getattr(stored, name).values_list("pk", flat=True))
        new = sorted(row.pk for row in rows)
        if old != new:
            changes[name] = [old, new]
            getattr(stored, name).set(rows)
    changes |= also or {}
    if changes:
        stored.version += 1
        stored.save(update_fields=[*(n for n in changes if n in fields), "version"])
        record(event, target=stored, by=by, changes=changes, why=why)
        _log_confirmed(stored, by, confirmed)
    return stored


@transaction.atomic
def withdraw(instance, *, by, why: str, event: str, version: int | None = None, also: Mapping | None = None):
    """Withdraw a row with a reason; it stays in the database. Withdrawing twice changes nothing."""
    if instance.is_withdrawn:
        return instance
    return change(
        instance,
        values={"withdrawn_at": timezone.now(), "withdrawn_by": by, "withdrawn_why": why},
        by=by,
        event=event,
        version=version,
        also=also,
        why=why,
    )
