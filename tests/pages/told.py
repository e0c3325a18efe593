"""What tests of the front pages share: a project with something to tell."""

import datetime
import re

from django.utils import timezone

from measures.models import Annotation, CycleMeasure, Event, Measure
from measures.summaries import rebuild_summaries
from projects.models import ProjectParty, Review
from tests.factories import (
    AimStatementFactory,
    ChangeIdeaFactory,
    GrantFactory,
    GrantYearFactory,
    MeasureFactory,
    OrganisationFactory,
    PaymentFactory,
    PDSACycleFactory,
    ProgrammeYearFactory,
    monthly_points,
)

BETTER = (
    [(40, 100)] * 6 + [(41, 100), (43, 100), (42, 100), (44, 100), (39, 100), (45, 100)] + [(62, 100)] * 9
)
"""21 months: 12 about 42%, then nine at 62%, which is a shift."""


def text_of(response) -> str:
    """The page's words, without tags, as one line."""
    html = re.sub(r"<svg.*?</svg>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def main_outcome(project, values=BETTER, *, start=datetime.date(2025, 2, 1), **fields) -> Measure:
    """A monthly share of people, the project's main outcome, with its summaries."""
    usual = {"name": "Offers of a test accepted", "data_kind": "proportion", "target": 0.7}
    measure = MeasureFactory(project=project, **{"kind": "outcome", "is_primary": True} | usual | fields)
    monthly_points(measure, values, start=start)
    rebuild_summaries([measure])
    return measure


def cycle(project, number, stage="do", **fields):
    """A cycle whose dates fit its stage."""
    idea = project.change_ideas.first() or ChangeIdeaFactory(project=project, title="Tea first")
    if stage != "plan":
        fields = {"started_on": datetime.date(2026, 8, 1), "prediction_locked_at": timezone.now()} | fields
    return PDSACycleFactory(change_idea=idea, number=number, stage=stage, **fields)


def everything(project, advisor, *, rows=1) -> Measure:
    """`rows` of every kind of row that a page about the project shows, measures of events among them."""
    primary = main_outcome(project)
    AimStatementFactory(project=project, from_value=41, to_value=70, unit="%")
    programme = project.programme
    project.themes.create(programme=programme, name=f"Testing {project.pk}")
    project.population_groups.create(programme=programme, name=f"Migrants {project.pk}")
    project.areas.create(programme=programme, name=f"Camden {project.pk}")
    add_rows(project, advisor, range(1, rows + 1))
    return primary


def add_rows(project, advisor, numbers) -> None:
    """One row of each kind for each number, on a project that has its main outcome."""
    programme, primary = project.programme, project.measures.get(is_primary=True)
    year = programme.years.first() or ProgrammeYearFactory(programme=programme)
    for number in numbers:
        events = MeasureFactory(project=project, name=f"Events {number}", data_kind="events", frequency="")
        counts = MeasureFactory(project=project, name=f"Count {number}")
        monthly_points(counts, [11, 12], start=datetime.date(2026, 8, 1))
        Event.objects.create(measure=events, occurred_on=datetime.date(2026, 3, 1))
        Annotation.objects.create(measure=counts, on_date=datetime.date(2026, 8, 2), text=f"Moved {number}")
        made = cycle(project, number, planned_end_on=datetime.date(2026, 9, 1))
        CycleMeasure.objects.create(cycle=made, measure=primary)
        Review.objects.create(project=project, by=advisor, note=f"Well done {number}")
        organisation = OrganisationFactory(name=f"Clinic {project.pk}.{number}")
        ProjectParty.objects.create(project=project, organisation=organisation)
        grant = GrantFactory(project=project)
        PaymentFactory(grant_year=GrantYearFactory(grant=grant, programme_year=year))
    rebuild_summaries(Measure.objects.filter(project=project).select_related("project__programme"))
