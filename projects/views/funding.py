"""A project's grants: what is awarded, approved and paid; for the fund manager, every change to it."""

from copy import copy

from django.contrib import messages
from django.db.models import Prefetch, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import render_form, run
from ftc_qi.core.models import AuditEvent
from ftc_qi.core.templatetags.ftc import money

from ..actions import funding as actions
from ..actions import payments as payment_actions
from ..crumbs import project_crumbs
from ..forms.funding import AmountsForm, GrantAddForm, GrantForm
from ..forms.payments import EqualPaymentsForm, PaymentAddForm
from ..forms.projects import WithdrawRowForm
from ..models import Grant, GrantYear, Payment
from ..money import ZERO, approved_total, paid_total
from ..permissions import Permission, can, can_in, project_view
from ..tabs import project_tabs
from .projects import GET_POST, hide_below

P = Permission


def _list_page(project):
    return reverse("projects:grant_list", args=[project.slug])


def _crumbs(project, here):
    return project_crumbs(project, here, ("Grant", _list_page(project)))


def _years_with_payments(**chosen):
    """A grant's years with `current_payments`. Three queries, however many."""
    payments = Payment.objects.current().select_related("reverses").order_by("due_on", "pk")
    return (
        GrantYear.objects.current()
        .filter(**chosen)
        .select_related("programme_year", "grant")
        .prefetch_related(Prefetch("payments", payments, to_attr="current_payments"))
        .order_by("programme_year__starts_on", "pk")
    )


def _year_row(year) -> dict:
    """A grant's year (of `_years_with_payments`) as the table shows it."""
    return {
        "label": year.programme_year.label,
        "original": year.original_amount,
        "amount": year.amount,
        "varied": year.amount != year.original_amount,
        "approved": approved_total(year.current_payments),
        "paid": paid_total(year.current_payments),
        "left": actions.left_to_plan(year),
    }


def _grant_card(grant) -> dict:
    """A grant with its years, payments in order of date, and what is left to plan."""
    years = [_year_row(year) for year in grant.current_years]
    payments = sorted(
        (payment for year in grant.current_years for payment in year.current_payments),
        key=lambda payment: (payment.due_on, payment.pk),
    )
    for payment in payments:
        payment.year_label = next(
            year.programme_year.label for year in grant.current_years if year.pk == payment.grant_year_id
        )
    return {
        "grant": grant,
        "years": years,
        "original": sum((year["original"] for year in years), ZERO),
        "payments": payments,
        "has_corrections": any(payment.reverses_id for payment in payments),
        "payments_total": sum((payment.amount for payment in payments), ZERO),
        "left": sum((year["left"] for year in years), ZERO),
        "over": [year for year in years if year["left"] < 0],
    }


def _variations(grants) -> dict[int, list[AuditEvent]]:
    """Grant's key → when and why its amounts were changed, newest first. One query."""
    found: dict[int, list[AuditEvent]] = {}
    for event in AuditEvent.objects.filter(
        event="grant_variation_decided",
        target_label=Grant._meta.label_lower,
        target_id__in=[grant.pk for grant in grants],
    ):
        found.setdefault(event.target_id or 0, []).append(event)
    return found


@require_safe
@project_view(P.GRANT_VIEW, seen_with=P.GRANT_VIEW)
def grant_list(request, project):
    """The project's grants, year by year and payment by payment."""
    grants = (
        project.grants.current()
        .prefetch_related(Prefetch("years", _years_with_payments(), to_attr="current_years"))
        .order_by("awarded_on", "pk")
    )
    cards = [_grant_card(grant) for grant in grants]
    decided = _variations(grants)
    for card in cards:
        card["variations"] = decided.get(card["grant"].pk, [])
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "grant"),
        "project_section": "Grant",
        "cards": cards,
        "awarded": sum((card["grant"].awarded for card in cards), ZERO),
        "paid": sum((card["grant"].paid for card in cards), ZERO),
        "may_edit": can(request.user, P.GRANT_EDIT, project),
        "may_plan": can(request.user, P.PAYMENT_PLAN, project),
        "may_open_payments": can_in(request.user, P.PAYMENTS_VIEW, project.programme),
    }
    return render(request, "projects/grant_list.html", context)


def _year_facts(project, grant=None):
    """The programme's years, and what is left of each budget beside other grants. Two queries."""
    years = list(project.programme.years.current())
    rows = GrantYear.objects.current().filter(programme_year__in=years)
    if grant is not None:
        rows = rows.exclude(grant=grant)
    awarded = dict(rows.order_by().values_list("programme_year").annotate(Sum("amount")))
    return {"years": years, "left": {year.pk: year.budget - awarded.get(year.pk, ZERO) for year in years}}


@require_http_methods(GET_POST)
@project_view(P.GRANT_EDIT, seen_with=P.GRANT_VIEW)
def grant_add(request, project):
    """Award a grant over the programme's years."""
    form = GrantAddForm(request.POST or None, instance=Grant(project=project), **_year_facts(project))
    if form.is_valid():
        grant = run(
            form,
            lambda: actions.add_grant(
                project=project, **form.values(), amounts=form.amounts(), by=request.user
            ),
        )
        if grant:
            messages.success(request, f"Grant {grant.reference} is added: {money(grant.awarded)} awarded.")
            return redirect(_list_page(project))
    context = {
        "title": "Add a grant",
        "lede": f"What the fund awards to {project.name}, year by year, in whole pounds.",
        "submit": "Add grant",
        "cancel_url": _list_page(project),
        "crumbs": _crumbs(project, "Add a grant"),
        "has_years": bool(form.years),
    }
    return render_form(request, "projects/grant_form.html", form, context)


