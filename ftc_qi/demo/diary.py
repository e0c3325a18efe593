"""When things happened, and the history of them: what the actions would have written on those days."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone

from ftc_qi.core.history import plain, scope_of
from ftc_qi.core.models import AuditEvent

DAY = datetime.timedelta(days=1)
SKIPPED = {"id", "version", "withdrawn_at", "withdrawn_by", "withdrawn_why", "email", "secret_hash"}


@dataclass(slots=True)
class Diary:
    """Collects the history while rows are made; `write` stores it in the order of time."""

    today: datetime.date
    events: list[AuditEvent] = field(default_factory=list)

    def ago(self, days: int) -> datetime.date:
        return self.today - datetime.timedelta(days=days)

    def at(self, day: datetime.date, hour: int = 10, minute: int = 0) -> datetime.datetime:
        """An instant on `day` in London; yesterday at the latest, so that nothing lies in the future and
        the same day always gives the same instants."""
        day = min(day, self.today - DAY)
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))

    def created(
        self,
        row: models.Model,
        event: str,
        *,
        by,
        at: datetime.datetime,
        why: str = "",
        also: Mapping[str, Any] | None = None,
    ) -> None:
        """Note that a saved row was made, as `core.history.create` does."""
        values = {
            f.name: [None, getattr(row, f.attname)]
            for f in row._meta.concrete_fields
            if f.name not in SKIPPED and getattr(row, f.attname) not in (None, "")
        }
        self.changed(row, event, values | dict(also or {}), by=by, at=at, why=why)

    def changed(
        self, row: models.Model, event: str, changes: Mapping[str, Any], *, by, at, why: str = ""
    ) -> None:
        """Note that a row was changed: field → [from, to]."""
        programme_id, project_id = scope_of(row)
        self.events.append(
            AuditEvent(
                event=event,
                programme_id=programme_id,
                project_id=project_id,
                target_label=row._meta.label_lower,
                target_id=row.pk,
                changes=plain(changes),
                why=why,
                by=by,
                at=at,
            )
        )

    def write(self) -> None:
        self.events.sort(key=lambda event: event.at)
        AuditEvent.objects.bulk_create(self.events, batch_size=500)
