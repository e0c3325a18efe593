"""The shared series of random figures does not change with what it hides (DECISIONS 24).

Everything drawn, said or downloaded is made from that series alone, so two equal series cannot be told apart.
"""

import datetime
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from measures.disclosure import Policy
from measures.faces import from_rows
from measures.models import Measure
from measures.series import Flag
from measures.series_rows import ExclusionRow, MeasureRows, PhaseRow

MONTHS = [datetime.date(2024 + i // 12, i % 12 + 1, 1) for i in range(36)]
NONE = {"value": None, "numerator": None, "denominator": None, "people": None}
small = st.integers(1, 4)
large = st.integers(5, 60)
zero = st.just(0)


def count(draw):
    if draw(st.booleans()):
        return [{"value": draw(small)} for _ in "ab"]
    return [{"value": draw(st.one_of(zero, large))}] * 2


def proportion(draw):
    """Hidden by its numerator, by its denominator, by what is left, or shown."""
    one = st.one_of(zero, large)
    how = draw(st.sampled_from(["top", "bottom", "left", "shown"]))
    if how == "shown":
        top = draw(one)
        return [{"numerator": top, "denominator": top + draw(large)}] * 2

    def pair():
        if how == "top":
            top = draw(small)
            return top, top + draw(st.integers(5 - top, 60))
        if how == "bottom":
            bottom = draw(small)
            return draw(st.integers(0, bottom)), bottom
        top = draw(large)
        return top, top + draw(small)

    return [dict(zip(("numerator", "denominator"), pair(), strict=True)) for _ in "ab"]


def rate(draw):
    how = draw(st.sampled_from(["top", "bottom", "shown"]))
    if how == "shown":
        return [{"numerator": draw(st.one_of(zero, large)), "denominator": draw(large)}] * 2
    top, bottom = (small, large) if how == "top" else (st.one_of(zero, large), small)
    return [{"numerator": draw(top), "denominator": draw(bottom)} for _ in "ab"]


def continuous(draw):
    if draw(st.booleans()):
        return [{"value": draw(st.integers(0, 90)), "people": draw(small)} for _ in "ab"]
    return [{"value": draw(st.integers(0, 90)), "people": draw(large)}] * 2


FIGURES = {"count": count, "proportion": proportion, "rate": rate, "continuous": continuous}


@st.composite
def measured(draw):
    """One measure of any kind and settings, with two sets of figures that differ in what is hidden."""
    kind = draw(st.sampled_from(sorted(FIGURES)))
    months = MONTHS[: draw(st.integers(1, len(MONTHS)))]
    measure = Measure(
        pk=1,
        project_id=1,
        name="Offers",
        data_kind=kind,
        direction=draw(st.sampled_from(["up", "down", "neutral"])),
        frequency="monthly",
        chart=draw(st.sampled_from(["", *Measure.Chart.values])),
        chart_note="secret",
        rule_set=draw(st.sampled_from(Measure.RuleSet.values)),
        y_axis=draw(st.sampled_from(Measure.YAxis.values)),
        target=draw(st.sampled_from([None, 0, 1])),
    )
    both = [], []
    for place, month in enumerate(months):
        outcome = draw(st.sampled_from(["recorded"] * 6 + ["nobody_eligible", "not_collected", ""]))
        figures = FIGURES[kind](draw) if outcome == "recorded" else [{}, {}]
        for rows, own in zip(both, figures, strict=True):
            if outcome or place in (0, len(months) - 1):
                stored = {"outcome": outcome or "not_collected", "note": f"secret {own}", "pk": place}
                row = SimpleNamespace(
                    **NONE | own, **stored, period_start=month, recorded_at=datetime.datetime.min
                )
                rows.append(row)
    begin = st.sampled_from(months)
    phases = [PhaseRow(None, draw(st.sampled_from([None, 6, 12])), "secret")]
    phases += [PhaseRow(draw(begin), draw(st.sampled_from([None, 5])), "secret")] * draw(st.integers(0, 1))
    exclusions = [ExclusionRow(draw(begin), None)] * draw(st.integers(0, 1))
    return [
        MeasureRows(measure, Policy(), 14, points=rows, phases=phases, exclusions=exclusions) for rows in both
    ]


@given(measured())
def test_the_shared_series_of_figures_does_not_depend_on_what_it_hides(both):
    one, other = map(from_rows.shared, both)
    assert one == other
    assert "secret" not in repr(one)


@given(st.data())
def test_the_shared_series_of_events_does_not_depend_on_their_days(data):
    """Any days of the same quarters, in the numbers that are shown; the notes and lines at them too."""
    quarters = data.draw(st.lists(st.sampled_from(MONTHS[::3]), min_size=1, max_size=4, unique=True))
    sizes = [data.draw(st.sampled_from(["small", 5, 9])) for _ in quarters]

    def one():
        days = []
        for quarter, size in zip(quarters, sizes, strict=True):
            many = data.draw(small) if size == "small" else size
            days += [quarter + datetime.timedelta(days=data.draw(st.integers(0, 89))) for _ in range(many)]
        first = min(days)
        by_cases = data.draw(st.booleans())
        events = [
            SimpleNamespace(
                pk=place,
                occurred_on=day,
                note="secret",
                cases_since_previous=place if by_cases else None,
                recorded_at=datetime.datetime.min,
            )
            for place, day in enumerate(sorted(days))
        ]
        measure = Measure(
            pk=1, project_id=1, name="Missed", data_kind="events", direction="up", frequency="", chart="t"
        )
        return MeasureRows(
            measure,
            Policy(),
            14,
            events=events,
            phases=[PhaseRow(None, None, ""), PhaseRow(first, 5, "secret")],
            exclusions=[ExclusionRow(None, data.draw(st.integers(0, len(events) - 1)))],
            flags=(Flag(kind="annotation", on=first, mark="A", text="Moved", id=1),),
        )

    made = [from_rows.shared(one()) for _ in "ab"]
    assert made[0] == made[1]
    assert "secret" not in repr(made[0])
