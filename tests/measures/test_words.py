"""Sentences typed by hand, for series typed by hand."""

import datetime
import re
from decimal import Decimal

import pytest

from measures import faces, words
from measures.charts.tables import safe_text
from measures.values import format_in_sentence, format_value, number, plain
from tests.measures.examples import analysed, rows, shared, working

DAY = datetime.date
BASELINE = [(None, 12, "")]
SHARES = [38, 43, 41, 36, 45, 40, 42, 39, 44, 37, 43, 41]
PEERS = "peers make the offer at all three sites."


def shares(numbers):
    return [(figure, 100) for figure in numbers]


EVENTS = [DAY(2024, 1, 1)]
for gap in [10, 12, 9, 14, 11, 10, 13, 12, 9, 11, 12, 10, 30, 32, 35, 31, 40, 38, 33, 36, 39]:
    EVENTS.append(EVENTS[-1] + datetime.timedelta(days=gap))

CORPUS = {
    "better": (
        working(
            shares([*SHARES, 55, 58, 60, 61, 62, 63, 64, 62, 66]), data_kind="proportion", phases=BASELINE
        ),
        "improvement",
        "Better since February 2025: about 61 in 100, up from 41 in 100.",
        "Ten months in a row above the median: unlikely to be chance.",
    ),
    "better when lower": (
        working(
            [30] * 6 + [29, 31] * 3 + [5, 5, 5, 5, 4, 6, 5, 5, 5, 5, 4, 6, 5], direction="down", unit="people"
        ),
        "improvement",
        "Better since April 2025: about 5 people a month, down from 30.",
        "Eleven months in a row below the median: unlikely to be chance.",
    ),
    "worse, weekly": (
        working(
            [
                n / 10
                for n in (30, 32, 35, 29, 31, 33, 34, 30, 32, 31, 33, 35, 45, 48, 50, 46, 49, 47, 48, 46)
            ],
            data_kind="continuous",
            direction="down",
            unit="days",
            frequency="weekly",
            start=DAY(2025, 9, 1),
            phases=BASELINE,
        ),
        "deterioration",
        "Worse since 10 November 2025: about 4.7 days, up from 3.2.",
        "Ten weeks in a row above the median: unlikely to be chance. It is worth asking what changed around then.",
    ),
    "neutral": (
        working(list(range(10, 26)), direction="neutral"),
        "changed",
        "Changed since December 2024: about 22 a month, up from 14.",
        "Eight months in a row above the median: unlikely to be chance. Neither direction is better.",
    ),
    "only few crossings": (
        working([1, 2, 3, 2, 1, 3, 9, 8, 9, 7, 9, 8]),
        "changed",
        "Changed, but the direction is unclear: about 5 a month.",
        "The line of points crosses the median once; chance alone would cross it 3 times or more.",
    ),
    "held, told to the team": (
        working(
            shares([*SHARES, 42, 44, 40, 47, 48, 49, 52, 54, 53, 57, 55, 61, 58, 64, 60, 66, 63, 62]),
            data_kind="proportion",
            phases=[*BASELINE, (DAY(2026, 3, 1), None, PEERS)],
        ),
        "improvement_held",
        "Better, and holding: about 62 in 100, up from 41 in 100.",
        (
            "15 months in a row above the earlier median, from July 2025: unlikely to be chance. "
            "The line was re-based in March 2026: peers make the offer at all three sites."
        ),
    ),
    "held, told to others": (
        shared(
            shares([*SHARES, 42, 44, 40, 47, 48, 49, 52, 54, 53, 57, 55, 61, 58, 64, 60, 66, 63, 62]),
            data_kind="proportion",
            phases=[*BASELINE, (DAY(2026, 3, 1), None, PEERS)],
        ),
        "improvement_held",
        "Better, and holding: about 62 in 100, up from 41 in 100.",
        (
            "15 months in a row above the earlier median, from July 2025: unlikely to be chance. "
            "The line was re-based in March 2026."
        ),
    ),
    "no signal": (
        working([26, 22, 30, 25, 28, 24, 27, 26, 29, 23, 26, 31]),
        "no_signal",
        "Ups and downs, but no signal: about 26 a month.",
        "Nothing in these 12 months stands out from chance.",
    ),
    "an earlier signal": (
        working([*SHARES, *[50] * 9, *[41, 39, 43] * 4], phases=BASELINE),
        "no_signal",
        "Ups and downs, but no signal: about 41 a month.",
        "An earlier signal, not current: ten months in a row above the median from February 2025.",
    ),
    "always the same": (
        working([20] * 16, unit="sessions"),
        "no_signal",
        "The same each month: 20 sessions a month.",
        "Nothing in these 16 months stands out from chance.",
    ),
    "all zero": (
        shared([0] * 12, unit="people"),
        "no_signal",
        "The same each month: 0 people a month.",
        "Nothing in these 12 months stands out from chance.",
    ),
    "rate by the quarter": (
        working(
            [(n, 900) for n in (20, 18, 25, 22, 19, 24, 21, 20, 23, 22, 18, 21)],
            data_kind="rate",
            per=1000,
            denominator_label="Bed days",
            frequency="quarterly",
            start=DAY(2022, 1, 1),
        ),
        "no_signal",
        "Ups and downs, but no signal: about 23.3 per 1,000 bed days.",
        "Nothing in these 12 quarters stands out from chance.",
    ),
    "days between events": (
        working(data_kind="events", events=EVENTS, phases=BASELINE),
        "improvement",
        "Better since 12 June 2024: about 35 days between events, up from 11.",
        "Nine events in a row above the median: unlikely to be chance.",
    ),
    "nine months": (
        working([5, 6, 7, 5, 6, 7, 5, 6, 9]),
        "too_little_data",
        "9 months so far. The rules start at 10.",
        "",
    ),
    "one week": (
        working([5], frequency="weekly", start=DAY(2025, 9, 1)),
        "too_little_data",
        "1 week so far. The rules start at 10.",
        "",
    ),
    "nothing yet": (working([]), "too_little_data", "No figures yet.", "The rules start at 10 months."),
    "three months after re-basing": (
        working([*SHARES, 20, 21, 20], phases=[*BASELINE, (DAY(2025, 4, 1), None, "new clinic")]),
        "too_little_data",
        "3 months since the line was re-based in April 2025. The rules start at 10.",
        "",
    ),
    "small numbers": (
        shared([3, 2, 4, 1, 0, 2, 12, 10, 3, 4, 2, 3]),
        "numbers_too_small",
        "Numbers too small to show.",
        "9 of 12 months are hidden to protect people, so there is no line and no signal.",
    ),
    "hidden months below the line": (
        shared([20, 22, 18, 25, 30, 19, 24, 21, 28, 17, 26, 23, 3, 2, 4, 1, 3, 2, 4, 3, 2], phases=BASELINE),
        "deterioration",
        "Worse since April 2025: the newest numbers are too small to show.",
        "Nine months in a row below the median: unlikely to be chance. It is worth asking what changed around then.",
    ),
}


