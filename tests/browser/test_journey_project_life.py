"""A whole project's life, through pages alone: from the programme's templates to gains that last, as the fund
manager, the lead, a contributor on a phone and the advisor."""

import datetime
import io
import re

import pypdf
import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import expect
from pptx import Presentation

from ftc_qi.core.today import today
from tests.browser.people import Visitor, join
from tests.browser.waits import fits, until
from tests.browser.watch import Watch

OWN = "/projects/open-door/"
BEFORE = [42, 40, 43, 41, 44, 40, 42, 43]
AFTER = [58, 60, 57, 61, 59, 62, 60, 63]
OUTLINE = "People are offered a test\n  Peers make the offer\n    Train peers\nPeople hear the result soon\n"
PHONE = {"width": 375, "height": 740}


def months_back(count):
    """First day of the month so many whole months ago."""
    month = today().replace(day=1)
    for _ in range(count):
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    return month


@pytest.fixture
def somebody(transactional_db, new_context, live_server, settings, tmp_path):
    """somebody(): a person at a browser of their own; fails if anything went wrong on one of their pages."""
    settings.MEDIA_ROOT = tmp_path / "media"
    watches = []

    def somebody(**looks) -> Visitor:
        context = new_context(
            base_url=live_server.url,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            **looks,
        )
        watches.append(Watch(context, live_server.url))
        return Visitor(context.new_page())

    yield somebody
    problems = [problem for watch in watches for problem in watch.problems]
    assert not problems, "\n".join(problems)


def test_a_project_from_its_templates_to_gains_that_last(somebody, axe, live_server, mailoutbox, tmp_path):
    manager, advisor = set_up_the_programme(somebody, live_server, mailoutbox)
    lead = start_the_project(manager, somebody, mailoutbox, axe)
    contributor = fill_in_the_charter_and_the_team(lead, manager, somebody, mailoutbox, axe)
    find_the_causes(lead, contributor, axe)
    measure_the_outcome(lead)
    write_the_aim(lead, axe)
    finish_the_driver_diagram(lead, axe)
    plan_a_cycle(lead, axe)
    add_what_was_seen(contributor, lead, tmp_path, axe)
    study_and_expand(lead, axe)
    look_at_the_board(lead, contributor, axe)
    talk_with_the_advisor(lead, advisor, axe)
    look_at_the_method(lead, axe)
    hold_the_gains(lead, axe)
    take_it_to_the_meeting(lead, advisor)
    take_the_contributor_off(lead, contributor)


# --- charter and team ----------------------------------------------------------------------------------------


def set_up_the_programme(somebody, live_server, mailoutbox):
    """A programme with a shared measure, an outline of a driver diagram and an advisor."""
    call_command("start_programme", "Quay HIV Fund", "maya@example.org", site=live_server.url)
    manager = join(somebody(), mailoutbox[-1])
    manager.go("/programme/shared-measures/add/")
    manager.main.get_by_label("Name", exact=True).fill("Would come again")
    manager.fill("What exactly is counted?", "Cards that say yes, out of all cards handed in.")
    manager.choose("Share")
    manager.press("Add the shared measure")
    manager.go("/programme/edit/")
    manager.fill("Driver diagram that a project may start from", OUTLINE)
    manager.press("Save")
    manager.go("/programme/people/invite/")
    manager.fill("E-mail address", "rosa@example.org")
    manager.fill("Name people see", "Rosa")
    manager.choose("QI advisor:")
    manager.press("Send the invitation")
    return manager, join(somebody(), mailoutbox[-1])


def start_the_project(manager, somebody, mailoutbox, axe):
    """The fund manager ticks what the project starts from; its lead is invited, and joins."""
    manager.go("/projects/add/")
    manager.main.get_by_label("Name", exact=True).fill("Open Door")
    manager.fill("E-mail address of the project lead", "joy@example.org")
    manager.fill("Name people see", "Joy")
    manager.main.get_by_role("checkbox", name="Would come again").check()
    manager.pick("Which way is good", "Higher")
    manager.choose("driver diagram")
    axe(manager.page)
    manager.press("Add project")
    manager.sees("It starts with 1 measure and a driver diagram.")
    lead = join(somebody(), mailoutbox[-1])
    lead.stands_at("/")
    axe(lead.page)
    manager.go(f"{OWN}edit/")
    manager.follow("Start")
    manager.press("Start project")
    return lead


