"""What the parts of a total may show to people outside the team, all parts of one period together.

Small is 1 to `hide_below` - 1, as everywhere. Hiding a small part alone would be useless where total and other
parts give it away by subtraction, so others are hidden with it (secondary suppression).

**What is promised.** Suppose a reader knows the total, everything shown, every reason and these rules.
- Parts that exclude each other: where a part says "fewer than 5", any number from 1 to 4 is still possible, and so
  is any combination of such numbers for several small parts. Where no part says so and all are hidden, each of them
  can still be any number from 1 to 4. No hidden part is left with a single possible value.
- Parts that may overlap (a person can be in several): neither a small part nor the few people who are not in it
  can be told; at least two values are left.
- The total is shown or hidden by its own rule and never changes because of its parts.

**How, for parts that exclude each other.** What the parts leave of the total ("not stated") is a part as well.
1. Total hidden: every part is hidden. No part small: every part is shown.
2. Otherwise the small parts are hidden, and with them others in a fixed order that no figure decides: the parts
   after the first small one as they were made (however the team lists them now), round to the start, "not stated"
   last (for a small "not stated": from the last part back); a 0 among them too.
   Taking the smallest instead, as tables made by hand do, tells the reader that what is hidden is smaller than
   what is shown, which narrows it.
3. It stops as soon as the hidden parts add up to at least `enough`. Their sum is known to the reader anyway
   (total - shown), so stopping gives nothing away. Why that is enough: with k small parts, let them have any values
   from 1 to t - 1, let all the others that were hidden be 0 and the last take the rest, which is at least
   k(t - 1) + t - k(t - 1) = t. That table is hidden in the same way, so the reader cannot rule it out. The other
   bound, k + 2t, leaves two values to those others.
4. If all are hidden and it is not enough, every part says the same ("linked"): there are too few people to say
   even which parts are small.

Numerators and denominators: a proportion is protected as two tables that exclude each other (those counted, and those
not), a rate as its numerators and its denominators; a part hidden in either shows none of its figures.
Nobody can choose a hide_below of 2 ("fewer than 2" would say 1); given one, 1 and 2 are protected and the reason is
always "linked".

A part that is taken out stays a cell in every period where it has a figure. Were it only left to "not stated",
another part would be hidden instead, and whoever kept the page of before could subtract. So all cells are protected
first, and only then are those taken out folded into "not stated", which is hidden where any of its cells is. The page
after is worked out from the page before, so together they say no more than the page before.

Two breakdowns of one total that share a part could be subtracted from one another. Where anything of either is
hidden, only the first is shown (`protect_sets`). Parts that overlap under different names cannot be noticed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from measures.disclosure.rules import LINKED, NO_FIGURE, SMALL, TOO_FEW_PEOPLE, Policy, Protected, Shown

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is typed for a total or a part: a value, or a numerator and a denominator."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PartSet:
    """One breakdown in one period. parts: None where nobody said. names: of the parts, to notice shared ones.
    withdrawn: positions of the parts taken out since, which are protected like the others and then folded."""

    names: tuple[str, ...]
    parts: tuple[Figures | None, ...]
    exclusive: bool = True
    withdrawn: frozenset[int] = frozenset()

    @property
    def names_in_use(self) -> tuple[str, ...]:
        """Without those of parts that were taken out and have no figure in this period."""
        return tuple(
            name
            for i, (name, part) in enumerate(zip(self.names, self.parts, strict=True))
            if i not in self.withdrawn or part is not None
        )


@dataclass(frozen=True, slots=True)
class ProtectedSet:
    """A breakdown in one period as others see it. rest: what the parts leave of the total, those taken out among it;
    None where parts may overlap, or where nobody said anything. A part that was taken out is None."""

    parts: tuple[Protected | None, ...]
    rest: Protected | None = None

    @property
    def hides(self) -> bool:
        return any(part is not None and _is_hidden(part) for part in (*self.parts, self.rest))


def protect_sets(
    data_kind: str,
    policy: Policy,
    *,
    total: Figures,
    total_hidden: bool,
    sets: Sequence[PartSet],
    about_people: bool = True,
) -> list[ProtectedSet]:
    """Every breakdown of one period's total as others see it, in the order given.

    total_hidden: the total itself is not shown, by its own rule. Raises ValueError for another data kind.
    """
    protects = about_people and policy.hide_below > 1
    made = [
        protect_set(data_kind, policy, total=total, total_hidden=total_hidden, one=one)
        if protects
        else _exact(data_kind, total=total, one=one)
        for one in sets
    ]
    if protects:
        for group in overlapping([one.names_in_use for one in sets]):
            if any(made[i].hides for i in group):
                for i in group[1:]:
                    made[i] = _all_hidden(made[i])
    return [_folded(data_kind, one, found) for one, found in zip(sets, made, strict=True)]


def overlapping(names: Sequence[Sequence[str]]) -> list[list[int]]:
    """Positions of breakdowns joined by parts of the same name, whatever its capitals and spaces; each group in
    order, breakdowns that share nothing left out."""
    groups: list[tuple[list[int], set[str]]] = []
    for index, own in enumerate(names):
        positions, known = [index], {" ".join(name.split()).casefold() for name in own}
        for group in [group for group in groups if group[1] & known]:
            groups.remove(group)
            positions, known = sorted([*group[0], *positions]), group[1] | known
        groups.append((positions, known))
    return [positions for positions, _ in groups if len(positions) > 1]


def exact_set(data_kind: str, *, total: Figures, one: PartSet) -> ProtectedSet:
    """The exact figures in the same shape: for the working face, and for figures that are not about people."""
    return _folded(data_kind, one, _exact(data_kind, total=total, one=one))


def _exact(data_kind: str, *, total: Figures, one: PartSet) -> ProtectedSet:
    rest = rest_of(data_kind, total, one)
    return ProtectedSet(
        parts=tuple(None if part is None else _shown(data_kind, part) for part in one.parts),
        rest=None if rest is None else _shown(data_kind, rest),
    )


def rest_of(data_kind: str, total: Figures, one: PartSet) -> Figures | None:
    """What the parts leave of the total: people whose part nobody stated. None where parts may overlap, or where no
    part was entered."""
    given = [part for part in one.parts if part is not None]
    if not one.exclusive or not given:
        return None
    if data_kind == "count":
        return Figures(value=_number(total.value) - sum((_number(part.value) for part in given), ZERO))
    return Figures(
        numerator=_number(total.numerator) - sum((_number(part.numerator) for part in given), ZERO),
        denominator=_number(total.denominator) - sum((_number(part.denominator) for part in given), ZERO),
    )


def protect_set(
    data_kind: str, policy: Policy, *, total: Figures, total_hidden: bool, one: PartSet
) -> ProtectedSet:
    """One breakdown in one period as others see it, by itself, parts that were taken out not folded yet."""
    rest = rest_of(data_kind, total, one)
    cells = [part for part in (*one.parts, rest) if part is not None]
    tables = [[_table(data_kind, cell)[i] for cell in cells] for i in range(len(_table(data_kind, total)))]
    totals = _table(data_kind, total)
    if total_hidden:
        reasons: list[str | None] = [LINKED] * len(cells)
    elif one.exclusive:
        reasons = _together([_exclusive(table, policy) for table in tables])
    else:
        reasons = _together(
            [
                [_overlapping(number, whole, policy) for number in table]
                for table, whole in zip(tables, totals, strict=True)
            ]
        )
    made = iter([_protected(data_kind, cell, reason) for cell, reason in zip(cells, reasons, strict=True)])
    return ProtectedSet(
        parts=tuple(None if part is None else next(made) for part in one.parts),
        rest=None if rest is None else next(made),
    )


def _folded(data_kind: str, one: PartSet, made: ProtectedSet) -> ProtectedSet:
    """The parts that were taken out go into the rest, which is hidden where any of them is. Made of what was shown
    with them and of nothing else, so that whoever saw that learns nothing new."""
    parts = tuple(None if i in one.withdrawn else part for i, part in enumerate(made.parts))
    taken = [made.parts[i] for i in sorted(one.withdrawn)]
    gone = [part for part in taken if part is not None]
    if made.rest is None or not gone:
        return ProtectedSet(parts, made.rest)
    if all(part is None for part in parts):
        return ProtectedSet(parts)
    cells = [made.rest, *gone]
    if any(_is_hidden(cell) for cell in cells):
        return ProtectedSet(parts, _protected(data_kind, Figures(), LINKED))
    return ProtectedSet(parts, _shown(data_kind, _sum_of(cells)))


def _sum_of(cells: Sequence[Protected]) -> Figures:
    """Shown figures added up."""
    return Figures(
        value=sum((cell.value.number or ZERO for cell in cells), ZERO),
        numerator=sum((cell.numerator.number or ZERO for cell in cells), ZERO),
        denominator=sum((cell.denominator.number or ZERO for cell in cells), ZERO),
    )


def _exclusive(cells: Sequence[Decimal], policy: Policy) -> list[str | None]:
    """Reason of each part of a table that adds up, None where it is shown. The last is what is not stated."""
    small_below = max(policy.hide_below, 3)
    if any(cell < 0 for cell in cells):  # parts larger than their total: nothing can be promised
        return [LINKED] * len(cells)
    small = [i for i, cell in enumerate(cells) if 0 < cell < small_below]
    if not small:
        return [None] * len(cells)
    count = len(small)
    enough = max(count * (small_below - 1) + small_below, count + 2 * small_below)
    hidden = set(small)
    for i in _partners(len(cells) - 1, small[0]):
        if i in hidden:
            continue
        hidden.add(i)
        if sum(cells[i] for i in hidden) >= enough:
            break
    else:
        return [LINKED] * len(cells)
    primary = SMALL if policy.hide_below >= 3 else LINKED
    return [primary if i in small else LINKED if i in hidden else None for i in range(len(cells))]


def _partners(count: int, first: int) -> list[int]:
    """The order in which parts are hidden with a small one: those after it, round to the start, the rest last; for a
    small rest, which stands after them all, from the last part back."""
    if first == count:
        return [*reversed(range(count)), count]
    return [(first + 1 + i) % count for i in range(count)] + [count]


def _overlapping(part: Decimal, total: Decimal, policy: Policy) -> str | None:
    """Reason of a part that others may overlap: it is small, or the number of people not in it is."""
    small_below = max(policy.hide_below, 3)
    if part > total:
        return LINKED
    if 0 < part < small_below:
        # Where a part and those not in it can both be small, saying which would narrow it.
        tells = policy.hide_below >= 3 and total >= 2 * small_below - 1
        return SMALL if tells else LINKED
    return LINKED if 0 < total - part < small_below else None


def _together(tables: Sequence[list[str | None]]) -> list[str | None]:
    """A part hidden in one table is hidden in all. Where one table cannot say which parts are small, none does."""
    if any(table and all(reason == LINKED for reason in table) for table in tables):
        return [LINKED] * len(tables[0])
    return [
        SMALL if SMALL in reasons else LINKED if LINKED in reasons else None
        for reasons in zip(*tables, strict=True)
    ]


def _table(data_kind: str, figures: Figures) -> tuple[Decimal, ...]:
    """The figures as numbers that add up over parts."""
    if data_kind == "count":
        return (_number(figures.value),)
    numerator, denominator = _number(figures.numerator), _number(figures.denominator)
    if data_kind == "proportion":
        return numerator, denominator - numerator
    if data_kind == "rate":
        return numerator, denominator
    raise ValueError(f"No rule protects the parts of a {data_kind!r}.")


def _protected(data_kind: str, figures: Figures, reason: str | None) -> Protected:
    if reason is None:
        return _shown(data_kind, figures)
    if data_kind == "count":
        return Protected(value=Shown(reason=reason))
    # Which of the figures is the small one is not said: it would narrow the others.
    linked = Shown(reason=LINKED)
    return Protected(Shown(reason=TOO_FEW_PEOPLE if reason == SMALL else LINKED), linked, linked)


def _shown(data_kind: str, figures: Figures) -> Protected:
    if data_kind == "count":
        return Protected(value=Shown(_number(figures.value)))
    numerator, denominator = _number(figures.numerator), _number(figures.denominator)
    value = Shown(numerator / denominator) if denominator else NO_FIGURE
    return Protected(value, Shown(numerator), Shown(denominator))


def _all_hidden(one: ProtectedSet) -> ProtectedSet:
    def hide(part: Protected | None) -> Protected | None:
        if part is None:
            return None
        linked = Shown(reason=LINKED)
        return Protected(linked) if part.numerator == NO_FIGURE else Protected(linked, linked, linked)

    return ProtectedSet(tuple(hide(part) for part in one.parts), hide(one.rest))


def _is_hidden(part: Protected) -> bool:
    return part.value.reason is not None or part.numerator.reason is not None


def _number(figure: Decimal | int | None) -> Decimal:
    if figure is None:
        raise ValueError("A part needs the figures of its measure's kind.")
    return Decimal(figure)
