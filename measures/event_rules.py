"""Days between events, or cases: a measure counts one of the two, and its first two events decide which.

Where cases are counted every event says how many there were since the one before; only the first may not know.
Plain facts about events in order; nothing here reads the database.
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

GIVE_CASES = "This measure counts the cases between events. Give the cases since the one before."
NO_CASES = "This measure counts the days between events. Leave the cases out."


class Told(NamedTuple):
    """One event as far as these rules go."""

    day: datetime.date
    cases: int | None = None


def counts_cases(standing: Sequence[Told]) -> bool | None:
    """Whether these events count cases. None while they may go either way: no cases, and fewer than two."""
    if any(event.cases is not None for event in standing):
        return True
    return False if len(standing) > 1 else None


def problems_of(new: Sequence[Told], standing: Sequence[Told]) -> dict[int, str]:
    """What stands against recording events beside those that stand: position in `new` → words.

    new: in the order given, which is that of events on one day.
    """
    by_cases = counts_cases(standing)
    if by_cases is None:
        by_cases = any(event.cases is not None for event in new)
    if not by_cases:
        return {i: NO_CASES for i, event in enumerate(new) if event.cases is not None}
    first_day = min((event.day for event in standing), default=None)
    earliest = min(range(len(new)), key=lambda i: (new[i].day, i), default=None)
    may_be_first = first_day is None or (earliest is not None and new[earliest].day < first_day)
    return {
        i: GIVE_CASES
        for i, event in enumerate(new)
        if event.cases is None and not (i == earliest and may_be_first)
    }


ORDINALS = ("", "", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def that_day(place: int) -> str:
    """ " (second that day)" for an event that was not the first of its day (place from 1)."""
    if place < 2:
        return ""
    return f" ({ORDINALS[place]} that day)" if place < len(ORDINALS) else f" (number {place} that day)"
