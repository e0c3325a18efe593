"""A second implementation of the reference mode, written from the definitions for reading rather than for speed.

It shares no code with `measures.spc`. Numbers are floats, None is missing; sums are exact fractions, rounded at
the end. Where a definition says nothing (infinite values, negative roots) a number that cannot be had is None.
"""

import math
from fractions import Fraction
from itertools import pairwise
from math import comb

INF = math.inf


def finite(value):
    return value is not None and math.isfinite(value)


def add(values):
    """Sum of the values that are known; None where infinities of both signs meet."""
    known = [value for value in values if value is not None]
    infinite = [value for value in known if math.isinf(value)]
    if infinite:
        return infinite[0] if len(set(infinite)) == 1 else None
    return float(sum(map(Fraction, known)))


def average(values):
    known = [value for value in values if value is not None]
    if not known:
        return None
    if any(math.isinf(value) for value in known):
        return add(known)
    return float(sum(map(Fraction, known)) / len(known))


def middle(values):
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    half = len(known) // 2
    return (
        known[half]
        if len(known) % 2 or known[half] == known[half - 1]
        else (known[half - 1] + known[half]) / 2
    )


def deviation(values):
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    mean = average(known)
    return root(add([(value - mean) ** 2 for value in known]) / (len(known) - 1))


def over(a, b):
    if a is None or b is None:
        return None
    if b == 0:
        return None if a == 0 else math.copysign(INF, a)
    if math.isinf(a) and math.isinf(b):
        return None
    return a / b


def minus(a, b):
    if a is None or b is None or (math.isinf(a) and a == b):
        return None
    return a - b


def times(a, b):
    if a is None or b is None or (0 in (a, b) and INF in (abs(a), abs(b))):
        return None
    return a * b


def plus(a, b):
    return None if b is None else minus(a, -b)


def root(a):
    return None if a is None or a < 0 else math.sqrt(a)


def raised(a, exponent):
    return None if a is None or a < 0 else a**exponent


def steps(values):
    found = []
    for before, after in pairwise(values):
        step = minus(after, before)
        found.append(None if step is None else abs(step))
    return found


def screened_average(ranges, screen, factor=3.267):
    mean = average(ranges)
    if screen and mean is not None:
        mean = average([one for one in ranges if one is not None and one < factor * mean])
    return mean


def cut(line, lowest=-INF, highest=INF):
    return min(max(line, lowest), highest) if finite(line) else None


def c4(k):
    if k <= 1:
        return None
    return math.sqrt(2 / (k - 1)) * math.exp(math.lgamma(k / 2) - math.lgamma((k - 1) / 2))


def subgroups(given):
    """One dictionary for each subgroup, in order of x."""
    ys, ns, xs = given["y"], given.get("n"), given["x"]
    found = []
    for x in sorted(set(xs)):
        rows = [i for i in range(len(xs)) if xs[i] == x]
        if ns is None:
            values = [ys[i] for i in rows]
            n = None
        else:
            values = [ys[i] if ns[i] is not None else None for i in rows]
            n = add([ns[i] for i in rows if ys[i] is not None])
        k = len([value for value in values if value is not None])
        total = values[0] if len(values) == 1 else add(values)
        if ns is not None:
            y = over(add(values), n)
        else:
            y = middle(values) if given.get("agg") == "median" else average(values)
        found.append(
            {"x": x, "k": k, "sum": total, "mean": average(values), "sd": deviation(values), "n": n, "y": y}
        )
    return found


