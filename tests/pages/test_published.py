"""What everybody may read of a published project: the shared face, the same for each reader."""

import pytest
from django.utils import timezone

from measures.models import AimMeasure, Annotation
from projects.models import Review
from tests.factories import AimStatementFactory, TeamMemberFactory
from tests.pages.told import cycle, everything, main_outcome, text_of

pytestmark = pytest.mark.django_db
PAGE = "/published/warm-welcome/"


@pytest.fixture
def published(project):
    project.summary = "More people say yes to a test."
    project.lead_consented_at = project.published_at = timezone.now()
    project.save()
    return project


@pytest.mark.parametrize("role", ["anonymous", "outsider", "lead", "fund_manager", "finance"])
def test_everybody_reads_what_is_published(as_role, published, role):
    main_outcome(published)
    response = as_role(role).get(PAGE)
    assert response.status_code == 200
    assert "More people say yes to a test." in text_of(response)


@pytest.mark.parametrize("role", ["anonymous", "lead", "fund_manager"])
def test_what_is_not_published_is_not_there(as_role, project, role):
    assert as_role(role).get(PAGE).status_code == 404
    assert as_role(role).get("/published/no-such-project/").status_code == 404


def test_it_tells_aim_outcome_sentence_and_table(client, published):
    AimStatementFactory(project=published, from_value=41, to_value=70, unit="%")
    main_outcome(published)
    response = client.get(PAGE)
    page = text_of(response)
    assert "Offers of a test accepted up from 41% to 70%." in page
    assert "That is about three quarters of the way." in page
    assert "Better since" in page
    assert "The figures as a table" in page
    assert "February 2025" in page
    assert 'viewBox="0 0 1080 430"' in response.content.decode()


def test_the_aim_follows_the_measure_it_is_linked_to_and_the_chart_stays_the_main_outcomes(client, published):
    main_outcome(published)
    other = main_outcome(published, [(30, 100)] * 24, name="Tested within the month", is_primary=False)
    aim = AimStatementFactory(project=published, from_value=20, to_value=40, unit="%")
    AimMeasure.objects.create(aim=aim, measure=other)
    page = text_of(client.get(PAGE))
    assert "Tested within the month: now about 30 in 100. That is about half of the way." in page
    assert "Better since" in page


def test_nothing_of_the_teams_is_in_it(client, published, cast):
    measure = main_outcome(published)
    measure.points.update(note="Sam was ill")
    Annotation.objects.create(measure=measure, on_date="2026-03-01", text="Hostel closed")
    cycle(published, 4, title="Tea table", study="A kettle")
    Review.objects.create(project=published, by=cast.advisor, note="Good work")
    TeamMemberFactory(project=published, display_name="Ama B.")
    html = client.get(PAGE).content.decode()
    for words in ("Sam was ill", "Hostel closed", "Tea table", "A kettle", "Good work", "Ama B."):
        assert words not in html


def test_small_numbers_are_hidden_from_everybody_alike(as_role, published):
    AimStatementFactory(project=published, from_value=3, to_value=80)
    main_outcome(published, [3, 4, 0, 44] * 5, data_kind="count", target=None, unit="people")
    pages = {text_of(as_role(role).get(PAGE)).partition("Breadcrumb")[2] for role in ("lead", "outsider")}
    assert len(pages) == 1
    page = text_of(as_role("anonymous").get(PAGE))
    assert "fewer than 5" in page
    assert "from fewer than 5 to 80" in page
    assert "up from 3" not in page


def test_without_figures_it_says_so(client, published):
    assert "No figures are published yet." in text_of(client.get(PAGE))


def test_it_takes_few_queries(client, published, cast, django_assert_max_num_queries):
    everything(published, cast.advisor, rows=20)
    with django_assert_max_num_queries(7):
        assert client.get(PAGE).status_code == 200
