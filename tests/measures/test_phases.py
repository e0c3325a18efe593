"""Re-basing a chart and leaving points out: a person's decision, with a reason."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from ftc_qi.core.models import AuditEvent
from measures.models import Annotation, Exclusion, MeasureSummary, Phase
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


# --- advice and preview -------------------------------------------------------------------------------------


def test_the_page_asks_what_a_re_basing_wants(as_role, measure, project):
    Annotation.objects.create(measure=measure, on_date=dt.date(2024, 12, 9), text="Peers began")
    html = as_role("member").get(url_of(measure, "phase_add")).content.decode()
    assert "<b>A change that has lasted</b>: yes, 11 months since January 2025." in html
    assert "<b>Enough figures at the new level</b>: yes, 11;" in html
    assert "near it on the chart: Peers began." in html
    quiet = MeasureFactory(project=project)
    monthly_points(quiet, LOW)
    html = as_role("member").get(url_of(quiet, "phase_add")).content.decode()
    assert "<b>A change that has lasted</b>: no, no signal." in html


def test_a_chart_with_limits_wants_twelve_at_the_new_level(as_role, project):
    measure = MeasureFactory(project=project, data_kind="continuous", name="Days waited")
    monthly_points(measure, [*LOW[:11], 10, *HIGH], people=30)
    measure.phases.update(baseline_periods=12)
    page = as_role("advisor").get(url_of(measure, "phase_add"))
    html = page.content.decode()
    assert "its own mean and limits, from the month you choose" in html
    assert "Fix the mean and limits on the first" in html
    assert (
        "Wait a little" in html and "<b>Enough figures at the new level</b>: no, 11; 12 are needed." in html
    )
    monthly_points(measure, [24], start=dt.date(2025, 12, 1), people=30)
    page = as_role("advisor").get(url_of(measure, "phase_add"))
    assert "Re-basing would be reasonable" in page.content.decode()
    assert page.context["form"]["starts_on"].value() == "2025-01-01"


def test_single_figures_outside_the_limits_are_no_new_level(as_role, project):
    measure = MeasureFactory(project=project, data_kind="continuous")
    monthly_points(measure, [*LOW, *LOW[:8], 40], people=30)
    html = as_role("member").get(url_of(measure, "phase_add")).content.decode()
    assert "There is no reason to re-base now" in html
    assert "no new level has lasted" in html
    assert "<b>A change that has lasted</b>: no, a signal, but no new level." in html


def test_a_new_phase_is_shown_before_it_is_begun(as_role, measure):
    client = as_role("advisor")
    shown = rebased(client, measure, show="1")
    html = shown.content.decode()
    assert shown.status_code == 200 and "The chart as it would be" in html and "Nothing is saved yet" in html
    assert "Re-based January 2025" in html
    assert shown.context["form"]["reason"].value() == "Peers make the offer."
    assert measure.phases.count() == 1 and not AuditEvent.objects.exists()
    assert rebased(client, measure, show="1", reason="").status_code == 422


def test_a_change_of_a_phase_is_shown_before_it_is_saved(as_role, measure):
    first = measure.phases.get()
    client, url = as_role("member"), url_of(measure, "phase_edit", first.pk)
    shown = client.post(url, {"version": 1, "baseline_periods": "12", "show": "1"})
    assert shown.status_code == 200 and "The chart as it would be" in shown.content.decode()
    assert shown.context["preview"]["wide"] != client.get(url_of(measure, "measure")).context["wide"]
    stale = client.post(url, {"version": 7, "baseline_periods": "12", "show": "1"})
    assert stale.status_code == 422 and "Someone else changed this" in stale.content.decode()
    first.refresh_from_db()
    assert first.baseline_periods is None


@pytest.mark.parametrize(
    "values, words",
    [
        (LOW, "Fixing the line would be reasonable"),
        (LOW[:11], "There are 11 months so far. 12 make the median firm"),
        ([9, 8, 9, 7, 8, 9, 8, 21, 22, 20, 23, 21, 22, 20], "The first points are not steady"),
    ],
)
def test_the_page_says_whether_the_first_points_may_fix_the_line(as_role, project, values, words):
    measure = MeasureFactory(project=project)
    monthly_points(measure, values)
    html = as_role("member").get(url_of(measure, "phase_edit", measure.phases.get().pk)).content.decode()
    assert words in html


# --- how the lines came about -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status", [(role, 200 if role == "contributor" else status) for role, status in ROLES]
)
def test_earlier_lines_are_for_the_team_advisor_and_fund_manager(as_role, measure, role, status):
    assert as_role(role).get(url_of(measure, "phases")).status_code == status


def test_every_change_of_the_lines_is_told_with_the_chart_of_its_time(as_role, measure, cast):
    client = as_role("advisor")
    before = client.get(url_of(measure, "measure")).context["wide"]
    rebased(client, measure)
    phase = measure.phases.get(starts_on=dt.date(2025, 1, 1))
    with_two = client.get(url_of(measure, "measure")).context["wide"]
    data = {"version": 1, "starts_on": "2025-02-01", "reason": "From February", "baseline_periods": "9"}
    assert client.post(url_of(measure, "phase_edit", phase.pk), data).status_code == 302
    assert client.post(url_of(measure, "phase_withdraw", phase.pk), {"why": "Too soon"}).status_code == 302
    page = client.get(url_of(measure, "phases"))
    changes = page.context["changes"]
    assert [change["what"] for change in changes] == [
        "Withdrawn: the phase from February 2025",
        "A phase changed: it begins from February 2025, before from January 2025; median of its first 9 points",
        "Re-based from January 2025",
        "The first line",
    ]
    assert [change["why"] for change in changes] == [
        "Too soon", "From February", "Peers make the offer.", "",
    ]  # fmt: skip
    assert changes[2]["by"] == cast.advisor.display_name
    drawn = {n: client.get(f"{url_of(measure, 'phases')}?lines={n}").context["shown"] for n in (1, 2, 3, 4)}
    assert drawn[1]["wide"] == drawn[4]["wide"] == before
    assert drawn[2]["wide"] == with_two and drawn[3]["wide"] not in (before, with_two)
    assert page.context["shown"]["wide"] == drawn[3]["wide"]  # before the newest change


def test_lines_that_came_without_history_tell_what_their_rows_say(as_role, measure, cast):
    Phase.objects.create(
        measure=measure,
        starts_on=dt.date(2025, 1, 1),
        reason="Peers",
        created_by=cast.lead,
        withdrawn_at=timezone.now(),
        withdrawn_by=cast.member,
        withdrawn_why="Too soon",
    )
    changes = as_role("member").get(url_of(measure, "phases")).context["changes"]
    assert [(change["what"], change["by"], change["why"]) for change in changes] == [
        ("Withdrawn: the phase from January 2025", cast.member.display_name, "Too soon"),
        ("Re-based from January 2025", cast.lead.display_name, "Peers"),
        ("The first line", "", ""),
    ]


@pytest.mark.parametrize("asked", ["0", "-1", "99", "x", "1e9", "²", ""])
def test_lines_nobody_set_are_those_before_the_newest_change(as_role, measure, asked):
    client = as_role("member")
    rebased(client, measure)
    page = client.get(url_of(measure, "phases"), {"lines": asked})
    assert page.status_code == 200
    assert [line["begins"] for line in page.context["lines"]] == ["From the beginning"]


def test_a_contributor_sees_earlier_lines_on_protected_numbers(as_role, project):
    measure = MeasureFactory(project=project)
    monthly_points(measure, [1873, *LOW[1:], 3, *HIGH])
    rebased(as_role("lead"), measure, starts_on="2025-03-01")
    lead = as_role("lead").get(url_of(measure, "phases"))
    assert ">hidden<" not in lead.context["shown"]["wide"]
    assert "You see protected numbers." not in lead.content.decode()
    contributor = as_role("contributor").get(url_of(measure, "phases"))
    assert ">hidden<" in contributor.context["shown"]["wide"]
    assert "You see protected numbers." in contributor.content.decode()


def test_events_keep_their_lines_by_quarter_for_a_contributor(as_role, project):
    measure = MeasureFactory(project=project, data_kind="events", frequency="")
    for month in (1, 3, 7, 9, 11):
        EventFactory(measure=measure, occurred_on=dt.date(2025, month, 9))
    rebased(as_role("lead"), measure, starts_on="2025-07-09")
    html = as_role("contributor").get(url_of(measure, "phases") + "?lines=2").content.decode()
    assert "From July to September 2025" in html and "9 July" not in html


def test_the_measure_page_leads_to_earlier_lines(as_role, measure):
    url = url_of(measure, "phases")
    for role, reads in {"member": True, "contributor": True, "funder": False, "other_lead": False}.items():
        assert (f'"{url}"' in as_role(role).get(url_of(measure, "measure")).content.decode()) is reads, role


@pytest.mark.parametrize("rebasings", [0, 9])
def test_queries_of_the_lines_do_not_grow(as_role, measure, rebasings, django_assert_num_queries):
    client = as_role("member")
    for month in range(2, 2 + rebasings):
        rebased(client, measure, starts_on=f"2024-{month:02}-01")
    client.get(url_of(measure, "phases"))
    with django_assert_num_queries(10):
        client.get(url_of(measure, "phases"))


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


def test_the_form_begins_with_the_point_it_was_asked_for(as_role, measure):
    client, url = as_role("advisor"), url_of(measure, "exclusion_add")
    page = client.get(f"{url}?point=2024-03-01")
    assert page.context["form"]["point"].value() == "2024-03-01"
    for nonsense in ("2024-03-15", "x", "1" * 400, ""):
        page = client.get(url, {"point": nonsense})
        assert page.status_code == 200 and not page.context["form"]["point"].value()


def test_a_point_that_is_left_out_stays_drawn_and_marked(as_role, measure):
    client = as_role("advisor")
    client.post(url_of(measure, "exclusion_add"), {"point": "2025-11-01", "reason": "Tally lost"})
    page = client.get(url_of(measure, "measure"))
    html = page.content.decode()
    assert "left out" in page.context["wide"] and "Left out of the rules" in html
    row = next(one for one in page.context["rows"] if one.cells.starts_on == dt.date(2025, 11, 1))
    assert row.cells.left_out


def test_rows_of_the_table_offer_a_note_only_and_a_figures_own_page_offers_to_leave_it_out(as_role, measure):
    client, leave_out = as_role("advisor"), url_of(measure, "exclusion_add")
    page = client.get(url_of(measure, "measure"))
    html = page.content.decode()
    assert all(one.note_url in html for one in page.context["rows"])
    assert f"{leave_out}?point=" not in html and html.count(f'"{leave_out}"') == 1
    opened = client.get(page.context["rows"][0].url).content.decode()
    assert f"{leave_out}?point={page.context['rows'][0].cells.starts_on:%Y-%m-%d}" in opened


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
