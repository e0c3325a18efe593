"""The log by keyboard alone: weeks as lines, answers without a figure, mistakes; also without a script."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from ftc_qi.core.today import today
from measures.models import DataPoint
from tests.browser.waits import fits
from tests.factories import MeasureFactory


def last_month():
    return (today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def focused_label(page):
    return page.evaluate(
        "document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent.trim()"
    )


def press(page, key, times=1):
    for _ in range(times):
        page.keyboard.press(key)


def tab_to(page, words, most=12):
    """Tab until something with these words has the focus."""
    for _ in range(most):
        if words in focused_label(page):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"“{words}” was not reached; the focus is on “{focused_label(page)}”")


@pytest.fixture
def month(transactional_db):
    return last_month()


@pytest.fixture
def url(project, month):
    return f"/projects/{project.slug}/log/?month={month:%Y-%m}"


@pytest.fixture
def monthly(cast, project, month):
    year_before = month.replace(year=month.year - 1)
    return [
        MeasureFactory(project=project, name=name, collect_from=year_before, unit="people")
        for name in ("Tests done", "Visits", "Calls")
    ]


@pytest.fixture
def share(cast, project, month):
    return MeasureFactory(
        project=project,
        name="Offers accepted",
        data_kind="proportion",
        numerator_label="Said yes",
        denominator_label="Offered",
        collect_from=month.replace(year=month.year - 1),
    )


def test_each_week_of_the_month_is_a_line_filled_by_digits_and_one_key(
    page, sign_in, cast, project, month, url
):
    MeasureFactory(
        project=project, name="Calls answered", frequency="weekly", collect_from=month - dt.timedelta(days=30)
    )
    sign_in(cast.lead)
    page.goto(url)
    lines = page.locator("[data-cell]").count()
    assert lines in {4, 5}
    for figure in range(21, 21 + lines - 1):
        page.keyboard.type(str(figure))
        page.keyboard.press("Enter")
    page.keyboard.type("40")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    weeks = DataPoint.objects.current().order_by("period_start")
    assert [int(point.value) for point in weeks] == [*range(21, 21 + lines - 1), 40]
    assert {point.period_start.weekday() for point in weeks} == {0}


def test_answers_without_a_figure_are_given_by_keyboard(page, sign_in, cast, monthly, url):
    sign_in(cast.lead)
    page.goto(url)
    for answer in ("Nobody eligible", "Not collected"):
        tab_to(page, "No data this month")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        # In a group of choices the arrows choose; which one comes first is the page's own affair.
        for _ in range(4):
            if answer.casefold() in focused_label(page).casefold() and page.evaluate(
                "document.activeElement.checked"
            ):
                break
            page.keyboard.press("ArrowDown")
        assert answer.casefold() in focused_label(page).casefold()
        tab_to(page, "People", most=8)
    page.keyboard.type("12")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    outcomes = list(DataPoint.objects.current().order_by("measure").values_list("outcome", flat=True))
    assert outcomes == ["nobody_eligible", "not_collected", "recorded"]


def test_mistake_stands_at_its_cell_with_what_was_typed_and_is_corrected_by_keyboard(
    page, sign_in, axe, cast, monthly, share, url
):
    sign_in(cast.lead)
    page.goto(url)
    page.keyboard.type("12")
    press(page, "Enter")
    page.keyboard.type("twelve")
    press(page, "Enter")
    page.keyboard.type("7")
    press(page, "Enter")
    page.keyboard.type("14")
    press(page, "Enter")
    page.keyboard.type("12")
    with page.expect_navigation():
        press(page, "Enter")
    assert not DataPoint.objects.exists()
    expect(page.get_by_label("People").nth(1)).to_have_value("twelve")
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong.first).to_be_visible()
    for one in wrong.all():
        error = page.locator(f"#{one.get_attribute('aria-describedby')}")
        expect(error).to_be_visible()
        above, below = one.bounding_box(), error.bounding_box()
        assert 0 <= below["y"] - (above["y"] + above["height"]) < 60, "the error is not beside its cell"
    expect(page.get_by_label("Said yes")).to_have_value("14")
    page.set_viewport_size({"width": 320, "height": 640})
    fits(page)
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    press(page, "Tab")
    expect(page.get_by_role("link", name=re.compile("Visits"))).to_be_focused()
    press(page, "Enter")
    press(page, "Control+a")
    page.keyboard.type("13")
    page.get_by_label("Offered").focus()
    press(page, "Control+a")
    page.keyboard.type("20")
    with page.expect_navigation():
        press(page, "Control+Enter")
    assert DataPoint.objects.current().count() == 4


def test_without_script_a_mistake_stands_at_its_cell_and_nothing_typed_is_lost(
    plain_page, cast, monthly, share, url
):
    page = plain_page(cast.lead, viewport={"width": 320, "height": 640})
    page.goto(url)
    page.get_by_label("People").nth(0).fill("12")
    page.get_by_label("Said yes").fill("14")
    page.get_by_label("Offered").fill("12")
    with page.expect_navigation():
        page.get_by_label("Offered").press("Enter")
    expect(page.get_by_label("People").nth(0)).to_have_value("12")
    expect(page.get_by_label("Said yes")).to_have_value("14")
    expect(page.locator(".invalid-feedback:visible")).to_have_count(1)
    page.get_by_label("Said yes").fill("10")
    with page.expect_navigation(url="**saved=**"):
        page.get_by_label("Said yes").press("Enter")
    assert DataPoint.objects.current().count() == 2
