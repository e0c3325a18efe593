"""Rows every app shares: the one history (AuditEvent) and the two abstract bases of editable rows."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class AppendOnly(Exception):
    """Raised on an attempt to change or delete history."""


class AuditEventQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnly("Audit events are never changed.")

    def delete(self):
        raise AppendOnly("Audit events are never deleted.")


class AuditEvent(models.Model):
    """What happened, to what, by whom, why. Written by the action in the same transaction; append-only.

    Programme, project and target are plain numbers, not foreign keys: nothing that happens to the
    target can erase its history (DECISIONS 2). `changes` maps a field to [from, to].
    """

    event = models.CharField(max_length=60)
    programme_id = models.BigIntegerField(null=True, blank=True)
    project_id = models.BigIntegerField(null=True, blank=True)
    target_label = models.CharField(max_length=60)
    target_id = models.BigIntegerField(null=True, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    why = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="audit_events"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["target_label", "target_id"], name="audit_by_target"),
            models.Index(fields=["project_id", "-at"], name="audit_by_project"),
            models.Index(fields=["programme_id", "-at"], name="audit_by_programme"),
        ]

    def __str__(self):
        return f"{self.event}: {self.target_label} {self.target_id}"


class Versioned(models.Model):
    """A row people edit. `version` rises by one with each change; an edit form carries the one it read."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class WithdrawableQuerySet(models.QuerySet):
    def current(self):
        """Rows that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Withdrawable(models.Model):
    """A row that is withdrawn with a reason, never deleted."""

    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    withdrawn_why = models.TextField(blank=True, editable=False)

    objects = WithdrawableQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None


CURRENT = models.Q(withdrawn_at__isnull=True)
"""Condition of partial uniqueness: withdrawn rows do not stand in the way of new ones."""


class StoredFile(models.Model):
    """An uploaded file: checked by its content, kept under a name of our own, served by a view only.

    Images are written again without metadata. Who may read it depends on the row that links to it.
    """

    class Kind(models.TextChoices):
        IMAGE = "image", "Image"
        PDF = "pdf", "PDF"
        OFFICE = "office", "Office document"

    file = models.FileField(upload_to="files/%Y/%m", max_length=200)
    name = models.CharField("name it was given", max_length=120)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("bytes")
    width = models.PositiveSmallIntegerField(null=True, blank=True)
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name
