"""Rare events: another one, one corrected, many pasted. Reading and withdrawing one stand with the points."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import render_form, run
from ftc_qi.core.templatetags.ftc import uk_date
from measures import faces
from measures.actions.events import Happening, correct_event, record_events
from measures.event_rules import that_day
from measures.forms.events import EventCorrection, EventForm, EventsPasteForm, counts_cases
from measures.models import Event
from measures.values import plural
from measures.views.frame import crumbs, get_measure, get_row, measure_url
from projects.permissions import Permission, project_view


@require_http_methods(["GET", "POST"])
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def event_add(request, project, measure_id):
    """Another one happened: the day, and how many cases since the one before where the team counts them."""
    row, series = _events_measure(request, project, measure_id)
    form = EventForm(request.POST or None, counts_cases=counts_cases(series))
    if form.is_valid() and (made := run(form, lambda: _record(request, project, row, form))):
        messages.success(request, f"Recorded: {_when(row, made[0])}.")
        _ask_about_the_next(request, row, made[0])
        return redirect("measures:measure", project.slug, row.pk)
    context = {
        "title": "Record an event",
        "lede": f"{row.name}.{_whose(row)}",
        "submit": "Record the event",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Record an event"),
    }
    return render_form(request, "measures/event_form.html", form, context)


def _record(request, project, row, form):
    happening = Happening(
        measure=row,
        occurred_on=form.cleaned_data["occurred_on"],
        cases_since_previous=form.cleaned_data.get("cases_since_previous"),
        note=form.cleaned_data["note"],
        confirmed=frozenset(form.confirmed),
    )
    return record_events(project=project, happenings=[happening], by=request.user)


@require_http_methods(["GET", "POST"])
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def event_edit(request, project, measure_id, event_id):
    """Correct an event: its day, the cases since the one before, its note; and why."""
    event = get_row(Event.objects, project, measure_id, event_id)
    series = faces.series_for([event.measure], user=request.user, with_flags=False)[0]
    label = uk_date(event.occurred_on)
    form = EventCorrection(request.POST or None, instance=event, counts_cases=counts_cases(series))
    if form.is_valid() and (saved := run(form, lambda: _correct(request, event, form))):
        messages.success(request, f"Saved: {_when(event.measure, saved)}. The chart is up to date.")
        _ask_about_the_next(request, event.measure, saved)
        return redirect("measures:event", project.slug, measure_id, event_id)
    context = {
        "title": "Correct an event",
        "lede": f"{event.measure.name}, {label}.{_whose(event.measure)}",
        "submit": "Save the correction",
        "cancel_url": measure_url(event.measure, "event", event_id),
        "crumbs": crumbs(project, event.measure, f"Correct {label}"),
    }
    return render_form(request, "measures/event_form.html", form, context)


def _correct(request, event, form):
    return correct_event(
        event=event,
        values=form.values(),
        version=form.cleaned_data["version"],
        why=form.cleaned_data["why"],
        confirmed=form.confirmed,
        by=request.user,
    )


@require_http_methods(["GET", "POST"])
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def events_paste(request, project, measure_id):
    """Many events at once. Without `save`: read the text and show what it would do. With it: save, all or nothing."""
    row, series = _events_measure(request, project, measure_id)
    events = list(row.events.filter(withdrawn_at__isnull=True))
    form = EventsPasteForm(request.POST or None, events=events, by_cases=counts_cases(series))
    valid, changed = form.is_valid(), False
    if valid and "save" in request.POST:
        changed = form.cleaned_data["seen"] != form.mark
        if (
            not changed
            and (made := run(form, lambda: _record_lines(request, project, row, form))) is not None
        ):
            said = plural(len(made), "event") if made else "Nothing new, so nothing"
            messages.success(request, f"{said} recorded. The chart is up to date.")
            return redirect("measures:measure", project.slug, row.pk)
    context = {
        "title": "Paste events",
        "measure": row,
        "project": project,
        "lede": f"{row.name}. You see what will be recorded before it is. Days only: write nothing about anyone.",
        "submit": "Check again" if form.lines else "Check these events",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Paste events"),
        "lines": form.lines,
        "mark": form.mark if valid else "",
        "to_save": len(form.new_lines) if valid else 0,
        "changed_since": changed,
    }
    answer = render_form(request, "measures/events_paste.html", form, context)
    answer.status_code = 422 if changed else answer.status_code
    return answer


def _record_lines(request, project, row, form):
    happenings = [
        Happening(measure=row, occurred_on=line.day, cases_since_previous=line.cases)
        for line in form.new_lines
    ]
    seen = [event.pk for event in form.events]
    return record_events(project=project, happenings=happenings, by=request.user, seen=seen)


def _events_measure(request, project, measure_id):
    """A measure of events with its exact series, or 404."""
    row = get_measure(project, measure_id)
    if not row.is_events:
        raise Http404
    return row, faces.series_for([row], user=request.user, with_flags=False)[0]


def _whose(measure) -> str:
    return " One event is one person’s: write nothing that could tell who." if measure.about_people else ""


def _when(measure, event) -> str:
    """ "3 March 2026 (second that day)"."""
    on_that_day = list(
        measure.events.filter(withdrawn_at__isnull=True, occurred_on=event.occurred_on)
        .order_by("sequence", "pk")
        .values_list("pk", flat=True)
    )
    return uk_date(event.occurred_on) + that_day(on_that_day.index(event.pk) + 1)


def _ask_about_the_next(request, measure, event):
    """Where cases are counted, an event in between takes some of those of the one after it: only people know."""
    order = list(measure.events.filter(withdrawn_at__isnull=True).order_by(*Event._meta.ordering))
    place = next(i for i, one in enumerate(order) if one.pk == event.pk)
    following = order[place + 1] if place + 1 < len(order) else None
    if following is None or (event.cases_since_previous is None and following.cases_since_previous is None):
        return
    now = (
        f"says {plural(following.cases_since_previous, 'case')} since the one before"
        if following.cases_since_previous is not None
        else "does not say how many cases there were since the one before"
    )
    messages.warning(
        request,
        f"The one after it, of {uk_date(following.occurred_on)}, {now}. Check that it is still right.",
    )
