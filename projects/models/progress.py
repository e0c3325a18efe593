"""How far a project has come, as people judge it: monthly progress scores and the check of what will last."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ftc_qi.core.models import CURRENT

from .project import Project, ProjectRow


class ProgressScore(ProjectRow):
    """A month's score from 0.5 to 5, by the team or by the advisor, with its reason.

    Never overwritten: a corrected one is withdrawn with a reason and written anew.
    """

    class As(models.TextChoices):
        TEAM = "team", "Team"
        ADVISOR = "advisor", "Advisor"

    project = models.ForeignKey(Project, models.PROTECT, related_name="scores")
    month = models.DateField("month (its first day)")
    scored_as = models.CharField(max_length=7, choices=As.choices)
    score = models.DecimalField(max_digits=2, decimal_places=1)
    reason = models.TextField("why this score")
    advice = models.TextField("what would bring the next step", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["month", "scored_as", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "month", "scored_as"], name="progress_score_unique", condition=CURRENT
            ),
            models.CheckConstraint(
                name="progress_score_on_the_scale",
                condition=Q(score__in=["0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0"]),
            ),
            models.CheckConstraint(name="progress_score_has_a_reason", condition=~Q(reason="")),
        ]


class SustainabilityCheck(ProjectRow):
    """The team's look at ten factors that make gains last: before closing, and six months after."""

    class Occasion(models.TextChoices):
        BEFORE_CLOSING = "before_closing", "Before closing"
        SIX_MONTHS = "six_months", "Six months after"
        OTHER = "other", "In between"

    project = models.ForeignKey(Project, models.PROTECT, related_name="sustainability_checks")
    occasion = models.CharField(max_length=14, choices=Occasion.choices, default=Occasion.BEFORE_CLOSING)
    done_on = models.DateField("day")
    note = models.TextField("what we talked about", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-done_on", "-pk"]


class SustainabilityAnswer(models.Model):
    """Where one factor stands. No factor is weighed against another."""

    class Level(models.IntegerChoices):
        NOT_YET = 1, "Not yet"
        STARTED = 2, "Started"
        MOSTLY = 3, "Mostly"
        IN_PLACE = 4, "In place"

    check_done = models.ForeignKey(SustainabilityCheck, models.PROTECT, related_name="answers")
    factor = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField(choices=Level.choices, null=True, blank=True)
    note = models.TextField("what would help", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_done", "factor"], name="sustainability_factor_once"),
            models.CheckConstraint(
                name="sustainability_level_on_the_ladder",
                condition=Q(level__isnull=True) | Q(level__isnull=False, level__gte=1, level__lte=4),
            ),
        ]

    def audit_scope(self):
        return self.check_done.audit_scope()
