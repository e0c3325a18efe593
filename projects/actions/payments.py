"""Writes of payments: plan → approve → record paid, by two people, and corrections of what was paid.

Every action holds the grant's lock, decides from the rows as they are, and leaves the grant's totals equal
to them. `Payment.TRANSITIONS` says which status may follow which; MOVES names the ways.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.templatetags.ftc import money, uk_date
from ftc_qi.core.today import today
from projects.models import Grant, GrantYear, Payment
from projects.money import ZERO, approved_total, equal_parts, spoken_for
from projects.permissions import Permission

from .funding import left_to_plan, lock_grant, retotal

Status = Payment.Status


@dataclass(frozen=True)
class Move:
    """A named way from one status to another and who may take it. All together: Payment.TRANSITIONS."""

    name: str
    source: str
    to: str
    label: str
    permission: Permission
    url_name: str


MOVES = {
    move.name: move
    for move in (
        Move(
            "approve",
            Status.PLANNED,
            Status.APPROVED,
            "Approve payment",
            Permission.PAYMENT_PLAN,
            "projects:payment_approve",
        ),
        Move(
            "record",
            Status.APPROVED,
            Status.PAID,
            "Record as paid",
            Permission.PAYMENT_RECORD,
            "projects:payment_record",
        ),
        Move(
            "send_back",
            Status.APPROVED,
            Status.PLANNED,
            "Send back to planned",
            Permission.PAYMENT_PLAN,
            "projects:payment_send_back",
        ),
    )
}


def moves_from(status: str) -> list[Move]:
    """The moves open to a payment of this status, in the order of MOVES."""
    return [move for move in MOVES.values() if move.source == status]


def _hold(payment: Payment) -> tuple[Grant, Payment]:
    """Lock the grant, then read the payment as it is."""
    grant = lock_grant(payment.grant_year.grant_id)
    stored = Payment.objects.select_related(
        "grant_year__programme_year", "grant_year__grant", "reverses", "approved_by", "paid_by"
    ).get(pk=payment.pk)
    if stored.is_withdrawn:
        raise Refused("This payment was withdrawn. Nothing was changed.")
    return grant, stored


def _as_it_is(payment: Payment) -> str:
    """What has become of a payment, in one sentence."""
    if payment.status == Status.PAID:
        return f"{payment.paid_by} has recorded this payment as paid on {uk_date(payment.paid_on)}."
    if payment.status == Status.APPROVED:
        return f"{payment.approved_by} approved this payment on {uk_date(payment.approved_at)}."
    return "This payment is planned and not approved."


def _begin_move(payment: Payment, name: str) -> tuple[Grant, Payment]:
    grant, stored = _hold(payment)
    move = MOVES[name]
    if stored.status != move.source or move.to not in Payment.TRANSITIONS[Status(stored.status)]:
        raise Refused(f"{_as_it_is(stored)} Nothing was changed.")
    return grant, stored


def _refuse_over_year(year: GrantYear, amount: Decimal, others: Iterable[Payment]):
    left = year.amount - spoken_for(others)
    if amount > left:
        raise Refused(
            f"{money(max(left, ZERO))} of {money(year.amount)} is left to plan in "
            f"{year.programme_year.label}. Plan that much or less.",
            "amount",
        )


def _refuse_twin(year: GrantYear, amount, due_on, but=None):
    twins = (
        year.payments.current().filter(amount=amount, due_on=due_on, reverses__isnull=True).exclude(pk=but)
    )
    if twins.exists():
        raise Refused(
            f"A payment of {money(amount)} due on {uk_date(due_on)} is here already. If there are two, "
            "give them different dates.",
            "due_on",
        )


@transaction.atomic
def plan_payment(
    *,
    grant_year: GrantYear,
    amount: Decimal,
    due_on: datetime.date,
    by,
    condition: str = "",
    confirmed: Collection[str] = (),
) -> Payment:
    """Plan one payment. Raises Refused beyond the year's amount, and for the same amount on the same day."""
    lock_grant(grant_year.grant_id)
    year = GrantYear.objects.current().select_related("programme_year", "grant").get(pk=grant_year.pk)
    _refuse_twin(year, amount, due_on)
    _refuse_over_year(year, amount, year.payments.current())
    payment = Payment(grant_year=year, amount=amount, due_on=due_on, condition=condition)
    return history.create(payment, by=by, event="payment_planned", confirmed=confirmed)


