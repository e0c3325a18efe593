"""Files that a page makes for its reader to keep."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

BOM = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def download(body: str | bytes, content_type: str, name: str) -> HttpResponse:
    """The file `name` (plain letters, no quotes). No cache keeps it: the next reader may see less."""
    return HttpResponse(
        body,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV. What people have typed goes in as `safe_text`."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return BOM + text.getvalue()


def csv_download(rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """The same as a file to keep."""
    return download(csv_text(rows), "text/csv; charset=utf-8", name)


def safe_text(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula. Numbers of our own making need none of this."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
