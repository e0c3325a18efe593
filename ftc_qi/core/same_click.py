"""A form that is sent twice, by a double click or on a slow line, makes one row."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

SAME_CLICK = datetime.timedelta(minutes=2)
"""The same person's same words within this time are one row sent twice."""


def sent_before(
    rows: QuerySet, *, by, maker: str = "created_by", time: str = "created_at", **values: Any
) -> Any:
    """The row among `rows` that `by` made of these values a moment ago; None where there is none."""
    recent = timezone.now() - SAME_CLICK
    return rows.filter(**{maker: by, f"{time}__gt": recent}, **values).first()
