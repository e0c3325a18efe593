"""What an uploaded file is: known by its content, never by its name.

Photos are drawn again without metadata (where, when and on which phone they were taken). PDF and Office files are
kept as they are, so what their authors wrote into them stays in them; they are only ever handed out as downloads.
"""

import io
import re
import threading
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from .models import StoredFile

Kind = StoredFile.Kind

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LONGEST_SIDE = 2400
MOST_PIXELS, MOST_UNSCALED = 50_000_000, 20_000_000
"""Dots of a JPEG, which can be read at half its size and less; and of other pictures, which must be read whole."""
MOST_PARTS, MOST_UNPACKED = 2_000, 100 * MEGABYTE

IMAGES = ("JPEG", "PNG", "WEBP", "GIF")
OFFICE = {
    "word/document.xml": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/presentation.xml": (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
"""Main part → ending and type."""

NOT_TAKEN = (
    "This is not a photo, a PDF or a Word, Excel or PowerPoint file (docx, xlsx, pptx). "
    "Save it as one of these, then choose it again."
)
DAMAGED = "This file is damaged or not complete. Open it on your device, save it again, then choose it."
OLD_OFFICE = (
    "This is an old Word, Excel or PowerPoint file, or one with a password. "
    "Open it, save it as .docx, .xlsx or .pptx without a password, then choose that one."
)
HEIC = (
    "This photo is a HEIC or AVIF file, which many devices can’t show. On an iPhone, choose it from Photos rather "
    "than from Files, and it comes as JPEG. Elsewhere, save it as JPEG, then choose that one."
)
MACROS = "This file holds macros, small programs that can do harm. Save it as .docx, .xlsx or .pptx first."
LOCKED = (
    "This file is locked with a password or against changes. Save it without a lock: the others must open it."
)
TOO_MANY_PIXELS = (
    "This picture has too many dots: more than 50 million, or 20 million if it is not a JPEG. "
    "Save it smaller or as JPEG, then choose that one."
)
ONE_AT_A_TIME = threading.Lock()
"""A large picture fills much memory while it is drawn; a few at once would fill a small machine’s."""


class NotTaken(forms.ValidationError):
    """The file can't be kept. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose content was read and is fit to keep. name: as people see it, with the ending it deserves."""

    name: str
    kind: str
    content_type: str
    content: bytes
    ending: str
    width: int | None = None
    height: int | None = None


def check(upload: UploadedFile) -> Checked:
    """Read an upload and say what it is. Raises NotTaken, in words for the person who chose it."""
    if not upload.size:
        raise NotTaken("This file is empty. Choose another, or save it again first.")
    if upload.size > LARGEST:
        raise NotTaken("This file is larger than 10 MB. Save a smaller copy, then choose that one.")
    upload.seek(0)
    content = upload.read()
    reader, ending = _reader_of(content)
    return reader(content, clean_name(upload.name or "", ending))


def _reader_of(content: bytes):
    """Which reader a file's first bytes ask for, and the ending of such files."""
    if content.startswith(b"\xff\xd8\xff"):
        return _image, "jpg"
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"GIF8")):
        return _image, "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _image, "jpg"
    if content.startswith(b"%PDF-"):
        return _pdf, "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office, ""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotTaken(OLD_OFFICE)
    if content[4:8] == b"ftyp" and content[8:11] in (b"hei", b"hev", b"mif", b"msf", b"avi"):
        raise NotTaken(HEIC)
    raise NotTaken(NOT_TAKEN)


def clean_name(given: str, ending: str) -> str:
    """The file's name as people see it: no folders, no control characters, at most 120 letters, and the ending that
    its content deserves ("" keeps none)."""
    name = PurePosixPath(given.replace("\\", "/")).name
    name = "".join(
        letter for letter in unicodedata.normalize("NFC", name) if unicodedata.category(letter)[0] != "C"
    )
    stem = re.sub(r"\s+", " ", name.rpartition(".")[0] or name).strip(" .")[:110].rstrip() or "file"
    return f"{stem}.{ending}" if ending else stem


