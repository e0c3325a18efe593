"""The monthly log: every measure of a project on one page."""

import datetime
import re
import secrets

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ftc_qi.core.forms import TEAM, Refused
from ftc_qi.core.today import today as london_today
from measures import due, faces, periods
from measures.actions.log import save_log
from measures.actions.points import StalePoints
from measures.actions.undo import undo_log
from measures.entry import FIRST_YEAR
from measures.forms.cells import Cell
from measures.forms.event_cell import EventCell
from measures.forms.events import counts_cases
from measures.forms.log import Row, Sheet, cell_starts, shown_starts
from measures.log_words import describe
from measures.models import DataPoint, Event, Measure
from measures.parts import entered_for, part_rows
from projects.permissions import Permission, project_view
from projects.tabs import project_tabs

SAVED = "log_saved"


@require_http_methods(["GET", "POST"])
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def log(request, project):
    """One row per measure for one month; saved all or nothing."""
    today = london_today()
    measures = measures_of(project)
    series = faces.series_for(measures, user=request.user, with_flags=False)
    waiting = {
        one.measure_id: _due(measure, one, today) for measure, one in zip(measures, series, strict=True)
    }
    month = _month(request, waiting, today)
    if month is None:
        raise Http404
    if month > today.replace(day=1):
        if request.method == "POST":
            raise Http404
        messages.info(request, f"{_month_name(month)} has not begun yet. Here is the newest month there is.")
        return redirect("measures:log", project.slug)
    saved = _saved(request, project, month)
    sheet = _sheet(request, measures, series, month, today, saved)
    if sheet.is_valid:
        try:
            logged = save_log(
                project=project, entries=sheet.entries(), happenings=sheet.happenings(), by=request.user
            )
        except StalePoints as stale:
            sheet.show_conflicts(stale.current, stale.parts)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            return _after_save(request, project, month, logged)
    rows = [
        describe(row, one, waiting[one.measure_id], month, saved if not sheet.is_bound else {})
        for row, one in zip(sheet.rows, series, strict=True)
        if row.cells or row.event
    ]
    context = {
        **_frame(request, project, month, today),
        "all_late": _late_alike(rows),
        "sheet": sheet,
        "rows": rows,
        "problems": sheet.problems(),
        "saved": saved if not sheet.is_bound else {},
        "any_measures": bool(measures),
        "filled": sum(cell.is_filled for cell in sheet.cells),
        "cells": len(sheet.cells),
        "elsewhere": _elsewhere(waiting, month),
        "team": TEAM,
        "draft_key": f"{request.user.pk}.{project.pk}.{month:%Y-%m}",
        "lede": f"{project.name}, {_count(len(rows), 'measure')}. "
        "Fill what you have; you can come back for the rest.",
    }
    return render(request, "measures/log.html", context, status=422 if sheet.is_bound else 200)


