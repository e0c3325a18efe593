"""The log by keyboard alone: weeks as lines, answers without a figure, mistakes; also without a script."""

import datetime as dt

import pytest

from ftc_qi.core.today import today
from measures.models import DataPoint
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
    assert lines in (4, 5)
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
    wrong = page.locator("[aria-invalid=true]")
    assert "twelve" in [one.input_value() for one in wrong.all()]
    for one in wrong.all():
        error = page.locator(f"#{one.get_attribute('aria-describedby')}")
        assert error.is_visible()
        above, below = one.bounding_box(), error.bounding_box()
        assert 0 <= below["y"] - (above["y"] + above["height"]) < 60, "the error is not beside its cell"
    assert page.get_by_label("Said yes").input_value() == "14"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    press(page, "Tab")
    assert "Visits" in focused_label(page)
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
    browser, live_server, client, cast, monthly, share, url
):
    client.force_login(cast.lead)
    bare = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    cookie = next(iter(client.cookies.values()))
    bare.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = bare.new_page()
    page.goto(url)
    page.get_by_label("People").nth(0).fill("12")
    page.get_by_label("Said yes").fill("14")
    page.get_by_label("Offered").fill("12")
    page.get_by_label("Offered").press("Enter")
    page.wait_for_load_state("load")
    assert page.get_by_label("People").nth(0).input_value() == "12"
    assert page.get_by_label("Said yes").input_value() == "14"
    assert page.locator(".invalid-feedback:visible").count() == 1
    page.get_by_label("Said yes").fill("10")
    page.get_by_label("Said yes").press("Enter")
    page.wait_for_url("**saved=**")
    assert DataPoint.objects.current().count() == 2
    bare.close()
