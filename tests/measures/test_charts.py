import dataclasses
import datetime
import itertools
import json
import random
import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures import words
from measures.charts import (
    card_chart,
    csv_rows,
    figure,
    log_chart,
    panel_chart,
    phone_chart,
    picture,
    spark,
    table_head,
    table_rows,
    wide_chart,
)
from measures.charts.draw import Canvas
from measures.charts.reading import read_chart
from measures.charts.scales import nice_step, place_apart
from measures.charts.sheet import PHONE, WIDE, Sheet
from measures.charts.svg import draw
from measures.series import Flag, Pause
from tests.measures.examples import analysed, rows, shared, working

DAY = datetime.date
SVGS = {
    "wide": wide_chart,
    "phone": phone_chart,
    "card": card_chart,
    "log": log_chart,
    "spark": spark,
    "panel": panel_chart,
}
SIZES = {
    "wide": (1080, 430),
    "phone": (350, 330),
    "card": (280, 76),
    "log": (132, 50),
    "spark": (132, 36),
    "panel": (250, 132),
}


def builders():
    return {**SVGS, "figure": figure, "picture": picture, "table": table_rows, "csv": csv_rows}


def flag(kind, on, until=None, mark="1", text="Tea table", pk=1):
    return Flag(kind=kind, on=on, until=until, mark=mark, text=text, id=pk)


def percentages(numbers):
    return [(figure, 100) if not isinstance(figure, str) else figure for figure in numbers]


OFFERS = [38, 43, 41, 36, 45, 40, 42, 39, 44, 37, 43, 41, 42, 44, 40, 47, 3, 49, 52, 54]
OFFERS += ["not_collected", 53, 57, 55, 61, 58, 64, 60, 66, 63, 62]
FLAGS = (
    flag("cycle", DAY(2025, 5, 1), DAY(2025, 6, 30), "3", "Tea table", 1),
    flag("cycle", DAY(2025, 7, 1), DAY(2025, 10, 31), "4", "Peer makes the offer", 2),
    flag("cycle", DAY(2026, 9, 1), None, "6", "Evenings", 3),
    flag("annotation", DAY(2025, 12, 10), None, "A", "hostel closed", 4),
)
STORY = {
    "figures": percentages(OFFERS),
    "data_kind": "proportion",
    "target": Decimal("0.7"),
    "target_on": DAY(2027, 3, 1),
    "phases": [(None, 12, ""), (DAY(2026, 4, 1), None, "peers make the offer")],
    "flags": FLAGS,
}
RANDOM = random.Random(1)
WEEKS = [20 + RANDOM.randrange(-9, 9) for _ in range(200)]
SERIES = {
    "story": shared(**STORY),
    "story, exact": working(**STORY),
    "none": working([]),
    "one": working([12]),
    "two with a gap": working([12, None, 15], target=Decimal(20)),
    "200 weeks": working(WEEKS, frequency="weekly", start=DAY(2022, 1, 3)),
    "constant": working([7] * 14),
    "all zero": working([0] * 14),
    "all 100%": working([(9, 9)] * 14, data_kind="proportion"),
    "all hidden": shared([1, 2, 3, 4] * 4),
    "neutral, one left out": working(
        [10 + i % 4 for i in range(14)] + [17] * 9,
        data_kind="continuous",
        unit="days",
        direction="neutral",
        excluded=[DAY(2024, 6, 1)],
        phases=[(None, 12, "")],
    ),
    "getting worse, paused": working(
        [(n, 900) for n in [20, 22] * 6] + ["nobody_eligible", None] + [(n, 900) for n in [30] * 9],
        data_kind="rate",
        per=1000,
        direction="down",
        pauses=[Pause(starts_on=DAY(2025, 5, 1), ends_on=DAY(2025, 5, 31)), Pause(starts_on=DAY(2026, 1, 1))],
        phases=[(None, 12, "")],
    ),
    "events on one day": working(
        data_kind="events", events=[DAY(2025, 1, 1), DAY(2025, 1, 9), DAY(2025, 1, 9), DAY(2025, 4, 1)]
    ),
    "events for others": shared(
        data_kind="events", events=[DAY(2024, m, 1 + k) for m in (1, 8, 11) for k in range(m)]
    ),
    "perla with trends": working(
        [10, 11, 12, 13, 14, 15, 9, 8, 7, 6, 5, 12, 12, 13, 14], rule_set="perla_2011"
    ),
    "negative": working([(-4, 9), (3, 9), (-8, 9)] * 5, data_kind="continuous"),
    "huge": working([3_000_000 + i * 1000 for i in range(12)], frequency="quarterly", start=DAY(2022, 1, 1)),
    "many cycles and notes": working(
        [12, 14] * 15,
        flags=[
            flag("cycle", DAY(2024, 4, 1) + datetime.timedelta(days=9 * i), None, str(i + 1), f"Cycle no. {i}", i)
            for i in range(60)
        ]
        + [flag("annotation", DAY(2024, 5, 1 + i), None, "A", "a note of some length" * (i % 3 + 1), 99 + i) for i in range(9)],
    ),
}  # fmt: skip


