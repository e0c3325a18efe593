"""Check what is typed about payments."""

from decimal import Decimal
from typing import Any, cast

from django import forms

from ftc_qi.core.forms import GuardedForm, RowForm, RowsField
from ftc_qi.core.templatetags.ftc import money, uk_date
from ftc_qi.core.today import today

from ..actions.payments import left_to_plan
from ..models import GrantYear, Payment, Programme, ProgrammeYear, Project
from .funding import MONEY
from .programme import day_field
from .projects import CarriesVersion

PER_YEAR = (1, 2, 3, 4, 6, 12)
LABELS = {"amount": "Amount in pounds", "condition": "What has to be in place first"}


class PoundsField(forms.DecimalField):
    """Pounds and pence above 0, also when typed "£20,833.50"."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(max_digits=14, decimal_places=2, min_value=Decimal("0.01"), **options)
        self.error_messages["invalid"] = "Write pounds, such as 20,833.50."
        self.error_messages["max_decimal_places"] = "Write at most two digits after the point."
        self.error_messages["min_value"] = "Write more than £0."

    def to_python(self, value):
        return super().to_python(
            value.strip().lstrip("£").replace(",", "") if isinstance(value, str) else value
        )

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return money(value).lstrip("£")


class YearChoice(forms.ModelChoiceField):
    """A grant's year, with what is left to plan in it."""

    def label_from_instance(self, obj: GrantYear) -> str:
        return f"{obj.programme_year.label}: {money(left_to_plan(obj))} left to plan"


class YearChoices(RowsField):
    """Several of a grant's years."""

    def label_from_instance(self, obj: GrantYear) -> str:
        return YearChoice.label_from_instance(self, obj)  # type: ignore[arg-type]


class PaymentForm(RowForm):
    """A planned payment."""

    audiences = {"condition": MONEY}
    amount = PoundsField(label=LABELS["amount"])
    due_on = day_field("Due on")

    class Meta:
        model = Payment
        fields = ["amount", "due_on", "condition"]
        labels = LABELS
        help_texts = {"condition": "Such as: report for the first half-year accepted."}


class PaymentAddForm(PaymentForm):
    """A new planned payment in one of the grant's years."""

    grant_year = YearChoice(GrantYear.objects.none(), label="Year", empty_label="Choose a year")
    field_order = ["grant_year", "amount", "due_on", "condition"]

    def __init__(self, *args: Any, years, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast(YearChoice, self.fields["grant_year"]).queryset = years


class EqualPaymentsForm(GuardedForm):
    """Split what is left of some years into equal payments."""

    audiences = {"condition": MONEY}
    years = YearChoices(GrantYear.objects.none(), label="Years to plan", widget=forms.CheckboxSelectMultiple)
    per_year = forms.TypedChoiceField(
        label="Payments in each year",
        coerce=int,
        choices=[(count, str(count)) for count in PER_YEAR],
        initial=4,
    )
    when = forms.ChoiceField(
        label="Due",
        choices=[
            ("start", "On the first day of each part of the year"),
            ("end", "On the last day of each part of the year"),
        ],
        initial="start",
        widget=forms.RadioSelect,
    )
    condition = forms.CharField(
        label=LABELS["condition"], max_length=200, required=False, help_text="The same for each of them."
    )

    def __init__(self, *args: Any, years, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast(YearChoices, self.fields["years"]).queryset = years
        self.fields["years"].error_messages["required"] = "Tick one year at least."
        self.initial["years"] = [row.pk for row in years if left_to_plan(row) > 0]


class MoveForm(CarriesVersion):
    """A step of a payment that needs nothing more."""

    def as_it_is(self, current: Payment) -> str:
        return f"The payment is now {money(current.amount)}, due on {uk_date(current.due_on)}."


class SendBackForm(MoveForm):
    """Why an approved payment goes back to planned."""

    audiences = {"why": MONEY}
    why = forms.CharField(label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RecordForm(MoveForm):
    """The day a payment was made."""

    paid_on = day_field("Paid on")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["paid_on"] = today()


class WithdrawPaymentForm(SendBackForm):
    """Why a planned payment is taken back."""


class CorrectionForm(GuardedForm):
    """How much of a paid payment to take back, and why."""

    audiences = {"why": MONEY}
    amount = PoundsField(label="Take back, in pounds")
    why = forms.CharField(label="What went wrong?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["amount"] = payment.amount
        self.fields["amount"].help_text = f"Up to {money(payment.amount)}, what was paid."


class PaymentFilterForm(forms.Form):
    """Which payments to list. Anything not understood filters nothing."""

    status = forms.ChoiceField(
        required=False, choices=[("", "Any"), ("overdue", "Overdue"), *Payment.Status.choices]
    )
    year = forms.ModelChoiceField(ProgrammeYear.objects.none(), required=False, empty_label="All years")
    project = forms.ModelChoiceField(
        Project.objects.none(), required=False, empty_label="All projects", to_field_name="slug"
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["year"]).queryset = programme.years.current()
        cast(forms.ModelChoiceField, self.fields["project"]).queryset = (
            Project.objects.filter(programme=programme, grants__isnull=False)
            .distinct()
            .order_by("name", "pk")
        )
