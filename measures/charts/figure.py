"""The explored chart: a Plotly figure as a plain dictionary, from the same series and analysis as the SVG.

Colours are the light theme's, for a figure that stands alone; `meta.tokens` names the custom property of
each, and the browser's script puts the reader's theme in. Hidden figures are shapes without a height.
"""

from html import escape
from typing import Any

from measures.charts.draw import (
    AXIS,
    BREAK,
    CENTRE,
    COMMON,
    FLAG,
    GRID,
    HALO,
    HATCH,
    MARKS,
    SHADE,
    SIGNAL_SIZE,
    STEM,
    TARGET,
    TEXT,
    TEXT_FLAG,
    TEXT_HINT,
    TEXT_KEY,
    TEXT_TARGET,
    TRACE,
    Ink,
)
from measures.charts.lanes import LONGEST_NOTE
from measures.charts.reading import drawn_centre, held_run, verdicts
from measures.charts.scales import XScale, y_scale
from measures.charts.tables import table_rows
from measures.disclosure import reason_words
from measures.series import ReaderSeries, require_series
from measures.spc.types import Analysis, StatusResult
from measures.values import displayed, format_value
from measures.words import month_label, signal_words, verdict

CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "showEditInChartStudio": False,
    "responsive": True,
    "scrollZoom": False,
    "modeBarButtons": [["toImage"]],
}
NO_HOVER = {"hoverinfo": "skip", "showlegend": False}


