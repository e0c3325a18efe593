"""Writing points and events: all or nothing, by version, with a history."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from ftc_qi.core.models import AuditEvent
from measures.actions.events import Happening, record_events, withdraw_event
from measures.actions.log import save_log
from measures.actions.points import (
    WHATEVER,
    Entry,
    StalePoints,
    correct_point,
    record_points,
    withdraw_point,
)
from measures.actions.undo import undo_log
from measures.entry import Answer
from measures.models import DataPoint, Event, MeasureSummary
from tests.factories import EventFactory, MeasureFactory, UserFactory, monthly_points

pytestmark = pytest.mark.django_db
D = dt.date
JAN, FEB = D(2026, 1, 1), D(2026, 2, 1)


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def measure(project):
    return MeasureFactory(project=project, name="Tests done")


@pytest.fixture
def lead():
    return UserFactory(display_name="Ama B.")


def entry(measure, value, start=JAN, **fields):
    return Entry(measure=measure, period_start=start, answer=Answer(value=Decimal(value)), **fields)


def save(measure, *entries, by=None):
    return record_points(project=measure.project, entries=entries, by=by)


def history(point):
    return list(
        AuditEvent.objects.filter(target_label="measures.datapoint", target_id=point.pk).order_by("pk")
    )


def test_new_answers_are_recorded_with_their_history_and_the_summaries_follow(measure, lead):
    done = save(measure, entry(measure, 12), entry(measure, 15, FEB), by=lead)
    assert [point.value for point in done.created] == [12, 15]
    first = DataPoint.objects.get(period_start=JAN)
    assert (first.recorded_by, first.version, first.data_kind) == (lead, 1, "count")
    [event] = history(first)
    assert (event.event, event.by, event.project_id) == ("point_recorded", lead, measure.project_id)
    assert event.changes["value"] == [None, "12"]
    assert MeasureSummary.objects.get(measure=measure, face="working").data_up_to == FEB


def test_a_changed_answer_keeps_what_it_was(measure, lead):
    [point] = monthly_points(measure, [12], start=JAN)
    done = save(measure, entry(measure, 14, version=1), by=lead)
    assert done.changed == [point]
    point.refresh_from_db()
    assert (point.value, point.version, point.recorded_by) == (14, 2, lead)
    assert history(point)[-1].changes == {"value": ["12", "14"]}


def test_an_answer_that_stands_already_is_not_written_again(measure):
    [point] = monthly_points(measure, [12], start=JAN)
    done = save(measure, entry(measure, "12.0000", version=1))
    assert done.same == [point]
    assert not done.saved
    assert history(point) == []


@pytest.mark.parametrize("version", [None, 7])
def test_one_stale_entry_stops_them_all(measure, version):
    [point] = monthly_points(measure, [12], start=JAN)
    with pytest.raises(StalePoints) as stale:
        save(measure, entry(measure, 3, FEB), entry(measure, 14, version=version))
    assert stale.value.current == {(measure.pk, JAN): point}
    assert DataPoint.objects.get().value == 12


def test_an_answer_withdrawn_meanwhile_is_not_brought_back_unasked(measure, lead):
    [point] = monthly_points(measure, [12], start=JAN)
    withdraw_point(point=point, why="Counted twice", by=lead)
    with pytest.raises(StalePoints) as stale:
        save(measure, entry(measure, 14, version=1))
    assert stale.value.current == {(measure.pk, JAN): None}


def test_an_import_replaces_whatever_stands_but_keeps_its_note(measure):
    monthly_points(measure, [12], start=JAN, note="Two sites only")
    save(measure, entry(measure, 14, version=WHATEVER, keeps=frozenset({"note", "people"})))
    point = DataPoint.objects.get()
    assert (point.value, point.note) == (14, "Two sites only")


def test_entries_that_cannot_be_are_refused_and_nothing_is_written(measure, other_project):
    wrong = [
        entry(MeasureFactory(project=other_project), 1),
        entry(MeasureFactory(project=measure.project, data_kind="events", frequency=""), 1),
        entry(measure, 1, D(2026, 1, 2)),
        entry(measure, 1, D(2026, 12, 1)),
    ]
    for one in wrong:
        with pytest.raises(Refused):
            record_points(project=measure.project, entries=[entry(measure, 5), one], by=None)
    with pytest.raises(Refused, match="twice"):
        save(measure, entry(measure, 5), entry(measure, 6))
    assert not DataPoint.objects.exists()


def test_saving_nothing_is_allowed(measure):
    assert not save(measure).saved


def test_saving_two_hundred_points_rebuilds_each_summary_once(project, django_assert_max_num_queries):
    measures = [MeasureFactory(project=project) for _ in range(10)]
    starts = [D(2024 + i // 12, i % 12 + 1, 1) for i in range(20)]
    entries = [entry(measure, i + 1, start) for measure in measures for i, start in enumerate(starts)]
    with django_assert_max_num_queries(200 * 2 * 3 + 25):  # row and history, each in a savepoint
        record_points(project=project, entries=entries, by=None)
    assert MeasureSummary.objects.count() == 20


def test_a_correction_needs_the_version_that_was_read(measure, lead):
    [point] = monthly_points(measure, [12], start=JAN)
    corrected = correct_point(
        point=point, answer=Answer(value=Decimal(13)), version=1, by=lead, why="Typing slip"
    )
    assert (corrected.value, corrected.version) == (13, 2)
    assert history(point)[-1].why == "Typing slip"
    with pytest.raises(StaleVersion):
        correct_point(point=point, answer=Answer(value=Decimal(99)), version=1, by=lead)
    withdraw_point(point=corrected, why="Wrong month", by=lead)
    with pytest.raises(Refused, match="withdrawn"):
        correct_point(point=corrected, answer=Answer(value=Decimal(99)), version=3, by=lead)


def test_a_withdrawn_answer_leaves_the_chart_and_makes_room(measure, lead):
    [point] = monthly_points(measure, [12], start=JAN)
    withdrawn = withdraw_point(point=point, why="Counted twice", by=lead, version=1)
    assert withdrawn.withdrawn_by == lead
    assert MeasureSummary.objects.get(measure=measure, face="working").data_up_to is None
    save(measure, entry(measure, 9))
    assert DataPoint.objects.current().get().value == 9


def test_undoing_a_save_puts_back_what_stood(measure, lead):
    rate = MeasureFactory(project=measure.project, data_kind="rate")
    monthly_points(measure, [12], start=JAN, note="As counted")
    monthly_points(rate, [(3, 400)], start=JAN)
    events = MeasureFactory(project=measure.project, data_kind="events", frequency="")
    done = save_log(
        project=measure.project,
        entries=[
            Entry(measure=measure, period_start=JAN, answer=Answer(outcome="not_collected"), version=1),
            Entry(
                measure=rate,
                period_start=JAN,
                answer=Answer(numerator=Decimal("4.5"), denominator=Decimal(410)),
                version=1,
            ),
            entry(measure, 5, FEB),
        ],
        happenings=[Happening(measure=events, occurred_on=JAN)],
        by=lead,
    )
    undone = undo_log(
        project=measure.project,
        points=[(point.pk, point.version) for point in done.points],
        events=[(event.pk, event.version) for event in done.events],
        by=lead,
    )
    assert undone == 4
    january = DataPoint.objects.get(measure=measure, period_start=JAN)
    assert (january.outcome, january.value, january.note) == ("recorded", 12, "As counted")
    back = DataPoint.objects.get(measure=rate)
    assert (back.numerator, back.denominator) == (3, 400)
    assert DataPoint.objects.get(period_start=FEB).is_withdrawn
    assert Event.objects.get().is_withdrawn
    assert MeasureSummary.objects.get(measure=measure, face="working").data_up_to == JAN


def test_a_save_that_somebody_built_on_is_not_undone(measure, lead):
    done = save_log(project=measure.project, entries=[entry(measure, 5), entry(measure, 6, FEB)], by=lead)
    save(measure, entry(measure, 7, FEB, version=1))
    points = [(point.pk, point.version) for point in done.points]
    with pytest.raises(Refused, match="nothing was undone"):
        undo_log(project=measure.project, points=points, events=[], by=lead)
    assert DataPoint.objects.current().count() == 2


def test_events_of_one_day_stand_in_order(project, lead):
    measure = MeasureFactory(project=project, data_kind="events", frequency="")
    EventFactory(measure=measure, occurred_on=JAN)
    made = record_events(
        project=project,
        happenings=[Happening(measure=measure, occurred_on=JAN), Happening(measure=measure, occurred_on=FEB)],
        by=lead,
    )
    assert [(event.occurred_on, event.sequence) for event in made] == [(JAN, 2), (FEB, 1)]
    assert MeasureSummary.objects.filter(measure=measure).count() == 2
    withdraw_event(event=made[0], why="A mistake", by=lead)
    assert Event.objects.get(pk=made[0].pk).withdrawn_why == "A mistake"


def test_events_to_come_and_events_of_other_measures_are_refused(project, measure):
    events = MeasureFactory(project=project, data_kind="events", frequency="")
    with pytest.raises(Refused, match="future"):
        record_events(
            project=project, happenings=[Happening(measure=events, occurred_on=D(2026, 11, 21))], by=None
        )
    with pytest.raises(Refused, match="does not keep events"):
        record_events(project=project, happenings=[Happening(measure=measure, occurred_on=JAN)], by=None)
    assert not Event.objects.exists()
