"""The process map's page: a list to edit, in whose words the drawing speaks."""

import pytest

from projects.models import ProcessLane, ProcessStep
from tests.factories import ProcessLaneFactory, ProcessStepFactory

PROCESS = "/projects/warm-welcome/process/"


@pytest.fixture
def lane(project):
    return ProcessLaneFactory(project=project, name="Nurse", order=1)


@pytest.fixture
def step(project, lane):
    return ProcessStepFactory(project=project, lane=lane, text="Takes the sample", order=1)


def url(row, what):
    folder = "lanes" if isinstance(row, ProcessLane) else "steps"
    return f"{PROCESS}{folder}/{row.pk}/{what}/"


def read(client, path=PROCESS):
    return client.get(path).content.decode()


def values(**changed):
    return {
        "kind": "step",
        "text": "Rings the clinic",
        "lane": "",
        "new_lane": "",
        "duration": "",
        "next_label": "",
        "other_label": "",
        "other_step": "",
        **changed,
    }


@pytest.mark.parametrize(
    "role, reads, edits",
    [
        ("lead", 200, 200),
        ("member", 200, 200),
        ("fund_manager", 200, 200),
        ("contributor", 200, 403),
        ("advisor", 200, 403),
        ("other_lead", 404, 404),
        ("funder", 404, 404),
        ("outsider", 404, 404),
    ],
)
def test_the_map_by_role(as_role, lane, step, role, reads, edits):
    client = as_role(role)
    assert client.get(PROCESS).status_code == reads
    for ending in ("svg", "png", "pdf"):
        assert client.get(f"{PROCESS[:-1]}.{ending}").status_code == reads
    forms = [url(step, "edit"), url(step, "withdraw"), url(lane, "rename"), url(lane, "withdraw")]
    for path in (*forms, f"{PROCESS}steps/add/", f"{PROCESS}several/", f"{PROCESS}lanes/add/"):
        assert client.get(path).status_code == edits, path
    for row in (step, lane):
        moved = client.post(url(row, "move"), {"way": "up"}).status_code
        assert moved == (302 if edits == 200 else edits)


def test_an_empty_map_offers_one_step(as_role, project):
    page = read(as_role("lead"))
    assert "A process map shows what happens today" in page and "Write the steps" in page
    assert "Write the steps" not in read(as_role("contributor"))


def test_steps_come_in_as_a_list_and_are_counted(as_role, project):
    client = as_role("lead")
    text = "Nurse\n  Takes the sample\n  Is it enough?\nCourier\n  Wait for the van\n  Brings it\nLab\n  Tests it"
    client.post(f"{PROCESS}several/", {"text": text})
    page = read(client)
    assert "5 steps, 2 hand-offs, 1 wait." in page
    assert "Hand-off to Courier" in page
    assert "Yes: on to 3 · No: ends here" in page
    wrong = client.post(f"{PROCESS}several/", {"text": "Nurse\n  One\n    Two"})
    assert wrong.status_code == 422 and "Line 3" in wrong.content.decode()
    alone = client.post(f"{PROCESS}several/", {"text": "Nurse\nCourier"})
    assert alone.status_code == 422 and "at least one line further in" in alone.content.decode()


def test_the_first_step_names_its_lane(as_role, project):
    client = as_role("lead")
    assert client.post(f"{PROCESS}steps/add/", values()).status_code == 422
    client.post(f"{PROCESS}steps/add/", values(new_lane="Peer worker", duration="10 minutes"))
    step = ProcessStep.objects.get()
    assert (step.lane.name, step.duration) == ("Peer worker", "10 minutes")


def test_a_step_is_put_behind_another(as_role, project, lane, step):
    last = ProcessStepFactory(project=project, lane=lane, text="Last", order=2)
    client = as_role("lead")
    page = read(client, f"{PROCESS}steps/add/?after={step.pk}")
    assert f'<option value="{step.pk}" selected>1. Takes the sample</option>' in page
    client.post(f"{PROCESS}steps/add/", values(lane=lane.pk, after=step.pk))
    assert [row.text for row in project.process_steps.current()] == [step.text, "Rings the clinic", last.text]


def test_a_decision_has_two_answers(as_role, project, lane, step):
    client = as_role("lead")
    sent = values(kind="decision", text="Is it clear?", lane=lane.pk, other_step=step.pk)
    client.post(f"{PROCESS}steps/add/", sent)
    made = ProcessStep.objects.get(kind="decision")
    assert (made.next_label, made.other_label, made.other_step) == ("Yes", "No", step)
    assert "Yes: ends here · No: to 1" in read(client)
    client.post(url(made, "edit"), {**sent, "kind": "step", "version": 1})
    made.refresh_from_db()
    assert (made.kind, made.other_label, made.other_step) == ("step", "", None)


