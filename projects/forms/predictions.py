"""Forms of a PDSA cycle's further questions, and of amending a prediction that is locked."""

from typing import Any

from django import forms
from django.db import models
from django.utils.html import format_html

from ftc_qi.core.forms import COMMUNITY, TEAM, RowForm
from projects.forms.steps import text_area
from projects.models import CycleQuestion, PDSACycle


class QuestionForm(RowForm):
    """A further question with what the team expects."""

    audiences = {"question": COMMUNITY, "prediction": COMMUNITY}

    class Meta:
        model = CycleQuestion
        fields = ["question", "prediction"]
        labels = {"question": "What else do we want to know?", "prediction": "What do we expect?"}
        help_texts = {
            "question": "One question: “Do people stay to talk?”",
            "prediction": "It locks when Do begins.",
        }

    def __init__(self, *args: Any, after_do: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if after_do:
            hint = "Do has begun, so this is marked “written afterwards”."
            audience = self.fields["prediction"].help_text.removeprefix(self.Meta.help_texts["prediction"])
            self.fields["prediction"].help_text = format_html("{}{}", hint, audience)


class AmendForm(RowForm):
    """A locked prediction in new words, and why."""

    audiences = {"prediction": COMMUNITY, "why": TEAM}
    why = forms.CharField(label="Why do you amend it?", max_length=500, widget=text_area(2))

    class Meta:
        model: type[models.Model] = PDSACycle
        fields = ["prediction"]
        labels = {"prediction": "What we expect"}
        widgets = {"prediction": text_area()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["prediction"].required = True


class AmendQuestionForm(AmendForm):
    """The locked prediction of a further question."""

    class Meta(AmendForm.Meta):
        model = CycleQuestion
