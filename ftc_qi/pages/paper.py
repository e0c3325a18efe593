"""Pages as PDF, set by Typst: the same letters on every machine, tagged so that a screen reader can read them.

A template in `templates/paper/*.typ` gets its values as data (`json(bytes(sys.inputs.data))`), never as markup, so
nothing a person typed can act on it. A tagged PDF may hold no letter that no font of ours has: those are written
"•", and only where setting the page as it is has failed; the template is told, and says so.
"""

import json
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import typst
from django.conf import settings
from PIL import ImageFont

from ftc_qi.core.assets import package_folder

TEMPLATES = settings.BASE_DIR / "templates" / "paper"
FONTS = package_folder("font_source_sans_pro") / "files"
UNSEEN = {"Cc", "Cf", "Mn", "Me"}
"""Kinds of letters that are not drawn by themselves: controls, joiners, marks that no letter has taken up."""
NO_LETTER = "\U0010ffff"
LACKING = "•"
"""Not "?", before which no line may end: words of them ran off the page."""


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF that `templates/paper/<template>.typ` makes of `data` (JSON-safe; SVG pictures as text)."""
    try:
        return _set(template, json.dumps(data))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error) and "missing codepoints" not in str(error):
            raise
        return _set(template, json.dumps(with_known_letters(data) | {"lacks_letters": True}))


def with_known_letters(data: Any) -> Any:
    """The same data, every text with the letters of our font only: others become "•", invisible ones go."""
    if isinstance(data, str):
        letters = unicodedata.normalize("NFC", data)
        seen = (x for x in letters if x == "\n" or unicodedata.category(x) not in UNSEEN)
        return "".join(x if _is_known(x) else LACKING for x in seen)
    if isinstance(data, Mapping):
        return {key: with_known_letters(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [with_known_letters(value) for value in data]
    return data


def _set(template: str, data: str) -> bytes:
    compiler = typst.Compiler(
        input=str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    made = compiler.compile(format="pdf", pdf_standards="ua-1")
    return made if isinstance(made, bytes) else b"".join(made or ())


def _is_known(letter: str) -> bool:
    return letter.isascii() or _drawn(letter) != _drawn(NO_LETTER)


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / "SourceSansPro-Regular.ttf", 20)


@lru_cache(maxsize=4096)
def _drawn(letter: str) -> bytes:
    """The letter's dots; those of the font's empty box where it has no such letter."""
    return bytes(_font().getmask(letter))


def picture_pdf(svg: str, *, title: str, described: str, paper: str = "a4") -> bytes:
    """One drawing on one page across, "a4" or "a3", with its title and what it shows for screen readers."""
    return pdf("picture", {"svg": svg, "title": title, "described": described, "paper": paper})
