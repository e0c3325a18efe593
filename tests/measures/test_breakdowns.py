"""Breakdowns through their pages: defined, entered with the total, shown, exported; and what others never see."""

import csv
import datetime as dt
import io
import itertools
import re
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from ftc_qi.core.models import AuditEvent
from measures import breakdown_words, faces
from measures.actions.breakdowns import MOST_GROUPS
from measures.breakdowns import GroupTotal, SharedBreakdown, WorkingBreakdown, totals_of
from measures.disclosure import LINKED, SMALL
from measures.models import Breakdown, Category, CategoryPoint, DataPoint
from projects.models import PopulationGroup
from tests.factories import (
    BreakdownFactory,
    DataPointFactory,
    MeasureFactory,
    ProjectFactory,
    monthly_points,
    parts_of,
)
from tests.forms_on_page import forms_on

pytestmark = pytest.mark.django_db
LOG = "/projects/warm-welcome/log/?month=2026-10"
OCT = dt.date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def measure(project):
    return MeasureFactory(project=project, name="Tests done", unit="tests", collect_from=OCT)


@pytest.fixture
def shares(project):
    return MeasureFactory(
        project=project,
        name="Offers accepted",
        data_kind="proportion",
        numerator_label="Said yes",
        denominator_label="Offered",
        collect_from=OCT,
    )


@pytest.fixture
def ages(measure):
    return BreakdownFactory(measure=measure, name="By age group", groups=("Younger", "Middle", "Older"))


def url_of(breakdown, end=""):
    return f"/projects/warm-welcome/measures/{breakdown.measure_id}/breakdowns/{breakdown.pk}/{end}"


def ids(breakdown):
    return [category.pk for category in breakdown.categories.order_by("order", "pk")]


def sent(client, url=LOG, form=0, **changes):
    """Send a page's form as a browser would, with some fields changed."""
    response = client.get(url)
    found = [one for one in forms_on(response.content.decode()) if one.method == "post"]
    fields = next(one for one in found if any(k.endswith("-seen") for k in one.fields)).fields
    data = {name: values for name, values in fields.items() if values}
    return client.post(url, data | {name.replace("__", "-"): value for name, value in changes.items()})


def cell(measure, start=OCT):
    return f"m{measure.pk}-{start:%Y%m%d}"


def typed(measure, breakdown, total, *parts, start=OCT):
    """Fields of the log for a total and the parts of its groups, in order; a pair for two numbers."""
    prefix = cell(measure, start)
    data = {}
    names = (
        [("value", total)]
        if not isinstance(total, tuple)
        else zip(("numerator", "denominator"), total, strict=True)
    )
    for name, figure in names:
        data[f"{prefix}-{name}"] = str(figure)
    for pk, part in zip(ids(breakdown), parts, strict=True):
        pairs = (
            [("value", part)]
            if not isinstance(part, tuple)
            else zip(("numerator", "denominator"), part, strict=True)
        )
        for name, figure in pairs:
            data[f"{prefix}-c{pk}-{name}"] = "" if figure is None else str(figure)
    return data


def text_of(response):
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- constraints -----------------------------------------------------------------------------------------


def broken(**fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        CategoryPoint.objects.create(**fields)


def test_a_group_has_one_part_of_a_point(measure, ages):
    point = DataPointFactory(measure=measure, period_start=OCT, value=12)
    fields = {"point": point, "category": ages.categories.first(), "data_kind": "count", "value": 3}
    first = CategoryPoint.objects.create(**fields)
    broken(**fields)
    CategoryPoint.objects.filter(pk=first.pk).update(withdrawn_at=dt.datetime.now(dt.UTC))
    CategoryPoint.objects.create(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"data_kind": "count"},
        {"data_kind": "count", "value": -1},
        {"data_kind": "count", "value": 3, "numerator": 1},
        {"data_kind": "continuous", "value": 3},
        {"data_kind": "proportion", "value": 3},
        {"data_kind": "proportion", "numerator": 3},
        {"data_kind": "proportion", "numerator": 3, "denominator": 2},
        {"data_kind": "proportion", "numerator": -1, "denominator": 2},
        {"data_kind": "rate", "numerator": 3, "denominator": 0},
        {"data_kind": "rate", "numerator": 0, "denominator": -1},
    ],
)
def test_a_part_holds_the_figures_of_its_kind(measure, ages, fields):
    point = DataPointFactory(measure=measure, period_start=OCT, value=12)
    broken(point=point, category=ages.categories.first(), **fields)


def test_nobody_of_a_group_is_a_part(shares):
    by_sex = BreakdownFactory(measure=shares, groups=("Women",))
    point = DataPointFactory(measure=shares, period_start=OCT, numerator=3, denominator=12)
    CategoryPoint.objects.create(
        point=point, category=by_sex.categories.get(), data_kind="proportion", numerator=0, denominator=0
    )


