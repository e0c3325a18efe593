"""A project's icon matrix through its page: each measure in the cell that its newest figure and target put it."""

import re

import pytest
import time_machine
from django.urls import reverse

from tests.factories import MeasureFactory, monthly_points

STEADY = [10, 11, 9, 10.5, 9.5, 10, 11, 9, 10.5, 9.5, 10, 11, 9, 10.5]
HIGH, LOW, SAME = [*STEADY, 20], [*STEADY, 0.5], [*STEADY, 10]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2025-05-10 10:00", tick=False):
        yield


def scored(project, name, values, *, people=30, **fields):
    """A measurement with the NHS rules, which continuous measures have unless somebody chose others."""
    row = MeasureFactory(
        project=project,
        name=name,
        data_kind="continuous",
        rule_set="nhs_mdc",
        **{"direction": "up", **fields},
    )
    monthly_points(row, values, people=people)
    return row


def page(client, project):
    response = client.get(reverse("measures:matrix", args=[project.slug]))
    assert response.status_code == 200
    return response.content.decode()


def cell_of(html, name):
    """(row, column, icon's words) of a measure in the matrix; None where it is not in it."""
    for row in re.findall(r"<tbody>(.*?)</tbody>", html, re.S)[0].split("<tr>")[1:]:
        title = re.sub(r"<[^>]+>", "", re.search(r'<th scope="row">(.*?)</th>', row, re.S).group(1)).strip()
        for column, cell in re.findall(r'<td data-l="([^"]+)">(.*?)</td>', row, re.S):
            for entry in cell.split("<li>")[1:]:
                if f">{name}</a>" in entry:
                    return title, column, re.findall(r'<span class="q-sub">([^<]+)<', entry)[-1]
    return None


@pytest.mark.parametrize(
    "values, direction, target, expected",
    [
        (HIGH, "up", 2, ("Improvement", "Will meet target", "Improvement, high")),
        (HIGH, "up", 10, ("Improvement", "Hit or miss", "Improvement, high")),
        (HIGH, "up", 30, ("Improvement", "Will miss target", "Improvement, high")),
        (LOW, "down", 30, ("Improvement", "Will meet target", "Improvement, low")),
        (HIGH, "down", 2, ("Concern", "Will miss target", "Concern, high")),
        (LOW, "up", None, ("Concern", "No assurance", "Concern, low")),
        (SAME, "up", 10, ("Common cause", "Hit or miss", "Common cause")),
        (HIGH, "neutral", 10, ("Change, neither direction better", "No assurance", "Change, high")),
        (LOW, "neutral", 10, ("Change, neither direction better", "No assurance", "Change, low")),
    ],
)
def test_a_measure_stands_in_its_cell(as_role, project, values, direction, target, expected):
    scored(project, "Days to wait", values, direction=direction, target=target)
    assert cell_of(page(as_role("lead"), project), "Days to wait") == expected


def test_totals_add_up_and_chance_is_named(as_role, project):
    scored(project, "Rising", HIGH, target=2)
    scored(project, "Falling", LOW, target=30)
    scored(project, "Level", SAME, target=10)
    count = MeasureFactory(project=project, name="Visits", direction="up")
    monthly_points(count, [20, 24, 19, 25, 21, 23, 18, 26, 20, 24, 19, 25])
    html = page(as_role("lead"), project)
    assert "1 of 3 measures shows improvement, 1 concern" in html
    rows = [int(n) for n in re.findall(r'<td class="q-num" data-l="In all">(\d+)</td>', html)]
    assert rows == [1, 1, 1, 0, 3]
    foot = re.search(r"<tfoot>(.*?)</tfoot>", html, re.S).group(1)
    columns = [int(n) for n in re.findall(r'<td data-l="[^"]+">(\d+)</td>', foot)]
    assert sum(columns) == 3
    assert re.search(r"By chance alone, .* would read as improving|other charts? ha", html)


def test_a_measure_read_with_other_rules_stands_below_with_its_status(as_role, project):
    count = MeasureFactory(project=project, name="Visits", direction="up")
    monthly_points(count, [20, 24, 19, 25, 21, 23, 18, 26, 20, 24, 19, 25])
    html = page(as_role("lead"), project)
    assert cell_of(html + "<tbody></tbody>", "Visits") is None
    others = html.partition('id="others"')[2]
    assert "No signal" in others.partition(">Visits</a>")[0]


def test_each_reader_sees_the_icons_of_their_own_face(as_role, project):
    """The month that stands out is one of few people: those outside the team do not learn that it does."""
    row = scored(project, "Days to wait", HIGH, target=2)
    row.points.filter(value=20).update(people=3)
    assert cell_of(page(as_role("lead"), project), "Days to wait")[2] == "Improvement, high"
    shared = page(as_role("funder"), project)
    assert cell_of(shared, "Days to wait")[2] == "Common cause"
    assert "You see protected numbers" in shared


def test_a_measure_page_shows_the_icons_beside_the_status(as_role, project):
    row = scored(project, "Days to wait", HIGH, target=2)
    other = MeasureFactory(project=project, name="Visits")
    monthly_points(other, [20] * 14)
    client = as_role("lead")
    html = client.get(reverse("measures:measure", args=[project.slug, row.pk])).content.decode()
    assert "Improvement, high</span>" in html
    assert "Will meet target</span>" in html
    html = client.get(reverse("measures:measure", args=[project.slug, other.pk])).content.decode()
    assert "Common cause</span>" not in html


def test_list_of_measures_leads_here(as_role, project):
    scored(project, "Days to wait", HIGH)
    html = as_role("lead").get(reverse("measures:list", args=[project.slug])).content.decode()
    assert reverse("measures:matrix", args=[project.slug]) in html
    assert reverse("measures:compare", args=[project.slug]) in html


def test_a_project_without_measures_says_what_comes(as_role, project):
    assert "No measure has icons yet" in page(as_role("lead"), project)


def test_queries_do_not_grow_with_measures(as_role, project, django_assert_max_num_queries):
    seen = []
    for many in (1, 50):
        for number in range(project.measures.count(), many):
            scored(project, f"Measure {number:03}", HIGH[-13:], target=2)
        client = as_role("lead")
        with django_assert_max_num_queries(15) as captured:
            page(client, project)
        seen.append(len(captured))
    assert seen[0] == seen[1]
