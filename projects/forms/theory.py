"""Forms of the method: the aim, change ideas, what a PDSA cycle is about. Its steps are in `steps`."""

from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from ftc_qi.core.forms import COMMUNITY, TEAM, RowForm, RowsField
from projects.forms.steps import check_do_dates, day_input, offer_decisions, text_area
from projects.models import AimStatement, ChangeIdea, PDSACycle


class AimForm(RowForm):
    """The next edition of the aim. `current`: the one in force, if any; its words are filled in."""

    audiences = {**dict.fromkeys(("what", "unit", "for_whom", "where"), COMMUNITY), "reason": TEAM}
    after = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = AimStatement
        fields = ["what", "from_value", "to_value", "unit", "for_whom", "where", "by_when", "reason"]
        labels = {
            "what": "What will improve?",
            "from_value": "From",
            "to_value": "To",
            "unit": "Unit",
            "for_whom": "For whom?",
            "where": "Where?",
            "by_when": "By when?",
            "reason": "Why does the aim change?",
        }
        help_texts = {
            "what": "Name the thing you count, such as “offers of a test accepted”.",
            "from_value": "Where it stands now.",
            "to_value": "Where you want it to be.",
            "unit": "Such as “%” or “days”.",
            "for_whom": "Such as “drop-in visitors”.",
            "where": "Such as “the hostels”.",
        }
        widgets = {"by_when": day_input(), "reason": text_area(2)}

    def __init__(self, *args: Any, current: AimStatement | None = None, **kwargs: Any):
        initial: dict[str, Any] = {"after": 0}
        if current is not None:
            initial = {name: getattr(current, name) for name in self.Meta.fields if name != "reason"}
            initial["after"] = current.number
        super().__init__(*args, initial=initial, **kwargs)
        for name in ("from_value", "to_value"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"
            if initial.get(name) is not None:
                self.initial[name] = format(initial[name].normalize(), "f")
        if current is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True

    def show_conflict(self, current: Any) -> None:
        super().show_conflict(current)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix("after")] = str(current.number)
        self.data = data


class IdeaForm(RowForm):
    """A new change idea."""

    audiences = {"title": COMMUNITY, "theory": COMMUNITY}

    class Meta:
        model = ChangeIdea
        fields = ["title", "theory", "source"]
        labels = {
            "title": "What could we try?",
            "theory": "We think this works because",
            "source": "Whose idea is it?",
        }
        help_texts = {"title": "One change, in a few words: “Peers make the offer of a test”."}
        widgets = {"theory": text_area()}


class IdeaEditForm(IdeaForm):
    """An idea with its status, which otherwise follows its cycles."""

    class Meta(IdeaForm.Meta):
        fields = ["title", "theory", "source", "status"]
        help_texts = IdeaForm.Meta.help_texts | {
            "status": "The next move of a cycle that tests this idea sets it again."
        }


class CycleFactsForm(RowForm):
    """What a cycle is about. `measures`: the project's measures to choose from (rows of another app)."""

    audiences = {"title": COMMUNITY, "objective": COMMUNITY, "scale": COMMUNITY}

    class Meta:
        model = PDSACycle
        fields = [
            "change_idea",
            "title",
            "objective",
            "scale",
            "planned_start_on",
            "planned_end_on",
            "previous",
        ]
        labels = {
            "change_idea": "What do we try?",
            "title": "Name of this cycle",
            "objective": "What do we want to learn?",
            "scale": "How big is the test?",
            "planned_start_on": "When do we start?",
            "planned_end_on": "When do we plan to stop?",
            "previous": "Which cycle does it follow?",
        }
        help_texts = {"scale": "Small is good: “a single evening at the hostel”."}
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

    audiences = CycleFactsForm.audiences | {"prediction": COMMUNITY, "plan": TEAM, "new_idea": COMMUNITY}
    required_names: tuple[str, ...] = ("change_idea", "new_idea", "prediction", "planned_start_on")
    change_idea = _PickedIdea(ChangeIdea.objects.none(), label="What do we try?")
    new_idea = _TypedIdea(max_length=160, label="Or a new idea", help_text="One change, in a few words.")
    field_order = required_names

    class Meta(CycleFactsForm.Meta):
        fields = [*CycleFactsForm.Meta.fields, "prediction", "plan"]
        labels = CycleFactsForm.Meta.labels | {
            "prediction": "What do we expect?",
            "plan": "Who does what, when and where?",
        }
        help_texts = CycleFactsForm.Meta.help_texts | {
            "prediction": "Say it so that the result can prove it wrong: “Eight of ten people stay to talk”. "
            "It locks when Do begins.",
            "title": "Leave it empty to use the idea’s words.",
        }
        widgets = CycleFactsForm.Meta.widgets | {"prediction": text_area(), "plan": text_area()}

    def __init__(self, *args: Any, project, **kwargs: Any):
        super().__init__(*args, project=project, **kwargs)
        self.fields["title"].required = False
        if not project.change_ideas.current().exists():
            del self.fields["change_idea"]
            self.fields["new_idea"].label = "What do we try?"
        if "prediction" in self.fields and "started_on" not in self.fields:
            self.fields["prediction"].required = True

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
    field_order = required_names

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
