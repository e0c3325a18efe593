"""The drawings of aims and ideas, by geometry: nothing overlaps, every text is inside its box and the sheet."""

import datetime
from itertools import combinations

import pytest
from django.contrib.auth.models import AnonymousUser

from ftc_qi.core.today import today
from ftc_qi.pages.diagrams import aim_path, effort_impact
from ftc_qi.pages.diagrams.effort_impact import Spot
from measures.charts.draw import text_width
from measures.readings import read
from tests.factories import MeasureFactory, monthly_points

A4_POINTS = 510
"""Width of an A4 page between its margins."""
LONG = "Peers with lived experience make the offer of a test at every hostel, day centre and outreach round"


def spots(count):
    return [
        Spot(i, f"{LONG} {i}" if i % 5 == 0 else f"Idea {i}", i % 3 + 1, i // 3 % 3 + 1, "Testing")
        for i in range(count)
    ]


@pytest.mark.parametrize("count", [1, 9, 40])
def test_every_idea_is_in_its_cell_and_no_two_overlap(count):
    given = spots(count)
    grid = effort_impact.place(given)
    by_id = {str(spot.id): spot for spot in given}
    assert len(grid.boxes) + sum(grid.more.values()) == count
    for box in grid.boxes:
        spot = by_id[box.id]
        cell = grid.cells[spot.effort, spot.impact]
        assert cell.x0 <= box.box.x0 and box.box.x1 <= cell.x1
        assert cell.y0 <= box.box.y0 and box.box.y1 <= cell.y1
        assert all(
            text_width(line.text, line.size, line.weight) <= box.box.x1 - box.box.x0 - 2 * box.padding
            for line in box.lines
        )
        assert min(line.size for line in box.lines) * A4_POINTS / effort_impact.WIDTH >= 6.5
    assert not any(one.box.hits(other.box) for one, other in combinations(grid.boxes, 2))


def test_little_effort_is_left_and_much_impact_at_the_top():
    grid = effort_impact.place(spots(9))
    assert grid.cells[1, 3].x0 < grid.cells[3, 3].x0
    assert grid.cells[1, 3].y0 < grid.cells[1, 1].y0


def test_full_cell_says_how_many_are_left_out():
    drawn = str(effort_impact.grid_svg([Spot(i, f"Idea {i}", 1, 3) for i in range(50)]))
    assert "and 42 more, in the list" in drawn


def test_each_idea_on_the_grid_links_to_its_page():
    drawn = str(effort_impact.grid_svg([Spot(7, "Tea & toast", 1, 3, "Idea", "/projects/x/ideas/7/")]))
    assert '<a href="/projects/x/ideas/7/" aria-label="Tea &amp; toast, Idea">' in drawn


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("first, last", [(41, 70), (70, 41), (41, 44)])
@pytest.mark.parametrize("months", [6, 36])
def test_words_of_the_way_stand_apart_on_the_sheet(project, phone, first, last, months):
    measure = MeasureFactory(project=project, data_kind="proportion", unit="%", about_people=False)
    monthly_points(measure, [(first + (last - first) * i // months, 100) for i in range(months)])
    reading = read([measure], user=AnonymousUser(), today=today())[0]
    way = aim_path.Way(
        since=datetime.date(2024, 3, 1),
        first=first,
        by=datetime.date(2027, 3, 31),
        last=last,
        goal=f"{last}% by 31 Mar 2027",
        today=datetime.date(2027, 2, 15),
    )
    canvas = aim_path.draw_path(reading.series, way, level=last / 100, phone=phone)
    assert {f"{last}% by 31 Mar 2027", f"{last}% now", "Today"} <= {one.text for one in canvas.written}
    for box in canvas.labels:
        assert box.x0 >= 0 and box.x1 <= canvas.width
        assert box.y0 >= 0 and box.y1 <= canvas.height
    assert not any(one.hits(other) for one, other in combinations(canvas.labels, 2))


def test_hidden_figure_stands_on_the_axis_at_no_height(project):
    measure = MeasureFactory(project=project, unit="people")
    drawn = []
    for small in (1, 4):
        measure.points.all().delete()
        monthly_points(measure, [small, 20, 22, 30])
        series = read([measure], user=AnonymousUser(), today=today())[0].series
        way = aim_path.Way(
            since=datetime.date(2024, 1, 1), first=20, by=datetime.date(2027, 3, 31), last=40, goal="40"
        )
        drawn.append(str(aim_path.path_svg(series, way, level=None)))
    assert drawn[0] == drawn[1]
    assert "c-pbox" in drawn[0]
