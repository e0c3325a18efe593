"""Whatever is sent, the answer is a page: every form of every page gets values nobody should send.

The suite sends each form each kind of bad value once, in one field after the other; `make soak` sends every field
many. Run it on PostgreSQL as well: it refuses what SQLite takes (NUL, numbers and texts too long for their column).
"""

from collections import Counter
from itertools import cycle, islice

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.access_table import ALLOWED, ANSWERS, world_of
from tests.forms_on_page import forms_on
from tests.test_access import OURS

BAD_VALUES = [
    "",
    "a\x00b",
    "x" * 10_000,
    "9" * 5_000,
    "😀🧑🏽‍🤝‍🧑🏿 \u202e\ufeff",
    "<script>alert(1)</script>{{ 7*7 }}%s%(x)s",
    "1e400",
    "NaN",
    "99999999999999999",
    "9223372036854775808",
    "-1",
    "²",
    "0001-01-01",
    "9999-12-31",
]
FEW_VALUES = ["a\x00b", "x" * 10_000, "9223372036854775808"]
"""For a form whose like has been sent all of them: most ask "why?" and no more."""
ALONE = {
    "hidden": ["²", "", "a\x00b", "9223372036854775808"],
    "number": ["2147483648", "40000"],
    "date": ["0001-01-01", "9999-12-31"],
    "textarea": ["a\x00b"],
    "text": ["a\x00b", "2147483648"],
}
"""What each kind of field also meets alone, past the checks of its neighbours."""
KINDS = [
    "a\x00b",
    "x" * 10_000,
    "9223372036854775808",
    "²",
    "-1",
    "<script>%s{{ 7*7 }}</script>",
    "9999-12-31",
]
"""One of each kind of bad value: no text, too long, too large, no number, too small, markup, too late."""
LETTERS = {"text", "textarea", "hidden", "email", "search", "url", "tel", "password", "number", "date"}


@pytest.fixture
def world(cast, project, other_project, programme):
    return world_of(cast=cast, project=project, other_project=other_project, programme=programme)


def pages_of(role, world):
    """Every address the role may open, with the arguments of one row of each kind."""
    for name, answers in sorted(ANSWERS.items()):
        if answers[role] == ALLOWED:
            yield name, reverse(name, args=world.get(name, ()))


class NulReached(AssertionError):
    """PostgreSQL refuses a NUL where SQLite takes it."""


def no_nul(execute, sql, params, many, context):
    """No value with a NUL may reach the database; a search for one is as bad."""
    flat = params if not many else [value for row in params for value in row]
    values = flat.values() if isinstance(flat, dict) else flat or ()
    if any(isinstance(value, str) and "\x00" in value for value in values):
        raise NulReached(sql[:200])
    return execute(sql, params, many, context)


def sent(client, url, data, method="post"):
    """The answer's status, without anything written; an exception counts as 500."""
    with transaction.atomic(), connection.execute_wrapper(no_nul):
        try:
            return getattr(client, method)(url, data).status_code
        except Exception as error:  # what a reader would meet as "something went wrong"
            return f"500 {type(error).__name__}: {error}"[:300]
        finally:
            transaction.set_rollback(True)


def is_wrong(status):
    return not isinstance(status, int) or status >= 500


ROLES_THAT_WRITE = ("lead", "fund_manager", "finance", "advisor")
"""Between them they may use every form; each form is sent by the first who meets it."""


def forms_of_all(as_role, world):
    """(client, page's name, form's address, form) of every form, by the first who meets it, its client signed in."""
    seen = set()
    for role in ROLES_THAT_WRITE:
        client = as_role(role)
        for name, url in pages_of(role, world):
            response = client.get(url)
            if response.status_code != 200 or "html" not in response["Content-Type"]:
                continue
            for form in forms_on(response.content.decode()):
                target = form.action or url
                key = (target, form.method, *sorted(form.kinds))
                if key in seen or target.startswith(
                    ("/accounts/login", "/accounts/logout", "/accounts/pass")
                ):
                    continue
                seen.add(key)
                yield client, name, target, form


def test_no_form_falls_over_a_bad_value_of_each_kind(as_role, world):
    wrong, shapes = [], Counter()
    for client, name, target, form in forms_of_all(as_role, world):
        shape = tuple(sorted(form.kinds))
        for words, data in one_bad_value_each(form, like=shapes[shape]):
            status = sent(client, target, data, form.method)
            if is_wrong(status):
                wrong.append(f"{name}: {form.method} {target} {words}: {status}")
        shapes[shape] += 1
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong)
    assert shapes.total() > 60


def one_bad_value_each(form, *, like):
    """What is sent to one form: nothing at all, and each kind of bad value in one field, the rest as a person might
    fill them. like: how many forms of the same fields (most ask "why?" and no more) came before; these share the
    kinds between them, two each."""
    yield "nothing", {}
    if plain := filled(form):
        button = dict(form.buttons[:1])
        kinds = list(islice(cycle(KINDS), 2 * like, 2 * like + 2)) if like else KINDS
        for name, bad in zip(islice(cycle(plain), len(kinds)), kinds, strict=True):
            yield f"{name}={bad[:20]!r}", plain | {name: [bad]} | button


