"""Charts for everybody: by keyboard alone on a screen and on a phone, by ear, without a script, on paper, and in
colours of the reader's own."""

import datetime as dt
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from ftc_qi.core.today import today
from measures.models import Annotation, CategoryPoint, DataPoint, Event, Exclusion, Phase
from measures.summaries import rebuild_summaries
from tests.browser.waits import fits, until
from tests.community.shared import keep, shared_measure
from tests.factories import BreakdownFactory, EventFactory, MeasureFactory, monthly_points

OFFERS = [(40 + i % 3, 100) for i in range(12)] + [(60 + i % 3, 100) for i in range(12)]
"""From January 2024: a year at about 41 in 100, then one at about 61."""
WIDTHS = {"a screen": 1280, "a phone": 375}

FOCUS = """one => {
  const style = getComputedStyle(one);
  const [box] = one.getClientRects();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    covered: !(top && (one.contains(top) || top.contains(one))),
  };
}"""


class Keyboard:
    """Somebody without a mouse. Whatever they reach must show that it has the focus, and not lie under another."""

    def __init__(self, page):
        self.page = page

    def to(self, role, name, most=150):
        """Tab until the first of this role and name (or the locator) has the focus."""
        found = self.page.get_by_role(role, name=name) if isinstance(name, str | re.Pattern) else name
        target = found.locator("visible=true").first.element_handle()
        for _ in range(most):
            if target.evaluate("one => one === document.activeElement"):
                seen = target.evaluate(FOCUS)
                assert seen == {"ring": True, "covered": False}, f"{role} “{name}”: {seen}"
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{role} “{name}” was not reached in {most} steps")

    def follow(self, role, name):
        """A link or a button, and the page it leads to."""
        self.to(role, name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        errors = self.page.locator(".invalid-feedback:visible, .q-errors:visible").all_inner_texts()
        assert not errors, f"{name}: {errors}"

    def pick(self, name, option):
        """The first option of a list whose words begin so, with the arrows."""
        self.to("combobox", name)
        self.page.keyboard.press("Home")
        for _ in range(60):
            chosen = self.page.evaluate("document.activeElement.selectedOptions[0].textContent.trim()")
            if chosen.startswith(option):
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"“{name}” has no “{option}”")

    def choose(self, group, option):
        """One of several, with the arrows."""
        self.to("radio", self.page.get_by_role("group", name=group).get_by_role("radio", checked=True))
        for _ in range(12):
            if self.page.evaluate("document.activeElement.labels[0].textContent.trim()").startswith(option):
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"“{group}” has no “{option}”")

    def write(self, name, text):
        self.to("textbox", name)
        self.page.keyboard.type(text)


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS)
def keys(page, request):
    page.set_viewport_size({"width": request.param, "height": 720})
    return Keyboard(page)


@pytest.fixture
def measure(transactional_db, cast, project):
    measure = MeasureFactory(
        project=project,
        name="Offers accepted",
        kind="outcome",
        is_primary=True,
        data_kind="proportion",
        numerator_label="Said yes",
        denominator_label="Offered",
        target=Decimal("0.65"),
        collect_from=dt.date(2024, 1, 1),
    )
    Phase.objects.filter(measure=measure).update(baseline_periods=12)
    monthly_points(measure, OFFERS)
    rebuild_summaries([measure])
    return measure


def page_of(measure):
    return f"/projects/{measure.project.slug}/measures/{measure.pk}/"


def sees(page, words):
    expect(page.locator("main").get_by_text(words).locator("visible=true").first).to_be_visible()


# --- by keyboard alone --------------------------------------------------------------------------------------


