"""The community's small charts explored in a browser: twelve at once, read by keys, and put back."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.waits import PATIENCE, fits
from tests.community.shared import keep, shared_measure
from tests.factories import ProgrammeRoleFactory

MANY = 12
NAMES = [
    "Alder",
    "Birch",
    "Cedar",
    "Elm",
    "Fir",
    "Hazel",
    "Juniper",
    "Larch",
    "Maple",
    "Oak",
    "Pine",
    "Rowan",
]
FIGURES = [(20 + place % 5, 40) for place in range(17)]


@pytest.fixture
def addresses(transactional_db, programme):
    """The two pages of small charts, each with twelve; the newest figure of each project is too small to show."""
    shared = shared_measure(programme)
    for name in NAMES:
        keep(shared, name, [*FIGURES, (3, 40)], kind="outcome", is_primary=True)
    return {"charts": "/community/charts/", "across": reverse("community:across", args=[shared.pk])}


@pytest.fixture
def funder(sign_in, programme):
    sign_in(ProgrammeRoleFactory(programme=programme, role="funder").user)


def explore(page):
    button = page.get_by_role("button", name="Explore these charts")
    button.press("Enter")
    back = page.get_by_role("button", name="Back to the pictures")
    expect(back).to_be_focused(timeout=3 * PATIENCE)  # a dozen charts
    return back


@pytest.mark.parametrize("name", ["charts", "across"])
def test_twelve_charts_are_explored_and_put_back(page, addresses, funder, axe, name):
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(addresses[name], wait_until="networkidle")
    pictures = page.locator("[data-panel] > svg")
    expect(pictures).to_have_count(MANY)
    assert not [url for url in loaded if "plotly" in url]
    back = explore(page)
    charts = page.locator("[data-panel] .q-explored")
    expect(charts).to_have_count(MANY)
    for chart in charts.all():
        expect(chart.locator(".scatterlayer .point")).to_have_count(len(FIGURES) + 1)
        box = chart.bounding_box()
        assert box["height"] > 100
    assert len([url for url in loaded if "plotly" in url]) == 1
    assert len([url for url in loaded if "format=figures" in url]) == 1
    expect(pictures.locator("visible=true")).to_have_count(0)
    axe(page)
    back.press("Enter")
    expect(charts).to_have_count(0)
    expect(pictures.locator("visible=true")).to_have_count(MANY)
    explore(page)
    expect(charts).to_have_count(MANY)
    assert len([url for url in loaded if "format=figures" in url]) == 1


def test_each_explored_chart_is_read_by_keys(page, addresses, funder):
    page.goto(f"{addresses['charts']}?sort=name")
    explore(page)
    page.keyboard.press("Tab")  # the first card's name, then its chart
    page.keyboard.press("Tab")
    first = page.get_by_role("application", name=re.compile("^Alder"))
    expect(first).to_be_focused()
    said = page.locator("[data-panel] .q-said")
    page.keyboard.press("End")
    expect(said.nth(0)).to_contain_text("June 2025: too few people")
    page.keyboard.press("ArrowLeft")
    expect(said.nth(0)).to_have_text("May 2025: 53% (21 of 40)")
    expect(first.locator(".hoverlayer")).to_contain_text("53%")
    page.get_by_role("application", name=re.compile("^Rowan")).press("Home")
    expect(said.nth(MANY - 1)).to_have_text("January 2024: 50% (20 of 40)")
    expect(said.nth(0)).to_have_text("May 2025: 53% (21 of 40)")


def test_figures_that_do_not_come_leave_the_pictures(page, addresses, funder, context, watch):
    page.goto(addresses["charts"])
    context.clear_cookies()
    button = page.get_by_role("button", name="Explore these charts")
    button.click()
    expect(page.get_by_role("status").filter(has_text="That did not load. Try again.")).to_be_visible()
    expect(button).to_be_visible()
    expect(page.locator("[data-panel] > svg").first).to_be_visible()
    watch.problems.clear()


def test_explored_charts_fit_a_phone(page, addresses, funder):
    page.set_viewport_size({"width": 375, "height": 720})
    page.goto(addresses["charts"])
    explore(page)
    fits(page)
    for chart in page.locator("[data-panel] .q-explored").all():
        box = chart.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 375


def test_without_a_script_there_is_no_button(plain_page, addresses, programme):
    page = plain_page(ProgrammeRoleFactory(programme=programme, role="advisor").user)
    page.goto(addresses["charts"])
    expect(page.locator("[data-panel] > svg")).to_have_count(MANY)
    expect(page.get_by_role("button", name="Explore these charts")).to_have_count(0)
