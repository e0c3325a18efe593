"""Which outcome measure an edition of the aim speaks of, written together with the edition.

`projects` knows no measure (DECISIONS 1), so a form that holds both calls this.
"""

from typing import Any

from django.db import transaction

from measures.models import AimMeasure, Measure
from projects.actions import theory
from projects.actions.locks import lock
from projects.models import AimStatement, Project


def linked_measure(aim: AimStatement | None) -> Measure | None:
    """The measure that the edition names, unless it has been withdrawn. One query, none where it is loaded."""
    link = getattr(aim, "measure_link", None)
    return link.measure if link is not None and not link.measure.is_withdrawn else None


@transaction.atomic
def save_aim(*, project: Project, measure: Measure | None, by, **aim: Any) -> AimStatement:
    """Write the next edition of the aim (see `projects.actions.theory.save_aim`) with its measure; None: the
    project's main outcome, whichever it is. A change of the measure alone makes an edition too."""
    if measure is not None and (measure.project_id != project.pk or measure.kind != Measure.Kind.OUTCOME):
        raise ValueError("An aim is linked to an outcome measure of its own project only.")
    lock(project)
    before = linked_measure(theory.current_aim(project))
    differs = before != measure
    also = {"measure": [before and before.pk, measure and measure.pk]} if differs else None
    saved = theory.save_aim(project=project, by=by, other_news=differs, also=also, **aim)
    if measure is not None:
        AimMeasure.objects.create(aim=saved, measure=measure)
    return saved
