"""Explore twelve charts of one page at once, and print the longest task between Plotly's load and the last chart.

One chart a frame: the page must answer in between, so no task may take longer than one chart. Run by
`make bench-charts`. A figure on a machine that does other work as well says little.
"""

import sys

from tests.gallery import __main__ as gallery  # sets Django up first
from tests.gallery.cases import CASES

COUNT = 12
ALLOWED = 200
"""Milliseconds: what the project promises."""
WATCH = """
window.tasks = [];
new PerformanceObserver(list => {
  for (const task of list.getEntries()) window.tasks.push([task.startTime, task.duration]);
}).observe({ type: "longtask", buffered: true });
addEventListener("load", event => {
  if (event.target.src?.includes("plotly")) window.plotlyLoaded = performance.now();
}, true);
"""
DONE = f"() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= {COUNT} && document.querySelector('[data-explore-all]').hidden"


def longest_task(page, address: str) -> tuple[float, float]:
    """The longest task, and the time from Plotly's load to the last chart, in milliseconds."""
    page.add_init_script(WATCH)
    page.goto(address)
    page.get_by_role("button", name="Explore all").click()
    page.wait_for_function(DONE)
    page.wait_for_timeout(300)  # the observer reports after the task
    loaded, tasks, now = page.evaluate("[window.plotlyLoaded, window.tasks, performance.now()]")
    after = [duration for start, duration in tasks if start >= loaded]
    return max(after, default=0.0), now - loaded - 300


def main() -> None:
    cases = dict(list(CASES.items())[:COUNT])
    gallery.lay_out(cases)
    with gallery.served() as address, gallery.browser_page() as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        longest, whole = longest_task(page, address)
    verdict = "within" if longest <= ALLOWED else "OVER"
    print(
        f"{COUNT} charts explored in {whole:.0f} ms; longest task {longest:.0f} ms, {verdict} the {ALLOWED} ms allowed"
    )
    sys.exit(longest > ALLOWED)


if __name__ == "__main__":
    main()
