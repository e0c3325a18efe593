"""Writes of the control plan: who watches a measure once the project is over, and what is done then."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.same_click import sent_before
from measures.models import ControlItem, Measure
from projects.models import Project


def _measure(project: Project, values: Mapping[str, Any]) -> None:
    """Raises Refused for a measure withdrawn meanwhile, ValueError for another project's."""
    measure = values["measure"]
    if measure.project_id != project.pk:
        raise ValueError("A control plan watches measures of its own project only.")
    if Measure.objects.get(pk=measure.pk).is_withdrawn:
        raise Refused("This measure has been withdrawn. Choose another one.", field="measure")


@transaction.atomic
def add_item(
    *, project: Project, values: Mapping[str, Any], by, confirmed: Collection[str] = ()
) -> ControlItem:
    """Add a line: measure, watched_by, how_often, trigger, response. A second click gives the first one's line."""
    stored = Project.objects.select_for_update().get(pk=project.pk)
    _measure(stored, values)
    if twice := sent_before(ControlItem.objects.current(), by=by, **values):
        return twice
    return history.create(
        ControlItem(created_by=by, **values), by=by, event="control_item_added", confirmed=confirmed
    )


@transaction.atomic
def edit_item(
    *,
    item: ControlItem,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> ControlItem:
    """Change a line. Raises StaleVersion, Refused."""
    project = Project.objects.select_for_update().get(pk=item.measure.project_id)
    _measure(project, values)
    return history.change(
        item, values=values, by=by, event="control_item_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def withdraw_item(*, item: ControlItem, why: str, by, version: int | None = None) -> ControlItem:
    """Take a line out of the plan."""
    Project.objects.select_for_update().get(pk=item.measure.project_id)
    return history.withdraw(item, by=by, why=why, event="control_item_withdrawn", version=version)
