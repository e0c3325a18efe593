"""What one recorded point may show to people outside the team.

Small means 1 to `hide_below` - 1; 0 is shown. Sources: UKHSA HIV and STI data publication guidelines (2024);
percentages also where denominator - numerator is small (95% of 20 gives 1 away).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SMALL = "small"
LINKED = "linked"
TOO_FEW_PEOPLE = "too_few_people"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a programme hides: numbers about people from 1 to `hide_below` - 1. 0 or 1 hides nothing."""

    hide_below: int = 5

    def is_small(self, number: Decimal | int | None) -> bool:
        """Whether a count of people is too small to show. None is not small: there is nothing to show."""
        return number is not None and 0 < number < self.hide_below


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as others see it: a number, or none with the reason it is hidden, or neither (no such figure)."""

    number: Decimal | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.number is not None and self.reason is not None:
            raise ValueError("A hidden figure holds no number.")


NO_FIGURE = Shown()


@dataclass(frozen=True, slots=True)
class Protected:
    """A recorded point as others see it.

    `value` is what is plotted (a proportion as a ratio 0-1, a rate as numerator / denominator);
    numerator and denominator are empty for counts and continuous measures; `people` only for continuous.
    """

    value: Shown
    numerator: Shown = NO_FIGURE
    denominator: Shown = NO_FIGURE
    people: Shown = NO_FIGURE


def protect_count(value: Decimal | int, policy: Policy) -> Protected:
    """A count of people: 1 to hide_below - 1 is hidden as small."""
    if policy.is_small(value):
        return Protected(value=Shown(reason=SMALL))
    return Protected(value=Shown(Decimal(value)))


def protect_proportion(numerator: Decimal | int, denominator: Decimal | int, policy: Policy) -> Protected:
    """A proportion: all three figures go when numerator, denominator or their difference is small.

    The part that is small itself says so; the others would give it away, and say that they are linked.
    Of a small denominator the numerator is always small too: were a 0 not called so, only a 0 could be meant.
    denominator > 0 and numerator <= denominator, as the database holds.
    """
    if policy.is_small(denominator):
        small = Shown(reason=SMALL)
        return Protected(value=Shown(reason=TOO_FEW_PEOPLE), numerator=small, denominator=small)
    hidden = policy.is_small(numerator) or policy.is_small(denominator - numerator)
    return _protect_parts(numerator, denominator, hidden, policy)


def protect_rate(numerator: Decimal | int, denominator: Decimal | int, policy: Policy) -> Protected:
    """A rate: all three figures go when the numerator or the denominator is small. denominator > 0."""
    hidden = policy.is_small(numerator) or policy.is_small(denominator)
    return _protect_parts(numerator, denominator, hidden, policy)


def protect_continuous(value: Decimal, people: int | None, policy: Policy) -> Protected:
    """A value that stands for people (an average): shown only if it stands for at least hide_below of them.

    people None: nobody said how many, so it is hidden.
    """
    if people is None or people < policy.hide_below:
        hidden = Shown(reason=TOO_FEW_PEOPLE)
        return Protected(value=hidden, people=_small_or_linked(people, policy))
    return Protected(value=Shown(Decimal(value)), people=Shown(Decimal(people)))


def unprotected(
    data_kind: str,
    *,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    people: int | None = None,
) -> Protected:
    """The exact figures in the same shape: for the working face, and for figures that are not about people."""
    if data_kind in ("proportion", "rate"):
        top, bottom = _given(numerator), _given(denominator)
        return Protected(Shown(top / bottom), Shown(top), Shown(bottom))
    return Protected(Shown(value), people=Shown(None if people is None else Decimal(people)))


def protect(
    data_kind: str,
    policy: Policy,
    *,
    about_people: bool = True,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    people: int | None = None,
) -> Protected:
    """One recorded point as others see it, by the measure's data kind (count, proportion, rate, continuous).

    Figures that are not about people are shown as they are. Raises ValueError for another data kind.
    """
    if not about_people:
        return unprotected(
            data_kind, value=value, numerator=numerator, denominator=denominator, people=people
        )
    if data_kind == "count":
        return protect_count(_given(value), policy)
    if data_kind == "proportion":
        return protect_proportion(_given(numerator), _given(denominator), policy)
    if data_kind == "rate":
        return protect_rate(_given(numerator), _given(denominator), policy)
    if data_kind == "continuous":
        return protect_continuous(_given(value), people, policy)
    raise ValueError(f"No rule protects a single point of kind {data_kind!r}.")


def protect_events(
    occurred_on: Iterable[date], policy: Policy, *, since: date | None = None
) -> list[tuple[date, Protected]]:
    """Events of single people as a protected count for each calendar quarter.

    From the quarter of the first event (or of `since`, if the team began to look earlier) to the quarter of
    the last event; a quarter between without events shows 0. No events: nothing, also with `since`.
    Returns (first day of the quarter, protected count) in time order.
    """
    counts = Counter(quarter_start(day) for day in occurred_on)
    if not counts:
        return []
    quarter = min(counts)
    if since is not None:
        quarter = min(quarter, quarter_start(since))
    quarters = []
    while quarter <= max(counts):
        quarters.append((quarter, protect_count(counts[quarter], policy)))
        quarter = _next_quarter(quarter)
    return quarters


def quarter_start(day: date) -> date:
    """1 January, April, July or October on or before a day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _next_quarter(quarter: date) -> date:
    if quarter.month == 10:
        return date(quarter.year + 1, 1, 1)
    return date(quarter.year, quarter.month + 3, 1)


def _protect_parts(
    numerator: Decimal | int, denominator: Decimal | int, hidden: bool, policy: Policy
) -> Protected:
    if not hidden:
        return unprotected("proportion", numerator=Decimal(numerator), denominator=Decimal(denominator))
    return Protected(
        value=Shown(reason=TOO_FEW_PEOPLE),
        numerator=_small_or_linked(numerator, policy),
        denominator=_small_or_linked(denominator, policy),
    )


def _small_or_linked(number: Decimal | int | None, policy: Policy) -> Shown:
    return Shown(reason=SMALL if policy.is_small(number) else LINKED)


def _given(figure: Decimal | int | None) -> Decimal:
    """A figure that a recorded point must have."""
    if figure is None:
        raise ValueError("A recorded point of this kind needs its figures.")
    return Decimal(figure)
