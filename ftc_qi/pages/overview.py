"""What a project's overview shows its reader, gathered in a constant number of queries."""

import datetime
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from ftc_qi.core.templatetags.ftc import money, uk_date
from ftc_qi.pages.aim_progress import AimCard, aim_card
from ftc_qi.pages.cycle_words import DECIDED, next_step_of, prediction_of, window_of
from ftc_qi.pages.names import ProjectNames, names_of
from ftc_qi.pages.timeline import Happened, happened
from ftc_qi.pages.waiting import DueMonth, due_months
from measures.disclosure import Policy
from measures.readings import Reading, card, read, stale_alike
from measures.series_rows import policies_of
from projects.models import Grant, Payment, PDSACycle, Project, Review
from projects.permissions import Permission, can

MORE_MEASURES, OPEN_CYCLES, LEARNED, PEOPLE, HAPPENINGS = 8, 6, 3, 8, 8
"""How many of each the overview shows; the rest is a link away."""
Stage = PDSACycle.Stage


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps of a new project. url: empty where the reader may not take it."""

    title: str
    text: str
    done: bool
    url: str = ""
    action: str = ""
    is_next: bool = False


@dataclass(slots=True)
class Overview:
    """Everything on the page. may: plain booleans for the template."""

    names: ProjectNames
    may: dict[str, bool]
    aim: AimCard | None
    primary: Reading | None
    cards: list[dict[str, object]]
    measure_count: int
    all_stale: bool = False
    open_cycles: list[dict[str, object]] = field(default_factory=list)
    open_count: int = 0
    learned: list[dict[str, object]] = field(default_factory=list)
    cycle_count: int = 0
    due: list[DueMonth] = field(default_factory=list)
    story: list[Happened] = field(default_factory=list)
    grant: dict[str, Any] | None = None
    steps: list[Step] = field(default_factory=list)
    paused_since: datetime.date | None = None


def gather_overview(project: Project, user, today: datetime.date) -> Overview:
    """At most nine queries beyond the person's access and the project, with measures of events."""
    may = _may(user, project)
    measures = list(project.measures.current().order_by("-is_primary", "order", "pk"))
    readings = read(measures, user=user, today=today, with_flags=True)
    primary = readings[0] if readings and readings[0].series.is_primary else None
    names = names_of([project.pk], with_team=True)[project.pk]
    if not may["see_team_space"]:
        names.team = names.team_for_others()
    aims = list(project.aims.current().order_by("-number", "pk")[:1])
    cycles = _cycles(project) if may["see_method"] else []
    reviews = _reviews(project) if may["see_team_space"] else []
    policy = policy_for(project, readings)
    rest = [reading for reading in readings if reading is not primary]
    overview = Overview(
        names=names,
        may=may,
        aim=aim_card(aims[0], primary, user=user, policy=policy, today=today) if aims else None,
        primary=primary,
        cards=[card(reading) for reading in rest[:MORE_MEASURES]],
        measure_count=len(readings),
        cycle_count=len(cycles),
        due=due_months(readings, today) if may["see_team_space"] else [],
        story=happened(project, cycles=cycles, readings=readings, reviews=reviews, today=today)[:HAPPENINGS],
        grant=_grant(project) if may["see_grant"] else None,
    )
    overview.all_stale = stale_alike(overview.cards)
    _add_cycles(overview, cycles, project)
    if may["edit_method"] and project.status not in (Project.Status.COMPLETED, Project.Status.CLOSED_EARLY):
        overview.steps = _first_steps(overview, project, readings)
    if readings:
        pauses = [pause for pause in readings[0].series.pauses if pause.ends_on is None]
        overview.paused_since = pauses[-1].starts_on if pauses else None
    return overview


def policy_for(project: Project, readings: list[Reading]) -> Policy:
    """The programme's policy: already read with the measures; without any, one query."""
    if readings:
        return Policy(readings[0].series.hide_below)
    return policies_of({project.programme_id})[project.programme_id]


def _may(user, project: Project) -> dict[str, bool]:
    wanted = {
        "log": Permission.DATA_ENTER,
        "edit": Permission.PROJECT_EDIT,
        "edit_method": Permission.METHOD_EDIT,
        "add_idea": Permission.IDEA_ADD,
        "add_measure": Permission.MEASURE_EDIT,
        "review": Permission.REVIEW_WRITE,
        "see_method": Permission.METHOD_VIEW,
        "see_team_space": Permission.TEAM_SPACE_VIEW,
        "see_exact": Permission.NUMBERS_EXACT,
        "see_grant": Permission.GRANT_VIEW,
        "manage_team": Permission.TEAM_MANAGE,
        "start": Permission.STATUS_CHANGE,
    }
    return {name: can(user, permission, project) for name, permission in wanted.items()}


