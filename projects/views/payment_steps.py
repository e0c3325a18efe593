"""One payment with its history, and every step of it."""

from copy import copy
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import render_form, run
from ftc_qi.core.models import AuditEvent
from ftc_qi.core.templatetags.ftc import money, uk_date
from ftc_qi.core.today import today

from ..actions import payments as actions
from ..forms.payments import (
    CorrectionForm,
    MoveForm,
    PaymentForm,
    RecordForm,
    SendBackForm,
    WithdrawPaymentForm,
)
from ..models import Payment
from ..permissions import Permission, payment_view
from .payments import allowed_in, payment_row, payments_of
from .programme import query_of
from .projects import GET_POST, hide_below

P = Permission
Status = Payment.Status


EVENT_WORDS = {
    "payment_planned": "Planned",
    "payment_corrected": "Correction planned",
    "payment_edited": "Changed",
    "payment_approved": "Approved",
    "payment_sent_back": "Sent back to planned",
    "payment_paid": "Recorded as paid",
}


def _list_page(request, payment):
    programme = payment.grant_year.grant.project.programme
    return reverse("projects:payment_list") + query_of(request, programme)


def _crumbs(request, payment, here):
    crumbs = [{"label": "Payments", "url": _list_page(request, payment)}]
    if here:
        crumbs.append({"label": _name(payment), "url": _page(payment)})
    return [*crumbs, {"label": here or _name(payment)}]


def _name(payment) -> str:
    """ "£20,000 to Warm Welcome", "Correction of £500, Warm Welcome"."""
    project = payment.grant_year.grant.project
    if payment.reverses_id:
        return f"Correction of {money(-payment.amount)}, {project.name}"
    return f"{money(payment.amount)} to {project.name}"


def _page(payment):
    return reverse("projects:payment", args=[payment.pk])


@require_safe
@payment_view(P.PAYMENTS_VIEW)
def payment_page(request, payment):
    """One payment: its facts, what may be done next, its history."""
    programme = payment.grant_year.grant.project.programme
    payment = payments_of(programme).get(pk=payment.pk)
    user, allowed = request.user, allowed_in(request.user, programme)
    events = AuditEvent.objects.filter(
        target_label=Payment._meta.label_lower, target_id=payment.pk, event__in=EVENT_WORDS
    ).select_related("by")
    may_plan, is_planned = P.PAYMENT_PLAN in allowed, payment.status == Status.PLANNED
    correction = payment.reversals.current().first()
    own_approval = payment.status == Status.APPROVED and payment.approved_by_id == user.pk
    context = {
        "payment": payment,
        "name": _name(payment),
        "crumbs": _crumbs(request, payment, ""),
        "is_overdue": payment_row(payment, user, today(), allowed).is_overdue,
        "moves": [
            move
            for move in actions.moves_from(payment.status)
            if move.permission in allowed and not (move.name == "record" and own_approval)
        ],
        "must_be_other": own_approval and P.PAYMENT_RECORD in allowed,
        "may_edit": may_plan and is_planned and payment.reverses_id is None,
        "may_withdraw": may_plan and is_planned,
        "may_correct": may_plan
        and payment.status == Status.PAID
        and payment.reverses_id is None
        and correction is None,
        "correction": correction,
        "may_open_projects": P.PROJECTS_VIEW in allowed,
        "events": [{"words": EVENT_WORDS[event.event], "event": event} for event in events],
    }
    return render(request, "projects/payment_detail.html", context)


def _threshold(payment):
    return hide_below(payment.grant_year.grant.project.programme)


def _ask(request, payment, form, **words):
    """The page before a step of a payment."""
    context = {"cancel_url": _page(payment), "crumbs": _crumbs(request, payment, words["submit"]), **words}
    return render_form(request, "components/confirm.html", form, context)


def _given(form):
    """A step's typed values for its action, `confirmed` with those that hold text."""
    given = {name: value for name, value in form.cleaned_data.items() if name != "confirm_text"}
    return {**given, "confirmed": form.confirmed} if form.audiences else given


