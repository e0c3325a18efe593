"""Method health: what each suggestion says of a record, and the page."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.utils import timezone

from ftc_qi.pages.method_health import Item, health_of
from ftc_qi.pages.method_record import CycleFacts, Record
from tests.factories import (
    CauseFactory,
    ChangeIdeaFactory,
    DriverFactory,
    MeasureFactory,
    PDSACycleFactory,
    monthly_points,
)
from tests.pages.told import text_of

URL = "/projects/warm-welcome/health/"
AIM = SimpleNamespace(to_value=70, by_when=datetime.date(2027, 3, 31), for_whom="visitors")


def cycle(number, **also):
    """A cycle with nothing to mend, of its own idea."""
    fields = {
        "id": number,
        "number": number,
        "title": f"Test {number}",
        "idea": number,
        "idea_title": f"Idea {number}",
        "has_theory": True,
        "stage": "done",
        "act": "adapt",
        "previous": None,
        "size": None,
        "predicted": True,
        "has_prediction": True,
        "points": 3,
    }
    return CycleFacts(**fields | also)


def measures(outcome=0, process=0, balancing=0):
    kinds = ["outcome"] * outcome + ["process"] * process + ["balancing"] * balancing
    return tuple(SimpleNamespace(measure=SimpleNamespace(kind=kind)) for kind in kinds)


def record(**also):
    fields = {
        "aim": None,
        "progress": "",
        "team": 0,
        "drivers": 0,
        "causes": 0,
        "users_involved": False,
        "checked": False,
        "readings": (),
        "cycles": (),
    }
    return Record(**fields | also)


def item(key, **also) -> Item:
    return next(one for one in health_of(record(**also)) if one.key == key)


def plan(number, **also):
    return cycle(number, **{"stage": "plan", "predicted": None, "points": None} | also)


@pytest.mark.parametrize(
    "key, facts, words, place",
    [
        ("aim", {}, "No aim is written yet.", "aim"),
        ("aim", {"aim": AIM}, None, ""),
        (
            "aim",
            {"aim": SimpleNamespace(to_value=None, by_when=None, for_whom="")},
            "It does not say how much, by when and for whom.",
            "aim",
        ),
        ("aim", {"aim": SimpleNamespace(to_value=0, by_when=AIM.by_when, for_whom="x")}, None, ""),
        ("measures", {"readings": measures(1, 3, 1)}, None, ""),
        ("measures", {"readings": measures(2, 5, 2)}, None, ""),
        ("measures", {"readings": measures(3, 3, 1)}, "1 or 2 outcome measures (now 3)", "measures"),
        ("measures", {"readings": measures(1, 2, 1)}, "3 to 5 process measures (now 2)", "measures"),
        ("measures", {"readings": measures(1, 6, 1)}, "3 to 5 process measures (now 6)", "measures"),
        ("measures", {"readings": measures(1, 3, 0)}, "at least 1 balancing measure (now none)", "measures"),
        ("users", {"users_involved": True}, None, ""),
        ("users", {}, "Nobody is noted as taking part", "users"),
        ("rationale", {}, "No cycle has begun yet.", "cycle_add"),
        ("rationale", {"cycles": (plan(1),)}, "No cycle has begun yet.", "cycle_begin"),
        ("rationale", {"cycles": (cycle(1), plan(2, has_theory=False))}, None, ""),
        (
            "rationale",
            {"cycles": (cycle(1, has_theory=False),)},
            "No reason is written for “Idea 1”.",
            "idea",
        ),
        ("prediction", {}, "No cycle has begun yet.", "cycle_add"),
        ("prediction", {"cycles": (cycle(1), cycle(2))}, None, ""),
        (
            "prediction",
            {"cycles": (cycle(1), cycle(2, predicted=False))},
            "Cycle 2 began without one.",
            "cycle_add",
        ),
        (
            "prediction",
            {"cycles": (cycle(1, predicted=False), plan(2, has_prediction=False))},
            "Cycle 2 is still being planned: write what you expect now.",
            "cycle_plan",
        ),
        # only the newest five are looked at
        ("prediction", {"cycles": (cycle(1, predicted=False), *map(cycle, range(2, 7)))}, None, ""),
        ("linked", {"cycles": (cycle(1),)}, "A second cycle that builds on the first", "cycle_add"),
        ("linked", {"cycles": (cycle(1), cycle(2))}, "None says which cycle it follows.", "cycle"),
        ("linked", {"cycles": (cycle(1), cycle(2, previous=1))}, None, ""),
        (
            "linked",
            {"cycles": (cycle(1), cycle(2, idea=1), cycle(3, previous=1))},
            "Cycle 2 tests an idea again, but not linked",
            "cycle",
        ),
        ("scale", {"cycles": (cycle(1), cycle(2))}, "There is no ramp yet", "cycle"),
        ("scale", {"cycles": (cycle(1, size=1), cycle(2, size=2, previous=1))}, None, ""),
        (
            "scale",
            {"cycles": (cycle(1, size=2), cycle(2, size=2, previous=1))},
            "No test is bigger",
            "cycle_add",
        ),
        (
            "scale",
            {"cycles": (cycle(1, size=3), cycle(2, size=1, previous=1))},
            "No test is bigger",
            "cycle_add",
        ),
        (
            "scale",
            {"cycles": (cycle(1, size=2), cycle(2, previous=1))},
            "Cycle 2 does not say how big the test is.",
            "cycle",
        ),
        ("points", {}, "No cycle has begun yet.", "cycle_add"),
        ("points", {"cycles": (cycle(1),)}, None, ""),
        ("points", {"cycles": (cycle(1, points=2),)}, "Cycle 1 had fewer.", "measures"),
        ("points", {"cycles": (cycle(1, points=None),)}, "Cycle 1 is linked to no measure.", "cycle"),
        # one that still runs may get its points yet
        ("points", {"cycles": (cycle(1), cycle(2, stage="do", points=0))}, None, ""),
        ("points", {"cycles": (cycle(1, stage="do", points=0),)}, "has fewer so far", "log"),
    ],
)
def test_each_suggestion(key, facts, words, place):
    found = item(key, **facts)
    assert found.in_place is (words is None)
    assert found.place == place
    if words:
        assert words in found.words


# --- the page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [
        *dict.fromkeys(("lead", "member", "contributor", "advisor", "coach"), 200).items(),
        ("fund_manager", 403),
        *dict.fromkeys(("funder", "other_lead", "other_coach", "finance", "outsider"), 404).items(),
    ],
)
def test_who_sees_it(as_role, role, status):
    assert as_role(role).get(URL).status_code == status


def test_it_has_no_total_and_no_colour(as_role, project):
    CauseFactory(project=project, source="service_users")
    main = as_role("lead").get(URL).content.decode().split("<main")[1].split("</main>")[0]
    assert main.index("Worth a look") < main.index("In place")
    classes = {name for names in re.findall(r'class="([^"]*)"', main) for name in names.split()}
    coloured = re.compile(r"(imp|con|neu|danger|success|warning|done|late|pine)$|--")
    assert not {name for name in classes if coloured.search(name)} - {"q-card--flush"}
    assert not re.search(r"\d+ (of|/) \d+|\d+%", re.sub(r"<[^>]+>", " ", main))


def test_a_link_leads_to_where_the_reader_may_mend_it_or_look_at_it(as_role, project):
    aim, taking_part = "/projects/warm-welcome/aim/", "/projects/warm-welcome/team/taking-part/"

    def links(role):
        main = as_role(role).get(URL).content.decode().split('<ul class="q-health">')[1].split("</ul>")[0]
        return set(re.findall(r'href="([^"]+)"', main))

    assert {aim, taking_part} <= links("lead")
    assert aim in links("member")
    assert taking_part not in links("member")
    causes, cycles = "/projects/warm-welcome/causes/", "/projects/warm-welcome/cycles/"
    measures = "/projects/warm-welcome/measures/"
    for role in ("advisor", "contributor"):
        assert links(role) == {aim, measures, causes, cycles}


@pytest.mark.parametrize("role", ["advisor", "coach", "contributor"])
def test_who_may_not_mend_it_is_led_to_what_it_is_about(as_role, project, role):
    idea = ChangeIdeaFactory(project=project, theory="")
    begun = {"started_on": datetime.date(2026, 1, 1), "prediction_locked_at": timezone.now()}
    cycle = PDSACycleFactory(change_idea=idea, stage="do", **begun)
    client = as_role(role)
    main = client.get(URL).content.decode().split('<ul class="q-health">')[1].split("</ul>")[0]
    found = set(re.findall(r'href="([^"]+)"', main))
    assert {client.get(url).status_code for url in found} == {200}
    for page in (f"ideas/{idea.pk}/", f"cycles/{cycle.pk}/", "cycles/"):
        assert f"/projects/warm-welcome/{page}" in found
    assert not any(url.endswith(("edit/", "add/")) for url in found)


def test_every_link_leads_to_the_place_that_mends_it(as_role, project):
    client = as_role("lead")

    def followed():
        main = client.get(URL).content.decode().split('<ul class="q-health">')[1].split("</ul>")[0]
        found = set(re.findall(r'href="([^"]+)"', main))
        assert {client.get(url).status_code for url in found} == {200}
        return found

    assert "/projects/warm-welcome/cycles/add/" in followed()
    planned = PDSACycleFactory(change_idea=ChangeIdeaFactory(project=project, theory=""))
    assert f"/projects/warm-welcome/cycles/{planned.pk}/" in followed()
    began = {"stage": "do", "started_on": datetime.date(2026, 1, 1), "prediction_locked_at": timezone.now()}
    for name, value in began.items():
        setattr(planned, name, value)
    planned.save()
    assert f"/projects/warm-welcome/ideas/{planned.change_idea_id}/edit/" in followed()


def test_it_reads_the_record(as_role, project):
    measure = MeasureFactory(project=project)
    monthly_points(measure, [20, 21, 22, 23], start=datetime.date(2026, 1, 1))
    idea = ChangeIdeaFactory(project=project, theory="It helps", source="service_users")
    begun = {
        "change_idea": idea,
        "stage": "done",
        "act": "adopt",
        "started_on": datetime.date(2026, 1, 1),
        "ended_on": datetime.date(2026, 3, 1),
        "prediction_locked_at": timezone.now(),
    }
    first = PDSACycleFactory(**begun, prediction="More", size=1)
    second = PDSACycleFactory(**begun, prediction="Later", prediction_after=True, size=2, previous=first)
    for row in (first, second):
        row.measure_links.create(measure=measure)
    text = text_of(as_role("lead").get(URL))
    assert "Cycle 2 began without one." in text
    assert "At least one test is bigger than the one before it." in text
    in_place = text.partition("In place")[2]
    assert "At least 3 points of data while a test runs" in in_place
    assert "People who use the service take part" in in_place


def test_a_hidden_figure_counts_as_a_point(as_role, project):
    measure = MeasureFactory(project=project)
    monthly_points(measure, [2, 3, 1], start=datetime.date(2026, 1, 1))
    row = PDSACycleFactory(
        change_idea=ChangeIdeaFactory(project=project),
        stage="done",
        act="adopt",
        started_on=datetime.date(2026, 1, 1),
        ended_on=datetime.date(2026, 3, 1),
        prediction_locked_at=timezone.now(),
    )
    row.measure_links.create(measure=measure)
    in_place = text_of(as_role("contributor").get(URL)).partition("In place")[2]
    assert "while a test runs" in in_place


@pytest.mark.parametrize("role", ["lead", "contributor", "coach"])
@pytest.mark.parametrize("rows", [1, 50])
def test_queries_do_not_grow(as_role, project, role, rows, django_assert_max_num_queries):
    for row in range(rows):
        idea = ChangeIdeaFactory(project=project)
        measure = MeasureFactory(project=project, name=f"Measure {row}")
        monthly_points(measure, [20, 21, 22])
        made = PDSACycleFactory(change_idea=idea, number=row + 1)
        made.measure_links.create(measure=measure)
        CauseFactory(project=project)
        DriverFactory(project=project)
    client = as_role(role)
    with django_assert_max_num_queries(15):
        client.get(URL)
