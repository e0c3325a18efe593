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
    "measures/log_words.py": "reads points of a series, which a face has made",
    "measures/series.py": "the shape of a series",
    "measures/values.py": "reads points of a series, which a face has made",
}
MAY_NAME = {
    "measures/series_rows.py": "reads what is stored for the choke point, and is watched like it",
    "measures/breakdown_rows.py": "reads what is stored for the choke point, and is watched like it",
    "measures/imports.py": "entry: what is read from a file and stored",
    "measures/forms/parts.py": "entry forms: what a team types and corrects",
    "measures/actions/undo.py": "writes again what a history says",
    "measures/views/points.py": "the history of a figure, for those who read exact numbers",
    "projects/forms/causes.py": "entry forms: what a team types and corrects",
}
"""May name figures, as columns or fields, but read none."""
MAY_READ_IN = {
    "measures/faces/": "the choke point",
    "measures/charts/": "builders: take only the two faces, which their tests prove",
    "measures/disclosure/": "the rules that make the shared face",
    "measures/spc/": "statistics of plain numbers",
    "measures/entry/": "entry forms: what a team types and corrects",
    "measures/migrations/": "no reader",
    "projects/migrations/": "no reader",
    "ftc_qi/demo/": "writes the demo's rows, no reader",
}
CHOOSES = {"filter", "exclude", "get", "Q", "When", "get_or_create", "update_or_create"}
NAMES_WITHOUT_FIGURES = {"people"}
"""Also the name of a page, an icon or a list: as text it is looked for in queries only."""
QUERIES = {"values", "values_list", "aggregate", "annotate", "alias", "only", "defer", "order_by", "distinct"}
QUERIES |= {"latest", "earliest", "attrgetter", "itemgetter", "getattr"}
QUERIES |= {"F", "Sum", "Avg", "Min", "Max", "Count", "StdDev", "Variance", "Cast", "Coalesce"}
ONLY_FACES_MAKES = {"WorkingSeries", "SharedSeries", "WorkingBreakdown", "SharedBreakdown"}
FACES = "measures/faces/"
PARTS_OF_FACES = {path.stem for path in (ROOT / FACES).glob("*.py")} - {"__init__"}
BYPASSES_PERMISSIONS = {"both_faces", "load_rows", "load_breakdowns", "MeasureRows"}
MAY_BYPASS = {"measures/summaries.py"}
ROWS_OF_FACES = {"measures/series_rows.py", "measures/breakdown_rows.py"}
WATCHED = {name: f"measures.{name}" for name in ("faces", "series_rows", "breakdown_rows")}
ENTRY_TEMPLATES = {"measures/_log_cell.html", "measures/_log_parts.html", "measures/paste.html"}
"""Entry forms: they show a form's own values."""
NOT_FIGURES_IN_TEMPLATES = {"option", "choice", "attrs", "stat", "field", "widget", "item", "fact", "done"}
"""Names whose `.value` (or, of a checklist, `.people`) in a template is not a stored figure."""


