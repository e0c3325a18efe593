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

PLACES = {
    "aim": ("pages:aim", "Open the aim", Permission.METHOD_EDIT),
    "measures": ("measures:list", "Open the measures", Permission.MEASURE_EDIT),
    "users": ("projects:taking_part_edit", "Say how many take part", Permission.TEAM_MANAGE),
    "causes": ("pages:causes", "Open the causes", Permission.CONTRIBUTE),
    "idea": ("pages:idea_edit", "Say why", Permission.METHOD_EDIT),
    "log": ("measures:log", "Log data", Permission.DATA_ENTER),
    "cycle_add": ("pages:cycle_add", "Plan a cycle", Permission.METHOD_EDIT),
    "cycle_begin": ("pages:cycle", "Begin cycle {}", Permission.METHOD_EDIT),
    "cycle": ("pages:cycle_edit", "Change cycle {}", Permission.METHOD_EDIT),
    "cycle_plan": ("pages:cycle_plan", "Plan cycle {}", Permission.METHOD_EDIT),
}
"""Place → its page, the words of the link, and who may mend it there."""
OTHERWISE = {"users": "causes"}
"""Where somebody goes who may not mend it at the first place."""


@require_safe
@project_view(Permission.HEALTH_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def health(request, project):
    """Each suggestion: in place, or what is missing and where to mend it."""
    record = record_of(project, request.user, today())
    numbers = {cycle.id: cycle.number for cycle in record.cycles}
    items = [
        {"item": item, "go": _way_to(request.user, project, item, numbers)} for item in health_of(record)
    ]
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "health"),
        "project_section": "Method health",
        "lede": "What the record says of how we work. Suggestions, not marks: there is no total.",
        "to_mend": [one for one in items if not one["item"].in_place],
        "in_place": [one for one in items if one["item"].in_place],
    }
    return render(request, "pages/health.html", context)


def _way_to(user, project: Project, item: Item, numbers: dict[int, int]) -> dict[str, str] | None:
    """{url, words} of the place that mends it, where the reader may mend it there."""
    for place in (item.place, OTHERWISE.get(item.place, "")):
        if not place:
            continue
        name, words, permission = PLACES[place]
        if can(user, permission, project):
            row = item.cycle or item.idea
            args = [project.slug] if row is None else [project.slug, row]
            number = numbers.get(item.cycle, "") if item.cycle else ""
            return {"url": reverse(name, args=args), "words": words.format(number)}
    return None
