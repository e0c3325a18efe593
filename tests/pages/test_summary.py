"""The one-page summary: the shared face for every reader, and only what this reader may know of the method."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from community.models import Action, Comment
from ftc_qi.pages.summary import joined, one_line, shortened
from measures.models import AimMeasure, Annotation
from projects.models import ProjectParty, Review
from tests.factories import (
    AimStatementFactory,
    CauseFactory,
    MeasureFactory,
    OrganisationFactory,
    monthly_points,
)
from tests.pages.told import add_rows, cycle, everything, main_outcome, text_of

pytestmark = pytest.mark.django_db
PAGE = "/projects/warm-welcome/summary/"
day = datetime.date
READERS = ["lead", "member", "contributor", "advisor", "coach", "fund_manager", "other_lead", "other_coach"]


@pytest.fixture(autouse=True)
def _a_monday_in_november():
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC), tick=False):
        yield


def sheet_of(response):
    """The sheet itself, without the frame that names its reader."""
    return re.search(r"<article.*</article>", response.content.decode(), flags=re.DOTALL).group()


@pytest.fixture
def told(project):
    """A project with something in every part of the sheet."""
    project.themes.create(programme=project.programme, name="Testing")
    project.areas.create(programme=project.programme, name="Camden")
    ProjectParty.objects.create(
        project=project, organisation=OrganisationFactory(name="Kestrel"), role="lead"
    )
    ProjectParty.objects.create(project=project, organisation=OrganisationFactory(name="A clinic"))
    AimStatementFactory(project=project, from_value=41, to_value=70, unit="%")
    main_outcome(project)
    for number in range(6):
        monthly_points(MeasureFactory(project=project, name=f"Process {number}"), [20, 22, 21] * 6)
    cycle(
        project,
        4,
        "done",
        title="Tea table",
        study="A peer and a kettle.",
        act="expand",
        act_note="A second site.",
        do="Eleven people came",
        plan="Ama asks",
        ended_on=day(2026, 9, 1),
    )
    cycle(project, 5, "do", title="Evening drop-in", prediction="60 say yes", do="Nobody yet")
    cycle(project, 6, "plan", title="Hostel visits", planned_start_on=day(2026, 12, 3))
    return project


def test_the_sheet_tells_the_whole_story(as_role, told):
    page = text_of(as_role("other_lead").get(PAGE))
    for words in (
        "Kestrel, with A clinic",
        "Testing · Camden",
        "Offers of a test accepted up from 41% to 70%.",
        "That is about three quarters of the way.",
        "Where we are: Offers of a test accepted",
        "Better since",
        "Process 3",
        "2 more measures are on the project’s pages.",
        "Evening drop-in · Do",
        "We expect: 60 say yes",
        "Tea table · Expanded",
        "A peer and a kettle.",
        "After cycle 4",
        "A second site.",
        "Hostel visits",
        "Planned from 3 December 2026",
        "Protected view: totals only, and numbers about people under 5 are hidden.",
        "Rules: Anhøj rules, version",
        "Figures up to October 2026, as at",
    ):
        assert words in page
    assert "Process 4" not in page


def test_nothing_of_the_teams_own_is_on_it(as_role, told, cast):
    primary = told.measures.get(is_primary=True)
    primary.points.update(note="Sam was ill")
    primary.phases.update(reason="secret reason")
    Review.objects.create(project=told, by=cast.advisor, note="Good work")
    Action.objects.create(project=told, source="meeting", what="Ring the hostel")
    Comment.objects.create(project=told, text="I wonder", by=cast.lead)
    CauseFactory(project=told, text="Fear of forms")
    html = as_role("lead").get(PAGE).content.decode()
    for words in (
        "Eleven people came",
        "Ama asks",
        "Nobody yet",
        "Sam was ill",
        "secret reason",
        "Good work",
        "Ring the hostel",
        "I wonder",
        "Fear of forms",
    ):
        assert words not in html


def test_every_reader_of_the_method_gets_the_same_sheet(as_role, told):
    assert len({sheet_of(as_role(role).get(PAGE)) for role in READERS}) == 1


def test_the_funders_sheet_has_no_word_of_the_method(as_role, told):
    Annotation.objects.create(
        measure=told.measures.get(is_primary=True), on_date=day(2026, 3, 1), text="Hostel closed"
    )
    told.measures.get(is_primary=True).cycle_links.create(cycle=told.change_ideas.get().cycles.get(number=5))
    sheet = sheet_of(as_role("funder").get(PAGE))
    for words in (
        "Evening drop-in",
        "kettle",
        "second site",
        "Hostel visits",
        "What we are testing now",
        "cycle",
        "Hostel closed",
        "Cycle",
        "PDSA",
    ):
        assert words not in sheet
    assert "Better since" in sheet
    assert "Evening drop-in" in sheet_of(as_role("advisor").get(PAGE))


def test_the_aim_follows_the_measure_it_is_linked_to_also_beyond_the_charts_shown(as_role, project):
    main_outcome(project)
    for order in range(1, 7):
        name = f"Another outcome {order}"
        other = main_outcome(project, [(30, 100)] * 24, name=name, is_primary=False, order=order)
    aim = AimStatementFactory(project=project, from_value=20, to_value=40, unit="%")
    AimMeasure.objects.create(aim=aim, measure=other)
    response = as_role("other_lead").get(PAGE)
    page = text_of(response)
    assert "Another outcome 6: now about 30 in 100. That is about half of the way." in page
    assert "Another outcome 5" not in page  # charts are for the first few
    for ending in ("summary.pdf", "storyboard.pptx"):
        assert as_role("other_lead").get(f"/projects/warm-welcome/{ending}").status_code == 200


def test_hidden_numbers_are_hidden_from_the_team_as_well(as_role, project):
    AimStatementFactory(project=project, from_value=3, to_value=80)
    main_outcome(project, [3, 4, 0, 44] * 5, data_kind="count", target=None, unit="people", decimals=0)
    sheets = {sheet_of(as_role(role).get(PAGE)) for role in ("lead", "fund_manager", "other_lead")}
    assert len(sheets) == 1
    sheet = sheets.pop()
    assert "from fewer than 5 to 80" in sheet
    assert "up from 3" not in sheet


def test_two_databases_that_differ_in_hidden_figures_alone_make_the_same_sheet(as_role, project):
    measure = main_outcome(project, [3, 30, 2, 44] * 5, data_kind="count", target=None, decimals=0)
    before = sheet_of(as_role("lead").get(PAGE))
    for number, point in enumerate(measure.points.filter(value__lt=5)):
        type(point).objects.filter(pk=point.pk).update(value=1 + number % 4)
    assert sheet_of(as_role("lead").get(PAGE)) == before


def test_an_empty_project_says_what_is_missing(as_role, project):
    page = text_of(as_role("lead").get(PAGE))
    for words in (
        "No aim is written yet.",
        "No main outcome measure is chosen yet.",
        "No cycle is under way.",
        "No cycle has been studied yet.",
        "Nothing is planned yet.",
        "No figures are logged yet.",
    ):
        assert words in page
    assert "None" not in page


def test_a_measure_without_figures_says_so(as_role, project):
    MeasureFactory(project=project, kind="outcome", is_primary=True, name="Tests done")
    page = text_of(as_role("lead").get(PAGE))
    assert "Where we are: Tests done" in page
    assert "The chart appears with the first figure." in page


def test_what_people_typed_stays_text(as_role, project):
    project.name = "<b>Bold</b> & $x$ #let"
    project.save()
    cycle(project, 5, "do", title="<script>alert(1)</script>", prediction="{{ x }}")
    html = as_role("lead").get(PAGE).content.decode()
    assert "<script>alert" not in html
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; $x$ #let" in html


def test_it_leads_to_its_files(as_role, project):
    page = as_role("lead").get(PAGE).content.decode()
    assert reverse("pages:summary_pdf", args=["warm-welcome"]) in page
    assert reverse("pages:storyboard", args=["warm-welcome"]) in page
    assert (
        reverse("pages:storyboard", args=["warm-welcome"]) not in as_role("funder").get(PAGE).content.decode()
    )


@pytest.mark.parametrize("path", [PAGE, "/projects/warm-welcome/summary.pdf"])
@pytest.mark.parametrize("role", ["lead", "funder"])
def test_it_takes_as_many_queries_for_fifty_as_for_one(
    as_role, cast, project, role, path, django_assert_max_num_queries
):
    def ask():
        client = as_role(role)
        with django_assert_max_num_queries(15) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    everything(project, cast.advisor)
    one = ask()
    add_rows(project, cast.advisor, range(2, 51))
    assert ask() == one


@pytest.mark.parametrize(
    "text, limit, short",
    [
        ("", 50, ""),
        ("All of it.", 50, "All of it."),
        ("The first sentence is here. The second is longer than that.", 40, "The first sentence is here."),
        ("One long sentence without any end that goes on", 30, "One long sentence without any…"),
        ("x" * 100, 30, "x" * 29 + "…"),
        ("Short. " + "word " * 20, 40, "Short. word word word word word word…"),
        ("Lines\nand\ttabs\x07 become one", 80, "Lines and tabs become one"),
    ],
)
def test_texts_are_cut_at_a_sentence_or_a_word(text, limit, short):
    assert shortened(text, limit) == short
    assert len(shortened(text, limit)) <= limit


def test_names_are_joined_as_people_say_them():
    assert joined([]) == ""
    assert joined(["A"]) == "A"
    assert joined(["A", "B", "C"]) == "A, B and C"
    assert one_line(" a\n b ") == "a b"
