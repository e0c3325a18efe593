"""Make the false-alarm rows again: `python -m measures.spc.simulate` (about six minutes on one core).

Independent normal values, without any change, go through `analyse` and `status` as a team's would: one phase,
higher is better, monthly (the newest 6 points are current). The same series serve every rule set and
baseline of one length, each rule set on the chart of `false_alarms.SIMULATED_ON`. Each length has its own
seed, so a slice can be made again alone.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

from measures.spc import ENGINE_VERSION
from measures.spc.analysis import analyse
from measures.spc.false_alarms import SIMULATED_ON, STORED, FalseAlarmRow
from measures.spc.rules import RULE_SETS
from measures.spc.status import STATUSES, status
from measures.spc.types import PhaseSpec

SEED = 20250301
SERIES_PER_ROW = 5_000
POINTS = range(10, 61)
BASELINES = (None, 12)
ABOUT = ("rule_set", "rule_set_version", "chart", "points", "baseline", "n_series")
"""Columns that say what a row is of."""


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
            phases = (PhaseSpec(0, baseline),)
            analysis = analyse(values, chart=SIMULATED_ON[key], phases=phases, rule_set=key)
            any_signal[key, baseline] += bool(analysis.signals)
            statuses[key, baseline, status(analysis, direction="up").status] += 1
    return [
        FalseAlarmRow(
            rule_set=key,
            rule_set_version=RULE_SETS[key].version,
            chart=SIMULATED_ON[key],
            points=points,
            baseline=baseline,
            n_series=n_series,
            p_any_signal=any_signal[key, baseline] / n_series,
            p_status={word: statuses[key, baseline, word] / n_series for word in STATUSES},
        )
        for key, baseline in configurations
    ]


def as_text(rows: Sequence[FalseAlarmRow], *, n_series: int, seed: int) -> str:
    """The data file: how it was made, the columns, then one row a line with how many series gave what.

    A status that no series was given has no column.
    """
    made_by: dict[str, Any] = {
        "command": "python -m measures.spc.simulate",
        "engine_version": ENGINE_VERSION,
        "seed": seed,
        "series_per_row": n_series,
        "series": "independent normal values, one phase, higher is better, newest 6 points current",
    }
    given = [word for word in STATUSES if any(row.p_status[word] for row in rows)]
    columns = [*ABOUT, "any_signal", *given]
    lines = []
    for row in rows:
        shares = [row.p_any_signal, *(row.p_status[word] for word in given)]
        counts = [round(share * row.n_series) for share in shares]
        lines.append(json.dumps([*(getattr(row, column) for column in ABOUT), *counts]))
    listed = ",\n".join(lines)
    head = f'"made_by": {json.dumps(made_by)},\n"columns": {json.dumps(columns)}'
    return f'{{{head},\n"rows": [\n{listed}\n]}}\n'


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
