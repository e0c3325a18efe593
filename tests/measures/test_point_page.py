"""One data point's page: correct in place, history, withdraw; and withdrawing an event."""

import datetime as dt
import re

import pytest
import time_machine

from measures.actions.points import correct_point, withdraw_point
from measures.entry import Answer
from measures.models import DataPoint, Exclusion
from tests.factories import EventFactory, MeasureFactory, monthly_points

pytestmark = pytest.mark.django_db
SEPT = dt.date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def point(project):
    measure = MeasureFactory(project=project, name="Offers accepted", data_kind="proportion")
    return monthly_points(measure, [(58, 92)], start=SEPT)[0]


def url_of(point, step=""):
    return f"/projects/warm-welcome/measures/{point.measure_id}/points/{point.pk}/{step}"


def form_of(html):
    """What a browser would send of the cell: figures and what was seen."""
    tags = [tag for tag in re.findall(r"<input[^>]*>", html) if 'type="radio"' not in tag]
    found = [re.search(r'name="(m[\w-]+)".*?value="([^"]*)"', tag) for tag in tags]
    return {match[1]: match[2] for match in found if match}


def prefix(point):
    return f"m{point.measure_id}-20260901"


@pytest.mark.parametrize(
    "role, sees, corrects",
    [
        ("anonymous", 302, 302),
        ("outsider", 404, 404),
        ("other_lead", 404, 404),
        ("funder", 404, 404),
        ("contributor", 403, 403),
        ("advisor", 200, 403),
        ("fund_manager", 200, 403),
        ("member", 200, 302),
    ],
)
def test_exact_history_is_for_those_who_see_exact_numbers(as_role, point, role, sees, corrects):
    client = as_role(role)
    assert client.get(url_of(point)).status_code == sees
    data = {f"{prefix(point)}-numerator": "58", f"{prefix(point)}-denominator": "92"}
    assert client.post(url_of(point, "correct/"), data).status_code == corrects
    assert client.get(url_of(point, "withdraw/")).status_code == (200 if role == "member" else corrects)


def test_advisors_see_no_form(as_role, point):
    html = as_role("advisor").get(url_of(point)).content.decode()
    assert "What happened to it" in html
    assert "Correct this figure" not in html
    assert "Log September" not in html


def test_a_point_is_corrected_in_place_with_a_reason(as_role, cast, point):
    client = as_role("lead")
    data = form_of(client.get(url_of(point)).content.decode())
    data |= {f"{prefix(point)}-numerator": "60", "why": "Two forms came late"}
    html = client.post(url_of(point, "correct/"), data, follow=True).content.decode()
    point.refresh_from_db()
    assert (point.numerator, point.version) == (60, 2)
    assert "September 2026: corrected." in html
    assert f"<b>Corrected</b> by {cast.lead.display_name}" in html
    assert "Why: Two forms came late" in html
    assert "58 → 60" in html


