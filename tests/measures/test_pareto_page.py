"""The groups of a breakdown from the largest, through the page."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from measures.models import Breakdown, Category, CategoryPoint
from tests.factories import MeasureFactory, monthly_points

MONTHS = [
    {"Interpreter": 20, "Address": 60, "Closed": 12},
    {"Interpreter": 22, "Address": 58, "Closed": 10},
    {"Interpreter": 18, "Address": 62, "Closed": 14},
    {"Interpreter": 30, "Address": 40, "Closed": 20},
]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2025-05-10 10:00", tick=False):
        yield


def broken_down(project, months, *, exclusive=True, **fields):
    """A measure of counts whose groups make up its total."""
    measure = MeasureFactory(project=project, **{"name": "Visits missed", "adds_over_time": True, **fields})
    breakdown = Breakdown.objects.create(measure=measure, name="By cause", exclusive=exclusive)
    groups = {
        name: Category.objects.create(breakdown=breakdown, name=name, order=order)
        for order, name in enumerate(months[0], start=1)
    }
    points = monthly_points(measure, [sum(month.values()) for month in months])
    CategoryPoint.objects.bulk_create(
        CategoryPoint(point=point, category=groups[name], data_kind="count", value=Decimal(value))
        for point, month in zip(points, months, strict=True)
        for name, value in month.items()
    )
    return breakdown


def get(client, breakdown, **asked):
    measure = breakdown.measure
    url = reverse("measures:pareto", args=[measure.project.slug, measure.pk, breakdown.pk])
    response = client.get(url, asked)
    assert response.status_code == 200
    return response.content.decode()


def table(html):
    body = html.rpartition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in body.split("<tr>")[1:]
    ]


def test_from_the_largest_over_all_its_time(as_role, project):
    html = get(as_role("lead"), broken_down(project, MONTHS))
    assert table(html) == [
        ["Address", "220", "60%", "60%"],
        ["Interpreter", "90", "25%", "85%"],
        ["Closed", "56", "15%", "100%"],
    ]
    assert "The 2 largest of 3 make up 85 in 100: Address and Interpreter." in html
    assert "January 2024 to April 2024." in html


def test_the_newest_periods_alone(as_role, project):
    html = get(as_role("lead"), broken_down(project, MONTHS), newest=3)
    assert [row[:2] for row in table(html)] == [["Address", "160"], ["Interpreter", "70"], ["Closed", "44"]]
    assert "February 2024 to April 2024." in html


def test_what_may_not_be_added_is_the_newest_alone(as_role, project):
    html = get(as_role("lead"), broken_down(project, MONTHS, adds_over_time=False), newest=3)
    assert [row[:2] for row in table(html)] == [["Address", "40"], ["Interpreter", "30"], ["Closed", "20"]]
    assert "may not be added up" in html
    assert 'name="newest"' not in html


def test_groups_that_overlap_have_no_shares(as_role, project):
    html = get(as_role("lead"), broken_down(project, MONTHS, exclusive=False))
    assert [len(row) for row in table(html)] == [2, 2, 2]
    assert "there is no whole" in html


def test_a_hidden_part_hides_its_sum_and_every_share(as_role, project):
    months = [*MONTHS[:3], {"Interpreter": 30, "Address": 40, "Closed": 2}]
    breakdown = broken_down(project, months)
    assert table(get(as_role("lead"), breakdown))[2][:2] == ["Closed", "38"]
    html = get(as_role("funder"), breakdown)
    rows = table(html)
    assert [len(row) for row in rows] == [2, 2, 2]
    assert ["Closed", "hidden"] in rows
    assert "38" not in [cell for row in rows for cell in row]
    assert "%" not in "".join(re.findall(r'<svg class="c-chart".*?</svg>', html, re.S))


def test_not_one_byte_depends_on_a_hidden_number(as_role, project):
    months = [*MONTHS[:3], {"Interpreter": 30, "Address": 40, "Closed": 2}]
    breakdown = broken_down(project, months)
    parts = CategoryPoint.objects.filter(point__period_start="2024-04-01")
    seen = []
    for closed in (2, 4, 1):
        parts.filter(category__name="Closed").update(value=closed)
        parts.filter(category__name="Interpreter").update(value=32 - closed)
        for newest in ("", "3"):
            html = get(as_role("funder"), breakdown, newest=newest)
            seen.append((newest, html.partition('<div class="q-head">')[2].partition("<footer")[0]))
    assert len(set(seen)) == 2


def test_only_counts_and_only_its_own(as_role, project, other_project):
    measure = MeasureFactory(project=project, name="Accepted", data_kind="proportion")
    share = Breakdown.objects.create(measure=measure, name="By area")
    elsewhere = broken_down(other_project, MONTHS)
    client = as_role("lead")
    for args in (
        [project.slug, measure.pk, share.pk],
        [project.slug, elsewhere.measure_id, elsewhere.pk],
        [project.slug, measure.pk, elsewhere.pk],
    ):
        assert client.get(reverse("measures:pareto", args=args)).status_code == 404


def test_its_breakdown_leads_here(as_role, project):
    breakdown = broken_down(project, MONTHS)
    measure = breakdown.measure
    address = reverse("measures:pareto", args=[project.slug, measure.pk, breakdown.pk])
    page = reverse("measures:breakdown", args=[project.slug, measure.pk, breakdown.pk])
    assert address in as_role("lead").get(page).content.decode()


def test_queries_do_not_grow_with_groups_and_periods(as_role, project, django_assert_max_num_queries):
    seen = []
    for many, name in ((1, "Few"), (50, "Many")):
        months = [{f"Group {number:03}": 10 for number in range(many)} for _ in range(min(many, 24))]
        breakdown = broken_down(project, months, name=name)
        client = as_role("lead")
        with django_assert_max_num_queries(15) as captured:
            get(client, breakdown)
        seen.append(len(captured))
    assert seen[0] == seen[1]
