"""Check what is typed about organisations and their official numbers."""

import re

from django import forms
from django.core.exceptions import ValidationError

from ftc_qi.core.forms import COMMUNITY, RowForm

from .models import Organisation, OrganisationIdentifier

# scheme: (pattern, what it looks like)
NUMBERS = {
    "GB-CHC": (r"\d{6,7}(-\d{1,3})?", "six or seven digits, such as 1164883"),
    "GB-COH": (r"\d{8}|[A-Z]{2}\d{6}", "eight digits, or two letters and six digits, such as 04345432"),
    "GB-SC": (r"SC0\d{5}", "SC and six digits, such as SC012345"),
    "GB-NIC": (r"\d{6}", "six digits, such as 100123"),
    "GB-NHS": (r"[A-Z0-9]{3,10}", "three to ten letters and digits, such as RJ1"),
    "GB-LAE": (r"[A-Z]{3}", "three letters, such as CMD"),
    "GB-MPR": (r"[A-Z0-9]{4,12}", "four to twelve letters and digits, such as 29530R"),
}


def clean_number(scheme: str, number: str) -> str:
    """The number as it is stored: capitals, no spaces. Raises ValidationError saying what it should look like."""
    number = re.sub(r"[\s.]", "", number).upper()
    if scheme == OrganisationIdentifier.Scheme.COMPANY and number.isdigit():
        number = number.zfill(8)
    if scheme == OrganisationIdentifier.Scheme.CHARITY_NI:
        number = number.removeprefix("NIC")
    pattern, looks = NUMBERS[scheme]
    if not re.fullmatch(pattern, number):
        label = OrganisationIdentifier.Scheme(scheme).label
        raise ValidationError(f"A {label[0].lower()}{label[1:]} is {looks}. Check it again.")
    return number


class IdentifierForm(forms.Form):
    """One official number."""

    scheme = forms.ChoiceField(label="Kind of number", choices=OrganisationIdentifier.Scheme.choices)
    number = forms.CharField(label="Number", max_length=40)

    def clean(self):
        cleaned = super().clean()
        _clean_pair(self)
        return cleaned


def _clean_pair(form):
    scheme, number = form.cleaned_data.get("scheme"), form.cleaned_data.get("number")
    if scheme and number:
        try:
            form.cleaned_data["number"] = clean_number(scheme, number)
        except ValidationError as error:
            form.add_error("number", error)


class OrganisationForm(RowForm):
    """Name, kind and website of an organisation."""

    audiences = {"name": COMMUNITY}
    website = forms.URLField(required=False, assume_scheme="https", max_length=200)

    class Meta:
        model = Organisation
        fields = ["name", "kind", "website"]


class NewOrganisationForm(OrganisationForm):
    """A new organisation, with one official number if it is known."""

    scheme = forms.ChoiceField(
        label="Kind of official number",
        required=False,
        choices=[("", "None, or not known yet"), *OrganisationIdentifier.Scheme.choices],
        help_text="An official number tells two bodies with the same name apart.",
    )
    number = forms.CharField(label="Official number", required=False, max_length=40)

    def clean(self):
        cleaned = super().clean()
        scheme, number = self.cleaned_data.get("scheme"), self.cleaned_data.get("number")
        if scheme and not number:
            self.add_error("number", "Write the number, or choose “None, or not known yet”.")
        elif number and not scheme:
            self.add_error("scheme", "Choose which kind of number this is.")
        _clean_pair(self)
        return cleaned
