"""A browser on the site as it is served for real.

page        a Playwright page; relative addresses work (`page.goto("/")`); fails the test if anything went wrong on it
sign_in     sign_in(user): the page's next request is this person's
plain_page  plain_page(user): a page of a browser without JavaScript, signed in
site        the running site, for modules which load their data once (live_server empties the database after a test)
axe         axe(page): fails on any accessibility violation, in light and in dark
watch       what `page` has noted so far, for tests that provoke a problem

Every act and every `expect` waits as long as waits.py says.
"""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import expect

from tests.browser.find import FLAGS, NO_BROWSER, find_browser
from tests.browser.people import give_session
from tests.browser.server import SiteServer
from tests.browser.waits import PATIENCE
from tests.browser.watch import Watch

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def _browser_path():
    """Found once, before Playwright's own session starts."""
    path = find_browser()
    if path is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(_browser_path, browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": _browser_path, "args": FLAGS}


@pytest.fixture(scope="session")
def playwright(_browser_path, playwright):
    return playwright


@pytest.fixture(scope="session")
def browser(browser):
    expect.set_options(timeout=PATIENCE)
    browser.on("context", lambda context: context.set_default_timeout(PATIENCE))
    return browser


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """The running site; unlike `live_server`, it leaves the database's rows to whoever put them there."""
    server = SiteServer(tmp_path_factory.mktemp("static"))
    yield server
    server.stop()


@pytest.fixture(scope="package")
def live_server(site):
    return site


@pytest.fixture
def context(new_context, live_server):
    return new_context(
        base_url=live_server.url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
    )


@pytest.fixture
def watch(context, live_server):
    return Watch(context, live_server.url)


@pytest.fixture
def page(transactional_db, context, watch):
    page = context.new_page()
    yield page
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def sign_in(context, live_server):
    return lambda user: give_session(context, user, live_server.url)


@pytest.fixture
def plain_page(transactional_db, new_context, live_server):
    def plain_page(user, **options):
        context = new_context(
            base_url=live_server.url,
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=False,
            **options,
        )
        give_session(context, user, live_server.url)
        return context.new_page()

    return plain_page


VIOLATIONS = {"resultTypes": ["violations"]}
"""Only what is wrong is carried out of the browser: all that is right is many times as much."""
COLOUR_RULES = VIOLATIONS | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture(scope="session")
def axe():
    def axe(page, themes=("light", "dark")) -> None:
        before = page.evaluate("document.documentElement.dataset.bsTheme")
        page.evaluate(AXE_SCRIPT)
        for theme in themes:
            page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
            # A theme changes colours and nothing else: one run of all rules, then those about colour.
            options = VIOLATIONS if theme == themes[0] else COLOUR_RULES
            results = AxeResults(page.evaluate("options => axe.run(options)", options))
            assert not results.violations_count, f"{page.url} in {theme}:\n{results.generate_report()}"
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme ?? '' }", before)

    return axe
