"""The funnel plot of one shared measure: what is compared, what is left out and why, and that nothing leaks."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from measures.models import DataPoint, Measure
from tests.community.shared import keep, shared_measure
from tests.factories import ProgrammeFactory

YEAR = [(20, 40)] * 15


def get(client, shared, **asked):
    response = client.get(reverse("community:funnel", args=[shared.pk]), asked)
    assert response.status_code == 200
    return response.content.decode()


def rows(html):
    """Project → (top, bottom, value, where it lies, note)."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in body.split("<tr>")[1:]:
        cells = [
            re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
        ]
        found[re.search(r"<a[^>]*>([^<]+)", row).group(1)] = cells
    return found


def left_out(html):
    part = html.partition('id="left-out"')[2].partition("</ul>")[0]
    return dict(re.findall(r"<li><a[^>]*>([^<]+)</a>: (.*?)</li>", part))


def test_the_newest_year_is_added_up_and_held_against_the_average(as_role, shared):
    keep(shared, "Alder", YEAR)
    keep(shared, "Birch", [(22, 40)] * 15)
    keep(shared, "Cedar", [(38, 200)] * 15)
    html = get(as_role("funder"), shared)
    assert "Would come again, April 2024 to March 2025." in html
    assert rows(html)["Alder"][:3] == ["240", "480", "50%"]
    assert rows(html)["Cedar"][:4] == ["456", "2,400", "19%", "Outside, below the 3 sigma limit"]
    assert "Differences inside the funnel mean nothing: they are what chance gives." in html
    assert "By chance alone, about 0.1 of 3 projects would lie outside the 2 sigma limits." in html
    assert f"weighted by size ({round(100 * (240 + 264 + 456) / 3360)}%)" in html


def test_a_project_is_in_the_funnel_once_with_the_newest_of_its_measures(as_role, shared, project):
    older = keep(shared, "", [(10, 40)] * 15, project=project)
    Measure.objects.filter(pk=older.pk).update(name="As we asked at first")
    keep(shared, "", YEAR, project=project, continues=older)
    keep(shared, "Birch", YEAR)
    html = get(as_role("funder"), shared)
    assert len(re.findall('<tr><th scope="row">', html)) == 2
    assert rows(html)[project.name][:3] == ["240", "480", "50%"]
    assert project.name not in left_out(html)


def test_all_inside_says_so(as_role, shared):
    keep(shared, "Alder", YEAR)
    keep(shared, "Birch", [(21, 40)] * 15)
    html = get(as_role("funder"), shared)
    assert "<h1>All 2 projects lie inside the funnel</h1>" in html
    assert {cells[3] for cells in rows(html).values()} == {"Inside the funnel"}


def test_never_a_ranking(as_role, shared):
    """By name, and no word of a league."""
    keep(shared, "Cedar", [(34, 40)] * 15)
    keep(shared, "Alder", YEAR)
    keep(shared, "Birch", [(6, 40)] * 15)
    html = get(as_role("advisor"), shared)
    assert list(rows(html)) == ["Alder", "Birch", "Cedar"]
    assert not re.search(r"\b(best|worst|rank\w*|league|top performer)\b", html, re.I)


def test_as_long_as_all_have_answered(as_role, shared):
    keep(shared, "Alder", YEAR)
    keep(shared, "Birch", YEAR[:13])
    html = get(as_role("funder"), shared)
    assert "February 2024 to January 2025" in html
    assert "November 2024 to January 2025" in get(as_role("funder"), shared, months=3)
    assert rows(get(as_role("funder"), shared, months=3))["Alder"][:2] == ["60", "120"]


def test_one_long_silent_does_not_hold_the_others_back(as_role, shared):
    keep(shared, "Alder", YEAR)
    keep(shared, "Birch", YEAR)
    keep(shared, "Cedar", YEAR[:6])
    keep(shared, "Dogwood", [])
    html = get(as_role("funder"), shared)
    assert "April 2024 to March 2025" in html
    assert left_out(html) == {"Cedar": "No figures since June 2024.", "Dogwood": "No figures yet."}


def test_what_may_not_be_added_is_never_added(as_role, shared):
    keep(shared, "Alder", YEAR)
    keep(shared, "Birch", [(21, 40)] * 13 + [(30, 41), (33, 45)], adds=False)
    html = get(as_role("funder"), shared, months=12)
    assert "Would come again, March 2025." in html
    assert rows(html)["Alder"][:2] == ["20", "40"]
    assert rows(html)["Birch"][:2] == ["33", "45"]
    assert "may not be added up" in html
    assert 'name="months"' not in html


def test_single_periods_of_another_length_are_left_out(as_role, shared):
    keep(shared, "Alder", YEAR, adds=False)
    keep(shared, "Birch", YEAR, adds=False)
    odd = keep(shared, "Cedar", [], adds=False, frequency="quarterly")
    DataPoint.objects.create(
        measure=odd,
        data_kind="proportion",
        period_start=datetime.date(2025, 1, 1),
        numerator=60,
        denominator=120,
        recorded_at=timezone.now(),
    )
    html = get(as_role("funder"), shared)
    assert set(rows(html)) == {"Alder", "Birch"}
    assert "quarter" in left_out(html)["Cedar"]


