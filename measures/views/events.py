"""Recording a rare event from its measure's page. Withdrawing one stands with the points."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import render_form, run
from measures import faces
from measures.actions.points import Happening, record_events
from measures.faces import day_label
from measures.forms.annotations import EventForm, counts_cases
from measures.views.frame import crumbs, get_measure, measure_url
from projects.permissions import Permission, project_view


@require_http_methods(["GET", "POST"])
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def event_add(request, project, measure_id):
    """Another one happened: the day, and how many cases since the one before where the team counts them."""
    row = get_measure(project, measure_id)
    if not row.is_events:
        raise Http404
    series = faces.series_for([row], user=request.user, with_flags=False)[0]
    form = EventForm(request.POST or None, counts_cases=counts_cases(series))
    if form.is_valid() and run(form, lambda: _record(request, project, row, form)):
        messages.success(request, f"Recorded: {day_label(form.cleaned_data['occurred_on'])}.")
        return redirect("measures:measure", project.slug, row.pk)
    context = {
        "title": "Record an event",
        "lede": f"{row.name}. One event is one person’s: write nothing that could tell who.",
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
