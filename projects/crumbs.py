"""The way to a page below a project: its breadcrumb, and what a form there shows round itself."""

from typing import Any

from django.urls import reverse

from .models import Project


def project_crumbs(project: Project, here: str, *between: tuple[str, str]) -> list[dict[str, str]]:
    """Projects › project › each (label, address) of `between` › here."""
    up = [
        ("Projects", reverse("pages:project_list")),
        (project.name, reverse("pages:project", args=[project.slug])),
    ]
    return [{"label": label, "url": url} for label, url in (*up, *between)] + [{"label": here}]


def form_page(project: Project, title: str, *between: tuple[str, str]) -> dict[str, Any]:
    """Title, breadcrumb and the way back of a page with one form: back leads to the last page of `between`."""
    return {
        "title": title,
        "cancel_url": between[-1][1],
        "crumbs": project_crumbs(project, title, *between),
    }
