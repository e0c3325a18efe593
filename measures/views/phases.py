"""Phases of a chart, and points left out of its rules."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import Refused, WithdrawForm, render_form, run
from measures import faces, rebase
from measures.actions import phases as actions
from measures.forms.phases import ExclusionForm, PhaseForm
from measures.models import Event, Exclusion, Phase
from measures.values import point_text
from measures.views.frame import crumbs, get_measure, get_row, measure_url
from projects.permissions import Permission, project_view

TEAM_SPACE = Permission.TEAM_SPACE_VIEW


def _exact_series(request, row):
    """The working series: whoever may set phases sees exact numbers."""
    return faces.series_for([row], user=request.user, with_flags=False)[0]


def _starts(series):
    """Periods or events a phase may begin at, newest first; not the first, where the chart begins."""
    found = {
        point.period_start.isoformat(): f"{point.label}: {point_text(series, point)}"
        for point in reversed(series.points[1:])
    }
    return list(found.items())


@require_http_methods(["GET", "POST"])
@project_view(Permission.PHASE_EDIT, seen_with=TEAM_SPACE)
def phase_add(request, project, measure_id):
    """Re-base: begin a new phase, with the reason, beside what the figures say about doing so."""
    row = get_measure(project, measure_id)
    series = _exact_series(request, row)
    analysis = faces.analyse(series)
    advice = rebase.advise(series, analysis, faces.status(series, analysis))
    initial = {}
    if advice.reasonable:
        initial["starts_on"] = series.points[advice.position].period_start
    form = PhaseForm(request.POST or None, choices=_starts(series), initial=initial)
    if form.is_valid() and run(
        form,
        lambda: actions.add_phase(
            measure=row,
            starts_on=form.cleaned_data["starts_on"],
            reason=form.cleaned_data["reason"],
            baseline_periods=form.cleaned_data["baseline_periods"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The chart is re-based: the new phase has its own line.")
        return redirect("measures:measure", project.slug, row.pk)
    context = {
        "title": "Re-base this chart",
        "lede": f"{row.name}. A new phase has its own centre line, from the period you choose.",
        "submit": "Begin the new phase",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Re-base"),
        "advice": advice,
        "too_short": len(series.points) < 2,
    }
    return render_form(request, "measures/phase_form.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.PHASE_EDIT, seen_with=TEAM_SPACE)
def phase_edit(request, project, measure_id, phase_id):
    """Change where a phase begins, why, or what its line rests on."""
    phase = get_row(Phase.objects, project, measure_id, phase_id)
    row = phase.measure
    form = PhaseForm(request.POST or None, instance=phase, choices=_starts(_exact_series(request, row)))
    if form.is_valid() and run(
        form,
        lambda: actions.edit_phase(
            phase=phase,
            values=form.values(),
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The phase is saved.")
        return redirect("measures:measure", project.slug, row.pk)
    is_first = "starts_on" not in form.fields
    context = {
        "title": "Change the first phase" if is_first else "Change this phase",
        "lede": row.name,
        "submit": "Save the phase",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Phase"),
        "withdraw_url": "" if is_first else measure_url(row, "phase_withdraw", phase_id),
    }
    return render_form(request, "measures/phase_form.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.PHASE_EDIT, seen_with=TEAM_SPACE)
def phase_withdraw(request, project, measure_id, phase_id):
    """Withdraw a phase, with the reason: its points go back to the one before."""
    phase = get_row(Phase.objects, project, measure_id, phase_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: actions.withdraw_phase(phase=phase, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, "The phase is withdrawn. Its points belong to the one before again.")
        return redirect("measures:measure", project.slug, measure_id)
    context = {
        "question": "Withdraw this phase?",
        "consequences": [
            "Its line goes, and its points belong to the phase before.",
            "What the chart says may change with it.",
        ],
        "submit": "Withdraw the phase",
        "cancel_url": measure_url(phase.measure),
        "crumbs": crumbs(project, phase.measure, "Withdraw a phase"),
    }
    return render_form(request, "components/confirm.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.PHASE_EDIT, seen_with=TEAM_SPACE)
def exclusion_add(request, project, measure_id):
    """Leave a point out of centre line and rules, with the reason; it stays drawn."""
    row = get_measure(project, measure_id)
    series = _exact_series(request, row)
    form = ExclusionForm(request.POST or None, choices=_points(series))
    if form.is_valid() and run(form, lambda: _leave_out(request, row, form)):
        messages.success(request, "The point is left out. It stays on the chart, as an empty circle.")
        return redirect("measures:measure", project.slug, row.pk)
    context = {
        "title": "Leave a point out",
        "lede": f"{row.name}. The point stays on the chart, but line and rules pass over it.",
        "submit": "Leave the point out",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Leave a point out"),
    }
    return render_form(request, "measures/exclusion_form.html", form, context)


def _points(series):
    """Points with a figure that still count, newest first: an event by its key, a period by its first day."""
    return [
        (
            str(point.row_id) if series.by_event else point.period_start.isoformat(),
            f"{point.label}: {point_text(series, point)}",
        )
        for i, point in reversed(list(enumerate(series.points)))
        if point.is_value and i not in series.exclusions
    ]


def _leave_out(request, row, form):
    key = form.cleaned_data["point"]
    point = {"period_start": key}
    if row.is_events:
        event = Event.objects.filter(measure=row, withdrawn_at__isnull=True, pk=key).first()
        if event is None:
            raise Refused("This event was withdrawn meanwhile. Choose another.", "point")
        point = {"event": event}
    return actions.add_exclusion(
        measure=row, reason=form.cleaned_data["reason"], confirmed=form.confirmed, by=request.user, **point
    )


@require_http_methods(["GET", "POST"])
@project_view(Permission.PHASE_EDIT, seen_with=TEAM_SPACE)
def exclusion_withdraw(request, project, measure_id, exclusion_id):
    """Take a left-out point back in, with the reason."""
    exclusion = get_row(Exclusion.objects.select_related("event"), project, measure_id, exclusion_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_exclusion(
            exclusion=exclusion, why=form.cleaned_data["why"], by=request.user
        ),
    ):
        messages.success(request, "The point counts again.")
        return redirect("measures:measure", project.slug, measure_id)
    context = {
        "question": "Take this point back in?",
        "text": f"It was left out because: {exclusion.reason}",
        "consequences": ["Line and rules count the point again.", "What the chart says may change with it."],
        "submit": "Take the point back in",
        "danger": False,
        "cancel_url": measure_url(exclusion.measure),
        "crumbs": crumbs(project, exclusion.measure, "Take a point back in"),
    }
    return render_form(request, "components/confirm.html", form, context)
