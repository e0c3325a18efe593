"""How long the statistics take, every field of points and phases included, over a loop that only averages.

`python -m tests.bench.engine` prints this alone. Timed is `answer`, the function the command calls for each case;
reading and writing JSON is not. Each figure is this process's own processor time on its one core, the least of
several rounds: what else the machine does only adds.
"""

import gc
import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from time import process_time
from typing import Any

from measures.spc.reference import answer

SERIES, POINTS, LONG = 1000, 36, 1_000_000
FIRST = date(1900, 1, 1)


def i_chart(values: list[float]) -> dict[str, Any]:
    """An I chart with the Anhøj rules."""
    given = {"chart": "i", "x": list(range(1, len(values) + 1)), "y": values, "screen_mr": True}
    return {"id": 1, "input": given}


def xmr_chart(values: list[float]) -> dict[str, Any]:
    """An XmR chart with the four NHS rules. Dates beyond the calendar are numbered."""
    dates = [
        (FIRST + timedelta(days=i)).isoformat() if len(values) < LONG else f"{i:010d}"
        for i in range(len(values))
    ]
    given = {
        "chart": "xmr",
        "date": dates,
        "value": values,
        "improvement_direction": "increase",
        "target": 52,
        "screen_outliers": True,
    }
    return {"id": 1, "input": given}


CHARTS = {"I with Anhøj rules": i_chart, "NHS XmR, four rules": xmr_chart}


def noise(n: int, seed: int = 1) -> list[float]:
    random_numbers = random.Random(seed)
    return [round(random_numbers.gauss(50, 5), 1) for _ in range(n)]


def averages(values: list[float]) -> tuple[float, float]:
    """The floor: the mean and the average moving range in one plain loop."""
    total = ranges = 0.0
    before = values[0]
    for value in values:
        total += value
        ranges += abs(value - before)
        before = value
    return total / len(values), ranges / (len(values) - 1)


def least(action: Callable[[Any], object], each: list[Any], rounds: int) -> float:
    """Milliseconds for one pass over `each`: the least of some rounds, taken for each tenth of it by itself."""
    size = max(len(each) // 10, 1)
    total = 0.0
    for start in range(0, len(each), size):
        some = each[start : start + size]
        best = float("inf")
        for _ in range(rounds):
            started = process_time()
            for one in some:
                action(one)
            best = min(best, process_time() - started)
        total += best * 1000
    return total


def measure(rounds: int) -> None:
    gc.collect()
    sets = [noise(POINTS, seed) for seed in range(SERIES)]
    floor = least(averages, sets, rounds)
    print(f"\n{SERIES} series of {POINTS} points: mean and average moving range alone take {floor:.2f} ms")
    print(f"{'chart':<22}{'ms':>8}{'times':>8}   t(10n)/t(n) at 1x, 10x, 100x   {LONG:,} points, s")
    for name, chart in CHARTS.items():
        whole = least(answer, [chart(values) for values in sets], rounds)
        lengths = [POINTS * factor for factor in (1, 10, 100, 1000)]
        # The same number of points at each length, so that none is timed on a warmer processor than another.
        times = [
            least(answer, [chart(noise(n, seed)) for seed in range(lengths[-1] // n)], max(rounds // 5, 3))
            / (lengths[-1] // n)
            for n in lengths
        ]
        growth = "  ".join(f"{after / before:5.1f}" for before, after in pairwise(times))
        long = least(answer, [chart(noise(LONG))], 3) / 1000
        print(f"{name:<22}{whole:8.1f}{whole / floor:8.1f}   {growth:<32}{long:.2f}")


if __name__ == "__main__":
    measure(rounds=30)
