"""Rows of the fund: programme, years, lists, organisations and the people with a programme role."""

import datetime
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from ftc_qi.accounts.models import Organisation, OrganisationIdentifier, User
from measures import periods
from measures.models import DisclosurePolicy, SharedMeasure
from projects.london import LONDON_BOROUGHS
from projects.models import (
    Area,
    CoachAssignment,
    PopulationGroup,
    Programme,
    ProgrammeParty,
    ProgrammeRole,
    ProgrammeYear,
    Project,
    Theme,
)

from . import plan
from .content import fund
from .content.shared import SHARED
from .diary import Diary


@dataclass(slots=True)
class Fund:
    """What the builders share. users: by account; the rest: by name; years: oldest first."""

    diary: Diary
    programme: Programme
    years: list[ProgrammeYear]
    users: dict[str, User] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    groups: dict[str, PopulationGroup] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    shared: dict[str, SharedMeasure] = field(default_factory=dict)

    @property
    def starts_on(self) -> datetime.date:
        return self.years[0].starts_on

    @property
    def ends_on(self) -> datetime.date:
        return self.years[-1].ends_on

    @property
    def manager(self) -> User:
        return self.users["manager"]

    @property
    def finance(self) -> User:
        return self.users["finance"]

    @property
    def advisor(self) -> User:
        return self.users["advisor"]


def year_starts(today: datetime.date) -> list[datetime.date]:
    """First days of three financial years, April to March, of which `today` is in the third."""
    this = today.year if today.month >= 4 else today.year - 1
    return [datetime.date(year, 4, 1) for year in (this - 2, this - 1, this)]


def build_fund(diary: Diary, projects: list[plan.Project]) -> Fund:
    """The fund without its projects."""
    starts = year_starts(diary.today)
    programme = Programme.objects.create(name=fund.NAME, slug=fund.SLUG, summary=fund.SUMMARY)
    years = ProgrammeYear.objects.bulk_create(
        ProgrammeYear(
            programme=programme,
            starts_on=start,
            ends_on=periods.add_months(start, 12) - datetime.timedelta(days=1),
            budget=fund.BUDGET,
        )
        for start in starts
    )
    built = Fund(diary=diary, programme=programme, years=years)
    begun = diary.at(starts[0] - datetime.timedelta(days=200), 9)
    _people(built, projects, begun)
    policy = DisclosurePolicy.objects.create(programme=programme)
    diary.created(programme, "programme_started", by=built.manager, at=begun)
    diary.created(policy, "protection_set", by=built.manager, at=begun)
    for year in years:
        diary.created(year, "year_added", by=built.manager, at=begun)
    _lists(built, begun)
    _organisations(built, projects, begun)
    return built


def _people(built: Fund, projects: list[plan.Project], begun: datetime.datetime) -> None:
    people = {person.account: person.name for person in (*fund.ROLES, fund.COACH)}
    for project in projects:
        people |= {person.account: person.name for person in project.team if person.account}
    # One hash for all: the password is printed anyway, and hashing is slow on purpose.
    password = make_password(fund.PASSWORD)
    users = User.objects.bulk_create(
        User(email=f"{account}@{fund.DOMAIN}", display_name=name, password=password, date_joined=begun)
        for account, name in people.items()
    )
    built.users = dict(zip(people, users, strict=True))
    roles = ProgrammeRole.objects.bulk_create(
        ProgrammeRole(
            programme=built.programme,
            user=built.users[person.account],
            role=person.role,
            all_projects=person is not fund.COACH,
        )
        for person in (*fund.ROLES, fund.COACH)
    )
    for role in roles:
        built.diary.created(role, "role_given", by=built.manager, at=begun)


def _lists(built: Fund, begun: datetime.datetime) -> None:
    programme = built.programme
    themes = Theme.objects.bulk_create(Theme(programme=programme, name=name) for name in fund.THEMES)
    groups = PopulationGroup.objects.bulk_create(
        PopulationGroup(programme=programme, name=name) for name in fund.GROUPS
    )
    areas = Area.objects.bulk_create(
        Area(programme=programme, name=name, gss_code=code) for name, code in LONDON_BOROUGHS
    )
    shared = SharedMeasure.objects.bulk_create(
        SharedMeasure(
            programme=programme,
            name=told.name,
            data_kind=told.data_kind,
            operational_definition=told.definition,
        )
        for told in SHARED
    )
    for measure in shared:
        built.diary.created(measure, "shared_measure_added", by=built.manager, at=begun)
    built.shared = {measure.name: measure for measure in shared}
    for row in (*themes, *groups, *areas):
        built.diary.created(row, f"{row._meta.model_name}_added", by=built.manager, at=begun)
    built.themes = {row.name: row for row in themes}
    built.groups = {row.name: row for row in groups}
    built.areas = {row.name: row for row in areas}


def _organisations(built: Fund, projects: list[plan.Project], begun: datetime.datetime) -> None:
    kinds = {name: kind for _, name, kind in fund.PARTIES}
    kinds |= {project.lead_organisation: "voluntary" for project in projects}
    kinds |= fund.PARTNERS
    rows = Organisation.objects.bulk_create(
        Organisation(name=name, kind=kind, website=f"https://{slugify(name)}.{fund.DOMAIN}")
        for name, kind in kinds.items()
    )
    built.organisations = {row.name: row for row in rows}
    # Charity numbers outside the range ever issued.
    charities = [row for row in rows if row.kind == "voluntary"]
    numbers = OrganisationIdentifier.objects.bulk_create(
        OrganisationIdentifier(organisation=row, scheme="GB-CHC", number=str(9990001 + i))
        for i, row in enumerate(charities)
    )
    parties = ProgrammeParty.objects.bulk_create(
        ProgrammeParty(
            programme=built.programme,
            organisation=built.organisations[name],
            role=role,
            starts_on=built.starts_on,
        )
        for role, name, _ in fund.PARTIES
    )
    for row in rows:
        built.diary.created(row, "organisation_added", by=built.manager, at=begun)
    for number in numbers:
        built.diary.created(number, "organisation_number_added", by=built.manager, at=begun)
    for party in parties:
        built.diary.created(party, "party_added", by=built.manager, at=begun)


def assign_coach(built: Fund) -> None:
    """Give the coach their projects, once those are there."""
    role = ProgrammeRole.objects.get(programme=built.programme, user=built.users[fund.COACH.account])
    rows = CoachAssignment.objects.bulk_create(
        CoachAssignment(programme_role=role, project=built.projects[slug])
        for slug in fund.COACHED
        if slug in built.projects
    )
    for row in rows:
        built.diary.created(row, "coach_assigned", by=built.manager, at=built.diary.at(built.starts_on))
