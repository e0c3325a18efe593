"""The log in a browser: the keyboard alone, a narrow phone, no script, and nothing typed is lost."""

import datetime as dt
import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from measures.models import DataPoint
from tests.browser.waits import fits, until
from tests.factories import EventFactory, MeasureFactory, monthly_points

MONTHS = [dt.date(2026, month, 1) for month in range(1, 10)]


@pytest.fixture
def measures(cast, project):
    made = [
        MeasureFactory(project=project, name="Tests done", unit="people", collect_from=MONTHS[0]),
        MeasureFactory(
            project=project,
            name="Offers accepted",
            data_kind="proportion",
            numerator_label="Said yes",
            denominator_label="Offered",
            collect_from=MONTHS[0],
        ),
        MeasureFactory(
            project=project, name="Hours", data_kind="count", about_people=False, collect_from=MONTHS[0]
        ),
    ]
    monthly_points(made[0], range(11, 20), start=MONTHS[0])
    monthly_points(made[1], [(50 + i, 90) for i in range(9)], start=MONTHS[0])
    monthly_points(made[2], [5] * 9, start=MONTHS[0])
    return made


URL = "/projects/warm-welcome/log/?month=2026-10"


def test_a_month_is_logged_with_one_key_a_cell_and_one_to_save(page, sign_in, cast, measures, axe):
    sign_in(cast.lead)
    page.goto(URL)
    expect(page.get_by_label("People")).to_be_focused()
    for figure in ("21", "58", "92"):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    page.keyboard.type("7")
    expect(page.locator("[data-filled]")).to_have_text("3 of 3 filled")
    expect(page.get_by_text("That is 63%.")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[data-toast]")).to_contain_text("Saved 3 figures for October 2026.")
    assert DataPoint.objects.filter(period_start="2026-10-01").count() == 3
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert not DataPoint.objects.current().filter(period_start="2026-10-01").exists()


def test_ctrl_enter_saves_from_any_cell_and_errors_take_the_focus(page, sign_in, cast, measures, axe):
    sign_in(cast.lead)
    page.goto(URL)
    page.get_by_label("Said yes").fill("14")
    page.get_by_label("Offered").fill("12")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("[data-problems]")).to_be_focused()
    expect(page.get_by_label("Said yes")).to_have_value("14")
    axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Said yes")).to_be_focused()


def test_what_was_typed_comes_back_after_signing_in_again(page, sign_in, context, cast, measures):
    sign_in(cast.lead)
    page.goto(URL)
    page.get_by_label("People").fill("21")
    page.get_by_text("No data this month").nth(1).click()
    page.get_by_label("Not collected").nth(1).check()
    page.get_by_text("Add a note").nth(0).click()
    page.locator("[data-note]").nth(0).fill("A note is not kept")
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    with page.expect_navigation(url=re.compile("login")):
        page.keyboard.press("Control+Enter")
    assert not DataPoint.objects.filter(period_start="2026-10-01").exists()
    sign_in(cast.lead)
    page.goto(URL)
    expect(page.locator("[data-draft-note]")).to_be_visible()
    expect(page.get_by_label("People")).to_have_value("21")
    expect(page.get_by_label("Not collected").nth(1)).to_be_checked()
    until(page, "() => !JSON.stringify(sessionStorage).includes('A note')")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert DataPoint.objects.filter(period_start="2026-10-01").count() == 2
    until(page, "() => !Object.keys(sessionStorage).some(key => key.startsWith('ftc-qi-log'))")


def test_a_draft_can_be_left_out_and_is_the_typists_own(page, sign_in, cast, measures):
    sign_in(cast.lead)
    page.goto(URL)
    page.get_by_label("People").fill("21")
    page.reload()
    expect(page.get_by_label("People")).to_have_value("21")
    sign_in(cast.member)
    page.goto(URL)
    expect(page.get_by_label("People")).to_have_value("")
    sign_in(cast.lead)
    page.goto(URL)
    page.get_by_role("button", name="Leave them out").click()
    expect(page.get_by_label("People")).to_have_value("")
    page.reload()
    expect(page.locator("[data-draft-note]")).to_be_hidden()


def test_the_pages_fit_a_narrow_phone_and_pass_the_checks(page, sign_in, cast, project, measures, axe):
    weekly = MeasureFactory(project=project, name="Calls", frequency="weekly", collect_from=MONTHS[0])
    events = MeasureFactory(project=project, name="Missed results", data_kind="events", frequency="")
    EventFactory(measure=events, occurred_on=dt.date(2026, 9, 9))
    point = measures[1].points.first()
    sign_in(cast.lead)
    page.set_viewport_size({"width": 320, "height": 640})
    for url in (
        URL,
        "/projects/warm-welcome/log/?month=2026-09",
        f"/projects/warm-welcome/log/paste/?measure={weekly.pk}",
        f"/projects/warm-welcome/measures/{point.measure_id}/points/{point.pk}/",
        f"/projects/warm-welcome/measures/{point.measure_id}/points/{point.pk}/withdraw/",
    ):
        page.goto(url)
        fits(page)
        axe(page)


def test_without_script_the_page_does_all_it_must(plain_page, cast, measures):
    page = plain_page(cast.lead)
    page.goto(URL)
    page.get_by_label("People").fill("21")
    page.get_by_text("No data this month").nth(2).click()
    page.get_by_label("Not collected").nth(2).check()
    with page.expect_navigation(url="**saved=1"):
        page.get_by_label("People").press("Enter")
    expect(page.locator("main")).to_contain_text("Saved 2 figures")
