"""Several people at once, each in a browser of their own."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

PASSWORD = "rain-on-the-old-quay"


def give_session(context: BrowserContext, user, site: str) -> None:
    """The browser is this person's from now on."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.clear_cookies(name=name)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


class Visitor:
    """One person at their own browser. Everything is found as they would find it: by its words."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, path: str) -> None:
        """Open an address of the site."""
        response = self.page.goto(path)
        assert response.status == 200, f"{path}: {response.status}"

    def fill(self, label: str, text: str) -> None:
        self.main.get_by_label(label).fill(text)

    def choose(self, label: str) -> None:
        """Tick a box, or choose one of several."""
        self.main.get_by_label(label).check()

    def pick(self, label: str, option: str) -> None:
        """Pick the first option whose words begin so from a list."""
        field = self.main.get_by_label(label)
        expect(field).to_be_visible()
        words = [text.strip() for text in field.locator("option").all_inner_texts()]
        field.select_option(label=next(text for text in words if text.startswith(option)))

    def press(self, button: str) -> None:
        """Press a button that sends a form; the form must be taken."""
        with self.page.expect_navigation():
            self.main.get_by_role("button", name=button).first.click()
        errors = self.main.locator(".invalid-feedback, .q-errors").all_inner_texts()
        assert not errors, f"{button}: {errors}"

    def unfold(self, words: str) -> None:
        """Open what is folded away under some words, unless it is open."""
        part = self.main.locator("details").filter(has=self.page.get_by_text(words)).first
        if part.get_attribute("open") is None:
            part.locator("summary").click()

    def follow(self, link: str) -> None:
        with self.page.expect_navigation():
            self.main.get_by_role("link", name=link).first.click()

    def sees(self, words: str) -> None:
        expect(
            self.main.get_by_text(re.compile(re.escape(words), re.IGNORECASE)).locator("visible=true").first
        ).to_be_visible()

    def stands_at(self, path: str) -> None:
        """They have come to this address."""
        expect(self.page).to_have_url(path)

    @property
    def main(self):
        return self.page.locator("main")

    @property
    def path(self) -> str:
        """Where they are, without the site's own address. For once the page has come."""
        return urlsplit(self.page.url).path


def link_in(message) -> str:
    """The invitation's address in an e-mail."""
    found = re.search(r"http://\S+/invitations/\S+/", message.body)
    assert found, message.body
    return found.group()


def join(visitor: Visitor, message) -> Visitor:
    """Open the invitation of an e-mail, make an account, and join."""
    visitor.go(link_in(message))
    visitor.fill("Choose a password", PASSWORD)
    visitor.press("Make my account and join")
    return visitor
