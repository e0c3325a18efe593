"""Who may see and do what: the only module that knows the role table (PRODUCT.md, DECISIONS 4–9).

A person stands to a project in one or more ways (lead, advisor, community …); each standing holds a set
of permissions. What a person may not see answers 404; what they may see but not do, 403.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import FilteredRelation, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from ftc_qi.core.access import declares
from ftc_qi.core.asked import refuse_large_keys

from .models import Payment, Programme, ProgrammeRole, Project, TeamMember


class Permission(StrEnum):
    """What can be allowed. Those ending _VIEW decide between 404 and 403 for the actions beside them."""

    # of a project
    PROJECT_VIEW = "see the project's summary and measure pages"
    METHOD_VIEW = "see aim, ideas and PDSA cycles"
    TEAM_SPACE_VIEW = "see what is written for the team and its advisor"
    NUMBERS_EXACT = "see exact numbers"
    PROJECT_EDIT = "edit the project"
    TEAM_MANAGE = "invite and change the team"
    METHOD_EDIT = "edit aim, ideas and cycles"
    CONTRIBUTE = "add causes, votes, change ideas and observations"
    COMMENT_WRITE = "write comments"
    ACTION_EDIT = "agree and change actions"
    SCORE_AS_TEAM = "give the team's progress score"
    HEALTH_VIEW = "see the suggestions on method"
    MEASURE_EDIT = "define measures"
    PHASE_EDIT = "set phases, exclusions and chart settings"
    DATA_ENTER = "enter data"
    REVIEW_WRITE = "write reviews and the advisor's progress score"
    CONSENT_GIVE = "agree that the project is published"
    GRANT_VIEW = "see the project's money"
    GRANT_EDIT = "edit the project's grants"
    PEOPLE_CONFIRM = "confirm that a measure is not about people"
    STATUS_CHANGE = "start, pause, finish or publish the project"
    # of a programme
    PROGRAMME_MANAGE = "set up the programme, its people and projects"
    PAYMENTS_VIEW = "see payments"
    PAYMENT_PLAN = "plan, approve and correct payments"
    PAYMENT_RECORD = "record payments"
    ADVISOR_VIEW = "see the advisor dashboard"
    PORTFOLIO_VIEW = "see the portfolio"
    COMMUNITY_VIEW = "see the community's charts"
    IDEA_LIBRARY_VIEW = "see the change ideas of all projects"
    SHARED_MEASURES_EDIT = "define the programme's shared measures"
    PROJECTS_VIEW = "see the list of projects"


P = Permission
_READ_ALL = {P.PROJECT_VIEW, P.METHOD_VIEW}
_TEAM = _READ_ALL | {P.TEAM_SPACE_VIEW}

PROJECT_PERMISSIONS: dict[str, set[Permission]] = {
    "lead": _TEAM
    | {P.NUMBERS_EXACT, P.PROJECT_EDIT, P.TEAM_MANAGE, P.METHOD_EDIT, P.MEASURE_EDIT, P.PHASE_EDIT}
    | {P.CONTRIBUTE, P.DATA_ENTER, P.CONSENT_GIVE, P.GRANT_VIEW}
    | {P.COMMENT_WRITE, P.ACTION_EDIT, P.SCORE_AS_TEAM, P.HEALTH_VIEW},
    "member": _TEAM
    | {P.NUMBERS_EXACT, P.METHOD_EDIT, P.CONTRIBUTE, P.MEASURE_EDIT, P.PHASE_EDIT, P.DATA_ENTER}
    | {P.COMMENT_WRITE, P.ACTION_EDIT, P.SCORE_AS_TEAM, P.HEALTH_VIEW},
    "contributor": _TEAM | {P.CONTRIBUTE, P.COMMENT_WRITE, P.HEALTH_VIEW},
    "advisor": _TEAM
    | {P.NUMBERS_EXACT, P.PHASE_EDIT, P.REVIEW_WRITE, P.PEOPLE_CONFIRM}
    | {P.COMMENT_WRITE, P.ACTION_EDIT, P.HEALTH_VIEW},
    "fund_manager": _TEAM
    | {P.NUMBERS_EXACT, P.PROJECT_EDIT, P.TEAM_MANAGE, P.METHOD_EDIT, P.MEASURE_EDIT, P.PHASE_EDIT}
    | {P.CONTRIBUTE, P.GRANT_VIEW, P.GRANT_EDIT, P.PAYMENT_PLAN, P.PEOPLE_CONFIRM, P.STATUS_CHANGE}
    | {P.COMMENT_WRITE, P.ACTION_EDIT},
    "funder": {P.PROJECT_VIEW, P.GRANT_VIEW},
    "community": _READ_ALL,
}

_MEMBER_OF_PROGRAMME = {P.COMMUNITY_VIEW, P.PROJECTS_VIEW}
PROGRAMME_PERMISSIONS: dict[str, set[Permission]] = {
    "fund_manager": _MEMBER_OF_PROGRAMME
    | {P.PROGRAMME_MANAGE, P.PAYMENTS_VIEW, P.PAYMENT_PLAN, P.ADVISOR_VIEW, P.PORTFOLIO_VIEW}
    | {P.SHARED_MEASURES_EDIT, P.IDEA_LIBRARY_VIEW},
    "finance": {P.PAYMENTS_VIEW, P.PAYMENT_RECORD},
    "advisor": _MEMBER_OF_PROGRAMME | {P.ADVISOR_VIEW, P.SHARED_MEASURES_EDIT, P.IDEA_LIBRARY_VIEW},
    "coach": _MEMBER_OF_PROGRAMME | {P.ADVISOR_VIEW, P.IDEA_LIBRARY_VIEW},
    "funder": _MEMBER_OF_PROGRAMME | {P.PORTFOLIO_VIEW},
    "team": _MEMBER_OF_PROGRAMME | {P.IDEA_LIBRARY_VIEW},
    "assessor": set(),
}


class Membership(NamedTuple):
    """A person's place on one team."""

    role: str
    programme_id: int
    slug: str


