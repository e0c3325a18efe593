"""Standings and what follows from them; every page × role is walked in tests/test_access.py."""

import pytest

from projects.models import Project
from projects.permissions import Permission, can, face_for
from tests.cast import ROLES

P = Permission
EXACT = {"lead", "member", "advisor", "coach", "fund_manager"}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_only_team_advisor_and_fund_manager_see_exact_numbers(cast, project, role):
    expected = "working" if role in EXACT else "shared"
    assert face_for(getattr(cast, role), project) == expected


@pytest.mark.parametrize(
    "role, seen",
    [(role, role not in {"outsider", "finance"}) for role in ROLES if role != "anonymous"],
)
def test_projects_are_visible_to_those_with_a_part_in_them(cast, project, role, seen):
    visible = Project.objects.visible_to(getattr(cast, role)).filter(pk=project.pk)
    assert visible.exists() is seen


def test_removed_member_loses_access_at_once(cast, project, django_user_model):
    from django.utils import timezone

    project.team.filter(user=cast.member).update(ended_at=timezone.now())
    member = django_user_model.objects.get(pk=cast.member.pk)
    assert not Project.objects.visible_to(member).exists()
    assert not can(member, P.PROJECT_VIEW, project)


def test_superuser_opens_nothing_by_that_alone(project, django_user_model):
    root = django_user_model.objects.create_superuser("root@example.org", "x", display_name="Root")
    assert not can(root, P.PROJECT_VIEW, project)
    assert not Project.objects.visible_to(root).exists()


def test_coach_of_another_project_has_the_community_view_only(cast, project, other_project):
    assert can(cast.other_coach, P.METHOD_VIEW, project)
    assert not can(cast.other_coach, P.TEAM_SPACE_VIEW, project)
    assert can(cast.other_coach, P.TEAM_SPACE_VIEW, other_project)


def test_access_takes_at_most_three_queries(cast, project, django_assert_max_num_queries, django_user_model):
    coach = django_user_model.objects.get(pk=cast.coach.pk)
    with django_assert_max_num_queries(3):
        for permission in Permission:
            can(coach, permission, project)
