"""What people set and note on a measure's chart: phases, points left out, notes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ftc_qi.core.models import CURRENT

from .base import MeasureRow
from .data import Event
from .measure import Measure


class Phase(MeasureRow):
    """A stretch with its own centre line. The first (no `starts_on`) is made with the measure."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="phases")
    starts_on = models.DateField("first period of the new phase", null=True, blank=True)
    baseline_periods = models.PositiveSmallIntegerField(
        "recorded points that fix the centre line", null=True, blank=True
    )
    reason = models.TextField("why", blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = [F("starts_on").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "starts_on"], name="phase_start_unique", condition=CURRENT
            ),
            models.UniqueConstraint(
                fields=["measure"], name="phase_one_first", condition=CURRENT & Q(starts_on__isnull=True)
            ),
            models.CheckConstraint(
                name="phase_later_ones_have_a_reason", condition=Q(starts_on__isnull=True) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="phase_baseline_positive",
                condition=Q(baseline_periods__isnull=True)
                | Q(baseline_periods__isnull=False, baseline_periods__gte=1),
            ),
        ]


class Exclusion(MeasureRow):
    """A point left out of centre line and rules, with a reason; still drawn."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="exclusions")
    period_start = models.DateField(null=True, blank=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="exclusions")
    reason = models.TextField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "period_start"],
                name="exclusion_period_unique",
                condition=CURRENT & Q(period_start__isnull=False),
            ),
            models.CheckConstraint(
                name="exclusion_of_a_period_or_an_event",
                condition=Q(period_start__isnull=True, event__isnull=False)
                | Q(period_start__isnull=False, event__isnull=True),
            ),
        ]


class Annotation(MeasureRow):
    """A short note drawn on the chart at its date; other teams see it too."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="annotations")
    on_date = models.DateField("date")
    text = models.CharField("what happened", max_length=120)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["on_date", "pk"]
