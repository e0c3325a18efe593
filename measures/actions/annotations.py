"""Write the short notes that stand on a chart. They move no line, so no summary changes."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from measures.models import Annotation, Measure


@transaction.atomic
def add_annotation(
    *, measure: Measure, on_date: datetime.date, text: str, by, confirmed: Collection[str] = ()
) -> Annotation:
    """Put a note on the chart at its date; other teams read it too."""
    note = Annotation(measure=measure, on_date=on_date, text=text, created_by=by)
    return history.create(note, by=by, event="annotation_added", confirmed=confirmed)


@transaction.atomic
def edit_annotation(
    *,
    annotation: Annotation,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> Annotation:
    """Change a note's date or words. Raises StaleVersion; Refused once it is withdrawn."""
    if Annotation.objects.get(pk=annotation.pk).is_withdrawn:
        raise Refused("This note was withdrawn while you were editing it.")
    return history.change(
        annotation, values=values, version=version, by=by, event="annotation_changed", confirmed=confirmed
    )


@transaction.atomic
def withdraw_annotation(*, annotation: Annotation, why: str, by, version: int | None = None) -> Annotation:
    """Take a note off the chart. Raises StaleVersion."""
    return history.withdraw(annotation, by=by, why=why, event="annotation_withdrawn", version=version)
