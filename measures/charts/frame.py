"""The frame of a chart and what is not a number: axes, pauses, phases, gaps and hidden figures."""

from measures.charts.draw import text_width
from measures.charts.inks import AXIS, BOX, BREAK, GRID, HATCH, SHADE, TEXT, TEXT_HINT
from measures.charts.sheet import Sheet
from measures.values import tick


def draw_hatch(sheet: Sheet) -> None:
    """The pattern that hidden figures are filled with, where there are any."""
    if any(sheet.series.points[i].is_hidden for i in sheet.positions):
        sheet.canvas.add(
            f'<defs><pattern id="{sheet.hatch}" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" class="{HATCH.css}" '
            f'stroke="{HATCH.light}" stroke-width="1.2"/></pattern></defs>'
        )


def value_ticks(sheet: Sheet) -> list[tuple[float, str]]:
    """Figures on the vertical axis with their labels; the last carries the unit of a percentage."""
    if not sheet.has_values:
        return []
    ticks = sheet.y.ticks
    percent = "%" if sheet.series.data_kind == "proportion" or sheet.series.unit == "%" else ""
    return [
        (value, tick(sheet.series, value, sheet.y.step) + (percent if value == ticks[-1] else ""))
        for value in ticks
    ]


def draw_axes(sheet: Sheet) -> None:
    """Grid, axis, and the ticks of both."""
    layout, canvas = sheet.layout, sheet.canvas
    for value, label in value_ticks(sheet):
        y = sheet.y.y(value)
        canvas.line(layout.left, y, layout.right, y, GRID, 1)
        canvas.text(layout.left - 8, y + 4, label, TEXT_HINT, layout.font, "end")
    canvas.line(layout.left, layout.bottom, layout.right, layout.bottom, AXIS, 1)
    for mark in sheet.x.ticks(layout.tick_gap):
        canvas.line(mark.at, layout.bottom, mark.at, layout.bottom + 5, AXIS, 1)
        canvas.text(mark.at, layout.bottom + 19, mark.label, TEXT_HINT, layout.font, "middle")
        if mark.year:
            canvas.text(mark.at, layout.bottom + 36, mark.year, TEXT, layout.font, "middle", 600)


def say_nothing_to_show(sheet: Sheet) -> None:
    """Why the chart is empty."""
    hidden = sheet.reading.result.status == "numbers_too_small" or sheet.series.hidden_count
    words = "Numbers too small to show" if hidden else "No figures yet"
    middle = (sheet.layout.left + sheet.layout.right) / 2
    sheet.canvas.text(middle, 190, words, TEXT, sheet.layout.font + 2, "middle", 600)


def draw_pauses(sheet: Sheet) -> None:
    """Stretches in which the project was paused, shaded, with the word where it fits."""
    layout = sheet.layout
    for pause in sheet.series.pauses:
        if not sheet.x.starts or (pause.ends_on and pause.ends_on < sheet.x.starts[0]):
            continue
        begin = sheet.x.clipped(pause.starts_on)
        end = sheet.x.clipped(pause.ends_on, end_of_day=True) if pause.ends_on else layout.right
        begin, end = max(begin, layout.left), min(end, layout.right)
        if end - begin < 1:
            continue
        sheet.canvas.rect(begin, layout.top, end - begin, layout.bottom - layout.top, SHADE, opacity=0.75)
        places = [((begin + end) / 2, layout.top + rise) for rise in (14, 28, 42)]
        if end - begin > text_width("paused", 11):
            sheet.canvas.text_where_free(places, "paused", TEXT_HINT, 11, "middle")


def draw_breaks(sheet: Sheet) -> None:
    """A line before each phase but the first, with its month where there is room."""
    layout, canvas = sheet.layout, sheet.canvas
    for one in sheet.reading.breaks:
        if one.first <= sheet.first:
            continue
        x = sheet.x.edge(one.first, -1, 0.5)
        canvas.line(x, layout.top - 22, x, layout.bottom, BREAK, 1.25)
        canvas.take(x - 2, layout.top - 8, x + 2, layout.bottom)
        for words in [one.short] if layout.phone else [one.words, one.short]:
            end = x - 6 - text_width(words, layout.font, 600)
            after, before = (x + 6, layout.top - 12), (end, layout.top - 12)
            places = [after, before] if end > layout.left else [after]
            if canvas.text_where_free(places, words, TEXT, layout.font, weight=600):
                break


def draw_hidden(sheet: Sheet) -> None:
    """Hidden figures: a hatched column of full height, which hints at no value, and the word on the axis."""
    layout, canvas, step = sheet.layout, sheet.canvas, sheet.x.step
    free_from = 0.0
    for run in sheet.reading.hidden:
        if run.last < sheet.first:
            continue
        x0 = max(sheet.x.x(max(run.first, sheet.first)) - 0.42 * step, layout.left)
        x1 = min(sheet.x.x(run.last) + 0.42 * step, layout.right)
        canvas.hatched(x0, layout.top, x1 - x0, layout.bottom - layout.top, sheet.hatch)
        half = 24  # of the word's box
        middle = min(max((x0 + x1) / 2, layout.left + half + 1), layout.right - half)
        if middle - half < free_from:
            continue
        free_from = middle + half + 4
        edge = f' rx="5" stroke="{HATCH.light}" stroke-dasharray="3 2"'
        canvas.rect(middle - half, layout.bottom - 27, 2 * half, 20, BOX, edge)
        canvas.text(middle, layout.bottom - 13, "hidden", TEXT, 11, "middle", 600)
        canvas.take(middle - half - 2, layout.bottom - 29, middle + half + 2, layout.bottom - 5)


def draw_gaps(sheet: Sheet) -> None:
    """A small bracket on the axis under each gap, with its kind in words."""
    step, bottom = sheet.x.step, sheet.layout.bottom
    for gap in sheet.reading.gaps:
        if gap.last < sheet.first:
            continue
        x0, x1 = sheet.x.x(max(gap.first, sheet.first)) - 0.4 * step, sheet.x.x(gap.last) + 0.4 * step
        sheet.canvas.polyline([(x0, bottom - 5), (x0, bottom), (x1, bottom), (x1, bottom - 5)], AXIS, 1.5)
        places = [((x0 + x1) / 2, bottom - rise) for rise in (11, 23, 35, 47)]
        sheet.canvas.text_where_free(places, gap.words, TEXT_HINT, 11, "middle")
