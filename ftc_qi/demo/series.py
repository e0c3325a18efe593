"""Made-up figures: seeded by the measure's name, so that the same story always has the same numbers.

Figures depend on the position in the series alone, never on the calendar: the shape of every chart is the
same whatever day the demo is loaded on. Pure: no Django, no clock.
"""

import datetime
import math
import random
from typing import Any

from .plan import NEVER_ANSWERED, Series

Figures = dict[str, Any]
"""Fields of a data point."""


def figures(name: str, data_kind: str, series: Series, decimals: int = 0) -> list[Figures | None]:
    """A measure's answers from the oldest period to the newest; None where nobody ever answered."""
    dice = random.Random(f"{name}/{series.salt}")  # noqa: S311 (made-up figures, not secrets)
    answers: list[Figures | None] = []
    for position in range(series.n):
        made = _made_up(dice, data_kind, series, _level(series, position), decimals)
        if position in series.fixed:
            made = as_fields(data_kind, series.fixed[position])
        if position in series.gaps:
            gap = series.gaps[position]
            answers.append(None if gap == NEVER_ANSWERED else {"outcome": gap})
        else:
            answers.append({"outcome": "recorded"} | made)
    return answers


def event_days(name: str, series: Series, today: datetime.date) -> list[datetime.date]:
    """Days on which rare events happened, oldest first, at least a day apart; levels are days between."""
    dice = random.Random(f"{name}/{series.salt}")  # noqa: S311
    gaps = [max(1, round(dice.gammavariate(2.5, _level(series, i) / 2.5))) for i in range(series.n)]
    day = today - datetime.timedelta(days=3 + dice.randint(0, 9))
    days = []
    for gap in reversed(gaps):
        days.append(day)
        day -= datetime.timedelta(days=gap)
    return days[::-1]


def parts(name: str, total: int, shares: tuple[float, ...]) -> list[int]:
    """A total's people put into groups by chance; those beyond the shares are in none."""
    dice = random.Random(name)  # noqa: S311
    found = [0] * len(shares)
    for _ in range(total):
        throw, edge = dice.random(), 0.0
        for index, share in enumerate(shares):
            edge += share
            if throw < edge:
                found[index] += 1
                break
    return found


def _level(series: Series, position: int) -> float:
    return [level for start, level in series.levels if start <= position][-1]


def _made_up(dice: random.Random, data_kind: str, series: Series, level: float, decimals: int) -> Figures:
    base = dice.randint(*series.base)
    if data_kind == "proportion":
        share = level + dice.gauss(0, 0.04 if series.spread is None else series.spread)
        return {"numerator": round(base * min(max(share, 0), 1)), "denominator": base}
    if data_kind == "rate":
        return {"numerator": _chance_count(dice, level * base), "denominator": base}
    if data_kind == "continuous":
        value = max(level + dice.gauss(0, series.spread or 0), 0)
        return {"value": round(value, decimals)} | ({"people": base} if base else {})
    if series.spread is None:
        return {"value": _chance_count(dice, level)}
    return {"value": max(round(level + dice.gauss(0, series.spread)), 0)}


def as_fields(data_kind: str, values: tuple[float, ...]) -> Figures:
    """Figures in the order they are read out, as fields of a data point."""
    if data_kind in ("proportion", "rate"):
        return dict(zip(("numerator", "denominator"), values, strict=True))
    return dict(zip(("value", "people"), values, strict=False))


def _chance_count(dice: random.Random, mean: float) -> int:
    """A Poisson count: multiply uniform numbers until they fall below e^-mean (in steps, for large means)."""
    count, left = 0, mean
    while left > 0:
        step, product = min(left, 500.0), 1.0
        limit = math.exp(-step)
        while (product := product * dice.random()) > limit:
            count += 1
        left -= step
    return count