@require_POST
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def log_undo(request, project):
    """Take back the newest save made in this session, if nobody changed it since."""
    saved = request.session.get(SAVED) or {}
    if saved.get("project") != project.pk or saved.get("id") != request.POST.get("save"):
        messages.error(request, "This save can't be undone any more. Correct the figures below instead.")
        return redirect("measures:log", project.slug)
    try:
        count = undo_log(project=project, points=saved["points"], events=saved["events"], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Undone: {_count(count, 'figure')} put back as before.")
    del request.session[SAVED]
    return redirect(f"{reverse('measures:log', args=[project.slug])}?month={saved['month']}")


def measures_of(project) -> list[Measure]:
    """The project's measures that are not withdrawn, in order. One query."""
    measures = list(project.measures.current().order_by("-is_primary", "order", "pk"))
    for measure in measures:
        measure.project = project
    return measures


def _due(measure, series, today) -> list[due.DuePeriod]:
    if series.by_event:
        return []
    schedule = due.schedule_of(measure, lag_days=series.lag_days, pauses=series.pauses)
    return due.due_periods(schedule, today=today, answered={point.period_start for point in series.answered})


def _month(request, waiting, today) -> datetime.date | None:
    """The month asked for (None if there is no such month); else the oldest with something due; else the
    newest complete one."""
    named = request.GET.get("month")
    if named is None:
        months = [period.month for found in waiting.values() for period in found]
        return min(months, default=periods.newest_complete(today, periods.MONTHLY))
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", named, re.ASCII)
    if match is None or int(match[1]) < FIRST_YEAR:
        return None
    return datetime.date(int(match[1]), int(match[2]), 1)


def _sheet(request, measures, series, month, today, saved) -> Sheet:
    """The rows of the month with what stands in them: one query for the points, one for their breakdowns and
    one for the parts if there are any, one for events if any."""
    data = request.POST if request.method == "POST" else None
    possible = {measure.pk: cell_starts(measure, month, today=today) for measure in measures}
    starts = {start for found in possible.values() for start in found}
    points = {
        (point.measure_id, point.period_start): point
        for point in DataPoint.objects.current()
        .filter(measure__in=possible, period_start__in=starts)
        .select_related("recorded_by")
    }
    keep = {
        (measure.pk, start)
        for measure in measures
        for start in possible[measure.pk]
        if data is not None and Cell(measure, start, None).name("seen") in data
    }
    keep |= {key for key, point in points.items() if point.pk in saved.get("point_ids", ())}
    events: dict[int, list[Event]] = {measure.pk: [] for measure in measures if measure.is_events}
    if events:
        for event in Event.objects.filter(measure__in=events, withdrawn_at__isnull=True):
            events[event.measure_id].append(event)
    entered = entered_for(list(possible))
    parts = part_rows(points.values()) if entered and points else {}
    rows = []
    for measure, one in zip(measures, series, strict=True):
        if measure.is_events:
            counts = counts_cases(one)
            by_cases = measure.unit.lower().startswith("case") if counts is None else counts
            rows.append(Row(measure, [], EventCell(measure, events[measure.pk], by_cases=by_cases)))
            continue
        shown = shown_starts(measure, month, points, frozenset(keep), today=today)
        cells = []
        for start in shown:
            point = points.get((measure.pk, start))
            stored = parts.get(point.pk) if point else None
            cells.append(Cell(measure, start, point, entered=entered.get(measure.pk, ()), rows=stored))
        rows.append(Row(measure, cells))
    return Sheet(rows, today=today, data=data)


def _after_save(request, project, month, logged):
    url = f"{reverse('measures:log', args=[project.slug])}?month={month:%Y-%m}"
    if not logged:
        messages.info(request, "Nothing was changed, so there was nothing to save.")
        return redirect(url)
    request.session[SAVED] = {
        "id": secrets.token_hex(8),
        "project": project.pk,
        "month": f"{month:%Y-%m}",
        "points": [[point.pk, point.version] for point in logged.points],
        "events": [[event.pk, event.version] for event in logged.events],
    }
    return redirect(f"{url}&saved=1")


def _saved(request, project, month) -> dict:
    """What the save just made wrote, for the page that follows it; else nothing."""
    saved = request.session.get(SAVED) or {}
    asked = request.method == "GET" and "saved" in request.GET
    if not asked or saved.get("project") != project.pk or saved.get("month") != f"{month:%Y-%m}":
        return {}
    parts = [_count(len(saved["points"]), "figure")] if saved["points"] else []
    parts += [_count(len(saved["events"]), "event")] if saved["events"] else []
    return {
        "id": saved["id"],
        "words": f"Saved {' and '.join(parts)} for {_month_name(month)}.",
        "point_ids": {pk for pk, _ in saved["points"]},
        "event_ids": {pk for pk, _ in saved["events"]},
    }


def _frame(request, project, month, today) -> dict:
    """Heading, tabs and the ways to other months."""
    following = periods.add_months(month, 1)
    return {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "log"),
        "project_section": "Log data",
        "month": month,
        "previous": periods.add_months(month, -1),
        "previous_name": _short_month(periods.add_months(month, -1), month),
        "following": following if following <= today else None,
        "following_name": _short_month(following, month),
        "quiet": {
            "planned": "The project has not started, so nothing is due yet. You can log figures all the same.",
            "paused": "The project is paused: nothing is due. You can log and correct figures all the same.",
            "completed": "The project is complete: nothing is due. You can still correct figures.",
            "closed_early": "The project has closed: nothing is due. You can still correct figures.",
        }.get(project.status, ""),
    }


def _late_alike(rows) -> str:
    """ "9 days late" where every figure still wanted is as late as the others: said once, above them."""
    cells = [cell for row in rows for cell in row["cells"] if cell["late"]]
    if len(cells) < 2 or len({cell["late"] for cell in cells}) > 1:
        return ""
    late = cells[0]["late"]
    for cell in cells:
        cell["late"] = ""
    return late


def _elsewhere(waiting, month) -> list[dict]:
    """Other months with something due: [{month, count}], oldest first."""
    counts: dict[datetime.date, int] = {}
    for found in waiting.values():
        for period in found:
            if period.month != month:
                counts[period.month] = counts.get(period.month, 0) + 1
    return [{"month": day, "count": count} for day, count in sorted(counts.items())]


def _month_name(month) -> str:
    return periods.label(month, periods.MONTHLY)


def _short_month(day, month) -> str:
    """ "September", with its year where that is not the page's."""
    name = periods.MONTHS[day.month - 1]
    return name if day.year == month.year else f"{name} {day.year}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
