"""Static files that come from installed packages.

Only the files named here are published: a package's whole folder would publish its data sets too. Packages are
located without being imported (plotly takes a second to import).
"""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage

# Public path: (package, path inside it). A source map is here because the style sheet names it.
PACKAGE_FILES = {
    "bootstrap/css/bootstrap.min.css": ("bootstrap", "css/bootstrap.min.css"),
    "bootstrap/css/bootstrap.min.css.map": ("bootstrap", "css/bootstrap.min.css.map"),
    "plotly/plotly.min.js": ("plotly", "package_data/plotly.min.js"),
}


def package_folder(package: str) -> Path:
    """The folder of an installed package, without importing it. LookupError when it is not installed."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"The package {package} is not installed.")
    return Path(spec.submodule_search_locations[0])


class PackageFinder(BaseFinder):
    """Finds exactly the files of PACKAGE_FILES, for `findstatic`, `collectstatic` and the development server."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.files = dict(PACKAGE_FILES)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return [
            Error(f"The static file {public} is missing from its package.", id="ftc_qi.E001")
            for public in self.files
            if self._locate(public) is None
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = self._locate(path)
        if found is None:
            return []
        return [str(found)] if find_all or kwargs.get("all") else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for public, (package, inside) in self.files.items():
            yield public, _RenamedStorage(package_folder(package) / inside)

    def _locate(self, public: str) -> Path | None:
        if public not in self.files:
            return None
        package, inside = self.files[public]
        try:
            found = package_folder(package) / inside
        except LookupError:
            return None
        return found if found.is_file() else None


class _RenamedStorage(FileSystemStorage):
    """One file, whatever name it is asked for: `collectstatic` asks for its public name."""

    prefix = ""

    def __init__(self, file: Path) -> None:
        super().__init__(location=file.parent)
        self.file = file

    def path(self, name: str) -> str:
        return str(self.file)
