"""Change ideas: everybody on the team may add one, editors change and withdraw."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ftc_qi.core.models import AuditEvent
from measures.models import CycleMeasure
from measures.summaries import rebuild_summaries
from projects.models import ChangeIdea
from tests.factories import (
    CauseFactory,
    ChangeIdeaFactory,
    DriverFactory,
    DriverLinkFactory,
    MeasureFactory,
    PDSACycleFactory,
    monthly_points,
)

IDEAS = "/projects/warm-welcome/ideas/"
ADD = "/projects/warm-welcome/ideas/add/"
GRID = "/projects/warm-welcome/ideas/grid/"


@pytest.fixture
def idea(project):
    return ChangeIdeaFactory(project=project, title="Tea table", theory="People stay to talk")


def done_cycle(idea, **fields):
    day = datetime.date(2026, 3, 2)
    values = {"stage": "done", "started_on": day, "ended_on": day, "act": "adapt", "do": "Secret do"}
    return PDSACycleFactory(change_idea=idea, prediction_locked_at=timezone.now(), **(values | fields))


def page_of(idea):
    return f"/projects/{idea.project.slug}/ideas/{idea.pk}/"


def url(idea, what):
    return f"{IDEAS}{idea.pk}/{what}/"


@pytest.mark.parametrize(
    "role, reads, adds, edits",
    [
        ("lead", 200, 200, 200),
        ("member", 200, 200, 200),
        ("fund_manager", 200, 200, 200),
        ("contributor", 200, 200, 403),
        ("advisor", 200, 403, 403),
        ("other_lead", 200, 404, 404),
        ("funder", 404, 404, 404),
        ("outsider", 404, 404, 404),
    ],
)
def test_ideas_by_role(as_role, idea, role, reads, adds, edits):
    client = as_role(role)
    assert client.get(IDEAS).status_code == reads
    assert client.get(page_of(idea)).status_code == reads
    assert client.get(ADD).status_code == adds
    assert client.get(url(idea, "edit")).status_code == edits
    assert client.get(url(idea, "withdraw")).status_code == edits


def test_contributor_adds_an_idea(as_role, project):
    client = as_role("contributor")
    assert "Add the first idea" in client.get(IDEAS).content.decode()
    answer = client.post(
        ADD, {"title": "Result by text", "theory": "It is quicker", "source": "service_users"}, follow=True
    )
    page = answer.content.decode()
    assert "Result by text" in page
    assert "People who use the service" in page
    assert client.get(url(ChangeIdea.objects.get(), "edit")).status_code == 200


def test_idea_on_the_list_is_not_added_twice(as_role, idea):
    answer = as_role("lead").post(ADD, {"title": "tea table", "source": "staff", "theory": "Kept text"})
    assert answer.status_code == 422
    assert "on the list already" in answer.content.decode()
    assert "Kept text" in answer.content.decode()


def test_editor_changes_words_and_status(as_role, idea):
    values = {"title": "Tea and toast", "theory": "", "source": "staff", "status": "adopted", "version": 1}
    as_role("member").post(url(idea, "edit"), values)
    idea.refresh_from_db()
    assert (idea.title, idea.status, idea.version) == ("Tea and toast", "adopted", 2)


def test_abandoning_asks_why_and_the_reason_is_read_by_others(as_role, idea):
    values = {"title": "Tea table", "source": "staff", "status": "abandoned", "version": 1}
    answer = as_role("member").post(url(idea, "edit"), values)
    assert answer.status_code == 422
    assert "Say why: others learn" in answer.content.decode()
    as_role("member").post(url(idea, "edit"), values | {"abandoned_why": "Nobody had time"})
    assert "Nobody had time" in as_role("other_lead").get(page_of(idea)).content.decode()


def test_idea_abandoned_by_its_cycle_says_so_in_the_cycles_words(as_role, idea):
    done_cycle(idea, act="abandon", act_note="Too loud a room")
    ChangeIdea.objects.filter(pk=idea.pk).update(status="abandoned")
    assert "Too loud a room" in as_role("other_lead").get(page_of(idea)).content.decode()


@pytest.mark.parametrize("act", ["adapt", "expand"])
def test_each_test_says_what_came_next(as_role, idea, act):
    done_cycle(idea, act=act, act_note="Try it on Fridays")
    page = as_role("other_lead").get(page_of(idea)).content.decode()
    assert "What next:" in page and "Try it on Fridays" in page
    client = as_role("lead")
    plan = f"/projects/warm-welcome/cycles/add/?idea={idea.pk}"
    assert plan in client.get(page_of(idea)).content.decode()
    assert f'<option value="{idea.pk}" selected>' in client.get(plan).content.decode()


def test_contributor_changes_their_own_idea_until_it_is_tested(as_role, cast, project):
    own = ChangeIdeaFactory(project=project, created_by=cast.contributor, title="Tea", status="idea")
    client = as_role("contributor")
    assert "Change the idea" in client.get(page_of(own)).content.decode()
    values = {"title": "Tea and toast", "source": "staff", "status": "adopted", "version": 1}
    assert client.post(url(own, "edit"), values).status_code == 302
    own.refresh_from_db()
    assert (own.title, own.status) == ("Tea and toast", "idea")
    PDSACycleFactory(change_idea=own)
    assert client.get(url(own, "edit")).status_code == 403
    assert "Change the idea" not in client.get(page_of(own)).content.decode()


def test_stale_edit_shows_both(as_role, idea):
    ChangeIdea.objects.filter(pk=idea.pk).update(title="Coffee table", version=2)
    values = {"title": "Tea and toast", "theory": "", "source": "staff", "status": "idea", "version": 1}
    answer = as_role("member").post(url(idea, "edit"), values)
    assert answer.status_code == 422
    assert "Coffee table" in answer.content.decode()
    assert "Tea and toast" in answer.content.decode()


def test_idea_is_withdrawn_unless_a_cycle_tests_it(as_role, idea):
    client = as_role("lead")
    cycle = PDSACycleFactory(change_idea=idea, number=3)
    answer = client.post(url(idea, "withdraw"), {"why": "Old"})
    assert answer.status_code == 422
    assert "tested in cycle 3" in answer.content.decode()
    cycle.delete()
    assert client.post(url(idea, "withdraw"), {"why": "Old"}).status_code == 302
    assert client.get(IDEAS).context["entries"] == []
    assert client.get(url(idea, "edit")).status_code == 404
    assert client.get(page_of(idea)).status_code == 404


def test_idea_of_another_project_is_not_found(as_role, other_project):
    other = ChangeIdeaFactory(project=other_project)
    assert as_role("lead").get(url(other, "edit")).status_code == 404


# --- the list --------------------------------------------------------------------------------------------


def listed(client, query=""):
    return [entry.idea.title for entry in client.get(f"{IDEAS}{query}").context["entries"]]


def test_list_is_searched_filtered_and_sorted(as_role, project, idea):
    done_cycle(idea, study="The café was too noisy")
    ChangeIdeaFactory(project=project, title="Result by text", source="evidence", effort=1, impact=3)
    ChangeIdeaFactory(project=project, title="Night bus", status="adopted", effort=3, impact=1)
    client = as_role("other_lead")
    assert listed(client) == ["Tea table", "Night bus", "Result by text"]
    assert listed(client, "?q=people+stay") == ["Tea table"]
    assert listed(client, "?q=CAFE") == ["Tea table"]
    assert listed(client, "?status=adopted") == ["Night bus"]
    assert listed(client, "?source=evidence") == ["Result by text"]
    assert listed(client, "?sort=wins") == ["Result by text", "Night bus", "Tea table"]
    assert listed(client, "?sort=title&status=nonsense") == ["Night bus", "Result by text", "Tea table"]
    assert "No idea has all of this" in client.get(f"{IDEAS}?q=zebra").content.decode()


def test_judged_ideas_are_on_the_grid_and_quick_wins_are_named(as_role, project, idea):
    client = as_role("lead")
    assert "The grid as a list" not in client.get(IDEAS).content.decode()
    ChangeIdeaFactory(project=project, title="Result by text", effort=1, impact=3)
    ChangeIdeaFactory(project=project, title="Poster", effort=1, impact=3, status="abandoned")
    answer = client.get(IDEAS)
    page = answer.content.decode()
    assert [entry.idea.title for entry in answer.context["wins"]] == ["Result by text"]
    assert [entry.idea.title for entry in answer.context["not_judged"]] == ["Tea table"]
    assert "High impact, low effort" in page
    assert 'aria-label="Result by text, Idea"' in page


# --- the page of one idea --------------------------------------------------------------------------------


def test_page_tells_why_where_from_and_what_was_learned(as_role, project):
    idea = ChangeIdeaFactory(
        project=project,
        title="Tea table",
        theory="People stay to talk",
        source="evidence",
        evidence="A study of drop-ins",
        evidence_url="https://example.org/study",
        co_design="Visitors chose the corner",
        effort=1,
        impact=3,
    )
    driver = DriverFactory(project=project, title="People feel welcome")
    DriverLinkFactory(project=project, parent=driver, driver=None, idea=idea)
    cycle = done_cycle(idea, study="Talk comes first", title="One evening", scale="One hostel")
    page = as_role("other_lead").get(page_of(idea)).content.decode()
    for words in (
        "People stay to talk",
        "A study of drop-ins",
        'href="https://example.org/study" rel="noopener noreferrer"',
        "Visitors chose the corner",
        "a quick win",
        "People feel welcome",
        "Talk comes first",
        f"Cycle {cycle.number}: One evening",
        "One hostel",
        "Tried in 1 cycle",
    ):
        assert words in page
    assert "Secret do" not in page


def test_tests_that_follow_each_other_are_drawn_as_a_ramp(as_role, idea):
    first = done_cycle(idea, title="Small test")
    assert "Its ramp" not in as_role("lead").get(page_of(idea)).content.decode()
    done_cycle(idea, title="Bigger test", previous=first)
    page = as_role("other_lead").get(page_of(idea)).content.decode()
    assert "Its ramp" in page
    assert "Secret do" not in page


def test_only_web_addresses_are_links(as_role, idea):
    values = {"title": "Tea table", "source": "evidence", "status": "idea", "version": 1}
    for address in ("javascript:alert(1)", "ftp://example.org/file", "data:text/html,x"):
        answer = as_role("lead").post(url(idea, "edit"), values | {"evidence_url": address})
        assert answer.status_code == 422
    ChangeIdea.objects.filter(pk=idea.pk).update(evidence_url="javascript:alert(1)")
    assert "javascript:" not in as_role("lead").get(page_of(idea)).content.decode()


def test_cause_of_an_idea_stays_in_the_team(as_role, project):
    cause = CauseFactory(project=project, text="Nobody asks")
    idea = ChangeIdeaFactory(project=project, from_cause=cause)
    for role, reads in (("lead", True), ("contributor", True), ("advisor", True), ("other_lead", False)):
        assert ("Nobody asks" in as_role(role).get(page_of(idea)).content.decode()) is reads


def test_idea_of_another_project_is_credited_and_linked(as_role, project, other_project):
    origin = ChangeIdeaFactory(project=other_project, title="Night kit")
    idea = ChangeIdeaFactory(project=project, title="Kit to go", source="other_project", from_idea=origin)
    page = as_role("lead").get(page_of(idea)).content.decode()
    assert f'href="{page_of(origin)}">Night Line’s idea “Night kit”' in page
    page = as_role("other_lead").get(page_of(origin)).content.decode()
    assert "Taken up by" in page
    assert f'href="{page_of(idea)}">Warm Welcome</a>' in page


@pytest.mark.parametrize(
    "role, plans, tries", [("lead", 1, 0), ("contributor", 0, 0), ("other_lead", 0, 1), ("advisor", 0, 0)]
)
def test_page_offers_each_role_its_own_next_step(as_role, idea, role, plans, tries):
    page = as_role(role).get(page_of(idea)).content.decode()
    assert (f"cycles/add/?idea={idea.pk}" in page) == bool(plans)
    assert (f"/ideas/{idea.pk}/try/" in page) == bool(tries)


def test_measures_of_its_tests_speak_on_the_readers_face(as_role, project, idea):
    measure = MeasureFactory(project=project, name="Offers", kind="outcome")
    monthly_points(measure, [2, 3, 1, 4] * 6)
    rebuild_summaries([measure])
    CycleMeasure.objects.create(cycle=done_cycle(idea), measure=measure)
    assert "Numbers too small" not in as_role("lead").get(page_of(idea)).content.decode()
    for role in ("contributor", "other_lead"):
        assert "Numbers too small" in as_role(role).get(page_of(idea)).content.decode()


@pytest.mark.parametrize("role", ["lead", "other_lead"])
def test_idea_page_queries_do_not_grow(as_role, project, idea, django_assert_max_num_queries, role):
    client = as_role(role)
    counts = []
    for rows in (1, 49):
        for _ in range(rows):
            cycle = done_cycle(idea, study="Learned")
            measure = MeasureFactory(project=project)
            rebuild_summaries([measure])
            CycleMeasure.objects.create(cycle=cycle, measure=measure)
            ChangeIdeaFactory(from_idea=idea, project__programme=project.programme)
            driver = DriverFactory(project=project)
            DriverLinkFactory(project=project, parent=driver, driver=None, idea=idea)
        with django_assert_max_num_queries(15) as queries:
            client.get(page_of(idea))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_idea_list_queries_do_not_grow(as_role, project, django_assert_max_num_queries):
    client = as_role("lead")
    counts = []
    for rows in (1, 49):
        for idea in ChangeIdeaFactory.create_batch(rows, project=project, effort=1, impact=2):
            PDSACycleFactory(change_idea=idea)
        with django_assert_max_num_queries(15) as queries:
            client.get(IDEAS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- drivers ---------------------------------------------------------------------------------------------


def test_a_new_idea_may_say_which_driver_it_serves(as_role, project):
    client = as_role("contributor")
    assert "What would it help with?" not in client.get(ADD).content.decode()  # nothing to choose from
    driver = DriverFactory(project=project, title="People feel safe")
    elsewhere = DriverFactory(title="Not ours")
    page = client.get(ADD).content.decode()
    assert "People feel safe" in page and "Not ours" not in page
    typed = {"title": "Result by text", "source": "staff", "theory": "Kept text"}
    refused = client.post(ADD, typed | {"driver": elsewhere.pk})
    assert refused.status_code == 422 and "Kept text" in refused.content.decode()
    client.post(ADD, typed | {"driver": driver.pk})
    idea = project.change_ideas.get()
    assert [link.parent for link in idea.driver_links.current()] == [driver]
    assert idea.theory == "Kept text"


def test_an_ideas_page_leads_an_editor_to_its_links_and_everyone_to_its_driver(as_role, idea):
    link = f"/projects/warm-welcome/drivers/ideas/{idea.pk}/links/"
    for role, edits in (("lead", True), ("contributor", False), ("advisor", False), ("other_lead", False)):
        page = as_role(role).get(page_of(idea)).content.decode()
        assert (link in page) is ("Link it to a driver" in page) is edits, role
    driver = DriverFactory(project=idea.project, title="People feel safe")
    DriverLinkFactory(project=idea.project, parent=driver, idea=idea)
    page = as_role("other_lead").get(page_of(idea)).content.decode()
    assert f'href="/projects/warm-welcome/drivers/#driver-{driver.pk}"' in page
    assert "Serves: People feel safe" in as_role("other_lead").get(IDEAS).content.decode()


# --- effort and impact of several at once ----------------------------------------------------------------


def judged(*rows, **also):
    """What the form sends: (idea, effort, impact) each, of the version the idea had when the page was opened."""
    data = {}
    for idea, effort, impact in rows:
        data |= {f"effort_{idea.pk}": effort, f"impact_{idea.pk}": impact, f"version_{idea.pk}": idea.version}
    return data | also


def places_of(*ideas):
    return [tuple(ChangeIdea.objects.values_list("effort", "impact").get(pk=idea.pk)) for idea in ideas]


def test_ideas_not_judged_are_placed_all_at_once(as_role, project, idea):
    """Those who change ideas are led there, also before any is on the grid; a row left alone stays."""
    other, placed = (ChangeIdeaFactory(project=project, title=title) for title in ("Poster", "Text message"))
    ChangeIdeaFactory(project=project, title="Tea bags", effort=1, impact=1)
    lead = as_role("lead")
    assert GRID in lead.get(IDEAS).content.decode()
    page = lead.get(GRID).content.decode()
    assert "Effort of “Poster”" in page and "Who sees this: the community too" in page
    assert "Tea bags" not in page
    answer = lead.post(GRID, judged((idea, 1, 3), (other, "", ""), (placed, 2, "")), follow=True)
    assert "Effort and impact of 2 ideas saved." in answer.content.decode()
    assert places_of(idea, other, placed) == [(1, 3), (None, None), (2, None)]
    assert AuditEvent.objects.filter(event="idea_edited").count() == 2
    assert "Tea table" not in lead.get(GRID).content.decode()


def test_the_way_to_the_grid_is_there_before_any_idea_stands_on_it(as_role, project, idea):
    assert GRID in as_role("lead").get(IDEAS).content.decode()
    for role in ("contributor", "advisor", "other_lead"):
        assert GRID not in as_role(role).get(IDEAS).content.decode()
    ChangeIdea.objects.update(effort=1, impact=2)
    assert GRID not in as_role("lead").get(IDEAS).content.decode()
    assert "Every idea is on the grid" in as_role("lead").get(GRID).content.decode()


def test_places_somebody_else_gave_meanwhile_are_shown_beside_and_nothing_is_written(as_role, project, idea):
    other = ChangeIdeaFactory(project=project, title="Poster")
    sent = judged((idea, 1, 3), (other, 2, 2))
    as_role("member").post(GRID, judged((idea, 3, 1)))
    answer = as_role("lead").post(GRID, sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Someone else changed this" in page
    assert places_of(idea, other) == [(3, 1), (None, None)]
    form = answer.context["form"]
    assert form.conflict == [
        {"label": "Effort of “Tea table”", "theirs": "High", "yours": "Low"},
        {"label": "Impact of “Tea table”", "theirs": "Low", "yours": "High"},
    ]
    again = {name: form[name].value() for name in form.fields}
    assert again[f"effort_{other.pk}"] == "2"
    assert as_role("lead").post(GRID, again).status_code == 302
    assert places_of(idea, other) == [(1, 3), (2, 2)]


def test_an_idea_added_meanwhile_is_not_in_the_way(as_role, project, idea):
    sent = judged((idea, 1, 3))
    ChangeIdeaFactory(project=project, title="Poster")
    assert as_role("lead").post(GRID, sent).status_code == 302
    assert places_of(idea) == [(1, 3)]


def test_a_place_off_the_grid_keeps_the_others_as_chosen(as_role, project, idea):
    other = ChangeIdeaFactory(project=project, title="Poster")
    answer = as_role("lead").post(GRID, judged((idea, 7, 3), (other, 2, 2)))
    assert answer.status_code == 422 and places_of(idea, other) == [(None, None)] * 2
    assert answer.context["form"][f"effort_{other.pk}"].value() == "2"
    assert as_role("lead").post(GRID, judged((idea, 1, 3)) | {f"version_{idea.pk}": ""}).status_code == 422


def test_an_idea_withdrawn_meanwhile_or_of_elsewhere_is_not_placed(as_role, project, other_project, idea):
    gone = ChangeIdeaFactory(project=project, title="Poster", withdrawn_at=timezone.now())
    theirs = ChangeIdeaFactory(project=other_project)
    answer = as_role("lead").post(GRID, judged((idea, 1, 1), (gone, 2, 2), (theirs, 3, 3)))
    assert answer.status_code == 302
    assert places_of(idea, gone, theirs) == [(1, 1), (None, None), (None, None)]


def test_queries_of_placing_do_not_grow(as_role, project, idea):
    lead, counts = as_role("lead"), []
    for more in (0, 49):
        for number in range(more):
            ChangeIdeaFactory(project=project, title=f"Idea {number}")
        with CaptureQueriesContext(connection) as seen:
            assert lead.get(GRID).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15
