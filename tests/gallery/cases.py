"""What the gallery shows: one series for each thing a chart can have to say."""

import datetime
import random
from decimal import Decimal

from measures.periods import step
from measures.series import Flag, Pause
from tests.measures.examples import APRIL_2024, shared, working

DAY = datetime.date


def _flags() -> tuple[Flag, ...]:
    return (
        Flag(kind="cycle", on=DAY(2024, 9, 1), until=DAY(2024, 11, 30), mark="1", text="Tea table", id=1),
        Flag(kind="cycle", on=DAY(2025, 2, 1), until=DAY(2025, 9, 30), mark="2", text="Peer makes the offer", id=2),
        Flag(kind="annotation", on=DAY(2025, 5, 10), mark="A", text="hostel closed", id=3),
        Flag(kind="annotation", on=DAY(2025, 8, 10), mark="B", text="A long note that has no room on any chart", id=4),
    )  # fmt: skip


def _around(middle: float, spread: float, count: int, seed: int = 1) -> list[int]:
    chance = random.Random(seed)
    return [round(chance.gauss(middle, spread)) for _ in range(count)]


def _percent(numbers, of=90):
    return [(round(number * of / 100), of) if not isinstance(number, str) else number for number in numbers]


def _of(numbers, denominators):
    return [(round(number * of / 100), of) for number, of in zip(numbers, denominators, strict=True)]


def _events(gaps) -> list[datetime.date]:
    days = [DAY(2024, 1, 8)]
    for gap in gaps:
        days.append(days[-1] + datetime.timedelta(days=gap))
    return days


DENOMINATORS = [80, 120, 60, 150, 95, 70, 180, 110, 64, 90, 130, 75] * 2
CASES = {
    "improving": working(
        _percent([38, 43, 41, 36, 45, 40, 42, 39, 44, 37, 43, 41, 52, 55, 51, 57, 54, 56, 58, 55]),
        data_kind="proportion", target=Decimal("0.7"), target_on=DAY(2027, 3, 1), phases=[(None, 12, "")], flags=_flags(),
    ),
    "worsening": working(
        _around(30, 4, 14) + _around(42, 3, 9), direction="down", target=Decimal(25), phases=[(None, 12, "")],
    ),
    "unclear": working(
        _around(30, 4, 14) + _around(42, 3, 9), direction="neutral", data_kind="continuous", unit="minutes", chart="run",
    ),
    "unstable": working(
        [12, 15, 13, 14, 12, 31, 13, 15, 14, 12, 13, 2, 14, 15, 13, 12, 28, 14, 13, 15], data_kind="continuous",
        unit="days", direction="down", chart="xmr",
    ),
    "too short": working([12, 15, 11, 14, 13], target=Decimal(20)),
    "all zero": working([0] * 16, direction="down"),
    "constant": working([7] * 16, chart="c"),
    "constant, XmR": working([7] * 16, data_kind="continuous", unit="days"),
    "gaps of each kind": shared(
        [22, 25, None, 24, "not_collected", "not_collected", 21, 26, "nobody_eligible", 23, 2, 3, 25, 24, 27, 22, None, 25, 24, 26],
    ),
    "re-based": shared(
        _percent([38, 43, 41, 36, 45, 40, 42, 39, 44, 37, 43, 41, 52, 55, 51, 57, 54, 56, 58, 62, 63, 60, 64, 61, 66, 62]),
        data_kind="proportion", target=Decimal("0.7"), flags=_flags(),
        phases=[(None, 12, ""), (step(APRIL_2024, "monthly", 19), None, "peers make the offer")],
    ),
    "re-based, with limits": working(
        _around(60, 6, 14, 3) + _around(44, 4, 12, 4), data_kind="continuous", unit="days", direction="down",
        target=Decimal(40), flags=_flags(), phases=[(None, 12, ""), (step(APRIL_2024, "monthly", 14), None, "new form")],
    ),
    "paused": working(
        [*_around(30, 4, 8), None, None, None, None, *_around(31, 4, 9, 2)],
        pauses=[Pause(starts_on=DAY(2024, 12, 1), ends_on=DAY(2025, 3, 31))],
    ),
    "events, days between: T chart": working(
        data_kind="events", unit="days", direction="up",
        events=_events([12, 31, 8, 44, 19, 27, 5, 60, 22, 14, 38, 71, 90, 66, 120, 84]),
    ),
    "events, cases between: G chart": working(
        data_kind="events", direction="up",
        events=[(day, 20 + 9 * (k % 7)) for k, day in enumerate(_events([12, 31, 8, 44, 19, 27, 5, 60, 22, 14, 38, 21, 30]))],
    ),
    "events, as others see them": shared(
        data_kind="events", events=_events([12, 31, 8, 44, 19, 27, 5, 60, 22, 14, 38, 71, 90, 66, 120, 84]),
    ),
    "protected in part": shared([12, 3, 14, 11, 13, 4, 12, 15, 11, 12, 14, 13, 2, 12, 15], target=Decimal(20)),
    "protected wholly": shared([1, 2, 3, 4] * 4),
    "200 points": working(
        [20 + value for value in _around(0, 4, 120)] + [27 + value for value in _around(0, 4, 80, 5)],
        frequency="weekly", start=DAY(2022, 1, 3), phases=[(None, 24, "")],
    ),
    "200 points, with limits": working(
        _around(40, 5, 200, 8), frequency="weekly", start=DAY(2022, 1, 3), data_kind="continuous", unit="hours",
        direction="down",
    ),
    "limits varying: P chart": working(
        _of([40, 45, 38, 42, 60, 41, 39, 44, 40, 37, 43, 41, 45, 52, 39, 55, 50, 57, 54, 49, 58, 52, 61, 56], DENOMINATORS),
        data_kind="proportion", chart="p", target=Decimal("0.6"),
    ),
    "limits varying, frozen and re-based: U chart": working(
        [(n, d) for n, d in zip(_around(9, 2, 24, 6), [900, 1300, 700, 1500] * 6, strict=True)],
        data_kind="rate", per=1000, direction="down", chart="u", denominator_label="Bed days",
        phases=[(None, 12, ""), (step(APRIL_2024, "monthly", 16), None, "ward moved")],
    ),
    "C chart": working([*_around(14, 4, 18, 11), 31], chart="c", direction="down"),
    "XmR with target": working(
        [6, 8, 5, 7, 9, 6, 7, 8, 6, 5, 7, 8, 6, 7, 12, 6, 5, 4, 5, 4, 3, 4, 5, 4], data_kind="continuous", unit="days",
        direction="down", target=Decimal(5), phases=[(None, 12, "")], flags=_flags()[:1],
    ),
    "XmR, rising trend and two of three": working(
        [20, 22, 19, 21, 23, 20, 21, 22, 20, 19, 21, 22, 26, 21, 26, 20, 19, 20, 21, 22, 23, 24, 25], data_kind="continuous",
        unit="minutes", direction="up",
    ),
    "one left out": working(
        [10 + i % 4 for i in range(14)] + [31] + [12, 11, 13], data_kind="continuous", unit="days", direction="down",
        excluded=[step(APRIL_2024, "monthly", 14)],
    ),
    "axis from zero": working([(n, 100) for n in _around(88, 3, 20)], data_kind="proportion", y_axis="zero"),
    "axis zoomed": working(_around(480, 9, 20), y_axis="zoom"),
    "negative": working([(-4, 9), (3, 9), (-8, 9), (2, 9)] * 4, data_kind="continuous", unit="points"),
    "one decimal": working([(n, 997) for n in _around(40, 4, 20)], data_kind="proportion", decimals=1),
}  # fmt: skip
