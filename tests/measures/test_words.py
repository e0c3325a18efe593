"""The small words around a chart: targets, captions, notes, numbers. Whole paragraphs: `test_words_corpus`."""

import datetime
import re
from decimal import Decimal

import pytest

from ftc_qi.core.downloads import safe_text
from measures import faces, words
from measures.spc import false_alarms
from measures.spc.false_alarms import FalseAlarmRow
from measures.values import format_in_sentence, format_value, number, plain
from tests.measures.examples import analysed, rows, shared, working
from tests.measures.word_series import SERIES

DAY = datetime.date
SHARES = [38, 43, 41, 36, 45, 40, 42, 39, 44, 37, 43, 41]


def shares(numbers):
    return [(figure, 100) for figure in numbers]


def test_out_of_date_is_added_to_the_evidence():
    series, analysis, result = analysed(working([26, 22, 30]))
    said = words.sentence(series, analysis, result, out_of_date=True)
    assert said.evidence == "The last figure is for June 2024; the next is overdue."


@pytest.mark.parametrize(
    "make, expected",
    [
        ({"figures": shares([*SHARES, 41]), "data_kind": "proportion", "target": Decimal("0.7")}, "29 points short of the target, 70%"),
        ({"figures": shares([*SHARES, 41]), "data_kind": "proportion", "target": Decimal("0.4")}, "1 point better than the target, 40%"),
        ({"figures": [10] * 12, "target": Decimal(10)}, "At the target, 10"),
        ({"figures": [10] * 12, "target": Decimal(8), "direction": "down", "unit": "people"}, "2 people short of the target, 8"),
        ({"figures": [10] * 12, "target": Decimal(8), "direction": "neutral"}, "2 above the target, 8"),
        ({"figures": [4.5] * 12, "data_kind": "continuous", "unit": "days", "direction": "down", "target": Decimal(3)}, "1.5 days short of the target, 3 days"),
        ({"figures": [4.5] * 12, "data_kind": "continuous", "unit": "days", "direction": "down", "target": Decimal("3.0"), "decimals": 1}, "1.5 days short of the target, 3 days"),
        ({"figures": shares([*SHARES, 41]), "data_kind": "proportion", "target": Decimal("0.7"), "decimals": 1}, "29.0 points short of the target, 70%"),
        ({"figures": [10] * 12}, ""),
        ({"figures": [10] * 9, "target": Decimal(10)}, ""),
    ],
)  # fmt: skip
def test_the_distance_to_the_target_is_told_in_words(make, expected):
    series, analysis, result = analysed(working(make.pop("figures"), **make))
    assert words.target_words(series, analysis, result) == expected


def test_what_is_hidden_is_told_with_the_programmes_threshold():
    assert words.hidden_words(shared([12, 12])) == ""
    assert words.hidden_words(shared([12, 3])) == "One month is hidden because a number is under 5."
    assert (
        words.hidden_words(shared([2, 7], hide_below=8)) == "2 months are hidden because a number is under 8."
    )
    assert (
        words.hidden_words(
            shared([(4.5, 2)], data_kind="continuous", frequency="weekly", start=DAY(2025, 1, 6))
        )
        == "One week is hidden because it stands for too few people."
    )


def test_the_caption_names_unit_direction_dates_rules_and_chance():
    series, analysis, _ = analysed(
        working(shares(SHARES), data_kind="proportion", denominator_label="People offered")
    )
    assert words.caption(series, analysis) == (
        "Run chart of offers of a test accepted, % of people offered, April 2024 to March 2025; higher is better. "
        "The median rests on all 12 months. Rules: Anhøj rules, version 1. " + words.chance_words(analysis)
    )


@pytest.mark.parametrize(
    "case, rests",
    [
        ("xmr steady", "XmR chart of offers of a test accepted, days, April 2024 to March 2026; lower is better. The mean"),
        ("xmr steady", "The mean and limits rest on all 24 months."),
        ("xmr shift", "The mean and limits rest on the first 12 months, to March 2025."),
        ("xmr constant", "The mean rests on all 14 months."),
        ("held, to others", "The median rests on the 7 months since March 2026."),
        ("t longer", "The mean and limits rest on the first 12 gaps, to 13 May 2024."),
        ("g cases", "The median and limits rest on all 13 gaps."),
    ],
)  # fmt: skip
def test_the_caption_says_what_the_lines_rest_on(case, rests):
    series, analysis, _ = analysed(SERIES[case])
    assert rests in words.caption(series, analysis)


@pytest.mark.parametrize("case", ["nine months", "nothing yet", "small numbers", "one event"])
def test_without_a_line_the_caption_names_none(case):
    series, analysis, _ = analysed(SERIES[case])
    said = words.caption(series, analysis)
    assert "rest" not in said.replace("offers of a test", "")
    assert "cry wolf" not in said or analysis.phases[-1].centre is not None


def false_alarm(share, *, points=24, baseline=12):
    return FalseAlarmRow("anhoej", 1, "run", points, baseline, 10_000, share, {})


@pytest.mark.parametrize(
    "row, said",
    [
        (false_alarm(0.07), "On 24 random points with a 12-point baseline, these rules cry wolf about 7 times in 100."),
        (false_alarm(0.0149, baseline=None), "On 24 random points, these rules cry wolf about once in 100."),
        (false_alarm(0.02, baseline=None), "On 24 random points, these rules cry wolf about twice in 100."),
        (false_alarm(0.0076, baseline=None), "On 24 random points, these rules cry wolf about 8 times in 1,000."),
        (false_alarm(0.0), ""),
        (None, ""),
    ],
)  # fmt: skip
def test_false_alarms_are_told_as_a_count_or_not_at_all(monkeypatch, row, said):
    _, analysis, _ = analysed(SERIES["better"])
    monkeypatch.setattr(false_alarms, "rate", lambda *asked: row)
    assert words.chance_words(analysis) == said


