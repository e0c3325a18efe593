"""A series as letters, one for each point: rules are then patterns in a text."""

import math
from collections.abc import Sequence

SIDES: dict[str, int | None] = {"H": 1, "L": -1, "=": 0, "?": None}
"""High and low (above and below the centre), on it, and not known."""


def letters_of(values: Sequence[float], centre: float) -> str:
    """The side of the centre on which each value lies. A value or a centre that is missing leaves it unknown.

    So do an infinite value and centre that are equal: their difference is not a number.
    """
    letters = "".join(["H" if value > centre else "L" if value < centre else "=" for value in values])
    if "=" not in letters:
        return letters
    return "".join(
        [
            "?" if letter == "=" and math.isnan(value - centre) else letter
            for letter, value in zip(letters, values, strict=True)
        ]
    )


def sides_of(letters: str) -> list[int | None]:
    """The same as +1, -1, 0 and None."""
    return list(map(SIDES.__getitem__, letters))


def runs_of(letters: str) -> list[str]:
    """Unbroken runs on one side; points on the centre or unknown are taken out first, and break none."""
    useful = letters.replace("=", "").replace("?", "")
    return useful.replace("HL", "H L").replace("LH", "L H").split()
