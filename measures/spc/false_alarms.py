"""How often pure chance would give each status: rows simulated by `measures.spc.simulate` and stored.

A row is for one rule set and version on one chart, one number of recorded points in the last phase, and one
baseline. Rows are quoted exactly or not at all: nothing is interpolated or extrapolated, and a row made by
another version of the engine or of the rule set no longer counts.

Only run charts, XmR and I charts have rows. What chance gives on a chart whose limits rest on a model of
counting (C, U, U′, P, P′) or on times between events (T, G) depends on how many cases stand behind each point:
a row of I charts would be quoted for them wrongly, so nothing is quoted.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from measures.spc import ENGINE_VERSION
from measures.spc.charts import NHS_RULE_SETS
from measures.spc.rules import RULE_SETS
from measures.spc.status import STATUSES

STORED = Path(__file__).with_name("false_alarms.json")

SIMULATED_ON = {
    "anhoej": "run",
    "perla_2011": "run",
    **dict.fromkeys(NHS_RULE_SETS, "xmr"),
    "sigma_anhoej": "i",
}
"""The chart whose rows a rule set has: keys of `rules.RULE_SETS` and of `charts.CHARTS`."""


@dataclass(frozen=True, slots=True)
class FalseAlarmRow:
    """Probabilities (0-1) for a measure without any real change, in one phase, higher being better."""

    rule_set: str
    rule_set_version: int
    chart: str
    """A key of `charts.CHARTS`: what the series were analysed as."""
    points: int
    """Recorded, included points in the phase."""
    baseline: int | None
    """Only the first so many feed the centre; None: all do."""
    n_series: int
    """Series simulated."""
    p_any_signal: float
    """At least one counted signal anywhere in the phase, current or not (trends are never counted)."""
    p_status: Mapping[str, float]
    """Of every status of `measures.spc.status.STATUSES`; they add up to 1."""


@dataclass(frozen=True, slots=True)
class ExpectedByChance:
    """What chance alone would give in a group of measures."""

    improving: float
    """Measures expected to read "improvement", among those with a row."""
    with_row: int
    without_row: int
    """Measures nothing can be said about; print this number too."""


def rate(rule_set: str, points: int, baseline: int | None, chart: str = "") -> FalseAlarmRow | None:
    """The stored row for exactly this rule set (by key), points, baseline and chart; None if there is none.

    points: `PhaseResult.n_obs` of the last phase. baseline: `PhaseSpec.baseline`; one that is not complete
    yet (points <= baseline) is the same as none. chart: `Analysis.chart`; left out, the chart the rule set's
    rows were made on, for words about the rule set as such.
    """
    if baseline is not None and points <= baseline:
        baseline = None
    row = _rows().get((rule_set, points, baseline))
    return row if row is None or chart in ("", row.chart) else None


def expected_by_chance(
    measures: Iterable[tuple[str, int, int | None] | tuple[str, int, int | None, str]],
) -> ExpectedByChance:
    """How many of these measures would read "improvement" by chance alone.

    measures: what `rate` takes, in its order, of each measure that has a good direction. An improvement held
    rests on a person's decision to begin a phase, which chance does not make: it has no rate of its own, and
    such measures count by their last phase.
    """
    rows = [rate(*measure) for measure in measures]
    found = [row for row in rows if row is not None]
    return ExpectedByChance(
        improving=sum(row.p_status["improvement"] for row in found),
        with_row=len(found),
        without_row=len(rows) - len(found),
    )


@lru_cache(maxsize=1)
def _stored() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    return stored


@lru_cache(maxsize=1)
def _rows() -> dict[tuple[str, int, int | None], FalseAlarmRow]:
    if _stored()["made_by"]["engine_version"] != ENGINE_VERSION:
        return {}
    rows = [_row(dict(zip(_stored()["columns"], entry, strict=True))) for entry in _stored()["rows"]]
    return {
        (row.rule_set, row.points, row.baseline): row
        for row in rows
        if row.rule_set in RULE_SETS and RULE_SETS[row.rule_set].version == row.rule_set_version
    }


def _row(entry: Mapping[str, Any]) -> FalseAlarmRow:
    """A row from its columns: how many series gave what. A status without a column was never given."""
    n_series: int = entry["n_series"]
    return FalseAlarmRow(
        rule_set=entry["rule_set"],
        rule_set_version=entry["rule_set_version"],
        chart=entry["chart"],
        points=entry["points"],
        baseline=entry["baseline"],
        n_series=n_series,
        p_any_signal=entry["any_signal"] / n_series,
        p_status=MappingProxyType({word: entry.get(word, 0) / n_series for word in STATUSES}),
    )
