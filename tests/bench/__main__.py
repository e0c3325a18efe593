"""Measure each page and its floor in one run, one after the other in turn, in this process.

floor = an empty signed-in page + rendering the page's own template from a frozen context. What a template asks the
database itself (choices of a form, comments) is in both, and is counted.
Then the statistics, by `engine`. Run by `make bench`, on the demo's data in a database of its own; a number as argument sets the rounds (default 30).
"""

import gc
import gzip
import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter
from unittest.mock import patch

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.template import Template
from django.test import Client, override_settings
from django.test.signals import template_rendered
from django.test.utils import (
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)

from tests.bench import engine
from tests.bench.pages import pages


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def freeze(client: Client, path: str) -> tuple[Callable[[], str], int, int, int]:
    """Fetch the page once, and return: its outermost template's rendering from the same context, its queries, how many
    of them rendering makes, its compressed size in bytes."""
    rendered: list[tuple[Template, dict]] = []

    def note(template, context, **_):
        rendered.append((template, context))

    client.get(path)  # what only the first request does stays out of the count
    setup_test_environment()
    template_rendered.connect(note)
    try:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
    finally:
        template_rendered.disconnect(note)
        teardown_test_environment()
    if response.status_code != 200:
        raise SystemExit(f"{path} answers {response.status_code}, so it cannot be measured.")
    # A view may have rendered pieces before: the page is the first that is a whole document.
    template, context = next((t, values) for t, values in rendered if "<html" in t.render(values))
    render = partial(template.render, context)
    with CaptureQueriesContext(connection) as asked:
        render()
    return render, len(queries), len(asked), len(gzip.compress(response.content))


def timed(action: Callable[[], object]) -> float:
    started = perf_counter()
    action()
    return (perf_counter() - started) * 1000


def measure(rounds: int) -> None:
    print(
        f"{'page':<12}{'p50 ms':>8}{'empty':>8}{'render':>8}{'floor':>8}{'times':>7}{'queries':>9}{'rendering':>11}{'gzip kB':>9}"
    )
    for name, user, path in pages():
        client = signed_in(user)
        render, queries, asked, size = freeze(client, path)
        actions = (partial(client.get, path), partial(client.get, "/bench/empty/"), render)
        times: list[list[float]] = [[], [], []]
        gc.collect()
        for _ in range(rounds):
            for kept, action in zip(times, actions, strict=True):
                kept.append(timed(action))
        page, empty, rendering = map(median, times)
        floor = empty + rendering
        print(
            f"{name:<12}{page:8.1f}{empty:8.1f}{rendering:8.1f}{floor:8.1f}{page / floor:7.2f}"
            f"{queries:9d}{asked:11d}{size / 1000:9.1f}"
        )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    engine.measure(rounds)
    print()
    logging.getLogger("ftc_qi").setLevel(logging.WARNING)  # a line for each request would hide the table
    old = setup_databases(verbosity=0, interactive=False)
    try:
        with override_settings(
            ROOT_URLCONF="tests.bench.urls", ALLOWED_HOSTS=["testserver"], FTC_QI_DEMO=True
        ):
            with patch("sys.stdout", sys.stderr):
                call_command("load_demo")
            measure(rounds)
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
