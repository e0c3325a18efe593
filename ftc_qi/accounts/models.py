"""People who sign in with their e-mail address, and the organisations of this installation."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from ftc_qi.core.models import CURRENT, Versioned, Withdrawable


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """Make a person. The address is kept in lower case: it is what they sign in with."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Pages show `display_name` only; the address is theirs alone (DECISIONS 6)."""

    class Theme(models.TextChoices):
        DEVICE = "device", "As my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField("e-mail address", unique=True)
    display_name = models.CharField("name people see", max_length=80)
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.DEVICE)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case"),
            models.CheckConstraint(
                name="user_theme_known", condition=models.Q(theme__in=["device", "light", "dark"])
            ),
        ]

    def __str__(self):
        return self.display_name

    def get_full_name(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name.split(" ")[0]

    @property
    def initials(self):
        """One or two letters for the avatar."""
        words = self.display_name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class Organisation(Versioned, Withdrawable):
    """A charity, NHS trust, council or other body; one row per installation (DECISIONS 29)."""

    class Kind(models.TextChoices):
        VOLUNTARY = "voluntary", "Voluntary organisation"
        COMMUNITY = "community", "Community group"
        NHS = "nhs", "NHS"
        COUNCIL = "council", "Local authority"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.VOLUNTARY)
    website = models.URLField(blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="organisation_name_unique", condition=CURRENT)
        ]

    def __str__(self):
        return self.name


class OrganisationIdentifier(models.Model):
    """An official number, e.g. GB-CHC 1164883. Schemes are org-id.guide list codes."""

    class Scheme(models.TextChoices):
        CHARITY_EW = "GB-CHC", "Charity number (England and Wales)"
        COMPANY = "GB-COH", "Company number"
        CHARITY_SCOTLAND = "GB-SC", "Charity number (Scotland)"
        CHARITY_NI = "GB-NIC", "Charity number (Northern Ireland)"
        NHS = "GB-NHS", "NHS organisation code"
        AUTHORITY = "GB-LAE", "Local authority code (England)"
        MUTUAL = "GB-MPR", "Mutuals register number"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    number = models.CharField(max_length=40)

    class Meta:
        ordering = ["scheme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="organisation_identifier_unique")
        ]

    def __str__(self):
        return f"{self.scheme}-{self.number}"
