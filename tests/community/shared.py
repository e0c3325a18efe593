"""Projects that keep one shared measure."""

from measures.models import SharedMeasure
from tests.factories import MeasureFactory, ProjectFactory, monthly_points


def shared_measure(programme, data_kind="proportion", name="Would come again"):
    return SharedMeasure.objects.create(programme=programme, name=name, data_kind=data_kind)


def keep(shared, name, values, *, adds=True, **fields):
    """A project of that name with its measure of `shared`, about people, and monthly figures from January 2024."""
    points = {key: fields.pop(key) for key in ("start",) if key in fields}
    project = fields.pop("project", None) or ProjectFactory(
        programme=shared.programme, name=name, slug=name.lower().replace(" ", "-")
    )
    measure = MeasureFactory(
        project=project,
        shared_measure=shared,
        adds_over_time=adds,
        **{"name": shared.name, "data_kind": shared.data_kind, "direction": "up", **fields},
    )
    monthly_points(measure, values, **points)
    return measure