def test_names_are_unique_where_they_stand_and_not_empty(measure, ages):
    for make in (
        lambda: Breakdown.objects.create(measure=measure, name="By age group"),
        lambda: Breakdown.objects.create(measure=measure, name=""),
        lambda: Category.objects.create(breakdown=ages, name="Younger"),
        lambda: Category.objects.create(breakdown=ages, name=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
    Category.objects.filter(name="Younger").update(withdrawn_at=dt.datetime.now(dt.UTC))
    Category.objects.create(breakdown=ages, name="Younger")


# --- defining --------------------------------------------------------------------------------------------


def add_url(measure):
    return f"/projects/warm-welcome/measures/{measure.pk}/breakdowns/add/"


def test_a_breakdown_is_added_with_its_groups_in_order_and_its_history(as_role, measure):
    client = as_role("member")
    response = client.post(
        add_url(measure),
        {"name": "By age group", "groups": " Younger \n\nMiddle\nOlder", "exclusive": "True"},
    )
    made = Breakdown.objects.get()
    assert response.url == url_of(made)
    assert list(made.categories.values_list("name", "order")) == [("Younger", 0), ("Middle", 1), ("Older", 2)]
    assert made.exclusive
    event = AuditEvent.objects.get(event="breakdown_added")
    assert event.changes["groups"] == [None, ["Younger", "Middle", "Older"]]
    page = text_of(client.get(url_of(made)))
    assert "Added" in page and "Younger, Middle, Older" in page


def test_the_programmes_own_groups_are_offered(as_role, measure, programme):
    for name in ("Migrants", "Women"):
        PopulationGroup.objects.create(programme=programme, name=name)
    PopulationGroup.objects.create(programme=programme, name="Gone", withdrawn_at=dt.datetime.now(dt.UTC))
    client = as_role("lead")
    assert "population groups: Migrants, Women" in text_of(client.get(add_url(measure)))
    client.post(
        add_url(measure), {"name": "By group", "ready": "population", "groups": "", "exclusive": "False"}
    )
    made = Breakdown.objects.get()
    assert not made.exclusive
    assert list(made.categories.values_list("name", flat=True)) == ["Migrants", "Women"]


@pytest.mark.parametrize(
    "groups, words",
    [
        ("", "Name the groups"),
        ("Women\n women", "Two groups are called"),
        ("Women\nNot stated", "is worked out"),
        ("\n".join(f"Group {a}{b}" for a in "abcdefg" for b in "abcdefg"), f"{MOST_GROUPS} at most"),
        ("x" * 81, "too long"),
        ("Jo jo@example.org", "e-mail"),
    ],
)
def test_groups_that_will_not_do_are_refused_and_what_was_typed_stays(as_role, measure, groups, words):
    data = {"name": "By age group", "groups": groups, "exclusive": "True"}
    response = as_role("lead").post(add_url(measure), data)
    assert response.status_code == 422
    assert words in text_of(response)
    assert "By age group" in response.content.decode()
    assert not Breakdown.objects.exists()


def test_a_name_that_is_taken_is_refused(as_role, measure, ages):
    data = {"name": "By age group", "groups": "A", "exclusive": "True"}
    response = as_role("lead").post(add_url(measure), data)
    assert response.status_code == 422 and "of this name already" in text_of(response)


@pytest.mark.parametrize("kind, frequency", [("continuous", "monthly"), ("events", "")])
def test_measurements_and_events_are_not_broken_down(as_role, project, kind, frequency):
    other = MeasureFactory(project=project, data_kind=kind, frequency=frequency)
    response = as_role("lead").get(add_url(other), follow=True)
    assert "Only counts, shares and rates" in text_of(response)
    page = as_role("lead").get(f"/projects/warm-welcome/measures/{other.pk}/")
    assert "Break the total down" not in text_of(page)


def edit_data(breakdown, **changes):
    data = {"name": breakdown.name, "version": breakdown.version, "groups": "", "exclusive": "True"}
    for place, category in enumerate(breakdown.categories.current(), start=1):
        data |= {f"name_{category.pk}": category.name, f"place_{category.pk}": place}
    return data | changes


def test_groups_are_renamed_moved_and_added(as_role, ages):
    younger, middle, older = ids(ages)
    data = edit_data(
        ages,
        **{
            f"name_{younger}": "Older",
            f"name_{older}": "Younger",
            f"place_{middle}": 1,
            f"place_{younger}": 2,
        },
        groups="Oldest",
    )
    client = as_role("lead")
    assert client.post(url_of(ages, "edit/"), data).status_code == 302
    rows = list(ages.categories.current().values_list("pk", "name"))
    assert rows[:3] == [(middle, "Middle"), (younger, "Older"), (older, "Younger")]
    assert rows[3][1] == "Oldest"
    history = text_of(client.get(url_of(ages)))
    assert "Younger → Older" in re.sub(r"\s+", " ", history)
    stale = client.post(url_of(ages, "edit/"), data | {f"name_{middle}": "Mine"})
    assert stale.status_code == 422 and "Someone else" in text_of(stale)
    assert "Mine" not in ages.categories.values_list("name", flat=True)


def test_whether_people_can_be_in_several_groups_stays_once_figures_exist(as_role, measure, ages):
    client = as_role("lead")
    assert "more than one group" in text_of(client.get(url_of(ages, "edit/")))
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=30), ages, 10, 10, 10)
    assert "more than one group" not in text_of(client.get(url_of(ages, "edit/")))
    assert client.post(url_of(ages, "edit/"), edit_data(ages, exclusive="False")).status_code == 302
    ages.refresh_from_db()
    assert ages.exclusive


