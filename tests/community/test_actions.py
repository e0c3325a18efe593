"""Actions through their pages: who agrees, changes and finishes them, how they are listed, and one's own."""

import datetime
import re

import pytest
import time_machine

from community.actions_list import open_actions_of
from community.models import Action
from ftc_qi.core.models import AuditEvent
from tests.factories import (
    ActionFactory,
    ChangeIdeaFactory,
    PDSACycleFactory,
    TeamMemberFactory,
)
from tests.forms_on_page import forms_on

LIST = "/projects/warm-welcome/actions/"
ADD = f"{LIST}add/"
DAY = datetime.date(2026, 10, 15)
BEFORE = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel("2026-10-15T12:00:00Z", tick=False):
        yield


@pytest.fixture
def team(project, cast):
    """Role → the person's place on the team."""
    return {role: project.team.get(user=getattr(cast, role)) for role in ("lead", "member", "contributor")}


def text(answer):
    return answer.content.decode()


def listed(client, query=""):
    """What the list shows, in its order."""
    rows = re.findall(
        r'<tr id="action-\d+"><th scope="row" class="q-w">([^<]+)', text(client.get(LIST + query))
    )
    return [row.strip() for row in rows]


def sent(**more):
    return {"what": "Ask the library", "who": "", "by_when": "", "where": "", "source": "meeting"} | more


# --- agreeing and changing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [
        ("lead", 302),
        ("member", 302),
        ("advisor", 302),
        ("coach", 302),
        ("fund_manager", 302),
        ("contributor", 403),
        ("other_lead", 404),
        ("funder", 404),
    ],
)
def test_who_agrees_an_action(as_role, role, status, team):
    answer = as_role(role).post(ADD, sent(who=team["contributor"].pk, by_when="2026-11-01"))
    assert answer.status_code == status
    assert Action.objects.count() == (status == 302)
    if status == 302:
        assert AuditEvent.objects.filter(event="action_added").count() == 1
        assert listed(as_role("contributor")) == ["Ask the library"]


def test_the_form_is_filled_from_the_address(as_role):
    page = text(as_role("lead").get(f"{ADD}?what=Ask+them&source=report"))
    assert 'value="Ask them"' in page
    assert re.search(r'<option value="report" selected', page)


def test_a_cycle_makes_it_a_task_of_the_cycle(as_role, project):
    cycle = PDSACycleFactory(change_idea=ChangeIdeaFactory(project=project))
    client = as_role("lead")
    client.post(ADD, sent(source="meeting", cycle=cycle.pk))
    assert Action.objects.get().source == "cycle"
    answer = client.post(ADD, sent(source="cycle"))
    assert answer.status_code == 422 and "Choose the cycle" in text(answer)


def test_people_and_cycles_of_elsewhere_are_no_choice(as_role, other_project, team):
    elsewhere = TeamMemberFactory(project=other_project)
    cycle = PDSACycleFactory(change_idea=ChangeIdeaFactory(project=other_project))
    client = as_role("lead")
    assert client.post(ADD, sent(who=elsewhere.pk)).status_code == 422
    assert client.post(ADD, sent(cycle=cycle.pk)).status_code == 422
    assert client.get(f"{ADD}?cycle={cycle.pk}").status_code == 404
    assert client.get(f"{ADD}?cycle=²").status_code == 404
    assert not Action.objects.exists()


def test_personal_data_is_guarded(as_role):
    client = as_role("lead")
    assert "NHS number" in text(client.post(ADD, sent(what="Ring 943 476 5919")))
    assert client.post(ADD, sent(where="N1 9GU")).status_code == 422
    assert not Action.objects.exists()


def test_the_form_of_a_change_is_sent_to_its_own_address(as_role, project):
    action = ActionFactory(project=project)
    edit = f"{LIST}{action.pk}/edit/"
    page = as_role("lead").get(edit)
    (form,) = [form for form in forms_on(text(page)) if "what" in form.fields]
    assert form.action in ("", edit)
    assert f"{LIST}{action.pk}/withdraw/" in text(page)


def test_a_change_carries_its_version(as_role, project, team):
    action = ActionFactory(project=project, what="First")
    client = as_role("member")
    edit = f"{LIST}{action.pk}/edit/"
    assert client.post(edit, sent(what="Second", version=1, who=team["lead"].pk)).status_code == 302
    stale = client.post(edit, sent(what="Third", version=1))
    assert stale.status_code == 422 and "Second" in text(stale) and "Third" in text(stale)
    action.refresh_from_db()
    assert (action.what, action.who) == ("Second", team["lead"])


