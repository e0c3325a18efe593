"""What the demo knows of its ideas and aims beyond their words: sources, effort and impact, copies, measures."""

from dataclasses import fields

from measures.models import AimMeasure, Measure
from projects.models import AimStatement, ChangeIdea, Project

from . import plan
from .build_fund import Fund
from .build_projects import lead_of
from .content.ideas import IDEAS, LATER, Later, More
from .diary import DAY

OWN = [one.name for one in fields(More) if one.name != "taken_from"]


def build(built: Fund, story: plan.Project, project: Project) -> None:
    """Called for each project once its measures are there."""
    _later(built, story, project, LATER.get(project.slug, ()))
    _more(built, story, project)
    _copies(built)
    _aims(project)


def _later(built: Fund, story: plan.Project, project: Project, told: tuple[Later, ...]) -> None:
    """Ideas that wait for their first test."""
    lead = lead_of(built, story)
    rows = ChangeIdea.objects.bulk_create(
        ChangeIdea(
            project=project,
            title=one.title,
            theory=one.theory,
            source=one.source,
            created_by=built.users[one.account] if one.account else lead,
            created_at=built.diary.at(built.diary.ago(one.days_ago), 19, 10),
            **{name: getattr(one.more, name) for name in OWN},
        )
        for one in told
    )
    for row in rows:
        built.diary.created(row, "idea_added", by=row.created_by, at=row.created_at)


def _more(built: Fund, story: plan.Project, project: Project) -> None:
    """What was added to the ideas of the first day, a week later."""
    lead, told = lead_of(built, story), IDEAS.get(project.slug, {})
    rows = list(project.change_ideas.filter(title__in=told))
    for row in rows:
        changes = {}
        for name in OWN:
            known = getattr(told[row.title], name)
            if known:
                changes[name] = [getattr(row, name), known]
                setattr(row, name, known)
        row.version += 1
        at = min(row.created_at + 7 * DAY, built.diary.at(built.diary.today))
        built.diary.changed(row, "idea_edited", changes, by=lead, at=at)
    ChangeIdea.objects.bulk_update(rows, [*OWN, "version"])


def _copies(built: Fund) -> None:
    """Credit an idea to the one it came from, as soon as both projects are there."""
    told = [(slug, title, more) for slug, ideas in IDEAS.items() for title, more in ideas.items()]
    told += [(slug, one.title, one.more) for slug, ideas in LATER.items() for one in ideas]
    ideas = ChangeIdea.objects.filter(project__in=built.projects.values(), from_idea=None)
    by_name = {(row.project.slug, row.title): row for row in ideas.select_related("project")}
    credited = []
    for slug, title, more in told:
        copy, origin = by_name.get((slug, title)), by_name.get(more.taken_from or ("", ""))
        if copy is not None and origin is not None:
            copy.from_idea = origin
            credited.append(copy)
    ChangeIdea.objects.bulk_update(credited, ["from_idea"])


def _aims(project: Project) -> None:
    """Every edition of an aim names the main outcome."""
    measure = Measure.objects.filter(project=project, is_primary=True).first()
    if measure is not None:
        editions = AimStatement.objects.filter(project=project)
        AimMeasure.objects.bulk_create(
            AimMeasure(aim=aim, measure=measure) for aim in editions.order_by("pk")
        )
