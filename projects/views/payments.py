"""Payments of a programme: the list and its CSV."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, DateField, F, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ftc_qi.core.downloads import csv_download, safe_text
from ftc_qi.core.today import today

from ..actions import payments as actions
from ..forms.payments import (
    PaymentFilterForm,
)
from ..models import Payment, ProjectParty
from ..money import ZERO
from ..permissions import Permission, can_in, programme_view
from .programme import query_of

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


def payment_row(payment, user, on, allowed):
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


def allowed_in(user, programme):
    return {p for p in (P.PAYMENT_PLAN, P.PAYMENT_RECORD, P.PROJECTS_VIEW) if can_in(user, p, programme)}


@require_safe
@programme_view(P.PAYMENTS_VIEW)
def payment_list(request, programme):
    """All payments, filtered, 25 a page: those that wait by date, then those paid, the newest first."""
    on, allowed = today(), allowed_in(request.user, programme)
    form = PaymentFilterForm(request.GET or None, programme=programme)
    payments = _chosen(form, payments_of(programme), on).order_by(*WAITING_FIRST)
    page = Paginator(payments, A_PAGE).get_page(request.GET.get("page"))
    rows = [payment_row(payment, request.user, on, allowed) for payment in page.object_list]
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
    return safe_text(str(value or ""))


@require_safe
@programme_view(P.PAYMENTS_VIEW)
def payment_csv(request, programme):
    """The list as filtered, all pages of it, as CSV (dates ISO, pounds as plain decimals)."""
    form = PaymentFilterForm(request.GET or None, programme=programme)
    rows = [CSV_HEADINGS]
    for payment in _chosen(form, payments_of(programme), today()):
        grant = payment.grant_year.grant
        rows.append(
            (
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
            )
        )
    return csv_download(rows, f"payments-{programme.slug}-{today()}.csv")
