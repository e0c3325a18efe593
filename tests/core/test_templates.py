"""Every template compiles, names only what exists, and keeps to the Content-Security-Policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Node, TemplateDoesNotExist, engines
from django.template.defaulttags import URLNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode
from django.urls import get_resolver

FOLDERS = [folder for engine in engines.all() for folder in map(Path, engine.dirs)]
TEMPLATES = sorted(
    str(path.relative_to(folder)) for folder in FOLDERS for path in folder.rglob("*") if path.is_file()
)
INLINE = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another site": re.compile(
        r"<(?:script|link|img|source|iframe)\b[^>]*=\s*[\"']?(?:https?:)?//", re.I
    ),
}


def literal(expression) -> str | None:
    """The text of a filter expression that is a plain string, else None."""
    value = getattr(expression, "var", expression)
    return value if isinstance(value, str) and not getattr(expression, "filters", None) else None


def url_names(resolver, namespace: str = "") -> set[str]:
    names = {f"{namespace}{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    for child, (_, inner) in resolver.namespace_dict.items():
        names |= url_names(inner, f"{namespace}{child}:")
    return names


@pytest.fixture(scope="module")
def urls() -> set[str]:
    return url_names(get_resolver())


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles_and_names_only_what_exists(name, urls):
    template = engines["django"].get_template(name).template
    missing = []
    for node in template.nodelist.get_nodes_by_type(Node):
        if isinstance(node, URLNode) and (view := literal(node.view_name)) and view not in urls:
            missing.append(f"address {view}")
        if isinstance(node, StaticNode) and (path := literal(node.path)) and not finders.find(path):
            missing.append(f"static file {path}")
        if isinstance(node, IncludeNode | ExtendsNode):
            other = literal(node.template if isinstance(node, IncludeNode) else node.parent_name)
            try:
                if other:
                    engines["django"].get_template(other)
            except TemplateDoesNotExist:
                missing.append(f"template {other}")
    assert not missing, f"{name} names what does not exist: {', '.join(missing)}"


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith((".html", ".svg"))])
def test_template_holds_nothing_that_the_policy_forbids(name):
    source = (settings.BASE_DIR / "templates" / name).read_text(encoding="utf-8")
    found = [what for what, pattern in INLINE.items() if pattern.search(source)]
    assert not found, f"{name} holds {', '.join(found)}"