def test_a_group_and_a_breakdown_are_withdrawn_with_a_reason(as_role, measure, ages):
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=30), ages, 10, 10, 10)
    client = as_role("lead")
    younger, middle, older = ids(ages)
    for pk in (younger, middle):
        assert client.post(url_of(ages, f"groups/{pk}/withdraw/"), {"why": "Nobody says"}).status_code == 302
    refused = client.post(url_of(ages, f"groups/{older}/withdraw/"), {"why": "Nobody says"})
    assert "last group" in text_of(refused)
    page = text_of(client.get(url_of(ages)))
    assert "Younger" in page and "Nobody says" in page and "taken out" in page
    (face,) = faces.breakdowns_for(series_of(measure, client))
    assert [group.name for group in face.all_groups] == ["Older", "Not stated"]
    assert face.not_stated.series.points[-1].value == 20
    assert client.post(url_of(ages, "withdraw/"), {"why": "Too fine"}).status_code == 302
    assert client.get(url_of(ages)).status_code == 404
    assert "By age group" not in text_of(client.get(LOG))


def test_another_projects_breakdown_is_not_found(as_role, other_project):
    elsewhere = BreakdownFactory(measure=MeasureFactory(project=other_project))
    client = as_role("lead")
    for end in ("", "edit/", "withdraw/", "data.csv"):
        assert client.get(url_of(elsewhere, end)).status_code == 404


# --- entering with the total -----------------------------------------------------------------------------


def test_the_groups_are_saved_with_their_total_in_one_entry_of_history(as_role, measure, ages):
    client = as_role("member")
    assert "By age group" in text_of(client.get(LOG))
    response = sent(client, **typed(measure, ages, 55, 3, 12, 40))
    assert response.status_code == 302
    point = DataPoint.objects.get()
    assert list(point.parts.order_by("category__order").values_list("value", flat=True)) == [3, 12, 40]
    event = AuditEvent.objects.get(target_label="measures.datapoint")
    keys = [f"category:{pk}" for pk in ids(ages)]
    assert [event.changes[key] for key in keys] == [
        [None, {"value": "3"}],
        [None, {"value": "12"}],
        [None, {"value": "40"}],
    ]
    assert not AuditEvent.objects.filter(target_label="measures.categorypoint").exists()
    page = text_of(client.get(f"/projects/warm-welcome/measures/{measure.pk}/points/{point.pk}/"))
    assert "Younger" in page and "40" in page


def test_groups_beyond_their_total_are_refused_beside_them_and_everything_typed_stays(as_role, measure, ages):
    other = MeasureFactory(project=measure.project, collect_from=OCT)
    client = as_role("member")
    data = typed(measure, ages, 50, 30, 20, 1) | {f"{cell(other)}-value": "77"}
    response = sent(client, **data)
    html = response.content.decode()
    assert response.status_code == 422 and not DataPoint.objects.exists()
    assert "add up to 51, more than the 50 of the total" in text_of(response)
    assert [group.problem != "" for group in response.context["sheet"].rows[0].cells[0].groups] == [True]
    for value in ("30", "20", "77"):
        assert f'value="{value}"' in html
    assert '<details class="q-parts" open>' in html
    assert sent(client, **typed(measure, ages, 51, 30, 20, 1)).status_code == 302


def test_groups_that_may_overlap_are_each_held_against_the_total(as_role, measure):
    needs = BreakdownFactory(measure=measure, name="By need", groups=("Advice", "Food"), exclusive=False)
    client = as_role("member")
    assert sent(client, **typed(measure, needs, 20, 18, 21)).status_code == 422
    assert sent(client, **typed(measure, needs, 20, 18, 20)).status_code == 302
    assert CategoryPoint.objects.count() == 2


@pytest.mark.parametrize(
    "parts, words",
    [
        (((5, 4), (1, 2)), "5 is more than 4"),
        (((5, None), (1, 2)), "Fill both numbers"),
        (((9, 12), (2, 4)), "11 (Said yes), more than the 10"),
        (((1, 30), (2, 11)), "41 (Offered), more than the 40"),
        (((0, 20), (1, 12)), "31 (not Said yes), more than the 30"),
        ((("x", 12), (2, 4)), "not a number"),
    ],
)
def test_shares_of_groups_are_held_against_the_total(as_role, shares, parts, words):
    by_sex = BreakdownFactory(measure=shares, name="By sex", groups=("Women", "Men"))
    response = sent(as_role("member"), **typed(shares, by_sex, (10, 40), *parts))
    assert response.status_code == 422
    assert words in text_of(response)
    assert not DataPoint.objects.exists()


def test_nobody_of_a_group_and_groups_left_empty(as_role, shares):
    by_sex = BreakdownFactory(measure=shares, name="By sex", groups=("Women", "Men", "Others"))
    data = typed(shares, by_sex, (10, 40), (6, 20), (0, 0), (None, None))
    assert sent(as_role("member"), **data).status_code == 302
    found = CategoryPoint.objects.order_by("category__order").values_list("numerator", "denominator")
    assert list(found) == [(6, 20), (0, 0)]


