"""The navigation of every page, by the reader's roles: no query beyond their access."""

from django.conf import settings
from django.urls import reverse

from projects.permissions import PROGRAMME_PERMISSIONS, Permission, access_of

# key, label, icon, URL name, permission that opens it
PLACES = (
    ("programme", "Programme", "cog", "projects:programme", Permission.PROGRAMME_MANAGE),
    ("advisor", "Advisor dashboard", "list", "pages:advisor", Permission.ADVISOR_VIEW),
    ("portfolio", "Portfolio", "chart", "pages:portfolio", Permission.PORTFOLIO_VIEW),
    ("payments", "Payments", "pound", "projects:payment_list", Permission.PAYMENTS_VIEW),
    ("projects", "Projects", "step", "pages:project_list", Permission.PROJECTS_VIEW),
    ("community", "Community", "people", "community:charts", Permission.COMMUNITY_VIEW),
)


SHORT = {"advisor": "Advisor"}
ON_THE_BAR = ("advisor", "projects", "community")


def places_of(user) -> list[tuple[str, str, str, str]]:
    """Places the person may open, as (key, label, icon, url name); My work first for people on a team."""
    access = access_of(user)
    held = {
        permission
        for programme_id in access.programme_ids
        for standing in access.programme_standings(programme_id)
        for permission in PROGRAMME_PERMISSIONS[standing]
    }
    places = [(key, label, icon, name) for key, label, icon, name, permission in PLACES if permission in held]
    if any(member.role in ("lead", "member") for member in access.memberships.values()):
        places.insert(0, ("work", "My work", "home", "pages:home"))
    return places


def start_url(user) -> str:
    """Where a person's role begins (DECISIONS 9): a team on My work, a contributor on their project."""
    access = access_of(user)
    places = {key: name for key, _, _, name in places_of(user)}
    for key in ("work", "programme", "advisor"):
        if key in places:
            return reverse(places[key])
    if access.memberships:
        return reverse("projects:first_project")
    for key in ("portfolio", "payments"):
        if key in places:
            return reverse(places[key])
    return reverse("pages:home")


def navigation(request):
    """nav_items, tab_items (at most four), search_url (of those who may search), account and demo."""
    context = {"demo": settings.FTC_QI_DEMO, "nav_items": [], "tab_items": [], "account": None}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    items = [
        {"key": key, "label": label, "icon": icon, "url": url, "current": is_current(request.path, url)}
        for key, label, icon, name in places_of(user)
        for url in [reverse(name)]
    ]
    context["nav_items"] = items
    context["search_url"] = next((item["url"] for item in items if item["key"] == "projects"), "")
    context["tab_items"] = tab_items(user, items, request.path)
    context["account"] = {"name": user.display_name, "initials": user.initials}
    return context


def tab_items(user, items: list[dict], path: str) -> list[dict]:
    """The phone's bottom bar: where the person begins, "Log data" or the signals, projects, community.

    The rest stands under the account button. Labels are one or two short words: four share 320 pixels.
    """
    items = [{**item, "label": SHORT.get(item["key"], item["label"])} for item in items]
    items = [item for place, item in enumerate(items) if place == 0 or item["key"] in ON_THE_BAR]
    slugs = [m.slug for m in access_of(user).memberships.values() if m.role in ("lead", "member")]
    if slugs:
        url = reverse("measures:log", args=[slugs[0]])
        log = {"label": "Log data", "icon": "pencil", "url": url, "current": path.startswith(url)}
        items = [*items[:1], log, *(item for item in items[1:] if item["key"] != "advisor")]
        if log["current"]:
            items = [{**item, "current": item["url"] == url} for item in items]
    return items[:4] if len(items) > 1 else []


def is_current(path: str, url: str) -> bool:
    """True where the page at `path` belongs to the place at `url`."""
    return path == url if url == "/" else path.startswith(url)
