"""The advisor dashboard: which projects need a look, and why."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ftc_qi.core.today import today
from ftc_qi.pages.context import places_of
from ftc_qi.pages.diagrams.scores_chart import rail
from ftc_qi.pages.mine import to_read
from ftc_qi.pages.triage import triage
from ftc_qi.pages.triage_row import CYCLES, DATA, GAP, SIGNALS, STALLED, UNSCORED, Row
from measures.charts import spark
from measures.readings import small_svg
from measures.values import plural
from projects.permissions import Permission, can_in, programme_view

READ_SHOWN = 3
"""What is to be read stands in one row; the rest unfolds, so that the projects stay in view."""
REASONS, ALL = "reasons", "all"
FILTERS = (
    (REASONS, "with a reason", "to look", "Projects with a reason to look, the most pressing first"),
    (SIGNALS, "with new", "signals", "Projects with new signals"),
    (DATA, "with data", "overdue", "Projects with data overdue"),
    (CYCLES, "with cycles", "gone quiet", "Projects with cycles gone quiet"),
    (STALLED, "with a score", "that stalls", "Projects whose score has not risen for three months"),
    (
        GAP,
        "with scores",
        "far apart",
        "Projects whose team and advisor see them a step or more apart",
    ),
    (UNSCORED, "without a", "recent score", "Projects without a score in more than two months"),
    (ALL, "projects", "in all", "All projects, those with a reason to look first"),
)


@require_safe
@programme_view(Permission.ADVISOR_VIEW)
def advisor(request, programme):
    """The projects the person advises, by need; `?show=` chooses among them."""
    rows = triage(request.user, programme, today())
    shown = request.GET.get("show")
    shown = shown if any(shown == key for key, *_ in FILTERS) else REASONS
    chosen = [row for row in rows if _belongs(row, shown)]
    calm = [row for row in rows if not row.reasons] if shown == REASONS else []
    has_my_work = any(key == "work" for key, *_ in places_of(request.user))
    waiting = [] if has_my_work else to_read(request.user)
    others = request.other_programmes
    return render(
        request,
        "pages/advisor.html",
        {
            "programme": programme,
            "others": others,
            "lede": _lede(rows),
            "waiting": waiting[:READ_SHOWN],
            "more_waiting": waiting[READ_SHOWN:],
            "filters": [
                {
                    "count": sum(_belongs(row, key) for row in rows),
                    "first": first,
                    "then": then,
                    "url": _address(programme if others else None, key),
                    "chosen": key == shown,
                }
                for key, first, then, _ in FILTERS
            ],
            "caption": next(caption for key, *_, caption in FILTERS if key == shown),
            "total": len(rows),
            "entries": [_entry(row) for row in chosen],
            "calm": [{"row": row, "svg": small_svg(row.primary) if row.primary else ""} for row in calm],
            "may_review": any(row.may_review for row in chosen),
            "may_add": can_in(request.user, Permission.PROGRAMME_MANAGE, programme),
            "here": request.get_full_path(),
        },
    )


def _belongs(row: Row, shown: str) -> bool:
    if shown == ALL:
        return True
    return bool(row.reasons) if shown == REASONS else shown in row.kinds


def _entry(row: Row) -> dict[str, object]:
    reading = row.primary
    return {
        "row": row,
        "svg": spark(*reading.parts) if reading and reading.series.points else "",
        "logged": _ago(row),
        "rail": _rail(row),
    }


def _rail(row: Row):
    """Each side's newest score, drawn; "" where neither has scored."""
    team, advisor = row.scores.team, row.scores.advisor
    if team is None and advisor is None:
        return ""
    return rail(team and team.score, advisor and advisor.score)


def _ago(row: Row) -> str:
    """When a figure was last recorded: "18 days ago"."""
    if row.logged_at is None:
        return ""
    days = (today() - timezone.localdate(row.logged_at)).days
    return f"{plural(days, 'day')} ago" if days else "Today"


def _lede(rows: list[Row]) -> str:
    """ "12 projects. 7 have a reason to look, ordered by how many and how old."."""
    if not rows:
        return ""
    count = sum(bool(row.reasons) for row in rows)
    if not count:
        return f"{plural(len(rows), 'project')}. None needs you right now."
    has = "has" if count == 1 else "have"
    return f"{plural(len(rows), 'project')}. {count} {has} a reason to look, ordered by how many and how old."


def _address(programme, shown: str) -> str:
    """The page's own address with a filter; the programme only where there are several."""
    query = {"programme": programme.slug} if programme else {}
    return "?" + urlencode({**query, "show": shown})