class Held(NamedTuple):
    """A programme role; of a coach (an advisor without `all_projects`) with one of their projects."""

    programme_id: int
    role: str
    all_projects: bool
    coached_id: int | None


class Access:
    """A person's roles, read once per request: two queries, then none."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def _held(self) -> list[Held]:
        """Programme roles held now, a coach's once for each project they look after."""
        rows = ProgrammeRole.objects.filter(user=self.user, ended_at__isnull=True)
        open_ones = FilteredRelation("assignments", condition=Q(assignments__ended_at__isnull=True))
        found = rows.annotate(open_ones=open_ones).order_by("pk", "open_ones__pk")
        return [
            Held(*row)
            for row in found.values_list("programme_id", "role", "all_projects", "open_ones__project_id")
        ]

    @cached_property
    def roles(self) -> dict[int, set[str]]:
        """Programme id → programme roles held now (a coach counts as advisor here)."""
        found: dict[int, set[str]] = {}
        for held in self._held:
            found.setdefault(held.programme_id, set()).add(held.role)
        return found

    @cached_property
    def coached(self) -> dict[int, set[int]]:
        """Programme id → ids of the projects a coach is assigned to; no entry for one who is not a coach."""
        found: dict[int, set[int]] = {}
        for held in self._held:
            if not held.all_projects:
                projects = found.setdefault(held.programme_id, set())
                if held.coached_id is not None:
                    projects.add(held.coached_id)
        return found

    @cached_property
    def memberships(self) -> dict[int, Membership]:
        """Project id → the person's place on its team now, oldest first."""
        rows = TeamMember.objects.active().filter(user=self.user).order_by("pk")
        return {
            row[0]: Membership(*row[1:])
            for row in rows.values_list("project_id", "role", "project__programme_id", "project__slug")
        }

    @cached_property
    def programme_ids(self) -> set[int]:
        """Programmes the person has any part in."""
        return set(self.roles) | {member.programme_id for member in self.memberships.values()}

    def project_standings(self, project: Project) -> set[str]:
        """How the person stands to a project; empty for an outsider."""
        standings: set[str] = set()
        roles = self.roles.get(project.programme_id, set())
        standings |= roles & {"fund_manager", "funder"}
        if "advisor" in roles:
            coached = self.coached.get(project.programme_id)
            standings.add("advisor" if coached is None or project.pk in coached else "community")
        if project.pk in self.memberships:
            standings.add(self.memberships[project.pk].role)
        elif any(member.programme_id == project.programme_id for member in self.memberships.values()):
            standings.add("community")
        return standings

    def programme_standings(self, programme_id: int) -> set[str]:
        """How the person stands to a programme; an advisor of some projects only is its coach."""
        standings = set(self.roles.get(programme_id, set()))
        if "advisor" in standings and programme_id in self.coached:
            standings = standings - {"advisor"} | {"coach"}
        if any(member.programme_id == programme_id for member in self.memberships.values()):
            standings.add("team")
        return standings


def access_of(user) -> Access:
    """The person's roles, kept on the user object: one request asks the database once."""
    if not hasattr(user, "_access"):
        user._access = Access(user)
    return user._access


