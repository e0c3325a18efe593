"""The explored chart: a Plotly figure as a plain dictionary, from the same reading as the SVG.

Words and shapes stand where the server's drawing put them (the wide one; `layout.meta.phone` has the phone's),
tied to the axes so that they move with a zoom. Colours are the light theme's, for a figure that stands alone;
`meta.tokens` names the custom property of each, and the browser's script puts the reader's theme in.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from measures.charts.draw import Shape, Written
from measures.charts.frame import value_ticks
from measures.charts.inks import (
    AXIS,
    BOX,
    CENTRE,
    COMMON,
    GRID,
    HALO,
    HATCH,
    LIMIT,
    MARKS,
    SIGNAL_SIZE,
    TARGET,
    TEXT_HINT,
    TEXT_KEY,
    TRACE,
    Ink,
)
from measures.charts.lines import CENTRE_WIDTH, FROZEN_WIDTH, LIMIT_WIDTH, TARGET_WIDTH, TRACE_WIDTH
from measures.charts.reading import ChartReading, read_chart
from measures.charts.readout import readout
from measures.charts.sheet import PHONE, WIDE, Layout, Sheet
from measures.charts.svg import draw
from measures.series import ReaderSeries
from measures.spc.types import Analysis, StatusResult
from measures.values import displayed

CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "showEditInChartStudio": False,
    "responsive": True,
    "scrollZoom": False,
    "modeBarButtons": [["toImage"]],
}
NO_HOVER = {"hoverinfo": "skip", "showlegend": False}
LEFT_OUT = "left out"
IN_PLOT = "plot"
"""The layer tied to both axes; other words and shapes keep their height when the reader zooms."""
AT_THE_END = "end"
OF_THE_FIGURE = ("axes", "target", "levels")
"""Layers that Plotly draws itself, as axes and lines."""
REACHES = {"diamond": 1.3}
"""Plotly's own symbols that are larger than their size says."""
ANCHORS = {"start": "left", "middle": "center", "end": "right"}


