"""A measure and the one it continues, as their reader sees them: on one axis where both count alike."""

from dataclasses import dataclass

from measures.readings import Reading
from measures.series import ReaderSeries
from measures.values import counted_as, plural, unit_words
from measures.words import since_label

KINDS = {
    "proportion": "a percentage",
    "rate": "a rate",
    "count": "a count",
    "continuous": "a measured value",
    "events": "the time between events",
}


@dataclass(frozen=True, slots=True)
class Joined:
    """The measure before, and why it cannot stand on one axis with its successor; "" where it can."""

    before: Reading
    after: Reading
    why_apart: str

    @property
    def can_be_drawn(self) -> bool:
        return not self.why_apart and bool(self.before.series.points and self.after.series.points)

    @property
    def is_hidden(self) -> bool:
        """Whether a figure of either is hidden."""
        return bool(self.before.series.hidden_count or self.after.series.hidden_count)

    @property
    def caption(self) -> str:
        """What stands on either side of the break."""
        return f"Left of the thick line: {_part(self.before)}. Right of it: {_part(self.after)}."


def joined(before: Reading, after: Reading) -> Joined:
    return Joined(before, after, _why_apart(before.series, after.series))


def _part(reading: Reading) -> str:
    series = reading.series
    first, last = since_label(series, 0), since_label(series, len(series.points) - 1)
    return f"{series.name}, {plural(len(series.points), series.noun)}, {first} to {last}"


def _why_apart(before: ReaderSeries, after: ReaderSeries) -> str:
    """In words, why two series have no common axis; "" where they have one. Both are of one face."""
    if before.data_kind != after.data_kind:
        return f"It was {KINDS[before.data_kind]}, this is {KINDS[after.data_kind]}"
    if (
        counted_as(before) == counted_as(after)
        and before.scale == after.scale
        and before.shows == after.shows
    ):
        return ""
    return f"It counted {unit_words(before) or 'in its own unit'}, this counts {unit_words(after) or 'in its own'}"
