"""Short notes on a chart."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import WithdrawForm, render_form, run
from measures.actions import annotations as actions
from measures.forms.annotations import AnnotationForm
from measures.models import Annotation
from measures.views.frame import crumbs, get_measure, get_row, hide_below, measure_url
from projects.permissions import Permission, project_view

TEAM_SPACE = Permission.TEAM_SPACE_VIEW


@require_http_methods(["GET", "POST"])
@project_view(Permission.METHOD_EDIT, seen_with=TEAM_SPACE)
def annotation_add(request, project, measure_id):
    """Put a note on the chart at its date."""
    row = get_measure(project, measure_id)
    form = AnnotationForm(
        request.POST or None, asked=request.GET.get("on", ""), hide_below=hide_below(project)
    )
    if form.is_valid() and run(
        form,
        lambda: actions.add_annotation(
            measure=row, confirmed=form.confirmed, by=request.user, **form.values()
        ),
    ):
        messages.success(request, "The note stands on the chart.")
        return redirect("measures:measure", project.slug, row.pk)
    context = {
        "title": "Add a note on the chart",
        "lede": row.name,
        "submit": "Add the note",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Add a note"),
    }
    return render_form(request, "measures/annotation_form.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.METHOD_EDIT, seen_with=TEAM_SPACE)
def annotation_edit(request, project, measure_id, annotation_id):
    """Change a note's date or words."""
    note = get_row(Annotation.objects, project, measure_id, annotation_id)
    form = AnnotationForm(request.POST or None, instance=note, hide_below=hide_below(project))
    if form.is_valid() and run(
        form,
        lambda: actions.edit_annotation(
            annotation=note,
            values=form.values(),
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The note is saved.")
        return redirect("measures:measure", project.slug, measure_id)
    context = {
        "title": "Change a note",
        "lede": note.measure.name,
        "submit": "Save the note",
        "cancel_url": measure_url(note.measure),
        "crumbs": crumbs(project, note.measure, "Change a note"),
        "withdraw_url": measure_url(note.measure, "annotation_withdraw", annotation_id),
    }
    return render_form(request, "measures/annotation_form.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.METHOD_EDIT, seen_with=TEAM_SPACE)
def annotation_withdraw(request, project, measure_id, annotation_id):
    """Take a note off the chart, with the reason."""
    note = get_row(Annotation.objects, project, measure_id, annotation_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_annotation(annotation=note, why=form.cleaned_data["why"], by=request.user),
    ):
        messages.success(request, "The note is off the chart.")
        return redirect("measures:measure", project.slug, measure_id)
    context = {
        "question": "Take this note off the chart?",
        "text": note.text,
        "submit": "Take the note off",
        "cancel_url": measure_url(note.measure),
        "crumbs": crumbs(project, note.measure, "Take a note off"),
    }
    return render_form(request, "components/confirm.html", form, context)
