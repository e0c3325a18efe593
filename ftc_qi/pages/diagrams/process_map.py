"""The process map drawn: lanes by who, steps, decisions with two answers, waits, and hand-offs between lanes."""

from django.utils.safestring import SafeString

from ftc_qi.pages.diagrams import sheet
from ftc_qi.pages.diagrams.boxes import draw_box, drawing, drawing_file
from ftc_qi.pages.diagrams.process_layout import (
    EDGE,
    SIZE,
    Link,
    Placed,
    ProcessMap,
    Step,
    lay_out,
)
from measures.charts.draw import Canvas, n, text_width
from measures.charts.inks import AXIS, CENTRE, GRID, HATCH, SHADE, TEXT, TEXT_KEY, TRACE

FILE_WIDTHS = (*range(940, 1760, 90), 1900, 2200)


def draw(placed: Placed, the_map: ProcessMap) -> Canvas:
    """The layout as shapes and words."""
    canvas = Canvas(placed.width, placed.height)
    for index, lane in enumerate(placed.lanes):
        if index % 2:
            canvas.rect(lane.x0, lane.y0, lane.x1 - lane.x0, lane.y1 - lane.y0, SHADE, opacity=0.5)
        canvas.line(lane.x0, lane.y0, lane.x0, lane.y1, GRID, 1.25)
    if placed.lanes:
        first, last = placed.lanes[0], placed.lanes[-1]
        canvas.line(last.x1, last.y0, last.x1, last.y1, GRID, 1.25)
        line = placed.heads[0].box.y1
        canvas.line(first.x0, line, last.x1, line, AXIS, 1.25)
    for head in placed.heads:
        y = (head.box.y0 + head.box.y1 - sum(t.size * 1.32 for t in head.lines)) / 2
        for text in head.lines:
            middle = (head.box.x0 + head.box.x1) / 2
            canvas.text(middle, y + text.size * 0.97, text.text, text.ink, text.size, "middle", text.weight)
            y += text.size * 1.32
    for link in placed.links:
        _draw_link(canvas, link)
    for step in the_map.steps:
        _draw_step(canvas, placed, step)
    _draw_key(canvas, placed, the_map)
    return canvas


def _draw_link(canvas: Canvas, link: Link) -> None:
    ink = CENTRE if link.is_hand_off else TRACE
    canvas.polyline(link.points, ink, 2 if link.is_hand_off else 1.5, "5 4" if link.is_other else "")
    (x0, y0), (x, y) = link.points[-2:]
    if not link.target:
        canvas.line(x - 7, y, x + 7, y, CENTRE, 2)
    elif y0 == y:
        back = -8 if x > x0 else 8
        canvas.polygon([(x, y), (x + back, y - 4.5), (x + back, y + 4.5)], TEXT_KEY)
    else:
        canvas.polygon([(x, y), (x - 4.5, y - 8), (x + 4.5, y - 8)], TEXT_KEY)
    if link.is_hand_off:
        x, y = link.points[0]
        canvas.polygon([(x - 5, y), (x, y - 5), (x + 5, y), (x, y + 5)], TEXT_KEY)


def _draw_step(canvas: Canvas, placed: Placed, step: Step) -> None:
    box = placed.steps[step.id]
    if step.kind == "wait":
        draw_box(canvas, box, edge=HATCH, edge_width=1.5, radius=16, dash="4 3")
        return
    draw_box(canvas, box, edge_width=1.25) if step.kind == "step" else _draw_decision(canvas, box)


def _draw_decision(canvas: Canvas, placed) -> None:
    """A box with pointed sides."""
    x0, y0, x1, y1 = placed.box
    point, middle = 11, (y0 + y1) / 2
    d = (
        f"M{n(x0)} {n(middle)}L{n(x0 + point)} {n(y0)}H{n(x1 - point)}L{n(x1)} {n(middle)}"
        f"L{n(x1 - point)} {n(y1)}H{n(x0 + point)}z"
    )
    canvas.add(
        f'<path d="{d}" class="c-card c-edge" fill="#FFFFFF" stroke="{AXIS.light}" stroke-width="1.5"/>'
    )
    y = (y0 + y1 - sum(line.size * 1.32 for line in placed.lines)) / 2
    for line in placed.lines:
        canvas.text(
            x0 + placed.padding, y + line.size * 0.97, line.text, line.ink, line.size, "start", line.weight
        )
        y += line.size * 1.32


def _draw_key(canvas: Canvas, placed: Placed, the_map: ProcessMap) -> None:
    """What shapes and lines mean; only those that are drawn."""
    x, y = EDGE, placed.height - 14
    kinds = {step.kind for step in the_map.steps}
    entries = []
    if any(link.is_hand_off for link in placed.links):
        entries.append(("Hand-off to somebody else", "hand-off"))
    if any(link.is_other for link in placed.links):
        entries.append(("The other answer", "other"))
    if "decision" in kinds:
        entries.append(("Pointed box: a decision", ""))
    if "wait" in kinds:
        entries.append(("Dashed box: a wait", ""))
    for words, sample in entries:
        if sample:
            _draw_sample(canvas, x, y, sample)
            x += 42
        canvas.text(x, y + SIZE * 0.36, words, TEXT, SIZE)
        x += text_width(words, SIZE) + 26


def _draw_sample(canvas: Canvas, x: float, y: float, sample: str) -> None:
    if sample == "hand-off":
        canvas.line(x, y, x + 30, y, CENTRE, 2)
        canvas.polygon([(x, y), (x + 5, y - 5), (x + 10, y), (x + 5, y + 5)], TEXT_KEY)
    else:
        canvas.line(x, y, x + 30, y, TRACE, 1.5, "5 4")


def on_page(the_map: ProcessMap) -> SafeString:
    """The drawing for the page; the list beside it says the same as text."""
    return drawing(
        draw(lay_out(the_map), the_map), "Process map. The list on this page says the same as text."
    )


def points_on_a4(placed: Placed) -> float:
    """How large the words are on A4 across, with a title of one line above."""
    return sheet.points_on_a4(SIZE, placed.width + 48, placed.height + 83)


def for_paper(the_map: ProcessMap) -> Placed:
    """The layout whose words are largest on A4 across."""
    return max((lay_out(the_map, width) for width in FILE_WIDTHS), key=points_on_a4)


def as_file(the_map: ProcessMap, title: str) -> tuple[str, str]:
    """The drawing as an SVG file of its own, and the paper on which it can be read: "a4" or "a3"."""
    placed = for_paper(the_map)
    return drawing_file(draw(placed, the_map), title), sheet.paper_for(points_on_a4(placed))
