"""Find what could identify a person in typed text. Plain Python; the text itself is never kept or logged.

The app holds totals only. A valid NHS number is refused; what merely looks like a way to reach or name
somebody is asked about once (DECISIONS 8).
"""

import re

NHS_NUMBER = "an NHS number"
EMAIL = "an e-mail address"
PHONE = "a phone number"
POSTCODE = "a full postcode"
BIRTH = "a date of birth"
SMALL_NUMBER = "a small number"

_TEN_DIGITS = re.compile(r"(?<![\d.])(?:\d[ -]?){9}\d(?!\.?\d)")
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.I)
_PHONE = re.compile(r"(?<![\d.])(?:\+44[ -]?\(?0?\)?|\(?0)(?:[ ()-]?\d){9,10}(?!\.?\d)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.I)
_BIRTH = re.compile(
    r"\b(?:born|birth|d\.?o\.?b\.?)\b[^.\n]{0,20}\d|\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b", re.I
)
_NUMBER = re.compile(r"(?<![\d.,£/:-])(\d+)(?![\d%]|[.,:/-]\d)")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def is_nhs_number(digits: str) -> bool:
    """True for ten digits whose last one checks the others (modulus 11)."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return (0 if check == 11 else check) == int(digits[9])


def found_in(text: str) -> list[str]:
    """What kinds of personal data `text` seems to hold, as words for a message; [] for none."""
    kinds = []
    if any(is_nhs_number(re.sub(r"\D", "", match)) for match in _TEN_DIGITS.findall(text)):
        kinds.append(NHS_NUMBER)
    for kind, pattern in ((EMAIL, _EMAIL), (PHONE, _PHONE), (POSTCODE, _POSTCODE), (BIRTH, _BIRTH)):
        if pattern.search(text) and not (kind == PHONE and NHS_NUMBER in kinds):
            kinds.append(kind)
    return kinds


def holds_small_number(text: str, hide_below: int) -> bool:
    """True where `text` holds a whole number from 1 to `hide_below` − 1, in digits or (to nine) in words.

    Percentages, money, dates with slashes and decimals are not counted.
    """
    if any(1 <= int(number) < hide_below for number in _NUMBER.findall(text)[:200] if len(number) < 6):
        return True
    words = "|".join(_WORDS[: max(hide_below - 1, 0)])
    return bool(words and re.search(rf"\b(?:{words})\b", text, re.I))
