import datetime
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures import faces
from measures.disclosure import LINKED, SMALL, TOO_FEW_PEOPLE
from measures.models import Annotation, CycleMeasure, DisclosurePolicy, Exclusion, MeasureSummary, Phase
from measures.series import Pause, Series, SeriesPhase, SharedSeries, WorkingSeries
from measures.summaries import rebuild_summaries
from projects.models import ProjectPause
from tests.factories import (
    ChangeIdeaFactory,
    EventFactory,
    MeasureFactory,
    PDSACycleFactory,
    ProjectFactory,
    monthly_points,
)
from tests.measures.examples import analysed, rows, shared, working

DAY = datetime.date


# --- what each face holds --------------------------------------------------------------------------------


def test_the_working_face_holds_exact_figures_and_notes():
    series = working([12, 3, None, "not_collected", "nobody_eligible", 0], notes={1: "two were away"})
    assert [point.state for point in series.points] == [
        "value",
        "value",
        "missing",
        "not_collected",
        "nobody_eligible",
        "value",
    ]
    assert [point.value for point in series.points] == [12, 3, None, None, None, 0]
    assert series.points[1].note == "two were away"
    assert series.points[1].label == "May 2024"


def test_the_shared_face_hides_small_counts_and_every_note():
    series = shared([12, 3, None, "not_collected", 0], notes={0: "a note", 1: "two were away"})
    assert [(p.state, p.value, p.reason) for p in series.points] == [
        ("value", 12, None),
        ("hidden", None, SMALL),
        ("missing", None, None),
        ("not_collected", None, None),
        ("value", 0, None),
    ]
    assert "away" not in repr(series)
    assert "note=''" in repr(series)


def test_the_shared_face_holds_no_reason_of_a_phase_but_says_that_there_is_one():
    phases = [(None, 12, ""), (DAY(2025, 1, 1), None, "Sam left the team")]
    assert working([12] * 20, phases=phases).phases[1].reason == "Sam left the team"
    assert shared([12] * 20, phases=phases).phases[1] == SeriesPhase(
        start=9, starts_on=DAY(2025, 1, 1), by_person=True
    )


def test_a_hidden_proportion_says_why_for_each_figure():
    point = shared([(3, 40)], data_kind="proportion").points[0]
    assert (point.reason, point.numerator_reason, point.denominator_reason) == (TOO_FEW_PEOPLE, SMALL, LINKED)
    assert point.numerator is point.denominator is point.value is None


def test_figures_that_are_not_about_people_are_the_same_on_both_faces():
    arguments = {"figures": [2, 3, 1], "about_people": False}
    assert [p.value for p in shared(**arguments).points] == [p.value for p in working(**arguments).points]


def test_a_continuous_value_without_people_has_no_shared_value():
    series = shared([4.5, (4.5, 12), (4.5, 3)], data_kind="continuous")
    assert [p.state for p in series.points] == ["hidden", "value", "hidden"]
    assert series.points[1].people == 12


def test_a_shared_series_cannot_be_made_with_a_hidden_number_a_note_or_a_reason():
    series = shared([3, 12])
    hidden = series.points[0]
    for wrong in (
        replace(hidden, numerator=Decimal(3)),
        replace(hidden, note="x"),
        replace(hidden, row_id=1),
    ):
        with pytest.raises(ValueError, match="holds no"):
            replace(series, points=(wrong,))
    with pytest.raises(ValueError, match="no reasons"):
        replace(series, phases=(SeriesPhase(start=0, reason="x"),))


def test_a_series_of_no_face_is_refused_everywhere():
    plain = Series(
        **{name: getattr(working([1]), name) for name in Series.__dataclass_fields__ if name != "face"}
    )
    for wrong in (plain, None, [1, 2], rows([1]).points):
        with pytest.raises(TypeError, match="WorkingSeries or a SharedSeries"):
            faces.analyse(wrong)


# --- events ----------------------------------------------------------------------------------------------

EVENTS = [DAY(2025, 1, 3), DAY(2025, 1, 13), DAY(2025, 1, 13), DAY(2025, 8, 2)]


def test_the_team_sees_days_between_events_and_the_first_ends_no_interval():
    series = working(data_kind="events", events=EVENTS)
    assert [(p.state, p.value) for p in series.points] == [
        ("missing", None),
        ("value", 10),
        ("value", 0),
        ("value", 201),
    ]
    assert series.points[0].label == "3 January 2025"


def test_cases_between_events_are_used_where_the_team_counts_them():
    series = working(data_kind="events", events=[(EVENTS[0], 40), (EVENTS[1], None), (EVENTS[3], 55)])
    assert [p.value for p in series.points] == [40, None, 55]
    assert series.shows == "cases_between"