def _cycles(project: Project) -> list[PDSACycle]:
    return list(
        PDSACycle.objects.current()
        .filter(change_idea__project=project)
        .select_related("change_idea")
        .order_by("-number", "-pk")
    )


def _reviews(project: Project) -> list[Review]:
    return list(project.reviews.current().select_related("by").order_by("-at", "-pk")[:HAPPENINGS])


def _add_cycles(overview: Overview, cycles: list[PDSACycle], project: Project) -> None:
    """Those under way, newest first, and what the finished ones taught."""

    def row(cycle):
        return {
            "cycle": cycle,
            "url": reverse("pages:cycle", args=[project.slug, cycle.pk]),
            "idea": cycle.change_idea.title,
            "window": window_of(cycle),
            "prediction": prediction_of(cycle),
            "next_step": next_step_of(cycle),
            "decision": DECIDED.get(cycle.act, ""),
        }

    under_way = [cycle for cycle in cycles if cycle.stage != Stage.DONE]
    taught = [cycle for cycle in cycles if cycle.study and cycle.stage in (Stage.DONE, Stage.ACT)]
    taught.sort(key=lambda cycle: cycle.ended_on or cycle.planned_start_on, reverse=True)
    overview.open_cycles = [row(cycle) for cycle in under_way[:OPEN_CYCLES]]
    overview.open_count = len(under_way)
    overview.learned = [row(cycle) for cycle in taught[:LEARNED]]


def _grant(project: Project) -> dict[str, Any] | None:
    """The project's grants together, and the next payment of any of them; None without a grant."""
    waiting = (
        Payment.objects.current()
        .filter(
            grant_year__grant=OuterRef("pk"), grant_year__withdrawn_at__isnull=True, reverses__isnull=True
        )
        .exclude(status=Payment.Status.PAID)
        .order_by("due_on", "pk")
    )
    grants = list(
        Grant.objects.current()
        .filter(project=project)
        .annotate(
            next_amount=Subquery(waiting.values("amount")[:1]),
            next_on=Subquery(waiting.values("due_on")[:1]),
            next_condition=Subquery(waiting.values("condition")[:1]),
        )
        .order_by("awarded_on", "pk")
    )
    if not grants:
        return None
    coming = min((grant for grant in grants if grant.next_on), key=lambda grant: grant.next_on, default=None)
    words = ""
    if coming is not None:
        words = f"{money(coming.next_amount)}, planned for {uk_date(coming.next_on)}"
        words += f", when: {coming.next_condition}" if coming.next_condition else ""
    return {
        "awarded": sum((grant.awarded for grant in grants), Decimal(0)),
        "paid": sum((grant.paid for grant in grants), Decimal(0)),
        "next": words,
        "count": len(grants),
    }


def _first_steps(overview: Overview, project: Project, readings: list[Reading]) -> list[Step]:
    """The path of a new project; [] once it is walked. A team of one keeps nobody on the path."""
    may, slug = overview.may, project.slug
    has_data = any(reading.series.points for reading in readings)
    needed = (overview.aim is not None, bool(readings), has_data, bool(overview.cycle_count))
    if all(needed):
        return []

    def url(name, allowed):
        return reverse(name, args=[slug]) if allowed else ""

    steps = [
        Step(
            "Write the aim",
            "How much better, by when, for whom.",
            needed[0],
            url("pages:aim", may["edit_method"]),
            "Write the aim",
        ),
        Step(
            "Bring the team in",
            "Invite the people who do the work and those it is for.",
            len(overview.names.team) > 1,
            url("projects:team", may["manage_team"]),
            "Invite the team",
        ),
        Step(
            "Choose a measure",
            "What will you count to know that it is better?",
            needed[1],
            url("measures:add", may["add_measure"]),
            "Add a measure",
        ),
        Step(
            "Log the first figures",
            "Past months count: they show where you start from.",
            needed[2],
            url("measures:log", may["log"] and needed[1]),
            "Log data",
        ),
        Step(
            "Test one small change",
            "Plan it, say what you expect, try it, see.",
            needed[3],
            url("pages:cycle_add", may["edit_method"]),
            "Plan a cycle",
        ),
    ]
    if may["log"]:
        return steps  # "Log data" is the page's one primary button
    first = next((step for step in steps if step.url and not step.done), None)
    return [replace(step, is_next=step is first) for step in steps]
