"""The tabs of a project's pages: those the reader may open."""

from django.urls import reverse

from .models import Project
from .permissions import Permission, can

TABS = (
    ("overview", "Overview", "pages:project", Permission.PROJECT_VIEW),
    ("aim", "Aim", "pages:aim", Permission.METHOD_VIEW),
    ("cycles", "PDSA cycles", "pages:cycle_list", Permission.METHOD_VIEW),
    ("measures", "Measures", "measures:list", Permission.PROJECT_VIEW),
    ("log", "Log data", "measures:log", Permission.DATA_ENTER),
    ("team", "Team", "projects:team", Permission.TEAM_SPACE_VIEW),
    ("grant", "Grant", "projects:grant_list", Permission.GRANT_VIEW),
)


def project_tabs(user, project: Project, current: str) -> list[dict[str, object]]:
    """Tabs as {label, url, current}; `current` is a key of TABS. No query beyond the user's access."""
    return [
        {"label": label, "url": reverse(name, args=[project.slug]), "current": key == current}
        for key, label, name, permission in TABS
        if can(user, permission, project)
    ]
