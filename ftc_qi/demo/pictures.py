"""The demo's photos and files: drawn in code, the same each time, of things and never of people."""

import io
from collections.abc import Callable

from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 900)
INK, PINE, MINT, PAPER, WOOD, RED = "#17211F", "#0E5A52", "#8FE0CF", "#FAF8F4", "#C9A66B", "#B5533C"


def _page(ground: str = PAPER) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, ground)
    return picture, ImageDraw.Draw(picture)


def _words(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, colour: str = INK) -> None:
    draw.text(at, text, fill=colour, font=ImageFont.load_default(size), anchor="mm")


def _photo(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def tea_table() -> bytes:
    """A table with cups and a small sign."""
    picture, draw = _page("#E8DCC5")
    draw.rectangle((0, 560, 1200, 900), fill="#8B7B62")
    draw.rectangle((120, 430, 1080, 500), fill=WOOD)
    for leg in (160, 1000):
        draw.rectangle((leg, 500, leg + 40, 800), fill="#A5834F")
    for place in range(5):
        x = 190 + place * 110
        draw.rectangle((x, 370, x + 64, 430), fill=PAPER, outline=INK, width=4)
        draw.arc((x + 52, 380, x + 92, 420), -90, 90, fill=INK, width=5)
    draw.rounded_rectangle((770, 250, 1030, 430), 12, fill=PINE)
    _words(draw, (900, 315), "Tea, and a", 42, PAPER)
    _words(draw, (900, 370), "test if you like", 34, MINT)
    return _photo(picture)


def room_plan() -> bytes:
    """Where the tables and the quiet room are."""
    picture, draw = _page()
    draw.rectangle((80, 80, 1120, 820), outline=INK, width=8)
    draw.line((760, 80, 760, 520), fill=INK, width=8)
    draw.line((760, 640, 760, 820), fill=INK, width=8)
    draw.rectangle((80, 380, 96, 520), fill=PINE)
    for x, y in ((220, 220), (460, 220), (220, 600), (460, 600)):
        draw.ellipse((x, y, x + 130, y + 130), fill=WOOD, outline=INK, width=4)
    draw.rounded_rectangle((830, 260, 1040, 420), 10, fill=MINT, outline=INK, width=4)
    _words(draw, (420, 460), "Main room", 44)
    _words(draw, (935, 180), "Quiet room", 44)
    _words(draw, (190, 450), "Door", 34, PINE)
    return _photo(picture)


def evening_sign() -> bytes:
    """The sign on the door."""
    picture, draw = _page("#31433F")
    draw.rectangle((300, 60, 900, 860), fill="#6B4F3A", outline=INK, width=8)
    draw.ellipse((820, 460, 860, 500), fill="#E0C070")
    draw.rounded_rectangle((370, 160, 830, 440), 16, fill=PAPER)
    _words(draw, (600, 225), "Open late", 64, PINE)
    _words(draw, (600, 310), "Tuesday, 6 to 8", 46)
    _words(draw, (600, 380), "Ring, or come in", 40)
    return _photo(picture)


def tally_board() -> bytes:
    """A board on which a session was counted."""
    picture, draw = _page("#F5F1E6")
    draw.rectangle((60, 60, 1140, 840), outline=WOOD, width=24)
    _words(draw, (600, 150), "Why not today?", 60)
    for row, (text, count) in enumerate(
        (("No time", 9), ("Had one", 12), ("Want to think", 6), ("No reason", 8))
    ):
        y = 270 + row * 140
        draw.text((130, y - 26), text, fill=INK, font=ImageFont.load_default(44))
        for mark in range(count):
            x = 520 + mark * 38 + (mark // 5) * 30
            if mark % 5 == 4:
                draw.line((x - 165, y + 34, x - 5, y - 34), fill=RED, width=7)
            else:
                draw.line((x, y - 36, x, y + 36), fill=INK, width=7)
    return _photo(picture)


def tally_sheet() -> bytes:
    """An empty sheet to count on, for Excel."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Tally"
    for row in (("Session", "Offered", "Said yes", "Remark"), ("Tuesday evening",), ("Thursday morning",)):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "tea table": ("Tea table.jpg", tea_table),
    "room": ("Room.jpg", room_plan),
    "sign": ("Sign on the door.jpg", evening_sign),
    "board": ("Board.jpg", tally_board),
    "sheet": ("Tally sheet.xlsx", tally_sheet),
}
"""Key → the name a person gave it, and what makes it."""
