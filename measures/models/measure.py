"""A measure as its project defines it, what it is linked to, and what lists show of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ftc_qi.core.models import CURRENT, Versioned, Withdrawable
from measures import periods
from projects.models import AimStatement, Driver, PDSACycle, Project

from .base import DataKind, MeasureRow
from .programme import SharedMeasure


class Measure(Versioned, Withdrawable):
    """One measure of a project: what is counted, how often, and which way is good."""

    class Kind(models.TextChoices):
        OUTCOME = "outcome", "Outcome"
        PROCESS = "process", "Process"
        BALANCING = "balancing", "Balancing"

    class Direction(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"
        NEUTRAL = "neutral", "Neither is better"

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", "Weekly"
        FORTNIGHTLY = "fortnightly", "Every two weeks"
        MONTHLY = "monthly", "Monthly"
        QUARTERLY = "quarterly", "Quarterly"

    class RuleSet(models.TextChoices):
        ANHOEJ = "anhoej", "Anhøj"
        PERLA_2011 = "perla_2011", "Perla 2011"
        NHS_MDC = "nhs_mdc", "NHS Making Data Count"
        NHS_MDC_SHIFT6 = "nhs_mdc_shift6", "NHS Making Data Count, shift of 6"
        NHS_MDC_TREND6 = "nhs_mdc_trend6", "NHS Making Data Count, trend of 6"
        NHS_MDC_6 = "nhs_mdc_6", "NHS Making Data Count, shift and trend of 6"
        SIGMA_ANHOEJ = "sigma_anhoej", "3-sigma limits with Anhøj"

    class Chart(models.TextChoices):
        RUN = "run", "Run chart"
        XMR = "xmr", "XmR chart"
        I = "i", "I chart"  # noqa: E741 - its name
        C = "c", "C chart"
        U = "u", "U chart"
        UP = "up", "U′ chart"
        P = "p", "P chart"
        PP = "pp", "P′ chart"
        T = "t", "T chart"
        G = "g", "G chart"

    class YAxis(models.TextChoices):
        AUTO = "auto", "As suits the figures"
        ZERO = "zero", "From zero"
        ZOOM = "zoom", "Zoomed to the figures"

    project = models.ForeignKey(Project, models.PROTECT, related_name="measures")
    shared_measure = models.ForeignKey(
        SharedMeasure, models.PROTECT, null=True, blank=True, related_name="measures"
    )
    continues = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="successor")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.PROCESS)
    is_primary = models.BooleanField("the project's main outcome", default=False)
    data_kind = models.CharField(max_length=10, choices=DataKind.choices, default=DataKind.COUNT)
    direction = models.CharField("which way is good", max_length=7, choices=Direction.choices)
    frequency = models.CharField("how often", max_length=11, choices=Frequency.choices, blank=True)
    fortnight_anchor = models.DateField("a Monday on which a two-week period starts", null=True, blank=True)
    operational_definition = models.TextField("what exactly is counted", blank=True)
    unit = models.CharField("unit", max_length=40, blank=True)
    numerator_label = models.CharField("what the top number counts", max_length=80, blank=True)
    denominator_label = models.CharField("what the bottom number counts", max_length=80, blank=True)
    per = models.PositiveIntegerField("for every", default=1)
    inclusions = models.TextField("who or what is counted in", blank=True)
    exclusions_text = models.TextField("who or what is left out", blank=True)
    source = models.CharField("where the figures come from", max_length=200, blank=True)
    collected_by = models.CharField("who collects them", max_length=120, blank=True)
    # More decimals than a figure has: 12.3 for every 100,000 is plotted as 0.000123.
    target = models.DecimalField(
        "target, as plotted", max_digits=21, decimal_places=10, null=True, blank=True
    )
    target_on = models.DateField("target date", null=True, blank=True)
    lag_days = models.PositiveSmallIntegerField("days to log after a period ends", null=True, blank=True)
    collect_from = models.DateField("collected from", null=True, blank=True)
    collect_until = models.DateField("collected until", null=True, blank=True)
    about_people = models.BooleanField("the figures count people or are about people", default=True)
    not_about_people_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    adds_over_time = models.BooleanField("periods may be added up", default=False)
    adds_over_projects = models.BooleanField("projects may be added up", default=False)
    # Which chart, where somebody chose one; blank: the one proposed (measures.chart_choice).
    chart = models.CharField(max_length=4, choices=Chart.choices, blank=True)
    chart_note = models.CharField("why this chart", max_length=300, blank=True)
    # Used where it fits the chart, which otherwise has its own default (measures.spc.charts).
    rule_set = models.CharField(max_length=20, choices=RuleSet.choices, default=RuleSet.ANHOEJ)
    y_axis = models.CharField("y-axis", max_length=4, choices=YAxis.choices, default=YAxis.AUTO)
    decimals = models.PositiveSmallIntegerField("decimal places shown", default=0)
    order = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-is_primary", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], name="measure_name_unique", condition=CURRENT
            ),
            models.UniqueConstraint(
                fields=["project"], name="measure_one_primary", condition=CURRENT & Q(is_primary=True)
            ),
            models.CheckConstraint(
                name="measure_primary_is_an_outcome", condition=Q(is_primary=False) | Q(kind="outcome")
            ),
            models.CheckConstraint(
                name="measure_frequency_unless_events",
                condition=Q(data_kind="events", frequency="") | (~Q(data_kind="events") & ~Q(frequency="")),
            ),
            models.CheckConstraint(
                name="measure_fortnights_have_an_anchor",
                condition=~Q(frequency="fortnightly") | Q(fortnight_anchor__isnull=False),
            ),
            models.CheckConstraint(name="measure_per_positive", condition=Q(per__gte=1)),
            models.CheckConstraint(
                name="measure_proportion_target_is_a_ratio",
                condition=~Q(data_kind="proportion")
                | Q(target__isnull=True)
                | Q(target__isnull=False, target__gte=0, target__lte=1),
            ),
            models.CheckConstraint(
                name="measure_collection_ordered",
                condition=Q(collect_from__isnull=True)
                | Q(collect_until__isnull=True)
                | Q(collect_from__lte=F("collect_until")),
            ),
            models.CheckConstraint(name="measure_decimals_at_most_four", condition=Q(decimals__lte=4)),
            models.CheckConstraint(
                name="measure_not_its_own_successor",
                condition=Q(continues__isnull=True) | ~Q(continues=F("id")),
            ),
        ]

    def __str__(self):
        return self.name

    def audit_scope(self):
        return self.project.programme_id, self.project_id

    @property
    def has_parts(self):
        """True where a numerator and a denominator are entered."""
        return self.data_kind in (DataKind.PROPORTION, DataKind.RATE)

    @property
    def is_events(self):
        return self.data_kind == DataKind.EVENTS

    def effective_lag(self, programme):
        """Days allowed after a period ends: the measure's own, else the programme's."""
        return programme.lag_days if self.lag_days is None else self.lag_days

    def period_start(self, day):
        """First day of this measure's period that holds `day`."""
        return periods.start_of(day, self.frequency, self.fortnight_anchor)


