"""Series for the corpus of paragraphs: generated figures only, typed compactly."""

import datetime
from decimal import Decimal

from tests.measures.examples import shared, working

DAY = datetime.date
NEW_YEAR = DAY(2024, 1, 1)
BASELINE = [(None, 12, "")]
SHARES = [38, 43, 41, 36, 45, 40, 42, 39, 44, 37, 43, 41]
DAYS = [30, 34, 29, 33, 31, 35, 28, 32, 30, 34, 31, 33]
"""Twelve quiet figures; as days, in tenths."""
STEADY = [26, 22, 30, 25, 28, 24, 27, 26, 29, 23, 26, 31]
GAPS = [10, 12, 9, 14, 11, 10, 13, 12, 9, 11, 12, 10]
PEERS = "peers make the offer at all three sites."
MONDAY = DAY(2025, 9, 1)


def share(figures, of=100, *, make=working, **facts):
    return make([(figure, of) for figure in figures], data_kind="proportion", **facts)


def rate(figures, of=900, *, make=working, **facts):
    facts = {"per": 1000, "denominator_label": "Bed days", "direction": "down"} | facts
    return make([(figure, of) for figure in figures], data_kind="rate", **facts)


def days(tenths, *, make=working, **facts):
    facts = {"unit": "days", "direction": "down"} | facts
    figures = [one if one is None or isinstance(one, str) else one / 10 for one in tenths]
    return make(figures, data_kind="continuous", **facts)


def events(gaps, *, make=working, start=NEW_YEAR, **facts):
    dates = [start]
    for gap in gaps:
        dates.append(dates[-1] + datetime.timedelta(days=gap))
    return make(data_kind="events", events=dates, **facts)


def cases(gaps, **facts):
    first = NEW_YEAR
    told = [(first + datetime.timedelta(days=9 * i), gap) for i, gap in enumerate(gaps, start=1)]
    return working(data_kind="events", events=[(first, 1), *told], **facts)