def lines_of(chart, groups, base, cl, screen):  # noqa: C901 (the table of the definitions, row by row)
    """Of one phase: y, centre and, by point, (ucl, lcl, ucl_95, lcl_95)."""
    y = [group["y"] for group in groups]
    n = [group["n"] for group in groups]
    k = [group["k"] for group in groups]

    def based(values):
        return [value for value, feeds in zip(values, base, strict=True) if feeds]

    def around(centre, sigmas, lowest=-INF, highest=INF):
        lines = []
        for sigma in sigmas:
            above = [cut(plus(centre, times(z, sigma)), highest=highest) for z in (3, 2)]
            below = [cut(minus(centre, times(z, sigma)), lowest=lowest) for z in (3, 2)]
            lines.append([above[0], below[0], above[1], below[1]])
        return lines

    if chart == "run":
        return y, middle(based(y)) if cl is None else cl, [[None] * 4 for _ in y]
    if chart == "i":
        centre = average(based(y)) if cl is None else cl
        amr = screened_average(steps(based(y)), screen)
        return y, centre, around(centre, [over(amr, 1.128)] * len(y))
    if chart == "mr":
        y = [None, *steps(y)]
        centre = average(based(y)) if cl is None else cl
        up = times(3.267, centre)
        return y, centre, [[cut(up), 0, cut(times(2 / 3, up)), 0] for _ in y]
    if chart == "t":
        rooted = [raised(value, 1 / 3.6) for value in y]
        centre = average(based(rooted)) if cl is None else raised(cl, 1 / 3.6)
        amr = screened_average(steps(based(rooted)), screen)
        ends = [raised(line, 3.6) for line in around(centre, [over(amr, 1.128)])[0]]
        ends[1] = ends[1] or 0
        # Constant times lie on their line, which the power and its root alone would not say.
        used = set(based(y)) - {None}
        middle_line = (
            used.pop() if len(used) == 1 and cl is None else raised(centre, 3.6) if cl is None else cl
        )
        return y, middle_line, [ends for _ in y]
    if chart == "c":
        y = [group["sum"] for group in groups]
        centre = average(based(y)) if cl is None else cl
        return y, centre, around(centre, [root(centre)] * len(y), 0)
    if chart == "g":
        m = average(based(y)) if cl is None else cl
        sigma = root(times(m, plus(m, 1)))
        return y, middle(based(y)) if cl is None else 0.693 * cl, around(m, [sigma] * len(y), 0)
    if chart in ("u", "up", "p", "pp"):
        sums = [group["sum"] for group in groups]
        centre = over(add(based(sums)), add(based(n))) if cl is None else cl
        spread = centre if chart[0] == "u" else times(centre, minus(1, centre))
        sigmas = [root(over(spread, one)) for one in n]
        if len(chart) == 2:
            z = based([over(minus(a, centre), sigma) for a, sigma in zip(y, sigmas, strict=True)])
            sz = over(screened_average(steps(z), screen), 1.128)
            sigmas = [times(sigma, sz) for sigma in sigmas]
        return y, centre, around(centre, sigmas, 0, 1 if chart[0] == "p" else INF)
    if chart == "ip":
        if n[0] is None:
            n = k
        used = based([(times(a, b), b) for a, b in zip(y, n, strict=True)])
        centre = over(add([a for a, _ in used]), add([b for _, b in used])) if cl is None else cl
        inverse = [over(1, one) for one in n]
        s = [
            over(times(math.sqrt(math.pi / 2), step), root(plus(a, b)))
            for step, a, b in zip(steps(y), inverse, inverse[1:], strict=False)
        ]
        mean = screened_average(s, screen, 3.2665)
        return y, centre, around(centre, [times(mean, root(one)) for one in inverse])
    sds = [group["sd"] for group in groups]
    if len(set(k)) == 1:
        pooled = average(based(sds))
    else:
        squares = [None if sd is None else (size - 1) * (sd * sd) for size, sd in zip(k, sds, strict=True)]
        pooled = root(over(add(based(squares)), add([size - 1 for size in based(k)])))
    if chart == "xbar":
        means = [group["mean"] for group in groups]
        products = [times(size, mean) for size, mean in zip(k, means, strict=True)]
        centre = over(add(based(products)), add(based(k))) if cl is None else cl
        return y, centre, around(centre, [over(pooled, times(c4(size), math.sqrt(size))) for size in k])
    centre = pooled if cl is None else cl
    lines = []
    for size in k:
        c = c4(size)
        wide = None if c is None else math.sqrt(1 - c * c) / c
        lines.append(
            [None] * 4
            if wide is None
            else [
                cut(times(centre, factor))
                for factor in (1 + 3 * wide, max(0, 1 - 3 * wide), 1 + 2 * wide, max(0, 1 - 2 * wide))
            ]
        )
    return sds, centre, lines


