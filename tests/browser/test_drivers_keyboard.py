"""The driver diagram by keyboard alone: added to, linked a second time, sorted, and read as a drawing."""

import re

import pytest
from playwright.sync_api import expect

from projects.actions import driver_lines as lines
from projects.actions import drivers
from tests.browser.waits import fits, until
from tests.factories import AimStatementFactory, ChangeIdeaFactory

EDIT = "/projects/warm-welcome/drivers/edit/"


@pytest.fixture
def told(project, cast):
    for title in ("Trust", "Time"):
        drivers.add_driver(project=project, values={"level": "primary", "title": title}, by=cast.lead)
    AimStatementFactory(project=project)
    return project


FOCUSED = """() => {
  const one = document.activeElement;
  return (one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.textContent).trim();
}"""


class Keys:
    """Somebody with a keyboard and no mouse."""

    def __init__(self, page):
        self.page = page

    @property
    def focused(self) -> str:
        """What has the focus, in words."""
        return self.page.evaluate(FOCUSED)

    def stand_at(self, words: str) -> None:
        until(self.page, f"words => ({FOCUSED})() === words", words)

    def tab_to(self, words: str) -> None:
        """Press Tab until what is wanted has the focus."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if " ".join(self.focused.split()).startswith(words):
                return
        raise AssertionError(f"Tab never reached {words!r}")

    def go(self, key: str = "Enter") -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


def test_the_outline_is_built_linked_and_sorted_by_keyboard(page, sign_in, cast, told, axe):
    sign_in(cast.lead)
    page.goto(EDIT)
    keys = Keys(page)

    keys.tab_to("Add a secondary driver under “Trust”")
    keys.go()
    keys.tab_to("What has to be true?")
    page.keyboard.type("Peers in the room")
    keys.go()
    peers = told.drivers.get(title="Peers in the room")
    expect(page.locator(f"#driver-{peers.pk}")).to_be_focused()
    axe(page)

    # A second parent, weakly.
    keys.tab_to("Change links of “Peers in the room”")
    keys.go()
    axe(page)
    keys.tab_to("Strong link")
    page.keyboard.press("Tab")
    keys.stand_at("No link")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    keys.stand_at("Weak link")
    keys.tab_to("Save the links")
    keys.go()
    parents = {row.pk: row.title for row in told.drivers.all()}
    assert {parents[pk]: strength for pk, strength in lines.links_of(peers).items()} == {
        "Trust": "strong",
        "Time": "weak",
    }

    # Sorted with Alt and an arrow, from wherever the focus is in the row; the row keeps it.
    time = told.drivers.get(title="Time")
    page.locator(f"#driver-{time.pk}").focus()
    keys.go("Alt+ArrowUp")
    expect(page.locator(f"#driver-{time.pk}")).to_be_focused()
    assert [row.title for row in told.drivers.filter(level="primary")] == ["Time", "Trust"]

    # The drawing is read and followed by keyboard too.
    page.goto("/projects/warm-welcome/drivers/")
    keys.tab_to("Secondary driver: Peers in the room")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"#driver-{peers.pk}$"))
    axe(page)


def test_an_idea_of_the_list_is_linked_by_keyboard(page, sign_in, cast, told):
    ChangeIdeaFactory(project=told, title="Tea table")
    sign_in(cast.member)
    page.goto(EDIT)
    keys = Keys(page)
    keys.tab_to("Add an idea to “Time”")
    keys.go()
    keys.tab_to("An idea you have")
    page.keyboard.type("Tea")
    keys.tab_to("Add the idea")
    keys.go()
    idea = told.change_ideas.get()
    expect(page.locator(f"#idea-{idea.pk}")).to_be_focused()
    assert lines.links_of(idea) == {told.drivers.get(title="Time").pk: "strong"}


def test_an_idea_is_sorted_by_keyboard(page, sign_in, cast, told):
    time = told.drivers.get(title="Time")
    first, second = (
        drivers.add_idea_here(project=told, parent=time, title=title, by=cast.lead)
        for title in ("Tea", "Poster")
    )
    sign_in(cast.lead)
    page.goto(EDIT)
    page.locator(f"#idea-{second.pk}").focus()
    Keys(page).go("Alt+ArrowUp")
    expect(page.locator(f"#idea-{second.pk}")).to_be_focused()
    assert list(told.change_ideas.all()) == [second, first]


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_scrolls_sideways_but_the_drawing(page, sign_in, cast, told, width):
    sign_in(cast.lead)
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/projects/warm-welcome/drivers/", EDIT):
        page.goto(path)
        fits(page)
    page.goto("/projects/warm-welcome/drivers/")
    expect(page.locator(".q-drivers svg.c-chart")).to_be_visible(visible=width >= 768)
    expect(page.get_by_role("heading", name="Trust")).to_be_visible()
