"""The one history: every write is recorded, stale writes are refused, nothing is erased."""

import pytest
from django.db import IntegrityError, transaction

from ftc_qi.core import history
from ftc_qi.core.models import AppendOnly, AuditEvent
from projects.models import Invitation, Theme
from tests.factories import OrganisationFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_create_records_what_was_written_and_where(programme):
    by = UserFactory()
    theme = history.create(Theme(programme=programme, name="Testing"), by=by, event="theme_added")
    event = AuditEvent.objects.get()
    assert (event.event, event.target_label, event.target_id) == ("theme_added", "projects.theme", theme.pk)
    assert (event.programme_id, event.project_id, event.by) == (programme.pk, None, by)
    assert event.changes == {"programme": [None, programme.pk], "name": [None, "Testing"]}


def test_change_raises_the_version_and_records_from_and_to(project):
    changed = history.change(
        project, values={"name": "Warmer Welcome"}, by=None, event="project_changed", version=1
    )
    assert (changed.name, changed.version) == ("Warmer Welcome", 2)
    event = AuditEvent.objects.get()
    assert event.changes == {"name": ["Warm Welcome", "Warmer Welcome"]}
    assert (event.programme_id, event.project_id) == (project.programme_id, project.pk)


def test_change_that_changes_nothing_writes_nothing(project):
    same = history.change(project, values={"name": project.name}, by=None, event="x", version=1)
    assert same.version == 1
    assert not AuditEvent.objects.exists()


def test_stale_version_is_refused_with_the_row_as_it_is(project):
    history.change(project, values={"name": "First"}, by=None, event="x", version=1)
    with pytest.raises(history.StaleVersion) as stale:
        history.change(project, values={"name": "Second"}, by=None, event="x", version=1)
    assert stale.value.current.name == "First"
    project.refresh_from_db()
    assert project.name == "First"
    assert AuditEvent.objects.count() == 1


def test_many_to_many_change_is_recorded_by_key(project):
    testing = Theme.objects.create(programme=project.programme, name="Testing")
    changed = history.change(
        project, values={}, many={"themes": [testing]}, by=None, event="project_changed", version=1
    )
    assert list(changed.themes.all()) == [testing]
    assert changed.version == 2
    assert AuditEvent.objects.get().changes == {"themes": [[], [testing.pk]]}


def test_withdrawn_row_stays_with_who_and_why_and_frees_its_name(programme):
    by = UserFactory()
    theme = Theme.objects.create(programme=programme, name="Testing")
    history.withdraw(theme, by=by, why="Typed twice", event="theme_withdrawn")
    theme.refresh_from_db()
    assert theme.is_withdrawn
    assert (theme.withdrawn_by, theme.withdrawn_why) == (by, "Typed twice")
    Theme.objects.create(programme=programme, name="Testing")
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.create(programme=programme, name="Testing")


def test_withdrawing_twice_records_once(programme):
    theme = Theme.objects.create(programme=programme, name="Testing")
    theme = history.withdraw(theme, by=UserFactory(), why="First", event="theme_withdrawn")
    history.withdraw(theme, by=UserFactory(), why="Second", event="theme_withdrawn")
    assert AuditEvent.objects.get().why == "First"


def test_history_is_never_changed_or_deleted(project):
    history.record("seen", target=project, by=None)
    with pytest.raises(AppendOnly):
        AuditEvent.objects.update(event="other")
    with pytest.raises(AppendOnly):
        AuditEvent.objects.all().delete()


def test_address_and_secret_of_an_invitation_stay_out_of_the_history(project):
    from django.utils import timezone

    invitation = Invitation(
        project=project,
        role="member",
        email="someone@example.org",
        display_name="Someone",
        secret_hash="f" * 64,
        expires_at=timezone.now(),
    )
    history.create(invitation, by=None, event="invited")
    recorded = str(AuditEvent.objects.get().changes)
    assert "someone@example.org" not in recorded
    assert "ffff" not in recorded


def test_failed_write_leaves_no_event(programme):
    ProjectFactory(programme=programme, slug="taken")
    with pytest.raises(IntegrityError), transaction.atomic():
        history.create(
            ProjectFactory.build(programme=programme, slug="taken"), by=None, event="project_added"
        )
    assert not AuditEvent.objects.exists()


def test_confirmed_text_is_logged_without_the_text(project):
    history.change(
        project,
        values={"summary": "Call 020 7946 0000."},
        by=None,
        event="project_changed",
        version=1,
        confirmed={"a phone number"},
    )
    event = AuditEvent.objects.get(event="text_confirmed")
    assert event.changes == {"kinds": [None, ["a phone number"]]}


def test_organisation_outside_any_programme_is_recorded_without_scope():
    organisation = OrganisationFactory()
    event = history.record("organisation_seen", target=organisation, by=None)
    assert (event.programme_id, event.project_id) == (None, None)
