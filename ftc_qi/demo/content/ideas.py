"""What the demo's projects know of their change ideas beyond title and theory, and ideas they took up later."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """effort and impact: 1 to 3. taken_from: (project, title) of the idea it came from."""

    effort: int | None = None
    impact: int | None = None
    evidence: str = ""
    evidence_url: str = ""
    co_design: str = ""
    taken_from: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """An idea that no cycle tests yet. account: who added it; "" the lead."""

    title: str
    theory: str
    days_ago: int
    source: str = "staff"
    account: str = ""
    more: More = More()


TEA, SCRIPT = "Offer at the tea table", "Script in several languages"
VOICE, CALL = "Voice message in the person’s language", "Peer makes the first call"
VAN = "Van outside the night shelter"

IDEAS: dict[str, dict[str, More]] = {
    "warm-welcome": {
        "Poster at reception": More(effort=1, impact=1),
        TEA: More(
            effort=2,
            impact=3,
            co_design="Visitors chose the corner, and asked that no forms lie on the table.",
        ),
        "Peer makes the offer": More(
            effort=2,
            impact=3,
            evidence="A review of peer support: people stay longer when somebody like them greets them.",
            evidence_url="https://example.org/reviews/peer-support",
            co_design="Peers wrote the words of the offer themselves and say no to those they would not use.",
        ),
        "Evening drop-in": More(
            effort=3, impact=2, co_design="Visitors who work in the day picked the evening."
        ),
        SCRIPT: More(effort=2, impact=2),
        "Result by text within days": More(effort=1, impact=2, taken_from=("first-steps", VOICE)),
        "Role-play for staff": More(effort=1, impact=3),
    },
    "sunday-health": {
        "Leader takes the first test": More(effort=1, impact=3, co_design="The women’s group asked for it."),
        "Health table beside the food": More(effort=1, impact=2),
        "Self-sampling kits to take home": More(
            effort=2,
            impact=3,
            evidence="A trial of kits handed out at places of worship.",
            evidence_url="https://example.org/trials/kits-at-venues",
        ),
    },
    "first-steps": {
        "Test at the welcome talk itself": More(effort=2, impact=3),
        VOICE: More(effort=1, impact=2, co_design="Interpreters who arrived themselves recorded the words."),
    },
    "night-line": {
        VAN: More(effort=3, impact=3),
        "Text line for a quiet pick-up": More(effort=2, impact=2),
    },
    "back-in-touch": {
        CALL: More(
            effort=2, impact=3, co_design="Peers said which words had kept them away, and which had not."
        ),
        "Call within a week": More(effort=2, impact=2),
        "Visit outside clinic hours": More(effort=3, impact=2),
    },
    "care-link": {
        "Plan on a single page": More(effort=1, impact=2),
        "Referral by phone": More(effort=1, impact=3),
        "Pharmacy as a meeting place": More(effort=2, impact=2),
    },
    "steady-ground": {
        "Lockers at the centre": More(effort=3, impact=2),
        "Pharmacy holds the weekly box": More(effort=2, impact=3),
        "Check-in by voice note": More(effort=1, impact=2),
    },
    "under-25": {
        "Reminder the day before": More(
            effort=1, impact=2, evidence="Most clinics that send reminders do so."
        ),
        "Reminder from a young voice": More(effort=1, impact=2),
        "Visits after school": More(effort=3, impact=3),
    },
    "side-by-side": {
        "Peer in the clinic on result days": More(effort=2, impact=3),
        "Meet by video": More(effort=1, impact=2),
        "Peers text first": More(effort=1, impact=3, taken_from=("back-in-touch", CALL)),
    },
    "her-circle": {
        "Childcare at every circle": More(
            effort=3, impact=3, co_design="Mothers named it before anything else."
        ),
        "Circle in more languages": More(effort=2, impact=2),
    },
    "good-company": {
        "Match by interest": More(effort=1, impact=2),
        "Lunch together first": More(effort=2, impact=3),
    },
    "clear-words": {
        "Plan on a postcard": More(effort=1, impact=2),
        "Call at half-time": More(effort=2, impact=2),
    },
}

LATER: dict[str, tuple[Later, ...]] = {
    "warm-welcome": (
        Later(
            title="Quiet corner for those who wait",
            theory="People leave when the room is loud; a corner with a lamp and a chair lets them stay.",
            days_ago=24,
            source="service_users",
            account="contributor",
        ),
        Later(
            title="Meet people at the night shelter’s door",
            theory="Who waits for a bed has time to talk, and we are there already.",
            days_ago=40,
            source="other_project",
            more=More(effort=3, impact=3, taken_from=("night-line", VAN)),
        ),
    ),
    "sunday-health": (
        Later(
            title="Offer over tea after the service",
            theory="Over tea there is time to talk, and nobody is called out of a queue.",
            days_ago=65,
            source="other_project",
            more=More(effort=1, impact=3, taken_from=("warm-welcome", TEA)),
        ),
    ),
    "care-link": (
        Later(
            title="First call made by a peer",
            theory="People pick up when the voice knows what it is like.",
            days_ago=33,
            source="other_project",
            more=More(effort=2, impact=3, taken_from=("back-in-touch", CALL)),
        ),
    ),
    "first-steps": (
        Later(
            title=SCRIPT,
            theory="The offer is only understood in a language people are at home in.",
            days_ago=90,
            source="other_project",
            more=More(effort=2, impact=2, taken_from=("warm-welcome", SCRIPT)),
        ),
    ),
}
