"""One measure's page in a browser: whole without a script, explored with one, in the dark and on a phone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from measures.actions.phases import add_phase
from measures.summaries import rebuild_summaries
from tests.browser.waits import fits
from tests.factories import MeasureFactory, PDSACycleFactory, monthly_points

VALUES = [42, 40, 43, 41, None, 44, 40, 42, 43, 41, 42, 40, 58, 60, 57, 61, 59, 62, 60, 63, 58, 61, 60, 62]
RECORDED = sum(value is not None for value in VALUES)


@pytest.fixture
def url(transactional_db, cast, project):
    """The page of a measure with two years of figures, a gap and a clear shift."""
    measure = MeasureFactory(
        project=project, name="Offers accepted", kind="outcome", is_primary=True, target=65
    )
    monthly_points(measure, VALUES)
    rebuild_summaries([measure])
    return f"/projects/{project.slug}/measures/{measure.pk}/"


def test_without_script_the_page_is_complete(plain_page, cast, url):
    page = plain_page(cast.lead)
    page.goto(url)
    expect(page.get_by_role("heading", level=1, name="Offers accepted")).to_be_visible()
    expect(page.locator("main").get_by_text("Improving").first).to_be_visible()
    expect(page.locator(".q-say-line")).to_have_text(re.compile(r"\.\s*$"))
    expect(page.locator("#chart-drawn svg").first).to_be_visible()
    expect(page.locator("#chart-drawn .q-wide-only .c-halo")).to_have_count(RECORDED)
    expect(page.get_by_role("button", name="Explore this chart")).to_have_count(0)
    page.get_by_text("Download or copy").click()
    for link in ("CSV", "Image", "SVG"):
        expect(page.get_by_role("link", name=link)).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("table").locator("tbody tr")).to_have_count(len(VALUES))


def test_chart_is_explored_from_the_same_points(page, sign_in, cast, url):
    pictures = []
    page.on(
        "request", lambda request: pictures.append(request.url) if request.resource_type == "image" else None
    )
    sign_in(cast.lead)
    page.goto(url)
    expect(page.locator("#chart-drawn .q-wide-only .c-halo")).to_have_count(RECORDED)
    page.get_by_role("button", name="Explore this chart").click()
    expect(page.locator("#chart-explored .scatterlayer .point")).to_have_count(RECORDED)
    expect(page.locator("#chart-drawn")).to_be_hidden()
    buttons = page.locator("#chart-explored .modebar-btn").evaluate_all(
        "all => all.map(one => one.getAttribute('data-title') || '')"
    )
    assert not [
        title for title in buttons if re.search(r"cloud|share|chart studio|plotly", title, re.IGNORECASE)
    ]
    assert not [one for one in pictures if one.split("?")[0].endswith(".png")]


def test_explored_chart_is_read_by_keys(page, sign_in, cast, url):
    sign_in(cast.lead)
    page.goto(url)
    page.get_by_role("button", name="Explore this chart").press("Enter")
    said = page.locator("#chart-explored + [role=status]")
    expect(page.get_by_role("application")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("62")
    page.keyboard.press("Home")
    expect(said).to_contain_text("42")
    point = said.get_by_role("link", name=re.compile("^Open "))
    expect(point).to_have_attribute("href", re.compile(r"/points/\d+/"))
    point.click()
    expect(page).to_have_url(re.compile(r"/points/\d+/"))


def test_a_point_that_is_clicked_is_read(page, sign_in, cast, url):
    sign_in(cast.lead)
    page.goto(url)
    page.get_by_role("button", name="Explore this chart").click()
    points = page.locator("#chart-explored .scatterlayer .point")
    expect(points).to_have_count(RECORDED)
    expect(
        page.get_by_role("application")
    ).to_be_focused()  # the chart stands in its place, and hears the mouse
    box = points.first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    said = page.locator("#chart-explored + [role=status]")
    expect(said.get_by_role("link", name=re.compile("^Open "))).to_be_visible()


def test_picture_and_sentence_are_put_on_the_clipboard(page, context, sign_in, cast, url):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(cast.lead)
    page.goto(url)
    page.get_by_text("Download or copy").click()
    page.get_by_role("button", name="Copy with its sentence").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    kinds, words = page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const text = await (await item.getType("text/plain")).text();
          return [item.types.toSorted(), text];
        }"""
    )
    assert kinds == ["image/png", "text/plain"]
    assert words.startswith("Offers accepted. Better since ")


def test_chart_follows_the_dark(page, sign_in, axe, cast, url):
    cast.lead.theme = "dark"
    cast.lead.save()
    sign_in(cast.lead)
    page.goto(url)

    def token(name):
        """The page's own colour, as a browser writes it."""
        return page.evaluate(
            """name => {
              const one = document.createElement("i");
              one.className = "visually-hidden";
              document.body.append(one);
              one.style.color = getComputedStyle(document.documentElement).getPropertyValue(name);
              const colour = getComputedStyle(one).color;
              one.remove();
              return colour;
            }""",
            name,
        )

    dark = token("--q-ink")
    expect(page.locator("#chart-drawn .q-wide-only .c-centre").first).to_have_css("stroke", dark)
    page.get_by_role("button", name="Explore this chart").click()
    expect(page.get_by_role("application")).to_be_focused()
    colours = page.locator("#chart-explored .js-line").evaluate_all("all => all.map(one => one.style.stroke)")
    assert dark in colours
    axe(page, themes=("dark",))


def test_phone_has_a_drawing_of_its_own(page, sign_in, axe, cast, url):
    sign_in(cast.lead)
    page.set_viewport_size({"width": 375, "height": 720})
    page.goto(url)
    expect(page.locator("#chart-drawn .q-wide-only")).to_be_hidden()
    phone = page.locator("#chart-drawn .q-phone-only svg")
    expect(phone).to_be_visible()
    expect(phone.locator(".c-halo")).to_have_count(18)
    box = phone.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 375
    fits(page)
    axe(page)


def test_rebased_chart_with_a_cycle_is_explored_too(page, sign_in, cast, project, url):
    measure = project.measures.get()
    start = measure.points.order_by("period_start")[12].period_start
    add_phase(
        measure=measure,
        starts_on=start,
        reason="Peers make the offer.",
        baseline_periods=None,
        confirmed=frozenset(),
        by=cast.lead,
    )
    cycle = PDSACycleFactory(
        change_idea__project=project, stage="do", started_on=start, prediction_locked_at=timezone.now()
    )
    measure.cycle_links.create(cycle=cycle)
    sign_in(cast.lead)
    page.goto(url)
    page.get_by_role("button", name="Explore this chart").click()
    expect(page.locator("#chart-explored .scatterlayer .point")).to_have_count(RECORDED)
    expect(page.locator("main").get_by_text("Peers make the offer.").first).to_be_visible()