def test_groups_without_a_total_are_refused(as_role, measure, ages):
    response = sent(as_role("member"), **typed(measure, ages, "", 3, 12, ""))
    assert response.status_code == 422 and "no total" in text_of(response)
    data = typed(measure, ages, "", 3, 12, "") | {f"{cell(measure)}-outcome": "not_collected"}
    assert sent(as_role("member"), **data).status_code == 422


def test_a_group_alone_can_be_corrected_cleared_and_the_save_undone(as_role, measure, ages):
    client = as_role("member")
    sent(client, **typed(measure, ages, 55, 3, 12, 40))
    younger, middle, older = ids(ages)
    changes = {f"{cell(measure)}-c{younger}-value": "4", f"{cell(measure)}-c{older}-value": ""}
    assert sent(client, **changes).url.endswith("saved=1")
    point = DataPoint.objects.get()
    assert point.version == 2
    now = dict(point.parts.current().values_list("category_id", "value"))
    assert now == {younger: 4, middle: 12}
    event = AuditEvent.objects.get(event="point_changed")
    assert event.changes == {
        f"category:{younger}": [{"value": "3"}, {"value": "4"}],
        f"category:{older}": [{"value": "40"}, None],
    }
    undo = forms_on(client.get(f"{LOG}&saved=1").content.decode())
    save = next(form for form in undo if "save" in form.fields)
    client.post("/projects/warm-welcome/log/undo/", {"save": save.fields["save"][0]})
    again = dict(point.parts.current().values_list("category_id", "value"))
    assert again == {younger: 3, middle: 12, older: 40}


def test_undoing_a_new_figure_takes_its_groups_with_it(as_role, measure, ages):
    client = as_role("member")
    sent(client, **typed(measure, ages, 55, 3, 12, 40))
    save = next(f for f in forms_on(client.get(f"{LOG}&saved=1").content.decode()) if "save" in f.fields)
    client.post("/projects/warm-welcome/log/undo/", {"save": save.fields["save"][0]})
    assert not DataPoint.objects.current().exists() and not CategoryPoint.objects.current().exists()
    event = AuditEvent.objects.get(event="point_withdrawn")
    assert event.changes[f"category:{ids(ages)[0]}"] == [{"value": "3"}, None]


def test_a_total_lowered_under_its_groups_is_refused(as_role, measure, ages):
    client = as_role("member")
    sent(client, **typed(measure, ages, 55, 3, 12, 40))
    response = sent(client, **{f"{cell(measure)}-value": "54"})
    assert response.status_code == 422 and "more than the 54" in text_of(response)
    paste = {"measure": measure.pk, "text": "2026-10\t54"}
    seen = client.post("/projects/warm-welcome/log/paste/", paste)
    field = next(f for f in forms_on(seen.content.decode()) if "seen" in f.fields)
    response = client.post(
        "/projects/warm-welcome/log/paste/", paste | {"seen": field.fields["seen"][0], "save": "1"}
    )
    assert response.status_code == 422 and "more than the 54" in text_of(response)
    assert DataPoint.objects.get().value == 55


def test_a_figure_without_an_answer_leaves_no_groups(as_role, measure, ages):
    client = as_role("member")
    sent(client, **typed(measure, ages, 55, 3, 12, 40))
    data = typed(measure, ages, "", "", "", "") | {f"{cell(measure)}-outcome": "not_collected"}
    assert sent(client, **data).status_code == 302
    assert not CategoryPoint.objects.current().exists()


def test_a_second_persons_groups_are_not_overwritten(as_role, cast, measure, ages, client):
    sent(as_role("member"), **typed(measure, ages, 55, 3, 12, 40))
    page = as_role("lead").get(LOG)
    fields = next(f for f in forms_on(page.content.decode()) if any("-seen" in k for k in f.fields)).fields
    data = {name: values for name, values in fields.items() if values}
    younger = ids(ages)[0]
    sent(as_role("member"), **{f"{cell(measure)}-c{younger}-value": "2"})
    response = as_role("lead").post(LOG, data | {f"{cell(measure)}-c{younger}-value": "1"})
    assert response.status_code == 422
    words = text_of(response)
    assert "Younger: 2" in words and "Younger: 1" in words
    assert CategoryPoint.objects.current().get(category=younger).value == 2


def test_groups_of_a_past_point_are_corrected_on_its_page(as_role, measure, ages):
    point = parts_of(DataPointFactory(measure=measure, period_start=OCT, value=55), ages, 3, 12, 40)
    url = f"/projects/warm-welcome/measures/{measure.pk}/points/{point.pk}/"
    client = as_role("member")
    page = client.get(url)
    fields = next(f for f in forms_on(page.content.decode()) if any("-seen" in k for k in f.fields)).fields
    data = {name: values for name, values in fields.items() if values}
    older = ids(ages)[2]
    too_many = client.post(f"{url}correct/", data | {f"{cell(measure)}-c{older}-value": "41"})
    assert too_many.status_code == 422 and "more than the 55" in text_of(too_many)
    right = data | {f"{cell(measure)}-c{older}-value": "39", "why": "Counted twice"}
    assert client.post(f"{url}correct/", right).status_code == 302
    assert CategoryPoint.objects.get(category=older).value == 39
    history = re.sub(r"\s+", " ", text_of(client.get(url)))
    assert "Older 40 → 39" in history and "Counted twice" in history
    client.post(f"{url}withdraw/", {"why": "All wrong"})
    assert not CategoryPoint.objects.current().exists()