def test_the_explored_chart_is_entered_read_and_left(keys, page, sign_in, axe, cast, measure):
    sign_in(cast.lead)
    page.goto(page_of(measure))
    keys.to("button", "Explore this chart")
    page.keyboard.press("Enter")
    chart = page.get_by_role("application", name=re.compile("^Chart"))
    expect(chart).to_be_focused()
    said = page.locator("#chart-explored + [role=status]")
    page.keyboard.press("Home")
    expect(said).to_contain_text("January 2024: 40% (40 of 100). Open January 2024")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("November 2025: 61% (61 of 100)")
    expect(said).to_contain_text("Signal: shift, in the good direction")
    until(page, f"one => ({FOCUS})(one).ring", chart.element_handle())
    heard = chart.aria_snapshot()
    assert "Jan" not in heard
    axe(page)
    keys.to("link", "Open November 2025", most=4)
    page.keyboard.press("Tab")
    until(page, "() => !document.activeElement.closest('#chart-explored, [role=status]')")  # no trap
    keys.to("link", "Show as a table", most=4)
    page.keyboard.press("Shift+Tab")
    with page.expect_navigation(url=re.compile(r"/points/\d+/")):
        page.keyboard.press("Enter")


def test_whoever_may_not_open_a_point_is_led_to_none(page, sign_in, cast, measure):
    sign_in(cast.funder)
    page.goto(page_of(measure))
    page.get_by_role("button", name="Explore this chart").press("Enter")
    expect(page.get_by_role("application")).to_be_focused()
    page.keyboard.press("Home")
    said = page.locator("#chart-explored + [role=status]")
    expect(said).to_contain_text("January 2024: 40% (40 of 100)")
    expect(said.get_by_role("link")).to_have_count(0)


def test_a_chart_is_set_re_based_and_annotated_and_a_point_left_out(keys, page, sign_in, cast, measure):
    sign_in(cast.lead)
    page.goto(f"{page_of(measure)}chart/")
    keys.choose("Which chart?", "XmR chart")
    keys.write("Why this chart?", "Our board reads XmR charts")
    keys.follow("button", "Save the settings")
    sees(page, re.compile("XmR chart of offers accepted"))
    sees(page, "Upper limit")
    keys.to("group", page.locator("summary", has_text="Change this chart"))
    page.keyboard.press("Enter")
    keys.follow("link", "Re-base this chart")
    keys.pick("The new phase begins with", "January 2025")
    keys.write("Why?", "Peers make the offer")
    keys.follow("button", "Begin the new phase")
    assert Phase.objects.filter(starts_on="2025-01-01", reason="Peers make the offer").exists()
    sees(page, "Peers make the offer")
    sees(page, "Re-based January 2025" if page.viewport_size["width"] > 767 else "Re-based here")
    keys.follow("link", "November 2025")
    keys.follow("link", "Leave this point out")
    keys.write("Why is it left out?", "The tally was lost")
    keys.follow("button", "Leave the point out")
    sees(page, "The tally was lost")
    keys.follow("link", re.compile("^Take back in.*November 2025"))
    keys.write("Why", "The tally was found")
    keys.follow("button", "Take the point back in")
    assert not Exclusion.objects.current().exists()
    expect(page.get_by_text("The tally was lost")).to_have_count(0)
    keys.follow("link", re.compile("^Add a note.*October 2025"))
    keys.write("What happened?", "Hostel closed")
    keys.follow("button", "Add the note")
    assert Annotation.objects.get().on_date == dt.date(2025, 10, 1)
    expect(page.get_by_role("row", name=re.compile("October 2025"))).to_contain_text("Hostel closed")


