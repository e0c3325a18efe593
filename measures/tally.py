"""How many projects stand where, by their main outcome, and what chance alone would give (DECISIONS 20–21)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ftc_qi.core.tiles import status_word
from measures.series import ReaderSeries
from measures.spc.false_alarms import ExpectedByChance, expected_by_chance
from measures.spc.types import Analysis, StatusResult
from measures.values import plural

NO_OUTCOME = "no_outcome"
"""A project without a main outcome measure."""

ORDER = (
    "improvement",
    "improvement_held",
    "deterioration",
    "changed",
    "no_signal",
    "too_little_data",
    "numbers_too_small",
    NO_OUTCOME,
)
IMPROVED = ("improvement", "improvement_held")

# "… of 12 projects": after a number, and after "1".
_SAID = {
    "improvement": ("are improving", "is improving"),
    "improvement_held": ("have improved and hold it", "has improved and holds it"),
    "deterioration": ("are getting worse", "is getting worse"),
    "changed": ("have changed, direction unclear", "has changed, direction unclear"),
    "no_signal": ("show no signal", "shows no signal"),
    "too_little_data": ("are too early to say", "is too early to say"),
    "numbers_too_small": ("have numbers too small to show", "has numbers too small to show"),
    NO_OUTCOME: ("have no main outcome yet", "has no main outcome yet"),
}


def group_step(status: str) -> str:
    """The step in a tile that stands for all measures of a status: better is up, worse is down."""
    return {"deterioration": "down"}.get(status, "up" if status in IMPROVED else "")


@dataclass(frozen=True, slots=True)
class Share:
    """One status and how many projects have it."""

    status: str
    word: str
    count: int
    said: str
    """ "4 are improving"."""

    @property
    def step(self) -> str:
        """The step in the tile that stands for the whole group."""
        return group_step(self.status)


@dataclass(frozen=True, slots=True)
class Tally:
    """The projects of a programme by the status of their main outcome; the counts add up to `total`."""

    total: int
    improved: int
    shares: tuple[Share, ...]
    """Statuses that occur, in a fixed order."""
    chance: ExpectedByChance

    @property
    def title(self) -> str:
        """ "5 of 12 projects have improved their main outcome"."""
        if not self.total:
            return "No projects yet"
        does = "has improved its" if 1 in (self.improved, self.total) else "have improved their"
        return f"{self.improved} of {plural(self.total, 'project')} {does} main outcome"

    @property
    def sentence(self) -> str:
        """ "4 are improving, 1 has improved and holds it, 2 are getting worse."."""
        return ", ".join(share.said for share in self.shares) + "." if self.shares else ""

    @property
    def chance_words(self) -> str:
        """What chance alone would give among the charts that have a stored rate, and how many have none."""
        chance = self.chance
        if not chance.with_row:
            return (
                "No chart has enough figures yet to say what chance alone would give." if self.total else ""
            )
        shown = f"{chance.improving:.1f}"
        about = "fewer than 0.1" if shown == "0.0" else f"about {shown}"
        charts = plural(chance.with_row, "chart")
        words = f"By chance alone, {about} of {charts} would read as improving."
        if chance.without_row:
            verb = "has" if chance.without_row == 1 else "have"
            words += f" {plural(chance.without_row, 'other chart')} {verb} no such figure."
        return words


def tally(readings: Iterable[tuple[ReaderSeries, Analysis, StatusResult]], *, projects: int) -> Tally:
    """Count projects by the status of their main outcome.

    readings: one (series, analysis, status) for each project that has a main outcome. projects: how many
    there are in all; those without a main outcome are counted as such, so the counts add up. Chance is
    worked out for charts with a good direction whose numbers are shown.
    """
    readings = list(readings)
    counts = Counter(result.status for _, _, result in readings)
    counts[NO_OUTCOME] = projects - len(readings)
    shares = tuple(
        Share(
            status=status,
            word="No main outcome yet" if status == NO_OUTCOME else status_word(status),
            count=counts[status],
            said=f"{counts[status]} {_SAID[status][counts[status] == 1]}",
        )
        for status in ORDER
        if counts[status]
    )
    return Tally(
        total=projects,
        improved=sum(counts[status] for status in IMPROVED),
        shares=shares,
        chance=expected_by_chance(
            (analysis.rule_set.key, analysis.phases[-1].n_obs, analysis.specs[-1].baseline, analysis.chart)
            for series, analysis, result in readings
            if series.direction != "neutral" and result.status != "numbers_too_small"
        ),
    )
