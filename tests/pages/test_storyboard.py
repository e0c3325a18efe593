"""The storyboard: slides with real text, charts that are described, and the data in the notes."""

import io
import zipfile

import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Pt

from ftc_qi.pages.slides import LINE, Words, cut, fitted, height_of
from measures.models import DriverMeasure
from projects.models import Driver, DriverLink
from tests.factories import AimStatementFactory, MeasureFactory, monthly_points
from tests.pages.told import add_rows, cycle, everything, main_outcome

pytestmark = pytest.mark.django_db
FILE = "/projects/warm-welcome/storyboard.pptx"
LONG = "Extraordinarily long words of many letters, undoubtedly, "
AWKWARD = "<b>x</b> & #let $a$ 日本 😀 مرحبا עברית ß\u0301 a\u200db \x07\x0b _x0041_"


def slides_of(response):
    assert response.status_code == 200
    return Presentation(io.BytesIO(response.content))


def texts(shape):
    if shape.has_text_frame:
        yield shape.text_frame.text
    if shape.has_table:
        yield from (cell.text_frame.text for row in shape.table.rows for cell in row.cells)


def words_of(deck):
    """Everything written on the slides and in their notes."""
    return "\n".join(
        [text for slide in deck.slides for shape in slide.shapes for text in texts(shape)]
        + [slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide]
    )


def slide(deck, title):
    return next(one for one in deck.slides if one.shapes.title.text_frame.text.startswith(title))


def notes(one):
    return one.notes_slide.notes_text_frame.text


@pytest.fixture
def told(project):
    project.summary = "Few people say yes to a test."
    project.save()
    aim = AimStatementFactory(project=project, from_value=41, to_value=70, unit="%")
    main_outcome(project)
    for number in range(3):
        monthly_points(MeasureFactory(project=project, name=f"Process {number}"), [20, 22, 21] * 6)
    done = cycle(
        project,
        4,
        "done",
        title="Tea table",
        prediction="40 stay",
        study="A peer and a kettle.",
        prediction_held="partly",
        act="expand",
        act_note="A second site.",
        do="Eleven people came",
        plan="Ama asks",
    )
    cycle(project, 5, "do", title="Evening drop-in", prediction="60 say yes")
    cycle(project, 6, "plan", title="Hostel visits")
    driver = Driver.objects.create(project=project, level="primary", title="The right moment")
    DriverLink.objects.create(project=project, driver=driver)
    DriverLink.objects.create(project=project, parent=driver, idea=done.change_idea, strength="weak")
    assert aim
    return project


def test_it_tells_the_story_in_the_order_of_the_method(as_role, told):
    response = as_role("other_lead").get(FILE)
    assert response["Content-Disposition"] == 'attachment; filename="warm-welcome-storyboard.pptx"'
    deck = slides_of(response)
    assert [one.shapes.title.text_frame.text for one in deck.slides] == [
        "Warm Welcome",
        "What are we trying to accomplish?",
        "What drives the aim?",
        "Main outcome: Offers of a test accepted",
        "Other measures, 1 of 2",
        "Other measures, 2 of 2",
        "What changes did we test?",
        "What did we learn?",
        "What is next, and what do we ask of you?",
    ]
    assert (deck.slide_width, deck.slide_height) == (Pt(960), Pt(540))
    assert deck.core_properties.title == "Warm Welcome: storyboard"
    words = words_of(deck)
    for said in (
        "Few people say yes to a test.",
        "Offers of a test accepted up from 41% to 70%.",
        "Better since",
        "A peer and a kettle.",
        "A second site.",
        "Hostel visits",
        "What we ask of you",
        "Meeting on:",
        "Protected view",
    ):
        assert said in words
    for unsaid in ("Eleven people came", "Ama asks"):
        assert unsaid not in words


@pytest.mark.parametrize(
    "role, status", [("funder", 404), ("outsider", 404), ("anonymous", 302), ("coach", 200)]
)
def test_it_is_for_those_who_may_see_the_method(as_role, told, role, status):
    assert as_role(role).get(FILE).status_code == status


def test_a_slide_is_read_title_first_and_foot_last(as_role, told):
    """Who has the slides read out hears the shapes in the order in which they lie on the slide."""
    for one in list(slides_of(as_role("lead").get(FILE)).slides)[1:]:
        shapes = [shape.name for shape in one.shapes]
        assert one.shapes[0].shape_id == one.shapes.title.shape_id
        assert shapes[-2:] == ["Foot", "Slide number"], shapes


