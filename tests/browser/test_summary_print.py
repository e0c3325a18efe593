"""The one-page summary as people print it from their browser: one sheet of A4, with nothing on top of anything."""

import io
import itertools

import pytest
from pypdf import PdfReader

from tests.browser.waits import until
from tests.factories import AimStatementFactory, MeasureFactory, monthly_points
from tests.pages.told import cycle, main_outcome

PAGE = "/projects/warm-welcome/summary/"
BOTTOMS = """[...document.querySelectorAll('.q-sheet > *')].map(e => {
    const box = e.getBoundingClientRect();
    return [box.top, box.bottom, Math.max(...[...e.querySelectorAll('p,figure,h3,h4')].map(x => x.getBoundingClientRect().bottom), 0)];
})"""

CUT = """[...document.querySelectorAll('.q-sheet :is(h2,h3,h4,p,figcaption,footer)')]
    .filter(e => e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflowY !== 'visible')"""


def long(length):
    return ("Extraordinarily long words of many letters, undoubtedly, " * 100)[:length]


@pytest.mark.parametrize("text", [long, lambda length: "Short words."[:length]], ids=["longest", "short"])
def test_it_prints_on_one_page_with_its_parts_one_under_the_other(page, sign_in, cast, project, text):
    project.name = text(120)
    project.save()
    AimStatementFactory(
        project=project, what=text(200), for_whom=text(200), where=text(200), to_value=70, unit="%"
    )
    main_outcome(project, name=text(160))
    for number in range(6):
        monthly_points(MeasureFactory(project=project, name=text(150) + f" {number}"), [20, 22, 21] * 6)
    for number in range(1, 5):
        cycle(project, number, "done", title=text(120), study=text(900), act="adapt", act_note=text(900))
        cycle(project, 10 + number, "do", title=text(120), prediction=text(900))
        cycle(project, 20 + number, "plan", title=text(120))
    sign_in(cast.lead)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1046})  # A4 within its margins
    page.goto(PAGE)
    until(page, "() => document.fonts.status === 'loaded'")
    until(page, f"() => !{CUT}.length")
    parts = page.evaluate(BOTTOMS)
    for (_, bottom, inner), (top, *_) in itertools.pairwise(parts):
        assert bottom <= top + 0.5
        assert inner <= top + 0.5
    assert parts[-1][1] <= 1040
    drawing = page.locator(".q-sheet-fig svg").first.bounding_box()
    assert drawing["height"] > 110
    made = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(made.pages) == 1
    words = " ".join(made.pages[0].extract_text().split())
    foot = page.locator(".q-sheet footer").inner_text()
    for whole in (text(120), text(150) + " 3", foot):
        assert " ".join(whole.split()) in words
    assert (round(made.pages[0].mediabox.width), round(made.pages[0].mediabox.height)) == (595, 842)
