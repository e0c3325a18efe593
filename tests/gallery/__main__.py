"""Draw the cases on one page, explore every chart, and take pictures in light, dark, grey and on a phone.

The pictures lie in .gallery/ (pytest empties test-results), one for each case and look, with the page itself as index.html.
Words as arguments choose the cases whose name holds one of them.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copyfile, copytree
from threading import Thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from playwright.sync_api import Page, sync_playwright

from ftc_qi.core.assets import PACKAGE_FILES, package_folder
from measures import exports, words
from measures.charts import card_chart, figure, log_chart, panel_chart, phone_chart, spark, wide_chart
from tests.browser.find import FLAGS, NO_BROWSER, find_browser
from tests.gallery.cases import CASES
from tests.measures.examples import analysed

PLACE = Path(".gallery")
LOOKS = {
    "wide": {"width": 1280, "theme": "light"},
    "wide-dark": {"width": 1280, "theme": "dark"},
    "wide-grey": {"width": 1280, "theme": "light", "grey": True},
    "phone": {"width": 375, "theme": "light"},
    "phone-dark": {"width": 375, "theme": "dark"},
}
PLOTLY = "/static/plotly/plotly.min.js"
PAGE = """<!doctype html><html lang="en-GB" data-bs-theme="light"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Gallery</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/bootstrap/css/bootstrap.min.css"><link rel="stylesheet" href="/static/css/tokens.css">
<link rel="stylesheet" href="/static/css/components.css"><script type="module" src="/static/js/explore.js"></script></head>
<body><main class="q-page"><button type="button" class="btn btn-primary" hidden data-explore-all>Explore all</button>
{cases}</main></body></html>"""
CASE = """<section class="q-card my-4" id="case-{number}"><h2>{name}</h2><p><b>{line}</b> {evidence}</p>
<figure class="q-fig"><div class="q-wide-only">{wide}</div><div class="q-phone-only">{phone}</div>
<div id="explored-{number}" hidden></div><figcaption class="q-sm q-2 mt-2">{caption}</figcaption></figure>
<div class="q-row mt-2">{small}</div>
<button type="button" hidden data-explore="explored-{number}" data-figure="figure-{number}" data-src="{plotly}">Explore</button>
<script type="application/json" id="figure-{number}">{figure}</script></section>"""

ALONE = """number => {
  for (const one of document.querySelectorAll("section")) one.hidden = one.id !== `case-${number}`;
}"""


def page_of(cases: dict) -> str:
    """The page: every case by both renderers, with its small charts."""
    parts = []
    for number, (name, series) in enumerate(cases.items()):
        read = analysed(series)
        said = words.sentence(*read)
        small = "".join(f'<div style="width:260px">{draw(*read)}</div>' for draw in (card_chart, panel_chart))
        parts.append(
            CASE.format(
                number=number,
                name=escape(name),
                line=escape(said.line),
                evidence=escape(said.evidence),
                wide=wide_chart(*read, uid=f"case{number}"),
                phone=phone_chart(*read, uid=f"case{number}"),
                caption=escape(words.caption(*read[:2])),
                small=small + log_chart(*read) + spark(*read),
                plotly=PLOTLY,
                figure=json.dumps(figure(*read)).replace("<", "\\u003C"),
            )
        )
    return PAGE.format(cases="".join(parts))


def lay_out(cases: dict) -> None:
    """The page and what it loads, as files."""
    copytree("static", PLACE / "static", dirs_exist_ok=True)
    for public, (package, inside) in PACKAGE_FILES.items():
        target = PLACE / "static" / public
        target.parent.mkdir(parents=True, exist_ok=True)
        copyfile(package_folder(package) / inside, target)
    (PLACE / "index.html").write_text(page_of(cases))
    for number, series in enumerate(cases.values()):
        (PLACE / f"{number:02}-file.png").write_bytes(exports.png_file(series))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """The address of the page while it is served."""
    server = ThreadingHTTPServer(("localhost", 0), partial(_Quiet, directory=str(PLACE)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def take(page: Page, address: str, look: str, cases: dict) -> None:
    """Explore every chart and take a picture of each case."""
    how = LOOKS[look]
    page.set_viewport_size({"width": how["width"], "height": 900})
    page.goto(address)
    page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", how["theme"])
    if how.get("grey"):
        page.add_style_tag(content="html { filter: grayscale(1) }")
    for button in page.locator("button[data-explore]").all():
        button.click()
    page.wait_for_function("() => !document.querySelector('button[data-explore]:not([hidden])')")
    for number in range(len(cases)):
        page.evaluate(ALONE, number)
        page.screenshot(path=PLACE / f"{number:02}-{look}.png", full_page=True)


@contextmanager
def browser_page() -> Iterator[Page]:
    """A page of a browser that prints what goes wrong on it."""
    browser_path = find_browser()
    if browser_path is None:
        raise SystemExit(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda error: print(f"Error on the page: {error}"))
        page.on("console", lambda said: print(said.text) if said.type == "error" else None)
        yield page
        browser.close()


def main(wanted: list[str]) -> None:
    cases = {name: one for name, one in CASES.items() if not wanted or any(word in name for word in wanted)}
    lay_out(cases)
    with served() as address, browser_page() as page:
        for look in os.environ.get("LOOKS", ",".join(LOOKS)).split(","):
            take(page, address, look, cases)
    print(f"{len(cases)} cases: {PLACE}/index.html")


if __name__ == "__main__":
    main(sys.argv[1:])
