"""How the rules were applied, in a table for each phase, and the page that prints it with its words explained."""

import re

import pytest
from django.urls import reverse

from measures.glossary import GLOSSARY
from measures.rule_words import rules_applied, why_this_chart
from measures.spc.rules import RULE_SETS
from tests.factories import MeasureFactory, monthly_points
from tests.measures.examples import analysed
from tests.measures.word_series import DAYS, SERIES

RULES = {
    "better": [
        ("All figures: median 41%; from the first 12 months; 19 figures counted, 2 figures on the median passed over"),
        ("Longest run on one side", "10", "more than 7", "Signal"),
        ("Crossings of the median", "9", "fewer than 6", "No signal"),
    ],
    "Perla too many runs": [
        "All figures: median 15; 20 figures counted",
        ("Longest run on one side", "1", "more than 5", "No signal"),
        ("Crossings of the median", "19", "fewer than 5 or more than 15", "Signal"),
        ("Trend", "no row that long", "5 or more in a row: drawn, no signal", "Never counted"),
    ],
    "re-based lately": [
        "From April 2024: median 41; from the first 12 months; 10 figures counted, 2 figures on the median passed over",
        ("Longest run on one side", "1", "more than 6", "No signal"),
        ("Crossings of the median", "9", "fewer than 2", "No signal"),
        "From April 2025: median 20; trial, from 3 months; 1 figure counted, 2 figures on the median passed over",
        ("Longest run on one side", "1", "the rules start at 10", "Too early"),
        ("Crossings of the median", "0", "the rules start at 10", "Too early"),
    ],
    "xmr shift with the newest outside": [
        "All figures: mean 3.2; lower limit 2.2, upper limit 4.2, from the moving ranges; from the first 12 months; 20 figures counted",
        ("Figures outside the limits", "1: November 2025", "any figure beyond its limit", "Signal"),
        ("Trend", "no row that long", "7 or more in a row, each higher (or each lower) than the last", "No signal"),
        ("Two of three close to a limit", "0 times", "two of three in the outer third, all three on that side of the mean", "No signal"),
        ("Shift", "8, from April 2025", "7 or more in a row on one side of the mean", "Signal"),
    ],
    "xmr shift of six": [
        "All figures: mean 3.2; lower limit 2.2, upper limit 4.2, from the moving ranges; from the first 12 months; 18 figures counted",
        ("Figures outside the limits", "0", "any figure beyond its limit", "No signal"),
        ("Trend", "no row that long", "7 or more in a row, each higher (or each lower) than the last", "No signal"),
        ("Two of three close to a limit", "0 times", "two of three in the outer third, all three on that side of the mean", "No signal"),
        ("Shift", "6, from April 2025", "6 or more in a row on one side of the mean", "Signal"),
    ],
    "xmr constant": [
        "All figures: mean 3; no limits; 14 figures counted, all of them on the mean",
        ("Figures outside the limits", "–", "All figures are the same, so there are no limits to judge by", "Not applied"),
        ("Trend", "no row that long", "7 or more in a row, each higher (or each lower) than the last", "No signal"),
        ("Two of three close to a limit", "–", "needs limits", "Not applied"),
        ("Shift", "no row that long", "7 or more in a row on one side of the mean", "No signal"),
    ],
    "i few crossings": [
        "All figures: mean 3.2; lower limit 2.8, upper limit 3.6, from the moving ranges; 12 figures counted",
        ("Figures outside the limits", "0", "any figure beyond its limit", "No signal"),
        ("Longest run on one side", "7", "more than 7", "No signal"),
        ("Crossings of the mean", "1", "fewer than 3", "Signal"),
    ],
    "p with unequal numbers": [
        "All figures: mean 40%; limits as wide as each bottom number asks for; 16 figures counted",
        ("Figures outside the limits", "0", "any figure beyond its limit", "No signal"),
        ("Longest run on one side", "1", "more than 7", "No signal"),
        ("Crossings of the mean", "15", "fewer than 4", "No signal"),
    ],
    "c of zeros": [
        "All figures: mean 0; no limits; 14 figures counted, all of them on the mean",
        ("Figures outside the limits", "–", "All figures are the same, so there are no limits to judge by", "Not applied"),
        ("Longest run on one side", "0", "needs figures off the mean", "Not applied"),
        ("Crossings of the mean", "0", "needs figures off the mean", "Not applied"),
    ],
    "g cases": [
        "All figures: median 49; upper limit 184.6; 12 figures counted, 1 figure on the median passed over",
        ("Figures outside the limits", "0", "any figure beyond its limit", "No signal"),
        ("Longest run on one side", "2", "more than 7", "No signal"),
        ("Crossings of the median", "9", "fewer than 3", "No signal"),
    ],
    "always the same": [],
    "nine months": [],
    "small numbers": [],
}  # fmt: skip


