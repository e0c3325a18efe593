"""The programme's shared measures: defined once, kept by projects, compared across them."""

from functools import partial

import pytest
from django.urls import reverse

from ftc_qi.core.forms import Refused
from ftc_qi.core.models import AuditEvent
from measures.actions.measures import add_measure, edit_measure
from measures.actions.shared import change_shared, withdraw_shared
from measures.models import Measure, SharedMeasure
from tests.community.shared import shared_measure
from tests.factories import (
    MeasureFactory,
    ProgrammeFactory,
    ProgrammeRoleFactory,
    ProjectFactory,
    monthly_points,
)
from tests.measures.test_measure_forms import ADD, LEAST, sent, url_of

pytestmark = pytest.mark.django_db
LIST = "/programme/shared-measures/"
NEW = {
    "name": "Would come again",
    "operational_definition": "Cards that say yes, out of all cards.",
    "data_kind": "proportion",
}
QUESTION = "Is this one of the programme’s shared measures?"


def page_of(shared, name):
    return f"{LIST}{shared.pk}/{name}/"


@pytest.fixture
def shared(programme):
    return SharedMeasure.objects.create(programme=programme, **NEW)


# --- the programme's pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [
        ("anonymous", 302),
        ("outsider", 404),
        ("lead", 404),
        ("coach", 404),
        ("funder", 404),
        ("advisor", 200),
        ("fund_manager", 200),
    ],
)
def test_the_fund_manager_and_an_advisor_of_all_projects_define_them(as_role, shared, role, status):
    client = as_role(role)
    assert client.get(LIST).status_code == status
    if status != 200:
        client.post(f"{LIST}add/", {**NEW, "name": "Another"})
        client.post(page_of(shared, "withdraw"), {"why": "No"})
        assert SharedMeasure.objects.get().name == NEW["name"]
        assert SharedMeasure.objects.current().exists()


def test_an_empty_list_offers_the_first_step_and_the_new_one_stands_there(as_role, programme, cast):
    client = as_role("advisor")
    assert "No shared measures yet" in client.get(LIST).content.decode()
    response = client.post(f"{LIST}add/", NEW)
    assert response.url == LIST
    shared = SharedMeasure.objects.get(**NEW, programme=programme)
    event = AuditEvent.objects.get(event="shared_measure_added")
    assert (event.target_id, event.programme_id, event.by) == (shared.pk, programme.pk, cast.advisor)
    html = client.get(LIST).content.decode()
    assert all(words in html for words in (NEW["name"], NEW["operational_definition"], "None yet"))


def test_the_way_there_is_shown_to_those_who_may_go(as_role, programme, project):
    MeasureFactory(project=project, kind="outcome", is_primary=True)
    assert f'href="{LIST}' in as_role("fund_manager").get("/programme/").content.decode()
    assert f'href="{LIST}' in as_role("advisor").get("/community/charts/").content.decode()
    assert LIST not in as_role("lead").get("/community/charts/").content.decode()


@pytest.mark.parametrize("missing", sorted(NEW))
def test_all_three_things_are_needed(as_role, programme, missing):
    response = as_role("fund_manager").post(f"{LIST}add/", {**NEW, missing: ""})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {missing}
    assert not SharedMeasure.objects.exists()


def test_a_name_is_used_once_in_a_programme(as_role, shared):
    SharedMeasure.objects.create(programme=ProgrammeFactory(), name="Elsewhere", data_kind="count")
    client = as_role("fund_manager")
    taken = client.post(f"{LIST}add/", {**NEW, "name": "would come AGAIN"})
    assert taken.status_code == 422 and "has a shared measure of this name" in taken.content.decode()
    assert client.post(f"{LIST}add/", {**NEW, "name": "Elsewhere"}).status_code == 302
    other = SharedMeasure.objects.get(programme=shared.programme, name="Elsewhere")
    again = client.post(page_of(other, "edit"), {**NEW, "version": 1})
    assert again.status_code == 422 and "Choose another" in again.content.decode()


