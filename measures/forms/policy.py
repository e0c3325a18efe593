"""The form of a programme's protection of small numbers."""

from typing import Any

from django import forms

from ftc_qi.core.forms import RowForm
from measures.models import DisclosurePolicy

OWN = "own"
PRESETS = {
    "5": "Hide 1 to 4. The rule of UKHSA for HIV and STI data, and the usual choice.",
    "8": "Hide 1 to 7. The rule NHS England uses for hospital statistics (HES).",
    OWN: "Another number of our own.",
}


class PolicyForm(RowForm):
    """Which counts of people are hidden: a published convention, or a number of one's own."""

    preset = forms.ChoiceField(
        label="Hide small numbers", choices=list(PRESETS.items()), widget=forms.RadioSelect
    )

    class Meta:
        model = DisclosurePolicy
        fields = ["hide_below"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        now = str(self.instance.hide_below)
        self.initial["preset"] = now if now in PRESETS else OWN
        self.fields["hide_below"] = forms.IntegerField(
            label="Another number: hide below",
            required=False,
            min_value=3,  # "fewer than 2" would say that it is 1
            max_value=100,
            help_text="From 3 to 100. With 10, the numbers 1 to 9 are hidden.",
        )
        if now in PRESETS:
            self.initial["hide_below"] = None
        self.order_fields(["preset", "hide_below"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        preset = cleaned.get("preset")
        if preset in PRESETS and preset != OWN:
            cleaned["hide_below"] = int(preset)
        elif preset == OWN and cleaned.get("hide_below") is None and "hide_below" not in self.errors:
            self.add_error("hide_below", "Type the number below which figures are hidden, such as 10.")
        return cleaned
