"""Nothing reads stored figures past `measures.faces` (DECISIONS 25). A new reader has to be named here, with why."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIGURES = {"numerator", "denominator", "value", "people", "times_counted"}

MAY_READ = {
    "measures/forms/cells.py": "entry forms: what a team types and corrects",
    "measures/forms/paste.py": "entry forms: what a team types and corrects",
    "community/funnels.py": "reads points of a series, which a face has made",
    "measures/models/data.py": "constraints",
    "measures/chart_choice.py": "reads points of a series, which a face has made",
    "measures/breakdown_words.py": "reads points of a series, which a face has made",
    "ftc_qi/demo/build_measures.py": "writes the demo's rows, no reader",
    "measures/log_words.py": "reads points of a series, which a face has made",
    "measures/series.py": "the shape of a series",
    "measures/values.py": "reads points of a series, which a face has made",
}
MAY_READ_IN = {
    "measures/faces/": "the choke point",
    "measures/charts/": "builders: take only the two faces, which their tests prove",
    "measures/disclosure/": "the rules that make the shared face",
    "measures/spc/": "statistics of plain numbers",
    "measures/entry/": "entry forms: what a team types and corrects",
    "measures/migrations/": "no reader",
}
QUERIES = {"values", "values_list", "aggregate", "annotate", "only", "F", "Sum", "Avg", "Min", "Max"}
ONLY_FACES_MAKES = {"WorkingSeries", "SharedSeries", "WorkingBreakdown", "SharedBreakdown"}
FACES = "measures/faces/"
PARTS_OF_FACES = {path.stem for path in (ROOT / FACES).glob("*.py")} - {"__init__"}
BYPASSES_PERMISSIONS = {"both_faces", "load_rows", "load_breakdowns", "MeasureRows"}
MAY_BYPASS = {"measures/summaries.py"}
WATCHED = {name: f"measures.{name}" for name in ("faces", "series_rows", "breakdown_rows")}
ENTRY_TEMPLATES = {"measures/_log_cell.html", "measures/_log_parts.html", "measures/paste.html"}
"""Entry forms: they show a form's own values."""
NOT_FIGURES_IN_TEMPLATES = {"option", "choice", "attrs", "stat", "field", "widget", "item", "fact", "done"}
"""Names whose `.value` (or, of a checklist, `.people`) in a template is not a stored figure."""


def sources():
    for package in ("measures", "projects", "community", "ftc_qi"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def figure_reads(module):
    """Lines that read an attribute named like a stored figure, or name one in a query."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in FIGURES and not is_choice(node):
            if isinstance(node.ctx, ast.Load):
                yield node.lineno
        elif isinstance(node, ast.Call) and called(node) in QUERIES:
            named = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if FIGURES & {str(name).rpartition("__")[2] for name in named}:
                yield node.lineno


def called(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def is_choice(node):
    """`Outcome.RECORDED.value`, `field.value()`: a choice's or a form field's, not a figure."""
    return node.attr == "value" and isinstance(node.value, ast.Attribute) and node.value.attr.isupper()


def is_allowed(name):
    return name in MAY_READ or any(name.startswith(folder) for folder in MAY_READ_IN)


def test_only_named_modules_read_figures():
    found = {}
    for name, module in sources():
        calls = {id(n.func) for n in ast.walk(module) if isinstance(n, ast.Call)}
        lines = {
            line
            for line in figure_reads(module)
            if not any(
                isinstance(n, ast.Attribute) and n.lineno == line and n.attr in FIGURES and id(n) in calls
                for n in ast.walk(module)
            )
        }
        imports = {n.lineno for n in ast.walk(module) if isinstance(n, ast.Import | ast.ImportFrom)}
        if (lines - imports) and not is_allowed(name):
            found[name] = sorted(lines - imports)
    assert not found, f"These read figures past measures.faces: {found}"


def test_every_named_reader_still_exists():
    assert [name for name in (*MAY_READ, *MAY_READ_IN) if not (ROOT / name).exists()] == []


def test_only_faces_makes_a_series():
    found = [
        (name, node.lineno)
        for name, module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and called(node) in ONLY_FACES_MAKES and not name.startswith(FACES)
    ]
    assert not found


def test_only_faces_and_summaries_use_what_bypasses_permissions():
    found = [
        (name, node.lineno)
        for name, module in sources()
        if not name.startswith(FACES) and name not in MAY_BYPASS
        for node in ast.walk(module)
        if taken_from(node, WATCHED) & BYPASSES_PERMISSIONS
    ]
    assert not found


def test_everybody_else_comes_in_by_the_door():
    """What is in the parts of `measures.faces` (exact and protected series of any rows) is no page's to take."""
    found = [
        (name, node.lineno)
        for name, module in sources()
        if not name.startswith(FACES)
        for node in ast.walk(module)
        if is_past_the_door(node)
    ]
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "from measures.faces import from_rows",
        "from measures.faces.from_rows import working",
        "import measures.faces.from_rows",
        "import measures.series_rows as plain",
        "from measures import faces as plain",
        "faces.from_rows.working(rows)",
    ],
)
def test_every_way_past_the_door_is_seen(line):
    assert any(is_past_the_door(node) for node in ast.walk(ast.parse(line)))


def is_past_the_door(node):
    """Whether a node takes a part of `measures.faces`, or names a module so that what is taken from it is not seen."""
    if taken_from(node, {"faces": "measures.faces"}) & PARTS_OF_FACES:
        return True
    if isinstance(node, ast.ImportFrom):
        renamed = {alias.name for alias in node.names if alias.asname}
        hidden = node.module == "measures" and bool(renamed & set(WATCHED))
        return hidden or (node.module or "").startswith("measures.faces.")
    return isinstance(node, ast.Import) and any(
        alias.name.startswith(tuple(WATCHED.values())) for alias in node.names
    )


def taken_from(node, modules):
    """The names that a node takes from modules (short name: whole name), as an attribute or by import."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
        return {node.attr}
    if isinstance(node, ast.ImportFrom) and node.module in modules.values():
        return {alias.name for alias in node.names}
    return set()


TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html")
)


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - ENTRY_TEMPLATES))
def test_no_template_reads_a_figure(name):
    text = (ROOT / "templates" / name).read_text()
    inside = " ".join(re.findall(r"{[{%].*?[}%]}", text))
    reads = [
        chain.split(".")
        for chain in re.findall(r"([\w.]+)\.(?:numerator|denominator|value|people|times_counted)\b", inside)
    ]
    assert [
        chain for chain in reads if chain[-1] not in NOT_FIGURES_IN_TEMPLATES and "form" not in chain
    ] == []