@require_http_methods(GET_POST)
@payment_view(P.PAYMENT_PLAN)
def payment_edit(request, payment):
    """Change a planned payment."""
    if payment.reverses_id:
        raise Http404  # a correction is withdrawn and made anew
    form = PaymentForm(request.POST or None, instance=copy(payment), hide_below=_threshold(payment))
    if form.is_valid() and run(
        form,
        lambda: actions.edit_payment(
            payment=payment,
            values=form.values(),
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The payment is saved.")
        return redirect(_page(payment))
    context = {
        "title": f"Edit the payment of {_name(payment)}",
        "submit": "Save payment",
        "cancel_url": _page(payment),
        "crumbs": _crumbs(request, payment, "Edit payment"),
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(GET_POST)
@payment_view(P.PAYMENT_PLAN)
def payment_withdraw(request, payment):
    """Ask before a planned payment goes."""
    form = WithdrawPaymentForm(request.POST or None, row=payment, hide_below=_threshold(payment))
    if form.is_valid():
        why, version = form.cleaned_data["why"], form.cleaned_data["version"]
        if run(
            form,
            lambda: actions.withdraw_payment(payment=payment, why=why, version=version, by=request.user),
        ):
            messages.success(request, f"The payment of {_name(payment)} is withdrawn.")
            return redirect(_list_page(request, payment))
    return _ask(
        request,
        payment,
        form,
        question=f"Withdraw the payment of {_name(payment)}?",
        consequences=["What it planned is left to plan again.", "The reason is kept."],
        submit="Withdraw payment",
    )


@require_http_methods(GET_POST)
@payment_view(P.PAYMENT_PLAN)
def payment_approve(request, payment):
    """Approve a planned payment."""
    form = MoveForm(request.POST or None, row=payment)
    if form.is_valid() and run(
        form, partial(actions.approve_payment, payment=payment, by=request.user, **_given(form))
    ):
        messages.success(request, f"Approved: {_name(payment)}. Somebody else records it as paid.")
        return redirect(_list_page(request, payment))
    facts = [f"Due on {uk_date(payment.due_on)}."]
    if payment.condition:
        facts.insert(0, f"First has to be in place: {payment.condition}")
    return _ask(
        request,
        payment,
        form,
        question=f"Approve {_name(payment)}?",
        consequences=[*facts, "Somebody else records it as paid: you can't do both."],
        submit="Approve payment",
        danger=False,
    )


@require_http_methods(GET_POST)
@payment_view(P.PAYMENT_PLAN)
def payment_send_back(request, payment):
    """Send an approved payment back to planned, with the reason."""
    form = SendBackForm(request.POST or None, row=payment, hide_below=_threshold(payment))
    if form.is_valid() and run(
        form, partial(actions.send_back_payment, payment=payment, by=request.user, **_given(form))
    ):
        messages.success(request, f"Sent back to planned: {_name(payment)}.")
        return redirect(_page(payment))
    return _ask(
        request,
        payment,
        form,
        question=f"Send {_name(payment)} back to planned?",
        consequences=["It can't be paid until it is approved again."],
        submit="Send payment back",
    )


@require_http_methods(GET_POST)
@payment_view(P.PAYMENT_RECORD)
def payment_record(request, payment):
    """Record an approved payment as paid; not by the person who approved it."""
    form = RecordForm(request.POST or None, row=payment)
    if form.is_valid() and run(
        form, partial(actions.record_payment, payment=payment, by=request.user, **_given(form))
    ):
        messages.success(request, f"Recorded as paid: {_name(payment)}.")
        return redirect(_list_page(request, payment))
    return _ask(
        request,
        payment,
        form,
        question=f"Record {_name(payment)} as paid?",
        consequences=["This can't be changed afterwards, only corrected by another payment."],
        submit="Record as paid",
        danger=False,
    )


@require_http_methods(GET_POST)
@payment_view(P.PAYMENT_PLAN)
def payment_correct(request, payment):
    """Plan a correction of a paid payment."""
    form = CorrectionForm(request.POST or None, payment=payment, hide_below=_threshold(payment))
    if form.is_valid():
        correction = run(
            form, partial(actions.correct_payment, payment=payment, by=request.user, **_given(form))
        )
        if correction:
            messages.success(request, "The correction is planned. Approve it here.")
            return redirect(_page(correction))
    return _ask(
        request,
        payment,
        form,
        question=f"Correct the payment of {_name(payment)}?",
        consequences=[
            "The payment itself stays as it is: a second, negative one takes back what was wrong.",
            "It is approved and recorded by two people, like any payment. It counts once the money is back.",
        ],
        submit="Plan correction",
        danger=False,
    )
