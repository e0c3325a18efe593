"""Hold rows while they are written."""

from collections.abc import Collection

from measures.models import Measure


def hold_measures(measures: Collection[int]) -> None:
    """Hold these measures' rows, in one order, so that two saves of the same measure follow one another."""
    list(Measure.objects.select_for_update().filter(pk__in=measures).order_by("pk").values_list("pk"))
