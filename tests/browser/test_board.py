"""The board of PDSA cycles in a browser: by dragging, by button, by keyboard alone, and without script."""

import re

import pytest
from playwright.sync_api import expect

from projects.actions import cycles
from projects.models import PDSACycle
from tests.browser.waits import fits
from tests.factories import ChangeIdeaFactory, PDSACycleFactory
from tests.pages.cycles import DAY

BOARD = "/projects/warm-welcome/cycles/board/"
TALL = {"width": 1280, "height": 1600}
"""Nothing scrolls under the pointer while it drags."""


@pytest.fixture
def planned(cast, project):
    """Two cycles at Plan, the first of which says what it expects."""
    idea = ChangeIdeaFactory(project=project, title="Peers make the offer")
    values = {"planned_start_on": DAY, "scale": "A single evening"}
    return [
        cycles.add_cycle(
            project=project,
            idea=idea,
            values=values | {"title": title, "prediction": prediction},
            by=cast.lead,
        )
        for title, prediction in (("Tea table", "More people stay"), ("A script", ""))
    ]


def card(page, cycle):
    return page.locator(f"#cycle-{cycle.pk}")


def lane(page, name):
    return page.locator(f'[data-lane="{name}"]')


def stage_of(cycle):
    return PDSACycle.objects.get(pk=cycle.pk).stage


def test_a_card_is_dragged_to_the_next_lane_and_its_move_confirmed(page, sign_in, cast, planned, axe):
    sign_in(cast.lead)
    page.set_viewport_size(TALL)
    page.goto(BOARD)
    axe(page)
    with page.expect_navigation():
        card(page, planned[0]).drag_to(lane(page, "do"))
    expect(page).to_have_url(re.compile("/move/do/"))
    expect(page.get_by_text("What this does")).to_be_visible()
    expect(page.get_by_label("What do we expect?")).to_have_value("More people stay")
    assert stage_of(planned[0]) == "plan"
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Start Do and lock the prediction").click()
    expect(page).to_have_url(f"{BOARD}#cycle-{planned[0].pk}")
    expect(lane(page, "do").get_by_text("Tea table")).to_be_visible()
    expect(page.locator(".q-messages")).to_contain_text("Do has begun")
    expect(card(page, planned[0])).to_be_focused()


def test_a_lane_that_does_not_take_the_card_says_why_and_nothing_changes(page, sign_in, cast, planned):
    sign_in(cast.lead)
    page.set_viewport_size(TALL)
    page.goto(BOARD)
    for name in ("study", "act", "done"):
        page.reload()
        card(page, planned[0]).drag_to(lane(page, name))
        says = page.locator("[data-board-says]")
        expect(says).to_contain_text("This cycle is at Plan now")
        expect(says).to_contain_text("Its next step is Do")
    card(page, planned[0]).drag_to(card(page, planned[1]))
    page.reload()  # whatever was on its way has come
    expect(page).to_have_url(BOARD)
    assert stage_of(planned[0]) == "plan"


def test_a_cycle_is_moved_by_its_button_and_asked_for_what_is_missing(page, sign_in, cast, planned):
    sign_in(cast.lead)
    page.goto(BOARD)
    with page.expect_navigation():
        page.get_by_role("link", name="Start Do of cycle 2").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Start Do").click()
    assert stage_of(planned[1]) == "plan"
    page.get_by_label("What do we expect?").fill("Staff use it every day")
    with page.expect_navigation():
        page.get_by_role("button", name="Start Do").click()
    assert stage_of(planned[1]) == "do"
    expect(page).to_have_url(f"{BOARD}#cycle-{planned[1].pk}")


def test_a_cycle_goes_all_the_way_with_the_keyboard_alone(page, sign_in, cast, planned):
    sign_in(cast.lead)
    page.goto(BOARD)
    card(page, planned[1]).locator("h3 a").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("link", name="Tea table", exact=True)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-board-says]")).to_contain_text("never back")
    words = {
        "do": ("More people stay", "What do we expect?"),
        "study": ("The room filled up", "What did you see?"),
        "act": ("Tea helps", "What did you learn?"),
        "done": ("A bigger table", "What comes next?"),
    }
    for to, (typed, label) in words.items():
        with page.expect_navigation():
            page.keyboard.press("ArrowRight")
        if to == "done":
            page.get_by_label("Adapt: change it, test again").focus()
            page.keyboard.press("Space")
        page.get_by_label(label).focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        page.locator("main form button.btn-primary").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert stage_of(planned[0]) == to
        expect(card(page, planned[0])).to_be_focused()
    expect(lane(page, "done").get_by_text("Adapted")).to_be_visible()


def test_the_board_works_without_script(plain_page, cast, planned):
    page = plain_page(cast.lead)
    page.goto(BOARD)
    expect(page.get_by_text("Or drag its card")).to_be_hidden()
    with page.expect_navigation():
        page.get_by_role("link", name="Start Do of cycle 1").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Start Do").click()
    expect(page).to_have_url(f"{BOARD}#cycle-{planned[0].pk}")
    assert stage_of(planned[0]) == "do"


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_the_board_fits_its_window(page, sign_in, cast, planned, project, width, axe):
    long = "An evening drop-in for people who work in the day, with tea and a peer at the old quay"
    first = PDSACycleFactory(
        change_idea=planned[0].change_idea, number=3, title=long, scale=long, planned_start_on=DAY
    )
    PDSACycleFactory(change_idea=first.change_idea, number=4, previous=first, title="Incomprehensibility" * 5)
    sign_in(cast.lead)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(BOARD)
    fits(page)
    expect(page.locator(".q-ramp-list").first).to_be_visible(visible=width < 768)
    expect(page.locator(".q-ramp svg").first).to_be_visible(visible=width >= 768)
    axe(page)
