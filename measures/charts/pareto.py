"""Pareto of counts by cause: bars from the largest, and how much the largest make up together.

One axis, percent of the whole: the cumulative share is a step line on the bars' own axis. Where a count is
hidden, the whole is not known: then the bars stand on an axis of counts, without shares, and no bar hints at
what is hidden. Shared figures come protected already (measures.disclosure); nothing is worked out back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from measures.charts.draw import Canvas, n, text_width
from measures.charts.inks import AXIS, BOX, CENTRE, COMMON, GRID, HATCH, MARKS, TEXT, TEXT_HINT, TEXT_KEY
from measures.charts.scales import nice_step
from measures.values import number

MOST = 80
"""Percent of the whole by which the largest few are named."""


@dataclass(frozen=True, slots=True)
class ParetoItem:
    """One cause. count None: hidden, and `hidden` says why in words ("fewer than 5")."""

    label: str
    count: float | None
    hidden: str = ""

    def __post_init__(self) -> None:
        if (self.count is None) != bool(self.hidden):
            raise ValueError("A cause has a count, or the reason it is hidden.")
        if self.count is not None and self.count < 0:
            raise ValueError("A count is not negative.")


@dataclass(frozen=True, slots=True)
class ParetoRow:
    """A cause in its place. share, together: percent of the whole; None where the whole is not known."""

    item: ParetoItem
    share: float | None = None
    together: float | None = None

    @property
    def text(self) -> str:
        """What the table's cell says."""
        return self.item.hidden if self.item.count is None else number(self.item.count)

    @property
    def share_text(self) -> str:
        return "" if self.share is None else f"{number(self.share)}%"

    @property
    def together_text(self) -> str:
        return "" if self.together is None else f"{number(self.together)}%"


def pareto_rows(items: Iterable[ParetoItem], *, overlap: bool = False) -> list[ParetoRow]:
    """From the largest; equal ones as given, hidden ones last. Shares only where every count is shown.

    overlap: the same person or thing may be counted under several causes, so they add up to no whole.
    """
    items = list(items)
    counted = [(item, item.count) for item in items if item.count is not None]
    counted.sort(key=lambda pair: -pair[1])
    hidden = [ParetoRow(item) for item in items if item.count is None]
    whole = sum(count for _, count in counted)
    if hidden or overlap or not whole:
        return [ParetoRow(item) for item, _ in counted] + hidden
    rows, so_far = [], 0.0
    for item, count in counted:
        so_far += count
        rows.append(ParetoRow(item, 100 * count / whole, 100 * so_far / whole))
    return rows


def pareto_words(items: Iterable[ParetoItem], *, overlap: bool = False) -> str:
    """What the chart says, in a sentence or two."""
    rows = pareto_rows(items, overlap=overlap)
    shown = [row for row in rows if row.item.count]
    if any(row.item.count is None for row in rows):
        count = sum(row.item.count is None for row in rows)
        are = "One count is" if count == 1 else f"{count} counts are"
        said = f"{are} hidden to protect people, so shares of the whole cannot be given."
        return f"The largest of those shown is {shown[0].item.label}. {said}" if shown else said
    if not shown:
        return "Nothing has been counted yet."
    if overlap:
        return f"The largest is {shown[0].item.label}. Several may be counted for one person, so there is no whole."
    few = next(i for i, row in enumerate(rows, start=1) if (row.together or 0) >= MOST - 1e-9)
    together = number(rows[few - 1].together or 0)
    if few == 1:
        return f"{rows[0].item.label} makes up {together} in 100 of all."
    if few > 3 or few == len(rows):
        largest = f"The largest, {rows[0].item.label}, makes up {rows[0].share_text.rstrip('%')} in 100."
        return f"{largest} It takes {few} of {len(rows)} to make up {together} in 100: none stands out."
    names = [row.item.label for row in rows[:few]]
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    return f"The {few} largest of {len(rows)} make up {together} in 100: {listed}."


def pareto_chart(items: Sequence[ParetoItem], *, overlap: bool = False, phone: bool = False) -> SafeString:
    """The bars at 1080 wide, or 350 for a phone, where each label stands above its bar."""
    return _Pareto(pareto_rows(items, overlap=overlap), phone=phone).draw()


