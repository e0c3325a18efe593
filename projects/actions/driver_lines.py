"""The lines of the driver diagram: what hangs on what, strongly or weakly, in which order it is listed.

Levels keep the graph free of loops: the aim, primary drivers, secondary drivers, change ideas; a line always
leads from a higher level to a lower one. The project's row is locked first.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Q

from ftc_qi.core import history, ordering
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from projects.actions.locks import lock
from projects.models import ChangeIdea, Driver, DriverLink, Project

Level, Strength = Driver.Level, DriverLink.Strength


def refuse_withdrawn(row: Driver | ChangeIdea) -> None:
    if type(row)._base_manager.filter(pk=row.pk, withdrawn_at__isnull=False).exists():
        raise Refused(f"“{row}” has been withdrawn since you opened this. Go back to the list.")


# --- read ------------------------------------------------------------------------------------------------


def current_links(project: Project):
    """Lines whose two ends are still there."""
    return DriverLink.objects.current().filter(
        Q(parent__isnull=True) | Q(parent__withdrawn_at__isnull=True),
        Q(driver__isnull=True) | Q(driver__withdrawn_at__isnull=True),
        Q(idea__isnull=True) | Q(idea__withdrawn_at__isnull=True),
        project=project,
    )


def lines_to(child: Driver | ChangeIdea):
    own = {"driver": child} if isinstance(child, Driver) else {"idea": child}
    return current_links(child.project).filter(**own)


def links_of(child: Driver | ChangeIdea) -> dict[int | None, str]:
    """Key of each driver that `child` hangs on (None: the aim) → strength. One query."""
    return dict(lines_to(child).order_by("parent_id").values_list("parent_id", "strength"))


def outline_order(drivers: Iterable[Driver], links: Iterable[DriverLink]) -> list[tuple[Driver, int | None]]:
    """Secondary drivers as the outline lists them, each with the key of the primary driver it stands under.

    It stands under the first primary, in the team's order, that it has a strong link to, else a weak one;
    those that hang on none come last.
    """
    drivers = list(drivers)
    primaries = [driver.pk for driver in drivers if driver.level == Level.PRIMARY]
    held = {(link.parent_id, link.driver_id): link.strength for link in links}
    found = []
    for driver in drivers:
        if driver.level == Level.SECONDARY:
            hangs_on = [pk for pk in primaries if (pk, driver.pk) in held]
            strong = [pk for pk in hangs_on if held[pk, driver.pk] == Strength.STRONG]
            home = next(iter(strong or hangs_on), None)
            found.append((len(primaries) if home is None else primaries.index(home), driver, home))
    return [(driver, home) for _, driver, home in sorted(found, key=lambda row: row[0])]


def idea_places(
    drivers: Iterable[Driver], links: Iterable[DriverLink], ideas: Iterable[ChangeIdea]
) -> list[tuple[ChangeIdea, int | None]]:
    """Ideas as the outline lists them, each with the key of the driver it stands under.

    It stands under the first driver of the outline that it has a strong link to, else a weak one; a primary
    driver's own ideas follow those of its secondary ones. Ideas that hang on none come last.
    """
    drivers, links = list(drivers), list(links)
    secondaries = outline_order(drivers, links)
    outline: list[int] = []
    for primary in [row for row in drivers if row.level == Level.PRIMARY]:
        outline += [row.pk for row, home in secondaries if home == primary.pk]
        outline.append(primary.pk)
    outline += [row.pk for row, home in secondaries if home is None]
    place = {pk: i for i, pk in enumerate(outline)}
    best: dict[int | None, tuple[bool, int]] = {}
    for link in links:
        if link.idea_id is not None and link.parent_id in place:
            here = link.strength == Strength.WEAK, place[link.parent_id]
            best[link.idea_id] = min(here, best.get(link.idea_id, here))
    under = [(idea, best[idea.pk][1] if idea.pk in best else len(outline)) for idea in ideas]
    under.sort(key=lambda row: row[1])
    return [(idea, outline[i] if i < len(outline) else None) for idea, i in under]


# --- write -----------------------------------------------------------------------------------------------


def check_line(project: Project, parent: Driver | None, child: Driver | ChangeIdea) -> None:
    """Raises Refused where this line would break the levels, so that no loop can arise."""
    for row in (parent, child):
        if row is not None:
            if row.project_id != project.pk:
                raise Refused("Only drivers and ideas of this project can be linked.")
            refuse_withdrawn(row)
    if isinstance(child, ChangeIdea):
        if parent is None:
            raise Refused("A change idea hangs on a driver, not on the aim. Choose a driver.")
    elif parent is not None and parent.pk == child.pk:
        raise Refused("A driver can’t hang on itself. Choose another driver.")
    elif child.level == Level.PRIMARY:
        if parent is not None:
            raise Refused(
                f"“{child}” is a primary driver, so it hangs on the aim. A driver below another would make a loop."
            )
    elif parent is None:
        raise Refused(f"“{child}” is a secondary driver, so it hangs on a primary driver, not on the aim.")
    elif parent.level != Level.PRIMARY:
        raise Refused(f"“{parent}” is a secondary driver too. Choose a primary driver.")


@transaction.atomic
def link(
    *,
    project: Project,
    parent: Driver | None,
    child: Driver | ChangeIdea,
    by,
    strength: str = Strength.STRONG,
) -> DriverLink:
    """Draw the line from `parent` (None: the aim) to a driver or an idea, or give the one there is this
    strength. Raises Refused where the levels do not allow it."""
    lock(project)
    check_line(project, parent, child)
    existing = lines_to(child).filter(parent=parent).first()
    if existing:
        return set_strength(line=existing, strength=strength, by=by)
    ends = {"driver": child} if isinstance(child, Driver) else {"idea": child}
    line = DriverLink(project=project, parent=parent, strength=Strength(strength), **ends)
    return history.create(line, by=by, event="driver_linked")


@transaction.atomic
def move(*, row: Driver | ChangeIdea, way: str, by) -> bool:
    """Put a row one place up or down: a primary driver among the primary drivers, a secondary driver or an idea
    among those that the outline lists under the same driver. False at the end of the list."""
    project = lock(row.project)
    drivers = list(project.drivers.current())
    places: Sequence[tuple[Driver | ChangeIdea, int | None]]
    if isinstance(row, ChangeIdea):
        places = idea_places(drivers, current_links(project), project.change_ideas.current())
    elif row.level == Level.PRIMARY:
        places = [(driver, None) for driver in drivers if driver.level == Level.PRIMARY]
    else:
        places = outline_order(drivers, current_links(project))
    index = next(i for i, (one, _) in enumerate(places) if one.pk == row.pk)
    other = index + (1 if way == ordering.DOWN else -1)
    if not 0 <= other < len(places) or places[other][1] != places[index][1]:
        return False
    event = "idea_moved" if isinstance(row, ChangeIdea) else "driver_moved"
    return ordering.move(row, [one for one, _ in places], way, by=by, event=event)


@transaction.atomic
def change_level(
    *, driver: Driver, level: str, by, parent: Driver | None = None, version: int | None = None
) -> Driver:
    """Make a primary driver a secondary one, under `parent` or under none yet, or a secondary one primary.

    Its ideas and measures stay; its lines upwards go, since another level hangs on something else. Raises Refused
    while secondary drivers hang on one that is to be secondary, StaleVersion.
    """
    project = lock(driver.project)
    refuse_withdrawn(driver)
    level = Level(level)
    if level == Level.SECONDARY:
        below = current_links(project).filter(parent=driver, driver__isnull=False).select_related("driver")
        names = [f"“{line.driver}”" for line in below]
        if names:
            raise Refused(
                f"{', '.join(names)} {'hangs' if len(names) == 1 else 'hang'} on it, and a secondary driver "
                "holds change ideas only. Link these to another primary driver first."
            )
    place = ordering.next_order(project.drivers.filter(level=level))
    changed = history.change(
        driver,
        values={"level": str(level), "order": place},
        by=by,
        event="driver_level_changed",
        version=version,
    )
    for line in lines_to(changed):
        history.withdraw(line, by=by, why="The driver changed its level", event="driver_unlinked")
    if level == Level.PRIMARY or parent is not None:
        link(project=project, parent=None if level == Level.PRIMARY else parent, child=changed, by=by)
    return changed


@transaction.atomic
def set_strength(*, line: DriverLink, strength: str, by) -> DriverLink:
    """Make a line strong or weak."""
    values = {"strength": str(Strength(strength))}
    return history.change(line, values=values, by=by, event="driver_link_changed", version=None)


@transaction.atomic
def unlink(*, line: DriverLink, by, why: str = "Taken off the diagram") -> DriverLink:
    """Take a line off. A primary driver's line to the aim stays as long as the driver does."""
    lock(line.project)
    if line.parent_id is None:
        raise Refused("A primary driver always hangs on the aim. Withdraw the driver instead.")
    return history.withdraw(line, by=by, why=why, event="driver_unlinked")


@transaction.atomic
def set_links(
    *,
    child: Driver | ChangeIdea,
    strengths: Mapping[int | None, str],
    by,
    seen: Mapping[int | None, str] | None = None,
) -> None:
    """Make `child` hang on exactly these drivers of its project: key (None: the aim) → strength, "" for none.

    seen: the lines the writer read; None only where nobody read them. Raises StaleVersion (carrying
    `child`) where they have changed since, Refused where a level does not allow a line.
    """
    project = lock(child.project)
    refuse_withdrawn(child)
    now = {line.parent_id: line for line in lines_to(child)}
    if seen is not None and dict(seen) != {key: line.strength for key, line in now.items()}:
        raise StaleVersion(child)
    parents: dict[int | None, Driver | None] = {row.pk: row for row in project.drivers.current()}
    parents[None] = None
    for key, strength in strengths.items():
        if key not in parents:
            raise Refused("One of these drivers has been withdrawn. Open the form again.")
        if strength:
            link(project=project, parent=parents[key], child=child, strength=strength, by=by)
        elif key in now:
            unlink(line=now[key], by=by)
