"""Cases nobody would wish for: short, flat, tied, gappy, with denominators of nothing or next to nothing."""

from datetime import date, timedelta

QIC_CHARTS = ("run", "i", "mr", "xbar", "s", "t", "c", "u", "up", "p", "pp", "g", "ip")
LENGTHS = (1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 20, 30, 30, 60, 220)


def series(rng, n):
    """A list of numbers of one of many kinds."""
    near, level = rng.choice([0.1, 5, 100.0, 1e6]), rng.choice([0, 0.1, 1, -2.5, 1e9, 1 / 3, 1e-9, 7])
    one = rng.choice(
        [
            lambda i: level,
            lambda i: near + rng.choice([0, 0, 0, 0.1]),
            lambda i: rng.choice([1, 2, 3]),
            lambda i: rng.choice([0.1, 0.2, 0.3, 0.4]),
            lambda i: round(rng.gauss(50, 5), 2),
            lambda i: round(rng.gauss(0, 5), 1),
            lambda i: rng.choice([0, 0, 0, 0, 1]),
            lambda i: i + rng.choice([0, 0, 0.5]),
            lambda i: rng.choice([1, 1, 1, 1, 1, 50]),
            lambda i: round(rng.expovariate(0.05), 1) + 0.1,
            lambda i: (-1) ** i * rng.choice([1, 2]),
        ]
    )
    return with_gaps(rng, [one(i) for i in range(n)])


def with_gaps(rng, values):
    if rng.random() < 0.02:
        return [None] * len(values)
    if rng.random() < 0.3:
        return [None if rng.random() < 0.15 else value for value in values]
    return values


def perhaps(rng, chance, value):
    return value if rng.random() < chance else None


def xmr_case(rng):
    """An input for an NHS XmR chart."""
    n = rng.choice(LENGTHS)
    dates = [(date(2020, 1, 1) + timedelta(days=30 * i)).isoformat() for i in range(n)]
    given = {
        "chart": "xmr",
        "date": dates,
        "value": series(rng, n),
        "rebase": rng.choice(
            [None, None, [], [rng.choice(dates)], [rng.choice(dates), rng.choice(dates), "1999-01-01"]]
        ),
        "fix_after_n_points": perhaps(rng, 0.4, rng.choice([12, 13, 20, 400, 3])),
        "improvement_direction": rng.choice(["increase", "decrease", "neutral"]),
        "target": rng.choice([None, 0, 2, 50, 60, 1e9]),
        "screen_outliers": rng.random() < 0.7,
    }
    if rng.random() < 0.2:
        rng.shuffle(dates)
    if rng.random() < 0.03:
        dates[0] = dates[-1]
    return given


def qic_case(rng, chart):
    """An input for any other chart."""
    n = rng.choice(LENGTHS)
    x, y, denominators = list(range(1, n + 1)), series(rng, n), None
    if chart in ("xbar", "s") or rng.random() < 0.15:
        x = [i // rng.choice([1, 2, 3, 5]) if rng.random() < 0.5 else i // 4 for i in range(n)]
        if rng.random() < 0.3:
            rng.shuffle(x)
    if chart in ("u", "up", "p", "pp", "ip") or rng.random() < 0.05:
        unit = rng.choice([1, 5, 50, 10_000, 1e-3, 1e-12])
        sizes = rng.choice([[1], [1, 1, 2, 3], [0, 1, 1, 2, None]])
        denominators = [None if (size := rng.choice(sizes)) is None else unit * size for _ in y]
        y = [None if value is None else abs(value) for value in y]
        if chart in ("p", "pp"):
            y = [None if a is None else min(a, b or 0) for a, b in zip(y, denominators, strict=True)]
        if rng.random() < 0.2:  # events where nobody was at risk
            y = [None if a is None else a + (not b) for a, b in zip(y, denominators, strict=True)]
    return {
        "chart": chart,
        "x": x,
        "y": y,
        "n": denominators,
        "freeze": perhaps(rng, 0.25, rng.choice([0, 1, 2, 5, 12, n])),
        "part": perhaps(rng, 0.25, rng.choice([[1], [2], [3, 6], [1, 2, 3], [n], [0], [-1, 4, 4]])),
        "exclude": perhaps(rng, 0.25, [rng.randint(1, n) for _ in range(rng.choice([1, 2, n]))]),
        "target": None,
        "cl": perhaps(rng, 0.12, rng.choice([0, 0.5, 5, 50, 0.1])),
        "multiply": rng.choice([1, 1, 1, 100, 1000, 0.5]),
        "agg": rng.choice(["mean", "mean", "median"]),
        "method": "anhoej",
        "screen_mr": rng.random() < 0.7,
    }
