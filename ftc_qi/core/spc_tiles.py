"""What NHS variation and assurance look like here: words, CSS class and a tile of our own, in one place.

Variation is about the newest figure alone, assurance about where figures will fall against the target. The
outer shape is the verdict, as in `tiles`; inside, the last point stands high or low of the others, or a bar
lies beyond, across or short of the dashed target. Colours as in `tiles`.
"""

from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe


class IconLook(NamedTuple):
    """word: as shown to people. css: ends the class name q-chip--…. meaning: one plain sentence for a key."""

    word: str
    css: str
    meaning: str


_IN_GOOD = "The newest figure is part of a signal in the good direction"
_IN_BAD = "The newest figure is part of a signal in the wrong direction"
_IN_NEITHER = "The newest figure is part of a signal, and neither direction is better"
VARIATION_LOOKS = {
    "improvement_high": IconLook("Improvement, high", "imp", f"{_IN_GOOD}: high, and higher is better."),
    "improvement_low": IconLook("Improvement, low", "imp", f"{_IN_GOOD}: low, and lower is better."),
    "common_cause": IconLook(
        "Common cause", "com", "The newest figure is part of no signal: ups and downs, as chance makes them."
    ),
    "concern_high": IconLook("Concern, high", "con", f"{_IN_BAD}: high, and lower is better."),
    "concern_low": IconLook("Concern, low", "con", f"{_IN_BAD}: low, and higher is better."),
    "neutral_high": IconLook("Change, high", "neu", f"{_IN_NEITHER}: it is high."),
    "neutral_low": IconLook("Change, low", "neu", f"{_IN_NEITHER}: it is low."),
}
ASSURANCE_LOOKS = {
    "pass": IconLook(
        "Will meet target", "imp", "If nothing changes, expect each figure to lie on the target’s good side."
    ),
    "inconsistent": IconLook(
        "Hit or miss",
        "com",
        "If nothing changes, expect some figures to meet the target and some to miss it.",
    ),
    "fail": IconLook("Will miss target", "con", "If nothing changes, expect each figure to miss the target."),
    "none": IconLook("No assurance", "com", "No target, no better direction, or no limits to judge by."),
}

_NEWEST = {"high": ("M6.5 16.5h6.5l6-6", 19, 10.5), "low": ("M6.5 11.5h6.5l6 6", 19, 17.5)}
_OUTER = {
    "improvement": '<circle cx="14" cy="14" r="13" fill="#1B75BB" class="c-imp"/>',
    "concern": '<path d="M14 .4 27.6 14 14 27.6 .4 14z" fill="#CF5C06" class="c-con"/>',
    "neutral": '<path d="M7.2 2h13.6l6.8 12-6.8 12H7.2L.4 14z" fill="#5E2D91" class="c-neu"/>',
}
_SQUARE = (
    '<rect x="1.75" y="1.75" width="24.5" height="24.5" rx="6" fill="none" stroke="#747D79" class="c-scom" '
    'stroke-width="1.75"/>'
)
_COMMON = (
    _SQUARE
    + '<path d="M5.5 9h17M5.5 19h17" stroke="#747D79" class="c-scom" stroke-width="1.25" stroke-dasharray="2 2"/>'
    + "".join(
        f'<circle cx="{x}" cy="{y}" r="2" fill="#747D79" class="c-com"/>'
        for x, y in ((8, 15.5), (14, 12.5), (20, 14.5))
    )
)
_RINGS = {
    "pass": '<circle cx="14" cy="14" r="12.75" fill="none" stroke="#1B75BB" class="c-simp" stroke-width="2"/>',
    "fail": '<path d="M14 1.2 26.8 14 14 26.8 1.2 14z" fill="none" stroke="#CF5C06" class="c-scon" '
    'stroke-width="2"/>',
    "inconsistent": _SQUARE,
}
_BARS = {"pass": ("#1B75BB", "c-imp"), "fail": ("#CF5C06", "c-con"), "inconsistent": ("#747D79", "c-com")}
_TARGET = '<path d="M5 14h18" stroke="#0B7568" class="c-target" stroke-width="2" stroke-dasharray="4 3" fill="none"/>'
_NONE = (
    '<rect x="1.75" y="1.75" width="24.5" height="24.5" rx="6" fill="none" stroke="#747D79" class="c-scom" '
    'stroke-width="1.5" stroke-dasharray="3 3"/><path d="M10 14h8" stroke="#747D79" class="c-scom" '
    'stroke-width="2" stroke-linecap="round"/>'
)


def variation_svg(variation: str, size: int = 28) -> SafeString:
    """The variation tile as inline SVG; its word stands beside it, so it is aria-hidden.

    Raises KeyError for a name that is not in VARIATION_LOOKS.
    """
    if variation == "common_cause":
        return _tile(_COMMON, size)
    kind, _, side = variation.partition("_")
    d, x, y = _NEWEST[side]
    pen = 'fill="none" stroke="#FFFFFF" class="c-halo" stroke-width="2" stroke-linecap="round"'
    point = f'<circle cx="{x}" cy="{y}" r="3.1" fill="#FFFFFF" class="c-card"/>'
    return _tile(f'{_OUTER[kind]}<path d="{d}" {pen} stroke-linejoin="round"/>{point}', size)


def assurance_svg(assurance: str, direction: str = "up", size: int = 28) -> SafeString:
    """The assurance tile as inline SVG, turned over where lower is better (direction "down"); aria-hidden.

    Raises KeyError for a name that is not in ASSURANCE_LOOKS.
    """
    if assurance == "none":
        return _tile(_NONE, size)
    fill, css = _BARS[assurance]
    above = (assurance == "pass") == (direction != "down")
    top, height = (8, 12) if assurance == "inconsistent" else (4.75, 7) if above else (16.25, 7)
    bar = f'<rect x="11" y="{top}" width="6" height="{height}" rx="2" fill="{fill}" class="{css}"/>'
    return _tile(f"{_RINGS[assurance]}{_TARGET}{bar}", size)


def _tile(shapes: str, size: int) -> SafeString:
    return mark_safe(
        f'<svg viewBox="0 0 28 28" width="{int(size)}" height="{int(size)}" aria-hidden="true" focusable="false">'
        f"{shapes}</svg>"
    )
