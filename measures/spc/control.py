"""Charts with limits: the centre line, its limits and what the rules make of them, phase by phase."""

from collections.abc import Iterable, Sequence

from measures.spc.types import Analysis, PhaseSpec, Value


def analyse(
    values: Sequence[Value],
    *,
    chart: str,
    denominators: Sequence[Value] = (),
    phases: Sequence[PhaseSpec] = (),
    exclude: Iterable[int] = (),
    rule_set: str,
) -> Analysis:
    """Analyse a chart with limits."""
    raise NotImplementedError
