"""Two measures under one time axis, through the page."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from measures.models import DataPoint
from tests.factories import (
    ChangeIdeaFactory,
    MeasureFactory,
    PDSACycleFactory,
    ProjectFactory,
    monthly_points,
)

STEADY = [20, 24, 19, 25, 21, 23, 18, 26, 20, 24, 19, 25, 21, 23, 18, 26]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2025-05-10 10:00", tick=False):
        yield


@pytest.fixture
def two(project):
    rows = [MeasureFactory(project=project, name=name) for name in ("Offers", "Visits")]
    monthly_points(rows[0], STEADY)
    monthly_points(rows[1], [value + 40 for value in STEADY])
    return rows


def get(client, project, **asked):
    response = client.get(reverse("measures:compare", args=[project.slug]), asked)
    assert response.status_code == 200
    return response.content.decode()


def drawings(html):
    return re.findall(r'<svg class="c-chart".*?</svg>', html, re.S)


def points_of(svg):
    """Centres of the common points, in drawing order."""
    return [
        (float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"[^>]*c-com ', svg)
    ]


def test_both_stand_over_the_same_dates(as_role, project, two):
    html = get(as_role("lead"), project, a=two[0].pk, b=two[1].pk)
    assert "Two lines that move together do not show that one moved the other." in html
    wide = points_of(drawings(html)[0])
    above, below = wide[:16], wide[16:]
    assert [x for x, _ in above] == [x for x, _ in below]
    assert max(y for _, y in above) < min(y for _, y in below)


def test_each_has_a_scale_of_its_own_and_none_has_two(as_role, project, two):
    wide = drawings(get(as_role("lead"), project))[0]
    ends = re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="end"', wide)
    assert len(set(ends)) == 1


def test_a_fixed_centre_is_solid_over_its_own_points_and_dashed_beyond(as_role, project, two):
    def dashed(html):
        return len(re.findall(r'class="c-centre"[^>]*stroke-dasharray="3 4"', drawings(html)[0]))

    lead = as_role("lead")
    assert dashed(get(lead, project, a=two[0].pk, b=two[1].pk)) == 0
    two[0].phases.update(baseline_periods=12)
    assert dashed(get(lead, project, a=two[0].pk, b=two[1].pk)) == 1


def test_different_frequencies_share_the_axis(as_role, project):
    monthly = MeasureFactory(project=project, name="Offers")
    monthly_points(monthly, [20, 22, 21], start=datetime.date(2025, 1, 1))
    weekly = MeasureFactory(project=project, name="Calls", frequency="weekly")
    monday = datetime.date(2025, 1, 6)
    for week in range(12):
        DataPoint.objects.create(
            measure=weekly,
            data_kind="count",
            period_start=monday + datetime.timedelta(weeks=week),
            value=30 + week % 3,
            recorded_at=timezone.now(),
        )
    html = get(as_role("lead"), project, a=monthly.pk, b=weekly.pk)
    wide = points_of(drawings(html)[0])
    months, weeks = wide[:3], wide[3:]
    assert len(weeks) == 12
    # Mid-February stands between the weeks of 10 and 17 February.
    assert weeks[5][0] < months[1][0] + 1 < weeks[6][0] + 1
    assert "each has its own table" in html


def test_one_table_for_the_same_periods(as_role, project, two):
    html = get(as_role("lead"), project, all="1")
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html, re.S)
    assert len(rows) == 16
    assert rows[-1][0] == "January 2024"
    assert re.findall(r">\s*(\d+)\s*</td>", rows[-1][1]) == ["20", "60"]
    shorter = get(as_role("lead"), project)
    assert "Show all" in shorter
    assert shorter.count('<tr><th scope="row">') == 12


def test_without_a_choice_the_first_two_and_never_one_twice(as_role, project, two):
    MeasureFactory(project=project, name="Third")
    html = get(as_role("lead"), project)
    assert "<h1>Offers and Visits</h1>" in html
    html = get(as_role("lead"), project, a=two[1].pk)
    assert "<h1>Visits and Offers</h1>" in html
    html = get(as_role("lead"), project, a=two[0].pk, b=two[0].pk)
    assert "Choose two different measures." in html
    assert drawings(html) == []


@pytest.mark.parametrize("asked", ["nonsense", "99999999999999999999", "-1", ""])
def test_nonsense_is_as_if_not_asked(as_role, project, two, asked):
    assert "<h1>Offers and Visits</h1>" in get(as_role("lead"), project, a=asked, b=asked)


def test_a_measure_of_another_project_is_not_shown(as_role, project, programme, two):
    other = MeasureFactory(project=ProjectFactory(programme=programme), name="Elsewhere")
    assert "Elsewhere" not in get(as_role("lead"), project, a=other.pk)


def test_one_measure_alone_says_what_comes(as_role, project):
    MeasureFactory(project=project, name="Offers")
    assert "Two measures are needed" in get(as_role("lead"), project)


def test_others_see_protected_numbers(as_role, project, two):
    two[0].points.filter(value=18).update(value=3)
    told = get(as_role("lead"), project, all="1")
    assert re.search(r">\s*3\s*</td>", told)
    shared = get(as_role("funder"), project, all="1")
    assert not re.search(r">\s*3\s*</td>", shared)
    assert shared.count("fewer than 5") == 2
    assert "You see protected numbers" in shared


def test_a_cycle_is_flagged_once_through_both(as_role, project, two):
    cycle = PDSACycleFactory(
        change_idea=ChangeIdeaFactory(project=project),
        title="Tea first",
        stage="do",
        started_on=datetime.date(2024, 9, 2),
        prediction_locked_at=timezone.now(),
    )
    for row in two:
        cycle.measure_links.create(measure=row)
    html = get(as_role("lead"), project)
    assert drawings(html)[0].count('class="c-flag"') == 1
    assert html.count("Cycle 1: Tea first") == 1


def test_queries_do_not_grow_with_measures(as_role, project, two, django_assert_max_num_queries):
    seen = []
    for many in (2, 50):
        for number in range(project.measures.count(), many):
            monthly_points(MeasureFactory(project=project, name=f"Measure {number:03}"), STEADY[:4])
        client = as_role("lead")
        with django_assert_max_num_queries(15) as captured:
            get(client, project)
        seen.append(len(captured))
    assert seen[0] == seen[1]