def test_a_small_number_in_the_definition_is_asked_about(as_role, programme):
    data = {**NEW, "operational_definition": "The 3 people who come on Mondays."}
    client = as_role("fund_manager")
    asked = client.post(f"{LIST}add/", data)
    assert asked.status_code == 422 and "Could it identify someone?" in asked.content.decode()
    assert client.post(f"{LIST}add/", {**data, "confirm_text": "on"}).status_code == 302
    assert AuditEvent.objects.filter(event="text_confirmed").exists()


def test_a_change_is_kept_in_the_history_and_leaves_the_projects_words(as_role, shared, project):
    measure = MeasureFactory(project=project, name="Ours", data_kind="proportion", shared_measure=shared)
    client = as_role("advisor")
    html = client.get(page_of(shared, "edit")).content.decode()
    assert 'name="data_kind"' not in html and "1 measure is linked" in html
    assert client.post(page_of(shared, "edit"), {**NEW, "name": "Renamed", "version": 1}).status_code == 302
    event = AuditEvent.objects.get(event="shared_measure_changed")
    assert event.changes == {"name": [NEW["name"], "Renamed"]}
    measure.refresh_from_db()
    assert measure.name == "Ours"


def test_the_kind_of_figure_changes_until_a_project_keeps_it(as_role, shared, project):
    client = as_role("fund_manager")
    client.post(page_of(shared, "edit"), {**NEW, "data_kind": "rate", "version": 1})
    shared.refresh_from_db()
    assert shared.data_kind == "rate"
    MeasureFactory(project=project, data_kind="rate", shared_measure=shared)
    client.post(page_of(shared, "edit"), {**NEW, "data_kind": "count", "version": 2})
    shared.refresh_from_db()
    assert shared.data_kind == "rate"


def test_a_link_made_while_the_kind_was_being_changed_is_seen(shared, project, cast):
    """The form had the question still: the action looks again, under the lock."""
    MeasureFactory(project=project, data_kind="proportion", shared_measure=shared)
    with pytest.raises(Refused) as refusal:
        change_shared(shared=shared, values={"data_kind": "count"}, version=1, by=cast.fund_manager)
    assert refusal.value.field == "data_kind"


def test_a_stale_form_shows_both(as_role, shared):
    SharedMeasure.objects.update(name="Theirs", version=2)
    client = as_role("fund_manager")
    response = client.post(page_of(shared, "edit"), {**NEW, "name": "Mine", "version": 1})
    html = response.content.decode()
    assert response.status_code == 422 and ">Theirs<" in html and ">Mine<" in html
    shared.refresh_from_db()
    assert shared.name == "Theirs"
    client.post(page_of(shared, "edit"), {**NEW, "name": "Mine", "version": 2})
    shared.refresh_from_db()
    assert shared.name == "Mine"


def test_one_in_use_is_not_withdrawn_and_the_page_says_how_to_take_it_off(as_role, shared, project):
    measure = MeasureFactory(project=project, name="Cards", data_kind="proportion", shared_measure=shared)
    client = as_role("fund_manager")
    html = client.get(page_of(shared, "withdraw")).content.decode()
    assert "can’t be withdrawn yet" in html and "Warm Welcome: Cards" in html and 'name="why"' not in html
    refused = client.post(page_of(shared, "withdraw"), {"why": "Not needed"})
    assert refused.status_code == 422 and "Projects keep it: Warm Welcome" in refused.content.decode()
    client.post(url_of(measure, "withdraw"), {"why": "Nobody collects it"})
    assert client.post(page_of(shared, "withdraw"), {"why": ""}).status_code == 422
    assert client.post(page_of(shared, "withdraw"), {"why": "Not needed"}).status_code == 302
    assert AuditEvent.objects.get(event="shared_measure_withdrawn").why == "Not needed"
    assert not client.get(LIST).context["rows"]
    assert client.get(page_of(shared, "edit")).status_code == 404
    assert client.post(f"{LIST}add/", NEW).status_code == 302  # its name is free again


