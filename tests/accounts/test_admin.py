"""The admin shows and never changes."""

import pytest
from django.contrib import admin
from django.urls import reverse

from ftc_qi.accounts.models import User
from ftc_qi.core.admin import ReadOnlyAdmin
from projects.models import Invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    root = User.objects.create_superuser("root@example.org", "x", display_name="Root")
    client.force_login(root)
    return client


def test_every_registered_model_is_read_only():
    assert admin.site._registry
    assert all(isinstance(shown, ReadOnlyAdmin) for shown in admin.site._registry.values())


def test_keeper_reads_lists_and_rows_without_secrets(keeper, cast, programme):
    person = keeper.get(reverse("admin:accounts_user_change", args=[cast.lead.pk]))
    assert person.status_code == 200
    assert "lead@example.org" in person.content.decode()
    assert cast.lead.password not in person.content.decode()
    assert keeper.get(reverse("admin:core_auditevent_changelist")).status_code == 200
    assert keeper.get(reverse("admin:projects_programme_changelist")).status_code == 200


def test_keeper_sees_no_hash_of_an_invitation(keeper, programme, django_capture_on_commit_callbacks, cast):
    from projects.actions.invitations import invite_to_programme

    invitation = invite_to_programme(
        programme=programme,
        role="finance",
        email="a@example.org",
        display_name="A",
        link=lambda secret: secret,
        by=cast.fund_manager,
    )
    page = keeper.get(reverse("admin:projects_invitation_change", args=[invitation.pk]))
    assert page.status_code == 200
    assert Invitation.objects.get().secret_hash not in page.content.decode()


def test_keeper_changes_and_deletes_nothing(keeper, programme):
    change = reverse("admin:projects_programme_change", args=[programme.pk])
    assert keeper.post(change, {"name": "Changed"}).status_code == 403
    assert keeper.get(reverse("admin:projects_programme_add")).status_code == 403
    assert keeper.post(reverse("admin:projects_programme_delete", args=[programme.pk])).status_code == 403
    programme.refresh_from_db()
    assert programme.name == "Riverside HIV Fund"


def test_others_do_not_get_in(as_role):
    assert as_role("fund_manager").get("/admin/").status_code in (302, 403)
