"""The run chart of a measure page, drawn by the server: a wide drawing and one of its own for phones.

It is complete without JavaScript and aria-hidden: the sentence above and the table below are its text.
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from measures.charts import lanes
from measures.charts.draw import (
    AXIS,
    BOX,
    BREAK,
    CENTRE,
    COMMON,
    GRID,
    HATCH,
    MARKS,
    SHADE,
    TARGET,
    TEXT,
    TEXT_HINT,
    TEXT_KEY,
    TEXT_TARGET,
    TRACE,
    Box,
    Canvas,
    hollow_point,
    n,
    text_width,
    trace_path,
)
from measures.charts.reading import drawn_centre, held_run, verdicts
from measures.charts.scales import XScale, place_apart, runs_of, runs_of_state, y_scale
from measures.series import MISSING, ReaderSeries, last_positions, require_series
from measures.spc.types import Analysis, PhaseResult, Signal, StatusResult
from measures.values import STATE_WORDS, displayed, format_value, plural, tick
from measures.words import month_label, run_length, signal_words, verdict

PHONE_POSITIONS = 18


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of one drawing, in its own units."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    first_x: float
    last_x: float
    label_x: float
    font: float
    radius: float
    tick_gap: float
    intervals: int
    least_slots: int
    phone: bool


WIDE = Layout(1080, 430, 40, 930, 62, 386, 54, 920, 940, 13, 4.0, 44, 7, 12, phone=False)
PHONE = Layout(350, 330, 30, 336, 60, 290, 44, 326, 330, 12, 3.4, 42, 4, 9, phone=True)


def wide_chart(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, *, uid: str = ""
) -> SafeString:
    """The chart at 1080 by 430. uid: sets this chart's ids apart, where a page draws a measure twice."""
    return _Chart(series, analysis, result, WIDE, uid).draw()


def phone_chart(
    series: ReaderSeries, analysis: Analysis, result: StatusResult, *, uid: str = ""
) -> SafeString:
    """Its own drawing at 350 by 330: the last 18 positions, numbers on the flags, short words."""
    return _Chart(series, analysis, result, PHONE, uid).draw()


