"""Change ideas as they are listed and searched: a project's own, and those of a whole programme.

Holds only what the community may read (DECISIONS 8): no causes, no Do, no tasks, no observations. What the data did
is told by `idea_signals`. A programme has hundreds of ideas at most, so they are read whole and chosen among in
memory: the same on every database.
"""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.http import QueryDict

from ftc_qi.core.asked import row_key
from ftc_qi.pages.cycle_words import DECIDED
from ftc_qi.pages.driver_graph import drivers_of
from ftc_qi.pages.idea_signals import Shown
from ftc_qi.pages.names import ProjectNames, names_of
from measures.values import plural
from projects.models import ChangeIdea, PDSACycle, Programme, Project

Stage, Status, Size = PDSACycle.Stage, ChangeIdea.Status, ChangeIdea.Size
TRIED, NOT_TRIED = "yes", "no"
SORTS = {
    "tried": "Most cycles first",
    "newest": "Newest first",
    "title": "Idea, A to Z",
    "wins": "Most impact for least effort",
}
SHOWN_OF_A_CYCLE = (
    *("change_idea_id", "previous_id", "number", "title", "scale", "size", "stage"),
    *("started_on", "ended_on", "study", "act", "act_note"),
    *("previous__number", "previous__withdrawn_at"),
)
STILL_OPEN = (Status.IDEA, Status.TESTING, Status.ADAPTED)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader asked for, from the address. Anything unknown in it counts as not asked."""

    q: str = ""
    theme: int | None = None
    group: int | None = None
    project: int | None = None
    driver: str = ""
    status: str = ""
    source: str = ""
    tried: str = ""
    sort: str = "tried"

    @classmethod
    def from_query(cls, query: QueryDict, *, sort: str = "tried") -> "Choices":
        def one_of(name, known, otherwise=""):
            return query.get(name) if query.get(name) in known else otherwise

        def words(name, most):
            return query.get(name, "").replace("\x00", "").strip()[:most]

        return cls(
            q=words("q", 100),
            theme=row_key(query.get("theme")),
            group=row_key(query.get("group")),
            project=row_key(query.get("project")),
            driver=words("driver", 120).casefold(),
            status=one_of("status", Status.values),
            source=one_of("source", ChangeIdea.Source.values),
            tried=one_of("tried", (TRIED, NOT_TRIED)),
            sort=one_of("sort", SORTS, sort),
        )

    @property
    def any(self) -> bool:
        """Whether anything is searched or filtered (sorting hides nothing)."""
        return bool(self.q) or self.filtered

    @property
    def filtered(self) -> bool:
        return any((self.theme, self.group, self.project, self.driver, self.status, self.source, self.tried))


@dataclass(slots=True)
class Entry:
    """One idea with its cycles, by number. drivers: titles of those it serves. names: those of its project, and
    copies: its copies in other projects, in the library."""

    idea: ChangeIdea
    project: Project
    cycles: list[PDSACycle] = field(default_factory=list)
    names: ProjectNames = field(default_factory=ProjectNames)
    signals: list[Shown] = field(default_factory=list)
    drivers: list[str] = field(default_factory=list)
    copies: list["Entry"] = field(default_factory=list)

    @property
    def begun(self) -> list[PDSACycle]:
        return [cycle for cycle in self.cycles if cycle.stage != Stage.PLAN]

    @property
    def learned(self) -> list[PDSACycle]:
        """Cycles that taught something, the newest first."""
        taught = [cycle for cycle in self.cycles if cycle.study and cycle.stage in (Stage.DONE, Stage.ACT)]
        return taught[::-1]

    @property
    def tried_words(self) -> str:
        """ "Tried in 3 cycles", "Planned, not tried yet"."""
        if self.begun:
            return f"Tried in {plural(len(self.begun), 'cycle')}"
        return "Planned, not tried yet" if self.cycles else "Not tried yet"

    @property
    def came_of_it(self) -> str:
        """For a line that names the project: "adopted, tried in 3 cycles"."""
        tried = self.tried_words.lower()
        return (
            tried if self.idea.status == Status.IDEA else f"{self.idea.get_status_display().lower()}, {tried}"
        )

    @property
    def why_abandoned(self) -> str:
        """Why the idea was given up: as said with it, else with the cycle that ended it."""
        if self.idea.status != Status.ABANDONED:
            return ""
        ended = next((c.act_note for c in self.cycles[::-1] if c.act == PDSACycle.Act.ABANDON), "")
        return self.idea.abandoned_why or ended

    @property
    def is_quick_win(self) -> bool:
        """Little effort, much impact, and still to be done."""
        idea = self.idea
        return idea.effort == Size.LOW and idea.impact == Size.HIGH and idea.status in STILL_OPEN

    @property
    def source_words(self) -> str:
        """Whose idea it was, for a list; a copy's credit names the project."""
        origin = self.idea.from_idea
        return f"From {origin.project.name}" if origin is not None else self.idea.get_source_display()


def decided_words(cycle: PDSACycle) -> str:
    """ "Adopted", "Under way, at Do": where a cycle ended or stands."""
    if cycle.stage == Stage.DONE:
        return DECIDED.get(cycle.act, "")
    return "Planned" if cycle.stage == Stage.PLAN else f"Under way, at {cycle.get_stage_display()}"


# --- gathering -------------------------------------------------------------------------------------------