def drawn(name, series):
    return SVGS[name](*analysed(series))


def tree(svg):
    return ET.fromstring(svg)


# --- every drawing, for every series ---------------------------------------------------------------------


@pytest.mark.parametrize("name", SVGS)
@pytest.mark.parametrize("case", SERIES)
def test_every_chart_is_well_formed_quiet_and_without_style(name, case):
    svg = drawn(name, SERIES[case])
    root = tree(svg)
    assert root.attrib["viewBox"] == "0 0 {} {}".format(*SIZES[name])
    assert (root.attrib["aria-hidden"], root.attrib["focusable"]) == ("true", "false")
    assert "style=" not in svg
    assert "<title" not in svg
    assert "data-" not in svg
    assert "nan" not in svg.lower()
    assert "-0.0" not in svg


@pytest.mark.parametrize("name", SVGS)
@pytest.mark.parametrize("case", SERIES)
def test_every_point_lies_on_the_drawing(name, case):
    root = tree(drawn(name, SERIES[case]))
    width, height = SIZES[name]
    for circle in root.iter("circle"):
        assert 0 <= float(circle.attrib["cx"]) <= width
        assert 0 <= float(circle.attrib["cy"]) <= height
    for path in root.iter("path"):
        if path.attrib.get("class") == "c-trace":
            for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.attrib["d"]):
                assert 0 <= float(x) <= width
                assert 0 <= float(y) <= height


@pytest.mark.parametrize("layout", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("case", SERIES)
def test_no_two_texts_lie_on_each_other(layout, case):
    sheet = draw(Sheet(read_chart(*analysed(SERIES[case])), layout))

    labels = [box for box in sheet.canvas.labels if box.y0 < layout.bottom]
    for i, one in enumerate(labels):
        for other in labels[i + 1 :]:
            assert not one.hits(other), (one, other)


def test_labels_at_the_line_ends_stand_at_least_16_apart():
    assert place_apart([(100, 2), (104, 2)], gap=16, low=416) == [100, 132]
    assert place_apart([(400, 2), (404, 2)], gap=16, low=416) == [368, 400]
    series = working([40, 42] * 10, target=Decimal(42), target_on=DAY(2027, 3, 1))
    svg = wide_chart(*analysed(series))
    ends = sorted(float(y) for y in re.findall(r'<text x="940.0" y="([\d.]+)"', svg))
    assert len(ends) == 3
    assert all(b - a >= 16 for a, b in itertools.pairwise(ends))


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 60), st.just("not_collected")), max_size=40),
    st.sampled_from(["weekly", "fortnightly", "monthly", "quarterly"]),
)
def test_any_series_can_be_drawn_told_and_tabled(figures, frequency):
    anchor = DAY(2024, 1, 1)
    for make in (working, shared):
        series = make(figures, frequency=frequency, fortnight_anchor=anchor, start=anchor)
        parts = analysed(series)
        for name in SVGS:
            tree(SVGS[name](*parts))
        built = figure(*parts)
        go.Figure(data=built["data"], layout=built["layout"])
        assert len(table_rows(*parts)) == len(series.points) == len(csv_rows(*parts)) - 1
        assert words.sentence(*parts).line


# --- what is drawn ---------------------------------------------------------------------------------------


def test_the_story_is_drawn_as_in_the_design():
    svg = wide_chart(*analysed(SERIES["story"]))
    for text in (
        "Target 70%",
        "by March 2027",
        "Median 62%",
        "trial, 7 points",
        "Median 41% from the first 12 months",
        "Re-based April 2026",
        "Shift, held after re-basing",
        "hidden",
        "not collected",
        "A: hostel closed",
        "Peer makes the offer",
        "80%",
        "2025",
    ):
        assert f">{text}<" in svg
    assert svg.count('class="c-imp c-halo"') == 7
    assert svg.count('stroke-dasharray="8 5"') == 1  # target
    assert svg.count('stroke-dasharray="3 4"') == 1  # baseline, extended
    assert 'fill="url(#hatch-m7-shared-w)"' in svg


