"""The programme and its money: years, grants, payments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ftc_qi.core.models import CURRENT, Versioned, Withdrawable


class Programme(Versioned):
    """A fund with its own people, projects and budget."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    summary = models.TextField("what it is for", blank=True)
    lag_days = models.PositiveSmallIntegerField(
        "days to log after a period ends",
        default=14,
        help_text="A month's figures are due this many days after the month ends, unless a measure says otherwise.",
    )
    driver_outline = models.TextField(
        "driver diagram a new project may start from",
        blank=True,
        help_text="One driver or idea a line; two spaces deeper for what stands behind it.",
    )
    funder_sees_scores = models.BooleanField("the funder sees the advisor's progress scores", default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="programme_lag_at_most_a_year", condition=Q(lag_days__lte=366))
        ]

    def __str__(self):
        return self.name

    def audit_scope(self):
        return self.pk, None


class ProgrammeRow(Versioned, Withdrawable):
    """Base of rows that hang on a programme."""

    class Meta:
        abstract = True

    def audit_scope(self):
        return self.programme_id, None


class ProgrammeParty(ProgrammeRow):
    """An organisation's part in the programme: funder, administrator or QI partner, dated."""

    class Role(models.TextChoices):
        FUNDER = "funder", "Funder"
        ADMINISTRATOR = "administrator", "Administrator"
        QI_PARTNER = "qi_partner", "QI partner"

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="parties")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="programme_parts")
    role = models.CharField(max_length=14, choices=Role.choices)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "role"], name="programme_party_unique", condition=CURRENT
            ),
            models.CheckConstraint(
                name="programme_party_dates_ordered",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
            ),
        ]


class ProgrammeYear(ProgrammeRow):
    """A budget year. Whole pounds."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="years")
    starts_on = models.DateField()
    ends_on = models.DateField()
    budget = models.DecimalField(max_digits=12, decimal_places=0)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "starts_on"], name="programme_year_unique", condition=CURRENT
            ),
            models.CheckConstraint(name="programme_year_ordered", condition=Q(starts_on__lt=F("ends_on"))),
            models.CheckConstraint(name="programme_year_budget_not_negative", condition=Q(budget__gte=0)),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """ "2024–25" for a year that crosses New Year, "2024" for one that does not."""
        if self.starts_on.year == self.ends_on.year:
            return str(self.starts_on.year)
        return f"{self.starts_on.year}–{self.ends_on.year % 100:02d}"


class NamedProgrammeRow(ProgrammeRow):
    """Base of the programme's lists of names."""

    name = models.CharField(max_length=120)

    class Meta:
        abstract = True
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Theme(NamedProgrammeRow):
    """A part of the field that the fund cares for, e.g. testing."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="themes")

    class Meta(NamedProgrammeRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="theme_unique", condition=CURRENT)
        ]


class PopulationGroup(NamedProgrammeRow):
    """People the fund wants to reach, e.g. migrants."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="population_groups")

    class Meta(NamedProgrammeRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="population_unique", condition=CURRENT)
        ]


class Area(NamedProgrammeRow):
    """A place projects work in; for London, a borough with its ONS code."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="areas")
    gss_code = models.CharField("ONS code", max_length=9, blank=True)

    class Meta(NamedProgrammeRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="area_unique", condition=CURRENT)
        ]


class Grant(Versioned, Withdrawable):
    """Money for one project. The three totals are moved only by actions, under a row lock (DECISIONS 3).

    `awarded` = sum of its years' `amount` (whole pounds); `approved` = payments approved or paid;
    `paid` = payments paid, less corrections (both to the penny).
    """

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="grants")
    reference = models.CharField(max_length=40)
    awarded_on = models.DateField()
    awarded = models.DecimalField(max_digits=12, decimal_places=0, default=0, editable=False)
    approved = models.DecimalField(max_digits=14, decimal_places=2, default=0, editable=False)
    paid = models.DecimalField(max_digits=14, decimal_places=2, default=0, editable=False)

    class Meta:
        ordering = ["awarded_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "reference"], name="grant_reference_unique", condition=CURRENT
            ),
            models.CheckConstraint(
                name="grant_paid_within_approved_within_awarded",
                condition=Q(paid__gte=0, paid__lte=F("approved"), approved__lte=F("awarded")),
            ),
        ]

    def __str__(self):
        return self.reference

    def audit_scope(self):
        return self.project.programme_id, self.project_id


class GrantYear(Versioned, Withdrawable):
    """What a grant awards in one programme year. `amount` = original plus decided variations."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="years")
    programme_year = models.ForeignKey(ProgrammeYear, models.PROTECT, related_name="grant_years")
    original_amount = models.DecimalField(max_digits=12, decimal_places=0)
    amount = models.DecimalField(max_digits=12, decimal_places=0)

    class Meta:
        ordering = ["programme_year__starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "programme_year"], name="grant_year_unique", condition=CURRENT
            ),
            models.CheckConstraint(
                name="grant_year_amounts_not_negative", condition=Q(original_amount__gte=0, amount__gte=0)
            ),
        ]

    def audit_scope(self):
        return self.grant.audit_scope()


class Payment(Versioned, Withdrawable):
    """One tranche of a grant's year: planned, approved by one person, paid by another.

    A paid payment is never edited: a mistake is corrected by a negative payment that names it.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        APPROVED = "approved", "Approved"
        PAID = "paid", "Paid"

    TRANSITIONS = {
        Status.PLANNED: {Status.APPROVED},
        Status.APPROVED: {Status.PLANNED, Status.PAID},
        Status.PAID: set(),
    }

    grant_year = models.ForeignKey(GrantYear, models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    due_on = models.DateField()
    condition = models.CharField("what has to be in place first", max_length=200, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PLANNED, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    paid_at = models.DateTimeField(null=True, blank=True, editable=False)
    paid_on = models.DateField(null=True, blank=True)
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reversals", editable=False
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="payment_negative_only_when_it_reverses",
                condition=Q(reverses__isnull=True, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
            ),
            models.CheckConstraint(
                name="payment_approved_and_paid_by_two_people",
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("approved_by")),
            ),
            models.CheckConstraint(
                name="payment_status_matches_facts",
                condition=Q(
                    status="planned", approved_by__isnull=True, approved_at__isnull=True, paid_by__isnull=True
                )
                | Q(
                    status="approved",
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    paid_by__isnull=True,
                )
                | Q(
                    status="paid",
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    paid_by__isnull=False,
                    paid_at__isnull=False,
                    paid_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="payment_paid_is_not_withdrawn",
                condition=Q(withdrawn_at__isnull=True) | ~Q(status="paid"),
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                name="payment_reversed_once",
                condition=Q(reverses__isnull=False, withdrawn_at__isnull=True),
            ),
        ]

    def audit_scope(self):
        return self.grant_year.grant.audit_scope()
