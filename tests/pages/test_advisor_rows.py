"""What the advisor dashboard says of figures it does not read, against reading every one of them."""

import datetime
import random

import pytest
from django.utils import timezone

from ftc_qi.pages import triage as module
from ftc_qi.pages.triage import triage
from measures import due
from measures.models import DataPoint, Event, Measure, MeasureSummary
from measures.readings import NEWS, read, status_without
from measures.series import MISSING
from measures.summaries import rebuild_summaries
from projects.models import Project
from tests.factories import MeasureFactory, ProjectFactory
from tests.pages.advisor import RISING, STEADY, THIS_DAY, cycle, days_ago, measured, rarer_events, reviewed

FALLING = [60 - value for value in RISING]


def told(row):
    """What a row of the dashboard says that rests on figures."""
    of = {reason.kind: reason for reason in row.reasons}
    signals, data = of.get("signals"), of.get("data")
    return {
        "signals": sorted((item.name, item.status, item.moved) for item in signals.items) if signals else [],
        "late": (data.days, data.items[0].words) if data else None,
        "up to": row.up_to,
        "logged": row.logged_at,
        "main": (row.primary.status, row.primary.moved, row.primary.stale) if row.primary else None,
    }


def by_reading_all(project, user, today):
    """The same, the slow way: every series of every measure."""
    measures = list(Measure.objects.current().filter(project=project).order_by("-is_primary", "order", "pk"))
    readings = read(measures, user=user, today=today)
    late = [periods for reading in readings if (periods := overdue(reading, today))]
    words = f"{len(late)} measure{'' if len(late) == 1 else 's'}"
    with_data = [reading.series for reading in readings if reading.series.points]
    newest = max(with_data, key=lambda series: series.end_of(len(series.points) - 1), default=None)
    main = [reading for reading in readings if reading.measure.is_primary]
    active = project.status == Project.Status.ACTIVE
    return {
        "signals": sorted(new_signals(project, readings)),
        "late": (max(p.days_late for many in late for p in many), words) if late and active else None,
        "up to": end_words(newest) if newest else "",
        "logged": max((r.series.as_at for r in readings if r.series.as_at), default=None),
        "main": (main[0].status, main[0].moved, main[0].stale) if main else None,
    }


def overdue(reading, today):
    schedule = due.schedule_of(reading.measure, pauses=reading.series.pauses)
    answered = {point.period_start for point in reading.series.points if point.state != MISSING}
    return [p for p in due.due_periods(schedule, today=today, answered=answered) if p.is_overdue]


def end_words(series):
    day = series.end_of(len(series.points) - 1)
    month = f"{day:%b} {day.year}"
    return month if series.frequency in ("monthly", "quarterly") else f"{day.day} {month}"


def new_signals(project, readings):
    review = project.reviews.current().order_by("-at", "-pk").first()
    for reading in readings:
        if reading.status not in NEWS:
            continue
        if review:
            rows = Event if reading.measure.is_events else DataPoint
            later = set(
                rows.objects.filter(measure=reading.measure, recorded_at__gt=review.at).values_list(
                    "pk", flat=True
                )
            )
            unseen = {i for i, point in enumerate(reading.series.points) if point.row_id in later}
            if not unseen or status_without(reading, unseen) == reading.status:
                continue
        yield reading.series.name, reading.status, reading.moved


def assert_alike(user, programme, today=THIS_DAY):
    rows = triage(user, programme, today)
    assert rows
    for row in rows:
        assert told(row) == by_reading_all(row.project, user, today), row.project.name


@pytest.fixture
def advised(may, project):
    cycle(project)
    return project


def stored(*measures):
    rebuild_summaries(measures)


# --- awkward figures -------------------------------------------------------------------------------------


def point(measure, start, *, days=1, **fields):
    fields = {"value": 20} | fields if fields.get("outcome", "recorded") == "recorded" else fields
    return DataPoint.objects.create(
        measure=measure,
        data_kind=measure.data_kind,
        period_start=start,
        recorded_at=days_ago(days),
        **fields,
    )