def test_the_trace_breaks_at_gaps_hidden_points_and_phases():
    trace = re.search(
        r'<path d="([^"]*)" fill="none" class="c-trace"', wide_chart(*analysed(SERIES["story"]))
    )
    assert trace[1].count("M") == 4


def test_a_signal_has_its_own_shape_size_bracket_and_word():
    worse = wide_chart(*analysed(SERIES["getting worse, paused"]))
    assert 'class="c-con c-halo"' in worse
    assert "<circle" in worse
    assert ">Shift: 10 in a row above the median<" in worse
    neutral = wide_chart(*analysed(SERIES["neutral, one left out"]))
    assert 'class="c-neu c-halo"' in neutral
    assert ">left out<" in neutral


def test_gaps_and_pauses_say_what_they_are():
    svg = wide_chart(*analysed(SERIES["getting worse, paused"]))
    assert ">nobody eligible<" in svg
    assert ">no data<" not in svg  # the month without an answer lies in a pause
    assert 'class="c-soft"' in svg


def test_counts_and_rates_are_drawn_from_0_and_percentages_may_zoom():
    assert ">0</text>" in wide_chart(*analysed(working([100, 104, 99])))
    assert ">0</text>" not in wide_chart(*analysed(SERIES["story"]))
    assert ">0</text>" in panel_chart(*analysed(SERIES["story"]))
    assert ">100</text>" in panel_chart(*analysed(SERIES["story"]))


def test_a_chart_without_anything_to_show_says_why():
    assert ">No figures yet<" in wide_chart(*analysed(SERIES["none"]))
    assert ">Numbers too small to show<" in wide_chart(*analysed(SERIES["all hidden"]))


def test_a_first_phase_has_no_line_before_the_rules_start():
    assert "c-centre" not in wide_chart(*analysed(working([12] * 9)))
    assert "c-centre" in wide_chart(*analysed(working([12, 13] * 5)))


def test_200_weeks_keep_their_labels_apart_and_their_points_small():
    svg = wide_chart(*analysed(SERIES["200 weeks"]))
    assert ">Jan<" in svg
    assert ">2025<" in svg
    assert svg.count("<circle") < 10


def test_ids_are_unique_to_the_chart():
    ids = set()
    for measure_id, case in enumerate(("story", "all hidden"), start=1):
        parts = analysed(dataclasses.replace(SERIES[case], measure_id=measure_id))
        for drawing in (wide_chart, phone_chart):
            ids |= {re.search(r'id="([^"]+)"', drawing(*parts))[1]}
    assert len(ids) == 4
    assert 'id="hatch-top-w"' in wide_chart(*analysed(SERIES["story"]), uid="top")


def test_text_is_escaped():
    nasty = '<script>alert("x")</script>&'
    series = working(
        [12, 14] * 8,
        name=nasty,
        flags=[flag("cycle", DAY(2024, 6, 1), None, "<b>", "<i>&", 1), flag("annotation", DAY(2025, 1, 1), None, "A", "<u>x", 2)],
    )  # fmt: skip
    parts = analysed(series)
    for name in SVGS:
        assert "<script" not in SVGS[name](*parts)
        assert "<i>" not in SVGS[name](*parts)
    svg = wide_chart(*parts)
    assert "&lt;u&gt;x" in svg
    assert "&lt;i&gt;&amp;" in svg
    built = figure(*parts)
    del built["layout"]["meta"]["readout"]  # put into the page as text, never as HTML
    assert "<u>" not in json.dumps(built)


def test_steps_are_round_numbers():
    assert [nice_step(x) for x in (0.7, 1, 1.2, 3, 7, 30)] == [1, 1, 2, 5, 10, 50]
    assert nice_step(0.2, whole=True) == 1


@pytest.mark.parametrize("chart", [card_chart, log_chart, spark, panel_chart])
def test_a_point_alone_between_hidden_ones_is_seen_on_a_small_chart(chart):
    lone = 'r="2.2"'
    assert (
        chart(*analysed(shared([(30, 40), (2, 40), (30, 40), (2, 40), (30, 40), (31, 40)]))).count(lone) == 2
    )
    assert lone not in chart(*analysed(shared([(30, 40), (31, 40), (2, 40), (30, 40), (31, 40)])))


