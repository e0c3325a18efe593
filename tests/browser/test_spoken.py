"""What a person hears who does not see the page: that a form came back, what just happened, what a drawing is."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.waits import until
from tests.factories import ChangeIdeaFactory, PDSACycleFactory
from tests.pages.cycles import DAY

CAUSES = "/projects/warm-welcome/causes/"
PROCESS = "/projects/warm-welcome/process/"


@pytest.fixture
def bone(project):
    bone = project.cause_categories.create(name="People")
    project.causes.create(category=bone, text="Nobody has time to talk", source="staff")
    return bone


def test_a_form_that_came_back_says_so_first_in_its_title(page, sign_in, cast, bone):
    sign_in(cast.lead)
    page.goto(f"{CAUSES}bones/{bone.pk}/rename/")
    expect(page).not_to_have_title(re.compile("^Error"))
    page.get_by_label("What is the bone called?").fill("")
    with page.expect_navigation():
        page.get_by_role("button", name="Save the name").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".q-errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What is the bone called?")).to_be_focused()
    expect(page.get_by_label("What is the bone called?")).to_have_accessible_description(
        re.compile("Fill this in")
    )


def test_what_just_happened_is_said_once_the_page_stands(page, sign_in, cast, bone):
    """A screen reader reads what changes, not what a page came with."""
    page.add_init_script(
        """window.said = [];
        document.addEventListener("DOMContentLoaded", () => {
          if (!document.querySelector(".q-messages")) return;
          new MutationObserver((changes) => {
            for (const change of changes) for (const one of change.addedNodes) window.said.push(one.textContent.trim());
          }).observe(document.querySelector(".q-messages"), { childList: true });
        });"""
    )
    sign_in(cast.lead)
    page.goto(CAUSES)
    page.get_by_label("Add a cause to “People”").fill("No quiet corner")
    with page.expect_navigation():
        page.get_by_label("Add a cause to “People”").press("Enter")
    until(page, "() => window.said.join().includes('No quiet corner')")
    expect(page.locator(".q-messages .q-note")).to_have_count(1)


def test_the_place_of_the_boards_answers_is_there_before_it_speaks(page, sign_in, cast, project):
    """A live region that appears together with its words stays unheard."""
    idea = ChangeIdeaFactory(project=project, title="Peers make the offer")
    cycle = PDSACycleFactory(change_idea=idea, title="Tea table", planned_start_on=DAY)
    sign_in(cast.lead)
    page.goto("/projects/warm-welcome/cycles/board/")
    expect(page.locator("main [role=status]:not(.q-messages)")).to_have_css("display", "block")
    page.locator(f"#cycle-{cycle.pk} h3 a").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-board-says]")).to_contain_text("never back")


@pytest.mark.parametrize("path,name", [(CAUSES, "Fishbone"), (PROCESS, "Process map")])
def test_a_drawing_without_links_is_one_picture_with_a_name(page, sign_in, cast, project, bone, path, name):
    lane = project.process_lanes.create(name="Nurse")
    project.process_steps.create(lane=lane, text="Takes the sample", kind="step")
    sign_in(cast.lead)
    page.goto(path)
    picture = page.get_by_role("img", name=re.compile(name))
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("aria-label", re.compile("same"))


def test_a_vote_given_is_told_without_its_colour(page, sign_in, cast, bone):
    """In forced colours a tint is not there."""
    sign_in(cast.lead)
    page.emulate_media(forced_colors="active")
    page.goto(CAUSES)
    vote = page.get_by_role("button", name=re.compile("Vote for"))
    before = vote.evaluate("e => getComputedStyle(e).borderTopWidth")
    with page.expect_navigation():
        vote.click()
    expect(vote).to_have_attribute("aria-pressed", "true")
    expect(vote).not_to_have_css("border-top-width", before)


def test_what_just_happened_is_seen_where_a_person_lands(page, sign_in, cast, project, bone):
    """Far down the page, at the row it is about, the words at the top would not be seen."""
    for number in range(30):
        project.causes.create(category=bone, text=f"Cause {number}", source="staff", order=number)
    sign_in(cast.lead)
    page.goto(CAUSES)
    page.get_by_label("Add a cause to “People”").fill("No quiet corner")
    with page.expect_navigation():
        page.get_by_label("Add a cause to “People”").press("Enter")
    message = page.locator(".q-messages .q-note")
    expect(message).to_be_in_viewport()
    until(page, "() => scrollY > 400")
    page.keyboard.press("Tab")  # and it is out of the way again
    expect(message).not_to_be_in_viewport()


def test_the_current_tab_is_told_apart_in_forced_colours(page, sign_in, cast, bone):
    """A line that is transparent elsewhere is drawn there."""
    sign_in(cast.lead)
    page.emulate_media(forced_colors="active")
    page.goto(CAUSES)
    colours = page.evaluate(
        """() => [...document.querySelectorAll(".q-tabs a")]
          .map(tab => [tab.hasAttribute("aria-current"), getComputedStyle(tab).borderBottomColor])"""
    )
    (current,) = [colour for is_current, colour in colours if is_current]
    assert current not in {colour for is_current, colour in colours if not is_current}


@pytest.mark.parametrize("path,name", [(CAUSES, "fishbone"), (PROCESS, "process map")])
def test_a_file_is_named_in_a_list_of_links_too(page, sign_in, cast, project, bone, path, name):
    lane = project.process_lanes.create(name="Nurse")
    project.process_steps.create(lane=lane, text="Takes the sample", kind="step")
    sign_in(cast.lead)
    page.goto(path)
    for kind in ("PDF", "PNG", "SVG"):
        expect(page.get_by_role("link", name=f"{kind} of the {name}")).to_be_visible()
