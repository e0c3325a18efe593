"""The process map's drawing, by its boxes: nothing overlaps, every line is drawn and runs through no box."""

import itertools
import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from pypdf import PdfReader

from ftc_qi.pages.diagrams import process_map
from ftc_qi.pages.diagrams.process_layout import lay_out
from ftc_qi.pages.diagrams.process_parts import SIZE, ProcessMap, Step, rows_of
from ftc_qi.pages.drawing_answers import drawing_answer
from measures.charts.draw import Box, text_width

LANES = ("Visitor", "Peer worker", "Nurse", "Volunteer", "Laboratory", "Clinic")
WORDS = (
    "Comes in and signs the sheet",
    "Sits down and talks",
    "Offers a test",
    "Takes the sample",
    "Puts it in the box",
    "Sends the result by text",
    "Rings, and agrees a visit to the clinic",
)
LONG = "Averylongwordwithoutanyspaceinside" * 4


def map_of(count, lanes=LANES, *, walk=(0, 1, 1, 2, 2, 3, 4, 2, 0, 5), text=None, decide=8):
    """`count` steps; every eighth is a decision that leads back, on, or to the end; some are waits."""
    steps = []
    for i in range(count):
        kind = "decision" if i % decide == 2 else "wait" if i % 7 == 5 else "step"
        other = ("", f"s{min(count - 1, i + 4)}", f"s{max(0, i - 3)}")[i // decide % 3]
        steps.append(
            Step(
                id=f"s{i}",
                number=i + 1,
                text=text or WORDS[i % 7],
                lane=walk[i % len(walk)] % len(lanes),
                kind=kind,
                duration="up to 2 days" if kind == "wait" else "",
                next_label="Yes",
                other_label="No",
                other=other if kind == "decision" and other != f"s{i}" else "",
            )
        )
    return ProcessMap(tuple(lanes), tuple(steps))


MAPS = {
    "nothing": ProcessMap((), ()),
    "lanes alone": ProcessMap(LANES, ()),
    "one": map_of(1, LANES[:1]),
    "twelve": map_of(12, LANES[:3]),
    "25 in 6 lanes": map_of(25),
    "25 in one lane": map_of(25, LANES[:1]),
    "25 in two lanes": map_of(25, LANES[:2], walk=(0, 0, 0, 1, 1)),
    "60 in one lane": map_of(60, LANES[:1], decide=4),
    "60 in 6 lanes": map_of(60),
    "to and fro": map_of(25, walk=(0, 5)),
    "always leftwards": map_of(18, walk=(5, 4, 3, 2, 1, 0)),
    "decisions all over": map_of(24, decide=3),
    "long words": map_of(12, text=LONG[:120]),
    "8 lanes of long names": map_of(25, tuple(f"{LONG[:50]} {i}" for i in range(8))),
}


@pytest.fixture(params=[(name, on) for name in MAPS for on in ("page", "paper")], ids="-".join)
def placed(request):
    name, on = request.param
    the_map = MAPS[name]
    return the_map, lay_out(the_map) if on == "page" else process_map.for_paper(the_map)


def inside(outer, inner):
    return (
        outer.x0 <= inner.x0 + 0.1
        and inner.x1 <= outer.x1 + 0.1
        and outer.y0 <= inner.y0 + 0.1
        and inner.y1 <= outer.y1 + 0.1
    )


def test_boxes_stand_in_their_lanes_and_apart(placed):
    the_map, layout = placed
    everything = [*layout.heads, *layout.steps.values()]
    for one, two in itertools.combinations(everything, 2):
        assert not one.box.hits(two.box), (one.id, two.id)
    for step in the_map.steps:
        own = layout.lanes[step.lane :: len(the_map.lanes)]
        assert any(inside(lane, layout.steps[step.id].box) for lane in own), step.id
    assert all(inside(Box(0, 0, layout.width, layout.height), lane) for lane in layout.lanes)


def test_words_lie_inside_their_boxes(placed):
    _, layout = placed
    for row in [*layout.heads, *layout.steps.values()]:
        room = row.box.x1 - row.box.x0 - 2 * row.padding
        assert all(text_width(t.text, t.size, t.weight) <= room + 0.6 for t in row.lines), row.id
        assert sum(t.size * 1.32 for t in row.lines) <= row.box.y1 - row.box.y0


def test_every_line_is_drawn_from_box_to_box(placed):
    the_map, layout = placed
    steps = the_map.steps
    following = {(one.id, two.id) for one, two in itertools.pairwise(steps)}
    others = {(step.id, step.other) for step in steps if step.kind == "decision"}
    assert {(link.source, link.target) for link in layout.links if not link.is_other} == following
    assert {(link.source, link.target) for link in layout.links if link.is_other} == others
    for link in layout.links:
        (x, y), box = link.points[0], layout.steps[link.source].box
        assert box.x0 - 0.1 <= x <= box.x1 + 0.1 and box.y0 - 0.1 <= y <= box.y1 + 0.1
        if link.target:
            (x, y), box = link.points[-1], layout.steps[link.target].box
            assert box.x0 - 0.1 <= x <= box.x1 + 0.1 and box.y0 - 0.1 <= y <= box.y1 + 0.1


def test_no_line_runs_through_a_box(placed):
    _, layout = placed
    for link in layout.links:
        for (x0, y0), (x1, y1) in itertools.pairwise(link.points):
            piece = Box(min(x0, x1), min(y0, y1), max(x0, x1) + 0.01, max(y0, y1) + 0.01)
            for step in layout.steps.values():
                inner = Box(step.box.x0 + 1, step.box.y0 + 1, step.box.x1 - 1, step.box.y1 - 1)
                assert not piece.hits(inner), (link.source, link.target, step.id)
            assert piece.x0 >= 0 and piece.x1 <= layout.width and piece.y0 >= 0 and piece.y1 <= layout.height


def test_a_hand_off_is_where_the_lane_changes():
    the_map = MAPS["25 in 6 lanes"]
    marked = [link for link in lay_out(the_map).links if link.is_hand_off]
    assert len(marked) == sum(a.lane != b.lane for a, b in itertools.pairwise(the_map.steps))
    drawn = [row.text for row in process_map.draw(lay_out(the_map), the_map).written]
    assert "Hand-off to somebody else" in drawn and "The other answer" in drawn


def test_steps_of_one_direction_share_a_row():
    rows = rows_of(map_of(7, walk=(0, 1, 3, 2, 1, 1, 4)).steps)
    assert [[step.number for step in row] for row in rows] == [[1, 2, 3], [4, 5], [6, 7]]


def test_a_decision_says_where_each_answer_goes():
    the_map = ProcessMap(
        ("Nurse",),
        (
            Step("a", 1, "Is it clear?", 0, "decision", other="c"),
            Step("b", 2, "Asks again", 0),
            Step("c", 3, "Done?", 0, "decision", next_label="No", other_label="Yes"),
        ),
    )
    drawn = " ".join(row.text for row in process_map.draw(lay_out(the_map), the_map).written)
    assert "Yes: to 2 · No: to 3" in drawn
    assert "No: ends here · Yes: ends here" in drawn


def test_no_line_runs_along_another(placed):
    _, layout = placed
    for one, two in itertools.combinations(layout.links, 2):
        if one.target == two.target and one.is_other == two.is_other:
            continue
        for (a, b), (c, d) in itertools.product(
            itertools.pairwise(one.points), itertools.pairwise(two.points)
        ):
            for along, across in ((0, 1), (1, 0)):
                if abs(a[across] - b[across]) < 0.1 and abs(c[across] - d[across]) < 0.1:
                    shared = min(max(a[along], b[along]), max(c[along], d[along])) - max(
                        min(a[along], b[along]), min(c[along], d[along])
                    )
                    assert abs(a[across] - c[across]) > 0.5 or shared < 0.5, (one, two)


def test_a_long_map_is_cut_into_parts_with_the_names_of_its_lanes():
    the_map = MAPS["25 in two lanes"]
    layout = lay_out(the_map, 1300, 2)
    assert [" ".join(t.text for t in head.lines) for head in layout.heads] == list(LANES[:2]) * 2
    assert [head.box.x0 for head in layout.heads] == [lane.x0 for lane in layout.lanes]
    first = [layout.steps[step.id].box.x0 < layout.lanes[2].x0 for step in the_map.steps]
    assert first == sorted(first, reverse=True) and 8 <= sum(first) <= 17, "cut once, near the middle"


@pytest.mark.parametrize(
    "text, says",
    [("Sits down", "1. Sits down (wait: a day)"), ("Waits for a call", "1. Waits for a call (a day)")],
)
def test_a_wait_says_so_once(text, says):
    the_map = ProcessMap(("Nurse",), (Step("a", 1, text, 0, "wait", "a day"),))
    assert says in " ".join(row.text for row in process_map.draw(lay_out(the_map), the_map).written)


@pytest.mark.parametrize(
    "name", ["one", "twelve", "25 in 6 lanes", "25 in one lane", "25 in two lanes", "to and fro"]
)
def test_the_words_can_be_read_on_a4(name):
    layout = process_map.for_paper(MAPS[name])
    assert min(row.size for row in process_map.draw(layout, MAPS[name]).written) >= SIZE
    assert process_map.points_on_a4(layout) >= 6.5


def test_a_map_too_high_for_a4_goes_on_a3():
    svg, paper = process_map.as_file(MAPS["60 in 6 lanes"], "Map")
    assert paper == "a3" and "too much here" not in svg
    svg, paper = process_map.as_file(map_of(130), "Map")
    assert paper == "a3" and "too much here to read well" in svg
    svg, paper = process_map.as_file(MAPS["25 in 6 lanes"], "Map")
    assert paper == "a4" and "too much here" not in svg


def test_words_are_text_and_never_markup():
    the_map = ProcessMap(
        ("<b>&",), (Step("s", 1, '"><svg onload=alert(1)>', 0, "decision", "<i>", "<u>", "<s>"),)
    )
    for drawn in (process_map.on_page(the_map), process_map.as_file(the_map, "<script>")[0]):
        assert "<script" not in drawn and "<svg onload" not in drawn and "<u>" not in drawn
        ET.fromstring(drawn)


def test_the_pdf_is_one_page_across_with_its_words():
    svg, paper = process_map.as_file(MAPS["25 in 6 lanes"], "Warm Welcome: process map")
    answer = drawing_answer(svg, "pdf", name="x", title="Map", described="A process map", paper=paper)
    pages = PdfReader(BytesIO(answer.content)).pages
    assert len(pages) == 1
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (842, 595)
    assert "Takes the sample" in pages[0].extract_text()
