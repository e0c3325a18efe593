"""Who wrote a row, as the people of a project know them: in the query that reads the rows, so for no query more."""

from typing import Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery

from .models import ProgrammeRole, TeamMember

PARTS = {"lead": "project lead", "advisor": "QI advisor", "fund_manager": "fund manager"}
"""What is said beside a name. Members and contributors have their name alone (DECISIONS 6)."""


class Writer(NamedTuple):
    """part: "" where nothing is said beside the name."""

    name: str
    part: str
    initials: str


def with_writers(rows: QuerySet, project: str = "project", by: str = "by") -> QuerySet:
    """Annotate the names that `writer_of` needs. project, by: paths to the row's project and its writer."""
    team = TeamMember.objects.filter(project=OuterRef(project), user=OuterRef(by))
    roles = ProgrammeRole.objects.filter(
        programme=OuterRef(f"{project}__programme"),
        user=OuterRef(by),
        ended_at__isnull=True,
        role__in=["advisor", "fund_manager"],
    )
    return rows.annotate(
        team_name=Subquery(team.order_by("-pk").values("display_name")[:1]),
        team_role=Subquery(team.active().order_by("-pk").values("role")[:1]),
        programme_role=Subquery(roles.order_by("role").values("role")[:1]),
        account_name=F(f"{by}__display_name"),
    )


def writer_of(row: Any) -> Writer:
    """Who wrote a row of `with_writers`: under the name they chose on this team, also after they left it."""
    name = row.team_name or row.account_name
    words = name.split()
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    return Writer(name, PARTS.get(row.team_role or row.programme_role or "", ""), initials)
