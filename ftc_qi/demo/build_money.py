"""Grants, their years and quarterly payments: what is over is paid, what is next is planned."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from measures import periods
from projects.models import Grant, GrantYear, Payment, ProgrammeYear, Project
from projects.money import approved_total, equal_parts, paid_total

from . import plan
from .build_fund import Fund
from .content.funding import APPROVED_NOT_PAID, CONDITIONS, CORRECTION, DEFAULT_CONDITION, ON_HOLD, VARIATION

DAY = datetime.timedelta(days=1)


def build_grant(built: Fund, story: plan.Project, project: Project, number: int) -> Grant:
    """A project's grant with its years and payments; its totals equal the rows."""
    diary = built.diary
    awarded_on = built.starts_on - datetime.timedelta(days=75)
    grant = Grant(
        project=project,
        reference=f"RHIF-{built.starts_on.year}-{number:02d}",
        awarded_on=awarded_on,
        awarded=sum(story.award),
    )
    grant.save(force_insert=True)
    diary.created(grant, "grant_awarded", by=built.manager, at=diary.at(awarded_on, 15))
    years = []
    for index, (year, amount) in enumerate(zip(built.years, story.award, strict=True)):
        change = VARIATION[2] if (story.slug, index) == VARIATION[:2] else 0
        years.append(
            GrantYear(grant=grant, programme_year=year, original_amount=amount - change, amount=amount)
        )
    for row in (years := GrantYear.objects.bulk_create(years)):
        diary.created(row, "grant_year_awarded", by=built.manager, at=diary.at(awarded_on, 15, 5))
        if row.amount != row.original_amount:
            at = diary.at(row.programme_year.starts_on - 20 * DAY, 12)
            changes = {"amount": [row.original_amount, row.amount]}
            diary.changed(row, "grant_varied", changes, by=built.manager, at=at, why=VARIATION[3])
            diary.changed(grant, "grant_variation_decided", {}, by=built.manager, at=at, why=VARIATION[3])
    payments = _payments(built, story, years)
    grant.approved, grant.paid = approved_total(payments), paid_total(payments)
    grant.save(update_fields=["approved", "paid"])
    return grant


def _quarter_ends(year: ProgrammeYear) -> Iterable[datetime.date]:
    return (periods.add_months(year.starts_on, months) - DAY for months in (3, 6, 9, 12))


def _payments(built: Fund, story: plan.Project, years: list[GrantYear]) -> list[Payment]:
    """In arrears: due on the last day of each quarter. The newest one due may still be on its way."""
    planned = [
        Payment(grant_year=year, amount=amount, due_on=due_on)
        for year in years
        for amount, due_on in zip(
            equal_parts(Decimal(year.amount), 4), _quarter_ends(year.programme_year), strict=True
        )
    ]
    due = [row for row in planned if row.due_on < built.diary.today]
    for row in due:
        _pay(built, row)
    if due and story.slug in ON_HOLD:
        _unpay(due[-1])
        _unapprove(due[-1])
        due[-1].condition = ON_HOLD[story.slug]
    elif due and story.slug in APPROVED_NOT_PAID:
        _unpay(due[-1])
    for row in planned[len(due) :]:
        row.condition = CONDITIONS.get(story.slug, DEFAULT_CONDITION)
    rows = Payment.objects.bulk_create(planned)
    if story.slug == CORRECTION[0]:
        rows += _corrected(built, rows[CORRECTION[1]])
    for row in rows:
        _history(built, row, why=CORRECTION[2] if row.reverses_id else "")
    return rows


def _pay(built: Fund, row: Payment) -> None:
    row.status = Payment.Status.PAID
    row.approved_by, row.approved_at = built.manager, built.diary.at(row.due_on + DAY, 10, 30)
    row.paid_by, row.paid_at = built.finance, built.diary.at(row.due_on + 7 * DAY, 14, 30)
    row.paid_on = max(row.due_on, min(row.due_on + 7 * DAY, built.diary.ago(1)))


def _unpay(row: Payment) -> None:
    row.status = Payment.Status.APPROVED
    row.paid_by = row.paid_at = row.paid_on = None


def _unapprove(row: Payment) -> None:
    row.status = Payment.Status.PLANNED
    row.approved_by = row.approved_at = None


def _corrected(built: Fund, wrong: Payment) -> list[Payment]:
    """The money went astray: it came back, and was paid again a few weeks later."""
    back = Payment(
        grant_year=wrong.grant_year,
        amount=-wrong.amount,
        due_on=wrong.due_on + 21 * DAY,
        reverses=wrong,
    )
    again = Payment(grant_year=wrong.grant_year, amount=wrong.amount, due_on=wrong.due_on + 30 * DAY)
    for row in (back, again):
        _pay(built, row)
        row.save(force_insert=True)
    return [back, again]


def _history(built: Fund, row: Payment, why: str) -> None:
    diary = built.diary
    planned = diary.at(built.starts_on - 40 * DAY, 11)
    if row.reverses_id:
        planned = diary.at(row.due_on, 9)
    first = Payment(
        pk=row.pk,
        grant_year=row.grant_year,
        amount=row.amount,
        due_on=row.due_on,
        reverses=row.reverses,
        condition=row.condition,
    )
    event = "payment_corrected" if row.reverses_id else "payment_planned"
    diary.created(first, event, by=built.manager, at=planned, why=why)
    if row.approved_at:
        changes = {
            "status": ["planned", "approved"],
            "approved_by": [None, row.approved_by],
            "approved_at": [None, row.approved_at],
        }
        diary.changed(row, "payment_approved", changes, by=built.manager, at=row.approved_at)
    if row.paid_at:
        changes = {
            "status": ["approved", "paid"],
            "paid_by": [None, row.paid_by],
            "paid_at": [None, row.paid_at],
            "paid_on": [None, row.paid_on],
        }
        diary.changed(row, "payment_paid", changes, by=built.finance, at=row.paid_at)