def test_the_log_stays_light_without_breakdowns_and_its_queries_flat_with_them(as_role, measure):
    client = as_role("member")
    client.get(LOG)
    assert "q-parts" not in client.get(LOG).content.decode()
    counts = []
    for groups in (("A",), tuple("abcdefghijkl")):
        BreakdownFactory(measure=measure, name=f"By {len(groups) * 'x'}", groups=groups)
        for _ in range(len(groups)):
            other = MeasureFactory(project=measure.project, collect_from=OCT)
            made = BreakdownFactory(measure=other, groups=groups)
            parts_of(DataPointFactory(measure=other, period_start=OCT, value=90), made, *[5] * len(groups))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LOG)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


# --- faces -----------------------------------------------------------------------------------------------


def series_of(measure, client=None, *, shared=False):
    user = AnonymousUser() if shared or client is None else client.get("/accounts/me/").wsgi_request.user
    return faces.series_for([measure], user=user)[0]


def test_each_face_has_its_own_type_and_the_shared_one_hides_parts_together(as_role, measure, ages):
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=55), ages, 3, 12, 40)
    (working,) = faces.breakdowns_for(series_of(measure, as_role("lead")))
    (shared,) = faces.breakdowns_for(series_of(measure, shared=True))
    assert isinstance(working, WorkingBreakdown) and isinstance(shared, SharedBreakdown)
    assert [g.series.points[-1].value for g in working.groups] == [3, 12, 40]
    last = [g.series.points[-1] for g in shared.groups]
    assert [(p.value, p.reason) for p in last] == [(None, SMALL), (None, LINKED), (40, None)]
    assert working.not_stated is shared.not_stated is None
    with pytest.raises(TypeError, match="SharedSeries"):
        SharedBreakdown(
            id=1, name="x", exclusive=True, adds_over_time=False, total=working.total, groups=working.groups
        )


def test_moving_the_groups_hides_no_other_part(as_role, measure, ages):
    """Or whoever kept the page of before would know all but one of them, and that one by subtraction."""
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=55), ages, 3, 12, 40)

    def hidden():
        (shared,) = faces.breakdowns_for(series_of(measure, shared=True))
        return {g.name: g.series.points[-1].reason for g in shared.groups}

    before = hidden()
    younger, middle, older = ids(ages)
    moved = edit_data(ages, **{f"place_{older}": 1, f"place_{younger}": 2, f"place_{middle}": 3})
    assert as_role("lead").post(url_of(ages, "edit/"), moved).status_code == 302
    assert list(hidden()) == ["Older", "Younger", "Middle"]
    assert hidden() == before == {"Younger": SMALL, "Middle": LINKED, "Older": None}
    moved = edit_data(ages, **{f"place_{older}": 2, f"place_{younger}": 1, f"place_{middle}": 3}, version=2)
    assert as_role("lead").post(url_of(ages, "edit/"), moved).status_code == 302
    assert hidden() == before
    (working,) = faces.breakdowns_for(series_of(measure, as_role("lead")))
    assert {g.name: g.series.points[-1].value for g in working.groups} == {
        "Younger": 3,
        "Older": 40,
        "Middle": 12,
    }


def page_cells(client, breakdown):
    """What the funder's file says of each group in the newest month: a number as text, or why there is none."""
    text = client.get(url_of(breakdown, "data.csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    newest = max(row["Starts on"] for row in rows)
    return {row["Group"]: row["Result (tests a month)"] for row in rows if row["Starts on"] == newest}


def solutions(pages, total):
    """Every (Younger, Middle, Older, not stated) of this total that agrees with all numbers on all the pages; on a
    page without Younger, those are among its "Not stated"."""
    found = []
    for younger, middle, older in itertools.product(range(total + 1), repeat=3):
        rest = total - younger - middle - older
        if rest < 0:
            continue
        for page in pages:
            left = rest if "Younger" in page else rest + younger
            told = {"Younger": younger, "Middle": middle, "Older": older, "Not stated": left, "Total": total}
            if any(text.isdigit() and int(text) != told[name] for name, text in page.items()):
                break
            if "Not stated" not in page and left:
                break
        else:
            found.append((younger, middle, older, rest))
    return found


@pytest.mark.parametrize(
    "parts, rest, not_stated",
    [
        ((3, 12, 40), 0, "hidden"),
        ((3, 12, 38), 2, "hidden"),
        ((0, 15, 3), 9, "hidden"),
        ((12, 3, 40), 0, "12"),
    ],
)
def test_taking_a_group_out_hides_no_other_part(as_role, measure, ages, parts, rest, not_stated):
    """Or whoever kept the page of before would subtract: all hidden figures were known then but one."""
    total = sum(parts) + rest
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=total), ages, *parts)
    before = page_cells(as_role("funder"), ages)
    alone = solutions([before], total)
    assert len(alone) > 1
    withdraw = url_of(ages, f"groups/{ids(ages)[0]}/withdraw/")
    assert as_role("lead").post(withdraw, {"why": "Nobody says"}).status_code == 302
    after = page_cells(as_role("funder"), ages)
    assert "Younger" not in after
    assert {name: after[name] for name in ("Total", "Middle", "Older")} == {
        name: before[name] for name in ("Total", "Middle", "Older")
    }
    assert after["Not stated"] == not_stated
    assert solutions([before, after], total) == alone
    exact = page_cells(as_role("lead"), ages)
    assert exact["Not stated"] == str(parts[0] + rest) and exact["Middle"] == str(parts[1])


