"""Further questions of a PDSA cycle through its page: their predictions lock with it, and what came out is Study's."""

import pytest

from projects.models import CycleQuestion
from tests.factories import CycleQuestionFactory, PDSACycleFactory
from tests.pages.cycles import text, url

pytestmark = pytest.mark.usefixtures("october")
ASKED = {"question": "Do staff have time?", "prediction": "The rota is enough for everybody"}


@pytest.fixture
def ask(make):
    """Make a cycle at a stage with one question, asked and predicted at Plan."""

    def ask(stage="plan", prediction="They stay to talk", **values):
        cycle = make("plan", **values)
        question = CycleQuestionFactory(cycle=cycle, question="Do people stay?", prediction=prediction)
        return make.on(cycle, stage), question

    return ask


def of(question, what):
    return url(question.cycle, f"questions/{question.pk}/{what}/")


@pytest.mark.parametrize(
    "role, answer",
    [
        ("lead", 200),
        ("member", 200),
        ("contributor", 403),
        ("advisor", 403),
        ("other_lead", 404),
        ("funder", 404),
    ],
)
def test_questions_are_written_by_those_who_write_cycles(as_role, ask, role, answer):
    cycle, question = ask()
    client = as_role(role)
    assert client.get(url(cycle, "questions/add/")).status_code == answer
    for what in ("edit", "amend", "withdraw"):
        assert client.get(of(question, what)).status_code == answer
    assert client.post(of(question, "move"), {"way": "up"}).status_code == (302 if answer == 200 else answer)


def test_a_question_is_added_with_what_is_expected(as_role, make):
    cycle = make("plan")
    page = text(as_role("lead").post(url(cycle, "questions/add/"), ASKED, follow=True))
    for words in (*ASKED.values(), "Locks when Do begins"):
        assert words in page
    page = text(as_role("other_lead").get(url(cycle)))
    assert ASKED["prediction"] in page
    assert "Add a question" not in page


def test_a_question_alone_may_wait_for_its_prediction(as_role, make):
    cycle = make("plan")
    client = as_role("lead")
    assert client.post(url(cycle, "questions/add/"), {"question": ""}).status_code == 422
    assert "No prediction yet" in text(
        client.post(url(cycle, "questions/add/"), {"question": "Do people stay?"}, follow=True)
    )


def test_open_question_is_changed_and_a_stale_form_shows_both(as_role, ask):
    _, question = ask()
    client = as_role("lead")
    mine = {"question": "Do most stay?", "prediction": "Most of them", "version": 1}
    assert client.post(of(question, "edit"), mine).status_code == 302
    theirs = client.post(of(question, "edit"), mine | {"prediction": "All of them"})
    assert theirs.status_code == 422
    assert "Most of them" in text(theirs)
    assert "All of them" in text(theirs)
    question.refresh_from_db()
    assert (question.question, question.prediction) == ("Do most stay?", "Most of them")


def test_questions_change_places(as_role, ask):
    cycle, first = ask()
    second = CycleQuestionFactory(cycle=cycle, question="Do they come back?", order=2)
    client = as_role("lead")
    answer = client.post(of(second, "move"), {"way": "up"})
    assert answer["Location"].endswith(f"#question-{second.pk}")
    page = text(client.get(url(cycle)))
    assert page.index("Do they come back?") < page.index("Do people stay?")
    client.post(of(first, "move"), {"way": "sideways"})
    assert list(cycle.questions.order_by("order")) == [second, first]


@pytest.mark.parametrize("stage", ["do", "study", "act", "done"])
def test_once_do_has_begun_a_question_is_only_amended_and_both_texts_are_kept(as_role, ask, stage):
    cycle, question = ask(stage)
    client = as_role("lead")
    edit = client.post(of(question, "edit"), ASKED | {"version": question.version})
    assert edit.status_code == 422
    assert "the question is locked" in text(edit)
    assert ASKED["prediction"] in text(edit)
    gone = client.post(of(question, "withdraw"), {"why": "It came out badly"})
    assert gone.status_code == 422
    assert "stays" in text(gone)
    version = CycleQuestion.objects.get().version
    values = {"prediction": "They leave at once", "why": "", "version": version}
    assert client.post(of(question, "amend"), values).status_code == 422
    page = text(client.post(of(question, "amend"), values | {"why": "Another room"}, follow=True))
    for words in ("They leave at once", "They stay to talk", "Another room", "Locked on 15 October 2026"):
        assert words in page
    assert "Written afterwards" not in page
    community = text(as_role("other_lead").get(url(cycle)))
    assert "They leave at once" in community
    assert "Another room" not in community
    assert "They stay to talk" not in community


