"""The five lines about an aim, and what contradicts itself: the same words whether it is typed or stands."""

import datetime
from decimal import Decimal

import pytest

from ftc_qi.core.today import today
from ftc_qi.pages.aim_builder import read_one
from ftc_qi.pages.aim_smart import smart
from ftc_qi.pages.policy import policy_of
from projects.models import AimStatement
from tests.factories import MeasureFactory, monthly_points

WHOLE = {
    "what": "Offers of a test accepted",
    "direction": "up",
    "from_value": Decimal(41),
    "to_value": Decimal(70),
    "unit": "%",
    "for_whom": "drop-in visitors",
    "where": "the hostels",
}
NAMES = ["Specific", "Measurable", "Achievable", "Relevant", "Time-bound"]


@pytest.fixture
def offers(project):
    measure = MeasureFactory(
        project=project, name="Offers", kind="outcome", data_kind="proportion", unit="%", is_primary=True
    )
    monthly_points(measure, [(40 + i, 100) for i in range(12)])
    return measure


@pytest.fixture
def told(cast, project, offers):
    """The feedback on an aim that differs from a whole one by what is given, for the lead unless named."""

    def ask(*, role="lead", measured=True, **changes):
        user = getattr(cast, role)
        changes = {
            name: Decimal(value) if isinstance(value, int) else value for name, value in changes.items()
        }
        values = WHOLE | {"by_when": today() + datetime.timedelta(days=200)} | changes
        return smart(
            AimStatement(**{name: value for name, value in values.items() if value is not None}),
            read_one(offers, user) if measured else None,
            user=user,
            project=project,
            policy=policy_of(project),
            today=today(),
        )

    return ask


def states(feedback):
    return {line.name: line.state for line in feedback.lines}


def test_whole_aim_has_all_there_and_is_asked_whether_it_can_be_reached(told):
    feedback = told()
    assert [line.name for line in feedback.lines] == NAMES
    assert states(feedback) == dict.fromkeys(NAMES, "there") | {"Achievable": "ask"}
    assert feedback.clashes == ()


@pytest.mark.parametrize(
    "line, changes, words",
    [
        ("Specific", {"what": ""}, "Say what will improve."),
        ("Specific", {"where": ""}, "Say where."),
        ("Specific", {"direction": "", "to_value": None}, "Say which way it should go."),
        ("Specific", {"what": "", "where": ""}, "Say what will improve and say where."),
        (
            "Measurable",
            {"from_value": None},
            "Say where the number stands now, such as the measure’s baseline.",
        ),
        ("Measurable", {"to_value": None}, "Say where you want it to be."),
        ("Measurable", {"unit": ""}, "Say what the numbers are, such as %."),
        ("Relevant", {"for_whom": ""}, "Name the people it is for."),
        ("Relevant", {"measured": False}, "Add an outcome measure that will show it."),
        ("Time-bound", {"by_when": None}, "Give it a date."),
        (
            "Time-bound",
            {"by_when": datetime.date(2020, 1, 1)},
            "Its date has passed. Set a new one, or write the next aim.",
        ),
    ],
)
def test_line_says_what_to_add(told, line, changes, words):
    found = next(one for one in told(**changes).lines if one.name == line)
    assert (found.state, found.text) == ("missing", words)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"to_value": 30}, "It should rise, but from 41% to 30% is a fall."),
        ({"direction": "down"}, "It should fall, but from 41% to 70% is a rise."),
        ({"direction": "hold"}, "It should stay as it is, but from 41% to 70% is a change."),
        ({"to_value": 41}, "The two numbers are the same."),
        ({"direction": "", "to_value": 41}, "The two numbers are the same."),
        ({"to_value": 140}, "A percentage lies between 0 and 100."),
        ({"direction": "down", "from_value": 70, "to_value": 41}, "this aim goes the other way"),
        ({"by_when": datetime.date(2020, 1, 1)}, "1 January 2020 is in the past."),
    ],
)
def test_contradiction_is_said(told, changes, words):
    assert any(words in clash for clash in told(**changes).clashes)


def test_holding_a_level_is_no_contradiction(told):
    assert told(direction="hold", to_value=41).clashes == ()


def test_size_of_the_step_stands_beside_what_the_measure_has_moved(told):
    line = told().lines[2].text
    assert "The step is 29 points." in line
    assert "between 40% and 51%" in line
    assert line.endswith("?")


def test_step_is_told_without_figures_where_there_is_no_measure(told):
    assert "figures lie" not in told(measured=False).lines[2].text


def test_nothing_is_worked_out_from_a_number_the_reader_may_not_see(told):
    seen = told(role="contributor", unit="people a month", from_value=3, to_value=2)
    assert seen.clashes == ()
    assert "The step is" not in seen.lines[2].text
    assert "3" not in seen.sentence
    assert told(unit="people a month", from_value=3, to_value=2).clashes


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({}, "Offers of a test accepted up from 41% to 70%, for drop-in visitors, in the hostels"),
        ({"from_value": None}, "Offers of a test accepted up to 70%, "),
        ({"from_value": None, "to_value": None}, "Offers of a test accepted to rise, "),
        ({"direction": "hold", "to_value": 41}, "Offers of a test accepted kept at 41%, "),
        ({"direction": "", "to_value": None}, "Offers of a test accepted from 41%, "),
        (
            {"direction": "down", "from_value": 60, "to_value": 20},
            "Offers of a test accepted down from 60% to 20%, ",
        ),
    ],
)
def test_sentence(told, changes, sentence):
    assert told(**changes).sentence.startswith(sentence)


def test_no_sentence_before_there_is_a_word_of_it(told):
    assert told(what="").sentence == ""