def test_a_group_taken_out_counts_where_it_has_figures_only(as_role, measure, ages):
    for month, parts in ((8, (10, 20, 30)), (9, (None, 20, 30)), (10, (3, None, None))):
        start = dt.date(2026, month, 1)
        parts_of(DataPointFactory(measure=measure, period_start=start, value=70), ages, *parts)
    Category.objects.filter(name="Younger").update(withdrawn_at=dt.datetime.now(dt.UTC))
    for client in (None, as_role("lead")):
        (face,) = faces.breakdowns_for(series_of(measure, client))
        assert [[p.value for p in group.series.points] for group in face.all_groups] == [
            [20, 20, None],
            [30, 30, None],
            [20, 20, None],
        ]
        assert not any(p.is_hidden for group in face.all_groups for p in group.series.points)


def test_people_entered_again_elsewhere_are_counted_once_by_the_team_and_hidden_from_others(
    as_role, measure, ages
):
    """Groups taken out and those that stand are together more than the total: nothing can be promised then."""
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=55), ages, 3, 12, 40)
    Category.objects.filter(name="Younger").update(withdrawn_at=dt.datetime.now(dt.UTC))
    client = as_role("lead")
    point = DataPoint.objects.get()
    url = f"/projects/warm-welcome/measures/{measure.pk}/points/{point.pk}/"
    middle = ids(ages)[1]
    (form,) = [one for one in forms_on(client.get(url).content.decode()) if "correct" in (one.action or "")]
    data = {name: value for name, value in form.fields.items() if value}
    data[f"{cell(measure)}-c{middle}-value"] = "15"
    assert client.post(f"{url}correct/", data).status_code == 302
    assert page_cells(client, ages) == {"Total": "55", "Middle": "15", "Older": "40"}
    assert page_cells(as_role("funder"), ages) == {
        "Total": "55",
        "Middle": "hidden",
        "Older": "hidden",
        "Not stated": "hidden",
    }


def test_a_total_that_is_no_figure_any_more_has_no_groups_taken_out(as_role, measure, ages):
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=55), ages, 3, None, None)
    Category.objects.filter(name="Younger").update(withdrawn_at=dt.datetime.now(dt.UTC))
    DataPoint.objects.update(outcome=DataPoint.Outcome.NOT_COLLECTED, value=None)
    for client in (None, as_role("lead")):
        (face,) = faces.breakdowns_for(series_of(measure, client))
        assert not face.has_figures and face.not_stated is None


def test_a_group_taken_out_still_joins_two_breakdowns_that_share_it(as_role, measure):
    sexes = BreakdownFactory(measure=measure, name="By sex", groups=("Women", "Men", "Others"))
    finer = BreakdownFactory(measure=measure, name="Finer", groups=("Women", "Young men", "Old men"))
    point = DataPointFactory(measure=measure, period_start=OCT, value=60)
    parts_of(point, sexes, 30, 27, 3)
    parts_of(point, finer, 30, 20, 10)
    Category.objects.filter(breakdown=sexes, name="Women").update(withdrawn_at=dt.datetime.now(dt.UTC))
    second = faces.breakdowns_for(series_of(measure))[1]
    assert [group.series.points[-1].value for group in second.groups] == [None] * 3


def test_of_two_breakdowns_that_share_a_group_only_the_first_is_shown_where_either_hides(measure):
    sexes = BreakdownFactory(measure=measure, name="By sex", groups=("Women", "Men"))
    finer = BreakdownFactory(measure=measure, name="Finer", groups=("women", "Young men", "Old men"))
    for month, men in ((8, 20), (9, 2), (10, 20)):
        start = dt.date(2026, month, 1)
        point = DataPointFactory(measure=measure, period_start=start, value=60)
        parts_of(point, sexes, 30, 30)
        parts_of(point, finer, 30, men, 30 - men)
    first, second = faces.breakdowns_for(series_of(measure, shared=True))
    assert [[p.value for p in g.series.points] for g in first.groups] == [[30, 30, 30]] * 2
    assert [[p.value for p in g.series.points] for g in second.groups] == [
        [30, None, 30],
        [20, None, 20],
        [10, None, 10],
    ]