def test_open_prediction_of_a_question_is_not_amended(as_role, ask):
    _, question = ask()
    values = {"prediction": "Other", "why": "Wrong", "version": 1}
    assert "still open" in text(as_role("lead").post(of(question, "amend"), values))


@pytest.mark.parametrize("how", ["added", "amended"])
def test_a_prediction_written_after_do_began_says_so_and_counts_for_nothing(as_role, ask, how):
    cycle, question = ask("study", prediction="")
    client = as_role("lead")
    if how == "added":
        assert "marked “written afterwards”" in text(client.get(url(cycle, "questions/add/")))
        client.post(url(cycle, "questions/add/"), ASKED)
        question = CycleQuestion.objects.latest("pk")
    else:
        client.post(of(question, "amend"), {"prediction": "More", "why": "Forgot it", "version": 1})
    page = text(client.get(url(cycle)))
    assert "Written afterwards: it counts as neither kept nor broken" in page
    assert f'name="result_{question.pk}"' in page
    assert f'name="held_{question.pk}"' not in page
    values = {"study": "Learned", f"result_{question.pk}": "Some did", f"held_{question.pk}": "yes"}
    client.post(url(cycle, "study/"), values | {"version": cycle.version})
    question.refresh_from_db()
    assert (question.result, question.held) == ("Some did", "")
    assert client.post(of(question, "withdraw"), {"why": "Added by mistake"}).status_code == 302


def test_study_lays_each_prediction_beside_what_came_out(as_role, ask):
    cycle, question = ask("study")
    client = as_role("lead")
    page = text(client.get(url(cycle)))
    assert "q-compare" in page
    values = {
        "study": "Evenings suit workers",
        "prediction_held": "yes",
        f"result_{question.pk}": "Most stayed",
        f"held_{question.pk}": "partly",
        "version": cycle.version,
    }
    page = text(client.post(url(cycle, "move/act/"), values, follow=True))
    for words in (
        "They stay to talk",
        "Most stayed",
        "It came out partly as predicted",
        "It came out as predicted",
    ):
        assert words in page
    community = text(as_role("other_lead").get(url(cycle)))
    assert "Most stayed" in community
    assert "What came out of a question written" in text(as_role("lead").get(url(cycle, "history/")))


def test_nothing_typed_about_a_question_is_lost(as_role, ask):
    cycle, question = ask("study")
    client = as_role("lead")
    typed = {
        f"result_{question.pk}": "Most stayed",
        f"held_{question.pk}": "partly",
        "version": cycle.version,
    }
    missing = client.post(url(cycle, "move/act/"), typed | {"study": ""})
    assert missing.status_code == 422
    assert "Most stayed" in text(missing)
    small = client.post(url(cycle, "study/"), typed | {f"result_{question.pk}": "Only three stayed"})
    assert small.status_code == 422
    assert "Could it identify someone" in text(small)
    assert (
        client.post(url(cycle, "study/"), typed | {f"result_{question.pk}": "Nobody left"}).status_code == 302
    )
    stale = client.post(url(cycle, "study/"), typed | {"study": "Mine"})
    assert stale.status_code == 422
    row = next(row for row in stale.context["conflict"] if row["label"].startswith("What came out?"))
    assert (row["theirs"], row["yours"]) == ("Nobody left", "Most stayed")
    assert CycleQuestion.objects.get().result == "Nobody left"


def test_question_of_another_cycle_is_not_found(as_role, ask, other_project):
    cycle, _ = ask()
    other = CycleQuestionFactory(cycle=PDSACycleFactory(change_idea__project=other_project))
    assert as_role("lead").get(url(cycle, f"questions/{other.pk}/edit/")).status_code == 404
    assert as_role("lead").post(url(cycle, f"questions/{other.pk}/move/"), {"way": "up"}).status_code == 404


def test_a_cycle_has_so_many_questions_and_no_more(as_role, make):
    cycle = make("plan")
    CycleQuestionFactory.create_batch(12, cycle=cycle)
    answer = as_role("lead").post(url(cycle, "questions/add/"), ASKED)
    assert answer.status_code == 422
    assert "at most 12" in text(answer)
    assert ASKED["prediction"] in text(answer)
