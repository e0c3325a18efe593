"""Rules that protect small numbers about people. Plain Python: no Django, no database.

A rule takes exact figures and a policy and gives the figures that others may see, each with the reason where
one is hidden. Nothing else of the exact figures leaves it. `measures.faces` is the only caller.
"""

from measures.disclosure.rules import (
    LINKED,
    SMALL,
    TOO_FEW_PEOPLE,
    Policy,
    Protected,
    Shown,
    protect,
    protect_continuous,
    protect_count,
    protect_events,
    protect_proportion,
    protect_rate,
    quarter_start,
    unprotected,
)
from measures.disclosure.series import (
    MOST_HIDDEN,
    VISIBLE_NEEDED,
    reason_short,
    reason_words,
    too_many_hidden,
)

__all__ = [
    "LINKED",
    "MOST_HIDDEN",
    "SMALL",
    "TOO_FEW_PEOPLE",
    "VISIBLE_NEEDED",
    "Policy",
    "Protected",
    "Shown",
    "protect",
    "protect_continuous",
    "protect_count",
    "protect_events",
    "protect_proportion",
    "protect_rate",
    "quarter_start",
    "reason_short",
    "reason_words",
    "too_many_hidden",
    "unprotected",
]
