"""Change ideas: everybody on the team may add one, editors change and withdraw."""

import pytest

from projects.models import ChangeIdea
from tests.factories import ChangeIdeaFactory, PDSACycleFactory

IDEAS = "/projects/warm-welcome/ideas/"
ADD = "/projects/warm-welcome/ideas/add/"


@pytest.fixture
def idea(project):
    return ChangeIdeaFactory(project=project, title="Tea table", theory="People stay to talk")


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
    assert "/edit/" not in page


def test_idea_on_the_list_is_not_added_twice(as_role, idea):
    answer = as_role("lead").post(ADD, {"title": "tea table", "source": "staff", "theory": "Kept text"})
    assert answer.status_code == 422
    assert "on the list already" in answer.content.decode()
    assert "Kept text" in answer.content.decode()


def test_editor_changes_words_and_status(as_role, idea):
    values = {"title": "Tea and toast", "theory": "", "source": "staff", "status": "abandoned", "version": 1}
    as_role("member").post(url(idea, "edit"), values)
    idea.refresh_from_db()
    assert (idea.title, idea.status, idea.version) == ("Tea and toast", "abandoned", 2)


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
    assert "Tea table" not in client.get(IDEAS).context["ideas"].values_list("title", flat=True)
    assert client.get(url(idea, "edit")).status_code == 404


def test_idea_of_another_project_is_not_found(as_role, other_project):
    other = ChangeIdeaFactory(project=other_project)
    assert as_role("lead").get(url(other, "edit")).status_code == 404


def test_idea_list_queries_do_not_grow(as_role, project, django_assert_max_num_queries):
    client = as_role("lead")
    counts = []
    for rows in (1, 49):
        for idea in ChangeIdeaFactory.create_batch(rows, project=project):
            PDSACycleFactory(change_idea=idea)
        with django_assert_max_num_queries(15) as queries:
            client.get(IDEAS)
        counts.append(len(queries))
    assert counts[0] == counts[1]