def fill_in_the_charter_and_the_team(lead, manager, somebody, mailoutbox, axe):
    """The path says what is missing and leads there; a contributor is invited and joins on a phone."""
    lead.go(OWN)
    lead.sees("First steps")
    lead.sees("Still missing: a summary")
    axe(lead.page)
    lead.follow("Fill in the charter")
    lead.fill("Summary", "Peers offer a test at the drop-in.")
    lead.fill("First day", months_back(16).isoformat())
    lead.fill("Last day", (today() + datetime.timedelta(days=300)).isoformat())
    lead.press("Save")
    lead.go(f"{OWN}team/taking-part/")
    lead.fill("How many people with lived experience take part", "6")
    lead.press("Save the number")
    lead.follow("Invite somebody")
    lead.fill("E-mail address", "sky@example.org")
    lead.fill("Name people see", "Sky")
    lead.choose("Contributor:")
    lead.press("Send the invitation")
    contributor = join(somebody(viewport=PHONE), mailoutbox[-1])
    contributor.stands_at(OWN)
    contributor.sees("First steps")
    axe(contributor.page)
    return contributor


# --- causes, aim, drivers ------------------------------------------------------------------------------------


def find_the_causes(lead, contributor, axe):
    """The lead begins a fishbone and asks why; the contributor adds a cause and votes; one becomes a driver."""
    lead.go(f"{OWN}causes/")
    lead.follow("Name the problem")
    lead.fill("What is the problem?", "Few people take a test")
    lead.press("Save")
    lead.press("Start with six bones")
    lead.fill("Add a cause to “People”", "Nobody makes the offer")
    lead.press("Add to “People”")
    lead.follow("Ask why of “Nobody makes the offer”")
    lead.main.get_by_role("textbox").first.fill("No one has the time")
    lead.press("Add the answer")
    axe(lead.page)
    contributor.go(f"{OWN}causes/")
    contributor.fill("Add a cause to “Environment”", "The room is too open")
    contributor.press("Add to “Environment”")
    contributor.press("Vote for “Nobody makes the offer”")
    expect(contributor.main.get_by_role("button", name="Nobody makes the offer”: 1 vote")).to_be_visible()
    fits(contributor.page)
    axe(contributor.page)
    lead.go(f"{OWN}causes/")
    lead.main.locator("summary").filter(has_text="More for “The room is too open”").click()
    lead.press(re.compile("Make it a primary driver.*The room is too open"))
    lead.go(f"{OWN}causes/")
    lead.main.locator("summary").filter(has_text="More for “Nobody makes the offer”").click()
    lead.press(re.compile("Make it a change idea.*Nobody makes the offer"))


def measure_the_outcome(lead):
    """A measure from its required fields; sixteen months pasted from a spreadsheet."""
    lead.go(f"{OWN}measures/add/")
    lead.main.get_by_label("Name", exact=True).fill("Offers accepted")
    lead.fill("What is counted?", "People who said yes to a test at the drop-in.")
    lead.choose("A count")
    lead.choose("Every month")
    lead.choose("Higher is better")
    lead.unfold("More: kind, target")
    lead.choose("Outcome:")
    lead.choose("main outcome")
    lead.press("Add the measure")
    lead.go(f"{OWN}log/")
    lead.follow("Paste a column")
    column = "\n".join(
        f"{months_back(16 - place):%B %Y}\t{value}" for place, value in enumerate(BEFORE + AFTER)
    )
    lead.pick("Measure", "Offers accepted")
    lead.fill("Figures", column)
    lead.press("Check these figures")
    lead.press("Save 16 figures")


def write_the_aim(lead, axe):
    """One sentence from its parts."""
    lead.go(f"{OWN}aim/")
    lead.fill("What will improve?", "Offers of a test accepted")
    lead.main.get_by_label("From").fill("42")
    lead.main.get_by_label(re.compile("^To")).fill("60")
    lead.fill("For whom?", "drop-in visitors")
    lead.fill("By when?", (today() + datetime.timedelta(days=200)).isoformat())
    lead.press("Save the aim")
    lead.sees("from 42 to 60")
    axe(lead.page)