def runs(sides):
    """The runs analysis from sides in order."""
    useful = [side for side in sides if side]
    n = len(useful)
    if not n:
        return {"n_useful": 0, "longest_run": None, "longest_run_max": None, "n_crossings": None,
                "n_crossings_min": None, "runs_signal": False}  # fmt: skip
    longest = run = 1
    crossings = 0
    for before, after in pairwise(useful):
        run = run + 1 if before == after else 1
        crossings += before != after
        longest = max(longest, run)
    most = 3
    while n * n > 2 ** (2 * (most - 3) + 1):  # round(log2 n), in whole numbers
        most += 1
    fewest, ways = 0, 1
    while 20 * ways < 2 ** (n - 1):
        fewest += 1
        ways += comb(n - 1, fewest)
    return {"n_useful": n, "longest_run": longest, "longest_run_max": most, "n_crossings": crossings,
            "n_crossings_min": fewest, "runs_signal": longest > most or crossings < fewest}  # fmt: skip


def side(value, centre):
    apart = minus(value, centre)
    return None if apart is None else (apart > 0) - (apart < 0)


def qic(given):
    """Points and phases of a case of any chart but xmr; None where it is an error."""
    chart, groups = given["chart"], subgroups(given)
    if chart == "t" and any(group["y"] is not None and group["y"] <= 0 for group in groups):
        return None
    count, multiply = len(groups), given.get("multiply") or 1
    parts = [part for part in given.get("part") or [] if 0 < part < count]
    include = [i + 1 not in (given.get("exclude") or []) for i in range(count)]
    freeze = None if given.get("part") else given.get("freeze")
    baseline = [freeze is None or i + 1 <= freeze for i in range(count)]
    part = [1 + len({p for p in parts if p <= i}) for i in range(count)]
    fields = ("y", "cl", "ucl", "lcl", "ucl_95", "lcl_95", "side", "sigma_signal")
    points = {field: [None] * count for field in fields}
    phases = []
    for number in range(1, max(part) + 1):
        at = [i for i in range(count) if part[i] == number]
        base = [baseline[i] and include[i] for i in at]
        y, centre, lines = lines_of(
            chart, [groups[i] for i in at], base, given.get("cl"), given.get("screen_mr", True)
        )
        for i, value, ends in zip(at, y, lines, strict=True):
            ends = [times(end, multiply) for end in ends]
            shown = times(value, multiply)
            points["side"][i] = side(value, centre)
            points["sigma_signal"][i] = shown is not None and (
                (ends[0] is not None and shown > ends[0]) or (ends[1] is not None and shown < ends[1])
            )
            for field, number_shown in zip(fields, (shown, times(centre, multiply), *ends), strict=False):
                points[field][i] = number_shown if finite(number_shown) else None
        among = [i for i in at if include[i]]
        found = runs([points["side"][i] for i in among])
        if chart == "mr":
            found["runs_signal"] = False
        phases.append(
            {
                "part": number, "first_index": at[0] + 1, "last_index": at[-1] + 1,
                "cl_first": points["cl"][at[0]], "n_obs": len(among), **found,
                "n_sigma_signals": sum(points["sigma_signal"][i] for i in at),
            }
        )  # fmt: skip
    sizes = [group["k"] for group in groups]
    n = sizes if chart == "ip" and given.get("n") is None else [group["n"] for group in groups]
    points |= {
        "x": [group["x"] for group in groups], "index": list(range(1, count + 1)), "part": part,
        "baseline": baseline, "include": include, "subgroup_size": sizes, "n": n,
    }  # fmt: skip
    return {"points": points, "phases": phases}


