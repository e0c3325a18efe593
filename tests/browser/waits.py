"""Waiting for a page. A click does not wait for the page that follows it, and no page is ready at once: what comes of
an act is told by playwright's `expect(…)`, which waits, or by these. An act whose effect is then looked for in the
database goes inside `with page.expect_navigation():`. Kept by tests/test_browser_waits.py."""

from playwright.sync_api import Page

PATIENCE = 30_000
"""Milliseconds: for a slow machine that does other work as well. Nothing waits longer than it must."""


def until(page: Page, condition: str, arg=None) -> None:
    """Wait for a condition of script, written as a function: `() => …`. (A policy without eval forbids to read words
    as script again and again; and a page without scripts is only asked once.)"""
    page.wait_for_function(condition, arg=arg)


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    until(page, "() => document.documentElement.scrollWidth <= innerWidth")
