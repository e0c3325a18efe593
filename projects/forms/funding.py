"""Check what is typed about grants."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from ftc_qi.core.forms import GuardedForm, RowForm
from ftc_qi.core.templatetags.ftc import money

from ..actions.funding import year_field
from ..models import Grant, GrantYear, ProgrammeYear
from ..money import ZERO
from .programme import WholePoundsField, day_field

MONEY = "money"
"""Audience of texts about money: fund manager, finance, funder and the project's lead."""


class YearAmounts(forms.Form):
    """One field of whole pounds for each programme year; left empty, nothing is awarded in it.

    left: year's key → pounds of its budget not awarded to other grants.
    """

    def add_years(
        self, years: Iterable[ProgrammeYear], left: Mapping[int, Decimal], now: Mapping[int, Decimal]
    ) -> None:
        self.years = list(years)
        for year in self.years:
            room = left[year.pk]
            words = f"{money(max(room, ZERO))} of the year’s {money(year.budget)} is left"
            self.fields[year_field(year)] = WholePoundsField(
                label=f"{year.label}, in pounds",
                required=False,
                help_text=f"{words} for this grant." if now else f"{words}.",
                initial=now.get(year.pk),
            )

    def amounts(self) -> dict[ProgrammeYear, Decimal]:
        """Programme year → pounds typed, 0 where left empty."""
        return {year: self.cleaned_data.get(year_field(year)) or ZERO for year in self.years}


class GrantForm(RowForm):
    """A grant's reference and date."""

    awarded_on = day_field("Awarded on")

    class Meta:
        model = Grant
        fields = ["reference", "awarded_on"]
        help_texts = {"reference": "As on the grant agreement, such as FTC-2026-07."}


class GrantAddForm(YearAmounts, GrantForm):
    """A new grant with what it awards in each year."""

    def __init__(self, *args: Any, years, left, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.add_years(years, left, {})


class AmountsForm(YearAmounts, GuardedForm):
    """What a grant awards in each year, changed with a reason."""

    audiences = {"why": MONEY}
    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why does it change?", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, grant: Grant, years, left, now: Mapping[int, Decimal], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = grant.version
        self.conflict: list[dict[str, Any]] = []
        self.add_years(years, left, now)
        self.order_fields([*(year_field(year) for year in self.years), "why", "version"])

    def show_conflict(self, current: Grant) -> None:
        """Set the amounts somebody else decided beside those typed."""
        rows = GrantYear.objects.current().filter(grant=current)
        theirs = dict(rows.values_list("programme_year_id", "amount"))
        for year, yours in self.amounts().items():
            if theirs.get(year.pk, ZERO) != yours:
                self.conflict.append(
                    {"label": year.label, "theirs": money(theirs.get(year.pk, ZERO)), "yours": money(yours)}
                )
        self.data = {**self.data.dict(), "version": str(current.version)}  # type: ignore[attr-defined]
        self.add_error(None, "Someone else changed this grant first. Compare the two below, then save again.")