def test_events_groups_and_pages_that_compare(keys, page, sign_in, cast, programme, project, measure):
    month = (today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    # A day that is written alike whichever of day and month comes first.
    on = next(day for day in (today() - dt.timedelta(days=i) for i in range(60)) if day.day == day.month)
    events = MeasureFactory(project=project, name="Missed results", data_kind="events", frequency="")
    EventFactory(measure=events, occurred_on=on - dt.timedelta(days=40))
    tests = MeasureFactory(project=project, name="Tests done", unit="people", collect_from=month)
    BreakdownFactory(measure=tests, name="By age", groups=("Younger", "Older"))
    shared = shared_measure(programme)
    for name, figures in (("Alder", (20, 40)), ("Birch", (24, 40)), ("Cedar", (6, 40))):
        keep(shared, name, [figures] * 14)
    rebuild_summaries([events, tests, *shared.measures.all()])
    sign_in(cast.lead)

    page.goto(page_of(events))
    keys.to("textbox", "Another one happened on")
    page.keyboard.type(f"{on:%d%m%Y}")
    keys.follow("button", "Record the event")
    assert Event.objects.filter(occurred_on=on).exists()

    page.goto(f"/projects/{project.slug}/log/?month={month:%Y-%m}")
    row = page.get_by_role("group", name="Tests done")
    keys.to("textbox", "People")
    while not row.evaluate("one => one.contains(document.activeElement)"):
        page.keyboard.press("Tab")
    page.keyboard.type("20")
    page.keyboard.press("Tab")
    expect(row.get_by_text("By age", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    keys.write("Younger: People", "12")
    keys.write("Older: People", "8")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    point = DataPoint.objects.current().get(measure=tests)
    assert [int(part.value) for part in CategoryPoint.objects.filter(point=point).order_by("category")] == [
        12,
        8,
    ]

    page.goto(f"/projects/{project.slug}/compare/")
    keys.pick("Above", "Offers accepted")
    keys.pick("Below", "Missed results")
    keys.follow("button", "Compare")
    expect(page.get_by_role("heading", level=1)).to_have_text("Offers accepted and Missed results")
    page.goto("/community/charts/")
    keys.follow("link", "Would come again")
    keys.follow("link", re.compile("funnel", re.IGNORECASE))
    expect(page.get_by_role("heading", level=1)).to_contain_text("outside the funnel")
    page.goto("/community/charts/")
    keys.follow("link", "Icon matrix")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


# --- without a script, by ear, on paper, in other colours ---------------------------------------------------


def test_without_script_rules_words_and_files_are_there(plain_page, live_server, cast, measure):
    page = plain_page(cast.lead)
    page.set_viewport_size({"width": 375, "height": 720})
    page.goto(page_of(measure))
    expect(page.locator("#chart-drawn .q-phone-only svg")).to_be_visible()
    page.get_by_text("How the rules were applied").click()
    expect(page.get_by_role("rowheader", name="Longest run on one side")).to_be_visible()
    page.get_by_text("What do these words mean?").click()
    expect(page.get_by_role("term").filter(has_text=re.compile("^Median$"))).to_be_visible()
    page.get_by_text("Download or copy").click()
    for link, kind in (("CSV", "text/csv"), ("SVG", "image/svg+xml"), ("Image", "image/png")):
        address = page.get_by_role("link", name=link).get_attribute("href")
        answer = page.context.request.get(f"{live_server.url}{address}")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(kind)
        assert len(answer.body()) > 500


def test_the_page_reads_in_order_and_every_link_says_where_it_leads(page, sign_in, cast, measure):
    sign_in(cast.lead)
    page.goto(page_of(measure))
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    leads = page.locator("main a[href]").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => [one.textContent.trim(), one.href])"
    )
    assert len({words for words, _ in leads}) == len({*map(tuple, leads)}), leads
    expect(page.locator("main svg:not([aria-hidden=true])")).to_have_count(0)
    row = page.get_by_role("row", name=re.compile("^November 2025"))
    expect(row.get_by_role("cell", name="Shift in the good direction")).to_be_visible()


def test_on_paper_and_in_forced_colours_the_message_stands(page, sign_in, cast, measure):
    cast.lead.theme = "light"
    cast.lead.save()
    sign_in(cast.lead)
    page.goto(page_of(measure))
    page.emulate_media(forced_colors="active", color_scheme="dark")
    ground = page.locator("#chart-drawn .q-wide-only svg")
    expect(ground).to_have_css("forced-color-adjust", "none")
    expect(ground).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(media="print", forced_colors="none")
    page.set_viewport_size({"width": 688, "height": 900})  # A4 between its margins
    expect(page.locator("#chart-drawn .q-wide-only svg")).to_be_visible()
    expect(page.get_by_role("button", name="Explore this chart")).to_be_hidden()
    table = page.get_by_role("table", name=re.compile("newest first"))
    expect(table).to_have_css("display", "table")
    expect(page.get_by_role("rowheader", name="Longest run on one side")).to_be_visible()
    fits(page)
