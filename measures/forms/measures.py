"""Forms of a measure: what it is, and whether it is about people."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from ftc_qi.core.forms import COMMUNITY, TEAM, RowForm
from ftc_qi.core.models import Versioned
from ftc_qi.core.today import today
from measures import periods
from measures.forms.shared import OWN, shared_question
from measures.models import DataKind, Measure, SharedMeasure

KINDS_OF_FIGURE = [
    (DataKind.COUNT, "A count, such as people tested each month"),
    (DataKind.PROPORTION, "A share: some of a group, such as 55 of 89 people said yes"),
    (DataKind.RATE, "A rate: so many for every N, such as falls for every 1,000 visits"),
    (DataKind.CONTINUOUS, "A measurement, such as days waited or an average score"),
    (DataKind.EVENTS, "Days or cases between rare events, such as late diagnoses"),
]
DIRECTIONS = [
    (Measure.Direction.UP, "Higher is better"),
    (Measure.Direction.DOWN, "Lower is better"),
    (Measure.Direction.NEUTRAL, "Neither: we only watch it"),
]
EVENT_DIRECTIONS_HINT = "For rare events: more days between them is “higher”."
FREQUENCIES = [
    (Measure.Frequency.WEEKLY, "Every week"),
    (Measure.Frequency.FORTNIGHTLY, "Every two weeks"),
    (Measure.Frequency.MONTHLY, "Every month"),
    (Measure.Frequency.QUARTERLY, "Every quarter"),
]
KINDS = [
    (Measure.Kind.OUTCOME, "Outcome: what matters to people in the end"),
    (Measure.Kind.PROCESS, "Process: what we do to get there"),
    (Measure.Kind.BALANCING, "Balancing: what might get worse on the way"),
]
ABOUT_PEOPLE = [
    ("yes", "Yes: they count people, or are about people"),
    ("no", "No, such as cups of tea or opening hours"),
]
LEAST_BASELINE = 6


def day_input() -> forms.DateInput:
    """The device's own date picker."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def text_area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def decimals_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Decimal places shown",
        choices=[(n, str(n)) for n in range(5)],
        coerce=int,
        help_text="62% has none, 62.4% has one.",
    )


def scale_of(data_kind: str, per: int) -> int:
    """What a plotted value is multiplied by to be read (DECISIONS 10)."""
    if data_kind == DataKind.PROPORTION:
        return 100
    return per if data_kind == DataKind.RATE else 1


