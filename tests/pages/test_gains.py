"""Holding the gains: the check, its comparison, when it is due; the control plan."""

import datetime
import re

import pytest
import time_machine

from ftc_qi.pages.gains import check_due
from measures.models import ControlItem
from measures.summaries import rebuild_summaries
from projects.factors import FACTORS
from projects.models import Project, SustainabilityAnswer, SustainabilityCheck
from tests.factories import MeasureFactory, ProjectFactory, SustainabilityCheckFactory, monthly_points
from tests.pages.told import text_of

URL = "/projects/warm-welcome/gains/"
ADD, PLAN = f"{URL}check/add/", f"{URL}plan/add/"
CHECK = {"occasion": "before_closing", "done_on": "2026-11-20"}

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def november():
    with time_machine.travel("2026-11-23 12:00", tick=False):
        yield


def done(project, day, levels, **also):
    """A check with these levels of the factors in their order; 0 for none."""
    check = SustainabilityCheckFactory(project=project, done_on=day, **also)
    SustainabilityAnswer.objects.bulk_create(
        SustainabilityAnswer(check_done=check, factor=factor.key, level=level)
        for factor, level in zip(FACTORS, levels, strict=False)
        if level
    )
    return check


def watched(project, name="Offers accepted", **also):
    measure = MeasureFactory(project=project, name=name)
    fields = {"watched_by": "The session lead", "trigger": "A shift", "response": "Sit in on a session"}
    return ControlItem.objects.create(measure=measure, **fields | also)


# --- the check -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["lead", "member", "fund_manager"])
def test_those_who_edit_the_method_do_the_check(as_role, project, role):
    sent = CHECK | {"level_helps_more": "4", "level_means": "1", "note_means": "Money for the peers"}
    text = text_of(as_role(role).post(ADD, sent, follow=True))
    assert "The check of 20 November 2026 is saved." in text
    assert "Checked on 20 November 2026, before closing" in text
    assert "It has what it needs : not yet Money for the peers" in text
    assert SustainabilityAnswer.objects.count() == 2


@pytest.mark.parametrize("role", ["contributor", "advisor", "coach"])
def test_the_others_of_the_team_space_read_it(as_role, cast, project, role):
    done(project, datetime.date(2026, 11, 1), [4] * 10, by=cast.lead)
    watched(project)
    page = as_role(role).get(URL)
    assert "It helps the work too" in text_of(page)
    assert "/edit/" not in page.content.decode()
    assert "check/add/" not in page.content.decode()
    assert as_role(role).get(ADD).status_code == 403
    assert as_role(role).get(PLAN).status_code == 403


@pytest.mark.parametrize("role", ["funder", "other_lead", "other_coach", "finance", "outsider"])
def test_nobody_else_knows_of_it(as_role, project, role):
    assert as_role(role).get(URL).status_code == 404
    assert as_role(role).get(ADD).status_code == 404


