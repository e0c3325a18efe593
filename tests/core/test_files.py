"""Uploaded files: known by their content, cleaned of what they tell about a place, kept or removed as a whole."""

import io
import random
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ftc_qi.core import file_kinds
from ftc_qi.core.file_kinds import NotTaken, check
from ftc_qi.core.files import shelf, small_picture, small_size
from ftc_qi.core.models import StoredFile
from tests.core.uploads import (
    EXCEL,
    HTML,
    PDF,
    POWERPOINT,
    SVG,
    WORD,
    animated,
    packed,
    phone_photo,
    picture,
    upload,
)
from tests.factories import UserFactory


def opened(checked) -> Image.Image:
    image = Image.open(io.BytesIO(checked.content))
    image.load()
    return image


def refused(content, name="file.bin"):
    with pytest.raises(NotTaken) as error:
        check(upload(content, name))
    return error.value.message


# --- what is taken -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content, name, kind, content_type, kept_as",
    [
        (picture("JPEG"), "IMG_1.jpeg", "image", "image/jpeg", "IMG_1.jpg"),
        (picture("PNG"), "poster.png", "image", "image/png", "poster.png"),
        (picture("WEBP"), "room.webp", "image", "image/jpeg", "room.jpg"),
        (animated(), "moving.gif", "image", "image/png", "moving.png"),
        (PDF, "Plan.PDF", "pdf", "application/pdf", "Plan.pdf"),
        (
            packed(WORD),
            "Notes.docx",
            "office",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Notes.docx",
        ),
        (
            packed(EXCEL),
            "Tally.xlsx",
            "office",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Tally.xlsx",
        ),
        (
            packed(POWERPOINT),
            "Talk.pptx",
            "office",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "Talk.pptx",
        ),
    ],
)
def test_photos_pdf_and_office_files_are_taken(content, name, kind, content_type, kept_as):
    checked = check(upload(content, name))
    assert (checked.kind, checked.content_type, checked.name) == (kind, content_type, kept_as)


@pytest.mark.parametrize(
    "content, name, kept_as",
    [
        (picture("PNG"), "report.pdf", "report.png"),
        (picture("JPEG"), "page.html", "page.jpg"),
        (PDF, "photo.jpg", "photo.pdf"),
        (packed(WORD), "archive.zip", "archive.docx"),
        (picture("JPEG"), "no ending", "no ending.jpg"),
    ],
)
def test_the_content_decides_and_the_name_gets_the_ending_it_deserves(content, name, kept_as):
    assert check(upload(content, name)).name == kept_as


# --- photos ------------------------------------------------------------------------------------------------


def test_a_photo_loses_its_place_its_camera_and_its_comment():
    content = phone_photo()
    before = Image.open(io.BytesIO(content))
    assert before.getexif().get_ifd(0x8825) and before.info["comment"]
    kept = check(upload(content, "IMG.jpg"))
    after = opened(kept)
    assert not after.getexif() and not after.getexif().get_ifd(0x8825)
    assert not {"exif", "comment", "xmp", "icc_profile"} & after.info.keys()
    for word in (b"Exif", b"PhoneMaker", b"secret comment"):
        assert word not in kept.content


def test_words_hidden_in_a_png_and_behind_its_end_are_gone():
    told = PngInfo()
    told.add_text("Author", "Jo Bloggs")
    content = picture("PNG", pnginfo=told) + packed(WORD) + HTML
    kept = check(upload(content, "poster.png")).content
    for word in (b"Jo Bloggs", b"PK\x03\x04", b"<script>"):
        assert word in content and word not in kept


@pytest.mark.parametrize("orientation, size", [(1, (60, 40)), (6, (40, 60)), (8, (40, 60)), (3, (60, 40))])
def test_a_photo_stands_the_right_way_up(orientation, size):
    checked = check(upload(phone_photo(orientation=orientation), "a.jpg"))
    assert (checked.width, checked.height) == opened(checked).size == size