def test_another_programmes_are_not_found(as_role, programme):
    foreign = shared_measure(ProgrammeFactory(), name="Foreign")
    client = as_role("fund_manager")
    for name in ("edit", "withdraw"):
        assert client.get(page_of(foreign, name)).status_code == 404
    assert "Foreign" not in client.get(LIST).content.decode()


def test_with_two_programmes_each_has_its_own_list(as_role, shared, cast):
    second = ProgrammeFactory(name="Second Fund", slug="second")
    ProgrammeRoleFactory(programme=second, user=cast.fund_manager)
    client = as_role("fund_manager")
    assert NEW["name"] not in client.get(f"{LIST}?programme=second").content.decode()
    response = client.post(f"{LIST}add/?programme=second", {**NEW, "name": "Kindness"})
    assert response.url == f"{LIST}?programme=second"
    assert SharedMeasure.objects.get(name="Kindness").programme == second


def test_queries_of_the_list_do_not_grow(as_role, programme, django_assert_max_num_queries):
    client, counts = as_role("fund_manager"), []
    for many in (1, 50):
        while SharedMeasure.objects.count() < many:
            row = shared_measure(programme, name=f"Measure {'x' * SharedMeasure.objects.count()}")
            MeasureFactory(
                project=ProjectFactory(programme=programme), data_kind="proportion", shared_measure=row
            )
        client.get(LIST)
        with django_assert_max_num_queries(15) as captured:
            html = client.get(LIST).content.decode()
        counts.append(len(captured))
        assert html.count('<th scope="row">') == many
    assert counts[0] == counts[1]


# --- a project's measure ------------------------------------------------------------------------------------


def test_the_question_is_asked_only_where_the_programme_has_any(as_role, project):
    client = as_role("member")
    assert QUESTION not in client.get(ADD).content.decode()
    shared_measure(ProgrammeFactory(), name="Foreign")
    assert QUESTION not in client.get(ADD).content.decode()
    shared_measure(project.programme)
    assert QUESTION in client.get(ADD).content.decode()


def test_what_is_left_empty_is_taken_from_the_shared_measure(as_role, project, shared):
    client = as_role("member")
    data = {"shared_measure": shared.pk, "name": "", "frequency": "monthly", "direction": "up"}
    response = client.post(ADD, data)
    measure = Measure.objects.get()
    assert response.url == url_of(measure, "measure")
    assert measure.shared_measure == shared
    assert {name: getattr(measure, name) for name in NEW} == NEW
    assert AuditEvent.objects.get(event="measure_added").changes["shared_measure"] == [None, shared.pk]


def test_what_is_typed_is_kept(as_role, project, shared):
    typed = {"name": "Cards", "operational_definition": "Yes cards", "data_kind": "proportion"}
    as_role("member").post(ADD, {**LEAST, **typed, "shared_measure": shared.pk})
    measure = Measure.objects.get(shared_measure=shared)
    assert {name: getattr(measure, name) for name in typed} == typed


def test_an_address_fills_the_form_in(as_role, project, shared):
    client = as_role("member")
    assert f'href="?shared={shared.pk}"' in client.get(ADD).content.decode()
    form = client.get(f"{ADD}?shared={shared.pk}").context["form"]
    assert form["shared_measure"].value() == shared.pk
    assert {name: form[name].value() for name in NEW} == NEW
    assert client.post(ADD, sent(form, direction="up")).status_code == 302
    assert Measure.objects.get().shared_measure == shared


@pytest.mark.parametrize("asked", ["x", "0", "99999999999999999999", "foreign"])
def test_an_address_of_no_shared_measure_fills_nothing_in(as_role, project, shared, asked):
    foreign = shared_measure(ProgrammeFactory(), name="Foreign")
    asked = foreign.pk if asked == "foreign" else asked
    response = as_role("member").get(f"{ADD}?shared={asked}")
    assert response.status_code == 200
    assert response.context["form"]["shared_measure"].value() == "own"
    assert "Foreign" not in response.content.decode()