def test_others_see_a_protected_count_of_events_a_quarter_with_the_good_direction_turned_round():
    series = shared(
        data_kind="events", events=[*EVENTS, *[DAY(2025, 9, 1)] * 5], direction="up", target=Decimal(60)
    )
    assert [(p.label, p.value, p.reason) for p in series.points] == [
        ("January to March 2025", None, SMALL),
        ("April to June 2025", 0, None),
        ("July to September 2025", 6, None),
    ]
    assert (series.direction, series.data_kind, series.frequency) == ("down", "count", "quarterly")
    assert series.target is None
    assert series.unit == "events"


# --- phases, exclusions ----------------------------------------------------------------------------------


def test_a_later_phase_begins_at_the_first_period_on_or_after_its_date():
    series = working([10] * 24, phases=[(None, 12, ""), (DAY(2025, 4, 15), None, "new room")])
    assert [(p.start, p.baseline, p.by_person) for p in series.phases] == [(0, 12, False), (13, None, True)]


def test_a_phase_that_begins_after_all_data_is_not_there_yet():
    series = working([10] * 3, phases=[(None, None, ""), (DAY(2030, 1, 1), None, "later")])
    assert len(series.phases) == 1
    assert faces.status(series, faces.analyse(series)).status == "too_little_data"


def test_a_measure_without_data_or_phases_has_a_status():
    for make in (working, shared):
        series = make([])
        assert faces.status(series, faces.analyse(series)).status == "too_little_data"


def test_an_excluded_period_enters_no_statistic_but_stays_a_point():
    series, analysis, _ = analysed(working([10] * 11 + [500], excluded=[DAY(2025, 3, 1)]))
    assert series.points[11].value == 500
    assert analysis.phases[0].n_obs == 11


# --- protect first, analyse second -----------------------------------------------------------------------

VISIBLE = [20, 22, 18, 25, 30, 19, 24, 21, 28, 17, 26, 23]


def test_a_censored_median_is_given_when_the_middle_values_are_visible():
    _series, analysis, result = analysed(shared([*VISIBLE, 3, 2]))
    assert analysis.phases[0].centre == 21.5
    assert result.status == "no_signal"
    assert analysis.side[12] == analysis.side[13] == -1


def test_a_median_that_would_need_a_hidden_value_is_not_given_and_the_numbers_are_too_small():
    _, analysis, result = analysed(shared([3, 2, 4, 1, 3, 2, 12, 10, 0, 3]))
    assert analysis.phases[0].centre is None
    assert analysis.signals == ()
    assert result.status == "numbers_too_small"


def test_hidden_small_counts_can_be_part_of_a_run_below_the_median():
    figures = [20, 22, 18, 25, 30, 19, 24, 21, 28, 17, 26, 23, 3, 2, 4, 1, 3, 2, 4, 3, 2]
    _, _, result = analysed(shared(figures, phases=[(None, 12, "")], direction="up"))
    assert result.status == "deterioration"


def test_hidden_percentages_are_missing_and_need_12_visible_points():
    eleven = [(20, 40)] * 11 + [(3, 40)]
    _, analysis, result = analysed(shared(eleven, data_kind="proportion"))
    assert result.status == "numbers_too_small"
    assert analysis.phases[0].centre is None
    _, analysis, result = analysed(shared([(20, 40)] * 12 + [(3, 40)], data_kind="proportion"))
    assert analysis.phases[0].centre == 0.5


def test_more_than_a_fifth_hidden_leaves_no_line():
    _, analysis, result = analysed(shared([(20, 40)] * 16 + [(3, 40)] * 5, data_kind="proportion"))
    assert (analysis.phases[0].centre, result.status) == (None, "numbers_too_small")
    _, analysis, _ = analysed(shared([(20, 40)] * 16 + [(3, 40)] * 4, data_kind="proportion"))
    assert analysis.phases[0].centre == 0.5


def test_the_status_of_the_shared_face_can_differ_and_comes_from_what_it_shows():
    figures = [(30, 100)] * 10 + [(50, 100)] * 3 + [(3, 100)] * 9
    assert analysed(shared(figures, data_kind="proportion"))[2].status == "numbers_too_small"
    assert analysed(working(figures, data_kind="proportion"))[2].status != "numbers_too_small"


def test_weekly_measures_look_at_the_newest_12_points_for_a_current_signal():
    figures = [10, 12] * 6 + [20] * 9 + [9, 13] * 4
    weekly = working(figures, frequency="weekly", start=DAY(2025, 1, 6), phases=[(None, 12, "")])
    monthly = working(figures, phases=[(None, 12, "")])
    assert analysed(weekly)[2].status == "improvement"
    assert analysed(monthly)[2].status == "no_signal"


