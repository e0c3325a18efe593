"""What a driver diagram shows its reader: drivers with their measures' signals, ideas with their status."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from ftc_qi.core.svg import printable
from ftc_qi.core.tiles import status_word
from ftc_qi.core.today import today
from ftc_qi.pages.aim_progress import current_aim_of, measure_of, reading_of
from ftc_qi.pages.aim_words import aim_words
from ftc_qi.pages.overview import policy_for
from measures.faces import WORKING
from measures.models import DriverMeasure
from measures.readings import Reading, read
from projects.actions.driver_lines import current_links, idea_places, outline_order
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


@dataclass(frozen=True, slots=True)
class Known:
    """What a diagram shows beside its drivers and ideas, as its reader may see it: read here for the project's own
    pages, or by a page that has it already. aim: its sentence; "" before there is one. aim_reading: what tells how
    far the aim is. readings: at least those of the measures in `linked`."""

    aim: str
    aim_reading: Reading | None
    readings: list[Reading]
    linked: Mapping[int, list[int]]
    """Driver's key → keys of its measures."""
    cycles: Mapping[int, list[int]]
    """Idea's key → numbers of the cycles that test it."""


def graph_of(project: Project, user) -> DriverGraph:
    """The project's diagram as `user` may see it. A constant number of queries, at most ten."""
    return graph_from(project, user, _read(project, user))


def graph_from(project: Project, user, known: Known, *, with_loose: bool = True) -> DriverGraph:
    """The project's diagram made of what is known. Two queries beyond the person's access, and one for the ideas
    that hang on no driver, which a drawing can do without."""
    team_space = can(user, Permission.TEAM_SPACE_VIEW, project)
    drivers = list(project.drivers.current().select_related("from_cause"))
    links = list(current_links(project).select_related("idea").order_by("pk"))
    signals, all_stale = _signals(project, known)
    of_drivers = {
        driver: tuple(signals[pk] for pk in measures if pk in signals)
        for driver, measures in known.linked.items()
    }
    nodes = {row.pk: _driver_node(project, row, of_drivers.get(row.pk, ()), team_space) for row in drivers}
    places = outline_order(drivers, links)
    linked = sorted({link.idea for link in links if link.idea}, key=lambda idea: (idea.order, idea.pk))
    ideas = idea_places(drivers, links, project.change_ideas.current() if with_loose else linked)
    of_ideas = [(_idea_node(project, row, known.cycles.get(row.pk, [])), home) for row, home in ideas]
    return DriverGraph(
        aim=printable(known.aim),
        aim_url=reverse("pages:aim", args=[project.slug]),
        aim_signals=(signals[known.aim_reading.measure.pk],) if known.aim_reading else (),
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


def linked_measures(project: Project) -> dict[int, list[int]]:
    """Driver's key → keys of its measures. One query."""
    linked: dict[int, list[int]] = defaultdict(list)
    rows = DriverMeasure.objects.filter(driver__project=project, driver__withdrawn_at__isnull=True)
    for driver_id, measure_id in rows.values_list("driver_id", "measure_id"):
        linked[driver_id].append(measure_id)
    return linked


def numbers_by_idea(cycles: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """(idea's key, cycle's number) of every cycle → the numbers of each idea's, rising."""
    found: dict[int, list[int]] = defaultdict(list)
    for idea_id, number in sorted(cycles):
        found[idea_id].append(number)
    return found


def _read(project: Project, user) -> Known:
    """At most seven queries, with measures of events."""
    aim = current_aim_of(project)
    linked = linked_measures(project)
    wanted = Q(is_primary=True) | Q(
        pk__in={pk for keys in linked.values() for pk in keys} | {measure_of(aim)}
    )
    measures = project.measures.current().filter(wanted).order_by("pk")
    readings = read(measures, user=user, today=today())
    told = reading_of(aim, readings) if aim else None
    sentence = ""
    if aim:
        series = told.series if told else None
        policy = policy_for(project, readings)
        sentence = aim_words(aim, user=user, project=project, policy=policy, series=series).sentence
    cycles = PDSACycle.objects.current().filter(change_idea__project=project)
    return Known(
        aim=sentence,
        aim_reading=told,
        readings=readings,
        linked=linked,
        cycles=numbers_by_idea(cycles.values_list("change_idea_id", "number")),
    )


def _signals(project: Project, known: Known) -> tuple[dict[int, Signal], bool]:
    """What each measure of the diagram says, by its key; and whether all of them are out of date."""
    shown = {pk for keys in known.linked.values() for pk in keys}
    if known.aim_reading:
        shown.add(known.aim_reading.measure.pk)
    found = [reading for reading in known.readings if reading.measure.pk in shown]
    all_stale = len(found) > 1 and all(reading.stale for reading in found)
    return {reading.measure.pk: _signal(project, reading, told=not all_stale) for reading in found}, all_stale


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