def figure(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> dict[str, Any]:
    """data, layout and config for Plotly; layout.meta.readout has every position in words, in time order."""
    require_series(series)
    return _Figure(series, analysis, result).build()


class _Figure:
    def __init__(self, series: ReaderSeries, analysis: Analysis, result: StatusResult):
        self.series, self.analysis, self.result = series, analysis, result
        self.verdicts = verdicts(series, analysis, result)
        self.data: list[dict] = []
        self.shapes: list[dict] = []
        self.annotations: list[dict] = []
        self.tokens: dict[str, str] = {}
        self.has_values = any(point.is_value for point in series.points)
        self.scale = y_scale(series, analysis, 0, top=0, bottom=100, intervals=7)
        self.ruler = XScale(series, 0, left=0, right=max(len(series.points) - 1, 1), least_slots=1)

    def build(self) -> dict[str, Any]:
        self._pauses()
        self._hidden()
        self._breaks()
        self._cycles()
        if self.has_values:
            self._centre_lines()
            self._target()
            self._trace()
            self._points()
            self._signals()
        return {"data": self.data, "layout": self._layout(), "config": CONFIG}

    # Positions are numbers from 0, so that periods, events on one day and gaps stand as in the SVG.

    def _y(self, index: int) -> float | None:
        value = self.series.points[index].value
        return None if value is None else round(displayed(self.series, value), 4)

    def _trace(self) -> None:
        xs: list[float] = []
        ys: list[float | None] = []
        starts = {phase.first for phase in self.analysis.phases[1:]}
        for i in range(len(self.series.points)):
            if i in starts:
                xs.append(i - 0.5)
                ys.append(None)
            xs.append(i)
            ys.append(self._y(i))
        self._line(xs, ys, TRACE, 1.75)

    def _line(self, xs, ys, ink: Ink, width: float, dash: str = "solid") -> None:
        self.data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": xs,
                "y": ys,
                "connectgaps": False,
                "line": {"color": ink.light, "width": width, "dash": dash},
                "meta": {"tokens": {"line.color": ink.token}},
                **NO_HOVER,
            }
        )

    def _points(self) -> None:
        kinds: dict[str, list[int]] = {}
        for i, point in enumerate(self.series.points):
            if point.is_value:
                kind = "left out" if i in self.analysis.excluded else self.verdicts.get(i, COMMON)
                kinds.setdefault(kind, []).append(i)
        for kind, positions in sorted(kinds.items()):
            mark = MARKS.get(kind, MARKS[COMMON])
            self.data.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": kind,
                    "x": positions,
                    "y": [self._y(i) for i in positions],
                    "text": [escape(self._words(i)) for i in positions],
                    "hovertemplate": "%{text}<extra></extra>",
                    "showlegend": False,
                    "marker": {
                        "symbol": "circle-open" if kind == "left out" else mark.symbol,
                        "size": round(8 * SIGNAL_SIZE.get(kind, 1.0), 1),
                        "color": mark.fill.light,
                        "line": {"color": HALO.light, "width": 1.5},
                    },
                    "meta": {"tokens": {"marker.color": mark.fill.token, "marker.line.color": HALO.token}},
                }
            )
            if kind == "left out":
                marker = self.data[-1]["marker"]
                marker["line"] = {"color": mark.fill.light, "width": 1.5}
                self.data[-1]["meta"]["tokens"]["marker.line.color"] = mark.fill.token

    def _signals(self) -> None:
        """The words of each run, above or below it."""
        for signal in self.analysis.signals:
            if signal.scope == "points":
                words = signal_words(self.series, self.analysis, signal)
                self._run_label(signal.first, signal.last, signal.side, words, verdict(self.series, signal))
        if held := held_run(self.analysis, self.result, self.verdicts):
            words = "Shift, held after re-basing"
            self._run_label(held.first, held.last, held.side, words, "improvement")

    def _run_label(self, first: int, last: int, side: str, words: str, kind: str) -> None:
        ys = [y for i in range(first, last + 1) if (y := self._y(i)) is not None]
        if not ys:
            return
        high = side == "high"
        self._label(
            words,
            MARKS[kind].words,
            x=(first + last) / 2,
            y=max(ys) if high else min(ys),
            yshift=18 if high else -18,
        )

    def _words(self, index: int) -> str:
        """A position read out: "October 2026: 62% (55 of 89). Shift"."""
        row = self._rows[index]
        words = f"{row.label}: {row.result.text}"
        reason = self.series.points[index].reason
        if reason:
            words = f"{row.label}: {reason_words(reason, self.series.hide_below)}"
        elif len(row.parts) == 2 and self.series.points[index].is_value:
            words += f" ({row.parts[0].text} of {row.parts[1].text})"
        if row.signal:
            words += ". Part of a shift"
        return f"{words}. {row.note}" if row.note else words

    @property
    def _rows(self):
        if not hasattr(self, "_made_rows"):
            self._made_rows = table_rows(self.series, self.analysis, self.result, newest_first=False)
        return self._made_rows

    def _centre_lines(self) -> None:
        for index, phase in enumerate(self.analysis.phases):
            centre = drawn_centre(self.analysis, index)
            if centre is None:
                continue
            y = round(displayed(self.series, centre), 4)
            solid_to = phase.last
            if phase.baseline_last is not None and phase.baseline_last < phase.last:
                solid_to = phase.baseline_last
                self._line([solid_to + 0.4, phase.last + 0.4], [y, y], CENTRE, 1.5, "3px 4px")
            self._line([phase.first - 0.4, solid_to + 0.4], [y, y], CENTRE, 2)
            newest = index == len(self.analysis.phases) - 1
            words = f"Median {format_value(self.series, centre)}"
            if phase.trial:
                words += ", trial"
            if newest:
                self._label(words, TEXT_KEY, x=1.01, y=y, xref="paper", xanchor="left")
            else:
                self._label(words, TEXT_KEY, x=phase.last + 0.4, y=y, xanchor="right", yanchor="top")

    def _target(self) -> None:
        if self.series.target is None:
            return
        y = round(displayed(self.series, self.series.target), 4)
        self._line([-0.6, max(len(self.series.points), 2) - 0.4], [y, y], TARGET, 1.75, "8px 5px")
        words = f"Target {format_value(self.series, self.series.target)}"
        near = self._newest_centre_is_near(y)
        self._label(
            words,
            TEXT_TARGET,
            x=1.01,
            y=y,
            xref="paper",
            xanchor="left",
            yshift={"above": 10, "below": -10, "": 0}[near],
        )

    def _newest_centre_is_near(self, target: float) -> str:
        """Whether the two labels at the right would touch, and on which side of the line the target's goes."""
        last = len(self.analysis.phases) - 1
        drawn = drawn_centre(self.analysis, last)
        if drawn is None:
            return ""
        centre = displayed(self.series, drawn)
        if abs(centre - target) > 0.06 * (self.scale.high - self.scale.low):
            return ""
        return "above" if target >= centre else "below"

    def _hidden(self) -> None:
        for i, point in enumerate(self.series.points):
            if point.is_hidden:
                self._band(i - 0.42, i + 0.42, HATCH, 0.18)
                if i == 0 or not self.series.points[i - 1].is_hidden:
                    self._label("hidden", TEXT, x=i, y=0.02, yref="paper", yanchor="bottom", size=11)

    def _pauses(self) -> None:
        for pause in self.series.pauses:
            if not self.series.points or (
                pause.ends_on and pause.ends_on < self.series.points[0].period_start
            ):
                continue
            end = len(self.series.points) - 0.6
            if pause.ends_on:
                end = self.ruler.clipped(pause.ends_on, end_of_day=True)
            self._band(round(self.ruler.clipped(pause.starts_on), 3), round(end, 3), SHADE, 0.75)

    def _band(self, x0: float, x1: float, ink: Ink, opacity: float) -> None:
        self.tokens[f"shapes[{len(self.shapes)}].fillcolor"] = ink.token
        box = {"type": "rect", "yref": "paper", "x0": x0, "x1": x1, "y0": 0, "y1": 1}
        self.shapes.append(
            {**box, "fillcolor": ink.light, "opacity": opacity, "line": {"width": 0}, "layer": "below"}
        )

    def _breaks(self) -> None:
        for phase in self.analysis.phases[1:]:
            if phase.first >= len(self.series.points):
                continue
            at = phase.first - 0.5
            line = {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1}
            self._shape(BREAK, line, {"width": 1.25})
            words = f"Re-based {month_label(self.series.points[phase.first].period_start)}"
            self._label(words, TEXT, x=at, y=1, yref="paper", xanchor="left", yanchor="bottom")

    def _cycles(self) -> None:
        for flag in self.series.flags:
            at = self.ruler.x_of_date(flag.on)
            if at is None:
                continue
            at = round(at, 3)
            if flag.kind == "cycle":
                line = {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1.08}
                self._shape(STEM, line, {"width": 1, "dash": "1px 3px"})
                self.tokens[f"annotations[{len(self.annotations)}].bgcolor"] = FLAG.token
                self._label(
                    escape(flag.mark),
                    TEXT_FLAG,
                    x=at,
                    y=1.08,
                    yref="paper",
                    yanchor="bottom",
                    bgcolor=FLAG.light,
                    borderpad=3,
                )
            else:
                words = flag.text if len(flag.text) <= LONGEST_NOTE else flag.mark
                self._label(escape(words), TEXT_HINT, x=at, y=0.07, yref="paper", yanchor="bottom", size=11)
            self.annotations[-1]["hovertext"] = escape(flag.text)

    def _shape(self, ink: Ink, shape: dict, line: dict) -> None:
        self.tokens[f"shapes[{len(self.shapes)}].line.color"] = ink.token
        self.shapes.append({**shape, "line": {"color": ink.light, **line}, "layer": "below"})

    def _label(self, words: str, ink: Ink, *, size: int = 13, **where) -> None:
        self.tokens[f"annotations[{len(self.annotations)}].font.color"] = ink.token
        self.annotations.append(
            {"text": words, "showarrow": False, "font": {"color": ink.light, "size": size}, **where}
        )

    def _layout(self) -> dict[str, Any]:
        ticks = self.ruler.ticks(max(1.0, len(self.series.points) / 16))
        axis_tokens = {
            "font.color": TEXT_HINT.token,
            "xaxis.linecolor": AXIS.token,
            "xaxis.tickcolor": AXIS.token,
            "yaxis.gridcolor": GRID.token,
            "modebar.color": TEXT_HINT.token,
            "modebar.activecolor": TEXT_KEY.token,
        }
        low, high, step = self.scale.low, self.scale.high, self.scale.step
        percent = "%" if self.series.data_kind == "proportion" else ""
        return {
            "height": 430,
            "margin": {"l": 52, "r": 132, "t": 64, "b": 48},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"size": 13, "color": TEXT_HINT.light},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": "zoom",
            "modebar": {
                "bgcolor": "rgba(0,0,0,0)",
                "color": TEXT_HINT.light,
                "activecolor": TEXT_KEY.light,
            },
            "shapes": self.shapes,
            "annotations": self.annotations,
            "xaxis": {
                "range": [-0.6, max(len(self.series.points), 2) - 0.4],
                "tickmode": "array",
                "tickvals": [tick.at for tick in ticks],
                "ticktext": [f"{t.label}<br>{t.year}" if t.year else t.label for t in ticks],
                "ticks": "outside",
                "showgrid": False,
                "zeroline": False,
                "linecolor": AXIS.light,
                "tickcolor": AXIS.light,
            },
            "yaxis": {
                "range": [low, high],
                "tick0": low,
                "dtick": step,
                "ticksuffix": percent,
                "gridcolor": GRID.light,
                "zeroline": False,
                "visible": self.has_values,
            },
            "meta": {
                "tokens": {**axis_tokens, **self.tokens},
                "readout": [self._readout(i) for i in range(len(self.series.points))],
            },
        }

    def _readout(self, index: int) -> dict[str, Any]:
        """A position in words, and where its point is drawn: curve and point number, or neither."""
        found: dict[str, Any] = {"text": self._words(index)}
        for curve, trace in enumerate(self.data):
            if trace["mode"] == "markers" and index in trace["x"]:
                found |= {"curve": curve, "point": trace["x"].index(index)}
        return found
