"""The path of a new project: what comes first, what is done, where each step is taken. Nothing on it blocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import get_text_list

from ftc_qi.pages.names import ProjectNames
from measures.models import Measure, SharedMeasure
from measures.readings import Reading
from projects.models import Driver, Project


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps of a new project. url: empty where the reader may not take it. is_next: the first
    that is not done; its button is the page's primary one where `is_primary`."""

    title: str
    text: str
    done: bool
    url: str = ""
    action: str = ""
    is_next: bool = False
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """Where a new project stands. offer: what the programme has for it to start from, "measures and a driver
    diagram"; with start_url empty where there is nothing more to take."""

    steps: list[Step] = field(default_factory=list)
    offer: str = ""
    start_url: str = ""

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def words(self) -> str:
        """ "2 of 6 done"."""
        return f"{sum(step.done for step in self.steps)} of {len(self.steps)} done"


def first_steps(
    project: Project,
    *,
    may: Mapping[str, bool],
    names: ProjectNames,
    has_aim: bool,
    readings: list[Reading],
    cycle_count: int,
) -> Path:
    """The path of a new project; empty once aim, measure, figures and cycle are there: a charter with a gap or
    a team of one keeps nobody on it. One query while it is walked."""
    has_data = any(reading.series.points for reading in readings)
    if has_aim and has_data and cycle_count:
        return Path()

    def url(name: str, allowed: bool) -> str:
        return reverse(name, args=[project.slug]) if allowed else ""

    steps = [
        _charter(project, names, may),
        Step(
            "Bring the team in",
            "Invite the people who do the work and those it is for.",
            len(names.team) > 1,
            url("projects:team", may["manage_team"]),
            "Invite the team",
        ),
        Step(
            "Write the aim",
            "How much better, by when, for whom.",
            has_aim,
            url("pages:aim", may["edit_method"]),
            "Write the aim",
        ),
        Step(
            "Choose a measure",
            "What will you count to know that it is better?",
            bool(readings),
            url("measures:add", may["add_measure"]),
            "Add a measure",
        ),
        Step(
            "Log the first figures",
            "Past months count: they show where you start from.",
            has_data,
            url("measures:log", may["log"] and bool(readings)),
            "Log the first figures",
        ),
        Step(
            "Test one small change",
            "Plan it, say what you expect, try it, see.",
            bool(cycle_count),
            url("pages:cycle_add", may["edit_method"]),
            "Plan a cycle",
        ),
    ]
    logs = may["log"] and bool(readings)  # then "Log data" is the page's one primary button
    first = next((step for step in steps if not step.done), None)
    steps = [replace(step, is_next=step is first, is_primary=step is first and not logs) for step in steps]
    offer = _offer(project) if may["edit_method"] else ""
    return Path(steps, offer, url("pages:project_start", bool(offer)))


def _charter(project: Project, names: ProjectNames, may: Mapping[str, bool]) -> Step:
    """What the project is, when and with whom: named where it is missing."""
    only_people = False
    gaps = [
        words
        for words, there in (
            ("a summary", project.summary),
            ("the first and last day", project.starts_on and project.ends_on),
            ("the organisations", names.organisations),
        )
        if not there
    ]
    if project.service_users_involved is None:
        only_people = not gaps
        gaps.append("how many people with lived experience take part")
    page = "projects:taking_part_edit" if only_people else "projects:project_edit"
    allowed = may["manage_team"] if only_people else may["edit"]
    return Step(
        "Fill in the charter",
        f"Still missing: {get_text_list(gaps, 'and')}."
        if gaps
        else "What, when, with whom, and who takes part.",
        not gaps,
        reverse(page, args=[project.slug]) if allowed else "",
        "Write the number" if only_people else "Fill in the charter",
    )


def _offer(project: Project) -> str:
    """What the programme has that the project has not: its measures, its driver diagram. One query."""
    kept = Measure.objects.current().filter(project=project, shared_measure=OuterRef("pk"))
    shared = SharedMeasure.objects.current().filter(~Exists(kept), programme=project.programme_id)
    drivers = Driver.objects.current().filter(project=project)
    row = Project.objects.filter(pk=project.pk).annotate(more=Exists(shared), drawn=Exists(drivers))
    more, drawn = row.values_list("more", "drawn").get()
    outline = bool(project.programme.driver_outline.strip()) and not drawn
    return get_text_list(["measures"] * more + ["a driver diagram"] * outline, "and")
