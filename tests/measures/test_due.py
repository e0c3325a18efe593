"""Which periods are due, from plain facts and a day."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine

from ftc_qi.core.today import today
from measures.due import (
    Schedule,
    due_by_measure,
    due_periods,
    is_collected,
    log_month,
    periods_of_month,
    schedule_of,
)
from projects.models import ProjectPause
from tests.factories import DataPointFactory, MeasureFactory, ProjectFactory, monthly_points

D = dt.date


def monthly(**facts):
    return Schedule(**{"frequency": "monthly", "collect_from": D(2026, 1, 1)} | facts)


def starts(schedule, day, **known):
    return [period.start for period in due_periods(schedule, today=day, **known)]


def test_a_month_is_due_once_it_has_ended_and_overdue_after_its_lag():
    schedule = monthly(lag_days=14)
    assert starts(schedule, D(2026, 1, 31)) == []
    first = due_periods(schedule, today=D(2026, 2, 1))[0]
    assert (first.start, first.end, first.due_on) == (D(2026, 1, 1), D(2026, 1, 31), D(2026, 2, 14))
    assert not first.is_overdue
    assert not due_periods(schedule, today=D(2026, 2, 14))[0].is_overdue
    late = due_periods(schedule, today=D(2026, 2, 20))[0]
    assert late.is_overdue
    assert late.days_late == 6
    assert late.label == "January 2026"


@pytest.mark.parametrize(
    "year, last", [(2026, D(2026, 2, 28)), (2028, D(2028, 2, 29))], ids=["common year", "leap year"]
)
def test_february_ends_when_it_ends(year, last):
    schedule = Schedule(frequency="monthly", collect_from=D(year, 2, 1), lag_days=0)
    assert starts(schedule, last) == []
    assert due_periods(schedule, today=last + dt.timedelta(days=1))[0].days_late == 1


def test_answered_months_are_not_due_whatever_the_answer():
    assert starts(monthly(), D(2026, 4, 10), answered={D(2026, 1, 1), D(2026, 3, 1)}) == [D(2026, 2, 1)]


def test_a_gap_before_the_newest_answer_is_asked_for_while_it_is_recent():
    answered = {D(2026, 1, 1), D(2026, 3, 1), D(2026, 4, 1), D(2026, 5, 1)}
    assert D(2026, 2, 1) in starts(monthly(), D(2026, 5, 31), answered=answered)
    assert D(2026, 2, 1) not in starts(monthly(), D(2026, 6, 1), answered=answered)


def test_with_only_the_newest_answer_known_periods_after_it_are_due():
    assert starts(monthly(), D(2026, 5, 3), data_up_to=D(2026, 2, 1)) == [D(2026, 3, 1), D(2026, 4, 1)]


def test_quarters_are_due_only_when_they_have_ended():
    schedule = Schedule(frequency="quarterly", collect_from=D(2026, 1, 1))
    assert starts(schedule, D(2026, 3, 31)) == []
    assert starts(schedule, D(2026, 4, 1)) == [D(2026, 1, 1)]
    assert due_periods(schedule, today=D(2026, 4, 1))[0].label == "January to March 2026"


def test_each_week_of_a_month_is_due_by_itself():
    schedule = Schedule(frequency="weekly", collect_from=D(2026, 10, 1), lag_days=3)
    found = due_periods(schedule, today=D(2026, 11, 1))
    assert [period.start for period in found] == [
        D(2026, 9, 28),
        D(2026, 10, 5),
        D(2026, 10, 12),
        D(2026, 10, 19),
    ]
    assert [period.days_late for period in found] == [25, 18, 11, 4]
    assert next(period.month for period in found) == D(2026, 9, 1)


@pytest.mark.parametrize(
    "anchor, expected",
    [
        (D(2026, 10, 5), [D(2026, 10, 5), D(2026, 10, 19)]),
        (D(2026, 10, 12), [D(2026, 9, 28), D(2026, 10, 12)]),
    ],
)
def test_fortnights_are_counted_from_their_anchor(anchor, expected):
    schedule = Schedule(frequency="fortnightly", anchor=anchor, collect_from=D(2026, 10, 5))
    assert starts(schedule, D(2026, 11, 2)) == expected


def test_fortnights_keep_their_step_across_a_year_with_53_weeks_and_before_the_anchor():
    schedule = Schedule(frequency="fortnightly", anchor=D(2027, 1, 4), collect_from=D(2026, 12, 1))
    assert starts(schedule, D(2027, 2, 1)) == [
        D(2026, 11, 23),
        D(2026, 12, 7),
        D(2026, 12, 21),
        D(2027, 1, 4),
        D(2027, 1, 18),
    ]


@pytest.mark.parametrize("change", [D(2026, 3, 29), D(2026, 10, 25)], ids=["spring", "autumn"])
def test_clock_changes_lengthen_no_week(change):
    monday = change - dt.timedelta(days=6)
    schedule = Schedule(frequency="weekly", collect_from=monday, lag_days=0)
    assert starts(schedule, change) == []
    assert due_periods(schedule, today=change + dt.timedelta(days=1))[0].days_late == 1


def test_today_is_londons_day():
    with time_machine.travel(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), tick=False):
        assert today() == D(2026, 7, 1)
        assert starts(monthly(collect_from=D(2026, 6, 1)), today()) == [D(2026, 6, 1)]
    with time_machine.travel(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC), tick=False):
        assert today() == D(2026, 12, 31)


def test_nothing_is_due_in_a_pause_or_around_it():
    pause = SimpleNamespace(starts_on=D(2026, 2, 20), ends_on=D(2026, 4, 2))
    assert starts(monthly(pauses=(pause,)), D(2026, 6, 1)) == [D(2026, 1, 1), D(2026, 5, 1)]


def test_an_open_pause_silences_what_follows():
    pause = SimpleNamespace(starts_on=D(2026, 3, 1), ends_on=None)
    assert starts(monthly(pauses=(pause,)), D(2026, 9, 1)) == [D(2026, 1, 1), D(2026, 2, 1)]


def test_nothing_is_due_while_the_project_is_not_active():
    assert starts(monthly(active=False), D(2026, 9, 1)) == []


def test_measures_of_events_are_never_due():
    assert starts(Schedule(frequency="", collect_from=D(2020, 1, 1)), D(2026, 9, 1)) == []


def test_only_periods_within_the_dates_of_collection_are_due():
    schedule = monthly(collect_from=D(2026, 2, 15), collect_until=D(2026, 4, 1))
    assert starts(schedule, D(2026, 9, 1)) == [D(2026, 2, 1), D(2026, 3, 1), D(2026, 4, 1)]
    assert not is_collected(schedule, D(2026, 1, 1))
    assert not is_collected(schedule, D(2026, 5, 1))


def test_without_a_date_of_collection_periods_count_from_the_first_answer_or_the_measures_making():
    schedule = Schedule(frequency="monthly", begun_on=D(2026, 5, 20))
    assert starts(schedule, D(2026, 7, 2)) == [D(2026, 5, 1), D(2026, 6, 1)]
    assert starts(schedule, D(2026, 7, 2), answered={D(2026, 4, 1)}) == [D(2026, 5, 1), D(2026, 6, 1)]
    assert starts(Schedule(frequency="monthly"), D(2026, 7, 2)) == []


def test_each_period_has_one_month_whose_page_it_stands_on():
    assert log_month(D(2026, 9, 28), "weekly") == D(2026, 9, 1)
    assert log_month(D(2026, 10, 1), "quarterly") == D(2026, 12, 1)
    assert log_month(D(2026, 10, 1), "monthly") == D(2026, 10, 1)


def test_weeks_belong_to_the_month_in_which_they_begin():
    assert periods_of_month(D(2026, 11, 1), "weekly") == [D(2026, 11, d) for d in (2, 9, 16, 23, 30)]
    assert periods_of_month(D(2026, 6, 1), "weekly")[0] == D(2026, 6, 1)
    assert periods_of_month(D(2026, 11, 1), "fortnightly", D(2026, 11, 2)) == [
        D(2026, 11, 2),
        D(2026, 11, 16),
        D(2026, 11, 30),
    ]


@pytest.mark.parametrize(
    "month, quarter",
    [(3, D(2026, 1, 1)), (4, D(2026, 1, 1)), (5, D(2026, 1, 1)), (6, D(2026, 4, 1)), (1, D(2025, 10, 1))],
)
def test_a_quarter_stands_on_its_last_month_and_the_two_after(month, quarter):
    assert periods_of_month(D(2026, month, 1), "quarterly") == [quarter]


def test_events_have_no_periods():
    assert periods_of_month(D(2026, 3, 1), "") == []


@pytest.mark.parametrize("rows", [1, 50])
def test_due_of_many_measures_takes_two_queries(project, rows, django_assert_num_queries):
    measures = [MeasureFactory(project=project, collect_from=D(2026, 1, 1)) for _ in range(rows)]
    for measure in measures:
        monthly_points(measure, [5, 6], start=D(2026, 1, 1))
    ProjectPause.objects.create(
        project=project, starts_on=D(2026, 4, 5), ends_on=D(2026, 4, 6), reason="Moving house"
    )
    with django_assert_num_queries(2):
        found = due_by_measure(measures, today=D(2026, 6, 2))
    assert [period.start for period in found[measures[-1].pk]] == [D(2026, 3, 1), D(2026, 5, 1)]


def test_withdrawn_answers_leave_the_period_due(project):
    measure = MeasureFactory(project=project, collect_from=D(2026, 1, 1))
    DataPointFactory(
        measure=measure,
        period_start=D(2026, 1, 1),
        value=3,
        withdrawn_at=dt.datetime(2026, 2, 2, tzinfo=dt.UTC),
    )
    assert [p.start for p in due_by_measure([measure], today=D(2026, 2, 3))[measure.pk]] == [D(2026, 1, 1)]


def test_the_measures_own_lag_wins_over_the_programmes(db):
    project = ProjectFactory(programme__lag_days=20)
    assert schedule_of(MeasureFactory(project=project)).lag_days == 20
    assert schedule_of(MeasureFactory(project=project, lag_days=0)).lag_days == 0
    assert not schedule_of(MeasureFactory(project=ProjectFactory(status="planned"))).active
