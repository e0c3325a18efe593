"""Forms of what a PDSA cycle is about. Its steps are in `steps`, the aim in `aim`, change ideas in `ideas`."""

from typing import Any

from django import forms
from django.db import models

from ftc_qi.core.forms import COMMUNITY, TEAM, RowForm, RowsField
from projects.actions.questions import MOST
from projects.forms.steps import check_do_dates, day_input, offer_decisions, text_area
from projects.models import ChangeIdea, CycleQuestion, PDSACycle


class CycleFactsForm(RowForm):
    """What a cycle is about. `measures`: the project's measures to choose from (rows of another app)."""

    audiences = {"title": COMMUNITY, "objective": COMMUNITY, "scale": COMMUNITY}

    class Meta:
        model = PDSACycle
        fields = [
            "change_idea",
            "title",
            "objective",
            "purpose",
            "scale",
            "size",
            "planned_start_on",
            "planned_end_on",
            "previous",
        ]
        labels = {
            "change_idea": "What do we try?",
            "title": "Name of this cycle",
            "objective": "What do we want to learn?",
            "purpose": "What is it for?",
            "scale": "How big is the test?",
            "size": "About how big is that?",
            "planned_start_on": "When do we start?",
            "planned_end_on": "When do we plan to stop?",
            "previous": "Which cycle does it follow?",
        }
        help_texts = {
            "scale": "Small is good: “a single evening at the hostel”.",
            "size": "It sets how high the step stands on the ramp.",
        }
        widgets: dict[str, Any] = {
            "objective": text_area(2),
            "planned_start_on": day_input(),
            "planned_end_on": day_input(),
        }

    def __init__(self, *args: Any, project, measures: models.QuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = PDSACycle.objects.current().filter(change_idea__project=project).exclude(pk=self.instance.pk)
        self._choose("change_idea", project.change_ideas.current(), "Pick an idea")
        self._choose("previous", others.order_by("-number"), "None: this is a first test")
        for name in ("purpose", "size"):
            field = self.fields[name]
            field.choices = [("", "Not said"), *(row for row in field.choices if row[0] != "")]  # type: ignore[attr-defined]
        if measures.exists():
            self.fields["measures"] = RowsField(
                measures,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                label="Which measures should show it?",
                help_text="The cycle is drawn on their charts from the day Do begins.",
            )

    def _choose(self, name, rows, nothing):
        if name in self.fields:
            self.fields[name].queryset = rows
            self.fields[name].empty_label = nothing

    def linked_measures(self) -> list:
        """The measures ticked; none where the project has none."""
        return list(self.cleaned_data.get("measures") or [])

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("planned_start_on"), cleaned.get("planned_end_on")
        if start and end and end < start:
            self.add_error("planned_end_on", "This is before the start. Check both days.")
        return cleaned

    def compare_measures(self, now: list[str]) -> None:
        """After a conflict: show the measures linked now beside those ticked, where they differ."""
        yours = [str(measure) for measure in self.linked_measures()]
        if self.conflict and "measures" in self.fields and sorted(now) != sorted(yours):
            label = self.fields["measures"].label
            self.conflict.append({"label": label, "theirs": ", ".join(now), "yours": ", ".join(yours)})


class _PickedIdea(forms.ModelChoiceField):
    """Not marked optional, though a typed idea may stand in for it: CycleAddForm wants one of the two."""

    def validate(self, value):
        """Nothing picked is looked at together with what was typed."""


class _TypedIdea(forms.CharField):
    """The other half of `_PickedIdea`."""

    def validate(self, value):
        """Nothing typed is looked at together with what was picked."""


class CycleAddForm(CycleFactsForm):
    """A new cycle: what we try, what we expect, when; the rest is optional and folded away."""

    use_required_attribute = False

    audiences = CycleFactsForm.audiences | {
        **dict.fromkeys(("prediction", "new_idea", "questions"), COMMUNITY),
        **dict.fromkeys(("plan", "data_plan"), TEAM),
    }
    required_names: tuple[str, ...] = ("change_idea", "new_idea", "prediction", "planned_start_on")
    change_idea = _PickedIdea(ChangeIdea.objects.none(), label="What do we try?")
    new_idea = _TypedIdea(max_length=160, label="Or a new idea", help_text="One change, in a few words.")
    questions = forms.CharField(
        required=False,
        max_length=2000,
        label="What else do we want to know?",
        help_text="One question a line. You say what you expect of each on the cycle’s page.",
        widget=text_area(2),
    )
    field_order = (*required_names, "title", "objective", "questions")

    class Meta(CycleFactsForm.Meta):
        fields = [*CycleFactsForm.Meta.fields, "prediction", "plan", "data_plan"]
        labels = CycleFactsForm.Meta.labels | {
            "prediction": "What do we expect?",
            "plan": "Who does what, when and where?",
            "data_plan": "Which data do we collect, who and how?",
        }
        help_texts = CycleFactsForm.Meta.help_texts | {
            "prediction": "Say it so that the result can prove it wrong: “Eight of ten people stay to talk”. "
            "It locks when Do begins.",
            "title": "Leave it empty to use the idea’s words.",
        }
        widgets = CycleFactsForm.Meta.widgets | {
            "prediction": text_area(),
            "plan": text_area(),
            "data_plan": text_area(2),
        }

    def __init__(self, *args: Any, project, **kwargs: Any):
        super().__init__(*args, project=project, **kwargs)
        self.fields["title"].required = False
        if not project.change_ideas.current().exists():
            del self.fields["change_idea"]
            self.fields["new_idea"].label = "What do we try?"
        if "prediction" in self.fields and "started_on" not in self.fields:
            self.fields["prediction"].required = True

    def clean_questions(self):
        """The lines as questions, each once."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["questions"].splitlines()]
        asked = list(dict.fromkeys(line for line in lines if line))
        longest = CycleQuestion._meta.get_field("question").max_length
        if any(len(line) > longest for line in asked):
            raise forms.ValidationError(f"A question has at most {longest} letters. Shorten the long one.")
        if len(asked) > MOST:
            raise forms.ValidationError(f"Ask at most {MOST} questions in one cycle, one a line.")
        return "\n".join(asked)

    def clean(self):
        cleaned = super().clean()
        picked, typed = cleaned.get("change_idea"), cleaned.get("new_idea")
        if picked and typed:
            self.add_error("new_idea", "You picked an idea and typed another. Keep one of the two.")
        elif not picked and not typed and not {"change_idea", "new_idea"} & set(self.errors):
            name = "change_idea" if "change_idea" in self.fields else "new_idea"
            both = "Pick an idea, or type a new one." if name == "change_idea" else "Say what you try."
            self.add_error(name, both)
        return cleaned

    def _get_validation_exclusions(self):
        """The action finds or adds the idea, so its row may be missing here."""
        return {*super()._get_validation_exclusions(), "change_idea"}

    def first_fields(self) -> list[forms.BoundField]:
        """What is needed to start."""
        return [self[name] for name in self.fields if name in self.required_names]

    def more_fields(self) -> list[forms.BoundField]:
        """What can wait."""
        kept = {*self.required_names, "confirm_text"}
        return [self[name] for name in self.fields if name not in kept]

    @property
    def more_is_open(self) -> bool:
        """Whether something under "More" is filled in or wrong."""
        return any(field.errors or field.value() for field in self.more_fields())

    def further_questions(self) -> list[str]:
        return self.cleaned_data.get("questions", "").splitlines()

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "change_idea"}


class CycleDoneForm(CycleAddForm):
    """A cycle that is over already: its prediction is marked "written afterwards"."""

    audiences = CycleAddForm.audiences | {"do": TEAM, "study": COMMUNITY, "act_note": COMMUNITY}
    required_names = (
        "change_idea",
        "new_idea",
        "prediction",
        "started_on",
        "ended_on",
        "do",
        "study",
        "act",
        "act_note",
    )
    field_order = (*required_names, "title", "objective", "questions")

    class Meta(CycleAddForm.Meta):
        fields = [
            *(
                name
                for name in CycleAddForm.Meta.fields
                if name not in ("planned_start_on", "planned_end_on")
            ),
            *("started_on", "ended_on", "do", "study", "act", "act_note"),
        ]
        labels = CycleAddForm.Meta.labels | {
            "prediction": "What did you expect?",
            "started_on": "On which day did it begin?",
            "ended_on": "On which day did it end?",
            "do": "What happened?",
            "study": "What did you learn?",
            "act": "What did you decide?",
            "act_note": "What comes next?",
        }
        help_texts = CycleAddForm.Meta.help_texts | {
            "prediction": "It is marked “written afterwards”.",
            "do": "No names, or anything else that could point to one person.",
        }
        widgets = CycleAddForm.Meta.widgets | {
            "started_on": day_input(),
            "ended_on": day_input(),
            "do": text_area(),
            "study": text_area(),
            "act_note": text_area(2),
            "act": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("started_on", "ended_on", "do", "study", "act"):
            self.fields[name].required = True
        offer_decisions(self)

    def clean(self):
        cleaned = super().clean()
        check_do_dates(self, cleaned.get("started_on"), cleaned.get("ended_on"))
        return cleaned

    def values(self) -> dict[str, Any]:
        return super().values() | {"planned_start_on": self.cleaned_data["started_on"]}
