"""The tabs of a project's pages, and the sections of a tab that has several pages: those the reader may open."""

from django.urls import reverse

from .models import Project
from .permissions import Permission, can

TABS = (
    ("overview", "Overview", "pages:project", Permission.PROJECT_VIEW),
    ("causes", "Causes", "pages:causes", Permission.TEAM_SPACE_VIEW),
    ("aim", "Aim", "pages:aim", Permission.METHOD_VIEW),
    ("drivers", "Drivers", "pages:drivers", Permission.METHOD_VIEW),
    ("ideas", "Ideas", "pages:idea_list", Permission.METHOD_VIEW),
    ("cycles", "PDSA cycles", "pages:cycle_list", Permission.METHOD_VIEW),
    ("measures", "Measures", "measures:list", Permission.PROJECT_VIEW),
    ("log", "Log data", "measures:log", Permission.DATA_ENTER),
    ("progress", "Progress", "pages:scores", Permission.TEAM_SPACE_VIEW),
    ("team", "Team", "projects:team", Permission.TEAM_SPACE_VIEW),
    ("grant", "Grant", "projects:grant_list", Permission.GRANT_VIEW),
)
SECTIONS = {
    "causes": (
        ("causes", "Fishbone", "pages:causes", Permission.TEAM_SPACE_VIEW),
        ("process", "Process map", "pages:process", Permission.TEAM_SPACE_VIEW),
    ),
    "cycles": (
        ("cycles", "List", "pages:cycle_list", Permission.METHOD_VIEW),
        ("board", "Board", "pages:cycle_board", Permission.METHOD_VIEW),
    ),
    "progress": (
        ("progress", "Scores", "pages:scores", Permission.TEAM_SPACE_VIEW),
        ("health", "Method health", "pages:health", Permission.HEALTH_VIEW),
        ("gains", "Holding the gains", "pages:gains", Permission.TEAM_SPACE_VIEW),
    ),
    "team": (
        ("team", "People", "projects:team", Permission.TEAM_SPACE_VIEW),
        ("actions", "Actions", "community:action_list", Permission.TEAM_SPACE_VIEW),
        ("comments", "Comments", "community:comment_list", Permission.TEAM_SPACE_VIEW),
    ),
}
"""Tab → its pages, the first under the tab's own key."""
_TAB_OF = {key: tab for tab, pages in SECTIONS.items() for key, *_ in pages}


def project_tabs(user, project: Project, current: str) -> list[dict[str, object]]:
    """Tabs as {label, url, current, sections}; `current` is a key of TABS or SECTIONS, and only its own tab has
    sections ({label, url, current}). No query beyond the user's access."""
    tab = _TAB_OF.get(current, current)
    entries = _entries(user, project, TABS, tab)
    for entry in entries:
        entry["sections"] = (
            _entries(user, project, SECTIONS.get(tab, ()), current) if entry["current"] else []
        )
    return entries


def _entries(user, project: Project, rows, current: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": reverse(name, args=[project.slug]), "current": key == current}
        for key, label, name, permission in rows
        if can(user, permission, project)
    ]
