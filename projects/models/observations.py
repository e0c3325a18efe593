"""What the team saw during Do, with photos and files."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ftc_qi.core.models import StoredFile

from .project import ProjectRow
from .theory import PDSACycle


class Observation(ProjectRow):
    """Something seen while a change was tried; anyone on the team may add one."""

    cycle = models.ForeignKey(PDSACycle, models.PROTECT, related_name="observations")
    seen_on = models.DateField("day")
    text = models.TextField("what we saw")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seen_on", "pk"]

    def audit_scope(self):
        return self.cycle.audit_scope()


class ObservationFile(ProjectRow):
    """A photo or file with its caption, shown to the team, its advisor and the fund manager."""

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField("what it shows", max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def audit_scope(self):
        return self.observation.audit_scope()
