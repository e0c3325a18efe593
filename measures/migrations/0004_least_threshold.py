"""A threshold of 2 would print "fewer than 2", which says 1: from now on the least is 3, and a stored 2 becomes 3.

Where one is raised, run `manage.py recompute_summaries` after the upgrade, as after every upgrade of what lists show:
this migration does not rebuild MeasureSummary. Going back leaves a raised threshold at 3, which the old rule allows.
"""

from django.db import migrations, models


def raise_to_least(apps, schema_editor):
    policies = apps.get_model("measures", "DisclosurePolicy").objects.using(schema_editor.connection.alias)
    policies.filter(hide_below__lt=3).update(hide_below=3, version=models.F("version") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0003_breakdowns"),
    ]

    operations = [
        migrations.RunPython(raise_to_least, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="disclosurepolicy",
            name="disclosure_policy_threshold_sensible",
        ),
        migrations.AddConstraint(
            model_name="disclosurepolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("hide_below__gte", 3), ("hide_below__lte", 100)),
                name="disclosure_policy_threshold_sensible",
            ),
        ),
    ]