# --- out of date -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("today, late", [(DAY(2024, 8, 14), False), (DAY(2024, 8, 15), True)])
def test_a_measure_is_out_of_date_when_its_next_period_is_overdue(today, late):
    series = working([10, 11, 12])  # to June 2024; July is due by 14 August
    assert faces.is_out_of_date(series, today) is late


def test_pauses_and_the_end_of_collection_silence_out_of_date():
    today = DAY(2025, 6, 1)
    assert faces.is_out_of_date(working([10]), today)
    assert not faces.is_out_of_date(working([10], collect_until=DAY(2024, 4, 30)), today)
    assert not faces.is_out_of_date(working([10], pauses=[Pause(starts_on=DAY(2024, 5, 10))]), today)
    ended = Pause(starts_on=DAY(2024, 5, 10), ends_on=DAY(2024, 7, 31))
    assert not faces.is_out_of_date(working([10], pauses=[ended]), DAY(2024, 9, 14))
    assert faces.is_out_of_date(working([10], pauses=[ended]), DAY(2024, 9, 15))


def test_events_and_measures_without_data_are_never_out_of_date():
    today = DAY(2030, 1, 1)
    assert not faces.is_out_of_date(working(data_kind="events", events=EVENTS), today)
    assert not faces.is_out_of_date(shared(data_kind="events", events=EVENTS), today)
    assert not faces.is_out_of_date(working([]), today)


# --- with a database -------------------------------------------------------------------------------------


@pytest.fixture
def measure(project):
    measure = MeasureFactory(project=project, name="People seen")
    monthly_points(measure, [12, 3, 14, "not_collected", 9], note="for the team")
    return measure


@pytest.mark.parametrize(
    "role, face",
    [
        ("lead", WorkingSeries),
        ("member", WorkingSeries),
        ("advisor", WorkingSeries),
        ("coach", WorkingSeries),
        ("fund_manager", WorkingSeries),
        ("contributor", SharedSeries),
        ("other_lead", SharedSeries),
        ("other_coach", SharedSeries),
        ("funder", SharedSeries),
        ("outsider", SharedSeries),
        ("finance", SharedSeries),
    ],
)
def test_permissions_decide_which_face_a_person_gets(cast, measure, role, face):
    (series,) = faces.series_for([measure], user=getattr(cast, role))
    assert type(series) is face


def test_a_visitor_gets_the_shared_face_and_a_page_may_ask_for_less(cast, measure):
    assert type(faces.series_for([measure], user=AnonymousUser())[0]) is SharedSeries
    (series,) = faces.series_for([measure], user=cast.lead, shared_only=True)
    assert type(series) is SharedSeries
    assert "for the team" not in repr(series)


def test_a_series_carries_flags_pauses_and_the_programmes_threshold(cast, measure):
    DisclosurePolicy.objects.filter(programme=measure.project.programme).update(hide_below=10)
    idea = ChangeIdeaFactory(project=measure.project)
    locked = datetime.datetime(2024, 2, 1, tzinfo=datetime.UTC)
    cycle = PDSACycleFactory(
        change_idea=idea,
        title="Tea table",
        number=3,
        stage="do",
        started_on=DAY(2024, 2, 1),
        prediction_locked_at=locked,
    )
    planned = PDSACycleFactory(change_idea=idea, number=4)
    for row in (cycle, planned):
        CycleMeasure.objects.create(cycle=row, measure=measure)
    Annotation.objects.create(measure=measure, on_date=DAY(2024, 3, 5), text="Hostel closed")
    ProjectPause.objects.create(
        project=measure.project, starts_on=DAY(2024, 4, 1), ends_on=DAY(2024, 4, 30), reason="Moving"
    )
    (series,) = faces.series_for([measure], user=cast.other_lead)
    assert [(flag.kind, flag.mark, flag.text) for flag in series.flags] == [
        ("cycle", "3", "Tea table"),
        ("annotation", "A", "Hostel closed"),
    ]
    assert series.pauses == (Pause(starts_on=DAY(2024, 4, 1), ends_on=DAY(2024, 4, 30)),)
    assert [point.state for point in series.points] == ["value", "hidden", "value", "not_collected", "hidden"]
    assert series.hide_below == 10


