"""Check what is typed about an action."""

from typing import Any, cast

from django import forms
from django.db.models import Q

from community.models import Action
from ftc_qi.core.forms import TEAM, RowForm
from projects.models import PDSACycle, Project, TeamMember

Source = Action.Source


class PersonChoice(forms.ModelChoiceField):
    """Somebody on the team; who has left says so."""

    def label_from_instance(self, obj: TeamMember) -> str:
        return f"{obj.display_name} (has left the team)" if obj.ended_at else obj.display_name


class ActionForm(RowForm):
    """Who does what by when. cycle_given: for a task of a cycle's plan, which is not asked for again."""

    audiences = {"what": TEAM, "where": TEAM}

    class Meta:
        model = Action
        fields = ["what", "who", "by_when", "where", "source", "cycle"]
        field_classes = {"who": PersonChoice}
        labels = {
            "what": "What is to be done?",
            "who": "Who does it?",
            "by_when": "By when?",
            "where": "Where?",
            "source": "Where does it come from?",
            "cycle": "Of which cycle?",
        }
        help_texts = {"what": "One thing, as a verb: “Ask the library for a room”."}
        widgets = {"by_when": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, project: Project, cycle_given: PDSACycle | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cycle_given = cycle_given
        if self.instance.pk is None:
            self.begun = frozenset({"what"})  # an address can fill it in
        people = project.team.filter(Q(ended_at__isnull=True) | Q(pk=self.instance.who_id))
        who = cast(forms.ModelChoiceField, self.fields["who"])
        who.queryset = people.order_by("display_name", "pk")
        who.empty_label = "Nobody yet"
        if cycle_given is not None:
            del self.fields["source"], self.fields["cycle"]
            return
        cycle = cast(forms.ModelChoiceField, self.fields["cycle"])
        cycle.queryset = (
            PDSACycle.objects.current().filter(change_idea__project=project).order_by("-number", "pk")
        )
        cycle.empty_label = "None"
        cycle.help_text = "Only for an action that belongs to a PDSA cycle."
        if self.instance.pk is None:
            self.fields["source"].initial = Source.MEETING

    def clean(self):
        cleaned = super().clean()
        if self.cycle_given is not None:
            return cleaned | {"source": Source.CYCLE, "cycle": self.cycle_given}
        if cleaned.get("cycle"):
            cleaned["source"] = Source.CYCLE
        elif cleaned.get("source") == Source.CYCLE and "cycle" not in self.errors:
            self.add_error("cycle", "Choose the cycle, or another source.")
        return cleaned