def can(user, permission: Permission, project: Project) -> bool:
    """True where `user` holds `permission` on `project`."""
    if not user.is_authenticated:
        return False
    return any(permission in PROJECT_PERMISSIONS[s] for s in access_of(user).project_standings(project))


def can_in(user, permission: Permission, programme: Programme) -> bool:
    """True where `user` holds `permission` in `programme`."""
    if not user.is_authenticated:
        return False
    standings = access_of(user).programme_standings(programme.pk)
    return any(permission in PROGRAMME_PERMISSIONS[standing] for standing in standings)


def can_change_idea(user, idea, *, tested: bool) -> bool:
    """An editor may change any idea of the project; whoever added one may too, until a cycle tests it."""
    if can(user, Permission.METHOD_EDIT, idea.project):
        return True
    return not tested and idea.created_by_id == user.pk and can(user, Permission.CONTRIBUTE, idea.project)


def face_for(user, project: Project) -> str:
    """ "working" where the person may see the project's exact numbers, else "shared" (DECISIONS 24–25)."""
    return "working" if can(user, Permission.NUMBERS_EXACT, project) else "shared"


def programmes_with(user, permission: Permission):
    """The programmes in which `user` holds `permission`, by name."""
    if not user.is_authenticated:
        return Programme.objects.none()
    access = access_of(user)
    ids = [
        programme_id
        for programme_id in access.programme_ids
        if any(permission in PROGRAMME_PERMISSIONS[s] for s in access.programme_standings(programme_id))
    ]
    return Programme.objects.filter(pk__in=ids).order_by("name", "pk")


def advised_projects(user, programme: Programme):
    """The projects on a person's advisor dashboard: all of them, or a coach's own."""
    access = access_of(user)
    projects = Project.objects.filter(programme=programme)
    coached = access.coached.get(programme.pk)
    if coached is None or "fund_manager" in access.roles.get(programme.pk, set()):
        return projects
    return projects.filter(pk__in=coached)


def project_view(permission: Permission, *, seen_with: Permission = Permission.PROJECT_VIEW) -> Callable:
    """Hand the view its project, found by slug through what the person may see.

    Without `permission`: 403 where the person holds `seen_with` (they know the page exists), else 404.
    """

    def decorate(view):
        @wraps(view)
        def wrapped(request, slug, **kwargs):
            refuse_large_keys(kwargs)
            project = get_object_or_404(
                Project.objects.visible_to(request.user).select_related("programme"), slug=slug
            )
            if not can(request.user, permission, project):
                if can(request.user, seen_with, project):
                    raise PermissionDenied
                raise Http404
            return view(request, project, **kwargs)

        return declares(permission)(wrapped)

    return decorate


def programme_view(permission: Permission, *, seen_with: Permission | None = None) -> Callable:
    """Hand the view a programme in which the person holds `permission`: the one named by `?programme=`
    (or the form's `programme`), else the one they used last, else their first.

    Without one: 403 where they hold `seen_with` in some programme, else 404. The person's other programmes
    are left on `request.other_programmes`, for a way to switch.
    """

    def decorate(view):
        @wraps(view)
        def wrapped(request, **kwargs):
            refuse_large_keys(kwargs)
            allowed = permitted = list(programmes_with(request.user, permission))
            named = request.GET.get("programme") or request.POST.get("programme")
            if named:
                allowed = [programme for programme in allowed if programme.slug == named]
            if not allowed:
                if seen_with and programmes_with(request.user, seen_with).exists():
                    raise PermissionDenied
                raise Http404
            last = request.session.get("programme")
            programme = next((row for row in allowed if row.slug == last), allowed[0])
            if programme.slug != last and len(access_of(request.user).programme_ids) > 1:
                request.session["programme"] = programme.slug
            request.other_programmes = [row for row in permitted if row != programme]
            return view(request, programme, **kwargs)

        return declares(permission)(wrapped)

    return decorate


def payment_view(permission: Permission) -> Callable:
    """Hand the view its payment, found by key through the programmes whose payments the person may see.

    Without `permission` in the payment's programme: 403. A withdrawn payment is not found.
    """

    def decorate(view):
        @wraps(view)
        def wrapped(request, pk, **kwargs):
            refuse_large_keys({"pk": pk})
            payments = Payment.objects.current().select_related(
                "grant_year__programme_year", "grant_year__grant__project__programme", "reverses"
            )
            seen = programmes_with(request.user, Permission.PAYMENTS_VIEW)
            payment = get_object_or_404(payments, pk=pk, grant_year__grant__project__programme__in=seen)
            if not can_in(request.user, permission, payment.grant_year.grant.project.programme):
                raise PermissionDenied
            return view(request, payment, **kwargs)

        return declares(permission)(wrapped)

    return decorate
