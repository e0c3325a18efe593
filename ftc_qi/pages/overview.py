"""What a project's overview shows its reader, gathered in a constant number of queries."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from community.actions_list import ActionRow, current_actions, row_of
from ftc_qi.core.templatetags.ftc import money, uk_date
from ftc_qi.pages.aim_progress import AimCard, aim_card, current_aim_of, reading_of
from ftc_qi.pages.cycle_words import DECIDED, late_words, next_step_of, prediction_of, window_of
from ftc_qi.pages.first_steps import Path, first_steps
from ftc_qi.pages.names import ProjectNames, names_of
from ftc_qi.pages.timeline import Happened, happened
from ftc_qi.pages.waiting import DueMonth, due_months, next_due
from measures.disclosure import Policy
from measures.readings import Reading, card, read, stale_alike
from measures.series_rows import policies_of
from projects.models import Grant, Payment, PDSACycle, Project, Review
from projects.permissions import Permission, can

MORE_MEASURES, OPEN_CYCLES, LEARNED, PLANNED, ACTIONS, HAPPENINGS = 8, 6, 3, 4, 4, 8
"""How many of each the overview shows; the rest is a link away."""
Stage = PDSACycle.Stage


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
    testing: list[dict[str, object]] = field(default_factory=list)
    testing_count: int = 0
    planned: list[dict[str, object]] = field(default_factory=list)
    planned_count: int = 0
    decided: dict[str, object] | None = None
    learned: list[dict[str, object]] = field(default_factory=list)
    cycle_count: int = 0
    due: list[DueMonth] = field(default_factory=list)
    due_next: tuple[str, datetime.date] | None = None
    actions: list[ActionRow] = field(default_factory=list)
    more_actions: bool = False
    story: list[Happened] = field(default_factory=list)
    grant: dict[str, Any] | None = None
    steps: Path = field(default_factory=Path)
    paused_since: datetime.date | None = None


def gather_overview(project: Project, user, today: datetime.date) -> Overview:
    """At most ten queries beyond the person's access and the project, with measures of events."""
    may = _may(user, project)
    measures = list(project.measures.current().order_by("-is_primary", "order", "pk"))
    readings = read(measures, user=user, today=today, with_flags=True)
    primary = readings[0] if readings and readings[0].series.is_primary else None
    names = names_of([project.pk], with_team=True)[project.pk]
    if not may["see_team_space"]:
        names.team = names.team_for_others()
    aim = current_aim_of(project)
    cycles = _cycles(project) if may["see_method"] else []
    reviews = _reviews(project) if may["see_team_space"] else []
    policy = policy_for(project, readings)
    rest = [reading for reading in readings if reading is not primary]
    overview = Overview(
        names=names,
        may=may,
        aim=aim_card(aim, reading_of(aim, readings), user=user, policy=policy, today=today) if aim else None,
        primary=primary,
        cards=[card(reading) for reading in rest[:MORE_MEASURES]],
        measure_count=len(readings),
        cycle_count=len(cycles),
        due=due_months(readings, today) if may["see_team_space"] else [],
        story=happened(project, cycles=cycles, readings=readings, reviews=reviews, today=today)[:HAPPENINGS],
        grant=_grant(project) if may["see_grant"] else None,
    )
    overview.all_stale = stale_alike(overview.cards)
    _add_cycles(overview, cycles, project, today)
    if may["see_team_space"]:
        overview.due_next = next_due(readings, today)
        still_open = current_actions().filter(project=project, done_at__isnull=True)
        actions = list(still_open.order_by(F("by_when").asc(nulls_last=True), "pk")[: ACTIONS + 1])
        overview.actions = [row_of(action, user, today) for action in actions[:ACTIONS]]
        overview.more_actions = len(actions) > ACTIONS
    if may["see_team_space"] and project.status not in (
        Project.Status.COMPLETED,
        Project.Status.CLOSED_EARLY,
    ):
        overview.steps = first_steps(
            project,
            may=may,
            names=names,
            has_aim=overview.aim is not None,
            readings=readings,
            cycle_count=len(cycles),
        )
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
        "add_idea": Permission.CONTRIBUTE,
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
    cycles = list(
        PDSACycle.objects.current()
        .filter(change_idea__project=project)
        .select_related("change_idea")
        .order_by("-number", "-pk")
    )
    for cycle in cycles:
        cycle.change_idea.project = project
    return cycles


def _reviews(project: Project) -> list[Review]:
    return list(project.reviews.current().select_related("by").order_by("-at", "-pk")[:HAPPENINGS])


def _add_cycles(overview: Overview, cycles: list[PDSACycle], project: Project, today: datetime.date) -> None:
    """Those being tested, newest first, those planned, the soonest first, and what the finished ones taught."""

    def row(cycle):
        return {
            "cycle": cycle,
            "url": reverse("pages:cycle", args=[project.slug, cycle.pk]),
            "idea": cycle.change_idea.title,
            "window": window_of(cycle),
            "late": late_words(cycle, today),
            "prediction": prediction_of(cycle),
            "next_step": next_step_of(cycle),
            "decision": DECIDED.get(cycle.act, ""),
        }

    testing = [cycle for cycle in cycles if cycle.stage not in (Stage.PLAN, Stage.DONE)]
    planned = [cycle for cycle in cycles if cycle.stage == Stage.PLAN]
    planned.sort(key=lambda cycle: (cycle.planned_start_on, cycle.number))
    taught = [cycle for cycle in cycles if cycle.study and cycle.stage in (Stage.DONE, Stage.ACT)]
    taught.sort(key=lambda cycle: cycle.ended_on or cycle.planned_start_on, reverse=True)
    decided = next((cycle for cycle in taught if cycle.act_note), None)
    overview.testing = [row(cycle) for cycle in testing[:OPEN_CYCLES]]
    overview.testing_count = len(testing)
    overview.planned = [row(cycle) for cycle in planned[:PLANNED]]
    overview.planned_count = len(planned)
    overview.learned = [row(cycle) for cycle in taught[:LEARNED]]
    overview.decided = row(decided) if decided else None


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
