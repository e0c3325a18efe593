"""Payments of a programme: the list, its CSV, one payment with its history, and every step of it."""

import csv
from copy import copy
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, DateField, F, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import render_form, run
from ftc_qi.core.models import AuditEvent
from ftc_qi.core.templatetags.ftc import money, uk_date
from ftc_qi.core.today import today

from ..actions import payments as actions
from ..forms.payments import (
    CorrectionForm,
    MoveForm,
    PaymentFilterForm,
    PaymentForm,
    RecordForm,
    SendBackForm,
    WithdrawPaymentForm,
)
from ..models import Payment, ProjectParty
from ..money import ZERO
from ..permissions import Permission, can_in, payment_view, programme_view
from .programme import query_of
from .projects import GET_POST, hide_below

P = Permission
Status = Payment.Status
A_PAGE = 25


WAITING_FIRST = (
    Case(When(status=Status.PAID, then=1), default=0, output_field=IntegerField()),
    Case(When(~Q(status=Status.PAID), then=F("due_on")), output_field=DateField()),
    "-due_on",
    "pk",
)


def payments_of(programme):
    """The programme's current payments with all that lists name, `organisation` among it. One query."""
    leads = ProjectParty.objects.current().filter(
        project=OuterRef("grant_year__grant__project"), role=ProjectParty.Role.LEAD
    )
    return (
        Payment.objects.current()
        .filter(grant_year__grant__project__programme=programme)
        .select_related(
            "grant_year__programme_year", "grant_year__grant__project", "reverses", "approved_by", "paid_by"
        )
        .annotate(organisation=Subquery(leads.values("organisation__name")[:1]))
        .order_by("due_on", "pk")
    )


def is_overdue(on):
    """Condition: due before `on` and not paid. A correction is never overdue."""
    return Q(due_on__lt=on, reverses__isnull=True) & ~Q(status=Status.PAID)


def _chosen(form, payments, on):
    """The payments the filter form asks for."""
    if not form.is_valid():
        return payments
    status, year, project = (form.cleaned_data[name] for name in ("status", "year", "project"))
    if status == "overdue":
        payments = payments.filter(is_overdue(on))
    elif status:
        payments = payments.filter(status=status)
    if year:
        payments = payments.filter(grant_year__programme_year=year)
    if project:
        payments = payments.filter(grant_year__grant__project=project)
    return payments


def _tiles(programme, on, query):
    """Counts that filter: what waits for whom. One query."""
    counts = payments_of(programme).aggregate(
        overdue=Count("pk", filter=is_overdue(on)),
        planned=Count("pk", filter=Q(status=Status.PLANNED)),
        approved=Count("pk", filter=Q(status=Status.APPROVED)),
        paid=Count("pk", filter=Q(status=Status.PAID)),
    )
    words = (
        ("overdue", "overdue"),
        ("planned", "planned, to approve"),
        ("approved", "approved, to record as paid"),
        ("paid", "paid"),
    )
    return [
        {"key": key, "count": counts[key], "label": label, "url": f"?status={key}{query}"}
        for key, label in words
    ]


def _row(payment, user, on, allowed):
    """A payment as the list shows it, with the next steps this person may take."""
    payment.is_overdue = payment.due_on < on and payment.status != Status.PAID and payment.reverses_id is None
    payment.next_moves = [
        move
        for move in actions.moves_from(payment.status)
        if move.permission in allowed
        and move.name != "send_back"
        and not (move.name == "record" and payment.approved_by_id == user.pk)
    ]
    return payment


def _allowed(user, programme):
    return {p for p in (P.PAYMENT_PLAN, P.PAYMENT_RECORD, P.PROJECTS_VIEW) if can_in(user, p, programme)}


@require_safe
@programme_view(P.PAYMENTS_VIEW)
def payment_list(request, programme):
    """All payments, filtered, 25 a page: those that wait by date, then those paid, the newest first."""
    on, allowed = today(), _allowed(request.user, programme)
    form = PaymentFilterForm(request.GET or None, programme=programme)
    payments = _chosen(form, payments_of(programme), on).order_by(*WAITING_FIRST)
    page = Paginator(payments, A_PAGE).get_page(request.GET.get("page"))
    rows = [_row(payment, request.user, on, allowed) for payment in page.object_list]
    query = query_of(request, programme).replace("?", "&")
    tiles = _tiles(programme, on, query)
    status = request.GET.get("status", "")
    context = {
        "programme": programme,
        "form": form,
        "rows": rows,
        "page_obj": page,
        "page_total": sum((payment.amount for payment in rows), ZERO),
        "total": payments.aggregate(total=Sum("amount"))["total"] or ZERO,
        "has_corrections": any(payment.reverses_id for payment in rows),
        "tiles": [{**tile, "current": tile["key"] == status} for tile in tiles],
        "overdue": tiles[0]["count"],
        "any_payment": sum(tile["count"] for tile in tiles[1:]) > 0,
        "is_filtered": any(request.GET.get(name) for name in ("status", "year", "project")),
        "may_plan": P.PAYMENT_PLAN in allowed,
        "may_open_projects": P.PROJECTS_VIEW in allowed,
        "several": bool(query),
    }
    return render(request, "projects/payment_list.html", context)


CSV_HEADINGS = (
    "Project",
    "Lead organisation",
    "Grant",
    "Year",
    "Due on",
    "Amount",
    "Status",
    "What has to be in place first",
    "Approved by",
    "Approved on",
    "Paid on",
    "Recorded by",
    "Payment",
    "Corrects payment",
)


def _text(value) -> str:
    """A cell no spreadsheet takes for a formula."""
    text = str(value or "")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@require_safe
@programme_view(P.PAYMENTS_VIEW)
def payment_csv(request, programme):
    """The list as filtered, all pages of it, as CSV (dates ISO, pounds as plain decimals)."""
    form = PaymentFilterForm(request.GET or None, programme=programme)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="payments-{programme.slug}-{today()}.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(response)
    writer.writerow(CSV_HEADINGS)
    for payment in _chosen(form, payments_of(programme), today()):
        grant = payment.grant_year.grant
        writer.writerow(
            [
                _text(grant.project.name),
                _text(payment.organisation),
                _text(grant.reference),
                payment.grant_year.programme_year.label,
                payment.due_on.isoformat(),
                payment.amount,
                payment.get_status_display(),
                _text(payment.condition),
                _text(payment.approved_by),
                timezone.localtime(payment.approved_at).date().isoformat() if payment.approved_at else "",
                payment.paid_on.isoformat() if payment.paid_on else "",
                _text(payment.paid_by),
                payment.pk,
                payment.reverses_id or "",
            ]
        )
    return response


# --- one payment -------------------------------------------------------------------------------------------

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
    user, allowed = request.user, _allowed(request.user, programme)
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
        "is_overdue": _row(payment, user, today(), allowed).is_overdue,
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
