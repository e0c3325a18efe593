"""Ten factors that make a gain last, in our own words. No factor is weighed against another."""

from typing import NamedTuple


class Factor(NamedTuple):
    """A factor. key: as stored. group: what it is about. short: for a drawing. question: what to ask yourselves."""

    key: str
    group: str
    short: str
    title: str
    question: str


PROCESS, STAFF, ORGANISATION = "The way of working", "The people", "The organisation"
FACTORS = (
    Factor(
        "helps_more",
        PROCESS,
        "Helps the work",
        "It helps the work too",
        "Does it also save time, spare worry or do away with doing things twice?",
    ),
    Factor(
        "believed",
        PROCESS,
        "Believed in",
        "People believe that it works",
        "Do staff and people who use the service see the gain, and say so?",
    ),
    Factor(
        "adapts",
        PROCESS,
        "Can adapt",
        "It can adapt",
        "Would it go on if a person, a place or the money changed?",
    ),
    Factor(
        "watched",
        PROCESS,
        "Watched",
        "Progress is watched",
        "Will somebody look at the figures and share them when the project is over?",
    ),
    Factor(
        "trained",
        STAFF,
        "Trained and involved",
        "Staff are trained and involved",
        "Has everybody who does it been shown how, newcomers too, and had a say in it?",
    ),
    Factor(
        "behaviour",
        STAFF,
        "How we work now",
        "It is how people work now",
        "Do people do it without being reminded, and bring ideas to make it better?",
    ),
    Factor(
        "leaders",
        STAFF,
        "Leaders back it",
        "Senior leaders back it",
        "Do those in charge know of it, ask after it and clear the way?",
    ),
    Factor(
        "respected",
        STAFF,
        "Colleagues back it",
        "Respected practitioners back it",
        "Do the nurses, workers and peers whom others listen to speak up for it?",
    ),
    Factor(
        "fits",
        ORGANISATION,
        "Fits our goals",
        "It fits the organisation",
        "Does it serve what the organisation wants, and suit the way things are done there?",
    ),
    Factor(
        "means",
        ORGANISATION,
        "Has what it needs",
        "It has what it needs",
        "Are people, rooms, money and written steps there for the time after the project?",
    ),
)
FACTOR_OF = {factor.key: factor for factor in FACTORS}
