"""Who has which part: programme roles, coach assignments, team members, invitations."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from ftc_qi.core.models import Versioned

OPEN = Q(ended_at__isnull=True)


class ProgrammeRole(Versioned):
    """A person's role in a programme. A coach is an advisor with `all_projects` off (DECISIONS 4)."""

    class Role(models.TextChoices):
        FUND_MANAGER = "fund_manager", "Fund manager"
        FINANCE = "finance", "Finance"
        ADVISOR = "advisor", "QI advisor"
        FUNDER = "funder", "Funder"
        ASSESSOR = "assessor", "Assessor"

    programme = models.ForeignKey("projects.Programme", models.PROTECT, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="programme_roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    all_projects = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "role"], name="programme_role_unique", condition=OPEN
            ),
            models.CheckConstraint(
                name="programme_role_only_advisors_have_some_projects",
                condition=Q(all_projects=True) | Q(role="advisor"),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def is_coach(self):
        return self.role == self.Role.ADVISOR and not self.all_projects

    @property
    def label(self):
        return "Coach" if self.is_coach else self.get_role_display()

    def audit_scope(self):
        return self.programme_id, None


class CoachAssignment(models.Model):
    """A project that a coach looks after."""

    programme_role = models.ForeignKey(ProgrammeRole, models.PROTECT, related_name="assignments")
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="coach_assignments")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_role", "project"], name="coach_assignment_unique", condition=OPEN
            )
        ]

    def audit_scope(self):
        return self.project.programme_id, self.project_id


class TeamMemberQuerySet(models.QuerySet):
    def active(self):
        """People on the team now."""
        return self.filter(OPEN)


class TeamMember(Versioned):
    """Somebody on a project's team, shown by display name only. `user` is empty for people without sign-in."""

    class Role(models.TextChoices):
        LEAD = "lead", "Project lead"
        MEMBER = "member", "Team member"
        CONTRIBUTOR = "contributor", "Contributor"

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=11, choices=Role.choices, default=Role.MEMBER)
    display_name = models.CharField("name people see", max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"],
                name="team_member_unique",
                condition=OPEN & Q(user__isnull=False),
            )
        ]

    def __str__(self):
        return self.display_name

    def audit_scope(self):
        return self.project.programme_id, self.project_id


class InvitationQuerySet(models.QuerySet):
    def open(self, now=None):
        """Invitations that can still be taken up."""
        return self.filter(
            accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now or timezone.now()
        )

    def sent_to(self, user):
        """Invitations to an address that `user` has proven to be theirs."""
        proven = user.emailaddress_set.filter(verified=True)
        return self.filter(email__in=proven.annotate(lower=Lower("email")).values("lower"))


class Invitation(Versioned):
    """A role offered by e-mail. Its link opens a page; only the button on it takes the role up.

    Exactly one of `programme` (with a programme role) and `project` (with a team role) is set. Only a
    hash of the link's secret is stored.
    """

    programme = models.ForeignKey(
        "projects.Programme", models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    role = models.CharField(max_length=12, choices=[*ProgrammeRole.Role.choices, *TeamMember.Role.choices])
    all_projects = models.BooleanField(default=True)
    coached_projects = models.ManyToManyField("projects.Project", blank=True, related_name="+")
    email = models.EmailField("e-mail address")
    display_name = models.CharField("name people see", max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_to_a_programme_or_a_project",
                condition=Q(programme__isnull=False, project__isnull=True, role__in=ProgrammeRole.Role.values)
                | Q(programme__isnull=True, project__isnull=False, role__in=TeamMember.Role.values),
            ),
            models.CheckConstraint(
                name="invitation_not_both_accepted_and_revoked",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
        ]

    @property
    def is_coach(self):
        return self.role == ProgrammeRole.Role.ADVISOR and not self.all_projects

    @property
    def role_label(self):
        return "Coach" if self.is_coach else self.get_role_display()

    def state(self, now=None):
        """ "open", "accepted", "revoked" or "expired"."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > (now or timezone.now()) else "expired"

    def audit_scope(self):
        if self.project_id:
            return self.project.programme_id, self.project_id
        return self.programme_id, None
