"""The programme's library of change ideas: who reads it, what it holds and keeps back, taking an idea home."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from ftc_qi.core.models import AuditEvent
from measures.models import CycleMeasure, DataPoint
from measures.summaries import rebuild_summaries
from projects.models import ChangeIdea, PopulationGroup, Project, Theme
from tests.factories import (
    CauseFactory,
    ChangeIdeaFactory,
    DriverFactory,
    DriverLinkFactory,
    MeasureFactory,
    ObservationFactory,
    PDSACycleFactory,
    ProgrammeFactory,
    ProjectFactory,
    TeamMemberFactory,
    monthly_points,
)
from tests.pages.told import main_outcome

LIBRARY = "/ideas/"


@pytest.fixture
def tea(project):
    return ChangeIdeaFactory(project=project, title="Tea table", theory="People stay to talk")


@pytest.fixture
def kit(other_project):
    return ChangeIdeaFactory(
        project=other_project, title="Your own kit", source="evidence", evidence="A trial", effort=1
    )


def done_cycle(idea, **fields):
    day = datetime.date(2026, 3, 2)
    values = {"stage": "done", "started_on": day, "ended_on": day, "act": "adapt"}
    return PDSACycleFactory(change_idea=idea, prediction_locked_at=timezone.now(), **(values | fields))


def titles(client, query=""):
    return [card["entry"].idea.title for card in client.get(f"{LIBRARY}{query}").context["cards"]]


def try_url(idea):
    return f"{LIBRARY}{idea.pk}/try/"


@pytest.mark.parametrize(
    "role, reads",
    [
        ("lead", 200),
        ("contributor", 200),
        ("other_lead", 200),
        ("advisor", 200),
        ("coach", 200),
        ("other_coach", 200),
        ("fund_manager", 200),
        ("funder", 404),
        ("finance", 404),
        ("outsider", 404),
        ("anonymous", 302),
    ],
)
def test_library_by_role(as_role, tea, role, reads):
    assert as_role(role).get(LIBRARY).status_code == reads


def test_library_tells_who_tried_what_and_what_was_learned(as_role, tea, kit):
    done_cycle(tea, study="Talk comes first")
    done_cycle(tea, study="Two tables are better")
    page = as_role("other_lead").get(LIBRARY).content.decode()
    assert "Tried in 2 cycles" in page
    assert "Two tables are better" in page
    assert "Warm Welcome" in page
    assert "Not tried yet" in page
    assert "2 ideas" in page


def test_only_this_programmes_ideas_are_there(as_role, cast, tea):
    elsewhere = ProjectFactory(programme=ProgrammeFactory(slug="elsewhere"))
    hidden = ChangeIdeaFactory(project=elsewhere, title="Elsewhere")
    client = as_role("lead")
    assert titles(client) == ["Tea table"]
    assert client.get(f"{LIBRARY}?programme=elsewhere").status_code == 404
    assert client.post(try_url(hidden), {"project": tea.project_id}).status_code == 404


def test_withdrawn_ideas_are_not_there(as_role, tea):
    ChangeIdea.objects.filter(pk=tea.pk).update(withdrawn_at=timezone.now())
    assert titles(as_role("lead")) == []


def test_search_finds_an_idea_by_the_driver_it_serves(as_role, project, tea, kit):
    driver = DriverFactory(project=project, title="People feel at home")
    DriverLinkFactory(project=project, parent=driver, idea=tea)
    assert titles(as_role("other_lead"), "?q=at+home") == ["Tea table"]
    assert "Tea table" in as_role("lead").get("/projects/warm-welcome/ideas/?q=home").content.decode()


def test_a_driver_is_a_filter_whichever_project_wrote_it(as_role, project, other_project, tea, kit):
    for owner, title, idea in (
        (project, "People feel at home", tea),
        (other_project, "People FEEL at home", kit),
    ):
        DriverLinkFactory(project=owner, parent=DriverFactory(project=owner, title=title), idea=idea)
    ChangeIdeaFactory(project=project, title="Poster")
    other = ChangeIdeaFactory(project=project, title="Script")
    DriverLinkFactory(project=project, parent=DriverFactory(project=project, title="Words"), idea=other)
    client = as_role("lead")
    assert titles(client, "?driver=people+feel+at+home") == ["Tea table", "Your own kit"]
    assert titles(client, "?driver=words") == ["Script"]
    assert titles(client, "?driver=nonsense") == []
    assert '<option value="words">Words</option>' in client.get(LIBRARY).content.decode()
    own = client.get("/projects/warm-welcome/ideas/?driver=words").content.decode()
    assert "1 of 3 ideas" in own
    assert '<option value="words" selected>Words</option>' in own


def test_an_idea_names_who_else_took_it_up_and_what_came_of_it(as_role, project, other_project, tea):
    copy = ChangeIdeaFactory(project=other_project, title="Coffee table", from_idea=tea, status="adopted")
    done_cycle(copy, study="Coffee does it too")
    PDSACycleFactory(change_idea=copy)  # planned, not begun
    client = as_role("advisor")
    link = f'<a href="/projects/night-line/ideas/{copy.pk}/">Night Line</a>'
    library = client.get(f"{LIBRARY}?project={project.pk}").content.decode()
    assert f"{link} (adopted, tried in 1 cycle)" in library
    words = " ".join(
        re.sub(
            r"<[^>]*>", " ", client.get(f"/projects/warm-welcome/ideas/{tea.pk}/").content.decode()
        ).split()
    )
    assert "Taken up by Night Line Adopted tried in 1 cycle" in words
    ChangeIdea.objects.filter(pk=copy.pk).update(withdrawn_at=timezone.now())
    assert (
        "Night Line"
        not in client.get(f"{LIBRARY}?project={project.pk}").content.decode().partition("q-ideas")[2]
    )


def test_search_reads_title_theory_and_what_was_learned(as_role, tea, kit):
    done_cycle(kit, study="A quiet corner helps", do="Zebra")
    client = as_role("advisor")
    assert titles(client, "?q=tea") == ["Tea table"]
    assert titles(client, "?q=stay+PEOPLE") == ["Tea table"]
    assert titles(client, "?q=quiet+corner") == ["Your own kit"]
    assert titles(client, "?q=trial") == ["Your own kit"]
    assert titles(client, "?q=zebra") == []


def test_filters_and_order(as_role, project, other_project, tea, kit):
    theme = Theme.objects.create(programme=project.programme, name="Testing")
    group = PopulationGroup.objects.create(programme=project.programme, name="Young people")
    other_project.themes.add(theme)
    project.population_groups.add(group)
    done_cycle(kit)
    client = as_role("lead")
    assert titles(client) == ["Your own kit", "Tea table"]
    assert titles(client, "?sort=newest") == ["Your own kit", "Tea table"]
    assert titles(client, "?sort=title") == ["Tea table", "Your own kit"]
    assert titles(client, f"?theme={theme.pk}") == ["Your own kit"]
    assert titles(client, f"?group={group.pk}") == ["Tea table"]
    assert titles(client, f"?project={project.pk}") == ["Tea table"]
    assert titles(client, "?source=evidence") == ["Your own kit"]
    assert titles(client, "?tried=yes") == ["Your own kit"]
    assert titles(client, "?tried=no") == ["Tea table"]
    assert titles(client, "?status=adopted") == []
    assert titles(client, "?theme=99999999999999999999&status=nonsense") == ["Your own kit", "Tea table"]


def test_twelve_ideas_stand_on_a_page(as_role, project):
    ChangeIdeaFactory.create_batch(13, project=project)
    client = as_role("lead")
    assert len(titles(client)) == 12
    assert len(titles(client, "?page=2")) == 1


# --- what is kept back -----------------------------------------------------------------------------------


def test_what_is_written_for_the_team_stays_there(as_role, cast, tea):
    cause = CauseFactory(project=tea.project, text="Secret cause")
    ChangeIdea.objects.filter(pk=tea.pk).update(from_cause=cause)
    cycle = done_cycle(tea, study="Learned", do="Secret do", plan="Secret plan", data_plan="Secret data plan")
    ObservationFactory(cycle=cycle, text="Secret observation")
    for role in ("other_lead", "lead", "advisor"):
        page = as_role(role).get(LIBRARY).content.decode()
        assert "Learned" in page
        assert "Secret" not in page


def test_hidden_numbers_change_nothing_in_the_library(as_role, tea):
    """Two stores that differ only in what is hidden give the same bytes, to everyone alike."""
    measure = MeasureFactory(project=tea.project, name="Offers", kind="outcome")
    CycleMeasure.objects.create(cycle=done_cycle(tea, study="Learned"), measure=measure)
    seen = []
    # The first falls, the second rises: exact readers are told so elsewhere.
    for values in ([4] * 12 + [1] * 12, [1] * 12 + [4] * 12):
        DataPoint.objects.all().delete()
        monthly_points(measure, values)
        rebuild_summaries([measure])
        for role in ("other_lead", "contributor", "lead", "advisor", "fund_manager"):
            page = as_role(role).get(LIBRARY).content.decode()
            assert "Numbers too small" in page
            seen.append((role, re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)))
    assert dict(seen[:5]) == dict(seen[5:])


# --- taking an idea home ---------------------------------------------------------------------------------


def test_idea_is_copied_with_credit(as_role, cast, other_project, tea):
    ChangeIdea.objects.filter(pk=tea.pk).update(co_design="Ours", effort=1, status="adopted")
    client = as_role("other_lead")
    assert "Try this in Night Line" in client.get(LIBRARY).content.decode()
    answer = client.post(try_url(tea), {"project": other_project.pk}, follow=True)
    copy = other_project.change_ideas.get()
    assert answer.redirect_chain[-1][0] == f"/projects/night-line/ideas/{copy.pk}/"
    assert "Warm Welcome’s idea" in answer.content.decode()
    assert (copy.title, copy.theory, copy.from_idea) == ("Tea table", "People stay to talk", tea)
    assert (copy.source, copy.status, copy.created_by) == ("other_project", "idea", cast.other_lead)
    assert (copy.co_design, copy.effort, copy.from_cause) == ("", None, None)
    assert AuditEvent.objects.get(event="idea_copied").target_id == copy.pk
    assert "On Night Line’s list" in client.get(LIBRARY).content.decode()


def test_idea_on_the_list_already_is_refused_with_a_link(as_role, other_project, tea):
    existing = ChangeIdeaFactory(project=other_project, title="TEA table")
    answer = as_role("other_lead").post(try_url(tea), {"project": other_project.pk})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "has this idea on its list already" in page
    assert f'href="/projects/night-line/ideas/{existing.pk}/"' in page
    assert other_project.change_ideas.count() == 1


def test_copy_under_another_title_is_found_too(as_role, other_project, tea):
    client = as_role("other_lead")
    client.post(try_url(tea), {"project": other_project.pk})
    other_project.change_ideas.update(title="Tea corner")
    assert client.post(try_url(tea), {"project": other_project.pk}).status_code == 422


def test_person_of_several_projects_is_asked_which(as_role, cast, programme, other_project, tea):
    third = ProjectFactory(programme=programme, name="Third")
    TeamMemberFactory(project=third, role="contributor", user=cast.other_lead)
    client = as_role("other_lead")
    assert "Try this in a project" in client.get(LIBRARY).content.decode()
    page = client.get(try_url(tea)).content.decode()
    assert "Which project will try it?" in page
    assert "Third" in page
    client.post(try_url(tea), {"project": third.pk})
    assert third.change_ideas.get().from_idea == tea


@pytest.mark.parametrize("role", ["lead", "contributor", "advisor", "other_coach"])
def test_who_has_no_other_project_is_refused(as_role, tea, role):
    client = as_role(role)
    assert client.post(try_url(tea), {"project": tea.project_id}).status_code == 403
    assert "Try this" not in client.get(LIBRARY).content.decode()


def test_idea_is_not_copied_to_a_project_of_others(as_role, project, programme, tea):
    third = ProjectFactory(programme=programme, name="Third")
    assert as_role("other_lead").post(try_url(tea), {"project": third.pk}).status_code == 422
    assert not third.change_ideas.exists()


# --- speed -----------------------------------------------------------------------------------------------


@time_machine.travel("2026-11-23T09:00:00Z", tick=False)
def test_a_signal_of_overdue_figures_says_so(as_role, project, tea):
    measure = main_outcome(project, start=datetime.date(2024, 9, 1))
    CycleMeasure.objects.create(cycle=done_cycle(tea), measure=measure)
    client = as_role("other_lead")
    for page in (LIBRARY, f"/projects/warm-welcome/ideas/{tea.pk}/"):
        html = client.get(page).content.decode()
        assert "Out of date" in html and "Improving" in html
    Project.objects.update(status="paused")
    assert "Out of date" not in client.get(LIBRARY).content.decode()


@pytest.mark.parametrize("role", ["other_lead", "fund_manager"])
def test_library_queries_do_not_grow(as_role, programme, tea, kit, django_assert_max_num_queries, role):
    client = as_role(role)
    counts = []
    for rows in (1, 49):
        for _ in range(rows):
            project = ProjectFactory(programme=programme)
            idea = ChangeIdeaFactory(project=project, from_idea=tea)
            measure = MeasureFactory(project=project)
            rebuild_summaries([measure])
            CycleMeasure.objects.create(cycle=done_cycle(idea, study="Learned"), measure=measure)
        with django_assert_max_num_queries(15) as queries:
            client.get(LIBRARY)
        counts.append(len(queries))
    assert counts[0] == counts[1]
