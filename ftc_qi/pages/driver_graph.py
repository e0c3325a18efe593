"""What a driver diagram shows its reader: drivers with their measures' signals, ideas with their status."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from ftc_qi.core.svg import printable
from ftc_qi.core.tiles import status_word
from ftc_qi.core.today import today
from ftc_qi.pages.aim_words import aim_words
from measures import readings
from measures.faces import WORKING
from measures.models import AimMeasure, DriverMeasure, Measure
from measures.readings import Reading
from projects.actions.driver_lines import current_links, idea_places, outline_order
from projects.actions.theory import current_aim
from projects.models import ChangeIdea, Driver, DriverLink, PDSACycle, Project
from projects.permissions import Permission, can, face_for

Key = tuple[str, int]
"""What a line leads from or to: ("aim", 0), ("driver", pk) or ("idea", pk)."""
AIM: Key = ("aim", 0)


@dataclass(frozen=True, slots=True)
class Signal:
    """What a measure says on the reader's face. moved: "up", "down" or "". stale: new figures are overdue."""

    name: str
    url: str
    status: str
    moved: str
    stale: bool = False

    @property
    def word(self) -> str:
        return status_word(self.status) + (", out of date" if self.stale else "")


@dataclass(frozen=True, slots=True)
class DriverNode:
    """A driver as it is read. cause: the one it was made from, with where it stands; for the team space."""

    pk: int
    title: str
    note: str
    level: str
    signals: tuple[Signal, ...] = ()
    cause: str = ""
    cause_url: str = ""

    @property
    def key(self) -> Key:
        return "driver", self.pk


@dataclass(frozen=True, slots=True)
class IdeaNode:
    """A change idea as it is read. said: "Adopted, cycles 4, 5"."""

    pk: int
    title: str
    status: str
    said: str
    url: str

    @property
    def key(self) -> Key:
        return "idea", self.pk

    @property
    def word(self) -> str:
        """The status alone: "Adopted"."""
        return self.said.partition(",")[0]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the diagram."""

    parent: Key
    child: Key
    weak: bool


@dataclass(frozen=True, slots=True)
class DriverGraph:
    """A project's driver diagram for one reader; columns in the team's own order. aim: "" before there is one.

    `ideas` are those that hang on a driver; `loose_ideas` the others, which the drawing leaves out.
    is_protected: the reader sees the shared face. all_stale: every signal is out of date, which is said once.
    """

    aim: str
    aim_url: str
    aim_signals: tuple[Signal, ...]
    primaries: tuple[DriverNode, ...]
    secondaries: tuple[DriverNode, ...]
    ideas: tuple[IdeaNode, ...]
    loose_ideas: tuple[IdeaNode, ...]
    lines: tuple[Line, ...]
    homes: dict[int, int | None] = field(default_factory=dict)
    """Secondary driver → the primary it is listed under in the outline."""
    idea_homes: dict[int, int] = field(default_factory=dict)
    """Idea → the driver it is listed under in the outline."""
    is_protected: bool = False
    all_stale: bool = False

    @property
    def drivers(self) -> tuple[DriverNode, ...]:
        return self.primaries + self.secondaries

    @property
    def is_empty(self) -> bool:
        return not self.drivers


# --- reading a project -----------------------------------------------------------------------------------


def graph_of(project: Project, user) -> DriverGraph:
    """The project's diagram as `user` may see it. A constant number of queries, at most eleven."""
    aim = current_aim(project)
    team_space = can(user, Permission.TEAM_SPACE_VIEW, project)
    drivers = list(project.drivers.current().select_related("from_cause"))
    links = list(current_links(project).select_related("idea").order_by("pk"))
    cycles = _cycle_numbers(project)
    signals, of_the_aim, all_stale = _signals(project, user, aim)
    nodes = {row.pk: _driver_node(project, row, signals.get(row.pk, ()), team_space) for row in drivers}
    places = outline_order(drivers, links)
    ideas = idea_places(drivers, links, project.change_ideas.current())
    of_ideas = [(_idea_node(project, row, cycles.get(row.pk, [])), home) for row, home in ideas]
    return DriverGraph(
        aim=printable(aim_words(aim, user=user, project=project).sentence) if aim else "",
        aim_url=reverse("pages:aim", args=[project.slug]),
        aim_signals=of_the_aim,
        primaries=tuple(nodes[row.pk] for row in drivers if row.level == Driver.Level.PRIMARY),
        secondaries=tuple(nodes[row.pk] for row, _ in places),
        ideas=tuple(node for node, home in of_ideas if home is not None),
        loose_ideas=tuple(node for node, home in of_ideas if home is None),
        lines=tuple(_line(link) for link in links),
        homes={row.pk: home for row, home in places},
        idea_homes={node.pk: home for node, home in of_ideas if home is not None},
        is_protected=face_for(user, project) != WORKING,
        all_stale=all_stale,
    )


