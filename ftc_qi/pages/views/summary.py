"""What a project takes along: its one-page summary, on the page and as a PDF, and its storyboard."""

from typing import Any
from unicodedata import east_asian_width

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ftc_qi.core.downloads import download
from ftc_qi.core.today import today
from ftc_qi.pages.storyboard import make_storyboard
from ftc_qi.pages.summary import Summary, gather_summary
from ftc_qi.pages.summary_pdf import make_pdf, summary_data
from measures.charts import paper_chart, phone_chart
from measures.readings import small_svg
from projects.permissions import Permission, project_view
from projects.tabs import project_tabs

LENGTHS = ((4200, "longest"), (3000, "long"))
"""From how many letters on the sheet is printed smaller."""
DRAWN = {"tile", "svg", "css", "described"}
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@require_safe
@project_view(Permission.PROJECT_VIEW)
def summary(request, project):
    """The project on one page, as it is passed on: the shared face for every reader."""
    sheet = _sheet(request, project)
    told = summary_data(sheet)
    return render(
        request,
        "pages/summary.html",
        {
            "project": project,
            "project_tabs": project_tabs(request.user, project, "overview"),
            "project_section": "One-page summary",
            "lede": "Made to be passed on: small numbers are hidden, whoever opens it.",
            "told": told,
            "length": _length(told),
            "chart": _chart(sheet),
            "cards": [
                words | {"svg": small_svg(reading)}
                for reading, words in zip(sheet.others, told["others"], strict=True)
            ],
        },
    )


@require_safe
@project_view(Permission.PROJECT_VIEW)
def summary_pdf(request, project):
    """The same sheet as a tagged PDF of one A4 page."""
    return download(make_pdf(_sheet(request, project)), "application/pdf", f"{project.slug}-summary.pdf")


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def storyboard(request, project):
    """Slides for the community's meeting, on the shared face, with the data in their notes."""
    return download(
        make_storyboard(project, request.user, today()), POWERPOINT, f"{project.slug}-storyboard.pptx"
    )


def _sheet(request, project) -> Summary:
    return gather_summary(project, user=request.user, today=today())


def _length(told: Any) -> str:
    """How small the sheet is printed for its texts to fit: "", "long" or "longest"."""
    letters = _letters(told)
    return next((word for most, word in LENGTHS if letters > most), "")


def _letters(told: Any) -> int:
    """How many letters there are in all, wide ones counted twice; drawings left out."""
    if isinstance(told, str):
        return sum(2 if east_asian_width(x) in "WF" else 1 for x in told)
    if isinstance(told, dict):
        return sum(_letters(value) for name, value in told.items() if name not in DRAWN)
    return sum(map(_letters, told)) if isinstance(told, list) else 0


def _chart(sheet: Summary) -> dict[str, str] | None:
    """The main outcome's chart for wide pages and paper, and for phones; None before there are figures."""
    if sheet.primary is None or not sheet.primary.series.points:
        return None
    return {"wide": paper_chart(*sheet.primary.parts), "phone": phone_chart(*sheet.primary.parts)}
