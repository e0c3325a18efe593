"""Status, pauses and publication of a project."""

import datetime

import pytest
import time_machine

from ftc_qi.core.forms import Refused
from ftc_qi.core.models import AuditEvent
from projects.actions import project_steps as actions
from projects.actions.projects import edit_project
from projects.models import Project

S = Project.Status
FIELDS = {
    "start": {},
    "pause": {"starts_on": "2026-09-01", "reason": "The building is closed"},
    "resume": {"last_day": "2026-10-01"},
    "complete": {},
    "close-early": {"why": "The charity closes"},
    "reopen": {"why": "A new grant"},
}
NOW = datetime.datetime(2026, 10, 2, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _second_of_october():
    with time_machine.travel(NOW, tick=False):
        yield


def url_of(project, move):
    return f"/projects/{project.slug}/status/{move}/"


def put(project, status):
    """Bring the project to a status as the actions would leave it."""
    Project.objects.filter(pk=project.pk).update(status=status)
    if status == S.PAUSED:
        project.pauses.create(starts_on=datetime.date(2026, 8, 1), reason="Before")
    project.refresh_from_db()


def test_the_moves_are_the_table():
    pairs = {(source, move.to) for move in actions.MOVES.values() for source in move.sources}
    assert pairs == {(source, to) for source, targets in Project.TRANSITIONS.items() for to in targets}


@pytest.mark.parametrize("status", list(S))
def test_the_edit_page_offers_the_moves_of_the_status(as_role, project, status):
    put(project, status)
    page = as_role("fund_manager").get(f"/projects/{project.slug}/edit/").content.decode()
    offered = {move for move in actions.MOVES if url_of(project, move) in page}
    assert offered == {move.name for move in actions.moves_from(status)}
    lead = as_role("lead").get(f"/projects/{project.slug}/edit/").content.decode()
    assert "/status/" not in lead


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("move", list(actions.MOVES))
def test_every_move_from_every_status(as_role, project, move, status):
    put(project, status)
    allowed = status in actions.MOVES[move].sources
    client = as_role("fund_manager")
    assert client.get(url_of(project, move)).status_code == (200 if allowed else 302)
    response = client.post(url_of(project, move), {"version": project.version, **FIELDS[move]})
    project.refresh_from_db()
    if allowed:
        assert response.status_code == 302
        assert project.status == actions.MOVES[move].to
        assert AuditEvent.objects.filter(event=actions.MOVES[move].event, project_id=project.pk).exists()
    else:
        assert response.status_code == 422
        assert "so this can&#x27;t be done" in response.content.decode()
        assert project.status == status


@pytest.mark.parametrize(
    "role, status", [("lead", 403), ("advisor", 403), ("other_lead", 404), ("finance", 404)]
)
def test_only_the_fund_manager_changes_status(as_role, project, role, status):
    assert as_role(role).post(url_of(project, "complete"), {"version": 1}).status_code == status


def test_an_unknown_move_is_not_found(as_role, project):
    assert as_role("fund_manager").get(url_of(project, "explode")).status_code == 404


def test_pausing_and_resuming_leaves_a_closed_pause(as_role, project):
    client = as_role("fund_manager")
    client.post(url_of(project, "pause"), {"version": 1, **FIELDS["pause"]})
    pause = project.pauses.get()
    assert (pause.starts_on, pause.ends_on, pause.reason) == (
        datetime.date(2026, 9, 1),
        None,
        "The building is closed",
    )
    response = client.post(url_of(project, "resume"), {"version": 2, "last_day": "2026-08-31"})
    assert "can&#x27;t be earlier" in response.content.decode()
    response = client.post(url_of(project, "resume"), {"version": 2, "last_day": "2026-10-03"})
    assert "still to come" in response.content.decode()
    client.post(url_of(project, "resume"), {"version": 2, "last_day": "2026-09-30"})
    pause.refresh_from_db()
    assert pause.ends_on == datetime.date(2026, 9, 30)
    project.refresh_from_db()
    assert project.status == S.ACTIVE


@pytest.mark.parametrize(
    "fields, says",
    [
        ({"starts_on": "2026-10-03", "reason": "x"}, "still to come"),
        ({"starts_on": "2026-09-01", "reason": ""}, "Fill this in"),
        ({"starts_on": "2026-08-15", "reason": "x"}, "overlap"),
        ({"starts_on": "2026-09-01", "reason": "call 020 7946 0123"}, "a phone number"),
    ],
)
def test_a_pause_that_cannot_be_is_refused(as_role, project, fields, says):
    project.pauses.create(
        starts_on=datetime.date(2026, 8, 1), ends_on=datetime.date(2026, 8, 20), reason="Earlier"
    )
    response = as_role("fund_manager").post(url_of(project, "pause"), {"version": 1, **fields})
    assert response.status_code == 422
    assert says in response.content.decode()
    project.refresh_from_db()
    assert project.status == S.ACTIVE


def test_closing_early_ends_the_open_pause(as_role, project):
    put(project, S.PAUSED)
    as_role("fund_manager").post(url_of(project, "close-early"), {"version": 1, **FIELDS["close-early"]})
    assert project.pauses.get().ends_on == NOW.date()
    assert AuditEvent.objects.get(event="project_close_early").why == "The charity closes"


def test_two_people_changing_status_at_once_one_wins(as_role, project, cast):
    edit_project(project=project, values={"summary": "New"}, version=1, by=cast.lead)
    response = as_role("fund_manager").post(url_of(project, "complete"), {"version": 1})
    assert response.status_code == 422
    assert "Someone else changed this after you opened the page" in response.content.decode()
    assert 'name="version" value="2"' in response.content.decode()
    with pytest.raises(Refused):
        actions.start_project(project=project, version=2, by=cast.fund_manager)


# --- pauses of the past ---------------------------------------------------------------------------------------


def test_a_past_pause_is_added_edited_and_withdrawn(as_role, project):
    client, base = as_role("fund_manager"), f"/projects/{project.slug}/pauses"
    fields = {"starts_on": "2026-03-23", "ends_on": "2026-06-30", "reason": "Lockdown"}
    assert client.get(f"{base}/add/").status_code == 200
    client.post(f"{base}/add/", fields)
    pause = project.pauses.get()
    response = client.post(f"{base}/{pause.pk}/edit/", fields | {"version": 1, "ends_on": ""})
    assert "give its last day" in response.content.decode()
    client.post(f"{base}/{pause.pk}/edit/", fields | {"version": 1, "ends_on": "2026-07-05"})
    pause.refresh_from_db()
    assert pause.ends_on == datetime.date(2026, 7, 5)
    assert client.get(f"{base}/{pause.pk}/withdraw/").status_code == 200
    client.post(f"{base}/{pause.pk}/withdraw/", {"version": 2, "why": "It was another project"})
    assert not project.pauses.current().exists()
    assert "Lockdown" not in client.get(f"/projects/{project.slug}/edit/").content.decode()


@pytest.mark.parametrize(
    "fields, says",
    [
        ({"ends_on": ""}, "Give its last day"),
        ({"ends_on": "2026-12-01"}, "still to come"),
        ({"starts_on": "2026-07-01", "ends_on": "2026-06-30"}, "This is before the start"),
    ],
)
def test_a_past_pause_needs_dates_in_the_past(as_role, project, fields, says):
    fields = {"starts_on": "2026-03-23", "ends_on": "2026-06-30", "reason": "Lockdown"} | fields
    response = as_role("fund_manager").post(f"/projects/{project.slug}/pauses/add/", fields)
    assert response.status_code == 422
    assert says in response.content.decode()


def test_an_open_pause_is_neither_ended_nor_withdrawn_by_its_form(as_role, project):
    put(project, S.PAUSED)
    pause = project.pauses.get()
    client, base = as_role("fund_manager"), f"/projects/{project.slug}/pauses/{pause.pk}"
    fields = {"starts_on": "2026-08-02", "ends_on": "2026-08-30", "reason": "Before", "version": 1}
    assert "resume the project" in client.post(f"{base}/edit/", fields).content.decode()
    client.post(f"{base}/edit/", fields | {"ends_on": ""})
    pause.refresh_from_db()
    assert pause.starts_on == datetime.date(2026, 8, 2)
    response = client.post(f"{base}/withdraw/", {"version": 2, "why": "x"})
    assert "Resume the project first" in response.content.decode()


# --- publication ----------------------------------------------------------------------------------------------


def test_a_project_is_published_by_two_people_and_unpublished_by_either(as_role, project):
    base = f"/projects/{project.slug}"
    response = as_role("fund_manager").post(f"{base}/publish/", {"version": 1})
    assert "lead has not agreed yet" in response.content.decode()
    lead = as_role("lead")
    assert "Agree to publish" in lead.get(f"{base}/edit/").content.decode()
    lead.post(f"{base}/consent/give/", {"version": 1})
    manager = as_role("fund_manager")
    assert "Publish project" in manager.get(f"{base}/edit/").content.decode()
    manager.post(f"{base}/publish/", {"version": 2})
    project.refresh_from_db()
    assert project.published_at
    assert "Unpublish project" in manager.get(f"{base}/edit/").content.decode()
    manager.post(f"{base}/unpublish/", {"version": 3})
    project.refresh_from_db()
    assert project.published_at is None
    assert project.lead_consented_at
    manager.post(f"{base}/publish/", {"version": 4})
    as_role("lead").post(f"{base}/consent/withdraw/", {"version": 5})
    project.refresh_from_db()
    assert (project.lead_consented_at, project.published_at) == (None, None)
    events = set(AuditEvent.objects.filter(project_id=project.pk).values_list("event", flat=True))
    assert events == {
        "project_consent_given",
        "project_published",
        "project_unpublished",
        "project_consent_withdrawn",
    }


@pytest.mark.parametrize(
    "page, says",
    [("consent/withdraw", "no agreement to take back"), ("unpublish", "is not published")],
)
def test_what_is_not_there_is_not_taken_back(as_role, project, page, says):
    role = "lead" if page.startswith("consent") else "fund_manager"
    response = as_role(role).post(f"/projects/{project.slug}/{page}/", {"version": 1})
    assert response.status_code == 422
    assert says in response.content.decode()


def test_a_second_click_is_told(as_role, project):
    url = f"/projects/{project.slug}/consent/give/"
    client = as_role("lead")
    client.post(url, {"version": 1})
    response = client.post(url, {"version": 1})
    assert "agreed already" in response.content.decode()


@pytest.mark.parametrize(
    "role, consent, publish",
    [
        ("lead", 200, 403),
        ("fund_manager", 403, 200),
        ("member", 403, 403),
        ("advisor", 403, 403),
        ("funder", 404, 404),
        ("other_lead", 404, 404),
    ],
)
def test_consent_is_the_leads_and_publication_the_fund_managers(as_role, project, role, consent, publish):
    client = as_role(role)
    assert client.get(f"/projects/{project.slug}/consent/give/").status_code == consent
    assert client.get(f"/projects/{project.slug}/publish/").status_code == publish
