"""Numbers as people type them, and back."""

import re
import unicodedata
from decimal import Decimal

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)\Z", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z", re.ASCII)
_COMMA_DECIMAL = re.compile(r"[+-]?\d+,\d+\Z", re.ASCII)


class Unreadable(ValueError):
    """Typed text that means nothing here; the message says what to do."""


def figure_text(figure: Decimal | int | None) -> str:
    """A stored figure without its trailing noughts: "12", "5.4"; "" for none."""
    if figure is None:
        return ""
    text = format(Decimal(figure), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def tidy(text: object) -> str:
    """Typed text with odd spaces, full-width digits and typographic minus signs made plain."""
    plain = unicodedata.normalize("NFKC", str(text)).replace("−", "-").replace("–", "-")
    return re.sub(r"[\s\x00]+", " ", plain).strip()


def read_number(
    text: object, *, whole: bool = False, below_zero: bool = False, percent: bool = False
) -> Decimal:
    """The number in `text`: "1,234", " 12 ", "5.4". Raises Unreadable.

    whole: nothing after the point. below_zero: negative numbers are allowed. percent: a "%" at the end is
    passed over (a measurement whose unit is %).
    """
    typed = tidy(text)
    compact = typed.replace(" ", "").replace("£", "").replace("'", "")
    if compact.endswith("%"):
        if not percent:
            raise Unreadable(f"“{typed[:20]}” is a percentage. Type the numbers it was worked out from.")
        compact = compact[:-1]
    if _THOUSANDS.match(compact):
        compact = compact.replace(",", "")
    elif _COMMA_DECIMAL.match(compact):
        raise Unreadable(
            f"Is “{typed[:20]}” a decimal? Write it with a point: {compact.replace(',', '.')[:20]}."
        )
    if not _PLAIN.match(compact):
        raise Unreadable(f"“{typed[:20]}” is not a number. Type digits only.")
    number = Decimal(compact)
    if number < 0 and not below_zero:
        raise Unreadable("This can't be below 0. Check the number.")
    if whole and number != number.to_integral_value():
        raise Unreadable(f"{typed[:20]} is not a whole number. Count whole people or events.")
    if abs(number) >= Decimal(10) ** 11:
        raise Unreadable("This number is too large. Check it.")
    if number != number.quantize(Decimal("0.0001")):
        raise Unreadable("Use at most 4 digits after the point.")
    return abs(number) if number == 0 else number
