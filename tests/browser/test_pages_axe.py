"""Every type of page, on the demo's data, as it reaches a person: accessible in light and dark, one heading, a title,
no sideways scroll on a narrow phone, light over the wire, and nothing that a browser complains about."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.management import call_command
from django.test import override_settings
from django.urls import resolve
from playwright.sync_api import expect

from ftc_qi.accounts.models import User
from ftc_qi.demo.content import fund
from projects.models import TeamMember
from tests.browser.page_table import (
    CHART_PAGES,
    CYCLES_BY_STAGE,
    FORMS_SENT_EMPTY,
    NOT_PAGES,
    OWN,
    PAGES,
    REFUSALS,
    facts,
)
from tests.browser.people import give_session
from tests.browser.waits import until
from tests.browser.watch import Watch
from tests.test_access import OURS

MOST_BYTES = 100_000
"""DECISIONS 34: document, style, script and font over the wire, on an empty cache, without an explored chart."""

COUNTED = {"document", "stylesheet", "script", "font"}

PLAIN = [(role, path) for role, paths in PAGES.items() for path in paths] + list(CYCLES_BY_STAGE)


@pytest.fixture(scope="module")
def db(site, django_db_setup, django_db_blocker):
    """In place of pytest-django's: the demo, loaded once for this module's tests, which change nothing."""
    with django_db_blocker.unblock(), override_settings(FTC_QI_DEMO=True):
        call_command("load_demo", verbosity=0)
        try:
            yield facts(f"outsider@{fund.DOMAIN}")
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def demo(db):
    """A name in braces of an address → what stands there."""
    return db


def person(role: str, demo) -> User | None:
    role = role.format(**demo)
    if role == "anonymous":
        return None
    if role.startswith("lead of "):
        return TeamMember.objects.get(
            project__slug=role.removeprefix("lead of "), role="lead", ended_at__isnull=True
        ).user
    return User.objects.get(email=f"{role}@{fund.DOMAIN}")


class Visit:
    """One window for many visits: a browser's first page costs more than the rest of a test. Each visit finds it as
    new: nobody else's cookies or storage, the first size, and a cache that keeps nothing."""

    def __init__(self, browser, site, **options):
        self.site = site
        self.context = browser.new_context(
            base_url=site.url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce", **options
        )
        self.watch = Watch(self.context, site.url)
        self.page = self.context.new_page()
        self.size = self.page.viewport_size
        self.page.on("requestfinished", lambda request: self.page.seen.append(request))
        network = self.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def open(self, user, path):
        self.context.clear_cookies()
        if user is not None:
            give_session(self.context, user, self.site.url)
        self.page.set_viewport_size(self.size)
        self.page.seen = []
        self.page.answer = self.page.goto(path, wait_until="load")
        return self.page

    def leave(self) -> list[str]:
        """Close the page; what went wrong on it since it was opened."""
        if self.page.url.startswith(self.site.url):
            self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.goto("about:blank")
        problems, self.watch.problems = self.watch.problems, []
        return problems


@pytest.fixture(scope="module")
def window(browser, site):
    window = Visit(browser, site)
    yield window
    window.context.close()


@pytest.fixture
def open_page(browser, site, window, demo):
    """open_page(role, path): the page as it reaches a person whose browser holds nothing of the site, and the answer;
    its `seen` are the requests it made. With options, in a window of its own. Fails if anything went wrong on it."""
    visits = []

    def open_page(role, path, **options):
        visits.append(Visit(browser, site, **options) if options else window)
        return visits[-1].open(person(role, demo), path.format(**demo))

    yield open_page
    problems = [problem for visit in visits for problem in visit.leave()]
    for visit in visits:
        if visit is not window:
            visit.context.close()
    assert not problems, "\n".join(problems)


TARGETS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["target-size"]},
    "rules": {"target-size": {"enabled": True}},
}


