"""The programme's shared measures: one definition that many projects keep."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import WithdrawForm, render_form, run
from measures.actions import shared as actions
from measures.forms.shared import SharedMeasureForm
from measures.models import Measure, SharedMeasure
from measures.series_rows import policies_of
from projects.permissions import Permission, can_in, programme_view
from projects.views.programme import query_of

TITLE = "Shared measures"


def _page(request, programme) -> str:
    return reverse("measures:shared_list") + query_of(request, programme)


def _crumbs(request, programme, here=""):
    """Up to the programme's page, or for an advisor, who has none, to the community's charts."""
    q = query_of(request, programme)
    if can_in(request.user, Permission.PROGRAMME_MANAGE, programme):
        up = {"label": programme.name, "url": reverse("projects:programme") + q}
    else:
        up = {"label": "Community charts", "url": reverse("community:charts") + q}
    if not here:
        return [up, {"label": TITLE}]
    return [up, {"label": TITLE, "url": _page(request, programme)}, {"label": here}]


def _hide_below(programme) -> int:
    return policies_of({programme.pk})[programme.pk].hide_below


def _get(programme, shared_id) -> SharedMeasure:
    return get_object_or_404(programme.shared_measures.current(), pk=shared_id)


@require_safe
@programme_view(Permission.SHARED_MEASURES_EDIT)
def shared_list(request, programme):
    """Every shared measure with the projects that keep it."""
    linked = Measure.objects.current().select_related("project").order_by("project__name", "project_id", "pk")
    rows = programme.shared_measures.current().prefetch_related(
        Prefetch("measures", queryset=linked, to_attr="linked")
    )
    context = {
        "programme": programme,
        "others": request.other_programmes,
        "q": query_of(request, programme),
        "rows": rows,
        "crumbs": _crumbs(request, programme),
    }
    return render(request, "measures/shared_list.html", context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.SHARED_MEASURES_EDIT)
def shared_add(request, programme):
    """Define a measure that many projects may keep."""
    form = SharedMeasureForm(request.POST or None, hide_below=_hide_below(programme))
    if form.is_valid() and (
        shared := run(
            form,
            lambda: actions.add_shared(
                programme=programme, values=form.values(), confirmed=form.confirmed, by=request.user
            ),
        )
    ):
        messages.success(request, f"{shared.name} is added. Teams can choose it for a measure of theirs.")
        return redirect(_page(request, programme))
    context = {
        "title": "Add a shared measure",
        "lede": "One definition for many projects, so that their charts can stand side by side.",
        "submit": "Add the shared measure",
        "cancel_url": _page(request, programme),
        "crumbs": _crumbs(request, programme, "Add a shared measure"),
    }
    return render_form(request, "measures/shared_form.html", form, context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.SHARED_MEASURES_EDIT)
def shared_edit(request, programme, shared_id):
    """Change the words of a shared measure; its kind of figure only while no project keeps it."""
    row = _get(programme, shared_id)
    name, kind, linked = row.name, row.get_data_kind_display(), actions.linked_measures(row)
    form = SharedMeasureForm(
        request.POST or None, instance=row, frozen=bool(linked), hide_below=_hide_below(programme)
    )
    if form.is_valid() and (
        changed := run(
            form,
            lambda: actions.change_shared(
                shared=row,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"{changed.name} is saved.")
        return redirect(_page(request, programme))
    context = {
        "title": f"Edit {name}",
        "submit": "Save the shared measure",
        "cancel_url": _page(request, programme),
        "crumbs": _crumbs(request, programme, f"Edit {name}"),
        "kind": kind,
        "linked": linked,
    }
    return render_form(request, "measures/shared_form.html", form, context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.SHARED_MEASURES_EDIT)
def shared_withdraw(request, programme, shared_id):
    """Withdraw one that no project keeps; while one does, say how its measure is taken off."""
    row = _get(programme, shared_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: actions.withdraw_shared(shared=row, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"{row.name} is withdrawn.")
        return redirect(_page(request, programme))
    linked = actions.linked_measures(row)
    context = {
        "question": f"{row.name} can’t be withdrawn yet" if linked else f"Withdraw {row.name}?",
        "consequences": ["It is no longer offered to projects.", "The record of it stays."],
        "submit": "Withdraw the shared measure",
        "cancel_url": _page(request, programme),
        "crumbs": _crumbs(request, programme, f"Withdraw {row.name}"),
        "linked": linked,
    }
    return render_form(request, "measures/shared_withdraw.html", form, context)
