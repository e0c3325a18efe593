"""Forms of the four steps of a PDSA cycle."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html

from ftc_qi.core.forms import COMMUNITY, TEAM, RowForm
from ftc_qi.core.today import today
from projects.models import CycleQuestion, PDSACycle

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
    can_wait: tuple[str, ...] = ()
    """Fields folded under "More" until they hold something."""

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

    def rest(self) -> list[forms.BoundField]:
        """What the form asks first, but what `compared` holds."""
        later = (*self.can_wait, *(self.moving_only if self.moving else ()))
        return [field for field in self.visible_fields() if field.name not in later]

    def more(self) -> list[forms.BoundField]:
        """What can wait."""
        return [self[name] for name in self.can_wait if name in self.fields]

    def to_move(self) -> list[forms.BoundField]:
        """What only the move asks for."""
        return [self[name] for name in self.moving_only if self.moving and name in self.fields]

    @property
    def more_is_open(self) -> bool:
        return any(field.errors or field.value() for field in self.more())

    def compared(self) -> list[dict[str, Any]]:
        """Predictions with the fields of what came out: [{question, prediction, is_afterwards, fields}]."""
        return []

    def results(self) -> dict[int, dict[str, str]]:
        """What came out of the cycle's further questions, for the action."""
        return {}

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

    audiences = {"prediction": COMMUNITY, "plan": TEAM, "data_plan": TEAM}
    moving_only = ("started_on",)
    can_wait = ("plan", "data_plan")

    class Meta(StepForm.Meta):
        fields = ["prediction", "started_on", "plan", "data_plan"]
        labels = {
            "prediction": "What do we expect?",
            "plan": "Who does what, when and where?",
            "data_plan": "Which data do we collect, who and how?",
            "started_on": "On which day did Do begin?",
        }
        help_texts = {
            "prediction": "Say it so that the result can prove it wrong. It locks when Do begins.",
            "started_on": "Starting Do locks the prediction.",
        }
        widgets = {
            "prediction": text_area(),
            "started_on": day_input(),
            "plan": text_area(),
            "data_plan": text_area(2),
        }

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
    """Study: what came out of each question beside what was expected, and what we learned.

    questions: the cycle's further ones (projects.actions.cycles.questions_of). Each has its own two fields.
    """

    audiences = {"study": COMMUNITY}

    class Meta(StepForm.Meta):
        fields = ["prediction_held", "study"]
        labels = {
            "study": "What did you learn?",
            "prediction_held": "Did it come out as you predicted?",
        }
        help_texts = {"study": "Look at the charts too. Say what surprised you."}
        widgets = {"study": text_area(5), "prediction_held": forms.RadioSelect}

    def __init__(self, *args: Any, questions: Iterable[CycleQuestion] = (), **kwargs: Any):
        self.questions = list(questions)
        # Before the form is made, so that their texts are guarded and say who reads them like any other.
        self.base_fields = {**type(self).base_fields}  # type: ignore[misc]
        self.audiences = {**type(self).audiences}
        initial: dict[str, Any] = {}
        for question in self.questions:
            self._ask_about(question, initial)
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["study"].required = self.moving
        if self.instance.prediction_after or not self.instance.prediction:
            del self.fields["prediction_held"]
        else:
            field = self.fields["prediction_held"]
            field.choices = PDSACycle.Confirmed.choices  # type: ignore[attr-defined]

    def _ask_about(self, question: CycleQuestion, initial: dict[str, Any]) -> None:
        result, held = _names(question)
        self.base_fields[result] = forms.CharField(
            required=False, max_length=2000, label=_about("What came out?", question), widget=text_area(2)
        )
        self.audiences[result] = COMMUNITY
        initial |= {result: question.result, held: question.held}
        if question.prediction and not question.is_afterwards:  # type: ignore[attr-defined]
            self.base_fields[held] = forms.ChoiceField(
                required=False,
                label=_about("Did it come out as predicted?", question),
                choices=PDSACycle.Confirmed.choices,
                widget=forms.RadioSelect,
            )

    def compared(self) -> list[dict[str, Any]]:
        rows = []
        if self.instance.prediction:
            fields = [self[name] for name in ("prediction_held",) if name in self.fields]
            rows.append(
                {
                    "question": self.instance.objective,
                    "prediction": self.instance.prediction,
                    "is_afterwards": self.instance.prediction_after,
                    "fields": fields,
                }
            )
        return rows + [
            {
                "question": question.question,
                "prediction": question.prediction,
                "is_afterwards": question.is_afterwards,  # type: ignore[attr-defined]
                "fields": [self[name] for name in _names(question) if name in self.fields],
            }
            for question in self.questions
        ]

    def rest(self) -> list[forms.BoundField]:
        shown = {field.name for row in self.compared() for field in row["fields"]}
        return [field for field in super().rest() if field.name not in shown]

    def results(self) -> dict[int, dict[str, str]]:
        return {
            question.pk: {
                column: self.cleaned_data[name]
                for column, name in zip(("result", "held"), _names(question), strict=True)
                if name in self.cleaned_data
            }
            for question in self.questions
        }

    def show_conflict(self, current: Any) -> None:
        """The answers to the questions too, where they differ."""
        typed = self.results()
        super().show_conflict(current)
        for question in self.questions:
            for column, label in (("result", "What came out?"), ("held", "As predicted?")):
                theirs, yours = getattr(question, column), typed[question.pk].get(column)
                if yours is not None and theirs != yours:
                    words = dict(PDSACycle.Confirmed.choices)
                    self.conflict.append(
                        {
                            "label": f"{label} {question.question}",
                            "theirs": words.get(theirs, theirs),
                            "yours": words.get(yours, yours),
                        }
                    )


def _about(label: str, question: CycleQuestion) -> str:
    """A label whose question stands beside it on the page; a screen reader says it too."""
    return format_html('{}<span class="visually-hidden"> {}</span>', label, question.question)


def _names(question: CycleQuestion) -> tuple[str, str]:
    """The two fields of a question: what came out, and whether as predicted."""
    return f"result_{question.pk}", f"held_{question.pk}"


class ActForm(StepForm):
    """Act: adopt, adapt, expand or abandon, and what comes next."""

    audiences = {"act_note": COMMUNITY}

    class Meta(StepForm.Meta):
        fields = ["act", "act_note"]
        labels = {"act": "What do you decide?", "act_note": "What comes next?"}
        help_texts = {"act_note": "If you abandon it, say why: others learn most from that."}
        widgets = {"act": forms.RadioSelect, "act_note": text_area()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_decisions(self)
        self.fields["act"].required = self.moving or self.instance.stage == Stage.DONE


STEP_FORMS: dict[str, type[StepForm]] = {
    Stage.PLAN: PlanForm,
    Stage.DO: DoForm,
    Stage.STUDY: StudyForm,
    Stage.ACT: ActForm,
}
"""Stage → the form of its words; moving on from the stage uses the same form."""