@pytest.mark.parametrize(
    "form, size, kept",
    [
        ("JPEG", (6000, 4000), (2400, 1600)),
        ("PNG", (300, 5000), (144, 2400)),
        ("WEBP", (3000, 3000), (2400, 2400)),
        ("JPEG", (2400, 10), (2400, 10)),
    ],
)
def test_a_large_picture_is_made_smaller(form, size, kept):
    assert opened(check(upload(picture(form, size), "a"))).size == kept


def test_the_first_frame_of_what_moves_is_kept():
    for form in ("GIF", "PNG", "WEBP"):
        kept = opened(check(upload(animated(form=form), "a.gif")))
        assert getattr(kept, "n_frames", 1) == 1
        red, _, blue = kept.convert("RGB").getpixel((5, 5))
        assert red > 200 and blue < 60


def test_what_shines_through_still_does():
    content = picture("PNG", mode="RGBA", colour=(10, 20, 30, 0))
    kept = opened(check(upload(content, "mark.png")))
    assert kept.mode == "RGBA" and kept.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "I;16", "CMYK"])
def test_pictures_of_every_colour_model_are_taken(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new(mode, (12, 8)).save(out, form)
    assert opened(check(upload(out.getvalue(), "a"))).size == (12, 8)


def test_a_drawing_too_large_as_png_is_kept_as_jpeg(monkeypatch):
    monkeypatch.setattr(file_kinds, "LARGEST", 3000)
    noise = Image.effect_noise((64, 64), 90).convert("RGBA")
    out = io.BytesIO()
    noise.save(out, "PNG")
    upload_ = upload(out.getvalue(), "noise.png")
    upload_.size = 2000
    assert check(upload_).content_type == "image/jpeg"


def png_that_claims(width, height) -> bytes:
    """A PNG of a few bytes whose header promises a huge picture."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_drawn(side):
    assert "50 million" in refused(png_that_claims(side, side))


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_only_a_jpeg_can_be_as_large_as_a_good_camera_makes_it(form):
    size = (5000, 4400)
    assert opened(check(upload(picture("JPEG", size), "a.jpg"))).size == (2400, 2112)
    assert "20 million" in refused(picture(form, size))


COST = """
import django; django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from ftc_qi.core.file_kinds import check
def peak():
    return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) // 1024
