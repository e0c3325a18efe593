"""Light, dark or as the device: the choice stays; and on paper the bars are gone and the ink is dark."""

import pytest
from playwright.sync_api import expect

from measures.summaries import rebuild_summaries
from tests.factories import MeasureFactory, monthly_points


def has_theme(page, name):
    expect(page.locator("html")).to_have_attribute("data-bs-theme", name)


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_choice_of_colours_stays(page, sign_in, cast):
    sign_in(cast.lead)
    page.goto("/projects/")
    light = background(page)
    page.get_by_label("Account:").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Dark", exact=True).click()
    expect(page).to_have_url("/projects/")
    has_theme(page, "dark")
    expect(page.locator("body")).not_to_have_css("background-color", light)
    page.goto("/projects/warm-welcome/")
    has_theme(page, "dark")
    sign_in(cast.lead)  # another day, another session
    page.goto("/")
    has_theme(page, "dark")
    page.get_by_label("Account:").click()
    expect(page.get_by_role("button", name="Dark", exact=True)).to_have_attribute("aria-pressed", "true")


def test_without_a_choice_the_page_follows_the_device(page):
    page.emulate_media(color_scheme="dark")
    page.goto("/accounts/login/")
    has_theme(page, "dark")
    dark = background(page)
    page.emulate_media(color_scheme="light")
    has_theme(page, "light")
    expect(page.locator("body")).not_to_have_css("background-color", dark)


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_on_paper_the_bars_are_gone_and_the_ink_is_dark(page, sign_in, cast, project, chosen):
    measure = MeasureFactory(project=project, name="Offers accepted", kind="outcome", is_primary=True)
    monthly_points(measure, [40, 42, 41, 43, 40, 44] * 2)
    rebuild_summaries([measure])
    cast.lead.theme = chosen
    cast.lead.save()
    sign_in(cast.lead)
    for path in ("/", "/projects/warm-welcome/", f"/projects/warm-welcome/measures/{measure.pk}/"):
        page.goto(path)
        page.emulate_media(media="print")
        for gone in (".q-bar", ".q-tabbar", ".q-tabs", "main .btn"):
            expect(page.locator(gone).locator("visible=true")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        light = page.evaluate(
            """() => [...document.querySelectorAll("h1, h2, h3, main p, main td, main svg text")]
              .filter(one => one.checkVisibility() && one.textContent.trim())
              .map(one => [one, one instanceof SVGElement ? getComputedStyle(one).fill : getComputedStyle(one).color])
              .filter(([, colour]) => colour.match(/\\d+/g).slice(0, 3).every(part => Number(part) > 150))
              .filter(([one]) => !one.closest(".c-flag, .q-badge, .q-tile") && !one.classList.contains("c-tflag"))
              .slice(0, 4).map(([one, colour]) => `${colour} ${one.outerHTML.slice(0, 100)}`)"""
        )
        assert not light, f"{path}: pale ink on white paper: {light}"
        page.emulate_media(media="screen")
