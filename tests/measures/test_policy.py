"""How a programme protects small numbers: chosen by the fund manager, followed by every measure at once."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from ftc_qi.core.models import AuditEvent
from measures.models import DisclosurePolicy, MeasureSummary
from measures.summaries import rebuild_summaries
from tests.factories import (
    MeasureFactory,
    ProgrammeFactory,
    ProgrammeRoleFactory,
    ProjectFactory,
    monthly_points,
)

pytestmark = pytest.mark.django_db
URL = "/programme/protection/"


@pytest.mark.parametrize(
    "role, status",
    [
        ("anonymous", 302),
        ("outsider", 404),
        ("lead", 404),
        ("advisor", 404),
        ("funder", 404),
        ("fund_manager", 200),
    ],
)
def test_only_the_fund_manager_sets_the_protection(as_role, role, status):
    client = as_role(role)
    assert client.get(URL).status_code == status
    if status != 200:
        client.post(URL, {"preset": "8", "version": 1})
        assert DisclosurePolicy.objects.get().hide_below == 5


def test_the_page_explains_what_is_hidden_and_offers_published_rules(as_role):
    html = as_role("fund_manager").get(URL).content.decode()
    assert "numbers from 1 to 4 are hidden" in html and "UKHSA" in html and "HES" in html


def test_a_preset_rebuilds_every_summary_of_the_programme(as_role, project, other_project):
    measures = [MeasureFactory(project=project), MeasureFactory(project=other_project)]
    for measure in measures:
        monthly_points(measure, [11, 12, 6])
    elsewhere = MeasureFactory(project=ProjectFactory())
    monthly_points(elsewhere, [11, 12, 6])
    rebuild_summaries([*measures, elsewhere])
    response = as_role("fund_manager").post(URL, {"preset": "8", "version": 1})
    assert response.status_code == 302
    assert DisclosurePolicy.objects.get().hide_below == 8
    latest = {row.measure_id: row.latest["text"] for row in MeasureSummary.objects.filter(face="shared")}
    assert latest == {measures[0].pk: "fewer than 8", measures[1].pk: "fewer than 8", elsewhere.pk: "6"}
    page = reverse("measures:measure", args=["warm-welcome", measures[0].pk])
    assert "fewer than 8" in as_role("funder").get(page).content.decode()
    assert AuditEvent.objects.get(event="protection_changed").changes == {"hide_below": [5, 8]}


def test_a_number_of_ones_own(as_role):
    client = as_role("fund_manager")
    client.post(URL, {"preset": "own", "hide_below": "12", "version": 1})
    assert DisclosurePolicy.objects.get().hide_below == 12
    form = client.get(URL).context["form"]
    assert (form["preset"].value(), form["hide_below"].value()) == ("own", 12)


@pytest.mark.parametrize("typed", ["", "1", "2", "101", "many"])
def test_a_number_that_will_not_do_is_refused(as_role, typed):
    response = as_role("fund_manager").post(URL, {"preset": "own", "hide_below": typed, "version": 1})
    assert response.status_code == 422
    assert DisclosurePolicy.objects.get().hide_below == 5


def test_a_stale_form_shows_both(as_role):
    DisclosurePolicy.objects.update(hide_below=10, version=2)
    response = as_role("fund_manager").post(URL, {"preset": "8", "version": 1})
    assert response.status_code == 422
    assert "Someone else" in response.content.decode() and ">10<" in response.content.decode()
    assert DisclosurePolicy.objects.get().hide_below == 10


def test_the_row_is_made_when_somebody_chooses(client):
    programme = ProgrammeFactory()
    client.force_login(ProgrammeRoleFactory(programme=programme).user)
    assert "nobody has chosen this yet" in client.get(URL).content.decode()
    assert not DisclosurePolicy.objects.exists()
    assert client.post(URL, {"preset": "5"}).status_code == 302
    assert DisclosurePolicy.objects.get().hide_below == 5
    assert AuditEvent.objects.filter(event="protection_set").exists()
    assert "nobody has chosen" not in client.get(URL).content.decode()
    late = client.post(URL, {"preset": "8"})  # as from a page opened before
    assert late.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_stored_threshold_of_2_becomes_3_and_others_stay():
    """Over rows of the release before, and back: the older rule takes what the upgrade left."""
    before, after = [("measures", "0003_breakdowns")], [("measures", "0004_least_threshold")]
    newest = [
        node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] == "measures"
    ]
    programmes = [ProgrammeFactory() for _ in range(3)]
    try:
        MigrationExecutor(connection).migrate(before)
        old = MigrationExecutor(connection).loader.project_state(before).apps
        stored = old.get_model("measures", "DisclosurePolicy").objects
        for programme, hide_below in zip(programmes, (2, 3, 10), strict=True):
            stored.create(programme_id=programme.pk, hide_below=hide_below)
        MigrationExecutor(connection).migrate(after)
        rows = stored.order_by("programme_id").values_list("hide_below", "version")
        assert list(rows) == [(3, 2), (3, 1), (10, 1)]
        MigrationExecutor(connection).migrate(before)
        assert list(rows.all()) == [(3, 2), (3, 1), (10, 1)]
        stored.update(hide_below=2)
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert set(DisclosurePolicy.objects.values_list("hide_below", flat=True)) == {3}