def sources():
    for package in ("measures", "projects", "community", "ftc_qi"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            yield name, in_full(ast.parse(path.read_text()), name)


def in_full(module, name):
    """The same with "from ..faces import x" as "from measures.faces import x"."""
    folders = name.split("/")[:-1]
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.level:
            above = folders[: len(folders) + 1 - node.level]
            node.module, node.level = ".".join([*above, *filter(None, [node.module])]), 0
    return module


def figure_reads(module):
    """Lines that read an attribute named like a stored figure, or choose or order rows by one."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in FIGURES and not is_choice(node):
            if isinstance(node.ctx, ast.Load):
                yield node.lineno
        elif isinstance(node, ast.Call):
            named = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            chosen = [one.arg for one in node.keywords if "__" in (one.arg or "") or called(node) in CHOOSES]
            if any(map(figures_in, [*chosen, *(named if called(node) in QUERIES else [])])):
                yield node.lineno


def figure_names(module):
    """Lines that name a figure in a text: a column, a key, a field. What a dictionary is made of is none."""
    made = {id(key) for node in ast.walk(module) if isinstance(node, ast.Dict) for key in node.keys}
    for node in ast.walk(module):
        named = figures_in(node.value) if isinstance(node, ast.Constant) and id(node) not in made else set()
        if named - NAMES_WITHOUT_FIGURES:
            yield node.lineno


def figures_in(name):
    """The figures that a name leads to: "-value", "point__value", "value__lt"."""
    return FIGURES & set(name.lstrip("-").split("__")) if isinstance(name, str) else set()


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


@pytest.mark.parametrize(
    "line",
    [
        "point.value",
        "rows.values('value')",
        "rows.order_by('-value')",
        "rows.filter(value__lt=5).count()",
        "rows.exclude(point__numerator=3)",
        "rows.filter(Q(people__gt=4))",
        "rows.filter(value=3)",
        "rows.annotate(few=Case(When(value=3, then=1)))",
        "rows.aggregate(StdDev('people'))",
        "COLUMNS = ('pk', 'numerator')",
        "getattr(row, 'people')",
        "row['times_counted']",
    ],
)
def test_every_way_to_read_a_figure_is_seen(line):
    assert [*figure_reads(ast.parse(line)), *figure_names(ast.parse(line))]


def test_only_named_modules_name_figures():
    found = {
        name: sorted(figure_names(module))
        for name, module in sources()
        if not is_allowed(name) and name not in MAY_NAME and any(figure_names(module))
    }
    assert not found, f"These name figures that they might read past measures.faces: {found}"


def test_every_named_reader_still_exists():
    assert [name for name in (*MAY_READ, *MAY_NAME, *MAY_READ_IN) if not (ROOT / name).exists()] == []


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
        if not name.startswith(FACES) and name not in MAY_BYPASS and name not in ROWS_OF_FACES
        for node in ast.walk(module)
        if bypasses(node)
    ]
    assert not found


def bypasses(node):
    """Whether a node names what bypasses permissions, wherever it takes it from."""
    if isinstance(node, ast.ImportFrom):
        return bool(BYPASSES_PERMISSIONS & {alias.name for alias in node.names})
    named = getattr(node, "attr", getattr(node, "value", "") if isinstance(node, ast.Constant) else "")
    return named in BYPASSES_PERMISSIONS


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
        "from ..faces import from_rows",
        "from ..faces.from_rows import working",
        "from measures.readings import faces as plain",
        "import measures",
        "import measures as plain",
        "from measures.faces import *",
        "from measures import *",
        "importlib.import_module(name)",
    ],
)
def test_every_way_past_the_door_is_seen(line):
    module = in_full(ast.parse(line), "measures/views/one.py")
    assert any(is_past_the_door(node) for node in ast.walk(module))


@pytest.mark.parametrize(
    "line",
    [
        "from measures.faces import both_faces",
        "from .series_rows import load_rows",
        "summaries.faces.both_faces(rows)",
        "getattr(faces, 'both_faces')",
    ],
)
def test_every_way_past_permissions_is_seen(line):
    assert any(bypasses(node) for node in ast.walk(in_full(ast.parse(line), "measures/one.py")))


def is_past_the_door(node):
    """Whether a node takes a part of `measures.faces`, or names a module so that what is taken from it is not seen."""
    if taken_from(node, {"faces": "measures.faces"}) & PARTS_OF_FACES:
        return True
    if isinstance(node, ast.ImportFrom):
        renamed = {alias.name for alias in node.names if alias.asname} & set(WATCHED)
        everything = any(alias.name == "*" for alias in node.names) and (node.module or "").startswith(
            "measures"
        )
        return bool(renamed) or everything or (node.module or "").startswith("measures.faces.")
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
        return "measures" in names or any(name.startswith(tuple(WATCHED.values())) for name in names)
    return isinstance(node, ast.Call) and called(node) in ("import_module", "__import__")


def taken_from(node, modules):
    """The names that a node takes from modules (short name: whole name), as an attribute or by import."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
        return {node.attr}
    if isinstance(node, ast.ImportFrom) and node.module in modules.values():
        return {alias.name for alias in node.names}
    return set()


TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*")
    if path.is_file()
)


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - ENTRY_TEMPLATES))
def test_no_template_reads_a_figure(name):
    assert not template_reads((ROOT / "templates" / name).read_text())


def template_reads(text):
    """What a template reads that may be a stored figure, by name or by sorting."""
    inside = " ".join(re.findall(r"{[{%].*?[}%]}", text))
    figures = "numerator|denominator|value|people|times_counted"
    found = [chain.split(".") for chain in re.findall(rf"([\w.]+)\.(?:{figures})\b", inside)]
    found = [
        chain
        for chain in found
        if chain[-1] not in NOT_FIGURES_IN_TEMPLATES and ("form" not in chain or "instance" in chain)
    ]
    return found + re.findall(
        rf"dictsort(?:reversed)?:.(?:{figures})\b|regroup .* by (?:{figures})\b", inside
    )


@pytest.mark.parametrize(
    "text",
    [
        "{{ point.value }}",
        "{% if row.point.numerator > 3 %}",
        "{{ form.instance.value }}",
        "{% for row in rows|dictsort:'value' %}",
        "{% regroup rows by value as groups %}",
    ],
)
def test_every_way_a_template_reads_a_figure_is_seen(text):
    assert template_reads(text)


def test_a_forms_own_values_are_no_figures():
    assert not template_reads("{{ form.title.value }}{% if option.value %}{% endif %}")
