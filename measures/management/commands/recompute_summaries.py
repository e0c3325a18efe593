"""Rebuild what lists show of each measure, for example after an upgrade of the statistics."""

from django.core.management.base import BaseCommand

from measures.models import Measure
from measures.summaries import rebuild_all


class Command(BaseCommand):
    help = "Rebuild the summaries of all measures (safe to run again)."

    def handle(self, *args, **options):
        count = rebuild_all(Measure.objects.current())
        self.stdout.write(f"Rebuilt the summaries of {count} measures.")
