"""Check what is typed in a review."""

from typing import Any

from django import forms

from ftc_qi.core.forms import TEAM, GuardedForm, RowForm

from ..models import Review


def _note_field() -> forms.CharField:
    return forms.CharField(
        label="Note to the team",
        max_length=2000,
        required=False,
        help_text="What you saw, what you would try next. The team reads it.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReviewForm(GuardedForm):
    """A new review; the note may stay empty. `next`: where to go afterwards."""

    audiences = {"note": TEAM}
    note = _note_field()
    next = forms.CharField(widget=forms.HiddenInput, required=False)


class ReviewEditForm(RowForm):
    """The note of a review."""

    audiences = {"note": TEAM}
    note = _note_field()

    class Meta:
        model = Review
        fields = ["note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.seen_at:
            self.fields["note"].help_text += " They have seen it; once changed, it is new to them again."
