"""Checks of what will last, and control plans, of the demo's projects."""

from typing import NamedTuple


class Check(NamedTuple):
    """So many days ago. levels: of the ten factors in order, 0 for one left out. notes: factor → what would help."""

    days_ago: int
    occasion: str
    levels: tuple[int, ...]
    note: str = ""
    notes: dict[str, str] = {}


class Watched(NamedTuple):
    """A line of the control plan."""

    measure: str
    by: str
    how_often: str
    trigger: str
    response: str


CHECKS = {
    "warm-welcome": (
        Check(
            214,
            "other",
            (3, 3, 2, 2, 2, 2, 1, 3, 3, 1),
            "An hour over soup, with everybody. We had not thought of what comes after the grant.",
            {
                "means": "Peers are paid from the grant. Who pays them afterwards?",
                "leaders": "Ask the director to come to a session.",
            },
        ),
        Check(
            24,
            "other",
            (4, 4, 3, 3, 3, 4, 3, 4, 3, 2),
            "Much has moved since spring. What is left is money for the peers.",
            {
                "means": "Put the peers into next year’s budget of the day centre.",
                "watched": "Name somebody who looks at the chart when the project ends.",
                "trained": "Newcomers go along with a peer before they ask for the first time.",
            },
        ),
    ),
    "side-by-side": (
        Check(
            58,
            "other",
            (4, 4, 3, 3, 4, 4, 3, 4, 4, 2),
            "",
            {"means": "The second clinic has no room for a first meeting yet."},
        ),
    ),
    "back-in-touch": (
        Check(
            33,
            "other",
            (3, 3, 2, 2, 3, 0, 2, 3, 3, 1),
            "We leave out what we cannot say yet.",
            {
                "means": "Who calls when the grant ends?",
                "watched": "Ask the clinic for the list each month, as now.",
            },
        ),
    ),
}
PLANS = {
    "warm-welcome": (
        Watched(
            "Offers of a test accepted",
            "The session lead",
            "Each month, at the team meeting",
            "A shift the wrong way, or under 55% two months in a row",
            "Sit in on a session at each site, then look at who makes the offer",
        ),
        Watched(
            "Days from test to result",
            "The nurse",
            "Each month",
            "Over 5 days two months in a row",
            "Call the clinic and the courier the same week",
        ),
        Watched(
            "Staff hours per session",
            "The project lead",
            "Each quarter",
            "A shift either way",
            "Ask the team what takes longer, before anybody works more",
        ),
    ),
}
