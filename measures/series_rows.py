"""What is stored about measures, read in bulk for `measures.faces`; no figure is looked at here."""

import datetime
import string
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Value, prefetch_related_objects
from django.db.models.functions import Cast

from measures.disclosure import Policy
from measures.models import (
    Annotation,
    CycleMeasure,
    DataPoint,
    DisclosurePolicy,
    Event,
    Exclusion,
    Measure,
    Phase,
)
from measures.series import Flag, Pause
from projects.models import PDSACycle, ProjectPause


class PhaseRow(NamedTuple):
    """What a series needs of a Phase."""

    starts_on: datetime.date | None
    baseline_periods: int | None
    reason: str


class ExclusionRow(NamedTuple):
    """What a series needs of an Exclusion: one of the two is set."""

    period_start: datetime.date | None
    event_id: int | None


POINT_COLUMNS = (
    "pk",
    "measure_id",
    "period_start",
    "outcome",
    "numerator",
    "denominator",
    "value",
    "people",
    "note",
    "recorded_at",
)


@dataclass(slots=True)
class MeasureRows:
    """Everything stored about one measure that a series is made from, not withdrawn, in time order."""

    measure: Measure
    policy: Policy
    lag_days: int
    points: Sequence = ()
    events: Sequence = ()
    phases: Sequence = ()
    exclusions: Sequence = ()
    flags: tuple[Flag, ...] = ()
    pauses: tuple[Pause, ...] = ()


def load_rows(measures: list[Measure], *, with_flags: bool) -> list[MeasureRows]:
    """The rows of each measure, in the order given: two queries, three with measures of events.

    Two more where the measures' projects and programmes are not loaded.
    """
    if not measures:
        return []
    prefetch_related_objects(measures, "project__programme")
    projects = {measure.project_id: measure.project for measure in measures}
    ids = [measure.pk for measure in measures]
    points = _by_measure(
        # Plain rows: a page of many measures reads thousands, and making model objects took half its time.
        DataPoint.objects.current()
        .filter(measure__in=ids)
        .order_by("period_start", "pk")
        .values_list(*POINT_COLUMNS, named=True)
    )
    with_events = [measure.pk for measure in measures if measure.is_events]
    events = (
        _by_measure(
            Event.objects.filter(measure__in=with_events, withdrawn_at__isnull=True).order_by(
                "occurred_on", "sequence", "pk"
            )
        )
        if with_events
        else {}
    )
    marks = _marks(ids, projects, with_flags=with_flags)
    phases = {
        owner: [PhaseRow(m.on, m.number, m.text) for m in rows] for owner, rows in marks["phase"].items()
    }
    exclusions = {
        owner: [ExclusionRow(m.on, m.number) for m in rows] for owner, rows in marks["exclusion"].items()
    }
    pauses = {
        owner: tuple(Pause(starts_on=m.on, ends_on=m.until) for m in sorted(rows, key=lambda m: (m.on, m.id)))
        for owner, rows in marks["pause"].items()
    }
    policies = {owner: Policy(rows[0].number) for owner, rows in marks["policy"].items()}
    return [
        MeasureRows(
            measure=measure,
            policy=policies.get(measure.project.programme_id, Policy()),
            lag_days=measure.effective_lag(measure.project.programme),
            points=points.get(measure.pk, ()),
            events=events.get(measure.pk, ()),
            phases=phases.get(measure.pk, ()),
            exclusions=exclusions.get(measure.pk, ()),
            flags=_flags(marks["cycle"].get(measure.pk, ()), marks["annotation"].get(measure.pk, ())),
            pauses=pauses.get(measure.project_id, ()),
        )
        for measure in measures
    ]


class _Mark(NamedTuple):
    """A small row of any kind. owner: its measure; a pause's project; a policy's programme."""

    kind: str
    owner: int
    id: int
    on: Any
    """A date, where the kind has one; so is `until`, and `number` a number."""
    until: Any
    number: Any
    text: str
    act: str


