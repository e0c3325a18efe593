"""What the demo's projects believe has to be true for their aims to happen; and the fund's outline to start from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Secondary:
    """A secondary driver. `strong`, `weak`: titles of ideas; `also`, `weakly`: other primary drivers it serves;
    `cause`: the one it was made from."""

    title: str
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    weakly: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    note: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Primary:
    """A primary driver and the secondary ones listed with it. strong: ideas that serve it directly."""

    title: str
    secondaries: tuple[Secondary, ...]
    strong: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    note: str = ""


OUTLINE = """\
People hear of it from somebody they trust
  A peer is there from start to end
    A peer makes the first offer
  Words that do not shame
It fits into people’s lives
  At a time and place that people choose
    Ask people when and where, then try it for a week
  Nobody waits in a queue
Staff and volunteers feel ready
  Everybody has practised the talk
    Role-play at a team meeting
The next step is easy
  Results and answers come fast
"""

DRIVERS: dict[str, tuple[Primary, ...]] = {
    "warm-welcome": (
        Primary(
            title="People feel safe to say yes",
            note="Visitors told us: it matters who asks, and who may be listening.",
            secondaries=(
                Secondary(
                    title="A peer is in the room",
                    strong=("Peer makes the offer",),
                    measures=("Sessions with a peer present",),
                ),
                Secondary(
                    title="Words that do not shame",
                    cause="The words on the card sound like a lecture",
                    strong=("Script in several languages",),
                    weak=("Peer makes the offer", "Poster at reception"),
                    weakly=("The offer is made well, every time",),
                ),
            ),
        ),
        Primary(
            title="The offer is made well, every time",
            measures=("Offers of a test accepted",),
            secondaries=(
                Secondary(title="Staff feel ready to offer", strong=("Role-play for staff",)),
                Secondary(
                    title="The offer comes at the right moment",
                    strong=("Offer at the tea table",),
                    weak=("Evening drop-in",),
                    weakly=("Testing fits the session",),
                    note="Nobody says yes with a plate in one hand and a queue behind them.",
                ),
            ),
        ),
        Primary(
            title="Testing fits the session",
            measures=("Staff hours per session",),
            secondaries=(
                Secondary(
                    title="A private, warm space",
                    cause="No quiet corner to talk",
                    strong=("Evening drop-in",),
                    weakly=("People feel safe to say yes",),
                ),
                Secondary(
                    title="Results come fast",
                    cause="The result takes too long to come",
                    strong=("Result by text within days",),
                    measures=("Days from test to result", "People who come back for a result"),
                ),
            ),
        ),
    ),
    "sunday-health": (
        Primary(
            title="Faith leaders stand behind testing",
            measures=("Services where testing is mentioned",),
            secondaries=(
                Secondary(title="Leaders go first", strong=("Leader takes the first test",)),
                Secondary(title="Health is talked about from the front"),
            ),
        ),
        Primary(
            title="Stopping at the table is easy",
            measures=("People who stop at the table",),
            secondaries=(
                Secondary(
                    title="The table stands where people are",
                    strong=("Health table beside the food",),
                    measures=("Offers accepted at the table",),
                ),
                Secondary(
                    title="Nobody has to be seen",
                    strong=("Self-sampling kits to take home",),
                    weakly=("Faith leaders stand behind testing",),
                ),
            ),
        ),
        Primary(
            title="Volunteers feel ready",
            measures=("Volunteers who feel ready to offer",),
            secondaries=(
                Secondary(title="There is time for each person", measures=("People who felt hurried",)),
            ),
        ),
    ),
    "first-steps": (
        Primary(
            title="The offer comes in the first weeks",
            measures=("Days from arrival to welcome talk",),
            secondaries=(
                Secondary(title="One visit is enough", strong=("Test at the welcome talk itself",)),
            ),
        ),
        Primary(
            title="People understand what is offered",
            secondaries=(
                Secondary(
                    title="It is said in their own language",
                    strong=("Voice message in the person’s language",),
                    also=("The offer comes in the first weeks",),
                    measures=("Offers made with an interpreter", "Results given in the person’s language"),
                ),
            ),
        ),
    ),
    "night-line": (
        Primary(
            title="We are there when others are closed",
            measures=("Nights the van went out",),
            secondaries=(
                Secondary(
                    title="The van stands where people sleep", strong=("Van outside the night shelter",)
                ),
            ),
        ),
        Primary(
            title="Coming to us feels safe",
            measures=("People reached each week",),
            secondaries=(
                Secondary(
                    title="A quiet way to ask",
                    strong=("Text line for a quiet pick-up",),
                    weakly=("We are there when others are closed",),
                ),
            ),
        ),
    ),
    "back-in-touch": (
        Primary(
            title="The first call is a good one",
            measures=("Calls that were answered",),
            secondaries=(
                Secondary(title="A peer calls", strong=("Peer makes the first call",)),
                Secondary(
                    title="It comes soon",
                    strong=("Call within a week",),
                    measures=("First calls made in 7 days",),
                ),
            ),
        ),
        Primary(
            title="The first visit is not faced alone",
            measures=("Visits a peer came along to",),
            secondaries=(
                Secondary(title="Visits fit around work and family", strong=("Visit outside clinic hours",)),
            ),
        ),
    ),
    "care-link": (
        Primary(
            title="Referrals arrive complete",
            measures=("Referrals with all details",),
            secondaries=(Secondary(title="Asking is easy for the clinic", strong=("Referral by phone",)),),
        ),
        Primary(
            title="The plan fits the person’s life",
            secondaries=(
                Secondary(title="It is short and their own", strong=("Plan on a single page",)),
                Secondary(
                    title="We meet where people go anyway",
                    strong=("Pharmacy as a meeting place",),
                    measures=("Days from referral to first talk",),
                ),
            ),
        ),
    ),
    "steady-ground": (
        Primary(
            title="Medicine has a safe place",
            measures=("People with a safe place for medicine",),
            secondaries=(
                Secondary(
                    title="Storage near where people spend the day",
                    strong=("Lockers at the centre", "Pharmacy holds the weekly box"),
                ),
            ),
        ),
        Primary(
            title="Somebody notices when it gets hard",
            measures=("Check-ins kept",),
            secondaries=(Secondary(title="Check-ins that cost nothing", strong=("Check-in by voice note",)),),
        ),
    ),
    "under-25": (
        Primary(
            title="Young people choose their slot",
            measures=("Young people who chose their own slot",),
            secondaries=(Secondary(title="Slots outside school", strong=("Visits after school",)),),
        ),
        Primary(
            title="Nobody forgets",
            measures=("Reminders sent in time",),
            secondaries=(
                Secondary(title="The reminder comes in time", strong=("Reminder the day before",)),
                Secondary(
                    title="It sounds like us",
                    strong=("Reminder from a young voice",),
                    weakly=("Young people choose their slot",),
                ),
            ),
        ),
    ),
    "side-by-side": (
        Primary(
            title="A peer is there when it counts",
            measures=("Peers on the rota",),
            secondaries=(
                Secondary(title="On the day of the result", strong=("Peer in the clinic on result days",)),
                Secondary(title="At a distance, if that is easier", strong=("Meet by video",)),
            ),
        ),
        Primary(
            title="The first contact is warm",
            measures=("Meetings rated helpful",),
            secondaries=(Secondary(title="Peers write first", strong=("Peers text first",)),),
        ),
    ),
    "her-circle": (
        Primary(
            title="Coming is possible",
            measures=("Women at a circle",),
            secondaries=(
                Secondary(
                    title="Children are looked after",
                    strong=("Childcare at every circle",),
                    measures=("Circles with childcare",),
                ),
                Secondary(title="In words women are at home in", strong=("Circle in more languages",)),
            ),
        ),
        Primary(
            title="It feels like friends",
            secondaries=(
                Secondary(
                    title="Women bring each other",
                    strong=("Bring a friend",),
                    measures=("Women who brought a friend",),
                ),
            ),
        ),
    ),
    "good-company": (
        Primary(
            title="Matches hold",
            measures=("Matches that meet each week",),
            secondaries=(
                Secondary(title="People have something to share", strong=("Match by interest",)),
                Secondary(title="The first meeting is easy", strong=("Lunch together first",)),
            ),
        ),
    ),
}
"""Slug → primary drivers. Clear Words has none yet: what an empty page says can be seen there."""
