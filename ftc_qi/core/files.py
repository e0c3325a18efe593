"""Take in uploaded files: ask for them, check them, keep them under names of our own.

A file is served by a view of whatever row links to it, which knows who may read it (DECISIONS 2); never by path.
"""

import hashlib
import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import transaction
from PIL import Image

from .file_kinds import LARGEST, Checked, NotTaken, check, clean_name
from .models import StoredFile

SMALL_SIDE = 480
ACCEPTS = "image/jpeg,image/png,image/webp,image/gif,application/pdf,.pdf,.docx,.xlsx,.pptx"
"""What a file input offers. Without HEIC among it, phones hand over their photos as JPEG."""


# --- storing -----------------------------------------------------------------------------------------------


class Shelf:
    """Where the files of one transaction go."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def store(self, upload: UploadedFile | Checked, *, by) -> StoredFile:
        """Check an upload, unless it has been, and keep it under a random name. Raises NotTaken."""
        checked = upload if isinstance(upload, Checked) else check(upload)
        row = StoredFile(
            name=checked.name,
            kind=checked.kind,
            content_type=checked.content_type,
            size=len(checked.content),
            width=checked.width,
            height=checked.height,
            sha256=hashlib.sha256(checked.content).hexdigest(),
            by=by,
        )
        name = f"{uuid.uuid4().hex}.{checked.ending}"
        row.file.save(name, ContentFile(checked.content), save=False)
        self.written.append(str(row.file.name))
        row.save(force_insert=True)
        return row


@contextmanager
def shelf() -> Iterator[Shelf]:
    """A transaction with files: should it fail, the files written in it are removed again."""
    kept = Shelf()
    try:
        with transaction.atomic():
            yield kept
    except BaseException:
        for name in kept.written:
            default_storage.delete(name)
        raise


def small_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of `small_picture`, so that a page leaves room for it."""
    scale = min(1, SMALL_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def small_picture(row: StoredFile) -> bytes:
    """A picture at the size of a list, as JPEG or PNG like the whole one. Raises FileNotFoundError."""
    with row.file.open("rb") as file, Image.open(file, formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
        out = io.BytesIO()
        small = picture.copy()
        small.thumbnail((SMALL_SIDE, SMALL_SIDE))
        small.save(out, picture.format, quality=80)
        return out.getvalue()


# --- receiving ---------------------------------------------------------------------------------------------


class OnlySoMuch(FileUploadHandler):
    """Swallows what comes of a file beyond the largest that is taken, so that a huge one fills no disk.

    What arrives is still larger than the limit, so the form refuses it in words and keeps the other fields.
    """

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        """Hand the chunk on, or nothing."""
        so_far, self.received = self.received, self.received + len(raw_data)
        return raw_data if so_far <= LARGEST else None

    def file_complete(self, file_size):
        """The next handler has the file."""


class FilesInput(forms.ClearableFileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked by its content; gives a list of Checked. What is wrong is said by file."""

    widget = FilesInput

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(*args, **kwargs)
        self.widget.attrs.setdefault("accept", ACCEPTS)

    def clean(self, data, initial=None):
        """Check every file, so that all that is wrong is said at once."""
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        found, wrong = [], []
        for upload in uploads:
            try:
                found.append(check(upload))
            except NotTaken as refusal:
                name = clean_name(upload.name or "", "")
                wrong.append(f"{name}: {refusal.message}" if len(uploads) > 1 else refusal.message)
        if wrong:
            raise forms.ValidationError(wrong)
        return found
