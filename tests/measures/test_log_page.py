"""The log page: a month's figures for every measure, through the page."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.models import DataPoint, Event
from projects.models import ProjectPause
from tests.factories import DataPointFactory, EventFactory, MeasureFactory, monthly_points

pytestmark = pytest.mark.django_db
D = dt.date
URL = "/projects/warm-welcome/log/"
OCT = D(2026, 10, 1)


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def tests_done(project):
    return MeasureFactory(project=project, name="Tests done", unit="people", collect_from=OCT)


@pytest.fixture
def accepted(project):
    return MeasureFactory(
        project=project,
        name="Offers accepted",
        data_kind="proportion",
        numerator_label="Said yes",
        denominator_label="Offered",
        collect_from=OCT,
    )


def page_of(client, month="2026-10", **params):
    response = client.get(URL, {"month": month, **params})
    return response, response.content.decode()


def fields_of(html):
    """What a browser would send: every field of the log's form with its value."""
    form = html[html.index('<form id="log-form"') :]
    form = form[: form.index("</form>")]
    data = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" not in attributes or (
            attributes.get("type") in ("radio", "checkbox") and " checked" not in tag
        ):
            continue
        data[attributes["name"]] = attributes.get("value", "")
    data |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
    data.pop("csrfmiddlewaretoken", None)
    return data


def cell(measure, start=OCT, field="value"):
    return f"m{measure.pk}-{start:%Y%m%d}-{field}"


def fill(client, changes, month="2026-10"):
    """Open the page, type, save."""
    _, html = page_of(client, month)
    return send(client, {**fields_of(html), **changes}, month)


def send(client, data, month="2026-10", **extra):
    return client.post(f"{URL}?month={month}", data, **extra)


@pytest.mark.parametrize(
    "role, status",
    [
        ("anonymous", 302),
        ("outsider", 404),
        ("other_lead", 404),
        ("lead", 200),
        ("member", 200),
        ("contributor", 403),
        ("advisor", 403),
        ("fund_manager", 403),
        ("funder", 404),
    ],
)
def test_the_log_is_the_teams(as_role, role, status):
    assert as_role(role).get(URL).status_code == status


def test_an_expired_session_comes_back_to_the_same_month(as_role, tests_done):
    response = send(as_role("anonymous"), {cell(tests_done): "12"})
    assert response.status_code == 302
    assert response["Location"].endswith("next=/projects/warm-welcome/log/%3Fmonth%3D2026-10")
    assert not DataPoint.objects.exists()


def test_a_month_of_all_measures_is_saved_at_once(as_role, cast, tests_done, accepted):
    client = as_role("member")
    response = fill(
        client,
        {
            cell(tests_done): " 1,234 ",
            cell(accepted, field="numerator"): "58",
            cell(accepted, field="denominator"): "92",
            cell(accepted, field="note"): "Half term",
        },
    )
    assert response.status_code == 302
    points = {point.measure_id: point for point in DataPoint.objects.all()}
    assert points[tests_done.pk].value == 1234
    assert (points[accepted.pk].numerator, points[accepted.pk].note) == (58, "Half term")
    assert points[accepted.pk].recorded_by == cast.member
    html = client.get(response["Location"]).content.decode()
    assert "Saved 2 figures for October 2026." in html
    assert "That is <b>63%</b>." in html
    assert html.count("Too early to say") == 2
    assert "2 of 2 filled" in html


def test_the_saved_row_says_what_the_chart_now_says(as_role, tests_done):
    monthly_points(tests_done, [5, 6, 4] * 4 + [20, 21, 22] * 4, start=D(2024, 10, 1))
    client = as_role("lead")
    response = fill(client, {cell(tests_done): "30"})
    html = client.get(response["Location"]).content.decode()
    assert "<b>Improving.</b> Better since " in html
    assert "Highest so far. Right? If not, change it." in html


def test_an_ordinary_figure_is_not_asked_about(as_role, tests_done):
    monthly_points(tests_done, [5, 9, 5, 7, 6, 5, 6], start=D(2026, 3, 1))
    client = as_role("lead")
    response = fill(client, {cell(tests_done): "8"})
    html = client.get(response["Location"]).content.decode()
    assert "Right?" not in html


def test_blank_rows_are_not_saved(as_role, tests_done, accepted):
    fill(as_role("lead"), {cell(tests_done): "12"})
    assert [point.measure for point in DataPoint.objects.all()] == [tests_done]


