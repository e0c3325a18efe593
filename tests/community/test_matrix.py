"""The programme's icon matrix: every project's measures, one protected face for everybody."""

import re

from projects.models import Theme
from tests.factories import MeasureFactory, PDSACycleFactory, ProjectFactory, monthly_points

URL = "/community/matrix/"
STEADY = [10, 11, 9, 10.5, 9.5, 10, 11, 9, 10.5, 9.5, 10, 11, 9, 10.5]
HIGH = [*STEADY, 20]


def scored(project, name, values=HIGH, **fields):
    row = MeasureFactory(
        project=project, name=name, data_kind="continuous", direction="up", target=2, **fields
    )
    monthly_points(row, values, people=30)
    return row


def page(client, **asked):
    response = client.get(URL, asked)
    assert response.status_code == 200
    return response.content.decode()


def in_cells(html):
    """(measure, project) of each entry of the matrix."""
    return re.findall(r'">([^<]+)</a><span class="q-sub">([^<]+)</span>', html.partition("</table>")[0])


def test_measures_of_every_project_stand_in_it_by_name(as_role, project, other_project):
    scored(project, "Wait")
    scored(other_project, "Delay")
    html = page(as_role("funder"))
    assert in_cells(html) == [("Delay", "Night Line"), ("Wait", "Warm Welcome")]
    assert "2 of 2 measures show improvement, 0 concern" in html
    assert "By chance alone" in html or "other charts" in html


def test_everyone_reads_the_same(as_role, project, other_project):
    """The own team too: otherwise two faces could be compared."""
    row = scored(project, "Wait")
    row.points.filter(value=20).update(people=3)
    bodies = []
    for role in ("lead", "advisor", "funder"):
        html = page(as_role(role))
        bodies.append(html.partition('<table class="q-table')[2].partition('id="key"')[0])
    assert bodies[0] == bodies[1] == bodies[2]
    assert "Common cause" in bodies[0].partition("</tbody>")[0]
    assert "Improvement, high" not in bodies[0]


def test_theme_and_kind_narrow_it(as_role, project, other_project, programme):
    theme = Theme.objects.create(programme=programme, name="Testing")
    project.themes.add(theme)
    scored(project, "Wait", kind="outcome")
    scored(project, "Delay", kind="process")
    scored(other_project, "Elsewhere", kind="outcome")
    client = as_role("advisor")
    assert {name for name, _ in in_cells(page(client, theme=theme.pk))} == {"Wait", "Delay"}
    assert {name for name, _ in in_cells(page(client, kind="outcome"))} == {"Wait", "Elsewhere"}
    assert {name for name, _ in in_cells(page(client, kind="x' OR 1", theme="nope"))} == {
        *("Wait", "Delay", "Elsewhere")
    }


def test_other_programmes_and_withdrawn_measures_are_not_in_it(as_role, project):
    scored(ProjectFactory(), "Foreign")
    gone = scored(project, "Gone")
    gone.withdrawn_at = gone.created_at
    gone.save()
    html = page(as_role("advisor"))
    assert "Foreign" not in html
    assert ">Gone<" not in html


def test_queries_do_not_grow_with_projects(as_role, programme, project, django_assert_max_num_queries):
    seen = []
    for many in (1, 50):
        for number in range(many if many > 1 else 1):
            if many == 1 or number:
                somewhere = project if many == 1 else ProjectFactory(programme=programme)
                scored(somewhere, f"Measure {number:03}")
                PDSACycleFactory(change_idea__project=somewhere)
        client = as_role("funder")
        with django_assert_max_num_queries(15) as captured:
            page(client)
        seen.append(len(captured))
    assert seen[0] == seen[1]
