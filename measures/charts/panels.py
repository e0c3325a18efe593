"""The small charts of many projects explored: each a Plotly figure from the same drawing as its SVG.

They are for reading points, by hover, click and keys; zooming is for a measure's own page. Everything that a panel
draws as a picture stands in the same place; every figure has a point of its own, hidden ones a square on the axis.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from measures.charts.draw import text_width
from measures.charts.figure import LEFT_OUT, line_trace, marker_trace
from measures.charts.inks import (
    AXIS,
    BOX,
    CENTRE,
    COMMON,
    GRID,
    HATCH,
    TARGET,
    TEXT_HINT,
    TEXT_KEY,
    TRACE,
)
from measures.charts.levels import drawn_centre
from measures.charts.reading import ChartReading
from measures.charts.readout import readout

HEIGHT, FONT, VALUE_FONT = 172, 11, 12
TOP, FOOT = 12, 26
POINT, NEWEST_POINT, HIDDEN_POINT = 4.5, 7.0, 6.0
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


@dataclass(frozen=True, slots=True)
class PanelPlot:
    """What a panel's drawing knows. first: the first position shown. x: where a position stands, in the drawing's
    pixels, which the figure's axis counts too; left and right: the ends of that axis. shown: a plotted value as its
    scale counts. ticks: (height, words); dates: (x, words). newest: the newest value in words.
    """

    reading: ChartReading
    first: int
    x: Callable[[int], float]
    shown: Callable[[float], float]
    left: float
    right: float
    low: float
    high: float
    ticks: list[tuple[float, str]]
    dates: list[tuple[float, str]]
    newest: str

    @property
    def positions(self) -> range:
        return range(self.first, len(self.reading.series.points))

    def place(self, index: int) -> tuple[float, float] | None:
        """Where a position's point stands; None for one without a value."""
        value = self.reading.series.points[index].value
        return None if value is None else (round(self.x(index), 1), round(self.shown(value), 4))


def panel_figure(plot: PanelPlot) -> dict[str, Any]:
    """data, layout and config for Plotly; layout.meta.readout has the shown positions in words, in time order."""
    data = [*_target(plot), *_centres(plot), _trace(plot)] if plot.newest else []
    data += _points(plot)
    layout = _layout(plot)
    layout["meta"]["readout"] = readout(plot.reading, data, {}, short=True)[plot.first :]
    for trace in data:
        if trace["mode"] == "markers":  # said by position; drawn where the position stands
            trace["x"] = [round(plot.x(i), 1) for i in trace["x"]]
    return {"data": data, "layout": layout, "config": CONFIG}


def _target(plot: PanelPlot) -> list[dict[str, Any]]:
    target = plot.reading.series.target
    if target is None:
        return []
    y = round(plot.shown(target), 4)
    return [line_trace([plot.left, plot.right], [y, y], TARGET, 1.5, "5px 4px")]


def _centres(plot: PanelPlot) -> list[dict[str, Any]]:
    """Each phase's centre line, in one trace."""
    xs: list[float] = []
    ys: list[float | None] = []
    for index, phase in enumerate(plot.reading.analysis.phases):
        centre = drawn_centre(plot.reading.analysis, index)
        if centre is None or phase.last < plot.first:
            continue
        ends = plot.x(max(phase.first, plot.first)) - 2, plot.x(phase.last) + 2
        y = round(plot.shown(centre), 4)
        xs += [ends[0], *(round(x, 1) for x in ends)]
        ys += [None, y, y]
    return [line_trace(xs[1:], ys[1:], CENTRE, 1.5)] if xs else []


def _trace(plot: PanelPlot) -> dict[str, Any]:
    xs: list[float] = []
    ys: list[float | None] = []
    starts = {phase.first for phase in plot.reading.analysis.phases[1:]}
    for i in plot.positions:
        if i in starts:
            xs.append(round(plot.x(i), 1))
            ys.append(None)
        xs.append(round(plot.x(i), 1))
        place = plot.place(i)
        ys.append(None if place is None else place[1])
    return line_trace(xs, ys, TRACE, 1.5)


