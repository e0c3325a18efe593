"""Which measures a PDSA cycle is expected to show on, written together with the cycle.

`projects` knows no measure (DECISIONS 1), so a form that holds both calls these.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from ftc_qi.core import history
from measures.models import CycleMeasure, Measure
from projects.actions import cycles
from projects.models import PDSACycle, Project


def linked_ids(cycle: PDSACycle) -> list[int]:
    """Keys of the cycle's measures, in order. One query."""
    return sorted(cycle.measure_links.values_list("measure_id", flat=True))


def linked_names(cycle: PDSACycle) -> list[str]:
    """Names of the cycle's measures. One query."""
    return list(cycle.measure_links.values_list("measure__name", flat=True))


@transaction.atomic
def set_cycle_measures(*, cycle: PDSACycle, measures: Iterable[Measure], by) -> None:
    """Link a cycle to exactly these measures of its project. A link holds no words of its own, so the
    history of it is on the cycle."""
    old = linked_ids(cycle)
    new = sorted({measure.pk for measure in measures})
    if old == new:
        return
    project_id = cycle.change_idea.project_id
    if Measure.objects.filter(pk__in=new, project_id=project_id).count() != len(new):
        raise ValueError("A cycle is linked to measures of its own project only.")
    CycleMeasure.objects.filter(cycle=cycle).exclude(measure__in=new).delete()
    CycleMeasure.objects.bulk_create(
        CycleMeasure(cycle=cycle, measure_id=pk) for pk in new if pk not in set(old)
    )
    history.record("cycle_measures_changed", target=cycle, by=by, changes={"measures": [old, new]})


@transaction.atomic
def add_cycle(*, project: Project, measures: Collection[Measure], by, **cycle: Any) -> PDSACycle:
    """Add a cycle (see `projects.actions.cycles.add_cycle`) linked to `measures`."""
    added = cycles.add_cycle(project=project, by=by, **cycle)
    set_cycle_measures(cycle=added, measures=measures, by=by)
    return added


@transaction.atomic
def edit_cycle(
    *, cycle: PDSACycle, measures: Collection[Measure], by, version: int | None, **changes: Any
) -> PDSACycle:
    """Edit a cycle (see `projects.actions.cycles.edit_cycle`) and set its measures. A change of the measures
    alone counts as an edit, so that a second person's stale form is noticed."""
    differs = linked_ids(cycle) != sorted({measure.pk for measure in measures})
    edited = cycles.edit_cycle(cycle=cycle, version=version, by=by, other_news=differs, **changes)
    set_cycle_measures(cycle=edited, measures=measures, by=by)
    return edited