@pytest.mark.parametrize("seed", range(12))
def test_gaps_of_every_frequency_and_window_of_collection(advised, cast, programme, seed):
    chance = random.Random(seed)
    for frequency, length in (("weekly", 7), ("fortnightly", 14), ("monthly", 0), ("quarterly", 0)):
        for number in range(3):
            measure = MeasureFactory(
                project=advised,
                name=f"{frequency} {number}",
                frequency=frequency,
                fortnight_anchor=datetime.date(2024, 1, 1) if frequency == "fortnightly" else None,
                lag_days=chance.choice([None, 0, 30]),
                collect_from=chance.choice([None, datetime.date(2024, 3, 1), datetime.date(2025, 1, 20)]),
                collect_until=None,
                created_at=days_ago(chance.choice([5, 100, 400])),
            )
            if chance.random() < 0.3:
                measure.collect_from, measure.collect_until = (
                    THIS_DAY.replace(year=2024),
                    THIS_DAY.replace(month=3),
                )
                measure.save()
            newest = THIS_DAY - datetime.timedelta(days=chance.choice([30, 80, 200]))
            start = measure.period_start(datetime.date(2024, 1, 1))
            while start <= newest:
                if chance.random() < 0.6:
                    outcome = chance.choice(["recorded", "recorded", "not_collected", "nobody_eligible"])
                    point(measure, start, days=chance.randrange(1, 90), outcome=outcome)
                start = (
                    start + datetime.timedelta(days=length)
                    if length
                    else measure.period_start(
                        start + datetime.timedelta(days=100 if frequency == "quarterly" else 32)
                    )
                )
            stored(measure)
    if chance.random() < 0.5:
        advised.pauses.create(
            starts_on=datetime.date(2025, 2, 3), ends_on=datetime.date(2025, 3, 10), reason="Move"
        )
    assert_alike(cast.advisor, programme)


@pytest.mark.parametrize("status", ["active", "planned", "paused", "completed"])
def test_projects_of_every_status_with_a_main_outcome_that_is_late(advised, cast, programme, status):
    stored(measured(advised, STEADY[:15], is_primary=True, kind="outcome"))
    Project.objects.filter(pk=advised.pk).update(status=status)
    assert_alike(cast.advisor, programme)


def test_withdrawn_figures_and_measures_count_for_nothing(advised, cast, programme):
    measure, gone = measured(advised, RISING), measured(advised, RISING)
    gone_for_good = {"withdrawn_at": timezone.now(), "withdrawn_by": cast.lead, "withdrawn_why": "A slip"}
    DataPoint.objects.filter(measure=measure, period_start__gte="2025-02-01").update(**gone_for_good)
    Measure.objects.filter(pk=gone.pk).update(**gone_for_good)
    stored(measure)
    assert_alike(cast.advisor, programme)


def test_without_any_figure(advised, cast, programme):
    stored(MeasureFactory(project=advised, is_primary=True, kind="outcome"))
    assert_alike(cast.advisor, programme)


# --- signals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reviewed_days_ago", [None, 400, 60, 20, 5, 0])
def test_signals_old_new_and_seen(advised, cast, programme, reviewed_days_ago):
    made = []
    for name, values, newest in (
        ("Up", RISING, 3),
        ("Down", FALLING, 30),
        ("Neither", RISING, 10),
        ("Calm", STEADY, 1),
    ):
        measure = measured(advised, values, name=name, direction="neutral" if name == "Neither" else "up")
        for place, row in enumerate(measure.points.order_by("-period_start")):
            row.recorded_at = days_ago(newest + 30 * place)
            row.save()
        made.append(measure)
    rarer_events(advised, name="Missed deliveries")
    stored(*made)
    if reviewed_days_ago is not None:
        reviewed(advised, cast.advisor, reviewed_days_ago)
    assert_alike(cast.advisor, programme)


def test_what_is_stored_only_says_where_to_look(advised, cast, programme):
    """Lists trust stored words (DECISIONS 27); a new signal is told with its measure's own, read when asked."""
    said = measured(advised, STEADY, name="Said to be better")
    stored(said)
    MeasureSummary.objects.filter(measure=said).update(status="improvement", engine_version=1)
    (row,) = [row for row in triage(cast.advisor, programme, THIS_DAY) if row.project == advised]
    assert told(row)["signals"] == []


def test_only_what_is_drawn_or_may_be_new_is_read(advised, cast, programme, monkeypatch):
    main = measured(advised, STEADY, is_primary=True, kind="outcome")
    fresh, seen = measured(advised, RISING), measured(advised, RISING, recorded_days_ago=9)
    many = [measured(advised, STEADY, name=f"Calm {n}") for n in "abcdef"]
    stored(main, fresh, seen, *many)
    reviewed(advised, cast.advisor, 5)
    asked = []
    monkeypatch.setattr(
        module, "read", lambda measures, **given: asked.extend(measures) or read(measures, **given)
    )
    triage(cast.advisor, programme, THIS_DAY)
    assert {measure.pk for measure in asked} == {main.pk, fresh.pk}


def test_several_projects_are_kept_apart(advised, cast, programme, other_project):
    late = ProjectFactory(programme=programme)
    stored(measured(advised, RISING), measured(other_project, STEADY), measured(late, STEADY[:12]))
    assert_alike(cast.advisor, programme)
