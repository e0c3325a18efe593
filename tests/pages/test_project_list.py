"""The list of projects: search, filters, order, 25 a page; each reader's own face."""

import datetime

import pytest
from django.urls import reverse

from measures.models import AimMeasure
from projects.models import ProjectParty
from tests.factories import (
    AimStatementFactory,
    DriverFactory,
    MeasureFactory,
    OrganisationFactory,
    ProgrammeRoleFactory,
    ProjectFactory,
    monthly_points,
)
from tests.pages.told import everything, main_outcome, text_of

pytestmark = pytest.mark.django_db
LIST = "/projects/"
day = datetime.date


def names_in(response):
    return [entry.project.name for entry in response.context["entries"]]


@pytest.mark.parametrize(
    "role", ["lead", "contributor", "other_lead", "advisor", "coach", "fund_manager", "funder"]
)
def test_everybody_with_a_part_in_the_programme_reads_the_list(as_role, role):
    response = as_role(role).get(LIST)
    assert response.status_code == 200
    assert names_in(response) == ["Night Line", "Warm Welcome"]
    assert "2 projects" in text_of(response)


@pytest.mark.parametrize("role, status", [("outsider", 404), ("finance", 404), ("anonymous", 302)])
def test_others_do_not(as_role, role, status):
    assert as_role(role).get(LIST).status_code == status


def test_a_row_tells_who_what_and_how_it_goes(as_role, project, programme):
    kestrel = OrganisationFactory(name="Kestrel Lane Collective")
    ProjectParty.objects.create(project=project, organisation=kestrel, role="lead")
    project.themes.create(programme=programme, name="Testing")
    project.population_groups.create(programme=programme, name="Migrants")
    project.areas.create(programme=programme, name="Camden")
    AimStatementFactory(project=project, from_value=41, to_value=70, unit="%", by_when=day(2027, 3, 31))
    main_outcome(project)
    response = as_role("other_lead").get(LIST)
    page = text_of(response)
    for words in ("Kestrel Lane Collective", "Testing", "Migrants", "Camden", "Improving", "October 2026"):
        assert words in page
    assert "Offers of a test accepted up from 41% to 70%, by March 2027" in page
    assert "<svg" in response.content.decode()


@pytest.mark.parametrize(
    "aim, words",
    [
        ({"from_value": 41, "to_value": 70}, "Now 62%, about three quarters of the way"),
        ({"from_value": 41, "to_value": 60}, "Now 62%, what the aim asks for"),
        ({"from_value": 80, "to_value": 50}, "Now 62%, about two thirds of the way"),
        ({"from_value": 50, "to_value": 30}, "Now 62%, further away than at the start"),
        (
            {"from_value": 41, "to_value": 70, "by_when": day(2026, 9, 30)},
            "Now 62%, about three quarters of the way, the date has passed",
        ),
        ({"to_value": 70}, "Now 62%"),
    ],
)
def test_a_row_tells_how_far_the_aim_is(as_role, project, aim, words):
    AimStatementFactory(project=project, unit="%", **aim)
    main_outcome(project)
    for role in ("lead", "other_lead"):
        entries = as_role(role).get(LIST).context["entries"]
        assert [entry.progress for entry in entries] == ["", words]


def test_how_far_the_aim_is_comes_from_its_own_measure(as_role, project):
    aim = AimStatementFactory(project=project, from_value=20, to_value=40, unit="%")
    main_outcome(project)
    own = main_outcome(project, [(30, 100)] * 12, name="Tested within the month", is_primary=False)
    AimMeasure.objects.create(aim=aim, measure=own)
    page = text_of(as_role("lead").get(LIST))
    assert "Now 30%, about half of the way" in page
    assert "Offers of a test accepted" in page  # the main outcome stays the row's chart


def test_before_the_rules_start_the_newest_figure_is_told(as_role, project):
    AimStatementFactory(project=project, from_value=20, to_value=40, unit="%")
    main_outcome(project, [(30, 100)] * 5, start=day(2026, 6, 1))
    assert "30% in October 2026" in text_of(as_role("lead").get(LIST))