def test_withdrawn_rows_are_not_part_of_a_series(cast, measure):
    gone = {"withdrawn_at": datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)}
    measure.points.filter(period_start=DAY(2024, 5, 1)).update(**gone)
    Phase.objects.create(measure=measure, starts_on=DAY(2024, 2, 1), reason="wrong", **gone)
    Exclusion.objects.create(measure=measure, period_start=DAY(2024, 1, 1), reason="wrong", **gone)
    Annotation.objects.create(measure=measure, on_date=DAY(2024, 1, 1), text="wrong", **gone)
    (series,) = faces.series_for([measure], user=cast.lead)
    assert len(series.points) == 4
    assert len(series.phases) == 1
    assert not series.exclusions
    assert not series.flags


def test_loading_takes_as_many_queries_for_50_measures_as_for_one(cast, programme):
    def load(count):
        measures = []
        for _ in range(count):
            measure = MeasureFactory(project=ProjectFactory(programme=programme))
            monthly_points(measure, [10, 3])
            Annotation.objects.create(measure=measure, on_date=DAY(2024, 1, 5), text="x")
            measures.append(measure)
        events = MeasureFactory(
            project=measures[0].project, data_kind="events", frequency="", direction="down"
        )
        EventFactory(measure=events)
        ids = [measure.pk for measure in [*measures, events]]
        fresh = list(type(events).objects.filter(pk__in=ids))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            faces.series_for(fresh, user=SimpleNamespace(is_authenticated=False))
        return len(queries)

    assert load(1) == load(50) == 5


@pytest.mark.parametrize(
    "value, unit, role, text, reason",
    [
        (Decimal("3.00"), "people", "funder", "fewer than 5", SMALL),
        (Decimal("3.00"), "people", "lead", "3 people", None),
        (Decimal("12.00"), "people", "funder", "12 people", None),
        (Decimal("0.00"), "people", "funder", "0 people", None),
        (Decimal("70.00"), "%", "funder", "70%", None),
        (Decimal("3.50"), "%", "funder", "3.5%", None),
        (Decimal("1200.00"), "", "funder", "1,200", None),
        (None, "people", "funder", "", None),
    ],
)
def test_an_aims_number_is_shown_through_the_faces(cast, project, value, unit, role, text, reason):
    shown = faces.aim_number(value, unit=unit, user=getattr(cast, role), project=project)
    assert (shown.text, shown.reason) == (text, reason)


def test_an_aim_about_something_other_than_a_count_of_people_is_shown(cast, project):
    days = shared([(4.5, 20)], data_kind="continuous")
    assert (
        faces.aim_number(Decimal("3.00"), unit="days", series=days, user=cast.funder, project=project).text
        == "3 days"
    )


# --- summaries -------------------------------------------------------------------------------------------


def test_summaries_hold_one_row_a_face_and_no_hidden_number(measure):
    rebuild_summaries([measure])
    rebuild_summaries([measure])
    assert MeasureSummary.objects.count() == 2
    measure.points.filter(period_start=DAY(2024, 5, 1)).update(value=4)
    rebuild_summaries([measure])
    working_row = MeasureSummary.objects.get(measure=measure, face="working")
    shared_row = MeasureSummary.objects.get(measure=measure, face="shared")
    assert working_row.latest["text"] == "4"
    assert shared_row.latest["text"] == "fewer than 5"
    assert shared_row.latest["reason"] == "small"
    assert working_row.data_up_to == shared_row.data_up_to == DAY(2024, 5, 1)
    assert "4" not in str(shared_row.latest).replace("2024", "").replace("-05-01", "")


def test_the_shared_summary_is_the_same_for_equal_protected_numbers(measure, django_assert_num_queries):
    def shared_row():
        rebuild_summaries([measure])
        return MeasureSummary.objects.values("status", "signal", "latest", "data_up_to", "settings_hash").get(
            face="shared"
        )

    before = shared_row()
    measure.points.filter(period_start=DAY(2024, 2, 1)).update(value=1)
    assert shared_row() == before


def test_a_summary_names_its_signal_and_what_the_false_alarm_table_is_asked_with(project):
    measure = MeasureFactory(project=project)
    measure.phases.update(baseline_periods=12)
    monthly_points(measure, [10, 12] * 6 + [20] * 9)
    rebuild_summaries([measure])
    row = MeasureSummary.objects.get(measure=measure, face="shared")
    assert row.status == "improvement"
    assert row.signal == {
        "moved": "up",
        "rule_set": "anhoej",
        "points": 21,
        "baseline": 12,
        "chart": "run",
        "rule": "shift",
        "scope": "points",
        "side": "high",
        "first": "2024-12-01",
        "last": "2025-09-01",
        "current": True,
        "words": "Shift: 10 in a row above the median",
    }
    assert row.latest["level"] == "20"
