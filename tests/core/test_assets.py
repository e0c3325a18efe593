"""Static files of installed packages: exactly the named ones."""

import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from ftc_qi.core import assets
from ftc_qi.core.assets import PACKAGE_FILES, PackageFinder, package_folder


@pytest.mark.parametrize("public", PACKAGE_FILES)
def test_each_named_file_is_found(public):
    assert Path(finders.find(public)).is_file()
    assert [Path(found).is_file() for found in finders.find(public, find_all=True)] == [True]


def test_nothing_else_of_a_package_is_published():
    assert finders.find("plotly/datasets/tips.csv.gz") is None
    assert finders.find("bootstrap/css/bootstrap.css") is None
    assert [name for name, _ in PackageFinder().list([])] == list(PACKAGE_FILES)


def test_plotly_is_found_without_importing_it():
    imported = "plotly" in sys.modules
    assert (package_folder("plotly") / "package_data" / "plotly.min.js").is_file()
    assert ("plotly" in sys.modules) is imported


def test_a_missing_package_or_file_is_a_failed_check(monkeypatch):
    monkeypatch.setitem(assets.PACKAGE_FILES, "a/b.js", ("no_such_package_here", "b.js"))
    monkeypatch.setitem(assets.PACKAGE_FILES, "a/c.js", ("plotly", "no_such_file.js"))
    assert [error.id for error in PackageFinder().check()] == ["ftc_qi.E001", "ftc_qi.E001"]
    assert PackageFinder().find("a/b.js") == []


def test_collectstatic_takes_them_under_their_public_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["ftc_qi.core.assets.PackageFinder"]
    call_command("collectstatic", interactive=False, verbosity=0)
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()} == set(PACKAGE_FILES)
