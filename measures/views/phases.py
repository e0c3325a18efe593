"""Phases of a chart, how its lines came about, and points left out of its rules."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import Refused, WithdrawForm, render_form, run
from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.core.today import today
from measures import faces, rebase
from measures.actions import phases as actions
from measures.forms.phases import ExclusionForm, PhaseForm
from measures.line_history import LineChange, in_order, line_changes, row_of
from measures.measure_words import begins_words, line_words, rests_words
from measures.models import Event, Exclusion, Phase
from measures.readings import reading_of
from measures.series_rows import PhaseRow
from measures.values import lower_first, point_text
from measures.views.frame import crumbs, drawn, get_measure, get_row, is_stale, measure_url
from projects.permissions import Permission, project_view

TEAM_SPACE = Permission.TEAM_SPACE_VIEW


def _exact_series(request, row):
    """The working series: whoever may set phases sees exact numbers."""
    return faces.series_for([row], user=request.user)[0]


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
    line = line_words(analysis.chart)
    form = PhaseForm(request.POST or None, choices=_starts(series), initial=initial, line=line)
    preview = None
    if form.is_valid():
        if "show" in request.POST:
            others = [row_of(phase) for phase in row.phases.current()]
            preview = _under(row, series, [*others, _typed(form)])
        elif run(
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
        "lede": f"{row.name}. A new phase has its own {line}, from the {series.noun} you choose.",
        "submit": "Begin the new phase",
        "show": "Show me first",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Re-base"),
        "advice": advice,
        "too_short": len(series.points) < 2,
        "preview": preview,
    }
    return render_form(request, "measures/phase_form.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.PHASE_EDIT, seen_with=TEAM_SPACE)
def phase_edit(request, project, measure_id, phase_id):
    """Change where a phase begins, why, or what its line rests on."""
    phase = get_row(Phase.objects, project, measure_id, phase_id)
    row = phase.measure
    series = _exact_series(request, row)
    analysis = faces.analyse(series)
    line = line_words(analysis.chart)
    others = [row_of(other) for other in row.phases.current() if other.pk != phase.pk]
    stored_start, stored_reason = phase.starts_on, phase.reason
    form = PhaseForm(request.POST or None, instance=phase, choices=_starts(series), line=line)
    preview = None
    if form.is_valid():
        if "show" in request.POST:
            if not is_stale(form, phase):
                preview = _under(row, series, [*others, _typed(form, stored_start, stored_reason)])
        elif run(
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
    position = next((i for i, one in enumerate(series.phases) if one.starts_on == stored_start), None)
    context = {
        "title": "Change the first phase" if is_first else "Change this phase",
        "lede": row.name,
        "submit": "Save the phase",
        "show": "Show me first",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Phase"),
        "withdraw_url": "" if is_first else measure_url(row, "phase_withdraw", phase_id),
        "advice": None if position is None else rebase.advise_baseline(series, analysis, position),
        "preview": preview,
    }
    return render_form(request, "measures/phase_form.html", form, context)


def _typed(form, starts_on=None, reason=""):
    """The phase as the form has it, not saved."""
    typed = form.cleaned_data
    return PhaseRow(typed.get("starts_on", starts_on), typed["baseline_periods"], typed.get("reason", reason))


def _under(row, series, phases):
    """The chart, and what it would say, with other phases."""
    return drawn(reading_of(row, faces.under_phases(series, in_order(phases)), today()))


@require_safe
@project_view(TEAM_SPACE, seen_with=TEAM_SPACE)
def phase_list(request, project, measure_id):
    """How the chart's lines came about: each change, who, why, and the chart with the lines of that time.

    `?lines=3` draws those after the third change; without it, those before the newest.
    """
    row = get_measure(project, measure_id)
    series = faces.series_for([row], user=request.user)[0]
    changes = line_changes(row)
    shown = _asked_change(changes, request.GET.get("lines", ""))
    reading = reading_of(row, faces.under_phases(series, shown.phases), today()) if shown else None
    context = {
        "title": "How the lines came about",
        "lede": row.name,
        "crumbs": crumbs(project, row, "Lines"),
        "shown": reading and drawn(reading),
        "shown_words": shown and _span_words(changes, shown),
        "is_protected": series.face == faces.SHARED,
        "is_current": shown is not None and shown.number == len(changes),
        "lines": [
            {"begins": begins_words(series, one.starts_on), "rests": _rests(reading, one)}
            for one in (shown.phases if shown else ())
        ],
        "changes": [
            {
                "what": _what(series, change, reading.analysis.chart),
                "by": change.by,
                "at": change.at,
                "why": change.why,
                "number": change.number,
                "is_shown": change is shown,
                "is_newest": change.number == len(changes),
            }
            for change in changes
        ],
        "measure_url": measure_url(row),
        "here": measure_url(row, "phases"),
    }
    return render(request, "measures/phase_list.html", context)


def _rests(reading, phase):
    return rests_words(reading.analysis.chart, phase.baseline_periods)


def _asked_change(changes, asked: str) -> LineChange | None:
    """The change asked for by its number; else the one before the newest, or the only one."""
    by_number = {str(change.number): change for change in changes}
    if asked in by_number:
        return by_number[asked]
    return changes[1] if len(changes) > 1 else changes[0] if changes else None


def _span_words(changes, shown: LineChange) -> str:
    """ "The lines from 3 March to 5 May 2025": from which day until which they stood so."""
    after = next((change for change in changes if change.number == shown.number + 1), None)
    until = f" until {uk_date(after.at)}" if after else ""
    return f"The lines from {uk_date(shown.at)}{until}"


def _what(series, change: LineChange, chart: str) -> str:
    """A change of the lines in words: "Re-based from January 2025"."""
    before, after = change.before, change.after
    if before is None or after is None:
        phase = after or before or PhaseRow(None, None, "")
        begins = lower_first(begins_words(series, phase.starts_on))
        if after is None:
            return f"Withdrawn: the phase {begins}"
        words = "The first line" if phase.starts_on is None else f"Re-based {begins}"
        rests = lower_first(rests_words(chart, phase.baseline_periods))
        return f"{words}, {rests}" if phase.baseline_periods else words
    said = []
    if before.starts_on != after.starts_on:
        now, was = (lower_first(begins_words(series, phase.starts_on)) for phase in (after, before))
        said.append(f"it begins {now}, before {was}")
    if before.baseline_periods != after.baseline_periods:
        said.append(lower_first(rests_words(chart, after.baseline_periods)))
    which = "The first phase" if after.starts_on is None else "A phase"
    return f"{which} changed: {'; '.join(said) or 'its reason'}"


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
    form = ExclusionForm(request.POST or None, choices=_points(series), asked=request.GET.get("point", ""))
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
