"""The fishbone drawn: the problem as the head, bones above and below the spine, causes on them with their whys."""

from collections.abc import Callable

from django.utils.safestring import SafeString

from ftc_qi.pages.diagrams import sheet
from ftc_qi.pages.diagrams.boxes import draw_box, drawing, drawing_file
from ftc_qi.pages.diagrams.fishbone_layout import Placed, PlacedTwig, lay_out
from ftc_qi.pages.diagrams.fishbone_room import EDGE, LETTERS, MARK, ROW, SIZE, Fish, pill, pill_width
from measures.charts.draw import Canvas, text_width
from measures.charts.inks import AXIS, CENTRE, FLAG, TEXT, TEXT_FLAG, TEXT_KEY, TRACE, Ink

FILE_WIDTHS = (*range(1130, 1760, 90), 1900, 2200)
SQUARE = Ink("c-card c-edge", "#FFFFFF", "--q-card")


def draw(placed: Placed) -> Canvas:
    """The layout as shapes and words."""
    canvas = Canvas(placed.width, placed.height)
    (x0, y), (x1, _) = placed.spine
    canvas.line(x0, y, x1 - 10, y, CENTRE, 3)
    canvas.polygon([(x1, y), (x1 - 14, y - 8), (x1 - 14, y + 8)], TEXT_KEY)
    for start, end in placed.bones.values():
        canvas.line(*start, *end, CENTRE, 2)
    for row in placed.twigs:
        canvas.polyline(row.link, AXIS if row.depth == 0 else TRACE, 1.25 if row.depth == 0 else 1)
    for row in placed.twigs:
        _draw_words(canvas, row)
    for label in placed.labels:
        draw_box(canvas, label, fill="c-soft", light="#EEECE6", edge=AXIS, radius=6, anchor="middle")
    draw_box(canvas, placed.head, edge=CENTRE, edge_width=2)
    _draw_key(canvas, placed)
    return canvas


def _draw_words(canvas: Canvas, row: PlacedTwig) -> None:
    x, y, right, _ = row.words.box
    if row.twig.source in LETTERS:
        _mark(canvas, x + 8.5, y + ROW / 2, row.twig.source)
        x += MARK
    if row.twig.votes:
        _vote_pill(canvas, right - pill_width(row.twig.votes), y, row.twig.votes)
    for line in row.words.lines:
        canvas.text(x, y + ROW * 0.76, line.text, TEXT_KEY, SIZE, "start", line.weight)
        y += ROW


def _mark(canvas: Canvas, x: float, y: float, source: str) -> None:
    """Who told us: P in a square, E in a circle."""
    if source == "evidence":
        canvas.ring(x, y, 7.5)
    else:
        more = f' rx="2" stroke="{AXIS.light}" stroke-width="1"'
        canvas.rect(x - 7.5, y - 7.5, 15, 15, SQUARE, more)
    canvas.text(x, y + SIZE * 0.36, LETTERS[source], TEXT_KEY, SIZE, "middle", 600)


def _vote_pill(canvas: Canvas, x: float, y: float, votes: int) -> None:
    wide = pill_width(votes)
    canvas.rect(x, y + 0.5, wide, ROW - 1, FLAG, ' rx="8"')
    canvas.text(x + wide / 2, y + ROW * 0.76, pill(votes), TEXT_FLAG, SIZE, "middle", 600)


def _draw_key(canvas: Canvas, placed: Placed) -> None:
    """What the marks mean; only those that are drawn."""
    sources = {row.twig.source for row in placed.twigs}
    x, y = EDGE, placed.key_top + 12
    entries: list[tuple[str, float, Callable[[float], None] | None]] = []
    if "service_users" in sources:
        entries.append(
            (
                "People who use the service told us",
                MARK,
                lambda at: _mark(canvas, at + 8.5, y, "service_users"),
            )
        )
    if "evidence" in sources:
        entries.append(("Evidence", MARK, lambda at: _mark(canvas, at + 8.5, y, "evidence")))
    if entries:
        entries.append(("No letter: staff and volunteers told us", 0, None))
    if any(row.twig.votes for row in placed.twigs):
        entries.append(("Votes of the team", 36, lambda at: _vote_pill(canvas, at, y - ROW / 2, 2)))
    for words, room, mark in entries:
        if mark is not None:
            mark(x)
        canvas.text(x + room, y + SIZE * 0.36, words, TEXT, SIZE)
        x += room + text_width(words, SIZE) + 28


def on_page(fish: Fish) -> SafeString:
    """The drawing for the page; the outline beside it says the same as text."""
    return drawing(draw(lay_out(fish)), "Fishbone. The outline on this page says the same as text.")


def points_on_a4(placed: Placed) -> float:
    """How large the words are on A4 across, with a title of one line above."""
    return sheet.points_on_a4(SIZE, placed.width + 2 * sheet.MARGIN, placed.height + sheet.TITLE)


def for_paper(fish: Fish) -> Placed:
    """The layout whose words are largest on A4 across."""
    return max((lay_out(fish, width) for width in FILE_WIDTHS), key=points_on_a4)


def as_file(fish: Fish, title: str) -> tuple[str, str]:
    """The drawing as an SVG file of its own, and the paper on which it can be read: "a4" or "a3"."""
    placed = for_paper(fish)
    points = points_on_a4(placed)
    notes = (sheet.TOO_FULL.format("Draw the causes that matter most on their own."),) * sheet.is_too_full(
        points
    )
    return drawing_file(draw(placed), title, notes=notes, margin=sheet.MARGIN), sheet.paper_for(points)
