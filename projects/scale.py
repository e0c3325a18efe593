"""The scale of progress: ten levels from 0.5 to 5, each with a short name and what it means, in our own words."""

from decimal import Decimal
from typing import NamedTuple


class Level(NamedTuple):
    """A level of the scale. label: a few words. meaning: how to tell that a project is there."""

    score: Decimal
    label: str
    meaning: str


LEVELS = tuple(
    Level(Decimal(score), label, meaning)
    for score, label, meaning in (
        ("0.5", "We want to take part", "The topic is chosen. Who does what is still open."),
        ("1.0", "Plan and team in place", "It is written down what we want to do, and who is on the team."),
        ("1.5", "Getting ready", "We are planning: what to change, how to measure it, when to meet."),
        (
            "2.0",
            "Learning, nothing changed yet",
            "We look at how things are now and collect the first figures.",
        ),
        (
            "2.5",
            "First changes tried, no gain yet",
            "We have tried a change on a small scale. Most of what we want to improve has a measure with a target.",
        ),
        (
            "3.0",
            "A modest gain",
            (
                "Some tests worked and we do them for real in a small way. "
                "We hear that it helps, or are about a fifth of the way to the aim."
            ),
        ),
        (
            "3.5",
            "A clear gain",
            "We go on testing and using what works. The figures move further towards the aim.",
        ),
        (
            "4.0",
            "A big gain",
            (
                "The main parts have what we hoped for, at least half of the way to the aim. "
                "People are being trained and told, so that it becomes the usual way."
            ),
        ),
        (
            "4.5",
            "The gain is holding",
            "The figures of the main measures begin to show that the change lasts.",
        ),
        (
            "5.0",
            "A lasting result",
            "All we aimed for is reached and held. The way we work has changed so that it stays.",
        ),
    )
)
LEVEL_OF = {level.score: level for level in LEVELS}
SCORES = tuple(LEVEL_OF)
