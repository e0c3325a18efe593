"""A measure that continues another: both on one axis with a break where they count alike, else words and a link."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from measures import faces
from measures.charts.joined import joined_chart
from measures.models import Measure
from measures.readings import reading_of
from measures.successors import joined
from tests.factories import EventFactory, MeasureFactory, monthly_points
from tests.measures.examples import APRIL_2024, analysed, shared, working

MONTHS = [(40 + i % 5, 100) for i in range(12)]
WEEKS = [(60 + i % 5, 100) for i in range(16)]
APRIL_2025 = dt.date(2025, 4, 7)
TITLE = "With the measure before it"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2025-09-10 10:00", tick=False):
        yield


def circles(svg):
    """Where ordinary and improving points stand."""
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)]


def break_x(svg):
    (x,) = re.findall(r'<line x1="([\d.]+)"[^>]*stroke-width="2.5"', svg)
    return float(x)


def lines(svg, css):
    return re.findall(rf'class="{css}"', svg)


# --- as data ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("make", [working, shared])
def test_both_parts_stand_on_one_axis_with_a_break_between(make, phone):
    before = analysed(make(MONTHS, data_kind="proportion", start=APRIL_2024))
    after = analysed(make(WEEKS, data_kind="proportion", frequency="weekly", start=APRIL_2025))
    svg = joined_chart(before, after, phone=phone)
    edge = break_x(svg)
    points = circles(svg)
    left, right = [y for x, y in points if x < edge], [y for x, y in points if x >= edge]
    assert len(left) == len(MONTHS)
    assert len(right) == (0 if phone else len(WEEKS))  # so close on a phone that the line alone is drawn
    assert phone or min(left) > max(right)  # 40 to 44 in 100 lie under 60 to 64, on one scale
    assert "Earlier measure" in svg
    assert ("Newer" if phone else "This measure") in svg
    assert len(lines(svg, "c-centre")) == 2


def test_each_part_keeps_its_own_line_limits_and_signals():
    before = analysed(
        working([30, 34, 29, 33, 31, 28, 32, 30, 33, 31, 29, 32, 30], chart="c", start=APRIL_2024)
    )
    after = analysed(
        working([50, 54, 49, 53, 51, 48, 52, 50, 53, 51, 49, 52, 50], chart="c", start=dt.date(2025, 5, 1))
    )
    svg = joined_chart(before, after)
    edge = break_x(svg)
    runs = [
        [float(x) for x, _ in re.findall(r"([\d.]+) ([\d.]+)", d)]
        for d in re.findall(r'<path d="M([^"]+)" fill="none" class="c-(?:centre|limit)"', svg)
    ]
    assert len(runs) == 6
    assert all(max(xs) <= edge or min(xs) >= edge for xs in runs)
    trace = re.search(r'd="([^"]+)" fill="none" class="c-trace"', svg).group(1)
    assert max(float(x) for x in re.findall(r"([\d.]+) [\d.]+", trace)) < edge
    assert not lines(svg, "c-imp")  # 30 to 50 over the break is no signal
    assert "Mean 50.9" in svg and "Earlier measure: mean 30.9" in svg


def test_a_hidden_figure_is_a_square_at_no_height():
    before = analysed(shared([12, 3, 14, 11, 13, 12, 15, 11, 12, 14, 13, 12], start=APRIL_2024))
    other = analysed(shared([12, 4, 14, 11, 13, 12, 15, 11, 12, 14, 13, 12], start=APRIL_2024))
    after = analysed(shared([22, 25, 21, 24, 23, 22, 25, 21, 24, 23], start=dt.date(2025, 5, 1)))
    svg = joined_chart(before, after)
    assert svg == joined_chart(other, after)
    assert len(re.findall(r'<rect[^>]*class="c-pbox"', svg)) == 1


@pytest.mark.parametrize("hidden", ["before", "after", "both"])
def test_a_part_wholly_hidden_leaves_the_other(hidden):
    small, seen = [1, 2, 3, 4] * 3, [22, 25, 21, 24] * 3
    before = analysed(shared(small if hidden != "after" else seen, start=APRIL_2024))
    after = analysed(shared(small if hidden != "before" else seen, start=dt.date(2025, 5, 1)))
    svg = joined_chart(before, after)
    assert len(circles(svg)) == (0 if hidden == "both" else 12)
    assert ("Numbers too small to show" in svg) == (hidden == "both")


def test_kept_side_by_side_for_a_while_both_are_drawn():
    before = analysed(working(MONTHS, data_kind="proportion", start=APRIL_2024))
    after = analysed(working(MONTHS, data_kind="proportion", start=dt.date(2024, 10, 1)))
    assert len(circles(joined_chart(before, after))) == 24


# --- through the page ---------------------------------------------------------------------------------------


@pytest.fixture
def before(project):
    measure = MeasureFactory(
        project=project, name="Answered, by month", data_kind="proportion", frequency="monthly"
    )
    monthly_points(measure, MONTHS, start=APRIL_2024)
    return measure


def successor(before, values, **fields):
    given = {"name": "Answered", "data_kind": before.data_kind, "frequency": "monthly", **fields}
    measure = MeasureFactory(project=before.project, continues=before, **given)
    monthly_points(measure, values, start=dt.date(2025, 5, 1))
    return measure


def page_of(measure, query=""):
    return reverse("measures:measure", args=[measure.project.slug, measure.pk]) + query


def html_of(client, measure, query=""):
    return re.sub(r"\s+", " ", client.get(page_of(measure, query)).content.decode())


def section(html):
    return html.partition(TITLE)[2].partition("</section>")[0]


def test_the_successors_page_shows_both_and_speaks_of_itself(as_role, before):
    after = successor(before, MONTHS)
    html = html_of(as_role("lead"), after)
    assert TITLE in html
    assert len(circles(section(html))) == 2 * 24  # wide and phone
    assert "the sentence, the rules and the table are about this measure only" in html
    assert "Answered, by month, 12 months, April 2024 to March 2025" in section(html)
    assert f'{page_of(before)}#data">the table of Answered, by month' in html
    table = html.partition('id="data"')[2].partition("</table>")[0]
    assert "April 2026" in table and "March 2025" not in table
    assert TITLE not in html_of(as_role("lead"), before)


def test_the_lines_are_each_ones_own(as_role, before):
    after = successor(before, [(70 + i % 3, 100) for i in range(12)])
    html = html_of(as_role("lead"), after)
    assert "Earlier measure: median 42%" in section(html)
    assert "Median 71%" in section(html)
    assert "about 71 in 100" in html.partition('id="said"')[2].partition("<figure")[0]


def test_each_is_protected_by_itself_and_the_protected_view_stays(as_role, before):
    before.points.filter(period_start=dt.date(2024, 6, 1)).update(numerator=3)
    after = successor(before, [*MONTHS[:-1], (2, 100)])
    shown = section(html_of(as_role("funder"), after))
    assert len(re.findall(r'<rect[^>]*class="c-pbox"', shown)) == 2 * 2
    lead = as_role("lead")
    assert not re.findall(r'<rect[^>]*class="c-pbox"', section(html_of(lead, after)))
    html = html_of(lead, after, "?face=shared")
    assert circles(section(html)) == circles(shown)
    assert f"{page_of(before, '?face=shared')}#data" in html


def test_equal_protected_figures_give_the_same_drawing(as_role, before):
    after = successor(before, MONTHS)
    client = as_role("other_lead")
    seen = []
    for top in (2, 4):
        before.points.filter(period_start=dt.date(2024, 6, 1)).update(numerator=top)
        seen.append(section(html_of(client, after)))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"data_kind": "count", "values": [20, 21] * 6}, "It was a percentage, this is a count"),
        ({"data_kind": "rate", "per": 100, "values": MONTHS}, "It was a percentage, this is a rate"),
    ],
)
def test_another_kind_is_said_in_words_with_a_link(as_role, before, fields, words):
    values = fields.pop("values")
    html = html_of(as_role("funder"), successor(before, values, **fields))
    assert TITLE not in html
    assert f"{words}, so the two cannot stand on one axis" in html
    assert page_of(before) in html


@pytest.mark.parametrize(
    "old, new, words",
    [
        ({"data_kind": "count", "unit": "people"}, {"frequency": "quarterly", "unit": "people"},
         "It counted people a month, this counts people a quarter"),
        ({"data_kind": "continuous", "unit": "days", "about_people": False},
         {"unit": "hours", "about_people": False}, "It counted days, this counts hours"),
        ({"data_kind": "rate", "per": 100, "denominator_label": "bed days"},
         {"per": 1000, "denominator_label": "bed days"}, "It counted per 100 bed days, this counts per 1,000 bed days"),
    ],
)  # fmt: skip
def test_another_unit_or_period_of_counting_stands_apart(as_role, project, old, new, words):
    before = MeasureFactory(project=project, name="Old way", **old)
    after = MeasureFactory(
        project=project, name="New way", continues=before, **{"data_kind": before.data_kind, **new}
    )
    values = MONTHS if before.data_kind == "rate" else [20, 22, 21]
    monthly_points(before, values, start=APRIL_2024)
    monthly_points(after, values if after.frequency == "monthly" else [20], start=dt.date(2025, 7, 1))
    html = html_of(as_role("lead"), after)
    assert TITLE not in html
    assert words in html


def test_nothing_is_drawn_before_both_have_figures_nor_of_a_withdrawn_one(as_role, before):
    after = successor(before, [])
    client = as_role("lead")
    html = html_of(client, after)
    assert TITLE not in html and page_of(before) in html and "cannot stand on one axis" not in html
    monthly_points(after, MONTHS, start=dt.date(2025, 5, 1))
    assert TITLE in html_of(client, after)
    Measure.objects.filter(pk=before.pk).update(withdrawn_at=timezone.now())
    html = html_of(client, after)
    assert TITLE not in html and before.name not in html


def test_events_are_joined_on_each_face_by_what_it_shows(as_role, project):
    before = MeasureFactory(project=project, name="Old log", data_kind="events", frequency="")
    after = MeasureFactory(
        project=project, name="New log", data_kind="events", frequency="", continues=before
    )
    for measure, year in ((before, 2023), (after, 2024)):
        for month in range(1, 13):
            EventFactory(measure=measure, occurred_on=dt.date(year, month, 3))
    assert TITLE in html_of(as_role("lead"), after)
    shown = section(html_of(as_role("funder"), after))
    assert shown and not re.search(r"\b3 (January|Jan)\b", shown)


@pytest.mark.parametrize("role", ["lead", "funder"])
def test_the_second_series_costs_no_query(as_role, before, role, django_assert_max_num_queries):
    after = successor(before, MONTHS)
    client = as_role(role)
    counts = []
    for continues in (before, None):
        Measure.objects.filter(pk=after.pk).update(continues=continues)
        client.get(page_of(after))
        with django_assert_max_num_queries(15) as captured:
            client.get(page_of(after))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_words_of_a_pair_need_no_face_of_their_own(before):
    after = successor(before, MONTHS)
    both = faces.both_faces([before, after])
    for old, new in ((both[0][k], both[1][k]) for k in (0, 1)):
        found = joined(
            reading_of(before, old, dt.date(2025, 9, 10)), reading_of(after, new, dt.date(2025, 9, 10))
        )
        assert found.can_be_drawn and not found.why_apart
