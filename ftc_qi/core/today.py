"""What day it is in London: the only clock of due dates (DECISIONS 11)."""

import datetime

from django.utils import timezone


def today() -> datetime.date:
    """The date in Europe/London now (the site's time zone)."""
    return timezone.localdate()
