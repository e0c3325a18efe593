"""One door for every chart: `analyse` a series, `again` with something changed."""

from collections.abc import Iterable, Sequence

from measures.spc import control, runchart
from measures.spc.charts import rule_set_for
from measures.spc.types import Analysis, PhaseSpec, Value


def analyse(
    values: Sequence[Value],
    *,
    chart: str = "run",
    denominators: Sequence[Value] = (),
    phases: Sequence[PhaseSpec] = (),
    exclude: Iterable[int] = (),
    rule_set: str = "",
    censored: Iterable[int] = frozenset(),
) -> Analysis:
    """Analyse a series as `chart` (a key of `charts.CHARTS` that is in the product; KeyError if not known).

    values: shape (n,), as plotted (a proportion as a ratio 0-1, a rate per one); None = missing.
    denominators: shape (n,), for charts that need them. rule_set: used where it fits the chart, else the
    chart's default. phases, exclude, censored: as `runchart.analyse`; a chart with limits treats a censored
    value as missing. No data are refused; what can't be worked out is None and `PhaseResult.no_limits`
    says why.
    """
    chosen = rule_set_for(chart, rule_set)
    if chart == "run":
        return runchart.analyse(values, phases=phases, exclude=exclude, rule_set=chosen, censored=censored)
    hidden = frozenset(censored)
    return control.analyse(
        [None if i in hidden else value for i, value in enumerate(values)] if hidden else values,
        chart=chart,
        denominators=denominators,
        phases=phases,
        exclude=exclude,
        rule_set=chosen,
    )


def again(
    analysis: Analysis, *, phases: Sequence[PhaseSpec] | None = None, without: Iterable[int] = ()
) -> Analysis:
    """The same series analysed again in the same way.

    phases: instead of its own. without: positions treated as missing.
    """
    gone = frozenset(without)
    return analyse(
        [None if i in gone else value for i, value in enumerate(analysis.values)],
        chart=analysis.chart,
        denominators=analysis.denominators,
        phases=analysis.specs if phases is None else phases,
        exclude=analysis.excluded - gone,
        rule_set=analysis.rule_set.key,
        censored=analysis.censored - gone,
    )
