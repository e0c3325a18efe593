"""Forms of the driver diagram: a driver, what it hangs on, an idea beside it, a diagram to copy."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from ftc_qi.core.forms import COMMUNITY, GuardedForm, RowForm, RowsField
from projects.actions.driver_lines import links_of
from projects.forms.steps import text_area
from projects.models import ChangeIdea, Driver, DriverLink, Project

STRENGTHS = [("strong", "Strong link"), ("weak", "Weak link")]
NOT_LINKED = [("", "No link"), *STRENGTHS]


def strength_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="How strong is the link?",
        choices=STRENGTHS,
        initial=DriverLink.Strength.STRONG,
        widget=forms.RadioSelect,
    )


class DriverForm(RowForm):
    """A driver's words. `measures`: the project's measures to choose from (rows of another app)."""

    audiences = {"title": COMMUNITY, "note": COMMUNITY}

    class Meta:
        model = Driver
        fields = ["title", "note"]
        labels = {"title": "What has to be true?", "note": "Why do you think so?"}
        help_texts = {
            "title": "A few words: “People feel safe to say yes”.",
            "note": "Such as what people who use the service told you.",
        }
        widgets = {"note": text_area()}

    def __init__(self, *args: Any, measures: models.QuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if measures.exists():
            self.fields["measures"] = RowsField(
                measures,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                label="Which measures show whether it is in place?",
                help_text="What they say stands in the driver’s box.",
            )

    def linked_measures(self) -> list:
        """The measures ticked; none where the project has none."""
        return list(self.cleaned_data.get("measures") or [])

    def compare_measures(self, now: list[str]) -> None:
        """After a conflict: show the measures linked now beside those ticked, where they differ."""
        yours = [str(measure) for measure in self.linked_measures()]
        if self.conflict and "measures" in self.fields and sorted(now) != sorted(yours):
            label = self.fields["measures"].label
            self.conflict.append({"label": label, "theirs": ", ".join(now), "yours": ", ".join(yours)})


class SecondaryDriverForm(DriverForm):
    """A new secondary driver, and the primary driver it hangs on first."""

    parent = forms.ModelChoiceField(
        Driver.objects.none(),
        required=False,
        label="Which primary driver does it serve?",
        empty_label="None yet",
        help_text="You can link it to more of them afterwards.",
    )
    strength = strength_field()
    field_order = ("title", "parent", "strength", "note", "measures")

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        primaries = project.drivers.current().filter(level=Driver.Level.PRIMARY)
        self.fields["parent"].queryset = primaries  # type: ignore[attr-defined]


class LevelForm(RowForm):
    """A driver's other level; one that becomes secondary may say which primary driver it serves."""

    parent = forms.ModelChoiceField(
        Driver.objects.none(),
        required=False,
        label="Which primary driver does it then serve?",
        empty_label="None yet",
    )

    class Meta:
        model = Driver
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        driver = self.instance
        if driver.level == Driver.Level.SECONDARY:
            del self.fields["parent"]
            return
        others = driver.project.drivers.current().filter(level=Driver.Level.PRIMARY).exclude(pk=driver.pk)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]


class SeenField(forms.Field):
    """The links as the writer read them, "3:strong,7:weak", kept in the form."""

    widget = forms.HiddenInput

    def prepare_value(self, value):
        if isinstance(value, Mapping):
            return ",".join(f"{key}:{strength}" for key, strength in sorted(value.items()))
        return value

    def to_python(self, value):
        pairs = [part.partition(":") for part in str(value or "").split(",") if part]
        if not all(key.isascii() and key.isdigit() and len(key) < 19 for key, _, _ in pairs):
            raise forms.ValidationError("Open the form again: it lost its place.")
        return {int(key): strength for key, _, strength in pairs}


