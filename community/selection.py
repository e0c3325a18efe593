"""Which measures the community's pages show, and how they are filtered and ordered."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from ftc_qi.core.asked import row_key
from ftc_qi.core.tiles import status_word
from measures.models import Measure, SharedMeasure
from measures.readings import Reading
from measures.tally import NO_OUTCOME, ORDER
from projects.models import Programme, Theme

SORTS = (("status", "Signal first"), ("name", "Project, A to Z"))
PER_PAGE = 24
CURRENT = Q(measures__withdrawn_at__isnull=True)


class Choices:
    """What the address asks for: a theme, a status, an order. Anything unknown is as if not asked."""

    def __init__(self, asked, programme: Programme):
        self.themes = list(Theme.objects.current().filter(programme=programme).order_by("name", "pk"))
        self.theme = next((row for row in self.themes if row.pk == row_key(asked.get("theme"))), None)
        self.sort = "name" if asked.get("sort") == "name" else "status"
        self.statuses = [(status, status_word(status)) for status in ORDER if status != NO_OUTCOME]
        self.status = next((key for key, _ in self.statuses if key == asked.get("status")), "")
        self.sorts = SORTS

    def arranged(self, readings: Iterable[Reading]) -> list[Reading]:
        """Those of the status, in the order asked for; by project's name where nothing else decides."""
        kept = [one for one in readings if not self.status or one.status == self.status]
        kept.sort(key=lambda one: (one.measure.project.name.casefold(), one.measure.pk))
        if self.sort == "status":
            kept.sort(key=lambda one: ORDER.index(one.status))
        return kept


def figures_url(asked: QueryDict) -> str:
    """Where the figures of the page asked for are fetched when its charts are explored: the same page, as data."""
    asked = asked.copy()
    asked["format"] = "figures"
    return f"?{asked.urlencode()}"


def shared_measures(programme: Programme) -> list[SharedMeasure]:
    """Shared measures that two or more projects keep now, with `projects_count`. One query."""
    return list(
        SharedMeasure.objects.current()
        .filter(programme=programme)
        .annotate(projects_count=Count("measures__project", filter=CURRENT, distinct=True))
        .filter(projects_count__gte=2)
        .order_by("name", "pk")
    )


def shared_measure(programme: Programme, shared_id: int, *, kinds: tuple[str, ...] = ()) -> SharedMeasure:
    """A shared measure of the programme, or 404. kinds: only these kinds of data."""
    row = get_object_or_404(SharedMeasure.objects.current(), programme=programme, pk=shared_id)
    if kinds and row.data_kind not in kinds:
        raise Http404
    return row


def measures_of(shared: SharedMeasure, theme: Theme | None = None) -> list[Measure]:
    """Each project's measure of this definition, by project. Two queries, and those of the face.

    Of measures that continue each other the newest stands for all: nobody is in a comparison twice.
    """
    measures = Measure.objects.current().filter(
        shared_measure=shared, project__programme_id=shared.programme_id
    )
    if theme is not None:
        measures = measures.filter(project__themes=theme)
    found = _newest(measures.select_related("project__programme"))
    return sorted(found, key=lambda measure: (measure.project.name.casefold(), measure.pk))


def _newest(measures: Iterable[Measure]) -> list[Measure]:
    """Without those that another of them continues: at once, or by measures that are not among them."""
    found = list(measures)
    chains = Measure.objects.current().filter(
        project__in={measure.project_id for measure in found}, continues__isnull=False
    )
    before = dict(chains.values_list("pk", "continues_id"))
    continued: set[int] = set()
    for measure in found:
        earlier = before.get(measure.pk)
        while earlier is not None and earlier not in continued:
            continued.add(earlier)
            earlier = before.get(earlier)
    return [measure for measure in found if measure.pk not in continued]
