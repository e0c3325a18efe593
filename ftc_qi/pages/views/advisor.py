"""The advisor dashboard: which projects need a look, and why."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ftc_qi.core.today import today
from ftc_qi.pages.triage import CYCLES, DATA, SIGNALS, Row, triage
from measures.charts import spark
from measures.readings import small_svg
from measures.values import plural
from projects.permissions import Permission, access_of, can_in, programme_view, programmes_with

REASONS, ALL = "reasons", "all"
FILTERS = (
    (REASONS, "with a reason", "to look", "Projects with a reason to look, the most pressing first"),
    (SIGNALS, "with new", "signals", "Projects with new signals"),
    (DATA, "with data", "overdue", "Projects with data overdue"),
    (CYCLES, "with cycles", "gone quiet", "Projects with cycles gone quiet"),
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
    others = []
    if len(access_of(request.user).programme_ids) > 1:
        others = list(programmes_with(request.user, Permission.ADVISOR_VIEW).exclude(pk=programme.pk))
    return render(
        request,
        "pages/advisor.html",
        {
            "programme": programme,
            "others": others,
            "lede": _lede(rows),
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
    }


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