def _marks(measure_ids: list[int], projects: dict, *, with_flags: bool) -> dict[str, dict[int, list[_Mark]]]:
    """Kind → owner → its small rows by id. One query for all kinds: pages have fifteen (DECISIONS 35)."""
    programme_ids = {project.programme_id for project in projects.values()}
    parts = [
        _part(
            "phase",
            Phase.objects.current().filter(measure__in=measure_ids),
            "measure_id",
            on="starts_on",
            number="baseline_periods",
            text="reason",
        ),
        _part(
            "exclusion",
            Exclusion.objects.current().filter(measure__in=measure_ids),
            "measure_id",
            on="period_start",
            number="event_id",
        ),
        _part(
            "pause",
            ProjectPause.objects.filter(project__in=list(projects), withdrawn_at__isnull=True),
            "project_id",
            on="starts_on",
            until="ends_on",
        ),
        _part(
            "policy",
            DisclosurePolicy.objects.filter(programme__in=programme_ids),
            "programme_id",
            number="hide_below",
        ),
    ]
    if with_flags:
        links = CycleMeasure.objects.filter(
            measure__in=measure_ids, cycle__started_on__isnull=False, cycle__withdrawn_at__isnull=True
        )
        parts += [
            _part(
                "cycle",
                links,
                "measure_id",
                key="cycle_id",
                on="cycle__started_on",
                until="cycle__ended_on",
                number="cycle__number",
                text="cycle__title",
                act="cycle__act",
            ),
            _part(
                "annotation",
                Annotation.objects.current().filter(measure__in=measure_ids),
                "measure_id",
                on="on_date",
                text="text",
            ),
        ]
    found: dict[str, dict[int, list[_Mark]]] = defaultdict(lambda: defaultdict(list))
    for row in parts[0].union(*parts[1:], all=True):
        mark = _Mark(*row)
        found[mark.kind][mark.owner].append(mark)
    for owners in found.values():
        for marks in owners.values():
            marks.sort(key=lambda mark: mark.id)
    return found


_EMPTY: dict[str, tuple[Any, models.Field]] = {
    "on": (None, models.DateField()),
    "until": (None, models.DateField()),
    "number": (None, models.BigIntegerField()),
    "text": ("", models.TextField()),
    "act": ("", models.TextField()),
}


def _part(kind: str, rows, owner: str, *, key: str = "id", **columns: str):
    """One kind's rows in the columns of _Mark, every column cast alike so that databases can join the kinds."""
    values = {
        name: Cast(F(columns[name]) if name in columns else Value(empty), output_field=field)
        for name, (empty, field) in _EMPTY.items()
    }
    names = [f"mark_{name}" for name in values]
    return (
        rows.order_by()
        .annotate(
            mark_kind=Value(kind, output_field=models.TextField()),
            mark_owner=F(owner),
            mark_id=F(key),
            **dict(zip(names, values.values(), strict=True)),
        )
        .values_list("mark_kind", "mark_owner", "mark_id", *names)
    )


def _by_measure(rows) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row.measure_id].append(row)
    return found


def policies_of(programme_ids: set[int]) -> dict[int, Policy]:
    """Each programme's policy; the default where nobody set one."""
    stored = DisclosurePolicy.objects.filter(programme__in=programme_ids).values_list(
        "programme_id", "hide_below"
    )
    found = {programme_id: Policy(hide_below) for programme_id, hide_below in stored}
    return {programme_id: found.get(programme_id, Policy()) for programme_id in programme_ids}


def _flags(cycles: Sequence[_Mark], annotations: Sequence[_Mark]) -> tuple[Flag, ...]:
    """A measure's cycles that have begun, and its annotations, in time order."""
    acts = dict(PDSACycle.Act.choices)
    found = [
        Flag(
            kind="cycle",
            on=row.on,
            until=row.until,
            mark=str(row.number),
            text=row.text,
            act=acts.get(row.act, ""),
            id=row.id,
        )
        for row in cycles
    ]
    for index, row in enumerate(sorted(annotations, key=lambda row: (row.on, row.id))):
        found.append(Flag(kind="annotation", on=row.on, mark=_letter(index), text=row.text, id=row.id))
    return tuple(sorted(found, key=lambda flag: (flag.on, flag.kind, flag.id)))


def _letter(index: int) -> str:
    """A, B … Z, A2, B2 …"""
    lap, letter = divmod(index, 26)
    return string.ascii_uppercase[letter] + (str(lap + 1) if lap else "")
