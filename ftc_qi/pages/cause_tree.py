"""A project's causes as the page and the drawing need them: bones, causes on them, whys under each."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from ftc_qi.pages.diagrams.fishbone_room import Bone as DrawnBone
from ftc_qi.pages.diagrams.fishbone_room import Fish, Twig
from measures import faces
from measures.charts.pareto import ParetoItem
from measures.values import plural
from projects.actions.cause_places import MOST_WHYS
from projects.models import Cause, CauseCategory, CauseVote, Fishbone
from projects.permissions import Permission, can

LONGEST_LABEL = 48
"""Letters of a cause beside its bar; the table under the chart has all of them."""


@dataclass(slots=True)
class Node:
    """A cause with what belongs to it. counted: on the reader's face. became: drivers and ideas made from it."""

    cause: Cause
    depth: int
    votes: int
    voted: bool
    counted: faces.ShownCount | None
    may_change: bool
    became: list[tuple[str, str, str]] = field(default_factory=list)
    """(kind, title, address)."""
    whys: list["Node"] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False

    @property
    def may_ask_why(self) -> bool:
        return self.depth < MOST_WHYS

    def all(self):
        """Itself and all under it."""
        yield self
        for why in self.whys:
            yield from why.all()


@dataclass(slots=True)
class Bone:
    row: CauseCategory
    causes: list[Node]
    is_first: bool = False
    is_last: bool = False

    @property
    def count(self) -> int:
        """Causes on the bone, those that answer "why?" not among them."""
        return len(self.causes)


@dataclass(slots=True)
class Tree:
    """The whole fishbone."""

    fishbone: Fishbone | None
    bones: list[Bone]

    def nodes(self) -> list[Node]:
        """Every cause in reading order."""
        return [node for bone in self.bones for cause in bone.causes for node in cause.all()]

    @property
    def problem(self) -> str:
        return self.fishbone.problem if self.fishbone else "The problem"

    def drawn(self) -> Fish:
        """As the drawing takes it."""
        return Fish(
            self.problem,
            tuple(
                DrawnBone(f"bone-{bone.row.pk}", bone.row.name, tuple(map(_twig, bone.causes)))
                for bone in self.bones
            ),
        )

    def sentence(self) -> str:
        """ "12 causes and 7 answers to “why?”. Most votes: “No quiet room” with 5."."""
        nodes = self.nodes()
        causes = sum(node.depth == 0 for node in nodes)
        whys = len(nodes) - causes
        said = plural(causes, "cause")
        if whys:
            said += f" and {plural(whys, 'answer')} to “Why?”"
        most = max((node.votes for node in nodes), default=0)
        if not most:
            return f"{said}."
        leading = [node.cause.text for node in nodes if node.votes == most]
        if len(leading) > 2:
            return f"{said}. {len(leading)} share the most votes, {most} each."
        names = " and ".join(f"“{text}”" for text in leading)
        return f"{said}. Most votes: {names}, with {most}{' each' if len(leading) > 1 else ''}."

    def counted(self) -> list[ParetoItem]:
        """What was counted, for the chart from the largest. A why below a counted cause is part of its count."""
        items = []
        for bone in self.bones:
            waiting = list(bone.causes)
            while waiting:
                node = waiting.pop(0)
                if node.counted is None:
                    waiting = node.whys + waiting
                else:
                    items.append(ParetoItem(node.cause.text, node.counted.count, node.counted.hidden))
        return items


def short_label(text: str) -> str:
    """A cause's words beside its bar."""
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip(" ,;") + "…"


def _twig(node: Node) -> Twig:
    cause = node.cause
    return Twig(
        f"cause-{cause.pk}", cause.text, cause.source, node.votes, tuple(_twig(why) for why in node.whys)
    )


def tree_of(project, user) -> Tree:
    """The fishbone as `user` may see it. Six queries, one more for readers of the shared face."""
    mine = CauseVote.objects.filter(cause=OuterRef("pk"), user=user)
    causes = list(
        project.causes.current()
        .annotate(vote_count=Count("votes"), voted=Exists(mine))
        .order_by("order", "pk")
    )
    below: dict[tuple[int | None, int | None], list[Cause]] = defaultdict(list)
    for cause in causes:
        below[cause.category_id, cause.parent_id].append(cause)
    counts = faces.cause_counts(causes, user=user, project=project)
    became = _became(project)
    edits = can(user, Permission.METHOD_EDIT, project)
    adds = can(user, Permission.CONTRIBUTE, project)

    def nodes(category_id, parent_id, depth):
        made = [
            Node(
                cause=cause,
                depth=depth,
                votes=cause.vote_count,
                voted=cause.voted,
                counted=counts.get(cause.pk),
                may_change=edits or (adds and cause.created_by_id == user.pk),
                became=became.get(cause.pk, []),
                whys=nodes(None, cause.pk, depth + 1),
            )
            for cause in below[category_id, parent_id]
        ]
        return _with_ends(made)

    bones = [Bone(row, nodes(row.pk, None, 0)) for row in project.cause_categories.current()]
    return Tree(project.fishbones.current().first(), _with_ends(bones))


def _with_ends(rows):
    """Mark the first and the last, which can't move further."""
    if rows:
        rows[0].is_first = rows[-1].is_last = True
    return rows


def _became(project) -> dict[int, list[tuple[str, str, str]]]:
    """Cause → the drivers and change ideas made from it. Two queries."""
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    made_from = {"from_cause__project": project}
    drivers = reverse("pages:drivers", args=[project.slug])
    for driver in project.drivers.current().filter(**made_from):
        found[driver.from_cause_id].append(
            (driver.get_level_display(), driver.title, f"{drivers}#driver-{driver.pk}")
        )
    for idea in project.change_ideas.current().filter(**made_from).order_by("pk"):
        url = reverse("pages:idea", args=[project.slug, idea.pk])
        found[idea.from_cause_id].append(("Change idea", idea.title, url))
    return found