class LinksForm(GuardedForm):
    """What a secondary driver or an idea hangs on: for each driver it could, no link, a strong or a weak one."""

    seen = SeenField(required=False)

    def __init__(self, *args: Any, child: Driver | ChangeIdea, parents: Sequence[Driver], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.conflict: list[dict[str, Any]] = []
        self.parents = {f"parent_{row.pk}": row for row in parents}
        now = {} if self.is_bound else {key: value for key, value in links_of(child).items() if key}
        self.initial["seen"] = now
        for name, parent in self.parents.items():
            self.fields[name] = forms.ChoiceField(
                label=parent.title,
                choices=NOT_LINKED,
                required=False,
                widget=forms.RadioSelect,
                initial=now.get(parent.pk, ""),
            )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by the level of the driver, for the page."""
        found: dict[str, list[forms.BoundField]] = {}
        for name, parent in self.parents.items():
            found.setdefault(f"{parent.get_level_display()}s", []).append(self[name])
        return list(found.items())

    def strengths(self) -> dict[int | None, str]:
        """Key of the driver → "strong", "weak" or "" for no link."""
        return {parent.pk: self.cleaned_data[name] for name, parent in self.parents.items()}

    def show_conflict(self, current: Any) -> None:
        """Show what somebody else linked beside what was chosen; the next save is on top of theirs."""
        now, words = links_of(current), dict(NOT_LINKED)
        for name, parent in self.parents.items():
            theirs, yours = now.get(parent.pk, ""), self.cleaned_data.get(name, "")
            if theirs != yours:
                row = {"label": parent.title, "theirs": words[theirs], "yours": words[yours]}
                self.conflict.append(row)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["seen"] = self.fields["seen"].prepare_value({key: value for key, value in now.items() if key})
        self.data = data
        self.add_error(None, "Someone else saved this first. Compare the two below, then save again.")


class IdeaHereForm(GuardedForm):
    """An idea to hang on a driver: one of the project's, or a new one."""

    audiences = {"title": COMMUNITY}
    idea = forms.ModelChoiceField(
        ChangeIdea.objects.none(), required=False, label="An idea you have", empty_label="Pick an idea"
    )
    title = forms.CharField(
        max_length=160, required=False, label="Or a new idea", help_text="One change, in a few words."
    )
    strength = strength_field()

    def __init__(self, *args: Any, driver: Driver, **kwargs: Any):
        super().__init__(*args, **kwargs)
        linked = driver.links_down.current().filter(idea__isnull=False).values("idea")
        ideas = driver.project.change_ideas.current().exclude(pk__in=linked)
        if ideas.exists():
            self.fields["idea"].queryset = ideas  # type: ignore[attr-defined]
        else:
            del self.fields["idea"]
            self.fields["title"].label = "What could we try?"

    def clean(self):
        cleaned = super().clean()
        picked, typed = cleaned.get("idea"), cleaned.get("title")
        if picked and typed:
            self.add_error("title", "You picked an idea and typed another. Keep one of the two.")
        elif not picked and not typed and not {"idea", "title"} & set(self.errors):
            self.add_error("title", "Pick an idea, or type a new one.")
        return cleaned


class GotIdeaForm(GuardedForm):
    """An idea from anyone on the team, and where it belongs, if they know."""

    audiences = {"title": COMMUNITY}
    title = forms.CharField(max_length=160, label="What could we try?")
    driver = forms.ModelChoiceField(
        Driver.objects.none(), required=False, label="What would it help with?", empty_label="Not sure yet"
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["driver"].queryset = project.drivers.current()  # type: ignore[attr-defined]

    def offer(self, drivers: Sequence[Any]) -> None:
        """Offer drivers that the page has read already, rows with pk and title, without another query."""
        field = self.fields["driver"]
        if drivers:
            field.widget.choices = [("", "Not sure yet"), *((row.pk, row.title) for row in drivers)]  # type: ignore[attr-defined]
        else:
            field.widget = forms.HiddenInput()


class CopyDriversForm(GuardedForm):
    """Whose diagram to copy. `sources`: projects whose diagrams the writer may read."""

    source = forms.ModelChoiceField(
        Project.objects.none(),
        to_field_name="slug",
        label="Whose diagram do you copy?",
        empty_label="Choose a project",
    )
    with_ideas = forms.BooleanField(
        required=False,
        label="Copy its change ideas too",
        help_text="They become ideas of your own, with a note of whose they were.",
    )

    def __init__(self, *args: Any, sources: models.QuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