class _Chart:
    """One drawing. Each part knows where the others stand through the canvas's taken boxes."""

    def __init__(
        self, series: ReaderSeries, analysis: Analysis, result: StatusResult, layout: Layout, uid: str
    ):
        require_series(series)
        self.series, self.analysis, self.result, self.layout = series, analysis, result, layout
        size = "p" if layout.phone else "w"
        self.hatch = f"hatch-{uid or f'm{series.measure_id}-{series.face}'}-{size}"
        self.first = last_positions(series, PHONE_POSITIONS) if layout.phone else 0
        self.positions = range(self.first, len(series.points))
        self.canvas = Canvas(layout.width, layout.height)
        self.x = XScale(
            series,
            self.first,
            left=layout.first_x,
            right=layout.last_x,
            least_slots=min(layout.least_slots, PHONE_POSITIONS),
        )
        self.has_values = any(series.points[i].is_value for i in self.positions)
        self.y = y_scale(
            series,
            analysis,
            self.first,
            top=layout.top,
            bottom=layout.bottom,
            intervals=layout.intervals,
        )
        self.verdicts = verdicts(series, analysis, result)
        # Many periods: smaller points, and at last only the ones that mean something.
        self.radius = min(layout.radius, max(1.6, self.x.step * 0.3))

    def draw(self) -> SafeString:
        self._hatch_pattern()
        self._axes()
        if not self.has_values:
            self._nothing_to_show()
        self._pauses()
        lanes.draw_cycles(self.canvas, self.series, self.x, self.layout)
        self._take_points()
        self._breaks()
        self._target_line()
        self._hidden()
        self._gaps()
        self._centre_lines()
        self._trace()
        self._trends()
        self._brackets()
        self._points()
        if not self.layout.phone:
            self._end_labels()
        self._phase_labels()
        lanes.draw_notes(self.canvas, self.series, self.x, self.layout)
        return self.canvas.svg()

    # --- the frame -----------------------------------------------------------------------------------------

    def _hatch_pattern(self) -> None:
        if any(self.series.points[i].is_hidden for i in self.positions):
            self.canvas.add(
                f'<defs><pattern id="{self.hatch}" width="6" height="6" patternUnits="userSpaceOnUse" '
                f'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" class="{HATCH.css}" '
                f'stroke="{HATCH.light}" stroke-width="1.2"/></pattern></defs>'
            )

    def _axes(self) -> None:
        layout, canvas = self.layout, self.canvas
        percent = "%" if self.series.data_kind == "proportion" or self.series.unit == "%" else ""
        ticks = self.y.ticks if self.has_values else []
        for value in ticks:
            y = self.y.y(value)
            canvas.line(layout.left, y, layout.right, y, GRID, 1)
            label = tick(self.series, value, self.y.step) + (percent if value == ticks[-1] else "")
            canvas.text(layout.left - 8, y + 4, label, TEXT_HINT, layout.font, "end")
        canvas.line(layout.left, layout.bottom, layout.right, layout.bottom, AXIS, 1)
        for mark in self.x.ticks(layout.tick_gap):
            canvas.line(mark.at, layout.bottom, mark.at, layout.bottom + 5, AXIS, 1)
            canvas.text(mark.at, layout.bottom + 19, mark.label, TEXT_HINT, layout.font, "middle")
            if mark.year:
                canvas.text(mark.at, layout.bottom + 36, mark.year, TEXT, layout.font, "middle", 600)

    def _nothing_to_show(self) -> None:
        hidden = self.result.status == "numbers_too_small" or self.series.hidden_count
        words = "Numbers too small to show" if hidden else "No figures yet"
        middle = (self.layout.left + self.layout.right) / 2
        self.canvas.text(middle, 190, words, TEXT, self.layout.font + 2, "middle", 600)

    def _pauses(self) -> None:
        layout = self.layout
        for pause in self.series.pauses:
            if not self.x.starts or (pause.ends_on and pause.ends_on < self.x.starts[0]):
                continue
            begin = self.x.clipped(pause.starts_on)
            end = self.x.clipped(pause.ends_on, end_of_day=True) if pause.ends_on else layout.right
            begin, end = max(begin, layout.left), min(end, layout.right)
            if end - begin < 1:
                continue
            self.canvas.rect(
                begin, layout.top, end - begin, layout.bottom - layout.top, SHADE, ' opacity=".75"'
            )
            places = [((begin + end) / 2, layout.top + rise) for rise in (14, 28, 42)]
            if end - begin > text_width("paused", 11):
                self.canvas.text_where_free(places, "paused", TEXT_HINT, 11, "middle")

    def _breaks(self) -> None:
        layout = self.layout
        size = layout.font
        starts = [phase for phase in self.analysis.phases[1:] if phase.first > self.first]
        for phase in starts:
            if phase.first >= len(self.series.points):
                continue
            x = self.x.edge(phase.first, -1, 0.5)
            self.canvas.line(x, layout.top - 22, x, layout.bottom, BREAK, 1.25)
            self.canvas.take(x - 2, layout.top - 8, x + 2, layout.bottom)
            on = self.series.points[phase.first].period_start
            long = f"Re-based {month_label(on)}"
            for words in ["Re-based"] if layout.phone else [long, "Re-based"]:
                end = x - 6 - text_width(words, size, 600)
                after, before = (x + 6, layout.top - 12), (end, layout.top - 12)
                places = [after, before] if end > layout.left else [after]
                if self.canvas.text_where_free(places, words, TEXT, size, weight=600):
                    break

    # --- what is not a number ------------------------------------------------------------------------------

    def _hidden(self) -> None:
        layout, step = self.layout, self.x.step
        free_from = 0.0
        for run in runs_of(i for i in self.positions if self.series.points[i].is_hidden):
            x0, x1 = self.x.x(run[0]) - 0.42 * step, self.x.x(run[-1]) + 0.42 * step
            x0, x1 = max(x0, layout.left), min(x1, layout.right)
            self.canvas.add(
                f'<rect x="{n(x0)}" y="{layout.top:g}" width="{n(x1 - x0)}" '
                f'height="{n(layout.bottom - layout.top)}" fill="url(#{self.hatch})" opacity=".55"/>'
            )
            middle = min(max((x0 + x1) / 2, layout.left + 22), layout.right - 21)
            if middle - 21 < free_from:
                continue
            free_from = middle + 25
            self.canvas.rect(
                middle - 21,
                layout.bottom - 27,
                42,
                20,
                BOX,
                f' rx="5" stroke="{HATCH.light}" stroke-dasharray="3 2"',
            )
            self.canvas.text(middle, layout.bottom - 13, "hidden", TEXT, 11, "middle", 600)
            self.canvas.take(middle - 23, layout.bottom - 29, middle + 23, layout.bottom - 5)

    def _gaps(self) -> None:
        if self.series.by_event:
            return
        step, bottom = self.x.step, self.layout.bottom
        states = ((i, self.series.points[i].state) for i in self.positions)
        gaps = [(i, state) for i, state in states if state in STATE_WORDS and not self._paused(i, state)]
        for state, run in ((gaps[r[0]][1], [gaps[k][0] for k in r]) for r in runs_of_state(gaps)):
            x0, x1 = self.x.x(run[0]) - 0.4 * step, self.x.x(run[-1]) + 0.4 * step
            self.canvas.path(f"M{n(x0)} {n(bottom - 5)}v5H{n(x1)}v-5", AXIS, 1.5)
            places = [((x0 + x1) / 2, bottom - rise) for rise in (11, 23, 35, 47)]
            self.canvas.text_where_free(places, STATE_WORDS[state], TEXT_HINT, 11, "middle")

    def _paused(self, index: int, state: str) -> bool:
        """A period without an answer that overlaps a pause: the shading says it."""
        if state != MISSING:
            return False
        begin, end = self.series.points[index].period_start, self.series.end_of(index)
        return any(
            p.starts_on <= end and (p.ends_on is None or p.ends_on >= begin) for p in self.series.pauses
        )

    # --- lines ---------------------------------------------------------------------------------------------

    def _y_of(self, value: float) -> float:
        return self.y.y(displayed(self.series, value))

    def _target_line(self) -> None:
        if self.series.target is None or not self.has_values:
            return
        layout, y = self.layout, self._y_of(self.series.target)
        self.canvas.line(layout.left, y, layout.right, y, TARGET, 1.75, "8 5")
        self.canvas.take(layout.left, y - 1, layout.right, y + 1)
        if layout.phone:
            words = f"Target {format_value(self.series, self.series.target)}"
            size = layout.font
            places = [(layout.left + 4, y - 6), (layout.left + 4, y + 14)]
            places += [(layout.right - text_width(words, size, 650), rise) for rise in (y - 6, y + 14)]
            if not self.canvas.text_where_free(places, words, TEXT_TARGET, size, weight=650):
                self.canvas.text(*places[0], words, TEXT_TARGET, size, weight=650)

    def _centre_lines(self) -> None:
        if not self.has_values:
            return
        for index, phase in enumerate(self.analysis.phases):
            centre = drawn_centre(self.analysis, index)
            if centre is None or phase.last < self.first:
                continue
            y = self._y_of(centre)
            x0 = self.x.edge(max(phase.first, self.first), -1)
            x0, x1 = max(x0, self.layout.left), min(self.x.edge(phase.last, 1), self.layout.right + 2)
            solid_to = x1
            if phase.baseline_last is not None and phase.baseline_last < phase.last:
                solid_to = min(self.x.edge(phase.baseline_last, 1), x1)
            if solid_to > x0:
                self.canvas.line(x0, y, solid_to, y, CENTRE, 2)
            if solid_to < x1:
                self.canvas.line(max(x0, solid_to), y, x1, y, CENTRE, 1.5, "3 4")
            self.canvas.take(x0, y - 1, x1, y + 1)

    def _trace(self) -> None:
        path: list[tuple[float, float] | None] = []
        starts = {phase.first for phase in self.analysis.phases[1:]}
        for i in self.positions:
            if i in starts:
                path.append(None)
            path.append(self._place(i))
        if d := trace_path(path):
            self.canvas.path(d, TRACE, 1.75, ' stroke-linejoin="round"')

    def _place(self, index: int) -> tuple[float, float] | None:
        value = self.series.points[index].value
        return None if value is None else (self.x.x(index), self._y_of(value))

    # --- points and signals --------------------------------------------------------------------------------

    def _take_points(self) -> None:
        """Words keep off the points and the trace, also those drawn before them."""
        previous = None
        for i in self.positions:
            place = self._place(i)
            if place is not None:
                x, y = place
                self.canvas.take(x - 6, y - 6, x + 6, y + 6)
                if previous is not None:
                    self._take_trace(previous, place)
            previous = place

    def _take_trace(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        pieces = 4 if self.x.step > 12 else 1
        for k in range(pieces):
            (x0, y0), (x1, y1) = (
                (a[0] + (b[0] - a[0]) * t / pieces, a[1] + (b[1] - a[1]) * t / pieces) for t in (k, k + 1)
            )
            self.canvas.take(x0 - 2, min(y0, y1) - 2, x1 + 2, max(y0, y1) + 2)

    def _points(self) -> None:
        for i in self.positions:
            place = self._place(i)
            if place is None:
                continue
            if i in self.analysis.excluded:
                self.canvas.add(hollow_point(*place, self.radius))
                places = [(place[0], place[1] + off) for off in (-10, 19, -18, 27, -26, 35, -34, 43)]
                self.canvas.text_where_free(places, "left out", TEXT_HINT, 11, "middle")
            elif i in self.verdicts:
                self.canvas.add_point(*place, self.verdicts[i], max(self.radius, 2.4))
            elif self.x.step >= 5:
                self.canvas.add_point(*place, COMMON, self.radius)

    def _brackets(self) -> None:
        if not self.has_values:
            return
        has_run = {signal.phase for signal in self.analysis.signals if signal.scope == "points"}
        for signal in self.analysis.signals:
            if signal.last < self.first:
                continue
            words = signal_words(self.series, self.analysis, signal)
            if signal.scope == "points":
                if self.layout.phone:
                    words = f"{run_length(self.analysis, signal)} in a row"
                self._bracket(signal, MARKS[verdict(self.series, signal)], words)
            elif signal.phase not in has_run and not self.layout.phone:
                places = [(self.x.x(signal.first), self.layout.top + rise) for rise in (14, 30, 46)]
                self.canvas.text_where_free(places, words, MARKS["changed"].words, 13, weight=650)
        self._held_bracket()

    def _held_bracket(self) -> None:
        """The run behind an improvement that is held, up to the re-based line."""
        if run := held_run(self.analysis, self.result, self.verdicts):
            words = "held" if self.layout.phone else "Shift, held after re-basing"
            self._bracket(run, MARKS["improvement"], words)

    def _trends(self) -> None:
        for trend in self.analysis.trends:
            if trend.last >= self.first and self.has_values:
                words = "trend" if self.layout.phone else signal_words(self.series, self.analysis, trend)
                self._bracket(trend, MARKS[COMMON], words, weight=400)

    def _bracket(self, signal: Signal, mark, words: str, *, weight: int = 650) -> None:
        """A thin bracket with words over a run, or under it where the run is low; nothing if neither is free."""
        layout, size = self.layout, self.layout.font
        span = [p for i in range(max(signal.first, self.first), signal.last + 1) if (p := self._place(i))]
        if not span:
            return
        x0, x1 = span[0][0] - 5, span[-1][0] + 5
        half = text_width(words, size, weight) / 2
        middle = min(max((x0 + x1) / 2, layout.left + half + 2), layout.right - half)
        above = [(min(y for _, y in span) - 16 - k, -1) for k in range(0, 90, 6)]
        below = [(max(y for _, y in span) + 16 + k, 1) for k in range(0, 90, 6)]
        for level, way in [*above, *below] if signal.side == "high" else [*below, *above]:
            base = level - 8 if way < 0 else level + 17
            box = self.canvas.box_of(middle, base, words, size, "middle", weight)
            bar = Box(x0, level - 1, x1, level + 1)
            if box.y0 < layout.top - 18 or box.y1 > layout.bottom - 4:
                continue
            if any(box.hits(other) or bar.hits(other) for other in self.canvas.taken):
                continue
            self.canvas.path(f"M{n(x0)} {n(level - 6 * way)}v{6 * way}H{n(x1)}v{-6 * way}", mark.line, 1.5)
            self.canvas.take(x0, level - 6, x1, level + 6)
            self.canvas.text(middle, base, words, mark.words, size, "middle", weight)
            return

    # --- words at the lines --------------------------------------------------------------------------------

    def _end_labels(self) -> None:
        """Target and newest centre line, at the right, at least 16 apart."""
        if not self.has_values:
            return
        blocks = []
        if self.series.target is not None:
            lines = [(f"Target {format_value(self.series, self.series.target)}", TEXT_TARGET, 650)]
            if self.series.target_on:
                lines.append((f"by {month_label(self.series.target_on)}", TEXT_TARGET, 400))
            blocks.append((self._y_of(self.series.target) - 1, lines))
        last = len(self.analysis.phases) - 1
        centre = drawn_centre(self.analysis, last)
        if centre is not None:
            lines = [(f"Median {format_value(self.series, centre)}", TEXT_KEY, 650)]
            if second := self._rests_on(last):
                lines.append((second, TEXT_HINT, 400))
            blocks.append((self._y_of(centre) + 5, lines))
        blocks.sort(key=lambda block: block[0])
        bottoms = self.layout.bottom + 30
        tops = place_apart([(y, len(lines)) for y, lines in blocks], gap=16, low=bottoms)
        for top, (_, lines) in zip(tops, blocks, strict=True):
            for row, (words, ink, weight) in enumerate(lines):
                self.canvas.text(
                    self.layout.label_x, top + 16 * row, words, ink, self.layout.font, "start", weight
                )

    def _rests_on(self, index: int) -> str:
        """What a centre rests on, if there is something to say: "trial, 7 points", "first 12 months"."""
        phase = self.analysis.phases[index]
        frozen_to, frozen = phase.baseline_last, self.analysis.specs[index].baseline
        if phase.trial:
            count = frozen if frozen and frozen_to is not None else phase.n_obs
            return f"trial, {plural(count, 'point')}"
        if frozen and frozen_to is not None and frozen_to < phase.last:
            return f"first {plural(frozen, self.series.noun)}"
        return ""

    def _phase_labels(self) -> None:
        """Centre lines that do not end at the right edge are named beside the line, where there is room."""
        if not self.has_values:
            return
        last = len(self.analysis.phases) - 1
        for index, phase in enumerate(self.analysis.phases):
            centre = drawn_centre(self.analysis, index)
            if centre is None or phase.last < self.first or (index == last) != self.layout.phone:
                continue
            words = f"Median {format_value(self.series, centre)}"
            rests = self._rests_on(index).replace("first ", "from the first ")
            if rests and not self.layout.phone:
                words += f" {rests}"
            self._name_line(phase, centre, words)

    def _name_line(self, phase: PhaseResult, centre: float, words: str) -> None:
        size = self.layout.font
        weight = 650 if self.layout.phone else 600
        y = self._y_of(centre)
        width = text_width(words, size, weight)
        x0, x1 = self.x.edge(max(phase.first, self.first), -1), self.x.edge(phase.last, 1)
        start, end = max(x0, self.layout.left + 2), max(min(x1, self.layout.right) - width, self.layout.left)
        middle = (start + end) / 2
        places = []
        for off in range(18, 110, 8):
            columns = (end, middle, start) if self.layout.phone else (start, middle, end)
            places += [(x, y + off) for x in columns if y + off < self.layout.bottom - 8]
            places += [(x, y - off + 8) for x in columns if y - off > self.layout.top - 4]
        self.canvas.text_where_free(places, words, TEXT_KEY, size, weight=weight)
