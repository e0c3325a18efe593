"""One shared measure in every project: one scale for all panels, one protected face for everybody."""

import re

from django.urls import reverse
from django.utils import timezone

from measures.models import Measure
from projects.models import Theme
from tests.community.shared import keep, shared_measure
from tests.factories import MeasureFactory, ProgrammeFactory

HALF = [(20 + i % 3, 40) for i in range(15)]
RISING = [(top, 40) for top in (20, 24, 19, 25, 21, 23, 18, 22, 30, 31, 33, 32, 30, 34, 31, 33)]


def get(client, shared, **asked):
    response = client.get(reverse("community:across", args=[shared.pk]), asked)
    assert response.status_code == 200
    return response.content.decode()


def url_of(measure):
    return reverse("measures:measure", args=[measure.project.slug, measure.pk])


def panels(html):
    """Project → its drawing."""
    cards = re.findall(r"<article.*?</article>", html, re.S)
    return {
        re.search(r"<h3><a[^>]*>([^<]+)", card).group(1): (
            re.findall(r"<svg class=\"c-chart\".*?</svg>", card, re.S) or [""]
        )[0]
        for card in cards
    }


def ticks(svg):
    return re.findall(r'text-anchor="end" font-weight="400">([^<]+)<', svg)


def newest(svg):
    """Where the newest point stands."""
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="3.0"', svg)][
        -1
    ]


def test_percentages_share_0_to_100_and_one_time_axis(as_role, shared):
    keep(shared, "Alder", HALF)
    keep(shared, "Birch", [(30, 40)] * 6)
    drawn = panels(get(as_role("funder"), shared))
    assert ticks(drawn["Alder"]) == ticks(drawn["Birch"]) == ["0", "50", "100", "Mar 2025"]
    (long_x, long_y), (short_x, short_y) = newest(drawn["Alder"]), newest(drawn["Birch"])
    assert short_x < long_x  # half a year of figures ends before the year that others go on for
    assert short_y < long_y  # three quarters stands above a half


def test_counts_share_the_scale_of_the_highest(as_role, programme):
    shared = shared_measure(programme, "count", "Visits")
    keep(shared, "Alder", [10, 12, 11] * 5)
    keep(shared, "Birch", [90, 95, 85] * 5)
    drawn = panels(get(as_role("funder"), shared))
    assert ticks(drawn["Alder"]) == ticks(drawn["Birch"])
    assert newest(drawn["Alder"])[1] > newest(drawn["Birch"])[1]


def test_rates_are_brought_to_one_per(as_role, programme):
    shared = shared_measure(programme, "rate", "Worries")
    values = [(20, 400)] * 15
    keep(shared, "Alder", values, per=100)
    keep(shared, "Birch", values, per=100)
    keep(shared, "Cedar", values, per=1000)
    html = get(as_role("funder"), shared)
    drawn = panels(html)
    assert newest(drawn["Alder"]) == newest(drawn["Cedar"])
    assert ">5</text>" in drawn["Cedar"]
    assert "for every 100" in html


def test_what_is_counted_in_another_way_stands_apart(as_role, shared):
    keep(shared, "Alder", HALF)
    keep(shared, "Birch", HALF)
    keep(shared, "Cedar", [30] * 15, data_kind="count")
    html = get(as_role("funder"), shared)
    assert set(panels(html)) == {"Alder", "Birch"}
    assert "Cedar: Would come again" in html.partition("Counted in another way")[2]


def test_of_a_measure_and_those_that_continue_it_the_newest_stands_for_the_project(as_role, shared, project):
    oldest = keep(shared, "", HALF, project=project)
    keep(shared, "Birch", HALF)
    client = as_role("funder")
    assert get(client, shared).count("<article") == 2
    between = MeasureFactory(project=project, name="Our own for a while", continues=oldest)
    assert get(client, shared).count("<article") == 2
    Measure.objects.filter(pk=oldest.pk).update(name="As we asked at first")
    newest_of_three = keep(shared, "", RISING, project=project, continues=between)
    html = get(client, shared)
    assert len(panels(html)) == html.count("<article") == 2
    assert url_of(newest_of_three) in html and url_of(oldest) not in html
    Measure.objects.filter(pk=newest_of_three.pk).update(continues=None)
    assert get(client, shared).count("<article") == 3


def test_filters_and_order(as_role, shared, programme):
    theme = Theme.objects.create(programme=programme, name="Testing")
    first = keep(shared, "Alder", HALF)
    first.project.themes.add(theme)
    keep(shared, "Birch", RISING)
    client = as_role("advisor")
    assert list(panels(get(client, shared))) == ["Birch", "Alder"]
    assert list(panels(get(client, shared, sort="name"))) == ["Alder", "Birch"]
    assert list(panels(get(client, shared, theme=theme.pk))) == ["Alder"]
    assert list(panels(get(client, shared, status="improvement"))) == ["Birch"]
    assert list(panels(get(client, shared, status="x' OR 1", theme="nope", sort="?"))) == ["Birch", "Alder"]
    assert "No project has this status" in get(client, shared, status="deterioration")


def test_scale_stays_the_same_over_pages_and_filters(as_role, programme):
    shared = shared_measure(programme, "count", "Visits")
    for number in range(26):
        keep(shared, f"Project {number:03}", [10 + number] * 13)
    client = as_role("advisor")
    first, second = (panels(get(client, shared, sort="name", page=page)) for page in (1, 2))
    assert (len(first), len(second)) == (24, 2)
    assert {tuple(ticks(svg)) for svg in first.values()} == {tuple(ticks(svg)) for svg in second.values()}


def test_everyone_reads_the_same_protected_panels(as_role, shared, project):
    keep(shared, "", [*HALF[:-1], (3, 40)], project=project)
    keep(shared, "Birch", HALF)
    seen = [panels(get(as_role(role), shared)) for role in ("lead", "advisor", "funder")]
    assert seen[0] == seen[1] == seen[2]
    assert "1 hidden" in get(as_role("lead"), shared)


def test_a_measure_of_another_programme_or_withdrawn_is_not_found(as_role, shared):
    foreign = shared_measure(ProgrammeFactory())
    client = as_role("fund_manager")
    assert client.get(reverse("community:across", args=[foreign.pk])).status_code == 404
    shared.withdrawn_at = timezone.now()
    shared.save()
    assert client.get(reverse("community:across", args=[shared.pk])).status_code == 404


def test_charts_page_leads_here_when_two_projects_keep_it(as_role, shared, project):
    keep(shared, "", HALF, project=project, kind="outcome", is_primary=True)
    address = reverse("community:across", args=[shared.pk])
    client = as_role("funder")
    assert address not in client.get("/community/charts/").content.decode()
    keep(shared, "Birch", HALF)
    html = client.get("/community/charts/").content.decode()
    assert address in html
    assert "2 projects" in html


def test_queries_do_not_grow_with_projects(as_role, shared, django_assert_max_num_queries):
    seen = []
    for many in (1, 50):
        for number in range(0 if many == 1 else 1, many):
            keep(shared, f"Project {number:03}", HALF)
        client = as_role("funder")
        with django_assert_max_num_queries(15) as captured:
            get(client, shared)
        seen.append(len(captured))
    assert seen[0] == seen[1]
