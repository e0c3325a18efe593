"""Turn a broken uniqueness rule into words beside the field, also when two people save at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from .forms import Refused


@contextmanager
def refusing(message: str, field: str | None = None) -> Iterator[None]:
    """Run writes; a constraint they break is Refused with `message`, and nothing of them is kept."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(message, field) from error


def free_slug(
    rows: models.QuerySet, text: str, *, otherwise: str, reserved: frozenset[str] = frozenset()
) -> str:
    """A slug of at most 60 characters made from `text` that no row of `rows` has: "name", else "name-2" …"""
    base = slugify(text)[:55].strip("-") or otherwise
    taken = set(rows.filter(slug__startswith=base).values_list("slug", flat=True)) | reserved
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
