"""Check what is typed about a programme, its years, lists of names and parties."""

from typing import Any, cast

from django import forms

from ftc_qi.accounts.models import Organisation
from ftc_qi.core.forms import COMMUNITY, GuardedForm, RowForm

from ..actions.drivers import read_outline
from ..models import Area, PopulationGroup, Programme, ProgrammeParty, ProgrammeYear, Theme
from ..outline import OutlineError


def day_field(label: str, **options: Any) -> forms.DateField:
    """A date, with the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class WholePoundsField(forms.DecimalField):
    """Whole pounds, also when typed "£1,000,000"."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(max_digits=12, decimal_places=0, min_value=0, **options)
        self.error_messages["invalid"] = "Write whole pounds, such as 1,000,000."
        self.error_messages["max_decimal_places"] = "Write whole pounds, without pence."

    def to_python(self, value):
        return super().to_python(
            value.strip().lstrip("£").replace(",", "") if isinstance(value, str) else value
        )

    def prepare_value(self, value):
        return f"{value:,}" if value is not None and not isinstance(value, str) else value


def refuse_disorder(form: forms.Form) -> None:
    """Say so where the end stands before the start."""
    start, end = form.cleaned_data.get("starts_on"), form.cleaned_data.get("ends_on")
    if start and end and end < start:
        form.add_error("ends_on", "This is before the start. Check both dates.")


class ProgrammeForm(RowForm):
    """The programme's own facts."""

    audiences = {"name": COMMUNITY, "summary": COMMUNITY, "driver_outline": COMMUNITY}
    # The spaces before a line say what it stands behind: they are kept.
    driver_outline = forms.CharField(
        required=False,
        strip=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        label="Driver diagram that a project may start from",
        help_text="A primary driver on each line. Two spaces further in: a secondary driver. Two more: a change idea.",
    )

    class Meta:
        model = Programme
        fields = ["name", "summary", "driver_outline", "lag_days", "funder_sees_scores"]
        labels = {"funder_sees_scores": "The funder sees the advisor’s newest score of each project"}
        help_texts = {"funder_sees_scores": "In the portfolio: the number and its month, never the reason."}
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"name": {"unique": "Another programme has this name. Choose a different one."}}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lag_days"].widget.attrs |= {"inputmode": "numeric", "max": 366}

    def clean_driver_outline(self):
        outline = self.cleaned_data["driver_outline"].rstrip()
        try:
            read_outline(outline)
        except OutlineError as error:
            raise forms.ValidationError(str(error)) from error
        return outline

    def clean_lag_days(self):
        days = self.cleaned_data["lag_days"]
        if days > 366:
            raise forms.ValidationError("At most a year: write 366 or fewer.")
        return days


class YearForm(RowForm):
    """A budget year."""

    starts_on = day_field("First day")
    ends_on = day_field("Last day")
    budget = WholePoundsField(
        label="Budget in pounds", help_text="What the fund may award in this year, in whole pounds."
    )

    class Meta:
        model = ProgrammeYear
        fields = ["starts_on", "ends_on", "budget"]

    def clean(self):
        cleaned = super().clean()
        start, end = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", "The last day comes after the first. Check both dates.")
        elif start and end and (end - start).days > 731:
            self.add_error("ends_on", "This is more than two years. Check both dates.")
        return cleaned


class NamesForm(GuardedForm):
    """Several names at once, one a line."""

    audiences = {"names": COMMUNITY}
    names = forms.CharField(
        label="Names, one on each line", widget=forms.Textarea(attrs={"rows": 8}), max_length=12_000
    )

    def clean_names(self):
        """The lines without empty and double ones, in their order."""
        lines: dict[str, str] = {}
        for line in self.cleaned_data["names"].splitlines():
            if name := " ".join(line.split()):
                lines.setdefault(name.casefold(), name)
        if long := next((name for name in lines.values() if len(name) > 120), None):
            raise forms.ValidationError(f"“{long[:40]}…” is too long. Use at most 120 characters a line.")
        if len(lines) > 100:
            raise forms.ValidationError("These are more than 100 lines. Add them in two goes.")
        self.lines = list(lines.values())
        return "\n".join(self.lines)


class ThemeNameForm(RowForm):
    """The name of a theme."""

    audiences = {"name": COMMUNITY}

    class Meta:
        model = Theme
        fields = ["name"]


class PopulationGroupForm(RowForm):
    """The name of a population group."""

    audiences = {"name": COMMUNITY}

    class Meta:
        model = PopulationGroup
        fields = ["name"]


class AreaForm(RowForm):
    """The name and code of an area."""

    audiences = {"name": COMMUNITY}
    gss_code = forms.RegexField(
        r"(?i)^[A-Z]\d{8}$",
        label="ONS code",
        required=False,
        help_text="For a London borough, such as E09000007. Leave it empty if there is none.",
        error_messages={"invalid": "An ONS code is a letter and eight digits, such as E09000007."},
    )

    class Meta:
        model = Area
        fields = ["name", "gss_code"]

    def clean_gss_code(self):
        return self.cleaned_data["gss_code"].upper()


class PartyForm(RowForm):
    """An organisation's part in the programme."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), empty_label="Choose an organisation")
    starts_on = day_field("From", required=False)
    ends_on = day_field("Until", required=False, help_text="Leave it empty while the part goes on.")

    class Meta:
        model = ProgrammeParty
        fields = ["organisation", "role", "starts_on", "ends_on"]
        labels = {"role": "Part"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.current()
        if self.instance.pk:
            rows = rows | Organisation.objects.filter(pk=self.instance.organisation_id)
        cast(forms.ModelChoiceField, self.fields["organisation"]).queryset = rows

    def clean(self):
        cleaned = super().clean()
        refuse_disorder(self)
        return cleaned
