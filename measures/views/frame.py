"""What the pages of one measure share: finding it, and the frame round it."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from measures import faces
from measures.charts import phone_chart, wide_chart
from measures.models import Measure
from measures.readings import Reading
from measures.series import ReaderSeries
from measures.series_rows import policies_of
from projects.tabs import project_tabs


def get_measure(project, measure_id: int) -> Measure:
    """A measure of the project, with the ones before and after it and its shared one, or 404. One query."""
    rows = project.measures.current().select_related("continues", "successor", "shared_measure")
    measure = get_object_or_404(rows, pk=measure_id)
    measure.project = project
    return measure


def get_row(rows, project, measure_id: int, row_id: int):
    """A row that hangs on a measure of the project, neither of them withdrawn, or 404. One query."""
    row = get_object_or_404(
        rows.current().filter(measure__project=project, measure__withdrawn_at__isnull=True),
        pk=row_id,
        measure_id=measure_id,
    )
    row.measure = get_measure(project, measure_id)
    return row


def reader_series(request, measure: Measure) -> ReaderSeries:
    """The reader's series of one measure; `?face=shared` asks for the protected one, never for more."""
    return reader_series_of(request, [measure])[0]


def reader_series_of(request, measures: list[Measure]) -> list[ReaderSeries]:
    """The reader's series of several measures, all on one face, in as many queries as of one."""
    shared = request.GET.get("face") == "shared"
    return faces.series_for(measures, user=request.user, shared_only=shared)


def measure_url(measure: Measure, name: str = "measure", *args) -> str:
    return reverse(f"measures:{name}", args=[measure.project.slug, measure.pk, *args])


def hide_below(project) -> int:
    """The programme's threshold, for the guard on free text. One query."""
    return policies_of({project.programme_id})[project.programme_id].hide_below


def crumbs(project, measure: Measure | None = None, here: str = "") -> list[dict[str, str]]:
    """Projects › the project › Measures › the measure › here."""
    found = [
        {"label": "Projects", "url": reverse("pages:project_list")},
        {"label": project.name, "url": reverse("pages:project", args=[project.slug])},
        {"label": "Measures", "url": reverse("measures:list", args=[project.slug])},
    ]
    if measure is not None:
        found.append({"label": measure.name, "url": measure_url(measure)})
    if here:
        return [*found, {"label": here, "url": ""}]
    found[-1] = {**found[-1], "url": ""}
    return found


def tabs(request, project):
    return project_tabs(request.user, project, "measures")


def is_stale(form, stored) -> bool:
    """Whether a form that only asks to be shown was drawn from another version of the row: then it shows both."""
    if form.cleaned_data["version"] == stored.version:
        return False
    form.show_conflict(type(stored).objects.get(pk=stored.pk))
    return True


def drawn(reading: Reading) -> dict[str, object]:
    """What `measures/_drawn.html` takes: the chart in both widths and what it says."""
    return {
        "name": reading.series.name,
        "wide": wide_chart(*reading.parts),
        "phone": phone_chart(*reading.parts),
        "status": reading.status,
        "moved": reading.moved,
        "sentence": reading.sentence,
        "has_points": bool(reading.series.points),
        "is_long": len(reading.series.points) > 18,
    }
