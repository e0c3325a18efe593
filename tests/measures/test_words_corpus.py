"""Paragraphs typed by hand for the series of `word_series`: what a team lead reads under each chart.

Each begins with the chart it was drawn as and the status. Change a word here only after reading the whole
paragraph beside its figures: is it true, short and kind?
"""

import pytest

from measures import words
from tests.measures.examples import analysed
from tests.measures.word_series import SERIES

EXPECTED = {
    "better": (
        "run improvement",
        "Better since February 2025: about 61 in 100, up from 41 in 100.",
        (
            "Ten months in a row above the median: unlikely to be chance. "
            "At about 61 in 100 it does not yet meet the target, 70 in 100."
        ),
    ),
    "better, target met": (
        "run improvement",
        "Better since February 2025: about 61 in 100, up from 41 in 100.",
        (
            "Ten months in a row above the median: unlikely to be chance. "
            "At about 61 in 100 it meets the target, 60 in 100."
        ),
    ),
    "better, target with a date": (
        "run improvement",
        "Better since February 2025: about 61 in 100, up from 41 in 100.",
        (
            "Ten months in a row above the median: unlikely to be chance. "
            "At about 61 in 100 it does not yet meet the target, 70 in 100 by March 2027."
        ),
    ),
    "better without a baseline": (
        "run improvement",
        "Better since April 2025: about 5 people a month, down from 30.",
        "Eleven months in a row below the median: unlikely to be chance.",
    ),
    "better, and the newest months back": (
        "run improvement",
        "Better from February to December 2025: about 51 a month, up from 41.",
        (
            "Ten months in a row above the median: unlikely to be chance. "
            "The newest four months are not part of it."
        ),
    ),
    "better, and one month back": (
        "run improvement",
        "Better since February 2025: about 51 a month, up from 41.",
        ("Ten months in a row above the median: unlikely to be chance. The newest month is not part of it."),
    ),
    "worse by the week": (
        "run deterioration",
        "Worse since 24 November 2025: about 30 people a week, down from 41.",
        (
            "Eight weeks in a row below the median: unlikely to be chance. "
            "It is worth asking what changed around then."
        ),
    ),
    "worse by the fortnight": (
        "run deterioration",
        "Worse since 16 February 2026: about 30 a fortnight, down from 41.",
        (
            "Eight fortnights in a row below the median: unlikely to be chance. "
            "It is worth asking what changed around then."
        ),
    ),
    "neutral run": (
        "run changed",
        "Changed since December 2024: about 22 a month, up from 14.",
        ("Eight months in a row above the median: unlikely to be chance. Neither direction is better."),
    ),
    "neutral with a target": (
        "run changed",
        "Changed since February 2025: about 50 a month, up from 41.",
        (
            "Ten months in a row above the median: unlikely to be chance. "
            "Neither direction is better. "
            "At about 50 it is above the target, 45 a month."
        ),
    ),
    "few crossings": (
        "run changed",
        "Changed, but the direction is unclear: about 5 a month overall.",
        (
            "The points cross the median once; chance alone would cross it 3 times or more. "
            "High and low figures come in stretches: look for when the level moved."
        ),
    ),
    "no crossing but once, neutral": (
        "run changed",
        "Changed, but the direction is unclear: about 7 a month overall.",
        (
            "The points cross the median once; chance alone would cross it 3 times or more. "
            "High and low figures come in stretches: look for when the level moved."
        ),
    ),
    "Perla shift": (
        "run improvement",
        "Better since February 2025: about 47 a month, up from 41.",
        "Seven months in a row above the median: unlikely to be chance.",
    ),
    "Perla too many runs": (
        "run changed",
        "Changed, but the direction is unclear: about 15 a month overall.",
        (
            "The points cross the median 19 times; chance alone would cross it 5 to 15 times. "
            "A mix of two kinds of figures can do that."
        ),
    ),
    "Perla too few runs": (
        "run changed",
        "Changed, but the direction is unclear: about 8 a month overall.",
        (
            "The points cross the median 3 times; chance alone would cross it 4 to 12 times. "
            "High and low figures come in stretches: look for when the level moved."
        ),
    ),
    "held, to the team": (
        "run improvement_held",
        "Better, and holding: about 62 in 100, up from 41 in 100.",
        (
            "15 months in a row above the earlier median, from July 2025: unlikely to be chance. "
            "The line was re-based in March 2026: peers make the offer at all three sites. "
            "At about 62 in 100 it meets the target, 60 in 100. "
            "This median is a trial one: it rests on 7 months."
        ),
    ),
    "held, to others": (
        "run improvement_held",
        "Better, and holding: about 62 in 100, up from 41 in 100.",
        (
            "15 months in a row above the earlier median, from July 2025: unlikely to be chance. "
            "The line was re-based in March 2026. "
            "This median is a trial one: it rests on 7 months."
        ),
    ),
    "held with a firm line": (
        "run improvement_held",
        "Better, and holding: about 57 a month, up from 41.",
        (
            "17 months in a row above the earlier median, from February 2025: unlikely to be chance. "
            "The line was re-based in April 2025: new clinic."
        ),
    ),
    "re-based lately": (
        "run too_little_data",
        "3 months since the line was re-based in April 2025. The rules start at 10.",
        "Before that it was about 41 a month.",
    ),
    "re-based, nothing since": (
        "run no_signal",
        "Ups and downs, but no signal: about 57 a month.",
        (
            "Nothing in these 16 months stands out from chance. "
            "Before the line was re-based in April 2025 it was about 41 a month."
        ),
    ),
    "steady": (
        "run no_signal",
        "Ups and downs, but no signal: about 26 a month.",
        "Nothing in these 12 months stands out from chance.",
    ),
    "steady by the quarter, target unmet": (
        "run no_signal",
        "Ups and downs, but no signal: about 23.3 for every 1,000 bed days.",
        (
            "Nothing in these 12 quarters stands out from chance. "
            "At about 23.3 it does not yet meet the target, 20 for every 1,000 bed days."
        ),
    ),
    "steady, target met": (
        "run no_signal",
        "Ups and downs, but no signal: about 26 people a month.",
        (
            "Nothing in these 12 months stands out from chance. "
            "At about 26 it meets the target, 20 people a month."
        ),
    ),
    "at the target": (
        "run no_signal",
        "Ups and downs, but no signal: about 26 a month.",
        ("Nothing in these 12 months stands out from chance. That is at the target, 26 a month."),
    ),
    "an earlier signal": (
        "run no_signal",
        "Ups and downs, but no signal now: about 41 a month.",
        "An earlier signal, not current: ten months in a row above the median, from February 2025.",
    ),
    "always the same": (
        "run no_signal",
        "The same each month: 20 sessions a month.",
        "All 16 months are the same, so there are no ups and downs to judge.",
    ),
    "all zero, to others": (
        "run no_signal",
        "The same each month: 0 people a month.",
        "All 12 months are the same, so there are no ups and downs to judge.",
    ),
    "always every one": (
        "run no_signal",
        "The same each month: 100 in 100.",
        "All 14 months are the same, so there are no ups and downs to judge.",
    ),
    "ten months": (
        "run no_signal",
        "Ups and downs, but no signal: about 26 a month.",
        (
            "Nothing in these 10 months stands out from chance. "
            "This median is a trial one: it rests on 10 months."
        ),
    ),
    "nine months": (
        "run too_little_data",
        "9 months so far. The rules start at 10.",
        "",
    ),
    "one week": (
        "run too_little_data",
        "1 week so far. The rules start at 10.",
        "",
    ),
    "nothing yet": (
        "run too_little_data",
        "No figures yet.",
        "The rules start at 10 months.",
    ),
    "asked, never collected": (
        "run too_little_data",
        "No figures yet.",
        "The rules start at 10 months.",
    ),
    "gaps of every kind": (
        "run no_signal",
        "Ups and downs, but no signal: about 26 a month.",
        (
            "Nothing in these 11 months stands out from chance. "
            "This median is a trial one: it rests on 11 months."
        ),
    ),
    "one left out": (
        "run no_signal",
        "Ups and downs, but no signal: about 26 a month.",
        (
            "Nothing in these 11 months stands out from chance. "
            "One month is left out. "
            "This median is a trial one: it rests on 11 months."
        ),
    ),
    "200 months": (
        "run no_signal",
        "Ups and downs, but no signal: about 25 a month.",
        "Nothing in these 200 months stands out from chance.",
    ),
    "small shares": (
        "run no_signal",
        "Ups and downs, but no signal: about 0.4 in 100.",
        "Nothing in these 12 months stands out from chance.",
    ),
    "nearly all": (
        "run no_signal",
        "Ups and downs, but no signal: about 99.8 in 100.",
        "Nothing in these 12 months stands out from chance.",
    ),
    "levels that round alike": (
        "run improvement",
        "Better since February 2025: about 95.4 in 100, up from 95.2 in 100.",
        "Ten months in a row above the median: unlikely to be chance.",
    ),
    "small numbers": (
        "run numbers_too_small",
        "Numbers too small to show.",
        "9 of 12 months are hidden to protect people, so there is no line and no signal.",
    ),
    "one hidden in a count": (
        "run no_signal",
        "Ups and downs, but no signal: about 23 a month.",
        ("Nothing in these 12 months stands out from chance. One month is hidden: known only to be low."),
    ),
    "hidden months below the line": (
        "run deterioration",
        "Worse since April 2025: the newest numbers are too small to show.",
        (
            "Nine months in a row below the median: unlikely to be chance. "
            "It is worth asking what changed around then. "
            "Nine months are hidden: known only to be low."
        ),
    ),
    "hidden shares": (
        "run no_signal",
        "Ups and downs, but no signal: about 41 in 100.",
        ("Nothing in these 13 months stands out from chance. One month is hidden, and left out of the line."),
    ),
    "averages of too few people": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 3.2 days.",
        (
            "Nothing in these 14 months stands out from chance. "
            "Unless something changes, the next month will most likely lie between 2.2 and 4.1 days. "
            "One month is hidden, and left out of the line."
        ),
    ),
    "events, to others": (
        "run no_signal",
        "Ups and downs, but no signal: about 8 events a quarter.",
        "Nothing in these 12 quarters stands out from chance.",
    ),
    "xmr steady": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 3.2 days.",
        (
            "Nothing in these 24 months stands out from chance. "
            "Unless something changes, the next month will most likely lie between 2.2 and 4.1 days."
        ),
    ),
    "xmr steady, target inside": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 3.2 days.",
        (
            "Nothing in these 24 months stands out from chance. "
            "The target, 3 days, lies inside the limits: some months will meet it and some will not, unless something changes."
        ),
    ),
    "xmr steady, target below the limits": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 3.2 days.",
        (
            "Nothing in these 24 months stands out from chance. "
            "The target, 1 day, lies below the lower limit: no month is likely to meet it, unless something changes."
        ),
    ),
    "xmr steady, target above the limits": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 3.2 days.",
        (
            "Nothing in these 24 months stands out from chance. "
            "The target, 6 days, lies above the upper limit: every month is likely to meet it, unless something changes."
        ),
    ),
    "xmr above, newest": (
        "xmr deterioration",
        "Worse in April 2025: the figure lies above the upper limit.",
        (
            "The mean is about 3.2 days. "
            "One month outside the limits is unlikely to be chance, but is not a new level yet. "
            "It is worth finding out what was different then."
        ),
    ),
    "xmr below, some months ago": (
        "xmr improvement",
        "Better in April 2025: the figure lies below the lower limit.",
        (
            "The mean is about 3.2 days. "
            "One month outside the limits is unlikely to be chance, but is not a new level yet. "
            "The three months since lie inside the limits. "
            "It is worth finding out what was different then."
        ),
    ),
    "xmr neutral, outside": (
        "xmr changed",
        "Changed in April 2025: the figure lies above the upper limit.",
        (
            "The mean is about 3.2 days. "
            "One month outside the limits is unlikely to be chance, but is not a new level yet. "
            "It is worth finding out what was different then. "
            "Neither direction is better."
        ),
    ),
    "xmr rising": (
        "xmr improvement",
        "Better: rising since April 2025.",
        (
            "Seven months in a row rising: unlikely to be chance. "
            "Before that it was about 3.2 days. "
            "Where it will settle is not known yet."
        ),
    ),
    "xmr fell, then not": (
        "xmr improvement",
        "Better: fell from April to October 2025.",
        (
            "Seven months in a row falling: unlikely to be chance. "
            "Before that it was about 3.2 days. "
            "The newest month is not part of it."
        ),
    ),
    "xmr two of three": (
        "xmr deterioration",
        "Worse around April 2025: two of three months lie close to the upper limit.",
        (
            "The mean is about 3.2 days. "
            "That is unlikely to be chance, but is not a new level yet. "
            "It is worth finding out what was different then."
        ),
    ),
    "xmr shift": (
        "xmr improvement",
        "Better since April 2025: about 2.7 days, down from 3.2.",
        (
            "Eight months in a row below the mean: unlikely to be chance. "
            "At about 2.7 it does not yet meet the target, 2.5 days."
        ),
    ),
    "xmr shift with the newest outside": (
        "xmr improvement",
        "Better since April 2025: about 2.5 days, down from 3.2.",
        (
            "Eight months in a row below the mean: unlikely to be chance. "
            "The figure for November 2025 also lies below the lower limit."
        ),
    ),
    "xmr trial": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 3.2 days.",
        (
            "Nothing in these 11 months stands out from chance. "
            "These limits are trial ones: they rest on 11 months."
        ),
    ),
    "xmr baseline of eight": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 3.2 days.",
        (
            "Nothing in these 24 months stands out from chance. "
            "These limits are trial ones: they rest on 8 months."
        ),
    ),
    "xmr constant": (
        "xmr no_signal",
        "The same each month: 3 days.",
        (
            "All figures are the same, so there are no limits to judge by. "
            "The target, 4 days, is met, and every month is the same."
        ),
    ),
    "xmr constant baseline": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 3 days.",
        "The first 12 months are all the same, so there are no limits to judge by.",
    ),
    "xmr held": (
        "xmr improvement_held",
        "Better, and holding: about 2.7 days, down from 3.2.",
        (
            "Twelve months in a row below the earlier mean, from April 2025: unlikely to be chance. "
            "The line was re-based in April 2025: two more rooms. "
            "The target, 4 days, lies above the upper limit: every month is likely to meet it, unless something changes."
        ),
    ),
    "xmr neutral, with a target": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 33.2 minutes.",
        (
            "Nothing in these 12 months stands out from chance. "
            "At about 33.2 it is below the target, 34 minutes."
        ),
    ),
    "xmr worse, falling": (
        "xmr deterioration",
        "Worse: falling since April 2025.",
        (
            "Seven months in a row falling: unlikely to be chance. "
            "Before that it was about 3.2 days. "
            "Where it will settle is not known yet. "
            "It is worth asking what changed around then."
        ),
    ),
    "xmr neutral, rising": (
        "xmr changed",
        "Changed: rising since April 2025.",
        (
            "Seven months in a row rising: unlikely to be chance. "
            "Before that it was about 3.2 days. "
            "Where it will settle is not known yet. "
            "Neither direction is better."
        ),
    ),
    "xmr by the week, above": (
        "xmr deterioration",
        "Worse in the week of 24 November 2025: the figure lies above the upper limit.",
        (
            "The mean is about 3.2 days. "
            "One week outside the limits is unlikely to be chance, but is not a new level yet. "
            "The week since lies inside the limits. "
            "It is worth finding out what was different then."
        ),
    ),
    "xmr many close": (
        "xmr deterioration",
        "Worse around April 2025: five months in a row lie close to the upper limit.",
        (
            "The mean is about 3.2 days. "
            "That is unlikely to be chance, but is not a new level yet. "
            "It is worth finding out what was different then."
        ),
    ),
    "xmr shift of six": (
        "xmr improvement",
        "Better since April 2025: about 2.7 days, down from 3.2.",
        "Six months in a row below the mean: unlikely to be chance.",
    ),
    "xmr of a count, every second month": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 26 a month.",
        "There are no limits to judge by yet: they need two months next to each other.",
    ),
    "xmr re-based lately": (
        "xmr improvement_held",
        "Better, and holding: about 2.0 days, down from 3.2.",
        (
            "The figure for June 2025 lies below the earlier lower limit: unlikely to be chance. "
            "The line was re-based in April 2025: new form. "
            "These limits are trial ones: they rest on 3 months."
        ),
    ),
    "xmr with one left out": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 3.2 days.",
        (
            "Nothing in these 14 months stands out from chance. "
            "Unless something changes, the next month will most likely lie between 2.3 and 4.1 days. "
            "One month is left out."
        ),
    ),
    "i steady": (
        "i no_signal",
        "Ups and downs, but no signal: about 3.2 days.",
        (
            "Nothing in these 24 months stands out from chance. "
            "At about 3.2 it does not yet meet the target, 2 days."
        ),
    ),
    "i few crossings": (
        "i changed",
        "Changed, but the direction is unclear: about 3.2 days overall.",
        (
            "The points cross the mean once; chance alone would cross it 3 times or more. "
            "High and low figures come in stretches: look for when the level moved."
        ),
    ),
    "c above": (
        "c deterioration",
        "Worse in April 2025: the figure lies above the upper limit.",
        (
            "The mean is about 26 falls a month. "
            "One month outside the limits is unlikely to be chance, but is not a new level yet. "
            "It is worth finding out what was different then."
        ),
    ),
    "c steady": (
        "c no_signal",
        "Ups and downs, but no signal: about 26 falls a month.",
        (
            "Nothing in these 24 months stands out from chance. "
            "At about 26 it meets the target, 30 falls a month."
        ),
    ),
    "u below": (
        "u improvement",
        "Better in April 2025: the figure lies below the lower limit.",
        (
            "The mean is about 23.4 for every 1,000 bed days. "
            "One month outside the limits is unlikely to be chance, but is not a new level yet. "
            "It is worth finding out what was different then."
        ),
    ),
    "u′ steady": (
        "up no_signal",
        "Ups and downs, but no signal: about 2.3 for every 10,000 bed days.",
        (
            "Nothing in these 12 months stands out from chance. "
            "Unless something changes, the next month will most likely lie between 1.4 and 3.3 for every 10,000 bed days."
        ),
    ),
    "p shift": (
        "p improvement",
        "Better since February 2025: about 47 in 100, up from 41 in 100.",
        (
            "Eleven months in a row above the mean: unlikely to be chance. "
            "At about 47 in 100 it does not yet meet the target, 50 in 100."
        ),
    ),
    "p outside": (
        "p improvement",
        "Better in April 2025: the figure lies above the upper limit.",
        (
            "The mean is about 41 in 100. "
            "One month outside the limits is unlikely to be chance, but is not a new level yet. "
            "It is worth finding out what was different then."
        ),
    ),
    "p trial": (
        "p no_signal",
        "Ups and downs, but no signal: about 41 in 100.",
        (
            "Nothing in these 10 months stands out from chance. "
            "These limits are trial ones: they rest on 10 months."
        ),
    ),
    "p′ steady, decimals": (
        "pp no_signal",
        "Ups and downs, but no signal: about 40.8 in 100.",
        (
            "Nothing in these 12 months stands out from chance. "
            "Unless something changes, the next month will most likely lie between 28.4 and 53.1 in 100."
        ),
    ),
    "p with nearly all": (
        "p no_signal",
        "Ups and downs, but no signal: about 97 in 100.",
        (
            "Nothing in these 12 months stands out from chance. "
            "Unless something changes, the next month will most likely be at least 91 in 100."
        ),
    ),
    "xmr of shares, a target with decimals": (
        "xmr no_signal",
        "Ups and downs, but no signal: about 40.8 in 100.",
        (
            "Nothing in these 12 months stands out from chance. "
            "The target, 60 in 100, lies above the upper limit: no month is likely to meet it, unless something changes."
        ),
    ),
    "p few crossings": (
        "p changed",
        "Changed, but the direction is unclear: about 41 in 100 overall.",
        (
            "The points cross the mean once; chance alone would cross it 3 times or more. "
            "High and low figures come in stretches: look for when the level moved."
        ),
    ),
    "p with unequal numbers": (
        "p no_signal",
        "Ups and downs, but no signal: about 40 in 100.",
        (
            "Nothing in these 16 months stands out from chance. "
            "At about 40 in 100 it does not yet meet the target, 50 in 100."
        ),
    ),
    "p, one hidden": (
        "p no_signal",
        "Ups and downs, but no signal: about 41 in 100.",
        (
            "Nothing in these 13 months stands out from chance. "
            "Unless something changes, the next month will most likely lie between 26 and 55 in 100. "
            "One month is hidden, and left out of the line."
        ),
    ),
    "p chosen, too few": (
        "run numbers_too_small",
        "Numbers too small to show.",
        "10 of 12 months are hidden to protect people, so there is no line and no signal.",
    ),
    "c of zeros": (
        "c no_signal",
        "The same each month: 0 people a month.",
        "All figures are the same, so there are no limits to judge by.",
    ),
    "down to one a month": (
        "run improvement",
        "Better since April 2025: about 1 person a month, down from 5.",
        "Nine months in a row below the median: unlikely to be chance.",
    ),
    "t longer": (
        "t improvement",
        "Better since 12 June 2024: about 35 days between events, up from 11.",
        (
            "Nine gaps in a row above the mean: unlikely to be chance. "
            "The gap up to 23 March 2025 also lies above the upper limit."
        ),
    ),
    "t steady": (
        "t no_signal",
        "Ups and downs, but no signal: about 11 days between events.",
        (
            "Nothing in these 24 gaps stands out from chance. "
            "At about 11 it does not yet meet the target, 20 days between events."
        ),
    ),
    "t one long gap": (
        "t improvement",
        "Better: the gap that ended on 11 August 2024 lies above the upper limit.",
        (
            "The mean is about 11 days between events. "
            "One gap outside the limits is unlikely to be chance, but is not a new level yet. "
            "It is worth finding out what was different then."
        ),
    ),
    "g with two on a day": (
        "g no_signal",
        "Ups and downs, but no signal: about 11 days between events.",
        (
            "Nothing in these 15 gaps stands out from chance. "
            "Unless something changes, the next gap will most likely be at most 43 days between events."
        ),
    ),
    "g cases": (
        "g no_signal",
        "Ups and downs, but no signal: about 49 cases between events.",
        (
            "Nothing in these 13 gaps stands out from chance. "
            "Unless something changes, the next gap will most likely be at most 184 cases between events."
        ),
    ),
    "run of gaps": (
        "run improvement",
        "Better since 12 June 2024: about 35 days between events, up from 11.",
        "Nine gaps in a row above the median: unlikely to be chance.",
    ),
    "one event": (
        "run too_little_data",
        "One event so far.",
        ("The first gap ends with the next. The rules start at 10 gaps."),
    ),
    "four events": (
        "run too_little_data",
        "3 gaps between events so far. The rules start at 10.",
        "",
    ),
}


@pytest.mark.parametrize("case", SERIES)
def test_the_paragraph_says_what_the_chart_shows(case):
    series, analysis, result = analysed(SERIES[case])
    said = words.sentence(series, analysis, result)
    assert (f"{analysis.chart} {result.status}", said.line, said.evidence) == EXPECTED[case]


def test_the_corpus_is_whole():
    assert len(SERIES) >= 60
    assert set(EXPECTED) == set(SERIES)
    assert {said[0].split()[0] for said in EXPECTED.values()} == {
        "run", "xmr", "i", "c", "u", "up", "p", "pp", "t", "g",
    }  # fmt: skip
    assert {said[0].split()[1] for said in EXPECTED.values()} == {
        "numbers_too_small",
        "too_little_data",
        "improvement",
        "deterioration",
        "changed",
        "improvement_held",
        "no_signal",
    }


def test_every_rule_that_can_decide_is_told():
    told = {result.signal.rule for result in (analysed(one)[2] for one in SERIES.values()) if result.signal}
    assert told == {"outside_limits", "trend", "two_of_three", "shift", "crossings", "runs"}
