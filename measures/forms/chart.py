"""The form of a measure's chart settings: how its chart is drawn, and which rules read it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ftc_qi.core.forms import TEAM, RowForm
from measures import chart_choice
from measures.forms.measures import decimals_field, text_area
from measures.models import Measure
from measures.series import ReaderSeries
from measures.spc.charts import CHARTS


class ChartSettings(RowForm):
    """How a measure's chart is drawn and which rules read it. series: the reader's own, for what fits it.

    A chart that does not fit wants a note. PROPOSED leaves the chart to the figures; USUAL, the rules to the
    chart, whichever it is.
    """

    PROPOSED, USUAL = "proposed", "usual"

    audiences = {"chart_note": TEAM}

    class Meta:
        model = Measure
        fields = ["chart", "chart_note", "rule_set", "y_axis", "decimals"]
        labels = {"chart_note": "Why this chart?"}
        help_texts = {"chart_note": "Needed for a chart that would not be offered. Stands beside the chart."}
        widgets = {"chart_note": text_area()}

    def __init__(self, *args: Any, series: ReaderSeries, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offered = chart_choice.proposal(series)
        self.doubts = chart_choice.doubts(series)
        possible = chart_choice.possible(series)
        self.stored_rules = self.instance.rule_set
        self.fields["chart"] = forms.ChoiceField(
            label="Which chart?",
            choices=self._charts(possible, stored=self.instance.chart),
            widget=forms.RadioSelect,
        )
        self.initial["chart"] = self.instance.chart or self.PROPOSED
        self.fields["rule_set"] = forms.ChoiceField(
            label="Which rules read it?",
            choices=self._rules(possible),
            widget=forms.RadioSelect,
        )
        self.initial["rule_set"] = self._answer_of(self.stored_rules, self.instance.chart)
        self.fields["y_axis"] = forms.ChoiceField(
            label="Where does the upright axis begin?",
            choices=Measure.YAxis.choices,
            widget=forms.RadioSelect,
            help_text="A zoomed axis makes a small change look large.",
        )
        self.fields["decimals"] = decimals_field()

    def _charts(self, possible: Sequence[str], *, stored: str) -> list[tuple[str, str]]:
        choices = [(self.PROPOSED, f"As proposed: {chart_choice.in_sentence(self.offered.chart)} now")]
        for chart in possible:
            doubt = self.doubts.get(chart)
            choices.append((chart, f"{CHARTS[chart].name}{f' (say why: {doubt})' if doubt else ''}"))
        if stored and stored not in possible:
            choices.append((stored, f"{CHARTS[stored].name} (not possible with these figures)"))
        return choices

    def _rules(self, possible: Sequence[str]) -> list[tuple[str, str]]:
        """The usual ones, and every other rule set of a chart that is possible, with the charts it is for."""
        found: dict[str, list[str]] = {}
        for chart in possible:
            for key in CHARTS[chart].rule_sets[1:]:
                found.setdefault(key, []).append(f"{chart_choice.in_sentence(chart)}s")
        labels = dict(Measure.RuleSet.choices)
        others = [(key, f"{labels[key]} (for {' and '.join(charts)})") for key, charts in found.items()]
        return [(self.USUAL, "The usual rules of the chart"), *others]

    def _answer_of(self, rules: str, chart: str) -> str:
        """How stored rules stand in the form: by name where they make a difference on the chart in use."""
        used = chart or self.offered.chart
        return rules if rules in CHARTS[used].rule_sets[1:] else self.USUAL

    def clean_chart(self) -> str:
        chart = self.cleaned_data["chart"]
        return "" if chart == self.PROPOSED else chart

    def clean_chart_note(self) -> str:
        return " ".join(self.cleaned_data["chart_note"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chart = cleaned.get("chart", "")
        if not chart:
            cleaned["chart_note"] = ""
        elif chart in self.doubts and not cleaned.get("chart_note") and "chart_note" not in self.errors:
            why = f"Say why it is {chart_choice.with_article(chart)}: readers will ask."
            self.add_error("chart_note", f"{why} {upper_first(self.doubts[chart])}.")
        rules = cleaned.get("rule_set", "")
        used = CHARTS[chart or self.offered.chart]
        if rules == self.USUAL:
            is_usual = self.stored_rules not in used.rule_sets[1:]
            cleaned["rule_set"] = self.stored_rules if is_usual else Measure.RuleSet.ANHOEJ.value
        elif rules and "chart" not in self.errors and rules not in used.rule_sets:
            self.add_error("rule_set", does_not_fit(rules, used.key))
        return cleaned

    def _words(self, name, value):
        if name == "rule_set":
            return dict(Measure.RuleSet.choices).get(value, value)
        if name == "chart":
            return dict(Measure.Chart.choices).get(value, "As proposed")
        return super()._words(name, value)


def does_not_fit(rules: str, chart: str) -> str:
    """Why a rule set can't read a chart, and what to do."""
    charts = [
        f"{chart_choice.in_sentence(c.key)}s"
        for c in CHARTS.values()
        if c.in_product and rules in c.rule_sets
    ]
    return (
        f"{dict(Measure.RuleSet.choices)[rules]} is for {', '.join(charts)}, and this is "
        f"{chart_choice.with_article(chart)}. Choose the usual rules, or others that fit."
    )


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
