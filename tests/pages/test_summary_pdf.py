"""The summary as a PDF: one tagged A4 page, whatever the project's texts are."""

import io
import unicodedata

import pytest
from pypdf import PdfReader

from tests.factories import AimStatementFactory, MeasureFactory, monthly_points
from tests.pages.told import cycle, everything, main_outcome

pytestmark = pytest.mark.django_db
FILE = "/projects/warm-welcome/summary.pdf"
LONG = "Extraordinarily long words of many letters, undoubtedly, "
AWKWARD = "#let x $a_b$ *b* _i_ @ref <tag> \\ 日本 😀 مرحبا עברית ß\u0301 a\u200db \x07"


def read(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def words_of(response):
    return " ".join(read(response).pages[0].extract_text().split())


@pytest.fixture
def told(project):
    AimStatementFactory(project=project, from_value=41, to_value=70, unit="%")
    main_outcome(project)
    monthly_points(MeasureFactory(project=project, name="Peers present"), [20, 22, 21] * 6)
    cycle(project, 4, "done", study="A peer and a kettle.", act="expand", act_note="A second site.")
    cycle(project, 5, "do", title="Evening drop-in", prediction="60 say yes")
    return project


def test_it_is_one_tagged_page_of_a4_in_english(as_role, told):
    response = as_role("lead").get(FILE)
    assert response["Content-Disposition"] == 'attachment; filename="warm-welcome-summary.pdf"'
    made = read(response)
    assert len(made.pages) == 1
    page = made.pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in root
    assert made.metadata.title == "Warm Welcome: project on one page"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_its_words_are_text_and_its_charts_are_lines(as_role, told):
    response = as_role("lead").get(FILE)
    words = words_of(response)
    for said in (
        "Warm Welcome",
        "Offers of a test accepted up from 41% to 70%.",
        "Where we are: Offers of a test accepted",
        "Better since",
        "Peers present",
        "Evening drop-in",
        "A peer and a kettle.",
        "A second site.",
        "Protected view",
    ):
        assert said in words
    page = read(response).pages[0]
    assert not page.images  # no dots: drawn as lines
    assert "Median" in words


def structure(node):
    """Every element of the tagged tree below `node`."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(kid, "get"):
            yield kid
            yield from structure(kid)


def test_a_screen_reader_finds_headings_and_what_each_chart_shows(as_role, told):
    tree = list(structure(read(as_role("lead").get(FILE)).trailer["/Root"]["/StructTreeRoot"]))
    kinds = [node.get("/S") for node in tree]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 4
    described = [str(node.get("/Alt")) for node in tree if node.get("/S") == "/Figure"]
    assert any(
        text.startswith("Chart of Offers of a test accepted, to October 2026. Better since")
        for text in described
    )
    assert any(text.startswith("Chart of Peers present") for text in described)
    assert all(text.strip() for text in described)


def test_every_reader_of_the_method_gets_the_same_bytes(as_role, told):
    readers = ["lead", "contributor", "advisor", "fund_manager", "other_lead", "other_coach"]
    assert len({as_role(role).get(FILE).content for role in readers}) == 1


def test_the_funders_has_no_word_of_the_method(as_role, told):
    words = words_of(as_role("funder").get(FILE))
    for said in ("Evening", "kettle", "second site", "testing now", "PDSA", "cycle"):
        assert said not in words
    assert "Better since" in words


def test_hidden_figures_alone_change_not_one_byte(as_role, project):
    AimStatementFactory(project=project, from_value=3, to_value=80)
    measure = main_outcome(project, [3, 30, 2, 44] * 5, data_kind="count", target=None, decimals=0)
    before = as_role("lead").get(FILE).content
    for number, point in enumerate(measure.points.filter(value__lt=5)):
        type(point).objects.filter(pk=point.pk).update(value=1 + number % 4)
    assert as_role("lead").get(FILE).content == before


def test_the_longest_texts_still_fit_one_page(as_role, cast, project):
    def long(length):
        return (LONG * 100)[:length]

    project.name, project.summary = long(120), long(3000)
    project.save()
    AimStatementFactory(
        project=project,
        what=long(200),
        for_whom=long(200),
        where=long(200),
        unit=long(40),
        from_value=41,
        to_value=70,
    )
    main_outcome(project, name=long(160), numerator_label=long(80), denominator_label=long(80))
    for number in range(8):
        measure = MeasureFactory(project=project, name=long(157) + f" {number}", unit=long(40))
        monthly_points(measure, [20, 22, 21] * 6)
    for rows in (project.themes, project.population_groups, project.areas):
        for number in range(6):
            rows.create(programme=project.programme, name=long(60) + f" {number}")
    for number in range(1, 5):
        cycle(project, number, "done", title=long(120), study=long(4000), act="abandon", act_note=long(4000))
        cycle(project, 10 + number, "do", title=long(120), prediction=long(4000))
        cycle(project, 20 + number, "plan", title=long(120), prediction=long(4000))
    made = read(as_role("lead").get(FILE))
    assert len(made.pages) == 1
    words = " ".join(made.pages[0].extract_text().split())
    assert "Protected view" in words
    assert "What is next" in words


def test_an_empty_project_makes_a_page_that_says_so(as_role, project):
    words = words_of(as_role("lead").get(FILE))
    for said in (
        "No aim is written yet.",
        "No main outcome measure is chosen yet.",
        "No figures are logged yet.",
    ):
        assert said in words


@pytest.mark.parametrize("text", [*AWKWARD.split(" "), AWKWARD])
def test_any_letters_people_type_are_set_as_text(as_role, project, text):
    project.name, project.summary = f"Name {text}"[:120], text
    project.save()
    AimStatementFactory(project=project, what=f"Offers {text}", for_whom=text, where=text)
    main_outcome(project, name=f"Offers {text}")
    cycle(project, 4, "done", title=f"Tea {text}", study=text, act="expand", act_note=text)
    made = read(as_role("lead").get(FILE))
    assert len(made.pages) == 1


def test_markup_of_the_typesetter_is_printed_not_obeyed(as_role, project):
    project.name = "#lorem(50) *bold* $x^2$"
    project.save()
    assert "#lorem(50) *bold* $x^2$" in words_of(as_role("lead").get(FILE))


def test_it_is_made_for_a_project_with_everything(as_role, cast, project):
    everything(project, cast.advisor, rows=12)
    assert len(read(as_role("other_lead").get(FILE)).pages) == 1


def test_words_without_spaces_and_letters_no_font_has_stay_on_the_page(as_role, project):
    project.name = "x" * 120
    project.save()
    main_outcome(project, name="日本" * 70)
    words = read(as_role("lead").get(FILE)).pages[0].extract_text().replace("\u200b", "")
    assert "".join(words.split()).count("x" * 120) == 1
    assert max(len(line) for line in words.splitlines() if set(line) == {"x"}) < 70
    assert "Letters that this page’s font lacks are written •." in " ".join(words.split())


def test_only_the_letters_that_no_font_has_are_written_as_dots(as_role, project):
    project.name = "Amal أمل 😀 日本"
    project.save()
    cycle(project, 4, "do", title="مرحبا", prediction="Six")
    words = unicodedata.normalize("NFKC", words_of(as_role("lead").get(FILE)))
    assert set("أمل") <= set(words)
    assert set("مرحبا") <= set(words)
    assert words.count("•") == 4  # one in what the foot says of it
    assert "Letters that this page’s font lacks are written •." in words


def test_names_of_measures_are_written_in_full(as_role, project):
    name, other = "Offers " * 20 + "accepted", "Sessions " * 15 + "held"
    main_outcome(project, name=name)
    monthly_points(MeasureFactory(project=project, name=other), [20, 22, 21] * 6)
    words = words_of(as_role("lead").get(FILE))
    assert f"Where we are: {name}" in words
    assert f"{other} No signal" in words
