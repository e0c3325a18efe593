"""The progress scores drawn: their history by month, and the newest two on a rail.

The team is a ring (○), the advisor a filled point (●); where they differ a thick line joins them. Plain values in.
"""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.safestring import SafeString

from ftc_qi.pages.stalls import Given, Span, months_after
from measures.charts.draw import Canvas, n, text_width
from measures.charts.inks import AXIS, CENTRE, GRID, HALO, SHADE, TEXT, TEXT_HINT, TEXT_KEY, TRACE
from measures.periods import MONTHS, add_months

RING, DOT = 7.5, 4.5
"""Radius of the team's ring and of the advisor's point, which fits inside it."""
GAP_WIDTH = 4
NEAREST = 18
"""Labels of the two sides stand at least this far apart."""
LOWEST, HIGHEST = Decimal("0.5"), Decimal(5)
SHOWN, SHOWN_PHONE = 36, 12
"""Months drawn at most; the table has them all."""


class Layout(NamedTuple):
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    font: float


WIDE = Layout(940, 300, 34, 820, 14, 246, 13)
PHONE = Layout(350, 300, 26, 256, 14, 246, 12)


class Placed(NamedTuple):
    """A mark as drawn: which side, for which month, where."""

    side: str
    month: datetime.date
    x: float
    y: float


class ScoresChart(NamedTuple):
    """The drawing with what tests look at."""

    svg: SafeString
    canvas: Canvas
    marks: list[Placed]


def scores_chart(
    team: Sequence[Given],
    advisor: Sequence[Given],
    *,
    first: datetime.date,
    last: datetime.date,
    pauses: Sequence[Span] = (),
    phone: bool = False,
) -> ScoresChart:
    """Both sides' scores (oldest first) from the month `first` to `last`; the newest months where there are many."""
    layout = PHONE if phone else WIDE
    shown = SHOWN_PHONE if phone else SHOWN
    first = max(first, add_months(last, 1 - shown))
    chart = _Drawing(layout, first, last)
    chart.frame()
    chart.shade(pauses)
    sides = {
        "team": [given for given in team if given.month >= first],
        "advisor": [given for given in advisor if given.month >= first],
    }
    for side, ink, width, dash in (("team", TRACE, 1.5, "4 3"), ("advisor", CENTRE, 1.5, "")):
        corners = [(chart.x(given.month), chart.y(given.score)) for given in sides[side]]
        if len(corners) > 1:
            chart.canvas.polyline(corners, ink, width, dash)
    chart.gaps(sides)
    marks = chart.marks(sides)
    chart.labels(sides)
    return ScoresChart(chart.canvas.svg(), chart.canvas, marks)