def test_all_or_nothing_with_each_error_at_its_cell_and_the_text_kept(as_role, tests_done, accepted):
    client = as_role("lead")
    response = fill(
        client,
        {
            cell(tests_done): "7",
            cell(accepted, field="numerator"): "14",
            cell(accepted, field="denominator"): "12",
            cell(accepted, field="note"): "Busy <month>",
        },
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert not DataPoint.objects.exists()
    assert html.count("14 is more than 12. Check both numbers.") == 2
    assert f'href="#{cell(accepted, field="numerator")}"' in html
    assert re.search(
        rf'id="{cell(accepted, field="numerator")}"[^>]*value="14"[^>]*aria-invalid="true"', html
    )
    assert "Busy &lt;month&gt;" in html
    assert re.search(rf'id="{cell(tests_done)}"[^>]*value="7"', html)
    assert "One figure needs another look" in html
    corrected = {**fields_of(html), cell(accepted, field="numerator"): "11"}
    assert send(client, corrected).status_code == 302
    assert DataPoint.objects.count() == 2


@pytest.mark.parametrize(
    "typed, words",
    [("-1", "below 0"), ("2.5", "not a whole number"), ("a few", "not a number"), ("62%", "percentage")],
)
def test_what_is_no_count_is_told(as_role, tests_done, typed, words):
    response = fill(as_role("lead"), {cell(tests_done): typed})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_nobody_eligible_and_not_collected_are_answers(as_role, tests_done, accepted):
    client = as_role("lead")
    fill(
        client,
        {
            cell(tests_done, field="outcome"): "not_collected",
            cell(accepted, field="outcome"): "nobody_eligible",
        },
    )
    assert set(DataPoint.objects.values_list("outcome", flat=True)) == {"not_collected", "nobody_eligible"}
    _, html = page_of(client)
    assert "2 of 2 filled" in html
    assert re.search(rf'name="{cell(tests_done, field="outcome")}" value="not_collected"[^>]*checked', html)


def test_a_past_figure_is_corrected_on_the_same_page(as_role, tests_done):
    [point] = monthly_points(tests_done, [12], start=OCT)
    client = as_role("lead")
    _, html = page_of(client)
    assert re.search(rf'id="{cell(tests_done)}"[^>]*value="12"', html)
    send(client, {**fields_of(html), cell(tests_done): "13"})
    point.refresh_from_db()
    assert (point.value, point.version) == (13, 2)


def test_clearing_a_figure_asks_instead_of_losing_it(as_role, tests_done):
    [point] = monthly_points(tests_done, [12], start=OCT)
    response = fill(as_role("lead"), {cell(tests_done): ""})
    html = response.content.decode()
    assert response.status_code == 422
    assert "12 stood here." in html
    assert f"/points/{point.pk}/withdraw/" in html
    assert DataPoint.objects.get().value == 12


def test_two_people_in_one_cell_are_shown_both_values(as_role, cast, tests_done, accepted):
    [point] = monthly_points(tests_done, [12], start=OCT)
    client = as_role("lead")
    _, html = page_of(client)
    mine = {**fields_of(html), cell(tests_done): "15", cell(accepted, field="outcome"): "not_collected"}
    DataPoint.objects.filter(pk=point.pk).update(value=14, version=2, recorded_by=cast.member)
    response = send(client, mine)
    html = response.content.decode()
    assert response.status_code == 422
    assert f"{cast.member.display_name} saved 14 here while you were writing; you have 15." in html
    assert re.search(rf'id="{cell(tests_done)}"[^>]*value="15"', html)
    assert list(DataPoint.objects.values_list("value", flat=True)) == [14]
    assert send(client, fields_of(html)).status_code == 302
    assert DataPoint.objects.get(pk=point.pk).value == 15
    assert DataPoint.objects.count() == 2


def test_somebody_elses_change_is_left_alone_by_an_untouched_cell(as_role, tests_done, accepted):
    [point] = monthly_points(tests_done, [12], start=OCT)
    client = as_role("lead")
    _, html = page_of(client)
    DataPoint.objects.filter(pk=point.pk).update(value=14, version=2)
    assert (
        send(client, {**fields_of(html), cell(accepted, field="outcome"): "not_collected"}).status_code == 302
    )
    assert DataPoint.objects.get(pk=point.pk).value == 14


def test_an_error_does_not_hide_that_somebody_else_saved(as_role, tests_done):
    [point] = monthly_points(tests_done, [12], start=OCT)
    client = as_role("lead")
    _, html = page_of(client)
    DataPoint.objects.filter(pk=point.pk).update(value=14, version=2)
    html = send(client, {**fields_of(html), cell(tests_done): "fifteen"}).content.decode()
    response = send(client, {**fields_of(html), cell(tests_done): "15"})
    assert response.status_code == 422
    assert "saved 14 here" in response.content.decode()


def test_a_cell_answered_meanwhile_is_a_conflict_and_the_same_answer_is_not(as_role, tests_done):
    client = as_role("lead")
    _, html = page_of(client)
    monthly_points(tests_done, [14], start=OCT)
    assert send(client, {**fields_of(html), cell(tests_done): "15"}).status_code == 422
    assert send(client, {**fields_of(html), cell(tests_done): "14"}).status_code == 302
    assert DataPoint.objects.get().version == 1


def test_a_save_is_undone_with_one_button(as_role, tests_done, accepted):
    monthly_points(tests_done, [12], start=OCT)
    client = as_role("lead")
    response = fill(client, {cell(tests_done): "13", cell(accepted, field="outcome"): "not_collected"})
    html = client.get(response["Location"]).content.decode()
    token = re.search(r'name="save" value="(\w+)"', html)[1]
    response = client.post(f"{URL}undo/", {"save": token}, follow=True)
    assert "Undone: 2 figures put back as before." in response.content.decode()
    assert DataPoint.objects.current().get().value == 12
    again = client.post(f"{URL}undo/", {"save": token}, follow=True)
    assert "undone any more" in again.content.decode()


def test_undo_leaves_what_somebody_changed_since(as_role, tests_done):
    client = as_role("lead")
    fill(client, {cell(tests_done): "13"})
    DataPoint.objects.update(value=14, version=2)
    token = client.session["log_saved"]["id"]
    response = client.post(f"{URL}undo/", {"save": token}, follow=True)
    assert "nothing was undone" in response.content.decode()
    assert DataPoint.objects.current().get().value == 14


def test_undo_belongs_to_the_project_it_was_saved_in(as_role, cast, tests_done, other_project):
    client = as_role("lead")
    fill(client, {cell(tests_done): "13"})
    token = client.session["log_saved"]["id"]
    assert client.post("/projects/night-line/log/undo/", {"save": token}).status_code == 404
    assert client.get(f"{URL}undo/").status_code == 405
    assert DataPoint.objects.current().exists()


def test_each_week_of_the_month_has_its_line(as_role, project):
    weekly = MeasureFactory(project=project, name="Calls", frequency="weekly", collect_from=D(2026, 10, 1))
    fortnightly = MeasureFactory(
        project=project,
        name="Visits",
        frequency="fortnightly",
        fortnight_anchor=D(2026, 10, 12),
        collect_from=D(2026, 10, 1),
    )
    client = as_role("lead")
    _, html = page_of(client)
    for day in (5, 12, 19, 26):
        assert f"Week of {day} October 2026" in html
    assert "Week of 28 September" not in html
    assert "Two weeks from 12 October 2026" in html
    assert "Two weeks from 26 October 2026" in html
    fill(client, {cell(weekly, D(2026, 10, 5)): "3", cell(weekly, D(2026, 10, 26)): "4"})
    fill(client, {cell(fortnightly, D(2026, 10, 12)): "9"})
    assert DataPoint.objects.count() == 3


def test_a_quarter_is_asked_for_in_its_last_month_and_after_until_it_is_answered(as_role, project):
    quarterly = MeasureFactory(
        project=project, name="Visits", frequency="quarterly", collect_from=D(2026, 7, 1)
    )
    third = D(2026, 7, 1)
    client = as_role("lead")
    for month, asked in (("2026-08", False), ("2026-09", True), ("2026-10", True)):
        assert ("July to September 2026" in page_of(client, month)[1]) is asked
    response = fill(client, {cell(quarterly, third): "40"}, "2026-10")
    assert "July to September 2026" in client.get(response["Location"]).content.decode()
    assert cell(quarterly, third) not in page_of(client, "2026-10")[1]
    assert cell(quarterly, third) in page_of(client, "2026-09")[1]


def test_a_quarter_answered_meanwhile_is_a_conflict_and_nothing_typed_is_lost(as_role, project):
    quarterly = MeasureFactory(
        project=project, name="Visits", frequency="quarterly", collect_from=D(2026, 7, 1)
    )
    client = as_role("lead")
    _, html = page_of(client, "2026-10")
    DataPointFactory(measure=quarterly, period_start=D(2026, 7, 1), value=33)
    response = send(client, {**fields_of(html), cell(quarterly, D(2026, 7, 1)): "40"}, "2026-10")
    assert response.status_code == 422
    assert "saved 33 here" in response.content.decode()


def test_the_page_opens_on_the_oldest_month_with_something_due(as_role, tests_done):
    tests_done.collect_from = D(2026, 8, 1)
    tests_done.save()
    client = as_role("lead")
    assert "Log August 2026" in client.get(URL).content.decode()
    monthly_points(tests_done, [1, 2, 3], start=D(2026, 8, 1))
    assert "Log October 2026" in client.get(URL).content.decode()


def test_other_months_that_wait_are_named(as_role, tests_done):
    tests_done.collect_from = D(2026, 8, 1)
    tests_done.save()
    _, html = page_of(as_role("lead"), "2026-10")
    assert "Also waiting:" in html
    assert "?month=2026-09" in html


def test_lateness_is_told_in_days_and_not_while_paused(as_role, project, tests_done):
    tests_done.collect_from = D(2026, 9, 1)
    tests_done.save()
    client = as_role("lead")
    assert "27 days late" in page_of(client, "2026-09")[1]
    ProjectPause.objects.create(
        project=project, starts_on=D(2026, 9, 2), ends_on=D(2026, 9, 9), reason="Flood"
    )
    assert "days late" not in page_of(client, "2026-09")[1]


def test_lateness_that_all_share_is_told_once_even_after_some_are_logged(as_role, project, tests_done):
    logged = MeasureFactory(project=project, name="Logged already", collect_from=D(2026, 9, 1))
    MeasureFactory(project=project, name="Still to log", collect_from=D(2026, 9, 1))
    tests_done.collect_from = D(2026, 9, 1)
    tests_done.save()
    monthly_points(logged, [10], start=D(2026, 9, 1))
    assert page_of(as_role("lead"), "2026-09")[1].count("27 days late") == 1


def test_a_project_that_is_not_active_can_still_be_logged(as_role, project, tests_done):
    project.status = "paused"
    project.save()
    client = as_role("lead")
    assert "The project is paused: nothing is due." in page_of(client)[1]
    fill(client, {cell(tests_done): "3"})
    assert DataPoint.objects.exists()


@pytest.mark.parametrize("month", ["2026-13", "october", "2026-1", "0001-01", ""])
def test_a_month_that_is_none_is_not_found(as_role, month):
    assert as_role("lead").get(URL, {"month": month}).status_code == 404


def test_months_to_come_are_refused(as_role, tests_done):
    client = as_role("lead")
    html = client.get(URL, {"month": "2026-12"}, follow=True).content.decode()
    assert "December 2026 has not begun yet." in html
    assert send(client, {cell(tests_done, D(2026, 12, 1)): "5"}, "2026-12").status_code == 404
    assert not DataPoint.objects.exists()


def test_the_month_that_runs_can_be_logged_and_has_no_next(as_role, tests_done):
    response, html = page_of(as_role("lead"), "2026-11")
    assert response.status_code == 200
    assert "?month=2026-10" in html
    assert "?month=2026-12" not in html


def test_a_measure_without_a_figure_for_the_month_stands_elsewhere(as_role, tests_done):
    _, html = page_of(as_role("lead"), "2026-09")
    assert "Nothing is logged for this month" in html


def test_without_measures_the_page_says_what_it_is_for(as_role):
    html = as_role("lead").get(URL).content.decode()
    assert "This is where your figures go" in html
    assert "/measures/add/" in html


def test_withdrawn_measures_and_those_no_longer_collected_are_not_asked_for(as_role, project, tests_done):
    tests_done.collect_from, tests_done.collect_until = D(2026, 8, 1), D(2026, 9, 30)
    tests_done.save()
    monthly_points(tests_done, [5, 6], start=D(2026, 8, 1))
    MeasureFactory(project=project, name="Tests, new way", continues=tests_done, collect_from=OCT)
    MeasureFactory(
        project=project, name="Old one", collect_from=OCT, withdrawn_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    client = as_role("lead")
    _, html = page_of(client)
    assert "Tests, new way" in html
    assert "Tests done" not in html
    assert "Old one" not in html
    assert re.search(rf'id="{cell(tests_done, D(2026, 9, 1))}"[^>]*value="6"', page_of(client, "2026-09")[1])


def test_a_note_with_an_nhs_number_is_refused_and_a_phone_number_asked_about(as_role, tests_done):
    client = as_role("lead")
    note = cell(tests_done, field="note")
    response = fill(client, {cell(tests_done): "5", note: "See 943 476 5919"})
    assert "holds an NHS number" in response.content.decode()
    response = fill(client, {cell(tests_done): "5", note: "Ring 07700 900123"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Could it identify someone?" in html
    assert 'name="confirm_text"' in html
    assert not DataPoint.objects.exists()
    response = send(client, {**fields_of(html), "confirm_text": "1"})
    assert response.status_code == 302
    assert DataPoint.objects.get().note == "Ring 07700 900123"


def test_totals_only_and_who_reads_notes_are_said(as_role, tests_done):
    _, html = page_of(as_role("lead"))
    assert "Totals only." in html
    assert "Who sees this: team, advisor, fund manager" in html


def test_the_figure_before_stands_beside_the_field(as_role, accepted):
    monthly_points(accepted, [(58, 92)], start=D(2026, 9, 1))
    assert "September: 63% (58 of 92)" in page_of(as_role("lead"))[1]


def test_people_behind_a_measurement_are_kept(as_role, project):
    days = MeasureFactory(project=project, name="Days", data_kind="continuous", unit="days", collect_from=OCT)
    fill(as_role("lead"), {cell(days): "5.4", cell(days, field="people"): "41"})
    point = DataPoint.objects.get()
    assert (point.value, point.people) == (Decimal("5.4"), 41)


# --- events ---


@pytest.fixture
def missed(project):
    return MeasureFactory(project=project, name="Missed results", data_kind="events", frequency="")


def test_another_one_happened(as_role, missed):
    EventFactory(measure=missed, occurred_on=D(2026, 9, 20))
    client = as_role("lead")
    response = fill(client, {f"e{missed.pk}-occurred_on": "2026-10-03", f"e{missed.pk}-note": "Second site"})
    html = client.get(response["Location"]).content.decode()
    assert "Saved 1 event for October 2026." in html
    assert "3 October 2026, 13 days after the one before" in html
    event = Event.objects.get(occurred_on=D(2026, 10, 3))
    assert event.note == "Second site"
    token = re.search(r'name="save" value="(\w+)"', html)[1]
    client.post(f"{URL}undo/", {"save": token})
    event.refresh_from_db()
    assert event.is_withdrawn


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"occurred_on": "2026-11-11"}, "in the future"),
        ({"occurred_on": "2026-13-40"}, "not a date we can read"),
        ({"note": "But when?"}, "Add the day it happened."),
    ],
)
def test_an_event_that_cannot_be_is_told(as_role, missed, fields, words):
    response = fill(as_role("lead"), {f"e{missed.pk}-{name}": text for name, text in fields.items()})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Event.objects.exists()