def test_tests_of_change_are_a_real_table(as_role, told):
    one = slide(slides_of(as_role("lead").get(FILE)), "What changes did we test?")
    (table,) = [shape.table for shape in one.shapes if shape.has_table]
    rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["What we tested", "What we expected", "What we found", "What we decided"],
        [
            "4: Tea table",
            "40 stay",
            "It came out partly as predicted. A peer and a kettle.",
            "Expanded. A second site.",
        ],
        ["5: Evening drop-in", "60 say yes", "Under way: Do.", "Not decided yet."],
    ]
    assert table.first_row
    (frame,) = [shape for shape in one.shapes if shape.has_table]
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr")


def test_every_picture_is_described_and_every_chart_has_its_data_in_the_notes(as_role, told):
    deck = slides_of(as_role("lead").get(FILE))
    pictures = [shape for one in deck.slides for shape in one.shapes if shape.shape_type == 13]
    assert len(pictures) == 5
    for picture in pictures:
        described = picture._element.nvPicPr.cNvPr.get("descr")
        assert len(described) > 40
        assert picture.image.size[0] >= round(picture.width / deck.slide_width * 1920) - 2
    main = notes(slide(deck, "Main outcome"))
    assert "February 2025: 40% (" in main
    assert "October 2026: 62%" in main
    assert "Better since" in main
    others = notes(slide(deck, "Other measures, 1 of 2"))
    assert "Process 0" in others
    assert "Process 1" in others
    drivers = notes(slide(deck, "What drives the aim?"))
    assert "Our aim: The right moment" in drivers
    assert "The right moment: Tea first (weak link)" in drivers


def drawings(one):
    """A slide's drawings, each as its own file, with what the picture it stands in says of it."""
    for shape in one.shapes:
        if shape.shape_type == 13:
            (key,) = shape._element.xpath(".//*[local-name()='svgBlip']/@r:embed")
            part = one.part.related_part(key)
            assert part.content_type == "image/svg+xml"
            yield shape, part.blob.decode()


def test_every_picture_is_a_drawing_too_that_powerpoint_can_show_at_any_size(as_role, told):
    main_measure = told.measures.get(is_primary=True)
    main_measure.points.filter(period_start="2025-05-01").update(numerator=3)  # hidden, so hatched
    deck = slides_of(as_role("lead").get(FILE))
    found = [pair for one in deck.slides for pair in drawings(one)]
    assert len(found) == 5
    for shape, svg in found:
        root = etree.fromstring(svg.encode())
        kinds = {etree.QName(node).localname for node in root.iter()}
        assert kinds <= {"svg", "g", "path", "line", "rect", "circle", "polygon", "text"}
        given = [(name, value) for node in root.iter() for name, value in node.attrib.items()]
        assert not {"class", "style", "id", "role", "href"} & {name for name, _ in given}
        assert not [value for _, value in given if "url(" in value or "var(" in value or "rgba" in value]
        texts = root.findall(".//{*}text")
        assert {(node.get("font-family"), node.get("font-weight")) for node in texts} <= {
            ("Arial", "normal"),
            ("Arial", "bold"),
        }
        assert shape.width / shape.height == pytest.approx(
            float(root.get("width")) / float(root.get("height")), rel=0.01
        )
    (_, main), *_ = drawings(slide(deck, "Main outcome"))
    assert ">hidden</text>" in main
    assert main.count('opacity="0.55"') + main.count('opacity=".55"') == 1


def test_a_driver_tells_of_its_measure_also_where_that_has_no_chart_on_a_slide(as_role, told):
    measures = [MeasureFactory(project=told, name=f"Further {number}") for number in range(8)]
    driver = Driver.objects.get(project=told)
    DriverMeasure.objects.create(driver=driver, measure=measures[-1])
    deck = slides_of(as_role("lead").get(FILE))
    assert "Further 7" not in words_of(deck)
    ((_, drawing),) = drawings(slide(deck, "What drives"))
    assert "Further 7" in drawing
    assert "Evening drop-in" not in drawing  # an idea that hangs on no driver


