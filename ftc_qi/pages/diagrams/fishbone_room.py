"""What a fishbone is made of, and how much room its words need: causes in columns, as low as they get.

Bones of one side are parallel, so the room of each is as wide everywhere. A cause and its whys are one block.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ftc_qi.pages.diagrams.boxes import wrap as wrap_text
from measures.charts.draw import text_width

SIZE = 13.0
ROW = 16.0
PAGE_WIDTH = 1130.0

EDGE, HEAD, NECK = 8.0, 200.0, 26.0
GUTTER = 12.0
"""Between a bone and the words on either side."""
INDENT, MARK, UNDER, APART = 16.0, 21.0, 4.0, 9.0
MOST_LEAN, LEAN = 64.0, 0.18
"""How far a bone leans over its whole height, and at most for each unit of height."""
LABEL_TEXT, NEXT_TO_SPINE = 14.0, 16.0

LETTERS = {"service_users": "P", "evidence": "E"}
"""Who told us → its letter; staff, the usual case, has none."""


@dataclass(frozen=True, slots=True)
class Twig:
    """A cause, or an answer to "why?", with those under it."""

    id: str
    text: str
    source: str = "staff"
    votes: int = 0
    whys: tuple["Twig", ...] = ()

    def all(self, depth: int = 0) -> Iterator[tuple["Twig", int]]:
        """The twig and all under it, with their depth, in reading order."""
        yield self, depth
        for why in self.whys:
            yield from why.all(depth + 1)


@dataclass(frozen=True, slots=True)
class Bone:
    id: str
    name: str
    twigs: tuple[Twig, ...] = ()


@dataclass(frozen=True, slots=True)
class Fish:
    problem: str
    bones: tuple[Bone, ...] = ()


# --- the room of words -----------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _wrap(text: str, width: float, weight: int) -> tuple[str, ...]:
    return tuple(wrap_text(text, width, SIZE, weight))


def weight_of(depth: int) -> int:
    """Causes on the bone are bold, whys are not."""
    return 600 if depth == 0 else 400


def pill(votes: int) -> str:
    """What the mark of a cause's votes says."""
    return f"+{votes}"


def pill_width(votes: int) -> float:
    """How wide that mark is; nothing without votes."""
    return text_width(pill(votes), SIZE, 600) + 12 if votes else 0


def _words(twig: Twig, depth: int, width: float) -> tuple[str, ...]:
    """The twig's text in lines, beside its mark and its votes, in a block `width` wide."""
    room = width - depth * INDENT - (MARK if twig.source in LETTERS else 0)
    room -= pill_width(twig.votes) + 6 if twig.votes else 0
    return _wrap(twig.text, max(40.0, room // 4 * 4), weight_of(depth))


def _block(twig: Twig, width: float) -> list[tuple[Twig, int, tuple[str, ...], float]]:
    """(twig, depth, its lines, height with what is under them) of a cause and its whys."""
    return [
        (row, depth, lines, len(lines) * ROW + UNDER * (2 if depth == 0 else 1))
        for row, depth in twig.all()
        for lines in [_words(row, depth, width)]
    ]


def fit(twig: Twig, column: float, slope: float):
    """A block as wide as a column allows where its bones lean, and its height."""
    height = 0.0
    while True:
        width = max(70.0, column - 2 * GUTTER - slope * height)
        rows = _block(twig, width)
        needed = sum(row[3] for row in rows)
        if needed <= height or width == 70.0:
            return rows, width, max(needed, height)
        height = needed


def bones_above(bones: Sequence[Bone]) -> int:
    """How many bones stand above the spine: half, or where one half says far more, so many that both say alike."""
    half = (len(bones) + 1) // 2
    rows = [sum(1 for twig in bone.twigs for _ in twig.all()) for bone in bones]

    def longer(count: int) -> int:
        return max(sum(rows[:count]), sum(rows[count:]))

    best = min(range(1, len(bones)), key=lambda count: (longer(count), abs(count - half)), default=half)
    return best if longer(half) >= 10 and longer(best) <= 0.8 * longer(half) else half


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for causes on one side of a bone: left of it, or right of it as well where it has many."""

    bone: Bone
    twigs: tuple[Twig, ...]
    is_right: bool = False


def slots_of(bones: Sequence[Bone]) -> list[Slot]:
    """A bone with far more words than its neighbours, or a full one without any, has causes on both of its sides."""
    rows = [[sum(1 for _ in twig.all()) for twig in bone.twigs] for bone in bones]
    usual = max(12.0, 1.4 * sum(map(sum, rows)) / len(rows)) if len(rows) > 1 else 12.0
    slots = []
    for bone, counts in zip(bones, rows, strict=True):
        left = len(counts)
        if sum(counts) > usual:
            left = next(i for i in range(1, left + 1) if sum(counts[:i]) >= sum(counts) / 2)
        slots.append(Slot(bone, bone.twigs[:left]))
        if bone.twigs[left:]:
            slots.append(Slot(bone, bone.twigs[left:], is_right=True))
    return slots


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the spine, measured: its slots with their widths, its height, how its bones lean."""

    slots: list[Slot]
    widths: list[float]
    height: float
    slope: float

    def needs(self) -> list[float]:
        return _heights(self.slots, self.widths, self.slope)


def _heights(slots: Sequence[Slot], widths: Sequence[float], slope: float) -> list[float]:
    """How high each slot must be for its causes."""
    return [
        NEXT_TO_SPINE * 1.5 + sum(fit(twig, width, slope)[2] + APART for twig in slot.twigs)
        for slot, width in zip(slots, widths, strict=True)
    ]


def _measured(slots: list[Slot], widths: list[float], least: float) -> Side:
    """The lean never grows beyond MOST_LEAN over the whole height."""
    slope = LEAN
    for _ in range(4):
        height = max([least, *_heights(slots, widths, slope)])
        if slope * height <= MOST_LEAN + 0.1:
            break
        slope = MOST_LEAN / height
    return Side(slots, widths, height, min(slope, MOST_LEAN / height))


def best_side(slots: list[Slot], room: float, least: float) -> Side:
    """The side as low as it gets: a slot is wider where more words stand."""
    if not slots:
        return Side([], [], least, LEAN)
    count = len(slots)
    found = []
    widths = [room / count] * count
    for _ in range(4):
        side = _measured(slots, widths, least)
        found.append(side)
        wanted = [
            width * max(need, least / 2) ** 0.5 for width, need in zip(widths, side.needs(), strict=True)
        ]
        floor = min(170.0, room / count)
        widths = [floor + (room - floor * count) * part / sum(wanted) for part in wanted]
    return min(found, key=lambda side: side.height)
