"""What people say to each other about a project, and what they agreed to do."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.models import Event, Measure
from projects.models import PDSACycle, Project, ProjectRow, TeamMember


class Comment(ProjectRow):
    """A remark by the team or the advisor on a project, a measure, a point of its chart, or a cycle.

    `measure` and `cycle` are empty for the project as a whole; a point is a measure's period or event.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="comments")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="comments")
    period_start = models.DateField("point", null=True, blank=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="comments")
    cycle = models.ForeignKey(PDSACycle, models.PROTECT, null=True, blank=True, related_name="comments")
    text = models.TextField("comment")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_on_a_measure_or_a_cycle_not_both",
                condition=Q(measure__isnull=True) | Q(cycle__isnull=True),
            ),
            models.CheckConstraint(
                name="comment_on_a_point_of_a_measure",
                condition=Q(period_start__isnull=True, event__isnull=True)
                | Q(measure__isnull=False, period_start__isnull=False, event__isnull=True)
                | Q(measure__isnull=False, period_start__isnull=True, event__isnull=False),
            ),
        ]


class CommentRead(models.Model):
    """Somebody has read a comment: it leaves their My work."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="comment_read_once")]


class Action(ProjectRow):
    """Who does what by when: a task of a cycle's plan, or agreed anywhere else."""

    class Source(models.TextChoices):
        CYCLE = "cycle", "PDSA cycle"
        MEETING = "meeting", "Meeting"
        REPORT = "report", "Report"
        SUSTAINABILITY = "sustainability", "Holding the gains"
        OTHER = "other", "Something else"

    project = models.ForeignKey(Project, models.PROTECT, related_name="actions")
    cycle = models.ForeignKey(PDSACycle, models.PROTECT, null=True, blank=True, related_name="actions")
    source = models.CharField("where it comes from", max_length=14, choices=Source.choices)
    what = models.CharField("what", max_length=200)
    who = models.ForeignKey(TeamMember, models.PROTECT, null=True, blank=True, related_name="actions")
    by_when = models.DateField("by when", null=True, blank=True)
    where = models.CharField("where", max_length=120, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["by_when", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_of_a_cycle_says_so",
                condition=Q(cycle__isnull=True) | Q(source="cycle"),
            ),
            models.CheckConstraint(
                name="action_done_both_or_neither",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.what
