"""The QI method: aim statements, change ideas, PDSA cycles."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ftc_qi.core.models import CURRENT

from .project import Project, ProjectRow


class AimStatement(ProjectRow):
    """One edition of a project's aim. The current one is the highest number not withdrawn.

    `from_value` and `to_value` are as displayed (62 for 62%); pages show them through measures.faces.
    """

    class Direction(models.TextChoices):
        UP = "up", "It should rise"
        DOWN = "down", "It should fall"
        HOLD = "hold", "It should stay as it is"

    project = models.ForeignKey(Project, models.PROTECT, related_name="aims")
    number = models.PositiveSmallIntegerField()
    what = models.CharField("what will improve", max_length=200)
    direction = models.CharField("which way", max_length=4, choices=Direction.choices, blank=True)
    from_value = models.DecimalField("from", max_digits=12, decimal_places=2, null=True, blank=True)
    to_value = models.DecimalField("to", max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    for_whom = models.CharField("for whom", max_length=200, blank=True)
    where = models.CharField("where", max_length=200, blank=True)
    by_when = models.DateField("by when", null=True, blank=True)
    reason = models.TextField("why it changed", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="aim_number_unique", condition=CURRENT)
        ]


class ChangeIdea(ProjectRow):
    """A change the team thinks will help, and why."""

    class Source(models.TextChoices):
        STAFF = "staff", "Staff and volunteers"
        SERVICE_USERS = "service_users", "People who use the service"
        EVIDENCE = "evidence", "Evidence"
        OTHER_PROJECT = "other_project", "Another project"

    class Status(models.TextChoices):
        IDEA = "idea", "Idea"
        TESTING = "testing", "Testing"
        ADAPTED = "adapted", "Adapted"
        ADOPTED = "adopted", "Adopted"
        ABANDONED = "abandoned", "Abandoned"

    class Size(models.IntegerChoices):
        LOW = 1, "Low"
        MEDIUM = 2, "Medium"
        HIGH = 3, "High"

    project = models.ForeignKey(Project, models.PROTECT, related_name="change_ideas")
    title = models.CharField("what we try", max_length=160)
    theory = models.TextField("we think this works because", blank=True)
    source = models.CharField(max_length=13, choices=Source.choices, default=Source.STAFF)
    evidence = models.CharField("what the evidence is", max_length=300, blank=True)
    evidence_url = models.URLField("where to read it", max_length=500, blank=True)
    from_idea = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    from_cause = models.ForeignKey(
        "projects.Cause", models.PROTECT, null=True, blank=True, related_name="change_ideas"
    )
    effort = models.PositiveSmallIntegerField(choices=Size.choices, null=True, blank=True)
    impact = models.PositiveSmallIntegerField(choices=Size.choices, null=True, blank=True)
    co_design = models.TextField("how people who use the service shaped it", blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.IDEA)
    abandoned_why = models.TextField("why it was abandoned", blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"], name="change_idea_title_unique", condition=CURRENT
            ),
            models.CheckConstraint(
                name="change_idea_not_its_own_copy",
                condition=Q(from_idea__isnull=True) | ~Q(from_idea=F("id")),
            ),
            models.CheckConstraint(
                name="change_idea_sizes_on_the_scale",
                condition=(Q(effort__isnull=True) | Q(effort__isnull=False, effort__gte=1, effort__lte=3))
                & (Q(impact__isnull=True) | Q(impact__isnull=False, impact__gte=1, impact__lte=3)),
            ),
        ]

    def __str__(self):
        return self.title


class PDSACycle(ProjectRow):
    """One test of a change: Plan, Do, Study, Act. `previous` links cycles into a ramp.

    Do begins with an explicit move, which locks the prediction (DECISIONS 17). Numbers count up within a
    project and are never used twice.
    """

    class Stage(models.TextChoices):
        PLAN = "plan", "Plan"
        DO = "do", "Do"
        STUDY = "study", "Study"
        ACT = "act", "Act"
        DONE = "done", "Done"

    TRANSITIONS = {
        Stage.PLAN: {Stage.DO},
        Stage.DO: {Stage.STUDY},
        Stage.STUDY: {Stage.ACT},
        Stage.ACT: {Stage.DONE},
        Stage.DONE: set(),
    }

    class Act(models.TextChoices):
        ADOPT = "adopt", "Adopt"
        ADAPT = "adapt", "Adapt"
        EXPAND = "expand", "Expand"
        ABANDON = "abandon", "Abandon"

    class Purpose(models.TextChoices):
        LEARN = "learn", "Learn how things are now"
        DEVELOP = "develop", "Develop a change"
        TEST = "test", "Test a change"
        IMPLEMENT = "implement", "Implement a change"

    class Size(models.IntegerChoices):
        ONE_TIME = 1, "A single time or person"
        FEW = 2, "A few times or people"
        ONE_PLACE = 3, "One team or place"
        SEVERAL = 4, "Several teams or places"
        WHOLE = 5, "The whole service"

    class Confirmed(models.TextChoices):
        YES = "yes", "It came out as predicted"
        PARTLY = "partly", "Partly"
        NO = "no", "It came out differently"

    change_idea = models.ForeignKey(ChangeIdea, models.PROTECT, related_name="cycles")
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next_cycles")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    objective = models.TextField("what we want to learn", blank=True)
    prediction = models.TextField("what we expect", blank=True)
    prediction_locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    prediction_after = models.BooleanField("prediction written afterwards", default=False, editable=False)
    purpose = models.CharField(max_length=9, choices=Purpose.choices, blank=True)
    scale = models.CharField("how big the test is", max_length=120, blank=True)
    size = models.PositiveSmallIntegerField("size of the test", choices=Size.choices, null=True, blank=True)
    planned_start_on = models.DateField("starts")
    planned_end_on = models.DateField("ends", null=True, blank=True)
    plan = models.TextField("who does what, when and where", blank=True)
    data_plan = models.TextField("what data we collect, who and how", blank=True)
    stage = models.CharField(max_length=5, choices=Stage.choices, default=Stage.PLAN, editable=False)
    started_on = models.DateField("Do began on", null=True, blank=True)
    ended_on = models.DateField("Do ended on", null=True, blank=True)
    do = models.TextField("what happened", blank=True)
    study = models.TextField("what we learned", blank=True)
    prediction_held = models.CharField(
        "did it come out as predicted?", max_length=6, choices=Confirmed.choices, blank=True
    )
    act = models.CharField("decision", max_length=7, choices=Act.choices, blank=True)
    act_note = models.TextField("what next", blank=True)
    moved_at = models.DateTimeField("last news", default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change_idea", "number"], name="cycle_number_unique", condition=CURRENT
            ),
            models.CheckConstraint(
                name="cycle_planned_dates_ordered",
                condition=Q(planned_end_on__isnull=True) | Q(planned_start_on__lte=F("planned_end_on")),
            ),
            models.CheckConstraint(
                name="cycle_do_dates_ordered",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=False, ended_on__isnull=False, started_on__lte=F("ended_on")),
            ),
            models.CheckConstraint(
                name="cycle_do_has_begun_after_plan",
                condition=Q(stage="plan", started_on__isnull=True, prediction_locked_at__isnull=True)
                | (~Q(stage="plan") & Q(started_on__isnull=False, prediction_locked_at__isnull=False)),
            ),
            models.CheckConstraint(name="cycle_done_has_a_decision", condition=~Q(stage="done") | ~Q(act="")),
            models.CheckConstraint(
                name="cycle_size_on_the_scale",
                condition=Q(size__isnull=True) | Q(size__isnull=False, size__gte=1, size__lte=5),
            ),
            models.CheckConstraint(
                name="cycle_not_its_own_previous", condition=Q(previous__isnull=True) | ~Q(previous=F("id"))
            ),
        ]

    def __str__(self):
        return f"Cycle {self.number}: {self.title}"

    def audit_scope(self):
        return self.change_idea.audit_scope()

    @property
    def is_locked(self):
        return self.prediction_locked_at is not None

    @property
    def project(self):
        return self.change_idea.project


class CycleQuestion(ProjectRow):
    """A question of a cycle beside its objective, with its own prediction, and later what came out.

    Its prediction locks with the cycle's: after that it is amended with a reason, both kept.
    """

    cycle = models.ForeignKey(PDSACycle, models.PROTECT, related_name="questions")
    question = models.CharField(max_length=200)
    prediction = models.CharField("what we expect", max_length=300, blank=True)
    result = models.TextField("what came out", blank=True)
    held = models.CharField(
        "did it come out as predicted?", max_length=6, choices=PDSACycle.Confirmed.choices, blank=True
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.question

    def audit_scope(self):
        return self.cycle.audit_scope()


class PredictionAmendment(models.Model):
    """An amendment of a locked prediction: the text before, the text after and why. Both are kept.

    question: empty for the cycle's own prediction.
    """

    cycle = models.ForeignKey(PDSACycle, models.PROTECT, related_name="amendments")
    question = models.ForeignKey(
        CycleQuestion, models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    before = models.TextField()
    after = models.TextField()
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def audit_scope(self):
        return self.cycle.audit_scope()
