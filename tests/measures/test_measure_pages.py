"""The list of a project's measures and the page of one: what each reader sees, and never more."""

import datetime as dt
import json
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from measures.models import (
    Annotation,
    CycleMeasure,
    DisclosurePolicy,
    DriverMeasure,
    Exclusion,
    Measure,
    Phase,
)
from tests.factories import (
    ChangeIdeaFactory,
    DriverFactory,
    EventFactory,
    MeasureFactory,
    PDSACycleFactory,
    monthly_points,
)

pytestmark = pytest.mark.django_db
LOW, HIGH = [12, 15, 9, 14, 11, 13, 10, 16, 12, 14, 11, 13], [22, 25, 21, 24, 23, 26, 28, 24, 22, 27]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-01-20 10:00", tick=True):
        yield


@pytest.fixture
def measure(project):
    """A monthly count from January 2024 to October 2025 that has improved."""
    measure = MeasureFactory(
        project=project,
        name="People tested",
        kind="outcome",
        is_primary=True,
        unit="people",
        operational_definition="Everybody who had a test, first or not.",
    )
    monthly_points(measure, [*LOW, *HIGH], note="The zebra came in.")
    return measure


def page_of(measure, extra="", name="measure"):
    return reverse(f"measures:{name}", args=[measure.project.slug, measure.pk]) + extra


