"""Series made without a database: unsaved rows put through the same doors as stored ones."""

import datetime
from decimal import Decimal

from measures import faces, periods
from measures.disclosure import Policy
from measures.faces import from_rows
from measures.models import DataPoint, Event, Exclusion, Measure, Phase
from measures.series_rows import MeasureRows
from projects.models import Programme, Project

APRIL_2024 = datetime.date(2024, 4, 1)


def rows(
    figures=(),
    *,
    start=APRIL_2024,
    phases=(),
    excluded=(),
    events=(),
    flags=(),
    pauses=(),
    hide_below=5,
    lag_days=14,
    notes=None,
    **measure,
) -> MeasureRows:
    """Rows of one measure. figures: one a period; a number, a (numerator, denominator) pair, None = never
    answered, or an outcome's name. phases: (starts_on, baseline_periods, reason). excluded: period starts.
    events: dates, or (date, cases)."""
    facts = {
        "pk": 7,
        "name": "Offers of a test accepted",
        "kind": "outcome",
        "data_kind": "count",
        "direction": "up",
        "frequency": "monthly",
        "rule_set": "anhoej",
    }
    facts |= measure
    if facts["data_kind"] == "events":
        facts["frequency"] = ""
    programme = Programme(pk=1)
    made = Measure(project=Project(pk=3, programme=programme), **facts)
    points = []
    for index, figure in enumerate(figures):
        day = periods.step(start, made.frequency, index)
        if figure is not None:
            note = (notes or {}).get(index, "")
            points.append(_point(made, day, figure, note, pk=index + 1))
    return MeasureRows(
        measure=made,
        policy=Policy(hide_below),
        lag_days=lag_days,
        points=points,
        events=[_event(made, event, pk=index + 1) for index, event in enumerate(events)],
        phases=[
            Phase(measure=made, starts_on=on, baseline_periods=baseline, reason=reason)
            for on, baseline, reason in phases
        ],
        exclusions=[Exclusion(measure=made, period_start=day) for day in excluded],
        flags=tuple(flags),
        pauses=tuple(pauses),
    )


def working(*args, **kwargs):
    return from_rows.working(rows(*args, **kwargs))


def shared(*args, **kwargs):
    return from_rows.shared(rows(*args, **kwargs))


def analysed(series):
    """The series with its analysis and status, as every builder takes them."""
    analysis = faces.analyse(series)
    return series, analysis, faces.status(series, analysis)


def _point(measure, day, figure, note, pk):
    fields = {"outcome": "recorded"}
    if isinstance(figure, str):
        fields = {"outcome": figure}
    elif measure.data_kind in ("proportion", "rate"):
        fields |= {"numerator": Decimal(str(figure[0])), "denominator": Decimal(str(figure[1]))}
    elif isinstance(figure, tuple):
        fields |= {"value": Decimal(str(figure[0])), "people": figure[1]}
    else:
        fields |= {"value": Decimal(str(figure))}
    when = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return DataPoint(
        pk=pk,
        measure=measure,
        data_kind=measure.data_kind,
        period_start=day,
        note=note,
        recorded_at=when,
        **fields,
    )


def _event(measure, event, pk):
    day, cases = event if isinstance(event, tuple) else (event, None)
    when = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return Event(pk=pk, measure=measure, occurred_on=day, cases_since_previous=cases, recorded_at=when)
