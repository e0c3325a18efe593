"""What people type, paste or import, turned into an answer for one period, or into words about what is wrong.

The one reader of numbers, outcomes and period names: the log page, the paste page, corrections and the
import all use it, so they accept and refuse the same. Plain Python but for the measure's choices.
"""

import datetime
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from measures import periods
from measures.disclosure import Figures
from measures.models import CategoryPoint, DataKind, DataPoint, Measure

RECORDED, NOBODY_ELIGIBLE, NOT_COLLECTED = DataPoint.Outcome.values
FIGURES = ("value", "numerator", "denominator", "people")
PART_FIGURES = ("value", "numerator", "denominator")
NOTE_LENGTH = 2000
MOST_PEOPLE = 2_147_483_647
FIRST_YEAR = 1990

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)\Z", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z", re.ASCII)
_COMMA_DECIMAL = re.compile(r"[+-]?\d+,\d+\Z", re.ASCII)
_OUTCOME_WORDS = {
    "recorded": RECORDED,
    "nobody eligible": NOBODY_ELIGIBLE,
    "nobody_eligible": NOBODY_ELIGIBLE,
    "no one eligible": NOBODY_ELIGIBLE,
    "not collected": NOT_COLLECTED,
    "not_collected": NOT_COLLECTED,
}


class Unreadable(ValueError):
    """Typed text that means nothing here; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One period's answer: figures by the measure's kind, or an outcome without any. See DECISIONS 10."""

    outcome: str = RECORDED
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    people: int | None = None
    note: str = ""

    def fields(self) -> dict:
        """As DataPoint holds it."""
        return {
            "outcome": self.outcome,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "people": self.people,
            "note": self.note,
        }

    def texts(self) -> dict[str, str]:
        """As it stands in the fields of a form: "1234", "5.4", ""; the outcome "" where there is a figure."""
        figures = {name: figure_text(getattr(self, name)) for name in FIGURES}
        outcome = "" if self.outcome == RECORDED else self.outcome
        return {**figures, "outcome": outcome, "note": self.note}


def answer_of(point: DataPoint) -> Answer:
    """The answer a stored point holds."""
    return Answer(
        outcome=point.outcome,
        value=point.value,
        numerator=point.numerator,
        denominator=point.denominator,
        people=point.people,
        note=point.note,
    )


def keeping(answer: Answer, stored: Answer, keeps: Collection[str]) -> Answer:
    """`answer` with the fields in `keeps` ("note", "people") as they stand: for sources that can't say them."""
    if not keeps:
        return answer
    kept = {name: getattr(stored, name) for name in keeps}
    if answer.outcome != RECORDED:
        kept.pop("people", None)
    return Answer(**(answer.fields() | kept))


