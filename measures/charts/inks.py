"""The colours and shapes of every chart: which ink a part is drawn in, and how a verdict looks.

A colour is named three times: its CSS class (themes), its light value (print, PDF, files) and its custom
property (the explored chart).
"""

from typing import NamedTuple


class Ink(NamedTuple):
    """css: the class. light: the colour in the light theme. token: the custom property both stand for."""

    css: str
    light: str
    token: str


GRID = Ink("c-grid", "#EDE9E0", "--q-grid")
AXIS = Ink("c-axis", "#7F8783", "--q-edge")
TRACE = Ink("c-trace", "#8D9692", "--q-trace")
CENTRE = Ink("c-centre", "#17211F", "--q-ink")
TARGET = Ink("c-target", "#0B7568", "--q-target")
LIMIT = Ink("c-limit", "#7F8783", "--q-limit")
BREAK = Ink("c-break", "#7F8783", "--q-edge")
STEM = Ink("c-stem", "#7F8783", "--q-pine")
CYCLE = Ink("c-cyc", "#D5E6E1", "--q-cycle")
FLAG = Ink("c-flag", "#0E5A52", "--q-pine")
SHADE = Ink("c-soft", "#EEECE6", "--q-com-soft")
BOX = Ink("c-pbox", "#fff", "--q-card")
HATCH = Ink("c-hatch", "#7F8783", "--q-edge")
HALO = Ink("c-halo", "#FFFFFF", "--q-card")

TEXT = Ink("c-t", "#46524E", "--q-ink-2")
TEXT_HINT = Ink("c-t3", "#5F6A66", "--q-ink-3")
TEXT_KEY = Ink("c-tk", "#17211F", "--q-ink")
TEXT_TARGET = Ink("c-ttarget", "#0B7568", "--q-target")
TEXT_FLAG = Ink("c-tflag", "#fff", "--q-on-pine")


class Mark(NamedTuple):
    """How a verdict is drawn: shape, filled colour, colour as a line, colour of its words, Plotly symbol."""

    shape: str
    fill: Ink
    line: Ink
    words: Ink
    symbol: str


COMMON = "common"
MARKS = {
    COMMON: Mark(
        "circle",
        Ink("c-com", "#747D79", "--q-com"),
        Ink("c-scom", "#747D79", "--q-com"),
        TEXT_HINT,
        "circle",
    ),
    "improvement": Mark(
        "circle",
        Ink("c-imp", "#1B75BB", "--q-imp"),
        Ink("c-simp", "#1B75BB", "--q-imp"),
        Ink("c-timp", "#0F5690", "--q-imp-ink"),
        "circle",
    ),
    "deterioration": Mark(
        "diamond",
        Ink("c-con", "#CF5C06", "--q-con"),
        Ink("c-scon", "#CF5C06", "--q-con"),
        Ink("c-tcon", "#964003", "--q-con-ink"),
        "diamond",
    ),
    "changed": Mark(
        "hexagon",
        Ink("c-neu", "#5E2D91", "--q-neu"),
        Ink("c-sneu", "#5E2D91", "--q-neu"),
        Ink("c-tneu", "#552785", "--q-neu-ink"),
        "hexagon2",
    ),
}
SIGNAL_SIZE = {COMMON: 1.0, "improvement": 1.4, "deterioration": 1.75, "changed": 1.5}
"""Radius of a signal's shape, as a multiple of an ordinary point's."""
