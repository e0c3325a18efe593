"""What holds of every paragraph, whatever the figures: true to its face, well formed, kind."""

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures import words
from measures.glossary import GLOSSARY, terms_in
from measures.rule_words import all_words, rules_applied, why_this_chart
from measures.values import displayed
from tests.measures.examples import analysed, shared, working
from tests.measures.word_series import BASELINE, SERIES, SHARES, events

NEVER = (
    r"\b(significant\w*|caused?|because of|fail\w*|fault|bad|poor\w*|simply|just|obviously|none|nan|null)\b"
)
ONE_OF_MANY = (
    r"(?<![\d.,])1 (points|months|weeks|fortnights|quarters|gaps|events|figures|cases|days|times|people)\b"
)
LONGEST_LINE, LONGEST_EVIDENCE = 130, 480
NUMBER = r"\d[\d,]*(?:\.\d+)?"

CHARTS_OF = {
    "count": ["", "run", "c", "xmr", "i"],
    "proportion": ["", "run", "p", "pp", "xmr", "i"],
    "rate": ["", "run", "u", "up", "xmr"],
    "continuous": ["", "run", "xmr", "i"],
}


def told(series):
    """Everything this module is about, in one text, and the paragraph alone."""
    series, analysis, result = analysed(series)
    said = words.sentence(series, analysis, result, out_of_date=True)
    rules = rules_applied(series, analysis)
    around = [
        words.caption(series, analysis),
        words.hidden_words(series),
        words.target_words(series, analysis, result),
        words.variation_words(series, analysis),
        words.assurance_words(series, analysis),
        why_this_chart(series),
        all_words(rules),
    ]
    return said, " ".join([said.line, said.evidence, *around])


@st.composite
def measures(draw):
    """What makes a series: figures with gaps, and every setting that words depend on."""
    kind = draw(st.sampled_from(list(CHARTS_OF)))
    least = draw(st.sampled_from([0, 9, 13, 24]))
    gap = draw(st.sampled_from([[], [st.none()], [st.just("not_collected")]]))
    highest = draw(st.sampled_from([1, 8, 40]))
    figures = draw(st.lists(st.one_of(st.integers(0, highest), *gap), min_size=least, max_size=least + 20))
    if draw(st.booleans()):  # a level that moves, so that every status turns up
        figures = [
            n + 30 if isinstance(n, int) and i > len(figures) / 2 else n for i, n in enumerate(figures)
        ]
    if kind in ("proportion", "rate"):
        size = draw(st.sampled_from([70, 100, 1000]))
        figures = [(n, size + i % 3) if isinstance(n, int) else n for i, n in enumerate(figures)]
    chart = draw(st.sampled_from(CHARTS_OF[kind]))
    return figures, {
        "data_kind": kind,
        "chart": chart,
        "rule_set": draw(st.sampled_from(["anhoej", "perla_2011", "nhs_mdc", "nhs_mdc_6"])),
        "direction": draw(st.sampled_from(["up", "down", "neutral"])),
        "phases": draw(st.sampled_from([[], BASELINE, [(None, 8, "")]])),
        "target": draw(st.sampled_from([None, 0, 1])),
        "unit": draw(st.sampled_from(["", "people", "days"])) if kind in ("count", "continuous") else "",
        "per": 1000 if kind == "rate" else 1,
        "denominator_label": "Visits" if kind == "rate" else "",
        "decimals": draw(st.sampled_from([0, 1])),
    }


def assert_well_said(said, text):
    for part in (said.line, said.evidence):
        assert part == part.strip() and "  " not in part
        assert not part or part.endswith(".")
        assert ".." not in part and " ." not in part and " ," not in part
    assert said.line[:1].isupper() or said.line[:1].isdigit()
    assert len(said.line) <= LONGEST_LINE
    assert len(said.evidence) <= LONGEST_EVIDENCE
    assert not re.search(NEVER, text, re.IGNORECASE), text
    assert not re.search(ONE_OF_MANY, text), text
    assert "-0" not in text and "about about" not in text


