"""The aim's builder in a browser: the sentence follows what is typed, by keyboard alone, and nothing is saved."""

import pytest
from playwright.sync_api import expect

from projects.models import AimStatement
from tests.browser.waits import fits, until
from tests.factories import MeasureFactory, monthly_points

AIM = "/projects/warm-welcome/aim/"


@pytest.fixture
def offers(cast, project):
    measure = MeasureFactory(
        project=project, name="Offers", kind="outcome", data_kind="proportion", unit="%", is_primary=True
    )
    monthly_points(measure, [(41, 100)] * 12)
    return measure


def heard(page):
    return page.locator("[data-aim-preview]")


def test_sentence_and_feedback_follow_what_is_typed_and_nothing_is_saved(page, sign_in, cast, offers, axe):
    sign_in(cast.lead)
    page.goto(AIM)
    expect(heard(page)).to_have_attribute("aria-live", "polite")
    expect(page.get_by_text("See the sentence")).to_be_hidden()
    page.get_by_label("What will improve?").focus()
    page.keyboard.type("Offers accepted")
    page.keyboard.press("Tab")
    page.keyboard.type("It should rise")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("70")
    page.keyboard.press("Tab")
    page.keyboard.type("41")
    expect(heard(page).get_by_text("Offers accepted down from 70% to 41%.")).to_be_visible()
    expect(heard(page).get_by_text("It should rise, but from 70% to 41% is a fall.")).to_be_visible()
    axe(page)
    page.locator("#id_to_value").fill("90")
    expect(heard(page).get_by_text("The step is 20 points.")).to_be_visible()
    assert not AimStatement.objects.exists()


def test_baseline_is_put_into_the_field_without_leaving_the_page(page, sign_in, cast, offers):
    sign_in(cast.lead)
    page.goto(AIM)
    page.get_by_label("What will improve?").fill("Offers accepted")
    page.get_by_role("button", name="Use the baseline: 41%").press("Enter")
    expect(page.locator("#id_from_value")).to_have_value("41")
    expect(page.locator("#id_from_value")).to_be_focused()
    expect(heard(page).get_by_text("Offers accepted from 41%.")).to_be_visible()
    expect(page.get_by_label("What will improve?")).to_have_value("Offers accepted")


def test_enter_in_a_field_saves_the_aim(page, sign_in, cast, offers):
    sign_in(cast.lead)
    page.goto(AIM)
    page.get_by_label("What will improve?").fill("Offers accepted")
    with page.expect_navigation():
        page.get_by_label("What will improve?").press("Enter")
    assert AimStatement.objects.get().what == "Offers accepted"


def test_only_what_changed_is_put_in_its_place(page, sign_in, cast, offers):
    """So that a screen reader hears no more than that."""
    sign_in(cast.lead)
    page.goto(AIM)
    for part in ("sentence", "baseline"):
        page.evaluate(f"document.querySelector('[data-part={part}]').firstElementChild.mine = true")
    page.get_by_label("What will improve?").fill("Offers accepted")
    expect(heard(page).get_by_text("Offers accepted.")).to_be_visible()
    new = "part => document.querySelector(`[data-part=${part}]`).firstElementChild.mine !== true"
    until(page, new, "sentence")
    until(page, f"part => !({new})(part)", "baseline")


def test_phone_without_a_script_sees_the_sentence_by_a_button(plain_page, cast, offers):
    page = plain_page(cast.lead, viewport={"width": 320, "height": 700})
    page.goto(AIM)
    page.get_by_label("What will improve?").fill("Offers accepted")
    with page.expect_navigation():
        page.get_by_role("button", name="Use the baseline: 41%").click()
    expect(page.locator("#id_from_value")).to_have_value("41")
    with page.expect_navigation():
        page.get_by_role("button", name="See the sentence").click()
    expect(page.get_by_text("Offers accepted from 41%.")).to_be_visible()
    fits(page)
    assert not AimStatement.objects.exists()
