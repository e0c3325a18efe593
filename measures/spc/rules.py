"""The rule sets and their limits. Every limit is the last value that is *not* a signal.

Sources: Anhøj & Olesen, PLoS ONE 2014;9(11):e113825 and qicharts2 0.8.1 (Anhøj rules);
Perla, Provost & Murray, BMJ Qual Saf 2011;20:46-51 (shift, trend; Table 1 is adapted from
Swed & Eisenhart 1943); NHSRplotthedots 0.2.2 (NHS Making Data Count).
"""

import math
from functools import lru_cache

from measures.spc.types import RuleSet

ANHOEJ = RuleSet(
    key="anhoej",
    name="Anhøj rules",
    version=1,
    description=(
        "Looks for an unusually long run of points on one side of the median, or for unusually few "
        "crossings of the median. Both limits depend on how many points there are. Points on the median "
        "are skipped."
    ),
)
PERLA_2011 = RuleSet(
    key="perla_2011",
    name="Perla 2011 run chart rules",
    version=1,
    description=(
        "Looks for a shift: six or more points in a row on one side of the median; and for too few or too "
        "many runs by a published table, from 10 to 60 points that are not on the median. Points on the "
        "median are skipped. A trend of five or more points rising or falling is drawn but does not count."
    ),
)
SIGMA_ANHOEJ = RuleSet(
    key="sigma_anhoej",
    name="3-sigma limits with Anhøj rules",
    version=1,
    description=(
        "Looks for any point outside the limits, for an unusually long run of points on one side of the "
        "centre line, and for unusually few crossings of it. What is unusual for runs and crossings depends "
        "on how many points there are. Points on the centre line are skipped."
    ),
)


def _nhs(key: str, name: str, *, trend: int, shift: int) -> RuleSet:
    """NHS Making Data Count with its trend and shift of the length chosen, 7 or 6."""
    words = {6: "six", 7: "seven"}
    return RuleSet(
        key=key,
        name=name,
        version=1,
        description=(
            f"Looks for any point outside the limits; {words[trend]} points in a row that each rise, or each "
            "fall; two of three points in a row close to the same limit; and "
            f"{words[shift]} points in a row on one side of the mean. Two equal points end a rise or a fall. A "
            "point on the mean, or a missing one, ends a row."
        ),
        trend=trend,
        shift=shift,
    )


NHS_MDC = (
    _nhs("nhs_mdc", "NHS Making Data Count rules", trend=7, shift=7),
    _nhs("nhs_mdc_shift6", "NHS Making Data Count rules, shift of 6", trend=7, shift=6),
    _nhs("nhs_mdc_trend6", "NHS Making Data Count rules, trend of 6", trend=6, shift=7),
    _nhs("nhs_mdc_6", "NHS Making Data Count rules, shift and trend of 6", trend=6, shift=6),
)
RULE_SETS: dict[str, RuleSet] = {
    rule_set.key: rule_set for rule_set in (ANHOEJ, PERLA_2011, *NHS_MDC, SIGMA_ANHOEJ)
}

EXACT_UP_TO = 2000

PERLA_SHIFT = 6
PERLA_TREND = 5

# Useful observations from 10 to 60: fewest and most runs that are not a signal. Perla 2011, Table 1.
# Copies found in code differ at 27, 29, 30, 33, 35, 37 and 39: these are the published ones.
_PERLA_RUNS = (
    "3-9 3-10 3-11 4-11 4-12 5-12 5-13 5-13 6-14 6-15 6-16 7-16 7-17 7-17 8-18 8-18 9-19 10-19 10-20 10-20 "
    "11-21 11-22 11-23 12-23 12-24 12-24 13-25 13-25 14-26 14-26 15-27 15-27 16-28 16-28 17-29 17-30 17-31 "
    "18-31 18-32 19-32 19-33 20-33 20-34 21-34 21-35 22-35 22-35 23-36 23-37 24-38 24-38"
)
PERLA_RUNS_TABLE: dict[int, tuple[int, int]] = {
    useful: (int(fewest), int(most))
    for useful, (fewest, most) in enumerate((entry.split("-") for entry in _PERLA_RUNS.split()), start=10)
}


@lru_cache(maxsize=1024)
def anhoej_longest_run_max(n_useful: int) -> int:
    """The longest run that is not a signal, for `n_useful` >= 1 points off the centre: round(log2 n) + 3."""
    return round(math.log2(n_useful)) + 3


@lru_cache(maxsize=1024)
def anhoej_crossings_min(n_useful: int) -> int:
    """The fewest crossings that are no signal: smallest k with P(Binomial(n_useful - 1, 1/2) <= k) >= 0.05.

    Worked out in whole numbers, which is exact, up to EXACT_UP_TO points. Beyond, that takes too long, and
    floating point goes down from the middle: off by less than a millionth of what one crossing more would
    make. `n_useful` >= 1.
    """
    tosses = n_useful - 1
    if n_useful <= EXACT_UP_TO:
        crossings, ways = 0, 1
        total = 1
        while 20 * total < 1 << tosses:
            ways = ways * (tosses - crossings) // (crossings + 1)
            crossings += 1
            total += ways
        return crossings
    crossings = tosses // 2
    log_ways = math.lgamma(tosses + 1) - math.lgamma(crossings + 1) - math.lgamma(tosses - crossings + 1)
    exactly = math.exp(log_ways - tosses * math.log(2))
    at_most = 0.5 if tosses % 2 else 0.5 + exactly / 2
    while at_most - exactly >= 0.05:
        at_most -= exactly
        exactly *= crossings / (tosses - crossings + 1)
        crossings -= 1
    return crossings


def perla_runs_limits(n_useful: int) -> tuple[int, int] | None:
    """Fewest and most runs that are not a signal; None outside 10-60 useful points: not applied."""
    return PERLA_RUNS_TABLE.get(n_useful)
