"""Measures and their data. Figures are kept as typed; the plotted value is worked out in measures.faces."""

from .base import DataKind
from .chart import Annotation, Exclusion, Phase
from .data import Breakdown, Category, CategoryPoint, DataPoint, Event
from .measure import AimMeasure, ControlItem, CycleMeasure, DriverMeasure, Measure, MeasureSummary
from .programme import DisclosurePolicy, SharedMeasure

__all__ = [
    "AimMeasure",
    "Annotation",
    "Breakdown",
    "Category",
    "CategoryPoint",
    "ControlItem",
    "CycleMeasure",
    "DataKind",
    "DataPoint",
    "DisclosurePolicy",
    "DriverMeasure",
    "Event",
    "Exclusion",
    "Measure",
    "MeasureSummary",
    "Phase",
    "SharedMeasure",
]