def test_an_action_is_withdrawn_with_a_reason(as_role, project):
    action = ActionFactory(project=project, what="Not any more")
    client = as_role("lead")
    assert client.post(f"{LIST}{action.pk}/withdraw/", {"why": "Overtaken", "version": 1}).status_code == 302
    assert listed(client) == []
    assert client.post(f"{LIST}{action.pk}/done/").status_code == 404


def test_words_from_the_address_are_checked_like_typed_ones(as_role):
    number = "Call 943 476 5919"
    answer = as_role("lead").post(f"{ADD}?what={number}", sent(what=number))
    assert answer.status_code == 422
    assert "NHS number" in text(answer)
    assert not Action.objects.exists()


# --- done --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [("lead", 302), ("advisor", 302), ("fund_manager", 302), ("contributor", 302), ("other_lead", 404)],
)
def test_editors_and_the_person_themselves_mark_it_as_done(as_role, project, cast, team, role, status):
    action = ActionFactory(project=project, who=team["contributor"])
    client = as_role(role)
    for what, done in (("done", True), ("done", True), ("reopen", False)):
        assert client.post(f"{LIST}{action.pk}/{what}/").status_code == status
        action.refresh_from_db()
        assert (action.done_at is not None) is (done and status == 302)
        assert action.done_by == (getattr(cast, role) if done and status == 302 else None)
    assert client.get(f"{LIST}{action.pk}/done/").status_code == (405)


def test_a_contributor_finishes_nobody_elses(as_role, project, team):
    action = ActionFactory(project=project, who=team["member"])
    client = as_role("contributor")
    for what in ("done", "reopen"):
        assert client.post(f"{LIST}{action.pk}/{what}/").status_code == 403
    assert "Mark as done" not in text(client.get(LIST))


def test_the_first_who_marks_it_done_stays(as_role, project, cast):
    action = ActionFactory(project=project)
    as_role("lead").post(f"{LIST}{action.pk}/done/")
    as_role("member").post(f"{LIST}{action.pk}/done/")
    action.refresh_from_db()
    assert action.done_by == cast.lead
    assert AuditEvent.objects.filter(event="action_done").count() == 1


def test_marking_goes_back_to_where_it_was_done_but_to_no_other_site(as_role, project):
    action = ActionFactory(project=project)
    client = as_role("lead")
    assert client.post(f"{LIST}{action.pk}/done/", {"next": "/actions/"}).url == "/actions/"
    assert client.post(f"{LIST}{action.pk}/reopen/", {"next": "https://evil.example/"}).url == LIST


# --- the list ----------------------------------------------------------------------------------------------


@pytest.fixture
def several(project, team):
    at = {"project": project}
    ActionFactory(what="Late", by_when=datetime.date(2026, 10, 12), who=team["lead"], **at)
    ActionFactory(what="Today", by_when=DAY, who=team["contributor"], source="report", **at)
    ActionFactory(what="Some day", who=team["member"], **at)
    ActionFactory(what="Nobody’s", by_when=datetime.date(2026, 12, 1), **at)
    done = ActionFactory(what="Over", by_when=datetime.date(2026, 9, 1), who=team["lead"], **at)
    Action.objects.filter(pk=done.pk).update(done_at=BEFORE, done_by=team["lead"].user)


@pytest.mark.parametrize(
    "query, rows",
    [
        ("", ["Late", "Today", "Nobody’s", "Some day"]),
        ("?show=mine", ["Late"]),
        ("?show=overdue", ["Late"]),
        ("?show=done", ["Over"]),
        ("?source=report", ["Today"]),
        ("?sort=what", ["Late", "Nobody’s", "Some day", "Today"]),
        (
            "?show=nonsense&sort=nonsense&person=nonsense&source=nonsense",
            ["Late", "Today", "Nobody’s", "Some day"],
        ),
    ],
)
def test_the_list_is_narrowed_and_sorted(as_role, several, query, rows):
    assert listed(as_role("lead"), query) == rows


def test_the_list_is_narrowed_to_a_person(as_role, several, team):
    assert listed(as_role("lead"), f"?person={team['member'].display_name}") == ["Some day"]


def test_nothing_is_late_while_the_project_is_paused(as_role, several, project):
    client = as_role("lead")
    assert "days late" in text(client.get(LIST))
    project.status = "paused"
    project.save()
    assert "days late" not in text(client.get(LIST))


