"""Figures as typed: a total for each period, its parts by groups, and rare events."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ftc_qi.core.models import CURRENT, Versioned, Withdrawable

from .base import DataKind, MeasureRow, figure
from .measure import Measure

PART_OF_A_WHOLE = (
    ~Q(data_kind="proportion")
    | Q(numerator__isnull=True)
    | Q(numerator__isnull=False, numerator__lte=F("denominator"))
)
"""Nobody counted above the line is missing below it."""


class DataPoint(MeasureRow):
    """One answer for one period. `data_kind` copies the measure's, which never changes once data exist."""

    class Outcome(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        NOBODY_ELIGIBLE = "nobody_eligible", "Nobody eligible"
        NOT_COLLECTED = "not_collected", "Not collected"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="points")
    data_kind = models.CharField(max_length=10, choices=DataKind.choices)
    period_start = models.DateField()
    outcome = models.CharField(max_length=15, choices=Outcome.choices, default=Outcome.RECORDED)
    numerator = figure()
    denominator = figure()
    value = figure()
    people = models.PositiveIntegerField("how many people the figure stands for", null=True, blank=True)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["period_start", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "period_start"], name="data_point_one_per_period", condition=CURRENT
            ),
            models.CheckConstraint(name="data_point_not_for_events", condition=~Q(data_kind="events")),
            models.CheckConstraint(
                name="data_point_figures_match_outcome_and_kind",
                condition=(
                    Q(outcome__in=["nobody_eligible", "not_collected"])
                    & Q(
                        value__isnull=True,
                        numerator__isnull=True,
                        denominator__isnull=True,
                        people__isnull=True,
                    )
                )
                | Q(
                    outcome="recorded",
                    data_kind__in=["count", "continuous"],
                    value__isnull=False,
                    numerator__isnull=True,
                    denominator__isnull=True,
                )
                | Q(
                    outcome="recorded",
                    data_kind__in=["proportion", "rate"],
                    value__isnull=True,
                    numerator__isnull=False,
                    denominator__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="data_point_counts_not_negative",
                condition=(
                    ~Q(data_kind="count") | Q(value__isnull=True) | Q(value__isnull=False, value__gte=0)
                )
                & (Q(numerator__isnull=True) | Q(numerator__isnull=False, numerator__gte=0)),
            ),
            models.CheckConstraint(
                name="data_point_denominator_positive",
                condition=Q(denominator__isnull=True) | Q(denominator__isnull=False, denominator__gt=0),
            ),
            models.CheckConstraint(
                name="data_point_proportion_within_its_denominator", condition=PART_OF_A_WHOLE
            ),
            models.CheckConstraint(
                name="data_point_people_only_with_measurements",
                condition=Q(people__isnull=True) | Q(data_kind="continuous"),
            ),
        ]


class Breakdown(MeasureRow):
    """A way to part a measure's total: by age group, by area. Entered with the total, protected as a set."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="breakdowns")
    name = models.CharField("name", max_length=80)
    exclusive = models.BooleanField("each person is in exactly one group", default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "name"], name="breakdown_name_unique", condition=CURRENT
            ),
            models.CheckConstraint(name="breakdown_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self):
        return self.name


class Category(Versioned, Withdrawable):
    """One group of a breakdown. The order is the team's; protection follows the keys (`disclosure.sets`)."""

    breakdown = models.ForeignKey(Breakdown, models.PROTECT, related_name="categories")
    name = models.CharField("name", max_length=80)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["breakdown", "name"], name="category_name_unique", condition=CURRENT
            ),
            models.CheckConstraint(name="category_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self):
        return self.name

    def audit_scope(self):
        return self.breakdown.audit_scope()


class CategoryPoint(Versioned, Withdrawable):
    """One group's part of a data point. Its history is the point's: they are written together.

    `data_kind` copies the point's. 0 of 0 says that nobody of the group was there to be counted.
    """

    point = models.ForeignKey(DataPoint, models.PROTECT, related_name="parts")
    category = models.ForeignKey(Category, models.PROTECT, related_name="points")
    data_kind = models.CharField(max_length=10, choices=DataKind.choices)
    numerator = figure()
    denominator = figure()
    value = figure()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "category"], name="category_point_one_per_point", condition=CURRENT
            ),
            models.CheckConstraint(
                name="category_point_figures_match_kind",
                condition=Q(
                    data_kind="count", value__isnull=False, numerator__isnull=True, denominator__isnull=True
                )
                | Q(
                    data_kind__in=["proportion", "rate"],
                    value__isnull=True,
                    numerator__isnull=False,
                    denominator__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="category_point_not_negative",
                condition=(Q(value__isnull=True) | Q(value__isnull=False, value__gte=0))
                & (Q(numerator__isnull=True) | Q(numerator__isnull=False, numerator__gte=0))
                & (Q(denominator__isnull=True) | Q(denominator__isnull=False, denominator__gte=0)),
            ),
            models.CheckConstraint(
                name="category_point_nothing_out_of_nobody",
                condition=Q(denominator__isnull=True)
                | Q(denominator__isnull=False, denominator__gt=0)
                | Q(numerator__isnull=False, numerator=0),
            ),
            models.CheckConstraint(
                name="category_point_proportion_within_its_denominator", condition=PART_OF_A_WHOLE
            ),
        ]


class Event(MeasureRow):
    """One rare event. Each is one person's, so others see only a protected count per quarter."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="events")
    occurred_on = models.DateField("happened on")
    sequence = models.PositiveSmallIntegerField("order on that day", default=1)
    cases_since_previous = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["occurred_on", "sequence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "occurred_on", "sequence"], name="event_unique", condition=CURRENT
            )
        ]
