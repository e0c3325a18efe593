"""The list of a programme's projects: searched, filtered and sorted for one reader.

A programme has tens of projects, so their names are read whole and chosen among in memory: the same on every
database, whatever the capitals and accents. Charts are made for one page of them only.
"""

import datetime
import unicodedata
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery

from ftc_qi.core.tiles import STATUS_LOOKS, status_word
from ftc_qi.pages.aim_progress import measure_of, progress_line, reading_of
from ftc_qi.pages.aim_words import aim_words
from ftc_qi.pages.names import ProjectNames, names_of
from ftc_qi.pages.overview import policy_for
from measures.charts import spark
from measures.disclosure import Policy
from measures.models import Measure, MeasureSummary
from measures.readings import Reading, read
from measures.words import month_label
from projects.models import AimStatement, Driver, Programme, Project
from projects.permissions import Permission, can, face_for

NO_OUTCOME = "none"
OUTCOMES = [key for key in STATUS_LOOKS if key != "out_of_date"]
SORTS = {"name": "Name", "newest": "Newest figures", "outcome": "Status of main outcome"}
SORT_ORDER = {
    key: place
    for place, key in enumerate(
        ["deterioration", "changed", "improvement", "improvement_held", "no_signal", "too_little_data"]
    )
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader asked for, from the address. Anything unknown in it counts as not asked."""

    q: str = ""
    theme: int | None = None
    group: int | None = None
    area: int | None = None
    status: str = ""
    outcome: str = ""
    sort: str = "name"

    @classmethod
    def from_query(cls, query) -> "Choices":
        def number(name):
            text = query.get(name, "")
            return int(text) if text.isdecimal() and len(text) < 10 else None

        def one_of(name, known, otherwise=""):
            return query.get(name) if query.get(name) in known else otherwise

        return cls(
            q=query.get("q", "").replace("\x00", "").strip()[:100],
            theme=number("theme"),
            group=number("group"),
            area=number("area"),
            status=one_of("status", Project.Status.values),
            outcome=one_of("outcome", [*OUTCOMES, NO_OUTCOME]),
            sort=one_of("sort", SORTS, "name"),
        )

    @property
    def any(self) -> bool:
        """Whether anything is searched or filtered (sorting hides nothing)."""
        return any((self.q, self.theme, self.group, self.area, self.status, self.outcome))

    @property
    def filtered(self) -> bool:
        """Whether anything beside the words to search was chosen."""
        return self.sort != "name" or any((self.theme, self.group, self.area, self.status, self.outcome))


@dataclass(slots=True)
class Entry:
    """One project of the list. outcome: stored status of its main outcome on the reader's face, or "none"."""

    project: Project
    names: ProjectNames
    aim: AimStatement | None
    outcome: str
    data_up_to: datetime.date | None
    aim_words: str = ""
    progress: str = ""
    reading: Reading | None = None
    svg: str = ""
    drivers: list[str] = field(default_factory=list)

    @property
    def up_to_words(self) -> str:
        if self.reading is not None:
            return self.reading.up_to
        return month_label(self.data_up_to) if self.data_up_to else ""


@dataclass(slots=True)
class Found:
    """entries: all that match, in order. options: {filter name: [(value, label)]} of what is in use."""

    entries: list[Entry]
    total: int
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def count_words(self) -> str:
        """ "12 projects", "3 of 12 projects"."""
        noun = "project" if self.total == 1 else "projects"
        if len(self.entries) == self.total:
            return f"{self.total} {noun}"
        return f"{len(self.entries)} of {self.total} {noun}"


def find_projects(programme: Programme, user, choices: Choices) -> Found:
    """The programme's projects that match, in the order asked for. Three queries, four with words to search."""
    primary = MeasureSummary.objects.filter(
        measure__project=OuterRef("pk"),
        measure__is_primary=True,
        measure__withdrawn_at__isnull=True,
    )
    working, shared = primary.filter(face="working"), primary.filter(face="shared")
    projects = list(
        Project.objects.visible_to(user)
        .filter(programme=programme)
        .annotate(
            working_status=Subquery(working.values("status")[:1]),
            shared_status=Subquery(shared.values("status")[:1]),
            working_up_to=Subquery(working.values("data_up_to")[:1]),
            shared_up_to=Subquery(shared.values("data_up_to")[:1]),
        )
        .order_by("name", "pk")
    )
    ids = [project.pk for project in projects]
    names = names_of(ids)
    aims: dict[int, AimStatement] = {}
    rows = AimStatement.objects.current().filter(project__in=ids).select_related("measure_link")
    for aim in rows.order_by("number", "pk"):
        aims[aim.project_id] = aim
    entries = []
    for project in projects:
        project.programme = programme
        face = face_for(user, project)
        entries.append(
            Entry(
                project=project,
                names=names[project.pk],
                aim=aims.get(project.pk),
                outcome=getattr(project, f"{face}_status") or NO_OUTCOME,
                data_up_to=getattr(project, f"{face}_up_to"),
            )
        )
    if choices.q:
        _add_drivers(entries, user)
    matching = [entry for entry in entries if _matches(entry, choices)]
    return Found(entries=_sorted(matching, choices.sort), total=len(entries), options=_options(entries))


def _add_drivers(entries: list[Entry], user) -> None:
    """Give entries the drivers of those projects whose method the person may read. One query."""
    readable = {
        entry.project.pk: entry for entry in entries if can(user, Permission.METHOD_VIEW, entry.project)
    }
    for driver in Driver.objects.current().filter(project__in=readable).order_by("pk"):
        readable[driver.project_id].drivers.append(driver.title)


def add_readings(entries: list[Entry], user, today: datetime.date) -> None:
    """Give one page of entries the reading of its main outcomes, its aims in words and where they are. Four
    queries."""
    projects = {entry.project.pk: entry.project for entry in entries}
    linked = {measure_of(entry.aim) for entry in entries} - {None}
    wanted = Q(is_primary=True) | Q(pk__in=linked)
    measures = list(Measure.objects.current().filter(wanted, project__in=projects).order_by("pk"))
    for measure in measures:
        measure.project = projects[measure.project_id]
    found = read(measures, user=user, today=today)
    readings: dict[int, list[Reading]] = {key: [] for key in projects}
    for reading in found:
        readings[reading.measure.project_id].append(reading)
    policy = policy_for(entries[0].project, found) if entries else Policy()
    for entry in entries:
        own = readings[entry.project.pk]
        entry.reading = next((reading for reading in own if reading.measure.is_primary), None)
        if entry.reading is not None and entry.reading.series.points:
            entry.svg = spark(*entry.reading.parts)
        if entry.aim is not None:
            entry.aim.project = entry.project
            shows = reading_of(entry.aim, own)
            entry.aim_words = _short_aim(entry.aim, user, policy, shows)
            entry.progress = progress_line(entry.aim, shows, user=user, policy=policy, today=today)


def _short_aim(aim: AimStatement, user, policy: Policy, reading: Reading | None) -> str:
    """ "Offers of a test accepted up from 41% to 70%, by March 2027"."""
    series = reading.series if reading is not None else None
    change = aim_words(aim, user=user, project=aim.project, policy=policy, series=series).change
    words = f"{aim.what.rstrip(' .')} {change}".strip()
    return f"{words}, by {month_label(aim.by_when)}" if aim.by_when else words


def _matches(entry: Entry, choices: Choices) -> bool:
    names = entry.names
    return (
        (choices.theme is None or choices.theme in names.themes)
        and (choices.group is None or choices.group in names.groups)
        and (choices.area is None or choices.area in names.areas)
        and (not choices.status or entry.project.status == choices.status)
        and (not choices.outcome or entry.outcome == choices.outcome)
        and _holds(entry, choices.q)
    )


def _holds(entry: Entry, q: str) -> bool:
    """Whether every word of `q` stands in the project's name, summary, organisations, aim or drivers."""
    if not q:
        return True
    texts = [entry.project.name, entry.project.summary, *entry.names.organisations, *entry.drivers]
    if entry.aim is not None:
        texts += [entry.aim.what, entry.aim.for_whom, entry.aim.where]
    text = _plain(" ".join(texts))
    return all(word in text for word in _plain(q).split())


def _plain(text: str) -> str:
    """Small letters without accents, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _sorted(entries: list[Entry], sort: str) -> list[Entry]:
    by_name = sorted(entries, key=lambda entry: (_plain(entry.project.name), entry.project.pk))
    if sort == "newest":
        return sorted(by_name, key=lambda entry: entry.data_up_to or datetime.date.min, reverse=True)
    if sort == "outcome":
        return sorted(by_name, key=lambda entry: SORT_ORDER.get(entry.outcome, len(SORT_ORDER)))
    return by_name


def _options(entries: list[Entry]) -> dict[str, list[tuple[str, str]]]:
    """Only what some project has, so that no choice leads nowhere."""

    def named(kind):
        found = {key: name for entry in entries for key, name in getattr(entry.names, kind).items()}
        return [(str(key), name) for key, name in sorted(found.items(), key=lambda item: item[1].casefold())]

    statuses = {entry.project.status for entry in entries}
    outcomes = {entry.outcome for entry in entries}
    options = {"theme": named("themes"), "group": named("groups"), "area": named("areas")}
    options["status"] = [(value, label) for value, label in Project.Status.choices if value in statuses]
    options["outcome"] = [(key, status_word(key)) for key in OUTCOMES if key in outcomes]
    if NO_OUTCOME in outcomes:
        options["outcome"].append((NO_OUTCOME, "No main outcome yet"))
    return options
