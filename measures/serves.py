"""What a measure serves: the drivers it shows the state of, and the PDSA cycles planned to show on it. Cycles that have
begun stand on its chart."""

from dataclasses import dataclass

from django.db.models import F, IntegerField, Value
from django.urls import reverse

from measures.models import CycleMeasure, DriverMeasure, Measure
from projects.models import PDSACycle

CYCLE, DRIVER = 0, 1


@dataclass(frozen=True, slots=True)
class Served:
    """One line: "Driver: People feel safe", "Planned test: Cycle 7: Evening drop-in". words: what it is; the title is
    the link."""

    words: str
    title: str
    url: str


def served_by(measure: Measure) -> list[Served]:
    """Drivers first, then the planned cycles by number. All of it is for the community. One query."""
    drivers = DriverMeasure.objects.filter(measure=measure, driver__withdrawn_at__isnull=True).order_by()
    cycles = CycleMeasure.objects.filter(
        measure=measure, cycle__withdrawn_at__isnull=True, cycle__stage=PDSACycle.Stage.PLAN
    ).order_by()
    rows = drivers.annotate(
        kind=Value(DRIVER, IntegerField()),
        number=F("driver__order"),
        key=F("driver_id"),
        title=F("driver__title"),
    ).values_list("kind", "number", "key", "title")
    planned = cycles.annotate(
        kind=Value(CYCLE, IntegerField()),
        number=F("cycle__number"),
        key=F("cycle_id"),
        title=F("cycle__title"),
    ).values_list("kind", "number", "key", "title")
    slug = measure.project.slug
    found = []
    for kind, number, key, title in rows.union(planned, all=True).order_by("-kind", "number", "key"):
        if kind == DRIVER:
            url = f"{reverse('pages:drivers', args=[slug])}#driver-{key}"
            found.append(Served("Driver:", title, url))
        else:
            url = reverse("pages:cycle", args=[slug, key])
            found.append(Served("Planned test:", f"Cycle {number}: {title}", url))
    return found
