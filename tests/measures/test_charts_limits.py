"""Charts with limits: what is drawn, with which words, and the same in both renderers."""

import dataclasses
import datetime
import json
import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from measures.charts import csv_rows, figure, phone_chart, table_rows, wide_chart
from measures.charts.levels import levels
from measures.charts.reading import read_chart
from measures.charts.sheet import PHONE, WIDE, Sheet
from measures.charts.svg import draw
from tests.gallery.cases import CASES
from tests.measures.examples import analysed, working

XMR = {"data_kind": "continuous", "unit": "days", "direction": "down", "chart": "xmr"}
CALM = [6, 8, 5, 7, 9, 6, 7, 8, 6, 5, 7, 8, 6, 7]
SIZES = (WIDE, PHONE)


def words_in(svg):
    return [text.text for text in ET.fromstring(svg).iter("text")]


def limit_lines(svg):
    return [one for one in ET.fromstring(svg).iter() if one.attrib.get("class") == "c-limit"]


def said(built):
    return [one["text"] for one in built["layout"]["annotations"]]


# --- every case of the gallery, by both renderers ---------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_both_renderers_say_the_same_words(case):
    parts = analysed(CASES[case])
    sheet = draw(Sheet(read_chart(*parts), WIDE))
    of_svg = [text.text for text in sheet.canvas.written if text.layer != "axes" or not sheet.has_values]
    built = figure(*parts)
    go.Figure(data=built["data"], layout=built["layout"])
    go.Figure(layout=built["layout"]["meta"]["phone"])
    json.dumps(built, allow_nan=False)
    assert said(built) == of_svg


@pytest.mark.parametrize("layout", SIZES, ids=["wide", "phone"])
@pytest.mark.parametrize("case", CASES)
def test_no_two_words_lie_on_each_other(case, layout):
    sheet = draw(Sheet(read_chart(*analysed(CASES[case])), layout))
    boxes = [box for box in sheet.canvas.labels if box.y0 < layout.bottom]
    for i, one in enumerate(boxes):
        assert not [other for other in boxes[i + 1 :] if one.hits(other)]


@pytest.mark.parametrize("case", CASES)
def test_every_value_and_limit_drawn_lies_on_the_plot(case):
    sheet = draw(Sheet(read_chart(*analysed(CASES[case])), WIDE))
    for i in sheet.positions:
        if place := sheet.place(i):
            assert WIDE.top <= place[1] <= WIDE.bottom
    for shape in sheet.canvas.shapes:
        if shape.layer == "levels":
            assert all(WIDE.top - 1 <= y <= WIDE.bottom + 1 for _, y in shape.corners)


@pytest.mark.parametrize("case", CASES)
def test_the_figure_has_the_points_of_the_series_and_no_others(case):
    series = CASES[case]
    drawn = [
        i for trace in figure(*analysed(series))["data"] if trace["mode"] == "markers" for i in trace["x"]
    ]
    assert sorted(drawn) == [i for i, point in enumerate(series.points) if point.is_value]


# --- limits ----------------------------------------------------------------------------------------------


def test_limits_are_thin_dots_with_their_values_at_the_lines_end():
    series, analysis, result = analysed(working(CALM, **XMR))
    svg = wide_chart(series, analysis, result)
    assert [
        (one.attrib["stroke-dasharray"], one.attrib["stroke-width"], one.attrib["stroke"])
        for one in limit_lines(svg)
    ] == [("2 3", "1.25", "#7F8783")] * 2
    phase = analysis.phases[-1]
    ends = [
        (text.text, text.attrib["x"])
        for text in ET.fromstring(svg).iter("text")
        if text.attrib["x"] == "940.0"
    ]
    assert [words for words, _ in ends] == [
        f"Upper limit {phase.upper:.1f}",
        f"Mean {phase.centre:.1f}",
        f"Lower limit {phase.lower:.1f}",
    ]
    assert analysis.centre[0] == phase.centre


