"""The one command of an empty installation."""

import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from projects.models import Invitation, Programme, ProgrammeRole
from tests.factories import ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(capsys, django_capture_on_commit_callbacks):
    """Run the command and give what it prints."""

    def run(*args):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("start_programme", *args)
        return capsys.readouterr().out

    return run


def test_empty_installation_gets_a_programme_and_an_invitation(start, client):
    printed = start("London HIV Fund", "Sam@Example.org", "--display-name", "Sam")
    programme = Programme.objects.get()
    assert (programme.name, programme.slug) == ("London HIV Fund", "london-hiv-fund")
    assert not ProgrammeRole.objects.exists()
    link = re.search(r"http://localhost:8000(/invitations/\S+)", printed).group(1)
    assert link in mail.outbox[0].body
    assert mail.outbox[0].to == ["sam@example.org"]
    client.post(link, {"display_name": "Sam", "password": "walking-slowly-uphill"})
    role = ProgrammeRole.objects.get()
    assert (role.role, role.user.email, role.programme) == ("fund_manager", "sam@example.org", programme)
    assert client.get("/programme/").status_code == 200


def test_person_with_an_account_becomes_fund_manager_at_once(start):
    person = UserFactory(email="sam@example.org")
    printed = start("London HIV Fund", "SAM@example.org")
    assert ProgrammeRole.objects.get().user == person
    assert not Invitation.objects.exists()
    assert "Sign in at" in printed


def test_address_of_the_site_can_be_told(start):
    assert "https://qi.example.org/invitations/" in start(
        "Fund", "sam@example.org", "--site", "https://qi.example.org/"
    )


def test_name_that_exists_is_refused_in_words(start):
    ProgrammeFactory(name="London HIV Fund")
    with pytest.raises(CommandError, match="There is a programme called “London HIV Fund” already"):
        start("london hiv fund", "sam@example.org")
    assert Programme.objects.count() == 1


def test_invitation_nobody_took_up_is_renewed_by_running_it_again(start, client):
    first = re.search(r"(/invitations/\S+)", start("Fund", "sam@example.org")).group(1)
    second = re.search(r"(/invitations/\S+)", start("Fund", "sam@example.org")).group(1)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert Programme.objects.count() == Invitation.objects.count() == 1


def test_slug_that_is_taken_gets_a_number(start):
    ProgrammeFactory(name="Other", slug="fund")
    start("Fund!", "sam@example.org")
    assert Programme.objects.get(name="Fund!").slug == "fund-2"


@pytest.mark.parametrize("name, email", [(" ", "sam@example.org"), ("x" * 121, "a@b.org"), ("Fund", "sam")])
def test_what_cannot_be_right_is_refused(start, name, email):
    with pytest.raises(CommandError):
        start(name, email)
    assert not Programme.objects.exists()
