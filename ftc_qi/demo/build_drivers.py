"""Driver diagrams of the demo, and the programme's own to start from."""

import datetime
from collections.abc import Sequence

from measures.models import DriverMeasure, Measure
from projects.models import ChangeIdea, Driver, DriverLink, Project

from . import plan
from .build_fund import Fund
from .build_projects import lead_of
from .content.drivers import DRIVERS, OUTLINE, Primary, Secondary

STRONG, WEAK = DriverLink.Strength.STRONG, DriverLink.Strength.WEAK


def build(built: Fund, story: plan.Project, project: Project) -> None:
    """Called for each project once its measures are there."""
    if not built.programme.driver_outline:
        _outline(built)
    told = DRIVERS.get(project.slug, ())
    at = built.diary.at(built.starts_on + datetime.timedelta(days=40), 11, 30)
    drivers = _drivers(built, story, project, told, at)
    _links(built, story, project, told, drivers, at)
    _measures(built, story, project, told, drivers, at)


def _outline(built: Fund) -> None:
    programme = built.programme
    programme.driver_outline = OUTLINE
    programme.save(update_fields=["driver_outline"])
    at = built.diary.at(built.starts_on - datetime.timedelta(days=60), 15)
    changes = {"driver_outline": ["", OUTLINE]}
    built.diary.changed(programme, "programme_changed", changes, by=built.manager, at=at)


def _drivers(built: Fund, story, project, told: tuple[Primary, ...], at) -> dict[str, Driver]:
    """Title → row."""
    lead = lead_of(built, story)
    causes = {row.text: row for row in project.causes.all()}
    rows: list[Driver] = []
    levels: dict[str, Sequence[Primary | Secondary]] = {"primary": told, "secondary": _secondaries(told)}
    for level, drivers in levels.items():
        rows += [
            Driver(
                project=project,
                level=level,
                title=driver.title,
                note=driver.note,
                from_cause=causes[driver.cause] if isinstance(driver, Secondary) and driver.cause else None,
                order=order,
                created_by=lead,
                created_at=at,
            )
            for order, driver in enumerate(drivers, start=1)
        ]
    rows = Driver.objects.bulk_create(rows)
    for row in rows:
        built.diary.created(row, "driver_added", by=lead, at=at)
    return {row.title: row for row in rows}


def _secondaries(told: tuple[Primary, ...]) -> list[Secondary]:
    return [secondary for primary in told for secondary in primary.secondaries]


def _links(built: Fund, story, project, told, drivers: dict[str, Driver], at) -> None:
    ideas = {row.title: row for row in ChangeIdea.objects.filter(project=project)}
    rows: list[DriverLink] = []

    def link(parent, strength, **child):
        rows.append(DriverLink(project=project, parent=parent, strength=strength, **child))

    for primary in told:
        own = drivers[primary.title]
        link(None, STRONG, driver=own)
        for title in primary.strong:
            link(own, STRONG, idea=ideas[title])
        for secondary in primary.secondaries:
            row = drivers[secondary.title]
            link(own, STRONG, driver=row)
            for strength, parents in ((STRONG, secondary.also), (WEAK, secondary.weakly)):
                for title in parents:
                    link(drivers[title], strength, driver=row)
            for strength, titles in ((STRONG, secondary.strong), (WEAK, secondary.weak)):
                for title in titles:
                    link(row, strength, idea=ideas[title])
    lead = lead_of(built, story)
    for line in DriverLink.objects.bulk_create(rows):
        linked = max(at, line.idea.created_at) if line.idea else at
        built.diary.created(line, "driver_linked", by=lead, at=linked)


def _measures(built: Fund, story, project, told, drivers: dict[str, Driver], at) -> None:
    measures = {row.name: row for row in Measure.objects.filter(project=project)}
    lead, rows = lead_of(built, story), []
    for driver in (*told, *_secondaries(told)):
        row, linked = drivers[driver.title], [measures[name] for name in driver.measures]
        rows += [DriverMeasure(driver=row, measure=measure) for measure in linked]
        if linked:
            changes = {"measures": [[], sorted(measure.pk for measure in linked)]}
            built.diary.changed(row, "driver_measures_changed", changes, by=lead, at=at)
    DriverMeasure.objects.bulk_create(rows)
