"""Periods of data: weeks, fortnights, months, quarters. Identity is the first day (DECISIONS 11).

Plain dates in, plain dates out; no Django.
"""

import datetime
from collections.abc import Iterator

WEEKLY, FORTNIGHTLY, MONTHLY, QUARTERLY = "weekly", "fortnightly", "monthly", "quarterly"
NOUNS = {WEEKLY: "week", FORTNIGHTLY: "fortnight", MONTHLY: "month", QUARTERLY: "quarter"}
PER_YEAR = {WEEKLY: 52, FORTNIGHTLY: 26, MONTHLY: 12, QUARTERLY: 4}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def monday_of(day: datetime.date) -> datetime.date:
    """The Monday of `day`'s week."""
    return day - datetime.timedelta(days=day.weekday())


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The 1st of the month `months` after `day`'s month."""
    index = day.year * 12 + day.month - 1 + months
    return datetime.date(index // 12, index % 12 + 1, 1)


def start_of(day: datetime.date, frequency: str, anchor: datetime.date | None = None) -> datetime.date:
    """First day of the period that holds `day`.

    anchor: a Monday, needed for fortnights: periods are counted from it in whole weeks, both ways.
    """
    if frequency == WEEKLY:
        return monday_of(day)
    if frequency == FORTNIGHTLY:
        if anchor is None:
            raise ValueError("A fortnightly measure needs an anchor.")
        weeks = (monday_of(day) - monday_of(anchor)).days // 7
        return monday_of(anchor) + datetime.timedelta(weeks=weeks - weeks % 2)
    if frequency == MONTHLY:
        return day.replace(day=1)
    if frequency == QUARTERLY:
        return datetime.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    raise ValueError(f"Unknown frequency: {frequency}")


def step(start: datetime.date, frequency: str, count: int = 1) -> datetime.date:
    """First day of the period `count` after (or before, if negative) the one that starts on `start`."""
    if frequency == WEEKLY:
        return start + datetime.timedelta(weeks=count)
    if frequency == FORTNIGHTLY:
        return start + datetime.timedelta(weeks=2 * count)
    return add_months(start, count * (3 if frequency == QUARTERLY else 1))


def end_of(start: datetime.date, frequency: str) -> datetime.date:
    """Last day of the period that starts on `start`."""
    return step(start, frequency) - datetime.timedelta(days=1)


def due_on(start: datetime.date, frequency: str, lag_days: int) -> datetime.date:
    """Last day on which the period's figures are in time: its end plus `lag_days`."""
    return end_of(start, frequency) + datetime.timedelta(days=lag_days)


def between(first: datetime.date, last: datetime.date, frequency: str) -> Iterator[datetime.date]:
    """Period starts from `first` to `last`, both of them period starts, both included."""
    current = first
    while current <= last:
        yield current
        current = step(current, frequency)


def label(start: datetime.date, frequency: str) -> str:
    """What people read: "week of 1 March 2021", "March 2021", "January to March 2021"."""
    if frequency == MONTHLY:
        return f"{MONTHS[start.month - 1]} {start.year}"
    if frequency == QUARTERLY:
        return f"{MONTHS[start.month - 1]} to {MONTHS[start.month + 1]} {start.year}"
    day = f"{start.day} {MONTHS[start.month - 1]} {start.year}"
    return f"two weeks from {day}" if frequency == FORTNIGHTLY else f"week of {day}"


def short_label(start: datetime.date, frequency: str) -> str:
    """For buttons and axes: "1 Mar", "Mar 2021", "Jan–Mar 2021"."""
    month = MONTHS[start.month - 1][:3]
    if frequency == MONTHLY:
        return f"{month} {start.year}"
    if frequency == QUARTERLY:
        return f"{month}–{MONTHS[start.month + 1][:3]} {start.year}"
    return f"{start.day} {month}"


def newest_complete(
    today: datetime.date, frequency: str, anchor: datetime.date | None = None
) -> datetime.date:
    """Start of the newest period that has ended before `today`."""
    return step(start_of(today, frequency, anchor), frequency, -1)