def test_hidden_figures_are_told_with_their_reason_and_leave_no_trace(as_role, project):
    AimStatementFactory(project=project, from_value=3, to_value=80)
    measure = main_outcome(project, [3, 30, 2, 44] * 5, data_kind="count", target=None, decimals=0)
    before = as_role("lead").get(FILE).content
    assert "February 2025: fewer than 5" in notes(slide(slides_of(as_role("lead").get(FILE)), "Main outcome"))
    for number, point in enumerate(measure.points.filter(value__lt=5)):
        type(point).objects.filter(pk=point.pk).update(value=1 + number % 4)
    assert as_role("lead").get(FILE).content == before


def test_every_reader_gets_the_same_bytes(as_role, told):
    assert (
        len({as_role(role).get(FILE).content for role in ("lead", "advisor", "fund_manager", "other_lead")})
        == 1
    )


def test_an_empty_project_leaves_out_what_it_does_not_have(as_role, project):
    deck = slides_of(as_role("lead").get(FILE))
    words = words_of(deck)
    for said in (
        "No aim is written yet.",
        "No main outcome measure is chosen yet.",
        "No PDSA cycle has begun yet.",
        "No cycle has been studied yet.",
        "Nothing is planned yet.",
    ):
        assert said in words
    assert "What drives the aim?" not in words


def height_of_frame(shape):
    """How high a shape's text stands, as it is measured."""
    lines = [
        Words(
            p.text,
            p.runs[0].font.size.pt,
            bool(p.runs[0].font.bold),
            before=p.space_before.pt if p.space_before else 0,
        )
        for p in shape.text_frame.paragraphs
        if p.runs
    ]
    return height_of(lines, shape.width / 12700)


def test_the_longest_texts_stay_in_their_boxes_and_on_the_slide(as_role, project):
    def long(length):
        return (LONG * 100)[:length]

    project.name, project.summary = long(120), long(3000)
    project.save()
    AimStatementFactory(
        project=project, what=long(200), for_whom=long(200), where=long(200), to_value=70, unit="%"
    )
    main_outcome(project, name=long(160), numerator_label=long(80), denominator_label=long(80))
    for number in range(8):
        monthly_points(MeasureFactory(project=project, name=long(157) + f" {number}"), [20, 22, 21] * 6)
    for number in range(1, 7):
        cycle(
            project,
            number,
            "done",
            title=long(120),
            prediction=long(4000),
            study=long(4000),
            act="abandon",
            act_note=long(4000),
        )
        cycle(project, 10 + number, "plan", title=long(120))
    deck = slides_of(as_role("lead").get(FILE))
    for one in deck.slides:
        for shape in one.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_text_frame:
                assert height_of_frame(shape) <= shape.height / 12700 + 0.5, shape.text_frame.text
            if shape.has_table:
                assert shape.top + sum(row.height for row in shape.table.rows) <= Pt(500.5)


def test_any_letters_people_type_stay_text(as_role, project):
    project.name, project.summary = f"Name {AWKWARD}"[:120], AWKWARD
    project.save()
    AimStatementFactory(project=project, what=f"Offers {AWKWARD}")
    main_outcome(project, name=f"Offers {AWKWARD}")
    cycle(
        project,
        4,
        "done",
        title=f"Tea {AWKWARD}",
        prediction=AWKWARD,
        study=AWKWARD,
        act="adopt",
        act_note=AWKWARD,
    )
    words = words_of(slides_of(as_role("lead").get(FILE)))
    assert "<b>x</b> & #let $a$ 日本 😀 مرحبا" in words


def test_its_parts_tell_no_time_of_making(as_role, told):
    with zipfile.ZipFile(io.BytesIO(as_role("lead").get(FILE).content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2020, 1, 1, 0, 0, 0)}
        assert parts.testzip() is None


def test_it_takes_as_many_queries_for_fifty_as_for_one(as_role, cast, project, django_assert_max_num_queries):
    def ask():
        client = as_role("lead")
        with django_assert_max_num_queries(15) as queries:
            assert client.get(FILE).status_code == 200
        return len(queries)

    everything(project, cast.advisor, rows=7)
    one = ask()
    add_rows(project, cast.advisor, range(8, 51))
    assert ask() == one


def test_text_is_made_smaller_and_then_shorter_until_it_fits():
    lines = [Words("word " * 400, 20)]
    made = fitted(lines, 300, 60)
    assert made[0].size == 12
    assert height_of(made, 300) <= 60
    assert fitted([Words("short", 20)], 300, 60) == [Words("short", 20)]
    assert height_of([Words("", 20)], 300) == 20 * LINE
    assert cut("word " * 400, 100, 12, 2).endswith("…")
