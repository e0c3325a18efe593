"""The figures of the community's small charts, fetched when they are explored: the page's own panels, protected."""

import json

import pytest
import time_machine
from django.urls import reverse

from measures.models import CycleMeasure
from tests.community.shared import keep, shared_measure
from tests.factories import PDSACycleFactory

HALF = [(20 + i % 3, 40) for i in range(15)]
RISING = [(top, 40) for top in (20, 24, 19, 25, 21, 23, 18, 22, 30, 31, 33, 32, 30, 34, 31, 33)]
PAGES = ["charts", "across"]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2025-05-10 10:00", tick=False):
        yield


@pytest.fixture
def shared(programme):
    return shared_measure(programme)


def address(page, shared):
    return reverse("community:charts") if page == "charts" else reverse("community:across", args=[shared.pk])


def figures(client, which, shared, **asked):
    response = client.get(address(which, shared), {**asked, "format": "figures"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return response.json()


def outcome(shared, name, values, **fields):
    return keep(shared, name, values, kind="outcome", is_primary=True, **fields)


def traces(figure, mode="markers"):
    return {trace.get("name", ""): trace for trace in figure["data"] if trace["mode"] == mode}


@pytest.mark.parametrize("page", PAGES)
def test_every_panel_of_the_page_has_a_figure_and_the_page_asks_for_it(as_role, shared, page):
    measures = [outcome(shared, name, HALF) for name in ("Alder", "Birch")]
    outcome(shared, "Cedar", [])
    client = as_role("funder")
    found = figures(client, page, shared)
    assert set(found) == {str(one.pk) for one in measures}
    html = client.get(address(page, shared), {"sort": "name"}).content.decode()
    assert 'data-explore-panels="?sort=name&amp;format=figures"' in html
    for key in found:
        assert f'data-panel="{key}"' in html


@pytest.mark.parametrize("page", PAGES)
def test_filters_and_pages_hold_for_the_figures_too(as_role, shared, page):
    outcome(shared, "Alder", HALF)
    rising = outcome(shared, "Birch", RISING)
    client = as_role("funder")
    assert set(figures(client, page, shared, status="improvement")) == {str(rising.pk)}
    for number in range(24):
        outcome(shared, f"Project {number:03}", HALF)
    assert len(figures(client, page, shared, sort="name")) == 24
    assert len(figures(client, page, shared, sort="name", page=2)) == 2


@pytest.mark.parametrize("page", PAGES)
def test_points_lines_and_words_are_those_of_the_picture(as_role, shared, page):
    key = str(outcome(shared, "Birch", RISING, target=0.7).pk)
    figure = figures(as_role("funder"), page, shared)[key]
    markers = traces(figure)
    assert sum(len(trace["x"]) for trace in markers.values()) == len(RISING)
    assert markers["improvement"]["y"][-1] == 82.5
    assert figure["layout"]["annotations"][0]["text"] == "83"
    assert figure["layout"]["yaxis"]["ticktext"] == ["0", "50", "100"]
    xs = sorted(x for trace in markers.values() for x in trace["x"])
    left, right = figure["layout"]["xaxis"]["range"]
    assert left <= xs[0] < xs[-1] <= right
    assert [70.0, 70.0] in [trace["y"] for trace in figure["data"]]
    said = figure["layout"]["meta"]["readout"]
    assert len(said) == len(RISING)
    assert said[0]["text"].startswith("January 2024: 50% (20 of 40)")
    point = figure["data"][said[-1]["curve"]]
    assert point["text"][said[-1]["point"]] == "April 2025<br>83%"


@pytest.mark.parametrize("page", PAGES)
def test_a_hidden_figure_stands_on_the_axis_and_nowhere_in_the_data(as_role, shared, project, page):
    key = str(keep(shared, "", [*HALF[:-1], (3, 40)], project=project, kind="outcome", is_primary=True).pk)
    seen = [
        figures(as_role(role), page, shared)[key] for role in ("lead", "advisor", "fund_manager", "funder")
    ]
    assert all(one == seen[0] for one in seen)
    figure = seen[0]
    hidden = traces(figure)["hidden"]
    assert (len(hidden["x"]), hidden["y"]) == (1, [0.0])
    assert figure["layout"]["meta"]["readout"][-1]["text"].startswith("March 2025: ")
    assert "7.5" not in json.dumps([trace["y"] for trace in figure["data"]])
    assert "3 of 40" not in json.dumps(figure) and "8%" not in json.dumps(figure)


@pytest.mark.parametrize("page", PAGES)
def test_figures_cost_as_many_queries_as_the_page_at_any_size(
    as_role, shared, page, django_assert_max_num_queries
):
    seen = []
    for many in (1, 50):
        for number in range(0 if many == 1 else 1, many):
            measure = outcome(shared, f"Project {number:03}", HALF)
            cycle = PDSACycleFactory(change_idea__project=measure.project)
            CycleMeasure.objects.create(cycle=cycle, measure=measure)
        client = as_role("funder")
        with django_assert_max_num_queries(15) as captured:
            figures(client, page, shared)
        seen.append(len(captured))
    assert seen[0] == seen[1]


def test_all_hidden_is_drawn_without_a_value_or_a_line(as_role, shared):
    key = str(outcome(shared, "Alder", [(2, 40)] * 13).pk)
    figure = figures(as_role("funder"), "charts", shared)[key]
    assert [trace["mode"] for trace in figure["data"]] == ["markers"]
    assert figure["layout"]["annotations"] == []
    assert len(figure["data"][0]["x"]) == 13


def test_the_newest_36_are_shown_and_read(as_role, shared):
    key = str(outcome(shared, "Alder", [(20 + i % 3, 40) for i in range(50)]).pk)
    figure = figures(as_role("funder"), "charts", shared)[key]
    assert len(figure["layout"]["meta"]["readout"]) == 36
    assert sum(len(trace["x"]) for trace in traces(figure).values()) == 36
