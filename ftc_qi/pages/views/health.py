"""Method health: what the record says of how the project works, for the team and its advisor only."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ftc_qi.core.today import today
from ftc_qi.pages.method_health import Item, health_of
from ftc_qi.pages.method_record import record_of
from projects.models import Project
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs

P = Permission
PLACES = {
    "aim": (("pages:aim", "Open the aim", P.METHOD_VIEW),),
    "measures": (("measures:list", "Open the measures", P.PROJECT_VIEW),),
    "users": (
        ("projects:taking_part_edit", "Say how many take part", P.TEAM_MANAGE),
        ("pages:causes", "Open the causes", P.TEAM_SPACE_VIEW),
    ),
    "idea": (
        ("pages:idea_edit", "Say why", P.METHOD_EDIT),
        ("pages:idea", "Open the idea", P.METHOD_VIEW),
    ),
    "log": (
        ("measures:log", "Log data", P.DATA_ENTER),
        ("measures:list", "Open the measures", P.PROJECT_VIEW),
    ),
    "cycle_add": (
        ("pages:cycle_add", "Plan a cycle", P.METHOD_EDIT),
        ("pages:cycle_list", "Open the cycles", P.METHOD_VIEW),
    ),
    "cycle_begin": (
        ("pages:cycle", "Begin cycle {}", P.METHOD_EDIT),
        ("pages:cycle", "Open cycle {}", P.METHOD_VIEW),
    ),
    "cycle": (
        ("pages:cycle_edit", "Change cycle {}", P.METHOD_EDIT),
        ("pages:cycle", "Open cycle {}", P.METHOD_VIEW),
    ),
    "cycle_plan": (
        ("pages:cycle_plan", "Plan cycle {}", P.METHOD_EDIT),
        ("pages:cycle", "Open cycle {}", P.METHOD_VIEW),
    ),
}
"""Place → its page, the words of the link, and for whom: first for who mends it, then for who talks about it."""


@require_safe
@project_view(Permission.HEALTH_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def health(request, project):
    """Each suggestion: in place, or what is missing and where to mend it."""
    record = record_of(project, request.user, today())
    numbers = {cycle.id: cycle.number for cycle in record.cycles}
    items = health_of(record)
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "health"),
        "project_section": "Method health",
        "lede": "What the record says of how the project works. Suggestions, not marks.",
        "to_mend": [
            {"item": item, "go": _way_to(request.user, project, item, numbers)}
            for item in items
            if not item.in_place
        ],
        "in_place": [item for item in items if item.in_place],
    }
    return render(request, "pages/health.html", context)


def _way_to(user, project: Project, item: Item, numbers: dict[int, int]) -> dict[str, str] | None:
    """{url, words} of the place that mends it, or of where the reader may look at it."""
    row = item.cycle or item.idea
    for name, words, permission in PLACES[item.place]:
        if can(user, permission, project):
            args = [project.slug] if row is None else [project.slug, row]
            number = numbers.get(item.cycle, "") if item.cycle else ""
            return {"url": reverse(name, args=args), "words": words.format(number)}
    return None