Image.init()
before = peak()
check(SimpleUploadedFile("a", open("{path}", "rb").read()))
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux how much memory was used")
@pytest.mark.parametrize("form, size", [("JPEG", (7000, 7000)), ("PNG", (4472, 4472))])
def test_the_largest_picture_taken_costs_little_memory(tmp_path, form, size):
    """In a process of its own: what the decoder takes is not Python's memory."""
    file = tmp_path / "large"
    file.write_bytes(picture(form, size))
    answer = subprocess.run(
        [sys.executable, "-c", COST.replace("{path}", str(file))], capture_output=True, text=True, check=True
    )
    assert int(answer.stdout) < 200


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_cut_short_is_refused(form):
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    out = io.BytesIO()
    noise.save(out, form)
    assert "damaged" in refused(out.getvalue()[: out.tell() // 2])


def test_a_picture_of_nothing_but_its_first_bytes_is_refused():
    for start in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x00\x00\x00\x00WEBP"):
        assert "damaged" in refused(start + b"\x00" * 50)


# --- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content, name, words",
    [
        (b"", "a.jpg", "empty"),
        (HTML, "photo.jpg", "not a photo, a PDF or a Word"),
        (SVG, "drawing.svg", "not a photo, a PDF or a Word"),
        (b'<?xml version="1.0"?>' + SVG, "drawing.png", "not a photo"),
        (b"GIF7" + b"\x00" * 20, "a.gif", "not a photo"),
        (b"MZ\x90\x00", "a.exe", "not a photo"),
        (b"name,number\n", "a.csv", "not a photo"),
        (b"{\\rtf1}", "a.rtf", "not a photo"),
        (b"\x00" * 4 + PDF, "a.pdf", "not a photo"),
        (b"BM" + b"\x00" * 60, "a.bmp", "not a photo"),
        (b"II*\x00" + b"\x00" * 60, "a.tiff", "not a photo"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "a.doc", "save it as .docx"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "a.jpg", "JPEG"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00", "a.heif", "JPEG"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00", "a.avif", "JPEG"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", "a.mp4", "not a photo"),
        (PDF[:-8], "a.pdf", "damaged"),
        (b"%PDF-1.7\n%%EOF", "a.pdf", "damaged"),
        (PDF.replace(b"/Size 1", b"/Encrypt 5 0 R"), "a.pdf", "locked"),
        (packed({"a.txt": b"hello"}), "a.zip", "not a photo"),
        (packed({"word/document.xml": b"<w/>"}), "a.docx", "not a photo"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.odt", "not a photo"),
        (packed(WORD | {"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
        (packed(WORD | {"word/VBAPROJECT.BIN": b"x"}), "a.docx", "macros"),
        (packed(EXCEL | {"xl/macrosheets/sheet1.xml": b"x"}), "a.xlsx", "macros"),
        (packed(WORD | {"[Content_Types].xml": b"x.macroEnabled.main+xml"}), "a.docx", "macros"),
        (
            packed(WORD | {"[Content_Types].xml": "x.macroEnabled.main+xml".encode("utf-16")}),
            "a.docx",
            "macros",
        ),
        (packed(WORD | {"[Content_Types].xml": b"/word/a.bin ms-office.vbaProject"}), "a.docx", "macros"),
        (packed(EXCEL | {"[Content_Types].xml": b"ms-excel.macrosheet+xml"}), "a.xlsx", "macros"),
        (packed(WORD | {f"word/{n}.xml": b"" for n in range(2001)}), "a.docx", "unpacks to more"),
        (packed(WORD | {"word/big.bin": b"\x00" * (101 * 1024 * 1024)}), "a.docx", "unpacks to more"),
        (packed(WORD)[:-10], "a.docx", "damaged"),
        (b"PK\x03\x04", "a.docx", "damaged"),
    ],
)
def test_everything_else_is_refused_in_words_that_say_what_to_do(content, name, words):
    told = refused(content, name)
    assert words in told
    assert told.endswith(".")


def test_an_office_file_with_a_broken_part_is_refused():
    content = bytearray(packed(WORD | {"word/media/image1.png": picture("PNG")}, method=0))
    place = content.index(b"IDAT") + 6
    content[place] ^= 0xFF
    assert "damaged" in refused(bytes(content))


def test_an_office_file_that_lies_about_its_size_is_refused():
    content = packed(WORD | {"word/big.xml": b"a" * 5000})
    told = struct.pack("<I", 5000)
    assert content.count(told) == 2
    assert refused(content.replace(told, struct.pack("<I", 50)))


def test_an_office_file_locked_part_by_part_is_refused():
    content = bytearray(packed(WORD))
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1
    assert "locked" in refused(bytes(content))


def test_ten_megabytes_are_the_most():
    just = PDF[:9] + b"\n" * (file_kinds.LARGEST - len(PDF)) + PDF[9:]
    assert check(upload(just, "a.pdf")).kind == "pdf"
    assert "larger than 10 MB" in refused(just + b"\n")


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_brings_anything_but_a_refusal(seed):
    chance = random.Random(seed)
    whole = chance.choice(
        [
            phone_photo(),
            picture("PNG"),
            picture("WEBP"),
            animated(),
            PDF,
            packed(WORD | {"a.xml": b"b" * 500}),
        ]
    )
    content = bytearray(whole)
    for _ in range(chance.randint(1, 30)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with suppress(NotTaken):
        assert check(upload(bytes(content), "a")).kind in StoredFile.Kind.values


# --- names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\jo\\My photo.JPG", "My photo.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ("tab\there\nand\x00there.jpg", "tabhereandthere.jpg"),
        ("  spaced   out .jpg", "spaced out.jpg"),
        (".hidden", "hidden.jpg"),
        ("...", "file.jpg"),
        ("Café ☕.jpg", "Café ☕.jpg"),
        ("x" * 300 + ".jpg", "x" * 110 + ".jpg"),
    ],
)
def test_a_name_is_cleaned(given, kept):
    assert file_kinds.clean_name(given, "jpg") == kept
    assert len(kept) <= 120


# --- keeping -----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_random_name_with_what_is_known_of_it(db, media):
    by = UserFactory()
    with shelf() as kept:
        row = kept.store(upload(phone_photo(), "Our room.jpg"), by=by)
    (path,) = files_in(media)
    row.refresh_from_db()
    assert "room" not in path.name.lower() and path.suffix == ".jpg"
    with row.file.open() as file:
        assert path.read_bytes() == file.read()
    assert (row.name, row.kind, row.by, row.size) == ("Our room.jpg", "image", by, path.stat().st_size)
    assert (row.width, row.height) == (60, 40)
    assert len(row.sha256) == 64


def test_the_same_photo_twice_is_two_files(db, media):
    with shelf() as kept:
        first, second = (kept.store(upload(picture(), "a.jpg"), by=UserFactory()) for _ in range(2))
    assert first.file.name != second.file.name
    assert len(files_in(media)) == 2


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failed_transaction_leaves_no_file_and_no_row(db, media, error):
    by = UserFactory()

    def fail():
        with shelf() as kept:
            kept.store(upload(picture(), "a.jpg"), by=by)
            kept.store(upload(PDF, "a.pdf"), by=by)
            assert len(files_in(media)) == 2
            raise error

    with pytest.raises(error):
        fail()
    assert not files_in(media)
    assert not StoredFile.objects.exists()


def test_a_refused_second_file_takes_the_first_with_it(db, media):
    def fail():
        with shelf() as kept:
            kept.store(upload(picture(), "a.jpg"), by=by)
            kept.store(upload(HTML, "b.jpg"), by=by)

    by = UserFactory()
    with pytest.raises(NotTaken):
        fail()
    assert not files_in(media)


def test_a_small_picture_fits_a_list(db):
    with shelf() as kept:
        row = kept.store(upload(picture(size=(1000, 500)), "a.jpg"), by=UserFactory())
    small = Image.open(io.BytesIO(small_picture(row)))
    assert small.size == small_size(row.width, row.height) == (480, 240)


def test_a_small_picture_of_a_small_one_is_not_blown_up(db):
    with shelf() as kept:
        row = kept.store(upload(picture("PNG", size=(30, 20)), "a.png"), by=UserFactory())
    assert small_size(row.width, row.height) == Image.open(io.BytesIO(small_picture(row))).size == (30, 20)


def test_a_file_the_disk_has_lost_has_no_small_picture(db):
    with shelf() as kept:
        row = kept.store(upload(picture(), "a.jpg"), by=UserFactory())
    default_storage.delete(row.file.name)
    with pytest.raises(FileNotFoundError):
        small_picture(row)


def test_what_is_sent_beyond_the_limit_fills_no_disk(rf, settings, db):
    """A file of 30 MB arrives as a little over ten, which the form refuses."""
    request = rf.post("/", {"text": "kept", "uploads": upload(b"\x00" * (30 * 1024 * 1024), "huge.bin")})
    (huge,) = request.FILES.getlist("uploads")
    assert file_kinds.LARGEST < huge.size < file_kinds.LARGEST + 1024 * 1024
    assert request.POST["text"] == "kept"
    with pytest.raises(NotTaken, match="larger than 10 MB"):
        check(huge)
    huge.close()


def test_media_have_no_address(client: Client, db):
    with shelf() as kept:
        row = kept.store(upload(picture(), "a.jpg"), by=UserFactory())
    for prefix in ("", "media/", "static/"):
        assert client.get(f"/{prefix}{row.file.name}").status_code == 404
