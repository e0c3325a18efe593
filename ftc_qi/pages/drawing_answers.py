"""A drawing as a file to take away: SVG, PNG or PDF."""

from django.http import HttpResponse

from ftc_qi.core.downloads import download
from ftc_qi.pages.paper import picture_pdf
from measures.exports import as_png

KINDS = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


def drawing_answer(
    svg: str, ending: str, *, name: str, title: str, described: str, paper: str = "a4"
) -> HttpResponse:
    """The file `name`.`ending`. described: what the drawing shows, for screen readers."""
    body: str | bytes = svg
    if ending == "png":
        body = as_png(svg)
    elif ending == "pdf":
        body = picture_pdf(svg, title=title, described=described, paper=paper)
    return download(body, KINDS[ending], f"{name}.{ending}")
