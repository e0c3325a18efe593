"""Adding, changing and withdrawing a measure; whether it is about people."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from ftc_qi.core.models import AuditEvent
from measures.models import Measure, MeasureSummary
from tests.factories import EventFactory, MeasureFactory, monthly_points

pytestmark = pytest.mark.django_db
ADD = "/projects/warm-welcome/measures/add/"
LEAST = {
    "name": "People tested",
    "operational_definition": "Everybody who had a test.",
    "data_kind": "count",
    "frequency": "monthly",
    "direction": "up",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-01-21 10:00", tick=True):  # a Wednesday
        yield


def url_of(measure, name="edit"):
    return reverse(f"measures:{name}", args=[measure.project.slug, measure.pk])


def sent(form, **changes):
    """What a browser would send back of a form, with some fields changed."""
    data = {}
    for name in form.fields:
        shown = form[name].value()
        if shown is not None and shown is not False and shown != "":
            data[name] = shown
    return {**data, **changes}


def edited(client, measure, **changes):
    form = client.get(url_of(measure)).context["form"]
    return client.post(url_of(measure), sent(form, **changes))


# --- adding -------------------------------------------------------------------------------------------------


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
def test_measures_are_defined_by_the_team_and_the_fund_manager(as_role, project, role, status):
    client = as_role(role)
    assert client.get(ADD).status_code == status
    if status != 200:
        client.post(ADD, LEAST)
        assert not Measure.objects.exists()


def test_four_things_are_enough_to_start(as_role, project, cast):
    response = as_role("member").post(ADD, LEAST)
    measure = Measure.objects.get()
    assert response.url == url_of(measure, "measure")
    assert (measure.kind, measure.rule_set, measure.about_people, measure.is_primary) == (
        "process", "anhoej", True, False,
    )  # fmt: skip
    assert measure.created_by == cast.member
    first = measure.phases.get()
    assert first.starts_on is None and first.baseline_periods is None
    assert MeasureSummary.objects.filter(measure=measure).count() == 2
    assert set(AuditEvent.objects.values_list("event", flat=True)) == {"measure_added", "phase_added"}


def test_what_is_missing_is_named_and_what_was_typed_stays(as_role, project):
    response = as_role("member").post(ADD, {"name": "People tested", "data_kind": "rate"})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="People tested"' in html
    assert {"operational_definition", "direction"} == set(response.context["form"].errors)
    assert not Measure.objects.exists()


def test_a_name_is_used_once_in_a_project(as_role, project, other_project):
    MeasureFactory(project=other_project, name="People tested")
    client = as_role("member")
    assert client.post(ADD, LEAST).status_code == 302
    response = client.post(ADD, LEAST)
    assert response.status_code == 422
    assert "has a measure of this name" in response.content.decode()


def test_an_nhs_number_is_refused_and_a_small_number_asked_about(as_role, project):
    client = as_role("member")
    refused = client.post(ADD, {**LEAST, "source": "943 476 5919"})
    assert refused.status_code == 422 and "NHS number" in refused.content.decode()
    data = {**LEAST, "operational_definition": "The 3 people who come on Mondays."}
    asked = client.post(ADD, data)
    assert asked.status_code == 422 and "Could it identify someone?" in asked.content.decode()
    assert "I have checked" in asked.content.decode()
    assert client.post(ADD, {**data, "confirm_text": "on"}).status_code == 302
    assert AuditEvent.objects.filter(event="text_confirmed").exists()


@pytest.mark.parametrize(
    "kind, per, typed, stored",
    [
        ("proportion", 1, "70", "0.7"),
        ("proportion", 1, "72.5", "0.725"),
        ("rate", 1000, "2.5", "0.0025"),
        ("rate", 100000, "12.3", "0.000123"),
        ("count", 1, "26", "26"),
        ("continuous", 1, "4.75", "4.75"),
    ],
)
def test_a_target_is_typed_as_displayed_and_stored_as_plotted(as_role, project, kind, per, typed, stored):
    client = as_role("member")
    client.post(ADD, {**LEAST, "data_kind": kind, "per": per, "target": typed, "target_on": "2027-03-01"})
    measure = Measure.objects.get()
    assert measure.target == Decimal(stored)
    form = client.get(url_of(measure)).context["form"]
    assert form["target"].value() == typed
    assert edited(client, measure, name="Renamed").status_code == 302
    measure.refresh_from_db()
    assert measure.target == Decimal(stored) and measure.name == "Renamed"


@pytest.mark.parametrize("target", ["101", "-1"])
def test_a_percentage_target_lies_between_0_and_100(as_role, project, target):
    response = as_role("member").post(ADD, {**LEAST, "data_kind": "proportion", "target": target})
    assert response.status_code == 422 and "between 0 and 100" in response.content.decode()


def test_a_fortnight_is_anchored_on_a_monday(as_role, project):
    client = as_role("member")
    data = {**LEAST, "frequency": "fortnightly"}
    wrong = client.post(ADD, {**data, "fortnight_anchor": "2026-01-20"})
    assert wrong.status_code == 422 and "not a Monday" in wrong.content.decode()
    client.post(ADD, data)
    assert Measure.objects.get().fortnight_anchor == dt.date(2026, 1, 19)  # this week's


def test_rare_events_have_no_frequency(as_role, project):
    as_role("member").post(ADD, {**LEAST, "data_kind": "events", "frequency": "monthly"})
    assert Measure.objects.get().frequency == ""


def test_collection_ends_after_it_begins(as_role, project):
    data = {**LEAST, "collect_from": "2026-02-01", "collect_until": "2026-01-01"}
    response = as_role("member").post(ADD, data)
    assert response.status_code == 422 and "end before it begins" in response.content.decode()


def test_the_first_line_may_rest_on_the_first_points(as_role, project):
    as_role("member").post(ADD, {**LEAST, "baseline_periods": "12"})
    assert Measure.objects.get().phases.get().baseline_periods == 12


# --- the main outcome ---------------------------------------------------------------------------------------


def test_only_an_outcome_can_be_the_main_outcome(as_role, project):
    response = as_role("member").post(ADD, {**LEAST, "kind": "process", "is_primary": "on"})
    assert response.status_code == 422
    assert "Only an outcome can be the main outcome" in response.content.decode()


def test_the_main_outcome_moves_when_another_is_marked(as_role, project):
    old = MeasureFactory(
        project=project, name="Old main", kind="outcome", is_primary=True, operational_definition="All"
    )
    client = as_role("member")
    assert "“Old main” is it now" in client.get(ADD).content.decode()
    client.post(ADD, {**LEAST, "kind": "outcome", "is_primary": "on"})
    old.refresh_from_db()
    assert not old.is_primary and old.version == 2
    assert Measure.objects.get(is_primary=True).name == "People tested"
    edited(client, old, is_primary="on")
    assert Measure.objects.get(is_primary=True) == old


# --- changing -----------------------------------------------------------------------------------------------


def test_a_change_is_kept_in_the_history_and_rebuilds_the_summaries(as_role, project):
    measure = MeasureFactory(project=project, operational_definition="All")
    monthly_points(measure, [12, 15, 9, 14, 11, 13, 10, 16, 12, 14, 11, 13, *[25] * 9])
    client = as_role("member")
    edited(client, measure, direction="down")
    assert {row.status for row in MeasureSummary.objects.all()} == {"deterioration"}
    event = AuditEvent.objects.get(event="measure_changed")
    assert event.changes == {"direction": ["up", "down"]}
    edited(client, measure, direction="up")
    assert {row.status for row in MeasureSummary.objects.all()} == {"improvement"}


def test_two_people_editing_the_same_measure_are_told(as_role, project):
    measure = MeasureFactory(
        project=project, target="0.5", data_kind="proportion", operational_definition="All"
    )
    client = as_role("member")
    data = sent(client.get(url_of(measure)).context["form"], unit="mine", target="60")
    Measure.objects.filter(pk=measure.pk).update(unit="theirs", target="0.55", version=2)
    response = client.post(url_of(measure), data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "theirs" in html and "mine" in html and ">55<" in html and ">60<" in html
    measure.refresh_from_db()
    assert measure.unit == "theirs"
    assert client.post(url_of(measure), {**data, "version": 2}).status_code == 302
    measure.refresh_from_db()
    assert measure.unit == "mine" and measure.target == Decimal("0.6")


def test_frequency_and_kind_can_change_until_figures_exist(as_role, project):
    measure = MeasureFactory(project=project, operational_definition="All")
    client = as_role("member")
    edited(client, measure, frequency="weekly", data_kind="proportion")
    measure.refresh_from_db()
    assert (measure.frequency, measure.data_kind) == ("weekly", "proportion")


def test_frequency_and_kind_are_fixed_once_figures_exist(as_role, project):
    measure = MeasureFactory(project=project, operational_definition="All of them")
    monthly_points(measure, [11])
    client = as_role("member")
    html = client.get(url_of(measure)).content.decode()
    assert 'name="frequency"' not in html and 'name="data_kind"' not in html
    assert "A count" in html and "Monthly" in html and f"{ADD}?continues={measure.pk}" in html
    response = edited(client, measure, name="Renamed", frequency="weekly", data_kind="rate")
    assert response.status_code == 302
    measure.refresh_from_db()
    assert (measure.name, measure.frequency, measure.data_kind) == ("Renamed", "monthly", "count")


def test_figures_that_came_while_the_form_was_open_freeze_it(as_role, project):
    measure = MeasureFactory(project=project, data_kind="events", frequency="", operational_definition="All")
    client = as_role("member")
    data = sent(client.get(url_of(measure)).context["form"], data_kind="count", frequency="weekly")
    EventFactory(measure=measure, occurred_on=dt.date(2026, 1, 5))
    client.post(url_of(measure), data)
    measure.refresh_from_db()
    assert (measure.frequency, measure.data_kind) == ("", "events")


def test_editing_a_measure_keeps_its_charts_settings(as_role, project):
    settings = {"chart": "c", "chart_note": "As ever", "rule_set": "perla_2011", "y_axis": "zoom"}
    measure = MeasureFactory(project=project, operational_definition="All", **settings)
    assert edited(as_role("member"), measure, name="Renamed", decimals="2").status_code == 302
    measure.refresh_from_db()
    assert (measure.name, measure.decimals) == ("Renamed", 2)
    assert {name: getattr(measure, name) for name in settings} == settings


def test_a_chart_of_another_kind_of_figure_goes_with_the_kind(as_role, project):
    measure = MeasureFactory(project=project, operational_definition="All", chart="c", chart_note="As ever")
    client = as_role("member")
    edited(client, measure, data_kind="continuous")
    measure.refresh_from_db()
    assert (measure.chart, measure.chart_note) == ("", "")
    Measure.objects.filter(pk=measure.pk).update(chart="xmr")
    edited(client, measure, data_kind="count")
    measure.refresh_from_db()
    assert measure.chart == "xmr"  # counts can be drawn so as well


# --- successors ---------------------------------------------------------------------------------------------


def test_a_successor_begins_with_the_settings_of_the_old_measure(as_role, project):
    old = MeasureFactory(
        project=project, name="People tested", operational_definition="Everybody", unit="people", target="20"
    )
    monthly_points(old, [11])
    client = as_role("member")
    url = f"{ADD}?continues={old.pk}"
    page = client.get(url)
    form = page.context["form"]
    assert "goes on from <b>People tested</b>" in page.content.decode()
    assert form["name"].value() == "People tested, from January 2026"
    assert form["unit"].value() == "people" and form["target"].value() == "20"
    assert client.post(url, sent(form, frequency="weekly", collect_from="2026-02-02")).status_code == 302
    new = Measure.objects.get(continues=old)
    old.refresh_from_db()
    assert new.frequency == "weekly" and old.collect_until == dt.date(2026, 2, 1)
    assert client.get(url).url == url_of(new, "measure")  # it has one now


def test_a_successor_of_another_projects_measure_is_not_found(as_role, project, other_project):
    other = MeasureFactory(project=other_project)
    client = as_role("member")
    assert client.get(f"{ADD}?continues={other.pk}").status_code == 404
    assert client.get(f"{ADD}?continues=x").status_code == 404


# --- withdrawing --------------------------------------------------------------------------------------------


def test_a_measure_is_withdrawn_with_a_reason_and_leaves_every_total(as_role, project):
    measure = MeasureFactory(project=project, kind="outcome", is_primary=True)
    monthly_points(measure, [11])
    client = as_role("lead")
    client.post(url_of(measure, "edit"), {})  # nothing happens
    page = client.get(url_of(measure, "withdraw")).content.decode()
    assert "main outcome" in page and "Nothing is deleted" in page
    assert client.post(url_of(measure, "withdraw"), {"why": ""}).status_code == 422
    response = client.post(url_of(measure, "withdraw"), {"why": "Nobody could collect it."})
    assert response.url == "/projects/warm-welcome/measures/"
    measure.refresh_from_db()
    assert measure.is_withdrawn and measure.points.exists()
    assert not MeasureSummary.objects.exists()
    assert AuditEvent.objects.get(event="measure_withdrawn").why == "Nobody could collect it."
    assert client.post(ADD, {**LEAST, "name": measure.name}).status_code == 302  # its name is free again


def test_a_withdrawn_successor_leaves_room_for_another(as_role, project):
    old = MeasureFactory(project=project)
    new = MeasureFactory(project=project, continues=old)
    client = as_role("lead")
    client.post(url_of(new, "withdraw"), {"why": "A mistake"})
    assert client.get(f"{ADD}?continues={old.pk}").status_code == 200


@pytest.mark.parametrize("role, status", [("advisor", 403), ("contributor", 403), ("other_lead", 404)])
def test_others_withdraw_no_measure(as_role, project, role, status):
    measure = MeasureFactory(project=project)
    assert as_role(role).post(url_of(measure, "withdraw"), {"why": "No"}).status_code == status


# --- about people -------------------------------------------------------------------------------------------


@pytest.fixture
def asked(as_role, project):
    measure = MeasureFactory(project=project, operational_definition="Cups of tea", name="Cups")
    monthly_points(measure, [3, 2, 11])
    edited(as_role("member"), measure, about_people="no")
    measure.refresh_from_db()
    return measure


def page(client, measure):
    return client.get(url_of(measure, "measure")).content.decode()


def test_a_no_stays_protected_until_it_is_confirmed(as_role, asked):
    assert asked.about_people
    assert AuditEvent.objects.filter(event="not_about_people_asked").count() == 1
    assert "fewer than 5" in page(as_role("other_lead"), asked)
    assert "until an advisor or fund manager confirms" in page(as_role("member"), asked)
    assert url_of(asked, "people") in page(as_role("advisor"), asked)
    edited(as_role("member"), asked, about_people="no")
    assert AuditEvent.objects.filter(event="not_about_people_asked").count() == 1  # asked once


@pytest.mark.parametrize("role", ["advisor", "coach", "fund_manager"])
def test_advisor_or_fund_manager_confirms(as_role, cast, asked, role):
    client = as_role(role)
    version = client.get(url_of(asked, "people")).context["form"]["version"].value()
    data = {"answer": "not_people", "version": version}
    assert client.post(url_of(asked, "people"), data).status_code == 422  # the reason is asked for
    assert client.post(url_of(asked, "people"), {**data, "why": "Cups, not people."}).status_code == 302
    asked.refresh_from_db()
    assert not asked.about_people and asked.not_about_people_confirmed_by == getattr(cast, role)
    assert AuditEvent.objects.get(event="not_about_people_confirmed").why == "Cups, not people."
    assert "fewer than 5" not in page(as_role("other_lead"), asked)
    assert "is not about people" not in page(as_role("advisor"), asked)


@pytest.mark.parametrize(
    "role, status", [("lead", 403), ("member", 403), ("contributor", 403), ("other_lead", 404)]
)
def test_the_team_cannot_confirm_its_own_question(as_role, asked, role, status):
    data = {"answer": "not_people", "version": asked.version, "why": "We say so"}
    assert as_role(role).post(url_of(asked, "people"), data).status_code == status
    asked.refresh_from_db()
    assert asked.about_people


@pytest.mark.parametrize("answer", ["people", "", "other"])  # without a clear answer, the safe one
def test_an_advisor_may_keep_the_figures_protected(as_role, asked, answer):
    client = as_role("advisor")
    data = {"answer": answer, "version": asked.version, "why": "Each cup is a person."}
    assert client.post(url_of(asked, "people"), data).status_code == 302
    asked.refresh_from_db()
    assert asked.about_people
    assert "The team says that" not in page(client, asked)


def test_the_team_may_protect_figures_again(as_role, cast, asked):
    Measure.objects.update(about_people=False, not_about_people_confirmed_by=cast.advisor)
    edited(as_role("member"), asked, about_people="yes")
    asked.refresh_from_db()
    assert asked.about_people and asked.not_about_people_confirmed_by is None
    assert "fewer than 5" in page(as_role("other_lead"), asked)


def test_a_new_measure_that_says_no_is_protected_too(as_role, project):
    as_role("fund_manager").post(ADD, {**LEAST, "about_people": "no"})
    assert Measure.objects.get().about_people
    assert AuditEvent.objects.filter(event="not_about_people_asked").exists()
