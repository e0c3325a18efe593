"""The names that hang on projects (themes, groups, areas, organisations, team), read for many at once."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from measures.values import plural
from projects.models import Project, ProjectParty, TeamMember

ROLE_ORDER = {role: place for place, role in enumerate(TeamMember.Role.values)}
ROLES = dict(TeamMember.Role.choices)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a team, by the name they chose."""

    name: str
    role: str


@dataclass(slots=True)
class ProjectNames:
    """Names of one project. themes, groups and areas: id → name, by name. lead: the lead organisation."""

    themes: dict[int, str] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    areas: dict[int, str] = field(default_factory=dict)
    lead: str = ""
    partners: list[str] = field(default_factory=list)
    team: list[Person] = field(default_factory=list)

    def team_for_others(self) -> list[Person]:
        """The team as other people read it: only the lead's part is named, so that nobody's tells why they
        take part (DECISIONS 6)."""
        lead, member = ROLES[TeamMember.Role.LEAD], ROLES[TeamMember.Role.MEMBER]
        return [person if person.role == lead else Person(person.name, member) for person in self.team]

    @property
    def organisations(self) -> list[str]:
        return [self.lead, *self.partners] if self.lead else self.partners

    @property
    def lead_words(self) -> str:
        """ "Kestrel Lane Collective, with two partners"."""
        if not self.partners:
            return self.lead
        count = len(self.partners)
        others = self.partners[0] if count == 1 else plural(count, "partner")
        return f"{self.lead}, with {others}" if self.lead else f"With {others}"

    @property
    def area_words(self) -> str:
        """Up to three areas by name, more as a number."""
        if len(self.areas) > 3:
            return f"{len(self.areas)} boroughs"
        return ", ".join(self.areas.values())


def names_of(project_ids: Collection[int], *, with_team: bool = False) -> dict[int, ProjectNames]:
    """Names of each project, by its id. One query for all kinds (none without projects)."""
    found = {project_id: ProjectNames() for project_id in project_ids}
    if not found:
        return found
    ids = list(found)
    parts = [
        _tags("theme", Project.themes.through, "theme", ids),
        _tags("group", Project.population_groups.through, "populationgroup", ids),
        _tags("area", Project.areas.through, "area", ids),
        _part(
            "party",
            ProjectParty.objects.filter(project__in=ids, withdrawn_at__isnull=True),
            name="organisation__name",
            more="role",
        ),
    ]
    if with_team:
        team = TeamMember.objects.active().filter(project__in=ids)
        parts.append(_part("team", team, name="display_name", more="role"))
    rows = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (row[2].casefold(), row[3]))
    for kind, project_id, name, key, more in rows:
        names = found[project_id]
        if kind == "team":
            names.team.append(Person(name, more))
        elif kind == "party" and more == ProjectParty.Role.LEAD:
            names.lead = name
        elif kind == "party":
            names.partners.append(name)
        else:
            {"theme": names.themes, "group": names.groups, "area": names.areas}[kind][key] = name
    for names in found.values():
        names.team.sort(key=lambda person: ROLE_ORDER[person.role])
        names.team = [Person(person.name, ROLES[person.role]) for person in names.team]
    return found


def _tags(kind: str, through, column: str, ids: list[int]):
    rows = through.objects.filter(project__in=ids, **{f"{column}__withdrawn_at__isnull": True})
    return _part(kind, rows, name=f"{column}__name", key=f"{column}_id")


def _part(kind: str, rows, *, name: str, key: str = "id", more: str = ""):
    """Rows as (kind, project id, name, key, more), each column of one type so that kinds can be joined."""
    return (
        rows.order_by()
        .annotate(
            row_kind=Value(kind, output_field=TextField()),
            row_name=Cast(F(name), output_field=TextField()),
            row_key=F(key),
            row_more=Cast(F(more) if more else Value(""), output_field=TextField()),
        )
        .values_list("row_kind", "project_id", "row_name", "row_key", "row_more")
    )
