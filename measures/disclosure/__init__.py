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
from measures.disclosure.sets import (
    Figures,
    PartSet,
    ProtectedSet,
    exact_set,
    overlapping,
    protect_sets,
    rest_of,
)

__all__ = [
    "LINKED",
    "MOST_HIDDEN",
    "SMALL",
    "TOO_FEW_PEOPLE",
    "VISIBLE_NEEDED",
    "Figures",
    "PartSet",
    "Policy",
    "Protected",
    "ProtectedSet",
    "Shown",
    "exact_set",
    "overlapping",
    "protect",
    "protect_continuous",
    "protect_count",
    "protect_events",
    "protect_proportion",
    "protect_rate",
    "protect_sets",
    "quarter_start",
    "reason_short",
    "reason_words",
    "rest_of",
    "too_many_hidden",
    "unprotected",
]