def test_labels_at_the_end_stand_at_least_16_apart():
    series = working(
        [n + 100 for n in CALM],
        **{**XMR, "y_axis": "zero"},
        target=Decimal(106),
        target_on=datetime.date(2027, 3, 1),
    )
    svg = wide_chart(*analysed(series))
    ys = sorted(float(t.attrib["y"]) for t in ET.fromstring(svg).iter("text") if t.attrib["x"] == "940.0")
    assert len(ys) == 5
    assert all(b - a >= 16 for a, b in pairwise(ys))


def test_a_run_chart_has_a_median_and_no_limits():
    words = words_in(wide_chart(*analysed(working(CALM, **{**XMR, "chart": "run"}))))
    assert "Median 7" in words
    assert not [text for text in words if text and "limit" in text]


def test_a_phase_of_few_points_has_trial_limits():
    series = working(CALM[:10], **XMR)
    words = words_in(wide_chart(*analysed(series)))
    assert "trial, 10 points" in words


def test_a_frozen_mean_is_solid_and_then_dashed_and_says_what_it_rests_on():
    svg = wide_chart(*analysed(CASES["XmR with target"]))
    centre = [one for one in ET.fromstring(svg).iter() if one.attrib.get("class") == "c-centre"]
    assert [one.attrib.get("stroke-dasharray") for one in centre] == [None, "3 4"]
    assert centre[0].attrib["x2"] == centre[1].attrib["x1"]
    assert "first 12 months" in words_in(svg)


@pytest.mark.parametrize(
    "figures, facts, missing",
    [
        ([2, 9, 1, 8, 2, 9, 1, 8, 2, 9, 1, 8], {"chart": "xmr"}, "lower"),
        (
            [(95, 100), (99, 100), (97, 100), (98, 100)] * 3,
            {"chart": "p", "data_kind": "proportion"},
            "upper",
        ),
        ([(1, 50), (2, 50), (0, 50), (3, 50)] * 3, {"chart": "p", "data_kind": "proportion"}, "lower"),
    ],
    ids=["count under 0", "over 100%", "under 0%"],
)
def test_a_limit_beyond_the_possible_is_kept_and_not_drawn(figures, facts, missing):
    series, analysis, _ = analysed(working(figures, **facts))
    assert getattr(analysis, missing)[0] is not None
    roles = {level.role for level in levels(series, analysis)}
    assert roles == {"centre", "upper", "lower"} - {missing}


def test_a_measurement_that_can_be_negative_has_its_lower_limit():
    series, analysis, _ = analysed(CASES["negative"])
    assert {level.role for level in levels(series, analysis)} == {"centre", "upper", "lower"}


def test_varying_limits_are_steps_half_way_between_the_points():
    series, analysis, result = analysed(CASES["limits varying: P chart"])
    upper = next(level for level in levels(series, analysis) if level.role == "upper")
    (corners,) = upper.outlines(0, upper.last)
    assert corners[0] == (-0.4, analysis.upper[0])
    assert corners[1:3] == [(0.5, analysis.upper[0]), (0.5, analysis.upper[1])]
    assert corners[-1] == (upper.last + 0.4, analysis.upper[-1])
    assert upper.name == f"Upper limit {analysis.upper[-1]:.0%}"
    assert "newest month" in words_in(wide_chart(series, analysis, result))


def test_varying_limits_run_along_the_edge_where_they_are_beyond_the_possible():
    figures = [(1, 900), (9, 900), (5, 900), (4, 60)] * 4
    series, analysis, _ = analysed(working(figures, data_kind="rate", per=1000, chart="u"))
    lower = next((one for one in levels(series, analysis) if one.role == "lower"), None)
    if lower is None:
        figures = [(40, 900), (45, 900), (38, 900), (2, 60)] * 4
        series, analysis, _ = analysed(working(figures, data_kind="rate", per=1000, chart="u"))
        lower = next(one for one in levels(series, analysis) if one.role == "lower")
    assert None in lower.values and 0.0 in lower.heights
    assert len(lower.outlines(0, lower.last)) == 1


