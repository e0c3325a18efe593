"""In which order and at what height the boxes of a layered drawing stand, so that few of its lines cross.

Plain values in and out. A drawing has layers of nodes; a line leads from a node to one of the next layer.
"""

import itertools
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

Node = Hashable
Edge = tuple[Node, Node]
SWEEPS, FEW_SWEEPS = 12, 4
TRIES = 60
"""How often two branches are tried in each other's place."""


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
    """The layers in an order with few crossings.

    The given order is where it starts and what decides between equals; it stays where nothing has fewer
    crossings. The same input always gives the same order.
    """
    graph = _Graph(edges)
    fewest, best = graph.swept(layers, SWEEPS)
    # Sweeps stop short where two whole branches had better change places: these are tried in the shortest layer
    # that has several nodes.
    lead = min(
        (i for i, layer in enumerate(layers) if len(layer) > 1), key=lambda i: len(layers[i]), default=0
    )
    tries, better = TRIES, True
    while better and fewest:
        better = False
        for a, b in itertools.combinations(range(len(layers[lead])), 2):
            if fewest and tries:
                tries -= 1
                swapped = [list(layer) for layer in best]
                swapped[lead][a], swapped[lead][b] = swapped[lead][b], swapped[lead][a]
                found, other = graph.swept(swapped, FEW_SWEEPS)
                if found < fewest:
                    fewest, best, better = found, other, True
    return best


class _Graph:
    """The lines, by either end."""

    def __init__(self, edges: Iterable[Edge]):
        self.edges = list(edges)
        self.above: dict[Node, list[Node]] = defaultdict(list)
        self.below: dict[Node, list[Node]] = defaultdict(list)
        for a, b in self.edges:
            self.above[b].append(a)
            self.below[a].append(b)

    def swept(self, layers: Sequence[Sequence[Node]], sweeps: int) -> tuple[int, list[list[Node]]]:
        """The fewest crossings found and their order: each node near the middle of its neighbours, swept down and
        up, then two that stand next to each other swapped where that helps."""
        now = [list(layer) for layer in layers]
        best = [list(layer) for layer in layers]
        fewest = crossings(best, self.edges)
        for sweep in range(sweeps):
            if not fewest:
                break
            down = sweep % 2 == 0
            for i in range(1, len(now)) if down else range(len(now) - 2, -1, -1):
                fixed, neighbours = (now[i - 1], self.above) if down else (now[i + 1], self.below)
                now[i] = _by_middle(now[i], _places(fixed), neighbours)
            self.swap_neighbours(now)
            found = crossings(now, self.edges)
            if found < fewest:
                best, fewest = [list(layer) for layer in now], found
        return fewest, best

    def swap_neighbours(self, layers: list[list[Node]]) -> None:
        """Swap two nodes that stand next to each other wherever that takes crossings away."""
        for i, layer in enumerate(layers):
            sides = []
            if i > 0:
                sides.append((_places(layers[i - 1]), self.above))
            if i + 1 < len(layers):
                sides.append((_places(layers[i + 1]), self.below))
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


def _places(layer: Sequence[Node]) -> dict[Node, int]:
    return {node: i for i, node in enumerate(layer)}


def _by_middle(layer, place, neighbours) -> list[Node]:
    """The layer by the middle of each node's neighbours; a node without any, and equals, keep their place."""
    middles = {}
    for node in layer:
        ends = [place[other] for other in neighbours[node] if other in place]
        if ends:
            middles[node] = sum(ends) / len(ends)
    moved = iter(sorted(middles, key=lambda node: middles[node]))
    return [next(moved) if node in middles else node for node in layer]


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
