"""What a series is made from is read in a constant number of queries, and arrives whole."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from measures import faces
from measures.models import Annotation, CycleMeasure, DisclosurePolicy, Exclusion, Measure, Phase
from projects.models import ProjectPause
from tests.factories import EventFactory, MeasureFactory, PDSACycleFactory, monthly_points

pytestmark = pytest.mark.django_db
day = datetime.date


@pytest.fixture
def measures(project):
    counts = MeasureFactory(project=project, name="Tests")
    monthly_points(counts, [10, 11, 12, 13, 14, 15])
    events = MeasureFactory(project=project, name="Late results", data_kind="events", frequency="")
    first = EventFactory(measure=events)
    EventFactory(measure=events, occurred_on=day(2026, 2, 1))
    Phase.objects.create(measure=counts, starts_on=day(2024, 4, 1), baseline_periods=2, reason="New peer")
    Exclusion.objects.create(measure=counts, period_start=day(2024, 2, 1), reason="Snow")
    Exclusion.objects.create(measure=events, event=first, reason="Another clinic's")
    ProjectPause.objects.create(project=project, starts_on=day(2025, 1, 1), reason="Repairs")
    Annotation.objects.create(measure=counts, on_date=day(2024, 5, 1), text="Moved house")
    Annotation.objects.create(measure=counts, on_date=day(2024, 1, 9), text="Opened")
    cycle = PDSACycleFactory(
        change_idea__project=project,
        number=4,
        title="Peer asks",
        stage="do",
        started_on=day(2024, 3, 3),
        prediction_locked_at=timezone.now(),
    )
    CycleMeasure.objects.create(cycle=cycle, measure=counts)
    DisclosurePolicy.objects.update(hide_below=11)
    return list(Measure.objects.order_by("pk").select_related("project__programme"))


def test_everything_about_a_measure_arrives_on_both_faces(measures):
    (working, shared), (events, quarters) = faces.both_faces(measures)
    assert working.exclusions == shared.exclusions == {1}
    assert [(phase.start, phase.starts_on, phase.baseline, phase.reason) for phase in working.phases] == [
        (0, None, None, ""),
        (3, day(2024, 4, 1), 2, "New peer"),
    ]
    assert shared.phases[1].reason == ""
    assert shared.hide_below == 11
    assert shared.points[0].is_hidden
    assert working.pauses == shared.pauses == events.pauses
    assert (working.pauses[0].starts_on, working.pauses[0].ends_on) == (day(2025, 1, 1), None)
    assert events.exclusions == {0}
    assert quarters.exclusions == frozenset()


def test_flags_come_in_time_order_with_their_marks(measures, cast):
    series = faces.series_for(measures, user=cast.other_lead)[0]
    assert [(flag.kind, flag.on, flag.mark, flag.text) for flag in series.flags] == [
        ("annotation", day(2024, 1, 9), "A", "Opened"),
        ("cycle", day(2024, 3, 3), "4", "Peer asks"),
        ("annotation", day(2024, 5, 1), "B", "Moved house"),
    ]


@pytest.mark.parametrize("role", ["funder", "outsider"])
def test_cycles_come_only_to_those_who_may_read_the_method(measures, cast, role):
    series = faces.series_for(measures, user=getattr(cast, role))[0]
    assert [flag.text for flag in series.flags] == ["Opened", "Moved house"]


def test_withdrawn_marks_do_not_arrive(measures, cast):
    now = timezone.now()
    Phase.objects.exclude(starts_on=None).update(withdrawn_at=now)
    Exclusion.objects.update(withdrawn_at=now)
    Annotation.objects.update(withdrawn_at=now)
    ProjectPause.objects.update(withdrawn_at=now)
    series = faces.series_for(measures, user=cast.other_lead)[0]
    assert len(series.phases) == 1
    assert not series.exclusions
    assert not series.pauses
    assert [flag.kind for flag in series.flags] == ["cycle"]


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize("with_flags", [True, False])
def test_series_take_three_queries_however_many(
    measures, project, count, with_flags, django_assert_num_queries
):
    for number in range(count):
        monthly_points(MeasureFactory(project=project, name=f"More {number}"), [1, 2])
    loaded = list(Measure.objects.select_related("project__programme"))
    with django_assert_num_queries(3):
        faces.series_for(loaded, user=AnonymousUser(), with_flags=with_flags)


def test_nothing_asked_for_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert faces.series_for([], user=AnonymousUser()) == []
