"""One data point: its history, correcting it, withdrawing it; and withdrawing an event."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core.forms import TEAM, Refused, WithdrawForm, render_form
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from measures import due, periods
from measures.actions.points import correct_point, withdraw_event, withdraw_point
from measures.entry import figure_text
from measures.faces import day_label
from measures.forms.log import figure_label
from measures.forms.points import CorrectionCell
from measures.models import DataPoint, Event
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs

WORDS = {
    "point_recorded": "Recorded",
    "point_changed": "Corrected",
    "point_withdrawn": "Withdrawn",
    "text_confirmed": "Text confirmed as not personal",
}
FIELDS = ("outcome", "numerator", "denominator", "value", "people", "note")


@require_safe
@project_view(Permission.NUMBERS_EXACT, seen_with=Permission.TEAM_SPACE_VIEW)
def point(request, project, measure_id, point_id):
    """What stands, where it can be corrected, and everything that happened to it."""
    row = _point(project, measure_id, point_id)
    return _page(request, project, row, CorrectionCell(row))


@require_POST
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def point_correct(request, project, measure_id, point_id):
    """Correct the point in place."""
    row = _point(project, measure_id, point_id)
    cell = CorrectionCell(row)
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
            by=request.user,
            why=cell.why,
            confirmed=cell.kinds,
        )
    except StaleVersion as stale:
        cell.show_conflict(stale.current)
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
            request, f"{row.measure.name}: the event of {day_label(row.occurred_on)} is withdrawn."
        )
        return redirect(url)
    context = {
        "question": f"Withdraw the event of {day_label(row.occurred_on)}?",
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
        "may_edit": may_edit and not row.is_withdrawn,
        "problems": [{"id": anchor, "where": "", "words": words} for anchor, words in cell.problems()],
        "history": history_of(row),
        "team": TEAM,
        "month": due.log_month(row.period_start, row.measure.frequency),
    }
    return render(request, "measures/point.html", context, status=status)


def history_of(row: DataPoint) -> list[dict]:
    """Everything that happened to a period of a measure, newest first: what, from → to, who, when, why.

    Earlier, withdrawn points of the same period are part of it. Two queries.
    """
    of_period = DataPoint.objects.filter(measure=row.measure_id, period_start=row.period_start)
    ids = list(of_period.values_list("pk", flat=True))
    events = (
        AuditEvent.objects.filter(target_label=DataPoint._meta.label_lower, target_id__in=ids)
        .select_related("by")
        .order_by("-at", "-pk")
    )
    return [
        {
            "what": WORDS.get(event.event, event.event),
            "who": event.by.display_name if event.by else "The system",
            "at": event.at,
            "why": event.why,
            "changes": [
                {
                    "label": {"outcome": "Answer", "note": "Note"}.get(name)
                    or figure_label(row.measure, name),
                    "before": _words(name, pair[0]),
                    "after": _words(name, pair[1]),
                }
                for name in FIELDS
                if (pair := event.changes.get(name)) and event.event != "text_confirmed"
            ],
        }
        for event in events
    ]


def _words(name: str, stored) -> str:
    """A value out of the history, as people read it; "" for none."""
    if stored in (None, ""):
        return ""
    if name == "outcome":
        return DataPoint.Outcome(stored).label
    return stored if name == "note" else figure_text(stored)


def _log_url(project, month) -> str:
    return f"{reverse('measures:log', args=[project.slug])}?month={month:%Y-%m}"
