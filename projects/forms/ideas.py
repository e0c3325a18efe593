"""Forms of change ideas."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict

from ftc_qi.core.forms import COMMUNITY, RowForm
from projects.forms.steps import text_area
from projects.models import ChangeIdea, Driver, Project

NOT_YET = "Not yet"
JUDGED = ("effort", "impact")


class IdeaForm(RowForm):
    """A change idea: its title is all that is needed, the rest can wait."""

    audiences = dict.fromkeys(("title", "theory", "evidence", "evidence_url", "co_design"), COMMUNITY)
    first_names: tuple[str, ...] = ("title", "theory", "source")
    evidence_url = forms.URLField(
        label="Where can people read it?",
        help_text="A web address.",
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )

    class Meta:
        model = ChangeIdea
        fields = ["title", "theory", "source", "evidence", "evidence_url", "effort", "impact", "co_design"]
        labels = {
            "title": "What could we try?",
            "theory": "We think this works because",
            "source": "Whose idea is it?",
            "evidence": "What is the evidence?",
            "effort": "How much effort would it take?",
            "impact": "How much could it change?",
            "co_design": "How did people who use the service shape it?",
        }
        help_texts = {
            "title": "One change, in a few words: “Peers make the offer of a test”.",
            "evidence": "A study, a guideline, another service that tried it.",
            "effort": "A guess is enough. With both, it takes its place on the grid.",
            "co_design": "What they said or changed. No names.",
        }
        widgets = {"theory": text_area(), "co_design": text_area(2)}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in JUDGED:
            self.fields[name].choices = [("", "Not yet judged"), *ChangeIdea.Size.choices]  # type: ignore[attr-defined]

    def first_fields(self) -> list[forms.BoundField]:
        """What an idea begins with."""
        return [self[name] for name in self.first_names if name in self.fields]

    def more_fields(self) -> list[forms.BoundField]:
        """What can wait."""
        kept = {*self.first_names, "version", "confirm_text"}
        return [self[name] for name in self.fields if name not in kept]

    @property
    def more_is_open(self) -> bool:
        """Whether something under "More" is filled in or wrong."""
        return any(field.errors or field.value() for field in self.more_fields())


class IdeaAddForm(IdeaForm):
    """A new idea, and the driver it serves first, where the project has drivers."""

    first_names = ("title", "theory", "driver", "source")
    driver = forms.ModelChoiceField(
        Driver.objects.none(),
        required=False,
        label="What would it help with?",
        empty_label="Not sure yet",
        help_text="It can be linked to more drivers afterwards.",
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        drivers = project.drivers.current()
        if drivers.exists():
            self.fields["driver"].queryset = drivers  # type: ignore[attr-defined]
        else:
            del self.fields["driver"]


class IdeaEditForm(IdeaForm):
    """An idea with its status, which otherwise follows its cycles."""

    audiences = IdeaForm.audiences | {"abandoned_why": COMMUNITY}
    first_names = (*IdeaForm.first_names, "status", "abandoned_why")

    class Meta(IdeaForm.Meta):
        fields = [*IdeaForm.Meta.fields, "status", "abandoned_why"]
        labels = IdeaForm.Meta.labels | {"abandoned_why": "If it is abandoned: why?"}
        help_texts = IdeaForm.Meta.help_texts | {
            "status": "The next move of a cycle that tests this idea sets it again.",
            "abandoned_why": "Others learn from what did not work.",
        }
        widgets = IdeaForm.Meta.widgets | {"abandoned_why": text_area(2)}


class IdeaCopyForm(forms.Form):
    """Where an idea is to be tried. projects: those the person may add to."""

    def __init__(self, *args: Any, projects: list[Project], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.projects = {str(project.pk): project for project in projects}
        choices = [(key, project.name) for key, project in self.projects.items()]
        self.fields["project"] = forms.ChoiceField(
            label="Which project will try it?",
            choices=choices,
            initial=choices[0][0],
            widget=forms.HiddenInput if len(choices) == 1 else forms.Select,
        )

    def chosen(self) -> Project:
        return self.projects[self.cleaned_data["project"]]


class PlacesForm(forms.Form):
    """Effort and impact of every idea that is not on the grid, a row each. A row left alone stays as it is."""

    def __init__(self, *args: Any, ideas: Iterable[ChangeIdea], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.conflict: list[dict[str, Any]] = []
        chosen = {idea.pk for idea in ideas if any(self.data.get(f"{name}_{idea.pk}") for name in JUDGED)}
        # Also what was chosen for an idea that somebody else has placed meanwhile: it is never dropped unsaid.
        self.ideas = [idea for idea in ideas if idea.pk in chosen or not (idea.effort and idea.impact)]
        for idea in self.ideas:
            for name in JUDGED:
                self.fields[f"{name}_{idea.pk}"] = forms.TypedChoiceField(
                    label=f"{name.capitalize()} of “{idea.title}”",
                    choices=[("", NOT_YET), *ChangeIdea.Size.choices],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    initial=getattr(idea, name),
                    widget=forms.Select(attrs={"class": "form-select"}),
                )
            self.fields[f"version_{idea.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput,
                initial=idea.version,
                required=idea.pk in chosen,
                error_messages={"required": "Open the form again: it lost its place."},
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each idea with its fields."""
        return [
            {"idea": idea, **{name: self[f"{name}_{idea.pk}"] for name in (*JUDGED, "version")}}
            for idea in self.ideas
        ]

    def places(self) -> dict[int, tuple[int, dict[str, int]]]:
        """Idea's key → the version that was read, and what was chosen that differs from the row."""
        chosen = {
            idea.pk: {
                name: size
                for name in JUDGED
                if (size := self.cleaned_data[f"{name}_{idea.pk}"]) and size != getattr(idea, name)
            }
            for idea in self.ideas
        }
        return {key: (self.cleaned_data[f"version_{key}"], sizes) for key, sizes in chosen.items() if sizes}

    def show_conflict(self, current: list[ChangeIdea]) -> None:
        """Show what somebody else saved beside what was chosen; the next save is on top of theirs."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        words = dict(ChangeIdea.Size.choices)
        for idea in current:
            data[f"version_{idea.pk}"] = str(idea.version)
            self.conflict += [
                {
                    "label": self.fields[f"{name}_{idea.pk}"].label,
                    "theirs": words.get(getattr(idea, name), NOT_YET),
                    "yours": words.get(self.cleaned_data[f"{name}_{idea.pk}"], NOT_YET),
                }
                for name in JUDGED
                if getattr(idea, name) != self.cleaned_data[f"{name}_{idea.pk}"]
            ]
        self.data = data
        self.add_error(None, "Someone else saved this first. Compare the two below, then save again.")