@given(measures(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_every_paragraph_is_well_formed_and_kind(made, is_shared):
    figures, facts = made
    assert_well_said(*told((shared if is_shared else working)(figures, **facts)))


@given(st.lists(st.integers(0, 60), max_size=40), st.sampled_from(["", "run", "t", "g"]), st.booleans())
@settings(max_examples=100, deadline=None)
def test_every_paragraph_on_events_is_well_formed_and_kind(gaps, chart, is_shared):
    make = shared if is_shared else working
    assert_well_said(*told(events(gaps, make=make, chart=chart, direction="up")))


@pytest.mark.parametrize("case", SERIES)
def test_every_paragraph_of_the_corpus_is_well_formed_and_kind(case):
    assert_well_said(*told(SERIES[case]))


@given(measures(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_hidden_numbers_change_no_word(made, random):
    """Two sets of figures that are protected alike are told alike, to the letter."""
    figures, facts = made
    facts |= {"hide_below": 8}

    def other(figure):
        count, size = figure if isinstance(figure, tuple) else (figure, None)
        if not isinstance(count, int) or not 0 < count < 8 or facts["data_kind"] == "continuous":
            return figure
        changed = random.randint(1, 7)
        return changed if size is None else (changed, size)

    one, two = shared(figures, **facts), shared([other(figure) for figure in figures], **facts)
    assert one.points == two.points
    assert told(one) == told(two)


@given(
    st.lists(st.one_of(st.integers(1000, 1400), st.integers(211, 989)), min_size=1, max_size=40), st.data()
)
@settings(max_examples=200, deadline=None)
def test_no_hidden_number_is_in_any_word(figures, data):
    """Under 1,000 is hidden: no such figure is written, and every level lies among the figures shown."""
    facts = {"hide_below": 1000, "phases": data.draw(st.sampled_from([[], BASELINE]))}
    series = shared(figures, **facts)
    said, text = told(series)
    written = {token.replace(",", "") for token in re.findall(NUMBER, text)}
    assert not written & {str(figure) for figure in figures if figure < 1000}

    shown = [displayed(series, point.plotted) for point in series.points if point.is_value]
    known = dates_and_counts(series)
    for token in re.findall(NUMBER, f"{said.line} {said.evidence}"):
        number = float(token.replace(",", ""))
        assert number in known or (shown and min(shown) - 1 <= number <= max(shown) + 1), (token, said)


def dates_and_counts(series):
    """Numbers a paragraph may hold that are no figures: of dates, of points, of crossings, the rules' start."""
    dates = {float(n) for point in series.points for n in re.findall(r"\d+", point.label)}
    return dates | {float(n) for n in range(len(series.points) + 1)} | {10.0, 100.0}


@pytest.mark.parametrize("make, is_told", [(working, True), (shared, False)])
def test_reasons_and_notes_of_the_team_are_told_to_the_team_alone(make, is_told):
    phases = [*BASELINE, (datetime.date(2025, 4, 1), None, "a new clinic")]
    figures = [(n, 100) for n in [*SHARES, *[55, 58, 57, 56] * 4]]
    facts = {"data_kind": "proportion", "chart": "p", "chart_note": "large clinics"}
    text = told(make(figures, phases=phases, **facts))[1]
    assert ("a new clinic" in text) == ("large clinics" in text) == is_told


def test_the_words_below_a_chart_are_explained_and_no_others():
    seen = set()
    for series in SERIES.values():
        text = told(series)[1]
        explained = terms_in(text)
        seen |= {term.name for term in explained}
        for name, pattern in (("Median", r"\bmedian\b"), ("Mean", r"\bmean\b"), ("Crossings", "cross")):
            assert (name in [term.name for term in explained]) == bool(
                re.search(pattern, text, re.IGNORECASE)
            )
    never = {term.name for term in GLOSSARY} - seen - {"PDSA cycle"}
    assert never == set()


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.name)
def test_every_term_is_explained_in_one_to_three_short_sentences(term):
    sentences = re.split(r"(?<=[.?]) ", term.text)
    assert 1 <= len(sentences) <= 3
    assert all(len(sentence.split()) <= 28 for sentence in sentences)
    assert term.text.endswith(".")
    assert not re.search("significant|caused|fault|fail", term.text, re.IGNORECASE)


def test_terms_are_found_by_words_not_by_parts_of_words():
    assert terms_in("I charted the meaning of a crisp shirt.") == []
    assert [term.name for term in terms_in("P chart of visits")] == ["P chart"]
    assert [term.name for term in terms_in("P′ chart of visits")] == ["P′ chart"]
