"""What the public may read of projects: published ones only, on the shared face, as for a visitor."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse

from ftc_qi.pages.aim_progress import AimCard, aim_card, current_aim_of, measure_of, reading_of
from ftc_qi.pages.names import ProjectNames, names_of
from ftc_qi.pages.overview import policy_for
from measures.models import Measure
from measures.readings import Reading, read_publicly, small_svg
from projects.models import Project


def published_cards(today: datetime.date) -> list[dict[str, object]]:
    """Every published project as the landing page shows it. Six queries, five without measures."""
    projects = list(Project.objects.published().select_related("programme").order_by("name", "pk"))
    names = names_of([project.pk for project in projects])
    by_id = {project.pk: project for project in projects}
    measures = list(
        Measure.objects.current().filter(project__in=by_id, is_primary=True).order_by("pk") if by_id else ()
    )
    for measure in measures:
        measure.project = by_id[measure.project_id]
    readings = {reading.measure.project_id: reading for reading in read_publicly(measures, today=today)}
    cards = []
    for project in projects:
        known, reading = names[project.pk], readings.get(project.pk)
        cards.append(
            {
                "name": project.name,
                "url": reverse("pages:published", args=[project.slug]),
                "organisation": known.lead_words,
                "summary": project.summary,
                "theme": next(iter(known.themes.values()), ""),
                "status": reading.status if reading else "",
                "direction": reading.moved if reading else "",
                "sentence": reading.sentence.line if reading else "",
                "measure": reading.series.name if reading else "",
                "svg": small_svg(reading) if reading else "",
            }
        )
    return cards


@dataclass(slots=True)
class Published:
    """What everybody may read of one project."""

    names: ProjectNames
    aim: AimCard | None
    primary: Reading | None


def gather_published(project: Project, today: datetime.date) -> Published:
    """A published project for whoever reads it, signed in or not. At most seven queries.

    Without cycles and annotations: those are written for the other teams, not for everybody.
    """
    edition = current_aim_of(project)
    wanted = Q(is_primary=True) | Q(pk=measure_of(edition))
    measures = list(project.measures.current().filter(wanted).order_by("pk"))
    readings = read_publicly(measures, today=today)
    primary = next((reading for reading in readings if reading.series.is_primary), None)
    aim = None
    if edition is not None:
        policy, main = policy_for(project, readings), reading_of(edition, readings)
        aim = aim_card(edition, main, user=AnonymousUser(), policy=policy, today=today)
    return Published(names=names_of([project.pk])[project.pk], aim=aim, primary=primary)
