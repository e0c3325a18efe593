"""Paste a column of figures for one measure: shown first, then saved."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import Refused
from ftc_qi.core.today import today as london_today
from measures import due
from measures.actions.points import StalePoints, record_points
from measures.forms.paste import PasteForm
from measures.views.log import measures_of
from projects.permissions import Permission, project_view
from projects.tabs import project_tabs


@require_http_methods(["GET", "POST"])
@project_view(Permission.DATA_ENTER, seen_with=Permission.TEAM_SPACE_VIEW)
def paste(request, project):
    """Without `save`: read the text and show what it would do. With it: save, all or nothing."""
    measures = measures_of(project)
    form = PasteForm(
        request.POST or None,
        project=project,
        measures=measures,
        today=london_today(),
        initial={"measure": request.GET.get("measure")},
    )
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "log"),
        "project_section": "Paste a column",
        "form": form,
        "any": bool(form.by_pk),
        "lede": "Paste figures from a spreadsheet for one measure. You see what will be saved before it is.",
    }
    valid = form.is_valid()
    if valid and "save" in request.POST:
        if form.cleaned_data["seen"] == form.mark:
            try:
                done = record_points(project=project, entries=form.entries(), by=request.user, why="Pasted")
            except StalePoints:
                context["changed_since"] = True
                form.lines = []
                form.full_clean()
            except Refused as refusal:
                form.add_error(None, str(refusal))
                valid = False
            else:
                return _after_save(request, project, form, len(done.saved))
        else:
            context["changed_since"] = True
    if form.is_bound:
        context |= _preview(form, valid)
    failed = form.is_bound and (not valid or "changed_since" in context)
    return render(request, "measures/paste.html", context, status=422 if failed else 200)


def _preview(form, valid) -> dict:
    states = [line.state for line in form.lines]
    return {
        "lines": form.lines,
        "counts": {state: states.count(state) for state in ("new", "changed", "same", "empty", "error")},
        "to_save": states.count("new") + states.count("changed") if valid else 0,
        "mark": form.mark if valid else "",
    }


def _after_save(request, project, form, count):
    measure = form.cleaned_data["measure"]
    if count:
        figures = "1 figure" if count == 1 else f"{count} figures"
        messages.success(request, f"Saved {figures} of {measure.name}. Its chart is up to date.")
    else:
        messages.info(request, "Nothing was changed, so there was nothing to save.")
    newest = max(line.start for line in form.lines if line.start)
    url = reverse("measures:log", args=[project.slug])
    return HttpResponseRedirect(f"{url}?month={due.log_month(newest, measure.frequency):%Y-%m}")
