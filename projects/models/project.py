"""A project, its partners, its pauses and the advisor's reviews of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ftc_qi.core.models import CURRENT, Versioned, Withdrawable

from .people import ProgrammeRole, TeamMember

RESERVED_SLUGS = frozenset({"add", "board"})


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Projects whose existence `user` may know of: those of every programme they advise, fund, manage
        or are on a team in. Nothing for anonymous people and outsiders."""
        if not user.is_authenticated:
            return self.none()
        roles = ProgrammeRole.objects.filter(
            user=user, ended_at__isnull=True, role__in=["fund_manager", "advisor", "funder"]
        )
        teams = TeamMember.objects.active().filter(user=user)
        return self.filter(
            Q(programme__in=roles.values("programme")) | Q(programme__in=teams.values("project__programme"))
        )

    def published(self):
        """Projects the public may read about."""
        return self.filter(published_at__isnull=False)


class Project(Versioned):
    """A team's improvement project in one programme."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        COMPLETED = "completed", "Completed"
        CLOSED_EARLY = "closed_early", "Closed early"

    TRANSITIONS = {
        Status.PLANNED: {Status.ACTIVE, Status.CLOSED_EARLY},
        Status.ACTIVE: {Status.PAUSED, Status.COMPLETED, Status.CLOSED_EARLY},
        Status.PAUSED: {Status.ACTIVE, Status.CLOSED_EARLY},
        Status.COMPLETED: {Status.ACTIVE},
        Status.CLOSED_EARLY: set(),
    }

    programme = models.ForeignKey("projects.Programme", models.PROTECT, related_name="projects")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNED, editable=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    themes = models.ManyToManyField("projects.Theme", blank=True, related_name="projects")
    population_groups = models.ManyToManyField(
        "projects.PopulationGroup", blank=True, related_name="projects"
    )
    areas = models.ManyToManyField("projects.Area", blank=True, related_name="projects")
    service_users_involved = models.PositiveSmallIntegerField(
        "how many people with lived experience take part", null=True, blank=True
    )
    lead_consented_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="project_name_unique"),
            models.CheckConstraint(
                name="project_dates_ordered",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
            ),
            models.CheckConstraint(
                name="project_slug_not_reserved", condition=~Q(slug__in=sorted(RESERVED_SLUGS))
            ),
            models.CheckConstraint(
                name="project_published_with_consent",
                condition=Q(published_at__isnull=True) | Q(lead_consented_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    def audit_scope(self):
        return self.programme_id, self.pk


class ProjectRow(Versioned, Withdrawable):
    """Base of rows that hang on a project."""

    class Meta:
        abstract = True

    def audit_scope(self):
        return self.project.programme_id, self.project_id


class ProjectParty(ProjectRow):
    """An organisation's part in a project: lead or partner, dated."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead organisation"
        PARTNER = "partner", "Partner"

    project = models.ForeignKey(Project, models.PROTECT, related_name="parties")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="project_parts")
    role = models.CharField(max_length=7, choices=Role.choices, default=Role.PARTNER)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"], name="project_party_unique", condition=CURRENT
            ),
            models.UniqueConstraint(
                fields=["project"], name="project_one_lead_organisation", condition=CURRENT & Q(role="lead")
            ),
            models.CheckConstraint(
                name="project_party_dates_ordered",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
            ),
        ]


class ProjectPause(ProjectRow):
    """A stretch in which nothing is due; shaded on charts. Open while `ends_on` is empty."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="project_pause_ordered",
                condition=Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
            ),
            models.UniqueConstraint(
                fields=["project"], name="project_one_open_pause", condition=CURRENT & Q(ends_on__isnull=True)
            ),
        ]


class Review(ProjectRow):
    """The advisor has looked at the project; the note is for the team."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="reviews")
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_seen_both_or_neither",
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
            )
        ]
