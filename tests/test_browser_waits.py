"""The browser's tests wait for what they look at: a machine that is slow today must not fail them (browser/waits.py says
how). Read from their source, so this needs no browser."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted([*HERE.glob("browser/*.py"), *HERE.glob("gallery/*.py")])

MOMENTARY = {
    "all_inner_texts",
    "all_text_contents",
    "aria_snapshot",
    "bounding_box",
    "content",
    "evaluate",
    "evaluate_all",
    "get_attribute",
    "inner_html",
    "inner_text",
    "input_value",
    "is_checked",
    "is_disabled",
    "is_editable",
    "is_enabled",
    "is_focused",
    "is_hidden",
    "is_visible",
    "text_content",
    "title",
}
"""What a page or a part of it is asked, and answers as it is at this moment."""
NO_WAITS = {"sleep", "wait_for_load_state", "wait_for_timeout"}
"""A pause is too short one day; and the page that is about to be left is loaded."""
ACTS = {"click", "dblclick", "press"}
WAITS = {"expect", "fits", "follow", "go", "goto", "reload", "stands_at", "until"}


def named(node) -> str:
    """`b` of `a.b(…)`, of `a.b` and of `b(…)`."""
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "attr", getattr(node, "id", ""))


def asks_database(node) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr == "objects" for part in ast.walk(node))


def asks_page(node) -> bool:
    """For this moment only."""
    if isinstance(node, ast.Attribute):
        return node.attr == "url" and named(node.value) == "page"
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if named(node) == "count":  # rows of a table have one too
        of = node.func.value
        return isinstance(of, ast.Name) or any(words in ast.unparse(of) for words in ("locator(", ".get_by_"))
    return named(node) in MOMENTARY


def hasty(tree) -> list[tuple[int, str]]:
    """Lines that look without waiting, and what to do instead."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            found += [
                (
                    node.lineno,
                    f"`{named(part)}` tells of one moment: use expect(…) or waits.until, which wait",
                )
                for part in ast.walk(node.test)
                if asks_page(part)
            ]
        elif (
            isinstance(node, ast.Call) and named(node) in NO_WAITS and "networkidle" not in ast.unparse(node)
        ):
            found.append((node.lineno, f"`{named(node)}` waits for nothing: use expect(…)"))
        elif isinstance(node, ast.FunctionDef):
            found += [
                (line, "put the click or key inside `with page.expect_navigation():`, then ask the database")
                for line in unawaited(node)
            ]
    return sorted(set(found))


def unawaited(function) -> list[int]:
    """Where the database is asked straight after an act that nothing waited for."""
    steps = []
    for node in ast.walk(function):
        if isinstance(node, ast.With) and "expect_" in ast.unparse(node.items[0]):
            steps.append((node.end_lineno, 2, "wait"))
        elif isinstance(node, ast.Call) and named(node) in WAITS:
            steps.append((node.lineno, 1, "wait"))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and named(node) in ACTS:
            steps.append((node.lineno, 1, "act"))
        elif asks_database(node) and isinstance(node, ast.stmt) and not hasattr(node, "body"):
            steps.append((node.lineno, 1, "database"))
    steps.sort()
    return [
        line for (_, _, before), (line, _, this) in pairwise(steps) if (before, this) == ("act", "database")
    ]


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.name}" for path in FILES])
def test_nothing_is_looked_at_before_it_can_have_come(path):
    found = hasty(ast.parse(path.read_text()))
    assert not found, "\n" + "\n".join(f"{path.name}:{line}: {words}" for line, words in found)


@pytest.mark.parametrize(
    "hasty_line",
    [
        "assert page.get_by_text('Saved').is_visible()",
        "assert not page.locator('p').count()",
        "assert rows.count() == 3",
        "assert 'Saved' in page.locator('p').inner_text()",
        "assert page.url.endswith('/done/')",
        "assert page.evaluate('document.activeElement.id') == 'name'",
        "page.wait_for_load_state()",
        "page.wait_for_timeout(500)",
        "button.click()\n    assert Action.objects.exists()",
        "page.keyboard.press('Enter')\n    action = Action.objects.get()",
    ],
)
def test_haste_is_found(hasty_line):
    assert hasty(ast.parse(f"def test_it(page):\n    {hasty_line}\n"))


@pytest.mark.parametrize(
    "line",
    [
        "expect(page.get_by_text('Saved')).to_be_visible()",
        "assert Action.objects.filter(done=True).count() == 1",
        "assert project.ideas.filter(status='testing').count() == 1",
        "assert list(project.ideas.all()) == [second, first]",
        "with page.expect_navigation():\n        button.click()\n    assert Action.objects.exists()",
        "button.click()\n    expect(page).to_have_url('/done/')\n    assert Action.objects.exists()",
        "page.wait_for_load_state('networkidle')",
    ],
)
def test_what_waits_is_let_through(line):
    assert not hasty(ast.parse(f"def test_it(page):\n    {line}\n"))
