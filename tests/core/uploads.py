"""Files as people upload them, made for the tests."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

WORD = {
    "[Content_Types].xml": b'<Types><Override PartName="/word/document.xml"/></Types>',
    "word/document.xml": b"<w:document/>",
}
EXCEL = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
POWERPOINT = {"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p:presentation/>"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<</Size 1>>\nstartxref\n20\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"

HANOI = {1: "N", 2: (21.0, 1.0, 30.0), 3: "E", 4: (105.0, 51.0, 0.0)}
"""A place in the way a phone writes it into a photo."""


def picture(form="JPEG", size=(60, 40), *, colour=(20, 120, 90), mode="RGB", **options) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **options)
    return out.getvalue()


def phone_photo(size=(60, 40), *, orientation=1) -> bytes:
    """A JPEG with a place, a camera and a way up in its metadata."""
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update(HANOI)
    return picture(size=size, exif=exif, comment=b"secret comment")


def animated(frames=((255, 0, 0), (0, 0, 255)), form="GIF") -> bytes:
    """A picture that moves: one colour a frame."""
    first, *rest = [Image.new("RGB", (20, 20), colour) for colour in frames]
    out = io.BytesIO()
    first.save(out, form, save_all=True, append_images=rest, duration=100)
    return out.getvalue()


def packed(parts, *, method=zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of named parts: what docx, xlsx and pptx are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def upload(content: bytes, name: str, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)