@pytest.mark.parametrize("case", RULES)
def test_every_rule_says_what_it_found_and_what_would_be_a_signal(case):
    series, analysis, _ = analysed(SERIES[case])
    told = []
    for phase in rules_applied(series, analysis):
        told.append(phase.caption)
        told += [(step.name, step.found, step.limit, step.verdict) for step in phase.steps]
    assert told == RULES[case]


@pytest.mark.parametrize("case", SERIES)
def test_the_tables_and_the_engine_agree_on_what_is_a_signal(case):
    series, analysis, _ = analysed(SERIES[case])
    drawn = rules_applied(series, analysis)
    told = any(step.verdict == "Signal" for phase in drawn for step in phase.steps)
    assert told == bool(drawn and analysis.signals)


def test_every_rule_set_has_its_steps():
    used = {analysed(series)[1].rule_set.key for series in SERIES.values()}
    assert used >= {"anhoej", "perla_2011", "sigma_anhoej", "nhs_mdc", "nhs_mdc_shift6"}
    assert set(RULE_SETS) - used <= {"nhs_mdc_trend6", "nhs_mdc_6"}


def test_the_reason_for_the_chart_is_a_sentence():
    assert why_this_chart(SERIES["run of gaps"]) == "Run chart, as chosen: as the others."
    for series in SERIES.values():
        why = why_this_chart(series)
        assert why[:1].isupper() and why.endswith(".") and not why.endswith("..")


# --- the page -----------------------------------------------------------------------------------------------


@pytest.fixture
def waits(project):
    """An XmR chart of waits that grew, for everybody to read: not about people."""
    measure = MeasureFactory(
        project=project,
        name="Wait for a first visit",
        data_kind="continuous",
        unit="days",
        direction="down",
        target=3,
        about_people=False,
    )
    monthly_points(measure, [tenths / 10 for tenths in [*DAYS, 60, 34]])
    return measure


def details_of(html):
    """Summary → what it opens, as text."""
    found = re.findall(r"<details[^>]*><summary>([^<]*)</summary>(.*?)</details>", html, re.DOTALL)
    return {summary: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)) for summary, text in found}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["lead", "other_lead"])
def test_the_page_tells_rules_and_words_without_javascript(as_role, waits, role):
    html = as_role(role).get(reverse("measures:measure", args=["warm-welcome", waits.pk])).content.decode()
    assert "Worse in January 2025: the figure lies above the upper limit." in html
    assert "The target, 3 days, lies inside the limits" in html
    opened = details_of(html)
    rules = opened["How the rules were applied"]
    assert "XmR chart: a measurement with 14 recorded points." in rules
    assert "Figures outside the limits 1: January 2025 any figure beyond its limit Signal" in rules
    words = opened["What do these words mean?"]
    for term in GLOSSARY:
        if term.name in ("XmR chart", "Mean", "Limits", "Moving range", "Two of three", "Target"):
            assert term.text in words
        elif term.name in (
            "Run chart",
            "Median",
            "P chart",
            "Perla 2011 run chart rules",
            "Crossings",
            "Hidden",
        ):
            assert term.text not in words


@pytest.mark.django_db
def test_a_measure_without_figures_explains_only_what_its_page_says(as_role, project):
    empty = MeasureFactory(project=project, name="Nothing yet")
    html = as_role("lead").get(reverse("measures:measure", args=["warm-welcome", empty.pk])).content.decode()
    words = details_of(html)["What do these words mean?"]
    assert "Run chart" in words and "Median" not in words
