"""With the keyboard alone, with scripts and without: what is said, done, scored, tested, drawn and withdrawn."""

import re

import pytest
from playwright.sync_api import expect

from community.models import Action, Comment
from projects.actions import drivers
from projects.models import PDSACycle, ProgressScore
from tests.browser.test_causes_keyboard import go_to, press
from tests.factories import AimStatementFactory, ChangeIdeaFactory

HOME = "/projects/warm-welcome/"


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def keyboard(request, page, sign_in, plain_page):
    """keyboard(user, path): that page, as this person, in a browser with scripts or without."""

    def open_page(user, path):
        if request.param:
            sign_in(user)
        there = page if request.param else plain_page(user)
        there.has_scripts = request.param
        there.goto(path)
        return there

    return open_page


def told(page, words):
    """What just happened stands in the region that is read out."""
    expect(page.locator(".q-messages[role=status]")).to_contain_text(words)


def stands_at(page, row):
    """The address names the row; with scripts it has the focus."""
    expect(page).to_have_url(re.compile(f"#{row}$"))
    expect(page.locator(f"#{row}")).to_be_in_viewport()
    if page.has_scripts:
        expect(page.locator(f"#{row}")).to_be_focused()


def test_a_comment_is_written_changed_and_read(keyboard, cast, project):
    page = keyboard(cast.lead, f"{HOME}comments/")
    go_to(page, "textbox", "Comment")
    page.keyboard.type("Who can come on Friday?")
    press(page, "button", "Save comment")
    comment = Comment.objects.get()
    expect(page).to_have_url(re.compile(f"#comment-{comment.pk}$"))
    expect(page.locator(".q-messages .q-note")).to_have_count(1)
    press(page, "link", re.compile("Change your comment"))
    go_to(page, "textbox", "Comment")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Or on Monday?")
    press(page, "button", "Save comment")
    expect(page).to_have_url(re.compile(f"#comment-{comment.pk}$"))
    expect(page.locator(f"#comment-{comment.pk}")).to_contain_text("Or on Monday?")
    page = keyboard(cast.advisor, f"{HOME}comments/")
    press(page, "button", re.compile("Mark as read ?: the comment by"))
    told(page, "1 comment marked as read")


def test_an_action_is_added_marked_as_done_and_opened_again(keyboard, cast, project):
    page = keyboard(cast.lead, f"{HOME}actions/")
    press(page, "link", "Add the first action")
    go_to(page, "textbox", "What is to be done?")
    page.keyboard.type("Book the room")
    press(page, "button", "Save action")
    told(page, "Book the room")
    press(page, "button", re.compile("Mark as done ?: Book the room"))
    told(page, "Book the room")
    assert Action.objects.get().done_at
    press(page, "link", re.compile("done"))
    press(page, "button", re.compile("Open again ?: Book the room"))
    assert not Action.objects.get().done_at


def test_a_score_is_given_by_arrows(keyboard, cast, project):
    page = keyboard(cast.lead, f"{HOME}scores/team/add/")
    go_to(page, "radio", re.compile("0.5"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    go_to(page, "textbox", re.compile("Why"))
    page.keyboard.type("The plan is written and the team is there.")
    press(page, "button", "Save the score")
    expect(page.locator(".q-messages .q-note")).to_have_count(1)
    assert str(ProgressScore.objects.get().score) == "1.0"


def test_a_cycle_goes_from_plan_to_done_on_its_own_page(keyboard, cast, project):
    ChangeIdeaFactory(project=project, title="Peers make the offer")
    page = keyboard(cast.member, f"{HOME}cycles/add/")
    go_to(page, "combobox", "What do we try?")
    page.keyboard.type("Peers")
    go_to(page, "textbox", "What do we expect?")
    page.keyboard.type("More people stay")
    go_to(page, "textbox", "When do we start?")
    page.keyboard.type("10102026")
    press(page, "button", "Plan the cycle")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cycle 1")
    steps = (
        ("What do we expect?", "More people stay, even late", "Start Do and lock the prediction"),
        ("What did you see?", "The room filled up", "Finish Do and start Study"),
        ("What did you learn?", "Tea helps", re.compile("Finish Study")),
    )
    for label, words, button in steps:
        go_to(page, "textbox", re.compile(re.escape(label)))
        page.keyboard.type(words)
        press(page, "button", button)
        expect(page.locator(".q-messages .q-note")).to_have_count(1)
    go_to(page, "radio", re.compile("Adopt"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("Adapt"))).to_be_checked()
    go_to(page, "textbox", re.compile("What comes next"))
    page.keyboard.type("A bigger table")
    press(page, "button", re.compile("Finish"))
    assert PDSACycle.objects.get().stage == "done"
    expect(page.locator(".q-messages .q-note")).to_have_count(1)


def test_ideas_are_placed_on_the_grid(keyboard, cast, project):
    idea = ChangeIdeaFactory(project=project, title="Tea table")
    page = keyboard(cast.lead, f"{HOME}ideas/")
    press(page, "link", "Place ideas on the grid")
    go_to(page, "combobox", "Effort of “Tea table”")
    page.keyboard.type("Low")
    go_to(page, "combobox", "Impact of “Tea table”")
    page.keyboard.type("High")
    press(page, "button", "Save their places")
    told(page, "Effort and impact of 1 idea saved.")
    expect(page.get_by_text("Quick wins, much impact for little effort: Tea table.")).to_be_visible()
    idea.refresh_from_db()
    assert (idea.effort, idea.impact) == (1, 3)


def test_a_driver_is_sorted_and_withdrawn(keyboard, cast, project):
    AimStatementFactory(project=project)
    trust, time = (
        drivers.add_driver(project=project, values={"level": "primary", "title": title}, by=cast.lead)
        for title in ("Trust", "Time")
    )
    page = keyboard(cast.lead, f"{HOME}drivers/edit/")
    press(page, "button", "Move “Time” up")
    stands_at(page, f"driver-{time.pk}")
    page.locator(f"#driver-{trust.pk} summary").focus()
    page.keyboard.press("Enter")
    press(page, "link", "Withdraw “Trust”")
    go_to(page, "textbox", "Why")
    page.keyboard.type("Said twice")
    press(page, "button", "Withdraw the driver")
    told(page, "Trust")
    assert [row.title for row in project.drivers.current()] == ["Time"]


def test_a_step_is_put_in_between_and_withdrawn(keyboard, cast, project):
    lane = project.process_lanes.create(name="Nurse")
    first = project.process_steps.create(lane=lane, text="Takes the sample", kind="step", order=0)
    project.process_steps.create(lane=lane, text="Sends it off", kind="step", order=1)
    page = keyboard(cast.member, f"{HOME}process/")
    press(page, "link", "Insert after “Takes the sample”")
    go_to(page, "textbox", "What happens?")
    page.keyboard.type("Writes the label")
    press(page, "button", "Add the step")
    added = project.process_steps.get(text="Writes the label")
    stands_at(page, f"row-{added.pk}")
    assert [one.text for one in project.process_steps.current()] == [
        "Takes the sample",
        "Writes the label",
        "Sends it off",
    ]
    page.goto(f"{HOME}process/steps/{first.pk}/withdraw/")
    go_to(page, "textbox", "Why")
    page.keyboard.type("It happens elsewhere")
    press(page, "button", "Withdraw the step")
    told(page, "Takes the sample")
