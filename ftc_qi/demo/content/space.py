"""What teams saw, agreed and said to each other: by project. People are named by account, or as on the team."""

from typing import NamedTuple


class Saw(NamedTuple):
    """An observation. after: days since Do began. files: (key of `pictures.FILES`, caption)."""

    cycle: int
    after: int
    by: str
    text: str
    files: tuple[tuple[str, str], ...] = ()


class Todo(NamedTuple):
    """An action. due: days from today (before it: negative), or none. done: days ago."""

    what: str
    who: str
    due: int | None
    source: str = "meeting"
    cycle: int | None = None
    where: str = ""
    done: int | None = None


class Said(NamedTuple):
    """A comment. months: of the point it is about, counted back from this month. new_for: accounts that have not
    read it; everybody else has."""

    days_ago: int
    by: str
    text: str
    cycle: int | None = None
    measure: str = ""
    months: int | None = None
    new_for: tuple[str, ...] = ()


class Space(NamedTuple):
    saw: tuple[Saw, ...] = ()
    todo: tuple[Todo, ...] = ()
    said: tuple[Said, ...] = ()


OFFERS = "Offers of a test accepted"

SPACES = {
    "warm-welcome": Space(
        saw=(
            Saw(1, 6, "member", "Most people walk past the poster with a plate in their hands."),
            Saw(
                2,
                3,
                "lead",
                "At the tea table people stay long enough to ask. Nobody minded the sign.",
                (("tea table", "A long table with five cups and a sign: Tea, and a test if you like"),),
            ),
            Saw(
                3,
                10,
                "contributor",
                "With the quiet room open, people say yes without others hearing. It was locked on Thursday.",
                (("room", "A plan of the room: tables on the left, the quiet room on the right"),),
            ),
            Saw(
                4,
                8,
                "contributor",
                "People asked me what it is like. I could say: a drop of blood, then tea.",
            ),
            Saw(5, 30, "member", "The two small sites need a second peer, or the offer waits."),
            Saw(
                6,
                2,
                "contributor",
                "It felt calmer than the morning. People came straight from work and still had time.",
                (("sign", "The sign on the door: Open late, Tuesday, 6 to 8. Ring, or come in"),),
            ),
            Saw(
                6,
                16,
                "member",
                "People asked for the evening by name. We counted why some said no, on the board and in the sheet.",
                (
                    ("board", "A board headed Why not today, with tally marks beside four reasons"),
                    ("sheet", "The sheet we count on, for other sites to use"),
                ),
            ),
        ),
        todo=(
            Todo(
                "Ask the hostel for the quiet room on Tuesdays", "Ama B.", 4, "cycle", 6, "Bellwether Hostel"
            ),
            Todo("Count why people say no, on the board", "Joel R.", -3, "cycle", 6, "Evening drop-in"),
            Todo("Bring tea and cups", "Sky", 2, "cycle", 6, done=8),
            Todo("Have the script read by people who speak the languages", "Nurse Petra", 12, "cycle", 7),
            Todo("Book the room for the next team meeting", "Joel R.", 9),
            Todo("Write to the two small sites about a second peer", "Ama B.", -6),
            Todo("Send the advisor the new sheet", "Sky", 7, "other"),
            Todo("Name somebody who watches the measure next year", "", 40, "sustainability"),
            Todo("Add the learning from cycle five to the report", "Ama B.", -20, "report", done=22),
        ),
        said=(
            Said(160, "advisor", "Good, small test. Run it one more month before you decide.", 5),
            Said(158, "lead", "We will, and at both kinds of site.", 5),
            Said(96, "advisor", "The new line holds well above the old one.", measure=OFFERS),
            Said(
                70, "member", "The hostel was closed for a week, so fewer people were asked.", None, OFFERS, 3
            ),
            Said(34, "lead", "Who can come to the next meeting? I book the room on Friday."),
            Said(33, "contributor", "I can, and I bring the board."),
            Said(12, "contributor", "Can we keep the evening over the winter? It is what people ask me.", 6),
            Said(
                2,
                "advisor",
                "Tell me before you decide: does the evening bring new people, or the same at another hour?",
                6,
                new_for=("lead", "member", "contributor"),
            ),
            Said(
                1,
                "member",
                "The last figure looks odd to me. I look at the sheets again before the meeting.",
                None,
                OFFERS,
                new_for=("lead", "advisor"),
            ),
        ),
    ),
    "care-link": Space(
        saw=(
            Saw(
                4,
                11,
                "carelink",
                "The pharmacy is quieter after lunch. The bench by the window works better than the corner.",
            ),
        ),
        todo=(
            Todo("Ask the pharmacy about the bench by the window", "Noah S.", 6, "cycle", 4, "Pharmacy"),
            Todo("Tell the workers what the pharmacy test showed", "Ama B.", -2),
            Todo("Print the single-page plan again", "Sister Joan", None, "other"),
        ),
        said=(
            Said(9, "advisor", "What would make you stop? Write it down before you study this one.", 4),
            Said(
                3,
                "carelink",
                "Figures for last month are in. Please look before Thursday.",
                new_for=("lead",),
            ),
        ),
    ),
    "steady-ground": Space(
        saw=(
            Saw(3, 9, "steady", "People like that any day will do. The counter keeps a list, without names."),
        ),
        todo=(Todo("Agree opening hours with the pharmacy", "Pharmacist Ines", 5, "cycle", 3),),
        said=(
            Said(5, "advisor", "The line has gone up since spring. What changed then?", new_for=("steady",)),
        ),
    ),
    "night-line": Space(
        saw=(
            Saw(
                2, 20, "nightline", "The text line was used late, after the van had left. Nobody rang twice."
            ),
        ),
        todo=(Todo("Decide about the quiet pick-up", "Bren D.", 3, "cycle", 2),),
        said=(Said(15, "advisor", "Small numbers are fine here: it is what you learn that counts.", 2),),
    ),
    "back-in-touch": Space(
        saw=(
            Saw(
                4,
                5,
                "backintouch",
                "Early evening suits people with shifts. The building was dark: we need a lamp.",
            ),
        ),
        todo=(Todo("Ask for a lamp at the side door", "Winston H.", -1, "cycle", 4),),
        said=(Said(6, "advisor", "Good to see the first call now made by a peer everywhere."),),
    ),
    "side-by-side": Space(
        saw=(
            Saw(
                4,
                12,
                "sidebyside",
                "A text first, and people pick up. Without it they don’t know the number.",
            ),
        ),
        todo=(Todo("Write the text together with the peers", "Bukola", 8, "cycle", 4),),
        said=(
            Said(4, "advisor", "Three more weeks and you can study this one.", 4, new_for=("sidebyside",)),
        ),
    ),
    "clear-words": Space(
        saw=(Saw(1, 14, "clearwords", "The postcard is kept: people show it at their next visit."),),
        todo=(Todo("Order more postcards", "Gil", 10, "cycle", 1),),
        said=(),
    ),
}
