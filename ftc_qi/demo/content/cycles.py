"""What the demo knows of its cycles beyond their words: purpose, size, data to collect, further questions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A further question of a cycle. held: yes | partly | no. afterwards: first predicted after Do began."""

    question: str
    prediction: str = ""
    result: str = ""
    held: str = ""
    afterwards: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """Of one cycle. purpose and size as in PDSACycle."""

    purpose: str
    size: int
    data: str = ""
    asked: tuple[Asked, ...] = ()


CYCLES: dict[str, dict[int, Detail]] = {
    "warm-welcome": {
        1: Detail("learn", 3, "Reception keeps a tally of people who ask for a test."),
        2: Detail("test", 1, "The nurse counts who stays for tea."),
        3: Detail("test", 2, "Said yes and offered, tallied each session."),
        4: Detail(
            "test",
            3,
            "Said yes and offered, tallied each session by the peer.",
            (
                Asked(
                    "Can a peer be at every session?",
                    "A peer is there at nine sessions in ten.",
                    "Nearly always. Illness was covered by a second peer.",
                    "yes",
                ),
                Asked(
                    "Do staff have more time for the test itself?",
                    "Staff spend less time on the offer.",
                    "Staff said so, but the minutes in the log did not change.",
                    "partly",
                ),
            ),
        ),
        5: Detail(
            "implement",
            5,
            "Said yes and offered, at every site, once a month.",
            (
                Asked(
                    "Do new sites need longer?",
                    "New sites reach the same level before the summer.",
                    "They did, and needed about a month to find their feet.",
                    "yes",
                ),
            ),
        ),
        6: Detail(
            "test",
            2,
            "Said yes and offered, tallied each evening; staff hours from the rota.",
            (
                Asked("Do people in work come?", "At least half of those who come are in work."),
                Asked(
                    "Is the room private enough?", "Nobody leaves because others can hear.", afterwards=True
                ),
            ),
        ),
        7: Detail(
            "test",
            3,
            "Said yes and offered, by whether the script was used.",
            (
                Asked("Do staff use the script?", "Staff use it at eight talks in ten."),
                Asked("Which words are misunderstood?"),
            ),
        ),
        8: Detail("test", 2, "Days from test to result, from the lab’s list."),
    },
    "care-link": {
        1: Detail("test", 3),
        2: Detail("test", 2, "Days from first visit to an agreed plan."),
        3: Detail("implement", 5),
        4: Detail(
            "test",
            3,
            "Who came, and whether they had missed the clinic.",
            (Asked("Is there a quiet corner to talk?", "People stay for at least ten minutes."),),
        ),
    },
    "steady-ground": {1: Detail("test", 3), 2: Detail("test", 2), 3: Detail("test", 2)},
    "clear-words": {1: Detail("develop", 2)},
    "good-company": {1: Detail("test", 4), 2: Detail("learn", 2)},
    "her-circle": {
        1: Detail("test", 1),
        2: Detail("implement", 5),
        3: Detail("test", 2),
        4: Detail("develop", 1),
    },
    "back-in-touch": {
        1: Detail("test", 3),
        2: Detail("test", 3, "Who was called by whom, and who came back."),
        3: Detail("implement", 5),
        4: Detail("test", 2),
    },
    "night-line": {1: Detail("test", 1), 2: Detail("test", 2)},
    "first-steps": {1: Detail("test", 3), 2: Detail("test", 4), 3: Detail("test", 3)},
    "sunday-health": {1: Detail("test", 3), 2: Detail("test", 3), 3: Detail("test", 5)},
    "side-by-side": {
        1: Detail("test", 3),
        2: Detail("implement", 4),
        3: Detail("test", 4),
        4: Detail("test", 3),
    },
    "under-25": {1: Detail("test", 5), 2: Detail("test", 3), 3: Detail("learn", 2)},
}
"""Project → number of the cycle → its details."""