def words_of(response):
    """What is written on the page, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- the list -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [
        ("anonymous", 302),
        ("outsider", 404),
        ("finance", 404),
        ("other_lead", 200),
        ("funder", 200),
        ("lead", 200),
    ],
)
def test_list_answers_those_who_may_see_the_project(as_role, measure, role, status):
    assert as_role(role).get(reverse("measures:list", args=["warm-welcome"])).status_code == status


def test_list_shows_every_measure_by_kind_with_status_and_sentence(as_role, measure, project):
    MeasureFactory(project=project, name="Cups of tea", kind="balancing", direction="neutral")
    response = as_role("lead").get(reverse("measures:list", args=["warm-welcome"]))
    html = response.content.decode()
    assert html.index("Outcome measures") < html.index("People tested") < html.index("Balancing measures")
    assert "Process measures" not in html
    words = words_of(response)
    assert "Improving" in words and "Better since January 2025" in words
    assert "Main outcome, higher is better" in words and "to October 2025" in words
    assert "Out of date" in words  # November and December are overdue
    assert "No figures yet." in words


def test_list_without_measures_offers_one_first_step(as_role, project):
    url = reverse("measures:add", args=["warm-welcome"])
    assert url in as_role("lead").get(reverse("measures:list", args=["warm-welcome"])).content.decode()
    other = as_role("funder").get(reverse("measures:list", args=["warm-welcome"])).content.decode()
    assert "No measures yet" in other and url not in other


def test_withdrawn_measures_are_not_listed_and_have_no_page(as_role, measure):
    Measure.objects.update(withdrawn_at=timezone.now())
    client = as_role("lead")
    assert "People tested" not in client.get(reverse("measures:list", args=["warm-welcome"])).content.decode()
    assert client.get(page_of(measure)).status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_list_queries_do_not_grow(as_role, project, rows, django_assert_max_num_queries):
    for number in range(rows):
        measure = MeasureFactory(project=project, name=f"Measure {number}")
        monthly_points(measure, [11, 12, 13])
    Phase.objects.create(measure=measure, starts_on=dt.date(2024, 2, 1), reason="New site")
    EventFactory(
        measure=MeasureFactory(project=project, data_kind="events", frequency=""),
        occurred_on=dt.date(2025, 3, 1),
    )
    client = as_role("coach")
    with django_assert_max_num_queries(12) as queries:
        assert client.get(reverse("measures:list", args=["warm-welcome"])).status_code == 200
    assert len(queries) == LIST_QUERIES


LIST_QUERIES = 9
"""The same with one measure and with fifty, for the role with most to look up."""


# --- the page -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [("anonymous", 302), ("outsider", 404), ("other_coach", 200), ("contributor", 200), ("member", 200)],
)
def test_page_answers_those_who_may_see_the_project(as_role, measure, role, status):
    assert as_role(role).get(page_of(measure)).status_code == status


def test_page_of_another_projects_measure_is_not_found(as_role, measure, other_project):
    url = reverse("measures:measure", args=["night-line", measure.pk])
    assert as_role("lead").get(url).status_code == 404


def test_page_is_complete_without_javascript(as_role, measure):
    response = as_role("lead").get(page_of(measure))
    html, words = response.content.decode(), words_of(response)
    assert "<h1>People tested</h1>" in html
    assert "Better since January 2025: about 24 people a month, up from 13" in words
    assert html.count('class="c-chart"') == 2  # wide, and one of its own for phones
    assert "Rules: Anhøj rules, version 1." in words and "these rules cry wolf" in words
    assert "Everybody who had a test, first or not." in words
    assert "October 2025" in words and "12 of 22 months" in words and "Show all" in words
    assert "October 2024" not in words.split("Data", 1)[1]  # the newest twelve
    button = re.search(r"<button[^>]*data-explore[^>]*>", html)[0]
    assert " hidden" in button  # without the script there is nothing to press
    assert not re.search(r'\sstyle="|\son\w+="', html)


def test_show_all_shows_every_period(as_role, measure):
    words = words_of(as_role("lead").get(page_of(measure, "?all=1")))
    assert "January 2024" in words and "22 months." in words and "Show all" not in words


def test_each_signal_point_says_so_in_the_table(as_role, measure):
    html = as_role("lead").get(page_of(measure)).content.decode()
    row = re.search(r"<tr><th[^>]*><a[^>]*>October 2025</a>.*?</tr>", html, re.S)[0]
    assert "Shift" in row and "27" in row and "The zebra came in" in row


def test_target_is_told_as_people_say_it(as_role, project):
    measure = MeasureFactory(project=project, data_kind="proportion", target="0.7", name="Offers accepted")
    monthly_points(measure, [(60, 100)] * 12)
    assert "10 points short of the target, 70%" in words_of(as_role("lead").get(page_of(measure)))


def test_a_late_figure_is_called_out_of_date(as_role, measure):
    assert "Out of date" in words_of(as_role("lead").get(page_of(measure)))
    monthly_points(measure, [23, 25], start=dt.date(2025, 11, 1))
    assert "Out of date" not in words_of(as_role("lead").get(page_of(measure)))


@pytest.mark.parametrize("status", ["paused", "completed", "closed_early"])
def test_nothing_is_out_of_date_once_the_project_is_not_active(as_role, measure, project, status):
    type(project).objects.filter(pk=project.pk).update(status=status)
    for url in (page_of(measure), f"/projects/{project.slug}/measures/"):
        assert "Out of date" not in words_of(as_role("lead").get(url))


def test_a_measure_without_figures_says_what_to_do(as_role, project):
    measure = MeasureFactory(project=project)
    lead = as_role("lead").get(page_of(measure)).content.decode()
    assert "Log the first figure" in lead and "data-explore" not in lead
    assert "Log the first figure" not in as_role("funder").get(page_of(measure)).content.decode()


def test_figures_open_for_the_team_and_gaps_can_be_logged(as_role, project):
    measure = MeasureFactory(project=project)
    first, *_ = monthly_points(measure, [11, None, 13])
    point = reverse("measures:point", args=["warm-welcome", measure.pk, first.pk])
    log = reverse("measures:log", args=["warm-welcome"]) + "?month=2024-02"
    for role, opens, logs in [("member", True, True), ("advisor", True, False), ("funder", False, False)]:
        html = as_role(role).get(page_of(measure)).content.decode()
        assert (point in html, log in html) == (opens, logs), role


def test_doors_are_those_the_reader_may_use(as_role, measure):
    phase, note, edit, settings = (
        page_of(measure, name=name) for name in ("phase_add", "annotation_add", "edit", "chart_settings")
    )
    for role, doors in {
        "member": {phase, note, edit, settings},
        "advisor": {phase, settings},
        "contributor": set(),
        "other_lead": set(),
        "funder": set(),
    }.items():
        html = as_role(role).get(page_of(measure)).content.decode()
        assert {url for url in (phase, note, edit, settings) if url in html} == doors, role


# --- two faces ----------------------------------------------------------------------------------------------


def test_the_team_may_look_at_the_protected_view(as_role, measure):
    client = as_role("lead")
    monthly_points(measure, [3], start=dt.date(2025, 11, 1))
    working, shared = (words_of(client.get(page_of(measure, extra))) for extra in ("", "?face=shared"))
    assert "fewer than 5" not in working and "The zebra came in" in working
    assert "You are seeing what other teams, the funder and the public see." in shared
    assert "One month is hidden because a number is under 5." in shared
    assert "fewer than 5" in shared and "zebra" not in shared
    assert "Working numbers" in shared


def test_asking_for_the_working_face_gives_nobody_more(as_role, measure):
    monthly_points(measure, [3], start=dt.date(2025, 11, 1))
    for role in ("contributor", "other_lead", "funder"):
        words = words_of(as_role(role).get(page_of(measure, "?face=working&all=1")))
        assert "fewer than 5" in words and "zebra" not in words and "Working numbers" not in words


def without_tokens(response):
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|Content-Disposition.*', "", response.content.decode())


@pytest.mark.parametrize("role", ["contributor", "other_lead", "other_coach", "funder"])
def test_no_answer_to_a_shared_reader_depends_on_a_hidden_number(as_role, project, programme, role):
    DisclosurePolicy.objects.filter(programme=programme).update(hide_below=100)
    count = MeasureFactory(project=project, name="Count")
    share = MeasureFactory(project=project, name="Share", data_kind="proportion")
    points = monthly_points(count, [173, 77, 181, 190, 165] * 3)
    parts = monthly_points(share, [(1812, 4001), (77, 4127), (1700, 3999), (1650, 3990), (1750, 4010)] * 3)
    client = as_role(role)
    urls = [reverse("measures:list", args=["warm-welcome"])]
    for measure in (count, share):
        urls += [
            page_of(measure, "?all=1"),
            page_of(measure, "", "data_csv"),
            page_of(measure, "", "chart_svg"),
        ]
    before = [without_tokens(client.get(url)) for url in urls]
    for row in points[1::5]:
        type(row).objects.filter(pk=row.pk).update(value=41)
    for row in parts[1::5]:
        type(row).objects.filter(pk=row.pk).update(numerator=39, denominator=4266)
    assert [without_tokens(client.get(url)) for url in urls] == before
    for body in before:
        assert not re.search(r"4,?127|4,?266|(?<![\d.])0?\.0186", body)
    figure = json.loads(re.search(r'<script id="chart-figure"[^>]*>(.*?)</script>', before[1], re.S)[1])
    assert 77 not in {y for trace in figure["data"] for y in trace["y"]}


def test_reasons_are_the_teams_own(as_role, measure):
    Phase.objects.create(measure=measure, starts_on=dt.date(2025, 1, 1), reason="The walrus moved in.")
    Exclusion.objects.create(measure=measure, period_start=dt.date(2024, 3, 1), reason="A lost heron tally.")
    for role, reads in {
        "member": True, "advisor": True, "contributor": True, "other_lead": False, "funder": False
    }.items():  # fmt: skip
        words = words_of(as_role(role).get(page_of(measure, "?all=1")))
        assert ("walrus" in words, "heron" in words) == (reads, reads), role
        assert "Median of all its points" in words and "March 2024" in words
    shared = words_of(as_role("member").get(page_of(measure, "?all=1&face=shared")))
    assert "walrus" not in shared and "heron" not in shared


def test_changes_list_cycles_and_notes_with_the_marks_of_the_chart(as_role, measure, project):
    cycle = PDSACycleFactory(
        change_idea=ChangeIdeaFactory(project=project),
        number=4,
        title="Tea table",
        stage="do",
        started_on=dt.date(2025, 3, 3),
        prediction_locked_at=timezone.now(),
        prediction="More will say yes",
    )
    CycleMeasure.objects.create(cycle=cycle, measure=measure)
    Annotation.objects.create(measure=measure, on_date=dt.date(2025, 6, 2), text="Heatwave")
    url = reverse("pages:cycle", args=["warm-welcome", cycle.pk])
    for role in ("lead", "other_lead"):
        response = as_role(role).get(page_of(measure))
        words = words_of(response)
        assert "Cycle 4: Tea table" in words and "March 2025 to now" in words and "Heatwave" in words
        assert url in response.content.decode(), role
        assert words.index("A Heatwave") < words.index("Cycle 4: Tea table"), "newest first"


def test_the_funder_reads_no_cycle_on_any_chart(as_role, measure, project):
    """A cycle's title is the community's, which the funder is not (DECISIONS 8 and 9)."""
    cycle = PDSACycleFactory(
        change_idea=ChangeIdeaFactory(project=project),
        number=4,
        title="Tea table",
        stage="do",
        started_on=dt.date(2025, 3, 3),
        prediction_locked_at=timezone.now(),
    )
    CycleMeasure.objects.create(cycle=cycle, measure=measure)
    MeasureFactory(project=project, name="Waits")
    Measure.objects.filter(pk=measure.pk).update(is_primary=True)
    pages = [page_of(measure), page_of(measure, name="chart_svg"), page_of(measure, name="data_csv")]
    pages += [reverse(f"{name}", args=[project.slug]) for name in ("pages:project", "measures:compare")]
    pages += [reverse("measures:list", args=[project.slug]), reverse("pages:summary", args=[project.slug])]
    for role, shown in {"other_lead": True, "funder": False}.items():
        client = as_role(role)
        bodies = [client.get(page).content.decode() for page in pages]
        assert any("Tea table" in body for body in bodies) == shown
        assert any("Cycle 4" in body or "cycle 4" in body for body in bodies) == shown


# --- rare events --------------------------------------------------------------------------------------------


@pytest.fixture
def events(project):
    measure = MeasureFactory(project=project, name="Late diagnoses", data_kind="events", frequency="")
    for month in (1, 2, 4, 8):
        EventFactory(measure=measure, occurred_on=dt.date(2025, month, 17), note="The okapi")
    return measure


def test_the_team_sees_events_and_records_another(as_role, events):
    client = as_role("member")
    words = words_of(client.get(page_of(events)))
    assert "17 August 2025" in words and "Did another one happen?" in words and "okapi" in words
    response = client.post(page_of(events, name="event_add"), {"occurred_on": "2026-01-05"}, follow=True)
    assert "Recorded: 5 January 2026." in words_of(response)
    assert events.events.count() == 5


def test_an_event_of_tomorrow_keeps_what_was_typed(as_role, events):
    data = {"occurred_on": "2026-01-21", "note": "Second clinic"}
    response = as_role("member").post(page_of(events, name="event_add"), data)
    assert response.status_code == 422
    assert "in the future" in words_of(response) and "Second clinic" in words_of(response)


def test_event_page_is_for_events_only(as_role, measure, events):
    assert as_role("member").get(page_of(measure, name="event_add")).status_code == 404
    assert as_role("advisor").get(page_of(events, name="event_add")).status_code == 403
    assert as_role("other_lead").get(page_of(events, name="event_add")).status_code == 404


def test_others_see_a_protected_count_for_each_quarter(as_role, events):
    Phase.objects.create(measure=events, starts_on=dt.date(2025, 4, 17), reason="New clinic")
    Exclusion.objects.create(measure=events, event=events.events.first(), reason="Counted twice")
    for role in ("contributor", "other_lead", "funder"):
        for name in ("measure", "data_csv"):
            text = words_of(as_role(role).get(page_of(events, name=name)))
            assert "April to June 2025" in text and "fewer than 5" in text
            assert not re.search(r"\b17 (January|February|April|August|Jan|Feb|Apr|Aug)\b", text)
            assert "2025-04-17" not in text and "okapi" not in text
            assert "Did another one happen" not in text


# --- successors ---------------------------------------------------------------------------------------------


def test_a_measure_and_its_successor_link_both_ways(as_role, measure, project):
    after = MeasureFactory(project=project, name="People tested weekly", continues=measure)
    client = as_role("funder")
    assert page_of(after) in client.get(page_of(measure)).content.decode()
    assert page_of(measure) in client.get(page_of(after)).content.decode()
    Measure.objects.filter(pk=after.pk).update(withdrawn_at=timezone.now())
    assert page_of(after) not in client.get(page_of(measure)).content.decode()


def test_a_measure_names_its_drivers_and_planned_cycles_to_readers_of_the_method(as_role, measure, project):
    driver = DriverFactory(project=project, title="People feel safe")
    gone = DriverFactory(project=project, title="Nobody minds", withdrawn_at=timezone.now())
    for row in (driver, gone):
        DriverMeasure.objects.create(driver=row, measure=measure)
    cycle = PDSACycleFactory(
        change_idea=ChangeIdeaFactory(project=project), number=7, title="Evening drop-in"
    )
    CycleMeasure.objects.create(cycle=cycle, measure=measure)
    for role, reads in (("contributor", True), ("other_lead", True), ("funder", False)):
        page = as_role(role).get(page_of(measure)).content.decode()
        assert (f"/drivers/#driver-{driver.pk}" in page) is reads, role
        assert ("Cycle 7: Evening drop-in" in page) is reads, role
        assert "Nobody minds" not in page


# --- cost ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize("role, expected", [("lead", 14), ("coach", 14), ("funder", 9)])
def test_page_queries_do_not_grow(
    as_role, measure, project, rows, role, expected, django_assert_max_num_queries
):
    start = dt.date(2025, 11, 1)
    monthly_points(measure, [20 + n % 5 for n in range(rows)], start=start)
    idea = ChangeIdeaFactory(project=project)
    for number in range(rows):
        cycle = PDSACycleFactory(
            change_idea=idea,
            number=number + 1,
            stage="do",
            started_on=dt.date(2025, 3, 3),
            prediction="x",
            prediction_locked_at=timezone.now(),
        )
        CycleMeasure.objects.create(cycle=cycle, measure=measure)
        DriverMeasure.objects.create(driver=DriverFactory(project=project), measure=measure)
        Annotation.objects.create(measure=measure, on_date=dt.date(2025, 4, 1), text=f"Note {number}")
        day = dt.date(2024 + number // 12, number % 12 + 1, 1)
        Phase.objects.create(measure=measure, starts_on=day, reason="Why")
        Exclusion.objects.create(measure=measure, period_start=day, reason="Why")
    MeasureFactory(project=project, continues=measure)
    client = as_role(role)
    with django_assert_max_num_queries(15) as queries:
        assert client.get(page_of(measure, "?all=1")).status_code == 200
    assert len(queries) == expected
