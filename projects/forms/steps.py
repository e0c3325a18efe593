"""Forms of the four steps of a PDSA cycle, and of amending its prediction."""

from typing import Any

from django import forms

from ftc_qi.core.forms import COMMUNITY, TEAM, RowForm
from ftc_qi.core.today import today
from projects.models import PDSACycle

Stage = PDSACycle.Stage

DO_DATES = "Do can’t end before it began. Check both days."
FUTURE = "This day is still to come. Use today or an earlier day."


def day_input() -> forms.DateInput:
    """The device's own date picker."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def text_area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


DECISIONS = {
    "adopt": "Adopt: keep it as it is",
    "adapt": "Adapt: change it, test again",
    "expand": "Expand: test on a bigger scale",
    "abandon": "Abandon: stop, and say why",
}


def offer_decisions(form: forms.Form) -> None:
    """The four decisions with their meaning, without an empty choice."""
    form.fields["act"].choices = list(DECISIONS.items())  # type: ignore[attr-defined]


def check_do_dates(form: forms.Form, began, ended) -> None:
    now = today()
    for name, day in (("started_on", began), ("ended_on", ended)):
        if name in form.fields and day and day > now:
            form.add_error(name, FUTURE)
    if began and ended and ended < began:
        form.add_error("ended_on" if "ended_on" in form.fields else "started_on", DO_DATES)


class StepForm(RowForm):
    """Base of the forms of one step: the words of that step, to save or to move on with.

    moving: the form moves the cycle to its next stage, so it asks for what that needs.
    """

    moving_only: tuple[str, ...] = ()
    """Fields asked for on the move; once the step is over they are there to correct."""

    class Meta:
        model = PDSACycle
        fields: list[str] = []

    def __init__(self, *args: Any, moving: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.moving = moving
        for name in self.moving_only:
            if moving:
                self.fields[name].required = True
                self.initial[name] = self.initial.get(name) or today()
            elif getattr(self.instance, name) is None:
                del self.fields[name]
            else:
                self.fields[name].required = True

    def clean(self):
        cleaned = super().clean()
        if {"started_on", "ended_on"} & set(self.fields):
            # Not yet touched: the instance still holds what is stored.
            began, ended = (
                cleaned.get(name) if name in self.fields else getattr(self.instance, name)
                for name in ("started_on", "ended_on")
            )
            check_do_dates(self, began, ended)
        return cleaned


class PlanForm(StepForm):
    """Plan: what we expect, who does what. A locked prediction is amended elsewhere."""

    audiences = {"prediction": COMMUNITY, "plan": TEAM}
    moving_only = ("started_on",)

    class Meta(StepForm.Meta):
        fields = ["prediction", "plan", "started_on"]
        labels = {
            "prediction": "What do we expect?",
            "plan": "Who does what, when and where?",
            "started_on": "On which day did Do begin?",
        }
        help_texts = {
            "prediction": "Say it so that the result can prove it wrong. It locks when Do begins.",
            "started_on": "Starting Do locks the prediction.",
        }
        widgets = {"prediction": text_area(), "plan": text_area(), "started_on": day_input()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.locked_text = self.initial.get("prediction", "")
        name = self.add_prefix("prediction")
        if self.instance.is_locked and not self.moving:
            self.fields["started_on"].help_text = ""
            # A prediction typed before somebody else began Do is shown again, with the way out.
            if not self.is_bound or self.data.get(name, self.locked_text).strip() == self.locked_text:
                del self.fields["prediction"]
        elif self.moving and self.is_bound and not self.data.get(name, "").strip():
            self.fields["without_prediction"] = forms.BooleanField(
                required=False, label="Go on without a prediction"
            )

    def clean_prediction(self):
        typed = self.cleaned_data["prediction"]
        if self.instance.is_locked and not self.moving and typed != self.locked_text:
            raise forms.ValidationError(
                "Do has begun, so the prediction is locked. Copy your words, then choose "
                "“Amend with a reason” on the cycle’s page."
            )
        return typed


class DoForm(StepForm):
    """Do: what happened."""

    audiences = {"do": TEAM}
    moving_only = ("ended_on",)

    class Meta(StepForm.Meta):
        fields = ["do", "ended_on"]
        labels = {"do": "What did you see?", "ended_on": "On which day did Do end?"}
        help_texts = {
            "do": "What you saw, what went wrong, what surprised you. No names, or anything else that could "
            "point to one person."
        }
        widgets = {"do": text_area(5), "ended_on": day_input()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["do"].required = self.moving


class StudyForm(StepForm):
    """Study: what we learned, and whether it came out as predicted."""

    audiences = {"study": COMMUNITY}

    class Meta(StepForm.Meta):
        fields = ["study", "prediction_held"]
        labels = {
            "study": "What did you learn?",
            "prediction_held": "Did it come out as you predicted?",
        }
        help_texts = {"study": "Compare what happened with what you expected, and look at the charts."}
        widgets = {"study": text_area(5), "prediction_held": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["study"].required = self.moving
        if self.instance.prediction_after or not self.instance.prediction:
            del self.fields["prediction_held"]
        else:
            field = self.fields["prediction_held"]
            field.choices = PDSACycle.Confirmed.choices  # type: ignore[attr-defined]


class ActForm(StepForm):
    """Act: adopt, adapt, expand or abandon, and what comes next."""

    audiences = {"act_note": COMMUNITY}

    class Meta(StepForm.Meta):
        fields = ["act", "act_note"]
        labels = {"act": "What do you decide?", "act_note": "What comes next?"}
        widgets = {"act": forms.RadioSelect, "act_note": text_area()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_decisions(self)
        self.fields["act"].required = self.moving or self.instance.stage == Stage.DONE


class AmendForm(RowForm):
    """A locked prediction in new words, and why."""

    audiences = {"prediction": COMMUNITY, "why": TEAM}
    why = forms.CharField(label="Why do you amend it?", max_length=500, widget=text_area(2))

    class Meta:
        model = PDSACycle
        fields = ["prediction"]
        labels = {"prediction": "What we expect"}
        widgets = {"prediction": text_area()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["prediction"].required = True


STEP_FORMS: dict[str, type[StepForm]] = {
    Stage.PLAN: PlanForm,
    Stage.DO: DoForm,
    Stage.STUDY: StudyForm,
    Stage.ACT: ActForm,
}
"""Stage → the form of its words; moving on from the stage uses the same form."""
