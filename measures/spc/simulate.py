"""Make the false-alarm rows again: `python -m measures.spc.simulate` (a few minutes on one core).

Independent normal values, without any change, go through `analyse` and `status` as a team's would: one phase,
higher is better, monthly (the newest 6 points are current). The same series serve every rule set and
baseline of one length. Each length has its own seed, so a slice can be made again alone.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from random import Random
from typing import Any

from measures.spc import ENGINE_VERSION
from measures.spc.false_alarms import STORED, FalseAlarmRow
from measures.spc.rules import RULE_SETS
from measures.spc.runchart import analyse
from measures.spc.status import STATUSES, status
from measures.spc.types import PhaseSpec

SEED = 20250301
SERIES_PER_ROW = 10_000
POINTS = range(10, 61)
BASELINES = (None, 12)


def simulate_length(points: int, *, n_series: int, seed: int) -> list[FalseAlarmRow]:
    """The rows for one number of points in the phase: every rule set, and every baseline shorter than it."""
    random = Random(f"{seed}:{points}")  # noqa: S311 - a simulation: nothing here is secret
    configurations = [
        (key, baseline)
        for key in RULE_SETS
        for baseline in BASELINES
        if baseline is None or baseline < points
    ]
    any_signal: Counter[tuple[str, int | None]] = Counter()
    statuses: Counter[tuple[str, int | None, str]] = Counter()
    for _ in range(n_series):
        values = [random.gauss(0, 1) for _ in range(points)]
        for key, baseline in configurations:
            analysis = analyse(values, phases=(PhaseSpec(0, baseline),), rule_set=key)
            any_signal[key, baseline] += bool(analysis.signals)
            statuses[key, baseline, status(analysis, direction="up").status] += 1
    return [
        FalseAlarmRow(
            rule_set=key,
            rule_set_version=RULE_SETS[key].version,
            points=points,
            baseline=baseline,
            n_series=n_series,
            p_any_signal=any_signal[key, baseline] / n_series,
            p_status={word: statuses[key, baseline, word] / n_series for word in STATUSES},
        )
        for key, baseline in configurations
    ]


def as_text(rows: Sequence[FalseAlarmRow], *, n_series: int, seed: int) -> str:
    """The data file: how it was made, then one row a line."""
    made_by: dict[str, Any] = {
        "command": "python -m measures.spc.simulate",
        "engine_version": ENGINE_VERSION,
        "seed": seed,
        "series_per_row": n_series,
        "series": "independent normal values, one phase, higher is better, newest 6 points current",
    }
    lines = ",\n".join(json.dumps(asdict(row)) for row in rows)
    return f'{{"made_by": {json.dumps(made_by)},\n"rows": [\n{lines}\n]}}\n'


def main() -> None:
    """Simulate every row and store it beside this module."""
    parser = argparse.ArgumentParser(description="Simulate how often chance alone gives each status.")
    parser.add_argument("--series", type=int, default=SERIES_PER_ROW, help="series per row")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    rows = [
        row
        for points in POINTS
        for row in simulate_length(points, n_series=options.series, seed=options.seed)
    ]
    STORED.write_text(as_text(rows, n_series=options.series, seed=options.seed), encoding="utf-8")


if __name__ == "__main__":
    main()
