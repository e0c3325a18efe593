"""One data point: its history, correcting it, withdrawing it; and withdrawing an event."""

import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core.forms import TEAM, Refused, WithdrawForm, render_form
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.templatetags.ftc import uk_date
from measures import due, periods
from measures.actions.events import withdraw_event
from measures.actions.parts import PART
from measures.actions.points import correct_point, withdraw_point
from measures.entry import figure_label, figure_text, part_from_history, part_of, part_words
from measures.faces import series_for
from measures.forms.points import CorrectionCell
from measures.models import DataPoint, Event, Exclusion
from measures.parts import entered_for, part_rows
from measures.series import CASES_BETWEEN
from measures.values import plural
from measures.views.frame import measure_url
from measures.views.history import events_about, group_names, told
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs

WORDS = {
    "point_recorded": "Recorded",
    "point_changed": "Corrected",
    "point_withdrawn": "Withdrawn",
    "text_confirmed": "Text confirmed as not personal",
    "event_recorded": "Recorded",
    "event_changed": "Corrected",
    "event_withdrawn": "Withdrawn",
}
FIELDS = (
    "outcome",
    "numerator",
    "denominator",
    "value",
    "people",
    "occurred_on",
    "cases_since_previous",
    "note",
)
LABELS = {
    "outcome": "Answer",
    "note": "Note",
    "occurred_on": "Day",
    "cases_since_previous": "Cases since the one before",
}


@require_safe
@project_view(Permission.NUMBERS_EXACT, seen_with=Permission.TEAM_SPACE_VIEW)
def point(request, project, measure_id, point_id):
    """What stands, where it can be corrected, and everything that happened to it."""
    row = _point(project, measure_id, point_id)
    return _page(request, project, row, _cell(row))


@require_POST
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def point_correct(request, project, measure_id, point_id):
    """Correct the point in place."""
    row = _point(project, measure_id, point_id)
    cell = _cell(row)
    cell.read(request.POST)
    if cell.is_wrong:
        return _page(request, project, row, cell, status=422)
    here = redirect("measures:point", project.slug, measure_id, point_id)
    if cell.answer is None:
        messages.info(request, "Nothing was changed, so there was nothing to save.")
        return here
    try:
        correct_point(
            point=row,
            answer=cell.answer,
            version=cell.version,
            parts=cell.parts,
            by=request.user,
            why=cell.why,
            confirmed=cell.kinds,
        )
    except StaleVersion as stale:
        rows = part_rows([stale.current]).get(row.pk, {})
        cell.show_conflict(stale.current, {key: part_of(one) for key, one in rows.items()})
        return _page(request, project, row, cell, status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return here
    messages.success(request, f"{row.measure.name}, {cell.label}: corrected. The chart is up to date.")
    return here


@require_http_methods(["GET", "POST"])
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def point_withdraw(request, project, measure_id, point_id):
    """Take a point out, with a reason; it stays in the history."""
    row = _point(project, measure_id, point_id)
    url = reverse("measures:point", args=[project.slug, measure_id, point_id])
    if row.is_withdrawn:
        return redirect(url)
    label = periods.label(row.period_start, row.measure.frequency)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        withdraw_point(point=row, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, f"{row.measure.name}, {label}: withdrawn.")
        return redirect(_log_url(project, due.log_month(row.period_start, row.measure.frequency)))
    context = {
        "question": f"Withdraw {label} of “{row.measure.name}”?",
        "submit": "Withdraw this figure",
        "cancel_url": url,
        "consequences": [
            "The period has no answer again, and may be asked for.",
            "The chart, its sentence and its signals are worked out without it.",
            "It stays in the history, with your reason.",
        ],
    }
    return render_form(request, "measures/point_withdraw.html", form, context)


@require_safe
@project_view(Permission.NUMBERS_EXACT, seen_with=Permission.TEAM_SPACE_VIEW)
def event(request, project, measure_id, event_id):
    """One event: how long after the one before, what can be done with it, and what happened to it."""
    row = get_object_or_404(
        Event.objects.filter(
            measure__project=project, measure__withdrawn_at__isnull=True, withdrawn_at__isnull=True
        ).select_related("measure", "recorded_by"),
        pk=event_id,
        measure=measure_id,
    )
    row.measure.project = project
    series = series_for([row.measure], user=request.user, with_flags=False)[0]
    label = uk_date(row.occurred_on)
    here = next((point for point in series.points if point.row_id == row.pk), None)
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "measures"),
        "project_section": f"{label}: {row.measure.name}",
        "measure": row.measure,
        "label": label,
        "between": _between(series, here) if here and here.is_value else "",
        "note": row.note,
        "by": row.recorded_by.display_name if row.recorded_by else "",
        "at": row.recorded_at,
        "history": _told(row.measure, Event, [row.pk]),
        "may_withdraw": can(request.user, Permission.DATA_ENTER, project),
        "event_id": row.pk,
        **_acts(request, project, row.measure, row.occurred_on, event=row),
    }
    return render(request, "measures/point_event.html", context)


def _between(series, point):
    """ "18 days after the one before"."""
    noun = "case" if series.shows == CASES_BETWEEN else "day"
    return f"{plural(int(point.plotted), noun)} after the one before"


