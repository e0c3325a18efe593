"""Where a problem comes from: the fishbone with its chains of whys, and the process map."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ftc_qi.core.models import CURRENT

from .project import Project, ProjectRow


class KnownFrom(models.TextChoices):
    """Who or what told the team. Never a label on a person."""

    STAFF = "staff", "Staff and volunteers"
    SERVICE_USERS = "service_users", "People who use the service"
    EVIDENCE = "evidence", "Evidence"


class Fishbone(ProjectRow):
    """The problem whose causes are looked for: the head of the fish. One per project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="fishbones")
    problem = models.CharField("what is the problem", max_length=200)
    counted = models.CharField("what is counted", max_length=120, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project"], name="fishbone_one_per_project", condition=CURRENT)
        ]


class CauseCategory(ProjectRow):
    """A bone of the fishbone, such as "People" or "Place"."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="cause_categories")
    name = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], name="cause_category_name_unique", condition=CURRENT
            )
        ]

    def __str__(self):
        return self.name


class Cause(ProjectRow):
    """A cause on a bone (`category`), or the answer to "why?" under another cause (`parent`)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="causes")
    category = models.ForeignKey(CauseCategory, models.PROTECT, null=True, blank=True, related_name="causes")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="whys")
    text = models.CharField("cause", max_length=160)
    source = models.CharField(
        "who told us", max_length=13, choices=KnownFrom.choices, default=KnownFrom.STAFF
    )
    evidence = models.CharField("how we know", max_length=300, blank=True)
    times_counted = models.PositiveIntegerField("how often it was counted", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="cause_on_a_bone_or_under_a_cause",
                condition=Q(category__isnull=False, parent__isnull=True)
                | Q(category__isnull=True, parent__isnull=False),
            ),
            models.CheckConstraint(
                name="cause_not_its_own_why", condition=Q(parent__isnull=True) | ~Q(parent=models.F("id"))
            ),
        ]

    def __str__(self):
        return self.text


class CauseVote(models.Model):
    """One person's vote that a cause matters most. Taken back by deleting it; the history keeps both."""

    cause = models.ForeignKey(Cause, models.PROTECT, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cause", "user"], name="cause_vote_once")]

    def audit_scope(self):
        return self.cause.audit_scope()


class ProcessLane(ProjectRow):
    """Who does a part of the process: a lane of the map."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="process_lanes")
    name = models.CharField("who", max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], name="process_lane_name_unique", condition=CURRENT
            )
        ]

    def __str__(self):
        return self.name


class ProcessStep(ProjectRow):
    """A step, a decision or a wait, in order. A step in another lane than the one before is a hand-off.

    From each step the process goes on to the next; from a decision also to `other_step` (or to the end).
    """

    class Kind(models.TextChoices):
        STEP = "step", "Step"
        DECISION = "decision", "Decision"
        WAIT = "wait", "Wait"

    project = models.ForeignKey(Project, models.PROTECT, related_name="process_steps")
    lane = models.ForeignKey(ProcessLane, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.STEP)
    text = models.CharField("what happens", max_length=120)
    duration = models.CharField("how long it takes", max_length=40, blank=True)
    next_label = models.CharField("answer that goes on to the next step", max_length=30, blank=True)
    other_label = models.CharField("the other answer", max_length=30, blank=True)
    other_step = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="process_only_decisions_branch",
                condition=Q(kind="decision") | Q(next_label="", other_label="", other_step__isnull=True),
            ),
        ]

    def __str__(self):
        return self.text
