"""Days and periods as people type them."""

import datetime
import re

from measures import periods
from measures.models import Measure

from .numbers import Unreadable, tidy

FIRST_YEAR = 1990

_MONTH_NUMBERS = {name.lower(): i + 1 for i, name in enumerate(periods.MONTHS)}
_MONTH_NUMBERS |= {name.lower()[:3]: i + 1 for i, name in enumerate(periods.MONTHS)} | {"sept": 9}
_LEADS = re.compile(r"(?:week of|week beginning|w/?b|w/?c|week commencing|two weeks from|from)\s+", re.I)
_DATES = (
    ("ymd", re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+)?\Z", re.ASCII)),
    ("dmy", re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\Z", re.ASCII)),
    ("dmy", re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})\Z", re.ASCII)),
    ("ym", re.compile(r"(\d{4})[-/. ](\d{1,2})\Z", re.ASCII)),
    ("my", re.compile(r"(\d{1,2})[-/. ](\d{4})\Z", re.ASCII)),
    ("my", re.compile(r"([a-z]{3,9})\.?,?[ '-](\d{4}|\d{2})\Z", re.ASCII)),
    ("yq", re.compile(r"(\d{4})[- ]?q([1-4])\Z", re.ASCII)),
    ("qy", re.compile(r"q([1-4])[- ,]*(\d{4})\Z", re.ASCII)),
    ("mMy", re.compile(r"([a-z]{3,9})\s*(?:to|-)\s*([a-z]{3,9})\.?,? (\d{4})\Z", re.ASCII)),
)
_ISO_WEEK = re.compile(r"(?:\d{4}-?)?w(?:eek)?[ -]?\d{1,2}\b", re.I)


def read_period(text: object, measure: Measure, *, today: datetime.date) -> datetime.date:
    """The start of the measure's period that `text` names; raises Unreadable.

    Understood: a date as Python or a spreadsheet gives it, 2026-03-01, 1/3/2026 (day first), 1 March 2026,
    2026-03, 3/2026, Mar 2026, 2026-Q1, January to March 2026, "week of 1 March 2026". A day stands for the
    period that holds it; a month is too little for weeks, a quarter for months. Week numbers are not read.
    """
    day, size = _day_and_size(text)
    if size == "quarter" and measure.frequency != periods.QUARTERLY:
        raise Unreadable(f"This measure is {measure.get_frequency_display().lower()}: a quarter is too long.")
    if size == "month" and measure.frequency in (periods.WEEKLY, periods.FORTNIGHTLY):
        raise Unreadable("This measure is kept by weeks: give the date on which each begins.")
    if not day.year >= FIRST_YEAR:
        raise Unreadable(f"Check the year: {day.year}.")
    if day > today:
        raise Unreadable("This is in the future. Figures are for time that has passed.")
    return measure.period_start(day)


def read_day(text: object, *, today: datetime.date) -> datetime.date:
    """A single day named by `text`, not in the future; raises Unreadable."""
    day, size = _day_and_size(text)
    if size != "day":
        raise Unreadable("Give the day as well, for example 1 March 2026.")
    if day > today:
        raise Unreadable("This is in the future. Choose the day it happened.")
    if not day.year >= FIRST_YEAR:
        raise Unreadable(f"Check the year: {day.year}.")
    return day


def _day_and_size(text: object) -> tuple[datetime.date, str]:
    if isinstance(text, datetime.datetime):
        return text.date(), "day"
    if isinstance(text, datetime.date):
        return text, "day"
    typed = tidy(text)
    plain = _LEADS.sub("", typed).lower()
    for order, pattern in _DATES:
        if match := pattern.match(plain):
            try:
                return _from_parts(order, match.groups())
            except (ValueError, KeyError):
                break
    if _ISO_WEEK.search(typed):
        raise Unreadable("Week numbers differ between calendars: give the date on which the week begins.")
    shown = f"“{typed[:30]}”" if typed else "An empty cell"
    raise Unreadable(f"{shown} is not a date we can read. Write 2026-03, Mar 2026 or 1/3/2026.")


def _from_parts(order: str, parts: tuple[str, ...]) -> tuple[datetime.date, str]:
    if order == "ymd":
        return datetime.date(int(parts[0]), int(parts[1]), int(parts[2])), "day"
    if order == "dmy":
        return datetime.date(_year(parts[2]), _month(parts[1]), int(parts[0])), "day"
    if order in ("ym", "my"):
        year, month = parts if order == "ym" else parts[::-1]
        return datetime.date(_year(year), _month(month), 1), "month"
    if order == "mMy":
        first, last = _month(parts[0]), _month(parts[1])
        if first % 3 != 1 or last != first + 2:
            raise ValueError("not a quarter")
        return datetime.date(int(parts[2]), first, 1), "quarter"
    year, quarter = parts if order == "yq" else parts[::-1]
    return datetime.date(int(year), int(quarter) * 3 - 2, 1), "quarter"


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTH_NUMBERS[text]
