"""Reads a list typed or pasted as an outline: each line one item, a line further in belongs to the one above it.

Made for a keyboard and a phone alike: a line goes further in by spaces, by a tab, or by dashes at its start
("- " one level, "-- " two). From a word processor come bullets and numbers, from a spreadsheet rows whose cells,
parted by tabs, go one level further in each.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

TAB = 4
MARK = 2
_MARKS = re.compile(
    r"(?P<dash>-{1,9})(?=\s|$)"
    r"|(?P<dot>[*•·●–—➢\uf0b7\uf0d8])(?=\s|$)"
    r"|(?P<ring>[o◦○])(?=\s)"  # a word processor's second kind of bullet,
    r"|(?P<square>[▪■§\uf0a7])(?=\s)"  # and its third
    r"|(?P<parts>\d{1,2}(?:\.\d{1,2})+)(?:[.)](?=\s)|(?=\t))"
    r"|\(?(?P<number>\d{1,3})[.)](?=\s)"
    r"|(?P<roman>[ivx]{1,5})[.)](?=\s)"
    r"|\(?(?P<letter>[a-z])[.)](?=\s)"
)
_INSET = {"dot": MARK, "ring": 2 * MARK, "square": 3 * MARK, "number": 1, "letter": MARK, "roman": 2 * MARK}
"""How far in a mark alone sets a line: "1." a little, so that dashes and letters under it are further in."""


class OutlineLine(NamedTuple):
    """One item. depth: 0 for the outermost. number: the line it was typed on, from 1."""

    depth: int
    text: str
    number: int = 0


class OutlineError(ValueError):
    """A line can't be read; the message names it and says what to do. `line` is its number, from 1."""

    def __init__(self, line: int, message: str):
        super().__init__(f"Line {line}: {message}")
        self.line = line


def parse(text: str, *, deepest: int = 9, longest: int = 200, most: int = 200) -> list[OutlineLine]:
    """The items of `text` in order; empty lines are passed over, and cells that only repeat those above them.

    deepest: the greatest depth allowed. longest: how many letters an item may have. most: how many items.
    An item is never more than one level deeper than the one before it. Raises OutlineError for the first line
    that is too far in, too long, without words, or that lines up with no line above.
    """
    found: list[OutlineLine] = []
    open_at: list[int] = []  # how far in each level begins, of the levels open at this line
    path: list[str] = []  # the words of those levels
    for number, typed in enumerate(text.splitlines(), start=1):
        if not typed.strip():
            continue
        cells = list(_cells(typed))
        for place, (inset, words) in enumerate(cells):
            if not words or (len(cells) > 1 and not any(map(str.isalpha, words))):
                raise OutlineError(number, _without_words(words))
            if len(words) > longest:
                raise OutlineError(
                    number, f"this has {len(words)} letters; {longest} fit. Say it in fewer words."
                )
            _place(number, inset, open_at)
            depth = len(open_at) - 1
            if depth > deepest:
                raise OutlineError(number, "this is too far in. Put it one level further out.")
            if place < len(cells) - 1 and path[depth : depth + 1] == [words]:
                continue
            path[depth:] = [words]
            if len(found) == most:
                raise OutlineError(number, f"only {most} lines fit at once. Add the rest afterwards.")
            found.append(OutlineLine(depth, words, number))
    return found


def _without_words(words: str) -> str:
    if words:
        return f"“{words}” stands in a column but has no words. Leave that column out."
    return "there are no words here. Write some, or take the line out."


def _cells(typed: str) -> Iterator[tuple[int, str]]:
    """The cells of a line, mostly one: how far in each begins, and its words in single spaces."""
    rest = typed.lstrip()
    inset = len(typed[: len(typed) - len(rest)].expandtabs(TAB))
    if marks := _MARKS.match(rest):
        inset += _inset(marks)
        rest = rest[marks.end() :].lstrip()
    for column, cell in enumerate(rest.rstrip().split("\t")):
        if cell.strip() or not column:
            yield inset + column * TAB, " ".join(cell.split())


def _inset(marks: re.Match[str]) -> int:
    """How much further in a line is for its mark: a dash counts as one level more, and so does each part of 1.1."""
    kind = marks.lastgroup or ""
    if kind == "dash":
        return len(marks[kind]) * MARK
    if kind == "parts":
        return 1 + marks[kind].count(".") * MARK
    return _INSET[kind]


def _place(number: int, inset: int, open_at: list[int]) -> None:
    """Close the levels a line is not part of, and open one where it goes further in."""
    above = list(open_at)
    while open_at and inset < open_at[-1]:
        open_at.pop()
    if open_at and inset == open_at[-1]:
        return
    if above and (not open_at or len(open_at) < len(above)):
        raise OutlineError(number, "this lines up with no line above. Move it in or out until it does.")
    open_at.append(inset)
