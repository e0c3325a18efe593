"""A project's cycles at any stage, for tests of their pages. October 2026."""

import datetime

import pytest
import time_machine

from projects.actions import cycles
from projects.models import PDSACycle
from tests.factories import ChangeIdeaFactory

CYCLES = "/projects/warm-welcome/cycles/"
DAY = datetime.date(2026, 9, 1)
TODAY = "2026-10-15T12:00:00Z"


@pytest.fixture
def october():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def idea(project):
    return ChangeIdeaFactory(project=project, title="Peers make the offer", theory="People trust peers")


@pytest.fixture
def make(project, cast, idea):
    """Make a cycle at a stage: `make("do", prediction="…")`."""

    def make(stage="plan", **values):
        defaults = {
            "title": "Evening drop-in",
            "objective": "Do workers come?",
            "prediction": "Sixty in a hundred say yes",
            "plan": "Session lead and a peer",
            "planned_start_on": DAY,
        }
        cycle = cycles.add_cycle(
            project=project, idea=values.pop("idea", idea), values=defaults | values, by=cast.lead
        )
        return on(cycle, stage)

    def on(cycle, stage):
        """Move a cycle on to a stage."""
        steps = {
            "do": {"started_on": DAY},
            "study": {"do": "Eleven came at dusk", "ended_on": DAY},
            "act": {"study": "Evenings suit workers", "prediction_held": "partly"},
            "done": {"act": "adapt", "act_note": "Open twice a week"},
        }
        while cycle.stage != stage:
            (to,) = PDSACycle.TRANSITIONS[cycle.stage]
            cycle = cycles.move_cycle(
                cycle=cycle,
                to=to,
                values=steps[to],
                without_prediction=True,
                version=None,
                by=cast.lead,
            )
        return cycle

    make.on = on
    return make


def url(cycle, what=""):
    return f"{CYCLES}{cycle.pk}/{what}"


def text(answer):
    return answer.content.decode()