def test_nothing_is_said_of_false_alarms_where_no_row_applies():
    for case in ("200 months", "p shift", "c steady", "t steady", "g cases", "small numbers"):
        _, analysis, _ = analysed(SERIES[case])
        assert words.chance_words(analysis) == ""


@pytest.mark.parametrize(
    "case, variation, assurance",
    [
        ("xmr above, newest", "The figure for April 2025 lies above the upper limit.", ""),
        ("xmr steady, target inside", "The figure for March 2026 is part of no signal.",
         "The target, 3 days, lies inside the limits: some months will meet it and some will not, unless something changes."),
        ("xmr shift", "The figure for November 2025 is part of a signal: eight months in a row below the mean.",
         "The target, 2.5 days, lies inside the limits: some months will meet it and some will not, unless something changes."),
        ("xmr rising", "The figure for October 2025 is part of a signal: seven months in a row rising.", ""),
        ("xmr by the week, above", "The figure for the week of 1 December 2025 is part of no signal.", ""),
        ("xmr neutral, with a target", "The figure for March 2025 is part of no signal.", ""),
        ("better", "", ""),
        ("i steady", "", ""),
    ],
)  # fmt: skip
def test_nhs_icons_have_their_words(case, variation, assurance):
    series, analysis, _ = analysed(SERIES[case])
    assert words.variation_words(series, analysis) == variation
    assert words.assurance_words(series, analysis) == assurance


@pytest.mark.parametrize(
    "case, text",
    [
        ("better", "Shift: 10 in a row above the median"),
        ("p shift", "Shift: 11 in a row above the mean"),
        ("xmr above, newest", "Above the upper limit"),
        ("xmr below, some months ago", "Below the lower limit"),
        ("xmr rising", "Rising trend"),
        ("xmr two of three", "Two of three close to the upper limit"),
        ("few crossings", "Few crossings of the median"),
        ("i few crossings", "Few crossings of the mean"),
        ("Perla too many runs", "Unusual number of runs"),
    ],
)
def test_a_signal_has_a_short_name_on_the_chart(case, text):
    series, analysis, result = analysed(SERIES[case])
    assert words.signal_words(series, analysis, result.signal) == text


@pytest.mark.parametrize(
    "case, way",
    [
        ("better", "up"),
        ("better without a baseline", "down"),
        ("held, to others", "up"),
        ("steady", ""),
        ("few crossings", ""),
        ("xmr rising", "up"),
        ("xmr above, newest", "up"),
        ("xmr two of three", "up"),
    ],
)
def test_the_tile_steps_the_way_the_figures_moved(case, way):
    _, analysis, result = analysed(SERIES[case])
    assert words.moved(analysis, result) == way


def test_values_are_written_in_one_way():
    percent = working([(1, 3)], data_kind="proportion", decimals=1)
    assert format_value(percent, 1 / 3) == "33.3%"
    assert format_in_sentence(percent, 1 / 3) == "33.3 in 100"
    assert format_in_sentence(percent, 0.004) == "0.4 in 100"
    assert format_in_sentence(percent, 0.0) == "0.0 in 100"
    whole = working([(1, 3)], data_kind="proportion")
    assert [format_in_sentence(whole, share) for share in (0.0, 0.004, 0.0304, 0.62, 0.996, 1.0)] == [
        "0 in 100",
        "0.4 in 100",
        "3 in 100",
        "62 in 100",
        "99.6 in 100",
        "100 in 100",
    ]
    count = working([1], unit="people")
    assert format_value(count, 1234.0) == "1,234"
    assert format_value(count, 26.5) == "26.5"
    assert format_in_sentence(count, 26.5) == "27 people a month"
    assert format_in_sentence(count, 2.5) == "2.5 people a month"
    assert format_in_sentence(count, 1.0) == "1 person a month"
    hours = working([1], data_kind="continuous", unit="hours")
    assert [format_in_sentence(hours, n) for n in (1.0, 1.5, 12.0)] == ["1 hour", "1.5 hours", "12 hours"]
    assert number(-0.04, 1) == "0.0"
    assert number(-3) == "−3"
    assert number(2.5) == "3"
    assert plain(Decimal("12.3400")) == "12.34"
    assert plain(0.1 + 0.2) == "0.3"
    assert plain(Decimal("1500")) == "1500"


def test_equal_protected_numbers_give_the_same_words():
    one, two = ([12, figure, 14, 9, 11, 13, 12, 10, 15, 12, 8, 14] for figure in (1, 4))
    told = []
    for figures in (one, two):
        series, analysis, result = analysed(shared(figures))
        told.append(
            (
                words.sentence(series, analysis, result),
                words.caption(series, analysis),
                words.hidden_words(series),
            )
        )
    assert told[0] == told[1]
    assert not re.search(r"\b[14] ", str(told[0][0]))


@pytest.mark.parametrize("text", ["=1+1", "+44", "-5 people", "@SUM(A1)", "\tx", "\rx", "＝x"])
def test_text_that_a_spreadsheet_would_run_is_quoted(text):
    assert safe_text(text) == f"'{text}"


def test_other_text_is_left_as_it_is():
    assert safe_text("Hostel closed - repairs") == "Hostel closed - repairs"


def test_sentences_are_only_made_of_a_face():
    series, analysis, result = analysed(working([1]))
    for wrong in (rows([1]).measure, rows([1]).points[0], None):
        with pytest.raises(TypeError):
            words.sentence(wrong, analysis, result)
    assert faces.status(series, analysis) == result
