"""The funnel: each group's share or rate by its size, between the limits that chance alone gives.

Takes numbers that a protected series has given already (community.funnels). Groups are keyed by letters in
the order given, never by rank.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from measures.charts.draw import Canvas, n, point_shape, text_width
from measures.charts.inks import AXIS, CENTRE, COMMON, GRID, MARKS, TEXT, TEXT_HINT, TEXT_KEY, Ink
from measures.charts.scales import nice_step, place_apart
from measures.spc.funnel import Funnel, limits
from measures.values import number

LIMIT = Ink("c-limit", "#7F8783", "--q-limit")
CURVE_STEPS = 60


def letter(index: int) -> str:
    """A, B … Z, A2, B2 …"""
    lap, place = divmod(index, 26)
    return string.ascii_uppercase[place] + (str(lap + 1) if lap else "")


@dataclass(frozen=True, slots=True)
class FunnelAxes:
    """factor: what a value is multiplied by to be read. x_words, y_words: what the axes count."""

    factor: float
    percent: bool
    x_words: str
    y_words: str


@dataclass(frozen=True, slots=True)
class _Layout:
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    font: float
    radius: float
    phone: bool


_WIDE = _Layout(1080, 450, 52, 960, 34, 390, 13, 4.2, phone=False)
_PHONE = _Layout(350, 340, 38, 300, 34, 280, 12, 3.6, phone=True)


def funnel_chart(
    funnel: Funnel, names: Sequence[str], axes: FunnelAxes, *, phone: bool = False
) -> SafeString:
    """names: of the groups, in the order of `funnel.points`; those beyond the limits are written out."""
    return _Funnel(funnel, names, axes, _PHONE if phone else _WIDE).draw()


class _Funnel:
    def __init__(self, funnel: Funnel, names: Sequence[str], axes: FunnelAxes, layout: _Layout):
        self.funnel, self.names, self.axes, self.layout = funnel, names, axes, layout
        self.canvas = Canvas(layout.width, layout.height)
        sizes = [point.size for point in funnel.points]
        self.x_step = nice_step(max(sizes) * 1.06 / (3 if layout.phone else 6), whole=True)
        self.most = self.x_step * -(-max(sizes) * 1.03 // self.x_step)
        self.least = max(1.0, min(sizes) * 0.6)
        self.low, self.high, self.y_step = self._range(min(sizes))

    def draw(self) -> SafeString:
        self._frame()
        labels = [(self._y(self.funnel.centre), f"Average {self._value(self.funnel.centre)}", TEXT_KEY, 650)]
        y = self._y(self.funnel.centre)
        self.canvas.line(self.layout.left, y, self.layout.right, y, CENTRE, 2)
        for name, dash, words in (
            ("lower_3", "", "3 sigma"),
            ("lower_2", "5 4", "2 sigma"),
            ("upper_2", "5 4", "2 sigma"),
            ("upper_3", "", "3 sigma"),
        ):
            labels += self._curve(name, dash, words)
        if not self.layout.phone:
            self._label(labels)
        else:
            self.canvas.text(
                self.layout.right + 4, y + 4, self._value(self.funnel.centre), TEXT_KEY, 12, weight=650
            )
        self._points()
        return self.canvas.svg()

    def _range(self, smallest: float) -> tuple[float, float, float]:
        bounds = limits(self.funnel.kind, self.funnel.centre, smallest)
        values = [point.value for point in self.funnel.points] + [bounds.lower_3, bounds.upper_3]
        low, high = (value * self.axes.factor for value in (min(values), max(values)))
        span = max(high - low, 1e-6)
        high += span * 0.08
        low = 0.0 if low < high * 0.35 else low - span * 0.08
        if self.axes.percent:
            high = min(high, 100.0)
        step = nice_step((high - low) / (4 if self.layout.phone else 6))
        low, high = step * (low // step), step * -(-round(high / step, 6) // 1)
        return low, high, step

    def _x(self, size: float) -> float:
        return self.layout.left + size / self.most * (self.layout.right - self.layout.left)

    def _y(self, value: float) -> float:
        share = (value * self.axes.factor - self.low) / (self.high - self.low)
        return self.layout.bottom - share * (self.layout.bottom - self.layout.top)

    def _value(self, value: float) -> str:
        shown = value * self.axes.factor
        if self.axes.percent:
            return f"{number(shown)}%"
        return number(shown, 0 if shown >= 100 else 1)

    def _frame(self) -> None:
        layout, canvas = self.layout, self.canvas
        value = self.low
        while value <= self.high + 1e-9:
            y = self._y(value / self.axes.factor)
            canvas.line(layout.left, y, layout.right, y, GRID, 1)
            places = 0 if self.y_step >= 1 else 1 if self.y_step >= 0.1 else 2
            words = number(value, places) + (
                "%" if self.axes.percent and value + self.y_step > self.high else ""
            )
            canvas.text(layout.left - 8, y + 4, words, TEXT_HINT, layout.font, "end")
            value += self.y_step
        canvas.line(layout.left, layout.bottom, layout.right, layout.bottom, AXIS, 1)
        size = 0.0
        while size <= self.most + 1e-9:
            canvas.line(self._x(size), layout.bottom, self._x(size), layout.bottom + 5, AXIS, 1)
            canvas.text(self._x(size), layout.bottom + 19, number(size), TEXT_HINT, layout.font, "middle")
            size += self.x_step
        middle = (layout.left + layout.right) / 2
        canvas.text(middle, layout.bottom + 42, self.axes.x_words, TEXT, layout.font, "middle", 600)
        canvas.text(0, 14, self.axes.y_words, TEXT, layout.font, "start", 600)

    def _curve(self, name: str, dash: str, words: str) -> list[tuple[float, str, Ink, int]]:
        """One limit from the smallest size to the right edge; its label where it ends. Off the scale: not drawn."""
        places = []
        for i in range(CURVE_STEPS + 1):
            # Closer together where the funnel is steep.
            size = self.least + (self.most - self.least) * (i / CURVE_STEPS) ** 2
            y = self._y(getattr(limits(self.funnel.kind, self.funnel.centre, size), name))
            if self.layout.top - 1 <= y <= self.layout.bottom + 0.5:
                places.append((self._x(size), y))
        if len(places) < 2:
            return []
        more = f' stroke-dasharray="{dash}"' if dash else ""
        self.canvas.path("M" + "L".join(f"{n(x)} {n(y)}" for x, y in places), LIMIT, 1.25, more)
        return [(places[-1][1], words, TEXT_HINT, 400)]

    def _label(self, labels: list[tuple[float, str, Ink, int]]) -> None:
        labels.sort(key=lambda one: one[0])
        tops = place_apart([(y + 4, 1) for y, *_ in labels], gap=16, low=self.layout.bottom + 4)
        for top, (_, words, ink, weight) in zip(tops, labels, strict=True):
            self.canvas.text(self.layout.right + 10, top, words, ink, self.layout.font, "start", weight)

    def _points(self) -> None:
        places = [(self._x(point.size), self._y(point.value)) for point in self.funnel.points]
        for x, y in places:
            self.canvas.take(x - 6, y - 6, x + 6, y + 6)
        for index, (x, y) in enumerate(places):
            zone = self.funnel.points[index].zone
            self.canvas.add(_shape(x, y, zone, self.layout.radius))
            key = letter(index)
            around = [
                (x, y - 9),
                (x, y + 18),
                (x - 14, y + 4),
                (x + 14, y + 4),
                (x - 12, y - 9),
                (x + 12, y - 9),
            ]
            if zone != "inside" and not self.layout.phone:
                words = f"{key} {self.names[index]}"
                half = text_width(words, 12, 650) / 2
                beside = [(x + 10 + half, y + 4), (x - 10 - half, y + 4), (x, y - 11), (x, y + 20)]
                if self.canvas.text_where_free(beside, words, TEXT_KEY, 12, "middle", 650):
                    continue
            self.canvas.text_where_free(around, key, TEXT_KEY, 12, "middle", 650)


def _shape(x: float, y: float, zone: str, radius: float) -> str:
    """Inside a grey circle, between the limits a hollow hexagon, outside a filled one."""
    if zone == "inside":
        return point_shape(x, y, COMMON, radius)
    if zone == "outside":
        return point_shape(x, y, "changed", radius)
    line = MARKS["changed"].line
    half, rise = radius * 0.75, radius * 1.3
    return (
        f'<path d="M{n(x - half)} {n(y - rise)}h{n(2 * half)}l{n(half)} {n(rise)}l{n(-half)} {n(rise)}'
        f'h{n(-2 * half)}l{n(-half)} {n(-rise)}z" class="c-card {line.css}" fill="#FFFFFF" '
        f'stroke="{line.light}" stroke-width="2"/>'
    )
