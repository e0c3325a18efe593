"""Files that a page makes for its reader to keep."""

from django.http import HttpResponse


def download(body: str | bytes, content_type: str, name: str) -> HttpResponse:
    """The file `name` (plain letters, no quotes). No cache keeps it: the next reader may see less."""
    return HttpResponse(
        body,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
