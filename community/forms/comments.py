"""Check what is typed in a comment."""

from django import forms

from community.models import Comment
from ftc_qi.core.forms import TEAM, RowForm


class CommentForm(RowForm):
    """A comment, new or changed. up_to: the newest comment that stood on the page a new one was written on."""

    audiences = {"text": TEAM}
    text = forms.CharField(label="Comment", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    up_to = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Comment
        fields = ["text"]
