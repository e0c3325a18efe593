"""The people whom tests are about: one of each role around one project of one programme."""

from types import SimpleNamespace

import pytest

from .factories import (
    CoachAssignmentFactory,
    DisclosurePolicyFactory,
    ProgrammeFactory,
    ProgrammeRoleFactory,
    ProjectFactory,
    TeamMemberFactory,
    UserFactory,
)

ROLES = (
    "anonymous",
    "outsider",
    "other_lead",
    "lead",
    "member",
    "contributor",
    "advisor",
    "coach",
    "other_coach",
    "fund_manager",
    "finance",
    "funder",
)
"""`other_lead` leads another project of the programme; `other_coach` coaches that one only."""


@pytest.fixture
def programme(db):
    programme = ProgrammeFactory(name="Riverside HIV Fund", slug="riverside")
    DisclosurePolicyFactory(programme=programme)
    return programme


@pytest.fixture
def project(programme):
    return ProjectFactory(programme=programme, name="Warm Welcome", slug="warm-welcome")


@pytest.fixture
def other_project(programme):
    return ProjectFactory(programme=programme, name="Night Line", slug="night-line")


@pytest.fixture
def cast(programme, project, other_project):
    """A namespace of users by role name (see ROLES); `anonymous` is None."""
    people = SimpleNamespace(anonymous=None, outsider=UserFactory(email="outsider@example.org"))
    for role in ("lead", "member", "contributor"):
        member = TeamMemberFactory(project=project, role=role, user__email=f"{role}@example.org")
        setattr(people, role, member.user)
    people.other_lead = TeamMemberFactory(
        project=other_project, role="lead", user__email="other-lead@example.org"
    ).user
    for role in ("fund_manager", "finance", "advisor", "funder"):
        row = ProgrammeRoleFactory(programme=programme, role=role, user__email=f"{role}@example.org")
        setattr(people, role, row.user)
    for name, assigned in (("coach", project), ("other_coach", other_project)):
        row = ProgrammeRoleFactory(
            programme=programme, role="advisor", all_projects=False, user__email=f"{name}@example.org"
        )
        CoachAssignmentFactory(programme_role=row, project=assigned)
        setattr(people, name, row.user)
    return people


@pytest.fixture
def as_role(client, cast):
    """Sign the test client in as one of ROLES: `as_role("lead")` gives the client."""

    def sign_in(role):
        client.logout()
        user = getattr(cast, role)
        if user is not None:
            client.force_login(user)
        return client

    return sign_in
