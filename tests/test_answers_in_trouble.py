"""Pages that say no: they carry the same safety headers as any other, and nothing of what they keep back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import MeasureFactory

SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def measure(project):
    return MeasureFactory(project=project, name="Zest of the orange")


def looks_safe(response):
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert {name: response.get(name) for name in SAFETY} == SAFETY
    assert "Permissions-Policy" in response
    assert "private" in response["Cache-Control"] or "no-store" in response["Cache-Control"]
    body = response.content.decode()
    assert "Zest" not in body and "Warm Welcome" not in body and "Traceback" not in body
    return body


@pytest.mark.parametrize("role", ["anonymous", "outsider", "finance", "lead"])
@pytest.mark.parametrize(
    "path", ["/no-such-page/", "/projects/no-such/", "/published/no-such/", "/healthz/x"]
)
def test_not_found_is_safe(as_role, measure, role, path):
    response = as_role(role).get(path)
    assert response.status_code in (302, 404)
    looks_safe(response)


def test_what_may_not_be_seen_reads_like_what_is_not_there(as_role, measure):
    client = as_role("finance")
    hidden = client.get(reverse("measures:measure", args=[measure.project.slug, measure.pk]))
    absent = client.get(f"/projects/no-such/measures/{measure.pk}/")
    assert hidden.status_code == absent.status_code == 404
    there, nowhere = (
        re.sub(r'value="\w{64}"|warm-welcome|no-such', "", looks_safe(answer)) for answer in (hidden, absent)
    )
    assert there == nowhere


def test_forbidden_is_safe(as_role, measure):
    response = as_role("contributor").get(reverse("measures:edit", args=[measure.project.slug, measure.pk]))
    assert response.status_code == 403
    looks_safe(response)


def test_a_form_from_elsewhere_is_refused_safely(cast, measure):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.lead)
    response = client.post(
        reverse("measures:withdraw", args=[measure.project.slug, measure.pk]), {"why": "x"}
    )
    assert response.status_code == 403
    looks_safe(response)
    measure.refresh_from_db()
    assert not measure.is_withdrawn


def test_a_failure_of_ours_is_safe(as_role, measure, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("Zest of somebody@example.org")

    monkeypatch.setattr("measures.views.measures.get_measure", fail)
    client = as_role("lead")
    client.raise_request_exception = False
    response = client.get(reverse("measures:measure", args=[measure.project.slug, measure.pk]))
    assert response.status_code == 500
    assert "Something went wrong" in looks_safe(response)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_methods_nobody_uses_are_refused(as_role, measure, method):
    client = as_role("lead")
    for name in ("measures:measure", "measures:edit"):
        url = reverse(name, args=[measure.project.slug, measure.pk])
        assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize("method", ["head", "options"])
def test_no_method_tells_outsiders_more_than_get(as_role, measure, method):
    url = reverse("measures:measure", args=[measure.project.slug, measure.pk])
    response = getattr(as_role("outsider"), method)(url)
    assert response.status_code in (404, 405)


def test_a_person_who_is_switched_off_is_signed_out_at_once(as_role, cast, measure):
    client = as_role("lead")
    url = reverse("measures:measure", args=[measure.project.slug, measure.pk])
    assert client.get(url).status_code == 200
    cast.lead.is_active = False
    cast.lead.save()
    response = client.get(url)
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))