def targets_are_large_enough(page):
    """24 pixels, or room around it (WCAG 2.5.8). What sticks to the window's edge covers what it is scrolled off."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(
        "for (const bar of document.querySelectorAll('.q-savebar, .q-tabbar')) bar.style.position = 'static'"
    )
    found = page.evaluate("options => axe.run(options)", TARGETS)["violations"]
    assert not found, [node["html"][:160] for rule in found for node in rule["nodes"]]


def look_over(page, axe):
    """What holds of every page."""
    expect(page.locator("h1")).to_have_text([re.compile(r"\S")])  # one, and not empty
    expect(page).to_have_title(re.compile(r"^.*\S.* · FTC QI$"))
    axe(page)
    targets_are_large_enough(page)
    page.set_viewport_size({"width": 320, "height": 640})
    until(page, "() => innerWidth === 320")
    targets_are_large_enough(page)
    low = page.evaluate(
        """() => [...document.querySelectorAll("main :is(.btn-primary, .btn-danger):not(.btn-sm)")]
          .filter(one => one.checkVisibility() && one.offsetHeight < 44).map(one => one.textContent.trim())"""
    )
    assert not low, f"lower than 44 px on a phone: {low}"
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? null :
          [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert wide is None, f"too wide at 320 px: {wide}"


def wire_bytes(page) -> dict[str, int]:
    """Address → bytes that came over the wire, headers included, of what counts."""
    return {
        request.url: sizes["responseBodySize"] + sizes["responseHeadersSize"]
        for request in page.seen
        if request.resource_type in COUNTED
        for sizes in [request.sizes()]
    }


@pytest.mark.parametrize("role,path", PLAIN)
def test_page_is_accessible_fits_a_phone_and_is_light(open_page, axe, role, path):
    page = open_page(role, path)
    assert page.answer.status == 200, page.answer.url
    assert not page.answer.request.redirected_from or path == "/", f"sent on to {page.answer.url}"
    sizes = wire_bytes(page)
    assert not [url for url in sizes if "plotly" in url]
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    look_over(page, axe)


@pytest.mark.parametrize("role,path", CHART_PAGES)
def test_page_with_a_chart_is_accessible_and_fits_a_phone(open_page, axe, role, path):
    page = open_page(role, path)
    assert page.answer.status == 200
    look_over(page, axe)


@pytest.mark.parametrize("role,path,status", REFUSALS)
def test_page_that_refuses_is_a_page(open_page, axe, role, path, status):
    page = open_page(role, path)
    assert page.answer.status == status
    look_over(page, axe)


@pytest.mark.parametrize("role,path", FORMS_SENT_EMPTY)
def test_page_with_errors_is_accessible(open_page, axe, role, path):
    page = open_page(role, path)
    button = page.locator("main form button.btn-primary").first
    with page.expect_navigation():
        button.click()
    expect(page.locator("main .is-invalid, main [aria-invalid=true]").first).to_be_visible()
    look_over(page, axe)


DRAWN = (
    "causes/",
    "process/",
    "aim/",
    "drivers/",
    "ideas/",
    "cycles/board/",
    "cycles/{own_cycle}/",
    "scores/",
    "gains/",
)


@pytest.mark.parametrize("path", DRAWN)
def test_drawing_keeps_its_colours_where_colours_are_forced(open_page, path):
    """Words are forced to the person's own colour there, boxes are not: half of a drawing would not be seen."""
    page = open_page("lead", f"{OWN}{path}", forced_colors="active", color_scheme="dark")
    forced = page.evaluate(
        """() => [...document.querySelectorAll("main svg:has(text)")].filter(one => one.checkVisibility())
          .map(one => getComputedStyle(one).forcedColorAdjust)"""
    )
    assert forced
    assert set(forced) == {"none"}


def test_every_page_is_in_the_table(demo):
    """A page that is added later is visited too, or listed as none."""
    paths = [path for _, path, *_ in PLAIN] + [path for _, path in CHART_PAGES]
    visited = {resolve(path.format(**demo).split("?")[0]).view_name for path in paths}
    assert set(OURS) - visited == NOT_PAGES


def test_chart_page_is_light_until_the_chart_is_explored(open_page):
    """On a phone nothing is loaded ahead: the chart is in the document."""
    page = open_page("lead", CHART_PAGES[0][1], viewport={"width": 375, "height": 720})
    page.wait_for_load_state("networkidle")
    sizes = wire_bytes(page)
    assert not [url for url in sizes if "plotly" in url]
    assert sum(sizes.values()) <= MOST_BYTES, sizes
