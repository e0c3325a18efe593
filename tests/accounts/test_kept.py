"""A form sent after the sign-in ran out waits for the person who typed it, and for nobody else."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from projects.models import ChangeIdea
from tests.forms_on_page import forms_on

pytestmark = pytest.mark.django_db
ADD = "/projects/warm-welcome/ideas/add/"
KEPT = "/accounts/kept/"
TYPED = {"title": "Tea and “toast” first", "theory": "They stay\r\nto talk", "source": "staff"}


@pytest.fixture
def expired(client, cast, project):
    """A lead's browser whose session is gone."""
    client.force_login(cast.lead)
    client.get(ADD)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    return client


def resend(client, page):
    (form,) = [form for form in forms_on(page.content.decode()) if form.action == ADD]
    return client.post(ADD, dict(form.fields))


def test_words_come_back_after_signing_in_again_and_are_saved(expired, cast):
    answer = expired.post(ADD, TYPED)
    assert answer.status_code == 302 and answer.url.endswith(f"?next={KEPT}")
    assert not ChangeIdea.objects.exists()
    expired.force_login(cast.lead)
    page = expired.get(KEPT)
    assert "Tea and “toast” first" in page.content.decode()
    assert resend(expired, page).status_code == 302
    idea = ChangeIdea.objects.get()
    assert (idea.title, idea.theory.split()) == (TYPED["title"], ["They", "stay", "to", "talk"])
    assert expired.get(KEPT).url == "/"  # it waits no more


def test_through_the_sign_in_page_itself(expired, cast):
    cast.lead.set_password("a-long-and-quiet-road")
    cast.lead.save()
    where = expired.post(ADD, TYPED).url
    answer = expired.post(where, {"login": cast.lead.email, "password": "a-long-and-quiet-road"})
    assert answer.url == KEPT
    assert "Tea and “toast” first" in expired.get(KEPT).content.decode()


def test_somebody_else_never_sees_them(expired, cast):
    expired.post(ADD, TYPED)
    expired.force_login(cast.member)
    assert expired.get(KEPT).url == "/"
    expired.force_login(cast.lead)
    assert expired.get(KEPT).url == "/"


def test_they_can_be_left(expired, cast):
    expired.post(ADD, TYPED)
    expired.force_login(cast.lead)
    assert expired.post(KEPT).url == "/"
    assert expired.get(KEPT).url == "/"
    assert not ChangeIdea.objects.exists()


def test_a_visitor_leaves_nothing_behind(client, project):
    for cookie in ("", "1", "1:nonsense"):
        client.cookies[settings.WRITER_COOKIE_NAME] = cookie
        assert client.post(ADD, TYPED).url.endswith(f"?next={ADD}")
    assert not Session.objects.exists()


def test_signing_out_forgets_who_was_here(client, cast, project):
    client.force_login(cast.lead)
    client.get(ADD)
    client.post("/accounts/logout/")
    assert client.post(ADD, TYPED).url.endswith(f"?next={ADD}")


def test_scripts_passwords_and_books_are_not_kept(expired):
    headers = {"Sec-Fetch-Mode": "cors"}
    assert expired.post(ADD, TYPED, headers=headers).url.endswith(f"?next={ADD}")
    assert expired.post(ADD, {"theory": "a" * 200_001}).url.endswith(f"?next={ADD}")
    assert expired.post(ADD, {"new_password": "secret"}).url.endswith(f"?next={ADD}")