class _Pareto:
    def __init__(self, rows: list[ParetoRow], *, phone: bool):
        self.rows, self.phone = rows, phone
        self.shares = bool(rows) and rows[0].share is not None
        width = 350 if phone else 1080
        self.row, self.bar, self.size = (54, 20, 12) if phone else (40, 22, 13)
        longest = max((text_width(row.item.label, self.size) for row in rows), default=0)
        self.left = 4 if phone else min(360.0, longest + 16)
        self.right = width - (96 if phone else 190)
        self.top, self.bottom = 10.0, 10.0 + self.row * max(1, len(rows))
        self.canvas = Canvas(width, self.bottom + 34)
        most = max((row.item.count or 0 for row in rows), default=0)
        self.step = 20.0 if self.shares else nice_step(max(most, 1) / 4, whole=True)
        self.high = 100.0 if self.shares else self.step * max(1, -(-most // self.step))

    def draw(self) -> SafeString:
        self._axis()
        for index, row in enumerate(self.rows):
            self._bar(index, row)
        if self.shares:
            self._steps()
        return self.canvas.svg()

    def _x(self, value: float) -> float:
        return self.left + value / self.high * (self.right - self.left)

    def _y(self, index: int) -> float:
        """Top of a bar."""
        return self.top + index * self.row + (26 if self.phone else (self.row - self.bar) / 2)

    def _axis(self) -> None:
        value = 0.0
        while value <= self.high + 1e-9:
            x = self._x(value)
            self.canvas.line(x, self.top, x, self.bottom, GRID if value else AXIS, 1)
            words = number(value) + ("%" if self.shares and value == self.high else "")
            self.canvas.text(x, self.bottom + 17, words, TEXT_HINT, self.size, "middle" if value else "start")
            value += self.step

    def _bar(self, index: int, row: ParetoRow) -> None:
        y, middle = self._y(index), self._y(index) + self.bar / 2 + self.size * 0.35
        if self.phone:
            self.canvas.text(self.left, y - 9, row.item.label, TEXT_KEY, self.size)
        else:
            self.canvas.text(self.left - 12, middle, row.item.label, TEXT_KEY, self.size, "end")
        if row.item.count is None:
            wide = text_width("hidden", 11) + 16
            more = f' rx="5" stroke="{HATCH.light}" stroke-dasharray="3 2"'
            self.canvas.rect(self.left + 4, y, wide, self.bar, BOX, more)
            self.canvas.text(self.left + 4 + wide / 2, middle - 1, "hidden", TEXT, 11, "middle", 600)
            return
        value = row.share if row.share is not None else row.item.count
        self.canvas.rect(self.left, y, self._x(value) - self.left, self.bar, MARKS[COMMON].fill)
        words = row.text
        if row.share is not None:
            self.canvas.text(self.right + 12, middle, f"{row.text} · {row.share_text}", TEXT_KEY, self.size)
            return
        self.canvas.text(self._x(value) + 8, middle, words, TEXT_KEY, self.size, weight=600)

    def _steps(self) -> None:
        """The cumulative share: a step down the rows, with its number on each. On a phone, where the labels
        stand above the bars, a mark beside each bar."""
        d, before = "" if self.phone else f"M{n(self.left)} {n(self._y(0) - 4)}", self.left
        for index, row in enumerate(self.rows):
            x, y = self._x(row.together or 0), self._y(index)
            if self.phone:
                d += f"M{n(x)} {n(y)}V{n(y + self.bar)}" if index else ""
                continue
            below = 4 if index == len(self.rows) - 1 else self.row - self.bar - 4
            d += f"H{n(x)}V{n(y + self.bar + below)}"
            self.canvas.take(min(before, x), y - 6, x + 2, y - 2)
            before = x
        if d:
            self.canvas.path(d, CENTRE, 1.5)
        for index, row in enumerate(self.rows[1:], start=1):
            x, middle = self._x(row.together or 0), self._y(index) + self.bar / 2 + self.size * 0.35
            words = f"together {row.together_text}"
            room = x - 6 - self._x(row.share or 0)
            if room < text_width(words, 11) + 4:
                self.canvas.text(x + 6, middle, words, TEXT_HINT, 11)
            else:
                self.canvas.text(x - 6, middle, words, TEXT_HINT, 11, "end")