def _grant(project, grant_id):
    return get_object_or_404(project.grants.current(), pk=grant_id)


@require_http_methods(GET_POST)
@project_view(P.GRANT_EDIT, seen_with=P.GRANT_VIEW)
def grant_edit(request, project, grant_id):
    """Put a grant's reference or date right."""
    grant = _grant(project, grant_id)
    form = GrantForm(request.POST or None, instance=copy(grant))
    if form.is_valid() and run(
        form,
        lambda: actions.edit_grant(
            grant=grant, values=form.values(), version=form.cleaned_data["version"], by=request.user
        ),
    ):
        messages.success(request, "The grant is saved.")
        return redirect(_list_page(project))
    context = {
        "title": f"Edit grant {grant.reference}",
        "submit": "Save grant",
        "cancel_url": _list_page(project),
        "crumbs": _crumbs(project, "Edit grant"),
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(GET_POST)
@project_view(P.GRANT_EDIT, seen_with=P.GRANT_VIEW)
def grant_amounts(request, project, grant_id):
    """Change what a grant awards in some years, with the reason; the original amounts are kept."""
    grant = _grant(project, grant_id)
    now = dict(grant.years.current().values_list("programme_year_id", "amount"))
    form = AmountsForm(request.POST or None, grant=grant, now=now, **_year_facts(project, grant))
    if form.is_valid() and run(
        form,
        lambda: actions.vary_grant(
            grant=grant,
            amounts=form.amounts(),
            why=form.cleaned_data["why"],
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, f"The amounts of grant {grant.reference} are changed.")
        return redirect(_list_page(project))
    context = {
        "title": f"Change the amounts of grant {grant.reference}",
        "lede": "The original amounts stay on record beside the new ones.",
        "submit": "Change amounts",
        "cancel_url": _list_page(project),
        "crumbs": _crumbs(project, "Change amounts"),
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(GET_POST)
@project_view(P.GRANT_EDIT, seen_with=P.GRANT_VIEW)
def grant_withdraw(request, project, grant_id):
    """Ask before a grant goes, with its years and planned payments."""
    grant = _grant(project, grant_id)
    form = WithdrawRowForm(request.POST or None, row=grant)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_grant(
            grant=grant,
            why=form.cleaned_data["why"],
            version=form.cleaned_data["version"],
            by=request.user,
        ),
    ):
        messages.success(request, f"Grant {grant.reference} is withdrawn.")
        return redirect(_list_page(project))
    context = {
        "question": f"Withdraw grant {grant.reference}?",
        "consequences": [
            f"{money(grant.awarded)} goes back to the programme's budget.",
            "Its planned payments are withdrawn with it.",
        ],
        "submit": "Withdraw grant",
        "cancel_url": _list_page(project),
        "crumbs": _crumbs(project, "Withdraw grant"),
    }
    return render_form(request, "components/confirm.html", form, context)


@require_http_methods(GET_POST)
@project_view(P.PAYMENT_PLAN, seen_with=P.GRANT_VIEW)
def payment_add(request, project, grant_id):
    """Plan one payment of a grant."""
    grant = _grant(project, grant_id)
    form = PaymentAddForm(
        request.POST or None,
        years=_years_with_payments(grant=grant),
        hide_below=hide_below(project.programme),
    )
    if form.is_valid():
        given = form.cleaned_data
        payment = run(
            form,
            lambda: payment_actions.plan_payment(
                grant_year=given["grant_year"],
                amount=given["amount"],
                due_on=given["due_on"],
                condition=given["condition"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if payment:
            messages.success(request, f"A payment of {money(payment.amount)} is planned.")
            return redirect(_list_page(project))
    context = {
        "title": "Plan a payment",
        "lede": f"Grant {grant.reference} of {project.name}",
        "submit": "Plan payment",
        "cancel_url": _list_page(project),
        "crumbs": _crumbs(project, "Plan a payment"),
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(GET_POST)
@project_view(P.PAYMENT_PLAN, seen_with=P.GRANT_VIEW)
def payment_schedule(request, project, grant_id):
    """Plan equal payments for what is left of some years."""
    grant = _grant(project, grant_id)
    form = EqualPaymentsForm(
        request.POST or None,
        years=_years_with_payments(grant=grant),
        hide_below=hide_below(project.programme),
    )
    if form.is_valid():
        given = form.cleaned_data
        made = run(
            form,
            lambda: payment_actions.plan_equal_payments(
                grant=grant,
                years=given["years"],
                per_year=given["per_year"],
                at_end=given["when"] == "end",
                condition=given["condition"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if made:
            total = money(sum(payment.amount for payment in made))
            words = "1 payment is" if len(made) == 1 else f"{len(made)} payments are"
            messages.success(request, f"{words} planned, {total} in all.")
            return redirect(_list_page(project))
    context = {
        "title": "Plan equal payments",
        "lede": "What is left of each year is split so that the payments add up to it exactly. "
        "You can change or withdraw each of them afterwards.",
        "submit": "Plan payments",
        "cancel_url": _list_page(project),
        "crumbs": _crumbs(project, "Plan equal payments"),
    }
    return render_form(request, "components/form_page.html", form, context)