def test_a_limit_far_beyond_the_figures_is_left_beyond_the_edge_and_said():
    series, analysis, result = analysed(working(CALM, **XMR))
    far = dataclasses.replace(analysis.phases[0], upper=900.0)
    analysis = dataclasses.replace(analysis, phases=(far,), upper=(900.0,) * len(CALM))
    words = words_in(wide_chart(series, analysis, result))
    assert "Upper limit 900" in words and "beyond the chart" in words
    assert "900" not in words
    assert len(limit_lines(wide_chart(series, analysis, result))) == 1


def test_constant_figures_say_why_there_are_no_limits():
    words = words_in(wide_chart(*analysed(CASES["constant, XmR"])))
    assert "no spread, no limits" in words
    assert not [text for text in words if text and text.startswith("Upper limit")]


def test_each_phase_has_its_own_lines_with_their_values():
    words = words_in(wide_chart(*analysed(CASES["re-based, with limits"])))
    assert len([text for text in words if text and text.startswith("Upper limit")]) == 2
    assert len([text for text in words if text and text.startswith("Mean")]) == 2


def test_the_phone_draws_limits_and_names_the_mean():
    svg = phone_chart(*analysed(CASES["XmR with target"]))
    assert len(limit_lines(svg)) == 2
    assert not [text for text in words_in(svg) if text and "imit" in text and "above" not in text]
    assert [text for text in words_in(svg) if text and text.startswith("Mean")]


# --- signals ---------------------------------------------------------------------------------------------


def test_a_point_outside_the_limits_has_shape_colour_and_word():
    series = working([*CALM, 40], **XMR)
    parts = analysed(series)
    svg = wide_chart(*parts)
    assert "above the limit" in words_in(svg)
    assert svg.count('class="c-con c-halo"') == 1
    built = figure(*parts)
    assert "above the limit" in said(built)
    row = table_rows(*parts)[0]
    assert (row.signal, row.rules) == ("deterioration", ("Outside limits",))
    assert built["layout"]["meta"]["readout"][-1]["text"].endswith(
        "Signal: outside limits, in the wrong direction"
    )


def test_points_outside_in_a_row_get_one_word():
    series = working([*CALM, 60, 61, 62], **{**XMR, "phases": [(None, 12, "")]})
    assert words_in(wide_chart(*analysed(series))).count("above the limit") == 1


def test_a_trend_and_two_of_three_have_brackets_in_their_verdicts_colour():
    words = words_in(wide_chart(*analysed(CASES["XmR, rising trend and two of three"])))
    assert "Rising trend" in words
    svg = wide_chart(*analysed(working([*CALM, 11, 7, 11], **{**XMR, "phases": [(None, 12, "")]})))
    assert "Two of three close to the upper limit" in words_in(svg)
    assert 'class="c-scon"' in svg


def test_two_of_three_within_a_shift_is_not_said_again():
    series = working([*CALM, *[11] * 9], **{**XMR, "phases": [(None, 12, "")]})
    _, analysis, _ = analysed(series)
    assert {"shift", "two_of_three"} <= {signal.rule for signal in analysis.signals}
    words = words_in(wide_chart(*analysed(series)))
    assert [text for text in words if text and text.startswith("Shift")]
    assert not [text for text in words if text and text.startswith("Two of three")]


def test_an_excluded_point_is_hollow_and_no_signal():
    parts = analysed(CASES["one left out"])
    svg = wide_chart(*parts)
    assert svg.count('class="c-card c-scom"') == 1
    assert "left out" in words_in(svg)
    built = figure(*parts)
    assert [trace["marker"]["symbol"] for trace in built["data"] if trace["mode"] == "markers"][
        -1
    ] == "circle-open"


# --- axis ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting, lowest", [("auto", 80), ("zero", 0), ("zoom", 80)])
def test_the_axis_of_a_percentage_begins_where_the_setting_says(setting, lowest):
    series = working([(n, 100) for n in (88, 91, 86, 90, 93)] * 4, data_kind="proportion", y_axis=setting)
    parts = analysed(series)
    assert figure(*parts)["layout"]["yaxis"]["range"][0] <= lowest
    assert figure(*parts)["layout"]["yaxis"]["range"][0] >= lowest - 10
    assert ("0" in words_in(wide_chart(*parts))) == (lowest == 0)


