"""Measures and their data. Figures are kept as typed; the plotted value is worked out in measures.faces."""

from .base import DataKind
from .chart import Annotation, Exclusion, Phase
from .data import Breakdown, Category, CategoryPoint, DataPoint, Event
from .measure import CycleMeasure, Measure, MeasureSummary
from .programme import DisclosurePolicy, SharedMeasure

__all__ = [
    "Annotation",
    "Breakdown",
    "Category",
    "CategoryPoint",
    "CycleMeasure",
    "DataKind",
    "DataPoint",
    "DisclosurePolicy",
    "Event",
    "Exclusion",
    "Measure",
    "MeasureSummary",
    "Phase",
    "SharedMeasure",
]