@pytest.mark.soak
def test_no_form_falls_over_whatever_is_sent(as_role, world):
    wrong, shapes = [], Counter()
    for client, name, target, form in forms_of_all(as_role, world):
        shape = tuple(sorted(form.kinds))
        shapes[shape] += 1
        for words, data in bad_forms(form, few=shapes[shape] > 1):
            status = sent(client, target, data, form.method)
            if is_wrong(status):
                wrong.append(f"{name}: {form.method} {target} {words}: {status}")
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong)
    assert shapes.total() > 60


def filled(form):
    """The form's fields as a person might send them: typed fields left empty are filled, one choice is made."""
    plain = {name: list(values) for name, values in form.fields.items()}
    for name, values in plain.items():
        if form.kinds[name] in LETTERS and values == [""]:
            plain[name] = [likely(name, form.kinds[name])]
        elif not values and form.choices.get(name):
            plain[name] = [next(filter(None, form.choices[name]), "")]
    return plain


def bad_forms(form, *, few):
    """What is sent to one form: nothing at all; each bad value in every field; some of them in one field after
    the other, the rest as a person might fill them."""
    plain = filled(form)
    button = dict(form.buttons[:1])
    yield "nothing", {}
    if not plain:
        return
    for bad in FEW_VALUES if few else BAD_VALUES:
        yield f"all {bad[:20]!r}", {name: [bad] for name in plain} | button
    if len(plain) > 1:
        for place, name in enumerate(plain):
            alone = ALONE.get(form.kinds[name], BAD_VALUES[place % 9 :: 9])
            for bad in alone[:1] if few else alone:
                yield f"{name}={bad[:20]!r}", plain | {name: [bad]} | button
        yield "twice", {name: values * 2 for name, values in plain.items()} | button


def likely(name, kind):
    """Something the field takes."""
    if kind == "date" or name.endswith(("_on", "-day")):
        return "2026-01-05"
    return "a@example.org" if kind == "email" else "12"


def numbered_addresses(as_role, world, numbers):
    """(client, address, method) of each address with one of its numbers changed to each of `numbers`."""
    seen = set()
    for role in ROLES_THAT_WRITE:
        client = as_role(role)
        for name in OURS:
            args = list(world.get(name, ()))
            if name in seen or ANSWERS[name][role] != ALLOWED or all(isinstance(arg, str) for arg in args):
                continue
            seen.add(name)
            for place in (place for place, arg in enumerate(args) if not isinstance(arg, str)):
                for method, bad in numbers:
                    yield client, reverse(name, args=[*args[:place], bad, *args[place + 1 :]]), method
    assert len(seen) > 40


def look_for_none(addresses):
    wrong = [
        f"{method} {url}: {status}"
        for client, url, method in addresses
        if (status := sent(client, url, {}, method)) not in (404, 405)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_address_falls_over_its_numbers(as_role, world):
    look_for_none(numbered_addresses(as_role, world, [("get", 2**63), ("post", 2**31)]))


@pytest.mark.soak
def test_no_address_falls_over_many_numbers(as_role, world):
    numbers = [(method, bad) for method in ("get", "post") for bad in (2**31, 2**63, 10**30)]
    look_for_none(numbered_addresses(as_role, world, numbers))


def every(value, *names):
    return "&".join(f"{name}={value}" for name in names)


IDS = ("theme", "group", "area", "previous", "continues", "shared", "measure", "year", "project", "page")
WORDS = (
    "q",
    "search",
    "status",
    "outcome",
    "sort",
    "show",
    "stage",
    "programme",
    "month",
    "next",
    "face",
    "all",
    "format",
)
LONG = "x" * 5000
QUERIES = [
    every("%00", *IDS, *WORDS),
    every("²", *IDS) + "&" + every("%ff%c3%28", *WORDS) + "&%00=%00",
    every("9223372036854775808", *IDS) + "&month=9999-12",
    every("9" * 5000, *IDS) + f"&month=0000-00&q={LONG}&search={LONG}",
    every("-1", *IDS) + "&month=2026-13&face=working&face=shared&all=1&all=2&format=csv",
    every("abc", *IDS) + "&saved=1&done=1&month=1990-01&next=//evil.example/",
]


def look_at_queries(as_role, world, queries):
    """Every page with each query (`queries` of the page's place in the table), by the first who may open it."""
    wrong, seen = [], set()
    for role in (*ROLES_THAT_WRITE, "funder", "anonymous"):
        client = as_role(role)
        for name, url in pages_of(role, world):
            if name in seen:
                continue
            seen.add(name)
            for query in queries(len(seen)):
                status = sent(client, f"{url}?{query}", None, "get")
                if is_wrong(status):
                    wrong.append(f"{url}?{query[:60]}: {status}")
    assert not wrong, "\n".join(wrong)


def test_no_page_falls_over_a_bad_query(as_role, world):
    """Two of the queries to each page, another two to the next."""
    look_at_queries(as_role, world, lambda place: [QUERIES[place % 6], QUERIES[(place + 3) % 6]])


@pytest.mark.soak
def test_no_page_falls_over_its_query(as_role, world):
    look_at_queries(as_role, world, lambda place: QUERIES)