def test_bad_figures_keep_the_text(as_role, point):
    client = as_role("lead")
    data = form_of(client.get(url_of(point)).content.decode())
    data |= {f"{prefix(point)}-numerator": "99", "why": "Ring 07700 900123"}
    response = client.post(url_of(point, "correct/"), data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "99 is more than 92. Check both numbers." in html
    assert 'value="99"' in html
    assert "Could it identify someone?" in html
    assert "Ring 07700 900123" in html


def test_a_stale_correction_shows_both(as_role, cast, point):
    client = as_role("lead")
    data = form_of(client.get(url_of(point)).content.decode())
    correct_point(point=point, answer=Answer(numerator=61, denominator=92), version=1, by=cast.member)
    data[f"{prefix(point)}-numerator"] = "60"
    response = client.post(url_of(point, "correct/"), data)
    assert response.status_code == 422
    assert "saved 61 of 92 here while you were writing; you have 60 of 92." in response.content.decode()
    data = form_of(response.content.decode())
    assert client.post(url_of(point, "correct/"), data).status_code == 302
    point.refresh_from_db()
    assert point.numerator == 60


def test_sending_it_unchanged_changes_nothing(as_role, point):
    client = as_role("lead")
    data = form_of(client.get(url_of(point)).content.decode())
    html = client.post(url_of(point, "correct/"), data, follow=True).content.decode()
    assert "Nothing was changed" in html
    point.refresh_from_db()
    assert point.version == 1


def test_a_point_is_withdrawn_with_a_reason_and_its_history_stays(as_role, point):
    client = as_role("lead")
    assert client.post(url_of(point, "withdraw/"), {"why": ""}).status_code == 422
    response = client.post(url_of(point, "withdraw/"), {"why": "Wrong clinic"})
    assert response["Location"].endswith("/log/?month=2026-09")
    point.refresh_from_db()
    assert point.is_withdrawn
    html = client.get(url_of(point)).content.decode()
    assert "This figure was withdrawn." in html
    assert "Why: Wrong clinic" in html
    assert "Correct this figure" not in html
    assert client.get(url_of(point, "withdraw/")).status_code == 302


def test_a_withdrawn_point_takes_no_correction(as_role, cast, point):
    client = as_role("lead")
    data = form_of(client.get(url_of(point)).content.decode())
    withdraw_point(point=point, why="Wrong clinic", by=cast.member)
    data[f"{prefix(point)}-numerator"] = "60"
    client.post(url_of(point, "correct/"), data)
    point.refresh_from_db()
    assert point.numerator == 58


def test_the_history_of_a_period_goes_back_past_a_withdrawal(as_role, cast, point):
    withdraw_point(point=point, why="Wrong clinic", by=cast.member)
    newer = monthly_points(point.measure, [(50, 90)], start=SEPT)[0]
    assert "Why: Wrong clinic" in as_role("lead").get(url_of(newer)).content.decode()


def test_points_are_found_through_their_own_project_and_measure(as_role, point, other_project):
    theirs = monthly_points(MeasureFactory(project=other_project), [3], start=SEPT)[0]
    client = as_role("lead")
    assert client.get(url_of(theirs)).status_code == 404
    other = MeasureFactory(project=point.measure.project)
    assert client.get(f"/projects/warm-welcome/measures/{other.pk}/points/{point.pk}/").status_code == 404
    assert DataPoint.objects.get(pk=theirs.pk).value == 3


# --- what may be done with a point on the chart ---------------------------------------------------------------


ACTS = ("annotations/add/?on=2026-09-01", "exclusions/add/?point=2026-09-01")


@pytest.mark.parametrize(
    "role, acts", [("lead", ACTS), ("member", ACTS), ("fund_manager", ACTS), ("advisor", ACTS[1:])]
)
def test_a_points_page_leads_to_a_note_and_to_leaving_it_out(as_role, point, role, acts):
    client = as_role(role)
    html = client.get(url_of(point)).content.decode()
    assert [act for act in ACTS if act in html] == list(acts)
    table = client.get(f"/projects/warm-welcome/measures/{point.measure_id}/").content.decode()
    assert [act for act in ACTS if act in table] == [act for act in acts if act == ACTS[0]]
    if ACTS[0] in acts:
        base = f"/projects/warm-welcome/measures/{point.measure_id}/"
        assert client.get(base + ACTS[0]).context["form"]["on_date"].value() == SEPT
        for nonsense in ("2026-13-01", "x", ""):
            form = client.get(f"{base}annotations/add/", {"on": nonsense}).context["form"]
            assert form["on_date"].value() == dt.date(2026, 11, 10)


def test_protected_rows_lead_nowhere(as_role, point):
    url = f"/projects/warm-welcome/measures/{point.measure_id}/"
    for role, query in (("contributor", ""), ("funder", ""), ("lead", "?face=shared")):
        html = as_role(role).get(url + query).content.decode()
        assert not [act for act in ACTS if act in html]


def test_a_point_left_out_is_taken_back_from_its_page(as_role, point):
    client = as_role("lead")
    client.post(
        f"/projects/warm-welcome/measures/{point.measure_id}/exclusions/add/",
        {"point": "2026-09-01", "reason": "Tally lost"},
    )
    html = client.get(url_of(point)).content.decode()
    assert "Line and rules pass over this point: Tally lost" in html and ACTS[1] not in html
    back = re.search(r'href="([^"]*exclusions/\d+/withdraw/)"', html)[1]
    assert client.post(back, {"why": "Found"}).status_code == 302
    assert ACTS[1] in client.get(url_of(point)).content.decode()


def test_a_period_without_a_figure_cannot_be_left_out(as_role, point):
    gap = monthly_points(point.measure, ["not_collected"], start=dt.date(2026, 10, 1))[0]
    html = as_role("lead").get(url_of(gap)).content.decode()
    assert "exclusions/add/" not in html and "annotations/add/?on=2026-10-01" in html


@pytest.mark.parametrize(
    "role, status",
    [
        ("anonymous", 302),
        ("outsider", 404),
        ("other_lead", 404),
        ("funder", 404),
        ("contributor", 403),
        ("advisor", 200),
        ("fund_manager", 200),
        ("member", 200),
    ],
)
def test_an_events_page_is_for_those_who_see_exact_numbers(as_role, project, role, status):
    measure = MeasureFactory(project=project, data_kind="events", frequency="")
    EventFactory(measure=measure, occurred_on=dt.date(2026, 9, 2))
    event = EventFactory(measure=measure, occurred_on=dt.date(2026, 9, 9), note="In the night")
    base = f"/projects/warm-welcome/measures/{measure.pk}/"
    client = as_role(role)
    response = client.get(f"{base}events/{event.pk}/")
    assert response.status_code == status
    if status != 200:
        return
    html = response.content.decode()
    assert "7 days after the one before." in html and "In the night" in html
    assert f"exclusions/add/?point={event.pk}" in html
    assert ("annotations/add/?on=2026-09-09" in html) is (role != "advisor")
    assert (f"events/{event.pk}/withdraw/" in html) is (role == "member")
    chosen = client.get(f"{base}exclusions/add/?point={event.pk}").context["form"]["point"].value()
    assert chosen == str(event.pk)
    assert f'"{base}events/{event.pk}/"' in client.get(base).content.decode()


def test_an_event_is_found_through_its_own_project_and_measure(as_role, project, other_project):
    client = as_role("lead")
    theirs = MeasureFactory(project=other_project, data_kind="events", frequency="")
    event = EventFactory(measure=theirs, occurred_on=dt.date(2026, 9, 9))
    mine = MeasureFactory(project=project, data_kind="events", frequency="")
    for measure in (theirs, mine):
        url = f"/projects/warm-welcome/measures/{measure.pk}/events/{event.pk}/"
        assert client.get(url).status_code == 404


def test_an_event_left_out_says_so_and_is_taken_back(as_role, project):
    measure = MeasureFactory(project=project, data_kind="events", frequency="")
    event = EventFactory(measure=measure, occurred_on=dt.date(2026, 9, 9))
    client, base = as_role("advisor"), f"/projects/warm-welcome/measures/{measure.pk}/"
    html = client.get(f"{base}events/{event.pk}/").content.decode()
    assert "The first one: the chart counts from here." in html
    Exclusion.objects.create(measure=measure, event=event, reason="Counted by mistake")
    html = client.get(f"{base}events/{event.pk}/").content.decode()
    assert "Counted by mistake" in html and "Take it back in" in html


def test_an_event_is_withdrawn_with_a_reason(as_role, project):
    measure = MeasureFactory(project=project, data_kind="events", frequency="")
    event = EventFactory(measure=measure, occurred_on=dt.date(2026, 9, 9))
    url = f"/projects/warm-welcome/measures/{measure.pk}/events/{event.pk}/withdraw/"
    assert as_role("advisor").get(url).status_code == 403
    client = as_role("member")
    assert "Withdraw the event of 9 September 2026?" in client.get(url).content.decode()
    assert client.post(url, {"why": ""}).status_code == 422
    assert client.post(url, {"why": "Not one of ours"})["Location"].endswith("/log/?month=2026-09")
    event.refresh_from_db()
    assert event.withdrawn_why == "Not one of ours"
    assert client.get(url).status_code == 404
