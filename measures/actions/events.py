"""Write rare events: record, correct, withdraw. Each rebuilds its measure's summaries."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.today import today
from measures.actions.locks import hold_measures
from measures.event_rules import Told, problems_of
from measures.models import Event, Measure
from measures.summaries import rebuild_summaries
from projects.models import Project

CASES = "cases_since_previous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event to be recorded. cases_since_previous: only where the team counts cases between events."""

    measure: Measure
    occurred_on: datetime.date
    cases_since_previous: int | None = None
    note: str = ""
    confirmed: frozenset[str] = frozenset()


@transaction.atomic
def record_events(
    *,
    project: Project,
    happenings: Sequence[Happening],
    by,
    at: datetime.datetime | None = None,
    seen: Collection[int] | None = None,
) -> list[Event]:
    """Record events, several on one day in the order given. seen: keys of the events that stood when they were
    read, for writers who decide by those. Raises Refused for a day in the future, another project's measure, a
    measure that is not of events, cases where it counts days or the other way round, and where others than
    those seen stand now."""
    measures = {happening.measure.pk: happening.measure for happening in happenings}
    for happening in happenings:
        if happening.measure.project_id != project.pk or not happening.measure.is_events:
            raise Refused("This measure does not keep events.")
        if happening.occurred_on > today():
            raise Refused("This is in the future. Choose the day it happened.", field="occurred_on")
    hold_measures(measures)
    last: dict[tuple[int, datetime.date], int] = {}
    standing = list(Event.objects.filter(measure__in=measures, withdrawn_at__isnull=True))
    if seen is not None and {row.pk for row in standing} != set(seen):
        raise Refused("Somebody recorded events of this measure meanwhile. Look again, then save.")
    for row in standing:
        key = (row.measure_id, row.occurred_on)
        last[key] = max(last.get(key, 0), row.sequence)
    for pk in measures:
        new = [Told(one.occurred_on, one.cases_since_previous) for one in happenings if one.measure.pk == pk]
        old = [Told(row.occurred_on, row.cases_since_previous) for row in standing if row.measure_id == pk]
        for problem in problems_of(new, old).values():
            raise Refused(problem, field="cases_since_previous")
    made = []
    for happening in happenings:
        key = (happening.measure.pk, happening.occurred_on)
        last[key] = last.get(key, 0) + 1
        event = Event(
            measure=happening.measure,
            occurred_on=happening.occurred_on,
            sequence=last[key],
            cases_since_previous=happening.cases_since_previous,
            note=happening.note,
            recorded_by=by,
            recorded_at=at or timezone.now(),
        )
        made.append(history.create(event, by=by, event="event_recorded", confirmed=happening.confirmed))
    rebuild_summaries(measures.values())
    return made


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
    hold_measures([event.measure_id])
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


@transaction.atomic
def withdraw_event(*, event: Event, why: str, by, version: int | None = None) -> Event:
    """Withdraw an event with a reason. Raises StaleVersion."""
    withdrawn = history.withdraw(event, by=by, why=why, event="event_withdrawn", version=version)
    rebuild_summaries([event.measure])
    return withdrawn
