"""The fishbone with the keyboard alone: from nothing to a change idea."""

import re

from playwright.sync_api import expect

from projects.models import Cause, ChangeIdea
from tests.browser.waits import fits

URL = "/projects/warm-welcome/causes/"


def go_to(page, role, name):
    """Press Tab until the focus is on something of that name."""
    wanted = page.get_by_role(role, name=name).first
    expect(wanted).to_be_visible()
    wanted = wanted.element_handle()
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement === wanted", wanted):
            return
    raise AssertionError(f"the keyboard does not come to {role} {name}")


def press(page, role, name):
    """Go there and press Enter; the next page comes."""
    go_to(page, role, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def add_cause(page, bone, text):
    go_to(page, "textbox", f"Add a cause to “{bone}”")
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    cause = Cause.objects.get(text=text)
    expect(page.locator(f"#row-{cause.pk}")).to_be_focused()
    return cause


def test_a_fishbone_from_nothing_by_keyboard(page, sign_in, cast, project, axe):
    sign_in(cast.lead)
    page.goto(URL)
    press(page, "link", "Name the problem")
    go_to(page, "textbox", "What is the problem?")
    page.keyboard.type("Most visitors say no to a test")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "button", "Start with six bones")
    expect(page.get_by_role("heading", level=3)).to_have_count(6)

    first = add_cause(page, "People", "The person who asks is a stranger")
    second = add_cause(page, "People", "Nobody has time to talk")

    # From the row that has the focus: up, by Alt and an arrow.
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(f"#row-{second.pk}")).to_be_focused()
    assert list(Cause.objects.order_by("order").values_list("pk", flat=True)) == [second.pk, first.pk]

    # Why, a vote, and a change idea: each the next stop of the row.
    press(page, "link", re.compile("Why.*Nobody has time to talk"))
    go_to(page, "textbox", "What is the cause?")
    page.keyboard.type("The rota comes out too late")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    why = Cause.objects.get(parent=second)
    expect(page.locator(f"#row-{why.pk}")).to_be_focused()
    press(page, "button", "Vote for “The rota comes out too late”: 0 votes")
    vote = page.get_by_role("button", name="Vote for “The rota comes out too late”: 1 vote")
    expect(vote).to_have_attribute("aria-pressed", "true")

    page.locator(f"#row-{why.pk} summary").focus()
    page.keyboard.press("Enter")
    press(page, "button", re.compile("Make it a change idea.*The rota comes out"))
    expect(page.locator(f"#row-{why.pk}")).to_contain_text("Change idea:")
    assert ChangeIdea.objects.get().from_cause == why
    expect(page.get_by_role("img", name=re.compile("Fishbone"))).to_contain_text("The rota comes out")
    axe(page)


def test_on_a_phone_the_list_stands_for_the_drawing(page, sign_in, cast, project):
    sign_in(cast.contributor)
    bone = project.cause_categories.create(name="People")
    project.causes.create(category=bone, text="Averylongwordwithoutanyspace" * 5)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(URL)
    expect(page.get_by_role("img", name=re.compile("Fishbone"))).to_be_hidden()
    fits(page)
    page.get_by_label("Add a cause to “People”").fill("No quiet corner")
    with page.expect_navigation():
        page.get_by_role("button", name="Add to “People”").click()
    expect(page.locator(".q-outline-row", has_text="No quiet corner")).to_be_visible()


def test_the_process_map_by_keyboard(page, sign_in, cast, project, axe):
    sign_in(cast.member)
    page.goto("/projects/warm-welcome/process/")
    press(page, "link", "Write the steps")
    go_to(page, "textbox", "Who, and what they do")
    page.keyboard.type("Nurse\n  Takes the sample\nCourier\n  Wait for the van\n  Brings it")
    press(page, "button", "Add the steps")
    expect(page.get_by_role("heading", name="3 steps, 1 hand-off, 1 wait.")).to_be_visible()
    steps = project.process_steps.current()
    expect(page.locator(f"#row-{steps[0].pk}")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowDown")
    assert [step.text for step in project.process_steps.current()][:2] == [
        "Wait for the van",
        "Takes the sample",
    ]
    axe(page)
