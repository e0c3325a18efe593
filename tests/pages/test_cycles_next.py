"""The next cycle of a ramp is filled in from the last, and the idea learns why it was abandoned."""

import pytest

from ftc_qi.pages.cycle_words import DECIDED
from projects.models import PDSACycle
from tests.factories import ChangeIdeaFactory, CycleQuestionFactory, MeasureFactory
from tests.pages.cycles import CYCLES, text, url

pytestmark = pytest.mark.usefixtures("october")
ADD = f"{CYCLES}add/"


@pytest.fixture
def ended(make):
    """Make a finished cycle with a decision."""

    def ended(act, **values):
        cycle = make("plan", **values)
        CycleQuestionFactory(cycle=cycle, question="Do people stay?", prediction="Most do", order=1)
        CycleQuestionFactory(cycle=cycle, question="Is it calm?", order=2)
        make.on(cycle, "act")
        PDSACycle.objects.filter(pk=cycle.pk).update(
            stage="done", act=act, act_note="Try it at every hostel", ended_on="2026-09-01"
        )
        cycle.refresh_from_db()
        return cycle

    return ended


@pytest.mark.parametrize(
    "act, size, next_size, purpose",
    [
        ("adopt", 2, 3, "implement"),
        ("expand", 2, 3, "test"),
        ("expand", 5, 5, "test"),
        ("adapt", 2, 2, "test"),
        ("abandon", 2, 2, "test"),
        ("adopt", None, None, "implement"),
    ],
)
def test_the_decision_suggests_how_big_the_next_test_is(
    as_role, ended, project, act, size, next_size, purpose
):
    measure = MeasureFactory(project=project)
    last = ended(act, size=size, purpose="test", scale="An evening", data_plan="Tally at the door")
    last.measure_links.create(measure=measure)
    answer = as_role("lead").get(ADD, {"previous": last.pk})
    form = answer.context["form"]
    filled = {
        name: form[name].value()
        for name in ("change_idea", "previous", "title", "objective", "size", "purpose")
    }
    assert filled == {
        "change_idea": last.change_idea_id,
        "previous": last.pk,
        "title": "Evening drop-in",
        "objective": "Do workers come?",
        "size": next_size,
        "purpose": purpose,
    }
    assert (form["plan"].value(), form["data_plan"].value()) == (
        "Session lead and a peer",
        "Tally at the door",
    )
    assert not form["scale"].value()
    assert not form["prediction"].value()
    assert form["measures"].value() == [measure.pk]
    assert form["questions"].value() == "Do people stay?\nIs it calm?"
    page = text(answer)
    assert "The next step of the ramp" in page
    for taught in ("Sixty in a hundred say yes", "partly as predicted. Evenings suit workers", "An evening"):
        assert taught in page
    assert f"{DECIDED[act]}: Try it at every hostel" in page


def test_questions_are_asked_again_without_their_predictions(as_role, ended):
    last = ended("adapt")
    client = as_role("lead")
    values = {
        "prediction": "More say yes",
        "planned_start_on": "2026-11-02",
        "change_idea": last.change_idea_id,
    }
    values |= {"previous": last.pk, "questions": "Do people stay?\n\n  Is  it calm? \nDo people stay?"}
    page = text(client.post(ADD, values, follow=True))
    assert "No prediction yet" in page
    added = PDSACycle.objects.get(previous=last)
    assert [(row.question, row.prediction) for row in added.questions.all()] == [
        ("Do people stay?", ""),
        ("Is it calm?", ""),
    ]


def test_a_ramp_may_branch(as_role, ended):
    last = ended("expand")
    client = as_role("lead")
    values = {
        "prediction": "More say yes",
        "planned_start_on": "2026-11-02",
        "change_idea": last.change_idea_id,
    }
    for title in ("At the harbour", "At the mill"):
        client.post(ADD, values | {"previous": last.pk, "title": title})
    page = text(client.get(url(last)))
    assert page.count("Followed by") == 2


def test_an_idea_is_tested_from_its_own_page(as_role, idea, other_project):
    client = as_role("lead")
    assert client.get(ADD, {"idea": idea.pk}).context["form"]["change_idea"].value() == idea.pk
    other = ChangeIdeaFactory(project=other_project)
    for nonsense in (other.pk, "x", "9" * 40, ""):
        answer = client.get(ADD, {"idea": nonsense})
        assert answer.status_code == 200
        assert answer.context["form"]["change_idea"].value() is None


def test_too_many_or_too_long_questions_are_said_beside_the_field(as_role, idea):
    client = as_role("lead")
    values = {"prediction": "More say yes", "planned_start_on": "2026-11-02", "change_idea": idea.pk}
    many = client.post(
        ADD, values | {"questions": "\n".join(f"Is it {letter}?" for letter in "abcdefghijklm")}
    )
    assert many.status_code == 422
    assert "at most 12 questions" in text(many)
    assert "Is it m?" in text(many)
    assert "at most 200 letters" in text(client.post(ADD, values | {"questions": "so long " * 30}))
    assert not PDSACycle.objects.exists()


@pytest.mark.parametrize("before", ["", "Said earlier"])
def test_an_abandoned_idea_says_why_at_last(as_role, make, idea, before):
    idea.abandoned_why = before
    idea.save()
    cycle = make("act")
    values = {"act": "abandon", "act_note": "Nobody came", "version": cycle.version}
    as_role("lead").post(url(cycle, "move/done/"), values)
    idea.refresh_from_db()
    assert (idea.status, idea.abandoned_why) == ("abandoned", "Nobody came")


def test_purpose_size_and_data_plan_are_shown_to_those_who_may_read_them(as_role, make, idea):
    client = as_role("lead")
    values = {"prediction": "More say yes", "planned_start_on": "2026-11-02", "change_idea": idea.pk}
    client.post(ADD, values | {"purpose": "learn", "size": "2", "data_plan": "Tally sheet in the office"})
    cycle = PDSACycle.objects.get()
    make.on(cycle, "do")
    for role, team_space in (("lead", True), ("advisor", True), ("contributor", True), ("other_lead", False)):
        page = text(as_role(role).get(url(cycle)))
        assert "learn how things are now" in page
        assert "A few times or people" in page
        assert ("Tally sheet in the office" in page) is team_space
