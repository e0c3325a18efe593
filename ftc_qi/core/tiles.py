"""What a measure's status looks like: its word, its CSS class and its tile, in one place.

Outer shape is the verdict, the step inside is the direction the figures moved. SVG elements carry the
light colours as attributes (print, PDF) and `c-*` classes that re-colour them by theme.
"""

from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe


class StatusLook(NamedTuple):
    """word: as shown to people. css: ends the class name q-chip--…. meaning: one plain sentence for a legend."""

    word: str
    css: str
    meaning: str


STATUS_LOOKS = {
    "improvement": StatusLook("Improving", "imp", "The newest figures show a signal in the good direction."),
    "improvement_held": StatusLook(
        "Improved, holding", "held", "The team started a new line at a better level, and figures stay there."
    ),
    "deterioration": StatusLook(
        "Getting worse", "con", "The newest figures show a signal in the wrong direction."
    ),
    "changed": StatusLook(
        "Changed, direction unclear",
        "neu",
        "Something has changed, but the rules do not say whether for the better.",
    ),
    "no_signal": StatusLook("No signal", "com", "Ups and downs, as chance alone makes them."),
    "too_little_data": StatusLook("Too early to say", "early", "Fewer than 10 figures since the line began."),
    "numbers_too_small": StatusLook(
        "Numbers too small", "small", "Too many figures are hidden to draw a line fairly."
    ),
    "out_of_date": StatusLook("Out of date", "stale", "New figures are overdue, so this may be old news."),
}

_STEPS = {"up": "M8 18.2h6v-8.4h6", "down": "M8 9.8h6v8.4h6"}
_LEVEL = "M8 14h12"
_PEN = 'stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"'
_DASHED = (
    '<rect x="1.75" y="1.75" width="24.5" height="24.5" rx="6" fill="none" stroke="#747D79" '
    'class="c-scom" stroke-width="1.5" stroke-dasharray="3 3"/>'
)
_FIXED = {
    "no_signal": '<rect x="1.75" y="1.75" width="24.5" height="24.5" rx="6" fill="none" stroke="#747D79" '
    'class="c-scom" stroke-width="1.75"/><path d="M6 14c1.6-5 4-5 5.4 0s3.7 5 5.3 0 3.7-5 5.3 0" fill="none" '
    'stroke="#747D79" class="c-scom" stroke-width="2" stroke-linecap="round"/>',
    "too_little_data": _DASHED
    + "".join(f'<circle cx="{x}" cy="14" r="1.7" fill="#747D79" class="c-com"/>' for x in (8.5, 14, 19.5)),
    "numbers_too_small": _DASHED + '<path d="M9 13.5h10v7H9zM11 13.5v-2.5a3 3 0 0 1 6 0v2.5" fill="none" '
    'stroke="#747D79" class="c-scom" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/>',
    "out_of_date": _DASHED + '<path d="M14 8v6.5l4 2.5" fill="none" stroke="#747D79" class="c-scom" '
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
}
_SHAPES = {
    "improvement": '<circle cx="14" cy="14" r="13" fill="#1B75BB" class="c-imp"/>',
    "improvement_held": '<circle cx="14" cy="14" r="12" stroke="#1B75BB" fill="#FFFFFF" class="c-simp c-card" '
    'stroke-width="2"/>',
    "deterioration": '<path d="M14 .4 27.6 14 14 27.6 .4 14z" fill="#CF5C06" class="c-con" '
    'stroke-linejoin="round"/>',
    "changed": '<path d="M7.2 2h13.6l6.8 12-6.8 12H7.2L.4 14z" fill="#5E2D91" class="c-neu"/>',
}


def tile_shapes(status: str, direction: str = "") -> SafeString:
    """Return the tile's shapes for a 28 by 28 box, to be placed inside an SVG of one's own.

    direction: which way the figures moved, "up" or "down"; anything else draws a level line.
    Raises KeyError for an unknown status.
    """
    if status in _FIXED:
        return mark_safe(_FIXED[status])
    colour, css = ("#1B75BB", "c-simp") if status == "improvement_held" else ("#FFFFFF", "c-halo")
    step = f'<path d="{_STEPS.get(direction, _LEVEL)}" fill="none" stroke="{colour}" class="{css}" {_PEN}/>'
    return mark_safe(_SHAPES[status] + step)


def tile_svg(status: str, direction: str = "", size: int = 28) -> SafeString:
    """Return the status tile as inline SVG; the word always stands beside it, so it is aria-hidden."""
    return mark_safe(
        f'<svg viewBox="0 0 28 28" width="{int(size)}" height="{int(size)}" aria-hidden="true" focusable="false">'
        f"{tile_shapes(status, direction)}</svg>"
    )


def status_word(status: str) -> str:
    """Return the words people read for `status`. Raises KeyError for an unknown status."""
    return STATUS_LOOKS[status].word


def status_css(status: str) -> str:
    """Return the end of the CSS class for `status`. Raises KeyError for an unknown status."""
    return STATUS_LOOKS[status].css