def test_ones_own_measure_still_says_what_kind_of_figure_it_is(as_role, project, shared):
    client = as_role("member")
    own = {**LEAST, "shared_measure": "own"}
    unsaid = client.post(ADD, {**own, "data_kind": ""})
    assert set(unsaid.context["form"].errors) == {"data_kind"}
    assert client.post(ADD, own).status_code == 302
    assert Measure.objects.get().shared_measure is None


@pytest.mark.parametrize("answer", ["x", "99999999999999999999", "-1", "foreign", "withdrawn"])
def test_an_answer_that_was_not_offered_is_refused(as_role, project, shared, answer):
    foreign = shared_measure(ProgrammeFactory(), name="Foreign")
    gone = shared_measure(project.programme, name="Gone")
    as_role("fund_manager").post(page_of(gone, "withdraw"), {"why": "Not needed"})
    key = {"foreign": foreign.pk, "withdrawn": gone.pk}.get(answer, answer)
    response = as_role("member").post(ADD, {**LEAST, "data_kind": "proportion", "shared_measure": key})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"shared_measure"}
    assert not Measure.objects.exists()


def test_another_kind_of_figure_is_refused_in_words_and_nothing_typed_is_lost(as_role, project, shared):
    response = as_role("member").post(ADD, {**LEAST, "shared_measure": shared.pk})
    html = response.content.decode()
    assert response.status_code == 422
    assert "“Would come again” is a share, and this measure is a count." in html
    assert 'value="People tested"' in html
    assert response.context["form"]["shared_measure"].value() == str(shared.pk)
    assert not Measure.objects.exists()


def test_a_measure_with_figures_of_another_kind_is_told_to_make_a_successor(as_role, project, shared):
    measure = MeasureFactory(project=project, operational_definition="All")
    monthly_points(measure, [11])
    client = as_role("member")
    form = client.get(url_of(measure)).context["form"]
    response = client.post(url_of(measure), sent(form, shared_measure=shared.pk))
    assert response.status_code == 422
    assert "start a successor measure" in str(response.context["form"].errors["shared_measure"])
    measure.refresh_from_db()
    assert measure.shared_measure is None and measure.version == 1


def test_linking_and_taking_off_are_kept_in_the_history(as_role, project, shared):
    measure = MeasureFactory(project=project, data_kind="proportion", operational_definition="All")
    monthly_points(measure, [(11, 20)])
    client = as_role("member")
    for answer, change in ((shared.pk, [None, shared.pk]), ("own", [shared.pk, None])):
        form = client.get(url_of(measure)).context["form"]
        assert client.post(url_of(measure), sent(form, shared_measure=answer)).status_code == 302
        measure.refresh_from_db()
        assert measure.shared_measure_id == change[1]
        event = AuditEvent.objects.filter(event="measure_changed").latest("pk")
        assert event.changes == {"shared_measure": change}


def test_a_form_without_the_question_keeps_the_link(as_role, project, shared):
    measure = MeasureFactory(
        project=project, data_kind="proportion", operational_definition="All", shared_measure=shared
    )
    client = as_role("member")
    data = sent(client.get(url_of(measure)).context["form"], name="Renamed")
    del data["shared_measure"]
    assert client.post(url_of(measure), data).status_code == 302
    measure.refresh_from_db()
    assert (measure.name, measure.shared_measure) == ("Renamed", shared)


def test_a_linked_measure_keeps_its_kind_until_it_is_taken_off(as_role, project, shared):
    measure = MeasureFactory(
        project=project, data_kind="proportion", operational_definition="All", shared_measure=shared
    )
    client = as_role("member")
    form = client.get(url_of(measure)).context["form"]
    refused = client.post(url_of(measure), sent(form, data_kind="count"))
    assert refused.status_code == 422 and "data_kind" in refused.context["form"].errors
    assert (
        client.post(url_of(measure), sent(form, data_kind="count", shared_measure="own")).status_code == 302
    )
    measure.refresh_from_db()
    assert (measure.data_kind, measure.shared_measure) == ("count", None)


