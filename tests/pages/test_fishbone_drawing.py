"""The fishbone's drawing, by its boxes: nothing overlaps, all is linked, and it can be read on paper."""

import itertools
import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from pypdf import PdfReader

from ftc_qi.pages.diagrams import fishbone
from ftc_qi.pages.diagrams.fishbone_layout import lay_out
from ftc_qi.pages.diagrams.fishbone_room import SIZE, Bone, Fish, Twig
from ftc_qi.pages.drawing_answers import drawing_answer
from measures.charts.draw import text_width

WORDS = (
    "Nobody has time to explain it",
    "The room is too small for a private talk, and the door does not close",
    "Volunteers change every week",
    "The form asks for an address, which many visitors do not have or do not want to give",
    "No quiet corner",
    "People fear that others will hear about it",
    "The result takes too long",
)
SIX = ("People", "Methods", "Equipment", "Materials", "Measurement", "Environment")
LONG = "Thelongestwordthatanybodyevertypedintoaformwithoutputtingasinglespacebetween" * 2


def fish_of(count, *, bones=SIX, whys_every=4, text=None):
    """`count` causes in all; every fourth of them on a bone has two whys, one under the other."""
    on_bones = [[] for _ in bones]
    made = itertools.count()

    def twig(whys=()):
        number = next(made)
        source = ("staff", "service_users", "evidence")[number % 3]
        return Twig(f"c{number}", text or WORDS[number % len(WORDS)], source, number % 4, whys)

    place = 0
    while (left := count - sum(sum(1 for _ in t.all()) for b in on_bones for t in b)) > 0:
        whys = (twig((twig(),)),) if place % whys_every == 0 and left >= 3 else ()
        on_bones[place % len(bones)].append(twig(whys))
        place += 1
    rows = (Bone(f"b{i}", name, tuple(on_bones[i])) for i, name in enumerate(bones))
    return Fish("Most drop-in visitors say no to the offer of a test", tuple(rows))


def uneven(count=24):
    twigs = tuple(Twig(f"c{i}", WORDS[i % 7]) for i in range(count))
    return Fish("Few tests", (Bone("b0", "People", twigs), Bone("b1", "Place"), Bone("b2", "Time")))


def chain(depth):
    whys = (chain(depth - 1),) if depth > 1 else ()
    return Twig(f"d{depth}", WORDS[depth % 7], whys=whys)


def one_heavy_bone():
    """40 causes and answers, most on the first bone."""
    rows = (26, 6, 2, 6, 0, 0)
    made = itertools.count()
    return Fish(
        "Few tests",
        tuple(
            Bone(f"b{i}", name, tuple(Twig(f"c{next(made)}", WORDS[k % 7]) for k in range(count)))
            for i, (name, count) in enumerate(zip(SIX, rows, strict=True))
        ),
    )


FISHES = {
    "nothing": Fish("Few tests"),
    "bones alone": fish_of(0),
    "one": fish_of(1),
    "one bone": fish_of(6, bones=("People",)),
    "twelve": fish_of(12),
    "forty": fish_of(40),
    "forty on four": fish_of(40, bones=SIX[:4]),
    "forty on five": fish_of(40, bones=SIX[:5]),
    "ten bones": fish_of(40, bones=tuple(f"{name} {i}" for i in "ab" for name in SIX)[:10]),
    "uneven": uneven(),
    "one heavy bone": one_heavy_bone(),
    "long words": fish_of(12, text=LONG[:160]),
    "long names": fish_of(12, bones=(LONG[:60], "A name of many words that goes on for sixty letters or so")),
    "long problem": Fish(LONG[:200], fish_of(6).bones),
    "deep": Fish("Few tests", (Bone("b", "People", (chain(6),)),)),
}
LAYOUTS = [(name, width) for name in FISHES for width in ("page", "paper")]


@pytest.fixture(params=LAYOUTS, ids=lambda pair: "-".join(pair))
def placed(request):
    name, width = request.param
    fish = FISHES[name]
    return fish, lay_out(fish) if width == "page" else fishbone.for_paper(fish)


def boxes(placed):
    return [placed.head, *placed.labels, *(row.words for row in placed.twigs)]


def x_at(line, y):
    """Where a bone is at a height."""
    (x0, y0), (x1, y1) = line
    return x0 + (x1 - x0) * (y - y0) / (y1 - y0)


def test_no_box_overlaps_another_and_all_lie_on_the_drawing(placed):
    _, layout = placed
    for one, two in itertools.combinations(boxes(layout), 2):
        assert not one.box.hits(two.box), (one.id, two.id)
    for box in boxes(layout):
        assert box.box.x0 >= -0.1 and box.box.x1 <= layout.width + 0.1, box.id
        assert box.box.y0 >= -0.1 and box.box.y1 <= layout.key_top + 0.1, box.id