class _Drawing:
    """A canvas with the places of months and scores."""

    def __init__(self, layout: Layout, first: datetime.date, last: datetime.date):
        self.layout, self.first, self.last = layout, first, last
        self.canvas = Canvas(layout.width, layout.height)
        self.count = months_after(first, last) + 1
        self.step = min((layout.right - layout.left) / self.count, 56)

    def x(self, month: datetime.date) -> float:
        """The middle of a month."""
        return self.layout.left + (months_after(self.first, month) + 0.5) * self.step

    def y(self, score: Decimal) -> float:
        share = float((score - LOWEST) / (HIGHEST - LOWEST))
        return self.layout.bottom - 10 - share * (self.layout.bottom - 20 - self.layout.top)

    @property
    def right(self) -> float:
        """Where the last month ends."""
        return self.layout.left + self.count * self.step

    def frame(self) -> None:
        """A line for each whole score, the months, the years in bold below."""
        layout, canvas = self.layout, self.canvas
        for score in range(1, 6):
            y = self.y(Decimal(score))
            canvas.line(layout.left, y, self.right, y, GRID, 1)
            canvas.text(layout.left - 8, y + 4, str(score), TEXT_HINT, layout.font, "end")
        canvas.line(layout.left, layout.bottom, self.right, layout.bottom, AXIS, 1)
        every = next(gap for gap in (1, 2, 3, 6, 12) if gap * self.step >= 3.1 * layout.font or gap == 12)
        year_end = 0.0
        for place in range(self.count):
            month = add_months(self.first, place)
            if (month.month - 1) % every and self.count > every:
                continue
            x = self.x(month)
            canvas.line(x, layout.bottom, x, layout.bottom + 5, AXIS, 1)
            canvas.text(x, layout.bottom + 19, MONTHS[month.month - 1][:3], TEXT_HINT, layout.font, "middle")
            year, width = str(month.year), text_width(str(month.year), layout.font, 600)
            if year not in {written.text for written in canvas.written} and x - width / 2 > year_end:
                canvas.text(x, layout.bottom + 37, year, TEXT, layout.font, "middle", 600)
                year_end = x + width / 2 + 6

    def shade(self, pauses: Sequence[Span]) -> None:
        """Months with a pause in them, with the word where it fits."""
        for pause in pauses:
            begin = max(pause.starts_on.replace(day=1), self.first)
            end = min((pause.ends_on or self.last).replace(day=1), self.last)
            if end < begin:
                continue
            x0, x1 = self.x(begin) - self.step / 2, self.x(end) + self.step / 2
            top = self.layout.top
            self.canvas.rect(x0, top, x1 - x0, self.layout.bottom - top, SHADE, opacity=0.75)
            if x1 - x0 > text_width("paused", 12):
                self.canvas.text((x0 + x1) / 2, self.layout.bottom - 8, "paused", TEXT_HINT, 12, "middle")

    def gaps(self, sides: dict[str, list[Given]]) -> None:
        """A thick line between the two where they differ."""
        advisor = dict(sides["advisor"])
        for month, score in sides["team"]:
            other = advisor.get(month, score)
            if other != score:
                x = self.x(month)
                self.canvas.line(x, self.y(score), x, self.y(other), CENTRE, GAP_WIDTH)

    def marks(self, sides: dict[str, list[Given]]) -> list[Placed]:
        """Rings first, points on top: where both say the same the point stands in the ring."""
        placed = []
        for side, given in sides.items():
            for month, score in given:
                x, y = self.x(month), self.y(score)
                self.canvas.add(ring(x, y, RING) if side == "team" else dot(x, y, DOT))
                placed.append(Placed(side, month, x, y))
        return placed

    def labels(self, sides: dict[str, list[Given]]) -> None:
        """At the right, at the height of each side's newest score: who says what. One label where both agree."""
        newest = {side: given[-1].score for side, given in sides.items() if given}
        if len(set(newest.values())) == 1 and len(newest) == 2:
            places = [(f"Both {newest['team']}", self.y(newest["team"]))]
        else:
            names = {"team": "Team", "advisor": "Advisor"}
            places = [(f"{names[side]} {score}", self.y(score)) for side, score in newest.items()]
        places.sort(key=lambda place: place[1])
        for i in range(1, len(places)):
            words, y = places[i]
            places[i] = (words, max(y, places[i - 1][1] + NEAREST))
        for words, y in places:
            self.canvas.text(self.right + 10, y + 4, words, TEXT_KEY, self.layout.font, weight=600)


def ring(x: float, y: float, radius: float) -> str:
    """The team's mark."""
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" class="c-card {CENTRE.css}" fill="{HALO.light}" '
        f'stroke="{CENTRE.light}" stroke-width="2"/>'
    )


def dot(x: float, y: float, radius: float) -> str:
    """The advisor's mark."""
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" class="{TEXT_KEY.css}" fill="{TEXT_KEY.light}"/>'


def rail(team: Decimal | None, advisor: Decimal | None, *, large: bool = False) -> SafeString:
    """Both newest scores on a line from 0.5 to 5. The figures stand beside it in words."""
    width, height, edge = (280, 44, 12) if large else (76, 18, 8)
    canvas = Canvas(width, height)
    radius = RING if large else 5.5
    y = radius + 4 if large else height / 2

    def x(score: Decimal) -> float:
        return edge + float((score - LOWEST) / (HIGHEST - LOWEST)) * (width - 2 * edge)

    canvas.line(x(LOWEST), y, x(HIGHEST), y, AXIS, 2)
    for whole in range(1, 6):
        at = x(Decimal(whole))
        canvas.line(at, y - 4, at, y + 4, AXIS, 1)
        if large:
            canvas.text(at, height - 6, str(whole), TEXT_HINT, 12, "middle")
    if team is not None and advisor is not None and team != advisor:
        canvas.line(x(team), y, x(advisor), y, CENTRE, GAP_WIDTH)
    if team is not None:
        canvas.add(ring(x(team), y, radius))
    if advisor is not None:
        canvas.add(dot(x(advisor), y, DOT if large else 3.4))
    return canvas.svg(fixed=True)