def test_a_hidden_total_hides_every_group(measure, ages):
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=4), ages, 3, 0, 1)
    (shared,) = faces.breakdowns_for(series_of(measure, shared=True))
    assert shared.total.points[-1].reason == SMALL
    assert [group.series.points[-1].reason for group in shared.all_groups] == [LINKED] * 4


def test_groups_of_figures_that_are_not_about_people_are_shown(measure, ages):
    measure.about_people = False
    measure.save()
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=4), ages, 3, 0, 1)
    (shared,) = faces.breakdowns_for(series_of(measure, shared=True))
    assert [group.series.points[-1].value for group in shared.groups] == [3, 0, 1]


def test_nothing_but_the_two_faces_is_drawn_or_added_up():
    for door in (
        totals_of,
        breakdown_words.panels,
        breakdown_words.table_rows,
        breakdown_words.table_head,
        breakdown_words.breakdown_csv,
        breakdown_words.about,
    ):
        with pytest.raises(TypeError, match="WorkingBreakdown or a SharedBreakdown"):
            door(object())


def test_a_sum_with_a_hidden_part_is_hidden(as_role, measure, ages):
    measure.adds_over_time = True
    measure.save()
    for month, parts in ((8, (10, 20, 30)), (9, (3, 20, 30)), (10, (9, 9, 9))):
        start = dt.date(2026, month, 1)
        parts_of(DataPointFactory(measure=measure, period_start=start, value=sum(parts)), ages, *parts)
    (shared,) = faces.breakdowns_for(series_of(measure, shared=True))
    assert totals_of(shared) == [
        GroupTotal("Younger", None, LINKED),
        GroupTotal("Middle", None, LINKED),
        GroupTotal("Older", Decimal(69)),
    ]
    assert totals_of(shared, OCT) == [GroupTotal(name, Decimal(9)) for name in ("Younger", "Middle", "Older")]
    (working,) = faces.breakdowns_for(series_of(measure, as_role("lead")))
    assert [total.count for total in totals_of(working, end=dt.date(2026, 9, 1))] == [13, 40, 60]


def test_what_may_not_be_added_is_not(measure, ages):
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=60), ages, 20, 20, 20)
    (shared,) = faces.breakdowns_for(series_of(measure, shared=True))
    assert totals_of(shared) == []


def test_breakdowns_cost_one_query_without_and_two_with(measure, ages):
    parts_of(DataPointFactory(measure=measure, period_start=OCT, value=60), ages, 20, 20, 20)
    series = series_of(measure)
    with CaptureQueriesContext(connection) as queries:
        faces.breakdowns_for(series)
    assert len(queries) == 2
    series = series_of(MeasureFactory())
    with CaptureQueriesContext(connection) as queries:
        assert faces.breakdowns_for(series) == ()
    assert len(queries) == 1
    series = series_of(MeasureFactory(data_kind="events", frequency=""))
    with CaptureQueriesContext(connection) as queries:
        assert faces.breakdowns_for(series) == ()
    assert len(queries) == 0


@settings(max_examples=25)
@given(st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=12, max_size=12), st.integers(0, 8))
def test_equal_protected_figures_give_an_equal_shared_breakdown(figures, rest):
    """Two measures whose small parts differ, but which say the same to others, are the same to others."""

    def made(values):
        with transaction.atomic():
            measure = MeasureFactory(name="One", project=ProjectFactory())
            ages = BreakdownFactory(measure=measure, groups=("Younger", "Middle", "Older"))
            for point, parts in zip(
                monthly_points(measure, [sum(parts) + rest for parts in values]), values, strict=True
            ):
                parts_of(point, ages, *parts)
            (face,) = faces.breakdowns_for(series_of(measure))
            said = [[(p.state, p.value, p.reason) for p in group.series.points] for group in face.all_groups]
            drawn = [(panel.svg, panel.status, panel.newest) for panel in breakdown_words.panels(face)]
            text = breakdown_words.breakdown_csv(face)
            transaction.set_rollback(True)
        return said, (drawn, text)

    # Another table that says the same: small parts of a month take other small values, its partner the rest.
    other = []
    for parts in figures:
        changed = list(parts)
        if 0 < parts[0] < 5 and parts[1] > 12:
            new = parts[0] % 4 + 1
            changed = [new, parts[1] + parts[0] - new, parts[2]]
        other.append(tuple(changed))
    first, second = made(figures), made(other)
    assert first == second


# --- pages and files -------------------------------------------------------------------------------------


@pytest.fixture
def secret(project):
    """A measure with 14 months of groups of which two are always hidden: any "3" or "17" beside them is a leak."""
    measure = MeasureFactory(project=project, name="Reached", unit="people", adds_over_time=True)
    breakdown = BreakdownFactory(measure=measure, name="By age group", groups=("Younger", "Middle", "Older"))
    for point in monthly_points(measure, [60] * 14, start=dt.date(2025, 9, 1)):
        parts_of(point, breakdown, 3, 17, 40)
    return breakdown