def _months_later(day: datetime.date, months: int) -> datetime.date:
    index = day.year * 12 + day.month - 1 + months
    first = datetime.date(index // 12, index % 12 + 1, 1)
    following = datetime.date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def due_dates(starts_on: datetime.date, ends_on: datetime.date, count: int, *, at_end: bool) -> list:
    """The first (or last) days of `count` equal stretches of a year, whole months where it has enough."""
    after = ends_on + datetime.timedelta(days=1)
    months = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    if months >= count:
        firsts = [_months_later(starts_on, months * i // count) for i in range(count)]
    else:
        days = (after - starts_on).days
        firsts = [starts_on + datetime.timedelta(days=days * i // count) for i in range(count)]
    if not at_end:
        return firsts
    return [day - datetime.timedelta(days=1) for day in [*firsts[1:], after]]


@transaction.atomic
def plan_equal_payments(
    *,
    grant: Grant,
    years: Iterable[GrantYear],
    per_year: int,
    by,
    at_end: bool = False,
    condition: str = "",
    confirmed: Collection[str] = (),
) -> list[Payment]:
    """Split what is left to plan of each year into `per_year` payments that add up to it exactly.

    Due on the first (or `at_end` the last) day of equal stretches of the programme year. Raises Refused
    where a year has nothing left.
    """
    stored = lock_grant(grant.pk)
    keys = [year.pk for year in years]
    rows = stored.years.current().filter(pk__in=keys).select_related("programme_year", "grant")
    made = []
    for year in rows:
        left, named = left_to_plan(year), year.programme_year
        if left <= 0:
            raise Refused(f"Nothing is left to plan in {named.label}.", "years")
        try:
            parts = equal_parts(left, per_year)
        except ValueError as error:
            raise Refused(f"{money(left)} is too little for {per_year} payments.", "per_year") from error
        due = due_dates(named.starts_on, named.ends_on, per_year, at_end=at_end)
        for amount, due_on in zip(parts, due, strict=True):
            payment = Payment(grant_year=year, amount=amount, due_on=due_on, condition=condition)
            made.append(history.create(payment, by=by, event="payment_planned", confirmed=confirmed))
    return made


@transaction.atomic
def edit_payment(
    *,
    payment: Payment,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> Payment:
    """Change a planned payment. values: any of amount, due_on, condition."""
    _, stored = _hold(payment)
    if stored.status != Status.PLANNED:
        raise Refused(f"{_as_it_is(stored)} Only a planned payment can be changed.")
    if stored.reverses_id is not None:
        raise Refused("A correction isn't edited: withdraw it and make a new one.")
    year = stored.grant_year
    amount, due_on = values.get("amount", stored.amount), values.get("due_on", stored.due_on)
    _refuse_twin(year, amount, due_on, but=stored.pk)
    if amount > stored.amount:
        _refuse_over_year(year, amount, year.payments.current().exclude(pk=stored.pk))
    return history.change(
        stored, values=values, by=by, event="payment_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def withdraw_payment(*, payment: Payment, why: str, version: int | None, by) -> Payment:
    """Take a planned payment back. An approved one is sent back first; a paid one is corrected."""
    _, stored = _hold(payment)
    if stored.status != Status.PLANNED:
        raise Refused(f"{_as_it_is(stored)} Only a planned payment can be withdrawn.")
    return history.withdraw(stored, by=by, why=why, event="payment_withdrawn", version=version)


@transaction.atomic
def approve_payment(
    *, payment: Payment, version: int | None, by, at: datetime.datetime | None = None
) -> Payment:
    """Planned → approved (`at`: now). Raises Refused where the year's amount would be exceeded."""
    grant, stored = _begin_move(payment, "approve")
    year = stored.grant_year
    if stored.reverses_id is None:
        left = year.amount - approved_total(year.payments.current())
        if stored.amount > left:
            raise Refused(
                f"{money(max(left, ZERO))} of {money(year.amount)} is left to approve in "
                f"{year.programme_year.label}. Change the payment, or the grant's amounts, first."
            )
    changed = history.change(
        stored,
        values={"status": Status.APPROVED, "approved_by": by, "approved_at": at or timezone.now()},
        by=by,
        event="payment_approved",
        version=version,
    )
    retotal(grant)
    return changed


@transaction.atomic
def send_back_payment(
    *, payment: Payment, why: str, version: int | None, by, confirmed: Collection[str] = ()
) -> Payment:
    """Approved → planned, with the reason."""
    grant, stored = _begin_move(payment, "send_back")
    changed = history.change(
        stored,
        values={"status": Status.PLANNED, "approved_by": None, "approved_at": None},
        by=by,
        event="payment_sent_back",
        version=version,
        why=why,
        confirmed=confirmed,
    )
    retotal(grant)
    return changed


@transaction.atomic
def record_payment(
    *,
    payment: Payment,
    paid_on: datetime.date,
    version: int | None,
    by,
    at: datetime.datetime | None = None,
) -> Payment:
    """Approved → paid, by somebody who did not approve it, on a day not in the future (`at`: now)."""
    grant, stored = _begin_move(payment, "record")
    if stored.approved_by_id == by.pk:
        raise Refused("You approved this payment, so somebody else has to record it as paid.")
    if paid_on > today():
        raise Refused("That day is still to come. Record the payment once it is made.", "paid_on")
    first_paid_on = stored.reverses and stored.reverses.paid_on
    if first_paid_on and paid_on < first_paid_on:
        raise Refused(
            f"The payment it corrects was made on {uk_date(first_paid_on)}. "
            "The money can't have come back earlier.",
            "paid_on",
        )
    if paid_on < grant.awarded_on:
        raise Refused(f"The grant was awarded on {uk_date(grant.awarded_on)}. Check the year.", "paid_on")
    values = {"status": Status.PAID, "paid_by": by, "paid_at": at or timezone.now(), "paid_on": paid_on}
    changed = history.change(stored, values=values, by=by, event="payment_paid", version=version)
    retotal(grant)
    return changed


@transaction.atomic
def correct_payment(
    *,
    payment: Payment,
    amount: Decimal,
    why: str,
    by,
    due_on: datetime.date | None = None,
    confirmed: Collection[str] = (),
) -> Payment:
    """Plan a correction: a negative payment that names the paid one it takes back, in whole or in part.

    amount: pounds to take back, above 0 and at most what was paid. due_on: today. It is approved and
    recorded by two people like any other, and counts in the totals once recorded.
    """
    _, stored = _hold(payment)
    if stored.status != Status.PAID:
        raise Refused(f"{_as_it_is(stored)} Only a paid payment is corrected; change this one instead.")
    if stored.reverses_id is not None:
        raise Refused("This is a correction itself. If it was wrong, plan the payment anew.")
    if stored.reversals.current().exists():
        raise Refused("This payment has a correction already. Open that one.")
    if not 0 < amount <= stored.amount:
        raise Refused(f"Take back between 1p and {money(stored.amount)}.", "amount")
    correction = Payment(
        grant_year=stored.grant_year, amount=-amount, due_on=due_on or today(), reverses=stored
    )
    return history.create(correction, by=by, event="payment_corrected", why=why, confirmed=confirmed)
