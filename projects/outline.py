"""Reads a list typed as an outline: each line one item, a line further in belongs to the one above it.

Made for a keyboard and a phone alike: a line goes further in by spaces, by a tab, or by dashes at its start
("- " one level, "-- " two).
"""

import re
from typing import NamedTuple

TAB = 4
MARK = 2
_MARKS = re.compile(r"([*•–—]|-{1,9})(?=\s|$)")


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
    """The items of `text` in order; empty lines are passed over.

    deepest: the greatest depth allowed. longest: how many letters an item may have. most: how many items.
    An item is never more than one level deeper than the one before it. Raises OutlineError for the first line
    that is too far in, too long, without words, or that lines up with no line above.
    """
    found: list[OutlineLine] = []
    open_at: list[int] = []  # how far in each level begins, of the levels open at this line
    for number, typed in enumerate(text.splitlines(), start=1):
        if not typed.strip():
            continue
        inset, words = _read(typed)
        if not words:
            raise OutlineError(number, "there are no words here. Write some, or take the line out.")
        if len(words) > longest:
            raise OutlineError(
                number, f"this has {len(words)} letters; {longest} fit. Say it in fewer words."
            )
        _place(number, inset, open_at)
        if len(open_at) > deepest + 1:
            raise OutlineError(number, "this is too far in. Put it one level further out.")
        if len(found) == most:
            raise OutlineError(number, f"only {most} lines fit at once. Add the rest afterwards.")
        found.append(OutlineLine(len(open_at) - 1, words, number))
    return found


def _read(typed: str) -> tuple[int, str]:
    """How far in a line begins, and its words in single spaces. A dash counts as one level more."""
    line = typed.expandtabs(TAB)
    rest = line.lstrip()
    space = len(line) - len(rest)
    marks = _MARKS.match(rest)
    if marks is None:
        return space, " ".join(rest.split())
    return space + len(marks[1]) * MARK, " ".join(rest[marks.end() :].split())


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
