"""The parts of a total by groups: typed, stored, in words, and held against their total."""

from collections.abc import Mapping
from decimal import Decimal

from measures.disclosure import Figures
from measures.models import CategoryPoint, DataKind, Measure

from .answers import RECORDED, Answer, more_than_all, read_figures
from .numbers import figure_text, tidy

PART_FIGURES = ("value", "numerator", "denominator")

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
    figures, errors = read_figures(measure, typed)
    if measure.has_parts and not errors:
        errors = more_than_all(measure, figures)
        if not errors and figures["numerator"] and not figures["denominator"]:
            errors = {"denominator": "Nothing can be worked out of 0. Check both numbers."}
    return (None, errors) if errors else (Figures(**figures), {})


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
