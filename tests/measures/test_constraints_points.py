"""What a data point and an event can never be, whoever writes them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.models import DataPoint, Event
from tests.factories import DataPointFactory, MeasureFactory, ProjectFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 1)


def measure_of(kind):
    return MeasureFactory(
        project=ProjectFactory(), data_kind=kind, frequency="" if kind == "events" else "monthly"
    )


def refused(constraint, kind, **fields):
    measure = measure_of(kind)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        DataPoint.objects.create(measure=measure, data_kind=kind, period_start=DAY, **fields)
    assert constraint in str(error.value)


FIGURES = "data_point_figures_match_outcome_and_kind"


@pytest.mark.parametrize(
    "kind, fields",
    [
        ("count", {"value": 3}),
        ("count", {"value": 0, "note": "None came"}),
        ("continuous", {"value": -3, "people": 12}),
        ("proportion", {"numerator": 0, "denominator": 4}),
        ("proportion", {"numerator": 4, "denominator": 4}),
        ("rate", {"numerator": 9, "denominator": 4}),
        ("proportion", {"outcome": "nobody_eligible"}),
        ("count", {"outcome": "not_collected"}),
    ],
)
def test_what_is_allowed_is_stored(kind, fields):
    DataPoint.objects.create(measure=measure_of(kind), data_kind=kind, period_start=DAY, **fields)


@pytest.mark.parametrize(
    "kind, fields",
    [
        ("count", {}),
        ("continuous", {"people": 4}),
        ("proportion", {"numerator": 3}),
        ("proportion", {"denominator": 3}),
        ("rate", {"value": 3}),
        ("proportion", {"value": 0.5, "numerator": 1, "denominator": 2}),
        ("count", {"value": 3, "denominator": 4}),
        ("count", {"value": 3, "numerator": 4}),
        ("count", {"outcome": "not_collected", "value": 3}),
        ("proportion", {"outcome": "nobody_eligible", "denominator": 3}),
        ("continuous", {"outcome": "nobody_eligible", "people": 3}),
    ],
)
def test_figures_match_the_outcome_and_the_kind(kind, fields):
    refused(FIGURES, kind, **fields)


def test_measures_of_events_have_no_points():
    refused("data_point_", "events", value=3)
    refused("data_point_not_for_events", "events", outcome="not_collected")


@pytest.mark.parametrize(
    "kind, fields",
    [
        ("count", {"value": -1}),
        ("proportion", {"numerator": -1, "denominator": 4}),
        ("rate", {"numerator": -1, "denominator": 4}),
    ],
)
def test_counts_are_not_negative(kind, fields):
    refused("data_point_counts_not_negative", kind, **fields)


@pytest.mark.parametrize("denominator", [0, -4])
def test_denominators_are_above_zero(denominator):
    refused("data_point_denominator_positive", "rate", numerator=0, denominator=denominator)


def test_a_proportion_stays_within_its_denominator():
    refused("data_point_proportion_within_its_denominator", "proportion", numerator=5, denominator=4)


def test_people_belong_to_measurements_only():
    refused("data_point_people_only_with_measurements", "count", value=3, people=4)


def test_a_period_has_one_current_answer():
    measure = measure_of("count")
    first = DataPoint.objects.create(measure=measure, data_kind="count", period_start=DAY, value=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataPoint.objects.create(measure=measure, data_kind="count", period_start=DAY, value=4)
    DataPoint.objects.filter(pk=first.pk).update(withdrawn_at=timezone.now())
    DataPoint.objects.create(measure=measure, data_kind="count", period_start=DAY, value=4)


def test_two_events_of_a_day_have_different_places():
    measure = measure_of("events")
    first = Event.objects.create(measure=measure, occurred_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(measure=measure, occurred_on=DAY)
    Event.objects.create(measure=measure, occurred_on=DAY, sequence=2)
    Event.objects.filter(pk=first.pk).update(withdrawn_at=timezone.now())
    Event.objects.create(measure=measure, occurred_on=DAY)


def test_an_answer_that_nobody_knows_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        DataPointFactory(measure=measure_of("count"), outcome="perhaps")
