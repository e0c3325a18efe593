"""The patterns of charts with limits: points outside them, trends, rows on one side, two of three near one.

Definitions: NHSRplotthedots 0.2.2 (NHS Making Data Count). The finders take `slots`: the included positions of
one phase in time order, missing ones among them, because a missing point ends every pattern here. (Excluded
points are not in it: the points beside one are neighbours.) What they find is (side, first, last), `first`
and `last` being positions of the pattern's first and last point.
"""

from collections.abc import Mapping, Sequence

from measures.spc.types import Analysis, Side, Signal, Value

Found = tuple[Side, int, int]


def outside(
    points: Sequence[int], values: Sequence[Value], lower: Sequence[Value], upper: Sequence[Value]
) -> list[Found]:
    """Each point strictly beyond its limits, as a pattern of its own: two neighbours outside are two patterns."""
    found: list[Found] = []
    for i in points:
        value, low, high = values[i], lower[i], upper[i]
        if value is None:
            continue
        if high is not None and value > high:
            found.append(("high", i, i))
        elif low is not None and value < low:
            found.append(("low", i, i))
    return found


def trends(slots: Sequence[int], values: Sequence[Value], length: int) -> list[Found]:
    """`length` or more points in a row, each strictly above (or each below) the one before.

    Two equal points end a trend. One point may end one trend and begin the next.
    """
    found: list[Found] = []
    heading, first = 0, 0  # the stretch begun at slots[first], whose steps all go one way
    previous: Value = None
    for k, i in enumerate(slots):
        value = values[i]
        step = 0 if value is None or previous is None else (value > previous) - (value < previous)
        if step != heading:
            if heading and k - first >= length:
                found.append((_side(heading), slots[first], slots[k - 1]))
            heading, first = step, k - 1
        previous = value
    if heading and len(slots) - first >= length:
        found.append((_side(heading), slots[first], slots[-1]))
    return found


def rows(slots: Sequence[int], sides: Mapping[int, int]) -> list[tuple[Side, int, int, int]]:
    """Every row of neighbouring points strictly on one side of the mean, however short, with its length.

    A point on the mean ends a row, and so does a missing one.
    """
    found: list[tuple[Side, int, int, int]] = []
    running, first = 0, 0
    for k, i in enumerate(slots):
        side = sides.get(i, 0)
        if side != running:
            if running:
                found.append((_side(running), slots[first], slots[k - 1], k - first))
            running, first = side, k
    if running:
        found.append((_side(running), slots[first], slots[-1], len(slots) - first))
    return found


def two_of_three(slots: Sequence[int], sides: Mapping[int, int], close: Sequence[int]) -> list[Found]:
    """Two of three points in a row close to the same limit, all three of them on that side of the mean.

    close: the positions of points beyond a 2-sigma line and not outside the limits. Only close points belong
    to the pattern; windows that share one are one pattern, from its first close point to its last.
    """
    found: list[Found] = []
    near = set(close)
    if len(near) < 2:
        return found
    for k in range(len(slots) - 2):
        window = slots[k : k + 3]
        side = sides.get(window[0], 0)
        if not side or sides.get(window[1]) != side or sides.get(window[2]) != side:
            continue
        within = [i for i in window if i in near]
        if len(within) < 2:
            continue
        if found and found[-1][2] >= within[0]:
            found[-1] = (found[-1][0], found[-1][1], within[-1])
        else:
            found.append((_side(side), within[0], within[-1]))
    return found


def is_close(value: Value, lower: Value, lower_2: Value, upper_2: Value, upper: Value) -> bool:
    """Whether a point lies strictly beyond a 2-sigma line and not outside the limits."""
    if value is None or lower is None or lower_2 is None or upper_2 is None or upper is None:
        return False
    return upper_2 < value <= upper or lower <= value < lower_2


def points_of(analysis: Analysis, signal: Signal) -> tuple[int, ...]:
    """Positions of the points that make a point-scoped signal; none for a signal of the whole phase.

    All points of a trend; of a shift those on its side (points on a run chart's line are passed over); of two
    of three the close ones only.
    """
    if signal.scope == "phase":
        return ()
    span = [
        i
        for i in range(signal.first, signal.last + 1)
        if i not in analysis.excluded and (analysis.values[i] is not None or i in analysis.censored)
    ]
    if signal.rule == "outside_limits":
        return (signal.first,)
    wanted = 1 if signal.side == "high" else -1
    if signal.rule == "shift":
        return tuple(i for i in span if analysis.side[i] == wanted)
    if signal.rule == "two_of_three":
        lines = analysis.lower, analysis.lower_2, analysis.upper_2, analysis.upper
        return tuple(
            i
            for i in span
            if analysis.side[i] == wanted and is_close(analysis.values[i], *(line[i] for line in lines))
        )
    return tuple(span)


def _side(heading: int) -> Side:
    return "high" if heading > 0 else "low"