def figure(
    series: ReaderSeries,
    analysis: Analysis,
    result: StatusResult,
    *,
    links: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """data, layout and config for Plotly; layout.meta.readout has every position in words, in time order.

    links: position → address of the figure's own page, where the reader may open it.
    """
    reading = read_chart(series, analysis, result)
    data = _data(reading)
    layout = _layout(reading, WIDE)
    layout["meta"] |= {
        "phone": _layout(reading, PHONE),
        "readout": readout(reading, data, links or {}),
    }
    return {"data": data, "layout": layout, "config": CONFIG}


# --- what moves with the axes: positions are numbers from 0, so that periods, events and gaps stand as in the SVG


def _data(reading: ChartReading) -> list[dict[str, Any]]:
    if not any(point.is_value for point in reading.series.points):
        return []
    return [*_levels(reading), *_target(reading), _trace(reading), *_points(reading)]


def line_trace(xs, ys, ink: Ink, width: float, dash: str = "solid") -> dict[str, Any]:
    """A line that says nothing when pointed at; None breaks it."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "connectgaps": False,
        "line": {"color": ink.light, "width": width, "dash": dash},
        "meta": {"tokens": {"line.color": ink.token}},
        **NO_HOVER,
    }


def _shown(series: ReaderSeries, value: float | None) -> float | None:
    return None if value is None else round(displayed(series, value), 4)


def _levels(reading: ChartReading) -> list[dict[str, Any]]:
    made = []
    for level in sorted(reading.levels, key=lambda level: level.role == "centre"):
        if level.role != "centre":
            parts = [(level.first, level.last, LIMIT, LIMIT_WIDTH, "2px 3px")]
        else:
            parts = [(level.first, level.solid_to, CENTRE, CENTRE_WIDTH, "solid")]
            if level.solid_to < level.last:
                parts.append((level.solid_to + 1, level.last, CENTRE, FROZEN_WIDTH, "3px 4px"))
        for first, last, ink, width, dash in parts:
            xs: list[float] = []
            ys: list[float | None] = []
            for corners in level.outlines(first, last):
                if xs:
                    xs.append(xs[-1])
                    ys.append(None)
                xs += [round(at, 1) for at, _ in corners]
                ys += [_shown(reading.series, value) for _, value in corners]
            if dash == "3px 4px":  # no hole between the solid and the dashed part
                xs[0] = first - 1 + 0.4
            made.append(line_trace(xs, ys, ink, width, dash))
    return made


def _target(reading: ChartReading) -> list[dict[str, Any]]:
    series = reading.series
    if series.target is None:
        return []
    y = _shown(series, series.target)
    return [line_trace([-0.6, max(len(series.points), 12) - 0.4], [y, y], TARGET, TARGET_WIDTH, "8px 5px")]


def _trace(reading: ChartReading) -> dict[str, Any]:
    xs: list[float] = []
    ys: list[float | None] = []
    starts = {one.first for one in reading.breaks}
    for i, point in enumerate(reading.series.points):
        if i in starts:
            xs.append(i - 0.5)
            ys.append(None)
        xs.append(i)
        ys.append(_shown(reading.series, point.value))
    return line_trace(xs, ys, TRACE, TRACE_WIDTH)


def _points(reading: ChartReading) -> list[dict[str, Any]]:
    kinds: dict[str, list[int]] = {}
    for i, point in enumerate(reading.series.points):
        if point.is_value:
            kind = LEFT_OUT if i in reading.analysis.excluded else reading.verdicts.get(i, COMMON)
            kinds.setdefault(kind, []).append(i)
    return [_markers(reading, kind, positions) for kind, positions in sorted(kinds.items())]


def _markers(reading: ChartReading, kind: str, positions: list[int]) -> dict[str, Any]:
    crowd = len(reading.series.points) > 90
    ys = [_shown(reading.series, reading.series.points[i].value) for i in positions]
    return marker_trace(kind, positions, ys, *((5, 0.5) if crowd else (8, 1.5)))


def marker_trace(kind: str, positions: list[int], ys: list, size: float, edge: float) -> dict[str, Any]:
    """The points of one kind at their positions. size: of an ordinary one; edge: the width of its halo."""
    mark = MARKS.get(kind, MARKS[COMMON])
    ink = mark.fill if kind == LEFT_OUT else HALO
    return {
        "type": "scatter",
        "mode": "markers",
        "name": kind,
        "x": positions,
        "y": ys,
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
        "marker": {
            "symbol": "circle-open" if kind == LEFT_OUT else mark.symbol,
            "size": round(size * SIGNAL_SIZE.get(kind, 1.0) / REACHES.get(mark.symbol, 1), 1),
            "color": mark.fill.light,
            "line": {"color": ink.light, "width": edge},
        },
        "meta": {"tokens": {"marker.color": mark.fill.token, "marker.line.color": ink.token}},
    }


# --- the frame, and what the drawing put on it -----------------------------------------------------------


def _layout(reading: ChartReading, size: Layout) -> dict[str, Any]:
    sheet = draw(Sheet(reading, size))
    place = _Places(sheet)
    tokens = {
        "font.color": TEXT_HINT.token,
        "xaxis.linecolor": AXIS.token,
        "xaxis.tickcolor": AXIS.token,
        "yaxis.gridcolor": GRID.token,
        "modebar.color": TEXT_HINT.token,
        "modebar.activecolor": TEXT_KEY.token,
    }
    shapes = [shape for shape in sheet.canvas.shapes if shape.layer not in OF_THE_FIGURE]
    words = [text for text in sheet.canvas.written if text.layer != "axes" or not sheet.has_values]
    for index, shape in enumerate(shapes):
        part = "fillcolor" if shape.kind in ("rect", "polygon") else "line.color"
        tokens[f"shapes[{index}].{part}"] = shape.ink.token
    for index, text in enumerate(words):
        tokens[f"annotations[{index}].font.color"] = text.ink.token
    ticks = sheet.x.ticks(size.tick_gap)
    values = value_ticks(sheet)
    return {
        "height": size.height,
        "margin": {
            "l": size.left + 8 * size.phone,  # Plotly cuts off what is wider
            "r": size.width - size.right,
            "t": size.top,
            "b": size.height - size.bottom,
        },
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": size.font, "color": TEXT_HINT.light},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": "zoom",
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": TEXT_HINT.light, "activecolor": TEXT_KEY.light},
        "shapes": [place.shape(shape) for shape in shapes],
        "annotations": [place.words(text) for text in words],
        "xaxis": {
            "range": [place.x(size.left), place.x(size.right)],
            "tickmode": "array",
            "tickvals": [place.x(tick.at) for tick in ticks],
            # Not bold: Plotly would write a style attribute, which the security policy forbids.
            "ticktext": [f"{t.label}<br>{t.year}" if t.year else t.label for t in ticks],
            "tickangle": 0,
            "ticks": "outside",
            "showgrid": False,
            "zeroline": False,
            "linecolor": AXIS.light,
            "tickcolor": AXIS.light,
        },
        "yaxis": {
            # Plotly leaves out a grid line at the very end, a pixel long.
            "range": [sheet.y.low, sheet.y.high + 0.006 * (sheet.y.high - sheet.y.low)],
            "tickmode": "array",
            "tickvals": [value for value, _ in values],
            "ticktext": [label for _, label in values],
            "ticklabelstandoff": 6,
            "gridcolor": GRID.light,
            "zeroline": False,
            "visible": sheet.has_values,
        },
        "meta": {"tokens": tokens},
    }


class _Places:
    """From a drawing's pixels to Plotly's axes: "x" and "y" of the data, or "paper", the plot from 0 to 1."""

    def __init__(self, sheet: Sheet):
        self.sheet, self.size = sheet, sheet.layout

    def x(self, pixel: float) -> float:
        ruler = self.sheet.x
        return round(ruler.first + (pixel - ruler.left) / ruler.step, 4)

    def _y(self, pixel: float) -> float:
        scale = self.sheet.y
        share = (self.size.bottom - pixel) / (self.size.bottom - self.size.top)
        return round(scale.low + share * (scale.high - scale.low), 4)

    def _paper_x(self, pixel: float) -> float:
        return round((pixel - self.size.left) / (self.size.right - self.size.left), 4)

    def _paper_y(self, pixel: float) -> float:
        return round((self.size.bottom - pixel) / (self.size.bottom - self.size.top), 4)

    def words(self, text: Written) -> dict[str, Any]:
        in_plot, at_end = text.layer == IN_PLOT, text.layer == AT_THE_END
        middle = text.y - 0.3 * text.size  # of the letters: `text.y` is where they stand
        return {
            "text": escape(text.text),
            "showarrow": False,
            "font": {"color": text.ink.light, "size": text.size, "weight": text.weight},
            "x": self._paper_x(text.x) if at_end else self.x(text.x),
            "xref": "paper" if at_end else "x",
            "xanchor": ANCHORS[text.anchor],
            "y": self._y(middle) if in_plot else self._paper_y(middle),
            "yref": "y" if in_plot else "paper",
            "yanchor": "middle",
            "borderpad": 0,
        }

    def shape(self, shape: Shape) -> dict[str, Any]:
        in_plot = shape.layer == IN_PLOT
        y = self._y if in_plot else self._paper_y
        made: dict[str, Any] = {
            "xref": "x",
            "yref": "y" if in_plot else "paper",
            "layer": "above"
            if in_plot or (shape.layer in ("lane", "floor") and shape.opacity == 1)
            else "below",
            **_paint(shape),
        }
        corners = [(self.x(x), y(height)) for x, height in shape.corners]
        if (
            shape.kind in ("circle", "polygon") or shape.ink is BOX
        ):  # as large as it is, however wide the chart
            left = shape.corners[0][0]
            made |= {"xsizemode": "pixel", "xanchor": self.x(left)}
            corners = [(round(x - left, 1), y(height)) for x, height in shape.corners]
        if len(corners) == 2:
            (x0, y0), (x1, y1) = corners
            return {"type": shape.kind, **made, "x0": x0, "y0": y0, "x1": x1, "y1": y1}
        path = "M" + "L".join(f"{x},{height}" for x, height in corners)
        return {"type": "path", **made, "path": path + "Z" * (shape.kind == "polygon")}


def _paint(shape: Shape) -> dict[str, Any]:
    """Line, fill and opacity of a shape."""
    made: dict[str, Any] = {}
    if shape.kind == "line":
        made["line"] = {"color": shape.ink.light, "width": shape.width}
        if shape.dash:
            made["line"]["dash"] = "px ".join(shape.dash.split()) + "px"
    elif shape.kind == "circle":
        made = {"line": {"color": shape.ink.light, "width": shape.width}, "fillcolor": "rgba(0,0,0,0)"}
    elif shape.ink is BOX:
        made = {"line": {"color": HATCH.light, "width": 1, "dash": "3px 2px"}, "fillcolor": BOX.light}
    else:
        made = {"line": {"width": 0}, "fillcolor": shape.ink.light}
    if shape.opacity < 1:
        made["opacity"] = shape.opacity
    return made