def test_words_lie_inside_their_boxes(placed):
    _, layout = placed
    for row in boxes(layout):
        room = row.box.x1 - row.box.x0 - 2 * row.padding
        assert all(text_width(t.text, t.size, t.weight) <= room + 0.6 for t in row.lines), row.id


def test_no_words_stand_on_a_bone_or_on_the_spine(placed):
    _, layout = placed
    spine = layout.spine[0][1]
    for row in layout.twigs:
        box = row.words.box
        assert box.y1 < spine or box.y0 > spine, row.twig.id
        for line in layout.bones.values():
            if min(line[0][1], line[1][1]) <= box.y0 and box.y1 <= max(line[0][1], line[1][1]):
                for y in (box.y0, box.y1):
                    assert not box.x0 < x_at(line, y) < box.x1, row.twig.id


def test_everything_is_drawn_and_linked(placed):
    fish, layout = placed
    expected = [twig for bone in fish.bones for top in bone.twigs for twig, _ in top.all()]
    assert {row.twig.id for row in layout.twigs} == {twig.id for twig in expected}
    assert set(layout.bones) == {bone.id for bone in fish.bones}
    for bone in fish.bones:
        assert layout.bones[bone.id][1][1] == layout.spine[0][1], "the bone meets the spine"
        for twig in bone.twigs:
            row = next(row for row in layout.twigs if row.twig.id == twig.id)
            x, y = row.link[0]
            assert abs(x_at(layout.bones[bone.id], y) - x) < 0.1, "its line ends on its bone"
    by_id = {row.twig.id: row for row in layout.twigs}
    for twig in expected:
        for why in twig.whys:
            above, below = by_id[twig.id].words.box, by_id[why.id]
            (x, y), end = below.link[0], below.link[-1]
            assert above.x0 <= x <= above.x1 and 0 <= y - above.y1 <= 8, "it begins under what it explains"
            assert 0 <= below.words.box.x0 - end[0] <= 4, "and ends at its words"


def test_every_word_is_in_the_drawing(placed):
    fish, layout = placed
    canvas = fishbone.draw(layout)
    drawn = " ".join(row.text for row in canvas.written).replace("- ", "")
    for bone in fish.bones:
        for top in bone.twigs:
            for twig, _ in top.all():
                assert twig.text[:20] in drawn
    assert min((row.size for row in canvas.written), default=SIZE) >= SIZE


def test_a_heavy_bone_has_a_side_to_itself():
    layout = lay_out(one_heavy_bone())
    spine = layout.spine[0][1]
    above = [bone for bone, (end, _) in layout.bones.items() if end[1] < spine]
    assert above == ["b0"]
    assert [end[1] < lay_out(fish_of(12)).spine[0][1] for end, _ in lay_out(fish_of(12)).bones.values()] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "name",
    ["one", "twelve", "forty", "forty on four", "forty on five", "ten bones", "one heavy bone"],
)
def test_the_words_can_be_read_on_a4(name):
    assert fishbone.points_on_a4(fishbone.for_paper(FISHES[name])) >= 6.5
    assert fishbone.as_file(FISHES[name], "Causes")[1] == "a4"


def test_forty_causes_each_with_whys_go_on_a3():
    fish = fish_of(160, whys_every=1)
    assert fishbone.as_file(fish, "Causes")[1] == "a3"


def test_votes_and_who_told_us_are_marked_and_explained():
    texts = [row.text for row in fishbone.draw(lay_out(FISHES["twelve"])).written]
    assert {"P", "E", "+1", "+2", "+3"} <= set(texts)
    assert "Votes of the team" in texts and "No letter: staff and volunteers told us" in texts
    bare = [row.text for row in fishbone.draw(lay_out(uneven())).written]
    assert not {"P", "E", "Evidence", "Votes of the team"} & set(bare)


def test_words_are_text_and_never_markup():
    fish = Fish("<script>1</script>", (Bone("b", "<b>&", (Twig("c", '"><svg onload=alert(1)>'),)),))
    for drawn in (fishbone.on_page(fish), fishbone.as_file(fish, "<i>")[0]):
        assert "<script" not in drawn and "<svg onload" not in drawn and "<b>" not in drawn
        ET.fromstring(drawn)


def test_the_pdf_is_one_page_across_with_its_words():
    svg, paper = fishbone.as_file(FISHES["forty"], "Warm Welcome: causes")
    answer = drawing_answer(svg, "pdf", name="x", title="Causes", described="A fishbone", paper=paper)
    pages = PdfReader(BytesIO(answer.content)).pages
    assert len(pages) == 1
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (842, 595)
    assert "Volunteers change every week" in pages[0].extract_text()
