"""The demo loads once, keeps to itself and hurts nobody's data."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError
from django.db import models, transaction
from django.utils import timezone

from ftc_qi.accounts.models import User
from ftc_qi.core.models import AuditEvent
from measures import periods
from measures.models import (
    Annotation,
    DataPoint,
    Event,
    Exclusion,
    Measure,
    MeasureSummary,
    Phase,
)
from projects.models import (
    AimStatement,
    ChangeIdea,
    Payment,
    PDSACycle,
    PredictionAmendment,
    Programme,
    ProgrammeYear,
    Project,
    Review,
)
from tests.factories import ProgrammeFactory, UserFactory

from .loading import SHARED, TODAY, digest, load

DAYS = ["2027-04-01", "2028-02-29", "2026-10-25"]
"""The first day of a financial year; a leap day; the day the clocks change."""


@pytest.mark.parametrize("others", [ProgrammeFactory, UserFactory])
def test_it_refuses_a_database_with_others_data(db, settings, others):
    settings.FTC_QI_DEMO = True
    others()
    with pytest.raises(CommandError, match="not the demo's"):
        load()
    assert not Project.objects.exists()


def test_it_refuses_where_pages_do_not_say_that_data_are_made_up(db, settings):
    settings.FTC_QI_DEMO = False
    with pytest.raises(CommandError, match="FTC_QI_DEMO=1"):
        load()
    assert not Programme.objects.exists()


def test_the_same_day_gives_the_same_data(db, settings):
    settings.FTC_QI_DEMO = True
    digests = set()
    for hour in (0, 23):
        with time_machine.travel(TODAY.replace(hour=hour, minute=30), tick=False), transaction.atomic():
            load()
            digests.add(digest())
            transaction.set_rollback(True)
    assert len(digests) == 1


@pytest.mark.parametrize("day", DAYS)
def test_on_any_day_nothing_lies_in_the_future_and_the_story_is_the_same(db, settings, day):
    settings.FTC_QI_DEMO = True
    now = datetime.datetime.fromisoformat(f"{day}T00:10:00+00:00")
    with time_machine.travel(now, tick=False):
        load()
        on = timezone.localdate()
        for model in (User, Project, Review, Payment, AimStatement, ChangeIdea, PDSACycle, Measure):
            _assert_past(model, now)
        for model in (DataPoint, Event, Phase, Exclusion, Annotation, PredictionAmendment, AuditEvent):
            _assert_past(model, now)
        for point in DataPoint.objects.select_related("measure"):
            assert periods.end_of(point.period_start, point.measure.frequency) < on
        assert not Event.objects.filter(occurred_on__gt=on).exists()
        assert not Annotation.objects.filter(on_date__gt=on).exists()
        assert not PDSACycle.objects.filter(started_on__gt=on).exists()
        assert not PDSACycle.objects.filter(ended_on__gt=on).exists()
        assert not Payment.objects.filter(paid_on__gt=on).exists()
        assert Payment.objects.filter(due_on__gte=on).exists()
        years = list(ProgrammeYear.objects.order_by("starts_on"))
        assert years[2].starts_on <= on <= years[2].ends_on
        rows = MeasureSummary.objects.filter(measure__is_primary=True, face="shared")
        assert dict(rows.values_list("measure__project__slug", "status")) == SHARED


def _assert_past(model, now):
    for field in model._meta.concrete_fields:
        if isinstance(field, models.DateTimeField):
            assert not model._base_manager.filter(**{f"{field.name}__gt": now}).exists(), (model, field.name)