@pytest.mark.parametrize("kind", ["step", "wait"])
def test_answers_are_for_a_decision_only_and_stay_typed(as_role, project, lane, step, kind):
    client = as_role("lead")
    sent = values(kind=kind, lane=lane.pk, other_label="Not enough", other_step=step.pk)
    answer = client.post(f"{PROCESS}steps/add/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Only a decision has answers. Choose Decision above, or clear this.") >= 2
    assert 'value="Not enough"' in page and f'value="{step.pk}" selected' in page
    assert "q-branch" not in page  # what is wrong is never hidden
    assert "q-branch" in read(client, f"{PROCESS}steps/add/")
    assert not project.process_steps.filter(text="Rings the clinic").exists()


def test_a_step_goes_to_somebody_new_while_it_is_edited(as_role, step, lane):
    sent = values(text=step.text, lane=lane.pk, new_lane="Clinic", version=1)
    as_role("member").post(url(step, "edit"), sent)
    step.refresh_from_db()
    assert step.lane.name == "Clinic"


def test_picking_one_lane_and_typing_another_is_asked_about(as_role, project, lane, step):
    answer = as_role("lead").post(f"{PROCESS}steps/add/", values(lane=lane.pk, new_lane="Clinic"))
    assert answer.status_code == 422
    assert "Keep one of the two" in answer.content.decode()


def test_stale_forms_show_both(as_role, lane, step):
    ProcessStep.objects.update(text="Takes blood", version=2)
    ProcessLane.objects.update(name="Nurses", version=2)
    client = as_role("lead")
    answer = client.post(url(step, "edit"), values(text="Takes a swab", lane=lane.pk, version=1))
    assert answer.status_code == 422
    assert "Takes blood" in answer.content.decode() and "Takes a swab" in answer.content.decode()
    answer = client.post(url(lane, "rename"), {"name": "Nursing", "version": 1})
    assert answer.status_code == 422 and "Nurses" in answer.content.decode()


def test_a_step_is_withdrawn_and_answers_lead_on(as_role, project, lane, step):
    decision = ProcessStepFactory(
        project=project, lane=lane, kind="decision", text="Clear?", other_step=step, order=2
    )
    client = as_role("lead")
    assert "leads to the step behind it instead" in read(client, url(step, "withdraw"))
    client.post(url(step, "withdraw"), {"why": "Not done"})
    assert [row.text for row in project.process_steps.current()] == ["Clear?"]
    decision.refresh_from_db()
    assert decision.other_step is None


def test_a_lane_with_steps_is_not_withdrawn(as_role, lane, step):
    answer = as_role("lead").post(url(lane, "withdraw"), {"why": "Gone"})
    assert answer.status_code == 422
    assert "has steps" in answer.content.decode()


def test_steps_move_by_button_and_come_back_to_their_row(as_role, project, lane, step):
    other = ProcessStepFactory(project=project, lane=lane, text="Other", order=2)
    answer = as_role("lead").post(url(other, "move"), {"way": "up"})
    assert answer.url == f"{PROCESS}#row-{other.pk}"
    assert [row.text for row in project.process_steps.current()] == ["Other", step.text]


def test_rows_of_other_projects_are_not_found(as_role, other_project):
    client = as_role("lead")
    other = ProcessStepFactory(project=other_project)
    for row in (other, other.lane):
        assert client.get(url(row, "withdraw")).status_code == 404
        assert client.post(url(row, "move"), {"way": "up"}).status_code == 404


def test_words_are_escaped_in_page_and_drawing(as_role, project, lane):
    ProcessStepFactory(project=project, lane=lane, text="<script>alert(1)</script>")
    client = as_role("lead")
    assert "<script>alert" not in read(client)
    assert b"<script>alert" not in client.get(f"{PROCESS[:-1]}.svg").content


def test_queries_do_not_grow(as_role, project, django_assert_max_num_queries):
    client = as_role("lead")
    counts = []
    lanes = ProcessLaneFactory.create_batch(6, project=project)
    first = None
    for rows in (1, 49):
        for number in range(rows):
            answers = {"kind": "decision", "other_step": first} if number % 3 else {}
            made = ProcessStepFactory(project=project, lane=lanes[number % 6], **answers)
            first = first or made
        with django_assert_max_num_queries(15) as queries:
            client.get(PROCESS)
        counts.append(len(queries))
    assert counts[0] == counts[1]