def xmr(given):  # noqa: C901 (as above)
    """The whole answer to an xmr case; None where it is an error."""
    fix = given.get("fix_after_n_points")
    if len(set(given["date"])) < len(given["date"]) or (fix is not None and fix < 12):
        return None
    rows = sorted(zip(given["date"], given["value"], strict=True), key=lambda row: row[0])
    dates, values = [date for date, _ in rows], [value for _, value in rows]
    number, phase = [], 0
    for date in dates:
        phase += date in (given.get("rebase") or [])
        number.append(phase)
    answer = {
        field: []
        for field in (
            "mean", "lpl", "upl", "relative_to_mean", "outside_limits", "close_to_limits",
            "special_cause_type", "special_cause", "point_type", "short_phase",
        )
    }  # fmt: skip
    phases = []
    direction = given.get("improvement_direction") or "increase"
    for phase in sorted(set(number)):
        y = [value for value, its in zip(values, number, strict=True) if its == phase]
        n = len(y)
        fed = y[:fix] if fix else y
        mean = average(fed)
        amr = screened_average(steps(fed), given.get("screen_outliers", True))
        upl, lpl = plus(mean, times(2.66, amr)), minus(mean, times(2.66, amr))
        near = times(2 * (2.66 / 3), amr)
        sides = [side(value, mean) for value in y]
        outside, close = [], []
        for value in y:
            if value is None or amr is None:
                outside.append(None)
                close.append(None)
                continue
            outside.append(value > upl or value < lpl)
            close.append(not outside[-1] and (value > mean + near or value < mean - near))
        slopes = [side(b, a) for a, b in pairwise(y)]
        trending = [False] * n
        shifted = [False] * n
        paired = [False] * n
        for i in range(n - 6):
            if slopes[i] and slopes[i : i + 6] == [slopes[i]] * 6:
                trending[i : i + 7] = [True] * 7
            if sides[i] and sides[i : i + 7] == [sides[i]] * 7:
                shifted[i : i + 7] = [True] * 7
        for i in range(n - 2):
            window = range(i, i + 3)
            if sides[i] and sides[i : i + 3] == [sides[i]] * 3 and sum(bool(close[j]) for j in window) >= 2:
                for j in window:
                    paired[j] = paired[j] or bool(close[j])
        kinds = []
        for i in range(n):
            above = "Above" if sides[i] == 1 else "Below"
            if outside[i]:
                kind = "Above UCL" if sides[i] == 1 else "Below LCL"
            elif trending[i]:
                slope = slopes[i] if i + 1 < n and trending[i + 1] else slopes[i - 1]
                kind = f"7 Point Trend ({'In' if slope == 1 else 'De'}creasing)"
            elif paired[i]:
                kind = f"2 in 3 {above} CL"
            elif shifted[i]:
                kind = f"7 Points {above} CL"
            else:
                kind = "Common Cause"
            kinds.append(kind)
        types = []
        for kind in kinds:
            high = "Above" in kind or "Increasing" in kind
            if kind == "Common Cause":
                types.append("common_cause")
            elif direction == "neutral":
                types.append(f"special_cause_neutral_{'high' if high else 'low'}")
            else:
                good = high == (direction == "increase")
                types.append(f"special_cause_{'improvement' if good else 'concern'}")
        answer["mean"] += [mean] * n
        answer["lpl"] += [lpl] * n
        answer["upl"] += [upl] * n
        answer["relative_to_mean"] += sides
        answer["outside_limits"] += outside
        answer["close_to_limits"] += close
        answer["special_cause_type"] += kinds
        answer["special_cause"] += [kind != "Common Cause" for kind in kinds]
        answer["point_type"] += types
        answer["short_phase"] += [n < 13] * n
        phases.append(
            {
                "phase": phase, "n": n, "mean": mean, "lpl": lpl, "upl": upl,
                "n_common": types.count("common_cause"),
                "n_improvement": types.count("special_cause_improvement"),
                "n_concern": types.count("special_cause_concern"),
                "n_neutral_high": types.count("special_cause_neutral_high"),
                "n_neutral_low": types.count("special_cause_neutral_low"),
                "short_phase": n < 13,
            }
        )  # fmt: skip
    icon = types[-1].removeprefix("special_cause_")
    if icon in ("improvement", "concern"):
        icon += "_high" if "Above" in kinds[-1] or "Increasing" in kinds[-1] else "_low"
    target, assurance = given.get("target"), None
    if target is not None and direction != "neutral":
        assurance = "inconsistent"
        if upl is not None and (target > upl or target < lpl):
            assurance = "fail" if (target > upl) == (direction == "increase") else "pass"
    return {
        "points": {"date": dates, "value": values, "phase": number, **answer},
        "phases": phases,
        "last_point_type": types[-1],
        "variation_icon": icon,
        "assurance_icon": assurance,
        "assurance_type": assurance if assurance in (None, "inconsistent") else f"consistent_{assurance}",
    }