UP12 = [55, 58, 60, 61, 62, 63, 64, 62, 66]
SERIES = {
    # run charts
    "better": share([*SHARES, *UP12], phases=BASELINE, target=Decimal("0.7")),
    "better, target met": share([*SHARES, *UP12], phases=BASELINE, target=Decimal("0.6")),
    "better, target with a date": share(
        [*SHARES, *UP12], phases=BASELINE, target=Decimal("0.7"), target_on=DAY(2027, 3, 31)
    ),
    "better without a baseline": working(
        [30] * 6 + [29, 31] * 3 + [5, 5, 5, 5, 4, 6, 5, 5, 5, 5, 4, 6, 5], direction="down", unit="people"
    ),
    "better, and the newest months back": working(
        [*SHARES, 50, 52, 51, 53, 50, 54, 55, 52, 51, 38, 37, 39, 36], phases=BASELINE
    ),
    "better, and one month back": working([*SHARES, 50, 52, 51, 53, 50, 54, 55, 52, 51, 38], phases=BASELINE),
    "worse by the week": working(
        [*SHARES, 30, 31, 29, 28, 30, 27, 29, 31],
        frequency="weekly",
        start=MONDAY,
        unit="people",
        phases=BASELINE,
    ),
    "worse by the fortnight": working(
        [*SHARES, 30, 31, 29, 28, 30, 27, 29, 31],
        frequency="fortnightly",
        fortnight_anchor=MONDAY,
        start=MONDAY,
        phases=BASELINE,
    ),
    "neutral run": working(list(range(10, 26)), direction="neutral"),
    "neutral with a target": working(
        [*SHARES, *[50] * 9], direction="neutral", phases=BASELINE, target=Decimal(45)
    ),
    "few crossings": working([1, 2, 3, 2, 1, 3, 9, 8, 9, 7, 9, 8]),
    "no crossing but once, neutral": working([5, 6, 5, 6, 5, 6, 8, 9, 8, 9, 8, 9], direction="neutral"),
    "Perla shift": working([*SHARES, 48, 47, 49, 46, 48, 47], rule_set="perla_2011", phases=BASELINE),
    "Perla too many runs": working([10, 20] * 10, rule_set="perla_2011"),
    "Perla too few runs": working(
        [1, 2, 1, 2, 1, 9, 9, 8, 9, 8, 9, 2, 1, 2, 1, 9, 8, 9, 9, 8], rule_set="perla_2011"
    ),
    "held, to the team": share(
        [*SHARES, 42, 44, 40, 47, 48, 49, 52, 54, 53, 57, 55, 61, 58, 64, 60, 66, 63, 62],
        phases=[*BASELINE, (DAY(2026, 3, 1), None, PEERS)],
        target=Decimal("0.6"),
    ),
    "held, to others": share(
        [*SHARES, 42, 44, 40, 47, 48, 49, 52, 54, 53, 57, 55, 61, 58, 64, 60, 66, 63, 62],
        make=shared,
        phases=[*BASELINE, (DAY(2026, 3, 1), None, PEERS)],
    ),
    "held with a firm line": working(
        [*SHARES, *[55, 58, 57, 56] * 4], phases=[*BASELINE, (DAY(2025, 4, 1), None, "new clinic")]
    ),
    "re-based lately": working(
        [*SHARES, 20, 21, 20], phases=[*BASELINE, (DAY(2025, 4, 1), None, "new clinic")]
    ),
    "re-based, nothing since": working(
        [*SHARES, *[55, 58, 57, 56] * 4],
        direction="down",
        phases=[*BASELINE, (DAY(2025, 4, 1), None, "new clinic")],
    ),
    "steady": working(STEADY),
    "steady by the quarter, target unmet": rate(
        [20, 18, 25, 22, 19, 24, 21, 20, 23, 22, 18, 21],
        frequency="quarterly",
        start=DAY(2022, 1, 1),
        target=Decimal("0.02"),
    ),
    "steady, target met": working(STEADY, target=Decimal(20), unit="people"),
    "at the target": working(STEADY, target=Decimal(26)),
    "an earlier signal": working([*SHARES, *[50] * 9, *[41, 39, 43] * 4], phases=BASELINE),
    "always the same": working([20] * 16, unit="sessions"),
    "all zero, to others": shared([0] * 12, unit="people"),
    "always every one": share([40] * 14, of=40),
    "ten months": working(STEADY[:10]),
    "nine months": working(STEADY[:9]),
    "one week": working([5], frequency="weekly", start=MONDAY),
    "nothing yet": working([]),
    "asked, never collected": working(["not_collected", "not_collected"]),
    "gaps of every kind": working(
        [26, None, 30, "not_collected", 28, 24, "nobody_eligible", 26, 29, 23, 26, 31, 25, 27]
    ),
    "one left out": working([26, 22, 30, 25, 28, 240, 27, 26, 29, 23, 26, 31], excluded=[DAY(2024, 9, 1)]),
    "200 months": working([20 + (7 * i) % 11 for i in range(200)], start=DAY(2008, 1, 1)),
    "small shares": share([4, 2, 6, 3, 5, 4, 3, 6, 4, 2, 5, 4], of=1000),
    "nearly all": share([997, 999, 998, 996, 999, 998, 997, 999, 998, 996, 997, 998], of=1000),
    "levels that round alike": share([*[951, 953, 952] * 4, *[954, 953, 954] * 3], of=1000, phases=BASELINE),
    # shared face
    "small numbers": shared([3, 2, 4, 1, 0, 2, 12, 10, 3, 4, 2, 3]),
    "one hidden in a count": shared([20, 22, 18, 25, 30, 3, 24, 21, 28, 17, 26, 23]),
    "hidden months below the line": shared(
        [20, 22, 18, 25, 30, 19, 24, 21, 28, 17, 26, 23, 3, 2, 4, 1, 3, 2, 4, 3, 2], phases=BASELINE
    ),
    "hidden shares": shared([(38, 100), (2, 100), *[(n, 100) for n in SHARES]], data_kind="proportion"),
    "averages of too few people": shared(
        [(4.5, 2), *[(n / 10, 40) for n in [*DAYS, 30, 32]]],
        data_kind="continuous",
        unit="days",
        direction="down",
    ),
    "events, to others": events(
        [10, 12, 9, 14, 11, 10, 13, 12, 9, 11, 12, 10] * 8, make=shared, direction="up"
    ),
    # XmR
    "xmr steady": days([*DAYS, *DAYS]),
    "xmr steady, target inside": days([*DAYS, *DAYS], target=Decimal(3)),
    "xmr steady, target below the limits": days([*DAYS, *DAYS], target=Decimal(1)),
    "xmr steady, target above the limits": days([*DAYS, *DAYS], target=Decimal(6)),
    "xmr above, newest": days([*DAYS, 60], phases=BASELINE),
    "xmr below, some months ago": days([*DAYS, 10, 33, 30, 31], phases=BASELINE, direction="down"),
    "xmr neutral, outside": days([*DAYS, 60], phases=BASELINE, direction="neutral"),
    "xmr rising": days([*DAYS, 26, 28, 30, 32, 34, 36, 38], phases=BASELINE, direction="up"),
    "xmr fell, then not": days([*DAYS, 38, 37, 35, 33, 31, 29, 28, 33], phases=BASELINE),
    "xmr two of three": days([*DAYS, 40, 34, 41], phases=BASELINE),
    "xmr shift": days([*DAYS, 27, 26, 28, 27, 26, 28, 27, 26], phases=BASELINE, target=Decimal("2.5")),
    "xmr shift with the newest outside": days([*DAYS, 27, 26, 28, 27, 26, 28, 27, 12], phases=BASELINE),
    "xmr trial": days(DAYS[:11], chart="xmr"),
    "xmr baseline of eight": days([*DAYS, *DAYS], phases=[(None, 8, "")]),
    "xmr constant": days([30] * 14, target=Decimal(4)),
    "xmr constant baseline": days([30] * 12 + [31, 29, 30, 31], phases=BASELINE),
    "xmr held": days(
        [*DAYS, *[27, 26, 28, 27, 26, 28, 27, 26, 28, 25, 27, 26]],
        phases=[*BASELINE, (DAY(2025, 4, 1), None, "two more rooms")],
        target=Decimal(4),
    ),
    "xmr neutral, with a target": days(
        [n + 300 for n in DAYS], unit="minutes", direction="neutral", target=Decimal(34)
    ),
    "xmr worse, falling": days([*DAYS, 36, 34, 33, 31, 30, 28, 27], phases=BASELINE, direction="up"),
    "xmr neutral, rising": days([*DAYS, 26, 28, 30, 32, 34, 36, 38], phases=BASELINE, direction="neutral"),
    "xmr by the week, above": days([*DAYS, 60, 31], phases=BASELINE, frequency="weekly", start=MONDAY),
    "xmr many close": days([*DAYS, 39, 40, 39, 40, 39], phases=BASELINE, rule_set="nhs_mdc"),
    "xmr shift of six": days([*DAYS, 27, 26, 28, 27, 26, 28], phases=BASELINE, rule_set="nhs_mdc_shift6"),
    "xmr of a count, every second month": working(
        [n for pair in zip(STEADY, [None] * 12, strict=True) for n in pair], chart="xmr"
    ),
    "xmr re-based lately": days([*DAYS, 20, 21, 20], phases=[*BASELINE, (DAY(2025, 4, 1), None, "new form")]),
    "xmr with one left out": days([*DAYS, 31, 90, 32], excluded=[DAY(2025, 5, 1)]),
    # other charts with limits
    "i steady": days([*DAYS, *DAYS], chart="i", target=Decimal(2)),
    "i few crossings": days([28, 30, 29, 31, 30, 32, 33, 32, 34, 33, 35, 34], chart="i"),
    "c above": working([*STEADY, 60], chart="c", direction="down", unit="falls", phases=BASELINE),
    "c steady": working([*STEADY, *STEADY], chart="c", direction="down", unit="falls", target=Decimal(30)),
    "u below": rate([*[20, 18, 25, 22, 19, 24, 21, 20, 23, 22, 18, 21], 3], chart="u", phases=BASELINE),
    "u′ steady": rate([20, 18, 25, 22, 19, 24, 21, 20, 23, 22, 18, 21], of=90000, chart="up", per=10000),
    "p shift": share(
        [*SHARES, 46, 48, 47, 49, 48, 47, 50, 48, 49], chart="p", phases=BASELINE, target=Decimal("0.5")
    ),
    "p outside": share([*SHARES, 70], chart="p", phases=BASELINE, direction="up"),
    "p trial": share(SHARES[:10], chart="p"),
    "p′ steady, decimals": share(
        [380, 430, 410, 360, 450, 400, 420, 390, 440, 370, 430, 410], of=1000, chart="pp", decimals=1
    ),
    "p with nearly all": share([96, 97, 95, 98, 96, 97, 95, 96, 98, 97, 96, 97], chart="p"),
    "xmr of shares, a target with decimals": share(
        [38, 43, 41, 36, 45, 40, 42, 39, 44, 37, 43, 41], chart="xmr", decimals=1, target=Decimal("0.6")
    ),
    "p few crossings": share([36, 38, 37, 39, 38, 37, 43, 44, 43, 45, 44, 43], chart="p"),
    "p with unequal numbers": working(
        [(24, 60), (41, 100), (30, 80), (62, 150)] * 4,
        data_kind="proportion",
        chart="p",
        target=Decimal("0.5"),
    ),
    "p, one hidden": share([38, 2, *SHARES], make=shared, chart="p"),
    "p chosen, too few": share([3, 2, 1, 2, 3, 2, 45, 41, 3, 2, 1, 2], make=shared, chart="p"),
    "c of zeros": working([0] * 14, chart="c", unit="people", direction="down"),
    "down to one a month": working(
        [5, 6, 5, 4, 6, 5, 5, 6, 4, 5, 6, 5, *[1] * 9], direction="down", unit="people", phases=BASELINE
    ),
    "t longer": events([*GAPS, 30, 32, 35, 31, 40, 38, 33, 36, 39], phases=BASELINE, direction="up"),
    "t steady": events([*GAPS, *GAPS], direction="up", target=Decimal(20)),
    "t one long gap": events([*GAPS, 90], phases=BASELINE, direction="up"),
    "g with two on a day": events([*GAPS, 0, 11, 12], direction="up"),
    "g cases": cases([40, 55, 38, 61, 47, 52, 44, 58, 49, 50, 43, 57], direction="up"),
    "run of gaps": events(
        [*GAPS, 30, 32, 35, 31, 40, 38, 33, 36, 39],
        phases=BASELINE,
        direction="up",
        chart="run",
        chart_note="as the others",
    ),
    "one event": events([]),
    "four events": events([10, 12, 9]),
}