def drivers_of(ideas: Iterable[ChangeIdea]) -> dict[int, list[tuple[Driver, str]]]:
    """Idea's key → the drivers it serves, each with "strong" or "weak", in the order they were linked. One query."""
    found: dict[int, list[tuple[Driver, str]]] = defaultdict(list)
    links = DriverLink.objects.current().filter(idea__in=list(ideas), parent__withdrawn_at__isnull=True)
    for link in links.select_related("parent").order_by("pk"):
        if link.parent is not None and link.idea_id is not None:
            found[link.idea_id].append((link.parent, link.strength))
    return dict(found)


def idea_url(project: Project, pk: int) -> str:
    """Where an idea is read."""
    return reverse("pages:idea", args=[project.slug, pk])


def _cycle_numbers(project: Project) -> dict[int, list[int]]:
    """Idea's key → numbers of the cycles that test it. One query."""
    found = defaultdict(list)
    cycles = PDSACycle.objects.current().filter(change_idea__project=project).order_by("number")
    for idea_id, number in cycles.values_list("change_idea_id", "number"):
        found[idea_id].append(number)
    return found


def _signals(project, user, aim) -> tuple[dict[int, tuple[Signal, ...]], tuple[Signal, ...], bool]:
    """Driver's key → its measures' signals; those of the aim (its own measure, else the main outcome); and
    whether all of them are out of date. Four queries, five with measures of events."""
    linked: dict[int, list[int]] = defaultdict(list)
    for driver_id, measure_id in DriverMeasure.objects.filter(
        driver__project=project, driver__withdrawn_at__isnull=True
    ).values_list("driver_id", "measure_id"):
        linked[driver_id].append(measure_id)
    wanted = Q(driver_links__driver__project=project) | Q(is_primary=True)
    if aim:
        wanted |= Q(aim_links__aim=aim)
    measures = list(
        Measure.objects.current()
        .filter(wanted, project=project)
        .select_related("project__programme")
        .annotate(of_aim=Exists(AimMeasure.objects.filter(aim=aim, measure=OuterRef("pk"))))
        .distinct()
        .order_by("-of_aim", "-is_primary", "pk")
    )
    found = readings.read(measures, user=user, today=today()) if measures else []
    all_stale = len(found) > 1 and all(reading.stale for reading in found)
    signals = {reading.measure.pk: _signal(project, reading, told=not all_stale) for reading in found}
    main = found[0].measure if found else None
    of_aim = (signals[main.pk],) if aim and main and (main.is_primary or main.of_aim) else ()  # type: ignore[attr-defined]
    of_drivers = {
        driver_id: tuple(signals[pk] for pk in ids if pk in signals) for driver_id, ids in linked.items()
    }
    return of_drivers, of_aim, all_stale


def _signal(project: Project, reading: Reading, *, told: bool) -> Signal:
    return Signal(
        name=printable(reading.series.name),
        url=reverse("measures:measure", args=[project.slug, reading.measure.pk]),
        status=reading.status,
        moved=reading.moved,
        stale=reading.stale and told,
    )


def _driver_node(project: Project, row: Driver, signals: tuple[Signal, ...], team_space: bool) -> DriverNode:
    """The causes are the team's (DECISIONS 8)."""
    cause = row.from_cause if team_space else None
    if cause is None or cause.is_withdrawn:
        return DriverNode(row.pk, printable(row.title), row.note, row.level, signals)
    url = f"{reverse('pages:causes', args=[project.slug])}#row-{cause.pk}"
    return DriverNode(row.pk, printable(row.title), row.note, row.level, signals, cause.text, url)


def _idea_node(project: Project, row: ChangeIdea, numbers: list[int]) -> IdeaNode:
    said = row.get_status_display()
    if row.status == ChangeIdea.Status.IDEA:
        said = "Planned" if numbers else "Not tested"
    if numbers:
        said += f", {'cycle' if len(numbers) == 1 else 'cycles'} {', '.join(map(str, numbers))}"
    return IdeaNode(row.pk, printable(row.title), row.status, said, idea_url(project, row.pk))


def _line(link: DriverLink) -> Line:
    parent: Key = AIM if link.parent_id is None else ("driver", link.parent_id)
    child: Key = ("idea", link.idea_id) if link.idea_id is not None else ("driver", link.driver_id or 0)
    return Line(parent, child, link.strength == DriverLink.Strength.WEAK)
