"""Reads and checks what a case gives, and writes numbers back. Between the two, missing ones are NaN."""

import math
from collections.abc import Sequence
from itertools import chain
from operator import lt
from typing import Any

NAN = math.nan


class CaseError(ValueError):
    """The case cannot be answered; its text says what is wrong with it."""


def numbers(given: dict[str, Any], field: str) -> list[float]:
    """A list of numbers; null is NaN."""
    values = given.get(field)
    if not isinstance(values, list):
        raise CaseError(f"{field} must be a list of numbers.")
    kinds = set(map(type, values))
    if kinds <= {float}:
        return values
    if not kinds <= {float, int, type(None)}:
        raise CaseError(f"{field} must hold numbers or null.")
    try:
        return [NAN if value is None else float(value) for value in values]
    except OverflowError:
        raise CaseError(f"{field} holds a number too big to work with.") from None


def one_number(given: dict[str, Any], field: str) -> float | None:
    """A single number, also when it is written as a list of one; None where there is none."""
    value = given.get(field)
    if value is None:
        return None
    listed = numbers({field: value if isinstance(value, list) else [value]}, field)
    if len(listed) > 1:
        raise CaseError(f"{field} must be one number.")
    return None if not listed or math.isnan(listed[0]) else listed[0]


def positions(given: dict[str, Any], field: str) -> list[int]:
    """Whole numbers: positions from 1, also when one is written without a list."""
    values = given.get(field)
    if values is None:
        return []
    listed = numbers({field: values if isinstance(values, list) else [values]}, field)
    if not all(number.is_integer() for number in listed):
        raise CaseError(f"{field} must hold whole numbers: positions from 1.")
    return [int(number) for number in listed]


def yes_or_no(given: dict[str, Any], field: str) -> bool:
    """True or false; true where nothing is said."""
    value = given.get(field)
    if value not in (None, True, False):
        raise CaseError(f"{field} must be true or false.")
    return value is None or bool(value)


def one_of(given: dict[str, Any], field: str, choices: Sequence[str]) -> str:
    """One of a few words; the first where nothing is said."""
    value = given.get(field)
    if value is None:
        return choices[0]
    if value not in choices:
        raise CaseError(f"{field} must be one of: {', '.join(choices)}.")
    return str(value)


def in_order(keys: list[Any]) -> bool:
    """Whether keys are dates or whole numbers that rise from each to the next."""
    kinds = set(map(type, keys))
    return len(kinds) == 1 and (int in kinds or str in kinds) and all(map(lt, keys, keys[1:]))


def finite(column: list[float]) -> list[float | None]:
    """As JSON can hold it: what is not finite is null."""
    if math.isfinite(sum(column)):
        return list(column)
    return [value if math.isfinite(value) else None for value in column]


def joined(phases: list[dict[str, list[Any]]]) -> dict[str, list[Any]]:
    """Columns of all phases from those of each, which have the same fields."""
    if len(phases) == 1:
        return phases[0]
    return {field: list(chain.from_iterable(phase[field] for phase in phases)) for field in phases[0]}
