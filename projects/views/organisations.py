"""Organisations of this installation: list, add, change, official numbers, withdraw."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.accounts import actions as accounts
from ftc_qi.accounts.models import Organisation
from ftc_qi.accounts.organisation_forms import IdentifierForm, NewOrganisationForm, OrganisationForm
from ftc_qi.core.forms import WithdrawForm, render_form, run

from ..actions.organisations import withdraw_organisation
from ..forms.people import ConfirmForm
from ..permissions import Permission, programme_view

PAGE = 25


def _crumbs(programme, here="", organisation=None):
    crumbs = [{"label": programme.name, "url": reverse("projects:programme")}]
    if not here:
        return [*crumbs, {"label": "Organisations"}]
    crumbs.append({"label": "Organisations", "url": reverse("projects:organisation_list")})
    if organisation:
        url = reverse("projects:organisation_edit", args=[organisation.pk])
        crumbs.append({"label": organisation.name, "url": url})
    return [*crumbs, {"label": here}]


@require_safe
@programme_view(Permission.PROGRAMME_MANAGE)
def organisation_list(request, programme):
    """Organisations by name, 25 a page, searched by name or official number."""
    search = " ".join(request.GET.get("search", "").replace("\x00", " ").split())[:100]
    rows = Organisation.objects.current().prefetch_related("identifiers")
    if search:
        rows = rows.filter(
            Q(name__icontains=search) | Q(identifiers__number__icontains=search.replace(" ", ""))
        ).distinct()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "search": search, "crumbs": _crumbs(programme)}
    return render(request, "projects/organisation_list.html", context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def organisation_add(request, programme):
    """Add an organisation, with an official number if it is known."""
    form = NewOrganisationForm(request.POST or None)
    if form.is_valid() and (
        organisation := run(
            form,
            lambda: accounts.add_organisation(
                values=form.values(),
                scheme=form.cleaned_data["scheme"],
                number=form.cleaned_data["number"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"{organisation.name} is added.")
        return redirect("projects:organisation_list")
    context = {
        "title": "Add an organisation",
        "lede": "Each organisation is entered once, and then given its part in programmes and projects.",
        "submit": "Add the organisation",
        "cancel_url": reverse("projects:organisation_list"),
        "crumbs": _crumbs(programme, "Add an organisation"),
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def organisation_edit(request, programme, pk):
    """Change an organisation; its official numbers stand below the form."""
    organisation = get_object_or_404(Organisation.objects.current(), pk=pk)
    name = organisation.name
    form = OrganisationForm(request.POST or None, instance=organisation)
    if form.is_valid() and (
        organisation := run(
            form,
            lambda: accounts.change_organisation(
                organisation=form.instance,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"{organisation.name} is saved.")
        return redirect("projects:organisation_list")
    context = {
        "title": name,
        "submit": "Save the organisation",
        "cancel_url": reverse("projects:organisation_list"),
        "crumbs": _crumbs(programme, name),
        "organisation": form.instance,
        "identifiers": form.instance.identifiers.all(),
    }
    return render_form(request, "projects/organisation_edit.html", form, context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def organisation_withdraw(request, programme, pk):
    """Withdraw an organisation that has no part anywhere."""
    organisation = get_object_or_404(Organisation.objects.current(), pk=pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: withdraw_organisation(
            organisation=organisation, why=form.cleaned_data["why"], by=request.user
        ),
    ):
        messages.success(request, f"{organisation.name} is withdrawn.")
        return redirect("projects:organisation_list")
    context = {
        "question": f"Withdraw {organisation.name}?",
        "submit": "Withdraw the organisation",
        "cancel_url": reverse("projects:organisation_edit", args=[pk]),
        "crumbs": _crumbs(programme, "Withdraw", organisation),
        "consequences": [
            "It is no longer offered in programmes and projects.",
            "Its official numbers become free again.",
            "The record of it stays.",
        ],
    }
    return render_form(request, "components/confirm.html", form, context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def identifier_add(request, programme, pk):
    """Add an official number."""
    organisation = get_object_or_404(Organisation.objects.current(), pk=pk)
    form = IdentifierForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: accounts.add_identifier(
            organisation=organisation,
            scheme=form.cleaned_data["scheme"],
            number=form.cleaned_data["number"],
            by=request.user,
        ),
    ):
        messages.success(request, f"The number of {organisation.name} is added.")
        return redirect("projects:organisation_edit", pk)
    context = {
        "title": f"Add an official number of {organisation.name}",
        "submit": "Add the number",
        "cancel_url": reverse("projects:organisation_edit", args=[pk]),
        "crumbs": _crumbs(programme, "Add an official number", organisation),
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def identifier_remove(request, programme, pk, identifier_id):
    """Take an official number off an organisation."""
    organisation = get_object_or_404(Organisation.objects.current(), pk=pk)
    identifier = get_object_or_404(organisation.identifiers, pk=identifier_id)
    form = ConfirmForm(request.POST or None, initial={"version": organisation.version})
    if form.is_valid():
        accounts.remove_identifier(identifier=identifier, by=request.user)
        messages.success(request, f"The number is taken off {organisation.name}.")
        return redirect("projects:organisation_edit", pk)
    context = {
        "question": f"Take the number {identifier.number} off {organisation.name}?",
        "submit": "Take the number off",
        "cancel_url": reverse("projects:organisation_edit", args=[pk]),
        "crumbs": _crumbs(programme, "Take a number off", organisation),
        "consequences": ["The number can then be given to another organisation.", "The record of it stays."],
    }
    return render_form(request, "components/confirm.html", form, context)
