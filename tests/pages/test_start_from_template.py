"""A project that starts from its programme's shared measures and driver diagram, through the pages."""

import pytest
from django.core import mail

from ftc_qi.core.models import AuditEvent
from measures.models import Measure, MeasureSummary, SharedMeasure
from projects.models import Driver, Project
from tests.factories import DriverFactory, MeasureFactory

pytestmark = pytest.mark.django_db
ADD, START = "/projects/add/", "/projects/warm-welcome/start/"
OUTLINE = "People are offered a test\n  Peers make the offer\n    Train peers\nPeople come back\n"


def text(response):
    return response.content.decode()


@pytest.fixture
def template(programme):
    """A programme with one shared measure and an outline."""
    programme.driver_outline = OUTLINE
    programme.save()
    return SharedMeasure.objects.create(
        programme=programme,
        name="Would come again",
        operational_definition="Cards that say yes, out of all cards.",
        data_kind="proportion",
    )


@pytest.fixture
def kept(template, other_project):
    """Another project keeps it: a balancing measure, each quarter."""
    return MeasureFactory(
        project=other_project,
        shared_measure=template,
        name="Cards",
        kind="balancing",
        data_kind="proportion",
        frequency="quarterly",
        direction="up",
        numerator_label="Cards that say yes",
        denominator_label="Cards",
    )


def test_a_new_project_starts_from_the_measures_and_the_diagram(as_role, kept, template):
    page = text(as_role("fund_manager").get(ADD))
    assert "Would come again" in page
    assert "Cards that say yes, out of all cards." in page
    assert "Quarterly".lower() in page
    assert "2 primary drivers, 1 secondary driver and 1 change idea" in page
    assert "Peers make the offer" in page
    response = as_role("fund_manager").post(
        ADD,
        {"name": "Side by Side", "start_measures": template.pk, "start_drivers": "on"},
        follow=True,
    )
    assert "It starts with 1 measure and a driver diagram." in text(response)
    project = Project.objects.get(slug="side-by-side")
    measure = project.measures.get()
    assert (measure.name, measure.shared_measure) == ("Would come again", template)
    assert (measure.kind, measure.frequency, measure.direction) == ("balancing", "quarterly", "up")
    assert measure.numerator_label == "Cards that say yes"
    assert measure.phases.count() == 1
    assert MeasureSummary.objects.filter(measure=measure).count() == 2
    titles = list(project.drivers.current().values_list("title", flat=True))
    assert sorted(titles) == ["Peers make the offer", "People are offered a test", "People come back"]
    assert project.change_ideas.get().title == "Train peers"
    told = AuditEvent.objects.filter(project_id=project.pk).values_list("event", flat=True)
    assert {"project_added", "measure_added", "driver_added"} <= set(told)


def test_nothing_is_taken_without_a_tick(as_role, kept, template):
    as_role("fund_manager").post(ADD, {"name": "Side by Side"})
    project = Project.objects.get(slug="side-by-side")
    assert not project.measures.exists()
    assert not project.drivers.exists()


def test_a_measure_nobody_keeps_yet_asks_which_way_is_good(as_role, template):
    client = as_role("fund_manager")
    asked = client.post(ADD, {"name": "Side by Side", "start_measures": template.pk})
    assert asked.status_code == 422
    assert "Choose which way is good." in text(asked)
    assert "Side by Side" in text(asked)
    assert not Project.objects.filter(name="Side by Side").exists()
    way = {f"start_direction_{template.pk}": "down"}
    client.post(ADD, {"name": "Side by Side", "start_measures": template.pk, **way})
    measure = Measure.objects.get()
    assert (measure.direction, measure.frequency, measure.kind) == ("down", "monthly", "process")


