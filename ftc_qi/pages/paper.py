"""Pages as PDF, set by Typst: the same letters on every machine, tagged so that a screen reader can read them.

A template in `templates/paper/*.typ` gets its values as data (`json(bytes(sys.inputs.data))`), never as markup, so
nothing a person typed can act on it. A tagged PDF may hold no letter that none of Typst's fonts has: those that it
refuses are written "•"; the template is told, and says so.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

import typst
from django.conf import settings
from PIL import ImageFont

from ftc_qi.core.assets import package_folder

TEMPLATES = settings.BASE_DIR / "templates" / "paper"
FONTS = package_folder("font_source_sans_pro") / "files"
UNSEEN = {"Cc", "Cf", "Mn", "Mc", "Me"}
"""Kinds of letters that are not drawn by themselves: controls, joiners, marks that no letter has taken up."""
REFUSED = re.compile(r'the text `"((?:[^"\\]|\\.)*)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
"""How Typst writes what cannot be seen."""
VIRAMA = 9
"""Marks of higher combining classes are accents, without which a word can be read; of lower ones vowels of Hindi."""
NO_LETTER = "\U0010ffff"
LACKING = "•"
"""Not "?", before which no line may end: words of them ran off the page."""


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF that `templates/paper/<template>.typ` makes of `data` (JSON-safe; SVG pictures as text)."""
    try:
        return _set(template, data)
    except typst.TypstError as error:
        failed, refused = error, _refused(error)

    def is_named(letter: str) -> bool:
        return letter not in refused

    def is_plain(letter: str) -> bool:
        return letter not in refused and unicodedata.combining(letter) <= VIRAMA

    for is_known in (is_named, is_plain, _is_ours):  # as little as possible is lost
        lacks = bool(refused) or is_known is _is_ours
        try:
            return _set(template, spelt(data, is_known) | {"lacks_letters": lacks})
        except typst.TypstError as error:
            failed = error
            _refused(error)
    raise failed


def spelt(data: Any, is_known: Callable[[str], bool]) -> Any:
    """The same data, every text with known letters only: others become "•", invisible ones go."""
    if isinstance(data, str):
        letters = unicodedata.normalize("NFC", data)
        seen = (x for x in letters if is_known(x) or unicodedata.category(x) not in UNSEEN)
        return "".join(x if is_known(x) else LACKING for x in seen)
    if isinstance(data, Mapping):
        return {key: spelt(value, is_known) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [spelt(value, is_known) for value in data]
    return data


def _refused(error: typst.TypstError) -> set[str]:
    """The letters that Typst names as without a font; it names none where letters and marks don't go together.
    Any other error is raised again."""
    if not any(words in error.message for words in ("could not be displayed", "missing codepoints")):
        raise error
    named = "".join(REFUSED.findall(error.diagnostic))
    return {x for x in ESCAPED.sub(lambda found: chr(int(found[1], 16)), named) if not x.isascii()}


def _set(template: str, data: Mapping[str, Any]) -> bytes:
    compiler = typst.Compiler(
        input=str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    made = compiler.compile(format="pdf", pdf_standards="ua-1")
    return made if isinstance(made, bytes) else b"".join(made or ())


def _is_ours(letter: str) -> bool:
    """Whether our own font can draw it by itself."""
    if unicodedata.category(letter) in UNSEEN:
        return letter == "\n"
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
