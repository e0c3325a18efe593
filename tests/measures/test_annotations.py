"""Notes on a chart: added, changed and taken off by the team; read by everybody who sees the chart."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from ftc_qi.core.models import AuditEvent
from measures.models import Annotation
from tests.factories import MeasureFactory, monthly_points

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-01-20 10:00", tick=True):
        yield


@pytest.fixture
def measure(project):
    measure = MeasureFactory(project=project, name="People tested")
    monthly_points(measure, [11, 12, 13], start=dt.date(2025, 10, 1))
    return measure


@pytest.fixture
def note(measure):
    return Annotation.objects.create(measure=measure, on_date=dt.date(2025, 11, 3), text="Heatwave")


def url_of(measure, name, *args):
    return reverse(f"measures:{name}", args=[measure.project.slug, measure.pk, *args])


@pytest.mark.parametrize(
    "role, status",
    [
        ("anonymous", 302),
        ("outsider", 404),
        ("other_lead", 404),
        ("funder", 404),
        ("contributor", 403),
        ("advisor", 403),
        ("member", 200),
        ("fund_manager", 200),
    ],
)
def test_notes_are_written_by_the_team(as_role, note, role, status):
    client = as_role(role)
    for name, args in [
        ("annotation_add", ()),
        ("annotation_edit", (note.pk,)),
        ("annotation_withdraw", (note.pk,)),
    ]:
        assert client.get(url_of(note.measure, name, *args)).status_code == status, name


def test_a_note_stands_on_the_chart_for_everybody(as_role, measure, cast):
    client = as_role("member")
    form = client.get(url_of(measure, "annotation_add")).context["form"]
    assert form["on_date"].value() == dt.date(2026, 1, 20)
    data = {"on_date": "2025-11-03", "text": "Hostel closed for repairs"}
    assert client.post(url_of(measure, "annotation_add"), data).url == url_of(measure, "measure")
    assert Annotation.objects.get().created_by == cast.member
    for role in ("member", "funder", "other_lead"):
        html = as_role(role).get(url_of(measure, "measure")).content.decode()
        assert html.count("Hostel closed for repairs") >= 2, role  # in the list and in the table


def test_a_note_is_short_and_asks_about_small_numbers(as_role, measure):
    client, url = as_role("member"), url_of(measure, "annotation_add")
    long = client.post(url, {"on_date": "2025-11-03", "text": "x" * 121})
    assert long.status_code == 422 and "120" in long.content.decode()
    data = {"on_date": "2025-11-03", "text": "Two people left"}
    asked = client.post(url, data)
    assert asked.status_code == 422 and "Could it identify someone?" in asked.content.decode()
    assert "Two people left" in asked.content.decode()
    assert client.post(url, {**data, "confirm_text": "on"}).status_code == 302
    assert AuditEvent.objects.filter(event="text_confirmed").exists()


def test_a_note_is_changed_and_a_stale_form_shows_both(as_role, note):
    client, url = as_role("member"), url_of(note.measure, "annotation_edit", note.pk)
    assert (
        client.post(url, {"version": 1, "on_date": "2025-11-04", "text": "Heatwave ends"}).status_code == 302
    )
    response = client.post(url, {"version": 1, "on_date": "2025-11-05", "text": "Storm"})
    html = response.content.decode()
    assert response.status_code == 422 and "Heatwave ends" in html and "Storm" in html
    note.refresh_from_db()
    assert note.text == "Heatwave ends"


def test_a_note_is_taken_off_with_a_reason(as_role, note):
    client, url = as_role("member"), url_of(note.measure, "annotation_withdraw", note.pk)
    assert client.post(url, {"why": ""}).status_code == 422
    assert client.post(url, {"why": "Wrong chart"}).status_code == 302
    assert "Heatwave" not in client.get(url_of(note.measure, "measure")).content.decode()
    assert client.get(url).status_code == 404
    assert AuditEvent.objects.get(event="annotation_withdrawn").why == "Wrong chart"