class CycleMeasure(models.Model):
    """A PDSA cycle is expected to show on a measure: it is flagged on the measure's chart."""

    cycle = models.ForeignKey(PDSACycle, models.PROTECT, related_name="measure_links")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="cycle_links")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "measure"], name="cycle_measure_unique")]


class DriverMeasure(models.Model):
    """A measure that shows whether a driver is in place."""

    driver = models.ForeignKey(Driver, models.PROTECT, related_name="measure_links")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="driver_links")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["driver", "measure"], name="driver_measure_unique")]


class AimMeasure(models.Model):
    """The outcome measure that an edition of the aim speaks of; without one, the project's main outcome."""

    aim = models.OneToOneField(AimStatement, models.PROTECT, related_name="measure_link")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="aim_links")


class ControlItem(MeasureRow):
    """A line of the control plan: who watches a measure, what triggers action, and which."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="control_items")
    watched_by = models.CharField("who watches it", max_length=120)
    how_often = models.CharField("how often", max_length=80, blank=True)
    trigger = models.CharField("what triggers action", max_length=200)
    response = models.CharField("what we then do", max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]


class MeasureSummary(models.Model):
    """What lists show of a measure, one row per face. Rebuilt by every action on data, phases, settings
    or policy; nothing that depends on today is stored (DECISIONS 27)."""

    class Face(models.TextChoices):
        WORKING = "working", "Working"
        SHARED = "shared", "Shared"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="summaries")
    face = models.CharField(max_length=7, choices=Face.choices)
    status = models.CharField(max_length=20)
    signal = models.JSONField(default=dict, blank=True)
    latest = models.JSONField(default=dict, blank=True)
    data_up_to = models.DateField(null=True, blank=True)
    engine_version = models.PositiveSmallIntegerField()
    settings_hash = models.CharField(max_length=64)
    rebuilt_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "face"], name="summary_one_per_face")]