def test_a_failure_halfway_leaves_nothing_and_sends_nothing(
    as_role, kept, template, monkeypatch, django_capture_on_commit_callbacks
):
    from ftc_qi.core.forms import Refused
    from projects.actions import drivers

    def refuse(**_):
        raise Refused("The outline can’t be used now.")

    monkeypatch.setattr(drivers, "start_from_outline", refuse)
    sent = {
        "name": "Side by Side",
        "lead_email": "ama@example.org",
        "lead_name": "Ama",
        "start_measures": template.pk,
        "start_drivers": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = as_role("fund_manager").post(ADD, sent)
    assert response.status_code == 422
    assert "The outline can’t be used now." in text(response)
    assert "ama@example.org" in text(response)
    assert not Project.objects.filter(name="Side by Side").exists()
    assert Measure.objects.get() == kept
    assert not AuditEvent.objects.filter(event="project_added").exists()
    assert not mail.outbox


def test_a_lead_takes_them_later_and_nothing_doubles(as_role, kept, template, project):
    lead = as_role("lead")
    page = text(lead.get(START))
    assert page.count(" checked") == 2
    sent = {"start_measures": template.pk, "start_drivers": "on"}
    assert lead.post(START, sent).url == "/projects/warm-welcome/"
    counts = project.measures.count(), project.drivers.count(), project.driver_links.count()
    assert counts == (1, 3, 3 + 1)
    again = lead.post(START, sent)
    assert again.status_code == 200
    assert "has everything that Riverside HIV Fund offers" in text(again)
    assert (project.measures.count(), project.drivers.count(), project.driver_links.count()) == counts


def test_only_what_is_missing_is_offered(as_role, kept, template, project):
    DriverFactory(project=project, title="Our own driver")
    page = text(as_role("lead").get(START))
    assert "start_measures" in page
    assert "start_drivers" not in page
    as_role("lead").post(START, {"start_measures": template.pk, "start_drivers": "on"})
    assert Driver.objects.get().title == "Our own driver"
    assert project.measures.get().shared_measure == template


def test_an_own_measure_of_the_name_is_left_alone(as_role, kept, template, project):
    MeasureFactory(project=project, name="Would come again")
    response = as_role("lead").post(START, {"start_measures": template.pk, "start_drivers": "on"})
    assert response.status_code == 422
    assert "“Would come again”: The project has a measure of this name." in text(response)
    assert project.measures.count() == 1
    assert not project.drivers.exists()


def test_the_form_asks_for_a_tick(as_role, kept, template):
    response = as_role("lead").post(START, {})
    assert response.status_code == 422
    assert "Tick what you want to start with." in text(response)


@pytest.mark.parametrize("wrong", ["x", "999999", "9" * 40])
def test_what_is_not_on_offer_is_refused(as_role, template, wrong):
    assert as_role("lead").post(START, {"start_measures": wrong}).status_code == 422


def test_another_programmes_measures_are_not_offered(as_role, project):
    from tests.factories import ProgrammeFactory

    elsewhere = ProgrammeFactory(driver_outline=OUTLINE)
    SharedMeasure.objects.create(programme=elsewhere, name="Elsewhere", data_kind="count")
    page = text(as_role("lead").get(START))
    assert "Elsewhere" not in page
    assert "has everything" in page


def test_other_projects_words_stay_theirs(as_role, kept, template, project):
    """Only the settings are taken from another project's measure, never its own definition or target."""
    kept.operational_definition, kept.source, kept.target = "Ours alone", "Our drawer", "0.9"
    kept.save()
    as_role("lead").post(START, {"start_measures": template.pk})
    measure = project.measures.get()
    assert measure.operational_definition == "Cards that say yes, out of all cards."
    assert (measure.source, measure.target, measure.is_primary) == ("", None, False)


@pytest.mark.parametrize("rows", [1, 50])
def test_start_pages_take_the_same_few_queries(
    client, cast, programme, other_project, rows, django_assert_max_num_queries
):
    for number in range(rows):
        shared = SharedMeasure.objects.create(programme=programme, name=f"S{number}", data_kind="count")
        MeasureFactory(project=other_project, shared_measure=shared)
    for user, url in ((cast.lead, START), (cast.fund_manager, ADD)):
        client.force_login(user)
        client.get(url)
        with django_assert_max_num_queries(12):
            client.get(url)
