"""Pasting a column: shown first, then saved all or nothing."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
import time_machine

from measures.models import DataPoint
from tests.factories import MeasureFactory, monthly_points

pytestmark = pytest.mark.django_db
D = dt.date
URL = "/projects/warm-welcome/log/paste/"


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def count(project):
    return MeasureFactory(project=project, name="Tests done")


@pytest.fixture
def share(project):
    return MeasureFactory(project=project, name="Offers accepted", data_kind="proportion")


def check(client, measure, text):
    response = client.post(URL, {"measure": measure.pk, "text": text, "preview": "1"})
    return response, response.content.decode()


def confirm(client, html):
    """Press the button under the preview."""
    form = html[html.index('id="preview"') :]
    data = {name: unescape(text) for name, text in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    data.pop("csrfmiddlewaretoken", None)
    assert data["save"] == "1"
    return client.post(URL, data)


@pytest.mark.parametrize(
    "role, status",
    [("anonymous", 302), ("lead", 200), ("member", 200), ("contributor", 403), ("other_lead", 404)],
)
def test_pasting_is_the_teams(as_role, count, role, status):
    assert as_role(role).get(URL).status_code == status


def test_a_column_is_shown_and_then_saved(as_role, count, cast):
    client = as_role("member")
    response, html = check(
        client, count, "Month\tTests\nJul 2026\t12\n2026-08\t1,015\n1/9/2026\tnot collected\n\nOct 2026\t\n"
    )
    assert response.status_code == 200
    assert "3 new, 0 changed, 0 the same, 1 empty" in html
    assert "August 2026" in html
    assert "1015" in html
    assert not DataPoint.objects.exists()
    response = confirm(client, html)
    assert response.status_code == 302
    assert response["Location"].endswith("?month=2026-10")
    points = {point.period_start: point for point in DataPoint.objects.all()}
    assert points[D(2026, 7, 1)].value == 12
    assert points[D(2026, 8, 1)].value == 1015
    assert points[D(2026, 9, 1)].outcome == "not_collected"
    assert points[D(2026, 9, 1)].recorded_by == cast.member


@pytest.mark.parametrize("mark", [",", ";", "\t", ", "])
def test_numerators_and_denominators_come_by_any_separator(as_role, share, mark):
    client = as_role("lead")
    _, html = check(client, share, f"2026-09{mark}58{mark}92\n2026-10{mark}nobody eligible")
    confirm(client, html)
    september, october = DataPoint.objects.order_by("period_start")
    assert (september.numerator, september.denominator) == (58, 92)
    assert october.outcome == "nobody_eligible"


def test_what_stands_is_compared_and_only_what_differs_is_written(as_role, count):
    points = monthly_points(count, [5, 6], start=D(2026, 8, 1), note="Two sites")
    client = as_role("lead")
    _, html = check(client, count, "2026-08, 5\n2026-09, 7\n2026-10, 8")
    assert "1 new, 1 changed, 1 the same" in html
    confirm(client, html)
    for point in points:
        point.refresh_from_db()
    assert [(point.value, point.version, point.note) for point in points] == [
        (5, 1, "Two sites"),
        (7, 2, "Two sites"),
    ]


def test_errors_stand_at_their_lines_and_the_text_is_kept(as_role, share):
    text = "2026-07, 5, 9\n2026-08, 14, 12\nsoon, 1, 2\n2026-09, 5\n7/2026, 6, 9\n2026-10, 1, 234, 5\n2027-01, 1, 2"
    response, html = check(as_role("lead"), share, text)
    assert response.status_code == 422
    assert "14 is more than 12. Check both numbers." in html
    assert "“soon” is not a date we can read." in html
    assert "Fill both numbers, or neither." in html
    assert "This period is in line 1 already." in html
    assert "There are 4 columns" in html
    assert "This is in the future." in html
    assert "2026-08, 14, 12" in html
    assert 'name="save"' not in html
    assert not DataPoint.objects.exists()


def test_confirming_with_an_error_in_it_saves_nothing(as_role, count):
    response = as_role("lead").post(
        URL, {"measure": count.pk, "text": "2026-07, x", "save": "1", "seen": "x"}
    )
    assert response.status_code == 422
    assert not DataPoint.objects.exists()


def test_a_change_between_preview_and_save_is_shown_again(as_role, count):
    client = as_role("lead")
    _, html = check(client, count, "2026-09, 7")
    monthly_points(count, [5], start=D(2026, 9, 1))
    response = confirm(client, html)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Somebody saved figures of this measure meanwhile" in html
    assert "0 new, 1 changed" in html
    assert DataPoint.objects.get().value == 5
    confirm(client, html)
    assert DataPoint.objects.get().value == 7


def test_people_behind_measurements_may_come_in_a_third_column(as_role, project):
    days = MeasureFactory(project=project, data_kind="continuous", unit="days")
    client = as_role("lead")
    _, html = check(client, days, "2026-09, 5.4, 41")
    assert "5.4 from 41 people" in html
    confirm(client, html)
    _, html = check(client, days, "2026-09, 5.5")
    confirm(client, html)
    point = DataPoint.objects.get()
    assert (point.value, point.people) == (Decimal("5.5"), 41)


def test_quoted_numbers_keep_their_commas(as_role, count):
    client = as_role("lead")
    _, html = check(client, count, 'March 2026,"1,234"')
    confirm(client, html)
    assert DataPoint.objects.get().value == 1234


@pytest.mark.parametrize("text", ["", "   \n\t,,\n", "Month, Tests", "2026-09, 1\n" * 1002, "x" * 100_001])
def test_a_paste_of_nothing_or_of_too_much_is_told(as_role, count, text):
    response, _ = check(as_role("lead"), count, text)
    assert response.status_code == 422
    assert not DataPoint.objects.exists()


def test_only_the_projects_own_measures_of_figures_can_be_chosen(as_role, count, other_project):
    theirs = MeasureFactory(project=other_project, name="Not ours")
    events = MeasureFactory(project=count.project, name="Rare ones", data_kind="events", frequency="")
    client = as_role("lead")
    html = client.get(URL).content.decode()
    assert "Tests done" in html
    assert "Not ours" not in html
    assert "Rare ones" not in html
    for measure in (theirs, events):
        response, _ = check(client, measure, "2026-09, 1")
        assert response.status_code == 422
    assert not DataPoint.objects.exists()


def test_without_measures_there_is_a_first_step(as_role):
    assert "Nothing to paste into yet" in as_role("lead").get(URL).content.decode()
