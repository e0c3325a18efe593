"""Arithmetic on payments: what is approved, paid and spoken for, and how a sum splits into equal parts.

Plain sums over rows already loaded, so that the actions that keep the totals and the pages that print
them cannot disagree.
"""

from collections.abc import Iterable
from decimal import Decimal

from .models import Payment

ZERO = Decimal(0)
PENNY = Decimal("0.01")
Status = Payment.Status


def counts_as_approved(payment: Payment) -> bool:
    """True for what is approved or paid. A correction counts only once its money is back (recorded as
    paid): counting it earlier would leave more paid than approved."""
    if payment.reverses_id is not None:
        return payment.status == Status.PAID
    return payment.status in (Status.APPROVED, Status.PAID)


def approved_total(payments: Iterable[Payment]) -> Decimal:
    """Pounds approved or paid, less corrections recorded. `payments`: current rows."""
    return sum((row.amount for row in payments if counts_as_approved(row)), ZERO)


def paid_total(payments: Iterable[Payment]) -> Decimal:
    """Pounds paid, less corrections recorded. `payments`: current rows."""
    return sum((row.amount for row in payments if row.status == Status.PAID), ZERO)


def spoken_for(payments: Iterable[Payment]) -> Decimal:
    """Pounds planned, approved or paid, less corrections recorded: what a year has no longer to plan."""
    return sum((row.amount for row in payments if row.reverses_id is None or row.status == Status.PAID), ZERO)


def equal_parts(total: Decimal, count: int) -> list[Decimal]:
    """Split `total` pounds into `count` parts that add up to it exactly, the larger parts first.

    Whole pounds stay whole pounds; a total with pence splits to the penny. No two parts differ by more
    than one pound (or one penny). Raises ValueError where a part would be nothing.
    """
    unit = Decimal(1) if total == total.to_integral_value() else PENNY
    units = int(total / unit)
    if count < 1 or units < count:
        raise ValueError(f"{total} does not split into {count} parts")
    each, rest = divmod(units, count)
    return [(each + (1 if i < rest else 0)) * unit for i in range(count)]
