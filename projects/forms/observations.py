"""Check what is written about what was seen, and the photos and files that come with it."""

from typing import Any

from django import forms

from ftc_qi.core import personal_data
from ftc_qi.core.file_kinds import Checked
from ftc_qi.core.files import FilesField, FilesInput
from ftc_qi.core.forms import TEAM, RowForm
from ftc_qi.core.today import today
from projects.actions.observations import MOST_FILES, TOO_MANY
from projects.models import Observation, ObservationFile

AGAIN = "Your words are kept. The browser drops chosen files, so choose them again."


class ObservationForm(RowForm):
    """What was seen, on which day, with photos from the phone's camera and files from anywhere.

    links: the files it has already; each can be given its own caption, or be taken out.
    """

    audiences = {"text": TEAM, "caption": TEAM}
    text = forms.CharField(
        label="What did you see?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One line is enough. No names, or anything else that could point to one person.",
    )
    seen_on = forms.DateField(
        label="On which day?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    photo = FilesField(
        label="Take a photo",
        widget=FilesInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text="Nobody’s face, name or papers. Where and when it was taken is removed.",
    )
    uploads = FilesField(
        label="Photos and files",
        help_text=f"Up to {MOST_FILES}, 10 MB each: photos, PDF, Word, Excel or PowerPoint (docx, xlsx, pptx). "
        "Nobody’s face, name or papers. Where and when a photo was taken is removed.",
    )
    caption = forms.CharField(
        label="What the photo or file shows",
        max_length=200,
        required=False,
        help_text="For people who can’t see it. With several, you can tell them apart afterwards.",
    )

    class Meta:
        model = Observation
        fields = ["text", "seen_on"]

    def __init__(self, *args: Any, links: list[ObservationFile] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.links = links or []
        if self.instance.pk is None:
            self.fields["seen_on"].initial = today()
        for link in self.links:
            self._ask_about(link)
        if self.links:
            self.fields["uploads"].label = "More photos and files"
            self.fields["caption"].label = "What the new photo or file shows"
        self.order_fields(["text", "seen_on", *self._link_fields(), "photo", "uploads", "caption"])

    def _link_fields(self):
        return [name for link in self.links for name in (f"caption_{link.pk}", f"out_{link.pk}")]

    def _ask_about(self, link: ObservationFile) -> None:
        name = link.file.name
        self.fields[f"caption_{link.pk}"] = forms.CharField(
            label=f"What “{name}” shows", max_length=200, required=False, initial=link.caption
        )
        self.say_audience(f"caption_{link.pk}", TEAM)
        self.fields[f"out_{link.pk}"] = forms.BooleanField(label=f"Take “{name}” out", required=False)
        self.audiences = {**self.audiences, f"caption_{link.pk}": TEAM}
        self.initial.setdefault(f"caption_{link.pk}", link.caption)

    @property
    def chosen(self) -> list[Checked]:
        """The files that were sent and may be kept."""
        return [*self.cleaned_data.get("photo", []), *self.cleaned_data.get("uploads", [])]

    @property
    def captions(self) -> dict[int, str]:
        return {link.pk: self.cleaned_data.get(f"caption_{link.pk}", "") for link in self.links}

    @property
    def taken_out(self) -> set[int]:
        return {link.pk for link in self.links if self.cleaned_data.get(f"out_{link.pk}")}

    def clean_seen_on(self):
        day = self.cleaned_data["seen_on"]
        if day > today():
            raise forms.ValidationError("This day is still to come. Use today or an earlier day.")
        return day

    def clean(self):
        cleaned = super().clean()
        staying = len(self.links) - len(self.taken_out)
        if self.chosen and staying + len(self.chosen) > MOST_FILES:
            self.add_error("uploads", TOO_MANY)
        self._guard_names()
        if self.files and self.errors:
            self.add_error("uploads", AGAIN)
        return cleaned

    def _guard_names(self) -> None:
        """A file's name is read by others like any text."""
        kinds = {kind for file in self.chosen for kind in personal_data.found_in(file.name)}
        if personal_data.NHS_NUMBER in kinds:
            self.add_error(
                "uploads", "A file’s name holds an NHS number. Give it another name, then choose it again."
            )
        elif kinds and not self.data.get(self.add_prefix("confirm_text")):
            self._ask()
            self.add_error(
                "uploads",
                f"A file’s name seems to hold {' and '.join(sorted(kinds))}. Give it another name, or tick the box "
                "at the end if it can’t identify anyone.",
            )
        self.confirmed |= kinds