@pytest.mark.parametrize("case", CORPUS)
def test_the_sentence_says_what_the_chart_shows(case):
    series, status, line, evidence = CORPUS[case]
    series, analysis, result = analysed(series)
    said = words.sentence(series, analysis, result)
    assert (result.status, said.line, said.evidence) == (status, line, evidence)


@pytest.mark.parametrize("case", CORPUS)
def test_no_sentence_claims_more_than_the_chart_shows_or_blames(case):
    series, analysis, result = analysed(CORPUS[case][0])
    said = words.sentence(series, analysis, result, out_of_date=True)
    text = f"{said.line} {said.evidence} {words.caption(series, analysis)}".lower()
    for word in (
        "significant",
        "caused",
        "because of",
        "fail",
        "fault",
        "bad",
        "poor",
        "simply",
        "just ",
        "none",
    ):
        assert word not in text


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
        "Rules: Anhøj rules, version 1. About 1 in 79 charts this long would show a signal by chance alone."
    )


@pytest.mark.parametrize(
    "case, way",
    [("better", "up"), ("better when lower", "down"), ("held, told to others", "up"), ("no signal", ""), ("only few crossings", "")],
)  # fmt: skip
def test_the_tile_steps_the_way_the_figures_moved(case, way):
    _, analysis, result = analysed(CORPUS[case][0])
    assert words.moved(analysis, result) == way


def test_values_are_written_in_one_way():
    percent = working([(1, 3)], data_kind="proportion", decimals=1)
    assert format_value(percent, 1 / 3) == "33.3%"
    assert format_in_sentence(percent, 1 / 3) == "33 in 100"
    assert format_in_sentence(percent, 0.004) == "0.4 in 100"
    assert format_in_sentence(percent, 0.0) == "0 in 100"
    count = working([1], unit="people")
    assert format_value(count, 1234.0) == "1,234"
    assert format_value(count, 26.5) == "26.5"
    assert format_in_sentence(count, 26.5) == "27 people a month"
    assert format_in_sentence(count, 2.5) == "2.5 people a month"
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
