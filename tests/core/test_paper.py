"""Pages as PDF: whatever people type is set as text, and never stops the page from being made."""

import io
import unicodedata

import pytest
from pypdf import PdfReader

from ftc_qi.pages.paper import picture_pdf, spelt

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50" width="200" height="50"><text x="5" y="20">{}</text></svg>'
AWKWARD = [
    "#let x = 1; $a_b$ *bold* _it_ @ref <label> \\ `code`",
    "日本語 text",
    "emoji 😀 here",
    "مرحبا",
    "עברית",
    "joined a\u200db",
    "mark ß\u0301",
    "noncharacter \ufffd",
    "tag \U000e0001",
]


@pytest.mark.parametrize("text", AWKWARD)
def test_any_letter_can_stand_in_a_drawing_its_title_and_its_description(text):
    drawn = SVG.format(text.replace("<", "&lt;"))
    made = PdfReader(io.BytesIO(picture_pdf(drawn, title=text, described=text)))
    assert len(made.pages) == 1


def test_a_drawing_fills_one_tagged_page_across():
    made = PdfReader(
        io.BytesIO(picture_pdf(SVG.format("Hello there"), title="A title", described="What it shows"))
    )
    page = made.pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    assert made.metadata.title == "A title"
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made.trailer["/Root"]["/Lang"] == "en-GB"
    assert "Hello there" in page.extract_text()


def test_a3_is_twice_a4():
    made = PdfReader(io.BytesIO(picture_pdf(SVG.format("x"), title="t", described="d", paper="a3")))
    assert (round(made.pages[0].mediabox.width), round(made.pages[0].mediabox.height)) == (1191, 842)


def test_letters_no_font_has_become_dots_and_the_others_stay():
    """Arabic is drawn by another font than ours."""
    made = PdfReader(io.BytesIO(picture_pdf(SVG.format("Amal أمل 😀 日本"), title="t", described="d")))
    words = unicodedata.normalize("NFKC", made.pages[0].extract_text())
    assert words.count("•") == 3
    assert set("Amal أمل") <= set(words)


@pytest.mark.parametrize("text", ["gbọ\u0301n أمل", "مَرْحَبًا", "\u05e9\u05b8\u05dc\u05d5\u05b9\u05dd"])
def test_a_drawing_loses_accents_before_letters(text):
    made = PdfReader(io.BytesIO(picture_pdf(SVG.format(text), title="t", described="d")))
    words = unicodedata.normalize("NFKC", made.pages[0].extract_text())
    assert "•" not in words
    assert {x for x in text if x.isalpha()} <= set(unicodedata.normalize("NFC", words))


def test_where_it_is_not_said_what_is_lacking_all_but_our_own_letters_are_dots():
    made = PdfReader(io.BytesIO(picture_pdf(SVG.format("Café हिन्दी"), title="t", described="d")))
    assert "Café •••" in made.pages[0].extract_text()


def test_spelt_keeps_known_letters_and_drops_what_is_not_seen():
    data = {"a": ["Caf\u0065\u0301 日 😀", ("x\u200dy",)], "n": 3, "none": None}
    assert spelt(data, str.isascii) == {"a": ["Caf• • •", ["xy"]], "n": 3, "none": None}