def test_an_event_sent_twice_is_asked_about_once(as_role, missed):
    client = as_role("lead")
    _, html = page_of(client)
    data = {**fields_of(html), f"e{missed.pk}-occurred_on": "2026-10-03"}
    send(client, data)
    response = send(client, data)
    assert response.status_code == 422
    assert "One on this day was saved a moment ago." in response.content.decode()
    assert send(client, fields_of(response.content.decode())).status_code == 302
    assert [event.sequence for event in Event.objects.order_by("pk")] == [1, 2]


def test_cases_between_events_are_asked_where_they_are_counted(as_role, project):
    cases = MeasureFactory(project=project, name="Cases", data_kind="events", frequency="", unit="cases")
    client = as_role("lead")
    response = fill(client, {f"e{cases.pk}-occurred_on": "2026-10-03", f"e{cases.pk}-cases": "lots"})
    assert response.status_code == 422
    fill(client, {f"e{cases.pk}-occurred_on": "2026-10-03", f"e{cases.pk}-cases": "120"})
    assert Event.objects.get().cases_since_previous == 120


# --- size ---


def test_queries_are_few_and_do_not_grow(as_role, project, missed):
    def queries(rows):
        for i in range(rows):
            kind = ("count", "proportion", "continuous")[i % 3]
            measure = MeasureFactory(project=project, data_kind=kind, collect_from=D(2026, 1, 1))
            values = [(4, 9)] * 10 if kind == "proportion" else [5] * 10
            monthly_points(measure, values, start=D(2026, 1, 1))
        client = as_role("lead")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    one = queries(1)
    assert one <= 15
    assert queries(49) == one


def test_a_page_of_many_measures_stays_small(as_role, project):
    for _ in range(12):
        measure = MeasureFactory(project=project, collect_from=D(2025, 1, 1))
        monthly_points(measure, range(5, 27), start=D(2025, 1, 1))
    assert len(page_of(as_role("lead"))[0].content) < 90_000
