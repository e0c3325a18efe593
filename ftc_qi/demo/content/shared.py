"""Measures with one definition that many projects of the fund keep."""

from ftc_qi.demo.plan import Measure, Series, SharedMeasure

CARDS = SharedMeasure(
    name="Would come here again",
    data_kind="proportion",
    definition=(
        "Cards on which the answer to “Would you come here again?” is yes, out of all cards handed in. "
        "Cards are counted, not people: somebody may hand in another card each month."
    ),
)
SHARED = (CARDS,)

# The share of cards that say yes, step by step, and how many cards a month. In one project, too few to show.
_KEPT: dict[str, tuple[tuple[tuple[int, float], ...], tuple[int, int]]] = {
    "sunday-health": (((0, 0.81),), (34, 58)),
    "first-steps": (((0, 0.78),), (22, 36)),
    "night-line": (((0, 0.82),), (5, 11)),
    "back-in-touch": (((0, 0.8),), (48, 70)),
    "care-link": (((0, 0.71), (16, 0.79)), (70, 96)),
    "steady-ground": (((0, 0.74), (14, 0.66)), (52, 74)),
    "under-25": (((0, 0.8),), (38, 60)),
    "side-by-side": (((0, 0.83), (17, 0.91)), (62, 90)),
    "her-circle": (((0, 0.85),), (30, 44)),
    "good-company": (((0, 0.79),), (24, 38)),
}


def shared_measures_of(slug: str) -> tuple[Measure, ...]:
    """The shared measures that a project keeps."""
    if slug not in _KEPT:
        return ()
    levels, base = _KEPT[slug]
    return (
        Measure(
            name=CARDS.name,
            shared=CARDS.name,
            kind="balancing",
            top="Cards that say yes",
            of="Cards handed in",
            definition=CARDS.definition,
            collected_by="Whoever closes the session",
            target=0.8,
            adds_over_time=True,
            adds_over_projects=True,
            series=Series(levels=levels, base=base, spread=0.035),
        ),
    )