def _points(plot: PanelPlot) -> list[dict[str, Any]]:
    """A trace for each kind; `x` holds positions, to be said and then placed."""
    reading = plot.reading
    kinds: dict[str, list[int]] = {}
    hidden = []
    for i in plot.positions:
        point = reading.series.points[i]
        if point.is_value:
            kind = LEFT_OUT if i in reading.analysis.excluded else reading.verdicts.get(i, COMMON)
            kinds.setdefault(kind, []).append(i)
        elif point.is_hidden:
            hidden.append(i)
    last = max((i for some in kinds.values() for i in some), default=None)
    made = []
    for kind, some in sorted(kinds.items()):
        ys = [round(plot.shown(reading.series.points[i].plotted), 4) for i in some]
        trace = marker_trace(kind, some, ys, POINT, 0.75) | {"cliponaxis": False}
        if kind == COMMON and last in some:
            trace["marker"]["size"] = [NEWEST_POINT if i == last else POINT for i in some]
        made.append(trace)
    return [*made, _hidden(plot, hidden)] if hidden else made


def _hidden(plot: PanelPlot, positions: list[int]) -> dict[str, Any]:
    """Hidden figures: hollow squares on the axis, at no height."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "hidden",
        "x": positions,
        "y": [plot.low] * len(positions),
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
        "marker": {
            "symbol": "square",
            "size": HIDDEN_POINT,
            "color": BOX.light,
            "line": {"color": HATCH.light, "width": 1},
        },
        "meta": {"tokens": {"marker.color": BOX.token, "marker.line.color": HATCH.token}},
    }


def _layout(plot: PanelPlot) -> dict[str, Any]:
    words = _newest(plot)
    tokens = {
        "font.color": TEXT_HINT.token,
        "xaxis.linecolor": AXIS.token,
        "yaxis.gridcolor": GRID.token,
    }
    tokens |= {f"annotations[{i}].font.color": TEXT_KEY.token for i in range(len(words))}
    left = max((text_width(label, FONT) for _, label in plot.ticks), default=0)
    right = text_width(plot.newest, VALUE_FONT, 650) if words and words[0]["xanchor"] == "left" else 0
    half_a_date = max((text_width(label, FONT) / 2 for _, label in plot.dates), default=0)
    reach = 0.03 * (plot.high - plot.low)
    return {
        "height": HEIGHT,
        "margin": {"l": round(left) + 10, "r": round(max(right + 10, half_a_date + 2)), "t": TOP, "b": FOOT},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": FONT, "color": TEXT_HINT.light},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "annotations": words,
        "xaxis": {
            "range": [plot.left, plot.right],
            "fixedrange": True,
            "tickmode": "array",
            "tickvals": [round(x, 1) for x, _ in plot.dates],
            "ticktext": [label for _, label in plot.dates],
            "tickangle": 0,
            "ticklabelstandoff": 4,
            "showgrid": False,
            "zeroline": False,
            "linecolor": AXIS.light,
        },
        "yaxis": {
            # Plotly leaves out a grid line at the very end, a pixel long.
            "range": [plot.low, plot.high + reach],
            "fixedrange": True,
            "tickmode": "array",
            "tickvals": [value for value, _ in plot.ticks],
            "ticktext": [label for _, label in plot.ticks],
            "ticklabelstandoff": 4,
            "gridcolor": GRID.light,
            "zeroline": False,
        },
        "meta": {"tokens": tokens},
    }


def _newest(plot: PanelPlot) -> list[dict[str, Any]]:
    """The newest value beside its point; above it where newer periods have none."""
    last = max((i for i in plot.positions if plot.reading.series.points[i].is_value), default=None)
    if last is None:
        return []
    x, y = plot.place(last) or (0, 0)
    at_end = last == len(plot.reading.series.points) - 1
    return [
        {
            "text": plot.newest,
            "showarrow": False,
            "font": {"color": TEXT_KEY.light, "size": VALUE_FONT, "weight": 650},
            "x": x,
            "y": y,
            "xanchor": "left" if at_end else "center",
            "yanchor": "middle" if at_end else "bottom",
            "xshift": 5 if at_end else 0,
            "yshift": 0 if at_end else 4,
            "borderpad": 0,
        }
    ]