@pytest.mark.parametrize("role", ["contributor", "funder", "other_lead", "lead"])
def test_hidden_parts_are_on_no_page_and_in_no_file(as_role, secret, role):
    client = as_role(role)
    face = "?face=shared" if role == "lead" else ""
    measure_page = client.get(f"/projects/warm-welcome/measures/{secret.measure_id}/{face}")
    page = client.get(url_of(secret) + face)
    file = client.get(url_of(secret, "data.csv") + face)
    words = text_of(page)
    assert "fewer than 5" in words and "hidden" in words and "40" in words
    section = measure_page.content.decode()
    section = section[section.index('id="breakdown-') :]
    section = section[: section.index('id="data"')]
    table = page.content.decode()
    table = table[table.index("<tbody>") : table.rindex("</tbody>")]
    for html in (section, table):
        shown = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", html, flags=re.S))
        assert not re.search(r"(?<![\d.])(?:3|17|20)(?![\d.])(?! hidden)", re.sub(r"20\d\d", "", shown)), (
            shown
        )
    for number in ("17", "3"):
        texts = re.findall(r"<text[^>]*>([^<]*)</text>", section + page.content.decode())
        assert number not in texts
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0] == ["Month", "Starts on", "Group", "Result (people a month)", "Answer"]
    assert rows[1:5] == [
        ["September 2025", "2025-09-01", "Total", "60", "recorded"],
        ["September 2025", "2025-09-01", "Younger", "fewer than 5", "fewer than 5"],
        [
            "September 2025",
            "2025-09-01",
            "Middle",
            "hidden",
            "hidden so that another figure cannot be worked out",
        ],
        ["September 2025", "2025-09-01", "Older", "40", "recorded"],
    ]
    assert not AuditEvent.objects.filter(event="exported_exact").exists()


def test_a_hidden_part_leaves_no_trace_in_the_drawings(as_role, secret):
    """The same page with other numbers under the same words is the same page."""
    client = as_role("funder")
    pages = []
    for younger, middle in ((3, 17), (1, 19)):
        CategoryPoint.objects.filter(category__name="Younger").update(value=younger)
        CategoryPoint.objects.filter(category__name="Middle").update(value=middle)
        pages.append(
            [
                re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(url).content.decode())
                for url in (
                    url_of(secret),
                    url_of(secret, "data.csv"),
                    f"/projects/warm-welcome/measures/{secret.measure_id}/",
                )
            ]
        )
    assert pages[0] == pages[1]


def test_the_team_sees_exact_groups_and_their_file_is_logged(as_role, secret):
    client = as_role("lead")
    page = text_of(client.get(url_of(secret)))
    assert "17" in page and "fewer than 5" not in page
    file = client.get(url_of(secret, "data.csv")).content.decode("utf-8-sig")
    assert "Younger,3,recorded" in file
    event = AuditEvent.objects.get(event="exported_exact")
    assert event.changes == {"file": [None, "csv"], "breakdown": [None, secret.pk]}


def test_shares_of_groups_in_a_file_and_a_table(as_role, shares):
    by_sex = BreakdownFactory(measure=shares, name="By sex", groups=("Women", "Men"))
    point = DataPointFactory(measure=shares, period_start=OCT, numerator=30, denominator=60)
    parts_of(point, by_sex, (20, 40), (0, 0))
    client = as_role("lead")
    assert "50% (20 of 40)" in text_of(client.get(url_of(by_sex)))
    rows = list(csv.reader(io.StringIO(client.get(url_of(by_sex, "data.csv")).content.decode("utf-8-sig"))))
    assert rows[2][2:] == ["Women", "20", "40", "50", "recorded"]
    assert rows[3][2:] == ["Men", "0", "0", "nobody eligible", "nobody eligible"]
    assert rows[4][2:] == ["Not stated", "10", "20", "50", "recorded"]


def test_a_group_with_few_figures_has_its_chart_without_a_verdict(as_role, secret):
    client = as_role("lead")
    assert client.get(url_of(secret)).content.decode().count("q-sm-panel") == 3
    CategoryPoint.objects.filter(point__period_start__lt=dt.date(2026, 3, 1)).delete()
    panels = client.get(url_of(secret)).context["panels"]
    assert [(panel.status, bool(panel.svg)) for panel in panels] == [("", True)] * 3


def test_a_breakdown_without_figures_says_what_to_do(as_role, ages):
    assert "fold open under the total" in text_of(as_role("member").get(url_of(ages)))
    assert "when the team enters the first" in text_of(as_role("funder").get(url_of(ages)))


@pytest.mark.parametrize("role", ["lead", "funder"])
def test_the_pages_queries_do_not_grow(as_role, measure, role):
    counts = []
    client = as_role(role)
    for groups, months in (("a", 1), ("bcdefghijk", 20)):
        breakdown = BreakdownFactory(measure=measure, name=f"By {groups}", groups=tuple(groups))
        points = DataPoint.objects.filter(measure=measure)
        made = monthly_points(
            measure, [90] * months, start=dt.date(2026, 9, 1) if months == 1 else dt.date(2024, 1, 1)
        )
        for point in points:
            parts_of(point, breakdown, *[5] * len(groups))
        assert made
        client.get(url_of(breakdown))
        found = []
        for url in (url_of(breakdown), f"/projects/warm-welcome/measures/{measure.pk}/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15
