"""Explore twelve charts of one page at once, and print the longest task between Plotly's load and the last chart.

One chart a frame: the page must answer in between, so no task may take longer than one chart. Each task is given by
the clock and by the processor's time that it took: on a machine that does other work as well only the second says
anything. Run by `make bench-charts`.
"""

import json

from playwright.sync_api import Page

from tests.gallery import __main__ as gallery
from tests.gallery.cases import CASES

COUNT = 12
ALLOWED = 200
"""Milliseconds: what the project promises."""
MARK_LOAD = """
document.addEventListener("load", event => {
  if (event.target.src?.includes("plotly")) performance.mark("plotly-loaded");
}, true);
"""
MARK_END = "performance.mark('charts-drawn')"
ALL_DRAWN = "() => document.querySelector('[data-explore-all]').hidden"


def tasks_of(page: Page, address: str) -> list[tuple[float, float]]:
    """Every task of the page between the two marks: (by the clock, of the processor), in milliseconds."""
    browser = page.context.browser
    assert browser is not None
    page.add_init_script(MARK_LOAD)
    page.goto(address)
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
    page.get_by_role("button", name="Explore all").click()
    page.wait_for_function(ALL_DRAWN)
    page.evaluate(MARK_END)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    marks = {event["name"]: event for event in events if "blink.user_timing" in event["cat"]}
    begin, end = marks["plotly-loaded"], marks["charts-drawn"]
    return [
        (event["dur"] / 1000, event.get("tdur", 0) / 1000)
        for event in events
        if event["name"] == "ThreadControllerImpl::RunTask"
        and (event["pid"], event["tid"]) == (begin["pid"], begin["tid"])
        and begin["ts"] <= event["ts"] <= end["ts"]
    ]


def main() -> None:
    gallery.lay_out(dict(list(CASES.items())[:COUNT]))
    with gallery.served() as address, gallery.browser_page() as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        tasks = tasks_of(page, address)
    clock, processor = (max(column) for column in zip(*tasks, strict=True))
    busy = sum(took for _, took in tasks)
    print(f"{COUNT} charts explored in {len(tasks)} tasks, {busy:.0f} ms of the processor in all")
    print(
        f"longest task: {clock:.0f} ms by the clock, {processor:.0f} ms of the processor; {ALLOWED} ms are allowed"
    )


if __name__ == "__main__":
    main()
