"""Correct an event. Recording and withdrawing one stand with the points (actions.points)."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.today import today
from measures.event_rules import Told, problems_of
from measures.models import Event, Measure
from measures.summaries import rebuild_summaries

CASES = "cases_since_previous"


@transaction.atomic
def correct_event(
    *,
    event: Event,
    values: Mapping[str, Any],
    version: int,
    by,
    why: str = "",
    confirmed: Collection[str] = (),
) -> Event:
    """Change the day, the cases since the one before, or the note. On another day it comes after those that
    stand there. Raises StaleVersion; Refused once it is withdrawn, for a day in the future, and where the cases
    don't fit what the measure counts."""
    list(Measure.objects.select_for_update().filter(pk=event.measure_id))
    stored = Event.objects.get(pk=event.pk)
    if stored.is_withdrawn:
        raise Refused("This event was withdrawn while you were editing it.")
    if stored.version != version:
        raise StaleVersion(stored)
    day = values.get("occurred_on", stored.occurred_on)
    if day > today():
        raise Refused("This is in the future. Choose the day it happened.", field="occurred_on")
    others = Event.objects.filter(measure=event.measure_id, withdrawn_at__isnull=True).exclude(pk=event.pk)
    standing = [Told(*row) for row in others.values_list("occurred_on", CASES)]
    cases = values.get(CASES, stored.cases_since_previous)
    if problem := problems_of([Told(day, cases)], standing).get(0):
        raise Refused(problem, field=CASES)
    changed = dict(values)
    if day != stored.occurred_on:
        last = others.filter(occurred_on=day).aggregate(last=Max("sequence"))["last"]
        changed["sequence"] = (last or 0) + 1
    corrected = history.change(
        event, values=changed, version=version, by=by, event="event_changed", why=why, confirmed=confirmed
    )
    rebuild_summaries([event.measure])
    return corrected
