"""What every answer carries, and the page that says whether the site works."""

import gzip
import logging

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django.utils.formats import date_format

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def policy_of(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split(";")
    return {name: value for name, _, value in (part.strip().partition(" ") for part in parts)}


@pytest.mark.django_db
def test_healthz_says_the_site_works_without_signing_in(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_healthz_says_503_when_the_database_does_not_answer(client, monkeypatch):
    def no_answer():
        raise OperationalError("could not connect to server 10.1.2.3 as user secret")

    monkeypatch.setattr(connection, "cursor", no_answer)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert b"secret" not in response.content


@pytest.mark.django_db
def test_the_sign_in_page_is_open_and_everything_else_leads_to_it(client):
    assert client.get("/accounts/login/").status_code == 200
    response = client.get("/accounts/password/change/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.django_db
def test_nobody_can_sign_up(client):
    page = client.get("/accounts/signup/")
    answer = client.post(
        "/accounts/signup/", {"email": "a@b.example", "password1": "x" * 20, "password2": "x" * 20}
    )
    for response in (page, answer):
        assert b'name="password1"' not in response.content
        assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_policy_allows_only_this_site_and_nothing_unsafe(client):
    policy = policy_of(client.get("/accounts/login/"))
    assert policy.items() >= POLICY.items()
    assert "unsafe" not in str(policy)
    assert "http" not in str(policy)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/healthz", "/no-such-page-at-all/"])
def test_every_answer_carries_the_safety_headers(client, path):
    response = client.get(path)
    assert "Content-Security-Policy" in response
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "public" not in response["Cache-Control"]


@pytest.mark.django_db
def test_pages_are_compressed_and_each_time_padded_otherwise(client):
    answers = [client.get("/accounts/login/", headers={"accept-encoding": "gzip"}) for _ in range(8)]
    for answer in answers:
        assert answer["Content-Encoding"] == "gzip"
        assert b"<h1" in gzip.decompress(answer.content)
    assert len({len(answer.content) for answer in answers}) > 1  # against BREACH


@pytest.mark.django_db
def test_a_request_is_logged_by_its_route_not_its_path_or_query(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/accounts/password/reset/key/1-secretkey/?email=amy@example.org")
        client.get("/no-such/amy/?q=kept")
    log = caplog.text
    assert "GET /accounts/password/reset/key/(?P<" in log
    assert "GET /(no route) " in log
    for secret in ("secretkey", "amy", "kept"):
        assert secret not in log


def test_dates_are_written_the_british_way():
    day = timezone.datetime(2021, 3, 1)
    assert date_format(day, "DATE_FORMAT") == "1 March 2021"
    assert date_format(day, "SHORT_DATE_FORMAT") == "01/03/2021"
