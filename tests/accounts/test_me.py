"""A person's own settings: name, colours, password."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from ftc_qi.accounts.models import User
from ftc_qi.core.models import AuditEvent
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def test_own_address_is_shown_and_cannot_be_edited(as_role):
    page = as_role("lead").get("/accounts/me/").content.decode()
    assert "lead@example.org" in page
    assert 'name="email"' not in page


def test_own_name_is_changed_and_recorded(as_role, cast):
    response = as_role("lead").post("/accounts/me/", {"display_name": "Ama B."}, follow=True)
    assert "Your name is saved." in response.content.decode()
    cast.lead.refresh_from_db()
    assert cast.lead.display_name == "Ama B."
    assert AuditEvent.objects.filter(event="person_renamed", target_id=cast.lead.pk).count() == 1


def test_empty_name_is_refused(as_role):
    response = as_role("lead").post("/accounts/me/", {"display_name": " "})
    assert response.status_code == 422


def test_name_holding_a_phone_number_is_asked_about(as_role):
    response = as_role("lead").post("/accounts/me/", {"display_name": "Ama 07700 900123"})
    assert response.status_code == 422
    assert "a phone number" in response.content.decode()


@pytest.mark.parametrize("theme", ["light", "dark", "device"])
def test_colours_are_kept_and_the_person_goes_back(as_role, cast, theme):
    response = as_role("member").post(
        "/accounts/theme/", {"theme": theme, "next": "/organisations/?search=a"}
    )
    assert response.url == "/organisations/?search=a"
    cast.member.refresh_from_db()
    assert cast.member.theme == theme
    assert f'data-bs-theme="{theme}"' in as_role("member").get("/accounts/me/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_colours_never_lead_to_another_site(as_role, elsewhere):
    assert as_role("member").post("/accounts/theme/", {"theme": "dark", "next": elsewhere}).url == "/"


def test_unknown_colours_change_nothing(as_role, cast):
    as_role("member").post("/accounts/theme/", {"theme": "pink", "next": "/"})
    cast.member.refresh_from_db()
    assert cast.member.theme == "device"


def test_colours_are_not_changed_by_opening_a_page(as_role):
    assert as_role("member").get("/accounts/theme/").status_code == 405


def test_stranger_is_sent_to_sign_in(client):
    assert client.get("/accounts/me/").url == "/accounts/login/?next=/accounts/me/"


def test_nobody_signs_up_by_themselves(client):
    page = client.get(reverse("account_signup"))
    assert "Accounts come by invitation" in page.content.decode()
    client.post(
        reverse("account_signup"),
        {"email": "new@example.org", "password1": "long enough words", "password2": "long enough words"},
    )
    assert not User.objects.filter(email="new@example.org").exists()


def test_forgotten_password_is_replaced_through_the_link(client, cast):
    client.post(reverse("account_reset_password"), {"email": "LEAD@example.org"})
    assert len(mail.outbox) == 1
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)
    page = client.get(link, follow=True)
    new = "walking-slowly-uphill"
    answer = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert answer.status_code == 200
    client.logout()
    client.post(reverse("account_login"), {"login": "lead@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_login"), {"login": "lead@example.org", "password": new})
    assert client.session["_auth_user_id"] == str(cast.lead.pk)
    client.logout()
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_forgotten_password_of_a_stranger_sends_nothing_and_says_the_same(client, cast):
    stranger = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True)
    known = client.post(reverse("account_reset_password"), {"email": "lead@example.org"}, follow=True)
    assert [m.to for m in mail.outbox] == [["lead@example.org"]]
    assert stranger.request["PATH_INFO"] == known.request["PATH_INFO"]


def test_signed_in_person_changes_their_password(as_role, client, cast):
    new = "walking-slowly-uphill"
    as_role("lead").post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    cast.lead.refresh_from_db()
    assert cast.lead.check_password(new)
