"""Which measures show whether a driver is in place, written together with the driver.

`projects` knows no measure (DECISIONS 1), so a form that holds both calls these.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from ftc_qi.core import history
from measures.models import DriverMeasure, Measure
from projects.actions import drivers
from projects.models import Driver, Project


def linked_ids(driver: Driver) -> list[int]:
    """Keys of the driver's measures, in order. One query."""
    return sorted(driver.measure_links.values_list("measure_id", flat=True))


def linked_names(driver: Driver) -> list[str]:
    """Names of the driver's measures. One query."""
    return list(driver.measure_links.values_list("measure__name", flat=True))


def _set(driver: Driver, old: list[int], new: list[int]) -> None:
    if Measure.objects.filter(pk__in=new, project_id=driver.project_id).count() != len(new):
        raise ValueError("A driver is linked to measures of its own project only.")
    DriverMeasure.objects.filter(driver=driver).exclude(measure__in=new).delete()
    DriverMeasure.objects.bulk_create(
        DriverMeasure(driver=driver, measure_id=pk) for pk in new if pk not in set(old)
    )


@transaction.atomic
def set_driver_measures(*, driver: Driver, measures: Iterable[Measure], by) -> None:
    """Link a driver to exactly these measures of its project. A link holds no words of its own, so the
    history of it is on the driver."""
    old, new = linked_ids(driver), sorted({measure.pk for measure in measures})
    if old != new:
        _set(driver, old, new)
        history.record("driver_measures_changed", target=driver, by=by, changes={"measures": [old, new]})


@transaction.atomic
def add_driver(*, project: Project, measures: Collection[Measure], by, **driver: Any) -> Driver:
    """Add a driver (see `projects.actions.drivers.add_driver`) linked to `measures`."""
    added = drivers.add_driver(project=project, by=by, **driver)
    set_driver_measures(driver=added, measures=measures, by=by)
    return added


@transaction.atomic
def edit_driver(
    *, driver: Driver, measures: Collection[Measure], by, version: int | None, **changes: Any
) -> Driver:
    """Edit a driver (see `projects.actions.drivers.edit_driver`) and set its measures. A change of the
    measures alone counts as an edit, so that a second person's stale form is noticed."""
    old, new = linked_ids(driver), sorted({measure.pk for measure in measures})
    news = {"measures": [old, new]} if old != new else None
    edited = drivers.edit_driver(driver=driver, version=version, by=by, other_news=news, **changes)
    if news:
        _set(edited, old, new)
    return edited