def test_a_count_is_drawn_from_0_unless_the_setting_zooms():
    figures = [480, 491, 472, 488, 495, 479] * 3
    lows = [
        figure(*analysed(working(figures, y_axis=setting)))["layout"]["yaxis"]["range"][0]
        for setting in ("auto", "zero", "zoom")
    ]
    assert lows[:2] == [0, 0]
    assert lows[2] > 400


def test_figures_that_are_all_the_same_are_not_zoomed_into():
    axis = figure(*analysed(CASES["constant, XmR"]))["layout"]["yaxis"]
    assert axis["ticktext"][0] == "0"
    assert not [label for label in axis["ticktext"] if "." in label]


def test_both_renderers_have_the_same_ticks():
    parts = analysed(CASES["XmR with target"])
    axis = figure(*parts)["layout"]["yaxis"]
    words = words_in(wide_chart(*parts))
    assert axis["ticktext"] == words[: len(axis["ticktext"])]


def test_decimals_of_the_measure_are_on_every_label():
    words = words_in(wide_chart(*analysed(CASES["one decimal"])))
    labels = [text for text in words if re.match(r"(Mean|Median|Upper limit|Lower limit) ", text or "")]
    assert labels and all(re.search(r"\d\.\d%$", text) for text in labels)


# --- reading and files -----------------------------------------------------------------------------------


def test_the_readout_says_the_limits_that_hold_at_a_point():
    series, analysis, result = analysed(CASES["limits varying: P chart"])
    text = figure(series, analysis, result)["layout"]["meta"]["readout"][0]["text"]
    assert text.endswith(f"Limits {analysis.lower[0]:.0%} to {analysis.upper[0]:.0%}")


def test_a_point_has_the_address_of_its_page_where_it_is_given():
    parts = analysed(working(CALM, **XMR))
    readout = figure(*parts, links={2: "/p/2/"})["layout"]["meta"]["readout"]
    assert (readout[2]["link"], readout[2]["open"]) == ("/p/2/", "Open June 2024")
    assert "link" not in readout[1]


def test_the_file_holds_the_analysis_of_every_point_in_whole_rows():
    series, analysis, result = analysed(CASES["re-based, with limits"])
    head, *rows = csv_rows(series, analysis, result)
    assert {len(row) for row in rows} == {len(head)}
    first, last = (dict(zip(head, row, strict=True)) for row in (rows[0], rows[-1]))
    assert first["Centre line (mean)"] == f"{analysis.phases[0].centre:.4f}".rstrip("0")
    assert float(first["Upper limit"]) == pytest.approx(analysis.upper[0], abs=1e-4)
    assert (first["Phase"], last["Phase"]) == ("1", "2")
    assert first["Chart"] == "XmR chart"
    assert first["Rules"] == f"{analysis.rule_set.name}, version {analysis.rule_set.version}"
    assert {row[head.index("Side of the centre line")] for row in rows} <= {"above", "below", "on it"}


def test_the_file_names_every_rule_a_point_is_part_of():
    parts = analysed(working([*CALM, 40], **XMR, phases=[(None, 12, "")]))
    head, *rows = csv_rows(*parts)
    assert rows[-1][head.index("Signal")] == "Outside limits"
    assert not [row for row in rows[:-1] if row[head.index("Signal")]]


@pytest.mark.parametrize("case", CASES)
def test_no_word_of_the_figure_asks_plotly_for_a_style(case):
    """A tag but a line break becomes a style attribute, which the security policy forbids."""
    built = figure(*analysed(CASES[case]))
    for layout in (built["layout"], built["layout"]["meta"]["phone"]):
        words = [*(one["text"] for one in layout["annotations"]), *layout["xaxis"]["ticktext"]]
        assert not [text for text in words if "<" in text.replace("<br>", "")]
