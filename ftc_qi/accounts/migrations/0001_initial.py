import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import ftc_qi.accounts.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("display_name", models.CharField(max_length=80, verbose_name="name people see")),
                (
                    "theme",
                    models.CharField(
                        choices=[("device", "As my device"), ("light", "Light"), ("dark", "Dark")],
                        default="device",
                        max_length=6,
                    ),
                ),
                ("is_staff", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="user_email_unique_in_any_case"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("theme__in", ["device", "light", "dark"])),
                        name="user_theme_known",
                    ),
                ],
            },
            managers=[
                ("objects", ftc_qi.accounts.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawn_why", models.TextField(blank=True, editable=False)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("voluntary", "Voluntary organisation"),
                            ("community", "Community group"),
                            ("nhs", "NHS"),
                            ("council", "Local authority"),
                            ("other", "Other"),
                        ],
                        default="voluntary",
                        max_length=10,
                    ),
                ),
                ("website", models.URLField(blank=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        name="organisation_name_unique",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationIdentifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("GB-CHC", "Charity number (England and Wales)"),
                            ("GB-COH", "Company number"),
                            ("GB-SC", "Charity number (Scotland)"),
                            ("GB-NIC", "Charity number (Northern Ireland)"),
                            ("GB-NHS", "NHS organisation code"),
                            ("GB-LAE", "Local authority code (England)"),
                            ("GB-MPR", "Mutuals register number"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["scheme", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scheme", "number"), name="organisation_identifier_unique"
                    )
                ],
            },
        ),
    ]
