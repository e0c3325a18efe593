"""What a measure and the rows of its chart can never be, whoever writes them: each rule broken once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.models import (
    Annotation,
    CycleMeasure,
    DisclosurePolicy,
    Exclusion,
    Measure,
    MeasureSummary,
    Phase,
    SharedMeasure,
)
from tests.factories import (
    ChangeIdeaFactory,
    DisclosurePolicyFactory,
    EventFactory,
    MeasureFactory,
    PDSACycleFactory,
    ProgrammeFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 1)


@pytest.fixture
def measure(project):
    return MeasureFactory(project=project, name="People tested")


def broken(write, **fields):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write(**fields)
    return str(error.value)


def make_measure(project, **fields):
    """A monthly count without a phase."""
    least = {"name": "Another", "data_kind": "count", "direction": "up", "frequency": "monthly"}
    return Measure.objects.create(project=project, **{**least, **fields})


@pytest.mark.parametrize(
    "constraint, fields",
    [
        ("measure_primary_is_an_outcome", {"is_primary": True, "kind": "process"}),
        ("measure_frequency_unless_events", {"frequency": ""}),
        ("measure_frequency_unless_events", {"data_kind": "events", "frequency": "weekly"}),
        ("measure_fortnights_have_an_anchor", {"frequency": "fortnightly"}),
        ("measure_per_positive", {"per": 0}),
        ("measure_proportion_target_is_a_ratio", {"data_kind": "proportion", "target": Decimal(70)}),
        ("measure_proportion_target_is_a_ratio", {"data_kind": "proportion", "target": Decimal("-0.1")}),
        ("measure_collection_ordered", {"collect_from": DAY, "collect_until": dt.date(2025, 12, 31)}),
        ("measure_decimals_at_most_four", {"decimals": 5}),
    ],
)
def test_a_measure_that_cannot_be(project, constraint, fields):
    assert constraint in broken(make_measure, project=project, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"data_kind": "events", "frequency": ""},
        {"frequency": "fortnightly", "fortnight_anchor": dt.date(2026, 1, 5)},
        {"data_kind": "proportion", "target": Decimal(1)},
        {"target": Decimal(70)},
        {"collect_from": DAY, "collect_until": DAY},
        {"kind": "outcome", "is_primary": True},
    ],
)
def test_a_measure_that_can(project, fields):
    assert make_measure(project, **fields).pk


def test_a_measure_is_not_its_own_successor(measure):
    assert "measure_not_its_own_successor" in broken(
        Measure.objects.filter(pk=measure.pk).update, continues=measure
    )


def test_one_measure_goes_on_from_another(project, measure):
    make_measure(project, continues=measure)
    assert broken(make_measure, project=project, name="Third", continues=measure)


def test_a_name_and_a_main_outcome_stand_once_until_withdrawn(project, other_project):
    first = make_measure(project, kind="outcome", is_primary=True)
    make_measure(other_project, kind="outcome", is_primary=True)
    assert broken(make_measure, project=project)
    assert broken(make_measure, project=project, name="Third", kind="outcome", is_primary=True)
    Measure.objects.filter(pk=first.pk).update(withdrawn_at=timezone.now())
    assert make_measure(project, kind="outcome", is_primary=True)


def test_a_phase_stands_once_and_has_a_reason(measure):
    def add(**fields):
        return Phase.objects.create(measure=measure, **fields)

    assert broken(add)  # a second first one
    assert "phase_later_ones_have_a_reason" in broken(add, starts_on=DAY)
    assert "phase_baseline_positive" in broken(add, starts_on=DAY, reason="Peers", baseline_periods=0)
    phase = add(starts_on=DAY, reason="Peers", baseline_periods=1)
    assert broken(add, starts_on=DAY, reason="Again")
    Phase.objects.filter(pk=phase.pk).update(withdrawn_at=timezone.now())
    assert add(starts_on=DAY, reason="Again")


def test_an_exclusion_is_of_one_period_or_one_event(measure):
    event = EventFactory(
        measure=MeasureFactory(project=measure.project, data_kind="events", frequency=""), occurred_on=DAY
    )

    def add(**fields):
        return Exclusion.objects.create(measure=measure, reason="Lost", **fields)

    assert "exclusion_of_a_period_or_an_event" in broken(add)
    assert "exclusion_of_a_period_or_an_event" in broken(add, period_start=DAY, event=event)
    exclusion = add(period_start=DAY)
    assert broken(add, period_start=DAY)
    Exclusion.objects.filter(pk=exclusion.pk).update(withdrawn_at=timezone.now())
    assert add(period_start=DAY)


def test_an_annotation_has_a_date_and_a_measure(measure):
    assert broken(Annotation.objects.create, measure=measure, text="Heatwave")
    assert broken(Annotation.objects.create, on_date=DAY, text="Heatwave")


def test_a_cycle_is_linked_to_a_measure_once(measure, project):
    cycle = PDSACycleFactory(change_idea=ChangeIdeaFactory(project=project))
    CycleMeasure.objects.create(cycle=cycle, measure=measure)
    assert broken(CycleMeasure.objects.create, cycle=cycle, measure=measure)


@pytest.mark.parametrize("hide_below", [0, 1, 2, 101])
def test_a_threshold_is_sensible(hide_below):
    programme = ProgrammeFactory()
    written = broken(DisclosurePolicyFactory, programme=programme, hide_below=hide_below)
    assert "disclosure_policy_threshold_sensible" in written


def test_a_programme_has_one_policy(programme):
    assert broken(DisclosurePolicy.objects.create, programme=programme)


def test_a_measure_has_one_summary_a_face(measure):
    row = {
        "measure": measure,
        "face": "shared",
        "status": "no_signal",
        "engine_version": 1,
        "settings_hash": "",
    }
    MeasureSummary.objects.create(**row)
    MeasureSummary.objects.create(**{**row, "face": "working"})
    assert broken(MeasureSummary.objects.create, **row)


def test_a_shared_measure_has_a_name_of_its_own_until_withdrawn():
    programme = ProjectFactory().programme
    row = {"programme": programme, "name": "People reached", "data_kind": "count"}
    shared = SharedMeasure.objects.create(**row)
    assert broken(SharedMeasure.objects.create, **row)
    SharedMeasure.objects.filter(pk=shared.pk).update(withdrawn_at=timezone.now())
    assert SharedMeasure.objects.create(**row)