def displayed_target(target: Decimal | None, data_kind: str, per: int) -> str:
    """A stored target as people type it: "70" for 0.7 of a proportion; "" without one."""
    if target is None:
        return ""
    text = format(target * scale_of(data_kind, per), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class MeasureForm(RowForm):
    """A measure. Only what is needed to start is required; `more()` gives the rest in groups.

    main: the name of the project's main outcome, if another measure has it. frozen: figures exist, so kind of
    figure and frequency are left out of the form (and of `values()`). shared: the programme's shared measures;
    where there are any, the form asks whether this is one, and takes from it what is left empty.
    """

    TEXTS = (
        "name",
        "operational_definition",
        "unit",
        "numerator_label",
        "denominator_label",
        "inclusions",
        "exclusions_text",
        "source",
        "collected_by",
    )
    audiences = dict.fromkeys(TEXTS, COMMUNITY)
    OF_SHARED = ("name", "operational_definition", "data_kind")
    ESSENTIALS = ("shared_measure", "name", "operational_definition", "data_kind", "frequency", "direction")
    MORE = (
        ("What kind of measure it is", ("kind", "is_primary", "target", "target_on")),
        (
            "The figures",
            ("numerator_label", "denominator_label", "per", "unit", "decimals"),
        ),
        ("Who and what is counted", ("inclusions", "exclusions_text", "source", "collected_by")),
        ("When", ("collect_from", "collect_until", "lag_days", "fortnight_anchor")),
        ("Protection and totals", ("about_people", "adds_over_time", "adds_over_projects")),
        ("Reading the chart", ("baseline_periods",)),
    )

    about_people = forms.ChoiceField(
        label="Are these figures about people?", choices=ABOUT_PEOPLE, widget=forms.RadioSelect, initial="yes"
    )
    baseline_periods = forms.IntegerField(
        label="Fix the centre line on the first … recorded points",
        required=False,
        min_value=LEAST_BASELINE,
        max_value=200,
        help_text="Leave empty to use them all. 12 or more make a firm line. You can set this later.",
    )

    class Meta:
        model = Measure
        fields = [
            "name",
            "operational_definition",
            "data_kind",
            "frequency",
            "direction",
            "kind",
            "is_primary",
            "target",
            "target_on",
            "numerator_label",
            "denominator_label",
            "per",
            "unit",
            "decimals",
            "inclusions",
            "exclusions_text",
            "source",
            "collected_by",
            "collect_from",
            "collect_until",
            "lag_days",
            "fortnight_anchor",
            "adds_over_time",
            "adds_over_projects",
        ]
        labels = {
            "name": "Name",
            "operational_definition": "What is counted?",
            "is_primary": "This is the project’s main outcome",
            "target": "Target",
            "target_on": "Reach the target by",
            "numerator_label": "The top number counts",
            "denominator_label": "The bottom number counts",
            "per": "For every",
            "unit": "Unit",
            "inclusions": "Who or what is counted in",
            "exclusions_text": "Who or what is left out",
            "source": "Where the figures come from",
            "collected_by": "Who collects them",
            "collect_from": "Collected from",
            "collect_until": "Collected until",
            "lag_days": "Days to log after a period ends",
            "fortnight_anchor": "A Monday on which a two-week period starts",
            "adds_over_time": "Periods may be added up: nobody is counted again in a later period",
            "adds_over_projects": "Projects may be added up: nobody is counted by two projects",
        }
        help_texts = {
            "name": "Short, and about the thing itself: “Offers of a test accepted”.",
            "operational_definition": "So exactly that two people would count the same.",
            "target": "As you would say it: 70 for 70%. A wish, never a limit.",
            "numerator_label": "For a share or a rate: “Said yes”.",
            "denominator_label": "For a share or a rate: “People offered a test”.",
            "per": "For a rate: 1,000 in “falls for every 1,000 visits”.",
            "unit": "“people”, “days” or “points”. A share needs none.",
            "source": "“Paper tally at the drop-in”.",
            "collected_by": "A role, not a name: “Session lead”.",
            "fortnight_anchor": "Only for every two weeks. It sets which weeks belong together.",
            "adds_over_time": "Leave this empty if the same person could be counted again next month.",
            "adds_over_projects": "Leave this empty if the same person could come to two projects.",
        }
        widgets = {
            "operational_definition": text_area(3),
            "inclusions": text_area(),
            "exclusions_text": text_area(),
            "target_on": day_input(),
            "collect_from": day_input(),
            "collect_until": day_input(),
            "fortnight_anchor": day_input(),
        }

    def __init__(
        self,
        *args: Any,
        main: str = "",
        frozen: bool = False,
        default_lag: int = 14,
        shared: Sequence[SharedMeasure] = (),
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.shared = shared
        self.fields["decimals"] = decimals_field()
        self._fill_in_what_was_not_asked()
        self.frozen = frozen
        self._ask_essentials()
        self.fields["kind"] = forms.ChoiceField(
            label="Kind of measure", choices=KINDS, widget=forms.RadioSelect
        )
        hint = "Only an outcome can be it; one in a project."
        self.fields["is_primary"].help_text = (
            f"“{main}” is it now: ticking this moves it. {hint}" if main else hint
        )
        self.fields["lag_days"].help_text = f"Leave empty for the programme’s own: {default_lag}."
        self.fields["target"].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        self.initial.setdefault("kind", Measure.Kind.PROCESS)
        self.initial.setdefault("fortnight_anchor", periods.monday_of(today()))
        if self.initial["fortnight_anchor"] is None:
            self.initial["fortnight_anchor"] = periods.monday_of(today())
        self._ask_protection()
        if self.instance_id is not None:
            del self.fields["baseline_periods"]
        if self.initial.get("target") is not None:
            kind, per = self._initial_kind()
            self.initial["target"] = displayed_target(Decimal(self.initial["target"]), kind, per)
        if frozen:
            for name in ("data_kind", "frequency", "fortnight_anchor"):
                del self.fields[name]

    def _fill_in_what_was_not_asked(self) -> None:
        """Whoever sends only what is needed to start gets the usual settings for the rest (DECISIONS 16)."""
        if not self.is_bound:
            return
        stored = self.instance
        usual = {
            "kind": stored.kind,
            "decimals": stored.decimals,
            "per": stored.per,
            "about_people": "yes" if stored.about_people else "no",
            "frequency": stored.frequency or Measure.Frequency.MONTHLY,
        }
        if self.shared:
            usual["shared_measure"] = self.initial.get("shared_measure") or stored.shared_measure_id or OWN
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict or a dict
        chosen = data.get(self.add_prefix("shared_measure"))
        if one := next((row for row in self.shared if str(row.pk) == chosen), None):
            usual |= {name: getattr(one, name) for name in self.OF_SHARED}
        for name, value in usual.items():
            if not data.get(self.add_prefix(name)):
                data[self.add_prefix(name)] = str(value)
        self.data = data

    def _ask_essentials(self) -> None:
        self.fields["operational_definition"].required = True
        self.fields["data_kind"] = forms.ChoiceField(
            label="What kind of figure is it?",
            choices=KINDS_OF_FIGURE,
            widget=forms.RadioSelect,
            initial=DataKind.COUNT if not self.shared else None,
        )
        if self.shared:
            self.fields["shared_measure"] = shared_question(self.shared, is_new=self.instance_id is None)
            self.initial.setdefault("shared_measure", self.instance.shared_measure_id)
            self.initial["shared_measure"] = self.initial["shared_measure"] or OWN
        self.fields["frequency"] = forms.ChoiceField(
            label="How often?",
            choices=FREQUENCIES,
            widget=forms.RadioSelect,
            help_text="Rare events have none: you log each one when it happens.",
        )
        self.fields["direction"] = forms.ChoiceField(
            label="Which way is good?",
            choices=DIRECTIONS,
            widget=forms.RadioSelect,
            help_text=EVENT_DIRECTIONS_HINT,
        )
        self.initial.setdefault("frequency", Measure.Frequency.MONTHLY)

    def _ask_protection(self) -> None:
        field = self.fields["about_people"]
        field.help_text = (
            "Small numbers about people are hidden from everybody but your team, advisor and fund manager. "
            "If you answer no, an advisor or fund manager confirms it first; until then they stay hidden."
        )
        if self.instance_id is not None:
            self.initial["about_people"] = "yes" if self.instance.about_people else "no"

    def _initial_kind(self) -> tuple[str, int]:
        if self.instance_id is not None:
            return self.instance.data_kind, self.instance.per
        return self.initial.get("data_kind", DataKind.COUNT), int(self.initial.get("per") or 1)

    # --- layout --------------------------------------------------------------------------------------------

    def essentials(self) -> list[BoundField]:
        return [self[name] for name in self.ESSENTIALS if name in self.fields]

    def more(self) -> list[tuple[str, list[BoundField]]]:
        """The groups under "More", without those a frozen measure no longer asks."""
        groups = [(title, [self[n] for n in names if n in self.fields]) for title, names in self.MORE]
        return [(title, fields) for title, fields in groups if fields]

    def at_the_end(self) -> list[BoundField]:
        """What stands in no group: the question about free text."""
        grouped = {*self.ESSENTIALS, *(name for _, names in self.MORE for name in names)}
        return [field for field in self.visible_fields() if field.name not in grouped]

    def more_is_open(self) -> bool:
        """Open where there is something to look at: settings already made, or an error inside."""
        inside = {name for _, names in self.MORE for name in names}
        return self.instance_id is not None or (self.is_bound and bool(inside & set(self.errors)))

    # --- cleaning ------------------------------------------------------------------------------------------

    def clean_fortnight_anchor(self) -> datetime.date | None:
        anchor = self.cleaned_data.get("fortnight_anchor")
        if anchor is not None and anchor.weekday() != 0:
            raise forms.ValidationError("This day is not a Monday. Choose one.")
        return anchor

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("data_kind", self.instance.data_kind)
        if not self.frozen and "data_kind" in cleaned:
            self._clean_frequency(cleaned, kind)
        if cleaned.get("is_primary") and cleaned.get("kind", Measure.Kind.OUTCOME) != Measure.Kind.OUTCOME:
            self.add_error(
                "is_primary", "Only an outcome can be the main outcome. Choose Outcome, or take the tick out."
            )
        begin, end = cleaned.get("collect_from"), cleaned.get("collect_until")
        if begin and end and end < begin:
            self.add_error("collect_until", "Collection can’t end before it begins. Check both days.")
        self._clean_target(cleaned, kind)
        return cleaned

    def _clean_frequency(self, cleaned: dict[str, Any], kind: str) -> None:
        if kind == DataKind.EVENTS:
            cleaned["frequency"] = ""
        if cleaned.get("frequency") != Measure.Frequency.FORTNIGHTLY:
            cleaned["fortnight_anchor"] = None
        elif cleaned.get("fortnight_anchor") is None and "fortnight_anchor" not in self.errors:
            cleaned["fortnight_anchor"] = periods.monday_of(today())

    def _clean_target(self, cleaned: dict[str, Any], kind: str) -> None:
        target = cleaned.get("target")
        if target is None:
            if cleaned.get("target_on"):
                self.add_error("target", "Give the target itself, or take its date out.")
            return
        if kind == DataKind.PROPORTION and not 0 <= target <= 100:
            self.add_error("target", "A percentage lies between 0 and 100. Type 70 for 70%.")
            return
        cleaned["target"] = target / scale_of(kind, cleaned.get("per", self.instance.per))

    def values(self) -> dict[str, Any]:
        values = super().values()
        if "about_people" in self.cleaned_data:
            values["about_people"] = self.cleaned_data["about_people"] == "yes"
        return values

    def show_conflict(self, current: Versioned) -> None:
        # The radio answers "yes" or "no"; a row compares as one of them.
        typed = self.cleaned_data.get("about_people")
        self.cleaned_data["about_people"] = (
            typed == "yes" if typed else getattr(current, "about_people", True)
        )
        super().show_conflict(current)

    def _words(self, name, value):
        if name == "target" and value is not None:
            return displayed_target(Decimal(value), self.instance.data_kind, self.instance.per)
        if name == "about_people":
            return "yes" if value else "no"
        if name == "shared_measure":
            return value.name if value else "No, it is our own"
        return super()._words(name, value)


def copied(old: Measure) -> Mapping[str, Any]:
    """What a successor measure begins with: everything of the old one but its dates. The chart's settings,
    which the form does not ask, are taken over by the action."""
    names = [n for n in MeasureForm.Meta.fields if n not in ("collect_from", "collect_until")]
    month = f"{periods.MONTHS[today().month - 1]} {today().year}"
    name = f"{old.name[:130]}, from {month}"
    return {
        **{n: getattr(old, n) for n in names},
        "name": name,
        "shared_measure": old.shared_measure_id,
    }


def taken_from(shared: SharedMeasure) -> Mapping[str, Any]:
    """What a project's measure begins with that is one of the programme's shared measures."""
    return {"shared_measure": shared.pk, **{n: getattr(shared, n) for n in MeasureForm.OF_SHARED}}


class PeopleForm(RowForm):
    """Why an advisor or fund manager says that figures are, or are not, about people."""

    audiences = {"why": TEAM}
    why = forms.CharField(label="Why", max_length=500, widget=text_area(3))

    class Meta:
        model = Measure
        fields: list[str] = []
