"""The words of the charts, explained: one or two plain sentences each, and where the idea comes from.

Pure data, and one look-up: `terms_in` finds the terms that some text uses, so a page explains only its own.
"""

import re
from dataclasses import dataclass

PERLA = "Perla, Provost and Murray, BMJ Quality & Safety 2011;20:46–51"
ANHOEJ = "Anhøj and Olesen, PLoS ONE 2014;9(11):e113825"
NHS = "NHS England, Making Data Count"
MONTGOMERY = "Montgomery, Introduction to Statistical Quality Control"
PROVOST = "Provost and Murray, The Health Care Data Guide"
WHEELER = "Wheeler, Understanding Variation"
LANEY = "Laney, Quality Engineering 2002;14:531–537"
LANGLEY = "Langley and others, The Improvement Guide"


@dataclass(frozen=True, slots=True)
class Term:
    """name: as in a list. text: what it means. source: who says so; "" where it is ours. found_by: a pattern
    of the words that call for it, matched without regard to capitals unless `exact`."""

    name: str
    text: str
    found_by: str
    source: str = ""
    exact: bool = False


GLOSSARY = (
    # --- charts ---
    Term(
        "Run chart",
        "Figures in order of time, with a line at their median. It shows whether something has changed.",
        r"\brun chart\b",
        PERLA,
    ),
    Term(
        "XmR chart",
        "A chart for measurements: each figure, their mean, and limits worked out from how much "
        "neighbours differ.",
        r"\bXmR chart\b",
        WHEELER,
    ),
    Term(
        "I chart",
        "A chart of single figures with their mean and limits, as an XmR chart, read with other rules.",
        r"\bI chart\b",
        MONTGOMERY,
        exact=True,
    ),
    Term(
        "C chart",
        "A chart for counts. Its limits say how much counts of this size vary by chance.",
        r"\bC chart\b",
        MONTGOMERY,
        exact=True,
    ),
    Term(
        "U chart",
        "A chart for rates. Its limits are wider where the bottom number is small.",
        r"\bU chart\b",
        MONTGOMERY,
        exact=True,
    ),
    Term(
        "U′ chart",
        "A U chart whose limits also allow for the ups and downs that every large service has.",
        r"\bU′ chart\b",
        LANEY,
        exact=True,
    ),
    Term(
        "P chart",
        "A chart for percentages. Its limits are wider where the bottom number is small.",
        r"\bP chart\b",
        MONTGOMERY,
        exact=True,
    ),
    Term(
        "P′ chart",
        "A P chart whose limits also allow for the ups and downs that every large service has.",
        r"\bP′ chart\b",
        LANEY,
        exact=True,
    ),
    Term(
        "T chart",
        "A chart for rare events: each point is the days between one event and the next. "
        "High is a long time without one.",
        r"\bT chart\b",
        PROVOST,
        exact=True,
    ),
    Term(
        "G chart",
        "A chart for rare events: each point is how many cases, or days, lie between one event and the next.",
        r"\bG chart\b",
        PROVOST,
        exact=True,
    ),
    # --- lines ---
    Term(
        "Median",
        "The middle figure: half of the figures lie above it and half below.",
        r"\bmedian\b",
        PERLA,
    ),
    Term(
        "Mean",
        "The average: all figures added up and shared out equally. "
        "For a percentage or a rate, all top numbers over all bottom numbers.",
        r"\bmean\b(?! that)",
        MONTGOMERY,
    ),
    Term(
        "Limits",
        "Lines that show how far figures stray by chance alone while nothing changes. "
        "They are worked out from the figures; nobody sets them. They are not a target.",
        r"\blimits?\b",
        WHEELER,
    ),
    Term(
        "Trial limits",
        "Limits or a median that rest on fewer than 12 figures. They may still move, so read them with care.",
        r"\btrial\b",
        PROVOST,
    ),
    Term(
        "Sigma",
        "How far figures usually stray from their mean. The limits lie three sigma from it.",
        r"sigma",
        MONTGOMERY,
    ),
    Term(
        "Moving range",
        "How much one figure differs from the one before it. From their average come the limits of XmR and I charts.",
        r"moving range",
        WHEELER,
    ),
    Term(
        "Baseline",
        "The first figures, before changes were tried. Later figures are compared with their line.",
        r"baseline|\bthe first \d+",
        PROVOST,
    ),
    Term(
        "Re-based",
        "The line was begun anew from some date because the figures had settled at another level. "
        "A person decides that, and writes why.",
        r"re-bas",
        NHS,
    ),
    Term(
        "Target",
        "What the team wants to reach. It is a wish, and has no say in the signals.",
        r"\btarget\b",
    ),
    # --- signals ---
    Term(
        "Signal",
        "A pattern that chance alone seldom makes. It says that something has changed, not what.",
        r"\bsignals?\b|unlikely to be chance",
        ANHOEJ,
    ),
    Term(
        "Ups and downs by chance",
        "Figures always vary a little, without any reason worth looking for. "
        "Statisticians call it common cause; what has a reason of its own, special cause.",
        r"ups and downs|by chance|common cause|special cause|from chance|chance alone|random",
        WHEELER,
    ),
    Term(
        "Shift",
        "Many figures in a row on one side of the line: the level has moved.",
        r"\bshift|\bin a row (above|below)|longest run",
        PERLA,
    ),
    Term(
        "Trend",
        "Many figures in a row, each higher than the one before, or each lower.",
        r"\btrend\b|\brising\b|\bfalling\b|: rose\b|: fell\b",
        NHS,
    ),
    Term(
        "Two of three",
        "Two of three figures in a row lie close to the same limit: in the outer third between the line "
        "and the limit.",
        r"two of three|close to (the|a)\b.*limit",
        NHS,
    ),
    Term(
        "Crossings",
        "How often the points pass from one side of the line to the other. "
        "Chance crosses often; few crossings mean that figures come in stretches.",
        r"cross",
        ANHOEJ,
    ),
    # --- rule sets ---
    Term(
        "Anhøj rules",
        "Two signals: an unusually long run on one side of the line, and unusually few crossings. "
        "What is unusual depends on how many figures there are.",
        r"Anhøj",
        ANHOEJ,
    ),
    Term(
        "Perla 2011 run chart rules",
        "Two signals: six or more figures in a row on one side of the median, and too few or too many "
        "crossings by a published table.",
        r"Perla",
        PERLA,
    ),
    Term(
        "NHS Making Data Count rules",
        "Four signals: a figure outside the limits, a trend, two of three close to a limit, and a shift.",
        r"NHS Making Data Count",
        NHS,
    ),
    Term(
        "To cry wolf",
        "To show a signal where nothing has changed. Every set of rules does so now and then.",
        r"cry wolf",
    ),
    Term(
        "PDSA cycle",
        "One small test of a change: plan it, do it, study what happened, act on what was learned.",
        r"PDSA",
        LANGLEY,
    ),
    Term(
        "Hidden",
        "Small numbers could point to a person, so others do not see them. "
        "Nothing here is worked out from their exact size.",
        r"\bhidden\b|too small to show",
    ),
    Term(
        "Left out",
        "Somebody took the figure out of the line and the rules, and wrote why. It is still drawn.",
        r"\bleft out\b(?! of the line)",
    ),
)


def terms_in(*texts: str) -> list[Term]:
    """The terms these texts use, in the order of the glossary."""
    text = " ".join(texts)
    return [
        term
        for term in GLOSSARY
        if re.search(term.found_by, text, flags=re.NOFLAG if term.exact else re.IGNORECASE)
    ]
