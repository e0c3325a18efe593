"""Forms of the fishbone: the problem, a bone, a cause, several causes at once, what a cause becomes."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ftc_qi.core.forms import COMMUNITY, TEAM, GuardedForm, RowForm
from projects.actions.cause_places import MOST_WHYS
from projects.models import Cause, CauseCategory, Driver, Fishbone
from projects.models.causes import KnownFrom
from projects.outline import OutlineError, OutlineLine, parse

FURTHER = "A line goes one step further in with two spaces, or with a dash more."
PASTE = (
    "You can paste a list from a document, or rows of a spreadsheet with a column for each step inwards. "
    "Nothing is added unless every line can be read."
)


class ProblemForm(RowForm):
    """The head of the fish."""

    audiences = {"problem": TEAM, "counted": TEAM}

    class Meta:
        model = Fishbone
        fields = ["problem", "counted"]
        labels = {"problem": "What is the problem?", "counted": "What do you count?"}
        help_texts = {
            "problem": "One thing that goes wrong, in a few words: “Few visitors accept the offer of a test”. "
            "Say what happens, not who is to blame.",
            "counted": "Only if you count how often each cause comes up: “Visits without a test, in March”.",
        }


class BoneForm(RowForm):
    """A bone's name."""

    audiences = {"name": TEAM}

    class Meta:
        model = CauseCategory
        fields = ["name"]
        labels = {"name": "What is the bone called?"}
        help_texts = {"name": "A group of causes: “People”, “Place”, “Before the visit”."}


class CauseForm(RowForm):
    """A cause, or the answer to "why?". with_count: the writer may read exact numbers."""

    audiences = {"text": TEAM, "evidence": TEAM}

    class Meta:
        model = Cause
        fields = ["text", "source", "evidence", "times_counted"]
        labels = {
            "text": "What is the cause?",
            "source": "Who told us?",
            "evidence": "How do we know?",
            "times_counted": "How often was it counted?",
        }
        help_texts = {
            "text": "A few words. About how things work, not about a person.",
            "source": "Say where it came from, not who said it.",
            "evidence": "If you can: “Asked at the drop-in in May”, or where it is written.",
            "times_counted": "Leave it empty if nobody counted. Counts make a chart of the largest causes.",
        }
        widgets = {"source": forms.RadioSelect}

    def __init__(self, *args: Any, with_count: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = KnownFrom.choices  # type: ignore[attr-defined]
        if not with_count:
            del self.fields["times_counted"]


def _checked(text: str, *, deepest: int) -> list[OutlineLine]:
    """The lines of an outline, or the form's error that names the line."""
    try:
        lines = parse(text, deepest=deepest, longest=160, most=100)
    except OutlineError as error:
        raise forms.ValidationError(str(error)) from error
    if not lines:
        raise forms.ValidationError("Write one line for each cause.")
    return lines


class CausesForm(GuardedForm):
    """Several causes typed or pasted as an outline. of_a_bone: the outermost lines are causes, else names of bones."""

    audiences = {"text": TEAM}
    text = forms.CharField(
        label="One cause on each line",
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
    )
    source = forms.ChoiceField(
        label="Who told us?",
        choices=KnownFrom.choices,
        initial=KnownFrom.STAFF,
        widget=forms.RadioSelect,
        help_text="It holds for all of these lines. Change it for one cause afterwards.",
    )

    def __init__(self, *args: Any, of_a_bone: bool, **kwargs: Any):
        self.deepest = MOST_WHYS if of_a_bone else MOST_WHYS + 1
        super().__init__(*args, **kwargs)
        own = self.fields["text"]
        own.help_text = f"{FURTHER} {PASTE} {own.help_text}"
        if not of_a_bone:
            own.label = "One bone or cause on each line"

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        self.lines = _checked(text, deepest=self.deepest)
        return text


class PlaceForm(RowForm):
    """Where a cause belongs: on a bone, or under another cause."""

    place = forms.ChoiceField(label="Where does it belong?")

    class Meta:
        model = Cause
        fields: list[str] = []

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]
        self.initial["place"] = self.place_of(self.instance)

    @staticmethod
    def place_of(cause: Cause) -> str:
        return f"bone-{cause.category_id}" if cause.category_id else f"cause-{cause.parent_id}"

    def chosen(self) -> tuple[str, int]:
        """ "bone" or "cause", and its key."""
        kind, _, key = self.cleaned_data["place"].partition("-")
        return kind, int(key)

    def show_conflict(self, current: Any) -> None:
        super().show_conflict(current)
        words = dict(self.fields["place"].choices)  # type: ignore[attr-defined]
        theirs, yours = self.place_of(current), self.cleaned_data["place"]
        if theirs != yours:
            label = self.fields["place"].label
            self.conflict.append(
                {"label": label, "theirs": words.get(theirs, "Elsewhere"), "yours": words[yours].strip()}
            )
        if current.text != self.instance.text:
            self.conflict.append({"label": "Its words", "theirs": current.text, "yours": self.instance.text})


class ToIdeaForm(GuardedForm):
    """The change idea that a cause becomes. The community reads its title, so it is checked for them."""

    audiences = {"title": COMMUNITY}
    begun = frozenset({"title"})
    title = forms.CharField(label="What could we try?", max_length=160)


class ToDriverForm(GuardedForm):
    """The driver that a cause becomes."""

    audiences = {"title": COMMUNITY}
    begun = frozenset({"title"})
    title = forms.CharField(
        label="What has to be true?",
        max_length=120,
        help_text="Turn the cause round if you can: from “Nobody to talk to” to “There is somebody to talk to”.",
    )
    level = forms.ChoiceField(
        label="Which driver?",
        choices=Driver.Level.choices,
        initial=Driver.Level.SECONDARY,
        widget=forms.RadioSelect,
    )
