"""Writes of grants: awarding, varying, withdrawing, and the totals a grant keeps (DECISIONS 3, 28).

Locks are taken in the order project, programme years (by key), grant. The totals are worked out anew from
the rows under the grant's lock, so that they equal the rows after every action.
"""

import datetime
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.templatetags.ftc import money
from projects.models import Grant, GrantYear, Payment, ProgrammeYear, Project
from projects.money import ZERO, approved_total, paid_total, spoken_for

Amounts = Mapping[ProgrammeYear, Decimal]
"""Programme year → whole pounds."""


def year_field(year: ProgrammeYear) -> str:
    """The name of a form's field for a year's amount."""
    return f"year_{year.pk}"


def awarded_in(year: ProgrammeYear, *, but: Grant | None = None) -> Decimal:
    """Pounds awarded in a programme year by all grants (`but` one). One query."""
    rows = GrantYear.objects.current().filter(programme_year=year)
    if but is not None:
        rows = rows.exclude(grant=but)
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def retotal(grant: Grant) -> Grant:
    """Set a locked grant's totals from its rows, in one UPDATE. Returns it as it now is."""
    years = GrantYear.objects.current().filter(grant=grant)
    payments = list(Payment.objects.current().filter(grant_year__grant=grant))
    totals = {
        "awarded": sum((year.amount for year in years), ZERO),
        "approved": approved_total(payments),
        "paid": paid_total(payments),
    }
    Grant.objects.filter(pk=grant.pk).update(**totals)
    for name, value in totals.items():
        setattr(grant, name, value)
    return grant


def lock_grant(grant_id: int) -> Grant:
    """The grant, held until the transaction ends. Raises Refused for a withdrawn one."""
    grant = Grant.objects.select_for_update().get(pk=grant_id)
    if grant.is_withdrawn:
        raise Refused("This grant was withdrawn. Nothing about it can change.")
    return grant


def _lock_years(amounts: Amounts, project: Project) -> dict[int, ProgrammeYear]:
    keys = [year.pk for year in amounts]
    rows = ProgrammeYear.objects.current().filter(pk__in=keys, programme=project.programme_id)
    locked = {year.pk: year for year in rows.select_for_update().order_by("pk")}
    if len(locked) != len(keys):
        raise Refused("One of these years is no longer among the programme's years. Open the form again.")
    return locked


def _refuse_over_budget(year: ProgrammeYear, amount: Decimal, *, but: Grant | None = None):
    left = year.budget - awarded_in(year, but=but)
    if amount > left:
        raise Refused(
            f"{year.label} has {money(max(left, ZERO))} left of its {money(year.budget)} budget. "
            "Award that much or less, or raise the year's budget first.",
            year_field(year),
        )


def _refuse_taken(project: Project, reference: str, *, but=None):
    if project.grants.current().filter(reference__iexact=reference).exclude(pk=but).exists():
        raise Refused("This project has a grant with that reference already.", "reference")


@transaction.atomic
def add_grant(*, project: Project, reference: str, awarded_on: datetime.date, amounts: Amounts, by) -> Grant:
    """Award a grant. Years of £0 are left out. Raises Refused where nothing is awarded, a year's budget
    would be exceeded or the reference is taken."""
    Project.objects.select_for_update().get(pk=project.pk)
    _refuse_taken(project, reference)
    amounts = {year: amount for year, amount in amounts.items() if amount}
    if not amounts:
        raise Refused("Award something: type an amount for one year at least.")
    years = _lock_years(amounts, project)
    for year, amount in amounts.items():
        _refuse_over_budget(years[year.pk], amount)
    grant = history.create(
        Grant(project=project, reference=reference, awarded_on=awarded_on), by=by, event="grant_awarded"
    )
    for year, amount in amounts.items():
        history.create(
            GrantYear(grant=grant, programme_year=years[year.pk], original_amount=amount, amount=amount),
            by=by,
            event="grant_year_awarded",
        )
    return retotal(grant)


@transaction.atomic
def edit_grant(*, grant: Grant, values: Mapping[str, Any], version: int | None, by) -> Grant:
    """Put a grant's reference or date right."""
    Project.objects.select_for_update().get(pk=grant.project_id)
    stored = lock_grant(grant.pk)
    if "reference" in values:
        _refuse_taken(stored.project, values["reference"], but=stored.pk)
    return history.change(stored, values=values, by=by, event="grant_edited", version=version)


@transaction.atomic
def vary_grant(
    *,
    grant: Grant,
    amounts: Amounts,
    why: str,
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> Grant:
    """Change what a grant awards in some years; the original amounts are kept.

    A year the grant did not have begins with an original of £0. Raises Refused below what is approved in a
    year, over its budget, or where nothing changes; StaleVersion where the grant changed since it was read.
    """
    project = Project.objects.select_for_update().get(pk=grant.project_id)
    years = _lock_years(amounts, project)
    stored = lock_grant(grant.pk)
    if version is not None and stored.version != version:
        raise StaleVersion(stored)
    held = {row.programme_year_id: row for row in stored.years.current()}
    changed = False
    for year_id, amount in ((year.pk, amount) for year, amount in amounts.items()):
        year, row = years[year_id], held.get(year_id)
        if amount == (row.amount if row else ZERO):
            continue
        changed = True
        if amount > (row.amount if row else ZERO):
            _refuse_over_budget(year, amount, but=stored)
        if row is None:
            row = GrantYear(grant=stored, programme_year=year, original_amount=ZERO, amount=amount)
            history.create(row, by=by, event="grant_varied", why=why)
            continue
        approved = approved_total(row.payments.current())
        if amount < approved:
            raise Refused(
                f"{money(approved)} is approved in {year.label} already. The year can't go below that.",
                year_field(year),
            )
        history.change(row, values={"amount": amount}, by=by, event="grant_varied", version=None, why=why)
    if not changed:
        raise Refused("Nothing is different yet. Change the amount of one year at least.")
    history.record("grant_variation_decided", target=stored, by=by, why=why)
    if confirmed:
        history.record("text_confirmed", target=stored, by=by, changes={"kinds": [None, sorted(confirmed)]})
    Grant.objects.filter(pk=stored.pk).update(version=F("version") + 1)
    stored.version += 1
    return retotal(stored)


@transaction.atomic
def withdraw_grant(*, grant: Grant, why: str, version: int | None, by) -> Grant:
    """Take a grant back with its years and planned payments. Refused once any payment is approved."""
    stored = lock_grant(grant.pk)
    payments = list(Payment.objects.current().filter(grant_year__grant=stored))
    if any(payment.status != Payment.Status.PLANNED for payment in payments):
        raise Refused(
            "A payment of this grant is approved or paid, so the grant can't be withdrawn. "
            "Change its amounts instead, down to what is approved."
        )
    for payment in payments:
        history.withdraw(payment, by=by, why=why, event="payment_withdrawn")
    for year in stored.years.current():
        history.withdraw(year, by=by, why=why, event="grant_year_withdrawn")
    withdrawn = history.withdraw(stored, by=by, why=why, event="grant_withdrawn", version=version)
    return retotal(withdrawn)


def left_to_plan(year: GrantYear) -> Decimal:
    """Pounds of a grant's year for which no payment is planned yet; negative after a variation downwards
    that planned payments have not followed. One query unless `payments` are prefetched as `current_payments`.
    """
    rows = getattr(year, "current_payments", None)
    return year.amount - spoken_for(year.payments.current() if rows is None else rows)
