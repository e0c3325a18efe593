"""What a programme sets for the measures of all its projects."""

from django.db import models
from django.db.models import Q

from ftc_qi.core.models import CURRENT, Versioned, Withdrawable
from projects.models import Programme

from .base import DataKind


class SharedMeasure(Versioned, Withdrawable):
    """One definition used by many projects of a programme."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="shared_measures")
    name = models.CharField(max_length=160)
    operational_definition = models.TextField(blank=True)
    data_kind = models.CharField(max_length=10, choices=DataKind.choices)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"], name="shared_measure_unique", condition=CURRENT
            )
        ]

    def __str__(self):
        return self.name

    def audit_scope(self):
        return self.programme_id, None


class DisclosurePolicy(Versioned):
    """How a programme protects small numbers: counts from 1 to `hide_below` − 1 about people are hidden. At least 3:
    "fewer than 2" would say 1."""

    programme = models.OneToOneField(Programme, models.PROTECT, related_name="disclosure_policy")
    hide_below = models.PositiveSmallIntegerField("hide numbers below", default=5)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disclosure_policy_threshold_sensible",
                condition=Q(hide_below__gte=3, hide_below__lte=100),
            )
        ]

    def audit_scope(self):
        return self.programme_id, None
