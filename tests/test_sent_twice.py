"""A form that is sent twice, by a double click or on a slow line, makes one row."""

import pytest
from django.urls import reverse

from community.models import Action, Comment
from measures.models import ControlItem
from projects.models import (
    Cause,
    ChangeIdea,
    CycleQuestion,
    Driver,
    PDSACycle,
    ProgressScore,
    SustainabilityCheck,
)
from tests.factories import CauseCategoryFactory, MeasureFactory, PDSACycleFactory

PLAN = {"new_idea": "Peer asks", "prediction": "More say yes", "planned_start_on": "2026-10-01"}
FORMS = {
    "pages:cycle_add": (PDSACycle, PLAN),
    "pages:question_add": (CycleQuestion, {"question": "Who comes?", "prediction": "Most"}),
    "pages:idea_add": (ChangeIdea, {"title": "Tea table", "source": "staff"}),
    "pages:driver_add": (Driver, {"title": "People feel safe"}),
    "pages:cause_add": (Cause, {"text": "No quiet corner", "source": "staff"}),
    "pages:score_team_add": (ProgressScore, {"month": "2026-09", "score": "2.5", "reason": "First tests"}),
    "pages:gains_check_add": (
        SustainabilityCheck,
        {"occasion": "other", "done_on": "2026-09-14", "level_believed": "2"},
    ),
    "pages:control_item_add": (
        ControlItem,
        {"watched_by": "The lead", "trigger": "A shift", "response": "Talk"},
    ),
    "community:action_add": (Action, {"what": "Ask the library", "source": "meeting"}),
    "community:comment_add": (Comment, {"text": "Well done"}),
}
"""Form → what it makes, and what is sent."""


@pytest.mark.parametrize("name", FORMS)
def test_what_is_sent_twice_is_there_once(as_role, project, name, time_machine):
    time_machine.move_to("2026-09-15 10:00Z", tick=False)
    args, (model, data) = [project.slug], FORMS[name]
    if name == "pages:question_add":
        args.append(PDSACycleFactory(change_idea__project=project).pk)
    if name == "pages:cause_add":
        args.append(CauseCategoryFactory(project=project).pk)
    if name == "pages:control_item_add":
        data = data | {"measure": MeasureFactory(project=project).pk}
    before, client = model.objects.count(), as_role("lead")
    first, second = (client.post(reverse(name, args=args), data) for _ in range(2))
    assert first.status_code == 302, first.content.decode()
    assert second.status_code in (302, 422)
    assert model.objects.count() == before + 1