def test_two_answers_to_the_question_are_shown_by_name(as_role, project, shared):
    measure = MeasureFactory(project=project, data_kind="proportion", operational_definition="All")
    client = as_role("member")
    data = sent(client.get(url_of(measure)).context["form"])
    Measure.objects.filter(pk=measure.pk).update(shared_measure=shared, version=2)
    response = client.post(url_of(measure), data)
    assert response.status_code == 422
    assert response.context["form"].conflict == [
        {"label": QUESTION, "theirs": NEW["name"], "yours": "No, it is our own"}
    ]


def test_a_successor_goes_on_as_the_same_shared_measure(as_role, project, shared):
    old = MeasureFactory(
        project=project, data_kind="proportion", operational_definition="All", shared_measure=shared
    )
    form = as_role("member").get(f"{ADD}?continues={old.pk}").context["form"]
    assert form["shared_measure"].value() == shared.pk


@pytest.mark.parametrize("act", ["add", "edit"])
def test_a_shared_measure_withdrawn_while_the_form_was_open_is_not_linked(project, cast, shared, act):
    """The form offered it still: the action looks again, under the lock."""
    measure = MeasureFactory(project=project, data_kind="proportion")
    withdraw_shared(shared=shared, why="Not needed", by=cast.fund_manager)
    values = {"shared_measure": shared, "data_kind": "proportion"}
    rest = {"name": "Cards", "direction": "up", "frequency": "monthly"}
    acts = {
        "add": partial(add_measure, project=project, values=values | rest),
        "edit": partial(edit_measure, measure=measure, values=values, version=1),
    }
    with pytest.raises(Refused) as refusal:
        acts[act](by=cast.lead)
    assert refusal.value.field == "shared_measure"
    assert not Measure.objects.filter(shared_measure=shared).exists()


@pytest.mark.parametrize("role", ["member", "advisor", "funder", "other_lead", "contributor"])
def test_the_measure_page_leads_across_projects(as_role, project, shared, role):
    own = MeasureFactory(project=project)
    linked = MeasureFactory(project=project, name="Cards", data_kind="proportion", shared_measure=shared)
    client = as_role(role)
    across = reverse("community:across", args=[shared.pk])
    html = client.get(url_of(linked, "measure")).content.decode()
    assert f"{across}?programme=riverside" in html and "“Would come again”" in html
    assert "shared measures" not in client.get(url_of(own, "measure")).content.decode()
    assert client.get(f"{across}?programme=riverside").status_code == 200


@pytest.mark.parametrize("many, kind", [(8, "radio"), (9, "select")])
def test_many_are_offered_as_a_list_to_open(as_role, project, many, kind, django_assert_max_num_queries):
    for i in range(many):
        shared_measure(project.programme, name=f"Measure {'x' * i}")
    client = as_role("member")
    client.get(ADD)
    with django_assert_max_num_queries(15):
        html = client.get(ADD).content.decode()
    assert ('<select name="shared_measure"' in html) is (kind == "select")


def test_queries_of_the_forms_do_not_grow(as_role, project, shared, django_assert_max_num_queries):
    measure = MeasureFactory(
        project=project, data_kind="proportion", operational_definition="All", shared_measure=shared
    )
    client, counts = as_role("member"), []
    for many in (1, 50):
        while SharedMeasure.objects.count() < many:
            shared_measure(project.programme, name=f"Measure {'x' * SharedMeasure.objects.count()}")
        for url in (ADD, url_of(measure), url_of(measure, "measure")):
            client.get(url)
            with django_assert_max_num_queries(15) as captured:
                client.get(url)
            counts.append(len(captured))
    assert counts[:3] == counts[3:]
