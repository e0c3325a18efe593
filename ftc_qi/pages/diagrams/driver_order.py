"""In which order and at what height the boxes of a layered drawing stand, so that few of its lines cross.

Plain values in and out. A drawing has layers of nodes; a line leads from a node to one of the next layer.
"""

import itertools
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

Node = Hashable
Edge = tuple[Node, Node]
SWEEPS = 12


def crossings(layers: Sequence[Sequence[Node]], edges: Iterable[Edge]) -> int:
    """How many pairs of lines cross; two that share an end never do."""
    edges = list(edges)
    total = 0
    for upper, lower in itertools.pairwise(layers):
        place = _places(upper), _places(lower)
        ends = sorted((place[0][a], place[1][b]) for a, b in edges if a in place[0] and b in place[1])
        seen: list[int] = []
        for _, end in ends:
            total += len(seen) - bisect_right(seen, end)
            insort(seen, end)
    return total


def arrange(layers: Sequence[Sequence[Node]], edges: Iterable[Edge]) -> list[list[Node]]:
    """The layers in an order with few crossings: each node near the middle of its neighbours, swept down and up.

    The given order is where it starts and what decides between equals; it stays where nothing has fewer
    crossings. The same input always gives the same order.
    """
    edges = list(edges)
    above, below = defaultdict(list), defaultdict(list)
    for a, b in edges:
        above[b].append(a)
        below[a].append(b)
    own = {node: i for layer in layers for i, node in enumerate(layer)}
    best = [list(layer) for layer in layers]
    fewest = crossings(best, edges)
    now = [list(layer) for layer in best]
    for sweep in range(SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        for i in range(1, len(now)) if down else range(len(now) - 2, -1, -1):
            fixed, neighbours = (now[i - 1], above) if down else (now[i + 1], below)
            now[i] = _by_middle(now[i], _places(fixed), neighbours, own)
        _swap_neighbours(now, above, below)
        found = crossings(now, edges)
        if found < fewest:
            best, fewest = [list(layer) for layer in now], found
    return best


def _places(layer: Sequence[Node]) -> dict[Node, int]:
    return {node: i for i, node in enumerate(layer)}


def _by_middle(layer, place, neighbours, own) -> list[Node]:
    """The layer by the middle of each node's neighbours; a node without any keeps its place."""
    middles = {}
    for node in layer:
        ends = [place[other] for other in neighbours[node] if other in place]
        if ends:
            middles[node] = sum(ends) / len(ends)
    moved = iter(sorted(middles, key=lambda node: (middles[node], own[node])))
    return [next(moved) if node in middles else node for node in layer]


def _swap_neighbours(layers: list[list[Node]], above, below) -> None:
    """Swap two nodes that stand next to each other wherever that takes crossings away."""
    for i, layer in enumerate(layers):
        sides = []
        if i > 0:
            sides.append((_places(layers[i - 1]), above))
        if i + 1 < len(layers):
            sides.append((_places(layers[i + 1]), below))
        for j in range(len(layer) - 1):
            first, second = layer[j], layer[j + 1]
            as_it_is = swapped = 0
            for place, neighbours in sides:
                a = sorted(place[n] for n in neighbours[first] if n in place)
                b = sorted(place[n] for n in neighbours[second] if n in place)
                as_it_is += sum(len(a) - bisect_right(a, end) for end in b)
                swapped += sum(len(b) - bisect_right(b, end) for end in a)
            if swapped < as_it_is:
                layer[j], layer[j + 1] = second, first


def settle(
    wanted: Sequence[float], heights: Sequence[float], gap: float, top: float, bottom: float
) -> list[float]:
    """Tops of boxes that stand in this order, each as near its wanted middle as the others let it.

    At least `gap` lies between two. They stay between `top` and `bottom`, or begin at `top` where they do not fit.
    """
    offsets, offset = [], 0.0
    for height in heights:
        offsets.append(offset)
        offset += height + gap
    # With the room that the boxes before it take subtracted, a box must only not stand above the one before:
    # pools of boxes that would, share their mean.
    pools: list[tuple[float, int]] = []
    for middle, height, before in zip(wanted, heights, offsets, strict=True):
        mean, size = middle - height / 2 - before, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    lowest = max(top, bottom - (offset - gap if heights else 0))
    even = [min(max(mean, top), lowest) for mean, size in pools for _ in range(size)]
    return [start + before for start, before in zip(even, offsets, strict=True)]
