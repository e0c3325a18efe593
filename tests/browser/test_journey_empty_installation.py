"""From an empty database to a signal, a review and the whole fund on a page: through pages alone."""

import datetime
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from ftc_qi.core.today import today
from tests.browser.people import Visitor, join
from tests.browser.watch import Watch

OWN = "/projects/open-door/"
BEFORE = [42, 40, 43, 41, 44, 40, 42, 43]
AFTER = [58, 60, 57, 61, 59, 62, 60, 63]


def months_back(count):
    """First day of the month so many whole months ago."""
    month = today().replace(day=1)
    for _ in range(count):
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    return month


@pytest.fixture
def somebody(transactional_db, new_context, live_server):
    """somebody(): a person at a browser of their own; fails if anything went wrong on one of their pages."""
    watches = []

    def somebody() -> Visitor:
        context = new_context(
            base_url=live_server.url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
        )
        watches.append(Watch(context, live_server.url))
        return Visitor(context.new_page())

    yield somebody
    problems = [problem for watch in watches for problem in watch.problems]
    assert not problems, "\n".join(problems)


def test_an_empty_installation_gets_to_a_signal_through_pages_alone(somebody, live_server, mailoutbox):
    manager = start(somebody, live_server, mailoutbox)
    set_up_the_programme(manager)
    finance, advisor, funder = invite_people(manager, somebody, mailoutbox)
    add_projects(manager)
    lead = join(somebody(), mailoutbox[-2])
    other = join(somebody(), mailoutbox[-1])
    invite_coach(manager, somebody, mailoutbox)
    award_and_pay(manager, finance)
    write_the_aim(lead)
    log_until_it_says_improving(lead)
    review(advisor, lead)
    annotate_and_rebase(lead)
    run_a_cycle(lead)
    read_the_portfolio(funder)
    compare_in_the_community(other)


def start(somebody, live_server, mailoutbox):
    call_command("start_programme", "Quay HIV Fund", "maya@example.org", site=live_server.url)
    manager = join(somebody(), mailoutbox[-1])
    manager.stands_at("/programme/")
    manager.sees("Quay HIV Fund")
    manager.sees("First steps")
    return manager


def set_up_the_programme(manager):
    first = today().replace(month=4, day=1)
    first = first if first <= today() else first.replace(year=first.year - 1)
    manager.follow("Add a year")
    manager.fill("First day", first.isoformat())
    manager.fill("Last day", first.replace(year=first.year + 1, month=3, day=31).isoformat())
    manager.fill("Budget in pounds", "1,000,000")
    manager.press("Add the year")
    for step, names in (("Add themes", "Testing\nTreatment"), ("Add groups", "Migrants\nYounger people")):
        manager.follow(step)
        manager.fill("Names, one on each line", names)
        manager.press("Add")
        manager.go("/programme/")
    manager.follow("Add areas")
    manager.press("Add the 33 London boroughs")
    manager.sees("Camden")
    for name in ("Quayside Welcome", "Night Harbour"):
        manager.go("/organisations/add/")
        manager.fill("Name", name)
        manager.press("Add the organisation")
    manager.go("/programme/")
    manager.sees("£1,000,000")


def invite(manager, email, name, role):
    manager.go("/programme/people/invite/")
    manager.fill("E-mail address", email)
    manager.fill("Name people see", name)
    manager.choose(role)


def invite_people(manager, somebody, mailoutbox):
    """Finance, an advisor and a funder join; each begins on their own start page."""
    joined = []
    for email, name, role, begins in (
        ("felix@example.org", "Felix", "Finance:", "/payments/"),
        ("rosa@example.org", "Rosa", "QI advisor:", "/advisor/"),
        ("leonie@example.org", "Leonie", "Funder:", "/portfolio/"),
    ):
        invite(manager, email, name, role)
        manager.press("Send the invitation")
        joined.append(join(somebody(), mailoutbox[-1]))
        joined[-1].stands_at(begins)
    return joined


def invite_coach(manager, somebody, mailoutbox):
    invite(manager, "idris@example.org", "Idris", "Coach:")
    manager.choose("Open Door")
    manager.press("Send the invitation")
    coach = join(somebody(), mailoutbox[-1])
    coach.sees("Open Door")
    expect(coach.main.get_by_text("Night Line")).to_have_count(0)


def add_projects(manager):
    """Two projects with a lead organisation and an invitation for each lead; one is started."""
    for name, organisation, email, lead in (
        ("Open Door", "Quayside Welcome", "joy@example.org", "Joy"),
        ("Night Line", "Night Harbour", "sam@example.org", "Sam"),
    ):
        manager.go("/projects/add/")
        manager.main.get_by_label("Name", exact=True).fill(name)
        manager.choose("Testing")
        manager.choose("Migrants")
        manager.choose("Camden")
        manager.pick("Lead organisation", organisation)
        manager.fill("E-mail address of the project lead", email)
        manager.fill("Name people see", lead)
        manager.press("Add project")
        manager.sees(name)
    manager.go(f"{OWN}edit/")
    manager.follow("Start")
    manager.press("Start project")
    manager.sees("Open Door is active")


def award_and_pay(manager, finance):
    manager.go(f"{OWN}grants/")
    manager.follow("Add a grant")
    manager.fill("Reference", "FTC-1")
    manager.fill("Awarded on", today().isoformat())
    manager.main.get_by_label(re.compile("in pounds")).fill("80,000")
    manager.press("Add grant")
    manager.follow("Plan equal payments")
    manager.press("Plan payments")
    manager.go("/payments/")
    with manager.page.expect_navigation():
        manager.main.get_by_role("table").get_by_role("link", name=re.compile("^Approve")).first.click()
    manager.press("Approve payment")
    finance.go("/payments/?status=approved")
    with finance.page.expect_navigation():
        finance.main.get_by_role("table").get_by_role("link", name=re.compile("^Record")).first.click()
    finance.press("Record as paid")
    manager.go(f"{OWN}grants/")
    manager.sees("£80,000 awarded, £20,000 paid")