def test_how_far_is_not_told_of_something_else_or_without_a_measure(as_role, project, other_project):
    AimStatementFactory(project=project, from_value=3, to_value=40, unit="people")
    AimStatementFactory(project=other_project, from_value=41, to_value=70, unit="%")
    main_outcome(project)
    assert [entry.progress for entry in as_role("lead").get(LIST).context["entries"]] == ["", ""]


def test_a_hidden_number_tells_others_no_way(as_role, project):
    measure = MeasureFactory(project=project, name="Tests", kind="outcome", unit="people", is_primary=True)
    monthly_points(measure, [20] * 12)
    rows = []
    for start in (2, 3):
        project.aims.all().delete()
        AimStatementFactory(project=project, from_value=start, to_value=40, unit="people a month")
        assert "about half of the way" in text_of(as_role("lead").get(LIST))
        page = text_of(as_role("other_lead").get(LIST))
        assert "of the way" not in page
        rows.append([entry.progress for entry in as_role("contributor").get(LIST).context["entries"]])
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    "q, found",
    [
        ("warm", ["Warm Welcome"]),
        ("WELCOME", ["Warm Welcome"]),
        ("kettle", ["Warm Welcome"]),
        ("cafe", ["Night Line"]),
        ("hostels", ["Warm Welcome"]),
        ("hostels kettle", ["Warm Welcome"]),
        ("hostels café", []),
        ("%", []),
        ("x" * 300, []),
        ("", ["Night Line", "Warm Welcome"]),
    ],
)
def test_search_reads_names_summaries_organisations_and_aims(as_role, project, other_project, q, found):
    project.summary = "Ask while the kettle is on"
    project.save()
    AimStatementFactory(project=project, for_whom="people in hostels")
    ProjectParty.objects.create(
        project=other_project, organisation=OrganisationFactory(name="Café Positive"), role="lead"
    )
    response = as_role("lead").get(LIST, {"q": q})
    assert names_in(response) == found


def test_search_finds_the_aim_that_holds_not_an_old_one(as_role, project):
    AimStatementFactory(project=project, number=1, what="Fewer missed visits")
    AimStatementFactory(project=project, number=2, what="More tests")
    client = as_role("lead")
    assert names_in(client.get(LIST, {"q": "missed"})) == []
    assert names_in(client.get(LIST, {"q": "tests"})) == ["Warm Welcome"]


def test_search_finds_drivers_for_those_who_may_read_them(as_role, project):
    DriverFactory(project=project, title="Doors open after work")
    for role, found in (("lead", ["Warm Welcome"]), ("other_lead", ["Warm Welcome"]), ("funder", [])):
        assert names_in(as_role(role).get(LIST, {"q": "doors"})) == found, role


@pytest.mark.parametrize(
    "name, relation", [("theme", "themes"), ("group", "population_groups"), ("area", "areas")]
)
def test_filters_by_theme_group_and_borough(as_role, project, programme, name, relation):
    made = getattr(project, relation).create(programme=programme, name="Testing")
    client = as_role("lead")
    response = client.get(LIST, {name: made.pk})
    assert names_in(response) == ["Warm Welcome"]
    page = text_of(response)
    assert "1 of 2 projects" in page
    assert "Clear filters" in page
    assert f'<option value="{made.pk}" selected>Testing</option>' in response.content.decode()


def test_filters_by_status_of_the_project_and_of_its_main_outcome(as_role, project, other_project):
    other_project.status = "paused"
    other_project.save()
    main_outcome(project)
    client = as_role("lead")
    assert names_in(client.get(LIST, {"status": "paused"})) == ["Night Line"]
    assert names_in(client.get(LIST, {"outcome": "improvement"})) == ["Warm Welcome"]
    assert names_in(client.get(LIST, {"outcome": "none"})) == ["Night Line"]


