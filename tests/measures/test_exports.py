"""A measure's data and chart as files: the reader's face, safe in a spreadsheet, exact ones on record."""

import csv
import datetime as dt
import io
import re
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.urls import reverse

from ftc_qi.core.models import AuditEvent
from measures import exports
from measures.models import Annotation
from tests.factories import MeasureFactory, monthly_points

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-01-20 10:00", tick=True):
        yield


@pytest.fixture
def measure(project):
    measure = MeasureFactory(
        project=project,
        name="Offers: “said yes”, 100%",
        data_kind="proportion",
        numerator_label="=SUM(A1:A9)",
        denominator_label="People offered",
    )
    monthly_points(measure, [(55, 89), (3, 40), (58, 92)], start=dt.date(2025, 10, 1), note="+44 zebra")
    Annotation.objects.create(measure=measure, on_date=dt.date(2025, 12, 2), text='=HYPERLINK("x")')
    return measure


def download(client, measure, name="data_csv", extra=""):
    return client.get(reverse(f"measures:{name}", args=[measure.project.slug, measure.pk]) + extra)


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "role, status",
    [("anonymous", 302), ("outsider", 404), ("finance", 404), ("funder", 200), ("member", 200)],
)
@pytest.mark.parametrize("name", ["data_csv", "chart_svg", "chart_png"])
def test_files_are_for_those_who_see_the_page(as_role, measure, name, role, status):
    assert download(as_role(role), measure, name).status_code == status


def test_the_team_gets_exact_figures_oldest_first(as_role, measure):
    response = download(as_role("member"), measure)
    head, *rows = rows_of(response)
    assert head[:2] == ["Month", "Starts on"]
    assert [row[1] for row in rows] == ["2025-10-01", "2025-11-01", "2025-12-01"]
    assert rows[1][2:4] == ["3", "40"] and rows[1][4] == "7.5"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith("\ufeff".encode())


@pytest.mark.parametrize("role", ["contributor", "other_lead", "funder"])
def test_others_get_the_protected_figures(as_role, measure, role):
    response = download(as_role(role), measure)
    row = rows_of(response)[2]
    assert row[2:5] == ["fewer than 5", "hidden", "hidden"]
    assert "zebra" not in response.content.decode() and "7.5" not in response.content.decode()
    assert "-protected.csv" in response["Content-Disposition"]


def test_the_team_may_take_the_protected_file(as_role, measure):
    response = download(as_role("member"), measure, extra="?face=shared")
    assert rows_of(response)[2][2] == "fewer than 5"
    assert not AuditEvent.objects.filter(event="exported_exact").exists()


def test_no_cell_is_a_formula(as_role, measure):
    cells = [cell for row in rows_of(download(as_role("member"), measure)) for cell in row]
    assert "'=SUM(A1:A9)" in cells
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]


@pytest.mark.parametrize("name, ending", [("data_csv", "csv"), ("chart_svg", "svg"), ("chart_png", "png")])
def test_exact_files_are_on_record_and_protected_ones_are_not(as_role, measure, cast, name, ending):
    download(as_role("funder"), measure, name)
    assert not AuditEvent.objects.exists()
    download(as_role("advisor"), measure, name)
    event = AuditEvent.objects.get(event="exported_exact")
    assert (event.by, event.target_id, event.changes["file"]) == (cast.advisor, measure.pk, [None, ending])
    as_role("advisor").head(reverse(f"measures:{name}", args=["warm-welcome", measure.pk]))
    assert AuditEvent.objects.count() == 1


def test_file_names_hold_letters_digits_and_hyphens(as_role, measure):
    response = download(as_role("member"), measure)
    assert response["Content-Disposition"] == 'attachment; filename="warm-welcome-offers-said-yes-100.csv"'
    measure.name = "…"
    measure.save()
    response = download(as_role("member"), measure)
    assert response["Content-Disposition"] == f'attachment; filename="warm-welcome-measure-{measure.pk}.csv"'


def test_the_picture_stands_alone(as_role, measure):
    response = download(as_role("funder"), measure, "chart_svg")
    root = ET.fromstring(response.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert response["Content-Type"] == "image/svg+xml"
    assert "<script" not in response.content.decode() and "href" not in response.content.decode()


def test_the_picture_says_what_it_shows_and_for_whom(as_role, measure):
    said = words_of(download(as_role("funder"), measure, "chart_svg"))
    assert said.startswith("Offers: “said yes”, 100% Numbers too small to show.")
    assert "Run chart of offers: “said yes”, 100%" in said
    assert 'Changes: A =HYPERLINK("x").' in said
    assert "Protected view. One month is hidden because a number is under 5." in said
    exact = words_of(download(as_role("member"), measure, "chart_svg"))
    assert "Exact numbers: for the team, its advisor and the fund manager only." in exact
    assert "Protected view" not in exact


def test_the_picture_in_dots_is_twice_as_large_and_has_letters(as_role, measure):
    response = download(as_role("funder"), measure, "chart_png")
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].endswith('-protected.png"')
    assert response.content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(response.content[at : at + 4], "big") for at in (16, 20))
    vector = ET.fromstring(download(as_role("funder"), measure, "chart_svg").content)
    assert (width, height) == tuple(round(2 * float(vector.attrib[side])) for side in ("width", "height"))
    silent = re.sub(
        r"<text.*?</text>", "", download(as_role("funder"), measure, "chart_svg").content.decode()
    )
    assert len(response.content) > 1.5 * len(exports.as_png(silent))


def test_a_measure_without_figures_has_files_too(as_role, project):
    measure = MeasureFactory(project=project)
    assert len(rows_of(download(as_role("member"), measure))) == 1
    assert download(as_role("member"), measure, "chart_svg").status_code == 200
    assert download(as_role("member"), measure, "chart_png").status_code == 200


def words_of(response):
    """All text of a picture, in drawing order."""
    root = ET.fromstring(response.content)
    return " ".join(text.text for text in root.iter("{http://www.w3.org/2000/svg}text"))
