"""The picture of the scores: where its marks and labels stand."""

import datetime
from decimal import Decimal
from itertools import combinations

import pytest

from ftc_qi.pages.diagrams import radar
from ftc_qi.pages.diagrams.scores_chart import rail, scores_chart
from ftc_qi.pages.stalls import Given, Span
from measures.periods import add_months
from projects.factors import FACTORS

JAN = datetime.date(2026, 1, 1)
LEVELS = [Decimal(half) / 2 for half in range(1, 11)]


def given(*scores, first=JAN):
    return [Given(add_months(first, place), Decimal(score)) for place, score in enumerate(scores) if score]


def drawn(team, advisor, *, months=8, **options):
    return scores_chart(team, advisor, first=JAN, last=add_months(JAN, months - 1), **options)


def no_collision(canvas):
    for one, other in combinations(canvas.labels, 2):
        assert not one.hits(other), (one, other)
    for box in canvas.labels:
        assert box.x0 >= 0, box
        assert box.x1 <= canvas.width, box
        assert box.y1 <= canvas.height, box


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("team", LEVELS)
@pytest.mark.parametrize("advisor", LEVELS)
def test_the_labels_of_the_newest_scores_never_collide(team, advisor, phone):
    chart = drawn(given("", "2.0", team), given("", "2.0", advisor), phone=phone)
    no_collision(chart.canvas)
    words = [text.text for text in chart.canvas.written]
    if team == advisor:
        assert f"Both {team}" in words
    else:
        assert f"Team {team}" in words
        assert f"Advisor {advisor}" in words


@pytest.mark.parametrize("months", [1, 2, 7, 13, 36, 80])
@pytest.mark.parametrize("phone", [False, True])
def test_axis_labels_have_room_however_long_the_project(months, phone):
    no_collision(drawn(given(*["2.5"] * months), given(*["3.0"] * months), months=months, phone=phone).canvas)


def test_every_score_has_its_mark_at_its_month_and_height():
    chart = drawn(given("2.0", "2.5", "3.0"), given("2.0", "", "2.5"))
    team = [mark for mark in chart.marks if mark.side == "team"]
    advisor = [mark for mark in chart.marks if mark.side == "advisor"]
    assert (len(team), len(advisor)) == (3, 2)
    assert team[0].y > team[1].y > team[2].y
    assert (team[0].x, team[0].y) == (advisor[0].x, advisor[0].y)
    assert advisor[1].x == team[2].x
    assert team[1].x < advisor[1].x


def test_a_thick_line_joins_the_two_where_they_differ():
    chart = drawn(given("2.0", "3.0"), given("2.0", "2.0"))
    thick = [shape for shape in chart.canvas.shapes if shape.kind == "line" and shape.width == 4]
    marks = {(mark.side, mark.month): (mark.x, mark.y) for mark in chart.marks}
    second = add_months(JAN, 1)
    assert [shape.corners for shape in thick] == [(marks["team", second], marks["advisor", second])]


def test_pauses_are_shaded_within_the_chart():
    pauses = [
        Span(datetime.date(2025, 6, 1), datetime.date(2025, 9, 1)),
        Span(datetime.date(2026, 3, 9), None),
    ]
    chart = drawn(given("2.0"), [], pauses=pauses)
    shades = [shape.corners for shape in chart.canvas.shapes if shape.kind == "rect"]
    assert len(shades) == 1
    assert "paused" in [text.text for text in chart.canvas.written]


def test_one_side_alone_is_drawn():
    assert [mark.side for mark in drawn([], given("1.0", "1.5")).marks] == ["advisor", "advisor"]


def test_the_rail_joins_two_scores_and_takes_one_alone():
    assert rail(Decimal("3.5"), Decimal("3.0")).count("<circle") == 2
    assert 'stroke-width="4"' in rail(Decimal("3.5"), Decimal("3.0"))
    assert 'stroke-width="4"' not in rail(Decimal("3.5"), Decimal("3.5"))
    assert rail(None, Decimal(5), large=True).count("<circle") == 1


# --- the radar -------------------------------------------------------------------------------------------

LABELS = [factor.short for factor in FACTORS]


@pytest.mark.parametrize("size", [radar.WIDE, radar.PHONE])
def test_the_radar_names_every_factor_without_collision(size):
    canvas = radar.draw(LABELS, radar.Check([4, 3, 2, 1, 4, 3, 2, 1, 4, 3]), radar.Check([1] * 10), size)
    no_collision(canvas)
    written = " ".join(text.text for text in canvas.written)
    for label in LABELS:
        assert all(word in written for word in label.split())


def test_the_radar_joins_only_neighbours_that_were_answered():
    canvas = radar.draw(LABELS, radar.Check([4, None, 2, 3, None, None, 1, 1, 1, 1]))
    solid = [shape for shape in canvas.shapes if shape.kind == "line" and shape.width == 2.25]
    assert len(solid) == 5


def test_the_check_before_is_dashed():
    both = radar.draw(LABELS, radar.Check([2] * 10), radar.Check([1] * 10))
    dashed = [shape for shape in both.shapes if shape.dash == radar.DASH]
    assert len(dashed) == 10
