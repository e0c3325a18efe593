"""The site's frame in a browser: nothing is loaded from elsewhere, and the policy is in force."""

import os
import re
import subprocess
import sys

from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import expect

from tests.browser.find import find_browser
from tests.browser.waits import until
from tests.factories import PASSWORD, UserFactory


def test_the_sign_in_page_is_clean(page, axe):
    response = page.goto("/accounts/login/")
    assert response.status == 200
    assert "Content-Security-Policy".lower() in response.headers
    assert response.headers["content-encoding"] == "gzip"
    axe(page)


def test_static_files_have_hashed_names_and_stay_in_the_cache(page):
    loaded = []
    page.on("response", lambda response: loaded.append(response))
    page.goto("/accounts/login/", wait_until="networkidle")
    files = {response.url: response.all_headers() for response in loaded if "/static/" in response.url}
    assert any("bootstrap.min." in url for url in files)
    for url, headers in files.items():
        assert "immutable" in headers["cache-control"], url
    assert {headers.get("content-encoding") for url, headers in files.items() if url.endswith(".css")} == {
        "br"
    }


def forbidden(page, what):
    """While this is open, the page says that the policy forbids something."""
    return page.context.expect_console_message(
        lambda message: message.text.startswith(f"Content-Security-Policy: {what}")
    )


def test_an_inline_script_does_not_run_and_is_noticed(page, watch):
    page.goto("/accounts/login/")
    with forbidden(page, "script-src"):
        page.evaluate(
            """() => {
              const script = document.createElement("script");
              script.textContent = "window.ran = true";
              document.body.append(script);
            }"""
        )
    until(page, "() => window.ran === undefined")
    page.goto("about:blank")  # all that was to be said has come
    assert any("script-src" in problem for problem in watch.problems)
    watch.problems.clear()


def test_a_request_to_another_site_is_stopped_and_noticed(page, watch):
    page.goto("/accounts/login/")
    with forbidden(page, "connect-src"):
        failed = page.evaluate("fetch('http://127.0.0.2:9/').then(() => false, () => true)")
    assert failed
    page.goto("about:blank")
    assert any("connect-src" in problem for problem in watch.problems)
    watch.problems.clear()


def test_plotly_draws_under_the_policy(page):
    """The two style hashes in the settings belong to the installed plotly: this fails when they no longer fit."""
    page.goto("/accounts/login/")
    page.add_script_tag(url=staticfiles_storage.url("plotly/plotly.min.js"))
    page.evaluate(
        """async () => {
          const place = document.createElement("div");
          document.querySelector("main").append(place);
          await Plotly.newPlot(place, [{x: [1, 2, 3], y: [2, 1, 3]}], {}, {showSendToCloud: false});
        }"""
    )
    expect(page.locator(".main-svg .scatterlayer path.js-line")).to_have_count(1)


def test_a_named_browser_that_is_not_there_is_not_replaced(monkeypatch):
    monkeypatch.setenv("BROWSER_EXECUTABLE", "/no/such/browser")
    assert find_browser() is None


def test_a_browser_that_does_not_start_is_none(tmp_path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    nowhere = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path), "BROWSER_EXECUTABLE": ""}
    look = "from tests.browser import find; find.PLACES = (); print(find.find_browser())"
    found = subprocess.run(
        [sys.executable, "-c", look], env=os.environ | nowhere, capture_output=True, text=True, check=True
    )
    assert found.stdout == "None\n"


def test_a_person_signed_in_by_a_test_is_signed_in(page, sign_in):
    sign_in(UserFactory())
    page.goto("/accounts/password/change/")
    expect(page).to_have_url("/accounts/password/change/")


def test_a_person_signs_in_with_e_mail_and_password(page):
    user = UserFactory()
    page.goto("/accounts/password/change/")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(user.email)
    for password in ("wrong-password-here", PASSWORD):
        page.get_by_label("Password", exact=True).fill(password)
        with page.expect_navigation():
            page.locator("main form").get_by_role("button").first.click()
    expect(page).to_have_url("/accounts/password/change/")
