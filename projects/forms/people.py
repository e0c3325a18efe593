"""Check what is typed about people: invitations, roles, team."""

from typing import Any, cast

from django import forms

from ftc_qi.accounts.person_forms import NAME_HINT
from ftc_qi.core.forms import COMMUNITY, GuardedForm, RowForm, RowsField

from ..models import Programme, ProgrammeRole, Project, TeamMember


class ConfirmForm(forms.Form):
    """A button that ends something carries the version of the row it was drawn for."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def show_conflict(self, current: Any) -> None:
        """Somebody else was there first: let the person look again."""
        self.data = {**self.data.dict(), "version": str(current.version)}  # type: ignore[attr-defined]
        self.add_error(None, "Somebody changed this since you opened the page. Look again, then decide.")


PROGRAMME_OFFERS = {
    "fund_manager": ("Fund manager", "sets up the programme, awards grants, approves payments"),
    "advisor": ("QI advisor", "sees all projects, reviews and coaches them"),
    "coach": ("Coach", "an advisor of the projects you tick below"),
    "finance": ("Finance", "records payments and sees nothing else"),
    "funder": ("Funder", "reads the portfolio; small numbers are hidden"),
}
TEAM_OFFERS = {
    "lead": ("Project lead", "edits everything and invites the team"),
    "member": ("Team member", "logs data and edits aim, ideas and cycles"),
    "contributor": ("Contributor", "takes part without seeing exact numbers"),
}


def _choices(offers):
    return [(key, f"{label}: {what}") for key, (label, what) in offers.items()]


def _rows(form: forms.Form | RowForm, name: str) -> forms.ModelChoiceField:
    """A field of rows to choose from."""
    return cast(forms.ModelChoiceField, form.fields[name])


class InviteForm(GuardedForm):
    """Whom to invite. The address is the person's own affair: it is shown to the inviter only."""

    audiences = {"display_name": COMMUNITY}
    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation goes here. Only you and they see it.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    display_name = forms.CharField(
        label="Name people see", max_length=80, help_text="They can change it when they join."
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class ProgrammeInviteForm(InviteForm):
    """An invitation to a role in the programme."""

    role = forms.ChoiceField(
        label="What they will do", choices=_choices(PROGRAMME_OFFERS), widget=forms.RadioSelect
    )
    projects = RowsField(
        Project.objects.none(),
        label="Projects a coach looks after",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only for a coach.",
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _rows(self, "projects").queryset = programme.projects.all()
        if not programme.projects.exists():
            del self.fields["projects"]
            roles = cast(forms.ChoiceField, self.fields["role"])
            roles.choices = _choices({k: v for k, v in PROGRAMME_OFFERS.items() if k != "coach"})
            roles.help_text = "You can invite coaches once there is a project."

    def clean(self):
        cleaned = super().clean()
        if self.cleaned_data.get("role") == "coach" and not self.cleaned_data.get("projects"):
            self.add_error("projects", "Tick at least one project for the coach.")
        return cleaned

    def offer(self) -> dict[str, Any]:
        """The cleaned values as invite_to_programme takes them."""
        data = self.cleaned_data
        coach = data["role"] == "coach"
        return {
            "role": ProgrammeRole.Role.ADVISOR if coach else data["role"],
            "all_projects": not coach,
            "projects": list(data.get("projects") or []) if coach else [],
            "email": data["email"],
            "display_name": data["display_name"],
        }


class AdvisedProjectsForm(RowForm):
    """Which projects an advisor looks after."""

    which = forms.ChoiceField(
        label="Which projects",
        choices=[("all", "All projects, as QI advisor"), ("some", "Only the ones ticked below, as coach")],
        widget=forms.RadioSelect,
    )
    projects = RowsField(Project.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = ProgrammeRole
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _rows(self, "projects").queryset = self.instance.programme.projects.all()
        self.initial["which"] = "all" if self.instance.all_projects else "some"
        self.initial["projects"] = list(self._held(self.instance).values_list("project", flat=True))

    @staticmethod
    def _held(role):
        return role.assignments.filter(ended_at__isnull=True)

    def clean(self):
        cleaned = super().clean()
        if self.cleaned_data.get("which") == "some" and not self.cleaned_data.get("projects"):
            self.add_error("projects", "Tick at least one project.")
        return cleaned

    def show_conflict(self, current):
        """Two lists of projects side by side."""
        super().show_conflict(current)
        all_of_them = "All projects"
        theirs = [row.project.name for row in self._held(current).select_related("project")]
        yours = [project.name for project in self.cleaned_data["projects"]]
        self.conflict = [
            {
                "label": "Projects",
                "theirs": all_of_them if current.all_projects else ", ".join(sorted(theirs)),
                "yours": all_of_them if self.cleaned_data["which"] == "all" else ", ".join(sorted(yours)),
            }
        ]


class TeamInviteForm(InviteForm):
    """An invitation to a team."""

    role = forms.ChoiceField(
        label="Their part", choices=_choices(TEAM_OFFERS), initial="member", widget=forms.RadioSelect
    )


class AddPersonForm(GuardedForm):
    """Somebody on the team who does not sign in."""

    audiences = {"display_name": COMMUNITY}
    display_name = forms.CharField(label="Name people see", max_length=80, help_text=NAME_HINT)
    role = forms.ChoiceField(
        label="Their part",
        choices=[("member", "Team member"), ("contributor", "Contributor")],
        initial="member",
        widget=forms.RadioSelect,
    )


class TeamMemberForm(RowForm):
    """A person's part in the team, and the name people see."""

    audiences = {"display_name": COMMUNITY}
    role = forms.ChoiceField(label="Part", choices=_choices(TEAM_OFFERS), widget=forms.RadioSelect)

    class Meta:
        model = TeamMember
        fields = ["display_name", "role"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.user_id is None:
            # A lead signs in: for somebody who does not, it is no choice.
            parts = cast(forms.ChoiceField, self.fields["role"])
            parts.choices = _choices({key: TEAM_OFFERS[key] for key in ("member", "contributor")})


class OwnTeamNameForm(RowForm):
    """The name a person goes by in one team."""

    audiences = {"display_name": COMMUNITY}

    class Meta:
        model = TeamMember
        fields = ["display_name"]
        labels = {"display_name": "Your name in this team"}
        help_texts = {"display_name": NAME_HINT}


class NextLeadChoice(forms.ModelChoiceField):
    """Somebody on the team, with their part; of a contributor also what changes for them."""

    def label_from_instance(self, obj: TeamMember) -> str:
        more = ", who will then see exact numbers" if obj.role == TeamMember.Role.CONTRIBUTOR else ""
        return f"{obj.display_name}, {obj.get_role_display().lower()}{more}"


class HandOverForm(forms.Form):
    """Who leads from now on."""

    to = NextLeadChoice(
        TeamMember.objects.none(), label="Who leads from now on", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = project.team.active().filter(user__isnull=False)
        _rows(self, "to").queryset = people.exclude(role=TeamMember.Role.LEAD)


class TakingPartForm(RowForm):
    """How many people with lived experience take part."""

    class Meta:
        model = Project
        fields = ["service_users_involved"]
        labels = {"service_users_involved": "How many people with lived experience take part"}
        help_texts = {
            "service_users_involved": "Only a number. Never write beside a name that somebody uses a service."
        }

    def clean_service_users_involved(self):
        number = self.cleaned_data["service_users_involved"]
        if number is not None and number > 9999:
            raise forms.ValidationError("That is very many. Check the number.")
        return number
