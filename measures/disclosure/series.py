"""What a whole protected series may still say, and the words for what it hides."""

from measures.disclosure.rules import LINKED, SMALL, TOO_FEW_PEOPLE

VISIBLE_NEEDED = 12
"""Fewest visible points for lines and signals once any point is missing because it is hidden."""
MOST_HIDDEN = 0.2
"""Largest share of recorded points that may be hidden then."""


def too_many_hidden(visible: int, hidden: int) -> bool:
    """Whether hidden points leave too little for lines and signals.

    visible, hidden: recorded points, of which `hidden` are missing to the reader (censored counts, whose
    place in the order is known, are not among them). Nothing hidden: never too many.
    """
    if hidden == 0:
        return False
    return visible < VISIBLE_NEEDED or hidden > MOST_HIDDEN * (visible + hidden)


def reason_words(reason: str, hide_below: int) -> str:
    """The reason a figure is hidden, read out in full."""
    return {
        SMALL: f"fewer than {hide_below}",
        LINKED: "hidden so that another figure cannot be worked out",
        TOO_FEW_PEOPLE: "too few people to show an average or percentage",
    }[reason]


def reason_short(reason: str, hide_below: int) -> str:
    """The reason in one or two words, for a table cell; `reason_words` goes beside it for screen readers."""
    return f"fewer than {hide_below}" if reason == SMALL else "hidden"
