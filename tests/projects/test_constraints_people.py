"""Constraints behind programme, people and team, each broken once."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from projects.models import (
    Area,
    Invitation,
    PopulationGroup,
    Programme,
    ProgrammeParty,
    ProgrammeRole,
    Theme,
)
from tests.factories import (
    CoachAssignmentFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProgrammeRoleFactory,
    ProgrammeYearFactory,
    ProjectFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 4, 1)


def test_programme_waits_at_most_a_year(programme):
    with pytest.raises(IntegrityError):
        Programme.objects.filter(pk=programme.pk).update(lag_days=367)


@pytest.mark.parametrize("field", ["name", "slug"])
def test_programme_name_and_slug_are_unique(programme, field):
    with pytest.raises(IntegrityError):
        ProgrammeFactory(**{field: getattr(programme, field)})


def test_year_ends_after_it_starts():
    with pytest.raises(IntegrityError):
        ProgrammeYearFactory(starts_on=DAY, ends_on=DAY)


def test_year_starts_once_unless_withdrawn(programme):
    ProgrammeYearFactory(programme=programme, withdrawn_at=timezone.now())
    ProgrammeYearFactory(programme=programme)
    with pytest.raises(IntegrityError):
        ProgrammeYearFactory(programme=programme)


def test_budget_is_not_negative():
    with pytest.raises(IntegrityError):
        ProgrammeYearFactory(budget=-1)


@pytest.mark.parametrize("model", [Theme, PopulationGroup, Area])
def test_name_is_unique_in_a_programme_unless_withdrawn(programme, model):
    model.objects.create(programme=programme, name="A", withdrawn_at=timezone.now())
    model.objects.create(programme=programme, name="A")
    model.objects.create(programme=ProgrammeFactory(), name="A")
    with pytest.raises(IntegrityError):
        model.objects.create(programme=programme, name="A")


def test_party_has_a_part_once(programme):
    organisation = OrganisationFactory()
    ProgrammeParty.objects.create(programme=programme, organisation=organisation, role="funder")
    ProgrammeParty.objects.create(programme=programme, organisation=organisation, role="administrator")
    with pytest.raises(IntegrityError):
        ProgrammeParty.objects.create(programme=programme, organisation=organisation, role="funder")


def test_part_ends_after_it_starts(programme):
    with pytest.raises(IntegrityError):
        ProgrammeParty.objects.create(
            programme=programme,
            organisation=OrganisationFactory(),
            role="funder",
            starts_on=DAY,
            ends_on=DAY - datetime.timedelta(days=1),
        )


def test_role_is_held_once_unless_ended(programme):
    role = ProgrammeRoleFactory(programme=programme, ended_at=timezone.now())
    ProgrammeRoleFactory(programme=programme, user=role.user)
    with pytest.raises(IntegrityError):
        ProgrammeRoleFactory(programme=programme, user=role.user)


def test_only_advisors_have_some_projects_only():
    with pytest.raises(IntegrityError):
        ProgrammeRoleFactory(role="finance", all_projects=False)


def test_coach_is_assigned_to_a_project_once(project):
    role = ProgrammeRoleFactory(programme=project.programme, role="advisor", all_projects=False)
    CoachAssignmentFactory(programme_role=role, project=project)
    with pytest.raises(IntegrityError):
        CoachAssignmentFactory(programme_role=role, project=project)


def test_person_is_on_a_team_once_but_people_without_sign_in_are_not_counted(project):
    TeamMemberFactory(project=project, user=None)
    TeamMemberFactory(project=project, user=None)
    member = TeamMemberFactory(project=project)
    with pytest.raises(IntegrityError):
        TeamMemberFactory(project=project, user=member.user)


def invitation(**fields):
    return Invitation.objects.create(
        email="a@example.org",
        display_name="A",
        secret_hash=fields.pop("secret_hash", "x"),
        expires_at=timezone.now(),
        **fields,
    )


@pytest.mark.parametrize("case", ["neither", "both", "team role in a programme", "programme role in a team"])
def test_invitation_is_to_a_programme_or_a_project_with_a_role_of_it(programme, case):
    project = ProjectFactory(programme=programme)
    fields = {
        "neither": {"role": "lead"},
        "both": {"programme": programme, "project": project, "role": "lead"},
        "team role in a programme": {"programme": programme, "role": "lead"},
        "programme role in a team": {"project": project, "role": ProgrammeRole.Role.FINANCE},
    }[case]
    with pytest.raises(IntegrityError):
        invitation(**fields)


def test_invitation_is_not_both_taken_up_and_called_back(programme):
    now = timezone.now()
    with pytest.raises(IntegrityError):
        invitation(programme=programme, role="finance", accepted_at=now, revoked_at=now)


def test_secret_opens_one_invitation(programme):
    invitation(programme=programme, role="finance")
    with pytest.raises(IntegrityError):
        invitation(programme=programme, role="finance")
