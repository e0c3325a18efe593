import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Measure",
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
                ("name", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[("outcome", "Outcome"), ("process", "Process"), ("balancing", "Balancing")],
                        default="process",
                        max_length=9,
                    ),
                ),
                ("is_primary", models.BooleanField(default=False, verbose_name="the project's main outcome")),
                (
                    "data_kind",
                    models.CharField(
                        choices=[
                            ("count", "A count"),
                            ("proportion", "A share: some of a group (percentage)"),
                            ("rate", "A rate: events for every so many"),
                            ("continuous", "A measurement, such as days or a score"),
                            ("events", "Days or cases between rare events"),
                        ],
                        default="count",
                        max_length=10,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("up", "Higher is better"),
                            ("down", "Lower is better"),
                            ("neutral", "Neither is better"),
                        ],
                        max_length=7,
                        verbose_name="which way is good",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("weekly", "Weekly"),
                            ("fortnightly", "Every two weeks"),
                            ("monthly", "Monthly"),
                            ("quarterly", "Quarterly"),
                        ],
                        max_length=11,
                        verbose_name="how often",
                    ),
                ),
                (
                    "fortnight_anchor",
                    models.DateField(
                        blank=True, null=True, verbose_name="a Monday on which a two-week period starts"
                    ),
                ),
                (
                    "operational_definition",
                    models.TextField(blank=True, verbose_name="what exactly is counted"),
                ),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                (
                    "numerator_label",
                    models.CharField(blank=True, max_length=80, verbose_name="what the top number counts"),
                ),
                (
                    "denominator_label",
                    models.CharField(blank=True, max_length=80, verbose_name="what the bottom number counts"),
                ),
                ("per", models.PositiveIntegerField(default=1, verbose_name="for every")),
                ("inclusions", models.TextField(blank=True, verbose_name="who or what is counted in")),
                ("exclusions_text", models.TextField(blank=True, verbose_name="who or what is left out")),
                (
                    "source",
                    models.CharField(blank=True, max_length=200, verbose_name="where the figures come from"),
                ),
                (
                    "collected_by",
                    models.CharField(blank=True, max_length=120, verbose_name="who collects them"),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=10,
                        max_digits=21,
                        null=True,
                        verbose_name="target, as plotted",
                    ),
                ),
                ("target_on", models.DateField(blank=True, null=True, verbose_name="target date")),
                (
                    "lag_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days to log after a period ends"
                    ),
                ),
                ("collect_from", models.DateField(blank=True, null=True, verbose_name="collected from")),
                ("collect_until", models.DateField(blank=True, null=True, verbose_name="collected until")),
                (
                    "about_people",
                    models.BooleanField(
                        default=True, verbose_name="the figures count people or are about people"
                    ),
                ),
                (
                    "adds_over_time",
                    models.BooleanField(default=False, verbose_name="periods may be added up"),
                ),
                (
                    "adds_over_projects",
                    models.BooleanField(default=False, verbose_name="projects may be added up"),
                ),
                (
                    "rule_set",
                    models.CharField(
                        choices=[("anhoej", "Anhøj"), ("perla_2011", "Perla 2011")],
                        default="anhoej",
                        max_length=10,
                    ),
                ),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(default=0, verbose_name="decimal places shown"),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "continues",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successor",
                        to="measures.measure",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "not_about_people_confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="projects.project",
                    ),
                ),
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
                "ordering": ["-is_primary", "order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Event",
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
                ("occurred_on", models.DateField(verbose_name="happened on")),
                ("sequence", models.PositiveSmallIntegerField(default=1, verbose_name="order on that day")),
                ("cases_since_previous", models.PositiveIntegerField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["occurred_on", "sequence", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("measure", "occurred_on", "sequence"),
                        name="event_unique",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DataPoint",
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
                (
                    "data_kind",
                    models.CharField(
                        choices=[
                            ("count", "A count"),
                            ("proportion", "A share: some of a group (percentage)"),
                            ("rate", "A rate: events for every so many"),
                            ("continuous", "A measurement, such as days or a score"),
                            ("events", "Days or cases between rare events"),
                        ],
                        max_length=10,
                    ),
                ),
                ("period_start", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("recorded", "Recorded"),
                            ("nobody_eligible", "Nobody eligible"),
                            ("not_collected", "Not collected"),
                        ],
                        default="recorded",
                        max_length=15,
                    ),
                ),
                ("numerator", models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True)),
                ("value", models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True)),
                (
                    "people",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="how many people the figure stands for"
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["period_start", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("measure", "period_start"),
                        name="data_point_one_per_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("data_kind", "events"), _negated=True),
                        name="data_point_not_for_events",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome__in", ["nobody_eligible", "not_collected"]),
                                ("denominator__isnull", True),
                                ("numerator__isnull", True),
                                ("people__isnull", True),
                                ("value__isnull", True),
                            ),
                            models.Q(
                                ("data_kind__in", ["count", "continuous"]),
                                ("denominator__isnull", True),
                                ("numerator__isnull", True),
                                ("outcome", "recorded"),
                                ("value__isnull", False),
                            ),
                            models.Q(
                                ("data_kind__in", ["proportion", "rate"]),
                                ("denominator__isnull", False),
                                ("numerator__isnull", False),
                                ("outcome", "recorded"),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="data_point_figures_match_outcome_and_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("data_kind", "count"), _negated=True),
                                ("value__isnull", True),
                                models.Q(("value__gte", 0), ("value__isnull", False)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("numerator__isnull", True),
                                models.Q(("numerator__gte", 0), ("numerator__isnull", False)),
                                _connector="OR",
                            ),
                        ),
                        name="data_point_counts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("denominator__isnull", True),
                            models.Q(("denominator__gt", 0), ("denominator__isnull", False)),
                            _connector="OR",
                        ),
                        name="data_point_denominator_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("data_kind", "proportion"), _negated=True),
                            ("numerator__isnull", True),
                            models.Q(
                                ("numerator__isnull", False), ("numerator__lte", models.F("denominator"))
                            ),
                            _connector="OR",
                        ),
                        name="data_point_proportion_within_its_denominator",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("people__isnull", True), ("data_kind", "continuous"), _connector="OR"
                        ),
                        name="data_point_people_only_with_measurements",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CycleMeasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measure_links",
                        to="projects.pdsacycle",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycle_links",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "measure"), name="cycle_measure_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Annotation",
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
                ("on_date", models.DateField(verbose_name="date")),
                ("text", models.CharField(max_length=120, verbose_name="what happened")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annotations",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["on_date", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MeasureSummary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "face",
                    models.CharField(choices=[("working", "Working"), ("shared", "Shared")], max_length=7),
                ),
                ("status", models.CharField(max_length=20)),
                ("signal", models.JSONField(blank=True, default=dict)),
                ("latest", models.JSONField(blank=True, default=dict)),
                ("data_up_to", models.DateField(blank=True, null=True)),
                ("engine_version", models.PositiveSmallIntegerField()),
                ("settings_hash", models.CharField(max_length=64)),
                ("rebuilt_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summaries",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "face"), name="summary_one_per_face")
                ],
            },
        ),
        migrations.CreateModel(
            name="Phase",
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
                (
                    "starts_on",
                    models.DateField(blank=True, null=True, verbose_name="first period of the new phase"),
                ),
                (
                    "baseline_periods",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="recorded points that fix the centre line"
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="why")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phases",
                        to="measures.measure",
                    ),
                ),
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
                "ordering": [models.OrderBy(models.F("starts_on"), nulls_first=True), "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("measure", "starts_on"),
                        name="phase_start_unique",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True), ("starts_on__isnull", True)),
                        fields=("measure",),
                        name="phase_one_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="phase_later_ones_have_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("baseline_periods__isnull", True),
                            models.Q(("baseline_periods__gte", 1), ("baseline_periods__isnull", False)),
                            _connector="OR",
                        ),
                        name="phase_baseline_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedMeasure",
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
                ("name", models.CharField(max_length=160)),
                ("operational_definition", models.TextField(blank=True)),
                (
                    "data_kind",
                    models.CharField(
                        choices=[
                            ("count", "A count"),
                            ("proportion", "A share: some of a group (percentage)"),
                            ("rate", "A rate: events for every so many"),
                            ("continuous", "A measurement, such as days or a score"),
                            ("events", "Days or cases between rare events"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared_measures",
                        to="projects.programme",
                    ),
                ),
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
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("programme", "name"),
                        name="shared_measure_unique",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="measure",
            name="shared_measure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="measures.sharedmeasure",
            ),
        ),
        migrations.CreateModel(
            name="DisclosurePolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "hide_below",
                    models.PositiveSmallIntegerField(default=5, verbose_name="hide numbers below"),
                ),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosure_policy",
                        to="projects.programme",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hide_below__gte", 2), ("hide_below__lte", 100)),
                        name="disclosure_policy_threshold_sensible",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
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
                ("period_start", models.DateField(blank=True, null=True)),
                ("reason", models.TextField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions",
                        to="measures.event",
                    ),
                ),
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
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True), ("period_start__isnull", False)),
                        fields=("measure", "period_start"),
                        name="exclusion_period_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("event__isnull", False), ("period_start__isnull", True)),
                            models.Q(("event__isnull", True), ("period_start__isnull", False)),
                            _connector="OR",
                        ),
                        name="exclusion_of_a_period_or_an_event",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("project", "name"),
                name="measure_name_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True), ("is_primary", True)),
                fields=("project",),
                name="measure_one_primary",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_primary", False), ("kind", "outcome"), _connector="OR"),
                name="measure_primary_is_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("data_kind", "events"), ("frequency", "")),
                    models.Q(
                        models.Q(("data_kind", "events"), _negated=True),
                        models.Q(("frequency", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="measure_frequency_unless_events",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("frequency", "fortnightly"), _negated=True),
                    ("fortnight_anchor__isnull", False),
                    _connector="OR",
                ),
                name="measure_fortnights_have_an_anchor",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("per__gte", 1)), name="measure_per_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("data_kind", "proportion"), _negated=True),
                    ("target__isnull", True),
                    models.Q(("target__gte", 0), ("target__isnull", False), ("target__lte", 1)),
                    _connector="OR",
                ),
                name="measure_proportion_target_is_a_ratio",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("collect_from__isnull", True),
                    ("collect_until__isnull", True),
                    ("collect_from__lte", models.F("collect_until")),
                    _connector="OR",
                ),
                name="measure_collection_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("decimals__lte", 4)), name="measure_decimals_at_most_four"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("continues__isnull", True),
                    models.Q(("continues", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="measure_not_its_own_successor",
            ),
        ),
    ]