@require_http_methods(["GET", "POST"])
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def event_withdraw(request, project, measure_id, event_id):
    """Take an event out, with a reason."""
    row = get_object_or_404(
        Event.objects.filter(measure__project=project, withdrawn_at__isnull=True).select_related("measure"),
        pk=event_id,
        measure=measure_id,
    )
    row.measure.project = project
    url = _log_url(project, row.occurred_on.replace(day=1))
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        withdraw_event(event=row, why=form.cleaned_data["why"], by=request.user)
        messages.success(
            request, f"{row.measure.name}: the event of {uk_date(row.occurred_on)} is withdrawn."
        )
        return redirect(url)
    context = {
        "question": f"Withdraw the event of {uk_date(row.occurred_on)}?",
        "text": row.measure.name,
        "submit": "Withdraw this event",
        "cancel_url": url,
        "consequences": [
            "The days on either side of it become one longer stretch.",
            "It stays in the history, with your reason.",
        ],
    }
    return render_form(request, "measures/point_withdraw.html", form, context)


def _point(project, measure_id, point_id) -> DataPoint:
    """A point of one of the project's measures, withdrawn or not; 404 for any other."""
    row = get_object_or_404(
        DataPoint.objects.filter(measure__project=project).select_related("measure", "recorded_by"),
        pk=point_id,
        measure=measure_id,
    )
    row.measure.project = project
    return row


def _cell(row: DataPoint) -> CorrectionCell:
    """The form of a point with its groups. One query; a second where there are groups."""
    entered = entered_for([row.measure_id]).get(row.measure_id, [])
    return CorrectionCell(row, entered=entered, rows=part_rows([row]).get(row.pk) if entered else None)


def _page(request, project, row, cell, *, status=200):
    may_edit = can(request.user, Permission.DATA_ENTER, project)
    label = cell.label[:1].upper() + cell.label[1:]
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "measures"),
        "project_section": f"{label}: {row.measure.name}",
        "measure": row.measure,
        "label": label,
        "cell": cell,
        "point_id": row.pk,
        "withdrawn": row.is_withdrawn,
        "may_log": may_edit,
        "may_edit": may_edit and not row.is_withdrawn,
        "problems": [{"id": anchor, "where": "", "words": words} for anchor, words in cell.problems()],
        "history": history_of(row),
        "team": TEAM,
        "month": due.log_month(row.period_start, row.measure.frequency),
        **({} if row.is_withdrawn else _acts(request, project, row.measure, row.period_start, point=row)),
    }
    return render(request, "measures/point.html", context, status=status)


def _acts(request, project, measure, day, *, point=None, event=None):
    """What may be done with a point on the chart: a note at its date, leaving it out, taking it back in.
    One query."""
    may_phase = can(request.user, Permission.PHASE_EDIT, project)
    of = {"event": event} if event else {"period_start": day}
    left_out = Exclusion.objects.current().filter(measure=measure, **of).first()
    has_figure = event is not None or point.outcome == DataPoint.Outcome.RECORDED
    key = event.pk if event else f"{day:%Y-%m-%d}"
    return {
        "note_url": f"{measure_url(measure, 'annotation_add')}?on={day:%Y-%m-%d}"
        if can(request.user, Permission.METHOD_EDIT, project)
        else "",
        "leave_out_url": f"{measure_url(measure, 'exclusion_add')}?point={key}"
        if may_phase and has_figure and left_out is None
        else "",
        "left_out": left_out,
        "take_back_url": measure_url(measure, "exclusion_withdraw", left_out.pk)
        if may_phase and left_out
        else "",
    }


def history_of(row: DataPoint) -> list[dict]:
    """Everything that happened to a period of a measure, newest first: what, from → to, who, when, why.

    Earlier, withdrawn points of the same period are part of it. Two queries, three where groups changed.
    """
    of_period = DataPoint.objects.filter(measure=row.measure_id, period_start=row.period_start)
    return _told(row.measure, DataPoint, list(of_period.values_list("pk", flat=True)))


def _told(measure, model, ids: list[int]) -> list[dict]:
    """What the history says of these rows, newest first. One query, two where groups changed."""
    events = events_about(model, ids)
    groups = group_names(events, PART)

    def changes(event):
        figures = [
            {
                "label": LABELS.get(name) or figure_label(measure, name),
                "before": _words(name, pair[0]),
                "after": _words(name, pair[1]),
            }
            for name in FIELDS
            if (pair := event.changes.get(name)) and event.event != "text_confirmed"
        ]
        parts = [
            {
                "label": groups.get(name, "A group"),
                "before": _part_words(before),
                "after": _part_words(after),
            }
            for name, (before, after) in event.changes.items()
            if name.startswith(PART)
        ]
        return figures + parts

    return told(events, WORDS, changes)


def _part_words(stored) -> str:
    part = part_from_history(stored)
    return part_words(part) if part else ""


def _words(name: str, stored) -> str:
    """A value out of the history, as people read it; "" for none."""
    if stored in (None, ""):
        return ""
    if name == "outcome":
        return DataPoint.Outcome(stored).label
    if name == "occurred_on":
        return uk_date(datetime.date.fromisoformat(stored))
    return stored if name == "note" else figure_text(stored)


def _log_url(project, month) -> str:
    return f"{reverse('measures:log', args=[project.slug])}?month={month:%Y-%m}"
