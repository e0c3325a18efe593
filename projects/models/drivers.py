"""The driver diagram: a graph from the aim over primary and secondary drivers to change ideas."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ftc_qi.core.models import CURRENT

from .project import Project, ProjectRow


class Driver(ProjectRow):
    """What has to be true for the aim to happen: primary drivers, and the secondary ones behind them."""

    class Level(models.TextChoices):
        PRIMARY = "primary", "Primary driver"
        SECONDARY = "secondary", "Secondary driver"

    project = models.ForeignKey(Project, models.PROTECT, related_name="drivers")
    level = models.CharField(max_length=9, choices=Level.choices)
    title = models.CharField("what has to be true", max_length=120)
    note = models.TextField("why we think so", blank=True)
    from_cause = models.ForeignKey(
        "projects.Cause", models.PROTECT, null=True, blank=True, related_name="drivers"
    )
    order = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"], name="driver_title_unique", condition=CURRENT
            )
        ]

    def __str__(self):
        return self.title


class DriverLink(ProjectRow):
    """A line of the diagram: from `parent` (empty: from the aim) to a driver or to a change idea.

    A primary driver hangs on the aim, a secondary on primary drivers, an idea on drivers of either level; the
    actions hold this, so the graph has no loops.
    """

    class Strength(models.TextChoices):
        STRONG = "strong", "Strong"
        WEAK = "weak", "Weak"

    project = models.ForeignKey(Project, models.PROTECT, related_name="driver_links")
    parent = models.ForeignKey(Driver, models.PROTECT, null=True, blank=True, related_name="links_down")
    driver = models.ForeignKey(Driver, models.PROTECT, null=True, blank=True, related_name="links_up")
    idea = models.ForeignKey(
        "projects.ChangeIdea", models.PROTECT, null=True, blank=True, related_name="driver_links"
    )
    strength = models.CharField(max_length=6, choices=Strength.choices, default=Strength.STRONG)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="driver_link_to_a_driver_or_an_idea",
                condition=Q(driver__isnull=False, idea__isnull=True)
                | Q(driver__isnull=True, idea__isnull=False, parent__isnull=False),
            ),
            models.CheckConstraint(
                name="driver_link_not_to_itself",
                condition=Q(parent__isnull=True) | Q(driver__isnull=True) | ~Q(parent=F("driver")),
            ),
            models.UniqueConstraint(
                fields=["parent", "driver"],
                name="driver_link_unique",
                condition=CURRENT & Q(parent__isnull=False, driver__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["driver"],
                name="driver_link_to_the_aim_unique",
                condition=CURRENT & Q(parent__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["parent", "idea"],
                name="driver_link_to_an_idea_unique",
                condition=CURRENT & Q(idea__isnull=False),
            ),
        ]
