"""What the rows of this app are made of: kinds of figures, a typed figure, a row that hangs on a measure."""

from django.db import models

from ftc_qi.core.models import Versioned, Withdrawable


def figure(label: str | None = None) -> models.DecimalField:
    """A typed figure: up to eleven digits before the point and four after it."""
    return models.DecimalField(label, max_digits=15, decimal_places=4, null=True, blank=True)


class DataKind(models.TextChoices):
    COUNT = "count", "A count"
    PROPORTION = "proportion", "A share: some of a group (percentage)"
    RATE = "rate", "A rate: events for every so many"
    CONTINUOUS = "continuous", "A measurement, such as days or a score"
    EVENTS = "events", "Days or cases between rare events"


class MeasureRow(Versioned, Withdrawable):
    """Base of rows that hang on a measure."""

    class Meta:
        abstract = True

    def audit_scope(self):
        return self.measure.audit_scope()