def test_small_charts_show_the_newest_value_and_a_square_for_what_is_hidden():
    series = shared([12, 3, 14])
    card = card_chart(*analysed(series))
    assert ">14<" in card
    squares = [r for r in tree(card).iter("rect") if r.attrib["class"] == "c-pbox"]
    assert len(squares) == 1
    assert float(squares[0].attrib["y"]) > 65
    assert card_chart(*analysed(shared([12, 3]))).count(">12<") == 1


# --- figure ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", SERIES)
def test_the_figure_is_one_plotly_accepts_and_sends_nothing_anywhere(case):
    built = figure(*analysed(SERIES[case]))
    go.Figure(data=built["data"], layout=built["layout"])
    json.dumps(built, allow_nan=False)
    assert built["config"]["showSendToCloud"] is False
    assert all(trace["connectgaps"] is False for trace in built["data"] if trace["mode"] == "lines")
    assert len(built["layout"]["meta"]["readout"]) == len(SERIES[case].points)


def test_the_figure_names_the_token_of_every_colour():
    built = figure(*analysed(SERIES["story"]))
    for trace in built["data"]:
        assert trace["meta"]["tokens"]
        assert all(token.startswith("--q-") for token in trace["meta"]["tokens"].values())
    layout = built["layout"]
    for path in layout["meta"]["tokens"]:
        at = layout
        for step in re.split(r"[.\[\]]+", path):
            at = at[int(step)] if step.isdigit() else at[step]
        assert at.startswith("#")


def test_the_figure_reads_out_every_position():
    readout = [item["text"] for item in figure(*analysed(SERIES["story"]))["layout"]["meta"]["readout"]]
    assert readout[0] == "April 2024: 38% (38 of 100)"
    assert readout[16] == "August 2025: too few people to show an average or percentage"
    assert readout[20] == "December 2025: not collected. hostel closed"


# --- table and file --------------------------------------------------------------------------------------


def test_the_table_has_a_cell_for_every_heading_and_a_reason_for_every_hidden_figure():
    series, analysis, result = analysed(SERIES["story"])
    table = table_rows(series, analysis, result)
    assert table[0].label == "October 2026"
    assert len(table_head(series)) == len(table[0].parts) + 5 - 1
    august = next(row for row in table if row.label == "August 2025")
    assert [(cell.text, cell.reason) for cell in (*august.parts, august.result)] == [
        ("fewer than 5", "fewer than 5"),
        ("hidden", "hidden so that another figure cannot be worked out"),
        ("hidden", "too few people to show an average or percentage"),
    ]
    march = next(row for row in table if row.label == "March 2026")
    assert (march.signal, march.side) == ("improvement", "up")
    assert next(row for row in table if row.label == "April 2026").note == "Re-based here"
    assert (
        next(row for row in table if row.label == "July 2025").note == "Cycle 4 begins: Peer makes the offer"
    )


def test_the_teams_table_has_its_notes_and_reasons_and_others_have_not():
    arguments = {**STORY, "notes": {0: "two sessions lost"}}
    exact = str(table_rows(*analysed(working(**arguments))))
    others = str(table_rows(*analysed(shared(**arguments))))
    assert "two sessions lost" in exact
    assert "Re-based here: peers make the offer" in exact
    assert "two sessions lost" not in others
    assert "peers make the offer" not in others
    assert "row_id=1" in exact
    assert "row_id=1" not in others


def test_the_file_has_plain_numbers_and_words_for_the_rest():
    file = csv_rows(*analysed(SERIES["story"]))
    assert file[0][:5] == ["Month", "Starts on", "Top number", "Bottom number", "Result (%)"]
    assert file[1][:7] == ["April 2024", "2024-04-01", "38", "100", "38", "recorded", "41"]
    assert file[17][2:6] == [
        "fewer than 5",
        "hidden",
        "hidden",
        "too few people to show an average or percentage",
    ]
    assert file[21][2:6] == ["no figure", "no figure", "not collected", "not collected"]
    assert all("" not in row[:6] for row in file)


