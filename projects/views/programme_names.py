"""The programme's lists of names that projects choose from: themes, groups, places."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core.forms import WithdrawForm, run

from ..actions import programme as actions
from ..forms.programme import NamesForm
from ..london import CREDIT
from ..permissions import Permission, programme_view
from .programme import LISTS, programme_crumbs, programme_form_page, programme_withdraw_page, query_of


def _list_page(request, programme, kind) -> str:
    return reverse("projects:name_list", args=[kind]) + query_of(request, programme)


def _list_crumb(request, programme, kind):
    return {"label": LISTS[kind].many, "url": _list_page(request, programme, kind)}


@require_safe
@programme_view(Permission.PROGRAMME_MANAGE)
def name_list(request, programme, kind):
    """Every name of one list, each with its changes."""
    words = LISTS[kind]
    context = {
        "programme": programme,
        "q": query_of(request, programme),
        "kind": kind,
        "words": words,
        "rows": getattr(programme, words.related).current(),
        "credit": CREDIT if kind == "areas" else "",
        "crumbs": programme_crumbs(request, programme, words.many),
    }
    return render(request, "projects/programme_names.html", context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def name_add(request, programme, kind):
    """Add several names at once, one a line."""
    words = LISTS[kind]
    form = NamesForm(request.POST or None)
    form.fields["names"].help_text = f"{words.example}. {form.fields['names'].help_text}"
    if form.is_valid():
        added = actions.add_names(
            programme=programme,
            model=words.model,
            names=form.lines,
            by=request.user,
            confirmed=form.confirmed,
        )
        there = len(form.lines) - len(added)
        note = f" {there} {'was' if there == 1 else 'were'} there already." if there else ""
        messages.success(request, f"Added {len(added)} to {words.many.lower()}.{note}")
        return redirect(_list_page(request, programme, kind))
    return programme_form_page(
        request,
        form,
        f"Add {words.many.lower()}",
        f"Add {words.many.lower()}",
        programme,
        _list_page(request, programme, kind),
        lede=words.what_for,
        between=[_list_crumb(request, programme, kind)],
    )


@require_POST
@programme_view(Permission.PROGRAMME_MANAGE)
def boroughs_add(request, programme):
    """Add the London boroughs that are not there yet."""
    if "boroughs" in request.POST:
        added = len(actions.add_london_boroughs(programme=programme, by=request.user))
        words = f"{added} London boroughs are added." if added else "All London boroughs were there already."
        messages.success(request, words)
    return redirect(_list_page(request, programme, "areas"))


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def name_edit(request, programme, kind, pk):
    """Rename one."""
    words = LISTS[kind]
    row = get_object_or_404(getattr(programme, words.related).current(), pk=pk)
    title = f"Change “{row.name}”"
    form = words.form(request.POST or None, instance=row)
    if form.is_valid() and (
        row := run(
            form,
            lambda: actions.change_name(
                row=form.instance,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"“{row.name}” is saved.")
        return redirect(_list_page(request, programme, kind))
    return programme_form_page(
        request,
        form,
        title,
        f"Save the {words.one}",
        programme,
        _list_page(request, programme, kind),
        between=[_list_crumb(request, programme, kind)],
    )


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def name_withdraw(request, programme, kind, pk):
    """Withdraw one that no project has."""
    words = LISTS[kind]
    row = get_object_or_404(getattr(programme, words.related).current(), pk=pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: actions.withdraw_name(row=row, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"“{row.name}” is withdrawn.")
        return redirect(_list_page(request, programme, kind))
    return programme_withdraw_page(
        request,
        form,
        f"Withdraw “{row.name}”?",
        f"Withdraw the {words.one}",
        programme,
        _list_page(request, programme, kind),
        ["It is no longer offered to projects.", "The record of it stays."],
        [_list_crumb(request, programme, kind)],
    )
