"""The chart's settings: what is proposed, what wants a note, which rules fit, shown first, kept and audited."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from ftc_qi.core.models import AuditEvent
from measures.models import Measure, MeasureSummary
from tests.factories import EventFactory, MeasureFactory, monthly_points

pytestmark = pytest.mark.django_db
DAYS_WAITED = [4.5, 5.1, 4.2, 4.8, 5.6, 4.1, 4.9, 5.2, 4.4, 4.7, 5.0, 4.6, 4.3, 5.3]
COUNTS = [12, 15, 9, 14, 11, 13, 10, 16, 12, 14, 11, 13]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2025-04-20 10:00", tick=True):
        yield


@pytest.fixture
def measure(project):
    measure = MeasureFactory(project=project, name="Days waited", data_kind="continuous", direction="down")
    monthly_points(measure, DAYS_WAITED, people=30)
    return measure


@pytest.fixture
def counts(project):
    measure = MeasureFactory(project=project, name="People tested")
    monthly_points(measure, COUNTS)
    return measure


def url_of(measure, name="chart_settings"):
    return reverse(f"measures:{name}", args=[measure.project.slug, measure.pk])


def saved(client, measure, **changes):
    """Send the form as it stands, with some answers changed."""
    measure.refresh_from_db()
    data = {
        "version": measure.version,
        "chart": measure.chart or "proposed",
        "chart_note": measure.chart_note,
        "rule_set": "usual",
        "y_axis": measure.y_axis,
        "decimals": measure.decimals,
    }
    return client.post(url_of(measure), data | changes)


# --- who ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [
        ("anonymous", 302),
        ("outsider", 404),
        ("other_lead", 404),
        ("funder", 404),
        ("finance", 404),
        ("contributor", 403),
        ("other_coach", 404),
        ("coach", 200),
        ("advisor", 200),
        ("fund_manager", 200),
        ("member", 200),
        ("lead", 200),
    ],
)
def test_settings_are_for_team_advisor_and_fund_manager(as_role, measure, role, status):
    client = as_role(role)
    assert client.get(url_of(measure)).status_code == status
    assert saved(client, measure, chart="run").status_code == (302 if status in (200, 302) else status)
    measure.refresh_from_db()
    assert (measure.chart == "run") is (status == 200)


def test_an_advisor_changes_settings_and_nothing_else(as_role, measure):
    assert saved(as_role("advisor"), measure, chart="run", name="Not mine", direction="up").status_code == 302
    measure.refresh_from_db()
    assert (measure.chart, measure.name, measure.direction) == ("run", "Days waited", "down")


# --- what is proposed ---------------------------------------------------------------------------------------


def test_the_page_says_what_is_proposed_and_why_and_draws_the_chart(as_role, measure):
    response = as_role("advisor").get(url_of(measure))
    html = response.content.decode()
    assert "XmR chart: a measurement with 14 recorded points." in html
    assert "As proposed: XmR chart now" in html
    assert html.count('class="c-chart"') == 2 and "The chart as it is" in html
    assert [value for value, _ in response.context["form"].fields["chart"].choices] == [
        "proposed",
        "run",
        "xmr",
        "i",
    ]


def test_rules_stand_with_their_charts_and_how_often_they_are_wrong(as_role, counts):
    response = as_role("member").get(url_of(counts))
    html = response.content.decode()
    assert "unusually long run of points" in html
    assert "points of pure chance, a false alarm" in html
    named = {row["name"]: row["charts"] for row in response.context["rule_sets"]}
    assert "Run chart" in named["Anhøj rules"] and "XmR chart" not in named["Anhøj rules"]


def test_too_few_points_are_said(as_role, project):
    measure = MeasureFactory(project=project, data_kind="continuous")
    monthly_points(measure, DAYS_WAITED[:9], people=30)
    client = as_role("member")
    html = client.get(url_of(measure)).content.decode()
    assert "Run chart: 9 points so far; limits need 12." in html
    refused = saved(client, measure, chart="xmr")
    assert refused.status_code == 422
    assert "Say why it is an XmR chart: readers will ask. 9 points so far" in refused.content.decode()


# --- choosing -----------------------------------------------------------------------------------------------


def test_a_fitting_chart_needs_no_note_and_rules_every_picture(as_role, counts):
    client = as_role("advisor")
    assert saved(client, counts, chart="c").status_code == 302
    counts.refresh_from_db()
    assert counts.chart == "c"
    page = client.get(url_of(counts, "measure")).content.decode()
    assert "C chart" in page and "Mean and limits from all its points" in page
    event = AuditEvent.objects.get(event="measure_changed")
    assert event.changes == {"chart": ["", "c"]} and event.target_id == counts.pk


def test_another_chart_wants_a_note_which_the_team_sees(as_role, counts):
    client = as_role("member")
    refused = saved(client, counts, chart="xmr")
    html = refused.content.decode()
    assert refused.status_code == 422 and "chart_note" in refused.context["form"].errors
    assert "made for measurements" in html
    counts.refresh_from_db()
    assert counts.chart == ""
    assert saved(client, counts, chart="xmr", chart_note="The board reads these").status_code == 302
    for role, reads in {"member": True, "advisor": True, "funder": False, "other_lead": False}.items():
        html = as_role(role).get(url_of(counts, "measure")).content.decode()
        assert "XmR chart, as chosen" in html, role
        assert ("The board reads these" in html) is reads, role


def test_going_back_to_what_is_proposed_takes_the_note_along(as_role, counts):
    Measure.objects.filter(pk=counts.pk).update(chart="xmr", chart_note="The board reads these")
    assert saved(as_role("member"), counts, chart="proposed").status_code == 302
    counts.refresh_from_db()
    assert (counts.chart, counts.chart_note) == ("", "")


@pytest.mark.parametrize("chart", ["", "p", "t", "xbar", "nonsense", "x" * 500])
def test_a_chart_these_figures_cannot_be_is_refused(as_role, counts, chart):
    response = saved(as_role("member"), counts, chart=chart, chart_note="Because")
    assert response.status_code == 422 and "chart" in response.context["form"].errors
    counts.refresh_from_db()
    assert counts.chart == ""


def test_a_note_is_the_teams_and_guarded(as_role, counts):
    client = as_role("member")
    assert "Who sees this: team, advisor, fund manager" in client.get(url_of(counts)).content.decode()
    asked = saved(client, counts, chart="xmr", chart_note="Ask Jo on 07700 900123")
    assert asked.status_code == 422 and "Could it identify someone?" in asked.content.decode()
    refused = saved(client, counts, chart="xmr", chart_note="943 476 5919")
    assert refused.status_code == 422 and "NHS number" in refused.content.decode()
    long = saved(client, counts, chart="xmr", chart_note="because " * 60)
    assert long.status_code == 422 and "300" in long.content.decode()


def test_events_are_offered_their_own_charts(as_role, project):
    measure = MeasureFactory(project=project, data_kind="events", frequency="")
    for week in range(14):
        EventFactory(measure=measure, occurred_on=dt.date(2024, 1, 2) + dt.timedelta(days=20 * week))
    client = as_role("member")
    response = client.get(url_of(measure))
    assert "T chart: days between events, 13 recorded." in response.content.decode()
    assert [value for value, _ in response.context["form"].fields["chart"].choices] == [
        "proposed",
        "run",
        "t",
        "g",
    ]
    assert saved(client, measure, chart="xmr", chart_note="Why not").status_code == 422
    EventFactory(measure=measure, occurred_on=dt.date(2024, 1, 2), sequence=2)
    Measure.objects.filter(pk=measure.pk).update(chart="t")
    html = client.get(url_of(measure)).content.decode()
    assert "G chart instead of the T chart that was chosen: two events fell on one day." in html
    assert "T chart (not possible with these figures)" in html


# --- rules --------------------------------------------------------------------------------------------------


def test_rules_that_do_not_fit_the_chart_are_refused_in_words(as_role, measure):
    client = as_role("advisor")
    response = saved(client, measure, rule_set="perla_2011")  # the proposed chart is XmR
    html = response.content.decode()
    assert response.status_code == 422
    assert "Perla 2011 is for run charts, and this is an XmR chart." in html
    assert saved(client, measure, chart="run", rule_set="nhs_mdc_6").status_code == 422
    measure.refresh_from_db()
    assert measure.rule_set == "anhoej"
    assert saved(client, measure, rule_set="nhs_mdc_6").status_code == 302
    assert saved(client, measure, chart="run", rule_set="perla_2011").status_code == 302
    measure.refresh_from_db()
    assert (measure.chart, measure.rule_set) == ("run", "perla_2011")


def test_the_usual_rules_are_one_answer_on_every_chart(as_role, measure):
    client = as_role("member")
    assert client.get(url_of(measure)).context["form"].initial["rule_set"] == "usual"
    saved(client, measure, rule_set="nhs_mdc_shift6")
    assert client.get(url_of(measure)).context["form"].initial["rule_set"] == "nhs_mdc_shift6"
    saved(client, measure, rule_set="usual")
    measure.refresh_from_db()
    assert measure.rule_set == "anhoej"
    Measure.objects.filter(pk=measure.pk).update(rule_set="nhs_mdc")  # the usual ones by their name
    before = AuditEvent.objects.count()
    assert saved(client, measure, rule_set="usual").status_code == 302
    measure.refresh_from_db()
    assert measure.rule_set == "nhs_mdc" and AuditEvent.objects.count() == before


def test_rules_that_nothing_has_are_refused(as_role, measure):
    assert saved(as_role("member"), measure, rule_set="western_electric").status_code == 422


# --- shown first --------------------------------------------------------------------------------------------


def test_a_chart_is_shown_before_it_is_saved(as_role, counts):
    client = as_role("advisor")
    response = saved(client, counts, chart="c", y_axis="zoom", show="1")
    html = response.content.decode()
    assert response.status_code == 200
    assert "The chart as it would be" in html and "Nothing is saved yet." in html
    assert "It would be: C chart, as chosen." in html
    assert response.context["form"]["chart"].value() == "c"
    counts.refresh_from_db()
    assert counts.chart == "" and counts.version == 1 and not AuditEvent.objects.exists()
    assert MeasureSummary.objects.count() == 0
    plain = client.get(url_of(counts)).content.decode()
    assert response.context["drawn"]["wide"] not in plain


def test_what_cannot_be_saved_is_not_shown_either(as_role, counts):
    response = saved(as_role("advisor"), counts, chart="xmr", show="1")
    assert response.status_code == 422 and "The chart as it is" in response.content.decode()


@pytest.mark.parametrize("show", [{}, {"show": "1"}])
def test_a_stale_form_shows_both_and_writes_nothing(as_role, counts, show):
    client = as_role("member")
    assert saved(client, counts, chart="c").status_code == 302
    response = saved(client, counts, version=1, chart="run", y_axis="zoom", **show)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Someone else changed this while you were writing" in html
    assert {row["label"] for row in response.context["conflict"]} >= {"Which chart?"}
    counts.refresh_from_db()
    assert (counts.chart, counts.y_axis) == ("c", "auto")


# --- kept ---------------------------------------------------------------------------------------------------


def test_axis_and_decimals_are_kept_and_enter_the_history(as_role, measure):
    client = as_role("member")
    assert saved(client, measure, y_axis="zoom", decimals="1").status_code == 302
    assert AuditEvent.objects.get(event="measure_changed").changes == {
        "y_axis": ["auto", "zoom"],
        "decimals": [0, 1],
    }
    assert saved(client, measure, y_axis="sideways").status_code == 422
    assert saved(client, measure, decimals="9").status_code == 422


def test_a_change_of_settings_rebuilds_both_summaries(as_role, counts):
    client = as_role("member")
    saved(client, counts, chart="run")
    before = dict(MeasureSummary.objects.values_list("face", "settings_hash"))
    assert set(before) == {"working", "shared"}
    for change in (
        {"chart": "c"},
        {"chart": "c", "y_axis": "zero"},
        {"chart": "run", "rule_set": "perla_2011"},
    ):
        saved(client, counts, **change)
        after = dict(MeasureSummary.objects.values_list("face", "settings_hash"))
        assert all(after[face] != before[face] for face in before), change
        before = after
    working = MeasureSummary.objects.get(measure=counts, face="working")
    assert working.signal["rule_set"] == "perla_2011"


def test_a_successor_goes_on_with_the_charts_settings(as_role, counts):
    settings = {"chart": "c", "chart_note": "As ever", "rule_set": "perla_2011", "y_axis": "zero"}
    Measure.objects.filter(pk=counts.pk).update(**settings)
    add = f"{reverse('measures:add', args=['warm-welcome'])}?continues={counts.pk}"
    data = {"operational_definition": "All", "frequency": "weekly", "direction": "up"}
    client = as_role("member")
    client.post(add, {**data, "name": "Weekly", "data_kind": "count"})
    new = Measure.objects.get(name="Weekly")
    assert {name: getattr(new, name) for name in settings} == settings


def test_a_successor_of_another_kind_leaves_the_chart_behind(as_role, counts):
    Measure.objects.filter(pk=counts.pk).update(chart="c", chart_note="As ever", y_axis="zero")
    add = f"{reverse('measures:add', args=['warm-welcome'])}?continues={counts.pk}"
    data = {"operational_definition": "All", "frequency": "weekly", "direction": "up"}
    as_role("member").post(add, {**data, "name": "Share", "data_kind": "proportion"})
    new = Measure.objects.get(name="Share")
    assert (new.chart, new.chart_note, new.y_axis) == ("", "", "zero")


@pytest.mark.parametrize("rows", [1, 50])
def test_queries_do_not_grow(as_role, project, rows, django_assert_max_num_queries):
    measure = MeasureFactory(project=project)
    monthly_points(measure, [12] * rows)
    client = as_role("advisor")
    client.get(url_of(measure))
    with django_assert_max_num_queries(15):
        client.get(url_of(measure))
