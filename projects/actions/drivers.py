"""Writes of the driver diagram: drivers and their order, ideas beside them, and where a diagram begins from.

Its lines are in `driver_lines`. The project's row is locked first. Whatever a person may do is checked before, in
`projects.permissions`; these functions know only what the rows allow.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q

from ftc_qi.core import history, ordering
from ftc_qi.core.forms import Refused
from projects.actions import theory
from projects.actions.driver_lines import (
    Level,
    Strength,
    check_line,
    current_links,
    lines_to,
    link,
    refuse_withdrawn,
)
from projects.actions.locks import lock
from projects.models import ChangeIdea, Driver, Project
from projects.outline import OutlineError, OutlineLine, parse

LEVEL_OF_DEPTH = (Level.PRIMARY, Level.SECONDARY)
"""Depth of an outline's line → level of the driver; one deeper is a change idea."""


class Copied(NamedTuple):
    """What a copy added: numbers of drivers, lines between them and change ideas."""

    drivers: int
    links: int
    ideas: int


class Missing(NamedTuple):
    """What another diagram has and this one lacks. there: how many of its drivers are here already."""

    primaries: list[Driver]
    secondaries: list[Driver]
    ideas: list[ChangeIdea]
    there: int


# --- drivers ---------------------------------------------------------------------------------------------


def _same_title(project: Project, title: str, besides: Driver | None = None) -> Driver | None:
    """The driver of that title, small and capital letters alike."""
    drivers = project.drivers.current().filter(title__iexact=title)
    return (drivers.exclude(pk=besides.pk) if besides else drivers).first()


def _refuse_same_title(project: Project, title: str, besides: Driver | None = None) -> None:
    if _same_title(project, title, besides):
        raise Refused(
            "The diagram has a driver of this name already. Link that one, or use other words.", field="title"
        )


@transaction.atomic
def add_driver(
    *,
    project: Project,
    values: Mapping[str, Any],
    by,
    parents: Collection[Driver] | None = None,
    strength: str = Strength.STRONG,
    confirmed: Collection[str] = (),
) -> Driver:
    """Add a driver (level, title; note, from_cause) as the last of its level.

    A primary driver hangs on the aim; a secondary on `parents`, which may be none yet. Raises Refused for a
    title in use or a parent of the wrong level.
    """
    lock(project)
    _refuse_same_title(project, values["title"])
    driver = Driver(project=project, created_by=by, **values)
    driver.order = ordering.next_order(project.drivers.filter(level=driver.level))
    history.create(driver, by=by, event="driver_added", confirmed=confirmed)
    for parent in [None] if driver.level == Level.PRIMARY else list(parents or ()):
        link(project=project, parent=parent, child=driver, strength=strength, by=by)
    return driver


@transaction.atomic
def edit_driver(
    *,
    driver: Driver,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
    other_news: Mapping[str, Any] | None = None,
) -> Driver:
    """Change a driver's words; never its level. Raises Refused for a title in use, StaleVersion.

    other_news: name → [from, to] of what changes beside the row (its measures), so that the version rises.
    """
    lock(driver.project)
    refuse_withdrawn(driver)
    if "title" in values:
        _refuse_same_title(driver.project, values["title"], besides=driver)
    return history.change(
        driver,
        values={name: value for name, value in values.items() if name != "level"},
        by=by,
        event="driver_edited",
        version=version,
        also=other_news,
        confirmed=confirmed,
    )


@transaction.atomic
def withdraw_driver(*, driver: Driver, why: str, by, version: int | None = None) -> Driver:
    """Withdraw a driver and its lines. What hung on it stays, and is listed as not linked yet where it
    hangs on nothing else."""
    lock(driver.project)
    for line in current_links(driver.project).filter(Q(driver=driver) | Q(parent=driver)):
        history.withdraw(line, by=by, why=why, event="driver_unlinked")
    return history.withdraw(driver, by=by, why=why, event="driver_withdrawn", version=version)


# --- ideas -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_idea_here(
    *,
    project: Project,
    parent: Driver | None,
    by,
    idea: ChangeIdea | None = None,
    strength: str = Strength.STRONG,
    confirmed: Collection[str] = (),
    **values: Any,
) -> ChangeIdea:
    """Hang an idea on a driver: one of the project's, else a new one of these values (title and whatever is
    known). Without a driver it waits among the ideas not linked yet. Raises Refused where the title is in use or
    the driver is gone."""
    lock(project)
    added = idea or theory.add_idea(project=project, values=values, by=by, confirmed=confirmed)
    if parent is not None:
        link(project=project, parent=parent, child=added, strength=strength, by=by)
    return added


# --- where a diagram begins from -------------------------------------------------------------------------


def missing_from(*, project: Project, source: Project, with_ideas: bool = False) -> Missing:
    """What copying the source's diagram would add, by title; writes nothing. At most four queries."""
    drivers = {row.title.casefold() for row in project.drivers.current()}
    theirs = list(source.drivers.current())
    ideas: list[ChangeIdea] = []
    if with_ideas:
        own = {row.title.casefold() for row in project.change_ideas.current()}
        linked = current_links(source).filter(idea__isnull=False).values("idea")
        ideas = [row for row in source.change_ideas.filter(pk__in=linked) if row.title.casefold() not in own]
    lacking = [row for row in theirs if row.title.casefold() not in drivers]
    return Missing(
        primaries=[row for row in lacking if row.level == Level.PRIMARY],
        secondaries=[row for row in lacking if row.level == Level.SECONDARY],
        ideas=ideas,
        there=len(theirs) - len(lacking),
    )