def _image(content: bytes, name: str) -> Checked:
    """Draw a picture again: upright, at most 2400 dots wide or high, its first frame, without metadata."""
    try:
        with ONE_AT_A_TIME:
            with Image.open(io.BytesIO(content), formats=IMAGES) as tried:
                most = MOST_PIXELS if tried.format in ("JPEG", "MPO") else MOST_UNSCALED
                if tried.width * tried.height > most:
                    raise NotTaken(TOO_MANY_PIXELS)
                tried.verify()
            with Image.open(io.BytesIO(content), formats=IMAGES) as picture:
                photo = picture.format in ("JPEG", "MPO", "WEBP") and not picture.has_transparency_data
                written, form, size = _written(_drawn(picture, photo), photo)
    except NotTaken:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotTaken(TOO_MANY_PIXELS) from error
    except Exception as error:  # a decoder fed with anything may raise anything
        raise NotTaken(DAMAGED) from error
    ending = {"JPEG": "jpg", "PNG": "png"}[form]
    stem = name.rpartition(".")[0]
    return Checked(f"{stem}.{ending}", Kind.IMAGE, f"image/{form.lower()}", written, ending, *size)


def _drawn(picture: Image.Image, photo: bool) -> Image.Image:
    """The picture small and upright. Made small first: each copy of a whole one costs as much again."""
    scale = min(1, LONGEST_SIDE / max(picture.size))
    picture.draft("RGB", (max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))
    if picture.mode not in ("L", "RGB", "RGBA", "CMYK") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return ImageOps.exif_transpose(picture).convert("RGB" if photo else "RGBA")


def _written(drawn: Image.Image, photo: bool) -> tuple[bytes, str, tuple[int, int]]:
    """A picture's bytes, kind and size: photos as JPEG, drawings as PNG unless that is too large to keep."""
    out = io.BytesIO()
    drawn.info.clear()
    if not photo:
        if drawn.getchannel("A").getextrema() == (255, 255):  # nothing shines through
            drawn = drawn.convert("RGB")
        drawn.save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue(), "PNG", drawn.size
        ground = Image.new("RGB", drawn.size, "white")
        ground.paste(drawn, mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
        out, drawn = io.BytesIO(), ground
    drawn.save(out, "JPEG", quality=85, progressive=True)
    return out.getvalue(), "JPEG", drawn.size


def _pdf(content: bytes, name: str) -> Checked:
    """A whole PDF that everybody may open: the header, the end mark, no encryption."""
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content:
        raise NotTaken(DAMAGED)
    if re.search(rb"/Encrypt[\s<\d]", content):
        raise NotTaken(LOCKED)
    return Checked(name, Kind.PDF, "application/pdf", content, "pdf")


def _office(content: bytes, name: str) -> Checked:
    """A Word, Excel or PowerPoint file without macros that unpacks to a reasonable size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise NotTaken(
                    "This file unpacks to more than we can keep. Save a smaller copy without pictures."
                )
            if any(part.flag_bits & 1 for part in parts):
                raise NotTaken(LOCKED)
            names = {part.filename for part in parts}
            main = next((main for main in OFFICE if main in names), None)
            if main is None or "[Content_Types].xml" not in names:
                raise NotTaken(NOT_TAKEN)
            if archive.testzip() is not None:
                raise NotTaken(DAMAGED)
            if _has_macros(names, archive.read("[Content_Types].xml")):
                raise NotTaken(MACROS)
    except NotTaken:
        raise
    except Exception as error:  # zipfile and zlib, fed with anything
        raise NotTaken(DAMAGED) from error
    ending, content_type = OFFICE[main]
    return Checked(f"{name}.{ending}", Kind.OFFICE, content_type, content, ending)


def _has_macros(names: set[str], types: bytes) -> bool:
    """By its parts’ names and by what it says they are (a part may have any name), in letters of one byte or two."""
    lower = {name.lower() for name in names}
    said = types.replace(b"\0", b"").lower()
    return any(word in said for word in (b"macroenabled", b"vbaproject", b"ms-excel.macrosheet")) or any(
        name.endswith("vbaproject.bin") or "/macrosheets/" in name or "/activex/" in name for name in lower
    )
