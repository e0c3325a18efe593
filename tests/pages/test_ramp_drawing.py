"""The drawing of a ramp, by its geometry: nothing overlaps, every word is inside its step, bigger tests stand higher."""

import itertools

import pytest

from ftc_qi.pages.diagrams.ramp import PER_ROW, WIDTH, Step, flights_of, levels_of, place, ramp_of
from measures.charts.draw import text_width

LONG = "An evening drop-in for people who work in the day, with tea, a peer and a nurse, at the hostel by the old quay"


def chain(count, **same):
    return [
        Step(number=n, title=f"Test {n}", follows=n - 1 if n > 1 else None, url=f"/{n}/", **same)
        for n in range(1, count + 1)
    ]


def numbers(flights):
    return [[step.number for step in flight] for flight in flights]


RAMPS = {
    "one": [Step(1, "Tea table")],
    "five": [
        Step(1, "Poster at reception", "1 site, 1 week", "Abandoned", 1),
        Step(2, "Tea table", "1 session", "Adapted", 2, 1),
        Step(3, "Tea table", "4 sessions", "Adapted", 3, 2),
        Step(4, "Peer makes the offer", "1 site, 3 months", "Adopted", 4, 3),
        Step(5, "All three sites", "3 sites", "Adopted", 5, 4),
    ],
    "long words": [
        *chain(6, scale=LONG, decision="Adopted"),
        Step(7, LONG, LONG, "Expanded", 5, 3),
        Step(8, "Incomprehensibilities" * 5, follows=2),
    ],
    "unlinked": [Step(n, f"Test {n}", size=n % 5 + 1) for n in range(1, 12)],
    "fifty": chain(50, scale="A single site", decision="Adapted"),
    "bush": [Step(n, LONG[:60], LONG[:40], "Adapted", n % 5 + 1, n // 2 or None) for n in range(1, 51)],
    "down": [Step(1, "All", size=5), Step(2, "One", size=1, follows=1), Step(3, "Few", size=2, follows=2)],
}


@pytest.mark.parametrize("name", RAMPS)
def test_every_step_is_drawn_once_with_its_words_inside_and_nothing_overlaps(name):
    steps = RAMPS[name]
    placed = place(steps).steps
    assert sorted(one.step.number for one in placed) == sorted(step.number for step in steps)
    for one in placed:
        x0, x1, y = one.tread
        assert 0 <= x0 < x1 <= WIDTH + 0.1
        assert one.words_box.y0 >= -0.1
        assert one.words_box.y1 <= one.ground + 0.1
        for line in one.above:
            assert x0 + 36 + text_width(line.text, line.size, line.weight) <= x1 + 0.1, line
        for line in one.below:
            assert x0 + 6 + text_width(line.text, line.size, line.weight) <= x1 + 0.1, line
        assert y < one.ground
    for one, other in itertools.combinations(placed, 2):
        assert not one.words_box.hits(other.words_box), (one.step, other.step)


@pytest.mark.parametrize("name", RAMPS)
def test_all_words_and_links_are_in_the_drawing_at_a_size_that_can_be_read(name):
    svg = str(ramp_of(RAMPS[name]))
    for step in RAMPS[name]:
        assert f">{step.number}</text>" in svg
        if step.url:
            assert f'<a href="{step.url}" aria-label="Cycle {step.number}: ' in svg
    assert "style=" not in svg
    # On A4 with margins the drawing is 515 points wide: its smallest letters stay above five points.
    assert 12 * 515 / WIDTH > 5


def test_words_are_never_cut_short():
    placed = place(RAMPS["long words"]).steps
    shown = " ".join(line.text for one in placed for line in one.above)
    assert LONG in shown


def test_height_follows_size_where_it_is_known_and_order_elsewhere():
    assert levels_of(RAMPS["five"]) == [1, 2, 3, 4, 5]
    assert levels_of(chain(4)) == [1, 2, 3, 4]
    assert levels_of(RAMPS["down"]) == [5, 1, 2]
    same = [Step(1, "A", size=2), Step(2, "B", size=2, follows=1), Step(3, "C", follows=2)]
    assert levels_of(same) == [2, 2, 3]
    treads = [one.tread[2] for one in place(RAMPS["five"]).steps]
    assert treads == sorted(treads, reverse=True)


def test_a_higher_step_is_a_bigger_test_in_every_flight():
    sizes = [1, 2, 3, 4, 5, 5, 4, 5]
    steps = [Step(n, "Tea table", size=size, follows=n - 1) for n, size in enumerate(sizes, start=1)]
    placed = place([*steps, Step(9, "At the mill", size=3, follows=2)])
    assert len(placed.flights) == 3
    for one, other in itertools.combinations(placed.steps, 2):
        one_up, other_up = (step.ground - step.tread[2] for step in (one, other))
        assert (one_up > other_up) == (one.step.size > other.step.size)
        assert (one_up == other_up) == (one.step.size == other.step.size)


def test_the_line_goes_from_step_to_step_without_a_gap():
    for flight in place(RAMPS["five"]).flights:
        for one, after in itertools.pairwise(flight):
            assert one.tread[1] == after.tread[0]


def test_a_branch_is_a_flight_of_its_own_and_says_where_it_comes_from():
    steps = [*chain(4), Step(5, "Other site", follows=2), Step(6, "Other site again", follows=5)]
    assert numbers(flights_of(steps)) == [[1, 2, 3, 4], [5, 6]]
    branch = place(steps).flights[1]
    assert branch[0].above[0].text == "after cycle 2"
    first = place(steps).flights[0]
    assert branch[0].tread[0] > first[-1].tread[1]
    assert branch[0].ground == first[0].ground


def test_the_longest_way_up_is_the_main_one():
    steps = [Step(1, "A"), Step(2, "B", follows=1), Step(3, "C", follows=1), Step(4, "D", follows=3)]
    assert numbers(flights_of(steps)) == [[1, 3, 4], [2]]


def test_a_long_flight_goes_on_in_the_next_row():
    rows = numbers(flights_of(chain(2 * PER_ROW + 1)))
    assert [len(row) for row in rows] == [PER_ROW, PER_ROW, 1]
    assert place(chain(7)).flights[1][0].above[0].text == f"after cycle {PER_ROW}"


def test_a_ring_which_the_writes_refuse_still_ends():
    ring = [Step(1, "A", follows=2), Step(2, "B", follows=1)]
    assert sorted(itertools.chain(*numbers(flights_of(ring)))) == [1, 2]


def test_words_of_a_title_are_escaped():
    assert "<b>" not in str(ramp_of([Step(1, "<b>bold</b>", url="/")]))
