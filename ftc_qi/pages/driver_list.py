"""The driver diagram as a nested list: what a phone, a screen reader and the outline read instead of the drawing."""

from collections import defaultdict
from dataclasses import dataclass, field

from ftc_qi.pages.driver_graph import DriverGraph, DriverNode, IdeaNode, Key


@dataclass(slots=True)
class Item:
    """A driver or an idea where it hangs on one of its parents.

    also: titles of its other parents. is_home: of several places this is the one where it is told and edited.
    first, last: whether nothing comes before or after it there.
    """

    node: DriverNode | IdeaNode
    weak: bool = False
    also: list[str] = field(default_factory=list)
    is_home: bool = True
    first: bool = True
    last: bool = True
    secondaries: list["Item"] = field(default_factory=list)
    ideas: list["Item"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DriverList:
    """The diagram from its primary drivers down, and the secondary drivers and the ideas that hang on none yet."""

    primaries: list[Item]
    loose: list[Item]
    loose_ideas: list[Item]


def list_of(graph: DriverGraph) -> DriverList:
    """The list; an item with several parents stands under each. No query."""
    return _Writer(graph).write()


class _Writer:
    def __init__(self, graph: DriverGraph):
        self.graph = graph
        self.weak = {(line.parent, line.child): line.weak for line in graph.lines}
        self.titles = {node.key: node.title for node in graph.drivers}
        self.parents: dict[Key, list[Key]] = defaultdict(list)
        for line in graph.lines:
            self.parents[line.child].append(line.parent)

    def write(self) -> DriverList:
        found = DriverList([], [], [Item(node) for node in self.graph.loose_ideas])
        for node in self.graph.primaries:
            item = Item(node)
            for other in self.graph.secondaries:
                if (node.key, other.key) in self.weak:
                    own = self._under(node.key, other)
                    own.is_home = self.graph.homes.get(other.pk) == node.pk
                    item.secondaries.append(own)
            for own in item.secondaries:
                own.ideas = self._ideas(own.node.key)
            item.ideas = self._ideas(node.key)
            found.primaries.append(item)
        for node in self.graph.secondaries:
            if self.graph.homes.get(node.pk) is None:
                found.loose.append(Item(node, ideas=self._ideas(node.key)))
        _mark_ends(found.primaries)
        _mark_ends(found.loose)
        _mark_ends(found.loose_ideas)
        for item in found.primaries:
            item.secondaries.sort(key=lambda own: not own.is_home)
            _mark_ends([own for own in item.secondaries if own.is_home])
        return found

    def _ideas(self, parent: Key) -> list[Item]:
        """What hangs on a driver, first what is at home there."""
        found = [self._under(parent, node) for node in self.graph.ideas if (parent, node.key) in self.weak]
        for item in found:
            item.is_home = self.graph.idea_homes.get(item.node.pk) == parent[1]
        _mark_ends([item for item in found if item.is_home])
        return sorted(found, key=lambda item: not item.is_home)

    def _under(self, parent: Key, node: DriverNode | IdeaNode) -> Item:
        others = [self.titles[key] for key in self.parents[node.key] if key != parent and key in self.titles]
        return Item(node, weak=self.weak[parent, node.key], also=others)


def _mark_ends(items: list[Item]) -> None:
    for i, item in enumerate(items):
        item.first, item.last = i == 0, i == len(items) - 1
