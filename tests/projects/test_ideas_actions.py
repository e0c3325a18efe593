"""The writes of change ideas: copies with credit, giving one up."""

import pytest

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from projects.actions import theory
from tests.factories import ChangeIdeaFactory, ProgrammeFactory, ProjectFactory, UserFactory


@pytest.fixture
def lead(db):
    return UserFactory()


@pytest.fixture
def idea(project):
    return ChangeIdeaFactory(
        project=project,
        title="Tea table",
        theory="People stay",
        evidence="A study",
        evidence_url="https://example.org/study",
        co_design="Ours",
        effort=1,
        impact=3,
        status="adopted",
    )


def test_copy_takes_words_and_evidence_and_leaves_what_is_the_others_own(idea, other_project, lead):
    copy = theory.copy_idea(idea=idea, project=other_project, by=lead)
    assert (copy.title, copy.theory, copy.evidence) == ("Tea table", "People stay", "A study")
    assert (copy.evidence_url, copy.from_idea, copy.source) == (idea.evidence_url, idea, "other_project")
    assert (copy.status, copy.co_design, copy.effort, copy.impact) == ("idea", "", None, None)
    event = AuditEvent.objects.get(event="idea_copied")
    assert (event.project_id, event.changes["from_idea"]) == (other_project.pk, [None, idea.pk])


def test_copy_names_the_idea_that_is_there_already(idea, other_project, lead):
    copy = theory.copy_idea(idea=idea, project=other_project, by=lead)
    theory.edit_idea(idea=copy, values={"title": "Coffee table"}, version=1, by=lead)
    with pytest.raises(theory.AlreadyThere) as refused:
        theory.copy_idea(idea=idea, project=other_project, by=lead)
    assert refused.value.existing == copy
    assert other_project.change_ideas.count() == 1


def test_copy_stays_in_the_programme_and_between_projects(idea, lead):
    elsewhere = ProjectFactory(programme=ProgrammeFactory())
    for project in (idea.project, elsewhere):
        with pytest.raises(ValueError, match="two projects of one programme"):
            theory.copy_idea(idea=idea, project=project, by=lead)


def test_giving_up_needs_a_reason_once(idea, lead):
    with pytest.raises(Refused) as refused:
        theory.edit_idea(idea=idea, values={"status": "abandoned"}, version=1, by=lead)
    assert refused.value.field == "abandoned_why"
    given_up = theory.edit_idea(
        idea=idea, values={"status": "abandoned", "abandoned_why": "Too loud"}, version=1, by=lead
    )
    renamed = theory.edit_idea(
        idea=given_up, values={"status": "abandoned", "title": "Tea"}, version=2, by=lead
    )
    assert (renamed.status, renamed.abandoned_why) == ("abandoned", "Too loud")


def test_stale_version_changes_nothing(idea, lead):
    theory.edit_idea(idea=idea, values={"title": "Tea"}, version=1, by=lead)
    with pytest.raises(StaleVersion):
        theory.edit_idea(idea=idea, values={"title": "Toast"}, version=1, by=lead)
