"""The process map drawn: lanes by who, steps, decisions with two answers, waits, and hand-offs between lanes."""

from django.utils.safestring import SafeString

from ftc_qi.pages.diagrams import sheet
from ftc_qi.pages.diagrams.boxes import draw_box, drawing, drawing_file
from ftc_qi.pages.diagrams.process_layout import EDGE, GAP, Placed, lay_out
from ftc_qi.pages.diagrams.process_parts import SIZE, Link, ProcessMap, Step
from measures.charts.draw import Canvas, n, text_width
from measures.charts.inks import AXIS, CENTRE, GRID, HATCH, SHADE, TEXT, TEXT_KEY, TRACE

FILE_WIDTHS = (*range(940, 1720, 60), 1900, 2200)
MOST_PARTS, TIGHT = 4, 12.0


def draw(placed: Placed, the_map: ProcessMap) -> Canvas:
    """The layout as shapes and words."""
    canvas = Canvas(placed.width, placed.height)
    for index, lane in enumerate(placed.lanes):
        if index % max(1, len(the_map.lanes)) % 2:
            canvas.rect(lane.x0, lane.y0, lane.x1 - lane.x0, lane.y1 - lane.y0, SHADE, opacity=0.5)
        canvas.line(lane.x0, lane.y0, lane.x0, lane.y1, GRID, 1.25)
        canvas.line(lane.x1, lane.y0, lane.x1, lane.y1, GRID, 1.25)
    for head in placed.heads:
        canvas.line(head.box.x0, head.box.y1, head.box.x1, head.box.y1, AXIS, 1.25)
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
    elif abs(y0 - y) < 0.1:
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
    return sheet.points_on_a4(SIZE, placed.width + 2 * sheet.MARGIN, placed.height + sheet.TITLE)


def for_paper(the_map: ProcessMap) -> Placed:
    """The layout for A4 across: in as few parts as can be read well, or else the one with the largest words."""
    best = lay_out(the_map)
    for parts in range(1, MOST_PARTS + 1):
        tried = (lay_out(the_map, width, parts, gap) for gap in (GAP, TIGHT) for width in FILE_WIDTHS)
        found = max(tried, key=points_on_a4)
        if points_on_a4(found) <= points_on_a4(best):
            break
        best = found
        if points_on_a4(best) >= sheet.READ_WELL:
            break
    return best


def as_file(the_map: ProcessMap, title: str) -> tuple[str, str]:
    """The drawing as an SVG file of its own, and the paper on which it can be read: "a4" or "a3"."""
    placed = for_paper(the_map)
    points = points_on_a4(placed)
    notes = (sheet.TOO_FULL.format("Map a part of the process on its own."),) * sheet.is_too_full(points)
    svg = drawing_file(draw(placed, the_map), title, notes=notes, margin=sheet.MARGIN)
    return svg, sheet.paper_for(points)