def test_hidden_periods_are_in_no_sum_and_it_says_so(as_role, shared):
    keep(shared, "Alder", YEAR)
    keep(shared, "Birch", [*YEAR[:-1], (3, 40)])
    keep(shared, "Cedar", [*YEAR[:9], *[(3, 40)] * 6])
    keep(shared, "Dogwood", [(3, 40)] * 15)
    html = get(as_role("lead"), shared)
    assert rows(html)["Birch"][:2] == ["220", "440"]
    assert rows(html)["Birch"][4] == "Without 1 month hidden to protect people"
    assert left_out(html) == {
        "Cedar": "Numbers too small to show in 6 of 12 months.",
        "Dogwood": "Its numbers are too small to show.",
    }


def test_not_one_byte_depends_on_a_hidden_number(as_role, shared, project):
    keep(shared, "Alder", YEAR)
    keep(shared, "Birch", YEAR)
    mine = keep(shared, "", [*YEAR[:-1], (3, 40)], project=project)
    last = mine.points.latest("period_start")
    seen = []
    for top, bottom in ((3, 40), (1, 4), (57, 60)):
        DataPoint.objects.filter(pk=last.pk).update(numerator=top, denominator=bottom)
        for role in ("lead", "contributor", "other_lead", "funder"):
            html = get(as_role(role), shared)
            seen.append(html.partition('<div class="q-head">')[2].partition("<footer")[0])
    assert len(set(seen)) == 1
    assert "Without 1 month hidden" in seen[0]


def test_gaps_and_a_late_start_are_noted(as_role, shared):
    keep(shared, "Alder", YEAR)
    keep(shared, "Birch", [*YEAR[:12], "not_collected", None, (20, 40)])
    keep(shared, "Cedar", YEAR[:6], start=datetime.date(2024, 10, 1))
    html = get(as_role("funder"), shared)
    assert rows(html)["Birch"][4] == "2 months without a figure"
    assert rows(html)["Cedar"][4] == "Figures begin in October 2024"


def test_rates_stand_for_every_so_many(as_role, programme):
    shared = shared_measure(programme, "rate", "Worries")
    keep(shared, "Alder", [(20, 400)] * 15, per=1000)
    keep(shared, "Birch", [(80, 400)] * 15, per=1000)
    html = get(as_role("funder"), shared)
    assert rows(html)["Alder"][:3] == ["240", "4,800", "50"]
    assert rows(html)["Birch"][3] == "Outside, above the 3 sigma limit"
    assert "For every 1,000" in html
    assert "exact Poisson chances" in html


def test_points_stand_where_their_size_and_share_put_them(as_role, shared):
    keep(shared, "Alder", [(10, 20)] * 15)
    keep(shared, "Birch", [(20, 40)] * 15)
    keep(shared, "Cedar", [(80, 160)] * 15)
    wide = re.search(r'<svg class="c-chart".*?</svg>', get(as_role("funder"), shared), re.S).group()
    points = [
        (float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"[^>]*c-com', wide)
    ]
    assert len({y for _, y in points}) == 1
    left = 52
    sizes = [x - left for x, _ in points]
    assert [size / sizes[0] for size in sizes] == pytest.approx([1, 2, 8], abs=0.02)


def test_outside_differs_in_shape_and_is_named(as_role, shared):
    for name in ("Alder", "Birch", "Cedar"):
        keep(shared, name, YEAR)
    keep(shared, "Dogwood", [(27, 40)] * 15)
    wide = re.search(r'<svg class="c-chart".*?</svg>', get(as_role("funder"), shared), re.S).group()
    assert ">D Dogwood<" in wide
    hexagons = re.findall(r'<path d="[^"]+z" class="c-neu c-halo"', wide)
    circles = re.findall(r'<circle [^>]*class="c-com c-halo"', wide)
    assert (len(hexagons), len(circles)) == (1, 3)


@pytest.mark.parametrize("values", [[], [YEAR]])
def test_one_project_alone_cannot_be_compared(as_role, shared, values):
    for months in values:
        keep(shared, "Alder", months)
    html = get(as_role("funder"), shared)
    assert "Not enough to compare" in html
    assert '<svg class="c-chart"' not in html


def test_only_shares_and_rates_of_the_own_programme(as_role, programme, shared):
    count = shared_measure(programme, "count", "Visits")
    foreign = shared_measure(ProgrammeFactory())
    client = as_role("fund_manager")
    for row in (count, foreign):
        assert client.get(reverse("community:funnel", args=[row.pk])).status_code == 404
    assert client.get(reverse("community:funnel", args=[shared.pk]), {"months": "x"}).status_code == 200


def test_queries_do_not_grow_with_projects(as_role, shared, django_assert_max_num_queries):
    seen = []
    for many in (1, 50):
        for number in range(0 if many == 1 else 1, many):
            keep(shared, f"Project {number:03}", YEAR)
        client = as_role("funder")
        with django_assert_max_num_queries(15) as captured:
            get(client, shared)
        seen.append(len(captured))
    assert seen[0] == seen[1]
