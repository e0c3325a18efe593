"""A diagram on a sheet of paper across: how large its letters are there."""

A4 = (785.0, 538.0)
"""Room on A4 within margins of 10 mm, in points; A3 has the same shape."""
LEGIBLE = 6.5
"""Least size of letters on paper, in points; a drawing that would need smaller ones goes on A3."""
READ_WELL = 7.5
"""From this size on nothing is gained by larger letters."""
TOO_FULL = "There is too much here to read well even on A3. {}"
MARGIN, TITLE = 12.0, 85.0
"""Round a drawing, and what a title of one line above it and its margins need in height."""


def points_on_a4(letters: float, width: float, height: float) -> float:
    """Size in points of `letters` once a drawing, with its title and margins, fills A4."""
    return letters * min(A4[0] / width, A4[1] / height)


def paper_for(points: float) -> str:
    """The paper on which letters of that size on A4 can be read: "a4" or "a3"."""
    return "a4" if points >= LEGIBLE else "a3"


def is_too_full(points: float) -> bool:
    """Whether letters of that size on A4 are too small on A3 as well."""
    return points * 2**0.5 < LEGIBLE
