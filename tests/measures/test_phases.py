"""Re-basing a chart and leaving points out: a person's decision, with a reason."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from ftc_qi.core.models import AuditEvent
from measures.models import Exclusion, MeasureSummary, Phase
from tests.factories import EventFactory, MeasureFactory, monthly_points

pytestmark = pytest.mark.django_db
LOW, HIGH = [12, 15, 9, 14, 11, 13, 10, 16, 12, 14, 11, 13], [22, 25, 21, 24, 23, 26, 28, 24, 22, 27, 25]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-01-20 10:00", tick=True):
        yield


@pytest.fixture
def measure(project):
    measure = MeasureFactory(project=project, name="People tested")
    monthly_points(measure, [*LOW, *HIGH])
    return measure


def url_of(measure, name, *args):
    return reverse(f"measures:{name}", args=[measure.project.slug, measure.pk, *args])


def rebased(client, measure, **changes):
    data = {"starts_on": "2025-01-01", "reason": "Peers make the offer.", **changes}
    return client.post(url_of(measure, "phase_add"), data)


ROLES = [
    ("anonymous", 302),
    ("outsider", 404),
    ("other_lead", 404),
    ("funder", 404),
    ("contributor", 403),
    ("member", 200),
    ("advisor", 200),
    ("other_coach", 404),
    ("fund_manager", 200),
]


@pytest.mark.parametrize("role, status", ROLES)
@pytest.mark.parametrize("name", ["phase_add", "exclusion_add"])
def test_phases_and_exclusions_are_for_team_advisor_and_fund_manager(as_role, measure, name, role, status):
    assert as_role(role).get(url_of(measure, name)).status_code == status


def test_a_chart_is_re_based_with_a_reason(as_role, measure, cast):
    client = as_role("advisor")
    assert rebased(client, measure).url == url_of(measure, "measure")
    phase = measure.phases.get(starts_on=dt.date(2025, 1, 1))
    assert (phase.reason, phase.created_by) == ("Peers make the offer.", cast.advisor)
    assert AuditEvent.objects.get(event="phase_added").why == "Peers make the offer."
    assert MeasureSummary.objects.get(measure=measure, face="working").status == "improvement_held"
    html = client.get(url_of(measure, "measure")).content.decode()
    assert "Improved, holding" in html and "Peers make the offer." in html and "Re-based January 2025" in html


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"reason": ""}, "Say why"),
        ({"starts_on": ""}, "Choose where the new phase begins"),
        ({"starts_on": "2025-01-15"}, "is not one of the available choices"),
        ({"baseline_periods": "2"}, "greater than or equal to 6"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_role, measure, changes, words):
    response = rebased(as_role("member"), measure, **changes)
    html = response.content.decode()
    assert response.status_code == 422 and words in html
    assert changes.get("reason", "Peers make the offer.") in html
    assert measure.phases.count() == 1


def test_one_phase_begins_at_a_period(as_role, measure):
    client = as_role("member")
    rebased(client, measure)
    response = rebased(client, measure, reason="Again")
    assert response.status_code == 422 and "A phase begins there already" in response.content.decode()


def test_periods_are_offered_with_their_figures_newest_first(as_role, measure):
    html = as_role("member").get(url_of(measure, "phase_add")).content.decode()
    assert html.index("November 2025: 25") < html.index("February 2024: 15")
    assert "January 2024: 12" not in html  # the chart begins there


def test_the_page_says_when_re_basing_would_be_reasonable(as_role, measure):
    page = as_role("member").get(url_of(measure, "phase_add"))
    html = page.content.decode()
    assert "Re-basing would be reasonable" in html
    assert "has lasted 11 months, since January 2025" in html
    assert page.context["form"]["starts_on"].value() == "2025-01-01"


@pytest.mark.parametrize(
    "values, words",
    [
        ([*LOW, *HIGH[:8]], "Wait a little"),
        (LOW, "There is no reason to re-base now"),
        (LOW[:5], "Not yet"),
        ([], "too short for a second phase"),
    ],
)
def test_the_page_says_when_it_would_not(as_role, project, values, words):
    measure = MeasureFactory(project=project)
    monthly_points(measure, values)
    page = as_role("member").get(url_of(measure, "phase_add"))
    assert words in page.content.decode()
    assert not page.context["form"]["starts_on"].value()


def test_a_phase_is_changed_and_a_stale_form_shows_both(as_role, measure):
    phase = Phase.objects.create(measure=measure, starts_on=dt.date(2025, 1, 1), reason="Peers")
    client = as_role("member")
    url = url_of(measure, "phase_edit", phase.pk)
    data = {
        "version": 1,
        "starts_on": "2025-02-01",
        "reason": "Peers, from February",
        "baseline_periods": "9",
    }
    assert client.post(url, data).status_code == 302
    phase.refresh_from_db()
    assert (phase.starts_on, phase.baseline_periods) == (dt.date(2025, 2, 1), 9)
    response = client.post(url, {**data, "starts_on": "2025-03-01", "reason": "From March"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Peers, from February" in html and "From March" in html
    phase.refresh_from_db()
    assert phase.reason == "Peers, from February"


def test_the_first_phase_has_a_baseline_and_no_start_to_change(as_role, measure):
    first = measure.phases.get()
    client = as_role("member")
    url = url_of(measure, "phase_edit", first.pk)
    assert 'name="starts_on"' not in client.get(url).content.decode()
    client.post(url, {"version": 1, "baseline_periods": "12", "starts_on": "2025-01-01"})
    first.refresh_from_db()
    assert first.baseline_periods == 12 and first.starts_on is None
    assert "Median of its first 12 points" in client.get(url_of(measure, "measure")).content.decode()


def test_a_phase_is_withdrawn_and_the_first_is_not(as_role, measure):
    phase = Phase.objects.create(measure=measure, starts_on=dt.date(2025, 1, 1), reason="Peers")
    first = measure.phases.get(starts_on=None)
    client = as_role("member")
    url = url_of(measure, "phase_withdraw", phase.pk)
    assert "Withdraw this phase?" in client.get(url).content.decode()
    assert client.post(url, {"why": "Too soon"}).status_code == 302
    phase.refresh_from_db()
    assert phase.is_withdrawn
    assert MeasureSummary.objects.get(measure=measure, face="working").status == "improvement"
    assert client.get(url).status_code == 404
    refused = client.post(url_of(measure, "phase_withdraw", first.pk), {"why": "Go"})
    assert refused.status_code == 422 and "The first phase stays" in refused.content.decode()
    assert rebased(client, measure).status_code == 302  # a new one may begin there


def test_rows_of_another_measure_are_not_found(as_role, measure, project):
    other = MeasureFactory(project=project)
    phase = Phase.objects.create(measure=other, starts_on=dt.date(2025, 1, 1), reason="Peers")
    client = as_role("member")
    assert client.get(url_of(measure, "phase_edit", phase.pk)).status_code == 404
    assert client.get(url_of(other, "phase_edit", phase.pk)).status_code == 200
    type(other).objects.filter(pk=other.pk).update(withdrawn_at=timezone.now())
    assert client.get(url_of(other, "phase_edit", phase.pk)).status_code == 404


def test_events_begin_a_phase_on_a_day_of_one(as_role, project):
    measure = MeasureFactory(project=project, data_kind="events", frequency="")
    for month in (1, 3, 7):
        EventFactory(measure=measure, occurred_on=dt.date(2025, month, 9))
    assert rebased(as_role("member"), measure, starts_on="2025-03-09").status_code == 302
    assert measure.phases.filter(starts_on=dt.date(2025, 3, 9)).exists()


# --- points left out ----------------------------------------------------------------------------------------


def test_a_point_is_left_out_with_a_reason_and_taken_back(as_role, measure):
    client = as_role("advisor")
    url = url_of(measure, "exclusion_add")
    assert client.post(url, {"point": "2024-03-01", "reason": ""}).status_code == 422
    assert client.post(url, {"point": "2024-03-01", "reason": "Tally lost"}).status_code == 302
    exclusion = Exclusion.objects.get()
    page = client.get(url_of(measure, "measure") + "?all=1").content.decode()
    assert "Tally lost" in page and "left out" in page.lower()
    assert "March 2024: 9" not in client.get(url).content.decode()  # out already
    back = url_of(measure, "exclusion_withdraw", exclusion.pk)
    assert "It was left out because: Tally lost" in client.get(back).content.decode()
    assert client.post(back, {"why": "Found it"}).status_code == 302
    assert "March 2024: 9" in client.get(url).content.decode()
    events = AuditEvent.objects.filter(event__startswith="point_").values_list("event", "why")
    assert set(events) == {("point_left_out", "Tally lost"), ("point_taken_back", "Found it")}


def test_leaving_points_out_changes_what_the_chart_says(as_role, measure):
    monthly_points(measure, [], start=dt.date(2026, 1, 1))
    client = as_role("member")
    for month in ("2025-01-01", "2025-02-01"):
        client.post(url_of(measure, "exclusion_add"), {"point": month, "reason": "Two sites only"})
    assert "Better since March 2025" in client.get(url_of(measure, "measure")).content.decode()


def test_an_event_is_left_out_by_its_key(as_role, project):
    measure = MeasureFactory(project=project, data_kind="events", frequency="")
    rows = [EventFactory(measure=measure, occurred_on=dt.date(2025, month, 9)) for month in (1, 3, 7)]
    client = as_role("member")
    data = {"point": str(rows[1].pk), "reason": "Counted by mistake"}
    assert client.post(url_of(measure, "exclusion_add"), data).status_code == 302
    assert Exclusion.objects.get().event == rows[1]
    assert "9 March 2025</b>: Counted by mistake" in client.get(url_of(measure, "measure")).content.decode()
    assert client.post(url_of(measure, "exclusion_add"), data).status_code == 422