def ideas_of(project: Project) -> list[Entry]:
    """A project's ideas with their cycles and drivers. Three queries."""
    return _entries(project.change_ideas.current(), {project.pk: project})


def library_of(programme: Programme, projects: Collection[Project]) -> list[Entry]:
    """Every idea of these projects of a programme with cycles, drivers, names and copies. Five queries."""
    by_id = {project.pk: project for project in projects}
    ideas = ChangeIdea.objects.current().filter(project__in=by_id, project__programme=programme)
    entries = _entries(ideas, by_id)
    names = names_of(by_id)
    by_idea = {entry.idea.pk: entry for entry in entries}
    for entry in entries:
        entry.names = names[entry.project.pk]
        if origin := by_idea.get(entry.idea.from_idea_id or 0):
            origin.copies.append(entry)
    return entries


def _entries(ideas, projects: dict[int, Project]) -> list[Entry]:
    rows = list(ideas.select_related("from_idea__project").order_by("pk"))
    entries = {row.pk: Entry(row, projects[row.project_id]) for row in rows}
    cycles = PDSACycle.objects.current().filter(change_idea__in=entries).select_related("previous")
    for cycle in cycles.only(*SHOWN_OF_A_CYCLE).order_by("number", "pk"):
        entries[cycle.change_idea_id].cycles.append(cycle)
    for idea_id, served in drivers_of(rows).items():
        entries[idea_id].drivers = [driver.title for driver, _ in served]
    return list(entries.values())


# --- choosing --------------------------------------------------------------------------------------------


def choose(entries: Iterable[Entry], choices: Choices) -> list[Entry]:
    """Those asked for, in the order asked for."""
    found = [entry for entry in entries if _matches(entry, choices)]
    found.sort(key=lambda entry: (_plain(entry.idea.title), entry.idea.pk))
    if choices.sort == "newest":
        found.sort(key=lambda entry: entry.idea.created_at, reverse=True)
    elif choices.sort == "tried":
        found.sort(key=lambda entry: len(entry.begun), reverse=True)
    elif choices.sort == "wins":
        found.sort(key=_worth)
    return found


def _worth(entry: Entry) -> tuple[bool, int, int]:
    """Much impact for little effort first; ideas not judged last."""
    effort, impact = entry.idea.effort, entry.idea.impact
    if effort is None or impact is None:
        return True, 0, 0
    return False, effort - impact, effort


def _matches(entry: Entry, choices: Choices) -> bool:
    idea = entry.idea
    return (
        (choices.theme is None or choices.theme in entry.names.themes)
        and (choices.group is None or choices.group in entry.names.groups)
        and (choices.project is None or choices.project == entry.project.pk)
        and (not choices.driver or choices.driver in (title.casefold() for title in entry.drivers))
        and (not choices.status or idea.status == choices.status)
        and (not choices.source or idea.source == choices.source)
        and (not choices.tried or bool(entry.begun) == (choices.tried == TRIED))
        and _holds(entry, choices.q)
    )


def _holds(entry: Entry, q: str) -> bool:
    """Whether every word of `q` stands in the idea, its reasons, its drivers or what was learned."""
    if not q:
        return True
    idea = entry.idea
    texts = [idea.title, idea.theory, idea.evidence, idea.co_design, entry.why_abandoned, *entry.drivers]
    text = _plain(" ".join([*texts, *(cycle.study for cycle in entry.learned)]))
    return all(word in text for word in _plain(q).split())


def _plain(text: str) -> str:
    """Small letters without accents, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def options_of(entries: Collection[Entry]) -> dict[str, list[tuple[str, str]]]:
    """Filter → (value, label) of what some idea has, so that no choice leads nowhere."""

    def named(kind):
        found = {key: name for entry in entries for key, name in getattr(entry.names, kind).items()}
        return [(str(key), name) for key, name in sorted(found.items(), key=lambda item: item[1].casefold())]

    def used(choices, has):
        return [(value, label) for value, label in choices if value in has]

    projects = {entry.project.pk: entry.project.name for entry in entries}
    drivers = {title.casefold(): title for entry in entries for title in entry.drivers}
    return {
        "theme": named("themes"),
        "group": named("groups"),
        "project": [
            (str(key), name) for key, name in sorted(projects.items(), key=lambda item: item[1].casefold())
        ],
        "driver": sorted(drivers.items()),
        "status": used(Status.choices, {entry.idea.status for entry in entries}),
        "source": used(ChangeIdea.Source.choices, {entry.idea.source for entry in entries}),
        "tried": used(
            ((TRIED, "Tried"), (NOT_TRIED, "Not tried yet")),
            {TRIED if entry.begun else NOT_TRIED for entry in entries},
        ),
    }


def filters_of(
    choices: Choices, entries: Collection[Entry], labels: dict[str, tuple[str, str]]
) -> list[dict[str, object]]:
    """For the form: {name, label, all, options (value, text, chosen)}. labels: name → (label, words for all)."""
    options = options_of(entries)
    return [
        {
            "name": name,
            "label": label,
            "all": everything,
            "options": [
                (value, text, value == str(getattr(choices, name) or "")) for value, text in options[name]
            ],
        }
        for name, (label, everything) in labels.items()
        if len(options[name]) > 1 or getattr(choices, name)
    ]


def count_words(found: int, total: int) -> str:
    """ "12 ideas", "3 of 12 ideas"."""
    return plural(total, "idea") if found == total else f"{found} of {plural(total, 'idea')}"
