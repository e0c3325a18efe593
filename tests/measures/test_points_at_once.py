"""Two people log at the same moment, each on a connection of their own: one saves, the other is shown both."""

import datetime
from decimal import Decimal

import pytest

from measures.actions.events import Happening
from measures.actions.log import save_log
from measures.actions.points import Entry, StalePoints, correct_point, record_points
from measures.entry import Answer
from measures.models import DataPoint, Event, MeasureSummary
from tests.factories import MeasureFactory, ProjectFactory
from tests.projects.test_payments_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY, FEBRUARY = datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)


@pytest.fixture
def measures():
    project = ProjectFactory()
    return [MeasureFactory(project=project) for _ in range(2)]


def entry(measure, value, start=JANUARY, version=None):
    return Entry(measure=measure, period_start=start, answer=Answer(value=Decimal(value)), version=version)


def save(measures, value, version=None):
    entries = [entry(measure, value, version=version) for measure in measures]
    return lambda: record_points(project=measures[0].project, entries=entries, by=None)


def one_was_late(told):
    late = [answer for answer in told if isinstance(answer, StalePoints)]
    assert len(late) == 1, told
    assert not [answer for answer in told if isinstance(answer, Exception) and answer not in late], told
    return late[0]


def test_two_people_log_the_same_new_month(measures):
    late = one_was_late(at_once(save(measures, 11), save(measures[::-1], 12)))
    values = set(DataPoint.objects.values_list("value", flat=True))
    assert DataPoint.objects.count() == 2 and len(values) == 1  # all of one, nothing of the other
    assert {point.value for point in late.current.values()} == values


def test_two_people_change_the_same_month(measures):
    save(measures, 10)()
    one_was_late(at_once(save(measures, 11, version=1), save(measures, 12, version=1)))
    assert DataPoint.objects.filter(version=2).count() == 2
    assert DataPoint.objects.values("value").distinct().count() == 1


def test_a_correction_and_a_log_of_the_same_month(measures):
    save(measures[:1], 10)()
    point = DataPoint.objects.select_related("measure__project").get()
    told = at_once(
        lambda: correct_point(point=point, answer=Answer(value=Decimal(11)), version=1, by=None),
        save(measures[:1], 12, version=1),
    )
    assert len([answer for answer in told if isinstance(answer, Exception)]) == 1, told
    stored = DataPoint.objects.get()
    assert stored.version == 2 and stored.value in (11, 12)
    assert MeasureSummary.objects.get(face="working").latest["text"] == f"{stored.value:.0f}"


def test_two_people_log_different_months_of_one_measure(measures):
    measure = measures[0]
    told = at_once(
        *(
            lambda start=start: record_points(
                project=measure.project, entries=[entry(measure, 20, start)], by=None
            )
            for start in (JANUARY, FEBRUARY)
        )
    )
    assert not [answer for answer in told if isinstance(answer, Exception)], told
    # Whoever was second worked out the summary with both months.
    assert set(MeasureSummary.objects.values_list("data_up_to", flat=True)) == {FEBRUARY}


def test_two_people_log_an_event_of_one_day(measures):
    rare = MeasureFactory(project=measures[0].project, data_kind="events", frequency="")
    happening = Happening(measure=rare, occurred_on=JANUARY)
    told = at_once(
        *[lambda: save_log(project=rare.project, entries=[], happenings=[happening], by=None) for _ in "ab"]
    )
    assert not [answer for answer in told if isinstance(answer, Exception)], told
    assert sorted(Event.objects.values_list("sequence", flat=True)) == [1, 2]
