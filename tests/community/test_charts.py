"""The community's charts: every project's main outcome, one protected face for everybody, counts that add up."""

import re

import pytest
from django.urls import reverse

from projects.models import Theme
from tests.cast import ROLES
from tests.factories import (
    MeasureFactory,
    PDSACycleFactory,
    ProgrammeRoleFactory,
    ProjectFactory,
    monthly_points,
)

URL = "/community/charts/"
STEADY = [20, 24, 19, 25, 21, 23, 18, 26, 20, 24, 19, 25, 21, 23, 18, 26]
RISING = [20, 24, 19, 25, 21, 23, 18, 26, 34, 36, 33, 38, 35, 37, 36, 39]
ALLOWED = {
    "other_lead",
    "lead",
    "member",
    "contributor",
    "advisor",
    "coach",
    "other_coach",
    "fund_manager",
    "funder",
}


def primary(project, values, **fields):
    measure = MeasureFactory(
        project=project, kind="outcome", is_primary=True, **{"name": f"Outcome of {project.name}", **fields}
    )
    monthly_points(measure, values)
    return measure


def test_address_is_fixed():
    assert reverse("community:charts") == URL


@pytest.mark.parametrize("role", ROLES)
def test_those_with_a_part_in_the_programme_may_look(as_role, role):
    response = as_role(role).get(URL)
    if role == "anonymous":
        assert response.status_code == 302
    else:
        assert response.status_code == (200 if role in ALLOWED else 404)


def test_counts_add_up_to_all_projects_and_name_chance(as_role, project, other_project, programme):
    primary(project, RISING)
    primary(other_project, STEADY)
    ProjectFactory(programme=programme, name="First Steps")
    html = as_role("member").get(URL).content.decode()
    assert "1 of 3 projects has improved its main outcome" in html
    shares = [int(count) for count in re.findall(r'<li class="q-row gap-1"><b>(\d+)</b>', html)]
    assert sum(shares) == 3
    assert "By chance alone," in html
    assert "First Steps" in html


def test_own_team_sees_the_protected_face_too(as_role, project):
    primary(project, [*STEADY[:-1], 3])
    as_lead = as_role("lead").get(URL).content.decode()
    as_funder = as_role("funder").get(URL).content.decode()
    assert "1 hidden" in as_lead
    figures = re.findall(r"<svg class=\"c-chart\".*?</svg>", as_lead, re.S)
    assert figures == re.findall(r"<svg class=\"c-chart\".*?</svg>", as_funder, re.S)
    assert figures


def test_download_says_why_a_figure_is_hidden(as_role, project):
    primary(project, [*STEADY[:-1], 3])
    text = as_role("lead").get(URL, {"format": "csv"}).content.decode()
    assert text.startswith("\ufeffProject,")  # or spreadsheets read it as another encoding
    last = text.strip().splitlines()[-1]
    assert "fewer than 5" in last
    assert ",3," not in last


def test_theme_narrows_the_charts_and_the_count(as_role, project, other_project, programme):
    theme = Theme.objects.create(programme=programme, name="Testing")
    project.themes.add(theme)
    primary(project, STEADY)
    primary(other_project, STEADY)
    html = as_role("advisor").get(URL, {"theme": theme.pk}).content.decode()
    assert "Outcome of Warm Welcome" in html
    assert "Outcome of Night Line" not in html
    assert "0 of 1 project has improved its main outcome" in html


def test_nonsense_in_the_address_is_ignored(as_role, project):
    primary(project, STEADY)
    assert as_role("lead").get(URL, {"theme": "x' OR 1", "sort": "nope"}).status_code == 200


def test_no_projects_yet_says_what_comes(client, programme, django_user_model):
    client.force_login(ProgrammeRoleFactory(programme=programme, role="advisor").user)
    assert "No projects yet" in client.get(URL).content.decode()


@pytest.fixture
def queries_with(client, programme, django_assert_max_num_queries):
    funder = ProgrammeRoleFactory(programme=programme, role="funder").user

    def count(projects):
        for n in range(programme.projects.count(), projects):
            project = ProjectFactory(programme=programme, name=f"Project number {n:03}")
            measure = primary(project, STEADY)
            PDSACycleFactory(change_idea__project=project)
            assert measure.pk
        client.force_login(funder)
        with django_assert_max_num_queries(15) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    return count


def test_queries_do_not_grow_with_projects(queries_with):
    assert queries_with(1) == queries_with(50)