def finish_the_driver_diagram(lead, axe):
    """The template's drivers, the one that was a cause, and the ideas stand in one diagram."""
    lead.go(f"{OWN}drivers/")
    for title in ("People are offered a test", "Peers make the offer", "Train peers", "The room is too open"):
        lead.sees(title)
    drawing = lead.main.locator(".q-diagram svg").first
    expect(drawing).to_be_visible()
    expect(drawing).to_contain_text("Peers make")
    axe(lead.page)


# --- cycles --------------------------------------------------------------------------------------------------


def plan_a_cycle(lead, axe):
    """A plan with a question, a task and a measure; the prediction locks when Do begins."""
    lead.go(f"{OWN}cycles/")
    lead.follow("Plan the first cycle")
    lead.pick("What do we try?", "Train peers")
    lead.fill("What do we expect?", "More than half say yes")
    lead.fill("When do we start?", months_back(2).isoformat())
    lead.unfold("More: name")
    lead.fill("What else do we want to know?", "Do people stay to talk?")
    lead.choose("Offers accepted")
    axe(lead.page)
    lead.press("Plan the cycle")
    lead.unfold("Add a task")
    lead.fill("What is to be done?", "Print the cards")
    lead.pick("Who does it?", "Joy")
    lead.fill("By when?", today().isoformat())
    lead.press("Add the task")
    lead.sees("Print the cards")
    move(lead, "Start Do and lock the prediction")
    lead.sees("Locked on")
    axe(lead.page)


def add_what_was_seen(contributor, lead, tmp_path, axe):
    """From a phone, with a photo; the picture that is kept says nothing of where it was taken."""
    picture = tmp_path / "room.jpg"
    exif = Image.Exif()
    exif[0x010E] = "at the drop-in"
    Image.new("RGB", (1200, 900), "#0e5a52").save(picture, exif=exif)
    contributor.go(f"{OWN}cycles/")
    contributor.follow("1: Train peers")
    contributor.follow("Add what you saw")
    fits(contributor.page)
    axe(contributor.page)
    contributor.fill("What did you see?", "People stayed to talk over tea.")
    contributor.main.get_by_label("Photos and files").set_input_files(picture)
    contributor.fill("What the photo or file shows", "The new corner of the room")
    contributor.press("Save")
    contributor.sees("People stayed to talk over tea.")
    image = contributor.main.get_by_role("img", name=re.compile("The new corner of the room")).first
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    until(contributor.page, "image => image.complete && image.naturalWidth > 0", image.element_handle())
    fits(contributor.page)
    large = image.locator("xpath=ancestor::a").get_attribute("href")
    kept = contributor.page.request.get(large)
    assert kept.status == 200
    assert not Image.open(io.BytesIO(kept.body())).getexif()
    lead.page.reload()
    lead.sees("People stayed to talk over tea.")


def study_and_expand(lead, axe):
    """Prediction beside result, a decision, and a next cycle filled in from this one."""
    lead.fill("What did you see?", "Four sessions were held.")
    move(lead, "Finish Do and start Study")
    lead.fill("What did you learn?", "Peers are trusted.")
    lead.main.get_by_label("It came out as predicted").first.check()
    axe(lead.page)
    move(lead, "Finish Study and start Act")
    lead.choose("Expand:")
    lead.fill("What comes next?", "Train more peers, at more sites.")
    move(lead, "Finish the cycle")
    lead.sees("Cycle 1 is done")
    lead.follow("Start the next cycle")
    expect(lead.main.get_by_label("What do we try?").locator("option:checked")).to_have_text("Train peers")
    lead.fill("What do we expect?", "Half say yes at each site")
    lead.fill("When do we start?", today().isoformat())
    lead.press("Plan the cycle")
    lead.sees("Follows cycle 1")


def look_at_the_board(lead, contributor, axe):
    """Where each test stands, the ramp it makes, and on a phone the same."""
    lead.go(f"{OWN}cycles/board/")
    expect(lead.main.get_by_role("article").filter(has_text="Cycle 2")).to_be_visible()
    lead.sees("Ramp: Train peers")
    axe(lead.page)
    contributor.go(f"{OWN}cycles/board/")
    fits(contributor.page)
    expect(contributor.main.get_by_role("link", name=re.compile("Start Do"))).to_have_count(0)


def move(lead, button):
    """A move asks for its day on a page of its own where the cycle's page could not."""
    with lead.page.expect_navigation():
        lead.main.get_by_role("button", name=button).first.click()
    if re.search(r"/move/", lead.path):
        lead.press(button)