@pytest.mark.parametrize(
    "sent, words",
    [
        ({}, "Say of at least one factor where you stand."),
        ({"level_means": "5"}, "Select a valid choice."),
        ({"level_means": "1", "done_on": "2026-11-24"}, "This day is still to come."),
        ({"level_means": "1", "done_on": ""}, "Give the date."),
        ({"level_means": "1", "note_fits": "Ask 943 476 5919"}, "This holds an NHS number."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(as_role, project, sent, words):
    response = as_role("lead").post(ADD, CHECK | {"note": "A long talk"} | sent)
    assert response.status_code == 422
    assert words in text_of(response)
    assert "A long talk" in response.content.decode()
    assert not SustainabilityCheck.objects.exists()


def test_a_stale_check_shows_both_answers(as_role, project):
    check = done(project, datetime.date(2026, 11, 1), [1])
    url = f"{URL}check/{check.pk}/edit/"
    sent = {"version": 1, "occasion": "other", "done_on": "2026-11-01"}
    as_role("member").post(url, sent | {"level_helps_more": "4"})
    response = as_role("lead").post(url, sent | {"level_helps_more": "2"})
    assert response.status_code == 422
    assert "It helps the work too In place Started" in text_of(response)
    assert check.answers.get().level == 4


def test_two_checks_are_drawn_on_one_radar(as_role, cast, project):
    done(project, datetime.date(2026, 4, 1), [1] * 10, by=cast.lead)
    middle = done(project, datetime.date(2026, 8, 1), [2] * 10, by=cast.lead)
    newest = done(project, datetime.date(2026, 11, 1), [4] * 9, by=cast.lead)
    page = as_role("lead").get(URL)
    text = text_of(page)
    assert "Solid line, filled points: 1 November 2026" in text
    assert "Dashed line, hollow points: 1 August 2026" in text
    assert "It helps the work too The way of working Started In place" in text
    assert "It has what it needs The organisation Started Not answered" in text
    assert 'stroke-dasharray="7 5"' in page.content.decode()
    first = project.sustainability_checks.order_by("done_on").first()
    assert "1 April 2026" in text_of(as_role("lead").get(f"{URL}?check={newest.pk}&with={first.pk}"))
    assert "Dashed line, hollow points: 1 April 2026" in text_of(
        as_role("lead").get(f"{URL}?check={middle.pk}")
    )
    assert as_role("lead").get(f"{URL}?check=nonsense&with=99999999999999999999").status_code == 200


def test_weak_factors_can_be_made_an_action(as_role, cast, project):
    done(project, datetime.date(2026, 11, 1), [4, 2, 1, 3], by=cast.lead)
    page = as_role("lead").get(URL).content.decode()
    found = re.findall(r"actions/add/\?([^\"]+)", page)
    assert found == [
        "what=It+can+adapt&amp;source=sustainability",
        "what=People+believe+that+it+works&amp;source=sustainability",
    ]
    assert "Make it an action" not in as_role("contributor").get(URL).content.decode()


def test_nothing_is_added_up(as_role, cast, project):
    done(project, datetime.date(2026, 11, 1), [4] * 10, by=cast.lead)
    text = text_of(as_role("lead").get(URL))
    assert "40" not in text
    assert "100" not in text


DAY = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    "status, ends_on, occasions, words",
    [
        ("active", datetime.date(2027, 1, 31), [], "The project ends on 31 January 2027."),
        ("active", datetime.date(2027, 1, 31), ["other"], "The project ends on 31 January 2027."),
        ("active", datetime.date(2027, 1, 31), ["before_closing"], ""),
        ("active", datetime.date(2027, 3, 31), [], ""),
        ("active", None, [], ""),
        ("completed", datetime.date(2026, 8, 31), ["before_closing"], "is due on 28 February 2027"),
        ("completed", datetime.date(2026, 3, 31), ["before_closing"], "was due on 30 September 2026"),
        ("completed", datetime.date(2026, 3, 31), ["six_months"], ""),
        ("active", datetime.date(2026, 11, 1), [], "is due on 1 May 2027"),
        ("closed_early", datetime.date(2026, 3, 31), [], ""),
        ("planned", datetime.date(2026, 12, 1), [], ""),
    ],
)
def test_when_a_check_is_due(status, ends_on, occasions, words):
    found = check_due(Project(status=status, ends_on=ends_on), occasions, DAY)
    assert words in found.words(DAY) if words else found is None


@pytest.mark.parametrize(
    "status, ends_on, waits",
    [
        ("active", datetime.date(2026, 12, 18), True),
        ("active", datetime.date(2027, 1, 31), False),  # its page says so already; work can wait
        ("completed", datetime.date(2026, 6, 10), True),
        ("completed", datetime.date(2026, 4, 30), True),
        ("completed", datetime.date(2026, 9, 30), False),
        ("completed", datetime.date(2025, 4, 30), False),
        ("closed_early", datetime.date(2026, 4, 30), False),
    ],
)
def test_a_check_that_is_due_waits_in_my_work_until_it_is_done(as_role, project, status, ends_on, waits):
    ProjectFactory(programme=project.programme)
    project.status, project.ends_on = status, ends_on
    project.save()
    assert "Check what will last" not in text_of(as_role("contributor").get("/", follow=True))
    client = as_role("lead")
    assert ("Check what will last" in text_of(client.get("/"))) == waits
    if waits:
        occasion = "six_months" if status == "completed" else "before_closing"
        assert f'<option value="{occasion}" selected>' in client.get(ADD).content.decode()
        done(project, DAY, [4] * 10, occasion=occasion)
        assert "Check what will last" not in text_of(client.get("/"))


# --- the control plan ------------------------------------------------------------------------------------


def test_a_measure_is_watched(as_role, project):
    measure = MeasureFactory(project=project, name="Offers accepted")
    sent = {
        "measure": measure.pk,
        "watched_by": "The session lead",
        "how_often": "Each month",
        "trigger": "A shift",
        "response": "Sit in",
    }
    text = text_of(as_role("lead").post(PLAN, sent, follow=True))
    assert "“Offers accepted” is in the control plan." in text
    assert "The session lead Each month" in text


def test_a_measure_of_another_project_cannot_be_chosen(as_role, other_project):
    measure = MeasureFactory(project=other_project)
    sent = {"measure": measure.pk, "watched_by": "x", "trigger": "x", "response": "x"}
    assert as_role("lead").post(PLAN, sent).status_code == 422
    assert not ControlItem.objects.exists()


def test_the_plan_shows_each_measure_on_the_readers_face(as_role, project):
    item = watched(project)
    item.measure.kind, item.measure.data_kind = "outcome", "proportion"
    item.measure.save()
    monthly_points(item.measure, [(3, 100)] * 24)
    rebuild_summaries([item.measure])
    assert "No signal" in text_of(as_role("lead").get(URL))
    shared = as_role("contributor").get(URL).content.decode()
    assert "No signal" not in shared
    assert "Numbers too small" in shared


def test_a_line_is_taken_out_and_a_withdrawn_measure_leaves_the_plan(as_role, project):
    item = watched(project)
    as_role("lead").post(f"{URL}plan/{item.pk}/withdraw/", {"why": "Not needed"})
    assert "The session lead" not in text_of(as_role("lead").get(URL))
    other = watched(project, name="Days to a result", watched_by="The nurse")
    other.measure.withdrawn_at = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    other.measure.save()
    assert "The nurse" not in text_of(as_role("lead").get(URL))


def test_the_empty_page_asks_for_a_measure_first(as_role, project):
    assert "Add a measure" in text_of(as_role("lead").get(URL))
    MeasureFactory(project=project)
    assert "Watch a measure" in text_of(as_role("lead").get(URL))


@pytest.mark.parametrize("role", ["lead", "contributor", "coach"])
@pytest.mark.parametrize("rows", [1, 50])
def test_queries_do_not_grow(as_role, cast, project, role, rows, django_assert_max_num_queries):
    for row in range(rows):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=row)
        done(project, day, [2] * 10, by=cast.lead)
        measure = MeasureFactory(project=project, name=f"Measure {row}")
        monthly_points(measure, [20, 21, 22])
        ControlItem.objects.create(measure=measure, watched_by="x", trigger="x", response="x")
    client = as_role(role)
    with django_assert_max_num_queries(15):
        client.get(URL)