@transaction.atomic
def copy_from(*, project: Project, source: Project, by, with_ideas: bool = False) -> Copied:
    """Add what the source's diagram has and this one lacks: drivers, lines, and (with_ideas) change ideas as
    new rows that credit the ones they come from. Never measures. Titles tell what is there already.

    Whether the writer may read the source is checked before. Raises Refused where nothing is missing.
    """
    lock(project)
    if source.pk == project.pk:
        raise Refused("Choose another project: this is its own diagram.", field="source")
    theirs = list(source.drivers.current())
    before = project.drivers.current().count()
    own: dict[int | None, Driver | None] = {None: None}
    for row in theirs:
        values = {"level": row.level, "title": row.title, "note": row.note}
        own[row.pk] = _same_title(project, row.title) or add_driver(project=project, values=values, by=by)
    ideas: dict[int, ChangeIdea] = {}
    added_ideas = added_links = 0
    for line in current_links(source).select_related("idea").order_by("pk"):
        parent = own[line.parent_id]
        if line.idea is None:
            child: Driver | ChangeIdea | None = own[line.driver_id]
        elif with_ideas:
            if line.idea_id not in ideas:
                found = _same_idea(project, line.idea.title)
                added_ideas += found is None
                ideas[line.idea_id] = found or _credited_copy(project, line.idea, by)
            child = ideas[line.idea_id]
        else:
            continue
        added_links += _link_if_missing(project, parent, child, line.strength, by)
    added = Copied(project.drivers.current().count() - before, added_links, added_ideas)
    if not any(added):
        raise Refused("Nothing is missing here: all of that diagram is in yours already.", field="source")
    changes = {
        "from": [None, source.pk],
        **{name: [None, number] for name, number in added._asdict().items()},
    }
    history.record("driver_diagram_copied", target=project, by=by, changes=changes)
    return added


def _same_idea(project: Project, title: str) -> ChangeIdea | None:
    return project.change_ideas.current().filter(title__iexact=title).first()


def _credited_copy(project: Project, idea: ChangeIdea, by) -> ChangeIdea:
    values = {
        "title": idea.title,
        "theory": idea.theory,
        "source": ChangeIdea.Source.OTHER_PROJECT,
        "from_idea": idea,
    }
    return theory.add_idea(project=project, values=values, by=by)


def _link_if_missing(project, parent, child, strength, by) -> bool:
    """Draw the line unless it is there, or unless a driver of that title has another level here."""
    if lines_to(child).filter(parent=parent).exists():
        return False
    try:
        check_line(project, parent, child)
    except Refused:
        return False
    link(project=project, parent=parent, child=child, strength=strength, by=by)
    return True


def read_outline(text: str) -> list[OutlineLine]:
    """The lines of an outline of drivers and ideas. Raises OutlineError, which names the line and says what to do."""
    lines = parse(text, deepest=len(LEVEL_OF_DEPTH), longest=_most(ChangeIdea))
    levels: dict[str, int] = {}
    for line in lines:
        if line.depth < len(LEVEL_OF_DEPTH) and len(line.text) > _most(Driver):
            raise OutlineError(line.number, f"a driver has at most {_most(Driver)} letters. Use fewer words.")
        if levels.setdefault(line.text.casefold(), line.depth) != line.depth:
            raise OutlineError(
                line.number, "this stands at another level above. Use other words for one of them."
            )
    return lines


def _most(model: type[Driver] | type[ChangeIdea]) -> int:
    """How many letters a title may have."""
    return model._meta.get_field("title").max_length or 0


@transaction.atomic
def start_from_outline(*, project: Project, text: str, by) -> Copied:
    """Begin the diagram from an outline: primary drivers, secondary ones one step in, ideas two steps in.

    A title that comes twice is one driver (or idea) with two parents. Raises Refused where the project has
    drivers already or the outline names none.
    """
    lock(project)
    if project.drivers.current().exists():
        raise Refused("This project has drivers already, so it can’t start from the programme’s outline.")
    try:
        lines = read_outline(text)
    except OutlineError as error:
        raise Refused(f"The programme’s outline can’t be read. {error}") from error
    drivers = links = ideas = 0
    above: list[Driver | None] = [None, None]
    for line in lines:
        child: Driver | ChangeIdea
        if line.depth >= len(LEVEL_OF_DEPTH):
            parent = above[1] or above[0]
            found_idea = _same_idea(project, line.text)
            child = found_idea or theory.add_idea(project=project, values={"title": line.text}, by=by)
            ideas += found_idea is None
        else:
            parent = above[0] if line.depth else None
            found = _same_title(project, line.text)
            values = {"level": LEVEL_OF_DEPTH[line.depth], "title": line.text}
            child = found or add_driver(project=project, values=values, by=by)
            drivers += found is None
            above[line.depth :] = [child, None][: len(above) - line.depth]
        links += _link_if_missing(project, parent, child, Strength.STRONG, by)
    if not drivers:
        raise Refused("The programme’s outline names no driver yet.")
    added = Copied(drivers, links, ideas)
    changes = {name: [None, number] for name, number in added._asdict().items()}
    history.record("driver_diagram_started", target=project, by=by, changes=changes)
    return added