def write_the_aim(lead):
    lead.stands_at("/")
    lead.sees("Open Door")
    lead.go(f"{OWN}aim/")
    lead.fill("What will improve?", "Offers of a test accepted")
    lead.main.get_by_label("From").fill("40")
    lead.main.get_by_label(re.compile("^To")).fill("60")
    lead.fill("For whom?", "drop-in visitors")
    lead.press("Save the aim")
    lead.sees("from 40 to 60")


def log_until_it_says_improving(lead):
    """A measure from its required fields alone; sixteen months pasted from a spreadsheet; the chart says it."""
    lead.go(f"{OWN}measures/")
    lead.follow("Add")
    lead.main.get_by_label("Name", exact=True).fill("Offers accepted")
    lead.fill("What is counted?", "People who said yes to a test at the drop-in.")
    lead.choose("A count")
    lead.choose("Every month")
    lead.choose("Higher is better")
    lead.press("Add the measure")
    lead.follow("Edit")
    lead.unfold("More: kind, target")
    lead.choose("Outcome:")
    lead.choose("main outcome")
    lead.press("Save the measure")
    lead.go(f"{OWN}log/")
    lead.sees("Offers accepted")
    lead.follow("Paste a column")
    column = "\n".join(
        f"{months_back(16 - place):%B %Y}\t{value}" for place, value in enumerate(BEFORE + AFTER)
    )
    lead.pick("Measure", "Offers accepted")
    lead.fill("Figures", column)
    lead.press("Check these figures")
    lead.sees("16 new")
    lead.press("Save 16 figures")
    lead.go(f"{OWN}measures/")
    lead.follow("Offers accepted")
    lead.sees("Improving")
    for words in (f"{months_back(8):%B %Y}", "60", "42"):
        expect(lead.main.locator(".q-say-line")).to_contain_text(words)
    expect(lead.main.locator("svg.c-chart, figure svg").first).to_be_visible()
    lead.follow("Show all")
    expect(lead.main.get_by_role("table").locator("tbody tr")).to_have_count(16)


def annotate_and_rebase(lead):
    """A note stands on the chart; the new stretch gets its own line, and the improvement holds."""
    lead.unfold("Change this chart")
    lead.follow("Add a note on the chart")
    lead.fill("Date", months_back(9).isoformat())
    lead.fill("What happened?", "Peers began to make the offer")
    lead.press("Add the note")
    lead.sees("Peers began to make the offer")
    lead.unfold("Change this chart")
    lead.follow("Re-base this chart")
    lead.pick("The new phase begins with", f"{months_back(8):%B %Y}")
    lead.fill("Why?", "Peers make every offer now.")
    lead.press("Begin the new phase")
    lead.sees("Improved, holding")
    lead.sees("Peers make every offer now.")


def run_a_cycle(lead):
    lead.go(f"{OWN}cycles/")
    lead.follow("Plan the first cycle")
    lead.fill("What do we try?", "Peers make the offer of a test")
    lead.fill("What do we expect?", "More than half say yes")
    lead.fill("When do we start?", months_back(2).isoformat())
    lead.press("Plan the cycle")
    for button, fills, choice in (
        ("Start Do and lock the prediction", {}, None),
        ("Finish Do and start Study", {"What did you see?": "People stayed to talk."}, None),
        (
            "Finish Study and start Act",
            {"What did you learn?": "Peers are trusted."},
            "It came out as predicted",
        ),
        ("Finish the cycle", {"What comes next?": "Train more peers."}, "Adopt:"),
    ):
        for label, text in fills.items():
            lead.fill(label, text)
        if choice:
            lead.choose(choice)
        move(lead, button)
    lead.sees("Cycle 1 is done")
    lead.sees("Peers are trusted.")


def move(lead, button):
    """A move asks for its day on a page of its own where the cycle's page could not."""
    with lead.page.expect_navigation():
        lead.main.get_by_role("button", name=button).click()
    if re.search(r"/move/", lead.path):
        lead.press(button)


def review(advisor, lead):
    advisor.go("/advisor/")
    row = advisor.page.get_by_role("row").filter(has_text="Open Door")
    row.get_by_text("Add a note").click()
    row.get_by_role("textbox").fill("Eight months above the median. What did the peers do?")
    with advisor.page.expect_navigation():
        row.get_by_role("button", name="Save the review").click()
    lead.go("/")
    lead.sees("Eight months above the median. What did the peers do?")
    lead.press("Mark as read")
    lead.go(f"{OWN}measures/")
    lead.follow("Offers accepted")


def read_the_portfolio(funder):
    funder.go("/portfolio/")
    row = funder.page.get_by_role("row").filter(has_text="Open Door")
    expect(row).to_contain_text("Improved, holding")
    expect(row).to_contain_text("£80,000")
    expect(row).to_contain_text("£20,000")
    funder.sees("£920,000")
    funder.follow("Open Door")
    funder.sees("Offers accepted")


def compare_in_the_community(other):
    other.go("/community/charts/")
    other.sees("Open Door")
    other.sees("Improved, holding")
    other.follow("Open Door")
    other.sees("Peers make the offer of a test")
    assert other.page.goto(f"{OWN}log/").status == 404