def figure_text(figure: Decimal | int | None) -> str:
    """A stored figure without its trailing noughts: "12", "5.4"; "" for none."""
    if figure is None:
        return ""
    text = format(Decimal(figure), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure_fields(measure: Measure) -> tuple[str, ...]:
    """The fields a figure of this measure has, in the order they are filled."""
    if measure.has_parts:
        return ("numerator", "denominator")
    if measure.data_kind == DataKind.CONTINUOUS and measure.about_people:
        return ("value", "people")
    return ("value",)


def same_answer(one: Answer, other: Answer) -> bool:
    """Whether two answers would be stored alike."""
    return one.texts() == other.texts()


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


def read_outcome(text: object) -> str | None:
    """The outcome named by `text` ("not collected", "Nobody eligible"); None for anything else."""
    return _OUTCOME_WORDS.get(tidy(text).lower())


def read_answer(measure: Measure, texts: Mapping[str, str]) -> tuple[Answer | None, dict[str, str]]:
    """What was typed for one period, as (answer, {}), (None, {}) where nothing was, or (None, errors).

    texts: any of value, numerator, denominator, people, outcome, note. errors: field → what is wrong and
    what to do. Only figures of the measure's own kind are read.
    """
    names = figure_fields(measure)
    typed = {name: tidy(texts.get(name, "")) for name in names}
    note = str(texts.get("note", "")).replace("\x00", "").replace("\r\n", "\n").strip()
    outcome = str(texts.get("outcome", "")).strip() or RECORDED
    if outcome not in DataPoint.Outcome.values:
        return None, {"outcome": "Choose one of the answers."}
    if len(note) > NOTE_LENGTH:
        return None, {"note": f"Keep the note under {NOTE_LENGTH:,} characters; it has {len(note):,}."}
    any_figure = any(typed.values())
    if outcome != RECORDED:
        if any_figure:
            word = DataPoint.Outcome(outcome).label.lower()
            return None, {"outcome": f"There is a figure and “{word}” too. Keep one and clear the other."}
        return Answer(outcome=outcome, note=note), {}
    if not any_figure:
        if note:
            return None, {names[0]: "A note needs a figure, or choose why there is none."}
        return None, {}
    return _read_figures(measure, names, typed, note)


def _read_figures(measure, names, typed, note) -> tuple[Answer | None, dict[str, str]]:
    figures: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for name in names:
        if not typed[name]:
            continue
        try:
            figures[name] = read_number(typed[name], **_rules(measure, name))
        except Unreadable as problem:
            errors[name] = str(problem)
    missing = [name for name in names if not typed[name] and name != "people"]
    for name in missing:
        errors[name] = "Fill both numbers, or neither." if measure.has_parts else "Add the figure itself."
    if errors:
        return None, errors
    if errors := _at_odds(measure, figures):
        return None, errors
    people = figures.get("people")
    return Answer(
        value=figures.get("value"),
        numerator=figures.get("numerator"),
        denominator=figures.get("denominator"),
        people=None if people is None else int(people),
        note=note,
    ), {}


# --- parts of a total -----------------------------------------------------------------------------------

Parts = Mapping[int, Figures]
"""Group (a category's key) → its figures, where there are any."""


def part_fields(measure: Measure) -> tuple[str, ...]:
    """The fields a group's part has: none for kinds that are not broken down."""
    if measure.has_parts:
        return ("numerator", "denominator")
    return ("value",) if measure.data_kind == DataKind.COUNT else ()


def part_of(row: CategoryPoint) -> Figures:
    """The figures a stored part holds."""
    return Figures(row.value, row.numerator, row.denominator)


def part_texts(part: Figures | None) -> dict[str, str]:
    """As it stands in the fields of a form."""
    return {name: figure_text(getattr(part, name)) if part else "" for name in PART_FIGURES}


def part_words(part: Figures) -> str:
    """A part in a few words: "12", "3 of 12"."""
    texts = part_texts(part)
    return texts["value"] or f"{texts['numerator']} of {texts['denominator']}"


def part_columns(part: Figures) -> dict[str, Decimal | None]:
    """As CategoryPoint and the history hold it."""
    return {name: getattr(part, name) for name in PART_FIGURES}


def part_from_history(stored: Mapping[str, str | None] | None) -> Figures | None:
    """A part out of the history."""
    if stored is None:
        return None
    return Figures(**{name: None if text is None else Decimal(text) for name, text in stored.items()})


def read_part(measure: Measure, texts: Mapping[str, str]) -> tuple[Figures | None, dict[str, str]]:
    """What was typed for one group, as (figures, {}), (None, {}) where nothing was, or (None, errors).

    0 of 0 says that nobody of the group was there to be counted.
    """
    typed = {name: tidy(texts.get(name, "")) for name in part_fields(measure)}
    if not any(typed.values()):
        return None, {}
    figures: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for name, text in typed.items():
        try:
            figures[name] = read_number(text, **_rules(measure, name)) if text else Decimal(-1)
        except Unreadable as problem:
            errors[name] = str(problem)
        if not text:
            errors[name] = "Fill both numbers, or neither."
    if errors:
        return None, errors
    if measure.has_parts:
        numerator, denominator = figures["numerator"], figures["denominator"]
        if measure.data_kind == DataKind.PROPORTION and numerator > denominator:
            words = f"{figure_text(numerator)} is more than {figure_text(denominator)}. Check both numbers."
            return None, {"numerator": words}
        if numerator and not denominator:
            return None, {"denominator": "Nothing can be worked out of 0. Check both numbers."}
    return Figures(**figures), {}


def parts_problem(measure: Measure, answer: Answer, parts: Parts, *, exclusive: bool) -> str:
    """What is wrong with the parts of one breakdown beside their total, or "".

    Parts that exclude each other add up to at most the total; others are each at most the total. A proportion's
    parts must also leave room for those not counted.
    """
    if not parts:
        return ""
    if answer.outcome != RECORDED:
        return "There are figures of groups but no total. Add the total, or clear them."
    whole = _adding(measure, Figures(answer.value, answer.numerator, answer.denominator))
    columns = [_adding(measure, part) for part in parts.values()]
    sums = [[sum(column, Decimal(0)) for column in zip(*columns, strict=True)]] if exclusive else columns
    for found in sums:
        for number, most, what in zip(found, whole, _adding_words(measure), strict=True):
            if number > most:
                begin = "The groups add up to" if exclusive else "One group has"
                said = f"{begin} {figure_text(number)}{what}"
                return f"{said}, more than the {figure_text(most)} of the total. Check them."
    return ""


def _adding(measure: Measure, figures: Figures) -> list[Decimal]:
    """The figures as numbers none of which may be more than the total's."""
    if measure.data_kind == DataKind.COUNT:
        return [figures.value or Decimal(0)]
    numerator, denominator = figures.numerator or Decimal(0), figures.denominator or Decimal(0)
    if measure.data_kind == DataKind.PROPORTION:
        return [numerator, denominator, denominator - numerator]
    return [numerator, denominator]


def _adding_words(measure: Measure) -> list[str]:
    """What each of those numbers counts, for after it."""
    if measure.data_kind == DataKind.COUNT:
        return [""]
    counted = measure.numerator_label or "counted"
    words = [f" ({counted})", f" ({measure.denominator_label or 'out of'})"]
    return [*words, f" (not {counted})"] if measure.data_kind == DataKind.PROPORTION else words


def _rules(measure: Measure, name: str) -> dict[str, bool]:
    """How one field is read: people and events are counted whole, only measurements may be negative."""
    if name == "people":
        return {"whole": True}
    if measure.data_kind == DataKind.CONTINUOUS:
        return {"below_zero": True, "percent": measure.unit.strip() == "%"}
    whole = measure.about_people and not (measure.data_kind == DataKind.RATE and name == "denominator")
    return {"whole": whole}


def _at_odds(measure: Measure, figures: Mapping[str, Decimal]) -> dict[str, str]:
    people = figures.get("people")
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        return {"people": "How many people does the figure stand for? If nobody was eligible, choose that."}
    if "denominator" not in figures:
        return {}
    numerator, denominator = figures["numerator"], figures["denominator"]
    if denominator == 0:
        return {"denominator": "Nothing can be worked out of 0. If nobody was eligible, choose that."}
    if measure.data_kind == DataKind.PROPORTION and numerator > denominator:
        words = f"{figure_text(numerator)} is more than {figure_text(denominator)}. Check both numbers."
        return {"numerator": words}
    return {}


# --- periods ---------------------------------------------------------------------------------------------

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
