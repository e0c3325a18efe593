"""Forms of the process map: a lane, a step, several steps at once."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ftc_qi.core.forms import TEAM, GuardedForm, RowForm
from projects.actions.process import BRANCH
from projects.forms.causes import PASTE
from projects.models import ProcessLane, ProcessStep
from projects.outline import OutlineError, OutlineLine, parse

Kind = ProcessStep.Kind


class LaneForm(RowForm):
    """Who does a part of the process."""

    audiences = {"name": TEAM}

    class Meta:
        model = ProcessLane
        fields = ["name"]
        labels = {"name": "Who?"}
        help_texts = {"name": "A role or an organisation, never a person’s name: “Peer worker”, “Clinic”."}


class _PickedLane(forms.ModelChoiceField):
    """Not marked optional, though a typed name may stand in for it: StepForm wants one of the two."""

    def validate(self, value):
        """Nothing picked is looked at together with what was typed."""


class StepForm(RowForm):
    """A step. steps: those of the project, in their order; a new one may go behind any of them."""

    use_required_attribute = False

    audiences = dict.fromkeys(("text", "duration", "next_label", "other_label", "new_lane"), TEAM)
    lane = _PickedLane(ProcessLane.objects.none(), label="Who does it?", empty_label="Pick a lane")
    new_lane = forms.CharField(
        label="Or somebody new",
        max_length=60,
        required=False,
        help_text="A role or an organisation, never a person’s name.",
    )
    after = forms.ModelChoiceField(
        ProcessStep.objects.none(), label="After which step?", required=False, empty_label="At the end"
    )
    field_order = (
        "kind",
        "text",
        "lane",
        "new_lane",
        "duration",
        "next_label",
        "other_label",
        "other_step",
        "after",
    )

    class Meta:
        model = ProcessStep
        fields = ["kind", "text", "lane", "duration", "next_label", "other_label", "other_step"]
        labels = {
            "kind": "What is it?",
            "text": "What happens?",
            "duration": "How long does it take?",
            "next_label": "Which answer goes on to the next step?",
            "other_label": "What is the other answer?",
            "other_step": "Where does the other answer go?",
        }
        help_texts = {
            "kind": "A decision is a question with two answers, asked for below: “Does the visitor want a test?”. "
            "A wait is time in which nothing happens: “Wait for the result”.",
            "text": "As it is today, not as it should be: “Asks for the result by phone”.",
            "duration": "In words: “10 minutes”, “2 to 4 weeks”.",
            "next_label": "Leave it empty for “Yes”.",
            "other_label": "Leave it empty for “No”.",
        }
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, project, steps: Sequence[ProcessStep], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Kind.choices  # type: ignore[attr-defined]
        lanes = project.process_lanes.current()
        self.fields["lane"].queryset = lanes  # type: ignore[attr-defined]
        if not lanes.exists():
            del self.fields["lane"]
            self.fields["new_lane"].label = "Who does it?"
        numbers = {row.pk: number for number, row in enumerate(steps, start=1)}
        own = self.instance.pk
        for name in ("other_step", "after"):
            field = self.fields[name]
            rows = project.process_steps.current().exclude(pk=own)
            field.queryset = rows  # type: ignore[attr-defined]
            field.label_from_instance = (  # type: ignore[attr-defined]
                lambda row: f"{numbers.get(row.pk, '')}. {row.text}"
            )
        self.fields["other_step"].empty_label = "It ends there"  # type: ignore[attr-defined]
        if own or not steps:
            del self.fields["after"]
        if not steps or (own and len(steps) == 1):
            del self.fields["other_step"]

    def rest(self) -> list[forms.BoundField]:
        """What is asked of every kind of step."""
        return [field for field in self.visible_fields() if field.name not in (*BRANCH, "confirm_text")]

    def branch(self) -> list[forms.BoundField]:
        """What is asked of a decision alone: its two answers and where the other one goes."""
        return [self[name] for name in BRANCH if name in self.fields]

    @property
    def branch_has_errors(self) -> bool:
        return any(field.errors for field in self.branch())

    def clean(self):
        cleaned = super().clean()
        picked, typed = cleaned.get("lane"), cleaned.get("new_lane")
        if picked and typed and picked != getattr(self.instance, "lane", None):
            self.add_error("new_lane", "You picked a lane and typed another. Keep one of the two.")
        elif not picked and not typed and not {"lane", "new_lane"} & set(self.errors):
            if "lane" in self.fields:
                self.add_error("lane", "Pick who does it, or type somebody new.")
            else:
                self.add_error("new_lane", "Say who does it.")
        if cleaned.get("kind") == Kind.DECISION:
            cleaned["next_label"] = cleaned.get("next_label") or "Yes"
            cleaned["other_label"] = cleaned.get("other_label") or "No"
        elif "kind" not in self.errors:
            # A step that is a decision no more loses its answers; those typed anew belong to a decision.
            for name in BRANCH:
                if cleaned.get(name) and name in self.changed_data:
                    self.add_error(name, "Only a decision has answers. Choose Decision above, or clear this.")
            cleaned |= {name: None if name == "other_step" else "" for name in BRANCH if name in cleaned}
        return cleaned

    def _get_validation_exclusions(self):
        """The action finds or adds the lane, so it may be missing here."""
        return {*super()._get_validation_exclusions(), "lane"}

    def values(self) -> dict[str, Any]:
        values = super().values()
        if self.cleaned_data.get("new_lane") or values.get("lane") is None:
            values.pop("lane", None)
        return values


class StepsForm(GuardedForm):
    """Several steps typed as an outline: who, and under it what they do."""

    audiences = {"text": TEAM}
    text = forms.CharField(
        label="Who, and what they do",
        max_length=20_000,
        strip=False,
        help_text="A line at the edge says who. The lines under it, two spaces or a dash further in, say what they do, "
        f"in order. The same name may come again. {PASTE}",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true"}),
    )
    lines: list[OutlineLine]

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        try:
            self.lines = parse(text, deepest=1, longest=120, most=100)
        except OutlineError as error:
            raise forms.ValidationError(str(error)) from error
        for line in self.lines:
            if line.depth == 0 and len(line.text) > 60:
                raise forms.ValidationError(
                    f"Line {line.number}: this says who, in at most 60 letters. Put what they do further in."
                )
        if not any(line.depth for line in self.lines):
            raise forms.ValidationError("Write at least one line further in, which says what they do.")
        return text