def test_filters_by_the_status_on_the_readers_own_face(as_role, project):
    main_outcome(project, [3] * 20, data_kind="count", target=None)
    assert names_in(as_role("lead").get(LIST, {"outcome": "no_signal"})) == ["Warm Welcome"]
    hidden = as_role("other_lead").get(LIST, {"outcome": "numbers_too_small"})
    assert names_in(hidden) == ["Warm Welcome"]
    assert "Numbers too small" in text_of(hidden)
    assert names_in(as_role("other_lead").get(LIST, {"outcome": "no_signal"})) == []


def test_orders_by_newest_figures_and_by_status(as_role, project, other_project):
    main_outcome(project, start=day(2024, 1, 1))
    main_outcome(other_project, [20] * 12, data_kind="count", target=None, start=day(2025, 10, 1))
    client = as_role("lead")
    assert names_in(client.get(LIST, {"sort": "newest"})) == ["Night Line", "Warm Welcome"]
    assert names_in(client.get(LIST, {"sort": "outcome"})) == ["Warm Welcome", "Night Line"]


def test_nothing_found_says_so_and_clears(as_role):
    page = text_of(as_role("lead").get(LIST, {"q": "zebra"}))
    assert "0 of 2 projects" in page
    assert "No project matches" in page
    assert "Clear filters" in page


@pytest.mark.parametrize(
    "query",
    [
        "theme=zebra&group=-1&area=99999999999999999999&status=x&outcome=y&sort=z&page=zebra",
        "page=999",
        "q=%00",
        "theme=%C2%B2",
    ],
)
def test_nonsense_in_the_address_is_not_an_error(as_role, query):
    response = as_role("lead").get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert names_in(response) == ["Night Line", "Warm Welcome"]


def test_pages_of_25_keep_the_search(as_role, programme):
    for number in range(30):
        ProjectFactory(programme=programme, name=f"Harbour {number:02}")
    client = as_role("lead")
    first = client.get(LIST, {"q": "harbour"})
    assert len(names_in(first)) == 25
    assert "q=harbour&amp;page=2" in first.content.decode()
    second = client.get(LIST, {"q": "harbour", "page": 2})
    assert names_in(second) == [f"Harbour {number:02}" for number in range(25, 30)]
    assert "30 of 32 projects" in text_of(second)


def test_only_the_fund_manager_is_offered_a_new_project(as_role):
    add = reverse("pages:project_add")
    assert add in as_role("fund_manager").get(LIST).content.decode()
    assert add not in as_role("lead").get(LIST).content.decode()


def test_an_empty_programme_offers_the_first_step(client, programme):
    manager = ProgrammeRoleFactory(programme=programme, role="fund_manager").user
    client.force_login(manager)
    response = client.get(LIST)
    assert "No projects yet" in text_of(response)
    assert reverse("pages:project_add") in response.content.decode()


def test_projects_of_another_programme_stay_away(as_role, cast):
    elsewhere = ProjectFactory(name="Elsewhere")
    assert "Elsewhere" not in text_of(as_role("lead").get(LIST))
    ProgrammeRoleFactory(programme=elsewhere.programme, user=cast.lead, role="funder")
    client = as_role("lead")
    assert elsewhere.programme.name in text_of(client.get(f"{LIST}?programme=riverside"))
    assert names_in(client.get(f"{LIST}?programme={elsewhere.programme.slug}")) == ["Elsewhere"]


def test_the_list_takes_as_many_queries_for_fifty_as_for_one(
    as_role, cast, programme, project, django_assert_max_num_queries
):
    def ask(role):
        client = as_role(role)
        with django_assert_max_num_queries(15) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    everything(project, cast.advisor)
    one = {role: ask(role) for role in ("lead", "coach", "funder")}
    for number in range(49):
        everything(ProjectFactory(programme=programme, name=f"More {number}"), cast.advisor)
    assert {role: ask(role) for role in one} == one
