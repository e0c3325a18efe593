"""Template tags and filters of the interface: icons, status tiles, dates and money as people read them."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from ftc_qi.core import tiles
from ftc_qi.core.icons import icon_svg
from ftc_qi.core.svg import money_bar_svg

register = template.Library()

register.simple_tag(icon_svg, name="icon")
register.simple_tag(tiles.tile_svg, name="tile")
register.filter("status_word", tiles.status_word)
register.filter("status_css", tiles.status_css)

MONTHS = (
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
)


@register.simple_tag
def status_legend() -> list[tuple[str, str]]:
    """Return every status with its meaning in one sentence, in the order of a legend."""
    return [(status, look.meaning) for status, look in tiles.STATUS_LOOKS.items()]


@register.simple_tag
def money_bar(awarded: Decimal, paid: Decimal, spent: Decimal | None = None, width: int = 272) -> SafeString:
    """Draw awarded, paid and spent as one bar. The three figures must be written beside it."""
    return money_bar_svg(awarded, paid, spent, width=width)


@register.filter
def money(value: Decimal | int | float | str | None) -> str:
    """Return pounds as people write them: "£83,300", or "£83,300.50" when there are pence; "" for None."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value)).quantize(Decimal("0.01"))
    places = 0 if amount == amount.to_integral_value() else 2
    sign = "−" if amount < 0 else ""
    return f"{sign}£{abs(amount):,.{places}f}"


def _day(value: dt.date | None) -> dt.date | None:
    """Return the local date of a date or an aware instant; None for anything empty."""
    if not value:
        return None
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


@register.filter
def uk_date(value: dt.date | None) -> str:
    """Return "3 March 2021" for a date or an instant; "" for None."""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


@register.filter
def short_date(value: dt.date | None) -> str:
    """Return "3 Mar 2021" (dense tables only); "" for None."""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}" if day else ""


@register.filter
def month_name(value: dt.date | None) -> str:
    """Return "March 2021" for any date in that month; "" for None."""
    day = _day(value)
    return f"{MONTHS[day.month - 1]} {day.year}" if day else ""


@register.filter
def uk_time(value: dt.datetime | None) -> str:
    """Return "3 March 2021 at 10:42" in local time for an instant; "" for None."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{uk_date(local)} at {local:%H:%M}"
