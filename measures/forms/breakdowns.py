"""Forms of a breakdown and its groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from ftc_qi.core.forms import COMMUNITY, GuardedForm, RowForm
from measures.models import Breakdown, Category

OWN = "own"
EXCLUSIVE = [
    ("True", "No: each person is in exactly one group, or not stated"),
    ("False", "Yes: the same person may be in several groups"),
]
NAME_LENGTH = 80


def _exclusive_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Can a person be in more than one group?",
        choices=EXCLUSIVE,
        coerce=lambda text: text == "True",
        widget=forms.RadioSelect,
        initial="True",
    )


def _groups_field(label: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text="One a line, in the order people expect. Leave out “not stated”: it is worked out.",
        error_messages={"required": "Name the groups, one a line."},
    )


def _lines(form: forms.Form, text: str) -> list[str]:
    """The lines of a text without odd spaces and empty ones; too long ones are an error."""
    found = [" ".join(line.split()) for line in text.splitlines()]
    if long := [line for line in found if len(line) > NAME_LENGTH]:
        raise forms.ValidationError(f"“{long[0][:30]}…” is too long: {NAME_LENGTH} letters at most.")
    return [line for line in found if line]


class BreakdownAddForm(GuardedForm):
    """A new breakdown: its name and groups, typed or one of the programme's own lists.

    ready: (key, label, names) of lists to take the groups from.
    """

    audiences = {"name": COMMUNITY, "groups": COMMUNITY}
    name = forms.CharField(
        label="Name", max_length=NAME_LENGTH, help_text="As it will read on the page: “By age group”."
    )
    ready = forms.ChoiceField(label="Groups", widget=forms.RadioSelect, initial=OWN)
    groups = _groups_field("Our own groups", required=False)
    exclusive = _exclusive_field()

    def __init__(self, *args: Any, ready: Sequence[tuple[str, str, Sequence[str]]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lists = {key: list(names) for key, _, names in ready}
        if not ready:
            del self.fields["ready"]
            self.fields["groups"].label = "Groups"
            self.fields["groups"].required = True
            return
        choices = [(OWN, "Our own, typed below")]
        choices += [(key, f"{label}: {_some(names)}") for key, label, names in ready]
        self.fields["ready"].choices = choices  # type: ignore[attr-defined]

    def clean_groups(self) -> list[str] | str:
        chosen = self.cleaned_data.get("ready") or OWN
        if chosen != OWN:
            return self.lists[chosen]
        names = _lines(self, self.cleaned_data["groups"])
        if not names:
            raise forms.ValidationError("Name the groups, one a line.")
        return names

    def clean(self):
        # The guard reads text: the groups as lines, and none of the programme's own lists.
        groups = self.cleaned_data.get("groups")
        if isinstance(groups, list):
            own = (self.cleaned_data.get("ready") or OWN) == OWN
            self.cleaned_data["groups"] = "\n".join(groups) if own else ""
            super().clean()
            if "groups" in self.cleaned_data:
                self.cleaned_data["groups"] = groups
            return self.cleaned_data
        return super().clean()


class BreakdownForm(RowForm):
    """Change a breakdown: its name, its groups' names and places, and groups to add. frozen: figures exist, so
    whether a person can be in several groups stays."""

    audiences = {"name": COMMUNITY, "groups": COMMUNITY}
    groups = _groups_field("Groups to add", required=False)

    class Meta:
        model = Breakdown
        fields = ["name"]
        labels = {"name": "Name"}

    def __init__(self, *args: Any, categories: Sequence[Category], frozen: bool, **kwargs: Any):
        # A group added since the page was opened is not on it, and stays as it is.
        sent = kwargs.get("data") or (args[0] if args else None)
        self.categories = [row for row in categories if not sent or f"name_{row.pk}" in sent]
        own = {f"name_{row.pk}": COMMUNITY for row in self.categories}
        self.audiences = self.audiences | own
        super().__init__(*args, **kwargs)
        for place, row in enumerate(self.categories, start=1):
            self.fields[f"name_{row.pk}"] = forms.CharField(
                label=f"Group {place}", max_length=NAME_LENGTH, initial=row.name
            )
            self.fields[f"place_{row.pk}"] = forms.IntegerField(
                label=f"Place of group {place}", min_value=1, max_value=99, initial=place
            )
            # The guard asks about what is new alone.
            self.initial[f"name_{row.pk}"] = row.name
        if not frozen:
            self.fields["exclusive"] = _exclusive_field()
            self.initial["exclusive"] = str(self.instance.exclusive)

    def clean_groups(self) -> str:
        return "\n".join(_lines(self, self.cleaned_data["groups"]))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "exclusive") if name in self.cleaned_data}

    def places(self) -> Mapping[int, tuple[str, int]]:
        """Group → (name, place)."""
        return {
            row.pk: (
                " ".join(self.cleaned_data[f"name_{row.pk}"].split()),
                self.cleaned_data[f"place_{row.pk}"],
            )
            for row in self.categories
        }

    @property
    def more(self) -> list[str]:
        """Groups to add."""
        return self.cleaned_data["groups"].splitlines()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every group as the page draws it."""
        return [
            {"row": row, "name": self[f"name_{row.pk}"], "place": self[f"place_{row.pk}"]}
            for row in self.categories
        ]

    def show_conflict(self, current) -> None:
        super().show_conflict(current)
        for row in current.categories.current():
            yours = self.cleaned_data.get(f"name_{row.pk}", "not there when you opened this page")
            if yours != row.name:
                self.conflict.append({"label": "Group", "theirs": row.name, "yours": yours})


def _some(names: Sequence[str]) -> str:
    """The first names of a list: "Women, Migrants and 6 more"."""
    if len(names) <= 3:
        return ", ".join(names)
    return f"{names[0]}, {names[1]} and {len(names) - 2} more"