def test_lateness_is_said_in_days_and_what_is_done_is_never_late(as_role, several):
    client = as_role("lead")
    page = text(client.get(LIST))
    assert page.count("days late") == 1 and "3 days late" in page
    assert (
        "late" not in text(client.get(f"{LIST}?show=done")).partition("<tbody>")[2].partition("</tbody>")[0]
    )


def test_who_left_stays_named_and_their_open_actions_need_a_new_person(as_role, several, team):
    left = team["contributor"]
    left.ended_at = BEFORE
    left.save()
    client = as_role("lead")
    page = text(client.get(LIST))
    assert left.display_name in page and "Needs a new person" in page
    assert listed(client, "?show=person") == ["Today"]
    action = Action.objects.get(what="Today")
    form = text(client.get(f"{LIST}{action.pk}/edit/"))
    assert f"{left.display_name} (has left the team)" in form
    # It may be saved as it is, but nothing new is given to somebody who left.
    assert (
        client.post(f"{LIST}{action.pk}/edit/", sent(what="Today", who=left.pk, version=1)).status_code == 302
    )
    assert client.post(ADD, sent(who=left.pk)).status_code == 422


def test_tasks_of_a_withdrawn_cycle_go_with_it(as_role, project):
    cycle = PDSACycleFactory(change_idea=ChangeIdeaFactory(project=project))
    ActionFactory(project=project, cycle=cycle, source="cycle", what="Gone")
    assert listed(as_role("lead")) == ["Gone"]
    cycle.withdrawn_at = BEFORE
    cycle.save()
    assert listed(as_role("lead")) == []


@pytest.mark.parametrize("role", ["other_lead", "other_coach", "funder", "finance", "outsider"])
def test_other_people_see_no_list(as_role, several, role):
    assert as_role(role).get(LIST).status_code == 404


def test_an_empty_list_offers_the_first_step_to_those_who_may_take_it(as_role):
    assert "Add the first action" in text(as_role("lead").get(LIST))
    assert "Add the first action" not in text(as_role("contributor").get(LIST))


@pytest.mark.parametrize("url", [LIST, "/actions/"])
def test_queries_do_not_grow(as_role, project, cast, team, url, django_assert_max_num_queries):
    client, counts = as_role("lead"), []
    for count in (1, 49):
        for _ in range(count):
            cycle = PDSACycleFactory(change_idea=ChangeIdeaFactory(project=project))
            ActionFactory(project=project, cycle=cycle, source="cycle", who=team["lead"])
        with django_assert_max_num_queries(15) as queries:
            assert "Mark as done" in text(client.get(url))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- one's own ---------------------------------------------------------------------------------------------


def mine(user):
    user.__dict__.pop("_access", None)
    return [row.what for row in open_actions_of(user, DAY)]


def test_ones_own_open_actions_in_every_project_soonest_first(as_role, several, other_project, cast):
    there = TeamMemberFactory(project=other_project, role="member", user=cast.lead)
    ActionFactory(project=other_project, what="Elsewhere", who=there, by_when=datetime.date(2026, 10, 1))
    assert mine(cast.lead) == ["Elsewhere", "Late"]
    page = text(as_role("lead").get("/actions/"))
    assert "Elsewhere" in page and "Night Line" in page and "2 to do, 2 of them overdue" in page
    assert "Today" not in page and "Over" not in re.findall(r"q-w\">([^<]+)", page)
    assert "Over" in text(as_role("lead").get("/actions/?show=done"))


def test_who_left_a_team_finds_its_actions_no_more(as_role, several, team, cast):
    assert mine(cast.contributor) == ["Today"]
    team["contributor"].ended_at = BEFORE
    team["contributor"].save()
    assert mine(cast.contributor) == []
    assert "Today" not in text(as_role("contributor").get("/actions/"))


def test_people_without_a_team_have_an_empty_list(as_role):
    for role in ("advisor", "funder", "outsider"):
        assert "Nothing to do right now" in text(as_role(role).get("/actions/"))


def test_a_contributor_finishes_their_own_from_their_list(as_role, several):
    client = as_role("contributor")
    page = text(client.get("/actions/"))
    (url,) = re.findall(r'action="(/projects/[^"]+/done/)"', page)
    client.post(url, {"next": "/actions/"})
    assert "1 to do" not in text(client.get("/actions/"))
    assert Action.objects.get(what="Today").done_at