def test_a_negative_number_stays_a_number_in_the_file_and_a_formula_does_not():
    series = working(
        [(-4, 9), (3, 9)],
        data_kind="continuous",
        numerator_label="=x",
        flags=[flag("annotation", DAY(2024, 4, 2), None, "A", "=HYPERLINK(1)")],
    )
    file = csv_rows(*analysed(series))
    assert file[1][3] == "-4"
    assert file[1][-1] == "'=HYPERLINK(1)"


# --- the two faces ---------------------------------------------------------------------------------------


def outputs(series):
    parts = analysed(series)
    built = {name: build(*parts) for name, build in builders().items()}
    built["figure"] = json.dumps(built["figure"])
    said = (
        words.sentence(*parts),
        words.caption(*parts[:2]),
        words.hidden_words(series),
        words.target_words(*parts),
    )
    return {name: str(output) for name, output in built.items()} | {"words": str(said)}


PAIRS = {
    "counts": (
        {"figures": [12, 1, 14, 4, 0, 13, 9, 8, 12, 11, 10, 3, 15]},
        {"figures": [12, 4, 14, 2, 0, 13, 9, 8, 12, 11, 10, 1, 15]},
    ),
    "proportions": (
        {"figures": [(20 + i, 50) for i in range(14)] + [(1, 60)], "data_kind": "proportion"},
        {"figures": [(20 + i, 50) for i in range(14)] + [(4, 31)], "data_kind": "proportion"},
    ),
    "proportions, nearly all": (
        {"figures": [(20 + i, 50) for i in range(14)] + [(19, 20)], "data_kind": "proportion"},
        {"figures": [(20 + i, 50) for i in range(14)] + [(67, 70)], "data_kind": "proportion"},
    ),
    "averages": (
        {"figures": [(9 + i, 30) for i in range(14)] + [(777, 2)], "data_kind": "continuous"},
        {"figures": [(9 + i, 30) for i in range(14)] + [(5.5, 3)], "data_kind": "continuous"},
    ),
    "notes and reasons": (
        {"figures": [12, 14] * 9, "notes": {2: "one was ill"}, "phases": [(None, 12, ""), (DAY(2025, 4, 1), None, "why")]},
        {"figures": [12, 14] * 9, "notes": {}, "phases": [(None, 12, ""), (DAY(2025, 4, 1), None, "another reason")]},
    ),
    "events": (
        {"events": [DAY(2025, 1, d) for d in (1, 2, 3, 4, 5, 6)] + [DAY(2025, 8, 1)], "data_kind": "events"},
        {"events": [DAY(2025, 2, d) for d in (1, 2, 3, 4, 5, 6)] + [DAY(2025, 9, 5), DAY(2025, 9, 7)], "data_kind": "events"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PAIRS)
def test_equal_protected_numbers_give_byte_equal_output_everywhere(case):
    one, two = (shared(**arguments) for arguments in PAIRS[case])
    assert one == two
    assert outputs(one) == outputs(two)
    exact = [working(**arguments) for arguments in PAIRS[case]]
    assert exact[0] != exact[1]


def test_no_hidden_number_appears_anywhere_in_what_others_get():
    hide = {"hide_below": 10_000, "data_kind": "proportion"}
    figures = [(20_000 + i, 50_000) for i in range(14)] + [(7_777, 31_313), (19_191, 20_202)]
    for name, output in outputs(shared(figures, **hide)).items():
        for secret in (
            "7777",
            "7,777",
            "31313",
            "31,313",
            "19191",
            "19,191",
            "20202",
            "20,202",
            "24.8",
            "94.99",
        ):
            assert secret not in output, (name, secret)


@pytest.mark.parametrize("name", builders())
def test_builders_refuse_anything_but_the_two_faces(name):
    series, analysis, result = analysed(SERIES["story"])
    raw = rows([1, 2])
    for wrong in (raw, raw.measure, raw.points[0], list(raw.points), dataclasses.asdict(series), None):
        with pytest.raises(TypeError):
            builders()[name](wrong, analysis, result)


def test_a_canvas_keeps_words_off_what_is_there():
    canvas = Canvas(100, 50)
    canvas.take(0, 0, 100, 30)
    assert canvas.text_where_free([(5, 20), (5, 45)], "here", WORDS_INK, 12)
    assert canvas.labels[0].y0 > 30
    assert not canvas.text_where_free([(95, 45)], "too wide to fit", WORDS_INK, 12)


WORDS_INK = type("Ink", (), {"css": "c-t", "light": "#000"})
