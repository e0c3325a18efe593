"""Write the programme's shared measures, and check a measure's link to one.

A link and a change of what is linked to lock the shared measure's row, after the programme's or the project's.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.unique import refusing
from measures.models import DataKind, Measure, SharedMeasure
from projects.models import Programme

NAME_TAKEN = "The programme has a shared measure of this name. Choose another."
KIND_WORDS = {
    DataKind.COUNT: "a count",
    DataKind.PROPORTION: "a share",
    DataKind.RATE: "a rate",
    DataKind.CONTINUOUS: "a measurement",
    DataKind.EVENTS: "days or cases between rare events",
}


def linked_measures(shared: SharedMeasure) -> list[Measure]:
    """The measures of projects that are linked to it now, by project. One query."""
    rows = shared.measures.current().select_related("project")
    return list(rows.order_by("project__name", "project_id", "pk"))


@transaction.atomic
def add_shared(
    *, programme: Programme, values: Mapping[str, Any], by, confirmed: Collection[str] = ()
) -> SharedMeasure:
    """Add a shared measure. Raises Refused for a name in use, in any case."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    shared = SharedMeasure(programme=programme, **values)
    _refuse_name(shared, shared.name)
    with refusing(NAME_TAKEN, "name"):
        return history.create(shared, by=by, event="shared_measure_added", confirmed=confirmed)


@transaction.atomic
def change_shared(
    *,
    shared: SharedMeasure,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> SharedMeasure:
    """Change name, definition or kind of figure; the measures linked to it keep their own words.

    Raises StaleVersion; Refused for a name in use, or another kind of figure while a measure is linked.
    """
    Programme.objects.select_for_update().get(pk=shared.programme_id)
    stored = SharedMeasure.objects.select_for_update().get(pk=shared.pk)
    if stored.is_withdrawn:
        raise Refused("This shared measure was withdrawn while you were editing it.")
    if version is not None and stored.version != version:
        raise history.StaleVersion(stored)
    if values.get("data_kind", stored.data_kind) != stored.data_kind and linked_measures(stored):
        raise Refused("Projects keep it now, so the kind of figure stays as it is.", "data_kind")
    _refuse_name(stored, values.get("name", stored.name))
    with refusing(NAME_TAKEN, "name"):
        return history.change(
            stored, values=values, version=version, by=by, event="shared_measure_changed", confirmed=confirmed
        )


@transaction.atomic
def withdraw_shared(*, shared: SharedMeasure, why: str, by) -> SharedMeasure:
    """Withdraw a shared measure that no project's measure is linked to, with a reason."""
    stored = SharedMeasure.objects.select_for_update().get(pk=shared.pk)
    names = [measure.project.name for measure in linked_measures(stored)]
    if names:
        listed = ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
        raise Refused(f"Projects keep it: {listed}. Take their measures off it first.")
    return history.withdraw(stored, by=by, why=why, event="shared_measure_withdrawn")


def check_link(measure: Measure, *, has_figures: bool = False) -> None:
    """Refuse a link to a shared measure that is withdrawn, another programme's, or of another kind of figure.

    measure: as it will be stored. has_figures: its own kind of figure can't change any more.
    """
    if measure.shared_measure_id is None:
        return
    shared = SharedMeasure.objects.select_for_update().get(pk=measure.shared_measure_id)
    if shared.is_withdrawn or shared.programme_id != measure.project.programme_id:
        raise Refused("The programme no longer has this shared measure. Choose again.", "shared_measure")
    if shared.data_kind == measure.data_kind:
        return
    kinds = f"“{shared.name}” is {_words(shared.data_kind)}, and this measure is {_words(measure.data_kind)}."
    if has_figures:
        todo = (
            "Figures exist, so that can’t change. Answer that it is your own, or start a successor measure."
        )
        raise Refused(f"{kinds} {todo}", "shared_measure")
    todo = "Choose the same kind of figure, or answer that it is your own."
    raise Refused(f"{kinds} {todo}", "data_kind")


def _words(data_kind: str) -> str:
    return KIND_WORDS[DataKind(data_kind)]


def _refuse_name(shared: SharedMeasure, name: str) -> None:
    others = SharedMeasure.objects.current().filter(programme=shared.programme_id).exclude(pk=shared.pk)
    if others.filter(name__iexact=name).exists():
        raise Refused(NAME_TAKEN, "name")
