"""Check what is typed about a project: its facts, organisations, status, pauses."""

from typing import Any, cast

from django import forms
from django.urls import reverse_lazy
from django.utils.html import format_html

from ftc_qi.accounts.models import Organisation
from ftc_qi.core.forms import COMMUNITY, PUBLIC, TEAM, GuardedForm, RowForm, RowsField, WithdrawForm
from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.core.today import today

from ..actions.projects import RESERVED_WORDS
from ..models import Programme, Project, ProjectParty, ProjectPause
from .programme import day_field, refuse_disorder

LISTS = ("themes", "population_groups", "areas")


class CarriesVersion(GuardedForm):
    """Base of forms that confirm a step: the version of the row the page was drawn from."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open the page again: it lost its place."}
    )

    def __init__(self, *args: Any, row: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = row.version

    def as_it_is(self, current: Any) -> str:
        """What the row says now, in one sentence; "" where there is nothing short to say."""
        return ""

    def show_conflict(self, current: Any) -> None:
        """Somebody changed the row: say how it stands and let the person decide again."""
        self.data = {**self.data.dict(), "version": str(current.version)}  # type: ignore[attr-defined]
        words = "Someone else changed this after you opened the page."
        self.add_error(None, f"{words} {self.as_it_is(current)}".strip() + " Look again, then decide.")


class WithdrawRowForm(WithdrawForm, CarriesVersion):
    """Why a row is withdrawn, for the row as the person saw it."""


class ProjectForm(RowForm):
    """What is written about a project. `slug` is asked for until the project starts."""

    audiences = {"name": PUBLIC, "summary": PUBLIC}
    starts_on = day_field("First day", required=False)
    ends_on = day_field("Last day", required=False, help_text="As planned. You can change it later.")

    class Meta:
        model = Project
        fields = ["name", "slug", "summary", "starts_on", "ends_on", *LISTS]
        labels = {"slug": "Address on this site"}
        help_texts = {
            "slug": "Letters, numbers and hyphens, such as warm-welcome. Leave it empty to make it from the name.",
            "summary": "What the project does and for whom, in two or three sentences.",
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            **dict.fromkeys(LISTS, forms.CheckboxSelectMultiple),
        }
        field_classes = dict.fromkeys(LISTS, RowsField)
        error_messages = {
            "slug": {
                "unique": "Another project has that address. Choose another.",
                "invalid": "Use letters, numbers and hyphens only, such as warm-welcome.",
            }
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in LISTS:
            field = cast(forms.ModelMultipleChoiceField, self.fields[name])
            rows = field.queryset = getattr(programme, name).current()
            field.choices = [(row.pk, row.name) for row in rows]  # else asked for twice
            if not field.choices:
                del self.fields[name]
        self.fields["slug"].required = False
        if self.instance.pk and self.instance.status != Project.Status.PLANNED:
            del self.fields["slug"]

    def clean_slug(self):
        slug = self.cleaned_data["slug"].lower()
        if slug in RESERVED_WORDS:
            raise forms.ValidationError(f"“{slug}” is a word the site uses itself. Choose another address.")
        return slug or (self.instance.slug if self.instance.pk else "")

    def clean(self):
        cleaned = super().clean()
        refuse_disorder(self)
        return cleaned

    def many(self) -> dict[str, Any]:
        """The rows chosen; ones withdrawn since they were chosen stay, as nobody could have ticked them."""
        chosen = {}
        for name, rows in super().many().items():
            gone = getattr(self.instance, name).exclude(withdrawn_at=None) if self.instance.pk else []
            chosen[name] = [*rows, *gone]
        return chosen


class ProjectAddForm(ProjectForm):
    """A new project, with its lead organisation and lead where known."""

    audiences = ProjectForm.audiences | {"lead_name": COMMUNITY}
    lead_organisation = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, empty_label="Choose an organisation"
    )
    lead_name = forms.CharField(
        label="Name people see", max_length=80, required=False, help_text="They can change it when they join."
    )
    lead_email = forms.EmailField(
        label="E-mail address of the project lead",
        required=False,
        help_text="We send an invitation to it. Only you and they see it. You can do this later.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["lead_organisation"])
        field.queryset = Organisation.objects.current()
        field.help_text = format_html(
            'Not in the list? <a href="{}">Add an organisation</a> first. You can also choose it later.',
            reverse_lazy("projects:organisation_add"),
        )

    def clean(self):
        cleaned = super().clean()
        email, name = self.cleaned_data.get("lead_email"), self.cleaned_data.get("lead_name")
        if email and not name and "lead_name" not in self.errors:
            self.add_error("lead_name", "Give the lead a name that people see, such as a first name.")
        if name and not email and "lead_email" not in self.errors:
            self.add_error("lead_email", "Give the address the invitation goes to, or take the name out.")
        return cleaned


class PartyForm(RowForm):
    """An organisation's part in a project."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), empty_label="Choose an organisation")
    starts_on = day_field("From", required=False)
    ends_on = day_field("Until", required=False, help_text="Leave it empty while the part goes on.")

    class Meta:
        model = ProjectParty
        fields = ["organisation", "role", "starts_on", "ends_on"]
        labels = {"role": "Part"}

    def __init__(self, *args: Any, may_add_organisation: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.current()
        if self.instance.pk:
            rows = rows | Organisation.objects.filter(pk=self.instance.organisation_id)
        field = cast(forms.ModelChoiceField, self.fields["organisation"])
        field.queryset = rows
        field.help_text = (
            format_html(
                'Not in the list? <a href="{}">Add an organisation</a> first.',
                reverse_lazy("projects:organisation_add"),
            )
            if may_add_organisation
            else "Not in the list? Ask your fund manager to add it."
        )

    def clean(self):
        cleaned = super().clean()
        refuse_disorder(self)
        return cleaned


# --- status ------------------------------------------------------------------------------------------------


class StepForm(CarriesVersion):
    """A change of status that needs nothing more."""

    def as_it_is(self, current: Project) -> str:
        return f"The project is now “{current.get_status_display().lower()}”."


class PauseStepForm(StepForm):
    """From when a project pauses, and why. The chart shows pauses to every reader."""

    audiences = {"reason": COMMUNITY}
    starts_on = day_field("First day of the pause")
    reason = forms.CharField(label="Why", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["starts_on"] = today()


class ResumeStepForm(StepForm):
    """The last day of the pause that is open."""

    last_day = day_field("Last day of the pause")

    def __init__(self, *args: Any, row: Project, **kwargs: Any):
        super().__init__(*args, row=row, **kwargs)
        self.initial["last_day"] = today()
        if pause := row.pauses.current().filter(ends_on__isnull=True).first():
            self.fields["last_day"].help_text = f"It began on {uk_date(pause.starts_on)}."


class ReasonStepForm(StepForm):
    """Why a project closes early or is reopened."""

    audiences = {"why": TEAM}
    why = forms.CharField(label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


STEP_FORMS: dict[str, type[StepForm]] = {
    "start": StepForm,
    "pause": PauseStepForm,
    "resume": ResumeStepForm,
    "complete": StepForm,
    "close-early": ReasonStepForm,
    "reopen": ReasonStepForm,
}
"""Name of a move (actions.projects.MOVES) → its form."""


class PauseForm(RowForm):
    """A pause's dates and reason. An open pause has no last day yet."""

    audiences = {"reason": COMMUNITY}
    starts_on = day_field("First day")
    ends_on = day_field("Last day", required=False)

    class Meta:
        model = ProjectPause
        fields = ["starts_on", "ends_on", "reason"]
        labels = {"reason": "Why"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.ends_on is None:
            self.fields["ends_on"].help_text = "The pause goes on: leave this empty. Resuming ends it."

    def clean(self):
        cleaned = super().clean()
        refuse_disorder(self)
        return cleaned
