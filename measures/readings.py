"""A measure as its reader sees it: series, analysis, status and sentence together, and its small card."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.safestring import SafeString

from measures import faces
from measures.charts import card_chart
from measures.faces import ReaderSeries
from measures.models import Measure
from measures.spc import status as spc_status
from measures.spc.analysis import again
from measures.spc.types import Analysis, Direction, StatusResult
from measures.values import direction_words
from measures.words import Sentence, moved, sentence, since_label
from projects.models import Project

NEWS = ("improvement", "deterioration", "changed")


@dataclass(frozen=True, slots=True)
class Reading:
    """One measure on one face. moved: "up", "down" or "", for the tile. stale: its next figure is overdue."""

    measure: Measure
    series: ReaderSeries
    analysis: Analysis
    result: StatusResult
    moved: str
    stale: bool

    @property
    def status(self) -> str:
        return self.result.status

    @property
    def sentence(self) -> Sentence:
        """What has changed, in words: made when asked for, as lists ask for a status alone."""
        return sentence(*self.parts, out_of_date=self.stale)

    @property
    def parts(self) -> tuple[ReaderSeries, Analysis, StatusResult]:
        """What every chart builder takes."""
        return self.series, self.analysis, self.result

    @property
    def up_to(self) -> str:
        """Newest period answered, as in "to September 2026"; "" without data."""
        return since_label(self.series, len(self.series.points) - 1) if self.series.points else ""

    @property
    def kind_words(self) -> str:
        """ "Outcome, higher is better"."""
        return f"{self.measure.get_kind_display()}, {self.direction_words}"

    @property
    def direction_words(self) -> str:
        """ "higher is better"."""
        return direction_words(self.series)


def read(
    measures: Iterable[Measure],
    *,
    user,
    today: datetime.date,
    shared_only: bool = False,
    with_flags: bool = False,
) -> list[Reading]:
    """Read each measure as `user` may see it, in the order given. Queries: those of `faces.series_for`.

    shared_only: the shared face for everyone. The measures come with their projects loaded.
    """
    measures = list(measures)
    many = faces.series_for(measures, user=user, shared_only=shared_only, with_flags=with_flags)
    return [reading_of(measure, series, today) for measure, series in zip(measures, many, strict=True)]


def read_publicly(measures: Iterable[Measure], *, today: datetime.date) -> list[Reading]:
    """Read each measure as somebody who has not signed in."""
    return read(measures, user=AnonymousUser(), today=today)


def reading_of(measure: Measure, series: ReaderSeries, today: datetime.date) -> Reading:
    """What a series says on `today`. Figures are out of date only while the project is active. No query."""
    analysis = faces.analyse(series)
    result = faces.status(series, analysis)
    stale = measure.project.status == Project.Status.ACTIVE and faces.is_out_of_date(series, today)
    return Reading(
        measure=measure,
        series=series,
        analysis=analysis,
        result=result,
        moved=moved(analysis, result),
        stale=stale,
    )


def card(reading: Reading, *, url: str = "", level: int = 3) -> dict[str, object]:
    """What components/small_chart.html takes. url: where its name leads; default the measure's page."""
    return {
        "name": reading.series.name,
        "url": url or reverse("measures:measure", args=[reading.measure.project.slug, reading.measure.pk]),
        "status": reading.status,
        "direction": reading.moved,
        "stale": reading.stale,
        "sentence": reading.sentence.line,
        "svg": small_svg(reading),
        "foot_left": reading.kind_words,
        "foot_right": f"to {reading.up_to}" if reading.series.points else "no data yet",
        "level": level,
    }


def stale_alike(cards: list[dict[str, object]]) -> bool:
    """Whether every one of several cards is out of date: then the page says it once, and the cards do not."""
    alike = len(cards) > 1 and all(one["stale"] for one in cards)
    if alike:
        for one in cards:
            one["stale"] = False
    return alike


def small_svg(reading: Reading) -> SafeString | str:
    """The card's chart; "" before there is a figure to draw."""
    return card_chart(*reading.parts) if reading.series.points else ""


def is_news(reading: Reading) -> bool:
    """Whether the newest figure brought a current signal: without it, the same face had another status."""
    if reading.status not in NEWS or not reading.result.current or reading.result.signal is None:
        return False
    newest = max(i for i, point in enumerate(reading.series.points) if point.is_value or point.is_hidden)
    then = status_without(reading, {newest})
    return then is not None and then != reading.status


def status_without(reading: Reading, positions: Collection[int]) -> str | None:
    """The status this face would have without the figures at these positions; None where none is left.

    Phases and settings are today's; a phase that begins after the newest figure left has not begun.
    """
    series, analysis = reading.series, reading.analysis
    left = [
        i
        for i, point in enumerate(series.points)
        if (point.is_value or point.is_hidden) and i not in positions
    ]
    end = left[-1] + 1 if left else 0
    specs = tuple(spec for spec in analysis.specs if spec.start < end)
    if not specs:
        return None
    before = again(analysis, phases=specs, without={*positions, *range(end, len(series.points))})
    return spc_status.status(
        before,
        direction=cast(Direction, series.direction),
        phases=specs,
        current_window=faces.current_window(series),
    ).status