# --- advisor, scores, method ---------------------------------------------------------------------------------


def talk_with_the_advisor(lead, advisor, axe):
    """A comment on the very cycle and a score; the lead finds the comment in My work until it is read."""
    advisor.go(f"{OWN}cycles/")
    advisor.follow("1: Train peers")
    advisor.main.get_by_role("textbox", name="Comment").fill("What did the peers say when people said no?")
    advisor.press("Save comment")
    give_a_score(advisor, "2.5", "The first cycles are linked.")
    lead.go("/")
    lead.sees("What did the peers say when people said no?")
    lead.sees("Print the cards")
    axe(lead.page)
    task = lead.main.get_by_role("listitem").filter(has_text="What did the peers say")
    with lead.page.expect_navigation():
        task.get_by_role("button", name="Mark as read").click()
    lead.stands_at("/")
    expect(lead.main.get_by_text("What did the peers say when people said no?")).to_have_count(0)
    with lead.page.expect_navigation():
        lead.main.get_by_role("button", name=re.compile("Mark as done.*Print the cards")).click()
    expect(lead.main.get_by_role("listitem").filter(has_text="Print the cards")).to_have_count(0)
    give_a_score(lead, "3.0", "A change is being tested on a bigger scale.")
    lead.sees("2.5")
    lead.sees("3.0")
    axe(lead.page)


def give_a_score(who, score, reason):
    who.go(f"{OWN}scores/")
    with who.page.expect_navigation():
        who.main.get_by_role("link", name=re.compile("^Score as|^Give")).first.click()
    who.main.locator(f"input[name=score][value='{score}']").check()
    who.fill("Why this score?", reason)
    who.press("Save")
    who.sees(reason)


def look_at_the_method(lead, axe):
    """Suggestions from the record: the prediction was written before Do, and cycles are linked."""
    lead.go(f"{OWN}health/")
    lead.sees("In place")
    lead.sees("Worth a look")
    axe(lead.page)


def hold_the_gains(lead, axe):
    """The check of ten factors, and who watches which measure."""
    lead.go(f"{OWN}gains/")
    lead.follow("Do the first check")
    lead.main.get_by_label("Mostly").first.check()
    lead.main.get_by_label("Not yet").last.check()
    axe(lead.page)
    lead.press("Save")
    lead.follow("Watch a measure")
    lead.pick("Which measure?", "Offers accepted")
    lead.fill("Who watches it?", "The session lead")
    lead.fill("What triggers action?", "A shift the wrong way")
    lead.fill("What do we do then?", "Look at the last sessions with the peers")
    lead.press("Add to the plan")
    lead.sees("A shift the wrong way")
    axe(lead.page)


# --- to the meeting, and the end -----------------------------------------------------------------------------


def take_it_to_the_meeting(lead, advisor):
    """The page and the slides are files that open, and say what the project says."""
    lead.go(f"{OWN}summary/")
    lead.sees("Offers of a test accepted")
    pdf = pypdf.PdfReader(download(lead, "Download the PDF"))
    assert len(pdf.pages) == 1
    text = " ".join(pdf.pages[0].extract_text().split())
    assert "Open Door" in text
    assert "Offers accepted" in text
    slides = Presentation(str(download(lead, "Download the storyboard")))
    assert slides.slide_width > slides.slide_height
    words = " ".join(
        shape.text_frame.text for slide in slides.slides for shape in slide.shapes if shape.has_text_frame
    )
    assert "Open Door" in words
    assert "Train peers" in words
    advisor.go(f"{OWN}summary/")


def download(who, link):
    with who.page.expect_download() as found:
        who.main.get_by_role("link", name=link).click()
    return found.value.path()


def take_the_contributor_off(lead, contributor):
    """The page that is still open in the contributor's browser leads nowhere from now on."""
    contributor.go(f"{OWN}cycles/")
    contributor.follow("1: Train peers")
    picture = contributor.main.get_by_role("img").first.get_attribute("src")
    cycle = contributor.path
    lead.go(f"{OWN}team/")
    lead.follow(re.compile("Take off the team.*Sky"))
    lead.press("Take off the team")
    lead.sees("Sky is no longer on the team")
    for path in (OWN, cycle, picture, f"{OWN}causes.svg", f"{OWN}summary.pdf", f"{OWN}storyboard.pptx"):
        assert contributor.page.request.get(path).status == 404, path
