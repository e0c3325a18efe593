"""The form of a line of the control plan."""

from typing import Any, cast

from django import forms

from ftc_qi.core.forms import TEAM, RowForm
from measures.models import ControlItem
from projects.models import Project


class ControlItemForm(RowForm):
    """Who watches which measure, what triggers action, and which."""

    audiences = dict.fromkeys(("watched_by", "how_often", "trigger", "response"), TEAM)

    class Meta:
        model = ControlItem
        fields = ["measure", "watched_by", "how_often", "trigger", "response"]
        labels = {
            "measure": "Which measure?",
            "watched_by": "Who watches it?",
            "how_often": "How often?",
            "trigger": "What triggers action?",
            "response": "What do we do then?",
        }
        help_texts = {
            "watched_by": "A role or a name people go by, such as “the session lead”.",
            "how_often": "Such as “each month, at the team meeting”.",
            "trigger": "Such as “a shift the wrong way”, or “below 60% two months in a row”.",
            "response": "The first thing to do, such as “look at the last sessions with the peers”.",
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        measure = cast(forms.ModelChoiceField, self.fields["measure"])
        measure.queryset = project.measures.current().order_by("-is_primary", "order", "pk")
        measure.empty_label = "Choose a measure"
